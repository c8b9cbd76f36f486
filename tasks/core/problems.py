"""What could not be collected, said once: a backfill meets the same reason in every window of every stream."""

import re
from collections.abc import Iterable

_PLACE = re.compile(r"(?P<account>[^\s,]+), (?P<stream>\w+): (?P<reason>.+)", re.DOTALL)
_FEW = 3
"""So many streams are named; of more only the number is said."""


def folded(problems: Iterable[str]) -> list[str]:
    """`problems` ("account, stream: reason") one line an account and reason, in the order of their first."""
    places: dict[tuple[str, str], dict[str, int]] = {}
    for problem in problems:
        found = _PLACE.fullmatch(problem)
        key = (found["account"], found["reason"]) if found else ("", problem)
        streams = places.setdefault(key, {})
        stream = found["stream"] if found else ""
        streams[stream] = streams.get(stream, 0) + 1
    return [_line(account, reason, streams) for (account, reason), streams in places.items()]


def _line(account: str, reason: str, streams: dict[str, int]) -> str:
    times = sum(streams.values())
    named = [name for name in streams if name]
    where = ", ".join(named) if len(named) <= _FEW else f"{len(named)} streams"
    place = ", ".join(part for part in (account, where) if part)
    again = f" ({times:,} windows)" if times > max(len(named), 1) else ""
    return f"{place}: {reason}{again}" if place else f"{reason}{again}"
