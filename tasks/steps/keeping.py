"""How long members' words are kept, where a platform lets nobody keep them for good."""

from datetime import datetime, timedelta

from sqlalchemy import text

import sql
from connectors.config import Account
from connectors.records import Window
from connectors.registry import capabilities_of, declaring
from tasks.steps.merge import only_one
from tasks.steps.run import Context, Run, context

LONGEST_NIGHT = timedelta(hours=15)
"""From one scheduled run to the next at most: what would be kept too long before that one is dropped by this."""


def drop_words(run: Run, now: datetime) -> int:
    """Drop what members wrote on platforms that let it be kept for a time only: texts, hashtags, links, what waits in
    quarantine, landed pages. `now` is the wall clock (UTC), in replays, too. Returns the number of messages.

    An account with `keep_words` is left alone: its owner has an agreement that says otherwise.
    """
    ctx = context(run)
    messages = 0
    for account in ctx.brand.accounts:
        if account.keep_words or account.platform not in declaring():
            continue
        kept = capabilities_of(account.platform).words_kept
        if kept is None:
            continue
        before = now - max(kept - LONGEST_NIGHT, timedelta(0))
        messages += _drop_words(ctx, account, before, now)
        _drop_pages(ctx, account, before)
    return messages


def _drop_words(ctx: Context, account: Account, before: datetime, now: datetime) -> int:
    values = {"platform": account.platform, "account": account.key, "before": before, "now": now}
    with ctx.engine.begin() as connection:
        only_one(connection, ctx.brand.slug)
        found = connection.execute(text(sql.load("keeping/words.sql")), values | {"brand": ctx.brand.slug})
        messages: int = found.scalar_one()
    return messages


def _drop_pages(ctx: Context, account: Account, before: datetime) -> None:
    """The landed pages, and then the names of them: who is killed between leaves no page that nothing names."""
    brand = ctx.brand.slug
    values = {"brand": brand, "account": account.key, "before": before}
    with ctx.engine.begin() as connection:
        landed = connection.execute(text(sql.load("keeping/landed.sql")), values).all()
        for row in landed:
            window = Window(row.window_start, row.window_end)
            ctx.landing.drop(brand, account.key, row.stream, window, row.load_id)
        gone = {"brand": brand, "load_ids": [row.load_id for row in landed]}
        connection.execute(text(sql.load("keeping/dropped.sql")), gone)
