"""How far messages' moods stand by themselves: those of one person sound alike, and so do those of one thread. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from tasks.core.digest.clusters import clusters, design_effect
from tasks.core.topics.telling import Heard


@dataclass(frozen=True, slots=True)
class MoodDesigns:
    """Design effects of a mood's shares: of single weeks (mood, Monday), and of all weeks before the one told of."""

    weeks: Mapping[tuple[str, date], float]
    before: Mapping[str, float]


def mood_designs(heard: Sequence[Heard], moods: Iterable[str], start: date) -> MoodDesigns:
    """Of the messages `heard` in the week from the Monday `start` and in those before it; a sample of people do."""
    by_week: dict[date, list[Heard]] = {}
    for each in heard:
        by_week.setdefault(each.week, []).append(each)
    earlier = [each for each in heard if each.week < start]
    names = tuple(moods)
    return MoodDesigns(
        weeks={(mood, week): _design(found, mood) for week, found in by_week.items() for mood in names},
        before={mood: _design(earlier, mood) for mood in names},
    )


def _design(heard: Sequence[Heard], mood: str) -> float:
    """The larger one of what people and what threads make of it: mostly who writes often, at times a heated thread."""
    return max(
        design_effect(clusters((each.member_id, each.feeling == mood) for each in heard)),
        design_effect(clusters((each.thread_key, each.feeling == mood) for each in heard)),
    )
