"""`rapport connect`: what is tried, what is written and where, and what is not."""

import stat
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from on_mastodon import double
from typer.testing import CliRunner

from connectors import mastodon_account
from connectors.settings import load_settings
from deployments.checks import check_account
from deployments.cli import app

OF_TWO = '# kept\n[brands.acme]\nname = "Acme"\n[brands.other]\nname = "Other"\n'


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(mastodon_account, "_known", {})
    with double.running(datetime(2026, 11, 22, tzinfo=UTC)) as made:
        yield made


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where `rapport` is called."""
    monkeypatch.chdir(tmp_path)
    for name in ("RAPPORT_CONFIG", "RAPPORT_HOME", "PREFECT_API_URL", "ACME_MASTODON_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    return tmp_path


def connect(server: Any, *options: str, typed: str = double.TOKEN + "\n", handle: str = "brand") -> Result:
    given = ["connect", "mastodon", "--handle", handle, "--service", server.url, *options]
    return CliRunner().invoke(app, given, input=typed)


def test_an_account_is_tried_and_written_and_its_secret_is_not_in_the_toml(server: Any, folder: Path) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")

    result = connect(server, "--brand", "acme")

    assert result.exit_code == 0, result.output
    text = (folder / "rapport.toml").read_text(encoding="utf-8")
    assert text.startswith(OF_TWO)
    assert double.TOKEN not in text + result.output
    (account,) = load_settings(folder / "rapport.toml").brand("acme").accounts
    assert (account.key, account.service) == ("mastodon:brand", server.url)
    assert account.secret == "ACME_MASTODON_TOKEN"
    env = folder / ".env"
    assert env.read_text(encoding="utf-8") == f"ACME_MASTODON_TOKEN={double.TOKEN}\n"
    assert stat.S_IMODE(env.stat().st_mode) == 0o600


def test_nothing_is_written_when_the_network_refuses(server: Any, folder: Path) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")

    result = connect(server, "--brand", "acme", typed="not-the-token\n")

    assert result.exit_code == 1
    assert "access token is refused" in result.output
    assert [path.name for path in folder.iterdir()] == ["rapport.toml"]
    assert (folder / "rapport.toml").read_text(encoding="utf-8") == OF_TWO


def test_a_missing_permission_is_named_before_anything_is_written(server: Any, folder: Path) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")
    server.scopes.discard("read:follows")

    result = connect(server, "--brand", "acme")

    assert result.exit_code == 1
    assert "missing: read:follows" in result.output
    assert not (folder / ".env").exists()


def test_a_first_brand_is_made_where_there_is_no_configuration(server: Any, folder: Path) -> None:
    result = connect(server, typed=f"Kessel & Co\n{double.TOKEN}\n")

    assert result.exit_code == 0, result.output
    (brand,) = load_settings(folder / "rapport.toml").brands
    assert (brand.slug, brand.name, brand.accounts[0].secret) == (
        "kessel-co",
        "Kessel & Co",
        "KESSEL_CO_MASTODON_TOKEN",
    )
    assert {path.name for path in folder.iterdir()} == {"rapport.toml", ".env"}


def test_an_account_that_is_there_gets_its_new_secret_under_its_old_name(server: Any, folder: Path) -> None:
    text = (
        '[brands.acme]\nname = "Acme"\n[[brands.acme.accounts]]\nplatform = "mastodon"\nhandle = "brand"\n'
        f'service = "{server.url}"\nsecret = "MY_OWN_NAME"\n'
    )
    (folder / "rapport.toml").write_text(text, encoding="utf-8")
    (folder / ".env").write_text("OTHER='a b'\nexport MY_OWN_NAME=old\n", encoding="utf-8")

    result = connect(server)

    assert result.exit_code == 0, result.output
    assert (folder / "rapport.toml").read_text(encoding="utf-8") == text
    assert (folder / ".env").read_text(encoding="utf-8") == f"OTHER='a b'\nMY_OWN_NAME={double.TOKEN}\n"


def test_an_account_that_is_there_moves_to_the_server_that_is_named_now(server: Any, folder: Path) -> None:
    text = (
        '[brands.acme]\nname = "Acme"\n[[brands.acme.accounts]]\nplatform = "mastodon"\n  handle = "brand"  # us\n'
        '  service = "http://127.0.0.1:9" # old\nkeywords = ["x"]\nsecret = "MY_OWN_NAME"\n'
    )
    (folder / "rapport.toml").write_text(text, encoding="utf-8")

    result = connect(server)

    assert result.exit_code == 0, result.output
    now = (folder / "rapport.toml").read_text(encoding="utf-8")
    assert now == text.replace('"http://127.0.0.1:9" # old', f'"{server.url}" # old')


def test_an_account_that_cannot_be_changed_line_by_line_is_left_alone(server: Any, folder: Path) -> None:
    text = (
        '[brands.acme]\nname = "Acme"\n'
        'accounts = [{platform = "mastodon", handle = "brand", service = "http://127.0.0.1:9", secret = "M"}]\n'
    )
    (folder / "rapport.toml").write_text(text, encoding="utf-8")

    result = connect(server)

    assert result.exit_code != 0
    assert f'line 3 of rapport.toml cannot be changed: write service = "{server.url}"' in str(
        result.exception
    )
    assert (folder / "rapport.toml").read_text(encoding="utf-8") == text
    assert not (folder / ".env").exists()


def test_what_to_do_is_said_once(server: Any, folder: Path) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")

    result = connect(server, "--brand", "acme", typed="not-the-token\n")

    assert " ".join(result.output.split()).count("make a new access token") == 1


def test_the_doctor_finds_a_secret_that_was_kept_and_not_loaded(server: Any, folder: Path) -> None:
    connect(server, typed=f"Kessel & Co\n{double.TOKEN}\n")

    settings = load_settings(folder / "rapport.toml")
    (brand,) = settings.brands
    (told,) = check_account(settings, brand, 0, brand.accounts[0])

    assert "secret KESSEL_CO_MASTODON_TOKEN is missing" in told.detail
    assert told.advice == f"it is in {folder / '.env'}; load it: set -a; . {folder / '.env'}; set +a"


def test_the_server_is_suggested_from_the_handle(server: Any, folder: Path) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")

    given = ["connect", "mastodon", "--brand", "acme"]
    result = CliRunner().invoke(app, given, input="brand@social.invalid\n\nx-token\n")

    assert "https://social.invalid" in result.output
    assert result.exit_code == 1
    assert "social.invalid cannot be resolved" in result.output


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["connect", "sandbox"], "sandbox needs no connecting"),
        (
            ["connect", "myspace"],
            "unknown platform 'myspace'; there are to connect: bluesky, instagram, linkedin",
        ),
        (["connect", "mastodon"], "several brands: name one of acme, other"),
    ],
)
def test_wrong_usage_says_what_is_right(folder: Path, arguments: list[str], words: str) -> None:
    (folder / "rapport.toml").write_text(OF_TWO, encoding="utf-8")

    result = CliRunner().invoke(app, arguments)

    assert result.exit_code != 0
    assert words in " ".join(f"{result.output} {result.exception}".split())


def test_a_configuration_that_cannot_take_the_account_is_left_alone(server: Any, folder: Path) -> None:
    text = '[brands.acme]\nname = "Acme"\naccounts = [{platform = "sandbox", handle = "acme"}]\n'
    (folder / "rapport.toml").write_text(text, encoding="utf-8")

    result = connect(server)

    assert result.exit_code != 0
    assert f"{folder / 'rapport.toml'}, line" in str(result.exception)
    assert (folder / "rapport.toml").read_text(encoding="utf-8") == text
