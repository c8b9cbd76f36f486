"""Crash windows and runs side by side, on a real warehouse: nothing is lost, nothing is taken twice."""

import shutil
import threading
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import text
from told import NOW, Told, said

import sql
from connectors.errors import Malformed, RetryLater
from connectors.records import BadRow, Window
from tasks import marts, triage
from tasks.artifact import shipped_engine
from tasks.release import release
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import LEASE_CLASS, Run, lease, open_run
from tasks.steps.windows import Load

Day = Callable[..., datetime]


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


def claim(run: Run, span: Window) -> list[Load]:
    return windows.claim_backfill(run, windows.plan_backfill(run, span, None, None))


def test_rows_that_a_crash_of_the_database_took_from_staging_are_not_merged_as_nothing(
    told: Told, day: Day
) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    run = told.community.run(day(4))
    open_run(run, None)
    with lease(run):
        (load,) = claim(run, Window(day(3), day(4)))
        collect.collect(run, load)
        stage.stage(run, load)
        with told.community.engine.begin() as connection:  # what recovery does to unlogged tables
            for (table,) in told.community.rows(
                "select tablename from pg_tables where schemaname = 'staging'"
            ):
                connection.execute(text(f"truncate staging.{table}"))
        with pytest.raises(merge.StagingLost):
            merge.merge(run, [load.load_id], NOW)
    told.community.bring_in(day(3), day(4))
    assert told.community.rows("select native_id from core.interaction") == [("1",)]


def test_a_window_whose_pages_are_gone_is_not_merged_as_nothing(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    run = told.community.run(day(4))
    open_run(run, None)
    with lease(run):
        (load,) = claim(run, Window(day(3), day(4)))
        collect.collect(run, load)
        shutil.rmtree(told.community.folder / "home" / "landing")
        with pytest.raises(Malformed, match="collect the window again"):
            stage.stage(run, load)


def test_a_row_whose_page_is_gone_is_not_said_to_be_released(told: Told, day: Day) -> None:
    told.tell(
        day(3, 9), said("1", "ann", day(3, 9)), BadRow("interaction", "date", "has no date", "line 2", "x")
    )
    told.community.bring_in(day(3), day(4))
    shutil.rmtree(told.community.folder / "home" / "landing")
    ((waiting,),) = told.community.rows("select quarantine_id from ops.quarantine")
    (outcome,) = release(told.community.run(NOW), [waiting], "me", NOW)
    assert "backfill" in outcome.problem
    assert told.community.rows("select state from ops.quarantine") == [("waiting",)]
    assert told.community.rows("select state from ops.load_window") == [("merged",)]


def test_a_batch_that_could_not_be_is_asked_for_again(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    run = told.community.run(day(4))
    open_run(run, None)
    with lease(run):
        (load,) = claim(run, Window(day(3), day(4)))
        collect.collect(run, load)
        stage.stage(run, load)
        with told.community.engine.begin() as connection:
            connection.execute(text("update staging.interaction set native_id = null"))
        with pytest.raises(check.BrokenBatch):
            check.check(run, [load.load_id], NOW)
    assert told.community.rows("select count(*) from staging.interaction") == [(0,)]
    merged = told.community.bring_in(day(3), day(4))
    assert (merged.inserted, told.fetches) == (1, 2)


def test_what_had_landed_before_the_platform_said_wait_is_merged(told: Told, day: Day) -> None:
    run = told.community.run(day(5))
    open_run(run, None)
    with lease(run):
        first, second = claim(run, Window(day(3), day(5)))
        collect.collect(run, first)
        given_up = [collect.give_up(run, load, str(RetryLater(9, "busy"))) for load in (first, second)]
    assert [(c.state, bool(c.problem)) for c in given_up] == [("landed", False), ("failed", True)]


def test_an_edit_merged_while_its_tier_is_assigned_is_assigned_again(
    told: Told, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9), "lovely shop, thank you"))
    run, other = told.community.run(day(4)), told.community.run(day(10))
    edit = said("1", "ann", day(3, 9), "My parcel is broken! Refund?", edited_at=day(9, 9))
    for one, span in ((run, Window(day(3), day(4))), (other, Window(day(9), day(10)))):
        open_run(one, None)
        with lease(one):
            loads = claim(one, span)
            for load in loads:
                collect.collect(one, load)
                stage.stage(one, load)
        if one is run:
            merge.merge(run, [load.load_id for load in loads], NOW)
            told.tell(day(9, 9), edit)
    engine = shipped_engine()
    merging = threading.Thread(target=lambda: merge.merge(other, [load.load_id for load in loads], NOW))

    class Slow:
        version = engine.version

        def assign(self, messages: Any) -> Any:
            if not merging.ident:
                merging.start()
                merging.join(1)
            return engine.assign(messages)

    monkeypatch.setattr(tier, "engine_of", lambda *_: Slow())
    tier.assign_tiers(run, NOW)
    merging.join()
    tier.assign_tiers(run, NOW)
    assert told.community.rows("select tier::text from core.tier_in_force") == [("T1",)]


def test_a_decision_made_while_metrics_are_computed_is_in_the_next_ones(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    told.community.bring_in(day(3), day(6))
    ((one,),) = told.community.rows("select interaction_id from core.interaction")
    engine = told.community.engine
    triage.dismiss(engine, "acme", [one], "me", day(3, 9, 30))  # the day waits already

    def compute() -> None:
        with engine.begin() as connection:
            marts.recompute(connection, "acme", day(6))

    computing = threading.Thread(target=compute)
    with engine.begin() as connection:
        values = {"brand": "acme", "ids": [one], "snoozed_until": None, "note": None, "acted_by": "me"}
        connection.execute(
            text(sql.load("triage/act.sql")), values | {"action": "answered", "acted_at": day(3, 10)}
        )
        computing.start()
        computing.join(1)
    computing.join()
    compute()
    assert told.differs_when_rebuilt() == []


def test_of_two_scans_that_begin_at_once_one_waits_for_the_others_rows(
    told: Told, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(windows, "PATIENCE_SECONDS", 0.5)
    first, second = (told.community.run(day(4), flow="morning-scan") for _ in range(2))
    open_run(first, None)
    open_run(second, None)
    plan, claimed = windows._one_planner, []

    def first_goes_ahead(connection: Any, run: Run) -> None:
        if run == second and not claimed:
            claimed.extend(windows.plan_scan(first, None))
        plan(connection, run)

    monkeypatch.setattr(windows, "_one_planner", first_goes_ahead)
    with lease(first):
        waiting: list[float] = []
        monkeypatch.setattr(windows.time, "sleep", waiting.append)
        assert windows.plan_scan(second, None) == []
    assert claimed
    assert waiting


def test_a_merge_does_not_wait_for_statistics_that_another_transaction_gathers(
    told: Told, day: Day, database_url: str
) -> None:
    told.tell(day(3, 9), *(said(str(n), "ann", day(3, 9)) for n in range(300)))
    name = database_url.rpartition("/")[2].partition("?")[0]
    with told.community.engine.begin() as connection:
        connection.execute(text(f"alter database {name} set lock_timeout = '2s'"))
    told.community.engine.dispose()
    with told.community.engine.begin() as connection:
        for table in ("core.interaction", "core.answer", "core.tier_assignment", "marts.profile_day"):
            connection.execute(text(f"lock table {table} in share update exclusive mode"))
        assert told.community.bring_in(day(3), day(4)).inserted == 300


def test_hours_that_are_not_over_are_not_taken_for_collected(told: Told, day: Day) -> None:
    morning, evening = told.community.run(day(4, 8)), told.community.run(day(4, 18))
    open_run(morning, None)
    with lease(morning):
        for loads in (
            claim(morning, Window(day(3), day(6))),
            windows.plan_scan(morning, Window(day(3), day(6))),
        ):
            assert max((load.end for load in loads), default=day(4, 8)) <= day(4, 8)
    open_run(evening, None)
    assert max(load.end for load in windows.plan_scan(evening, None)) == day(4, 18)


@pytest.mark.parametrize(("accounts", "streams"), [(["export:amce"], None), (None, ["tlak"])])
def test_a_backfill_of_what_there_is_not_is_refused(
    told: Told, day: Day, accounts: Any, streams: Any
) -> None:
    run = told.community.run(day(4))
    open_run(run, None)
    with pytest.raises(ValueError, match="no such"):
        windows.plan_backfill(run, Window(day(3), day(4)), accounts, streams)


def test_a_lease_whose_connection_broke_fails_nothing_that_was_done(told: Told, day: Day) -> None:
    run = told.community.run(day(4))
    open_run(run, None)
    with lease(run):
        told.community.rows(
            """select pg_terminate_backend(pid) from pg_locks
               where locktype = 'advisory' and classid = :lease""",
            lease=LEASE_CLASS,
        )
    assert told.community.rows("select state from ops.run") == [("running",)]
