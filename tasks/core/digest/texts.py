"""Strangers' text made safe to read: cleaned, cut, links as their host. Escaping is the renderer's work."""

import re
import unicodedata
from urllib.parse import urlsplit

MESSAGE_LIMIT = 280
NAME_LIMIT = 40
MESSAGE_LINES = 8

_LINK = re.compile(r"""(?i)\b(?:https?://|www\.)[^\s<>"'“”‘’]+""")
_LANGUAGE = re.compile(r"(?a)[a-z]{2,3}(?:-[a-z0-9]{2,8}){0,3}", re.IGNORECASE)
_BLANK_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"[^\S\n]+")
_LINE_ENDS = re.compile(r"\r\n?|[\u2028\u2029\u0085\v\f]")
_BIDI = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
_KEPT_FORMAT = frozenset("\u200c\u200d")
"""Joiners: emoji families and several scripts need them."""
_MAX_MARKS = 4


def clean(text: str) -> str:
    """`text` without control characters, bidi overrides, invisible format characters and piled-up marks.

    Line breaks stay (at most one blank line in a row); runs of other space become one space.
    """
    text = _LINE_ENDS.sub("\n", text)
    kept: list[str] = []
    marks = 0
    for character in text:
        category = unicodedata.category(character)
        marks = marks + 1 if category in {"Mn", "Me"} else 0
        if character == "\n" or (category not in {"Cc", "Cs", "Co", "Cn", "Cf"} and marks <= _MAX_MARKS):
            kept.append(character)
        elif character == "\t":
            kept.append(" ")
        elif character in _KEPT_FORMAT or (category == "Cf" and _is_tag(character)):
            kept.append(character)
    lines = (_SPACES.sub(" ", line).strip() for line in "".join(kept).split("\n"))
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def one_line(text: str, limit: int) -> str:
    """`text` cleaned, on one line, links as hosts, cut at a word to at most `limit` characters."""
    return cut(_SPACES.sub(" ", hosts_only(clean(text)).replace("\n", " ")).strip(), limit)


def name(text: str | None, handle: str | None = None) -> str:
    """A display name fit for one line anywhere, a header included; else the handle, else "Someone"."""
    for candidate in (text, handle):
        if candidate and (line := one_line(candidate, NAME_LIMIT)):
            return line
    return "Someone"


def cut(text: str, limit: int) -> str:
    """`text` cut at the end of a word to at most `limit` characters, the ellipsis included.

    A single word longer than `limit` is cut inside; a joined emoji is never left half.
    """
    if len(text) <= limit:
        return text
    head = text[: limit - 1]
    if not text[limit - 1].isspace():
        word_end = max(head.rfind(" "), head.rfind("\n"))
        if word_end >= limit // 2:
            head = head[:word_end]
    while head and (head[-1] == "\u200d" or unicodedata.category(head[-1]) in {"Mn", "Me"}):
        head = head[:-1]
    return head.rstrip(" \n,;:.–—-") + "…"


def hosts_only(text: str) -> str:
    """`text` with every link replaced by its host: what stands there is where it leads."""
    return _LINK.sub(lambda found: _host(found.group()), text)


def message(text: str) -> str:
    """A message as items show it: cleaned, links as hosts, at most MESSAGE_LIMIT characters, MESSAGE_LINES lines."""
    shown = hosts_only(clean(text)).replace("\n\n", "\n")
    lines = shown.split("\n")
    if len(lines) > MESSAGE_LINES:
        shown = "\n".join(lines[:MESSAGE_LINES]).rstrip(" …") + "…"
    return cut(shown, MESSAGE_LIMIT)


def web_link(url: str | None) -> str | None:
    """`url` if it is a plain http or https address with a host, else None: nothing else is ever linked."""
    if url is None or any(c.isspace() or unicodedata.category(c) in {"Cc", "Cf"} for c in url):
        return None
    try:
        parts = urlsplit(url)
        host = parts.hostname
    except ValueError:
        return None
    return url if parts.scheme in {"http", "https"} and host and len(url) <= 2000 else None


def language_code(code: str | None) -> str:
    """`code` where it has the form of a language's ("de", "pt-BR", "zh-Hant-TW"), else "": it stands in markup."""
    code = (code or "").replace("_", "-")
    return code if _LANGUAGE.fullmatch(code) else ""


def _host(url: str) -> str:
    trailing = url[len(url.rstrip(".,;:!?)]}")) :]
    bare = url[: len(url) - len(trailing)] if trailing else url
    try:
        host = urlsplit(bare if "://" in bare else f"http://{bare}").hostname
    except ValueError:
        host = None
    return (host or "link").removeprefix("www.") + trailing


def _is_tag(character: str) -> bool:
    return "\U000e0020" <= character <= "\U000e007f"  # flags of England, Scotland, Wales
