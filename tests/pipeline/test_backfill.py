"""The flow `backfill` on a real Prefect engine: what it plans, does again, leaves alone, and goes on with."""

import importlib
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import text
from whole import everything

from connectors import exports
from connectors.exports_values import Unreadable
from tasks import marts, marts_days, outbox, preview
from tasks.compose import compose
from tasks.steps import redo as again
from tasks.steps.run import lease, open_run

Day = Callable[..., datetime]

pytestmark = pytest.mark.prefect

TALK = [
    ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order? It is three days late."),
    ("2", "1", "acme", "True", "2026-02-03T10:00:00Z", "Sorry Ann! Could you send us the number?"),
    ("3", "", "bob", "False", "2026-02-04T11:00:00Z", "My kettle leaks, what can I do?"),
    ("4", "", "cleo", "False", "2026-02-05T12:00:00Z", "The new shop is lovely and the staff so kind"),
]
TEXTS = "select native_id, text, edited_at from core.interaction order by native_id"
ASSIGNED = "select count(*) from core.tier_assignment"


def backfill(community: Any, day: Day, **parameters: Any) -> Any:
    given = {"brand": "acme", "start": day(1), "end": day(8), "config": community.config} | parameters
    return importlib.import_module("flows.backfill").backfill(**given)


@pytest.fixture
def phases(prefect_api: str) -> Any:
    return importlib.import_module("flows.redo")


@pytest.fixture
def acme(community: Any, prefect_api: str) -> Any:
    community.write(TALK)
    return community


@pytest.fixture
def collected(acme: Any, day: Day) -> Any:
    """A week that is in the warehouse, and a source that is gone: nothing can be asked for any more."""
    backfill(acme, day)
    (acme.folder / "acme.csv").write_text("id\n", encoding="utf-8")
    return acme


def test_a_dry_run_shows_the_plan_and_does_nothing(acme: Any, day: Day) -> None:
    from prefect.artifacts import Artifact

    summary = backfill(acme, day, dry_run=True)
    assert summary["plan"][0] == "7 windows to collect; 0 are there already"
    assert "no request to any platform" in summary["plan"]
    assert acme.rows("select count(*) from ops.load_window") == [(0,)]
    page = Artifact.get("backfill-plan-acme")
    assert page is not None
    assert "7 windows to collect" in str(page.data)


def test_the_second_time_there_is_nothing_to_do_and_it_says_so(acme: Any, day: Day) -> None:
    assert backfill(acme, day)["counts"]["merged"] == 7
    second = backfill(acme, day)
    assert second["plan"][:2] == ["nothing to do", "0 windows to collect; 7 are there already"]
    assert (second["counts"]["windows"], second["counts"]["merged"]) == (0, 0)


def test_a_mended_export_comes_in_when_it_is_extracted_again(acme: Any, day: Day) -> None:
    backfill(acme, day)
    acme.write([*TALK, ("5", "", "dan", "False", "2026-02-05T13:00:00Z", "And my lamp is broken")])
    counts = backfill(acme, day, redo=["extract"])["counts"]
    assert (counts["merged"], counts["inserted"], counts["changed"]) == (7, 1, 0)
    assert acme.rows("select distinct state from ops.load_window") == [("merged",)]


def test_a_mended_reader_reads_what_has_landed_and_what_it_mends_is_no_edit(
    acme: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exports.read_row

    def short(line: bytes, layout: Any) -> Any:
        row = real(line, layout)
        return replace(row, text=(row.text or "")[:9])

    with monkeypatch.context() as patch:
        patch.setattr(exports, "read_row", short)
        backfill(acme, day)
    assert acme.rows(TEXTS)[2] == ("3", "My kettle", None)
    (acme.folder / "acme.csv").unlink()
    counts = backfill(acme, day, redo=["parse"])["counts"]
    assert (counts["merged"], counts["changed"]) == (7, 4)
    assert acme.rows(TEXTS) == [(row[0], row[5], None) for row in TALK]
    assert backfill(acme, day, redo=["parse"])["counts"]["changed"] == 0


def test_rows_that_a_mended_reader_can_read_leave_the_quarantine(
    acme: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = exports.read_row

    def strict(line: bytes, layout: Any) -> Any:
        row = real(line, layout)
        if row.id == "3":
            raise Unreadable("kettle", "speaks of a kettle")
        return row

    with monkeypatch.context() as patch:
        patch.setattr(exports, "read_row", strict)
        backfill(acme, day)
    assert acme.rows("select state from ops.quarantine") == [("waiting",)]
    counts = backfill(acme, day, redo=["validate"])["counts"]
    assert (counts["windows"], counts["inserted"], counts["mended"]) == (1, 1, 1)
    assert acme.rows("select state, decided_by from ops.quarantine") == [("released", "backfill")]


def test_windows_whose_pages_are_gone_are_named_and_stay_as_they_are(collected: Any, day: Day) -> None:
    for path in (collected.folder / "home" / "landing").rglob("manifest.json"):
        path.unlink()
    summary = backfill(collected, day, redo=["parse"])
    assert len(summary["problems"]) == 7
    assert "not kept any more" in summary["problems"][0]
    assert collected.rows("select distinct state from ops.load_window") == [("merged",)]


def test_tiers_are_given_again_without_a_source_and_a_persons_ruling_stays(collected: Any, day: Day) -> None:
    with collected.engine.begin() as connection:
        connection.execute(
            text(
                "update core.tier_in_force set is_human = true, tier = 'T3' where interaction_id ="
                " (select interaction_id from core.interaction where native_id = '1')"
            )
        )
    before = collected.rows(ASSIGNED)[0][0]
    counts = backfill(collected, day, redo=["tiers"])["counts"]
    assert counts["tiered"] == 2
    assert collected.rows(ASSIGNED) == [(before + 2,)]
    ruled = "select t.tier from core.tier_in_force t where is_human"
    assert collected.rows(ruled) == [("T3",)]


def test_only_the_span_is_tiered_again(collected: Any, day: Day) -> None:
    assert backfill(collected, day, start=day(4), redo=["tiers"])["counts"]["tiered"] == 2


def test_a_redo_that_was_stopped_goes_on_and_does_nothing_twice(
    collected: Any, phases: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "RETIER_CHUNK", 1)
    before = collected.rows(ASSIGNED)[0][0]
    real, calls = phases.assign_tiers, []

    def stops(run: Any) -> Any:
        calls.append(1)
        if len(calls) == 3:
            raise RuntimeError("pulled the plug")
        return real(run)

    with monkeypatch.context() as patch:
        patch.setattr(phases, "assign_tiers", stops)
        with pytest.raises(RuntimeError, match="plug"):
            backfill(collected, day, redo=["tiers"])
    assert collected.rows(ASSIGNED) == [(before + 2,)]
    summary = backfill(collected, day, redo=["tiers"])
    assert "goes on with what was begun" in summary["plan"][0]
    assert collected.rows(ASSIGNED) == [(before + 3,)]
    backfill(collected, day, redo=["tiers"])
    assert collected.rows(ASSIGNED) == [(before + 6,)]


def test_metrics_are_computed_again_for_the_span_and_no_other_day(collected: Any, day: Day) -> None:
    figures = (
        "select day, metric, dimension, dimension_value, value from marts.metric_daily"
        " where day < '2026-02-08' order by 1, 2, 3, 4"
    )
    right = collected.rows(figures)
    with collected.engine.begin() as connection:
        connection.execute(text("update marts.metric_daily set value = 77"))
    assert backfill(collected, day, start=day(4), end=day(6), redo=["metrics"])["counts"]["days"] == 2
    for wrong, row in zip(collected.rows(figures), right, strict=True):
        in_span = day(4).date() <= row[0] < day(6).date()
        assert wrong == (row if in_span else (*row[:4], 77)), row
    backfill(collected, day, redo=["metrics"])
    assert collected.rows(figures) == right


def test_figures_of_many_days_are_computed_in_pieces_and_are_those_of_one_piece(
    acme: Any, day: Day, phases: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    parts = []
    monkeypatch.setattr(marts_days, "MANY", 2)
    monkeypatch.setattr(phases, "METRICS_PIECE", 1)
    compute = phases.warehouse
    monkeypatch.setattr(phases, "warehouse", lambda run, **more: (parts.append(more), compute(run, **more)))
    backfill(acme, day)
    assert len([part for part in parts if part]) >= 3
    assert parts[-1] == {}  # at the end what was touched meanwhile
    in_pieces = {name: rows for name, rows in everything(acme.engine).items() if name.startswith("marts.")}
    with acme.engine.begin() as connection:
        marts.recompute(connection, "acme", day(8), everything=True, budget_minutes=60)
    assert in_pieces == {name: everything(acme.engine)[name] for name in in_pieces}


def test_only_gaps_are_collected_when_they_are_asked_for(acme: Any, day: Day) -> None:
    backfill(acme, day, start=day(1), end=day(3))
    backfill(acme, day, start=day(5), end=day(6))
    summary = backfill(acme, day, start=None, end=None, gaps=True)
    assert summary["counts"]["merged"] == 2
    spans = "select min(window_start), max(window_end), count(*) from ops.load_window where state = 'merged'"
    assert acme.rows(spans) == [(day(1), day(6), 5)]
    nothing = backfill(acme, day, start=None, end=None, gaps=True)
    assert nothing["plan"][0] == "nothing to do"


def test_previews_go_to_the_folder_marked_and_leave_no_trace(
    collected: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any, **__: Any) -> None:
        raise AssertionError("a preview was handed to the outbox")

    monkeypatch.setattr(outbox, "enqueue_and_send", never)
    summary = backfill(collected, day, start=day(2), end=day(4), redo=["metrics"], preview=True)
    assert summary["counts"]["previews"] == 7  # Monday has a weekly review
    folder = collected.folder / "home" / "preview" / "acme"
    assert sorted(str(path.relative_to(folder)) for path in folder.rglob("*.txt")) == [
        f"{period}/{flow}.txt"
        for period, flow in (
            ("2026-02-02", "evening-check"), ("2026-02-02", "midday-block"), ("2026-02-02", "morning-scan"),
            ("2026-02-03", "evening-check"), ("2026-02-03", "midday-block"), ("2026-02-03", "morning-scan"),
            ("2026-W06", "weekly-review"),
        )
    ]  # fmt: skip
    midday = folder / "2026-02-03" / "midday-block"
    assert (
        midday.with_suffix(".txt")
        .read_text()
        .startswith("*** Preview: as of Tuesday 03 February 2026, 12:00")
    )
    assert ">Preview: as of Tuesday" in midday.with_suffix(".html").read_text()
    assert not (collected.folder / "home" / "digests").exists()
    for table in ("ops.outbox", "ops.draft_offer"):
        assert collected.rows(f"select count(*) from {table}") == [(0,)]
    assert collected.rows("select distinct flow from ops.run") == [("backfill",)]


def test_a_preview_begins_with_the_look_that_would_have_been_before_it(
    collected: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    looks = []

    def composed(connection: Any, brand: Any, flow: str, as_of: datetime, problems: Any) -> Any:
        query = "select max(as_of) from ops.run where flow = any('{morning-scan,midday-block,evening-check}')"
        looks.append((flow, connection.execute(text(query)).scalar_one()))
        return compose(connection, brand, flow, as_of, problems)

    monkeypatch.setattr(preview, "compose", composed)
    backfill(collected, day, start=day(5), end=day(6), redo=["metrics"], preview=True)
    assert looks == [
        ("morning-scan", day(4, 18)),
        ("midday-block", day(5, 8)),
        ("evening-check", day(5, 12)),
    ]


def test_two_that_ask_the_same_at_once_count_each_others_work(collected: Any, day: Day) -> None:
    from tasks.backfill import asked_for

    first, second = collected.run(day(8)), collected.run(day(8))
    asked = asked_for(first, day(1), day(8), redo=["parse"])
    open_run(first, None)
    since = again.begin(first, asked).since
    open_run(second, None)
    assert again.begin(second, asked) == again.Begun(since, None, True)
    other = asked_for(first, day(1), day(7), redo=["parse"])
    assert again.begin(second, other).since > since


def test_a_backfill_gives_way_to_a_digest_that_is_at_work_and_to_nobody_else(
    collected: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(again, "PATIENCE_SECONDS", 1.0)
    run = collected.run(day(8))
    scan, dead = (collected.run(day(8), flow="morning-scan") for _ in range(2))
    open_run(dead, None)
    assert not again.give_way(run)
    with lease(scan):
        open_run(scan, None)
        assert again.give_way(run)
    assert not again.give_way(run)


@pytest.mark.parametrize(
    ("parameters", "words"),
    [
        ({"start": None}, "name a span"),
        ({"end": datetime.fromisoformat("2026-01-01T00:00:00+00:00")}, "before it starts"),
        ({"gaps": True, "redo": ["tiers"]}, "nothing to do again"),
        ({"accounts": ["export:other"]}, "there are: export:acme"),
        ({"streams": ["likes"]}, "there are: conversations"),
    ],
)
def test_what_cannot_be_asked_for_is_refused_in_words(
    acme: Any, day: Day, parameters: dict[str, Any], words: str
) -> None:
    with pytest.raises(ValueError, match=words):
        backfill(acme, day, **parameters)


def test_the_newest_day_comes_first_unless_the_oldest_is_wanted(
    acme: Any, phases: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(phases, "BATCH_WINDOWS", 1)
    order = "select window_start from ops.load_window where state = 'merged' order by updated_at"
    backfill(acme, day, start=day(4), end=day(6))
    assert acme.rows(order) == [(day(5),), (day(4),)]
    backfill(acme, day, start=day(1), end=day(3), oldest_first=True)
    assert acme.rows(order)[2:] == [(day(1),), (day(1) + timedelta(days=1),)]
