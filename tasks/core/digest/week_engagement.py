"""Which counts of the week's engagement to take with care, as facts. Pure."""

from dataclasses import dataclass
from typing import Literal

FlagKind = Literal["fell", "days_missing", "gap_too_long", "first_seen_late"]


@dataclass(frozen=True, slots=True)
class EngagementFlag:
    """Counts of one account of one kind; a count is what one snapshot says of one counter of one own post."""

    account: str
    """'platform:handle'; "" where a post's account is not known."""
    flag: FlagKind
    """fell: lower than before, gained nothing. days_missing: at least one day without a snapshot lies before it, its
    gain stands on the later day. gap_too_long: more than eight days do, its gain stands nowhere. first_seen_late: the
    post was more than 48 hours old at its first snapshot, what it had by then stands nowhere."""
    counts: int
    posts: int
    lost: int
    """By how much counters fell in all."""
    known: int
    """Counts of the account in all."""


@dataclass(frozen=True, slots=True)
class WeekEngagement:
    """The flags of the snapshots taken in the week."""

    flags: tuple[EngagementFlag, ...] = ()
