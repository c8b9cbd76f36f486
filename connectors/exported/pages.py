"""Pages of a spooled source, and their records again. A page carries all that its parser needs."""

import json
from collections.abc import Iterator
from functools import lru_cache
from typing import Any, Literal

from connectors.exported.owner import as_context
from connectors.exported.preset import Part
from connectors.exported.records import records_of
from connectors.exported.rows import as_text
from connectors.exported.spool import Spool
from connectors.exported.values import Setting
from connectors.exports_values import Unreadable
from connectors.records import BadRow, Page, Record, Window

PAGE_ROWS = 1_000
PAGE_BYTES = 4 << 20


def pages(spool: Spool, window: Window) -> Iterator[tuple[bytes, dict[str, str]]]:
    """The rows of the window, as bodies of JSON lines with their context."""
    lines: list[bytes] = []
    problems: dict[int, tuple[str, str]] = {}
    size = 0
    for row in spool.rows_of(window):
        if row in spool.problems:
            problems[len(lines)] = spool.problems[row]
        lines.append(spool.line(row))
        size += len(lines[-1])
        if len(lines) >= PAGE_ROWS or size >= PAGE_BYTES:
            yield b"".join(lines), _context(spool, lines, problems)
            lines, problems, size = [], {}, 0
    if lines:
        yield b"".join(lines), _context(spool, lines, problems)


def records(page: Page) -> Iterator[Record]:
    """The records of a page's rows, and a BadRow of every row that cannot be read."""
    parts, settings = _parts(page.context["parts"]), _settings(page.context["settings"])
    problems: dict[str, tuple[str, str]] = json.loads(page.context["problems"])
    container = page.context["source"]
    for number, line in enumerate(page.body.splitlines()):
        member, part, location, values, check, reason, raw = json.loads(line)
        try:
            if values is None:
                raise Unreadable(check, reason)
            if (problem := problems.get(str(number))) is not None:
                raise Unreadable(*problem)
            yield from records_of(values, parts[part], settings[member])
        except Unreadable as problem_found:
            place = member if member == container else f"{container}/{member}"
            shown = raw if values is None else as_text(json.dumps(values, ensure_ascii=False))
            entity: Literal["page", "interaction"] = "interaction" if location else "page"
            yield BadRow(
                entity, problem_found.check, problem_found.reason, f"{place} {location}".strip(), shown
            )


def _context(spool: Spool, lines: list[bytes], problems: dict[int, tuple[str, str]]) -> dict[str, str]:
    heads = [json.loads(line)[:2] for line in lines]
    used = {name for _, name in heads}
    parts = {
        part.name: part.model_dump(exclude_defaults=True) for part in spool.preset.parts if part.name in used
    }
    return {
        "preset": spool.preset.name,
        "source": spool.source.path.name,
        "parts": json.dumps(parts),
        "settings": json.dumps(as_context(spool.settings, [member for member, _ in heads])),
        "problems": json.dumps(problems),
    }


@lru_cache(maxsize=32)
def _parts(text: str) -> dict[str, Part]:
    return {name: Part.model_validate(part) for name, part in json.loads(text).items()}


@lru_cache(maxsize=32)
def _settings(text: str) -> dict[str, Setting]:
    def made(fields: dict[str, Any]) -> Setting:
        return Setting(**{**fields, "names": tuple(fields["names"])})

    return {name: made(fields) for name, fields in json.loads(text).items()}
