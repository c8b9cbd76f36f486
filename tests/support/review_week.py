"""The week of a weekly review made by hand: people, eight weeks of every figure, and what was proposed before."""

from datetime import date, timedelta

from tasks.core.digest.bootstrap import Counted, waiting_band
from tasks.core.digest.people import Came, Cohort, Giver, Gone, People, PeopleWeek, Person
from tasks.core.digest.proposals import Choice, Measure
from tasks.core.digest.rates import Rate
from tasks.core.digest.trends import Point, Series, Trends

MONDAY = date(2026, 11, 16)
WEEKS = tuple(MONDAY - timedelta(weeks=back) for back in range(7, -1, -1))


def people() -> People:
    """A community of some hundred and sixty, with names."""
    weeks = tuple(
        PeopleWeek(week, 150 + 7 * n - (n % 3) * 11, 20 + n, 4 + n % 3, 38 + n, n % 4)
        for n, week in enumerate(WEEKS)
    )
    ana = Person("Ana Lima", "ana.example", "bluesky", 240, "https://social.example/ana")
    cohorts = tuple(
        Cohort(
            week,
            18 + 2 * n,
            tuple(max(1, (18 + 2 * n) * (9 - age) // 24) if n + age < 8 else None for age in range(12)),
        )
        for n, week in enumerate(WEEKS)
    )
    return People(
        weeks=weeks,
        arrived=(
            Came(Person("Tom Berger", None, "instagram", 5300), 4),
            Came(Person("Ida", None, "bluesky"), 1),
        ),
        returned=(Came(Person("Rui", "rui", "instagram"), 2, 47),),
        quiet=(
            Gone(Person("Yusuf", "yusuf", "mastodon"), 14, date(2026, 10, 19)),
            Gone(Person("Noor", "noor", "bluesky"), 6, date(2026, 10, 18)),
        ),
        givers=(
            Giver(Person("Lena", "lena", "instagram"), 3, 5, 0, 0, 8, 94, date(2026, 3, 3)),
            Giver(Person("Mei Tanaka", "mei", "instagram", 820), 0, 0, 2, 1, 5, 12, date(2025, 11, 18)),
            Giver(ana, 0, 0, 0, 2, 3, 14, date(2026, 3, 3)),
            Giver(Person("Bo", None, "bluesky"), 0, 0, 0, 0, 9, 3, date(2026, 11, 2)),
        ),
        cohorts=cohorts,
    )


def rates(metric: str, dimension: str, value: str, numerators: list[int], of: int) -> Series:
    """A share by week."""
    points = []
    for week, numerator in zip(WEEKS, numerators, strict=True):
        rate = Rate(numerator, of)
        points.append(Point(week, rate.value, rate.interval(), of, rate))
    return Series(metric, dimension, value, "", tuple(points))


def counts(metric: str, values: list[float]) -> Series:
    """A count by week."""
    return Series(metric, "all", "all", "", tuple(Point(w, v) for w, v in zip(WEEKS, values, strict=True)))


def trends() -> Trends:
    """Eight weeks of figures, the last one the week reviewed."""
    rising = [85, 89, 80, 97, 101, 92, 98, 112]
    cells = [Counted(600.0 * n, 12) for n in range(1, 40)] + [Counted(90000.0, 21, is_over=False)]
    waits = Series(
        "first_reply_time", "clock", "wall", "km_median",
        tuple(Point(week, 9840.0 - 300 * n, waiting_band(cells), 489) for n, week in enumerate(WEEKS)),
    )  # fmt: skip
    return Trends(
        WEEKS,
        (
            rates("rule_24h", "all", "all", rising, 124),
            rates("rule_24h", "tier", "T1", [30, 32, 28, 35, 36, 33, 35, 34], 49),
            rates("rule_24h", "tier", "T2", [55, 57, 52, 62, 65, 59, 63, 71], 75),
            rates("rule_24h", "hour", "09", [8] * 8, 10),
            rates("rule_24h", "hour", "19", [20] * 7 + [12], 30),
            rates("rule_24h", "hour", "10", [40] * 8, 42),
            waits,
            counts("volume", [170, 181, 160, 190, 205, 176, 188, 185]),
            rates("coverage", "tier", "T3", [1, 2, 1, 2, 2, 1, 3, 2], 6),
            rates("retention", "all", "all", [58, 54, 64, 60, 70, 66, 76, 72], 160),
            rates("replies_outside_hours", "all", "all", [12, 9, 14, 11, 10, 13, 12, 9], 113),
            rates("growth_quality", "all", "all", [25, 24, 27, 26, 25, 28, 26, 27], 61),
            counts("ugc_posts", [3, 4, 2, 5, 6, 4, 5, 6]),
        ),
    )


def proposed_before() -> tuple[Choice, ...]:
    """What the review of the week before proposed: one that got better, one unclear, one of too few."""
    return (
        Choice("slow-t2", "Give T2 a fixed ten minutes of each block.", "24 of 75 T2 passed 24 hours.",
               Measure("rule_24h", "tier", "T2"), "up", Rate(51, 75)),
        Choice("after-hours", "Let what comes after hours wait.", "12 of 113 replies went out outside office hours.",
               Measure("replies_outside_hours"), "down", Rate(12, 113)),
        Choice("unthanked-makers", "Thank everybody who showed something.", "3 of 6 got no answer.",
               Measure("coverage", "tier", "T3"), "up", Rate(3, 6)),
    )  # fmt: skip
