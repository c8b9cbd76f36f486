"""`rapport backfill` before it begins: the plan, dry, and what it refuses."""

import json
from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deployments.cli.main import app

Day = Callable[..., datetime]
SPAN = ("--start", "2026-02-01", "--end", "2026-02-08")
ROW = ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order?")


@pytest.fixture
def call(community: Any) -> Callable[..., Result]:
    community.write([ROW])

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", community.config, "backfill", *arguments])

    return run


def test_a_dry_run_says_what_there_is_to_do_and_does_none_of_it(call: Any, community: Any, day: Day) -> None:
    community.bring_in(day(2), day(5))
    before = community.rows("select count(*) from ops.load_window")
    result = call(*SPAN, "--dry-run")
    assert result.exit_code == 0, result.output
    assert "4 windows to collect; 3 are there already" in result.stdout
    assert "no request to any platform" in result.stdout
    assert community.rows("select count(*) from ops.load_window") == before
    assert community.rows("select count(*) from ops.run where asked is not null") == [(0,)]


def test_a_dry_run_as_json_names_every_stream(call: Any) -> None:
    result = call(*SPAN, "--dry-run", "--json", "--redo", "tiers", "--preview")
    plan = json.loads(result.stdout)["acme"]
    assert plan["asked"]["redo"] == ["tiers"]
    assert plan["digests"] == 22
    (stream,) = plan["streams"]
    assert (stream["account"], stream["stream"], stream["missing"]) == ("export:acme", "conversations", 0)


def test_without_gaps_nothing_is_started(call: Any, community: Any, day: Day) -> None:
    community.bring_in(day(2), day(5))
    result = call("--gaps")
    assert result.exit_code == 0, result.output
    assert "nothing to do" in result.stdout
    assert "There are no gaps." in result.stderr


def test_the_gaps_are_those_that_status_shows(call: Any, community: Any, day: Day) -> None:
    community.bring_in(day(2), day(3))
    community.bring_in(day(5), day(6))
    result = call("--gaps", "--dry-run")
    assert "gaps between 2026-02-03 00:00 and 2026-02-05 00:00" in result.stdout
    assert "2 windows to collect" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("--gaps", "--redo", "tiers"), "goes with a span"),
        (("--gaps", "--again"), "goes with a span"),
        ((*SPAN, "--redo", "everything"), "'metrics'"),
        ((*SPAN, "--account", "export:other"), "export:acme"),
    ],
)
def test_what_makes_no_sense_ends_with_2_and_says_what_does(
    call: Any, arguments: tuple[str, ...], words: str
) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert words in " ".join(result.output.replace("│", " ").split())
