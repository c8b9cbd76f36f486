"""The `rapport` command as an operator meets it: help, wrong usage, exit codes, JSON, triage, status."""

import json
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Engine, text
from typer.main import get_command
from typer.testing import CliRunner, Result

from deployments.cli import app

CONFIG = """\
[brands.acme]
name = "Acme"
timezone = "Europe/London"

[[brands.acme.accounts]]
platform = "sandbox"
handle = "acme"

[[brands.acme.accounts]]
platform = "bluesky"
handle = "acme.example"
secret = "ACME_PASSWORD_THAT_NOBODY_SET"

[brands.other]
name = "Other"

[[brands.other.accounts]]
platform = "sandbox"
handle = "other"
"""
SEEN = datetime(2026, 3, 2, 9, tzinfo=UTC)

Call = Callable[..., Result]


@pytest.fixture
def config(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A configuration of two brands; state goes to a folder of this test's own."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.delenv("RAPPORT_CONFIG", raising=False)
    monkeypatch.delenv("PREFECT_API_URL", raising=False)
    path = tmp_path / "rapport.toml"
    path.write_text(CONFIG, encoding="utf-8")
    return path


@pytest.fixture
def call(config: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Call:
    """Calls `rapport` with the configuration, on this test's warehouse."""
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(app, ["--config", str(config), *arguments])

    return run


@pytest.fixture
def messages(db: Engine) -> dict[str, int]:
    """One inbound message of each brand, tiered T2 by the engine; brand -> its id."""
    statements = """
        insert into core.brand (brand, name, timezone) values (:brand, :brand, 'Europe/London');
        insert into core.account (brand, account, platform, handle)
        values (:brand, 'sandbox:' || :brand, 'sandbox', :brand);
        insert into core.member (brand) values (:brand);
        insert into core.profile (brand, platform, native_id, member_id, display_name)
        select :brand, 'sandbox', 'p', member_id, '[bold]Eve[/] <script>' from core.member where brand = :brand;
        insert into core.interaction
            (brand, platform, native_id, account, kind, direction, is_message, author_profile_id, thread_key,
             text, occurred_at, collected_at, content_hash)
        select :brand, 'sandbox', 'm1', 'sandbox:' || :brand, 'comment', 'inbound', true, profile_id, 'm1',
               'Where is my order?', :at, :at, 'x'
        from core.profile where brand = :brand;
        insert into core.tier_assignment (brand, interaction_id, tier, confidence, engine, assigned_at)
        select :brand, interaction_id, 'T2', 0.5, 'signals-1', :at from core.interaction where brand = :brand;
        insert into core.tier_in_force (brand, interaction_id, assignment_id, tier, is_human, engine)
        select :brand, interaction_id, assignment_id, tier, false, engine
        from core.tier_assignment where brand = :brand
    """
    ids = {}
    with db.begin() as connection:
        for brand in ("acme", "other"):
            for statement in statements.split(";"):
                connection.execute(text(statement), {"brand": brand, "at": SEEN})
            query = text("select interaction_id from core.interaction where brand = :brand")
            ids[brand] = connection.execute(query, {"brand": brand}).scalar_one()
    return ids


def listed(call: Call, *arguments: str) -> list[dict[str, Any]]:
    result = call("triage", "list", "--brand", "acme", "--as-of", "2026-03-03", "--json", *arguments)
    assert result.exit_code == 0, result.output
    found: list[dict[str, Any]] = json.loads(result.stdout)
    return found


def test_help_needs_none_of_the_heavy_libraries() -> None:
    code = "import sys, deployments.cli; print([m for m in sys.argv[1:] if m in sys.modules])"
    heavy = ["prefect", "great_expectations", "sqlalchemy", "pandas", "matplotlib"]
    answer = subprocess.run([sys.executable, "-c", code, *heavy], capture_output=True, text=True, check=True)
    assert answer.stdout.strip() == "[]"


def commands(group: Any, path: tuple[str, ...] = ()) -> Iterator[tuple[str, ...]]:
    """The words of every command there is, groups of them included."""
    yield path
    for name, command in getattr(group, "commands", {}).items():
        yield from commands(command, (*path, name))


@pytest.mark.parametrize("arguments", commands(get_command(app)), ids=" ".join)
def test_every_command_explains_itself(arguments: tuple[str, ...]) -> None:
    result = CliRunner().invoke(app, [*arguments, "--help"])
    assert result.exit_code == 0
    assert "Usage: " in result.stdout


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (("run", "morning"), "morning-scan"),
        (("run", "morning-scan", "--as-of", "yesterday"), "neither a date"),
        (("run", "morning-scan", "--window", "2026-03-02"), "start/end"),
        (("run", "morning-scan", "--window", "2026-03-02/2026-03-01"), "not after"),
        (("backfill",), "--gaps"),
        (("backfill", "--start", "2026-03-01"), "--end"),
        (("backfill", "--start", "2026-03-02", "--end", "2026-03-02"), "not after"),
        (("backfill", "--gaps", "--end", "2026-03-02"), "--gaps"),
        (("backfill", "--start", "2026-03-01", "--end", "2026-03-02", "--account", "x:y"), "sandbox:acme"),
        (("backfill", "--start", "2026-03-01", "--end", "2026-03-02", "--stream", "nope"), "conversations"),
        (("backfill", "--start", "2999-03-01", "--end", "2999-03-02"), "has not come yet"),
        (("run", "morning-scan", "--as-of", "2999-03-01"), "has not come yet"),
        (("run", "morning-scan", "--window", "2026-03-01/2999-03-02"), "has not come yet"),
        (("run", "housekeeping", "--no-send"), "sends no digest"),
        (("run", "housekeeping", "--as-of", "2026-03-01"), "sends no digest"),
        (("triage", "list"), "several brands"),
        (("triage", "retier", "1", "--brand", "acme", "--tier", "T9"), "'T1'"),
        (("triage", "snooze", "1", "--brand", "acme", "--until", "2026-01-01"), "passed"),
        (("triage", "answer", "one", "--brand", "acme"), "integer"),
    ],
)
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    call: Call, arguments: tuple[str, ...], expected: str
) -> None:
    result = call(*arguments)
    assert result.exit_code == 2
    assert expected in " ".join(result.stderr.replace("│", " ").split())


@pytest.mark.parametrize(
    "arguments",
    [
        ("status", "--brand", "nobody"),
        ("run", "morning-scan", "--brand", "nobody"),
        ("--config", "none.toml", "status"),
    ],
)
def test_a_wrong_configuration_ends_with_2_without_a_traceback(
    config: Path, arguments: tuple[str, ...]
) -> None:
    command = [sys.executable, "-m", "deployments.cli", "--config", str(config), *arguments]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 2
    assert "Traceback" not in result.stderr
    assert "there are: acme, other" in result.stderr or "there is no" in result.stderr


def test_a_naive_time_is_read_in_the_brands_zone(call: Call, messages: dict[str, int]) -> None:
    arguments = ("triage", "list", "--brand", "acme", "--json", "--as-of")
    assert json.loads(call(*arguments, "2026-07-01T00:00:00").stdout) == []
    summer = call("triage", "list", "--brand", "acme", "--json", "--as-of", "2026-03-02T09:00:00+00:00")
    assert [item["interaction_id"] for item in json.loads(summer.stdout)] == [messages["acme"]]


def test_triage_lists_what_is_open_of_the_brand_alone(call: Call, messages: dict[str, int]) -> None:
    items = listed(call)
    assert [(item["interaction_id"], item["tier"], item["state"]) for item in items] == [
        (messages["acme"], "T2", "open")
    ]


def test_a_strangers_name_is_shown_as_it_is_and_not_obeyed(call: Call, messages: dict[str, int]) -> None:
    shown = call("triage", "list", "--brand", "acme", "--as-of", "2026-03-03").stdout
    assert "[bold]Eve[/] <script>" in shown


def test_a_strangers_text_gives_the_terminal_no_commands(
    call: Call, messages: dict[str, int], db: Engine
) -> None:
    with db.begin() as connection:
        connection.execute(
            text("update core.interaction set text = :text"),
            {"text": "\x1b[2Jhelp \x1b]0;t\x07\u202eme\nnow"},
        )
    shown = call("triage", "list", "--brand", "acme", "--as-of", "2026-03-03").stdout
    assert "help ]0;tme now" in shown
    assert not {"\x1b", "\x07", "\u202e"} & set(shown)


@pytest.mark.parametrize(("action", "state"), [("answer", "answered"), ("dismiss", "dismissed")])
def test_a_decision_closes_an_item_and_reopening_opens_it_again(
    call: Call, messages: dict[str, int], action: str, state: str
) -> None:
    number = str(messages["acme"])
    assert (
        call("triage", action, number, "--brand", "acme", "--by", "jo", "--note", "by phone").exit_code == 0
    )
    now = ("triage", "list", "--brand", "acme", "--json", "--as-of", datetime.now(UTC).isoformat())
    assert json.loads(call(*now).stdout) == []
    assert call("triage", "reopen", number, "--brand", "acme").exit_code == 0
    assert listed(call, "--state", state) == []


def test_a_decision_is_not_seen_by_a_replay_of_an_earlier_moment(
    call: Call, messages: dict[str, int]
) -> None:
    call("triage", "dismiss", str(messages["acme"]), "--brand", "acme")
    assert [item["state"] for item in listed(call)] == ["open"]


def test_a_decision_is_kept_with_who_when_and_why_and_its_day_is_computed_again(
    call: Call, messages: dict[str, int], db: Engine
) -> None:
    call("triage", "dismiss", str(messages["acme"]), "--brand", "acme", "--by", "jo", "--note", "a joke")
    with db.connect() as connection:
        action = connection.execute(text("select action, acted_by, note from core.action")).one()
        days = connection.execute(text("select brand, day::text from ops.touched_day")).all()
    assert tuple(action) == ("dismissed", "jo", "a joke")
    assert [tuple(day) for day in days] == [("acme", "2026-03-02")]


def test_a_ruling_on_the_tier_is_appended_and_holds(call: Call, messages: dict[str, int], db: Engine) -> None:
    result = call("triage", "retier", str(messages["acme"]), "--brand", "acme", "--tier", "T1", "--by", "jo")
    assert result.exit_code == 0
    with db.connect() as connection:
        in_force = connection.execute(
            text("select tier, is_human from core.tier_in_force where brand = 'acme'")
        ).one()
        engines = connection.execute(
            text("select engine from core.tier_assignment where brand = 'acme' order by assignment_id")
        ).scalars()
        assert (tuple(in_force), list(engines)) == (("T1", True), ["signals-1", "person"])


@pytest.mark.parametrize(
    "arguments",
    [("answer",), ("dismiss",), ("reopen",), ("snooze", "--until", "2100-01-01"), ("retier", "--tier", "T1")],
)
def test_another_brands_item_is_not_touched(
    call: Call, messages: dict[str, int], db: Engine, arguments: tuple[str, ...]
) -> None:
    action, *options = arguments
    result = call("triage", action, str(messages["other"]), "--brand", "acme", *options)
    assert result.exit_code == 1
    assert str(messages["other"]) in result.stderr
    with db.connect() as connection:
        assert connection.execute(text("select count(*) from core.action")).scalar_one() == 0
        assert connection.execute(text("select count(*) from core.tier_assignment")).scalar_one() == 2


def test_status_shows_windows_and_the_gap_between_them(
    call: Call, messages: dict[str, int], db: Engine
) -> None:
    windows = [("2026-03-01", "2026-03-02", "merged"), ("2026-03-02", "2026-03-03", "failed"),
               ("2026-03-03", "2026-03-04", "merged"), ("2026-03-04", "2026-03-05", "unavailable")]  # fmt: skip
    with db.begin() as connection:
        for start, end, state in windows:
            connection.execute(
                text(
                    "insert into ops.load_window (brand, account, stream, window_start, window_end, state, inserted) "
                    "values ('acme', 'sandbox:acme', 'conversations', :start, :end, :state, 5)"
                ),
                {"start": f"{start}T00:00Z", "end": f"{end}T00:00Z", "state": state},
            )
    found = json.loads(call("status", "--json").stdout)
    assert [(row["merged"], row["failed"], row["unavailable"]) for row in found["acme"]["windows"]] == [
        (2, 1, 1)
    ]
    gaps = [(datetime.fromisoformat(g["window_start"]).day, datetime.fromisoformat(g["window_end"]).day)
            for g in found["acme"]["gaps"]]  # fmt: skip
    assert gaps == [(2, 3)]
    assert found["other"]["windows"] == []
    assert "2026-03-02 00:00" in call("status", "--brand", "acme").stdout


def test_status_says_what_could_not_be_collected_once(
    call: Call, messages: dict[str, int], db: Engine
) -> None:
    problems = [f"bluesky:acme.example, {stream}: no secret" for stream in ("posts", "likes")] * 30
    with db.begin() as connection:
        connection.execute(
            text(
                "insert into ops.run (run_id, brand, flow, as_of, is_replay, state, problems) "
                "values (gen_random_uuid(), 'acme', 'backfill', now(), true, 'completed', :problems)"
            ),
            {"problems": problems},
        )
    shown = " ".join(call("status", "--brand", "acme").stdout.split())
    assert shown.count("no secret") == 1
    assert "posts, likes: no secret (60 windows)" in shown


def test_status_says_how_much_waits_for_the_engine_of_now(
    call: Call, messages: dict[str, int], db: Engine
) -> None:
    assert "run housekeeping" not in call("status").stdout
    with db.begin() as connection:
        connection.execute(text("insert into ops.tier_state (brand, engine) values ('acme', 'signals-2')"))
    assert "1 older message has the tier of an engine of before: `rapport run housekeeping`" in " ".join(
        call("status", "--brand", "acme").stdout.split()
    )
    assert json.loads(call("status", "--json").stdout)["acme"]["outdated"] == 1


def test_a_home_that_cannot_be_written_is_named(config: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    for command in (("status",), ("db", "url"), ("run", "morning-scan"), ("up",)):
        result = subprocess.run(
            [sys.executable, "-m", "deployments.cli", "--config", str(config), *command],
            env=os.environ | {"RAPPORT_HOME": str(tmp_path / "file" / "home")},
            capture_output=True,
            text=True,
            check=False,
        )
        assert (result.returncode, "Traceback" in result.stderr) == (2, False)
        assert "set RAPPORT_HOME" in result.stderr


def test_the_version_is_told(call: Call) -> None:
    assert call("--version").stdout.startswith("rapport ")


def test_status_of_an_empty_warehouse_says_what_to_do(call: Call) -> None:
    result = call("status")
    assert result.exit_code == 0
    assert "rapport backfill" in result.stdout


def test_the_given_database_is_printed_as_psql_takes_it(call: Call, database_url: str) -> None:
    result = call("db", "url")
    assert result.stdout.strip() == database_url.replace("+psycopg2", "")
