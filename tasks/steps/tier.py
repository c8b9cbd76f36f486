"""Tier assignment: what is new, changed or assigned by an older engine goes through the engine, in pieces."""

from collections import Counter
from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, Row, text

import sql
from connectors import warehouse
from connectors.config import Brand
from tasks.core.collector import no_collector
from tasks.core.items import TIERS, Assignment, Level, Message, Tier
from tasks.core.relationships import History, level
from tasks.core.tiers.engine import Engine
from tasks.engines import engine_of
from tasks.steps.merge import only_one
from tasks.steps.run import Run, context

PIECE, PART = 40_000, 2_500
"""Interactions assigned in one transaction, what a killed run loses at most; and read at once."""

_COLUMNS = (
    *("interaction_id", "tier", "confidence", "flags", "sentiment", "reasons", "text_hash", "t1_chance"),
    *("rules", "engine_tier", "labels", "assignee", "action", "snoozed_until", "acted_by"),
)
_NO_RULES = (None,) * 7


@dataclass(frozen=True, slots=True)
class Tiered:
    """How many interactions were assigned, by tier."""

    assigned: int
    by_tier: dict[Tier, int]


def assign_tiers(run: Run, now: datetime) -> Tiered:
    """Assign what waits in the queue; `now` (UTC, wall clock) dates the assignments.

    A run that meanwhile began with another engine (a layer let in, a rule changed) has put the newest messages and
    those that wait into the queue (tiers/enqueue_outdated.sql), and takes it over: what this one emptied would keep
    the tiers of the engine of before until housekeeping.
    """
    ctx = context(run)
    by_tier: Counter[Tier] = Counter()
    with ctx.engine.begin() as connection:
        only_one(connection, run.brand)  # what another run is assigning by another engine is outdated, too
        engine = engine_of(connection, ctx.brand)
        connection.execute(
            text(sql.load("tiers/enqueue_outdated.sql")), {"brand": run.brand, "engine": engine.version}
        )
        connection.execute(
            text(sql.load("tiers/take_back.sql")),
            {
                "brand": run.brand,
                "acted_by": [acted_by(rule.name) for rule in ctx.brand.rules if rule.then.puts_aside],
            },
        )
    after_id: int | None = 0
    while after_id is not None:
        with ctx.engine.begin() as connection, no_collector():
            only_one(connection, run.brand)  # what a merge queues meanwhile must not be dequeued unread
            if _engine_of_history(connection, run.brand) != engine.version:
                break
            before = by_tier.total()
            after_id = _assign_piece(
                _Queue(connection, ctx.brand, engine.version, now), engine, after_id, by_tier
            )
            for table in ("core.tier_assignment", "core.tier_in_force"):
                warehouse.analyze_if_grown(connection, table, by_tier.total() - before)
    return Tiered(sum(by_tier.values()), dict(by_tier))


@dataclass(frozen=True, slots=True)
class _Part:
    """Some of the queue, through an interaction, and of these the rows that need an assignment."""

    after_id: int
    through_id: int
    rows: Sequence[Row[Any]]


@dataclass(frozen=True, slots=True)
class _Queue:
    """What waits in one transaction: read by parts, and taken from the queue when it is kept."""

    connection: Connection
    brand: Brand
    engine: str
    now: datetime

    def read(self, after_id: int) -> _Part | None:
        """The part after that interaction; None at the end of the queue."""
        part = {
            "brand": self.brand.slug,
            "engine": self.engine,
            "after_id": after_id,
            "size": PART,
            "ids": None,
            "with_history": any(rule.when.author_level for rule in self.brand.rules),
        }
        through_id = self.connection.execute(text(sql.load("tiers/queue_end.sql")), part).scalar()
        if through_id is None:
            return None
        return _Part(
            after_id, through_id, self.connection.execute(text(sql.load("tiers/candidates.sql")), part).all()
        )

    def keep(self, part: _Part, assigned: str) -> None:
        """Put what was assigned to a part's rows in force; the part leaves the queue."""
        self.connection.execute(text(sql.load("tiers/new_assignments.sql")))
        warehouse.copy_text(self.connection, "new_assignment", _COLUMNS, assigned)
        values = {"brand": self.brand.slug, "engine": self.engine, "now": self.now}
        for statement in ("assign", "put_aside", "dequeue"):
            ends = {"after_id": part.after_id, "through_id": part.through_id}
            self.connection.execute(text(sql.load(f"tiers/{statement}.sql")), values | ends)


def _assign_piece(queue: _Queue, engine: Engine, after_id: int, by_tier: Counter[Tier]) -> int | None:
    """Assign and count PIECE interactions after that one; the last of them, None when the queue is empty.

    The database reads the next part and keeps the last one while this one is assigned: all on one connection, which
    only the thread beside uses meanwhile.
    """
    with ThreadPoolExecutor(max_workers=1) as beside:
        upcoming, keeping = beside.submit(queue.read, after_id), None
        for left in reversed(range(PIECE // PART)):
            part = upcoming.result()
            if part is None:
                break
            after_id = part.through_id
            if left:
                upcoming = beside.submit(queue.read, after_id)
            assignments = engine.assign(_messages(part.rows, queue.brand))
            by_tier.update(assignment.tier for assignment in assignments)
            if keeping:
                keeping.result()  # before what failed because of it
            hashes = {row.interaction_id: row.text_hash for row in part.rows}
            keeping = beside.submit(queue.keep, part, warehouse.copied(_rows(assignments, hashes)))
        if keeping:
            keeping.result()
    return after_id if part else None


def _engine_of_history(connection: Connection, brand: str) -> str | None:
    return connection.execute(text(sql.load("tiers/state.sql")), {"brand": brand}).scalar()


def acted_by(rule: str) -> str:
    """Whose action it is when the rule called `rule` puts something aside."""
    return f"rule: {rule}"


def read_messages(connection: Connection, brand: Brand, ids: Sequence[int]) -> list[Message]:
    """The inbound interactions `ids` of `brand` as the engine sees them; those there are, by id."""
    values = {
        "brand": brand.slug,
        "engine": "",
        "after_id": 0,
        "size": 0,
        "ids": list(ids),
        "with_history": True,
    }
    return _messages(connection.execute(text(sql.load("tiers/candidates.sql")), values).all(), brand)


def _messages(rows: Sequence[Row[Any]], brand: Brand) -> list[Message]:
    """The rows of tiers/candidates.sql as the engine sees them."""
    handles = tuple(account.handle for account in brand.accounts)
    zone, our_hashtags = brand.zone, brand.tracked_hashtags
    messages = []
    for row in rows:
        # By place, in the order of the statement: by name, the reading of a row takes several times as long.
        (
            interaction_id, kind, said, lang, media, links, hashtags, platform, _, parent_text, parent_is_brand,
            is_thread_root, followers, earlier, first_at, recent, active_days, occurred_at, copies, row_in_hour
        ) = row  # fmt: skip
        messages.append(
            Message(
                interaction_id=interaction_id,
                kind=kind,
                text=said,
                lang=lang,
                media=tuple(media),
                links=tuple(links),
                hashtags=tuple(hashtags),
                platform=platform,
                parent_text=parent_text,
                parent_is_brand=parent_is_brand,
                is_thread_root=is_thread_root,
                author_level=_level(earlier, first_at, recent, active_days, occurred_at)
                if earlier
                else "new",
                author_followers=followers,
                same_text_count=copies,
                brand_handles=handles,
                brand_hashtags=our_hashtags,
                occurred_at=occurred_at.astimezone(zone),
                row_in_hour=row_in_hour,
            )
        )
    return messages


def _level(earlier: int, first_at: datetime, recent: int, active_days: int, now: datetime) -> Level:
    """How well the author was known, by what they had sent before this, and with it."""
    return level(History(earlier + 1, recent + 1, active_days, first_at, now), now)


def _rows(assignments: list[Assignment], hashes: dict[int, Any]) -> Iterator[tuple[object, ...]]:
    for a in assignments:
        guess = (a.interaction_id, a.tier, a.confidence, a.flags, a.sentiment, a.reasons)
        by_rules = _by_rules(a) if a.rules else _NO_RULES
        yield *guess, bytes(hashes[a.interaction_id]), _t1_chance(a), *by_rules


def _t1_chance(a: Assignment) -> float | None:
    """What stands beside a guess; a tier that a rule sets is none."""
    return a.chances[TIERS.index("T1")] if a.chances and a.confidence < 1 else None


def _by_rules(a: Assignment) -> tuple[object, ...]:
    action = "dismissed" if a.is_dismissed else "snoozed" if a.snoozed_until else None
    by = acted_by(a.put_aside_by) if a.put_aside_by else None
    return a.rules, a.engine_tier, a.labels, a.assignee, action, a.snoozed_until, by
