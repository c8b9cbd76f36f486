"""What readers hand on: a row as the file has it, or why it cannot be read. And the bounds they all keep."""

import fnmatch
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any

from connectors.exported.sources import Member

MOST_BAD = 1_000
"""Rows in a row that cannot be read: then the rest of a file is left, it is something else."""
RAW_LIMIT = 20_000
COPY = "^copy"
"""Key of a row's values under which stands the how-many-eth of its file it is, of those that tell them alike."""
WHOLE = "^whole"
"""Key of a row's values under which stands the whole of a text that its own file has cut, its links in full."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row, item or message, by where it stood. `values`: header or key -> what the file has there.

    When it cannot be read, `check` names the rule, `reason` says why, and `raw` is its text.
    """

    location: str
    values: dict[str, Any] | None
    check: str = ""
    reason: str = ""
    raw: str = ""

    def copy(self, number: int) -> "Row":
        """The row as the how-many-eth of its file that says so, by nobody in particular; the first as it is.

        Which of them is which nobody can tell, and need not: a longer file has them all again, and some more.
        """
        return self if number < 2 else replace(self, values={**(self.values or {}), COPY: number})


def bounded(rows: Iterable[Row], name: str) -> Iterator[Row]:
    """The rows, until 1,000 in a row could not be read."""
    bad = 0
    for row in rows:
        yield row
        bad = bad + 1 if row.values is None else 0
        if bad >= MOST_BAD:
            yield Row(name, None, "readable_file", f"{bad:,} rows in a row cannot be read: the rest is left")
            return


def as_text(raw: bytes | str) -> str:
    """The row as text that PostgreSQL can hold: NUL and bytes that are not UTF-8 as \\xNN; cut at 20,000."""
    text = raw[:RAW_LIMIT].decode("utf-8", "backslashreplace") if isinstance(raw, bytes) else raw[:RAW_LIMIT]
    return text.rstrip("\r\n").replace("\0", "\\x00")


def is_named(member: Member, patterns: Iterable[str]) -> bool:
    """Whether the member's path, or the end of it, matches a pattern; case does not matter."""
    path = member.name.lower()
    return any(
        fnmatch.fnmatchcase(path, p.lower()) or fnmatch.fnmatchcase(path, "*/" + p.lower()) for p in patterns
    )
