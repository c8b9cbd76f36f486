"""Messages that are one concern: of a thread, in a row within an hour, or one text from many."""

import re
from collections import defaultdict
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence
from datetime import timedelta

from tasks.core.items import OpenItem, Ranked

IN_A_ROW = 3
"""From so many messages of one person in ROW_SPAN on, they are one concern, whatever the threads."""
ROW_SPAN = timedelta(hours=1)
BURST_PEOPLE = 3
"""From so many people who write the same on, it is one text going round."""
BURST_CHARACTERS = 20
"""What is shorter, many people write by themselves."""

_ADDRESSED = re.compile(r"[@#]\S+|https?://\S+|\W+")


def concerns(ranked: Iterable[Ranked], *, with_bursts: bool = False) -> list[list[Ranked]]:
    """`ranked` in groups that one look settles, in the order of each group's first; every item in one group.

    Together are one person's messages in a thread; and IN_A_ROW or more of theirs on one account within
    ROW_SPAN (the brand has answered none of them: they wait). With `with_bursts` also the same text from
    BURST_PEOPLE or more people; those are many to answer, and one thing to look at.
    """
    items = list(ranked)
    root = list(range(len(items)))
    for together in _together([r.item for r in items], with_bursts=with_bursts):
        first = _find(root, together[0])
        for other in together[1:]:
            root[_find(root, other)] = first
    groups: dict[int, list[Ranked]] = defaultdict(list)
    for index, r in enumerate(items):
        groups[_find(root, index)].append(r)
    return list(groups.values())


def people(group: Iterable[Ranked]) -> int:
    """How many people speak in a group."""
    return len({r.item.member_id for r in group})


def text_key(text: str) -> str | None:
    """What two copies of a text share, whomever they address and link to; None: too short to be a copy."""
    bare = _ADDRESSED.sub(" ", text[:1000].casefold()).strip()
    return bare if len(bare) >= BURST_CHARACTERS else None


def _find(root: list[int], index: int) -> int:
    while root[index] != index:
        root[index] = root[root[index]]
        index = root[index]
    return index


def _together(items: Sequence[OpenItem], *, with_bursts: bool) -> Iterator[Sequence[int]]:
    yield from _by(items, lambda item: (item.platform, item.account, item.thread_key, item.member_id))
    for mine in _by(items, lambda item: (item.platform, item.account, item.member_id)):
        yield from _rows(items, mine)
    if with_bursts:
        for same in _by(items, lambda item: text_key(item.text)):
            if len({items[index].member_id for index in same}) >= BURST_PEOPLE:
                yield same


def _by(items: Sequence[OpenItem], key: Callable[[OpenItem], Hashable | None]) -> list[list[int]]:
    found: dict[Hashable, list[int]] = defaultdict(list)
    for index, item in enumerate(items):
        if (value := key(item)) is not None:
            found[value].append(index)
    return list(found.values())


def _rows(items: Sequence[OpenItem], mine: Sequence[int]) -> Iterator[list[int]]:
    """The runs of IN_A_ROW or more messages within ROW_SPAN of the run's first."""
    ordered = sorted(mine, key=lambda index: (items[index].occurred_at, items[index].interaction_id))
    run: list[int] = []
    for index in ordered:
        if run and items[index].occurred_at - items[run[0]].occurred_at > ROW_SPAN:
            if len(run) >= IN_A_ROW:
                yield run
            run = []
        run.append(index)
    if len(run) >= IN_A_ROW:
        yield run
