"""Why a message has its tier, and how the brand's rules do: what `rapport tiers explain` and `rules` say."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.core.items import Assignment, Message
from tasks.core.tiers.rules import Trace
from tasks.core.tiers.shadows import Firing, RuleReport, report
from tasks.engines import engine_of
from tasks.steps.tier import read_messages


@dataclass(frozen=True, slots=True)
class InForce:
    """The assignment that holds in the warehouse; `assigned_by` None: an engine."""

    tier: str
    engine: str
    assigned_by: str | None
    assigned_at: datetime
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Explanation:
    """What the engine and the rules make of one message; `text` is a stranger's and comes as it was."""

    text: str
    kind: str
    version: str
    assignment: Assignment
    by_engine: Assignment
    """What the engine says by itself."""
    rules: tuple[Trace, ...]
    in_force: InForce | None = None
    """For an interaction: what holds now, a person's ruling perhaps."""


@dataclass(frozen=True, slots=True)
class RulesReport:
    """How the brand's rules did in the last `days`, among `messages` inbound interactions."""

    days: int
    messages: int
    rules: tuple[RuleReport, ...]
    is_current: bool
    """False: history was last assigned by other rules than those configured now; the next run does it again."""


def explain(
    connection: Connection, message: Message, brand: Brand, in_force: InForce | None = None
) -> Explanation:
    """The tier of `message` as a run would assign it now, and each rule's part in it."""
    engine = engine_of(connection, brand)
    (by_engine,) = engine.engine.assign([message])
    return Explanation(
        message.text,
        message.kind,
        engine.version,
        engine.apply(message, by_engine),
        by_engine,
        tuple(engine.trace(message)),
        in_force,
    )


def explain_interaction(connection: Connection, brand: Brand, interaction_id: int) -> Explanation | None:
    """`explain` of an inbound interaction with its context; None: the brand has none of that id."""
    messages = read_messages(connection, brand, [interaction_id])
    if not messages:
        return None
    values = {"brand": brand.slug, "interaction_id": interaction_id}
    row = connection.execute(text(sql.load("tiers/in_force.sql")), values).mappings().one_or_none()
    in_force = InForce(**{**row, "reasons": tuple(row["reasons"])}) if row else None
    return explain(connection, messages[0], brand, in_force)


def report_rules(connection: Connection, brand: Brand, days: int, now: datetime) -> RulesReport:
    """How the rules of `brand` did on what came in during the `days` up to `now`."""
    values = {"brand": brand.slug, "since": now - timedelta(days=days), "as_of": now}
    rows = connection.execute(text(sql.load("tiers/firings.sql")), values).all()
    firings = [Firing(tuple(row.rules), row.messages, row.last_at) for row in rows]
    messages = sum(firing.count for firing in firings)
    platforms = frozenset((account.network or account.platform).casefold() for account in brand.accounts)
    engine = connection.execute(text(sql.load("tiers/state.sql")), {"brand": brand.slug}).scalar()
    return RulesReport(
        days,
        messages,
        tuple(report(brand.rules, brand.topics, platforms, firings, messages)),
        engine in {None, engine_of(connection, brand).version},
    )
