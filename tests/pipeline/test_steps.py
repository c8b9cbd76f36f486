"""The chain's steps on a real warehouse: what arrives, in which order, how often, does not matter."""

from collections.abc import Callable
from datetime import datetime

import pytest

from connectors.records import Window
from tasks.steps import check, collect, merge, stage, windows
from tasks.steps.run import lease, open_run

Day = Callable[..., datetime]

TALK = [
    ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order? It is late."),
    ("2", "1", "acme", "True", "2026-02-03T10:00:00Z", "Sorry Ann! Could you send us the number?"),
    ("3", "2", "ann", "False", "2026-02-03T10:05:00Z", "It is 4711, thanks"),
    ("4", "3", "ann", "False", "2026-02-03T10:06:00Z", "and hurry please"),
    ("5", "4", "acme", "True", "2026-02-05T11:00:00Z", "It leaves today."),
    ("6", "", "bob", "False", "2026-02-04T09:00:00Z", "love it"),
]

ANSWERS = """
    select q.native_id, a.via, o.native_id
    from core.answer a
    join core.interaction q on q.brand = a.brand and q.interaction_id = a.interaction_id
    join core.interaction o on o.brand = a.brand and o.interaction_id = a.answer_id
    order by 1, 2
"""
TALK_ANSWERS = [
    ("1", "parent", "2"),
    ("1", "thread", "2"),
    ("3", "thread", "5"),
    ("4", "parent", "5"),
    ("4", "thread", "5"),
]


def test_answers_are_found_by_parent_and_else_by_thread(community, day: Day) -> None:
    community.write(TALK)
    merged = community.bring_in(day(1), day(10))
    assert (merged.inserted, merged.orphans) == (6, 0)
    assert community.rows(ANSWERS) == TALK_ANSWERS


def test_under_the_brands_own_post_an_answer_to_one_is_none_to_the_others(community, day: Day) -> None:
    community.write(
        [
            ("1", "", "acme", "True", "2026-02-03T09:00:00Z", "Which colour do you want next?"),
            ("2", "1", "ann", "False", "2026-02-03T10:00:00Z", "Green! And when?"),
            ("3", "1", "bob", "False", "2026-02-03T11:00:00Z", "Is there a small one?"),
            ("4", "3", "acme", "True", "2026-02-03T12:00:00Z", "There is, Bob."),
            ("5", "1", "ann", "False", "2026-02-03T13:00:00Z", "Anyone?"),
        ]
    )
    community.bring_in(day(1), day(10))
    assert community.rows(ANSWERS) == [("3", "parent", "4"), ("3", "thread", "4")]


def test_an_answer_to_one_is_none_to_the_others_under_a_post_older_than_the_collecting(
    community, day: Day
) -> None:
    community.write(
        [
            ("1", "", "acme", "True", "2026-02-02T09:00:00Z", "Which colour do you want next?"),
            ("2", "1", "ann", "False", "2026-02-03T10:00:00Z", "Green! And when?"),
            ("3", "1", "bob", "False", "2026-02-03T11:00:00Z", "Is there a small one?"),
            ("4", "3", "acme", "True", "2026-02-03T12:00:00Z", "There is, Bob."),
        ]
    )
    community.bring_in(day(3), day(10))
    assert community.rows(ANSWERS) == [("3", "parent", "4"), ("3", "thread", "4")]
    community.bring_in(day(2), day(3))
    assert community.rows(ANSWERS) == [("3", "parent", "4"), ("3", "thread", "4")]


def test_days_in_any_order_give_the_same_threads_and_answers(community, day: Day) -> None:
    community.write(TALK)
    for number in (5, 4, 3):
        community.bring_in(day(number), day(number + 1))
    assert community.rows(ANSWERS) == TALK_ANSWERS
    assert community.rows("select distinct thread_key from core.interaction order by 1") == [("1",), ("6",)]


def test_a_span_that_is_merged_is_not_collected_again(community, day: Day) -> None:
    community.write(TALK)
    community.bring_in(day(1), day(10))
    assert community.bring_in(day(1), day(10)) is None


def test_reading_the_same_pages_again_changes_nothing(community, day: Day) -> None:
    community.write(TALK)
    community.bring_in(day(1), day(10))
    before = community.rows("select * from core.interaction order by interaction_id")
    community.rows("select 1")
    with community.engine.begin() as connection:
        connection.exec_driver_sql("update ops.load_window set state = 'failed'")
    merged = community.bring_in(day(1), day(10))
    assert (merged.inserted, merged.changed, merged.unchanged) == (0, 0, 6)
    assert community.rows("select * from core.interaction order by interaction_id") == before


def test_an_edit_keeps_the_first_text_and_the_last_and_is_tiered_again(community, day: Day) -> None:
    community.write(TALK)
    community.bring_in(day(1), day(10))
    edited = [*TALK[:5], ("6", "", "bob", "False", "2026-02-04T09:00:00Z", "My parcel is broken! Refund?")]
    community.write(edited)
    with community.engine.begin() as connection:
        connection.exec_driver_sql("update ops.load_window set state = 'failed'; delete from ops.touched_day")
        connection.exec_driver_sql("update ops.load_window set landing_ref = null")
    import shutil

    shutil.rmtree(community.folder / "home" / "landing")
    community.bring_in(day(1), day(10))
    texts = community.rows(
        "select first_text, text, edited_at is not null from core.interaction where native_id = '6'"
    )
    assert texts == [("love it", "My parcel is broken! Refund?", True)]
    tiers = community.rows(
        """select t.tier from core.tier_assignment t join core.interaction i using (brand, interaction_id)
           where i.native_id = '6' order by assignment_id"""
    )
    assert len(tiers) == 2
    assert tiers[-1] == ("T1",)


def test_bad_rows_wait_with_file_line_and_reason_and_the_rest_goes_in(community, day: Day) -> None:
    community.write(
        [
            TALK[0],
            ("7", "", "eve", "False", "not a date", "hello"),
            ("8", "9", "eve", "False", "2026-02-03T09:00:00Z", "a circle"),
            ("9", "8", "eve", "False", "2026-02-03T09:01:00Z", "of parents"),
            ("10", "", "eve", "False", "2026-02-03T09:02:00Z", "x" * 1_000_001),
            ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "another text under the same id"),
        ]
    )
    merged = community.bring_in(day(1), day(10))
    assert merged.inserted == 1
    waiting = community.rows(
        "select location, reason from ops.quarantine where state = 'waiting' order by location"
    )
    assert [location for location, _ in waiting] == [f"acme.csv line {n}" for n in (3, 4, 5, 6, 7)]
    assert all(len(reason) > 10 for _, reason in waiting)


def test_a_staged_row_that_breaks_a_rule_is_set_aside_with_the_reason(community, day: Day) -> None:
    community.write(TALK)
    run = community.run(day(10))
    open_run(run, None)
    with lease(run):
        plan = windows.plan_backfill(run, Window(day(1), day(10)), None, None)
        loads = windows.claim_backfill(run, plan)
        for load in loads:
            collect.collect(run, load)
            stage.stage(run, load)
        ids = [load.load_id for load in loads]
        with community.engine.begin() as connection:
            connection.exec_driver_sql(
                "update staging.interaction set kind = '<b>odd</b>' where native_id = '6'"
            )
        checked = check.check(run, ids, day(28))
        merged = merge.merge(run, ids, day(28))
    assert (checked.quarantined, merged.inserted) == (1, 5)
    (waiting,) = community.rows(
        "select stage, expectation, reason, raw::jsonb->>'native_id' from ops.quarantine"
    )
    assert waiting[0::3] == ("validate", "6")
    assert "kind that is not one of" in waiting[2]
    pages = "".join(p.read_text() for p in (community.folder / "home" / "data-docs").rglob("*.html"))
    assert "<b>odd</b>" not in pages


def test_a_batch_without_ids_stops_before_the_merge(community, day: Day) -> None:
    community.write(TALK)
    run = community.run(day(10))
    open_run(run, None)
    with lease(run):
        plan = windows.plan_backfill(run, Window(day(1), day(10)), None, None)
        loads = windows.claim_backfill(run, plan)
        for load in loads:
            collect.collect(run, load)
            stage.stage(run, load)
        with community.engine.begin() as connection:
            connection.exec_driver_sql("update staging.interaction set native_id = null")
        with pytest.raises(check.BrokenBatch, match="ids in fewer than half"):
            check.check(run, [load.load_id for load in loads], day(28))
    states = community.rows("select distinct state, reason like '%ids in fewer%' from ops.load_window")
    assert states == [("failed", True)]


def test_two_brands_in_one_warehouse_never_meet(community, day: Day) -> None:
    community.write(TALK, brand="acme")
    community.write(
        [("1", "", "zed", "False", "2026-02-03T08:00:00Z", "the same id, another brand")], brand="beta"
    )
    community.bring_in(day(1), day(10), brand="acme")
    community.bring_in(day(1), day(10), brand="beta")
    assert community.rows("select brand, count(*) from core.interaction group by 1 order by 1") == [
        ("acme", 6),
        ("beta", 1),
    ]
    assert community.rows("select count(*) from core.answer where brand = 'beta'") == [(0,)]
    metrics = community.rows(
        "select distinct brand from marts.metric_daily where metric = 'rule_24h' order by 1"
    )
    assert metrics == [("acme",), ("beta",)]


def test_what_a_dead_run_landed_is_taken_over_and_not_fetched_again(community, day: Day) -> None:
    community.write(TALK)
    dead = community.run(day(10))
    open_run(dead, None)
    with lease(dead):
        plan = windows.plan_backfill(dead, Window(day(1), day(10)), None, None)
        for load in windows.claim_backfill(dead, plan):
            collect.collect(dead, load)
    (community.folder / "acme.csv").write_text("id,parent_id,author_id,is_brand,created_at,text\n")
    merged = community.bring_in(day(1), day(10))
    assert merged.inserted == 6


def test_what_a_living_run_collects_is_left_to_it(community, day: Day) -> None:
    community.write(TALK)
    first, second = community.run(day(10)), community.run(day(10))
    open_run(first, None)
    with lease(first):
        span = Window(day(1), day(10))
        claimed = windows.claim_backfill(first, windows.plan_backfill(first, span, None, None))
        assert len(claimed) == 9
        assert windows.plan_backfill(second, span, None, None) == []
    assert len(windows.plan_backfill(second, span, None, None)) == 9
