"""`rapport connect linkedin`: what is tried, what is written and where."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_linkedin import begin_anew, double
from typer.testing import CliRunner, Result

from connectors.settings import load_settings
from deployments.cli import app


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("RAPPORT_CONFIG", raising=False)
    (tmp_path / "rapport.toml").write_text('[brands.acme]\nname = "Acme"\n', encoding="utf-8")
    with double.running(datetime.now(UTC)) as made:
        yield made


def connect(server: Any, *typed: str) -> Result:
    given = ["connect", "linkedin", "--handle", "acme", "--service", server.url]
    return CliRunner().invoke(app, given, input="".join(f"{line}\n" for line in typed))


def test_a_page_with_an_access_token_alone_is_tried_and_written(server: Any, tmp_path: Path) -> None:
    result = connect(server, "", "", "", double.TOKEN)

    assert result.exit_code == 0, result.output
    (account,) = load_settings(tmp_path / "rapport.toml").brand("acme").accounts
    assert (account.key, account.secret, account.refresh_secret) == (
        "linkedin:acme",
        "ACME_LINKEDIN_TOKEN",
        None,
    )
    assert (tmp_path / ".env").read_text(encoding="utf-8") == f"ACME_LINKEDIN_TOKEN={double.TOKEN}\n"
    assert "at the latest" in " ".join(result.output.split())
    assert double.TOKEN not in result.output


def test_an_app_and_its_refresh_token_need_no_access_token(server: Any, tmp_path: Path) -> None:
    result = connect(server, double.CLIENT, double.APP_SECRET, double.REFRESH, "")

    assert result.exit_code == 0, result.output
    (account,) = load_settings(tmp_path / "rapport.toml").brand("acme").accounts
    assert (account.client_id, account.refresh_secret) == (double.CLIENT, "ACME_LINKEDIN_REFRESH")
    assert (account.client_secret, account.secret) == ("ACME_LINKEDIN_APP_SECRET", None)
    kept = (tmp_path / ".env").read_text(encoding="utf-8")
    assert kept == f"ACME_LINKEDIN_APP_SECRET={double.APP_SECRET}\nACME_LINKEDIN_REFRESH={double.REFRESH}\n"


def test_a_missing_permission_is_named_and_nothing_is_written(server: Any, tmp_path: Path) -> None:
    server.scopes.discard("r_organization_social")

    result = connect(server, "", "", "", double.TOKEN)

    assert result.exit_code == 1
    assert "missing: r_organization_social" in " ".join(result.output.split())
    assert not (tmp_path / ".env").exists()


def test_a_page_that_had_an_access_token_gets_the_apps_that_renews(server: Any, tmp_path: Path) -> None:
    assert connect(server, "", "", "", double.TOKEN).exit_code == 0

    result = connect(server, double.CLIENT, double.APP_SECRET, double.REFRESH, "")

    assert result.exit_code == 0, result.output
    (account,) = load_settings(tmp_path / "rapport.toml").brand("acme").accounts
    assert (account.client_id, account.client_secret) == (double.CLIENT, "ACME_LINKEDIN_APP_SECRET")
    assert (account.secret, account.refresh_secret) == ("ACME_LINKEDIN_TOKEN", "ACME_LINKEDIN_REFRESH")


def test_what_is_not_typed_again_is_read_from_where_it_was_kept(server: Any, tmp_path: Path) -> None:
    assert connect(server, "", "", "", double.TOKEN).exit_code == 0
    text = (tmp_path / "rapport.toml").read_text(encoding="utf-8")

    result = connect(server, "", "", "", "")

    assert result.exit_code == 0, result.output
    assert (tmp_path / "rapport.toml").read_text(encoding="utf-8") == text


def test_a_token_that_ends_soon_is_taken_with_a_warning(server: Any, tmp_path: Path) -> None:
    server.expires_at = datetime.now(UTC) + timedelta(days=5, hours=1)

    result = connect(server, double.CLIENT, double.APP_SECRET, "", double.TOKEN)

    told = " ".join(result.output.split())
    assert result.exit_code == 0, result.output
    assert "! token expiry: expires on" in told
    assert "in 5 days → connect the page again" in told
