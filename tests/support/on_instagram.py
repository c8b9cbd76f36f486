"""The Instagram connector on its double: what the tests of both share."""

import importlib.util
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import budgets, graph_token, instagram_account
from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.instagram import Instagram
from connectors.records import Interaction, Record, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=5))
SECRET = "INSTAGRAM_TEST_TOKEN"


def _double() -> ModuleType:
    """tests/ is no package: the double is loaded from its file."""
    path = Path(__file__).parents[1] / "networks" / "doubles" / "instagram.py"
    spec = importlib.util.spec_from_file_location("instagram_double", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


double = _double()
ME: str = double.ME


def begin_anew(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A process that knows nothing of any account yet, and keeps what it learns in `folder`."""
    monkeypatch.setattr(instagram_account, "_known", {})
    monkeypatch.setattr(graph_token, "_tried", {})
    monkeypatch.setattr(budgets, "_shared", {})
    monkeypatch.setenv("RAPPORT_HOME", str(folder))
    monkeypatch.setenv(SECRET, "there")  # where a secret comes from says where a renewed one is kept
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


def connector(
    server: Any,
    token: str | None = None,
    handle: str = "brand",
    page_size: int = 2,
    now: datetime = NOW + timedelta(seconds=30),
    timeouts: Timeouts | None = None,
    hashtags: tuple[str, ...] = ("blend",),
    **account: Any,
) -> Instagram:
    return Instagram(
        Account(platform="instagram", handle=handle, service=server.url, secret=SECRET, **account),
        Brand(slug="b", name="B", hashtags=hashtags),
        secret=lambda name: SecretStr(token or server.token),
        page_size=page_size,
        now=lambda: now,
        patience=Patience(first_wait=0.01),
        timeouts=timeouts,
    )


def scan(made: Instagram, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def after(server: Any, stream: str, change: Any, **account: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server, **account)
    scan(made, stream)
    cursor = made.next_cursor()
    change()
    return scan(connector(server, now=LATER.end, **account), stream, LATER, cursor)


def said(records: list[Record]) -> dict[str, str]:
    """Native id -> kind of every interaction."""
    return {r.native_id: r.kind for r in records if isinstance(r, Interaction)}


def the(records: list[Record], native: str) -> Interaction:
    return [r for r in records if isinstance(r, Interaction) and r.native_id == native][-1]
