"""The Mastodon connector on its double: what the tests of both share."""

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import SecretStr

from connectors.config import Account, Brand
from connectors.http import Patience
from connectors.mastodon import Mastodon
from connectors.records import Interaction, Record, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=5))


def _double() -> ModuleType:
    """tests/ is no package: the double is loaded from its file."""
    path = Path(__file__).parents[1] / "networks" / "doubles" / "mastodon.py"
    spec = importlib.util.spec_from_file_location("mastodon_double", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


double = _double()
BRAND: str = double.BRAND


def connector(
    server: Any, token: str = double.TOKEN, handle: str = "brand", page_size: int = 2, **account: Any
) -> Mastodon:
    return Mastodon(
        Account(platform="mastodon", handle=handle, service=server.url, secret="T", **account),
        Brand(slug="b", name="B", hashtags=("blend",)),
        secret=lambda name: SecretStr(token),
        page_size=page_size,
        now=lambda: NOW + timedelta(seconds=30),
        patience=Patience(first_wait=0.01),
    )


def scan(made: Mastodon, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def after(server: Any, stream: str, change: Any, **account: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server, **account)
    scan(made, stream)
    cursor = made.next_cursor()
    change()
    return scan(connector(server, **account), stream, LATER, cursor)


def said(records: list[Record]) -> dict[str, str]:
    """Local id -> kind of every interaction."""
    return {r.native_id.partition("/")[2]: r.kind for r in records if isinstance(r, Interaction)}


def the(records: list[Record], local: str) -> Interaction:
    return [r for r in records if isinstance(r, Interaction) and r.native_id.endswith(f"/{local}")][-1]


def host(server: Any) -> str:
    """The double's host and port, as native ids carry it."""
    return str(server.url.removeprefix("http://"))
