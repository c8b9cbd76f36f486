"""The roots of threads, from rows that point to their parents. Pure."""

from array import array
from collections.abc import Iterable, Sequence

NO_PARENT, UNKNOWN_PARENT = -1, -2
_UNREAD = -3


def roots_of(parents: Sequence[int], unusable: Iterable[int]) -> tuple["array[int]", list[list[int]]]:
    """The root of every row, by the row of its parent (or NO_PARENT, UNKNOWN_PARENT); and the circles of parents.

    What hangs off an unusable row, or off one of a circle, begins a thread of its own.
    """
    roots = array("q", [_UNREAD]) * len(parents)
    barred, circles = set(unusable), list[list[int]]()
    for row in range(len(roots)):
        path: list[int] = []
        on_path: dict[int, int] = {}
        at = row
        while at >= 0 and roots[at] == _UNREAD and at not in on_path:
            on_path[at] = len(path)
            path.append(at)
            at = parents[at]
        if at in on_path:
            circle = path[on_path[at] :]
            for member in circle:
                roots[member] = member
            circles.append(circle)
            barred.update(circle)
            path = path[: on_path[at]]
            at = UNKNOWN_PARENT
        elif at >= 0 and at in barred:
            at = UNKNOWN_PARENT
        for member in reversed(path):
            at = roots[member] = roots[at] if at >= 0 else member
    return roots, circles
