"""The outbox: a digest goes once to each recipient, whatever is retried, killed or run at the same time.

A row of ops.outbox stands for (brand, flow, period, recipient). It is there, with its Message-ID, before
anything is sent, and an advisory lock that dies with its process lets only one run send it. A run killed
between the server's "accepted" and our note of it leaves the state `sending` with no lock: nobody can know
whether that mail went out, and a digest that is missing is worse than one that comes twice, so the next run
sends it again under the same Message-ID, by which mail programs recognise it as the same mail. (In a folder
it is the same file.)
"""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from email.utils import parseaddr
from pathlib import Path
from typing import Any, Literal, Protocol

from pydantic import SecretStr
from sqlalchemy import Connection, Engine, text

import sql
from connectors import mail
from connectors.config import Mail
from connectors.errors import Denied, RetryLater

LOCK_CLASS = 7_281_003  # first key of the advisory locks under which a mail is sent

State = Literal["sent", "already_sent", "sending", "retry", "failed", "preview"]


class Rendered(Protocol):
    """A digest ready to go; the HTML names its pictures ``cid:name``, `images` are PNGs by that name.

    `page`: the full page that goes with it, if there is one.
    """

    @property
    def subject(self) -> str: ...
    @property
    def html(self) -> str: ...
    @property
    def text(self) -> str: ...
    @property
    def images(self) -> Mapping[str, bytes]: ...
    @property
    def page(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of a digest for one recipient ("" when the brand has none and only the files were written).

    `sent`: by this run. `already_sent`: by one before. `sending`: another run is at it now. `retry`: the
    server is briefly unwell, try again after `retry_after` seconds. `failed`: `error` says what to do.
    `preview`: only files, by wish. `delivered_to`: the server, or the file.
    """

    recipient: str
    state: State
    delivered_to: str = ""
    message_id: str = ""
    files: mail.Files | None = None
    error: str | None = None
    retry_after: float | None = None


@dataclass(frozen=True, slots=True)
class _Outgoing:
    """What all recipients' deliveries of one digest share."""

    engine: Engine
    brand: str
    flow: str
    period: str
    copy: int
    rendered: Rendered
    settings: Mail
    password: SecretStr | None
    folder: Path

    @property
    def key(self) -> str:
        """The period as the outbox has it, with the number of the copy for a resend."""
        return self.period if self.copy == 1 else f"{self.period}#{self.copy}"

    @property
    def stem(self) -> str:
        """What the names of the files begin with."""
        return self.flow if self.copy == 1 else f"{self.flow}-{self.copy}"


def enqueue_and_send(  # noqa: PLR0913, PLR0917  (what a mail needs; all but the flags are said every time)
    engine: Engine,
    brand: str,
    flow: str,
    period: str,
    recipients: Sequence[str],
    rendered: Rendered,
    mail_settings: Mail,
    password: SecretStr | None,
    home: Path,
    *,
    resend: bool = False,
    send: bool = True,
) -> list[Delivery]:
    """Deliver a digest once to each recipient, by SMTP when a host is set, and as files in any case.

    Files go to ``home/digests/<brand>/<period>/``, with `send` false to ``home/preview/...`` and nowhere else:
    no outbox row, no mail. `resend` sends what was sent already once more, as period "<period>#2" and so on;
    a copy that not everybody has had yet is finished first. Nothing is raised for a recipient that fails: see Delivery.
    """
    folder = home / ("digests" if send else "preview") / mail.safe_name(brand) / mail.safe_name(period)
    if not send or not recipients:
        files = mail.write_files(folder, flow, rendered, None)
        state: State = "sent" if send else "preview"
        return [Delivery(recipient, state, str(files.html), files=files) for recipient in recipients or ("",)]
    everyone = list(dict.fromkeys(recipients))
    copy = _copy(engine, brand, flow, period, everyone) if resend else 1
    outgoing = _Outgoing(engine, brand, flow, period, copy, rendered, mail_settings, password, folder)
    return [_deliver(outgoing, recipient) for recipient in everyone]


def message_id(brand: str, flow: str, period: str, recipient: str, sender: str) -> str:
    """The mail's Message-ID: the same for the same digest, so that a second copy is recognised."""
    digest = hashlib.sha256("\0".join((brand, flow, period, recipient)).encode()).hexdigest()[:40]
    domain = parseaddr(sender)[1].rpartition("@")[2] or "localhost"
    return f"<rapport.{digest}@{domain}>"


def _deliver(outgoing: _Outgoing, recipient: str) -> Delivery:
    with outgoing.engine.connect() as connection:
        row = _enqueue(connection, outgoing, recipient)
        with _locked(connection, row["outbox_id"]) as is_ours:
            if not is_ours:
                return Delivery(recipient, "sending", message_id=row["message_id"])
            if not _rows(connection, "claim", outbox_id=row["outbox_id"]):
                return _sent_before(outgoing, recipient, row)
            delivery = _attempt(outgoing, recipient, row["message_id"])
            _rows(
                connection,
                "settle",
                outbox_id=row["outbox_id"],
                state={"sent": "sent", "retry": "pending"}.get(delivery.state, "failed"),
                last_error=delivery.error,
                delivered_to=delivery.delivered_to,
            )
            return delivery


def _copy(engine: Engine, brand: str, flow: str, period: str, recipients: list[str]) -> int:
    """The number of the copy that a resend sends: the newest while any recipient still waits for it, so that a
    resend that was cut short and tried again gives nobody two; else the next."""
    with engine.connect() as connection:
        for newest in _rows(
            connection, "newest", brand=brand, flow=flow, period=period, recipients=recipients
        ):
            return int(newest["copy"]) + int(newest["is_settled"])
    return 1


def _enqueue(connection: Connection, outgoing: _Outgoing, recipient: str) -> Mapping[str, Any]:
    """The row of this digest and recipient, made when it is not there yet."""
    identity = message_id(outgoing.brand, outgoing.flow, outgoing.key, recipient, outgoing.settings.sender)
    (row,) = _rows(
        connection,
        "enqueue",
        brand=outgoing.brand,
        flow=outgoing.flow,
        period=outgoing.key,
        recipient=recipient,
        subject=outgoing.rendered.subject,
        message_id=identity,
    )
    return row


def _sent_before(outgoing: _Outgoing, recipient: str, row: Mapping[str, Any]) -> Delivery:
    files = mail.files_at(outgoing.folder, outgoing.stem, recipient)
    page = mail.page_of(files)
    known = replace(files, page=page if page.exists() else None) if files.html.exists() else None
    return Delivery(recipient, "already_sent", row["delivered_to"] or "", row["message_id"], known)


def _attempt(outgoing: _Outgoing, recipient: str, identity: str) -> Delivery:
    settings = outgoing.settings
    envelope = mail.Envelope(
        sender=settings.sender,
        recipient=recipient,
        message_id=identity,
        date=datetime.now(UTC),
        list_name=f"{outgoing.flow}.{outgoing.brand}",
    )
    files = None
    try:
        message = mail.compose(envelope, outgoing.rendered)
        files = mail.write_files(outgoing.folder, outgoing.stem, outgoing.rendered, envelope)
        if settings.host:
            mail.send(message, settings, outgoing.password)
    except RetryLater as error:
        return Delivery(recipient, "retry", "", identity, files, str(error), error.seconds)
    except Denied as error:
        return Delivery(recipient, "failed", "", identity, files, str(error))
    target = f"{settings.host}:{settings.port}" if settings.host else str(files.eml)
    return Delivery(recipient, "sent", target, identity, files)


@contextmanager
def _locked(connection: Connection, outbox_id: int) -> Iterator[bool]:
    """Whether we alone may send this row; the lock goes with the connection when the process dies."""
    key = {"lock_class": LOCK_CLASS, "outbox_id": outbox_id}
    is_ours = bool(
        connection.execute(text("select pg_try_advisory_lock(:lock_class, :outbox_id)"), key).scalar()
    )
    connection.commit()
    try:
        yield is_ours
    finally:
        if is_ours:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:lock_class, :outbox_id)"), key)
            connection.commit()


def _rows(connection: Connection, model: str, **parameters: object) -> list[dict[str, Any]]:
    """The rows of sql/outbox/<model>.sql, committed."""
    rows = connection.execute(text(sql.load(f"outbox/{model}.sql")), parameters).mappings().all()
    connection.commit()
    return [dict(row) for row in rows]
