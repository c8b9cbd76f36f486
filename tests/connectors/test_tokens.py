"""Tokens that are replaced when they are renewed: kept, found again, renewed by one at a time."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest
from on_x import WINDOW, connector, double
from serving import serving

from connectors import secrets, x_auth
from connectors.errors import ConfigError
from connectors.tokens import FileStore, Kept, Pair

PAIR = Pair("hush-access", "hush-refresh", 1.5, 0.5, ("a", "b"))


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path))
    monkeypatch.setenv("R", "first")
    return tmp_path


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(x_auth, "_known", {})
    with serving(double.XDouble(WINDOW.start)) as made:
        yield made


def test_a_pair_is_found_again_by_the_token_that_its_chain_began_with(home: Path) -> None:
    kept = Kept.of("R", "first")
    assert kept.read() is None
    with kept.alone():
        kept.write(PAIR)

    assert Kept.of("R", "first").read() == PAIR
    assert Kept.of("R", "another").read() is None
    assert "hush" not in repr(PAIR) + repr(kept)


@pytest.mark.parametrize("text", [None, "", "null", "{}", "[]", '{"access": 1', '{"scopes": 3}'])
def test_what_is_no_pair_is_none(text: str | None) -> None:
    assert Pair.read(text) is None


def test_a_token_of_a_secret_block_is_kept_in_a_block(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    blocks: dict[str, str] = {}
    monkeypatch.setattr(secrets, "from_block", blocks.get)
    monkeypatch.setattr(secrets, "to_block", blocks.__setitem__)
    monkeypatch.delenv("R")

    Kept.of("R", "first").write(PAIR)

    assert Kept.of("R", "first").read() == PAIR
    assert [name.startswith("rapport-") for name in blocks] == [True]
    assert not list(home.glob("tokens/*.json"))


def test_tokens_that_cannot_be_kept_are_told(tmp_path: Path) -> None:
    with pytest.raises(ConfigError, match="cannot keep renewed tokens"):
        FileStore(tmp_path / "missing" / "a.json").save("x")


def test_many_who_find_the_token_ended_renew_it_once(
    server: Any, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("R", "refresh-0")
    account = {"secret": None, "refresh_secret": "R", "client_id": double.CLIENT, "token": "refresh-0"}
    connector(server, **account).identity()
    server.access = "ended"

    def ask(_: int) -> int:
        made = connector(server, **account)
        return made.client.get("/2/users/me").status

    with ThreadPoolExecutor(6) as pool:
        assert set(pool.map(ask, range(6))) == {200}
    assert server.renewals == 2
