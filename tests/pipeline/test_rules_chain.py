"""The brand's rules through the chain, on a real warehouse: what they decide, and what stands above them."""

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import text

import sql
from tasks.board import read_board
from tasks.core.digest.cards import card
from tasks.core.digest.clock import Clock
from tasks.core.items import Deadline, Ranked
from tasks.engines import engine_of
from tasks.steps import tier
from tasks.steps.run import context
from tasks.triage import Only, list_items, reopen, retier

Day = Callable[..., datetime]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)

MESSAGES = [
    ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "My invoice is wrong, when will you refund me?"),
    ("2", "", "bob", "False", "2026-02-03T23:30:00Z", "what a lovely shop you have in Leeds"),
    ("3", "", "cho", "False", "2026-02-04T09:00:00Z", "when do you open tomorrow?"),
]

BILLING = """
[[brands.acme.rules]]
name = "billing"
when = { words = ["invoice"] }
then = { tier = "T2", label = "billing", assign = "Ada" }
"""
NIGHT = """
[[brands.acme.rules]]
name = "night"
when = { hour = "22-6" }
then = { snooze = "08:00" }
"""
CLOSED = """
[[brands.acme.rules]]
name = "hours"
when = { words = ["open tomorrow"] }
then = { dismiss = true, flag = "question" }
"""


@pytest.fixture
def with_rules(community: Any, day: Day) -> Callable[[str], None]:
    """`with_rules(toml)`: the brand's rules are now these, and its messages are assigned."""
    community.write(MESSAGES)
    plain = Path(community.config).read_text(encoding="utf-8")

    def put(rules: str) -> None:
        Path(community.config).write_text(plain + rules, encoding="utf-8")
        community.bring_in(day(1), day(10))

    return put


def in_force(community: Any) -> dict[str, tuple[Any, ...]]:
    rows = community.rows(
        """
        select i.native_id, t.tier, a.rules, a.labels, a.assignee, a.engine_tier
        from core.tier_in_force t
        join core.interaction i using (brand, interaction_id)
        join core.tier_assignment a using (brand, assignment_id)
        """
    )
    return {row[0]: row[1:] for row in rows}


def actions(community: Any) -> list[tuple[Any, ...]]:
    return community.rows(
        """
        select i.native_id, c.action, c.snoozed_until, c.acted_by, c.acted_at
        from core.action c join core.interaction i using (brand, interaction_id) order by 1, c.acted_at
        """
    )


def ids(community: Any, *native: str) -> list[int]:
    rows = community.rows(
        "select interaction_id from core.interaction where native_id = any(:n) order by 1", n=list(native)
    )
    return [row[0] for row in rows]


def states(community: Any, as_of: datetime) -> dict[int, str]:
    every = ("open", "answered", "acknowledged", "dismissed", "snoozed")
    items = list_items(community.engine, "acme", datetime(2026, 1, 1, tzinfo=UTC), as_of, every)
    return {item.interaction_id: item.state for item in items}


def test_a_rule_wins_over_the_engine_and_is_kept_with_what_the_engine_said(community, with_rules) -> None:
    with_rules(BILLING)
    assert in_force(community)["1"] == ("T2", ["billing"], ["billing"], "Ada", "T1")
    assert in_force(community)["3"] == ("T1", None, None, None, None)
    (reasons,) = community.rows("select reasons[1:2] from core.tier_assignment where rules is not null")
    assert reasons[0][0] == "your rule 'billing': tier T2, label billing, for Ada"
    assert reasons[0][1].startswith("without it T1: ")


def test_history_is_assigned_again_when_the_rules_change_and_when_they_go(community, with_rules) -> None:
    with_rules("")
    assert in_force(community)["1"][0] == "T1"
    with_rules(BILLING)
    assert in_force(community)["1"][0] == "T2"
    with_rules(BILLING.replace('"T2"', '"T3"'))
    assert in_force(community)["1"][0] == "T3"
    with_rules("")
    assert in_force(community)["1"] == ("T1", None, None, None, None)


def test_rules_that_stay_as_they_are_assign_nothing_again(community, with_rules, day: Day) -> None:
    with_rules(BILLING)
    assert tier.assign_tiers(community.run(day(10)), NOW).assigned == 0


def test_a_persons_ruling_stays_above_a_rule(community, with_rules) -> None:
    with_rules("")
    retier(community.engine, "acme", ids(community, "1"), "T1", "eve", NOW)
    with_rules(BILLING)
    assert in_force(community)["1"][0] == "T1"


def test_a_snooze_is_dated_by_the_message_so_that_a_replay_sees_it(community, with_rules, day: Day) -> None:
    with_rules(NIGHT)
    (two,) = ids(community, "2")
    assert actions(community) == [("2", "snoozed", day(4, 8), "rule: night", day(3, 23, 30))]
    assert states(community, day(4, 7))[two] == "snoozed"
    assert states(community, day(4, 8))[two] == "open"


def test_a_rules_dismissal_goes_with_the_rule_and_comes_once(community, with_rules, day: Day) -> None:
    with_rules(CLOSED)
    with_rules(CLOSED + BILLING)
    assert actions(community) == [("3", "dismissed", None, "rule: hours", day(4, 9))]
    with_rules(BILLING)
    assert actions(community) == []


def test_what_a_person_reopened_stays_open_when_rules_are_applied_again(community, with_rules) -> None:
    with_rules(CLOSED)
    (three,) = ids(community, "3")
    reopen(community.engine, "acme", [three], "eve", NOW)
    with_rules(CLOSED + BILLING)
    assert states(community, NOW)[three] == "open"


def test_a_ruling_that_it_waits_for_an_answer_takes_back_a_rules_dismissal(community, with_rules) -> None:
    with_rules(CLOSED)
    (three,) = ids(community, "3")
    retier(community.engine, "acme", [three], "T1", "eve", NOW)
    assert states(community, NOW)[three] == "open"


def test_what_a_rule_put_aside_comes_back_with_its_end_also_where_a_person_ruled(
    community, with_rules
) -> None:
    with_rules(CLOSED)
    (three,) = ids(community, "3")
    retier(community.engine, "acme", [three], "none", "eve", NOW)
    assert states(community, NOW)[three] == "dismissed"
    with_rules(BILLING)
    assert states(community, NOW)[three] == "open"


def test_what_a_rule_put_aside_comes_back_when_that_rule_puts_nothing_aside_any_more(
    community, with_rules
) -> None:
    with_rules(CLOSED)
    (three,) = ids(community, "3")
    retier(community.engine, "acme", [three], "none", "eve", NOW)
    with_rules(CLOSED.replace("dismiss = true, ", ""))
    assert states(community, NOW)[three] == "open"


def test_a_run_with_the_rules_of_before_does_not_empty_the_queue_of_one_with_new_rules(
    community, with_rules, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    with_rules("")
    old = community.run(day(10))
    old_context = context(old)
    config = Path(community.config)
    config.write_text(config.read_text(encoding="utf-8") + BILLING, encoding="utf-8")
    with (
        old_context.engine.begin() as connection
    ):  # the new rules' run has queued the history, and assigned nothing
        new = engine_of(connection, context(community.run(day(10))).brand)
        values = {"brand": "acme", "engine": new.version}
        before = tier.only_one
        seen = iter((False, True))

        def between_its_pieces(own: Any, brand: str) -> None:
            if next(seen, False):
                connection.execute(text(sql.load("tiers/enqueue_outdated.sql")), values)
                connection.commit()
            before(own, brand)

        with monkeypatch.context() as patched:
            patched.setattr(tier, "only_one", between_its_pieces)
            patched.setattr(tier, "context", lambda _run: old_context)
            tier.assign_tiers(old, NOW)
    tier.assign_tiers(community.run(day(10)), NOW)
    assert in_force(community)["1"][0] == "T2"


def test_labels_and_who_is_to_answer_are_listed_and_can_be_asked_for(community, with_rules, day: Day) -> None:
    with_rules(BILLING)
    (one,) = ids(community, "1")

    def listed(**chosen: Any) -> list[tuple[int, list[str], str | None]]:
        items = list_items(community.engine, "acme", day(1), day(10), only=Only(**chosen))
        return [(item.interaction_id, list(item.labels), item.assignee) for item in items]

    assert (one, ["billing"], "Ada") in listed()
    assert listed(label="Billing") == listed(assignee="ada") == [(one, ["billing"], "Ada")]
    assert one not in [found[0] for found in listed(assignee="")]


def test_the_digests_item_says_label_and_who_is_to_answer(community, with_rules, day: Day) -> None:
    with_rules(BILLING)
    brand = context(community.run(day(5))).brand
    with community.engine.connect() as connection:
        board = read_board(connection, brand, day(5))
    (item,) = [item for item in board.open_items if item.labels]
    ranked = Ranked(item, Deadline(None, ""), 0.0)
    about = card(ranked, None, brand, Clock(brand.zone, brand.locale, day(5))).about
    assert about.endswith("for Ada · labelled billing")
