"""A backfill's plan: what it costs, which digests it previews, how it says so, and how far work has come."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.backfill_plan import (
    Asked,
    Plan,
    StreamPlan,
    costs,
    estimate,
    look_before,
    previews,
    stretches,
)
from tasks.core.backfill_words import done_words, in_words, plan_lines, plan_markdown, plan_table
from tasks.core.progress import Progress

LONDON = ZoneInfo("Europe/London")
START = datetime(2026, 2, 2, tzinfo=UTC)
ASKED = Asked(START, START + timedelta(days=2))


def stream(missing: int, requests: int | None, account: str = "bluesky:acme", note: str = "") -> StreamPlan:
    return StreamPlan(account, "mentions", missing, 0, 0, 3, 1, requests, note)


def plan(*streams: StreamPlan, asked: Asked = ASKED, **more: int) -> Plan:
    counts = {"interactions": 0, "days": 0, "digests": 0} | more
    return Plan("acme", asked, streams, costs(streams, ["bluesky"]), **counts)


def test_requests_are_told_from_what_the_streams_windows_took_and_never_less_than_one_each() -> None:
    assert estimate(windows=10, days=10, known_pages=60, known_days=20, known_windows=20) == 30
    assert estimate(windows=10, days=10, known_pages=0, known_days=20, known_windows=20) == 10
    assert estimate(windows=10, days=10, known_pages=0, known_days=0, known_windows=0) is None


def test_short_windows_that_took_a_page_each_do_not_make_a_day_dear() -> None:
    assert estimate(windows=10, days=10, known_pages=90, known_days=30, known_windows=90) == 10


@given(st.integers(1, 500), st.integers(1, 5_000), st.integers(1, 500))
def test_more_windows_never_cost_less(windows: int, pages: int, known: int) -> None:
    fewer = estimate(windows, windows, pages, known, known)
    more = estimate(windows + 1, windows + 1, pages, known, known)
    assert fewer is not None
    assert more is not None
    assert more >= fewer


def test_the_cost_is_held_against_the_rate_less_what_is_left_to_the_scans() -> None:
    (cost,) = costs([stream(10, 4_500), stream(1, 0, "export:acme")], ["bluesky"])
    assert (cost.requests, cost.is_known, cost.seconds) == (4_500, True, 600.0)
    (unknown,) = costs([stream(10, None)], ["bluesky"])
    assert (unknown.requests, unknown.is_known) == (10, False)


def test_the_plan_says_what_is_to_do_what_is_there_and_what_it_costs() -> None:
    lines = plan_lines(plan(stream(10, 4_500)), LONDON)
    assert lines == [
        "10 windows to collect; 3 are there already",
        "1 windows that the platform does not give any more",
        "bluesky: about 4,500 requests; it lets 3,000 through in 5 min, of which 25% are left to the scheduled "
        "scans: 10 min at least",
    ]


def test_without_extraction_no_request_is_planned() -> None:
    asked = Asked(START, START + timedelta(days=2), redo=("tiers", "metrics"), preview=True)
    lines = plan_lines(plan(stream(0, 0), asked=asked, interactions=5_000, days=2, digests=7), LONDON)
    assert "5,000 messages to tier again; people's rulings stay" in lines
    assert not any("to collect" in line for line in lines)
    assert "7 digests to preview, in the folder only: nothing is mailed" in lines
    assert lines[-1] == "no request to any platform"


def test_the_page_has_a_row_for_every_stream_and_no_cell_breaks_it() -> None:
    page = plan_markdown(plan(stream(1, None, "bluesky:a|b")), LONDON)
    assert "| account | stream | to collect | already there | unavailable | requests |" in page
    assert "| bluesky:a b | mentions | 1 | 3 | 1 | not known yet |" in page
    assert plan_table(plan(stream(1, 2)))[0]["requests"] == 2


def test_what_a_backfill_came_to_is_said_without_what_is_nothing() -> None:
    assert (
        done_words({"merged": 182, "inserted": 8061, "changed": 0}, 0)
        == "done: 182 windows merged, 8,061 rows new"
    )
    assert done_words({"merged": 0}, 1) == "ended with 1 problem: nothing was left to do"


def test_an_empty_plan_is_said_to_be_empty() -> None:
    assert plan_lines(plan(stream(0, 0)), LONDON)[0] == "nothing to do"


def test_digests_are_previewed_at_the_brands_hours_and_the_review_on_mondays() -> None:
    found = list(previews(START, START + timedelta(days=2), LONDON))
    assert [flow for flow, _ in found] == [
        "morning-scan", "weekly-review", "midday-block", "evening-check",
        "morning-scan", "midday-block", "evening-check",
    ]  # fmt: skip
    assert found[1][1] == datetime(2026, 2, 2, 9, tzinfo=LONDON)


def test_the_hours_are_the_clocks_where_it_changes() -> None:
    zone = ZoneInfo("America/New_York")
    day = datetime(2026, 3, 8, tzinfo=zone)
    moments = [moment.astimezone(UTC).hour for _, moment in previews(day, day + timedelta(days=1), zone)]
    assert moments == [12, 16, 22]


def test_the_look_before_the_first_of_a_day_is_the_evening_of_the_day_before() -> None:
    assert look_before(datetime(2026, 2, 3, 8, tzinfo=LONDON), LONDON) == (
        "evening-check",
        datetime(2026, 2, 2, 18, tzinfo=LONDON),
    )
    assert look_before(datetime(2026, 2, 2, 9, tzinfo=LONDON), LONDON)[0] == "morning-scan"


def test_two_that_ask_the_same_in_another_order_ask_the_same() -> None:
    one = Asked(START, START, ("a:b", "c:d"), redo=("tiers", "parse"))
    other = Asked(START, START, ("c:d", "a:b"), redo=("parse", "tiers"), oldest_first=True)
    assert one.as_json() == other.as_json()


@pytest.mark.parametrize(
    ("redo", "is_collecting"),
    [((), True), (("extract",), True), (("tiers",), False), (("parse", "extract"), True)],
)
def test_platforms_are_asked_only_when_something_is_to_be_extracted(
    redo: tuple[str, ...], is_collecting: bool
) -> None:
    assert Asked(START, START, redo=redo).is_collecting is is_collecting  # type: ignore[arg-type]


def test_progress_says_rate_and_time_left() -> None:
    phase = Progress("collecting", "windows", 365, begun_at=100.0)
    assert phase.line(100.0) == "collecting: 0 of 365 windows"
    phase.done = 124
    assert phase.line(140.0) == "collecting: 124 of 365 windows, 3.1 a second, 78 s left"
    phase.done = 365
    assert phase.line(200.0) == "collecting: 365 of 365 windows, 3.6 a second"
    assert (phase.share, Progress("x", "y", 0, 0.0).share) == (1.0, 1.0)


def test_spans_are_said_as_people_say_them() -> None:
    assert [in_words(s) for s in (40, 89, 90, 3_600, 7_800)] == [
        "40 s",
        "89 s",
        "2 min",
        "60 min",
        "2 h 10 min",
    ]


@given(st.lists(st.integers(0, 60), min_size=1, max_size=120), st.integers(1, 900))
def test_stretches_hold_every_day_once_in_order_and_not_too_much(counts: list[int], most: int) -> None:
    volumes = [(START.date() + timedelta(days=n), count) for n, count in enumerate(counts)]
    found = list(stretches(volumes, most))
    assert [day for piece in found for day in piece] == [day for day, _ in volumes]
    held = dict(volumes)
    assert all(len(piece) == 1 or sum(held[day] for day in piece) <= most for piece in found)


def test_a_month_is_cut_only_when_it_is_too_much_by_itself() -> None:
    volumes = [(date(2026, 1, 20) + timedelta(days=n), 10) for n in range(80)]  # 120, 280, 310 and 90
    assert [(piece[0].day, piece[-1].month, piece[-1].day) for piece in stretches(volumes, 400)] == [
        (20, 2, 28),
        (1, 4, 9),
    ]
    assert [piece[0] for piece in stretches(volumes, 200)] == [
        date(2026, 1, 20),
        date(2026, 2, 1),
        date(2026, 2, 21),
        date(2026, 3, 1),
        date(2026, 3, 21),
    ]
