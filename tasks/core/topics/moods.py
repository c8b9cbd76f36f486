"""How far messages' moods stand by themselves: those of one person sound alike, and so do those of one thread. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date

from tasks.core.digest.clusters import effect_of

Shares = tuple[str, str, str, date]
"""(mood, dimension, value of the dimension, Monday) of a share of a week's messages."""


@dataclass(frozen=True, slots=True)
class Sums:
    """What all messages of a week (None: of the weeks before the one told of, together) add up to, for one mood.

    By people or by threads (`side`): how many of them there are, their cases and hits, and the sums over them of
    hits², hits times cases, and cases².
    """

    week: date | None
    dimension: str
    dimension_value: str
    mood: str
    side: str
    clusters: int
    cases: int
    hits: int
    hits_squared: float
    hits_by_cases: float
    cases_squared: float

    @property
    def design(self) -> float:
        """The design effect, as `clusters.design_effect`: the sum of (hits - share * cases)² is multiplied out."""
        share = self.hits / self.cases
        apart = self.hits_squared - 2 * share * self.hits_by_cases + share**2 * self.cases_squared
        return effect_of(apart, self.clusters, self.cases, share)


@dataclass(frozen=True, slots=True)
class MoodDesigns:
    """Design effects of moods' shares: of single weeks, and by mood of all weeks before the one told of."""

    weeks: Mapping[Shares, float] = field(default_factory=dict)
    before: Mapping[str, float] = field(default_factory=dict)


def mood_designs(found: Iterable[Sums]) -> MoodDesigns:
    """The larger one of what people and what threads make of it: mostly who writes often, at times a heated thread."""
    weeks: dict[Shares, float] = {}
    before: dict[str, float] = {}
    for each in found:
        if each.week is None:
            before[each.mood] = max(before.get(each.mood, 1.0), each.design)
        else:
            share = (each.mood, each.dimension, each.dimension_value, each.week)
            weeks[share] = max(weeks.get(share, 1.0), each.design)
    return MoodDesigns(weeks, before)
