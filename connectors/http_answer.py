"""One answer of a service, and what a connector may say of it."""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any, Protocol

from connectors.errors import ConnectorError, Malformed


@dataclass(frozen=True, slots=True)
class Answer:
    """A whole answer: status, headers, and the body exactly as it arrived (decompressed)."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes = field(repr=False)
    what: str
    """Method and path, for messages: never the query."""

    def json(self) -> Any:
        """The body as JSON; Malformed when it is not (an HTML page with status 200, a body cut short)."""
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            pass
        start = self.body[:200].lstrip().lower()
        seen = "an HTML page" if start.startswith((b"<!doctype", b"<html", b"<")) else "no readable JSON"
        raise Malformed(f"{self.what} answered {self.status} with {seen} ({len(self.body)} bytes)")

    def json_object(self) -> dict[str, Any]:
        """The body as a JSON object; Malformed for anything else."""
        value = self.json()
        if isinstance(value, dict):
            return value
        raise Malformed(f"{self.what} answered {self.status} with JSON that is not an object")


class Auth(Protocol):
    """How requests are signed."""

    def headers(self) -> Mapping[str, str]:
        """The headers that sign the next request (may itself ask the network for a session)."""

    def renewed(self, answer: Answer) -> bool:
        """True when `answer` refused stale credentials and fresh ones are at hand: ask once more."""


Explain = Callable[[Answer], ConnectorError | None]
"""A platform's own reading of an error answer; None leaves it to the general rules."""
