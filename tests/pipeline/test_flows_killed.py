"""Flow runs under the real engine that are killed in a task, and run again: same rows, one mail, nothing held."""

import signal
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import flow_process
import pytest
from whole import everything

pytestmark = [pytest.mark.prefect, pytest.mark.kills]

AS_OF = datetime(2026, 2, 9, 18, tzinfo=UTC)
ROWS = [
    (
        str(n),
        str(n - 1) if n % 4 else "",
        "acme" if n % 4 == 2 else f"person{n % 7}",
        n % 4 == 2,
        (AS_OF - timedelta(hours=3 * n)).isoformat(),
        f"Where is parcel {n}? It is late" if n % 4 != 2 else f"It is on its way, number {n}",
    )
    for n in range(4, 44)
]

PLACES = {
    "extract": ("connectors.landing:LandingWriter.complete", 1),
    "stage": ("connectors.warehouse:copy_rows", 2),
    "validate": ("tasks.steps.check:_record", 1),
    "merge": ("tasks.steps.merge:_link", 1),
    "assign": ("tasks.steps.tier:_Queue.keep", 1),
    "metrics": ("tasks.marts:_Recompute._store", 4),
    "digest, while it is composed": ("tasks.compose:build", 1),
    "digest, between the outbox and the mail": ("tasks.outbox:_attempt", 1),
    "digest, after the mail": ("flows.record:close_run", 1),
}


def parameters(community: Any) -> dict[str, Any]:
    return {"brand": "acme", "as_of": AS_OF, "config": community.config}


def outcome(community: Any) -> dict[str, Any]:
    """The rows, the mails (their file's name and text part), and what became of each delivery."""
    mails = sorted((community.folder / "home" / "digests").rglob("*.eml"))
    rows = everything(community.engine)
    del rows["ops.outbox"]  # says which folder
    delivered = community.rows("select flow, period, recipient, subject, state, message_id from ops.outbox")
    texts = [path.read_text() for path in (community.folder / "home" / "digests").rglob("*.txt")]
    return rows | {"mails": [path.name for path in mails], "texts": texts, "delivered": delivered}


@pytest.fixture(scope="module")
def undisturbed(calm: Callable[[], Any], prefect_api: str) -> Any:
    """The outcome of a run that nobody disturbed."""
    with calm() as community:
        community.write(ROWS)
        assert flow_process.run("evening_check", parameters(community)) == 0
        return outcome(community)


@pytest.fixture
def acme(community: Any, prefect_api: str) -> Any:
    community.write(ROWS)
    return community


def until_nothing_is_held(community: Any) -> None:
    """Return once the database has noticed that the process is gone: it holds no lock for it then."""
    held = """select count(*) from pg_locks where locktype = 'advisory'
              and database = (select oid from pg_database where datname = current_database())"""
    while community.rows(held) != [(0,)]:
        time.sleep(0.02)


def prefect_states(community: Any) -> list[str]:
    """What Prefect calls the community's flow runs, in the order they began."""
    from uuid import UUID

    from prefect.client.orchestration import get_client

    ids = [UUID(i) for (i,) in community.rows("select flow_run_id from ops.run order by started_at")]
    with get_client(sync_client=True) as client:
        return [str(client.read_flow_run(one).state_name) for one in ids]


@pytest.mark.parametrize("place", PLACES)
def test_a_run_after_one_killed_in(place: str, acme: Any, undisturbed: Any) -> None:
    assert flow_process.run("evening_check", parameters(acme), PLACES[place]) == -signal.SIGKILL
    until_nothing_is_held(acme)
    assert prefect_states(acme) == ["Running"]  # nobody was left to say otherwise
    assert flow_process.run("evening_check", parameters(acme)) == 0
    assert outcome(acme) == undisturbed
    assert prefect_states(acme) == ["Crashed", "Completed"]
    assert acme.rows("select state, problems from ops.run order by started_at") == [
        ("failed", ["killed before it ended"]),
        ("completed", []),
    ]


def test_status_calls_a_killed_run_killed_before_another_has_buried_it(acme: Any) -> None:
    from tasks.status import read_status

    flow_process.run("evening_check", parameters(acme), PLACES["extract"])
    until_nothing_is_held(acme)
    assert [run["state"] for run in read_status(acme.engine, "acme").runs] == ["killed"]


def test_a_run_that_lives_is_not_buried_by_another(acme: Any, undisturbed: Any) -> None:
    with acme.engine.begin() as connection:
        connection.exec_driver_sql("lock table core.profile in access exclusive mode")
        living = flow_process.start("evening_check", parameters(acme))
        while acme.rows("select count(*) from pg_locks where not granted") == [(0,)]:
            time.sleep(0.02)
        begun = ("tasks.steps.windows:plan_scan", 1)  # once it has put down the dead
        assert flow_process.run("morning_scan", parameters(acme), begun) == -signal.SIGKILL
        assert acme.rows("select state from ops.run order by started_at")[0] == ("running",)
        assert prefect_states(acme)[0] == "Running"
    living.join()
    assert living.exitcode == 0
    assert prefect_states(acme)[0] == "Completed"
