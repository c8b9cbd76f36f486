"""Making a digest as of the run's moment, and delivering it once."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any, cast
from zoneinfo import ZoneInfo

from connectors import secrets
from connectors.errors import Denied, RetryLater
from tasks import outbox
from tasks.compose import compose
from tasks.core.digest.view import Flow
from tasks.render import Rendered
from tasks.steps.run import Run, context


def make(run: Run, problems: Sequence[str]) -> Rendered:
    """The digest of the run's flow, rendered; the same moment and data give the same digest."""
    ctx = context(run)
    with ctx.engine.connect().execution_options(isolation_level="REPEATABLE READ") as connection:
        _, rendered = compose(connection, ctx.brand, cast(Flow, run.flow), run.as_of, problems)
        connection.commit()
    return rendered


def deliver(run: Run, rendered: Rendered, *, send: bool, resend: bool) -> dict[str, Any]:
    """Deliver the digest once for brand, flow, period and recipient; `send` off writes a preview only.

    Returns the subject, the files' paths and what became of each recipient's. Raises RetryLater when the mail
    server asks for it and Denied when it refuses; both after every recipient had its turn.
    """
    ctx = context(run)
    mail = ctx.settings.mail
    deliveries = outbox.enqueue_and_send(
        ctx.engine,
        run.brand,
        run.flow,
        period(run.flow, run.as_of, ctx.brand.zone),
        ctx.brand.recipients,
        rendered,
        mail,
        secrets.resolve(mail.password_secret) if send and mail.host and mail.password_secret else None,
        ctx.settings.home,
        send=send,
        resend=resend,
    )
    waits = [d.retry_after for d in deliveries if d.state == "retry"]
    if waits:
        raise RetryLater(max(w or 60.0 for w in waits), "the mail server is not ready")
    if refused := [f"{d.recipient}: {d.error}" for d in deliveries if d.state == "failed"]:
        raise Denied("; ".join(refused))
    return {
        "subject": rendered.subject,
        "preheader": rendered.preheader,
        "files": _files(deliveries),
        "deliveries": [{"recipient": d.recipient, "state": d.state} for d in deliveries],
    }


def _files(deliveries: Sequence[outbox.Delivery]) -> Mapping[str, str]:
    """The paths of the first delivery's files, by kind."""
    for files in (d.files for d in deliveries if d.files is not None):
        named = {"html": files.html, "txt": files.text, "eml": files.eml, "page": files.page}
        return {kind: str(path) for kind, path in named.items() if path is not None}
    return {}


def period(flow: str, as_of: datetime, zone: ZoneInfo) -> str:
    """What a digest is for: a day of the brand's zone, or for the weekly review the ISO week of `as_of`."""
    day = as_of.astimezone(zone).date()
    if flow == "weekly-review":
        year, week, _ = day.isocalendar()
        return f"{year}-W{week:02d}"
    return day.isoformat()
