"""How long members' words are kept, where a platform lets nobody keep them for good."""

from datetime import datetime, timedelta

from sqlalchemy import text

import sql
from connectors.registry import capabilities_of, declaring
from tasks.steps.merge import only_one
from tasks.steps.run import Run, context

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
        values = {"brand": run.brand, "account": account.key, "before": before, "now": now}
        with ctx.engine.begin() as connection:
            only_one(connection, run.brand)
            messages += connection.execute(text(sql.load("keeping/words.sql")), values).scalar_one()
            landed = connection.execute(text(sql.load("keeping/landed.sql")), values).scalars().all()
        for ref in landed:
            ctx.landing.drop(ref)
    return messages
