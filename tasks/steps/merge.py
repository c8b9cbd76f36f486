"""The merge: everything that a run's windows brought, into core, in ONE transaction with the windows."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors import warehouse
from connectors.records import MESSAGE_KINDS
from tasks.steps.run import Run, context

_BRAND_MERGE_LOCK = 7_281_004
_STATISTICS = ("core.profile", "core.profile_version", "core.post", "core.interaction")
MOST_ROUNDS = 1_000
"""Bound on the walk that joins threads whose parents came late (and on hostile cycles of parents)."""


class StagingLost(Exception):
    """The database was restarted after a crash and staging is empty: the next run stages the pages again."""


@dataclass(frozen=True, slots=True)
class Merged:
    """What the merge changed, over all its windows: rows of posts and interactions."""

    windows: int
    inserted: int
    changed: int
    unchanged: int
    deleted: int
    orphans: int


def merge(run: Run, load_ids: Sequence[int], now: datetime, *, is_reread: bool = False) -> Merged:
    """Bring the staged rows of `load_ids` into core; `now` (UTC, wall clock) dates what has no date.

    `is_reread`: the windows are merged already and their landed pages were read again; what a later page said stands.
    All or nothing. A window that another run merged meanwhile is left out. Merges of one brand follow one
    another: the order of arrival never changes what comes out. Raises StagingLost.
    """
    with context(run).engine.begin() as connection:
        only_one(connection, run.brand)
        values: dict[str, Any] = {
            "brand": run.brand,
            "now": now,
            # What a live run sees is how things stand at its moment, though it looks some minutes later.
            "looked_at": now if run.is_replay else min(now, run.as_of),
            "run_id": run.run_id,
            "message_kinds": sorted(MESSAGE_KINDS),
        }
        if is_reread:
            _run(connection, "backfill/reopen.sql", values | {"load_ids": list(load_ids)})
        by_stream = _to_merge(connection, values | {"load_ids": list(load_ids)})
        values["load_ids"] = [load_id for ids in by_stream.values() for load_id in ids]
        _run(connection, "merge/begin.sql", values)
        # One stream after another: two streams may bring the same row, each knowing a part of it.
        for ids in by_stream.values():
            _merge_stream(connection, values | {"load_ids": ids}, is_reread)
        _refresh_statistics(connection, _STATISTICS)
        # Counts and deletions once all streams are in: either may stand in a stream before what it is about.
        _run(connection, "merge/snapshots.sql", values)
        deleted = _deletions(connection, values)
        _link(connection, values)
        _run(connection, "merge/touched_days.sql", values)
        _run(connection, "merge/surroundings.sql", values)
        windows = _run(connection, "merge/windows_merged.sql", values).all()
        _run(connection, "merge/empty_staging.sql", {"load_ids": values["load_ids"]})
    return Merged(
        len(windows),
        sum(w.inserted for w in windows),
        sum(w.changed for w in windows),
        sum(w.unchanged for w in windows),
        deleted,
        sum(w.orphans for w in windows),
    )


def only_one(connection: Connection, brand: str) -> None:
    """Hold, until the transaction ends, the right to change what the brand's people said and its tiers."""
    connection.execute(
        text("select pg_advisory_xact_lock(:c, hashtext(:brand))"), {"c": _BRAND_MERGE_LOCK, "brand": brand}
    )


def _to_merge(connection: Connection, values: dict[str, Any]) -> dict[str, list[int]]:
    by_stream: dict[str, list[int]] = {}
    for row in _run(connection, "merge/loads.sql", values):
        if not row.is_staged:
            raise StagingLost(
                f"window {row.load_id} ({row.stream_key}) is not in staging any more; run again"
            )
        by_stream.setdefault(row.stream_key, []).append(row.load_id)
    return by_stream


def _merge_stream(connection: Connection, values: dict[str, Any], is_reread: bool) -> None:
    _run(connection, "merge/profile_changes.sql", values)
    _run(connection, "merge/profiles.sql", values)
    _run(connection, "merge/profile_versions.sql", values)
    _run(connection, "merge/post_changes.sql", values)
    if is_reread:
        _run(connection, "backfill/reread_posts.sql", values)
    _run(connection, "merge/posts.sql", values)
    _run(connection, "merge/interaction_changes.sql", values)
    if is_reread:
        _run(connection, "backfill/reread_interactions.sql", values)
    _run(connection, "merge/interactions.sql", values)
    _run(connection, "merge/batch_interactions.sql", values)
    _run(connection, "merge/change_counts.sql", values)
    _run(connection, "merge/end_stream.sql", values)


def _deletions(connection: Connection, values: dict[str, Any]) -> int:
    gone = _run(connection, "merge/deletions.sql", values).scalars().all()
    _add_ids(connection, "batch_interaction", gone)
    return len(gone)


def _link(connection: Connection, values: dict[str, Any]) -> None:
    """Parents, threads and answers of what changed."""
    linked = _run(connection, "merge/parents.sql", values).scalars().all()
    _add_ids(connection, "linked_interaction", linked)
    _add_ids(connection, "batch_interaction", linked)
    for _ in range(MOST_ROUNDS):
        moved = _run(connection, "merge/threads.sql", values).scalars().all()
        if not moved:
            break
        _add_ids(connection, "batch_interaction", moved)
    _run(connection, "merge/touched_threads.sql", values)
    connection.execute(text("analyze touched_thread"))
    answered = _run(connection, "merge/answers.sql", values).scalars().all()
    warehouse.analyze_if_grown(connection, "core.answer", len(answered))
    _add_ids(connection, "answered_anew", answered)
    _run(connection, "merge/unchecked_replies.sql", values)
    _run(connection, "merge/followers_moments.sql", values)


def _refresh_statistics(connection: Connection, tables: Sequence[str]) -> None:
    """Let the planner know what this transaction has brought, before threads and answers are looked up."""
    connection.execute(text("analyze batch_interaction"))
    for table in tables:
        brought = _run(connection, "merge/put_in.sql", {"table": table}).scalar_one()
        warehouse.analyze_if_grown(connection, table, brought)


def _add_ids(connection: Connection, table: str, ids: Sequence[int]) -> None:
    """Note ids in one of this merge's own temporary tables."""
    if ids:
        connection.execute(
            text(f"insert into {table} select unnest(cast(:ids as bigint[])) on conflict do nothing"),
            {"ids": list(ids)},
        )


def _run(connection: Connection, name: str, values: dict[str, Any]) -> Any:
    return connection.execute(text(sql.load(name)), values)
