"""`rapport connect bluesky`: what is tried, what is written and where."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from serving import double_of
from typer.testing import CliRunner, Result

from connectors.settings import load_settings
from deployments.cli import app

double = double_of("bluesky")


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    monkeypatch.chdir(tmp_path)
    for name in ("RAPPORT_CONFIG", "RAPPORT_HOME", "PREFECT_API_URL", "ACME_BLUESKY_PASSWORD"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "rapport.toml").write_text('[brands.acme]\nname = "Acme"\n', encoding="utf-8")
    with double.running(datetime.now(UTC)) as made:
        yield made


def connect(server: Any, password: str) -> Result:
    given = ["connect", "bluesky", "--handle", "b.test", "--service", server.url]
    return CliRunner().invoke(app, given, input=f"{password}\n")


def test_an_app_password_is_tried_and_kept_out_of_the_toml(server: Any, tmp_path: Path) -> None:
    result = connect(server, double.PASSWORD)

    assert result.exit_code == 0, result.output
    (account,) = load_settings(tmp_path / "rapport.toml").brand("acme").accounts
    assert (account.key, account.secret) == ("bluesky:b.test", "ACME_BLUESKY_PASSWORD")
    assert (tmp_path / ".env").read_text(encoding="utf-8") == f"ACME_BLUESKY_PASSWORD={double.PASSWORD}\n"
    assert double.PASSWORD not in (tmp_path / "rapport.toml").read_text(encoding="utf-8") + result.output


def test_an_app_password_that_is_refused_leaves_nothing_written(server: Any, tmp_path: Path) -> None:
    result = connect(server, "not-the-password")

    assert result.exit_code == 1
    assert "not-the-password" not in result.output
    assert not (tmp_path / ".env").exists()
    assert "bluesky" not in (tmp_path / "rapport.toml").read_text(encoding="utf-8")
