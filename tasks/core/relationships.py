"""How well a member is known: five levels, from counts that one SQL query gives.

The board's SQL mirrors `level` with the constants below; a test compares the two.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta, tzinfo

from tasks.core.items import Level

RECENT_DAYS = 90
"""The span that `recent_interactions` and `recent_active_days` look back over, and a lapsed one's silence."""
NEW_MAX_INTERACTIONS = 3
"""Newcomers have at most this many interactions in all (also the newcomers of reply equity)."""
REGULAR_MIN_RECENT = 4
"""Regulars have at least this many interactions in the last RECENT_DAYS."""
CORE_MIN_RECENT = 12
CORE_MIN_ACTIVE_DAYS = 8
CORE_MIN_TENURE_DAYS = 30
"""The core: this many recent interactions, on this many different days, known for this long."""

MONTHS = (
    "January", "February", "March", "April", "May", "June",
    "July", "August", "September", "October", "November", "December",
)  # fmt: skip
"""By name and not by strftime, which would depend on the machine's locale."""


@dataclass(frozen=True, slots=True)
class History:
    """What is counted of a member's inbound interactions up to a moment (the one at hand included).

    `active_days` are calendar days in the brand's zone. Times are UTC.
    """

    interactions: int
    recent_interactions: int
    recent_active_days: int
    first_seen: datetime
    last_seen: datetime


def level(history: History, now: datetime) -> Level:
    """The member's level as of `now`; the first that fits of lapsed, new, core, regular, returning.

    lapsed: silent for RECENT_DAYS or longer. new: at most NEW_MAX_INTERACTIONS in all. core: at least
    CORE_MIN_RECENT recent interactions on CORE_MIN_ACTIVE_DAYS days, known for CORE_MIN_TENURE_DAYS.
    regular: at least REGULAR_MIN_RECENT recent interactions. returning: everyone else.
    """
    if now - history.last_seen >= timedelta(days=RECENT_DAYS):
        return "lapsed"
    if history.interactions <= NEW_MAX_INTERACTIONS:
        return "new"
    if (
        history.recent_interactions >= CORE_MIN_RECENT
        and history.recent_active_days >= CORE_MIN_ACTIVE_DAYS
        and now - history.first_seen >= timedelta(days=CORE_MIN_TENURE_DAYS)
    ):
        return "core"
    return "regular" if history.recent_interactions >= REGULAR_MIN_RECENT else "returning"


def level_words(level: Level, first_seen: datetime, now: datetime, zone: tzinfo) -> str:
    """The level as the digest says it: "regular, since March"; the year is named when it is not this one."""
    since, today = first_seen.astimezone(zone), now.astimezone(zone)
    if level == "new" and since.date() == today.date():
        return "new today"
    month = MONTHS[since.month - 1]
    return f"{level}, since {month}" if since.year == today.year else f"{level}, since {month} {since.year}"
