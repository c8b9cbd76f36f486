"""The sandbox's laws: when it began, how much happens on a day, when people are awake, who is around.

Everything is a function of the seed and a number (a day, a member), so that any day can be computed alone.
Days are UTC days counted from the world's first; times are whole seconds since 1970, UTC.
"""

import math
from bisect import bisect
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from functools import cached_property
from itertools import accumulate
from random import Random
from zoneinfo import ZoneInfo

from connectors.sandbox.dice import dice, mix

DEMO_NOW = datetime(2026, 6, 29, 7, 30, tzinfo=UTC)
"""The moment at which the demo looks: a Monday morning in the northern summer. Life goes on after it."""

DAY = 86_400
CARRY_DAYS = 4
"""A conversation is over this many days after the day it began on; later steps of it never happen."""

_WORK = (9 * 3600, 17 * 3600)
SHIFTS = (*[_WORK] * 5, (10 * 3600, 13 * 3600), (11 * 3600, 13 * 3600))
"""When the brand's people usually answer, Monday to Sunday: seconds after local midnight. At the weekend one of
them looks in."""

_WEEKDAYS = (1.0, 1.06, 1.1, 1.04, 1.0, 0.82, 0.98)
_HOURS = (
    1, 0.5, 0.3, 0.2, 0.3, 0.8, 2, 4.5, 6, 5.5, 5, 4.6,
    5.6, 5.2, 4.2, 4, 4.4, 5.2, 6.4, 7.4, 7.6, 6.4, 4, 2,
)  # fmt: skip
_TABLE = 1440


@dataclass(frozen=True)
class World:
    """One simulated community: a seed, its first `days` days with about so many members and interactions.

    After those days it goes on at the same pace.
    """

    seed: int
    days: int
    members: int
    interactions: int
    zone: ZoneInfo

    @cached_property
    def begins_at(self) -> datetime:
        """The first moment anything happens: a midnight (UTC), `days` days before the day of the demo."""
        return DEMO_NOW.replace(hour=0, minute=0) - timedelta(days=self.days)

    @cached_property
    def epoch(self) -> int:
        """`begins_at` in seconds."""
        return int(self.begins_at.timestamp())

    def day_of(self, second: int) -> int:
        """The number of the day that `second` is in; negative before the beginning."""
        return (second - self.epoch) // DAY

    def dice(self, *numbers: int) -> Random:
        """Chance for one thing of this world, the same each time it is asked for."""
        return dice(self.seed, *numbers)

    # ------------------------------------------------------------ how much happens

    def volume(self, day: int) -> int:
        """How many interactions begin with the day: conversations started on it, with all that follows."""
        share = self._weight(day) / self._total_weight
        return max(1, round(self.interactions * share))

    def burst(self, day: int) -> float:
        """How far the day's volume is above the usual because of an event (a launch, a fair); 1: not."""
        return {0: 2.3, 1: 1.7, 2: 1.25}.get(day % self.days - round(self.days * 0.72), 1.0)

    def is_troubled(self, day: int) -> bool:
        """Whether parcels are late that week."""
        return 0.84 <= (day % self.days) / self.days < 0.92

    def _weight(self, day: int) -> float:
        weekday = (self.begins_at + timedelta(days=day)).weekday()
        growth = 0.88 + 0.24 * min(day / self.days, 1.0)
        mood = 0.85 + 0.3 * (mix(self.seed, day, 11) % 1000) / 1000
        return _WEEKDAYS[weekday] * growth * mood * self.burst(day)

    @cached_property
    def _total_weight(self) -> float:
        return sum(self._weight(day) for day in range(self.days))

    # ------------------------------------------------------------ when

    def offset(self, day: int) -> int:
        """Seconds that the brand's clocks are ahead of UTC at noon of the day."""
        ahead = self._offsets.get(day)
        if ahead is None:
            noon = self.begins_at + timedelta(days=day, hours=12)
            ahead = int((noon.astimezone(self.zone).utcoffset() or timedelta()).total_seconds())
            self._offsets[day] = ahead
        return ahead

    @cached_property
    def _offsets(self) -> dict[int, int]:
        return {}

    def moment(self, day: int, chance: float) -> int:
        """A second of the day at which people are about: `chance` in [0, 1) through the day's rhythm."""
        place = chance * _TABLE
        slot = _RHYTHM[int(place)]
        local = slot * 60 + int((place - int(place)) * 60)
        return self.epoch + day * DAY + (local - self.offset(day)) % DAY

    def office_time(self, second: int, roll: Random) -> int:
        """`second` if the brand's people are at work then, else some time after they next begin."""
        local = second + self.offset(self.day_of(second))
        day, clock = divmod(local, DAY)
        opens, closes = _shift(day)
        if opens <= clock < closes:
            return second
        if clock >= closes:
            day += 1
            opens, closes = _shift(day)
        late = int(roll.expovariate(1 / 4200)) % (closes - opens)
        return second + day * DAY + opens + late - local

    # ------------------------------------------------------------ who

    @cached_property
    def regulars(self) -> int:
        """Members 0 to regulars - 1 were there before the beginning; the others arrive one by one."""
        return max(1, self.members // 4)

    def arrivals(self, day: int) -> range:
        """The members who arrive on the day."""
        coming = self.members - self.regulars
        low, high = (-(-at * coming // self.days) for at in (day, day + 1))
        return range(self.regulars + low, self.regulars + high)

    def pick(self, day: int, roll: Random) -> int:
        """A member who is about on the day: a few regulars do most of the talking, newcomers try."""
        for _ in range(6):
            if roll.random() < 0.62:
                member = self._regular(roll.random())
                if day < self._lapses_on(member):
                    return member
                continue
            age = int(-math.log(1 - roll.random()) * 11)
            arrived = self.arrivals(day - age) if day >= age else range(0)
            if arrived:
                member = arrived[int(len(arrived) * roll.random())]
                if age == 0 or mix(self.seed, member, 5) % 3:
                    return member
        return self._regular(roll.random())

    def _regular(self, chance: float) -> int:
        """One of the regulars, the nth about in proportion to 1 / (n + 12)."""
        return int(12 * (self.regulars / 12 + 1) ** chance) - 12

    def _lapses_on(self, member: int) -> float:
        """The day after which a regular is no longer heard of; most never lapse."""
        number = mix(self.seed, member, 7)
        return self.days * (0.25 + (number >> 8) % 70 / 100) if number % 100 < 28 else math.inf


def _shift(day: int) -> tuple[int, int]:
    """When work begins and ends on the day, counted from 1970-01-01, a Thursday."""
    return SHIFTS[(day + 3) % 7]


def _rhythm() -> list[int]:
    """Minute of the local day for each 1/1440 of chance."""
    totals = list(accumulate(_HOURS))
    table = []
    for step in range(_TABLE):
        at = step / _TABLE * totals[-1]
        hour = bisect(totals, at)
        before = totals[hour - 1] if hour else 0.0
        table.append(int((hour + (at - before) / _HOURS[hour]) * 60))
    return table


_RHYTHM = _rhythm()
