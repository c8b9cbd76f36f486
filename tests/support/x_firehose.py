"""A server that speaks as X does and has no end of posts: every mention is made up when it is asked for."""

import random
from datetime import UTC, datetime, timedelta
from typing import Any

from serving import Answering, Double, Query
from x_pages import BRAND, Style, page

PAGE = 100
Json = dict[str, Any]


class Firehose(Double):
    """`daily` mentions of the brand a day, evenly over it, the same whenever they are asked for."""

    def __init__(self, daily: int, style: Style) -> None:
        super().__init__(datetime.now(UTC), _Handler)
        self.daily = daily
        self.style = style

    def mentions(self, start: datetime, end: datetime, skipped: int) -> Json:
        """The page after the first `skipped` of the span, newest first."""
        spacing = timedelta(days=1) / self.daily
        first, last = -(-_since_1970(start) // spacing), -(-_since_1970(end) // spacing)
        newest = last - 1 - skipped
        numbers = range(newest, max(newest - PAGE, first - 1), -1)
        token = f"skip-{skipped + PAGE}" if newest - PAGE >= first else None
        times = [(number, datetime(1970, 1, 1, tzinfo=UTC) + number * spacing) for number in numbers]
        return page(random.Random(newest), times, self.style, token)


class _Handler(Answering):
    server: Firehose

    def answer(self, path: str, query: Query) -> tuple[int, Any, dict[str, str]]:
        if path.endswith("/mentions"):
            start, end = (
                datetime.fromisoformat(query[name][0].replace("Z", "+00:00"))
                for name in ("start_time", "end_time")
            )
            skipped = int(query.get("pagination_token", ["skip-0"])[0].removeprefix("skip-"))
            return 200, self.server.mentions(start, end, skipped), {"api-version": "2.159"}
        me = {"id": BRAND, "name": "Brand", "username": "brand", "public_metrics": {"followers_count": 7}}
        return 200, {"data": me}, {"api-version": "2.159"}


def _since_1970(at: datetime) -> timedelta:
    return at - datetime(1970, 1, 1, tzinfo=UTC)
