"""What of a week cannot be known, and why: facts for the review's section on data quality."""

from dataclasses import dataclass
from datetime import date
from typing import Literal

Cause = Literal["unavailable", "missing", "untracked"]


@dataclass(frozen=True, slots=True)
class Gap:
    """What was not collected of an account, or (account "") of all of them, on some days of the week."""

    account: str
    cause: Cause
    reason: str
    """In words; may hold what a platform said."""
    first: date
    last: date
    days: int
    feeds: tuple[str, ...]
    """What is missing: messages, reactions, replies, counts."""


@dataclass(frozen=True, slots=True)
class WeekQuality:
    """`unknown`: metrics whose figure of the week cannot be known; `partly`: shares of the days that can."""

    gaps: tuple[Gap, ...] = ()
    unknown: tuple[str, ...] = ()
    partly: tuple[str, ...] = ()
