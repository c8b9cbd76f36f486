"""What to answer first: a sum of parts that the digest can show, in a total order."""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime

from connectors.config import Deadlines
from tasks.core.deadlines import deadline, time_left_words
from tasks.core.items import Deadline, Level, OpenItem, PriorityPart, Ranked, Tier
from tasks.core.office import Span

TIER_POINTS: dict[Tier, float] = {"T1": 100, "T2": 60, "T3": 40, "T4": 10, "none": 0}
OVERDUE_POINTS = 40.0
TIME_POINTS = 35.0
"""For an answer due this moment; falls in a straight line to 0 at TIME_HORIZON_HOURS before it is due."""
TIME_HORIZON_HOURS = 24.0
URGENT_POINTS = 50.0
UPSET_POINTS = 15.0
"""For a sentiment of -1; in proportion for milder displeasure. Happy people can wait: nothing for them."""
LEVEL_POINTS: dict[Level, float] = {"new": 8, "returning": 2, "regular": 6, "core": 10, "lapsed": 8}
"""Newcomers and those who speak again after a silence: the answer decides whether they stay."""
LEVEL_WORDS: dict[Level, str] = {
    "new": "a newcomer",
    "returning": "has been here before",
    "regular": "a regular",
    "core": "one of the core",
    "lapsed": "back after a silence",
}
REACH_POINTS_MAX = 5.0
"""Small on purpose: reach is log10(followers) and never outweighs a newcomer's place."""
WAITS_POINTS = 12.0

_FAR = datetime.max.replace(tzinfo=UTC)


def rank(items: Iterable[OpenItem], rules: Deadlines, spans: Sequence[Span], now: datetime) -> list[Ranked]:
    """`items` with deadline and priority as of `now`, the most pressing first.

    Ties are broken by the earlier deadline, then the earlier message, then the id: the order is total.
    """
    return sorted((rank_one(item, deadline(item, rules, spans, now), now) for item in items), key=_order)


def rank_one(item: OpenItem, due: Deadline, now: datetime) -> Ranked:
    """`item` with its priority: exactly the sum of its parts, each rounded to a tenth of a point."""
    found = (
        PriorityPart("tier", TIER_POINTS[item.tier], f"tier {item.tier}"),
        _time_part(due, now),
        _urgency_part(item),
        _sentiment_part(item),
        PriorityPart("relationship", LEVEL_POINTS[item.member_level], LEVEL_WORDS[item.member_level]),
        _reach_part(item),
        _thread_part(item),
    )
    parts = tuple(part for part in found if part is not None and part.points)
    return Ranked(item=item, deadline=due, priority=round(sum(part.points for part in parts), 1), parts=parts)


def _order(ranked: Ranked) -> tuple[float, datetime, datetime, int]:
    item = ranked.item
    return (-ranked.priority, ranked.deadline.due_at or _FAR, item.occurred_at, item.interaction_id)


def _time_part(due: Deadline, now: datetime) -> PriorityPart | None:
    if due.due_at is None:
        return None
    words = time_left_words(due, now)
    if due.is_overdue:
        return PriorityPart("time", OVERDUE_POINTS, words)
    hours_left = (due.due_at - now).total_seconds() / 3600
    points = TIME_POINTS * max(0.0, 1 - hours_left / TIME_HORIZON_HOURS)
    return PriorityPart("time", round(points, 1), f"{words} left")


def _urgency_part(item: OpenItem) -> PriorityPart | None:
    return PriorityPart("urgency", URGENT_POINTS, "urgent") if "urgent" in item.flags else None


def _sentiment_part(item: OpenItem) -> PriorityPart | None:
    if item.sentiment is None or item.sentiment >= 0:
        return None
    words = "very upset" if item.sentiment <= -0.6 else "unhappy"
    return PriorityPart("sentiment", round(-item.sentiment * UPSET_POINTS, 1), words)


def _reach_part(item: OpenItem) -> PriorityPart | None:
    if not item.followers or item.followers < 10:
        return None
    points = min(math.log10(item.followers), REACH_POINTS_MAX)
    return PriorityPart("reach", round(points, 1), f"{item.followers:,} followers")


def _thread_part(item: OpenItem) -> PriorityPart | None:
    if not item.parent_is_brand:
        return None
    return PriorityPart("thread", WAITS_POINTS, "answered you and waits")
