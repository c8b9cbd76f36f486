"""Scheduled runs really fire: prefect.yaml with a one-minute schedule, a real server, a real worker."""

import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

pytestmark = [pytest.mark.prefect, pytest.mark.timeout(420)]


@pytest.fixture
def worker(prefect_api: str, tmp_path: Path) -> Iterator[None]:
    from deployments import apply

    apply.ensure_pool()
    command = [
        sys.executable,
        "-m",
        "prefect",
        "worker",
        "start",
        "--pool",
        apply.WORK_POOL,
        "--type",
        "process",
    ]
    with (tmp_path / "worker.log").open("wb") as log:
        child = subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT, env=dict(os.environ))
        yield
        # The next minute's run may be on its way already: nobody waits for it.
        family = [*psutil.Process(child.pid).children(recursive=True), child]
        for process in family:
            process.kill()
        child.wait(30)


def test_a_one_minute_schedule_fires_and_mails(community: Any, worker: None, tmp_path: Path) -> None:
    from connectors.settings import load_settings
    from deployments import apply

    community.write([("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")])
    template = tmp_path / "prefect.yaml"
    every_minute = apply.TEMPLATE.read_text().replace('cron: "0 8 * * *"', 'cron: "* * * * *"')
    template.write_text(every_minute)
    apply.apply(load_settings(Path(community.config)), template)
    deadline = time.monotonic() + 300
    while time.monotonic() < deadline:
        if community.rows("select 1 from ops.run where flow = 'morning-scan' and state = 'completed'"):
            break
        time.sleep(1)
    else:
        raise AssertionError((tmp_path / "worker.log").read_text()[-3000:])
    assert community.rows("select flow, state, recipient from ops.outbox") == [
        ("morning-scan", "sent", "manager@example.org")
    ]
