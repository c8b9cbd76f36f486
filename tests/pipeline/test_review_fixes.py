"""What a review of the first version found, each held by a test: order of locks, the future, names, refusals."""

import random
import re
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import flow_process
import pytest
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import text
from told import NOW, Told, said

from connectors.errors import Denied
from connectors.records import Deletion, Page, Post, PostSnapshot, Window
from tasks import marts, triage
from tasks.artifacts import artifact_key
from tasks.steps import tier, windows
from tasks.steps.run import lease, open_run

Day = Callable[..., datetime]
FIRST = date(2026, 1, 1)
DAYS = [FIRST + timedelta(days=n) for n in range(40)]
MIDDLE = DAYS[20]


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


# ------------------------------------------------------------------------------------------- the future


@pytest.mark.prefect
def test_a_moment_that_has_not_come_is_refused_before_anything_is_read(prefect_api: str) -> None:
    from flows.record import begin

    with pytest.raises(ValueError, match="is in the future"):
        begin("acme", "morning-scan", datetime.now(UTC) + timedelta(minutes=1), None)
    assert begin("acme", "morning-scan", datetime.now(UTC) - timedelta(seconds=1), None).is_replay


@pytest.mark.prefect
def test_a_backfill_into_the_future_ends_now(community: Any, prefect_api: str) -> None:
    community.write([("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")])
    now = datetime.now(UTC)
    span = {"start": now - timedelta(hours=30), "end": now + timedelta(days=3)}
    assert flow_process.run("backfill", {"brand": "acme", "config": community.config} | span) == 0
    ((last,),) = community.rows("select max(window_end) from ops.load_window")
    assert now <= last <= datetime.now(UTC)


# ------------------------------------------------------------------------------------------- names


@pytest.mark.prefect
@given(brand=st.from_regex(r"[a-z0-9][a-z0-9_-]{0,62}", fullmatch=True))
def test_prefect_takes_the_artifact_key_of_every_brand(prefect_api: str, brand: str) -> None:
    from prefect.client.schemas.actions import ArtifactCreate

    assert ArtifactCreate(key=artifact_key("validation", brand)).key


# ------------------------------------------------------------------------------------------- deletions


def test_a_deletion_that_arrives_before_its_post_is_kept_for_it(told: Told, day: Day) -> None:
    told.tell(day(3, 9), Post("export", "p", "acme", day(3, 9)), said("1", "ann", day(3, 9)))
    told.tell(day(5, 9), Deletion("export", "p", day(5, 9)))
    told.community.bring_in(day(5), day(6))
    told.community.bring_in(day(3), day(4))
    assert told.community.rows("select native_id, deleted_at from core.post") == [("p", day(5, 9))]
    assert told.differs_when_rebuilt() == []


def test_counts_of_a_post_that_was_deleted_long_after_are_computed_again(told: Told, day: Day) -> None:
    told.tell(
        day(3, 9),
        Post("export", "p", "ann", day(3, 9), is_own=False, is_ugc=True),
        PostSnapshot("export", "p", day(3, 9), reactions=1),
        PostSnapshot("export", "p", day(3, 20), reactions=9),
        said("1", "ann", day(3, 9)),
    )
    told.community.bring_in(day(3), day(4))
    told.tell(day(20, 8), Deletion("export", "p", day(3, 12)))
    told.community.bring_in(day(20), day(21))
    assert told.differs_when_rebuilt() == []


# ------------------------------------------------------------------------------------------- refusals


@pytest.mark.prefect
def test_a_stream_that_refuses_us_is_asked_once_for_all_its_windows(
    told: Told, day: Day, prefect_api: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    from prefect.logging import disable_run_logger

    from tasks import extract

    def refused(*_: Any) -> Iterator[Page]:
        told.fetches += 1
        raise Denied("the password is wrong")

    monkeypatch.setattr(told, "fetch", refused)
    run = told.community.run(day(6))
    open_run(run, None)
    with lease(run), disable_run_logger():
        wanted = windows.plan_backfill(run, Window(day(3), day(6)), None, None)
        loads = windows.claim_backfill(run, wanted)
        collected = extract.extract_stream.fn(run, "export:acme", "talk", loads)
    assert (len(collected), told.fetches) == (3, 1)
    assert (
        told.community.rows("select state, reason from ops.load_window")
        == [("failed", "the password is wrong")] * 3
    )


@pytest.mark.prefect
def test_a_flow_that_fails_in_the_database_says_so_in_one_line(community: Any, prefect_api: str) -> None:
    community.write([("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my \x1b[31morder?")])
    with community.engine.begin() as connection:
        connection.exec_driver_sql(
            "alter table staging.interaction add constraint never check (text is null)"
        )
    log = Path(community.folder) / "log"
    arguments = ["--config", community.config, "run", "morning-scan", "--as-of", "2026-02-04T08:00:00Z"]
    process = flow_process.start_rapport(arguments, log)
    process.join(120)
    said_to_us = log.read_text()
    complaint = next(line for line in said_to_us.splitlines() if "morning-scan: Failed" in line)
    assert process.exitcode == 1
    assert 'violates check constraint "never"' in complaint
    assert "\x1b" not in said_to_us
    assert not re.search("Traceback|Failing row|COPY", said_to_us)  # what follows in the database's error


# ------------------------------------------------------------------------------------------- locks


def fill(told: Told) -> list[int]:
    """A message on each of the days, tiers and metrics computed, every day waiting to be computed again."""
    for n, one in enumerate(DAYS):
        at = datetime(one.year, one.month, one.day, 9, tzinfo=UTC)
        told.tell(at, said(str(n), f"person{n % 5}", at))
    told.community.bring_in(datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC))
    ids = [number for (number,) in told.community.rows("select interaction_id from core.interaction")]
    random.Random(7).shuffle(ids)
    with told.community.engine.begin() as connection:
        connection.execute(
            text("insert into ops.touched_day (brand, day) select 'acme', unnest(cast(:days as date[]))"),
            {"days": random.Random(8).sample(DAYS, len(DAYS))},
        )
    return ids


def dismiss(told: Told, ids: list[int]) -> None:
    triage.dismiss(told.community.engine, "acme", ids, "me", NOW)


def retier(told: Told, ids: list[int]) -> None:
    triage.retier(told.community.engine, "acme", ids, "T2", "me", NOW)


def assign(told: Told, ids: list[int]) -> None:
    with told.community.engine.begin() as connection:
        connection.exec_driver_sql("update core.tier_in_force set engine = 'another'")
        connection.execute(
            text("insert into ops.untiered select 'acme', unnest(cast(:ids as bigint[]))"), {"ids": ids}
        )
    tier.assign_tiers(told.community.run(NOW), NOW)


def merge(told: Told, ids: list[int]) -> None:
    at = datetime(2026, 2, 20, 9, tzinfo=UTC)
    for n in random.Random(9).sample(range(len(DAYS)), len(DAYS)):
        told.tell(at, Deletion("export", str(n), at))
    told.community.bring_in(at.replace(hour=0), at.replace(hour=12))


def compute(told: Told, ids: list[int]) -> None:
    with told.community.engine.begin() as connection:
        marts.recompute(connection, "acme", NOW)


@pytest.mark.parametrize("touch", [dismiss, retier, assign, merge, compute])
def test_whoever_touches_days_locks_them_in_their_order(
    touch: Callable[[Told, list[int]], None], told: Told
) -> None:
    ids = fill(told)
    waits = "select count(*) from pg_stat_activity where wait_event_type = 'Lock' and datname = current_database()"
    with told.community.engine.connect() as connection:
        connection.execute(text("select from ops.touched_day where day = :day for update"), {"day": MIDDLE})
        with ThreadPoolExecutor(1) as beside:
            touching = beside.submit(touch, told, ids)
            while told.community.rows(waits) == [(0,)]:
                assert touching.running()
                time.sleep(0.02)
            free = "select day from ops.touched_day where day <> :day order by day for update skip locked"
            days = connection.execute(text(free), {"day": MIDDLE}).scalars().all()
            connection.rollback()
    touching.result()
    # It holds every day before the one it waits for and none after: nobody can wait for it and be waited for.
    assert days == [one for one in DAYS if one > MIDDLE]


def test_merges_metrics_and_decisions_of_two_brands_at_once_wait_in_no_circle(community: Any) -> None:
    end = datetime(2026, 2, 10, tzinfo=UTC)
    brands, rest = ("acme", "other"), range(0, 40, 10)
    for brand in brands:
        moments = [(n, (end - timedelta(hours=7 * n)).isoformat()) for n in range(1, 140)]
        rows = [(str(n), "", f"person{n % 9}", "False", at, f"Where is {n}?") for n, at in moments]
        community.write(rows, brand)
        community.bring_in(end - timedelta(days=60), end - timedelta(days=40), brand)
    mergers_are_done = threading.Event()

    def bring_in(brand: str, days: int) -> None:
        community.bring_in(end - timedelta(days=days + 10), end - timedelta(days=days), brand)

    def stir(brand: str) -> None:
        mine = "select interaction_id from core.interaction where brand = :brand"
        while not mergers_are_done.is_set():
            with community.engine.begin() as connection:
                marts.recompute(connection, brand, end)
            ids = [number for (number,) in community.rows(mine, brand=brand)]
            triage.dismiss(community.engine, brand, random.sample(ids, len(ids)), "me", NOW)

    with ThreadPoolExecutor(6) as threads:
        stirring = [threads.submit(stir, brand) for brand in brands]
        merging = [threads.submit(bring_in, brand, days) for days in rest for brand in brands]
        wait(merging)
        mergers_are_done.set()
    for done in merging + stirring:
        done.result()
