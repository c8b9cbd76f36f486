"""The X connector on its double: what the tests of it share."""

from datetime import UTC, datetime, timedelta
from typing import Any

from pydantic import SecretStr
from serving import double_of

from connectors.config import Account, Brand
from connectors.http import Patience
from connectors.records import Interaction, Record, Window
from connectors.x import X

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=5))

double = double_of("x")
BRAND: str = double.BRAND


def connector(
    server: Any, token: str = "access-0", page_size: int = 10, now: datetime = NOW, **account: Any
) -> X:
    """A connector for the brand's account on `server`; `token` is what every secret's name leads to."""
    given = {"platform": "x", "handle": "@brand", "service": server.url, "secret": "T"} | account
    return X(
        Account.model_validate(given),
        Brand(slug="b", name="B", hashtags=("blend",)),
        secret=lambda name: SecretStr({"A": double.APP_TOKEN}.get(name, token)),
        page_size=page_size,
        now=lambda: now + timedelta(seconds=30),
        patience=Patience(first_wait=0.01),
    )


def scan(made: X, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    """The records of one window of a stream."""
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def after(server: Any, stream: str, change: Any, **account: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server, **account)
    scan(made, stream)
    cursor = made.next_cursor()
    change()
    later = NOW + timedelta(minutes=5)
    return scan(connector(server, now=later, **account), stream, LATER, cursor)


def said(records: list[Record]) -> dict[str, str]:
    """Native id -> kind of every interaction."""
    return {r.native_id: r.kind for r in records if isinstance(r, Interaction)}


def the(records: list[Record], native: str) -> Interaction:
    """The interaction called `native`, in its last version."""
    return [r for r in records if isinstance(r, Interaction) and r.native_id == native][-1]
