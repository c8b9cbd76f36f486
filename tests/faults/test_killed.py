"""Killed half-way, in any step: the next run ends where an undisturbed one would have."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from whole import everything

from connectors import landing, warehouse
from tasks import marts
from tasks.steps import check, collect, merge, stage, tier

pytestmark = pytest.mark.kills

ROWS = [
    (
        str(n),
        str(n - 1) if n % 4 else "",
        "acme" if n % 4 == 2 else f"person{n % 7}",
        n % 4 == 2,
        f"2026-02-{1 + n % 9:02}T{n % 24:02}:00:00Z",
        f"Where is parcel {n}? It is late" if n % 4 != 2 else f"It is on its way, number {n}",
    )
    for n in range(4, 60)
]

STEPS: dict[str, tuple[Any, str, int]] = {
    "extract, before its pages count": (landing.LandingWriter, "complete", 3),
    "extract, before they are noted": (collect, "_note", 2),
    "stage": (warehouse, "copy_rows", 2),
    "stage, before the next window": (stage, "_records", 4),
    "validate": (check, "_record", 1),
    "merge, half its statements run": (merge, "_link", 1),
    "merge, before the windows are marked": (merge, "_add_ids", 2),
    "tiers, before the first is assigned": (tier, "assign_tiers", 1),
    "tiers, in a piece": (tier._Queue, "keep", 1),
    "metrics, before the first model": (marts, "recompute", 1),
    "metrics, between two models": (marts._Recompute, "_store", 4),
}


@pytest.mark.parametrize("step", STEPS)
def test_a_run_after_one_killed_in(
    step: str, community: Any, day: Callable[..., datetime], killed_at: Callable[..., None], undisturbed: Any
) -> None:
    community.write(ROWS)
    community.engine.dispose()  # a connection must not be shared with the process that is killed
    owner, name, call = STEPS[step]
    killed_at(lambda: community.bring_in(day(1), day(12)), owner, name, call)
    community.bring_in(day(1), day(12))
    assert everything(community.engine) == undisturbed


@pytest.fixture(scope="module")
def undisturbed(calm: Callable[[], Any]) -> Any:
    """What an undisturbed run makes of the same rows, in a warehouse of its own."""
    with calm() as community:
        community.write(ROWS)
        community.bring_in(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 12, tzinfo=UTC))
        return everything(community.engine)
