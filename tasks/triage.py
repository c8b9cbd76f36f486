"""What a person decides about open items: answered, dismissed, snoozed, reopened, another tier.

Every decision is appended with who and when; nothing is overwritten, and a decision made at a moment is not
seen by a replay of an earlier one. Releasing from quarantine is in `tasks.release`.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

from sqlalchemy import Engine, text

import sql
from tasks.core.items import T1_LOOK_FROM, UNSURE_BELOW, PriorityPart, Tier

Action = Literal["answered", "dismissed", "snoozed", "reopened"]
State = Literal["open", "answered", "acknowledged", "dismissed", "snoozed"]
OPEN: tuple[State, ...] = ("open",)


@dataclass(frozen=True, slots=True)
class TriageItem:
    """One inbound interaction as the list shows it; `text` is a stranger's and comes as it was."""

    interaction_id: int
    state: State
    tier: Tier
    confidence: float
    reasons: Sequence[str]
    platform: str
    account: str
    kind: str
    occurred_at: datetime
    member_name: str
    text: str
    permalink: str | None
    labels: Sequence[str] = ()
    """What the brand's rules call it."""
    assignee: str | None = None
    """Who is to answer, by the brand's rules."""
    t1_chance: float | None = None
    """How likely it is a T1, by the engine; None when it did not say, or a rule or a person decided."""
    due_at: datetime | None = None
    """With the next two: only where `tasks.priorities` was asked why."""
    priority: float | None = None
    """Points within its tier; None also for what is not ranked (reactions and the like, tier none)."""
    parts: Sequence[PriorityPart] = ()
    """What the priority adds up from."""


@dataclass(frozen=True, slots=True)
class QuarantinedRow:
    """One row that waits in quarantine; `raw` is its text as it came, at most 2,000 characters."""

    quarantine_id: int
    account: str
    stream: str
    stage: str
    expectation: str
    reason: str
    location: str
    raw: str
    last_seen: datetime


@dataclass(frozen=True, slots=True)
class Outcome:
    """Which interactions were acted on, and which ids are not inbound interactions of the brand."""

    done: tuple[int, ...]
    unknown: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Only:
    """Which items are wanted; what is not given (None) does not matter. Case never matters."""

    tiers: Collection[Tier] | None = None
    search: str | None = None
    """In the text."""
    label: str | None = None
    """By the brand's rules, as the next."""
    assignee: str | None = None
    """ "" stands for nobody."""
    is_unsure: bool = False
    """Only what may be a T1 though its tier says otherwise."""


EVERYTHING = Only()


def list_items(
    engine: Engine,
    brand: str,
    since: datetime,
    as_of: datetime,
    states: Collection[State] = OPEN,
    only: Only = EVERYTHING,
    most: int = 50,
) -> list[TriageItem]:
    """What came in during (since, as_of] and is in one of `states` then: stricter tiers first, then older."""
    parameters = {
        "brand": brand,
        "since": since,
        "as_of": as_of,
        "states": sorted(states),
        "tiers": sorted(only.tiers) if only.tiers else None,
        "search": only.search or None,
        "label": only.label,
        "assignee": only.assignee,
        "is_unsure": only.is_unsure,
        "look_from": T1_LOOK_FROM,
        "unsure_below": UNSURE_BELOW,
        "most": most,
    }
    with engine.connect() as connection:
        rows = connection.execute(text(sql.load("triage/list.sql")), parameters).mappings()
        return [TriageItem(**row) for row in rows]


def list_quarantine(engine: Engine, brand: str, most: int = 50) -> list[QuarantinedRow]:
    """The rows of `brand` that wait in quarantine, the newest first."""
    with engine.connect() as connection:
        rows = connection.execute(text(sql.load("triage/quarantine.sql")), {"brand": brand, "most": most})
        return [QuarantinedRow(**row) for row in rows.mappings()]


def answer(
    engine: Engine, brand: str, ids: Sequence[int], by: str, now: datetime, note: str | None = None
) -> Outcome:
    """Mark interactions as answered elsewhere (by phone, in a shop, where the platform shows nothing)."""
    return _act(engine, brand, ids, "answered", by, now, note=note)


def dismiss(
    engine: Engine, brand: str, ids: Sequence[int], by: str, now: datetime, note: str | None = None
) -> Outcome:
    """Decide that interactions need no answer."""
    return _act(engine, brand, ids, "dismissed", by, now, note=note)


def snooze(
    engine: Engine, brand: str, ids: Sequence[int], until: datetime, by: str, now: datetime
) -> Outcome:
    """Put interactions aside until `until`, later than `now` (else ValueError); their deadlines go on."""
    if until <= now:
        raise ValueError(f"snooze until {until.isoformat()} is not after {now.isoformat()}")
    return _act(engine, brand, ids, "snoozed", by, now, until=until)


def reopen(
    engine: Engine, brand: str, ids: Sequence[int], by: str, now: datetime, note: str | None = None
) -> Outcome:
    """Make interactions open again, whatever was decided or answered before."""
    return _act(engine, brand, ids, "reopened", by, now, note=note)


def retier(
    engine: Engine,
    brand: str,
    ids: Sequence[int],
    tier: Tier,
    by: str,
    now: datetime,
    reason: str | None = None,
) -> Outcome:
    """Rule that interactions belong in `tier`: it holds against every engine until another ruling."""
    parameters: dict[str, Any] = {
        "brand": brand,
        "ids": list(ids),
        "tier": tier,
        "reason": reason or f"{by} decided",
        "ruled_by": by,
        "ruled_at": now,
    }
    return _run(engine, "triage/retier.sql", ids, parameters)


def _act(
    engine: Engine,
    brand: str,
    ids: Sequence[int],
    action: Action,
    by: str,
    now: datetime,
    *,
    until: datetime | None = None,
    note: str | None = None,
) -> Outcome:
    parameters: dict[str, Any] = {
        "brand": brand,
        "ids": list(ids),
        "action": action,
        "snoozed_until": until,
        "note": note,
        "acted_by": by,
        "acted_at": now,
    }
    return _run(engine, "triage/act.sql", ids, parameters)


def _run(engine: Engine, name: str, ids: Sequence[int], parameters: dict[str, Any]) -> Outcome:
    with engine.begin() as connection:
        done = set(connection.execute(text(sql.load(name)), parameters).scalars())
    return Outcome(tuple(sorted(done)), tuple(sorted(set(ids) - done)))
