"""Digests as they would have been: rendered as of their hour, marked as previews, and put in the folder. Nothing is
mailed, and nothing that they would have remembered is kept.
"""

import html
import re
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import cast

from sqlalchemy import text

import sql
from connectors import mail
from tasks.compose import compose
from tasks.core.backfill_plan import look_before
from tasks.core.digest.view import Flow
from tasks.render import Rendered
from tasks.steps import digest
from tasks.steps.run import Run, context

_BODY = re.compile(r"<body[^>]*>")
_BANNER = (
    '<div role="note" style="background:#fff4d6;color:#1b1b1f;border-bottom:2px solid #8a6d00;padding:10px 16px;'
    'font:600 14px/1.4 -apple-system,BlinkMacSystemFont,Segoe UI,Roboto,Arial,sans-serif">{}</div>'
)


def write_preview(run: Run, flow: str, moment: datetime, now: datetime) -> Path:
    """Write the digest `flow` as of `moment` (aware) to the preview folder; returns the HTML file. `now`: wall clock.

    What the digest notes (drafts it offers) and the look before it that it begins with are taken back.
    """
    ctx = context(run)
    with ctx.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        before, looked_at = look_before(moment, ctx.brand.zone)
        connection.execute(
            text(sql.load("backfill/looked.sql")), {"brand": run.brand, "flow": before, "as_of": looked_at}
        )
        _, rendered = compose(connection, ctx.brand, cast(Flow, flow), moment.astimezone(UTC), ())
        connection.rollback()
    marked = mark(rendered, moment, now.astimezone(ctx.brand.zone))
    return mail.write_files(folder(run, flow, moment), flow, marked, None).html


def is_written(run: Run, flow: str, moment: datetime, since: datetime) -> bool:
    """Whether this preview was written since `since`: by the run that this one goes on with."""
    path = mail.files_at(folder(run, flow, moment), flow, None).text  # written last
    return path.exists() and datetime.fromtimestamp(path.stat().st_mtime, UTC) >= since


def folder(run: Run, flow: str, moment: datetime) -> Path:
    """Where the previews of a digest's day (or week) are: beside those of `rapport run --no-send`."""
    ctx = context(run)
    period = digest.period(flow, moment, ctx.brand.zone)
    return ctx.settings.home / "preview" / mail.safe_name(run.brand) / mail.safe_name(period)


def mark(rendered: Rendered, moment: datetime, now: datetime) -> Rendered:
    """`rendered` with the word that it is a preview in its subject, at its top and in its text."""
    words = (
        f"Preview: as of {moment:%A %d %B %Y, %H:%M}, made on {now:%d %B %Y} by a backfill. It was not sent."
    )
    banner = _BANNER.format(html.escape(words))
    return replace(
        rendered,
        subject=f"Preview: {rendered.subject}",
        html=_BODY.sub(lambda found: found[0] + banner, rendered.html, count=1),
        text=f"*** {words} ***\n\n{rendered.text}",
        markdown=f"> **{words}**\n\n{rendered.markdown}",
        page=rendered.page and _BODY.sub(lambda found: found[0] + banner, rendered.page, count=1),
    )
