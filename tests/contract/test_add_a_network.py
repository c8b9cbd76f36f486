"""docs/add-a-network.md: its example is a whole network, held to the contract with the others and written as they."""

import subprocess
import sys
from pathlib import Path
from typing import Any

import example
import pytest
from pydantic import SecretStr
from stage import STAGES, stage_of

from connectors import registry
from connectors.config import Account, Brand

ROOT = Path(__file__).parents[2]


@pytest.fixture
def registered(monkeypatch: pytest.MonkeyPatch) -> Any:
    stage = stage_of(example.NAME)
    for name, where in example.entry().items():
        monkeypatch.setitem(registry._CLASSES, name, where)
    return stage


def test_the_example_is_one_of_the_networks_of_the_contract() -> None:
    assert example.NAME in STAGES
    assert set(example.files()) == {
        "tests/networks/doubles/plaza.py",
        "connectors/plaza_parse.py",
        "connectors/plaza_fetch.py",
        "connectors/plaza.py",
        "tests/networks/week/play_plaza.py",
    }


def test_the_example_is_found_where_the_page_registers_it(registered: Any) -> None:
    account = Account.model_construct(platform=example.NAME, handle="brand", secret="P")
    made = registry.connector_for(account, Brand(slug="b", name="B"), secret=lambda _: SecretStr("t"))

    assert made.platform == example.NAME
    assert registry.streams_of(example.NAME) == made.streams
    assert registry.capabilities_of(example.NAME) == registered.capabilities
    assert registry.guide_of(example.NAME).questions
    assert registry.is_networked(example.NAME)


@pytest.mark.parametrize("path", sorted(example.files()))
@pytest.mark.parametrize("command", [("check",), ("format", "--check")], ids=lambda c: c[0])
def test_the_example_is_written_as_our_code_is(command: tuple[str, ...], path: str) -> None:
    ruff = [str(Path(sys.executable).parent / "ruff"), *command, "--stdin-filename", str(ROOT / path), "-"]
    text = example.files()[path]

    told = subprocess.run(ruff, cwd=ROOT, input=text, capture_output=True, text=True, check=False)

    assert told.returncode == 0, told.stdout + told.stderr


def test_what_the_page_names_is_there() -> None:
    text = example.PAGE.read_text(encoding="utf-8")
    named = {
        word.strip("`,.;:()")
        for word in text.replace("\n", " ").split()
        if word.startswith("`")
        and "/" in word
        and "plaza" not in word
        and "NETWORK" not in word
        and "*" not in word
    }
    paths = {name for name in named if name.endswith((".py", ".md", ".yaml", ".toml", ".csv")) or "/" in name}

    assert {path for path in paths if not (ROOT / path).exists()} == set()
