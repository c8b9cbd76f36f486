"""Scheduled runs whose process is killed, alone or with its worker: Prefect learns of it and the slot comes free."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import UUID

import flow_process
import psutil
import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.kills, pytest.mark.timeout(420)]


class Deployment:
    """The evening check of a brand, one run at a time, on a pool of this test's own."""

    def __init__(self, community: Any, client: Any) -> None:
        from prefect.client.schemas.actions import WorkPoolCreate

        from flows.evening_check import evening_check

        self.pool = f"pool-{UUID(bytes=os.urandom(16))}"
        self.parameters = {"brand": "acme", "config": community.config}
        self.client = client
        client.create_work_pool(WorkPoolCreate(name=self.pool, type="process"))
        self.id = client.create_deployment(
            client.create_flow(evening_check),
            self.pool,
            entrypoint="flows.evening_check.evening_check",
            work_pool_name=self.pool,
            parameters=self.parameters,
            concurrency_limit=1,
        )

    def begin(self) -> UUID:
        """Ask for a run; the worker takes it up within a second or two."""
        return UUID(str(self.client.create_flow_run_from_deployment(self.id).id))

    def state(self, flow_run: UUID) -> str:
        return str(self.client.read_flow_run(flow_run).state_name)

    def slots(self) -> int:
        limit = self.client.read_deployment(self.id).global_concurrency_limit
        return int(limit.active_slots)


@pytest.fixture
def deployment(community: Any, prefect_api: str) -> Iterator[Deployment]:
    from prefect.client.orchestration import get_client

    community.write([("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")])
    with get_client(sync_client=True) as client:
        yield Deployment(community, client)


@pytest.fixture
def worker(deployment: Deployment, tmp_path: Path) -> Iterator[psutil.Process]:
    command = [
        sys.executable,
        "-m",
        "prefect",
        "worker",
        "start",
        "--pool",
        deployment.pool,
        "--type",
        "process",
    ]
    with (tmp_path / "worker.log").open("wb") as log:
        environment = dict(os.environ) | {"PREFECT_WORKER_QUERY_SECONDS": "1"}
        child = psutil.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=environment)
        yield child
        kill(child)


def kill(process: psutil.Process, *, family_only: bool = False) -> None:
    """SIGKILL to a process and all that came of it, or only to what came of it."""
    if process.is_running():
        for one in [*([] if family_only else [process]), *process.children(recursive=True)]:
            one.send_signal(signal.SIGKILL)


@contextmanager
def stopped_in_the_merge(community: Any, worker: psutil.Process, flow_run: UUID) -> Iterator[None]:
    """While the block runs, the flow run waits in the middle of its merge."""
    with community.engine.begin() as connection:
        connection.exec_driver_sql("lock table core.profile in access exclusive mode")
        while community.rows("select count(*) from pg_locks where not granted") == [(0,)]:
            assert worker.is_running(), (community.folder / "worker.log").read_text()
            time.sleep(0.05)
        yield


def wait_for(asked: Any, answer: Any) -> None:
    """Return when `asked()` gives `answer`; the test's own time limit ends it otherwise."""
    while asked() != answer:
        time.sleep(0.1)


def test_a_killed_run_is_crashed_and_its_slot_free(
    community: Any, deployment: Deployment, worker: psutil.Process
) -> None:
    first = deployment.begin()
    with stopped_in_the_merge(community, worker, first):
        assert (deployment.state(first), deployment.slots()) == ("Running", 1)
        kill(worker, family_only=True)
        wait_for(lambda: deployment.state(first), "Crashed")  # the worker lives and says so
        assert deployment.slots() == 0

    second = deployment.begin()  # begins, for the slot is free
    with stopped_in_the_merge(community, worker, second):
        kill(worker)
    assert (deployment.state(second), deployment.slots()) == ("Running", 1)  # nobody is left to say so
    assert flow_process.run("evening_check", deployment.parameters) == 0  # the brand's next run does
    assert (deployment.state(second), deployment.slots()) == ("Crashed", 0)
    assert community.rows("select state from ops.run order by started_at") == [
        ("failed",),
        ("failed",),
        ("completed",),
    ]
    assert community.rows("select count(*), min(attempts), max(attempts) from ops.outbox") == [(1, 1, 1)]
