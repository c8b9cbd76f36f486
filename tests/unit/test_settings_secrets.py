"""Secrets by name: from the environment, never shown."""

import pytest

from connectors import secrets
from connectors.errors import ConfigError


@pytest.fixture(autouse=True)
def without_prefect(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PREFECT_API_URL", raising=False)


def test_a_secret_comes_from_the_environment_and_is_not_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ACME_PASSWORD", "hunter2")
    secret = secrets.resolve("ACME_PASSWORD")
    assert secret.get_secret_value() == "hunter2"
    assert "hunter2" not in repr(secret)


@pytest.mark.parametrize("value", [None, ""])
def test_a_missing_secret_says_where_it_was_looked_for(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    if value is None:
        monkeypatch.delenv("ACME_PASSWORD", raising=False)
    else:
        monkeypatch.setenv("ACME_PASSWORD", value)
    with pytest.raises(ConfigError, match=r"ACME_PASSWORD is missing.*environment variable.*'acme-password'"):
        secrets.resolve("ACME_PASSWORD")
