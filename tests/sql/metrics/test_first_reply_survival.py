"""Time to first reply as survival: published figures, lifelines where it is installed, and who starts a clock."""

from collections import Counter
from datetime import UTC, datetime, timedelta

import pytest
from community import Community, Item, Person, load
from generated import DAYS, FIRST, generate
from metrics_oracle import Truth, office_seconds, window
from sqlalchemy import Connection, text

import sql
from tasks import marts

BRAND, BOT, ANA = Person(1, 1, is_own=True), Person(2, 2, is_bot=True), Person(3, 3)
EVENING = datetime(2026, 2, 20, tzinfo=UTC)  # the end of the 19th; London is at UTC
HOUR = timedelta(hours=1)
FREIREICH = [6, 6, 6, 7, 10, 13, 16, 22, 23]
"""Weeks in remission under 6-MP (Freireich et al. 1963), the standard example: those whose remission ended ..."""
FREIREICH_CENSORED = [6, 9, 10, 11, 17, 19, 20, 25, 32, 32, 34, 35]
"""... and those in whom it went on when last seen. S(23) = 0.448: the median is 23, nine tenths not reached."""


def community(*items: Item) -> Community:
    return Community(items=list(items), people=[BRAND, BOT, ANA])


def waits(answered: list[int], open_: list[int]) -> Community:
    """Questions answered after so many hours, and ones that have been open for so many at the end of the 19th."""
    items = []
    for n, hours in enumerate(answered):
        asked = Item(10 * n + 1, ANA, EVENING - timedelta(days=5), f"a{n}", tier="T1")
        items += [asked, Item(10 * n + 2, BRAND, asked.at + hours * HOUR, asked.thread, "reply", asked.id)]
    items += [
        Item(1000 + n, ANA, EVENING - hours * HOUR, f"o{n}", tier="T2") for n, hours in enumerate(open_)
    ]
    return community(*items)


def measures(
    connection: Connection, c: Community, at: datetime
) -> dict[tuple[str, str], tuple[int, int, float | None]]:
    """(n, censored, value) by clock and measure of the last whole day before `at`."""
    load(connection, c)
    marts.recompute(connection, c.brand, at, everything=True)
    rows = connection.execute(
        text("""select dimension_value, measure, n, censored, value from marts.distribution_daily
                where metric = 'first_reply_time' and day = :day"""),
        {"day": c.day(at - HOUR)},
    )
    return {(clock, measure): (n, censored, value) for clock, measure, n, censored, value in rows}


def test_the_standard_example_has_its_published_median(connection: Connection) -> None:
    found = measures(connection, waits(FREIREICH, FREIREICH_CENSORED), EVENING)
    assert found["wall", "km_median"] == (21, 12, 23 * 3600)
    assert found["wall", "km_p90"] == (21, 12, None)
    assert found["wall", "naive_median"] == (9, 0, 10 * 3600)  # less than half of what it was


@pytest.mark.parametrize(
    "stranger",
    [
        Item(900, BRAND, EVENING - 30 * HOUR, "s", "mention", tier="T1"),
        Item(900, BOT, EVENING - 30 * HOUR, "s", tier="T1"),
        Item(900, ANA, EVENING - 30 * HOUR, "s", tier="T1", deleted_at=EVENING - 20 * HOUR),
        Item(900, ANA, EVENING - 30 * HOUR, "s", tier="none"),
        Item(900, ANA, EVENING - 30 * HOUR, "s", tier="T4"),
        Item(900, BRAND, EVENING - 30 * HOUR, "s", "post"),
    ],
    ids=["the brand's own", "a bot's", "deleted early", "tier none", "T4", "the brand's post"],
)
def test_what_must_not_start_a_clock_does_not(connection: Connection, stranger: Item) -> None:
    known = waits([2, 5, 9], [4])
    before = measures(connection, known, EVENING)
    known.items.append(stranger)
    assert measures(connection, known, EVENING) == before


def test_both_clocks_agree_with_lifelines(connection: Connection) -> None:
    lifelines = pytest.importorskip("lifelines", reason="a check beside ours, not needed by anything")
    for seed in (0, 3):
        c = generate(seed, items=160)
        at = c.midnight(FIRST + timedelta(days=DAYS - 40))
        found = measures(connection, c, at)
        for clock in ("wall", "office"):
            seconds, answered = cases(c, at, clock)
            fit = lifelines.KaplanMeierFitter().fit(seconds, answered)
            for measure, share in (("km_median", 0.5), ("km_p90", 0.1)):
                theirs = float(fit.percentile(share))
                assert found[clock, measure] == (
                    len(seconds),
                    answered.count(False),
                    None if theirs == float("inf") else pytest.approx(theirs),
                )


def cases(c: Community, at: datetime, clock: str) -> tuple[list[float], list[bool]]:
    """How long each T1 and T2 of the 28 days up to `at` waited by then, and whether it was answered."""
    truth, last = Truth(c), c.day(at - HOUR)
    w = window(c, last, last, at)
    seconds, answered = [], []
    for item in c.items:
        if (
            item.tier not in ("T1", "T2")
            or not 0 <= (last - c.day(item.at)).days <= 27
            or not truth.counts(item, w)
        ):
            continue
        by = truth.answered_at(item, w)
        end = max(by or w.ends, item.at)
        wall = (end - item.at).total_seconds()
        seconds.append(wall if clock == "wall" else office_seconds(c, item.at, end))
        answered.append(by is not None)
    return seconds, answered


def test_the_cases_behind_a_weeks_wait_are_those_of_its_sunday(connection: Connection) -> None:
    for seed in (0, 3, 5):
        c = generate(seed, items=600)
        load(connection, c)
        monday = c.day(c.midnight(FIRST + timedelta(days=DAYS - 40)))
        monday -= timedelta(days=monday.weekday())
        at = c.midnight(monday + timedelta(days=7))
        bound = {"brand": c.brand, "zone": c.zone.key, "first_day": monday, "last_day": monday, "as_of": at}
        found: Counter[tuple[str, float, bool]] = Counter()
        for row in connection.execute(text(sql.load("board/first_reply_weeks.sql")), bound):
            found[row.clock, float(row.seconds), row.is_answered] += row.cases
        expected = Counter(
            (clock, binned(seconds), is_answered)
            for clock in ("wall", "office")
            for seconds, is_answered in zip(*cases(c, at, clock), strict=True)
        )
        assert found == expected
        assert sum(found.values()) > 20, seed


def binned(seconds: float) -> float:
    """To the minute below an hour, to five below a day, to half an hour above; halves to the even one."""
    step = 60 if seconds < 3600 else 300 if seconds < 86400 else 1800
    return float(round(seconds / step) * step)
