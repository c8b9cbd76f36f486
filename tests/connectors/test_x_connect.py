"""`rapport connect x`: several secrets, some of them optional, and one that is used up by trying it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from on_x import double
from serving import serving
from typer.testing import CliRunner

from connectors import x_auth
from connectors.settings import load_settings
from deployments.cli import app


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(x_auth, "_known", {})
    with serving(double.XDouble(datetime(2026, 11, 22, tzinfo=UTC))) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `rapport` is called."""
    monkeypatch.chdir(tmp_path)
    for name in ("RAPPORT_CONFIG", "RAPPORT_HOME", "PREFECT_API_URL"):
        monkeypatch.delenv(name, raising=False)
    (tmp_path / "rapport.toml").write_text('[brands.acme]\nname = "Acme"\n', encoding="utf-8")
    return tmp_path


def connect(server: Any, typed: str) -> Result:
    given = ["connect", "x", "--handle", "@brand", "--service", server.url]
    return CliRunner().invoke(app, given, input=typed)


def test_the_refresh_token_that_x_gave_in_return_is_kept_in_the_place_of_the_one_typed(
    server: Any, folder: Path
) -> None:
    result = connect(server, f"{double.CLIENT}\nrefresh-0\n\n{double.APP_TOKEN}\n")

    assert result.exit_code == 0, result.output
    assert "missing" not in result.output
    assert "4,200 of 15,000 posts read" in " ".join(result.output.split())
    text, env = (folder / name for name in ("rapport.toml", ".env"))
    (account,) = load_settings(text).brand("acme").accounts
    assert (account.client_id, account.refresh_secret) == (double.CLIENT, "ACME_X_REFRESH_TOKEN")
    assert (account.client_secret, account.secret) == (None, None)
    kept = env.read_text(encoding="utf-8")
    assert kept == f"ACME_X_REFRESH_TOKEN={server.refresh}\nACME_X_APP_TOKEN={double.APP_TOKEN}\n"
    assert server.refresh == "refresh-1"
    assert "refresh-" not in text.read_text(encoding="utf-8") + result.output


def test_a_missing_permission_leaves_nothing_written_and_the_same_token_can_be_tried_again(
    server: Any, folder: Path
) -> None:
    server.scopes.discard("dm.read")
    refused = connect(server, f"{double.CLIENT}\nrefresh-0\n\n\n")
    assert refused.exit_code == 1
    assert "missing: dm.read" in refused.output
    assert not (folder / ".env").exists()

    again = connect(server, f"{double.CLIENT}\nrefresh-0\n\n\n")

    assert "missing: dm.read" in again.output
    assert server.renewals == 1


def test_an_account_that_had_more_secrets_than_are_typed_again_keeps_them(
    server: Any, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    connect(server, f"{double.CLIENT}\nrefresh-0\n\n{double.APP_TOKEN}\n")
    server.refresh = "refresh-of-another-authorisation"
    monkeypatch.setenv("ACME_X_APP_TOKEN", double.APP_TOKEN)

    again = connect(server, f"{double.CLIENT}\n{server.refresh}\n\n\n")

    assert again.exit_code == 0, again.output
    kept = (folder / ".env").read_text(encoding="utf-8").splitlines()
    assert sorted(kept) == [f"ACME_X_APP_TOKEN={double.APP_TOKEN}", f"ACME_X_REFRESH_TOKEN={server.refresh}"]


def test_without_a_place_for_blocks_nothing_is_asked_and_no_token_used_up(server: Any, folder: Path) -> None:
    given = ["connect", "x", "--handle", "@brand", "--service", server.url, "--block"]

    result = CliRunner().invoke(app, given, input=f"{double.CLIENT}\nrefresh-0\n\n\n")

    assert result.exit_code == 1
    assert "--block needs PREFECT_API_URL" in str(result.exception)
    assert server.renewals == 0
