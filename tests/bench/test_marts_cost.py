"""What all marts of a history cost, beside the same aggregates written by hand: one statement each, in one run.

`make bench` prints; nothing is asserted about time. RAPPORT_BENCH_MARTS (100,000) is the size of the history.
"""

import os
from pathlib import Path
from typing import Any

import pytest
from bench_brand import SHORT, a_run, at, compute_metrics, make_longer, make_short, settle, write_config
from meter import Cost, Meter
from sqlalchemy import Engine, text

from connectors.sandbox import DEMO_NOW
from tasks.marts_models import model

pytestmark = [pytest.mark.bench, pytest.mark.timeout(4 * 3600)]

MARTS = int(os.environ.get("RAPPORT_BENCH_MARTS", "100000"))
BARE = Path(__file__).with_name("bare_metrics.sql")
BAR = 1.5


def test_all_marts_beside_bare_sql(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str, capsys: Any
) -> None:
    home = write_config(tmp_path, monkeypatch)
    with at(database_url) as engine:
        make_short(home, engine)
        if MARTS > SHORT:
            make_longer(engine, MARTS)
        anew, by_hand = marts_beside_bare_sql(home, engine)
    assert by_hand
    with capsys.disabled():
        show_marts(anew, by_hand)


def marts_beside_bare_sql(home: Path, engine: Engine) -> tuple[Cost, dict[str, Cost]]:
    """All marts computed anew; and each statement by hand, under the name of the model it stands beside."""
    meter, by_hand = Meter(engine), {}
    with engine.begin() as connection:
        connection.execute(text("delete from ops.mart_state"))
    with meter.measured() as anew:
        compute_metrics(a_run(home, "backfill", DEMO_NOW))
    settle(engine)
    with engine.connect() as connection:
        for part in BARE.read_text(encoding="utf-8").split("-- of: ")[1:]:
            name, _, statement = part.partition("\n")
            with meter.measured() as by_hand[name]:
                connection.execute(text(statement), {"brand": "bench", "zone": "UTC"})
    return anew, by_hand


def show_marts(anew: Cost, by_hand: dict[str, Cost]) -> None:
    """Seconds on the clock of each model that has a statement by hand beside it, and of all models."""
    ours = {name: seconds_of(anew, model(name).metrics) for name in by_hand}
    print(
        f"\nall marts anew: {anew.wall:.1f} s on the clock, {anew.processor:.1f} s of processors, {anew.peak:.0f} MB"
    )
    for name, cost in by_hand.items():
        print(f"  {name:22}{ours[name]:8.2f}{cost.wall:8.2f}{ours[name] / cost.wall:8.2f}")
    whole, bare = sum(ours.values()), sum(cost.wall for cost in by_hand.values())
    print(
        f"  {f'together (bar {BAR})':22}{whole:8.2f}{bare:8.2f}{whole / bare:8.2f}, load {os.getloadavg()[0]:.1f}"
    )


def seconds_of(cost: Cost, metrics: tuple[str, ...]) -> float:
    """Of the statements that keep the rows of a model with these metrics; by the name that the meter gives them."""
    return cost.statements[", ".join(metrics)[:60]]
