"""The blocks after this one: when what does not fit comes, in words."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta, tzinfo

from tasks.core.deadlines import time_left_words
from tasks.core.items import Ranked
from tasks.core.office import Span, is_open, next_opening
from tasks.core.relationships import MONTHS

WEEKDAYS = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")
LOOK_AHEAD_DAYS = 14


class Agenda:
    """Hands out the room of the coming blocks, one item after the other.

    A block is at the same wall time as this one on every day when the office is open then; on a day when it
    is open only at other times, at its opening. `minutes` is the room of each.
    """

    def __init__(self, starts_at: datetime, zone: tzinfo, spans: Sequence[Span], minutes: float) -> None:
        self._starts_at = starts_at
        self._zone = zone
        self._minutes = minutes
        self._blocks = tuple(self._coming(spans))
        self._block = 0
        self._used = 0.0

    def defer(self, ranked: Ranked, minutes: float) -> str:
        """When an item that takes `minutes` comes; a T1 says that it needs extra time instead."""
        if ranked.item.tier == "T1":
            return self._extra_time(ranked, minutes)
        if self._used and self._used + minutes > self._minutes:
            self._block, self._used = self._block + 1, 0.0
        self._used += minutes
        if self._block >= len(self._blocks):
            return f"no block in the next {LOOK_AHEAD_DAYS} days has room"
        when = self._blocks[self._block]
        due_at = ranked.deadline.due_at
        words = f"{self._day_words(when)}, {self._clock(when)}"
        if due_at is not None and self._starts_at <= due_at < when:
            return f"{words}: later than {ranked.deadline.rule} allows"
        return words

    def snoozed(self, ranked: Ranked) -> str:
        """When an item that someone has put off comes back."""
        until = ranked.item.snoozed_until
        if until is None:
            raise ValueError(f"item {ranked.item.interaction_id} is not snoozed")
        return f"snoozed until {self._date_words(until)} {self._clock(until)}"

    def _extra_time(self, ranked: Ranked, minutes: float) -> str:
        effort = f"about {max(minutes, 1):.0f} min"
        due_at = ranked.deadline.due_at
        if due_at is None:
            return f"needs extra time: {effort}"
        if ranked.deadline.is_overdue or due_at < self._starts_at:
            return f"needs extra time: {effort}, {time_left_words(ranked.deadline, self._starts_at)}"
        day = f"{self._date_words(due_at)} " if self._days_until(due_at) else ""
        return f"needs extra time: {effort} before {day}{self._clock(due_at)}"

    def _coming(self, spans: Sequence[Span]) -> Iterator[datetime]:
        local = self._starts_at.astimezone(self._zone)
        for days in range(1, LOOK_AHEAD_DAYS + 1):
            when = (local.replace(tzinfo=None) + timedelta(days=days)).replace(tzinfo=self._zone)
            if is_open(spans, when):
                yield when
                continue
            opening = next_opening(spans, when.replace(hour=0, minute=0) - timedelta(seconds=1))
            if opening is not None and opening[0].astimezone(self._zone).date() == when.date():
                yield opening[0]

    def _day_words(self, when: datetime) -> str:
        days = self._days_until(when)
        if days == 1:
            return "tomorrow’s block"
        return f"{self._date_words(when)}’s block" if days < 7 else f"the block of {self._date_words(when)}"

    def _date_words(self, when: datetime) -> str:
        days = self._days_until(when)
        local = when.astimezone(self._zone)
        if days in {0, 1}:
            return ("today", "tomorrow")[days]
        return WEEKDAYS[local.weekday()] if 1 < days < 7 else f"{local.day} {MONTHS[local.month - 1]}"

    def _days_until(self, when: datetime) -> int:
        here = self._starts_at.astimezone(self._zone).date()
        return (when.astimezone(self._zone).date() - here).days

    def _clock(self, when: datetime) -> str:
        return f"{when.astimezone(self._zone):%H:%M}"
