"""What `rapport doctor` and `rapport connect` open to try an account they give back, however it goes."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import httpx
import pytest
from on_linkedin import begin_anew, double
from typer.testing import CliRunner

from connectors.settings import load_settings
from deployments.checks import check_account
from deployments.cli import app

ACCOUNT = """\
[brands.acme]
name = "Acme"
[[brands.acme.accounts]]
platform = "linkedin"
handle = "{handle}"
service = "{service}"
secret = "LINKEDIN_TEST_TOKEN"
client_id = "{client}"
client_secret = "ACME_LINKEDIN_APP_SECRET"
"""


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path / "home")
    monkeypatch.chdir(tmp_path)
    with double.running(datetime(2026, 11, 22, tzinfo=UTC)) as made:
        yield made


@pytest.fixture
def opened(monkeypatch: pytest.MonkeyPatch) -> list[httpx.Client]:
    """Every client that was opened, in order."""
    found: list[httpx.Client] = []
    begin = httpx.Client.__init__

    def noted(client: httpx.Client, *given: Any, **named: Any) -> None:
        begin(client, *given, **named)
        found.append(client)

    monkeypatch.setattr(httpx.Client, "__init__", noted)
    return found


@pytest.mark.parametrize(("handle", "is_ok"), [("acme", True), ("amce", False)])
def test_the_doctor_closes_what_it_tried(
    server: Any,
    opened: list[httpx.Client],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    handle: str,
    is_ok: bool,
) -> None:
    monkeypatch.setenv("LINKEDIN_TEST_TOKEN", double.TOKEN)
    monkeypatch.setenv("ACME_LINKEDIN_APP_SECRET", double.APP_SECRET)
    path = tmp_path / "rapport.toml"
    path.write_text(ACCOUNT.format(handle=handle, service=server.url, client=double.CLIENT), encoding="utf-8")
    settings = load_settings(path)
    brand = settings.brand("acme")

    found = list(check_account(settings, brand, 0, brand.accounts[0]))

    assert all(check.is_ok for check in found) == is_ok
    assert [client.is_closed for client in opened] == [True, True]


@pytest.mark.parametrize(("handle", "code"), [("acme", 0), ("amce", 1)])
def test_connecting_closes_what_it_tried(
    server: Any, opened: list[httpx.Client], tmp_path: Path, handle: str, code: int
) -> None:
    (tmp_path / "rapport.toml").write_text('[brands.acme]\nname = "Acme"\n', encoding="utf-8")
    typed = "\n".join([double.CLIENT, double.APP_SECRET, "", double.TOKEN, ""])

    given = ["connect", "linkedin", "--handle", handle, "--service", server.url]
    result = CliRunner().invoke(app, given, input=typed)

    assert result.exit_code == code, result.output
    assert [client.is_closed for client in opened] == [True, True]
