"""What members wrote is dropped in time, wherever it stands, and changes no figure, tier or verdict by going."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from scanning import Warehouse
from sqlalchemy import Connection, Engine, text

import sql
from connectors.errors import Gone
from connectors.landing import Landing
from connectors.records import Page, Window
from connectors.registry import capabilities_of, declaring
from tasks import marts
from tasks.steps import collect, redo, setup
from tasks.steps.replies import check_piece
from tasks.steps.run import Run, context
from tasks.steps.windows import Load

NOW = datetime.now(UTC)
SOON, LATER = NOW + timedelta(hours=34), NOW + timedelta(hours=70)
"""A run that drops what was collected until NOW; and another."""
MARTS_AT = NOW + timedelta(days=2)
WEEK = Window(NOW - timedelta(days=1), NOW)
QUESTION = "Is the blue mug back in stock?"


@dataclass
class Kept(Warehouse):
    """A brand's LinkedIn account, its rows put in by hand."""

    landing: Path = field(default_factory=Path)
    numbers: int = 0

    def run(self) -> Run:
        """A run of now."""
        return Run(str(uuid4()), "brand", "morning-scan", datetime.now(UTC), False, str(self.config))

    def says(
        self, words: str | None, ago: timedelta = timedelta(hours=2), parent: int | None = None, **more: Any
    ) -> int:
        """A message of a member, or of the brand where it is an answer; read by the engine of before."""
        self.numbers += 1
        inbound = parent is None
        row = {
            "brand": "brand", "platform": "linkedin", "native_id": str(self.numbers), "account": "linkedin:acme",
            "kind": "comment" if inbound else "reply", "direction": "inbound" if inbound else "outbound",
            "is_message": True, "author_profile_id": 1 if inbound else 2,
            "thread_key": str(parent or self.numbers), "parent_id": parent, "text": words, "first_text": words,
            "occurred_at": NOW - ago, "collected_at": NOW - ago, "content_hash": b"", "interaction_id": self.numbers,
        }  # fmt: skip
        with self.engine.begin() as connection:
            put(connection, "core.interaction", row | more)
            if inbound:
                given = {"brand": "brand", "interaction_id": self.numbers, "tier": "T1", "engine": "old"}
                at = {
                    "confidence": 1,
                    "sentiment": 0.5,
                    "assigned_at": NOW - ago,
                    "assignment_id": self.numbers,
                }
                put(connection, "core.tier_assignment", given | at)
                put(
                    connection,
                    "core.tier_in_force",
                    given | {"assignment_id": self.numbers, "is_human": False},
                )
            else:
                put(connection, "ops.unchecked_reply",
                    {"brand": "brand", "occurred_at": NOW - ago, "interaction_id": self.numbers})  # fmt: skip
        return self.numbers

    def lands(self, load_id: int, state: str) -> str:
        """A window with a page that landed NOW."""
        load = self.begins(load_id, state)
        window = Window(load.start, load.end)
        writer = Landing(str(self.landing)).writer("brand", load.account, load.stream, window, load_id)
        writer.add(Page(1, b"what somebody wrote", NOW))
        ref = writer.complete(None, 1)
        noted = "update ops.load_window set landing_ref = :ref, landed_at = :at where load_id = :id"
        self.execute(noted, ref=ref, id=load_id, at=NOW)
        return ref

    def begins(self, load_id: int, state: str) -> Load:
        """A window as it was claimed."""
        row = {
            "brand": "brand", "load_id": load_id, "account": "linkedin:acme", "stream": "comments", "state": state,
            "window_start": WEEK.start - timedelta(days=load_id), "window_end": WEEK.end,
        }  # fmt: skip
        with self.engine.begin() as connection:
            put(connection, "ops.load_window", row)
        return Load(load_id, "linkedin:acme", "comments", row["window_start"], row["window_end"])

    def execute(self, statement: str, **values: Any) -> None:
        """Change something."""
        with self.engine.begin() as connection:
            connection.execute(text(statement), values)

    def marts(self) -> list[tuple[Any, ...]]:
        """How the messages sound."""
        with self.engine.begin() as connection:
            marts.recompute(connection, "brand", MARTS_AT, everything=True)
        return self.rows(
            "select day, metric, dimension, dimension_value, numerator, denominator from marts.metric_daily"
            " where metric like 'sentiment%' order by 1, 2, 3, 4"
        )


def put(connection: Connection, table: str, row: dict[str, Any]) -> None:
    """Insert one row."""
    marks = ", ".join(f":{name}" for name in row)
    connection.execute(
        text(f"insert into {table} ({', '.join(row)}) overriding system value values ({marks})"), row
    )


@pytest.fixture
def kept(db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Kept:
    """A brand with one account on a network that lets words be kept for 48 hours."""
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    config = tmp_path / "rapport.toml"
    config.write_text(
        '[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\n'
        '[[brands.brand.accounts]]\nplatform = "linkedin"\nhandle = "acme"\nsecret = "NONE"\n',
        encoding="utf-8",
    )
    made = Kept(db, config, tmp_path / "home" / "landing")
    with db.begin() as connection:
        setup.note_brand(connection, context(made.run()).brand, NOW)
        for number in (1, 2):
            put(connection, "core.member", {"brand": "brand", "member_id": number})
            put(connection, "core.profile",
                {"brand": "brand", "profile_id": number, "platform": "linkedin", "native_id": str(number),
                 "member_id": number, "is_own": number == 2})  # fmt: skip
    return made


def test_how_messages_sounded_stays_when_their_words_are_gone(kept: Kept) -> None:
    kept.says("lovely")
    kept.says(None)
    kept.says("  ")
    before = kept.marts()
    positive = [row[-2:] for row in before if row[1:4] == ("sentiment_positive", "all", "all")]
    assert positive[0] == (1, 1)
    assert kept.drop_words(SOON) == 3
    assert kept.marts() == before


def test_a_reply_whose_question_is_gone_keeps_what_the_check_said_of_it(kept: Kept) -> None:
    question = kept.says(QUESTION, timedelta(hours=3))
    kept.says("Congratulations on your wedding, dear.", timedelta(hours=2), question)
    with kept.engine.begin() as connection:
        assert check_piece(connection, "brand") == 1
    verdicts = "select interaction_id, is_authentic, warnings from core.reply_check order by 1"
    before = kept.rows(verdicts)
    assert [row[1:] for row in before] == [(False, ["unrelated"])]
    kept.drop_words(SOON)
    late = timedelta(hours=2, minutes=30)
    kept.says("One that came late.", late, question)  # the other is compared with this, too
    kept.execute(
        "insert into ops.unchecked_reply select brand, occurred_at, interaction_id from core.interaction"
        " where direction = 'outbound' on conflict do nothing"
    )
    with kept.engine.begin() as connection:
        while check_piece(connection, "brand"):
            pass
    found = kept.rows(verdicts)
    assert before[0] in found
    assert len(found) == 2
    assert kept.rows("select from ops.unchecked_reply") == []


def test_pages_of_a_run_that_was_killed_while_it_dropped_them_go_with_the_next(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept.lands(1, "merged")
    kept.lands(2, "merged")

    def killed(self: Landing, *_: object) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(Landing, "drop", killed)
        with pytest.raises(KeyboardInterrupt):
            kept.drop_words(SOON)
    assert len(list(kept.landing.rglob("*.gz"))) == 2
    kept.execute("update ops.load_window set updated_at = :at", at=SOON)  # they are as old as before
    kept.drop_words(SOON)
    assert list(kept.landing.rglob("*.gz")) == []
    assert kept.rows("select from ops.load_window where landing_ref is not null") == []


def test_pages_go_whatever_became_of_their_window(kept: Kept) -> None:
    for number, state in enumerate(("pending", "landed", "failed", "unavailable")):
        kept.lands(number, state)
    kept.drop_words(SOON)
    assert list(kept.landing.rglob("*.gz")) == []
    states = [state for (state,) in kept.rows("select state from ops.load_window order by load_id")]
    # what had landed is to be collected again
    assert states == ["pending", "pending", "failed", "unavailable"]


def test_pages_of_an_attempt_that_failed_go_too(kept: Kept, monkeypatch: pytest.MonkeyPatch) -> None:
    class GivesUp:
        def fetch(self, *_: object) -> Iterator[Page]:
            yield Page(1, b"what somebody wrote", NOW)
            raise Gone("nobody has it any more")

        def close(self) -> None:
            """Nothing is open."""

    monkeypatch.setattr(collect, "connector_for", lambda *_, **__: GivesUp())
    load = kept.begins(1, "pending")
    for _ in range(2):
        assert collect.collect(kept.run(), load).state == "unavailable"
    assert len(list(kept.landing.rglob("*.gz"))) == 1
    assert kept.drop_words(NOW + timedelta(hours=30)) == 0
    assert len(list(kept.landing.rglob("*.gz"))) == 1
    kept.drop_words(SOON)
    assert list(kept.landing.rglob("*.gz")) == []


def test_what_waits_in_quarantine_goes_in_time_though_its_page_was_read_again(kept: Kept) -> None:
    kept.execute(
        """insert into ops.quarantine (brand, account, stream, entity, stage, expectation, reason, location, raw,
                                       fingerprint, happened_at, first_seen, last_seen)
           values ('brand', 'linkedin:acme', 'comments', 'interaction', 'parse', 'has_identity', 'no id', 'page 1',
                   'what somebody wrote', 'f', :now, :now, :soon)""",
        now=NOW, soon=SOON,
    )  # fmt: skip
    kept.drop_words(SOON)
    assert kept.rows("select state, raw like '(dropped: %' from ops.quarantine") == [("dropped", True)]


def test_messages_without_words_are_left_alone_by_another_engine(kept: Kept) -> None:
    kept.says("lovely")
    kept.drop_words(SOON)
    kept.execute("insert into ops.tier_state (brand, engine) values ('brand', 'new')")
    run = kept.run()
    assert redo.outdated(run) == 0
    assert list(redo.queue_outdated(run)) == []
    kept.execute("update ops.tier_state set engine = 'before'")
    kept.execute(sql.load("tiers/enqueue_outdated.sql"), brand="brand", engine="new")
    asked = redo.Asked(start=NOW - timedelta(days=9), end=SOON, accounts=None, streams=None, redo=("tiers",),
                       gaps=False, preview=False, oldest_first=False)  # fmt: skip
    assert list(redo.queue_tiers(run, asked, SOON)) == []
    assert kept.rows("select from ops.untiered") == []


def test_who_drops_words_finds_them_by_an_index_of_the_platform(kept: Kept) -> None:
    indexed = "select indexdef from pg_indexes where indexname = 'interaction_with_words'"
    ((definition,),) = kept.rows(indexed)
    for platform in declaring():
        if capabilities_of(platform).words_kept is not None:
            assert f"'{platform}'" in definition
