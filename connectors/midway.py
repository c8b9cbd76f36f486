"""Waiting out a rate limit where an answer would be lost otherwise. Knows no platform.

A window lands whole or not at all. One that takes more requests than a service lets through at once would begin anew
after each wait, use up the next budget the same way, and never end; so who is midway waits where he stands.
"""

import logging
from collections.abc import Iterator
from dataclasses import replace

from connectors.http import HttpClient
from connectors.records import Page

log = logging.getLogger(__name__)

LONGEST = 960.0
"""Seconds: a window of rate limits, fifteen minutes nearly everywhere, and a clock that is not quite ours."""
WORTH_TELLING = 20.0


def patient(client: HttpClient, pages: Iterator[Page]) -> Iterator[Page]:
    """The `pages` that `client` is asked for. From the first on, each wait of up to 16 minutes that the service names
    is waited out and logged; before it, and for longer ones, the client raises RetryLater as it always does."""
    patience, sleep = client.patience, client.sleep

    def tell_and_sleep(seconds: float) -> None:
        if seconds > WORTH_TELLING:
            log.warning(
                "waiting %.0f s for the rate limit of %s, midway in a window", seconds, client.service
            )
        sleep(seconds)

    try:
        for page in pages:
            yield page
            client.patience = replace(patience, max_wait=max(patience.max_wait, LONGEST))
            client.sleep = tell_and_sleep
    finally:
        client.patience, client.sleep = patience, sleep
