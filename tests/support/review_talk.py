"""Eight weeks of hours and posts for a weekly review, made by hand: a busy evening, photos that people answer."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from tasks.core.digest.week_content import PostTalk, WeekContent, compare
from tasks.core.digest.week_engagement import EngagementFlag, WeekEngagement
from tasks.core.digest.week_hours import HourCount, WeekHours

LONDON = ZoneInfo("Europe/London")
FIRST, LAST = date(2026, 9, 28), date(2026, 11, 22)


def hours(evening: int = 6, led_on: int = 3) -> WeekHours:
    """Two messages an hour from 9 to 17, `evening` from 19 to 21; answers at 10 lead on `led_on` times of four."""
    counts = []
    for week in range(8):
        for weekday in range(7):
            for hour in range(9, 21):
                arrived = evening if hour >= 19 else 2 if hour < 17 else 0
                answers = 4 if hour in (10, 16) and weekday < 5 else 0
                led = led_on if hour == 10 else 1
                counts.append(
                    HourCount(
                        FIRST + timedelta(weeks=week),
                        weekday,
                        hour,
                        arrived,
                        answers,
                        led if answers else 0,
                    )
                )
    return WeekHours(FIRST, LAST, tuple(counts))


def posts(photo_people: int = 6, n: int = 60) -> list[PostTalk]:
    """A post a day at nine or five: every other one a photo, which draws `photo_people` people; the others two."""
    rng = random.Random(1)
    made = []
    for day in range(n):
        is_photo = day % 2 == 0
        people = (photo_people if is_photo else 2) + rng.choice([-1, 0, 1])
        at = datetime(2026, 9, 25, 8 if day % 3 else 16, tzinfo=UTC) + timedelta(days=day % 56)
        made.append(
            PostTalk(
                platform="bluesky",
                published_at=at,
                kind="post",
                media="photo" if is_photo else "none",
                characters=rng.choice([40, 150, 400]),
                hashtags=("newtins",) if day % 5 == 1 else (),
                threads=1,
                turns=rng.choice([0, 1, 2]),
                commenters=max(people, 1),
            )
        )
    return made


def content() -> WeekContent:
    """What those posts say."""
    return compare(posts(), LONDON, FIRST, LAST)


def engagement() -> WeekEngagement:
    """A counter that fell, and days without a snapshot."""
    return WeekEngagement(
        (
            EngagementFlag("instagram:acme", "fell", 2, 1, 14, 96),
            EngagementFlag("instagram:acme", "days_missing", 18, 2, 0, 96),
        )
    )
