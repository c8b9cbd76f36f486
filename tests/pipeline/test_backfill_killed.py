"""A backfill that does everything again, killed in the middle and asked for once more: the rows of one straight run."""

import signal
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import flow_process
import pytest
from whole import everything

pytestmark = [pytest.mark.prefect, pytest.mark.kills]

START, END = datetime(2026, 2, 2, tzinfo=UTC), datetime(2026, 2, 7, tzinfo=UTC)
ROWS = [
    (
        str(n),
        str(n - 1) if n % 4 else "",
        "acme" if n % 4 == 2 else f"person{n % 7}",
        n % 4 == 2,
        (END - timedelta(hours=3 * n)).isoformat(),
        f"Where is parcel {n}? It is late" if n % 4 != 2 else f"It is on its way, number {n}",
    )
    for n in range(4, 40)
]
PLACES = {
    "collecting": ("connectors.landing:LandingWriter.complete", 2),
    "merging what was collected again": ("tasks.steps.merge:_link", 1),
    "staging what is read again": ("tasks.steps.stage:_copy", 4),
    "merging what is read again": ("tasks.steps.merge:_link", 1),
    "letting out what was mended": ("tasks.steps.redo:let_out_mended", 1),
    "tiering again": ("tasks.steps.tier:_Queue.keep", 1),
    "computing again": ("tasks.marts:_Recompute._store", 40),
    "previewing": ("tasks.preview:mark", 5),
}
FROM_LANDING = {"staging what is read again", "merging what is read again", "letting out what was mended"}
"""What is asked for again is read with it: these places are come to where no platform is asked."""
REDO = ["extract", "parse", "tiers", "metrics"]


def parameters(community: Any) -> dict[str, Any]:
    return {"brand": "acme", "start": START, "end": END, "config": community.config}


def outcome(community: Any) -> dict[str, Any]:
    """The rows but for how often an engine was asked, and the previews that there are."""
    rows: dict[str, Any] = everything(community.engine)
    # A second reading leaves a second assignment: how many of them there are is no part of the outcome.
    rows["core.tier_assignment"] = sorted(set(rows["core.tier_assignment"]))
    folder = community.folder / "home" / "preview"
    files = sorted(str(p.relative_to(folder)) for p in folder.rglob("*.txt"))
    return rows | {"previews": files, "mails": list((community.folder / "home").rglob("*.eml"))}


@pytest.fixture(scope="module")
def undisturbed(calm: Callable[[], Any], prefect_api: str) -> Any:
    """The outcome of a backfill and of doing all of it again, which nobody disturbed."""
    with calm() as community:
        community.write(ROWS)
        assert flow_process.run("backfill", parameters(community)) == 0
        more = {"redo": REDO, "preview": True}
        assert flow_process.run("backfill", parameters(community) | more) == 0
        found = outcome(community)
        assert len(found["previews"]) == 16
        assert found["mails"] == []
        return found


@pytest.mark.parametrize("place", PLACES)
def test_it_goes_on_after_it_was_killed(
    place: str, community: Any, prefect_api: str, undisturbed: Any
) -> None:
    community.write(ROWS)
    assert flow_process.run("backfill", parameters(community)) == 0
    redo = [one for one in REDO if one != "extract" or place not in FROM_LANDING]
    more = parameters(community) | {"redo": redo, "preview": True}
    assert flow_process.run("backfill", more, PLACES[place]) == -signal.SIGKILL
    assert flow_process.run("backfill", more) == 0
    assert outcome(community) == undisturbed
