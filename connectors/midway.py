"""Waiting out a rate limit where an answer would be lost otherwise. Knows no platform.

A window lands whole or not at all. One that takes more requests than a service lets through at once would begin anew
after each wait, use up the next budget the same way, and never end; so who is midway waits where he stands.
"""

from collections.abc import Iterator
from dataclasses import replace

from connectors.http import HttpClient
from connectors.records import Page

LONGEST = 960.0
"""Seconds: a window of rate limits, fifteen minutes nearly everywhere, and a clock that is not quite ours."""


def patient(client: HttpClient, pages: Iterator[Page]) -> Iterator[Page]:
    """The `pages` that `client` is asked for. From the first on, what a request has to wait for is waited out and told
    of, up to 16 minutes in all; before it, and beyond that, the client raises RetryLater as it always does."""
    patience = client.patience
    try:
        for page in pages:
            yield page
            client.patience = replace(patience, max_wait=max(patience.max_wait, LONGEST))
    finally:
        client.patience = patience
