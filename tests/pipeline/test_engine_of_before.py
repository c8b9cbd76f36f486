"""After the engine changed a scan reads what matters to it, and the rest of history goes on without it."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from sqlalchemy import text

import sql
from tasks.steps import redo, tier

Day = Callable[..., datetime]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
A_SCANS_WORTH = 20_000

MESSAGES = [
    (
        str(n),
        "",
        f"person{n}",
        "False",
        f"2026-02-0{1 + n % 5}T09:{n:02}:00Z",
        f"Where is parcel {n}? It is late",
    )
    for n in range(12)
]
MORE = """
    insert into core.interaction (
        brand, platform, native_id, account, kind, direction, is_message, author_profile_id, thread_key, text,
        occurred_at, collected_at, content_hash)
    select brand, platform, 'old' || n, account, kind, direction, is_message, author_profile_id, 'old' || n, text,
           occurred_at - n * interval '5 minutes', collected_at, content_hash
    from (select * from core.interaction order by interaction_id limit 1) i, generate_series(1, :most) n
"""
THEIR_TIERS = """
    insert into core.tier_in_force (brand, interaction_id, assignment_id, tier, is_human, engine)
    select brand, interaction_id, 0, case when interaction_id % 1000 = 0 then 'T1' else 'T4' end::core.tier,
           false, 'older'
    from core.interaction where native_id like 'old%'
"""


def of_before(community: Any) -> set[str]:
    """The messages that still have the tier of an engine before."""
    query = (
        "select i.native_id from core.tier_in_force t join core.interaction i using (brand, interaction_id) "
        "where t.engine like 'older%' and not t.is_human"
    )
    return {row[0] for row in community.rows(query)}


@pytest.fixture
def older(community: Any, day: Day) -> Any:
    """A brand whose messages were read by an older engine, but for one that a person has ruled on."""
    community.write(MESSAGES)
    community.bring_in(day(1), day(10))
    with community.engine.begin() as connection:
        connection.execute(text("update core.tier_in_force set engine = 'older'"))
        connection.execute(
            text(
                "update core.tier_in_force set is_human = true where interaction_id = "
                "(select interaction_id from core.interaction where native_id = '3')"
            )
        )
    return community


def test_the_rest_is_read_a_chunk_at_a_time_and_rulings_stay(
    older: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redo, "RETIER_CHUNK", 5)
    run = older.run(day(10))
    assert redo.outdated(run) == 11
    chunks = []
    for queued in redo.queue_outdated(run):
        chunks.append(queued)
        tier.assign_tiers(run, NOW)
    assert chunks == [5, 5, 1]
    assert redo.outdated(run) == 0
    assert of_before(older) == set()
    assert older.rows("select engine from core.tier_in_force where is_human") == [("older",)]


def test_who_was_killed_in_it_goes_on_with_what_is_left(
    older: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(redo, "RETIER_CHUNK", 4)
    chunks = redo.queue_outdated(older.run(day(10)))
    assert next(chunks) == 4  # queued, and then the process is gone
    tier.assign_tiers(older.run(day(10)), NOW)
    assert redo.outdated(older.run(day(10))) == 7
    for _ in redo.queue_outdated(older.run(day(10))):
        tier.assign_tiers(older.run(day(10)), NOW)
    assert of_before(older) == set()


def test_a_scan_reads_the_newest_and_what_waits_for_an_answer_and_leaves_the_rest(
    older: Any, day: Day
) -> None:
    with older.engine.begin() as connection:
        connection.execute(text(MORE), {"most": A_SCANS_WORTH + 3_000})
        connection.execute(text(THEIR_TIERS))
        connection.execute(text("analyze core.interaction, core.tier_in_force"))
        connection.execute(text("update ops.tier_state set engine = 'older'"))
        connection.execute(
            text(sql.load("tiers/enqueue_outdated.sql")), {"brand": "acme", "engine": "learned-1"}
        )
    names = "select native_id from {} join core.interaction using (brand, interaction_id) where {}"
    queued = {row[0] for row in older.rows(names.format("ops.untiered", "true"))}
    waiting = {
        row[0] for row in older.rows(names.format("core.tier_in_force", "tier = 'T1' and not is_human"))
    }
    oldest = {f"old{n}" for n in range(A_SCANS_WORTH + 1, A_SCANS_WORTH + 3_001)}
    assert {row[0] for row in MESSAGES} - queued == {"3"}  # a person's ruling
    assert "old1" in queued
    assert waiting & oldest
    assert queued & oldest == waiting & oldest
