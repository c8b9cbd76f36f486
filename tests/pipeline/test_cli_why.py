"""`rapport triage list --why` and `--unsure`: the order explained, and what may be a T1 after all."""

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from deployments.cli import app
from tasks.steps import digest

Call = Callable[..., Result]
MESSAGES = [
    ("1", "", "ann", "False", "2026-02-09T08:00:00Z", "when does my parcel arrive? it is late"),
    ("2", "", "bob", "False", "2026-02-09T11:00:00Z", "URGENT: the heater is on fire, please help me now!"),
    ("3", "", "cho", "False", "2026-02-06T09:00:00Z", "Thank you for the lovely evening, your staff were wonderful"),
    ("4", "", "dan", "False", "2026-02-09T09:00:00Z", "thanks!"),
]  # fmt: skip
MOMENT = ("--brand", "acme", "--as-of", "2026-02-09T12:00:00+00:00")


@pytest.fixture
def call(community: Any, day: Any, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls `rapport` on a brand with four open messages."""
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    community.write(MESSAGES)
    community.bring_in(day(1), day(10))

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", community.config, *arguments])

    return run


def listed(call: Call, *arguments: str) -> list[dict[str, Any]]:
    result = call("triage", "list", *MOMENT, "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def names(items: Sequence[dict[str, Any]]) -> list[str]:
    return [item["member_name"] for item in items]


def weigh(community: Any, **weights: float) -> None:
    path = Path(community.config)
    lines = "\n".join(f"{name} = {weight}" for name, weight in weights.items())
    path.write_text(
        f"{path.read_text(encoding='utf-8')}\n[brands.acme.priority]\n{lines}\n", encoding="utf-8"
    )


def test_why_lists_by_priority_with_parts_that_add_up(call: Call) -> None:
    items = listed(call, "--why")
    assert names(items) == ["bob", "ann", "cho", "dan"]
    for item in items:
        assert item["priority"] == round(sum(part["points"] for part in item["parts"]), 1)
    first = {part["name"]: part["words"] for part in items[0]["parts"]}
    assert first["urgency"] == "urgent"
    assert first["newcomer"] == "a newcomer"
    assert items[0]["due_at"] == "2026-02-09T15:00:00+00:00"
    assert items[3]["due_at"] is None


def test_the_sum_is_shown_in_words(call: Call) -> None:
    shown = call("triage", "list", *MOMENT, "--why").stdout
    assert "within T1 = " in shown
    assert "50 urgency (urgent)" in shown
    assert "40 time (overdue by 2 days)" in shown


def test_the_brands_weights_decide_the_order_and_a_part_without_weight_is_not_shown(
    call: Call, community: Any
) -> None:
    weigh(community, urgency=0, sentiment=0)
    items = listed(call, "--why")
    assert names(items)[:2] == ["ann", "bob"]
    assert "urgency" not in {part["name"] for item in items for part in item["parts"]}


def test_without_why_no_priority_is_worked_out(call: Call) -> None:
    assert [(item["priority"], item["parts"]) for item in listed(call)] == [(None, [])] * 4


def test_why_keeps_to_what_is_asked_for(call: Call) -> None:
    assert names(listed(call, "--why", "--most", "1")) == ["bob"]
    assert names(listed(call, "--why", "--tier", "T4")) == ["dan"]


def test_only_open_items_have_a_priority(call: Call) -> None:
    result = call("triage", "list", *MOMENT, "--why", "--state", "dismissed")
    assert result.exit_code == 2
    assert "only open items have a priority" in result.stderr


def test_the_engines_chance_of_a_t1_is_kept_and_lists_what_is_uncertain(call: Call, community: Any) -> None:
    chances = {item["member_name"]: item["t1_chance"] for item in listed(call)}
    assert chances["ann"] > 0.5
    assert 0 <= chances["dan"] < 0.2
    chance = "update core.tier_assignment set t1_chance = case tier when 'T4' then {} else 0.1 end"
    with community.engine.begin() as connection:
        connection.exec_driver_sql(chance.format(0.19))
    assert listed(call, "--unsure") == []
    assert "Nothing is uncertain" in call("triage", "list", *MOMENT, "--unsure").stdout
    with community.engine.begin() as connection:
        connection.exec_driver_sql(chance.format(0.33))
    assert names(listed(call, "--unsure")) == ["dan"]
    assert "33 % likely a T1" in call("triage", "list", *MOMENT, "--unsure").stdout


def test_the_brands_weights_reach_the_digest(call: Call, community: Any, day: Any) -> None:
    def starts_with() -> tuple[str, bool]:
        markdown = digest.make(community.run(day(9, 12), "midday-block"), []).markdown
        return min(("ann", "bob"), key=lambda name: markdown.index(f"**{name}**")), " urgency" in markdown

    assert starts_with() == ("bob", True)
    weigh(community, urgency=0, sentiment=0)
    assert starts_with() == ("ann", False)
