"""`rapport backfill`, `run` and `up` as processes of their own: real PostgreSQL, Prefect server, worker, signals."""

import json
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from connectors.sandbox import DEMO_NOW

pytestmark = pytest.mark.prefect

CONFIG = """\
[brands.acme]
name = "Acme"
timezone = "America/New_York"

[[brands.acme.accounts]]
platform = "sandbox"
handle = "acme"
days = 4
members = 20
interactions = 60
"""
START = (DEMO_NOW - timedelta(days=3)).date().isoformat()
RAPPORT = [sys.executable, "-m", "deployments.cli"]


@pytest.fixture(scope="module")
def folder() -> Iterator[Path]:
    """A folder with a configuration and a home; root's stand-in can reach it."""
    with tempfile.TemporaryDirectory(prefix="rapport-cli-") as name:
        (Path(name) / "rapport.toml").write_text(CONFIG, encoding="utf-8")
        yield Path(name)


@pytest.fixture(scope="module")
def environment(folder: Path) -> dict[str, str]:
    """An empty environment but for the path, a fresh HOME and RAPPORT_HOME."""
    kept = {name: os.environ[name] for name in ("PATH", "LANG", "TMPDIR") if name in os.environ}
    return kept | {"HOME": str(folder), "RAPPORT_HOME": str(folder / "home")}


def rapport(folder: Path, environment: dict[str, str], *arguments: str) -> subprocess.CompletedProcess[str]:
    command = [*RAPPORT, "--config", str(folder / "rapport.toml"), *arguments]
    return subprocess.run(command, env=environment, cwd=folder, capture_output=True, text=True, check=False)


def processes_of(folder: Path) -> list[str]:
    """The command lines of processes that still work for the folder's home."""
    found = []
    for process in psutil.process_iter():
        try:
            line = " ".join(process.cmdline())
            if str(folder) in line or process.environ().get("RAPPORT_HOME", "") == str(folder / "home"):
                found.append(line)
        except psutil.Error:
            continue
    return found


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    return port


def test_a_backfill_then_a_digest_from_nothing_and_nothing_stays_behind(
    folder: Path, environment: dict[str, str]
) -> None:
    filled = rapport(
        folder, environment, "backfill", "--start", START, "--end", DEMO_NOW.isoformat(), "--json"
    )
    assert filled.returncode == 0, filled.stderr
    assert json.loads(filled.stdout)["acme"]["counts"]["inserted"] > 0

    again = rapport(
        folder, environment, "backfill", "--start", START, "--end", DEMO_NOW.isoformat(), "--json"
    )
    assert json.loads(again.stdout)["acme"]["counts"]["windows"] == 0

    moment = DEMO_NOW.isoformat()
    run = rapport(folder, environment, "run", "evening-check", "--as-of", moment, "--no-send", "--json")
    assert run.returncode == 0, run.stderr
    summary = json.loads(run.stdout)["acme"]
    assert "Acme" in summary["subject"]
    assert {"html", "txt"} <= summary["files"].keys()
    assert all(Path(path).exists() for path in summary["files"].values())

    state = json.loads(rapport(folder, environment, "status", "--json").stdout)["acme"]
    assert (state["gaps"], state["runs"][0]["flow"]) == ([], "evening-check")
    assert processes_of(folder) == []


def test_the_address_printed_can_be_used_after_the_command_has_ended(
    folder: Path, environment: dict[str, str]
) -> None:
    import psycopg2

    url = rapport(folder, environment, "db", "url").stdout.strip()
    connection = psycopg2.connect(url)
    with connection.cursor() as cursor:
        cursor.execute("select count(*) from core.brand")
        assert cursor.fetchone() is not None
    connection.close()
    assert rapport(folder, environment, "db", "stop").returncode == 0
    assert processes_of(folder) == []


def test_up_registers_every_schedule_in_the_brands_zone_and_ctrl_c_stops_all_of_it(
    folder: Path, environment: dict[str, str]
) -> None:
    command = [*RAPPORT, "--config", str(folder / "rapport.toml"), "up", "--port", str(free_port())]
    with (folder / "up.log").open("w+", encoding="utf-8") as log:
        # A shell's background job ignores SIGINT, and so would its children: give Ctrl-C its meaning back.
        before = signal.signal(signal.SIGINT, signal.default_int_handler)
        up = subprocess.Popen(command, env=environment, cwd=folder, stdout=log, stderr=log)
        signal.signal(signal.SIGINT, before)
        try:
            until = time.monotonic() + 240
            while "Ctrl-C stops" not in (said := (folder / "up.log").read_text(encoding="utf-8")):
                assert up.poll() is None, said
                assert time.monotonic() < until, said
                time.sleep(0.5)
        finally:
            up.send_signal(signal.SIGINT)
            up.wait(timeout=60)
    lines = [line.split() for line in said.splitlines() if line.endswith("/acme")]
    assert sorted((line[-1], line[3]) for line in lines) == [
        ("evening-check/acme", "18:00"),
        ("housekeeping/acme", "07:00"),
        ("midday-block/acme", "12:00"),
        ("morning-scan/acme", "08:00"),
        ("weekly-review/acme", "09:00"),
    ]
    assert {line[4] for line in lines} <= {"EST", "EDT"}
    assert processes_of(folder) == []


def test_a_port_that_is_taken_is_named_and_nothing_stays_behind(
    folder: Path, environment: dict[str, str]
) -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = rapport(folder, environment, "up", "--port", str(port))
    assert result.returncode == 2
    assert f"port {port} is taken" in result.stderr
    assert processes_of(folder) == []
