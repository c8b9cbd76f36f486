"""What memory a backfill takes: a million mentions of X from the network into the landing store and staging.

`make bench` prints; nothing is asserted about memory. The backfill is a process of its own, and only that is measured;
X is one that makes its posts up. RAPPORT_BENCH_BACKFILL sets how many (default 1,000,000; about ten minutes), and
RAPPORT_BENCH_WHOLE=1 takes the rest of the chain in: Great Expectations, the merge, the tiers (an hour).
"""

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from serving import serving
from x_firehose import Firehose
from x_pages import Style

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

SIZE = int(os.environ.get("RAPPORT_BENCH_BACKFILL", "1000000"))
IS_WHOLE = os.environ.get("RAPPORT_BENCH_WHOLE") == "1"
DAILY = 10_000
SUPPORT = Path(__file__).parents[1] / "support"


def test_a_backfill_of_a_million_interactions(
    tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("BENCH_X_TOKEN", "access-0")
    config = tmp_path / "rapport.toml"
    with serving(Firehose(DAILY, Style(people=50_000))) as server:
        config.write_text(
            '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "x"\nhandle = "@brand"\n'
            f'service = "{server.url}"\nsecret = "BENCH_X_TOKEN"\n',
            encoding="utf-8",
        )
        told, seconds = backfilled(config, SIZE // DAILY, capsys)

    end = told[-1]
    early = next(one for one in told if one["done"] >= end["done"] / 10)
    assert end["done"] >= SIZE // DAILY * DAILY
    with capsys.disabled():
        print(f"\n{end['done']:,} interactions, {'the whole chain' if IS_WHOLE else 'landed and staged'}")
        print(f"  at the beginning  {told[0]['now']:5.0f} MB")
        print(f"  at most           {end['most']:5.0f} MB")
        print(
            f"  from 10 to 100 %  {end['now'] - early['now']:+5.0f} MB; its most {end['most'] - early['most']:+.0f} MB"
        )
        print(f"  processor time    {seconds:5.0f} s, {end['done'] / seconds:,.0f} interactions/s")


def backfilled(config: Path, days: int, capsys: Any) -> tuple[list[dict[str, float]], float]:
    """What the backfilling process told after each batch, and the seconds of processor time that it took."""
    command = [
        sys.executable,
        str(SUPPORT / "x_backfill.py"),
        str(config),
        str(days),
        "whole" if IS_WHOLE else "part",
    ]
    told: list[dict[str, float]] = []
    spent = 0.0
    environment = os.environ | {"PYTHONPATH": str(SUPPORT.parents[1])}
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True, env=environment) as process:
        assert process.stdout
        began = time.monotonic()
        for line in process.stdout:
            told.append(json.loads(line))
            times = psutil.Process(process.pid).cpu_times()
            spent = times.user + times.system
            with capsys.disabled():
                one, clock = told[-1], time.monotonic() - began
                said = f"  {one['done']:9,.0f} {one['now']:5.0f} MB now {one['most']:5.0f} MB at most {clock:5.0f} s"
                print(said, flush=True)
    assert process.returncode == 0
    return told, spent
