"""On which days a repeated event of an iCalendar file begins (RFC 5545, RRULE by day, week, month, year). Pure.

Each day of a span is asked whether the rule holds on it, so that a rule that never holds costs no more than another:
who walks from one time to the next, as libraries do, walks to the year 9999.
"""

import re
from calendar import monthrange
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta

_KNOWN = {"FREQ", "INTERVAL", "COUNT", "UNTIL", "WKST", "BYDAY", "BYMONTH", "BYMONTHDAY"}
_WEEKDAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
_BYDAY = re.compile(r"([+-]?\d{1,2})?(MO|TU|WE|TH|FR|SA|SU)")
MOST_DAYS = 40_000
"""A counted rule is counted from its first day; one that began longer ago than this is not followed."""


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule that is understood; `begins` is the day of the first time."""

    begins: date
    frequency: str
    interval: int
    count: int | None
    until: date
    week_starts: int
    weekdays: frozenset[tuple[int, int]]
    """(which one in the month, 0: each; weekday)."""
    months: frozenset[int]
    month_days: frozenset[int]

    def days(self, first: date, last: date) -> Iterator[date]:
        """The days from `first` to `last` on which it holds."""
        day = self.begins if self.count is not None else max(first, self.begins)
        counted = 0
        while day <= min(last, self.until):
            if self._holds(day):
                counted += 1
                if self.count is not None and counted > self.count:
                    return
                if day >= first:
                    yield day
            day += timedelta(days=1)

    def _holds(self, day: date) -> bool:
        if self.months and day.month not in self.months:
            return False
        if not self._is_in_step(day):
            return False
        if (
            self.month_days
            and not {day.day, day.day - monthrange(day.year, day.month)[1] - 1} & self.month_days
        ):
            return False
        if self.weekdays:
            return self._is_named_weekday(day)
        return bool(self.month_days) or self._is_as_the_first(day)

    def _is_in_step(self, day: date) -> bool:
        months = (day.year - self.begins.year) * 12 + day.month - self.begins.month
        steps = {
            "DAILY": (day - self.begins).days,
            "WEEKLY": (self._week(day) - self._week(self.begins)).days // 7,
            "MONTHLY": months,
            "YEARLY": day.year - self.begins.year,
        }
        return steps[self.frequency] % self.interval == 0

    def _week(self, day: date) -> date:
        return day - timedelta(days=(day.weekday() - self.week_starts) % 7)

    def _is_named_weekday(self, day: date) -> bool:
        if self.frequency in {"DAILY", "WEEKLY"}:
            return any(weekday == day.weekday() for _, weekday in self.weekdays)
        from_end = (monthrange(day.year, day.month)[1] - day.day) // 7 + 1
        places = {(0, day.weekday()), ((day.day - 1) // 7 + 1, day.weekday()), (-from_end, day.weekday())}
        return bool(places & self.weekdays)

    def _is_as_the_first(self, day: date) -> bool:
        if self.frequency == "DAILY":
            return True
        if self.frequency == "WEEKLY":
            return day.weekday() == self.begins.weekday()
        is_month = self.frequency == "MONTHLY" or bool(self.months) or day.month == self.begins.month
        return is_month and day.day == self.begins.day


def rule_of(text: str, begins: date, last: date) -> Rule | None:
    """The rule that an RRULE's value says, looked at up to `last`; None: one that is not followed here."""
    parts = dict(part.split("=", 1) for part in text.strip().upper().split(";") if "=" in part)
    if parts.keys() - _KNOWN or parts.get("FREQ") not in {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}:
        return None
    named = [_BYDAY.fullmatch(each) for each in _list(parts, "BYDAY")]
    interval = int(parts.get("INTERVAL", "1"))
    if interval < 1 or None in named or ("COUNT" in parts and (last - begins).days > MOST_DAYS):
        return None
    weekdays = frozenset((int(m[1] or 0), _WEEKDAYS.index(m[2])) for m in named if m)
    has_places = any(place for place, _ in weekdays)
    if has_places and (
        parts["FREQ"] in {"DAILY", "WEEKLY"} or (parts["FREQ"] == "YEARLY" and "BYMONTH" not in parts)
    ):
        return None  # places in a year, or in nothing: hardly anyone writes that
    return Rule(
        begins=begins,
        frequency=parts["FREQ"],
        interval=interval,
        count=int(parts["COUNT"]) if "COUNT" in parts else None,
        until=date.fromisoformat(parts["UNTIL"][:8]) if "UNTIL" in parts else last,
        week_starts=_WEEKDAYS.index(parts.get("WKST", "MO")),
        weekdays=weekdays,
        months=frozenset(int(each) for each in _list(parts, "BYMONTH")),
        month_days=frozenset(int(each) for each in _list(parts, "BYMONTHDAY")),
    )


def _list(parts: dict[str, str], name: str) -> list[str]:
    return parts[name].split(",") if parts.get(name) else []
