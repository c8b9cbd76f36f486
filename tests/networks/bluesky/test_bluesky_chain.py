"""From a real network into a real warehouse: a scan finds everyone, a second changes nothing, changes arrive."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Engine, text

from tasks import marts
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, lease, open_run

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


@dataclass
class Warehouse:
    """The seeded brand's warehouse; `scan` runs the chain's steps as a scheduled scan does."""

    engine: Engine
    config: Path

    def scan(self) -> Merged:
        now = datetime.now(UTC)
        run = Run(str(uuid4()), "brand", "morning-scan", now, False, str(self.config))
        open_run(run, None)
        with lease(run):
            loads = windows.plan_scan(run, None)
            ids = [load.load_id for load in loads]
            collected = [collect.collect(run, load) for load in loads]
            assert [c.problem for c in collected if c.problem] == []
            for load in loads:
                stage.stage(run, load)
            check.check(run, ids, now)
            merged = merge.merge(run, ids, now)
            tier.assign_tiers(run, now)
            with self.engine.begin() as connection:
                marts.recompute(connection, "brand", now)
        return merged

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def open_texts(self) -> set[str]:
        """The texts on the board now."""
        return {
            row[0]
            for row in self.rows(
                """select i.text from core.inbox_as_of('brand', :since, :now) b
                   join core.interaction i on i.brand = 'brand' and i.interaction_id = b.interaction_id
                   where b.state = 'open' and b.is_message""",
                since=datetime(2020, 1, 1, tzinfo=UTC),
                now=datetime.now(UTC),
            )
        }


Make = Callable[[Any], Warehouse]


@pytest.fixture
def warehouse_of(db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Make:
    """Makes the warehouse of a seeded community's brand."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("BLUESKY_TEST_PASSWORD", "a-pass-word")

    def make(seed: Any) -> Warehouse:
        config = tmp_path / "rapport.toml"
        config.write_text(
            f'[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\n'
            f'[[brands.brand.accounts]]\nplatform = "bluesky"\nhandle = "{seed.brand.handle}"\n'
            f'service = "{seed.community.pds}"\nsecret = "BLUESKY_TEST_PASSWORD"\n',
            encoding="utf-8",
        )
        return Warehouse(db, config)

    return make


def test_a_scan_brings_everything_in_and_a_second_changes_nothing(settled: Any, warehouse_of: Make) -> None:
    expected, warehouse = settled.community.expected, warehouse_of(settled)

    warehouse.scan()

    found = warehouse.rows("select native_id, kind, direction from core.interaction where deleted_at is null")
    assert sorted(found) == sorted((u, s.kind, s.direction) for u, s in expected.items())
    assert warehouse.rows("select reason from ops.quarantine") == []
    again = warehouse.scan()
    assert (again.inserted, again.changed, again.deleted) == (0, 0, 0)


def test_the_brands_replies_close_what_they_answer(settled: Any, warehouse_of: Make) -> None:
    warehouse = warehouse_of(settled)
    warehouse.scan()

    answered = warehouse.rows(
        """select q.native_id, o.native_id from core.answer a
           join core.interaction q on q.brand = a.brand and q.interaction_id = a.interaction_id
           join core.interaction o on o.brand = a.brand and o.interaction_id = a.answer_id
           where a.via = 'parent'"""
    )
    assert sorted(answered) == sorted(zip(settled.comments[1:], settled.answers, strict=True))
    texts = settled.community.texts
    assert not {texts[uri] for uri in settled.comments[1:]} & warehouse.open_texts()
    assert texts[settled.chain[-1]] in warehouse.open_texts()


def test_edits_deletions_and_blocks_arrive_with_the_next_scan(seed: Any, warehouse_of: Make) -> None:
    c, warehouse = seed.community, warehouse_of(seed)
    warehouse.scan()
    c.delete(seed.members[1], seed.chain[-1])
    c.delete(seed.members[2], seed.mentions[2])
    c.write(seed.brand, "app.bsky.graph.block", {"subject": seed.stranger.did})
    c.put_again(seed.members[5], seed.mentions[5], "Put again?")
    c.flush()

    merged = warehouse.scan()

    gone = warehouse.rows("select native_id from core.interaction where deleted_at is not null")
    assert sorted(gone) == sorted([(seed.chain[-1],), (seed.mentions[2],)])
    assert (merged.inserted, merged.deleted) == (0, 2)
    blocked = warehouse.rows("select native_id, text from core.interaction where is_blocked")
    assert blocked == [(seed.stranger_post, "Mean words")]
    (edited,) = warehouse.rows(
        "select first_text, text from core.interaction where native_id = :uri", uri=seed.mentions[5]
    )
    assert edited == (c.texts[seed.mentions[5]], "Put again?")
    assert not {"Mean words", c.texts[seed.chain[-1]]} & warehouse.open_texts()
