"""Extraction: a window's raw pages from the network (or file) into the landing store."""

from contextlib import closing
from dataclasses import dataclass, replace

from sqlalchemy import text

import sql
from connectors import budget_store, secrets
from connectors.config import Account
from connectors.errors import ConfigError, Denied, Gone, Malformed
from connectors.http import LEFT_TO_OTHERS
from connectors.records import Window
from connectors.registry import connector_for
from tasks.core.backfill_plan import left_to_others
from tasks.steps.run import Context, Run, context
from tasks.steps.windows import Load


@dataclass(frozen=True, slots=True)
class Collected:
    """What came of one window: `state` is landed, unavailable or failed; `problem` says why, in words."""

    load: Load
    state: str
    pages: int
    problem: str = ""
    no_others: str = ""
    """Why the stream's other windows are not asked for either: a person must act first, or there is no time left."""


def collect(run: Run, load: Load) -> Collected:
    """Land the raw pages of `load`, unless a run before this one has (and they were not a broken batch).

    Raises RetryLater, after putting the window back to `pending`: the caller decides how long to wait.
    """
    ctx = context(run)
    window = Window(load.start, load.end)
    landed = ctx.landing.latest(run.brand, load.account, load.stream, window, load.load_id)
    if landed is not None and landed.ref != _refused(ctx, run, load):
        _note(ctx, run, load, "landed", len(landed.pages), landed.next_cursor, landed.ref)
        return Collected(load, "landed", len(landed.pages))
    try:
        return _fetch(ctx, run, load, window)
    except Gone as error:
        return _give_up(ctx, run, load, "unavailable", str(error))
    except (Denied, ConfigError) as error:
        return replace(_give_up(ctx, run, load, "failed", str(error)), no_others=str(error))
    except Malformed as error:
        return _give_up(ctx, run, load, "failed", str(error))


def give_up(run: Run, load: Load, reason: str) -> Collected:
    """Mark the window failed, with the reason a person reads; the next run tries it again.

    A window that had landed before its stream gave up is not lost with it.
    """
    ctx = context(run)
    with ctx.engine.connect() as connection:
        values = {"brand": run.brand, "load_id": load.load_id}
        pages = connection.execute(text(sql.load("ops/load_has_landed.sql")), values).scalar()
    if pages is not None:
        return Collected(load, "landed", pages)
    return _give_up(ctx, run, load, "failed", reason)


def account_of(ctx: Context, key: str) -> Account:
    """The configured account whose key is `key`; ConfigError when it is no longer configured."""
    for account in ctx.brand.accounts:
        if account.key == key:
            return account
    raise ConfigError(f"account {key!r} is not configured for {ctx.brand.slug} any more")


def _fetch(ctx: Context, run: Run, load: Load, window: Window) -> Collected:
    with budget_store.shared_by(ctx.url):
        connector = connector_for(account_of(ctx, load.account), ctx.brand, secret=secrets.resolve)
    with ctx.engine.begin() as connection:
        values = {"brand": run.brand, "load_id": load.load_id}
        connection.execute(text(sql.load("ops/load_begun.sql")), values)
    writer = ctx.landing.writer(run.brand, load.account, load.stream, window, load.load_id)
    pages = 0
    share = LEFT_TO_OTHERS.set(left_to_others(run.flow))
    try:
        with closing(connector):
            for page in connector.fetch(load.stream, window, _cursor(ctx, run, load)):
                writer.add(page)
                pages += 1
    finally:
        LEFT_TO_OTHERS.reset(share)
    ref = writer.complete(connector.next_cursor(), pages)
    _note(ctx, run, load, "landed", pages, connector.next_cursor(), ref)
    return Collected(load, "landed", pages)


def _cursor(ctx: Context, run: Run, load: Load) -> str | None:
    with ctx.engine.connect() as connection:
        cursor: str | None = connection.execute(
            text(sql.load("ops/last_cursor.sql")),
            {"brand": run.brand, "account": load.account, "stream": load.stream, "before": load.end},
        ).scalar()
    return cursor


def _refused(ctx: Context, run: Run, load: Load) -> str | None:
    """The landed pages that were no possible batch, if that is why the window is collected again."""
    with ctx.engine.connect() as connection:
        values = {"brand": run.brand, "load_id": load.load_id}
        refused: str | None = connection.execute(text(sql.load("ops/load_refused.sql")), values).scalar()
    return refused


def _give_up(ctx: Context, run: Run, load: Load, state: str, reason: str) -> Collected:
    with ctx.engine.begin() as connection:
        connection.execute(
            text(sql.load("ops/load_give_up.sql")),
            {"brand": run.brand, "load_id": load.load_id, "state": state, "reason": reason},
        )
    return Collected(load, state, 0, f"{load.account}, {load.stream}: {reason}")


def _note(ctx: Context, run: Run, load: Load, state: str, pages: int, cursor: str | None, ref: str) -> None:
    with ctx.engine.begin() as connection:
        connection.execute(
            text(sql.load("ops/load_landed.sql")),
            {
                "brand": run.brand,
                "load_id": load.load_id,
                "state": state,
                "fetched": pages,
                "cursor": cursor,
                "landing_ref": ref,
            },
        )
