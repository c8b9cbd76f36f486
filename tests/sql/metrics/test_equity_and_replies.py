"""Who is heard, how replies sound, what was planned: by hand, and on generated communities against the oracle."""

import random
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import equity_oracle as oracle
import pytest
from community import Community, Item, Person, Word, forget_marts, load, marts_rows, touch
from generated import DAYS, FIRST, add_item, generate, moment
from sqlalchemy import Connection, text

import sql
from tasks import marts
from tasks.steps.replies import check_piece

BRAND, ANA, BEN, CLEO, DAN = Person(1, 1, is_own=True), Person(3, 3), Person(4, 4), Person(5, 5), Person(6, 6)
NOON = datetime(2026, 2, 2, 12, tzinfo=UTC)  # a Monday, in winter: London is at UTC
MONDAY, HOUR, DAY = NOON.date(), timedelta(hours=1), timedelta(days=1)
QUESTION = "Is the blue mug back in stock, and does it survive the dishwasher?"
ANSWERS = (
    "The blue mug came back this morning, and yes: the dishwasher does it no harm.",
    "It rains in Leeds, so we baked scones with far too much butter.",
    "Thanks for reaching out, have a great day!",
    "Blue mugs: forty of them, all washed at sixty degrees without a scratch.",
    "Ta!",
    "",
)


def community(*items: Item, **more: object) -> Community:
    return Community(items=list(items), people=[BRAND, ANA, BEN, CLEO, DAN], **more)  # type: ignore[arg-type]


def asked(id_: int, at: datetime, who: Person = ANA, **more: object) -> Item:
    return Item(id_, who, at, thread=str(more.pop("thread", id_)), tier=str(more.pop("tier", "T1")), **more)  # type: ignore[arg-type]


def replied(id_: int, to: Item, at: datetime, words: str = "") -> Item:
    return Item(id_, BRAND, at, to.thread, "reply", to.id, text=words)


def put(connection: Connection, c: Community, at: datetime | None = None) -> datetime:
    """The community in the warehouse, its replies checked and its metrics computed as of `at` (else 30 days on)."""
    at = at or max(i.at for i in c.items) + 30 * DAY
    load(connection, c)
    check_all(connection, c)
    marts.recompute(connection, c.brand, at, everything=True, budget_minutes=30)
    return at


def check_all(connection: Connection, c: Community) -> None:
    enqueue = text("""insert into ops.unchecked_reply select brand, occurred_at, interaction_id from core.interaction
                      where brand = :b and direction = 'outbound' and is_message and kind <> 'post'
                      on conflict do nothing""")
    connection.execute(enqueue, {"b": c.brand})
    while check_piece(connection, c.brand):
        pass


def figure(connection: Connection, metric: str, value: str = "all", day: date = MONDAY) -> tuple[object, ...]:
    query = text("""select numerator, denominator, value from marts.metric_daily
                    where metric = :m and day = :d and dimension_value = :v""")
    row = connection.execute(query, {"m": metric, "d": day, "v": value}).one()
    return tuple(None if n is None else round(float(n), 6) for n in row)


def test_the_first_three_messages_of_a_member_are_a_newcomers(connection: Connection) -> None:
    five = [asked(n, NOON + n * HOUR) for n in range(1, 6)]
    put(
        connection,
        community(*five, replied(9, five[0], NOON + 7 * HOUR), replied(10, five[3], NOON + 7 * HOUR)),
    )
    assert figure(connection, "equity_coverage", "newcomers")[:2] == (1, 3)
    assert figure(connection, "equity_coverage", "others")[:2] == (1, 2)
    assert figure(connection, "reply_equity", "newcomers") == (0.333333, 0.5, 0.666667)


def test_whoever_came_often_before_is_no_newcomer_and_what_was_deleted_early_does_not_count(
    connection: Connection,
) -> None:
    before = [asked(n, NOON - n * DAY) for n in range(1, 4)]
    before[0].deleted_at = before[0].at + HOUR
    today = [asked(8, NOON), asked(9, NOON + HOUR)]
    put(connection, community(*before, *today))
    assert figure(connection, "equity_coverage", "newcomers")[:2] == (0, 1)
    assert figure(connection, "equity_coverage", "others")[:2] == (0, 1)


def test_small_accounts_are_those_up_to_the_lowest_quartile_of_who_was_heard(connection: Connection) -> None:
    items = [asked(n, NOON, who) for n, who in enumerate((ANA, BEN, CLEO, DAN), start=1)]
    words = [Word(p.profile, NOON - DAY, n) for p, n in ((ANA, 10), (BEN, 500), (CLEO, 900), (DAN, 20_000))]
    replies = [replied(11, items[1], NOON + HOUR), replied(12, items[2], NOON + HOUR)]
    put(connection, community(*items, *replies, words=words))
    assert figure(connection, "equity_coverage", "small")[:2] == (0, 1)
    assert figure(connection, "equity_coverage", "larger")[:2] == (2, 3)
    assert figure(connection, "reply_equity", "small") == (0, 0.666667, 0)


def test_followers_that_were_told_after_the_next_day_are_not_those_of_the_message(
    connection: Connection,
) -> None:
    items = [asked(1, NOON, ANA), asked(2, NOON, BEN)]
    words = [Word(ANA.profile, NOON + 20 * HOUR, 10), Word(BEN.profile, NOON + 4 * DAY, 500)]
    put(connection, community(*items, replied(3, items[0], NOON + HOUR), words=words))
    assert figure(connection, "equity_coverage", "small")[:2] == (1, 1)
    assert figure(connection, "equity_coverage", "larger")[:2] == (0, 0)


def test_followers_that_nobody_told_put_nobody_into_a_group_and_leave_the_ratio_unknown(
    connection: Connection,
) -> None:
    item = asked(1, NOON)
    put(connection, community(item, replied(2, item, NOON + HOUR)))
    assert figure(connection, "equity_coverage", "small")[:2] == (0, 0)
    assert figure(connection, "reply_equity", "small") == (None, None, None)


def test_of_a_reply_that_takes_up_the_question_a_copy_and_a_stock_phrase_one_is_authentic(
    connection: Connection,
) -> None:
    items = [asked(n, NOON, text=QUESTION) for n in range(1, 4)]
    texts = (ANSWERS[0], ANSWERS[0], ANSWERS[2])
    replies = [
        replied(10 + n, item, NOON + (n + 1) * HOUR, words)
        for n, (item, words) in enumerate(zip(items, texts, strict=True))
    ]
    put(connection, community(*items, *replies))
    assert figure(connection, "authenticity") == (1, 3, 0.333333)
    assert figure(connection, "reply_warnings", "alike")[:2] == (1, 3)
    assert figure(connection, "reply_warnings", "stock")[:2] == (1, 3)
    compared, unlike = figure(connection, "distinctness")[1], figure(connection, "distinctness")[0]
    assert compared == 2  # the first had nothing before it
    assert 0.5 < float(str(unlike)) < 1  # the second was a copy, the third nothing like either


def test_a_reply_that_comes_in_late_has_those_after_it_checked_again(connection: Connection) -> None:
    question = asked(1, NOON, text=QUESTION)
    known = replied(3, question, NOON + 2 * HOUR, ANSWERS[0])
    c = community(question, known)
    put(connection, c)
    assert figure(connection, "authenticity")[:2] == (1, 1)
    c.items.append(replied(2, question, NOON + HOUR, ANSWERS[0]))
    load(connection, community(*c.items))
    connection.execute(text("insert into ops.unchecked_reply values ('acme', :at, 2)"), {"at": NOON + HOUR})
    check_piece(connection, "acme")
    assert connection.execute(text("select day from ops.touched_day")).scalars().all() == [MONDAY]
    marts.recompute(connection, "acme", NOON + 31 * DAY, budget_minutes=30)
    assert figure(connection, "authenticity")[:2] == (1, 2)
    assert figure(connection, "reply_warnings", "alike")[:2] == (1, 2)


def test_minutes_are_budgeted_on_working_days_by_the_budget_of_their_time(connection: Connection) -> None:
    c = community(asked(1, NOON))
    c.own_office(MONDAY - 7 * DAY, MONDAY + 60 * DAY)
    for since, minutes in ((MONDAY + 2 * DAY, 60), (MONDAY + 3 * DAY, 20)):
        connection.execute(
            text("insert into core.brand values ('acme', 'a', 'UTC', 'en') on conflict do nothing")
        )
        connection.execute(
            text("insert into core.budget values ('acme', :d, :n)"), {"d": since, "n": minutes}
        )
    plan = text("insert into core.block_plan values ('acme', :d, :at, 35.5, 40)")
    connection.execute(plan, {"d": MONDAY, "at": NOON})
    put(connection, c)
    assert figure(connection, "minutes_planned") == (35.5, None, 35.5)
    assert figure(connection, "minutes_planned", day=MONDAY + DAY) == (None, None, None)
    given = [figure(connection, "minutes_budgeted", day=MONDAY + n * DAY)[0] for n in range(7)]
    assert given == [60, 60, 60, 20, 20, 0, 0]
    week = connection.execute(
        text("""select metric, value from marts.metric_period
                where period = 'week' and period_start = :d and metric like 'minutes%' order by 1"""),
        {"d": MONDAY},
    ).all()
    assert week == [("minutes_budgeted", 220), ("minutes_planned", 35.5)]


def test_a_block_that_was_planned_since_is_seen_by_the_next_run(connection: Connection) -> None:
    c = community(asked(1, NOON))
    at = put(connection, c)
    keep = text(sql.load("board/block_plan_keep.sql"))
    plan = {"brand": "acme", "day": MONDAY, "planned_at": NOON, "planned_minutes": 35, "block_minutes": 40}
    connection.execute(keep, plan)
    connection.execute(
        keep, plan | {"planned_at": NOON - HOUR, "planned_minutes": 5}
    )  # an earlier one, replayed
    marts.recompute(connection, c.brand, at, budget_minutes=30)
    assert figure(connection, "minutes_planned") == (35, None, 35)


def told(rng: random.Random, c: Community) -> list[Word]:
    people = [p.profile for p in c.people if not p.is_own][:20]
    found = {(rng.choice(people), moment(rng, c.zone)): rng.choice([0, 5, 5, 80, 3000]) for _ in range(60)}
    return [Word(profile, at, n) for (profile, at), n in found.items()]


def with_words(seed: int, items: int) -> Community:
    """A generated community that says something, and of whose people followers are told now and then."""
    rng, c = random.Random(seed), generate(seed, items=items)
    c.words = told(rng, c)
    for item in c.items:
        item.text = QUESTION if item.is_inbound else rng.choice(ANSWERS) * rng.choice([1, 1, 2])
    return c


@pytest.mark.parametrize("seed", range(2))
def test_the_models_are_what_the_oracle_says(connection: Connection, seed: int) -> None:
    c = with_words(seed, 200)
    at = put(connection, c, c.midnight(FIRST + timedelta(days=DAYS - 12)) + timedelta(hours=13, minutes=30))
    for grain in ("day", "week", "month"):
        expected = oracle.reply_equity(c, at, grain) | oracle.authenticity(c, at, grain)
        table, day = ("metric_daily", "day") if grain == "day" else ("metric_period", "period_start")
        query = text(f"""select {day}, metric, dimension, dimension_value, numerator, denominator, value
                         from marts.{table} where metric = any(:m) {"and period = :g" if grain != "day" else ""}""")
        rows = connection.execute(query, {"m": list({key[1] for key in expected}), "g": grain})
        found = {tuple(row[:4]): tuple(row[4:]) for row in rows}
        assert found.keys() == expected.keys()
        wrong = {k: (found[k], v) for k, v in expected.items() if not alike(found[k], v)}
        assert wrong == {}


def alike(found: tuple[object, ...], expected: tuple[object, ...]) -> bool:
    return all(
        (a is None and b is None)
        or (a is not None and b is not None and float(str(a)) == pytest.approx(float(str(b))))
        for a, b in zip(found, expected, strict=True)
    )


@pytest.mark.parametrize("seed", range(2))
def test_step_by_step_is_the_same_as_from_nothing(connection: Connection, seed: int) -> None:
    rng, c = random.Random(seed), with_words(seed, 90)
    at = put(connection, c, c.midnight(FIRST + timedelta(days=120)))
    for _ in range(3):
        item = add_item(rng, c, max(i.id for i in c.items) + 1, {p.profile: (0, DAYS) for p in c.people})
        gone = rng.choice(c.items)
        gone.deleted_at = gone.at + timedelta(hours=rng.randrange(30))
        moved = {c.day(item.at), c.day(gone.at)}
        load(connection, c)
        check_all(connection, c)
        touch(connection, c, moved | {c.day(i.at) for i in c.items if i.thread in (item.thread, gone.thread)})
        marts.recompute(connection, c.brand, at, budget_minutes=30)
        kept = marts_rows(connection, c.brand)
        forget_marts(connection, c.brand)
        marts.recompute(connection, c.brand, at, everything=True, budget_minutes=30)
        for table, rows in marts_rows(connection, c.brand).items():
            assert set(rows) ^ set(kept[table]) == set(), table


def test_likeness_is_kept_exactly_so_that_sums_do_not_depend_on_their_order(connection: Connection) -> None:
    c = with_words(1, 60)
    put(connection, c)
    found = connection.execute(text("select similarity from core.reply_check where similarity is not null"))
    assert all(isinstance(value, Decimal) for value in found.scalars())
