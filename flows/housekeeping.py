"""The flow `housekeeping`: weekly, what keeps a brand's warehouse in order, and what scans have no time for.

It learns from people's rulings; lets the engine of now read the history that an older one read; computes the metrics of
days that wait. Scans do the newest of both: a mail is not to wait for a year of history.
"""

from typing import Any

from prefect import flow

from flows import redo
from flows.chain import take_in
from flows.record import begin, on_record, run_name
from tasks import progress
from tasks.learn import learn_layer
from tasks.steps.run import Run


@flow(
    name="housekeeping",
    flow_run_name=run_name,
    description="Learns the brand's tiers anew from what people ruled, if it is not worse, and applies it to history.",
    timeout_seconds=6 * 3600,
    validate_parameters=True,
)
def housekeeping(brand: str, learn: bool = True, config: str | None = None) -> dict[str, Any]:
    """Learn from people's rulings (too few, or none since the last time, is no failure); then the rest of history.

    Args:
        brand: The brand's key in rapport.toml.
        learn: Learn the brand's own layer of the tier engine; off leaves the one in force.
        config: Path of rapport.toml; empty means the usual place.
    """
    run: Run = begin(brand, "housekeeping", None, config)
    with on_record(run, []):
        learned = learn_layer(run) if learn else None
        try:
            take_in(run, [])  # by the engine of now, the newest first
            tiered = redo.tier_outdated(run)
            redo.compute_waiting(run)
        finally:
            progress.end(run.brand)
    return {"tiers": learned, "tiered_again": tiered}
