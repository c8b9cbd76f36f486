"""`rapport tiers explain` and `rules`, and what `rapport doctor` says of the rules."""

import json
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text
from typer.testing import CliRunner, Result

from deployments.cli import app
from tasks.triage import retier

RULES = """
[brands.acme.topics]
billing = ["invoice", "refund*"]
[[brands.acme.rules]]
name = "billing"
when = { topic = "billing" }
then = { tier = "T2", assign = "Ada" }
[[brands.acme.rules]]
name = "refunds at night"
when = { words = "refunds", hour = "22-6" }
then = { tier = "T1" }
[[brands.acme.rules]]
name = "nobody there"
when = { platform = "tiktok" }
then = { dismiss = true }
"""

Call = Callable[..., Result]


@pytest.fixture
def call(community: Any) -> Call:
    """Calls `rapport tiers …` of a brand whose three rules have seen one message."""
    community.write([("1", "", "ann", "False", "2026-02-03T09:00:00Z", "When do I get my [bold]refund[/]?")])
    path = Path(community.config)
    path.write_text(path.read_text(encoding="utf-8") + RULES, encoding="utf-8")
    community.bring_in(datetime(2026, 2, 1, tzinfo=UTC), datetime(2026, 2, 10, tzinfo=UTC))
    with community.engine.begin() as connection:  # whenever the test runs, it was a day ago
        connection.execute(text("update core.interaction set occurred_at = now() - interval '1 day'"))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", community.config, *arguments])

    return run


def test_a_text_is_explained_with_the_rules_that_fire_and_those_that_do_not(call: Call) -> None:
    said = call("tiers", "explain", "refunds please!", "--at", "2026-11-22T23:00").stdout
    assert "T2, 100% sure" in said
    assert "✓ rule 'billing' fires (topic: 'refund*'): tier T2, for Ada" in said
    assert "settled before: tier, by 'billing'" in said
    assert "rule 'nobody there' does not fire; not met: platform: tiktok" in said


def test_an_interaction_is_explained_by_its_id_with_a_ruling_that_holds(call: Call, community: Any) -> None:
    ((one,),) = community.rows("select interaction_id from core.interaction")
    retier(community.engine, "acme", [one], "T1", "eve", datetime.now(UTC))
    said = json.loads(call("tiers", "explain", str(one), "--json").stdout)
    assert said["text"] == "When do I get my [bold]refund[/]?"
    assert (said["assignment"]["tier"], said["by_engine"]["tier"]) == ("T2", "T1")
    assert [rule["has_fired"] for rule in said["rules"]] == [True, False, False]
    assert (said["in_force"]["tier"], said["in_force"]["assigned_by"]) == ("T1", "eve")
    assert "T1 holds: eve decided so on" in call("tiers", "explain", str(one)).stdout


def test_an_id_that_there_is_not_is_an_error_and_a_number_can_be_a_text(call: Call) -> None:
    assert call("tiers", "explain", "999999").exit_code == 1
    assert call("tiers", "explain", "9" * 30).exit_code == 1
    assert call("tiers", "explain", "999999", "--text").exit_code == 0


def test_rules_that_are_dead_or_shadowed_are_listed_as_such(call: Call) -> None:
    told = json.loads(call("tiers", "rules", "--json").stdout)
    assert told["messages"] == 1
    assert [(rule["name"], rule["fired"], rule["verdict"]) for rule in told["rules"]] == [
        ("billing", 1, "fires"),
        ("refunds at night", 0, "shadowed"),
        ("nobody there", 0, "cannot fire"),
    ]
    assert "always shadowed by 'billing'" in call("tiers", "rules").stdout


def test_rules_that_changed_since_the_last_run_are_said_to_have(call: Call, community: Any) -> None:
    path = Path(community.config)
    path.write_text(path.read_text(encoding="utf-8").replace("tiktok", "youtube"), encoding="utf-8")
    assert json.loads(call("tiers", "rules", "--json").stdout)["is_current"] is False


def test_doctor_warns_of_dead_rules_and_fails_for_nothing_else(call: Call) -> None:
    result = call("doctor", "--json")
    (rules,) = [check for check in json.loads(result.stdout) if check["name"] == "acme · rules"]
    assert (rules["is_ok"], rules["is_warning"]) == (True, True)
    assert rules["detail"] == "3 rule(s), 1 fired in 90 days"
    assert "'nobody there' cannot fire: no account of the brand is on tiktok" in rules["advice"]
    assert result.exit_code == 0


def test_a_text_can_be_explained_as_an_answer_to_the_brand(call: Call) -> None:
    alone = json.loads(call("tiers", "explain", "yes", "--json").stdout)
    answer = json.loads(call("tiers", "explain", "yes", "--to", "Is it still broken?", "--json").stdout)
    assert alone["assignment"]["tier"] != "T1"
    assert answer["assignment"]["tier"] == "T1"


def test_a_table_can_be_read_as_the_brand_would_have_it(call: Call, tmp_path: Path) -> None:
    table, tiers = tmp_path / "messages.csv", tmp_path / "tiers.csv"
    table.write_text("id,kind,lang,text\n7,mention,en,Where is my refund?\n", encoding="utf-8")
    said = call("tiers", "predict", "--brand", "acme", "--csv", str(table), "--out", str(tiers))
    assert said.exit_code == 0, said.output
    assert "\n7,T2,1.000," in tiers.read_text(encoding="utf-8")
    assert "your rule 'billing'" in tiers.read_text(encoding="utf-8")
