"""`rapport doctor`: each thing that does not work is named, with what to do, and the others are tried all the same."""

import json
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.handlers import Sink
from sqlalchemy import Engine, text
from typer.testing import CliRunner

from deployments.cli import app

CONFIG = """\
[mail]
host = "127.0.0.1"
port = {port}
security = "none"

[brands.acme]
name = "Acme"

[[brands.acme.accounts]]
platform = "bluesky"
handle = "acme.example"
service = "http://127.0.0.1:9"
secret = "ACME_PASSWORD_THAT_NOBODY_SET"

[[brands.acme.accounts]]
platform = "x"
handle = "@acme"
service = "http://127.0.0.1:9"
refresh_secret = "ACME_REFRESH_TOKEN_THAT_NOBODY_SET"
client_id = "the app"

[[brands.acme.accounts]]
platform = "sandbox"
handle = "acme"
"""


@pytest.fixture
def mail_server() -> Iterator[int]:
    """A real SMTP server on loopback; its port."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
    controller = Controller(Sink(), hostname="127.0.0.1", port=port)
    controller.start()
    yield port
    controller.stop()


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, database_url: str) -> Path:
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    return tmp_path / "rapport.toml"


def checked(config: Path, port: int) -> tuple[int, dict[str, dict[str, Any]]]:
    """The exit code, and the checks by name."""
    config.write_text(CONFIG.format(port=port), encoding="utf-8")
    result = CliRunner().invoke(app, ["--config", str(config), "doctor", "--json"])
    return result.exit_code, {check["name"]: check for check in json.loads(result.stdout)}


def test_a_missing_secret_is_named_with_its_line_and_the_other_accounts_are_tried(
    config: Path, mail_server: int
) -> None:
    code, checks = checked(config, mail_server)
    secret = next(check for name, check in checks.items() if "secret" in name)
    assert code == 1
    assert not secret["is_ok"]
    assert f"{config}, line 13" in secret["detail"]
    assert "ACME_PASSWORD_THAT_NOBODY_SET" in secret["advice"]
    assert all(check["is_ok"] for name, check in checks.items() if "sandbox:acme" in name)


def test_a_token_that_renews_and_is_missing_is_named_and_everything_else_is_tried(
    config: Path, mail_server: int
) -> None:
    exit_code, told = checked(config, mail_server)

    missing = told["acme · x:@acme · credentials"]
    assert exit_code == 1
    assert "ACME_REFRESH_TOKEN_THAT_NOBODY_SET is missing" in missing["detail"]
    assert missing["advice"] == (
        "set ACME_REFRESH_TOKEN_THAT_NOBODY_SET in the environment, or `rapport connect x` again"
    )
    assert told[f"mail 127.0.0.1:{mail_server}"]["is_ok"]


def test_a_database_of_this_version_is_well(config: Path, mail_server: int) -> None:
    _, checks = checked(config, mail_server)
    assert (checks["database"]["is_ok"], checks["schema"]["is_ok"]) == (True, True)


def test_a_schema_that_is_behind_is_named_with_the_command_that_helps(
    config: Path, mail_server: int, db: Engine
) -> None:
    with db.begin() as connection:
        connection.execute(text("delete from alembic_version"))
    _, checks = checked(config, mail_server)
    assert not checks["schema"]["is_ok"]
    assert "rapport db migrate" in checks["schema"]["advice"]


def test_a_database_with_nothing_in_it_is_well(config: Path, mail_server: int, db: Engine) -> None:
    with db.begin() as connection:
        connection.execute(text("drop schema core cascade"))
        connection.execute(text("delete from alembic_version"))
    _, checks = checked(config, mail_server)
    assert checks["schema"]["is_ok"]


def test_a_database_out_of_reach_is_named_without_its_password(
    config: Path, mail_server: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:9/x")
    code, checks = checked(config, mail_server)
    assert (code, checks["database"]["is_ok"]) == (1, False)
    assert "hunter2" not in json.dumps(checks)


def test_a_command_on_a_database_out_of_reach_ends_with_a_sentence(
    config: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from connectors.errors import ConfigError

    monkeypatch.setenv("RAPPORT_DATABASE_URL", "postgresql://u:hunter2@127.0.0.1:9/x")
    config.write_text(CONFIG.format(port=9), encoding="utf-8")
    result = CliRunner().invoke(app, ["--config", str(config), "status"])
    assert isinstance(result.exception, ConfigError)
    assert "out of reach" in str(result.exception)
    assert "hunter2" not in str(result.exception)


def test_mail_is_tried_without_sending_anything(config: Path, mail_server: int) -> None:
    _, checks = checked(config, mail_server)
    assert checks[f"mail 127.0.0.1:{mail_server}"]["is_ok"]


def test_a_mail_server_that_does_not_answer_is_named(config: Path) -> None:
    _, checks = checked(config, 9)
    assert not checks["mail 127.0.0.1:9"]["is_ok"]
    assert "host and port" in checks["mail 127.0.0.1:9"]["advice"]
