"""The flow `midday-block`: one of the four digests."""

from typing import Any

from prefect import flow
from pydantic import AwareDatetime

from flows.day import digest_day
from flows.record import run_name


@flow(
    name="midday-block",
    flow_run_name=run_name,
    description="A plan of one block of answering: which items, in what order, with minutes and drafts.",
    timeout_seconds=3600,
    validate_parameters=True,
)
def midday_block(
    brand: str,
    as_of: AwareDatetime | None = None,
    window: str | None = None,
    send: bool = True,
    resend: bool = False,
    config: str | None = None,
) -> dict[str, Any]:
    """A plan of one block of answering: which items, in what order, with minutes and drafts.

    Args:
        brand: The brand's key in rapport.toml.
        as_of: Run as of this past moment, with a zone; empty means now. Nothing after it is seen.
        window: Collect just this span, START/END in ISO 8601 with a zone; empty means all not collected yet.
        send: Deliver the digest; off only writes a preview.
        resend: Deliver even if this period's was sent already.
        config: Path of rapport.toml; empty means the usual place.
    """
    return digest_day("midday-block", brand, as_of, window, send, resend, config)
