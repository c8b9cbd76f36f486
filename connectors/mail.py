"""Mail: a message made of a rendered digest, a folder of .eml, .html and .txt, and SMTP."""

import contextlib
import hashlib
import os
import re
import smtplib
import socket
import ssl
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from email.header import Header
from email.headerregistry import Address, HeaderRegistry, UniqueUnstructuredHeader
from email.message import EmailMessage
from email.policy import SMTP, Policy
from email.utils import format_datetime, parseaddr
from ipaddress import ip_address
from pathlib import Path
from typing import Protocol

from pydantic import SecretStr

from connectors.base import Check
from connectors.config import Mail
from connectors.config_checks import address as checked_address
from connectors.errors import ConnectorError, Denied, RetryLater


class _Subject(UniqueUnstructuredHeader):
    """A subject folded by email.header: headerregistry loses the space between two encoded words (3.11)."""

    def fold(self, *, policy: Policy) -> str:
        line = Header(str(self), "utf-8", header_name="Subject").encode(linesep=policy.linesep)
        return f"Subject: {line}{policy.linesep}"


_HEADERS = HeaderRegistry()
_HEADERS.map_to_type("subject", _Subject)  # type: ignore[arg-type]  # typeshed wants a base no header has
SMTP_POLICY = SMTP.clone(header_factory=_HEADERS)
TIMEOUT_SECONDS = 30.0
RETRY_SECONDS = 60.0

_CONTROL = re.compile(r"[\x00-\x1f\x7f\u0085\u2028\u2029]+")
_UNSAFE = re.compile(r"[^A-Za-z0-9@._+-]+")


class Content(Protocol):
    """What a mail says: the HTML names its pictures ``cid:name``; `images` are PNGs by that name.

    `page` is a full HTML page, one file by itself, that goes with it; None: there is none.
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
class Envelope:
    """Everything of a mail but what it says. `list_name` names the kind of mail, for the reader's filters."""

    sender: str
    recipient: str
    message_id: str
    date: datetime
    list_name: str


@dataclass(frozen=True, slots=True)
class Files:
    """Where a digest stands in a folder; without a recipient there is no .eml. `page`: see `Content`."""

    html: Path
    text: Path
    eml: Path | None
    page: Path | None = None


def compose(envelope: Envelope, content: Content) -> EmailMessage:
    """The message: text, HTML with its pictures inside, and headers that no text of a stranger can extend.

    Raises Denied when the recipient or the sender is not a mail address.
    """
    message = EmailMessage(policy=SMTP_POLICY)
    message["From"] = _address(envelope.sender)
    message["To"] = _address(envelope.recipient)
    message["Subject"] = _line(content.subject)
    message["Date"] = format_datetime(envelope.date)
    message["Message-ID"] = _line(envelope.message_id)
    message["List-Id"] = f"<{_UNSAFE.sub('-', envelope.list_name)}.rapport>"
    message["Auto-Submitted"] = "auto-generated"
    host = envelope.message_id.strip("<>").rpartition("@")[2]
    cids = {name: f"{hashlib.sha256(name.encode()).hexdigest()[:16]}@{host}" for name in content.images}
    message.set_content(_encodable(content.text), cte="quoted-printable")
    html = _with_images(content.html, {name: f"cid:{cid}" for name, cid in cids.items()})
    message.add_alternative(_encodable(html), subtype="html", cte="quoted-printable")
    _, html_part = message.iter_parts()
    for number, (name, picture) in enumerate(content.images.items(), 1):
        html_part.add_related(
            picture,
            "image",
            "png",
            cid=f"<{cids[name]}>",
            filename=f"chart-{number}.png",
            disposition="inline",
        )
    if content.page is not None:
        attached = f"{_UNSAFE.sub('-', envelope.list_name)}.html"
        message.add_attachment(_encodable(content.page), subtype="html", cte="base64", filename=attached)
    return message


def page_of(files: Files) -> Path:
    """Where the full page of a digest stands, if it has one: beside its HTML."""
    return files.html.with_name(f"{files.html.stem}-page.html")


def write_files(folder: Path, stem: str, content: Content, envelope: Envelope | None) -> Files:
    """Put the digest in `folder` as files whose names begin with `stem` (made safe); replaces what is there.

    The HTML shows its pictures from .png files beside it, the full page stands beside it too. Each file is there
    whole or not at all.
    """
    folder.mkdir(parents=True, exist_ok=True)
    files = files_at(folder, stem, envelope.recipient if envelope else None)
    if content.page is not None:
        files = replace(files, page=page_of(files))
    pictures = {name: f"{files.html.stem}-{safe_name(name)}.png" for name in content.images}
    for name, picture in content.images.items():
        _write(folder / pictures[name], picture)
    if content.page is not None and files.page is not None:
        _write(files.page, _encodable(content.page).encode())
    _write(files.html, _encodable(_with_images(content.html, pictures)).encode())
    _write(files.text, _encodable(content.text).encode())
    if envelope and files.eml:
        _write(files.eml, compose(envelope, content).as_bytes())
    return files


def files_at(folder: Path, stem: str, recipient: str | None) -> Files:
    """Where `write_files` puts a digest."""
    stem = safe_name(stem)
    eml = folder / f"{stem}--{safe_name(recipient)}.eml" if recipient else None
    return Files(folder / f"{stem}.html", folder / f"{stem}.txt", eml)


def safe_name(text: str) -> str:
    """`text` as part of a file name: itself when harmless, else what is harmless of it and a hash of all."""
    readable = _UNSAFE.sub("_", text).strip("._-")[:80]
    if readable == text:
        return text
    return f"{readable or 'x'}-{hashlib.sha256(text.encode('utf-8', 'surrogatepass')).hexdigest()[:8]}"


def send(message: EmailMessage, mail: Mail, password: SecretStr | None) -> None:
    """Hand `message` to the SMTP server; when this returns, the server has taken it.

    Raises RetryLater when it makes sense to try again, Denied (with what to do) when it does not.
    """
    with _explained(mail, password):
        server = _connect(mail, password)
        try:
            server.send_message(message)
        finally:
            _leave(server)


def check(mail: Mail, password: SecretStr | None) -> Check:
    """Whether the server lets us in, for `rapport doctor`; sends nothing."""
    if not mail.host:
        return Check("mail", True, "digests go to a folder; set [mail] host to send them")
    where = f"{mail.host}:{mail.port}"
    try:
        with _explained(mail, password):
            _leave(_connect(mail, password))
    except ConnectorError as error:
        return Check("mail", False, str(error), "mend [mail] in rapport.toml, or the secret it names")
    return Check("mail", True, f"{where} lets us in ({mail.security})")


def _connect(mail: Mail, password: SecretStr | None) -> smtplib.SMTP:
    host = mail.host or ""
    if mail.security == "none" and not _is_loopback(host):
        raise Denied(f"mail to {host} without encryption is refused: set [mail] security to starttls or tls")
    context = ssl.create_default_context()
    server = (
        smtplib.SMTP_SSL(host, mail.port, timeout=TIMEOUT_SECONDS, context=context)
        if mail.security == "tls"
        else smtplib.SMTP(host, mail.port, timeout=TIMEOUT_SECONDS)
    )
    try:
        if mail.security == "starttls":
            server.starttls(context=context)
        if mail.user:
            if password is None:
                raise Denied("[mail] user is set, and its password is not: set the secret it names")
            server.login(mail.user, password.get_secret_value())
    except BaseException:
        server.close()
        raise
    return server


def _leave(server: smtplib.SMTP) -> None:
    """Say goodbye; a server that does not answer that has the mail all the same."""
    with contextlib.suppress(smtplib.SMTPException, OSError):
        server.quit()
    server.close()


@contextlib.contextmanager
def _explained(mail: Mail, password: SecretStr | None) -> Iterator[None]:
    """Turns what smtplib and sockets raise into RetryLater or Denied, with words that say what to do."""
    where = f"the mail server {mail.host}:{mail.port}"
    try:
        yield
    except smtplib.SMTPAuthenticationError as error:
        raise _refused(error.smtp_code, f"{where} refused user {mail.user!r} or its password") from None
    except smtplib.SMTPNotSupportedError as error:
        raise Denied(f"{where} cannot do what [mail] asks: {error}; see security and user") from None
    except smtplib.SMTPRecipientsRefused as error:
        code, said = next(iter(error.recipients.values()))
        raise _refused(code, f"{where} refused the recipient: {_said(said, password)}") from None
    except smtplib.SMTPResponseException as error:
        raise _refused(error.smtp_code, f"{where} refused: {_said(error.smtp_error, password)}") from None
    except ssl.SSLCertVerificationError as error:
        raise Denied(f"{where} shows a certificate that is not trusted: {error.verify_message}") from None
    except ssl.SSLError as error:
        raise Denied(f"{where} does not speak TLS that way ({error.reason}); see [mail] security") from None
    except socket.gaierror as error:
        if error.errno == socket.EAI_AGAIN:
            raise RetryLater(RETRY_SECONDS, f"{where}: the name cannot be looked up just now") from None
        raise Denied(f"{where}: there is no such host; see [mail] host") from None
    except (smtplib.SMTPException, OSError) as error:
        raise RetryLater(RETRY_SECONDS, f"{where} cannot be reached ({type(error).__name__})") from None


def _refused(code: int, words: str) -> ConnectorError:
    """RFC 5321, 4.2.1: a 4yz answer is transient, a 5yz permanent."""
    return (
        RetryLater(5 * RETRY_SECONDS, f"{words} ({code})")
        if 400 <= code < 500
        else Denied(f"{words} ({code})")
    )


def _said(answer: bytes | str, password: SecretStr | None) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    if password is not None and password.get_secret_value():
        text = text.replace(password.get_secret_value(), "***")
    return _line(text)[:200]


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return host.lower() == "localhost"


def _address(text: str) -> Address:
    """`text`, an address with a name or without, all of it: nothing before or after is dropped silently."""
    name, address = parseaddr(text)
    try:
        if _CONTROL.search(text) or (not name and text != address):
            raise ValueError('expected "name@example.org"')
        checked_address(address)
        return Address(display_name=_line(name), addr_spec=address)
    except (ValueError, IndexError) as error:
        raise Denied(f"{_line(text)[:80]!r} is not a mail address: {error}") from None


def _line(text: str) -> str:
    return _encodable(_CONTROL.sub(" ", text)).strip()


def _encodable(text: str) -> str:
    return text.encode("utf-8", "replace").decode("utf-8")


def _with_images(html: str, sources: Mapping[str, str]) -> str:
    """The HTML with each ``src="cid:name"`` pointing to `sources[name]`."""
    return re.sub(r'src="cid:([^"]+)"', lambda found: f'src="{sources.get(found[1], found[0][5:-1])}"', html)


def _write(path: Path, content: bytes) -> None:
    partial = path.with_name(f".{path.name}.{os.getpid()}.part")
    partial.write_bytes(content)
    partial.replace(path)
