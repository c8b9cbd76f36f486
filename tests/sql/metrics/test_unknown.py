"""What was not collected is unknown, and says why: never zero, never guessed."""

from datetime import UTC, datetime, timedelta

import pytest
from community import Community, Item, Person, forget_marts, load, marts_rows, touch
from sqlalchemy import Connection, text

from tasks import marts

BRAND, ANA, BEN = Person(1, 1, is_own=True), Person(3, 3), Person(4, 4)
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday, in winter: London is at UTC
MONDAY, HOUR, DAY = NOON.date(), timedelta(hours=1), timedelta(days=1)
BLUESKY, MASTODON = "bluesky:a", "mastodon:b"
OLD = "the server keeps no notifications that old"


def talk(*accounts: str, days: int = 14) -> Community:
    """Each day Ana asks on each account, and is answered an hour later."""
    items = []
    for n in range(days):
        for place, account in enumerate(accounts):
            number = 10 * (n + 1) + 2 * place
            at = NOON + n * DAY
            items.append(Item(number, ANA, at, str(number), tier="T1", account=account))
            items.append(Item(number + 1, BRAND, at + HOUR, str(number), "reply", number, account=account))
    return Community(items=items, people=[BRAND, ANA, BEN], accounts=accounts)


def window(
    connection: Connection,
    account: str,
    stream: str,
    start: datetime,
    end: datetime,
    state: str = "merged",
    reason: str = "",
) -> None:
    connection.execute(
        text("""insert into ops.load_window (brand, account, stream, window_start, window_end, state, reason)
                values ('acme', :a, :s, :from, :to, :state, nullif(:why, ''))
                on conflict (brand, account, stream, window_start, window_end) do update
                set state = excluded.state, reason = excluded.reason, updated_at = clock_timestamp()"""),
        {"a": account, "s": stream, "from": start, "to": end, "state": state, "why": reason},
    )


def collected(connection: Connection, account: str, stream: str, first: int = 0, last: int = 20) -> None:
    """A window a day, merged, for the days `first` to `last` after the Monday."""
    for n in range(first, last + 1):
        start = NOON.replace(hour=0) + n * DAY
        window(connection, account, stream, start, start + DAY)


def fail(connection: Connection, account: str, stream: str, n: int, state: str, reason: str = "") -> None:
    """The window of the n-th day did not come in."""
    start = NOON.replace(hour=0) + n * DAY
    window(connection, account, stream, start, start + DAY, state, reason)


def compute(connection: Connection, at: datetime = NOON + 20 * DAY, **more: bool) -> None:
    marts.recompute(connection, "acme", at, budget_minutes=30, **more)


def day_figure(
    connection: Connection, metric: str, n: int, dimension: str = "all", value: str = "all"
) -> tuple[float | None, float | None, str | None]:
    """(value, numerator, why unknown) of the n-th day."""
    row = connection.execute(
        text("""select value, numerator::float8, why_unknown from marts.metric_daily
                where metric = :m and day = :d and dimension = :dim and dimension_value = :v"""),
        {"m": metric, "d": MONDAY + n * DAY, "dim": dimension, "v": value},
    ).one()
    return tuple(row)


def week(connection: Connection, metric: str, n: int = 0) -> tuple[float | None, float | None, str | None]:
    row = connection.execute(
        text("""select value, numerator::float8, why_unknown from marts.metric_period
                where period = 'week' and metric = :m and period_start = :d and dimension_value = 'all'"""),
        {"m": metric, "d": MONDAY + n * 7 * DAY},
    ).one()
    return tuple(row)


@pytest.fixture
def two(connection: Connection) -> Connection:
    """Two accounts, all of both collected, but the notifications of one on the Thursday."""
    load(connection, talk(BLUESKY, MASTODON))
    for account in (BLUESKY, MASTODON):
        for stream in ("notifications", "posts"):
            collected(connection, account, stream)
    fail(connection, MASTODON, "notifications", 3, "unavailable", OLD)
    compute(connection)
    return connection


def test_where_every_window_came_in_or_none_is_on_record_figures_are_known(connection: Connection) -> None:
    load(connection, talk(BLUESKY))
    compute(connection)
    assert day_figure(connection, "volume", 0) == (1, 1, None)
    for stream in ("notifications", "posts"):
        collected(connection, BLUESKY, stream)
    compute(connection, everything=True)
    assert connection.execute(text("select count(*) from marts.unknown_day")).scalar_one() == 0
    assert day_figure(connection, "volume", 0) == (1, 1, None)


def test_a_window_the_platform_does_not_give_makes_what_it_feeds_unknown_with_the_reason(
    two: Connection,
) -> None:
    why = f"{MASTODON}, notifications: {OLD}"
    assert day_figure(two, "volume", 3) == (None, 2, why)  # what is known of it stands beside
    assert day_figure(two, "rule_24h", 4) == (None, 2, why)  # whose 24 hours ended the day after
    assert day_figure(two, "volume", 2) == (2, 2, None)
    assert day_figure(two, "replies_sent", 3) == (2, 2, None)  # replies come by another stream


def test_an_account_that_was_collected_keeps_its_own_figures(two: Connection) -> None:
    assert day_figure(two, "rule_24h", 4, "account", BLUESKY)[::2] == (1, None)
    assert day_figure(two, "rule_24h", 4, "account", MASTODON)[0] is None
    assert day_figure(two, "volume", 3, "platform", "bluesky")[::2] == (1, None)
    assert day_figure(two, "volume", 3, "platform", "mastodon")[0] is None


def test_a_week_with_an_unknown_day_has_no_count_and_the_share_of_its_other_days(two: Connection) -> None:
    value, numerator, why = week(two, "volume")
    assert (value, numerator) == (None, 14)
    assert why is not None
    assert week(two, "coverage") == (1, 12, why)  # six days of two
    assert week(two, "retention", 1)[0] is None  # who was active the week before is not known
    assert week(two, "volume", 1) == (14, 14, None)


def test_medians_are_unknown_while_a_day_they_look_back_on_is(two: Connection) -> None:
    query = text("""select day, value is null, why_unknown is not null from marts.distribution_daily
                    where metric = 'first_reply_time' and dimension_value = 'wall' and measure = 'km_median'
                      and day in (:before, :on, :after) order by day""")
    days = {"before": MONDAY + 2 * DAY, "on": MONDAY + 3 * DAY, "after": MONDAY + 13 * DAY}
    assert [tuple(row[1:]) for row in two.execute(query, days)] == [
        (False, False),
        (True, True),
        (True, True),
    ]


def test_what_comes_in_after_all_is_known_then_without_a_row_that_changed(two: Connection) -> None:
    fail(two, MASTODON, "notifications", 3, "merged")
    compute(two)
    assert day_figure(two, "volume", 3) == (2, 2, None)
    assert week(two, "volume") == (14, 14, None)


@pytest.mark.parametrize(("state", "reason", "said"), [("failed", "the token is refused", "the token is refused"),
                                                       ("pending", "", "not collected")])  # fmt: skip
def test_what_is_not_collected_yet_is_unknown_too(
    two: Connection, state: str, reason: str, said: str
) -> None:
    fail(two, BLUESKY, "posts", 8, state, reason)
    compute(two)
    assert day_figure(two, "replies_sent", 8) == (None, 2, f"{BLUESKY}, posts: {said}")


def test_a_stream_that_never_gave_anything_is_not_missed(two: Connection) -> None:
    for n in range(15):
        fail(two, MASTODON, "quotes", n, "unavailable", "this server has no quotes")
    compute(two)
    assert day_figure(two, "volume", 1) == (2, 2, None)


def test_days_before_an_account_was_tracked_are_its_own_unknown_and_the_brands_only_when_all_were(
    connection: Connection,
) -> None:
    load(connection, talk(BLUESKY, MASTODON))
    for stream in ("notifications", "posts"):
        collected(connection, BLUESKY, stream, first=2)
        collected(connection, MASTODON, stream, first=5)
    compute(connection)
    untracked = "before tracking began"
    assert [day_figure(connection, "volume", n)[2] for n in (1, 2, 4, 5)] == [untracked, None, None, None]
    found = [day_figure(connection, "rule_24h", n, "account", MASTODON)[2] for n in (4, 5, 6)]
    assert found == [untracked, untracked, None]  # what fell due on the first day had come before
    # somebody's arrival is looked for over 60 days; that tracking began meanwhile does not make it unknown for so long
    assert day_figure(connection, "net_active", 3)[2] is None
    assert day_figure(connection, "net_active", 1)[2] == untracked


def test_a_day_that_is_not_over_is_known_as_far_as_it_went(connection: Connection) -> None:
    load(connection, talk(BLUESKY))
    for stream in ("notifications", "posts"):
        collected(connection, BLUESKY, stream, last=1)
        window(connection, BLUESKY, stream, NOON.replace(hour=0) + 2 * DAY, NOON + 2 * DAY + 2 * HOUR)
    compute(connection, NOON + 2 * DAY + 2 * HOUR)
    assert day_figure(connection, "volume", 2) == (1, 1, None)
    compute(connection, NOON + 2 * DAY + 5 * HOUR)
    assert day_figure(connection, "volume", 2)[2] == f"{BLUESKY}, notifications: not collected"


def test_step_by_step_is_the_same_as_from_nothing(two: Connection) -> None:
    changes = [
        (MASTODON, "notifications", 7, "failed"), (BLUESKY, "posts", 9, "unavailable"),
        (MASTODON, "posts", -9, "merged"), (MASTODON, "notifications", 7, "merged"),
    ]  # fmt: skip
    for n, (account, stream, day, state) in enumerate(changes):
        fail(two, account, stream, day, state, "for a reason")
        touch(two, talk(), {MONDAY + n * DAY})
        compute(two, NOON + (20 + n % 2) * DAY)
        kept = marts_rows(two, "acme")
        forget_marts(two, "acme")
        compute(two, NOON + (20 + (n > 0)) * DAY, everything=True)
        assert marts_rows(two, "acme") == kept


def test_live_figures_say_what_is_unknown_as_the_marts_do(two: Connection) -> None:
    now = marts.live(two, "acme", MONDAY + 4 * DAY, NOON + 4 * DAY + 6 * HOUR)
    found = {f.day: f for f in now.figures if (f.metric, f.dimension) == ("rule_24h", "all")}
    assert found[MONDAY + 4 * DAY].value is None
    assert found[MONDAY + 4 * DAY].why_unknown == f"{MASTODON}, notifications: {OLD}"
    assert found[MONDAY + 2 * DAY].value == 1


def test_another_brands_gaps_are_its_own(two: Connection) -> None:
    before = marts_rows(two, "acme")
    other = talk(BLUESKY)
    other.brand = "bolt"
    load(two, other)
    two.execute(text("update ops.load_window set brand = 'bolt' where account = :a and window_start >= :d"),
                {"a": BLUESKY, "d": NOON + 30 * DAY})  # fmt: skip
    marts.recompute(two, "bolt", NOON + 20 * DAY, everything=True)
    assert marts_rows(two, "acme") == before
    rows = two.execute(
        text("select count(*) from marts.metric_daily where brand = 'bolt' and why_unknown is not null")
    )
    assert rows.scalar_one() == 0
