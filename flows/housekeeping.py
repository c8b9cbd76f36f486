"""The flow `housekeeping`: weekly, what keeps a brand's warehouse in order: so far, learning from people's rulings."""

from typing import Any

from prefect import flow

from flows.day import begin, on_record, run_name
from tasks.learn import learn_layer
from tasks.steps.run import Run


@flow(
    name="housekeeping",
    flow_run_name=run_name,
    description="Learns the brand's tiers anew from what people ruled, and lets that in if it is not worse.",
    timeout_seconds=3600,
    validate_parameters=True,
)
def housekeeping(brand: str, learn: bool = True, config: str | None = None) -> dict[str, Any]:
    """Learn from people's rulings; too few of them, or none since the last time, is no failure.

    Args:
        brand: The brand's key in rapport.toml.
        learn: Learn the brand's own layer of the tier engine; off leaves the one in force.
        config: Path of rapport.toml; empty means the usual place.
    """
    run: Run = begin(brand, "housekeeping", None, config)
    with on_record(run, []):
        return {"tiers": learn_layer(run) if learn else None}
