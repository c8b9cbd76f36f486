"""The flow `evening-check`: one of the four digests."""

from typing import Annotated, Any

from prefect import flow
from pydantic import AwareDatetime, Field

from flows.day import digest_day, run_name


@flow(
    name="evening-check",
    flow_run_name=run_name,
    description="What is about to breach, what was answered today, how the 24-hour rule stands, and tomorrow.",
    timeout_seconds=3600,
    validate_parameters=True,
)
def evening_check(
    brand: Annotated[str, Field(description="The brand's key in rapport.toml")],
    as_of: Annotated[
        AwareDatetime | None,
        Field(description="Run as of this past moment, with a zone; empty: now. Nothing after it is seen."),
    ] = None,
    window: Annotated[
        str | None, Field(description="Collect just this span, START/END; empty: all not collected yet")
    ] = None,
    send: Annotated[bool, Field(description="Deliver the digest; off: only write a preview")] = True,
    resend: Annotated[bool, Field(description="Deliver even if this period's was sent already")] = False,
    config: Annotated[str | None, Field(description="Path of rapport.toml; empty: the usual place")] = None,
) -> dict[str, Any]:
    """What is about to breach, what was answered today, how the 24-hour rule stands, and tomorrow."""
    return digest_day("evening-check", brand, as_of, window, send, resend, config)
