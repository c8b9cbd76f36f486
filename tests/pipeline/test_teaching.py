"""What a brand's people rule, through the chain: learned, let in or not, in force, rolled back."""

import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from sqlalchemy.exc import IntegrityError
from typer.testing import CliRunner, Result

from deployments.cli import app
from tasks import layers
from tasks.artifact import shipped_model
from tasks.core.items import TIERS, Tier
from tasks.core.tiers.layer import LayerError
from tasks.engines import engine_of
from tasks.layers import NoSuchLayer, NotTaught, TooFewRulings
from tasks.steps.run import context
from tasks.triage import answer, dismiss, retier

NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
SHIPPED = shipped_model().version

GIVEAWAY = ("enter me in the ticket giveaway", "i'd love to win the ticket giveaway", "ticket giveaway? count me in",
            "hope i win the giveaway tickets", "giveaway entry: two tickets for my sister")  # fmt: skip
ELSE = ("my parcel has not arrived", "lovely shop, so kind", "when do you open on sunday?", "look what i baked",
        "thanks!", "the app crashes when i log in", "great talk last night", "do you ship to spain?")  # fmt: skip
RULED = 60
NEW = 20
TIER: Tier = "T3"
"""What the brand means by right for an entry; the shipped model has no reason to think so."""


def rows(first: int, texts: Sequence[str], day: int) -> list[tuple[str, ...]]:
    at = datetime(2026, 2, day, 9, tzinfo=UTC)
    return [
        (
            str(first + n),
            "",
            f"p{first + n}",
            "False",
            f"{at + timedelta(minutes=n):%Y-%m-%dT%H:%M:%SZ}",
            text_,
        )
        for n, text_ in enumerate(texts)
    ]


ENTRIES = rows(1, [f"{GIVEAWAY[n % 5]} no {n}" for n in range(RULED)], 3)
OTHERS = rows(500, [f"{ELSE[n % 8]} no {n}" for n in range(120)], 3)
LATER = rows(900, [f"{GIVEAWAY[n % 5]} for me and mum {n}" for n in range(NEW)], 6)


@pytest.fixture
def acme(community: Any, day: Callable[..., datetime]) -> Any:
    """A brand with entries to a giveaway and other messages, all assigned by the shipped engine."""
    community.write([*ENTRIES, *OTHERS])
    community.bring_in(day(3), day(4))
    return community


def ids(acme: Any, wanted: Sequence[tuple[str, ...]]) -> list[int]:
    natives = [row[0] for row in wanted]
    query = "select interaction_id from core.interaction where native_id = any(:n) order by 1"
    return [row[0] for row in acme.rows(query, n=natives)]


def rule_entries(acme: Any) -> None:
    retier(acme.engine, "acme", ids(acme, ENTRIES), TIER, "kim", NOW)


def learn(acme: Any, **options: bool) -> layers.Learned:
    with acme.engine.begin() as connection:
        return layers.learn(connection, context(acme.run()).brand, NOW, **options)


def assigned(acme: Any, wanted: Sequence[tuple[str, ...]]) -> tuple[Counter[str], set[str]]:
    """How many of the messages stand in each tier, and the engines that said so."""
    found = acme.rows(
        """select f.tier::text, a.engine from core.tier_in_force f
           join core.tier_assignment a using (brand, assignment_id)
           where f.interaction_id = any(:ids)""",
        ids=ids(acme, wanted),
    )
    return Counter(tier for tier, _ in found), {engine for _, engine in found}


def run_again(acme: Any, day: Callable[..., datetime], *more: tuple[str, ...]) -> None:
    acme.write([*ENTRIES, *OTHERS, *LATER, *more])
    acme.bring_in(day(4), day(9))


def test_what_the_brand_means_by_right_is_learned_used_named_and_taken_back(
    acme: Any, day: Callable[..., datetime]
) -> None:
    rule_entries(acme)
    learned = learn(acme)
    assert learned.taught.verdict.is_adopted, learned.taught.verdict.reasons
    assert learned.engine == f"{SHIPPED}+brand-1"
    run_again(acme, day)
    tiers, engines = assigned(acme, LATER)
    assert tiers[TIER] >= NEW * 3 // 4
    assert engines == {f"{SHIPPED}+brand-1"}
    with acme.engine.begin() as connection:
        assert layers.roll_back(connection, "acme", None, NOW) == SHIPPED
    run_again(acme, day)
    tiers, engines = assigned(acme, LATER)
    assert tiers[TIER] <= NEW // 4
    assert engines == {SHIPPED}


def test_history_is_assigned_again_by_a_new_layer_but_for_what_people_ruled(
    acme: Any, day: Callable[..., datetime]
) -> None:
    rule_entries(acme)
    learn(acme)
    run_again(acme, day)
    assert assigned(acme, OTHERS)[1] == {f"{SHIPPED}+brand-1"}
    assert assigned(acme, ENTRIES) == (Counter({TIER: RULED}), {"person"})


def test_rulings_at_random_are_rejected_and_the_figures_kept(acme: Any, day: Callable[..., datetime]) -> None:
    rng = random.Random(4)
    for one in ids(acme, [*ENTRIES[:30], *OTHERS[:60]]):
        retier(acme.engine, "acme", [one], rng.choice(TIERS), "imp", NOW)
    learned = learn(acme)
    assert not learned.taught.verdict.is_adopted
    with acme.engine.connect() as connection:
        (kept,) = layers.versions(connection, "acme")
    assert (kept.state, kept.rulings) == ("rejected", 90)
    assert kept.figures["rulings"]["n"] == 90
    assert kept.figures["check"]["n"] == 300
    assert kept.figures["reasons"]
    assert acme.rows("select layer from ops.tier_layer") == [(None,)]
    run_again(acme, day)
    assert assigned(acme, LATER)[1] == {SHIPPED}


def test_with_too_few_rulings_it_is_said_how_many_are_needed(acme: Any) -> None:
    retier(acme.engine, "acme", ids(acme, ENTRIES[:12]), TIER, "kim", NOW)
    with pytest.raises(TooFewRulings, match="12 rulings on messages of 12 people; 30 on those of 10"):
        learn(acme)


def test_what_was_answered_or_dismissed_is_no_ruling(acme: Any) -> None:
    answer(acme.engine, "acme", ids(acme, ENTRIES[:40]), "kim", NOW)
    dismiss(acme.engine, "acme", ids(acme, ENTRIES[40:]), "kim", NOW)
    with pytest.raises(TooFewRulings, match="acme has 0 rulings"):
        learn(acme)


def test_without_a_new_ruling_nothing_is_learned_again(acme: Any) -> None:
    rule_entries(acme)
    learn(acme)
    with pytest.raises(NotTaught, match="nobody has ruled since version 1"):
        learn(acme)
    assert learn(acme, dry_run=True).in_force == f"{SHIPPED}+brand-1"


def test_a_dry_run_measures_and_keeps_nothing(acme: Any) -> None:
    rule_entries(acme)
    learned = learn(acme, dry_run=True)
    assert learned.taught.verdict.is_adopted
    assert (learned.version, learned.engine) == (None, SHIPPED)
    assert acme.rows("select count(*) from ops.tier_layer") == [(0,)]


def test_a_message_edited_after_the_ruling_or_deleted_is_not_learned_from(acme: Any) -> None:
    rule_entries(acme)
    edited, deleted = ids(acme, ENTRIES)[:2]
    with acme.engine.begin() as connection:
        connection.execute(
            text("update core.interaction set text_changed_at = :at where interaction_id = :i"),
            {"at": NOW + timedelta(hours=1), "i": edited},
        )
        connection.execute(
            text("update core.interaction set deleted_at = :at where interaction_id = :i"),
            {"at": NOW, "i": deleted},
        )
    assert learn(acme, dry_run=True).taught.rulings.n == RULED - 2


def test_a_later_version_takes_over_and_either_can_be_had_back(acme: Any) -> None:
    rule_entries(acme)
    learn(acme)
    retier(acme.engine, "acme", ids(acme, [r for r in OTHERS if "shop" in r[5]]), "T4", "kim", NOW)
    second = learn(acme)
    assert second.in_force == f"{SHIPPED}+brand-1"
    with acme.engine.begin() as connection:
        for to, engine in ((1, "+brand-1"), ("shipped", ""), (1, "+brand-1"), (None, "")):
            assert layers.roll_back(connection, "acme", to, NOW) == f"{SHIPPED}{engine}"
        active = [each for each in layers.versions(connection, "acme") if each.state == "active"]
        assert active == []


def test_what_cannot_be_in_force_is_refused_with_the_reason(acme: Any) -> None:
    with acme.engine.begin() as connection:
        with pytest.raises(NoSuchLayer, match="nothing to roll back"):
            layers.roll_back(connection, "acme", None, NOW)
        with pytest.raises(NoSuchLayer, match="no version 3"):
            layers.roll_back(connection, "acme", 3, NOW)


def put(engine: Engine, *, model: str = SHIPPED, layer: str = "{}", version: int = 1) -> None:
    with engine.begin() as connection:
        connection.execute(
            text(
                """insert into ops.tier_layer (brand, version, model, state, state_at, learned_at, rulings, through_id,
                       figures, layer)
                   values ('acme', :version, :model, 'active', :at, :at, 30, 1, '{}', cast(:layer as jsonb))"""
            ),
            {"version": version, "model": model, "at": NOW, "layer": layer},
        )


def test_a_layer_of_another_shipped_model_is_not_used(acme: Any) -> None:
    put(acme.engine, model="learned-0")
    with acme.engine.connect() as connection:
        assert engine_of(connection, context(acme.run()).brand).version == SHIPPED


def test_a_layer_of_another_shipped_model_cannot_be_called_in_force(acme: Any) -> None:
    put(acme.engine, model="learned-0")
    with acme.engine.begin() as connection, pytest.raises(NoSuchLayer, match="corrects learned-0"):
        layers.roll_back(connection, "acme", 1, NOW)


def test_a_layer_that_cannot_be_read_is_said_with_the_way_out(acme: Any) -> None:
    put(acme.engine)
    with acme.engine.begin() as connection:
        with pytest.raises(LayerError, match="rapport tiers rollback shipped --brand acme"):
            engine_of(connection, context(acme.run()).brand)
        layers.roll_back(connection, "acme", "shipped", NOW)
        assert engine_of(connection, context(acme.run()).brand).version == SHIPPED


def test_a_brand_has_at_most_one_layer_in_force(acme: Any) -> None:
    put(acme.engine)
    with pytest.raises(IntegrityError):
        put(acme.engine, version=2)


# ---------------------------------------------------------------- the commands


@pytest.fixture
def call(acme: Any) -> Callable[..., Result]:
    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", acme.config, "tiers", *arguments])

    return run


def test_the_commands_show_figures_verdict_and_versions(acme: Any, call: Callable[..., Result]) -> None:
    rule_entries(acme)
    tried = call("learn", "--dry-run").stdout
    assert "would be adopted (a dry run: nothing is kept)" in tried
    learned = call("learn").stdout
    assert f"60 rulings on messages of 60 people; in force: {SHIPPED}" in learned
    assert f"✓ adopted as {SHIPPED}+brand-1" in learned
    assert "check set: T1 found" in learned
    assert "held-out rulings" in learned
    listed = call("versions").stdout
    assert "active" in listed
    back = call("rollback")
    assert back.stdout == f"In force: {SHIPPED}\n"
    assert json.loads(call("versions", "--json").stdout)[0]["state"] == "retired"
    assert call("rollback", "brand-1").stdout == f"In force: {SHIPPED}+brand-1\n"


def test_the_commands_say_what_is_missing(call: Callable[..., Result]) -> None:
    few = call("learn")
    assert few.exit_code == 1
    assert "30 on those of 10 are needed" in few.stderr
    assert call("rollback").exit_code == 1
    assert call("rollback", "yesterday").exit_code == 2


def test_learning_as_json_is_for_scripts(acme: Any, call: Callable[..., Result]) -> None:
    rule_entries(acme)
    said = json.loads(call("learn", "--json").stdout)
    assert (said["version"], said["is_adopted"], said["engine"]) == (1, True, f"{SHIPPED}+brand-1")
    assert said["rulings"]["n"] == RULED


@pytest.mark.prefect
def test_housekeeping_learns_and_is_no_failure_without_rulings(
    acme: Any, prefect_api: str, tmp_path: Path
) -> None:
    from flows.housekeeping import housekeeping

    few = housekeeping(brand="acme", config=acme.config)
    assert "30 on those of 10 are needed" in few["tiers"]["not_learned"]
    rule_entries(acme)
    with acme.engine.begin() as connection:
        # As of a scan that had time for the newest alone: three still have the tier of the engine before.
        connection.execute(
            text(
                "update core.tier_in_force set engine = 'older' where interaction_id in "
                "(select interaction_id from core.tier_in_force where not is_human order by 1 limit 3)"
            )
        )
    assert housekeeping(brand="acme", learn=False, config=acme.config)["tiered_again"] == 3
    assert acme.rows("select count(*) from core.tier_in_force where engine = 'older'") == [(0,)]
    by_hand = CliRunner().invoke(app, ["--config", acme.config, "run", "housekeeping", "--brand", "acme"])
    assert by_hand.exit_code == 0, by_hand.output
    assert f"learned from people's rulings: {SHIPPED}+brand-1" in by_hand.stdout
    assert acme.rows("select flow, state from ops.run where flow = 'housekeeping'") == [
        ("housekeeping", "completed"),
        ("housekeeping", "completed"),
        ("housekeeping", "completed"),
    ]
