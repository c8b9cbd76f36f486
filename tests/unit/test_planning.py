"""The plan of a block."""

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from connectors.config import Brand, Budget
from tasks.core.effort import answer_minutes, group_minutes
from tasks.core.items import Plan, Suggestion
from tasks.core.office import brand_spans
from tasks.core.planning import Spent, block_minutes, plan_block
from tasks.core.priority import rank

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
MILESTONE = Suggestion(
    "milestone", "Congratulate Ada", "her hundredth comment", minutes=3.0, permalink="https://a.example"
)


def brand(**budget: object) -> Brand:
    return Brand(slug="acme", name="Acme", budget=Budget(**budget))


NOTHING_SPENT = Spent()


def plan(
    items, of: Brand | None = None, suggestions=(), spent: Spent = NOTHING_SPENT, starts_at: datetime = NOON
) -> Plan:
    of = of or brand()
    spans = brand_spans(of, date(2026, 11, 1), date(2026, 12, 31))
    ranked = rank(items, of.deadlines, spans, starts_at)
    return plan_block(ranked, of, starts_at, spans, suggestions, spent)


def planned_ids(found: Plan) -> list[int]:
    lines = [line for line in found.lines if line.ranked is not None]
    return [r.item.interaction_id for line in lines for r in (line.ranked, *line.also)]


def deferred(found: Plan) -> dict[int, str]:
    return {ranked.item.interaction_id: when for ranked, when in found.deferred}


def test_what_fits_is_planned_in_order_one_after_the_other(make_item) -> None:
    found = plan([make_item(1, tier="T2"), make_item(2), make_item(3, tier="T3")])
    assert planned_ids(found) == [2, 1, 3]
    assert [line.starts_at for line in found.lines] == [
        NOON,
        NOON + timedelta(minutes=4),
        NOON + timedelta(minutes=6),
    ]


def test_t4_are_one_line_that_counts_them(make_item) -> None:
    found = plan([make_item(n, tier="T4") for n in range(8)])
    (line,) = found.lines
    assert (line.count, line.minutes, line.reason) == (8, 2.0, "a reaction each, no words needed")


def test_messages_of_one_person_in_one_thread_are_one_line_led_by_the_strictest(make_item) -> None:
    same = {"thread_key": "t", "member_id": 7}
    found = plan(
        [make_item(1, tier="T4", **same), make_item(2, tier="T1", **same), make_item(3, tier="T2", **same)]
    )
    (line,) = found.lines
    assert line.ranked.item.interaction_id == 2
    assert (line.count, line.reason) == (3, "3 messages in one thread, one answer")


def test_different_people_in_one_thread_are_answered_apart(make_item) -> None:
    found = plan([make_item(1, thread_key="t", member_id=1), make_item(2, thread_key="t", member_id=2)])
    assert len(found.lines) == 2


def test_a_t1_that_does_not_fit_asks_for_extra_time(make_item) -> None:
    found = plan([make_item(n) for n in range(3)], brand(block_minutes=8, proactive_share=0))
    assert deferred(found) == {2: "needs extra time: about 4 min before 16:00"}


def test_a_t1_may_take_the_time_of_proactive_work(make_item) -> None:
    found = plan([make_item(n) for n in range(2)], brand(block_minutes=8, proactive_share=0.5), [MILESTONE])
    assert planned_ids(found) == [0, 1]
    assert all(line.suggestion is None for line in found.lines)


def test_a_t2_leaves_the_time_of_proactive_work(make_item) -> None:
    found = plan(
        [make_item(n, tier="T2") for n in range(9)], brand(block_minutes=10, proactive_share=0.3), [MILESTONE]
    )
    assert found.lines[-1].suggestion == "Congratulate Ada"
    assert found.lines[-1].permalink == "https://a.example"
    assert len(planned_ids(found)) == 3


def test_without_suggestions_the_whole_block_is_for_answers(make_item) -> None:
    found = plan([make_item(n, tier="T2") for n in range(9)], brand(block_minutes=10, proactive_share=0.3))
    assert len(planned_ids(found)) == 5


def test_a_shorter_item_takes_the_place_that_a_longer_one_cannot(make_item) -> None:
    long = make_item(1, tier="T2", text="word " * 240, occurred_at=NOON - timedelta(hours=20))
    found = plan([long, make_item(2, tier="T2")], brand(block_minutes=5, proactive_share=0.5), [MILESTONE])
    assert planned_ids(found) == [2]


def test_an_overdue_t3_comes_before_a_t2_that_has_time(make_item) -> None:
    late = make_item(1, tier="T3", occurred_at=NOON - timedelta(hours=80))
    found = plan([make_item(2, tier="T2"), late, make_item(3, tier="T3"), make_item(4)])
    assert planned_ids(found) == [4, 1, 2, 3]


def test_what_does_not_fit_comes_tomorrow_at_the_same_time(make_item) -> None:
    found = plan([make_item(n, tier="T3") for n in range(3)], brand(block_minutes=8))
    assert deferred(found) == {2: "tomorrow’s block, 12:00"}


def test_on_a_friday_it_comes_on_monday(make_item) -> None:
    friday = NOON + timedelta(days=2)
    items = [make_item(n, tier="T3", occurred_at=friday) for n in range(3)]
    found = plan(items, brand(block_minutes=8), starts_at=friday)
    assert deferred(found) == {2: "Monday’s block, 12:00"}


def test_what_fills_the_next_block_too_comes_in_the_one_after(make_item) -> None:
    found = plan([make_item(n, tier="T3") for n in range(6)], brand(block_minutes=6))
    assert [when for _, when in found.deferred] == [
        "tomorrow’s block, 12:00",
        "tomorrow’s block, 12:00",
        "Friday’s block, 12:00",
        "Friday’s block, 12:00",
    ]


def test_a_deferral_past_the_deadline_says_so(make_item) -> None:
    items = [make_item(n, tier="T2", occurred_at=NOON - timedelta(hours=2)) for n in range(3)]
    found = plan(items, brand(block_minutes=5))
    assert deferred(found) == {2: "tomorrow’s block, 12:00: later than the 24-hour rule allows"}


def test_what_is_snoozed_waits_until_then(make_item) -> None:
    found = plan([make_item(1, snoozed_until=NOON + timedelta(days=1, hours=3))])
    assert deferred(found) == {1: "snoozed until tomorrow 15:00"}


def test_a_snooze_that_is_over_is_none(make_item) -> None:
    assert planned_ids(plan([make_item(1, snoozed_until=NOON)])) == [1]


def test_what_needs_no_answer_is_left_out(make_item) -> None:
    found = plan([make_item(1, tier="none")])
    assert (found.lines, found.deferred) == ((), ())


def test_nothing_to_do_is_an_empty_plan() -> None:
    found = plan([])
    assert (found.lines, found.deferred, found.planned_minutes) == ((), (), 0)


@pytest.mark.parametrize(
    ("budget", "spent", "minutes"),
    [
        ({}, Spent(), 40),
        ({}, Spent(today=30), 30),
        ({}, Spent(this_week=290), 10),
        ({}, Spent(today=70), 0),
        ({"starter": True}, Spent(), 20),
        ({"starter": True, "block_minutes": 5}, Spent(), 15),
        ({"starter": True, "block_minutes": 18, "weekly_minutes": 5}, Spent(), 18),
        ({"starter": True}, Spent(today=15), 5),
    ],
)
def test_the_block_is_what_day_and_week_leave(
    budget: dict[str, object], spent: Spent, minutes: float
) -> None:
    assert block_minutes(brand(**budget).budget, spent) == minutes


def test_a_foreign_language_takes_half_as_long_again(make_item) -> None:
    assert answer_minutes(make_item(lang="de"), "en") == 1.5 * answer_minutes(make_item(lang="en-GB"), "en")


def test_a_long_text_and_a_long_thread_take_longer_up_to_a_limit(make_item) -> None:
    short = answer_minutes(make_item(text=""), "en")
    assert answer_minutes(make_item(text="x" * 800), "en") == short + 2
    assert answer_minutes(make_item(text="x" * 10**6, thread_messages=10**6), "en") == short + 5


def test_no_messages_take_no_time() -> None:
    assert group_minutes([], "en") == 0


anything = st.fixed_dictionaries(
    {
        "tier": st.sampled_from(["T1", "T1", "T2", "T3", "T4", "none"]),
        "text": st.integers(0, 900).map(lambda n: "x" * n),
        "lang": st.sampled_from(["en", "de", None]),
        "member_id": st.integers(1, 4),
        "thread_key": st.sampled_from("ab"),
        "occurred_at": st.timedeltas(timedelta(0), timedelta(days=4)).map(lambda ago: NOON - ago),
        "snoozed_until": st.none() | st.timedeltas(timedelta(-1), timedelta(days=2)).map(lambda d: NOON + d),
    }
)
budgets = st.fixed_dictionaries(
    {
        "block_minutes": st.integers(5, 60),
        "daily_minutes": st.integers(5, 90),
        "proactive_share": st.sampled_from([0, 0.2, 0.9]),
        "starter": st.booleans(),
    }
)
proactive = st.lists(
    st.floats(0.5, 9).map(lambda m: Suggestion("new_voice", "Welcome", "new", minutes=m)), max_size=3
)


@settings(max_examples=60)
@given(st.lists(anything, max_size=20), budgets, proactive, st.floats(0, 100))
def test_a_plan_keeps_its_promises(make_item, some, budget, suggestions, today: float) -> None:
    items = [make_item(n, **change) for n, change in enumerate(some)]
    found = plan(items, brand(**budget), suggestions, Spent(today=today))
    placed = planned_ids(found) + [r.item.interaction_id for r, _ in found.deferred]
    assert sorted(placed) == [i.interaction_id for i in items if i.tier != "none"], (
        "each in exactly one place"
    )
    assert found.planned_minutes <= found.budget_minutes + 1e-9, "within the budget"
    for ranked, when in found.deferred:
        assert when, "everything deferred says when it comes"
        if ranked.item.tier == "T1":
            assert when.startswith(("needs extra time", "snoozed")), "a T1 is never silently put off"
    assert found == plan(items[::-1], brand(**budget), suggestions, Spent(today=today)), (
        "the order of arrival is nothing"
    )
