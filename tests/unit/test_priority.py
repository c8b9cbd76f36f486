"""What comes first, and why."""

import random
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.config import Deadlines, OfficeHours, Priority
from tasks.core.items import TIERS, Ranked
from tasks.core.office import office_spans
from tasks.core.priority import rank

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
RULES = Deadlines()
SPANS = office_spans(OfficeHours(), UTC, (), date(2026, 10, 1), date(2026, 12, 31))
DEFAULT = Priority()
NOTHING = dict.fromkeys(Priority.model_fields, 0)
HOUR = timedelta(hours=1)


def ranked(items, weights: Priority = DEFAULT, now: datetime = NOON) -> list[Ranked]:
    return rank(items, RULES, SPANS, now, weights)


def ids(items, weights: Priority = DEFAULT) -> list[int]:
    return [r.item.interaction_id for r in ranked(items, weights)]


def points(item, weights: Priority = DEFAULT, now: datetime = NOON) -> dict[str, float]:
    (one,) = ranked([item], weights, now)
    return {part.name: part.points for part in one.parts}


def test_tiers_come_in_their_order_when_all_else_is_equal(make_item) -> None:
    items = [make_item(n, tier=tier) for n, tier in enumerate(("none", "T4", "T3", "T2", "T1"))]
    assert ids(items) == [4, 3, 2, 1, 0]


def test_a_fresh_t1_comes_before_an_overdue_t2_of_an_upset_newcomer(make_item) -> None:
    late = make_item(
        1, tier="T2", occurred_at=NOON - 50 * HOUR, sentiment=-1.0, member_interactions=1, flags=("urgent",)
    )
    assert ids([late, make_item(2)]) == [2, 1]


def test_less_time_left_comes_first(make_item) -> None:
    items = [make_item(n, tier="T2", occurred_at=NOON - n * HOUR) for n in (1, 20, 10)]
    assert ids(items) == [20, 10, 1]


def test_the_overdue_come_before_those_just_due(make_item) -> None:
    due, overdue = (make_item(n, tier="T2", occurred_at=NOON - (23 + n) * HOUR) for n in (1, 2))
    assert (points(due)["time"], points(overdue)["time"]) == (34, 40)


def test_danger_comes_before_everything_else_of_its_tier(make_item) -> None:
    overdue = make_item(1, occurred_at=NOON - timedelta(days=3), member_interactions=200)
    assert ids([overdue, make_item(2, flags=("urgent",))]) == [2, 1]


def test_the_upset_come_before_the_content(make_item) -> None:
    items = [make_item(1, sentiment=0.9), make_item(2, sentiment=-0.8), make_item(3, sentiment=-0.2)]
    assert ids(items) == [2, 3, 1]


def test_a_newcomer_comes_before_a_large_account_otherwise_alike(make_item) -> None:
    assert ids([make_item(1, followers=10**9), make_item(2, member_interactions=1)]) == [2, 1]


def test_a_long_relationship_counts_and_has_an_end(make_item) -> None:
    few, many, more = (points(make_item(member_interactions=n)) for n in (4, 50, 5000))
    assert few["relationship"] < many["relationship"] == more["relationship"] == 10


def test_the_fourth_message_makes_no_newcomer(make_item) -> None:
    assert points(make_item(member_interactions=3))["newcomer"] == 10
    assert "newcomer" not in points(make_item(member_interactions=4))


def test_who_answered_us_comes_before_who_did_not(make_item) -> None:
    assert ids([make_item(1), make_item(2, parent_is_brand=True)]) == [2, 1]


def test_a_question_among_many_comes_before_one_that_nobody_else_reads(make_item) -> None:
    lonely, busy = make_item(1, thread_messages=9), make_item(2, thread_messages=9, thread_others=5)
    assert ids([lonely, busy]) == [2, 1]


def test_reach_ends_at_a_million(make_item) -> None:
    assert [points(make_item(followers=n)).get("reach", 0) for n in (0, 10, 1000, 10**6, 10**9)] == [
        0, 0, 2, 5, 5,
    ]  # fmt: skip


def test_every_part_says_what_it_is_for(make_item) -> None:
    item = make_item(
        1,
        flags=("urgent",),
        sentiment=-0.9,
        followers=1000,
        parent_is_brand=True,
        member_interactions=2,
        thread_others=3,
        occurred_at=NOON - 2 * HOUR,
    )
    (found,) = ranked([item])
    assert [(p.name, p.words) for p in found.parts] == [
        ("time", "2 h left"),
        ("urgency", "urgent"),
        ("sentiment", "very upset"),
        ("relationship", "2 interactions so far"),
        ("newcomer", "a newcomer"),
        ("reach", "1,000 followers"),
        ("thread", "answered you and waits"),
        ("conversation", "3 others in the thread"),
    ]


@pytest.mark.parametrize("name", list(Priority.model_fields))
def test_a_part_without_weight_is_not_shown_and_the_others_are(make_item, name: str) -> None:
    item = make_item(flags=("urgent",), sentiment=-0.9, followers=9999, parent_is_brand=True,
                     member_interactions=2, thread_others=3, occurred_at=NOON - HOUR)  # fmt: skip
    weights = dict.fromkeys(Priority.model_fields, 10) | {"reach": 5, name: 0}
    shown = points(item, Priority(**weights | ({"reach": 0} if name == "time" else {})))
    assert name not in shown
    assert len(shown) == len(Priority.model_fields) - (2 if name == "time" else 1)


def test_without_any_weight_the_deadline_decides(make_item) -> None:
    items = [make_item(n, tier="T2", occurred_at=NOON - n * HOUR, followers=n) for n in (1, 3, 2)]
    assert ids(items, Priority(**NOTHING)) == [3, 2, 1]


points_0_to_100 = st.floats(0, 100)
weights = st.builds(
    lambda fame, **rest: Priority(reach=min(fame, rest["time"]), **rest),
    fame=st.floats(0, 10),
    **{name: points_0_to_100 for name in Priority.model_fields if name != "reach"},
)
changes = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(TIERS),
        "platform": st.sampled_from(["bluesky", "instagram"]),
        "kind": st.sampled_from(["comment", "direct_message"]),
        "flags": st.sampled_from([(), ("urgent",), ("question",)]),
        "sentiment": st.none() | st.floats(-1, 1),
        "followers": st.none() | st.integers(0, 10**10),
        "member_interactions": st.integers(0, 10**5),
        "parent_is_brand": st.booleans(),
        "thread_others": st.integers(0, 10**5),
        "occurred_at": st.timedeltas(timedelta(0), timedelta(days=5)).map(lambda ago: NOON - ago),
    }
)


@given(changes, weights, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_as_time_passes_a_priority_never_falls(make_item, change, some, passed: timedelta) -> None:
    item = make_item(1, **change)
    (before,), (after,) = ranked([item], some), ranked([item], some, NOON + passed)
    assert after.priority >= before.priority


@given(changes, weights, st.timedeltas(timedelta(0), timedelta(days=20)))
def test_who_has_waited_longer_is_never_behind(make_item, change, some, longer: timedelta) -> None:
    """The message that came earlier, alike in all else, comes first whatever office hours lie between."""
    fresh = make_item(1, **change)
    older = make_item(2, **change | {"occurred_at": fresh.occurred_at - longer - timedelta(seconds=1)})
    assert ids([fresh, older], some) == [2, 1]


@given(changes, changes, weights, st.integers(0, 10**12))
def test_no_number_of_followers_lifts_a_t2_over_a_t1(make_item, urgent, other, some, fame: int) -> None:
    t1 = make_item(1, **urgent | {"tier": "T1"})
    t2 = make_item(2, **other | {"tier": "T2", "followers": fame})
    assert ids([t2, t1], some) == [1, 2]


@given(changes, weights, st.integers(0, 10**12))
def test_no_number_of_followers_comes_before_who_is_overdue_in_its_tier(
    make_item, change, some, fame: int
) -> None:
    alike = change | {"tier": "T2", "platform": "bluesky", "followers": None}
    overdue = make_item(1, **alike | {"occurred_at": NOON - 25 * HOUR})
    famous = make_item(2, **alike | {"occurred_at": NOON, "followers": fame})
    assert ids([famous, overdue], some) == [1, 2]


@given(st.lists(changes, max_size=12), weights, st.randoms())
def test_the_order_does_not_depend_on_the_order_of_arrival(
    make_item, some, given_weights, shuffler: random.Random
) -> None:
    items = [make_item(n, **change) for n, change in enumerate(some)]
    shuffled = items.copy()
    shuffler.shuffle(shuffled)
    assert ranked(items, given_weights) == ranked(shuffled, given_weights)


@given(changes, weights)
def test_a_priority_is_the_sum_of_its_parts_and_no_part_exceeds_its_weight(make_item, change, some) -> None:
    (found,) = ranked([make_item(1, **change)], some)
    assert found.priority == round(sum(p.points for p in found.parts), 1)
    assert all(0 < p.points <= round(getattr(some, p.name), 1) for p in found.parts)


def test_the_readme_gives_every_part_its_default() -> None:
    readme = (Path(__file__).parents[2] / "README.md").read_text(encoding="utf-8")
    for name, weight in DEFAULT:
        assert f"| `{name}` | {weight:g} |" in readme
