"""What stands in an item of JSON or a cell, and a text as its network shows it. Pure."""

import re
from collections.abc import Mapping
from typing import Any

from connectors.exported.preset import Part
from connectors.exports_values import web_address

_SPELLINGS = (("url", "shortUrl"), ("expanded_url", "expandedUrl"))
_QUOTED = re.compile(r"\s*https://(?:x|twitter)\.com/\w+/status/\d+$")


def in_full(text: str, part: Part, item: Mapping[str, Any]) -> str:
    """The text as the network shows it: its short links in full, without those of its attachments and, at its end, of a
    post that it quotes. As it is where the part does not say where its links stand."""
    if not (part.short_links or part.media_links):
        return text
    instead = {
        short: "" if names is part.media_links else full
        for names in (part.short_links, part.media_links)
        for name in names
        for short, full in map(_link, at_path(item, name))
        if short and web_address(full)
    }
    for short in sorted(instead, key=len, reverse=True):
        text = text.replace(short, instead[short])
    return _QUOTED.sub("", text.rstrip()).strip()


def at_path(value: Any, path: str) -> list[Any]:
    """What stands at a dotted path (a number picks from a list, `*` takes all of it); of ^name, what stood beside."""
    if path.startswith("^"):
        return [value.get(path)] if isinstance(value, dict) else []
    found = [value]
    for step in path.split("."):
        below: list[Any] = []
        for one in found:
            if isinstance(one, dict) and step in one:
                below.append(one[step])
            elif isinstance(one, list):
                below += one if step == "*" else one[int(step) : int(step) + 1] if step.isdigit() else []
        found = below
    return found


def _link(value: Any) -> tuple[str, str]:
    """A web address in short and in full; empty for what is none."""
    told = value if isinstance(value, dict) else {}
    short, full = (told.get(name) or told.get(other) for name, other in _SPELLINGS)
    return cell_text(short), cell_text(full)


def cell_text(value: Any) -> str:
    """A value as text without blanks around it; empty for what holds others."""
    if type(value) is str:
        return value.strip()
    return "" if value is None or isinstance(value, dict | list) else str(value)


def mended(value: Any) -> Any:
    """UTF-8 that was written as if it were Latin-1, as it was meant; other text as it is."""
    if isinstance(value, str):
        try:
            return value.encode("latin-1").decode("utf-8")
        except UnicodeError:
            return value
    if isinstance(value, dict):
        return {mended(key): mended(one) for key, one in value.items()}
    return [mended(one) for one in value] if isinstance(value, list) else value
