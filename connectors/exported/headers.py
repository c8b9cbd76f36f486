"""Which line of a table is its header, and which of a preset's parts it belongs to. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import lru_cache

from connectors.exported.preset import Part


@dataclass(frozen=True, slots=True)
class Head:
    """A line that may be the header: where it stands, what it names, and what stood above it, name -> value."""

    line: int
    after: int
    """Where the rows begin: an offset in bytes, or a number of rows."""
    names: tuple[str, ...]
    delimiter: str = ""
    above: Mapping[str, str] = field(default_factory=dict)


@lru_cache(maxsize=8_192)
def folded(name: str) -> str:
    """A header as it is compared: case and blanks do not matter, nor a mark for a required question."""
    return " ".join(name.replace("\ufeff", "").casefold().split()).rstrip(" *")


def told_apart(cells: Iterable[str]) -> tuple[str, ...]:
    """The cells of a header as names: two that are alike get a number."""
    seen: dict[str, int] = {}
    names = []
    for cell in cells:
        name = " ".join(cell.replace("\ufeff", "").split())[:500]
        seen[folded(name)] = count = seen.get(folded(name), 0) + 1
        names.append(name if count == 1 else f"{name} ({count})")
    return tuple(names)


def cells_of(names: Iterable[str]) -> list[str]:
    """The headers behind a field's names: "First + Last" are two."""
    return [one for name in names for one in name.split(" + ")]


def read_by(part: Part, names: Sequence[str]) -> frozenset[str]:
    """The headers of `names` that the part reads, folded."""
    wanted = {
        folded(one) for names_ in (*part.fields.values(), *part.counts.values()) for one in cells_of(names_)
    }
    return frozenset(wanted & {folded(name) for name in names})


def missing(part: Part, names: Sequence[str], above: Mapping[str, str] | None = None) -> list[str]:
    """The required fields of the part that none of the headers (or what stands above them) gives."""
    there = {folded(name) for name in names} | {f"^{folded(name)}" for name in above or {}}
    return [
        ours
        for ours in part.required
        if not any(folded(theirs) in there for theirs in cells_of(part.fields[ours]))
    ]


def fits(part: Part, names: Sequence[str]) -> bool:
    """Whether the headers are those by which the part is recognised."""
    there = [folded(name) for name in names]
    is_first = not part.fits_first or there[:1] == [folded(part.fits[0])]
    is_another = any(folded(name) in there for name in part.fits_not)
    return (
        bool(part.fits) and is_first and not is_another and all(folded(name) in there for name in part.fits)
    )


def best(parts: Iterable[Part], heads: Sequence[Head], *, is_guess: bool = False) -> tuple[Part, Head] | None:
    """The part and the header line that go together best; None when none has all that is required.

    `is_guess`: nobody said what the file is, so the headers must be those that the part is recognised by.
    """
    found = [
        (
            len(read_by(part, head.names)) + len(part.fits) * fits(part, head.names),
            -number,
            -head.line,
            part,
            head,
        )
        for number, part in enumerate(parts)
        for head in heads
        if not missing(part, head.names, head.above) and (fits(part, head.names) or not is_guess)
    ]
    if not found:
        return None
    _, _, _, part, head = max(found, key=lambda one: one[:3])
    return part, head


def unread(part: Part, names: Sequence[str]) -> list[str]:
    """The headers that the part makes nothing of."""
    used = read_by(part, names) | {folded(name) for name in part.skip}
    return [name for name in names if name and folded(name) not in used]


def explained(name: str, parts: Sequence[Part], heads: Sequence[Head]) -> str:
    """Why no part fits: the columns found, what was expected, and how to say which is which."""
    if not heads:
        return f"{name} holds no table"
    pairs = [
        (len(missing(part, h.names, h.above)), -len(h.names), h.line, n)
        for n, part in enumerate(parts)
        for h in heads
    ]
    by_place = {(head.line, len(head.names)): head for head in reversed(heads)}
    _, width, line, number = min(pairs)
    head, part = by_place[line, -width], parts[number]
    lacking = missing(part, head.names, head.above)
    wanted = "; ".join(f"{ours} (one of: {', '.join(part.fields[ours])})" for ours in lacking)
    found = ", ".join(cell for cell in head.names if cell)[:600]
    hint = ", ".join(f'{ours} = "…"' for ours in lacking)
    return f"{name} has the columns: {found}. Expected as well: {wanted}. Say which it is: columns = {{ {hint} }}"
