"""Pages of a Graph API's lists ("edges"): cursors in the body, a next page as an address with the token in it.

The address is used only where there is no cursor, without its token (the client signs it anew), and only on the
client's own host. Knows no platform.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from connectors import reading
from connectors.errors import Malformed
from connectors.http import Answer
from connectors.paging import Ask, Params, Progress


@dataclass(frozen=True, slots=True)
class GraphPages:
    """Pages by `paging.cursors.after`, for as long as `paging.next` says that there are more.

    `has_one_cursor`: the cursor is the same on every page and yet leads on (hashtags); what the page begins with
    is then watched instead, and a page that begins as one before did is an error.
    """

    max_pages: int = 1000
    max_empty: int = 20
    has_one_cursor: bool = False

    def pages(
        self, ask: Ask, path: str, params: Params, begun: Mapping[str, Any] | None = None
    ) -> Iterator[Answer]:
        """Every page of `path`; with `begun`, a list that came inside another answer, those after that one."""
        progress = Progress(path, self.max_pages, self.max_empty)
        progress.token("")
        place: tuple[str, Params | None] | None = (path, params)
        if begun is not None:
            place = self._next(path, params, begun, progress)
        while place is not None:
            answer = ask(*place)
            body = answer.json_object()
            if not isinstance(body.get("data"), list):
                raise Malformed(f"{answer.what} answered without a list")
            yield answer
            place = self._next(path, params, body, progress)

    def _next(
        self, path: str, params: Params, body: Mapping[str, Any], progress: Progress
    ) -> tuple[str, Params | None] | None:
        paging, items = reading.record(body.get("paging")), reading.items(body.get("data"))
        following = reading.text(paging.get("next"))
        if not following:
            return None
        progress.page(len(items))
        after = reading.text(reading.record(paging.get("cursors")).get("after"))
        first = str(reading.record(items[0] if items else None).get("id"))
        place = without_token(following)
        progress.token(first if self.has_one_cursor else after or place)
        return (path, {**params, "after": after}) if after else (place, None)


def without_token(address: str) -> str:
    """An address without the access token that the platform writes into it. Malformed for what is no address."""
    try:
        parts = urlsplit(address)
    except ValueError:
        raise Malformed("the address of a next page cannot be read") from None
    kept = [(key, value) for key, value in parse_qsl(parts.query) if key != "access_token"]
    return urlunsplit(parts._replace(query=urlencode(kept)))
