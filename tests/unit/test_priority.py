"""What comes first, and why."""

import random
from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Deadlines, OfficeHours
from tasks.core.office import office_spans
from tasks.core.priority import rank

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
RULES = Deadlines()
SPANS = office_spans(OfficeHours(), UTC, (), date(2026, 11, 1), date(2026, 12, 31))


def ids(items, now=NOON) -> list[int]:
    return [r.item.interaction_id for r in rank(items, RULES, SPANS, now)]


def test_tiers_come_in_their_order_when_all_else_is_equal(make_item) -> None:
    items = [make_item(n, tier=tier) for n, tier in enumerate(("none", "T4", "T3", "T2", "T1"))]
    assert ids(items) == [4, 3, 2, 1, 0]


def test_less_time_left_comes_first(make_item) -> None:
    items = [make_item(n, tier="T2", occurred_at=NOON - timedelta(hours=n)) for n in (1, 20, 10)]
    assert ids(items) == [20, 10, 1]


def test_the_overdue_come_before_those_with_time(make_item) -> None:
    items = [make_item(1, tier="T2"), make_item(2, tier="T2", occurred_at=NOON - timedelta(hours=30))]
    assert ids(items) == [2, 1]


def test_danger_comes_before_everything(make_item) -> None:
    overdue_core = make_item(1, occurred_at=NOON - timedelta(days=3), member_level="core")
    urgent = make_item(2, flags=("urgent",))
    assert ids([overdue_core, urgent]) == [2, 1]


def test_the_upset_come_before_the_content(make_item) -> None:
    items = [make_item(1, sentiment=0.9), make_item(2, sentiment=-0.8), make_item(3, sentiment=-0.2)]
    assert ids(items) == [2, 3, 1]


def test_a_newcomer_comes_before_a_large_account_otherwise_alike(make_item) -> None:
    items = [make_item(1, followers=1_000_000), make_item(2, member_level="new")]
    assert ids(items) == [2, 1]


def test_who_answered_us_comes_before_who_did_not(make_item) -> None:
    assert ids([make_item(1), make_item(2, parent_is_brand=True)]) == [2, 1]


def test_every_part_says_what_it_is_for(make_item) -> None:
    item = make_item(
        1,
        flags=("urgent",),
        sentiment=-0.9,
        followers=1000,
        parent_is_brand=True,
        member_level="new",
        occurred_at=NOON - timedelta(hours=2),
    )
    (ranked,) = rank([item], RULES, SPANS, NOON)
    assert [(p.name, p.words) for p in ranked.parts] == [
        ("tier", "tier T1"),
        ("time", "2 h left"),
        ("urgency", "urgent"),
        ("sentiment", "very upset"),
        ("relationship", "a newcomer"),
        ("reach", "1,000 followers"),
        ("thread", "answered you and waits"),
    ]


levels = st.sampled_from(["new", "returning", "regular", "core", "lapsed"])
changes = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["T1", "T2", "T3", "T4", "none"]),
        "flags": st.sampled_from([(), ("urgent",), ("question",)]),
        "sentiment": st.none() | st.floats(-1, 1),
        "followers": st.none() | st.integers(0, 10**9),
        "member_level": levels,
        "parent_is_brand": st.booleans(),
        "occurred_at": st.timedeltas(timedelta(0), timedelta(days=5)).map(lambda ago: NOON - ago),
    }
)


@given(st.lists(changes, max_size=12), st.randoms())
def test_the_order_does_not_depend_on_the_order_of_arrival(make_item, some, shuffler: random.Random) -> None:
    items = [make_item(n, **change) for n, change in enumerate(some)]
    shuffled = items.copy()
    shuffler.shuffle(shuffled)
    assert ids(items) == ids(shuffled)


@given(changes)
def test_a_priority_is_the_sum_of_its_parts(make_item, change) -> None:
    (ranked,) = rank([make_item(1, **change)], RULES, SPANS, NOON)
    assert ranked.priority == round(sum(p.points for p in ranked.parts), 1)
