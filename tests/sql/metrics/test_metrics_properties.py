"""What holds of all metrics together, whatever the community: nothing is gained by silence, splitting or order."""

import random
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, datetime, timedelta

from community import Community, Item, forget_marts, load, marts_rows, touch
from generated import FIRST, generate
from hypothesis import given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, text

from tasks import marts
from tasks.steps.replies import check_piece

DAYS = 50
EXAMPLES = settings(max_examples=3, deadline=None)
Rows = dict[str, list[tuple[object, ...]]]
seeds = st.integers(min_value=0, max_value=10_000)


def small(seed: int) -> Community:
    """The first DAYS days of a generated community."""
    c = generate(seed, items=150)
    end = c.midnight(FIRST + timedelta(days=DAYS))
    c.items = [i for i in c.items if i.at < end]
    kept = {i.id for i in c.items}
    c.actions = [a for a in c.actions if a.item in kept]
    c.posts = [p for p in c.posts if p.at < end]
    c.snapshots = [s for s in c.snapshots if s.post in {p.id for p in c.posts}]
    return c


def end_of(c: Community) -> datetime:
    return c.midnight(FIRST + timedelta(days=DAYS)) + timedelta(hours=9)


def put(connection: Connection, c: Community) -> None:
    """The community in core, its replies checked."""
    load(connection, c)
    enqueue = text("""insert into ops.unchecked_reply select brand, occurred_at, interaction_id from core.interaction
                      where brand = :b and direction = 'outbound' and is_message and kind <> 'post'
                      on conflict do nothing""")
    connection.execute(enqueue, {"b": c.brand})
    while check_piece(connection, c.brand):
        pass


def from_nothing(connection: Connection, c: Community, at: datetime) -> Rows:
    """Every row of the marts, deleted and computed again."""
    forget_marts(connection, c.brand)
    marts.recompute(connection, c.brand, at, everything=True, budget_minutes=30)
    return marts_rows(connection, c.brand)


def same(found: Rows, expected: Rows) -> bool:
    return {t: set(rows) for t, rows in found.items()} == {t: set(rows) for t, rows in expected.items()}


@given(seed=seeds, hours=st.integers(min_value=0, max_value=24 * DAYS), tier=st.sampled_from(["T1", "T2"]))
@EXAMPLES
def test_another_message_that_nobody_answers_never_makes_a_figure_of_compliance_better(
    shared: Engine, seed: int, hours: int, tier: str
) -> None:
    c, answered, waited = small(seed), "rule_24h", "first_reply_time"
    ignored = Item(9_999, c.people[5], c.midnight(FIRST) + timedelta(hours=hours), "ignored", tier=tier)
    with shared.connect() as connection:
        found = []
        for items in (c.items, [*c.items, ignored]):
            put(connection, replace(c, items=items))
            from_nothing(connection, c, end_of(c))
            rates = connection.execute(
                text("""select metric, day, dimension, dimension_value, value from marts.metric_daily
                        where metric in (:answered, 'coverage') and value is not null"""),
                {"answered": answered},
            )
            waits = connection.execute(
                text("""select day, dimension_value, measure, coalesce(value, 'infinity') from marts.distribution_daily
                        where metric = :waited and measure like 'km%' and n > 0"""),
                {"waited": waited},
            )
            found.append(({tuple(r[:-1]): r[-1] for r in rates}, {tuple(r[:-1]): r[-1] for r in waits}))
        connection.rollback()
    (rates_before, waits_before), (rates_after, waits_after) = found
    assert [k for k, value in rates_before.items() if rates_after[k] > value + 1e-12] == []
    assert [k for k, value in waits_before.items() if waits_after[k] < value - 1e-6] == []


@given(seed=seeds, stops=st.lists(st.integers(min_value=1, max_value=24 * DAYS), max_size=4, unique=True))
@EXAMPLES
def test_one_run_or_many_over_the_same_days_leave_the_same_rows(
    shared: Engine, seed: int, stops: list[int]
) -> None:
    c = small(seed)
    with shared.connect() as connection:
        put(connection, c)
        for hours in [*sorted(stops), None]:
            at = end_of(c) if hours is None else c.midnight(FIRST) + timedelta(hours=hours)
            marts.recompute(connection, c.brand, at, budget_minutes=30)
        in_steps = marts_rows(connection, c.brand)
        whole = from_nothing(connection, c, end_of(c))
        connection.rollback()
    assert same(in_steps, whole)


@given(seed=seeds, chance=st.randoms(use_true_random=False))
@EXAMPLES
def test_the_order_in_which_things_arrive_changes_nothing(
    shared: Engine, seed: int, chance: random.Random
) -> None:
    c = small(seed)
    with shared.connect() as connection:
        for part, touched in arriving(c, chance):
            put(connection, part)
            touch(connection, part, touched)
            marts.recompute(connection, c.brand, end_of(c), budget_minutes=30)
        piece_by_piece = marts_rows(connection, c.brand)
        whole = from_nothing(connection, c, end_of(c))
        connection.rollback()
    assert same(piece_by_piece, whole)


def arriving(c: Community, chance: random.Random) -> Iterator[tuple[Community, set[date]]]:
    """The community as it is known after each of three arrivals, with the days that a merge would touch."""
    arrived = {item.id: chance.randrange(3) for item in c.items}
    arrived[min(c.items, key=lambda item: item.at).id] = 0  # there must be something to compute
    known, answers = Community(brand=c.brand), set()  # type: ignore[var-annotated]
    for step in range(3):
        items = [item for item in c.items if arrived[item.id] <= step]
        ids = {item.id for item in items}
        known = replace(c, items=items, actions=[a for a in c.actions if a.item in ids])
        at, moved = {item.id: item.at for item in items}, set(known.answers()) ^ answers
        new = {item.at for item in items if arrived[item.id] == step} | {at[a.item] for a in moved}
        answers = set(known.answers())
        yield known, {c.day(moment) for moment in new}


@given(seed=seeds)
@EXAMPLES
def test_weeks_and_months_that_add_up_are_the_sums_of_their_days(shared: Engine, seed: int) -> None:
    c = small(seed)
    with shared.connect() as connection:
        put(connection, c)
        from_nothing(connection, c, end_of(c))
        wrong = connection.execute(
            text("""
            select p.metric, p.period_start from marts.metric_period p
            join lateral (
                select sum(d.numerator) as numerator, sum(d.denominator) as denominator from marts.metric_daily d
                where d.brand = p.brand and d.metric = p.metric and d.dimension = p.dimension
                  and d.dimension_value = p.dimension_value and date_trunc(p.period, d.day) = p.period_start
            ) s on true
            where p.metric in ('rule_24h', 'coverage', 'volume', 'replies_sent', 'replies_outside_hours')
              and (p.numerator, p.denominator) is distinct from (s.numerator, s.denominator)""")
        ).all()
        connection.rollback()
    assert wrong == []
