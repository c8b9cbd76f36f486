"""What validation takes out of the database: broken rows, and none of the others."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from sqlalchemy import Engine, event
from told import NOW, Told, said

from connectors.records import Window
from tasks.steps import check, collect, stage, windows
from tasks.steps.run import lease, open_run

ROWS = 60


def test_rules_are_asked_in_the_database_and_only_broken_rows_leave_it(
    community: Any, monkeypatch: pytest.MonkeyPatch, day: Callable[..., datetime]
) -> None:
    told = Told(community, monkeypatch)
    told.tell(day(3, 9), *(said(str(n), f"p{n}", day(3, 9)) for n in range(ROWS)))
    told.tell(day(3, 9), said("broken", "ann", day(3, 9), "x" * 60_000))
    run = community.run(NOW)
    fetched: list[int] = []

    def noted(*of: Any) -> None:
        _, cursor, statement, *_ = of
        if "from staging.interaction" in statement and statement.startswith(("select *", "SELECT")):
            fetched.append(cursor.rowcount)

    open_run(run, None)
    with lease(run):
        loads = windows.claim_backfill(run, windows.plan_backfill(run, Window(day(3), day(4)), None, None))
        for load in loads:
            collect.collect(run, load)
            stage.stage(run, load)
        event.listen(Engine, "after_cursor_execute", noted)
        try:
            checked = check.check(run, [load.load_id for load in loads], NOW)
        finally:
            event.remove(Engine, "after_cursor_execute", noted)

    assert (checked.rows, checked.quarantined) == (ROWS + 1, 1)
    assert max(fetched) == 1
    assert 0 in fetched
