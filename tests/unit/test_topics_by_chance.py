"""Chance lifts some words every week: what is said of topics must not be that."""

import random
from dataclasses import replace
from datetime import date, timedelta

from tasks.core.topics.telling import Heard, told

MONDAY = date(2026, 2, 2)
NAMES: frozenset[str] = frozenset()


def heard(number: int, text: str, **more: object) -> Heard:
    fields: dict[str, object] = {"member_id": number, "language": "en", "week": MONDAY} | more
    return Heard(number, text=text, **fields)  # type: ignore[arg-type]


def chatter(seed: int, people: int, troubled: float = 0.15) -> list[Heard]:
    """Nine weeks of people who always speak alike: of some of 1,500 words, the usual ones more often."""
    rng = random.Random(seed)
    syllables = [a + b for a in "bdfgklmnprstvz" for b in "aeiou"]
    words = ["".join(random.Random(n).choices(syllables, k=3)) + "x" for n in range(1500)]
    weights = [1 / (n + 5) for n in range(1500)]
    return [
        heard(
            who, " ".join(rng.choices(words, weights, k=8)), week=MONDAY - timedelta(weeks=weeks_ago),
            feeling="negative" if rng.random() < troubled else "neutral",
        )
        for weeks_ago in range(8, -1, -1)
        for who in range(people)
    ]  # fmt: skip


def test_where_people_speak_as_ever_hardly_a_week_has_a_topic_that_rose_or_hurts() -> None:
    weeks = [told(chatter(seed, 120), MONDAY, NAMES, {}) for seed in range(12)]
    topics = [[one.topic for spoken in week for one in spoken.topics] for week in weeks]
    assert all(topics)
    assert sum(any(t.change is not None and t.change.is_clear for t in week) for week in topics) <= 1
    assert sum(any(t.is_pain_point for t in week) for week in topics) <= 1


def test_what_many_people_speak_of_for_the_first_time_has_risen_among_all_the_chatter() -> None:
    said = chatter(1, 120)
    said = [replace(one, text=f"{one.text} parcel") if n >= 1080 - 12 else one for n, one in enumerate(said)]
    (spoken,) = told(said, MONDAY, NAMES, {})
    (risen,) = [
        one.topic for one in spoken.topics if one.topic.change is not None and one.topic.change.low > 0
    ]
    assert risen.name == "parcel"


def test_one_persons_many_complaints_are_no_pain_point() -> None:
    week = [heard(n, "kettle broken" if n in {1, 2} else "kettle", feeling="negative" if n in {1, 2} else "positive")
            for n in range(12)]  # fmt: skip
    week += [heard(0, "kettle again", feeling="negative") for _ in range(15)]
    week += [
        heard(n, "thanks for the coffee", feeling="negative" if n % 6 == 0 else "positive")
        for n in range(20, 80)
    ]
    (spoken,) = told(week, MONDAY, NAMES, {"kettles": ("kettle",)})
    (kettles,) = [one.topic for one in spoken.topics if one.topic.name == "kettles"]
    assert kettles.gap is not None
    assert kettles.gap.low > 0
    assert kettles.troubled_people == 3
    assert not kettles.is_pain_point
