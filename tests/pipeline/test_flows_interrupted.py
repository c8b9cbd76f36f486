"""Ctrl-C and SIGTERM end `rapport run` and `rapport backfill` well: no traceback, the next one goes on from there."""

import os
import signal
import time
from datetime import UTC, datetime, timedelta
from multiprocessing.process import BaseProcess
from pathlib import Path
from typing import Any

import flow_process
import pytest

from tasks.steps.run import LEASE_CLASS

pytestmark = [pytest.mark.prefect, pytest.mark.kills]

END = datetime(2026, 2, 10, tzinfo=UTC)
ROWS = [
    (
        str(n),
        "",
        f"person{n % 7}",
        "False",
        (END - timedelta(minutes=9 * n)).isoformat(),
        f"Where is parcel {n}?",
    )
    for n in range(1, 900)
]
COMMANDS = {
    "run": ("run", "evening-check", "--as-of", END.isoformat()),
    "backfill": ("backfill", "--start", "2026-02-01", "--end", END.isoformat()),
}


@pytest.fixture
def acme(community: Any, prefect_api: str) -> Any:
    community.write(ROWS)
    return community


def start(acme: Any, command: str) -> tuple[BaseProcess, Path]:
    log = acme.folder / "log"
    return flow_process.start_rapport(["--config", acme.config, *COMMANDS[command]], log), log


def until_it_works(acme: Any, process: BaseProcess, log: Path) -> None:
    """Return when the run holds its lease and has claimed windows: it is in the middle of its work."""
    at_work = """select (select count(*) from pg_locks where locktype = 'advisory' and classid = :lease) > 0
                    and (select count(*) from ops.load_window) > 0"""
    while acme.rows(at_work, lease=LEASE_CLASS) != [(True,)]:
        assert process.is_alive(), log.read_text()
        time.sleep(0.01)


@pytest.mark.parametrize("command", COMMANDS)
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_it_ends_without_a_traceback_and_goes_on_the_next_time(
    command: str, number: signal.Signals, code: int, acme: Any
) -> None:
    process, log = start(acme, command)
    until_it_works(acme, process, log)
    assert process.pid is not None
    os.kill(process.pid, number)
    process.join(60)
    said = log.read_text()
    assert process.exitcode == code, said
    assert "Traceback" not in said
    assert "Interrupted. The same command goes on where this one stopped." in said

    again, log = start(acme, command)
    again.join(120)
    assert again.exitcode == 0, log.read_text()
    assert acme.rows("select state from ops.run order by started_at") == [("failed",), ("completed",)]
    assert acme.rows("select distinct state from ops.load_window") == [("merged",)]
    assert acme.rows("select count(*) from core.interaction") == [(len(ROWS),)]


@pytest.mark.parametrize(
    ("place", "problems"),
    [
        ("tasks.steps.windows:plan_scan", ["interrupted before it ended"]),
        (
            "connectors.warehouse:_CopyStream.read",
            [],
        ),  # the database's driver makes an error of its own of it
    ],
)
def test_a_signal_is_obeyed_wherever_it_comes(place: str, problems: list[str], acme: Any) -> None:
    log = acme.folder / "log"
    arguments = ["--config", acme.config, *COMMANDS["run"]]
    process = flow_process.start_rapport(arguments, log, (place, 1, signal.SIGTERM))
    process.join(60)
    assert process.exitcode == 143, log.read_text()
    assert "Failed" not in log.read_text()
    assert "Interrupted. The same command goes on where this one stopped." in log.read_text()
    assert acme.rows("select state, problems from ops.run") == [("failed", problems)]


def test_a_query_that_does_not_end_holds_up_nobody_for_long(acme: Any) -> None:
    with acme.engine.begin() as connection:
        connection.exec_driver_sql("lock table core.profile in access exclusive mode")
        process, log = start(acme, "run")
        while acme.rows("select count(*) from pg_locks where not granted") == [(0,)]:
            assert process.is_alive(), log.read_text()
            time.sleep(0.02)
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM)
        process.join(60)
        assert process.exitcode == 143, log.read_text()
    assert "Interrupted. The same command goes on where this one stopped." in log.read_text()
