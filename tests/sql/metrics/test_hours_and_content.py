"""Arrivals, answers that lead on, what posts draw, flags of engagement: against the oracle and by hand."""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
import talk_oracle as oracle
from community import Community, Item, Person, Post, Snapshot, load, marts_rows, touch
from generated import DAYS, FIRST
from sqlalchemy import Connection, Engine, text

from tasks import marts

BRAND, BOT, ANA, BEN = Person(1, 1, is_own=True), Person(2, 2, is_bot=True), Person(3, 3), Person(4, 4)
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday, in winter: London is at UTC
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


def as_of(c: Community) -> datetime:
    return c.midnight(FIRST + timedelta(days=DAYS - 12)) + timedelta(hours=13, minutes=30)


def rates(connection: Connection, metric: str) -> dict[tuple[object, ...], tuple[object, ...]]:
    query = text("""select day, metric, dimension, dimension_value, numerator, denominator, value
                    from marts.metric_daily where brand = 'acme' and metric = :m""")
    return {
        tuple(row[:4]): tuple(None if n is None else float(n) for n in row[4:])
        for row in connection.execute(query, {"m": metric})
    }


def talk(connection: Connection) -> set[tuple[object, ...]]:
    query = text("""select day, platform, native_id, media, characters, hashtags, threads, turns, commenters
                    from marts.post_talk where brand = 'acme'""")
    return {(*row[:5], tuple(row[5]), *row[6:]) for row in connection.execute(query)}


@pytest.mark.parametrize("seed", range(4))
def test_hours_posts_and_flags_are_what_the_oracle_says(db: Engine, seed: int) -> None:
    c = oracle.talkative(seed)
    at = as_of(c)
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        assert rates(connection, "arrivals") == oracle.arrivals(c, at)
        assert rates(connection, "answers_led_on") == oracle.answers_led_on(c, at)
        assert rates(connection, "engagement_flags") == oracle.engagement_flags(c, at)
        assert talk(connection) == oracle.post_talk(c, at)


def test_whatever_the_order_of_arrival_the_marts_are_the_same(db: Engine) -> None:
    c = oracle.talkative(1, items=70)
    c.actions = []
    at, items = as_of(c), list(c.items)
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at)
        expected = {key: set(rows) for key, rows in marts_rows(connection, c.brand).items()}
        c.items = items[::3]
        load(connection, c)
        marts.recompute(connection, c.brand, at, everything=True)
        for late in (items[1::3], items[2::3]):
            before = set(c.answers())
            c.items = sorted([*c.items, *late], key=lambda i: i.id)
            load(connection, c)
            moved = {a.item for a in before ^ set(c.answers())}
            touch(connection, c, {c.day(i.at) for i in c.items if i in late or i.id in moved})
            marts.recompute(connection, c.brand, at)
        found = {key: set(rows) for key, rows in marts_rows(connection, c.brand).items()}
    assert {key: rows ^ expected[key] for key, rows in found.items() if rows != expected[key]} == {}


def community(*items: Item, zone: str = "Europe/London", **more: object) -> Community:
    people = [BRAND, BOT, ANA, BEN]
    return Community(items=list(items), people=people, zone=ZoneInfo(zone), **more)  # type: ignore[arg-type]


def said(id_: int, at: datetime, who: Person = ANA, thread: object = 1, **more: object) -> Item:
    tier = more.pop("tier", None if who.is_own else "T2")
    return Item(id_, who, at, str(thread), "reply" if who.is_own else "comment", tier=tier, **more)  # type: ignore[arg-type]


Figures = dict[tuple[date, str], tuple[object, ...]]


def figures(db: Engine, c: Community, metric: str, at: datetime = NOON + 300 * DAY) -> Figures:
    """(numerator, denominator) by day and value of the dimension."""
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, at, everything=True)
        return {(k[0], k[3]): v[:2] for k, v in rates(connection, metric).items()}  # type: ignore[misc]


def test_hours_are_the_brands_own_and_the_hour_that_comes_twice_is_one(db: Engine) -> None:
    twice = [said(n, datetime(2026, 10, 25, n, 30, tzinfo=UTC)) for n in (0, 1)]  # 1:30, and 1:30 again
    c = community(*twice, said(9, datetime(2026, 10, 24, 23, 30, tzinfo=UTC)))  # half past midnight
    found = figures(db, c, "arrivals")
    sunday = [found[date(2026, 10, 25), hour] for hour in ("7-00", "7-01", "all")]
    assert sunday == [(1, None), (2, None), (3, None)]


def test_only_messages_of_people_arrive(db: Engine) -> None:
    like = Item(2, ANA, NOON, "1", "reaction", tier="T4")
    c = community(said(1, NOON), like, said(3, NOON, BOT), said(4, NOON, tier="none"), said(5, NOON, BRAND))
    found = figures(db, c, "arrivals", NOON + DAY)
    assert found[date(2026, 2, 2), "1-12"] == found[date(2026, 2, 2), "all"] == (1, None)


@pytest.mark.parametrize(
    ("after", "led"), [(HOUR, 1), (48 * HOUR, 1), (48 * HOUR + timedelta(microseconds=1), 0)]
)
def test_an_answer_leads_on_when_who_asked_writes_again_within_48_hours(
    db: Engine, after: timedelta, led: int
) -> None:
    sent = NOON + HOUR
    c = community(said(1, NOON), said(2, sent, BRAND, parent=1), said(3, sent + after))
    found = figures(db, c, "answers_led_on", NOON + 9 * DAY)
    assert found[date(2026, 2, 4), "1-13"] == (led, 1)
    assert found[date(2026, 2, 2), "all"] == (0, 0)


def test_others_who_write_and_words_without_a_message_do_not_lead_on(db: Engine) -> None:
    later = NOON + 3 * HOUR
    heart = Item(5, ANA, later, "1", "reaction", tier="T4")
    c = community(said(1, NOON), said(2, NOON + HOUR, BRAND, parent=1), said(3, later, BEN), heart,
                  said(6, later, thread="elsewhere"), said(7, later, tier="none"))  # fmt: skip
    assert figures(db, c, "answers_led_on", NOON + 9 * DAY)[date(2026, 2, 4), "all"] == (0, 1)


def test_a_second_message_of_the_brand_in_a_row_is_no_further_answer(db: Engine) -> None:
    c = community(said(1, NOON), said(2, NOON + HOUR, BRAND, parent=1), said(3, NOON + 2 * HOUR, BRAND))
    assert figures(db, c, "answers_led_on", NOON + 9 * DAY)[date(2026, 2, 4), "all"] == (0, 1)


def drew(db: Engine, c: Community) -> set[tuple[object, ...]]:
    """(day, threads, turns, commenters) of the posts of `c`."""
    with db.begin() as connection:
        load(connection, c)
        marts.recompute(connection, c.brand, NOON + 9 * DAY, everything=True)
        return {(row[0], *row[6:]) for row in talk(connection)}


def test_a_post_has_what_it_drew_in_its_first_72_hours_whatever_comes_later(db: Engine) -> None:
    post = Post(1, "p", BRAND, NOON)
    talk_ = [said(1, NOON, ANA, "a", post="p"), said(2, NOON + HOUR, BRAND, "a"), said(3, NOON + 2 * HOUR, ANA, "a"),
             said(4, NOON + 72 * HOUR, BEN, "p"), said(5, NOON + 73 * HOUR, BEN, "a")]  # fmt: skip
    assert drew(db, community(*talk_, posts=[post])) == {(date(2026, 2, 5), 2, 2, 2)}


def test_a_post_that_drew_nothing_has_its_row_and_one_withdrawn_at_once_has_none(db: Engine) -> None:
    posts = [Post(1, "p", BRAND, NOON), Post(2, "q", BRAND, NOON, deleted_at=NOON + HOUR)]
    spam = said(2, NOON + HOUR, ANA, "p", tier="none")
    assert drew(db, community(said(1, NOON - DAY), spam, posts=posts)) == {(date(2026, 2, 5), 0, 0, 0)}


def test_a_fallen_counter_missing_days_and_late_snapshots_are_flagged_on_their_day(db: Engine) -> None:
    at = [NOON + 50 * HOUR, NOON + 3 * DAY, NOON + 5 * DAY, NOON + 6 * DAY, NOON + 15 * DAY]
    counts = [9, 12, 14, 3, 40]  # first seen late, then 3 more, a day left out, a fall, nine days of silence
    shots = [Snapshot(1, t, {"saves": n}) for t, n in zip(at, counts, strict=True)]
    c = community(said(1, NOON), posts=[Post(1, "p", BRAND, NOON)], snapshots=shots)
    flags = ("not_known", "days_missing", "fell", "all")
    days = [date(2026, 2, 4), date(2026, 2, 5), date(2026, 2, 7), date(2026, 2, 8), date(2026, 2, 17)]
    found = figures(db, c, "engagement_flags", NOON + 20 * DAY)
    assert [[found[day, flag] for flag in flags] for day in days] == [
        [(1, 1), (0, 1), (0, 1), (1, 1)],
        [(0, 1), (0, 1), (0, 1), (0, 1)],
        [(0, 1), (1, 1), (0, 1), (1, 1)],
        [(0, 1), (0, 1), (1, 1), (1, 1)],
        [(1, 1), (0, 1), (0, 1), (1, 1)],
    ]
