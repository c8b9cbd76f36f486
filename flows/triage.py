"""The flow `triage`: what a person decides about open items and quarantined rows, from the Prefect UI."""

from datetime import UTC, datetime
from typing import Any, Literal

from prefect import flow
from pydantic import AwareDatetime

from flows.record import begin, run_name
from tasks.core.items import Tier
from tasks.release import drop, release
from tasks.steps.run import Run, context
from tasks.triage import answer, dismiss, reopen, retier, snooze


@flow(
    name="triage",
    flow_run_name=run_name,
    description="A person's word on open items (answer, dismiss, snooze, retier) or quarantined rows (release, drop).",
    validate_parameters=True,
)
def triage(
    brand: str,
    action: Literal["answer", "dismiss", "snooze", "reopen", "retier", "release", "drop"],
    ids: list[int],
    by: str,
    until: AwareDatetime | None = None,
    tier: Tier | None = None,
    note: str | None = None,
    config: str | None = None,
) -> dict[str, Any]:
    """Keep a person's decision; returns the ids it was done for and those that do not exist.

    Args:
        brand: The brand's key in rapport.toml.
        action: What is decided; release and drop are for quarantined rows.
        ids: Ids as `rapport triage list` or `rapport triage quarantine` shows them.
        by: Who decides, kept with the decision.
        until: For snooze, when they come back, with a zone.
        tier: For retier, the tier.
        note: Why, kept with the decision.
        config: Path of rapport.toml; empty means the usual place.
    """
    run = begin(brand, "triage", None, config)
    now = datetime.now(UTC)
    if action == "release":
        return {
            "released": [{"id": r.quarantine_id, "problem": r.problem} for r in release(run, ids, by, now)]
        }
    if action == "drop":
        return {"dropped": drop(run, ids, by, now)}
    if action == "snooze" and until is None:
        raise ValueError("snooze needs `until`: the moment when they come back")
    if action == "retier" and tier is None:
        raise ValueError("retier needs `tier`: one of T1, T2, T3, T4, none")
    return _decide(run, action, ids, by, now, until, tier, note)


def _decide(
    run: Run,
    action: str,
    ids: list[int],
    by: str,
    now: datetime,
    until: datetime | None,
    tier: Tier | None,
    note: str | None,
) -> dict[str, Any]:
    engine = context(run).engine
    if action == "snooze" and until is not None:
        outcome = snooze(engine, run.brand, ids, until, by, now)
    elif action == "retier" and tier is not None:
        outcome = retier(engine, run.brand, ids, tier, by, now, note)
    else:
        decide = {"answer": answer, "dismiss": dismiss, "reopen": reopen}[action]
        outcome = decide(engine, run.brand, ids, by, now, note)
    return {"done": list(outcome.done), "unknown": list(outcome.unknown)}
