"""`rapport connect instagram`: what is tried, what is written and where."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from on_instagram import begin_anew, double
from typer.testing import CliRunner

from connectors.settings import load_settings
from deployments.cli import app


@pytest.fixture(params=[False, True], ids=["instagram", "facebook"])
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    for name in ("RAPPORT_CONFIG", "ACME_INSTAGRAM_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "rapport.toml").write_text('[brands.acme]\nname = "Acme"\n', encoding="utf-8")
    with double.running(datetime(2026, 11, 22, tzinfo=UTC), by_facebook=request.param) as made:
        made.post("hello")
        yield made


def connect(server: Any) -> Result:
    given = ["connect", "instagram", "--handle", "brand", "--service", server.url]
    return CliRunner().invoke(app, given, input=f"{server.token}\n")


def test_an_account_of_either_log_in_is_tried_and_written(server: Any, tmp_path: Path) -> None:
    result = connect(server)

    assert result.exit_code == 0, result.output
    (account,) = load_settings(tmp_path / "rapport.toml").brand("acme").accounts
    assert (account.key, account.service, account.secret) == (
        "instagram:brand",
        server.url,
        "ACME_INSTAGRAM_TOKEN",
    )
    assert (tmp_path / ".env").read_text(encoding="utf-8") == f"ACME_INSTAGRAM_TOKEN={server.token}\n"
    assert server.token not in result.output


def test_a_missing_permission_is_named_and_nothing_is_written(server: Any, tmp_path: Path) -> None:
    server.allowed.discard("manage_comments")

    result = connect(server)

    prefix = "instagram" if server.by_facebook else "instagram_business"
    assert result.exit_code == 1
    assert f"missing: {prefix}_manage_comments" in result.output
    assert not (tmp_path / ".env").exists()
