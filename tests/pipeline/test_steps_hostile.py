"""What strangers and odd platforms put into records stops nobody else's, on a real warehouse."""

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from told import NOW, Told, said

from connectors.records import BadRow, Profile, Window
from tasks.steps import collect, merge, stage, tier, windows
from tasks.steps.run import lease, open_run

Day = Callable[..., datetime]
HUGE = "".join(chr(0x4E00 + n * 7919 % 20000) for n in range(1000))  # hardly compressible, 3 bytes each


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


@pytest.mark.parametrize("field", ["native_id", "author_native_id", "parent_native_id", "root_native_id"])
def test_an_id_too_long_for_an_index_is_set_aside_alone(told: Told, day: Day, field: str) -> None:
    fields: dict[str, Any] = {"native_id": "1", "author": "ann"}
    fields[{"author_native_id": "author"}.get(field, field)] = HUGE
    told.tell(day(3, 9), said(at=day(3, 9), **fields), said("2", "bob", day(3, 9)))
    told.community.bring_in(day(3), day(4))
    assert told.community.rows("select native_id from core.interaction") == [("2",)]
    assert told.community.rows("select entity, state from ops.quarantine") == [("interaction", "waiting")]


def test_text_that_no_database_holds_is_marked_wherever_it_stands(told: Told, day: Day) -> None:
    odd = "a\ud800b\0c"
    told.tell(day(3, 9), said("1", "ann", day(3, 9), odd, hashtags=(odd,), links=(odd,), media=("photo",)))
    told.tell(day(3, 9), Profile("export", "ann", display_name=odd, seen_at=day(3, 9)))
    told.tell(day(3, 9), BadRow("interaction", "date", f"has the date {odd}", odd, odd))
    told.community.bring_in(day(3), day(4))
    ((text, tags, links),) = told.community.rows("select text, hashtags, links from core.interaction")
    assert (text, tags, links) == ("a?b\ufffdc", ["a?b\ufffdc"], ["a?b\ufffdc"])
    assert told.community.rows("select count(*) from ops.quarantine") == [(1,)]


def test_the_same_broken_row_met_in_two_windows_waits_once(told: Told, day: Day) -> None:
    broken = said("1", "ann", day(3, 9), "x" * 60_000)
    told.tell(day(3, 9), broken)
    told.tell(day(4, 9), broken)
    told.community.bring_in(day(3), day(4))
    told.community.bring_in(day(4), day(5))
    assert told.community.rows("select times_seen from ops.quarantine") == [(2,)]


def test_office_hours_reach_as_far_back_as_what_a_backfill_brought(told: Told, day: Day) -> None:
    from tasks.warehouse import compute_metrics  # brings Prefect: see conftest.py

    long_ago = day(3, 9) - timedelta(days=3 * 364)
    answer = {"direction": "outbound", "parent_native_id": "1"}
    told.tell(
        long_ago, said("1", "ann", long_ago), said("2", "acme", long_ago + timedelta(hours=3), **answer)
    )
    run = told.community.run(NOW)
    open_run(run, None)
    with lease(run):
        begins = long_ago - timedelta(hours=9)  # midnight: of a day that is known in part nothing is told
        span = Window(begins, begins + timedelta(days=1))
        loads = windows.claim_backfill(run, windows.plan_backfill(run, span, None, None))
        for load in loads:
            collect.collect(run, load)
            stage.stage(run, load)
        merge.merge(run, [load.load_id for load in loads], NOW)
        tier.assign_tiers(run, NOW)
        compute_metrics(run)
    clocks = told.community.rows(
        """select dimension_value from marts.distribution_daily
           where metric = 'first_reply_time' and measure = 'naive_median' and value is not null
             and day = :day order by 1""",
        day=long_ago.date(),
    )
    assert clocks == [("office",), ("wall",)]
