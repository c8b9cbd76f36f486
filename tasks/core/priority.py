"""What to answer first: the tier, and within a tier a sum of named parts that can be shown, in a total order.

Each part is a share from 0 to 1 of the points that the brand gives it (`[brands.x.priority]`):

| part | share |
|---|---|
| time | 1 once overdue; DUE_SHARE at the deadline, falling in a straight line to 0 at TIME_HORIZON before it |
| urgency | 1 when the message is marked urgent |
| sentiment | how negative: 1 for the most upset, 0 for neutral and happy people, who can wait |
| relationship | log of the member's interactions so far, from 0 for the first to 1 for FULL_HISTORY |
| newcomer | 1 up to the third interaction: the answer decides whether they stay |
| reach | log10 of the followers, from 0 for ten to 1 for a million and any number beyond |
| thread | 1 when they answered the brand and wait |
| conversation | log of the others who wrote in the thread (they read the answer too), 1 from FULL_THREAD people on |

Waiting alone never lowers a sum: no part looks at what fades with time (a level does: regulars who wait go quiet).
"""

import math
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta

from connectors.config import Deadlines, Priority
from tasks.core.deadlines import deadline, time_left_words
from tasks.core.items import TIERS, Deadline, OpenItem, PriorityPart, Ranked
from tasks.core.office import Span
from tasks.core.relationships import NEW_MAX_INTERACTIONS

TIME_HORIZON = timedelta(hours=24)
DUE_SHARE = 0.85
"""Below 1, so that what is overdue stands before what is just due."""
FULL_HISTORY = 50
FULL_THREAD = 20
FULL_REACH = 1_000_000
_LEAST_REACH = 10

DEFAULT = Priority()
_FAR = datetime.max.replace(tzinfo=UTC)


def rank(
    items: Iterable[OpenItem],
    rules: Deadlines,
    spans: Sequence[Span],
    now: datetime,
    weights: Priority = DEFAULT,
) -> list[Ranked]:
    """`items` with deadline and priority as of `now`, the most pressing first.

    Tiers in their order, within one the higher sum first. Ties are broken by the earlier deadline, then the
    earlier message, then the id: the order is total, and does not depend on the order of `items`.
    """
    found = (rank_one(item, deadline(item, rules, spans, now), now, weights) for item in items)
    return sorted(found, key=_order)


def rank_one(item: OpenItem, due: Deadline, now: datetime, weights: Priority = DEFAULT) -> Ranked:
    """`item` with its priority: exactly the sum of its parts, each rounded to a tenth of a point.

    Parts that add nothing are left out.
    """
    found = (
        _part("time", weights.time, _time_share(due, now), _time_words(due, now)),
        _part("urgency", weights.urgency, float("urgent" in item.flags), "urgent"),
        _part("sentiment", weights.sentiment, *_upset(item)),
        _part("relationship", weights.relationship, *_history(item)),
        _part("newcomer", weights.newcomer, float(_is_newcomer(item)), "a newcomer"),
        _part("reach", weights.reach, *_reach(item)),
        _part("thread", weights.thread, float(item.parent_is_brand), "answered you and waits"),
        _part("conversation", weights.conversation, *_conversation(item)),
    )
    parts = tuple(part for part in found if part.points)
    return Ranked(item=item, deadline=due, priority=round(sum(part.points for part in parts), 1), parts=parts)


def _part(name: str, weight: float, share: float, words: str) -> PriorityPart:
    return PriorityPart(name, round(weight * min(max(share, 0.0), 1.0), 1), words)


def _order(ranked: Ranked) -> tuple[int, float, datetime, datetime, int]:
    item = ranked.item
    due_at = ranked.deadline.due_at or _FAR
    return (TIERS.index(item.tier), -ranked.priority, due_at, item.occurred_at, item.interaction_id)


def _time_share(due: Deadline, now: datetime) -> float:
    if due.due_at is None:
        return 0.0
    return 1.0 if due.is_overdue else DUE_SHARE * (1 - (due.due_at - now) / TIME_HORIZON)


def _time_words(due: Deadline, now: datetime) -> str:
    words = time_left_words(due, now)
    return words if due.is_overdue else f"{words} left"


def _upset(item: OpenItem) -> tuple[float, str]:
    if item.sentiment is None or item.sentiment >= 0:
        return 0.0, ""
    return -item.sentiment, "very upset" if item.sentiment <= -0.6 else "unhappy"


def _is_newcomer(item: OpenItem) -> bool:
    return item.member_interactions <= NEW_MAX_INTERACTIONS


def _history(item: OpenItem) -> tuple[float, str]:
    count = max(item.member_interactions, 1)
    return math.log(count) / math.log(FULL_HISTORY), f"{count:,} interactions so far"


def _reach(item: OpenItem) -> tuple[float, str]:
    if not item.followers or item.followers <= _LEAST_REACH:
        return 0.0, ""
    span = math.log10(FULL_REACH / _LEAST_REACH)
    return math.log10(item.followers / _LEAST_REACH) / span, f"{item.followers:,} followers"


def _conversation(item: OpenItem) -> tuple[float, str]:
    others = max(item.thread_others, 0)
    words = f"{others:,} other{'s' if others != 1 else ''} in the thread"
    return math.log1p(others) / math.log1p(FULL_THREAD), words
