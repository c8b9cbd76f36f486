"""The LinkedIn connector on its double: what the tests of it share."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from pydantic import SecretStr
from serving import double_of

from connectors import linkedin_account, linkedin_fetch
from connectors.config import Account, Brand
from connectors.http import Patience, Timeouts
from connectors.linkedin import LinkedIn
from connectors.records import Deletion, Interaction, Record, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=5))

double = double_of("linkedin")
ME: str = double.ME


def begin_anew(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    """A process that knows nothing of any page yet, and keeps what it learns in `folder`."""
    monkeypatch.setattr(linkedin_account, "_known", {})
    monkeypatch.setattr(linkedin_fetch, "_listings", {})
    monkeypatch.setattr(linkedin_fetch, "_past", {})
    monkeypatch.setenv("RAPPORT_HOME", str(folder))
    for name in ("LINKEDIN_TEST_TOKEN", "LINKEDIN_TEST_REFRESH"):
        monkeypatch.setenv(name, "there")  # where a secret comes from says where a renewed one is kept
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


def connector(
    server: Any,
    page_size: int = 2,
    now: datetime = NOW + timedelta(seconds=30),
    timeouts: Timeouts | None = None,
    token: str = double.TOKEN,
    **account: Any,
) -> LinkedIn:
    """A connector for the page on `server`."""
    secrets = {"REFRESH": double.REFRESH, "APP": double.APP_SECRET}
    given = {"platform": "linkedin", "handle": "acme", "service": server.url, "secret": "LINKEDIN_TEST_TOKEN"}
    return LinkedIn(
        Account.model_validate(given | account),
        Brand(slug="b", name="B", hashtags=("blend",)),
        secret=lambda name: SecretStr(secrets.get(name.rpartition("_")[2], token)),
        page_size=page_size,
        now=lambda: now,
        patience=Patience(first_wait=0.01),
        timeouts=timeouts,
    )


def scan(made: LinkedIn, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    """The records of one window of a stream."""
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def after(server: Any, stream: str, change: Any, **account: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server, **account)
    scan(made, stream)
    cursor = made.next_cursor()
    server.clock = max(server.clock, NOW + timedelta(minutes=1))
    change()
    return scan(connector(server, now=LATER.end, **account), stream, LATER, cursor)


def said(records: list[Record]) -> dict[str, str]:
    """Native id -> kind of every interaction."""
    return {r.native_id: r.kind for r in records if isinstance(r, Interaction)}


def the(records: list[Record], native: str) -> Interaction:
    """The interaction called `native`, in its last version."""
    return [r for r in records if isinstance(r, Interaction) and r.native_id == native][-1]


def gone(records: list[Record]) -> set[str]:
    """What the platform no longer shows."""
    return {r.native_id for r in records if isinstance(r, Deletion)}
