"""A platform whose every word is given by the test: records by the moment they are told, in one stream or more."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, datetime

import pytest
from export_brands import Community
from sqlalchemy import Connection, text

from connectors.base import Stream
from connectors.records import Interaction, Page, Record, Window
from tasks import marts
from tasks.steps import collect, stage, windows

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MARTS = tuple(
    f"marts.{name}"
    for name in ("metric_daily", "distribution_daily", "metric_period", "cohort_weekly", "profile_day")
)


def said(
    native_id: str, author: str, at: datetime, words: str = "Where is my order?", **more: object
) -> Interaction:
    """An inbound comment; `more` are other fields of Interaction."""
    fields = {"kind": "comment", "direction": "inbound", "text": words} | more
    return Interaction("export", native_id, author_native_id=author, occurred_at=at, **fields)  # type: ignore[arg-type]


class Told:
    """Stands in for the connector of the brand's account: `tell` adds records, windows select them by moment."""

    platform = "export"

    def __init__(
        self, community: Community, monkeypatch: pytest.MonkeyPatch, streams: Sequence[str] = ("talk",)
    ):
        community.write([])
        self.community = community
        self.streams = tuple(Stream(name) for name in streams)
        self.fetches = 0
        self._told: list[tuple[str, datetime, Record]] = []
        for module in (collect, stage):
            monkeypatch.setattr(module, "connector_for", lambda *_, **__: self)
        monkeypatch.setattr(windows, "streams_of", lambda _: self.streams)

    def tell(self, at: datetime, *records: Record, stream: str | None = None) -> None:
        self._told += [(stream or self.streams[0].name, at, record) for record in records]

    def fetch(self, stream: str, window: Window, cursor: str | None) -> Iterator[Page]:
        self.fetches += 1
        yield Page(1, b"", NOW)

    def next_cursor(self) -> str | None:
        return None

    def close(self) -> None:
        """Nothing is held open."""

    def parse(self, stream: str, page: Page, window: Window) -> Iterable[Record]:
        return [r for name, at, r in self._told if name == stream and window.start <= at < window.end]

    def differs_when_rebuilt(self) -> list[str]:
        """The tables of marts that a rebuild from nothing changes: none, when every touched day was computed."""
        with self.community.engine.begin() as connection:
            marts.recompute(connection, "acme", NOW)
            before = {table: _rows(connection, table) for table in MARTS}
            for table in (*MARTS, "ops.mart_state"):
                connection.execute(text(f"delete from {table}"))
            marts.recompute(connection, "acme", NOW)
            return [table for table in MARTS if _rows(connection, table) != before[table]]


def _rows(connection: Connection, table: str) -> list[str]:
    return list(connection.execute(text(f"select to_jsonb(t)::text from {table} t order by 1")).scalars())
