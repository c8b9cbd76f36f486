"""Bursts where not everything was collected: what is not known is no measure of what is usual."""

from datetime import UTC, datetime, timedelta

from community import Community, Item, Person, forget_marts, load, marts_rows
from sqlalchemy import Connection, text

from tasks import marts

BRAND, PEOPLE = Person(1, 1, is_own=True), [Person(n, n) for n in range(2, 30)]
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday, in winter: London is at UTC
DAY, WEEK = timedelta(days=1), timedelta(weeks=1)
ACCOUNT = "bluesky:a"


def mondays(*counts: int) -> Community:
    """So many people wrote, Monday after Monday."""
    items = [
        Item(100 * week + n, PEOPLE[n], NOON + week * WEEK, f"{week}-{n}", tier="T2", account=ACCOUNT)
        for week, count in enumerate(counts)
        for n in range(count)
    ]
    return Community(items=items, people=[BRAND, *PEOPLE], accounts=(ACCOUNT,))


def collected(connection: Connection, first: int, last: int, but: int | None = None) -> None:
    """A window a day of those `first` to `last` after the first Monday, merged; that of `but` failed."""
    for n in range(first, last + 1):
        start = NOON.replace(hour=0) + n * DAY
        connection.execute(
            text("""insert into ops.load_window (brand, account, stream, window_start, window_end, state)
                    values ('acme', :a, 'notifications', :from, :to, :state)"""),
            {"a": ACCOUNT, "from": start, "to": start + DAY, "state": "failed" if n == but else "merged"},
        )


def bursts(connection: Connection, c: Community) -> dict[int, tuple[float | None, float | None]]:
    """Week -> (a burst or not, what is usual), Mondays only; the same step by step as from nothing."""
    at = NOON + 100 * DAY
    marts.recompute(connection, "acme", at)
    step_by_step = marts_rows(connection, "acme")
    forget_marts(connection, "acme")
    marts.recompute(connection, "acme", at)
    assert marts_rows(connection, "acme") == step_by_step
    rows = connection.execute(
        text("""select (day - :first) / 7, value, denominator::float8 from marts.metric_daily
                where metric = 'burst' and (day - :first) % 7 = 0"""),
        {"first": NOON.date()},
    )
    return {week: (value, usual) for week, value, usual in rows}


def test_the_first_weeks_of_a_brand_are_no_bursts_for_what_stood_there_before_it_was_tracked(
    connection: Connection,
) -> None:
    c = mondays(1, 0, 0, 0, 0, 0, *[12] * 8)  # an old post came in with its thread
    load(connection, c)
    collected(connection, 6 * 7, 100)
    found = bursts(connection, c)
    assert [found[week][0] for week in range(6, 14)] == [None, None, None, None, 0, 0, 0, 0]
    assert found[13] == (0, 12)


def test_a_day_that_was_not_collected_does_not_hide_the_bursts_of_eight_weeks(connection: Connection) -> None:
    c = mondays(4, 4, 0, 4, 4, 4, 25)
    load(connection, c)
    collected(connection, 0, 100, but=14)
    found = bursts(connection, c)
    assert found[6] == (1, 4)
    assert found[2][0] is None
