"""Contests: who takes part and why not, and a draw that anybody can compute again. Nothing here writes to anyone."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from tasks.core.items import Tier

ALGORITHM = (
    'Each id on the list gets the SHA-256 of "SEED:ID" (UTF-8) as hexadecimal digits; the list is put in order of '
    "them, and the winners are the first ones. The digest is the SHA-256 of the list: one id a line, in order of their "
    "bytes, each line ended by a line feed."
)
"""How winners are drawn, to be published with the list."""
NAMED = "left out by name"
"""How a reason begins that goes on with names."""


@dataclass(frozen=True, slots=True)
class Candidate:
    """A message that may be an entry, with what is known of it and its author as of a moment."""

    interaction_id: int
    platform: str
    native_id: str
    kind: str
    occurred_at: datetime
    permalink: str | None
    text: str
    member_id: int
    name: str
    handle: str | None
    names: Collection[str]
    """Native ids and handles of all the person's profiles, in lower case."""
    is_own: bool
    is_bot: bool
    is_blocked: bool
    is_deleted: bool
    tier: Tier | None
    reasons: Sequence[str] | None
    """Of the tier."""
    is_tagged_late: bool
    follows: bool | None
    """Whether the person followed at the closing; None: not known."""

    @property
    def id(self) -> str:
        """What stands on the list: "platform:native id" of the entry."""
        return f"{self.platform}:{self.native_id}"


@dataclass(frozen=True, slots=True)
class Entry:
    """A candidate, judged: `reason` why it does not take part, None when it does."""

    candidate: Candidate
    reason: str | None
    note: str = ""
    """What a person may want to check."""


@dataclass(frozen=True, slots=True)
class Terms:
    """What a contest asks for; the span is half-open, UTC; `excluded` are handles or native ids."""

    opens_at: datetime
    closes_at: datetime
    must_follow: bool = False
    excluded: Collection[str] = ()


def judge(candidates: Sequence[Candidate], terms: Terms) -> tuple[Entry, ...]:
    """Every candidate with its verdict, in order of time; of a person's entries the first that may take part does."""
    excluded = {name.removeprefix("@").lower() for name in terms.excluded}
    taking_part: set[int] = set()
    entries = []
    for each in sorted(candidates, key=lambda c: (c.occurred_at, c.id)):
        reason = _reason(each, terms, excluded)
        if reason is None and each.member_id in taking_part:
            reason = "another entry of the same person: the first one counts"
        if reason is None:
            taking_part.add(each.member_id)
        is_unknown = reason is None and terms.must_follow and each.follows is None
        entries.append(Entry(each, reason, "whether they follow is not known" if is_unknown else ""))
    return tuple(entries)


def _reason(each: Candidate, terms: Terms, excluded: set[str]) -> str | None:
    left_out = sorted(excluded & {name.removeprefix("@") for name in each.names})
    set_aside = f"tier none ({each.reasons[0]})" if each.reasons else "tier none"
    verdicts = (
        (each.is_own, "the brand's own account"),
        (each.is_bot, "a bot"),
        (bool(left_out), f"{NAMED}: {', '.join(left_out)}"),
        (each.is_deleted, "deleted"),
        (each.is_blocked, "blocked"),
        (each.tier == "none", set_aside),
        (each.occurred_at < terms.opens_at, "before it opened"),
        (each.occurred_at >= terms.closes_at, "after it closed"),
        (each.is_tagged_late, "the hashtag was added after it closed"),
        (terms.must_follow and each.follows is False, "stopped following"),
        (not each.id.isprintable(), "its id cannot be published"),
    )
    return next((words for is_so, words in verdicts if is_so), None)


def entrants(entries: Sequence[Entry]) -> tuple[str, ...]:
    """The ids of the entries that take part, in order of their bytes (UTF-8)."""
    return tuple(sorted((e.candidate.id for e in entries if e.reason is None), key=str.encode))


def published(ids: Sequence[str]) -> str:
    """The list as it is published: one id a line, in order of their bytes."""
    return "".join(f"{each}\n" for each in sorted(ids, key=str.encode))


def digest(ids: Sequence[str]) -> str:
    """The SHA-256 of the published list, in hexadecimal digits: what `sha256sum` says of the file."""
    return sha256(published(ids).encode()).hexdigest()


def draw(ids: Collection[str], seed: str, winners: int) -> tuple[str, ...]:
    """The first `winners` of `ids` in order of the SHA-256 of "seed:id"; all of them when there are no more.

    The order in which `ids` come does not matter. Raises ValueError for a seed that is empty or not one printable line,
    and for no winners.
    """
    if not seed.strip() or not seed.isprintable():
        raise ValueError("a seed is printable text on one line, not empty")
    if winners < 1:
        raise ValueError("at least one winner is drawn")
    return tuple(sorted(ids, key=lambda each: (sha256(f"{seed}:{each}".encode()).hexdigest(), each)))[
        :winners
    ]
