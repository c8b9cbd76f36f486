"""The authenticity check on what was sent: new and changed replies, and those that are compared with them."""

from collections.abc import Sequence
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors import warehouse
from tasks.core.authenticity import CHECK_VERSION, RECENT_REPLIES, Verdict, check
from tasks.steps.merge import only_one
from tasks.steps.run import Run, context

PIECE = 2_000
"""Replies taken from the queue in one transaction: what a killed run does again at most."""
BRIEF_PIECES = 2
"""Pieces that a scan checks; of more that wait (a year was backfilled, the check is another) the newest."""


def check_replies(run: Run, *, is_brief: bool = False) -> int:
    """Check every reply of the brand's that waits for it, and keep the verdicts; returns how many were looked at.

    `is_brief`: at most BRIEF_PIECES, the newest first; the others stay in the queue.

    A verdict hangs on the texts alone: as sent, in order of time. Whatever arrives in whatever order, it comes out the
    same, because who stands within the 50 after a late reply is looked at again.
    """
    ctx = context(run)
    with ctx.engine.begin() as connection:
        only_one(connection, run.brand)
        values = {"brand": run.brand, "version": CHECK_VERSION}
        connection.execute(text(sql.load("replies/enqueue_outdated.sql")), values)
    checked = pieces = 0
    while not is_brief or pieces < BRIEF_PIECES:
        with ctx.engine.begin() as connection:
            only_one(connection, run.brand)
            found = check_piece(connection, run.brand, newest=is_brief)
            warehouse.analyze_if_grown(connection, "core.reply_check", found)
        if not found:
            break
        checked += found
        pieces += 1
    return checked


def check_piece(connection: Connection, brand: str, *, newest: bool = False) -> int:
    """Check the earliest (or newest) replies of the queue, PIECE at most, in the connection's transaction; how many."""
    values = {"brand": brand, "size": PIECE, "recent": RECENT_REPLIES, "newest": newest}
    rows = connection.execute(text(sql.load("replies/stretch.sql")), values).all()
    due = list(_verdicts(rows))
    queued = [row.interaction_id for row in rows if row.is_queued]
    if queued:
        connection.execute(
            text(sql.load("replies/keep.sql")),
            {
                "brand": brand,
                "ids": [row.interaction_id for row, _ in due],
                "authentic": [verdict.is_authentic for _, verdict in due],
                "warnings": [",".join(verdict.kinds) for _, verdict in due],
                "similarities": [v.similarity if v.is_compared else None for _, v in due],
                "queued": queued,
            },
        )
    return len({row.interaction_id for row, _ in due} | set(queued))


def _verdicts(rows: Sequence[Any]) -> list[tuple[Any, Verdict]]:
    """Of each row that is due, the verdict; the rows before it are the replies that were sent before."""
    texts = [row.text for row in rows]
    return [
        (row, check(row.text, texts[max(place - RECENT_REPLIES, 0) : place], row.in_reply_to))
        for place, row in enumerate(rows)
        if row.is_due
    ]
