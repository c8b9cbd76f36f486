"""When an answer is due: the brand's own rule and the platform's reply window, whichever ends first."""

from bisect import bisect_right
from collections.abc import Sequence
from datetime import datetime, timedelta

from connectors.config import Deadlines
from tasks.core.items import Deadline, OpenItem, Tier
from tasks.core.office import Span

DAY = timedelta(hours=24)

META_PLATFORMS = frozenset({"instagram", "facebook", "messenger"})
META_MESSAGE_KINDS = frozenset({"direct_message", "story_reply"})
META_COMMENT_KINDS = frozenset({"comment", "reply"})
META_MESSAGE_WINDOW = DAY
META_COMMENT_WINDOW = timedelta(days=7)
"""Meta, Messenger Platform: a page may answer a message for 24 hours, and a comment privately for 7 days."""


def deadline(item: OpenItem, rules: Deadlines, spans: Sequence[Span], now: datetime) -> Deadline:
    """`deadline_of` for an open item."""
    return deadline_of(item.tier, item.platform, item.kind, item.occurred_at, rules, spans, now)


def deadline_of(
    tier: Tier,
    platform: str,
    kind: str,
    occurred_at: datetime,
    rules: Deadlines,
    spans: Sequence[Span],
    now: datetime,
) -> Deadline:
    """When something of this tier is due, which clock says so, and whether that has passed as of `now`.

    `spans` are the brand's office hours in order (see `office.office_spans`) and must reach 24 h past
    `occurred_at`; where they end sooner, the 24 h cap of T1 holds. T4 and none are never due.
    """
    own = _own_rule(tier, occurred_at, rules, spans)
    if own is None:
        return Deadline(due_at=None, rule="")
    due_at, rule = own
    window = _platform_window(platform, kind)
    if window is not None:
        closes_at, name = occurred_at + window[0], window[1]
        if closes_at < due_at:
            due_at, rule = closes_at, name
        elif closes_at == due_at:
            rule = f"{rule}, and {name}"
    return Deadline(due_at=due_at, rule=rule, is_overdue=now > due_at)


def add_office_time(start: datetime, amount: timedelta, spans: Sequence[Span]) -> datetime | None:
    """The moment when `amount` of office time has passed since `start`; None if `spans` end before that."""
    left = amount
    for opens_at, closes_at in spans[max(bisect_right(spans, start, key=_opens_at) - 1, 0) :]:
        begin = max(opens_at, start)
        if begin >= closes_at:
            continue
        if closes_at - begin >= left:
            return begin + left
        left -= closes_at - begin
    return None


def time_left_words(deadline: Deadline, now: datetime) -> str:
    """Time left as the digest says it: "2 h 10 min", "overdue by 3 h", "" without a deadline.

    Rounded down, so that nobody is promised a minute that is not there.
    """
    if deadline.due_at is None:
        return ""
    if now > deadline.due_at:
        return f"overdue by {_duration_words(now - deadline.due_at, with_minutes=False)}"
    return _duration_words(deadline.due_at - now, with_minutes=True)


def _duration_words(duration: timedelta, *, with_minutes: bool) -> str:
    minutes = int(duration.total_seconds()) // 60
    hours, rest = divmod(minutes, 60)
    if minutes < 1:
        return "less than a minute"
    if hours < 1:
        return f"{minutes} min"
    if hours >= 48:
        days, hours = divmod(hours, 24)
        return f"{days} days {hours} h" if hours and days < 4 and with_minutes else f"{days} days"
    return f"{hours} h {rest} min" if rest and with_minutes and hours < 12 else f"{hours} h"


def _opens_at(span: Span) -> datetime:
    return span[0]


def _own_rule(
    tier: Tier, occurred_at: datetime, rules: Deadlines, spans: Sequence[Span]
) -> tuple[datetime, str] | None:
    if tier == "T1":
        cap = occurred_at + DAY
        due_at = add_office_time(occurred_at, timedelta(hours=rules.t1_office_hours), spans)
        if due_at is None or due_at > cap:
            return cap, "the 24-hour rule"
        return due_at, f"{rules.t1_office_hours:g} office hours"
    hours = {"T2": rules.t2_hours, "T3": rules.t3_hours}.get(tier)
    if hours is None:
        return None
    return occurred_at + timedelta(hours=hours), f"the {hours:g}-hour rule"


def _platform_window(platform: str, kind: str) -> tuple[timedelta, str] | None:
    if platform not in META_PLATFORMS:
        return None
    if kind in META_MESSAGE_KINDS:
        return META_MESSAGE_WINDOW, "Meta's 24 h window"
    if kind in META_COMMENT_KINDS:
        return META_COMMENT_WINDOW, "Meta's 7 day window"
    return None
