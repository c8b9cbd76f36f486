"""Parsing landed pages into staging: COPY, in pieces, never all in memory."""

from collections.abc import Iterable, Iterator, Sequence
from contextlib import closing
from dataclasses import dataclass
from itertools import islice

from sqlalchemy import Connection, text

import sql
from connectors import secrets, warehouse
from connectors.errors import Malformed
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Post,
    PostSnapshot,
    Profile,
    Record,
    Window,
)
from connectors.registry import connector_for
from tasks.steps.collect import account_of
from tasks.steps.run import Context, Run, context
from tasks.steps.windows import Load

CHUNK = 5_000
"""Records held in memory at a time."""

_HEAD = ("load_id", "location", "payload_ref", "brand", "account")
_FIELDS: dict[type, tuple[str, tuple[str, ...]]] = {
    Profile: (
        "staging.profile",
        (
            "platform", "native_id", "handle", "display_name", "followers", "lang", "permalink", "is_bot",
            "seen_at",
        ),
    ),
    Post: (
        "staging.post",
        (
            "platform", "native_id", "author_native_id", "published_at", "kind", "text", "is_own", "is_ugc",
            "media", "hashtags", "campaign", "permalink", "edited_at",
        ),
    ),
    Interaction: (
        "staging.interaction",
        (
            "platform", "native_id", "kind", "direction", "author_native_id", "occurred_at", "text",
            "parent_native_id", "root_native_id", "post_native_id", "lang", "permalink", "compose_link",
            "media", "hashtags", "links", "likes", "shares", "edited_at", "is_blocked",
        ),
    ),
    PostSnapshot: (
        "staging.post_snapshot",
        (
            "platform", "native_id", "captured_at", "reactions", "comments", "shares", "quotes", "clicks",
            "saves", "impressions", "reach", "seconds_spent",
        ),
    ),
    AudienceSnapshot: (
        "staging.audience_snapshot",
        ("platform", "captured_at", "followers", "following", "posts", "reach", "impressions"),
    ),
    Deletion: ("staging.deletion", ("platform", "native_id", "deleted_at")),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Staged:
    """What of one window stands in staging: records, and rows that could not be read (in quarantine)."""

    load_id: int
    parsed: int
    unreadable: int


def stage(run: Run, load: Load) -> Staged:
    """Parse the landed pages of `load` into staging, in one transaction; safe to repeat."""
    ctx = context(run)
    with ctx.engine.begin() as connection:
        connection.execute(text(sql.load("merge/empty_staging.sql")), {"load_ids": [load.load_id]})
        parsed = unreadable = 0
        records = _records(ctx, run, load)
        while chunk := list(islice(records, CHUNK)):
            bad = [(ref, record) for ref, record in chunk if isinstance(record, BadRow)]
            parsed += len(chunk) - len(bad)
            unreadable += len(bad)
            _copy(connection, run, load, chunk)
            _quarantine(connection, run, load, bad)
        for table, _ in _FIELDS.values():
            warehouse.analyze_if_grown(connection, table, parsed)
        counts = {"brand": run.brand, "load_id": load.load_id, "parsed": parsed, "quarantined": unreadable}
        connection.execute(text(sql.load("ops/load_staged.sql")), counts)
        if load.is_merged:
            connection.execute(text(sql.load("backfill/restaged.sql")), counts)
    return Staged(load.load_id, parsed, unreadable)


def _records(ctx: Context, run: Run, load: Load) -> Iterator[tuple[str, Record]]:
    """Every record of the load's pages, with where its page is: landing reference and page number."""
    window = Window(load.start, load.end)
    landed = ctx.landing.latest(run.brand, load.account, load.stream, window, load.load_id)
    if landed is None:
        raise Malformed(f"the pages of {load.account}, {load.stream} are gone; collect the window again")
    account = account_of(ctx, load.account)
    with closing(connector_for(account, ctx.brand, secret=secrets.resolve)) as connector:
        for page in ctx.landing.read(landed.ref):
            ref = f"{landed.ref}#{page.number}"
            for record in connector.parse(load.stream, page, window):
                yield ref, record


def _copy(connection: Connection, run: Run, load: Load, chunk: Sequence[tuple[str, Record]]) -> None:
    for kind, (table, fields) in _FIELDS.items():
        rows = [
            (*_head(run, load, ref), *(_value(getattr(record, field)) for field in fields))
            for ref, record in chunk
            if type(record) is kind
        ]
        if rows:
            warehouse.copy_rows(connection, table, _HEAD + fields, rows)


def _head(run: Run, load: Load, ref: str) -> tuple[object, ...]:
    return (load.load_id, f"{load.stream}, page {ref.rpartition('#')[2]}", ref, run.brand, load.account)


def _value(value: object) -> object:
    """PostgreSQL's text holds no NUL and no half of a surrogate pair: both become a visible mark."""
    if isinstance(value, str):
        return _storable(value)
    if isinstance(value, tuple):
        return tuple(map(_storable, value))
    return value


def _storable(text_: str) -> str:
    if "\0" in text_:
        text_ = text_.replace("\0", "\N{REPLACEMENT CHARACTER}")
    return text_ if text_.isascii() else text_.encode("utf-8", "replace").decode("utf-8")


def _quarantine(connection: Connection, run: Run, load: Load, bad: Iterable[tuple[str, Record]]) -> None:
    statement = text(sql.load("ops/quarantine_add.sql"))
    rows = [
        {
            "brand": run.brand,
            "account": load.account,
            "stream": load.stream,
            "entity": record.entity,
            "stage": "parse",
            "expectation": record.check,
            "severity": "error",
            "reason": _storable(record.reason),
            "location": _storable(record.location),
            "raw": _storable(record.raw.replace("\0", "\\x00")),
            "payload_ref": ref,
            "load_id": load.load_id,
        }
        for ref, record in bad
        if isinstance(record, BadRow)
    ]
    if rows:
        connection.execute(statement, rows)
