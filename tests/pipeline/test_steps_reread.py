"""Pages that are read again in any order never bring back an older word."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from told import Told, said
from whole import everything

from connectors.records import Post, Window
from tasks.core.backfill_plan import Asked
from tasks.steps import check, merge, redo, stage, windows
from tasks.steps.run import Run, lease, open_run

Day = Callable[..., datetime]
NOW = datetime.fromisoformat("2026-03-01T12:00:00+00:00")


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


def reread(told: Told, day: Day, *, oldest_first: bool = False) -> merge.Merged:
    run: Run = told.community.run(day(9))
    open_run(run, None)
    with lease(run):
        loads = redo.finished(
            run, Asked(day(1), day(9), redo=("parse",)), NOW.replace(year=2030), is_landed=True
        )
        merged = merge.Merged(0, 0, 0, 0, 0, 0)
        for load in loads[::-1] if oldest_first else loads:
            stage.stage(run, load)
            check.check(run, [load.load_id], NOW)
            merged = merge.merge(run, [load.load_id], NOW, is_reread=True)
    return merged


@pytest.mark.parametrize("oldest_first", [True, False])
def test_an_undated_edit_stays_though_its_first_page_is_read_again(
    told: Told, day: Day, oldest_first: bool
) -> None:
    told.tell(day(3), said("1", "ann", day(3), "Where is my oder?"))
    told.tell(day(5), said("1", "ann", day(3), "Where is my order?"))
    told.tell(day(3), Post("export", "p", "acme", day(3), text="Salee"))
    told.tell(day(5), Post("export", "p", "acme", day(3), text="Sale"))
    told.community.bring_in(day(3), day(4))
    told.community.bring_in(day(5), day(6))
    before = everything(told.community.engine)
    reread(told, day, oldest_first=oldest_first)
    after = everything(told.community.engine)
    for table in ("core.interaction", "core.post", "core.profile_version", "core.answer"):
        assert after[table] == before[table], table


def test_reading_again_keeps_a_window_merged_for_everybody_else(told: Told, day: Day) -> None:
    told.tell(day(3), said("1", "ann", day(3)))
    told.community.bring_in(day(3), day(4))
    run: Run = told.community.run(day(9))
    open_run(run, None)
    (load,) = redo.finished(run, Asked(day(1), day(9)), NOW.replace(year=2030), is_landed=True)
    stage.stage(run, load)
    assert told.community.rows("select state from ops.load_window") == [("merged",)]
    assert windows.plan_backfill(run, Window(day(3), day(4)), None, None) == []
    merge.merge(run, [load.load_id], NOW, is_reread=True)
    assert told.community.rows("select state, unchanged from ops.load_window") == [("merged", 1)]


def test_what_was_brought_in_since_is_not_due_and_not_read(told: Told, day: Day) -> None:
    told.tell(day(3), said("1", "ann", day(3)))
    told.community.bring_in(day(3), day(4))
    run: Run = told.community.run(day(9))
    loads = redo.finished(run, Asked(day(1), day(9)), NOW.replace(year=2030))
    with redo.reading_again(run, loads, NOW.replace(year=2020)) as (due, problems):
        assert (due, problems) == ([], [])


def test_nothing_of_another_brand_is_done_again(community: Any, day: Day) -> None:
    row = ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")
    community.write([row], "acme")
    community.write([row], "other")
    for brand in ("acme", "other"):
        community.bring_in(day(3), day(4), brand=brand)
    run = community.run(day(9))
    asked = Asked(day(1), day(9))
    later = NOW.replace(year=2030)
    (mine,) = redo.finished(run, asked, later)
    theirs = community.rows("select load_id from ops.load_window where brand = 'other'")
    assert (mine.load_id,) not in theirs
    assert redo.collect_again(run, [windows.Load(theirs[0][0], "x", "y", day(3), day(4))], later) == []
    assert sum(redo.queue_tiers(run, asked, later)) == 1
    assert community.rows("select brand from ops.untiered") == [("acme",)]
