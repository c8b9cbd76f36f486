"""One request, before it is signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx


@dataclass(frozen=True, slots=True)
class Request:
    """One request before it is signed; `headers` given by hand take the place of the auth hook."""

    method: str
    url: str
    params: Mapping[str, Any] | None = None
    body: Mapping[str, Any] | None = None
    headers: Mapping[str, str] | None = None
    form: Mapping[str, str] | None = None

    @property
    def what(self) -> str:
        """Method and path, for messages: never the query."""
        return f"{self.method} {httpx.URL(self.url).path}"
