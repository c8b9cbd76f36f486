"""What memory a backfill takes: a million mentions of X, which makes its posts up when it is asked.

`make bench` prints; nothing is asserted about memory. Landing and staging alone are a process of their own, and only
that is measured (about ten minutes). RAPPORT_BENCH_WHOLE=1 measures `rapport backfill` itself instead, of a year:
Prefect's engine, Great Expectations, merge, tiers, marts (half an hour). RAPPORT_BENCH_BACKFILL: how many (1,000,000).
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import psutil
import pytest
from serving import serving
from sqlalchemy import create_engine, text
from x_firehose import Firehose
from x_pages import Style

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

SIZE = int(os.environ.get("RAPPORT_BENCH_BACKFILL", "1000000"))
IS_WHOLE = os.environ.get("RAPPORT_BENCH_WHOLE") == "1"
DAILY, YEAR = 10_000, 365
TELLS = 20.0
"""Seconds from one line about the command to the next."""
SUPPORT = Path(__file__).parents[1] / "support"
ROOT = SUPPORT.parents[1]
Told = list[dict[str, float]]


def test_a_backfill_of_a_million_interactions(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BENCH_X_TOKEN", "access-0")
    days, daily = (YEAR, SIZE // YEAR) if IS_WHOLE else (SIZE // DAILY, DAILY)
    with serving(Firehose(daily, Style(people=50_000))) as server:
        config = tmp_path / "rapport.toml"
        config.write_text(
            '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "x"\nhandle = "@brand"\n'
            f'service = "{server.url}"\nsecret = "BENCH_X_TOKEN"\n',
            encoding="utf-8",
        )
        told, seconds = (
            commanded(config, days, database_url, capsys) if IS_WHOLE else stepped(config, days, capsys)
        )
    end = told[-1]
    early = next(one for one in told if one["done"] >= end["done"] / 10)
    assert end["done"] >= days * daily
    with capsys.disabled():
        print(f"\n{end['done']:,} interactions, {'`rapport backfill`' if IS_WHOLE else 'landed and staged'}")
        print(f"  at the beginning  {told[0]['now']:5.0f} MB")
        print(f"  at most           {end['most']:5.0f} MB (bar 250)")
        print(
            f"  from 10 to 100 %  {end['now'] - early['now']:+5.0f} MB; its most {end['most'] - early['most']:+.0f} MB"
        )
        print(f"  processor time    {seconds:5.0f} s, {end['done'] / seconds:,.0f} interactions/s")


def stepped(config: Path, days: int, capsys: Any) -> tuple[Told, float]:
    """What the backfilling process told after each batch, and the seconds of processor time that it took."""
    told: Told = []
    spent = 0.0
    with started([str(SUPPORT / "x_backfill.py"), str(config), str(days)], subprocess.PIPE) as process:
        assert process.stdout
        began = time.monotonic()
        for line in process.stdout:
            told.append(json.loads(line))
            spent = processor(process.pid)
            show(told[-1], began, capsys)
    assert process.returncode == 0
    return told, spent


def commanded(config: Path, days: int, url: str, capsys: Any) -> tuple[Told, float]:
    """What was seen of `rapport backfill` from outside every so often, and the seconds of processor time it took."""
    midnight = datetime.now(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    command = [
        "-m",
        "deployments.cli",
        "--config",
        str(config),
        "backfill",
        "--brand",
        "bench",
        "--stream",
        "mentions",
    ]
    command += ["--start", (midnight - timedelta(days=days)).isoformat(), "--end", midnight.isoformat()]
    engine = create_engine(url)
    told: Told = []
    spent = most = 0.0
    log = config.with_name("backfill.log")
    with log.open("wb") as said, started(command, said) as process:
        began = time.monotonic()
        while process.poll() is None:
            try:
                spent, most = processor(process.pid), max(most, peak(process.pid))
            except (psutil.Error, OSError, IndexError):
                break
            if time.monotonic() - began > TELLS * len(told):
                with engine.connect() as connection:
                    done = connection.execute(text(COUNT)).scalar_one()
                told.append({"done": done, "now": memory(process.pid), "most": most})
                show(told[-1], began, capsys)
            time.sleep(0.2)
    assert process.returncode == 0, log.read_text(encoding="utf-8")[-2000:]
    with engine.connect() as connection:
        told.append(told[-1] | {"done": connection.execute(text(COUNT)).scalar_one(), "most": most})
    return told, spent


COUNT = "select count(*) from core.interaction"


@contextmanager
def started(arguments: list[str], stdout: Any) -> Iterator[subprocess.Popen[str]]:
    environment = os.environ | {"PYTHONPATH": str(ROOT)}
    command = [sys.executable, *arguments]
    with subprocess.Popen(command, stdout=stdout, text=True, env=environment) as process:
        yield process


def processor(pid: int) -> float:
    """Seconds of processor time that the process took so far."""
    times = psutil.Process(pid).cpu_times()
    return times.user + times.system


def memory(pid: int) -> float:
    """MB that the process holds."""
    return float(psutil.Process(pid).memory_info().rss / 2**20)


def peak(pid: int) -> float:
    """MB that the process held at most."""
    status = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(status.partition("VmHWM:")[2].split()[0]) / 1024


def show(one: dict[str, float], began: float, capsys: Any) -> None:
    """A line about a moment of the backfill."""
    clock = time.monotonic() - began
    with capsys.disabled():
        print(
            f"  {one['done']:9,.0f} {one['now']:5.0f} MB now {one['most']:5.0f} MB at most {clock:5.0f} s",
            flush=True,
        )
