"""Mail on a real SMTP server on loopback, and in a folder."""

import email
import socket
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from email.policy import default
from ipaddress import ip_address
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from connectors import mail
from connectors.config import Mail
from connectors.errors import Denied, RetryLater

PNG = bytes.fromhex("89504e470d0a1a0a") + b"picture"


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Digest:
    subject: str = "Morning scan: 3 need an answer today · Acme"
    html: str = '<p>Grüße <img src="cid:rule" alt="up"></p>'
    text: str = "Grüße\n" + "long " * 300
    images: dict[str, bytes] = field(default_factory=lambda: {"rule": PNG})
    page: str | None = None


def envelope(**changes: Any) -> mail.Envelope:
    fields: dict[str, Any] = {
        "sender": "Rapport <rapport@example.org>",
        "recipient": "manager@example.org",
        "message_id": "<rapport.1@example.org>",
        "date": datetime(2026, 6, 29, 7, 30, tzinfo=UTC),
        "list_name": "morning-scan.acme",
    }
    return mail.Envelope(**(fields | changes))


def received(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=default)
    assert isinstance(message, EmailMessage)
    return message


# ------------------------------------------------------------------ the message


def test_a_message_holds_text_html_and_its_pictures() -> None:
    message = received(mail.compose(envelope(), Digest()).as_bytes())
    assert message.get_body(("plain",)).get_content().splitlines()[0] == "Grüße"
    html = message.get_body(("html",)).get_content()
    (picture,) = [part for part in message.walk() if part.get_content_type() == "image/png"]
    assert f'src="cid:{picture["Content-ID"].strip("<>")}"' in html
    assert picture.get_content() == PNG


def test_a_full_page_is_attached_and_is_not_the_mails_body() -> None:
    page = "<!doctype html><p>Grüße from the page" + "x" * 2000
    message = received(mail.compose(envelope(list_name="weekly-review.acme"), Digest(page=page)).as_bytes())
    (attached,) = message.iter_attachments()
    assert attached.get_filename() == "weekly-review.acme.html"
    assert attached.get_content().strip() == page
    body = message.get_body(("html",))
    assert body is not None
    assert "from the page" not in body.get_content()
    assert not list(received(mail.compose(envelope(), Digest()).as_bytes()).iter_attachments())


def test_a_full_page_stands_beside_the_mail_in_the_folder(tmp_path: Path) -> None:
    files = mail.write_files(tmp_path, "weekly-review", Digest(page="<p>everything"), None)
    assert files.page == tmp_path / "weekly-review-page.html"
    assert files.page.read_text() == "<p>everything"
    assert mail.write_files(tmp_path, "morning-scan", Digest(), None).page is None


def test_a_message_says_who_when_and_that_a_machine_wrote_it() -> None:
    message = received(mail.compose(envelope(), Digest()).as_bytes())
    assert message["Message-ID"] == "<rapport.1@example.org>"
    assert message["Date"].datetime == datetime(2026, 6, 29, 7, 30, tzinfo=UTC)
    assert message["List-Id"] == "<morning-scan.acme.rapport>"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["Subject"] == "Morning scan: 3 need an answer today · Acme"


def test_no_line_of_a_message_is_longer_than_smtp_allows() -> None:
    raw = mail.compose(envelope(), Digest(html="<p>" + "é" * 5000)).as_bytes()
    assert max(map(len, raw.splitlines())) <= 998


@pytest.mark.parametrize(
    "line", ["\r\nBcc: all@example.org", "\nBcc: x@example.org", "\x85Bcc: x", "\u2028Bcc: x"]
)
def test_a_strangers_text_cannot_add_a_header(line: str) -> None:
    message = received(
        mail.compose(envelope(list_name="a" + line), Digest(subject="Hello" + line)).as_bytes()
    )
    assert message["Bcc"] is None
    assert message["Subject"].startswith("Hello")


@pytest.mark.parametrize(
    "recipient", ["", "nobody", "a@b\r\nBcc: c@d", "a@b, c@d", "a b@c", "<>", "@", "a@b@c"]
)
def test_a_recipient_that_is_no_address_is_refused(recipient: str) -> None:
    with pytest.raises(Denied, match="is not a mail address"):
        mail.compose(envelope(recipient=recipient), Digest())


def test_text_that_no_encoding_can_hold_is_sent_all_the_same() -> None:
    message = received(
        mail.compose(envelope(), Digest(subject="a\ud800b", text="c\udfffd", html="e\ud800")).as_bytes()
    )
    assert message["Subject"] == "a?b"


# ------------------------------------------------------------------ the folder


def test_a_digest_stands_in_a_folder_as_html_text_and_eml(tmp_path: Path) -> None:
    files = mail.write_files(tmp_path / "new", "morning-scan", Digest(), envelope())
    assert 'src="morning-scan-rule.png"' in files.html.read_text("utf-8")
    assert (files.html.parent / "morning-scan-rule.png").read_bytes() == PNG
    assert files.text.read_text("utf-8").startswith("Grüße")
    assert files.eml is not None
    assert received(files.eml.read_bytes())["To"] == "manager@example.org"


@pytest.mark.parametrize("name", ["../../etc/passwd", "..", "", "a/b", "a\x00b", ".hidden", "x" * 500])
def test_no_name_leads_out_of_the_folder(tmp_path: Path, name: str) -> None:
    files = mail.write_files(tmp_path / "out", name, Digest(images={name: PNG}), None)
    assert files.html.parent == tmp_path / "out"
    assert len(list((tmp_path / "out").iterdir())) == 3
    assert list(tmp_path.iterdir()) == [tmp_path / "out"]


def test_different_recipients_have_different_files(tmp_path: Path) -> None:
    names = {mail.files_at(tmp_path, "s", r).eml for r in ("a@b.org", "a+b@b.org", "A/b@b.org", "A_b@b.org")}
    assert len(names) == 4


# ------------------------------------------------------------------ a server


class Inbox:
    """A server's handler: keeps what it takes, or answers as told."""

    def __init__(self) -> None:
        self.mails: list[EmailMessage] = []
        self.answers: dict[str, str] = {}

    async def handle_MAIL(self, server: Any, session: Any, env: Any, address: str, options: Any) -> str:
        env.mail_from = address
        return self.answers.get("MAIL", "250 OK")

    async def handle_RCPT(self, server: Any, session: Any, env: Any, address: str, options: Any) -> str:
        if answer := self.answers.get("RCPT"):
            return answer
        env.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, env: Any) -> str:
        if answer := self.answers.get("DATA"):
            return answer
        self.mails.append(received(env.content))
        return "250 OK"

    async def handle_QUIT(self, server: Any, session: Any, env: Any) -> str:
        return self.answers.get("QUIT", "221 Bye")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A self-made certificate (with key) for localhost and 127.0.0.1."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    names = x509.SubjectAlternativeName([x509.DNSName("localhost"), x509.IPAddress(ip_address("127.0.0.1"))])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(hours=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(names, critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path = tmp_path_factory.mktemp("tls") / "server.pem"
    path.write_bytes(private + made.public_bytes(serialization.Encoding.PEM))
    return path


Start = Callable[..., tuple[Inbox, Mail]]


@pytest.fixture
def start(certificate: Path) -> Iterator[Start]:
    """Starts a server: plain, with STARTTLS, or with TLS; with `auth` it takes only manager / open sesame."""
    running: list[Controller] = []

    def started(security: str = "none", *, auth: bool = False, **settings: Any) -> tuple[Inbox, Mail]:
        context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
        context.load_cert_chain(certificate)
        inbox = Inbox()
        controller = Controller(
            inbox,
            hostname="127.0.0.1",
            port=free_port(),
            server_kwargs={
                "tls_context": context if security == "starttls" else None,
                "require_starttls": security == "starttls",
                "auth_required": auth,
                "auth_require_tls": security == "starttls",
                "authenticator": _authenticate if auth else None,
            },
            ssl_context=context if security == "tls" else None,
        )
        controller.start()
        running.append(controller)
        return inbox, Mail(
            **({"host": "127.0.0.1", "port": controller.port, "security": security} | settings)
        )

    yield started
    for controller in running:
        controller.stop()


def _authenticate(server: Any, session: Any, env: Any, mechanism: str, data: Any) -> AuthResult:
    known = isinstance(data, LoginPassword) and (data.login, data.password) == (b"manager", b"open sesame")
    return AuthResult(success=known, handled=known)


@pytest.fixture
def trusted(certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Trusts the self-made certificate, as an operator would: by OpenSSL's own variable."""
    monkeypatch.setenv("SSL_CERT_FILE", str(certificate))


LOGIN = {"user": "manager", "password_secret": "MAIL_PASSWORD"}


def send(settings: Mail, password: str | None = None) -> None:
    mail.send(mail.compose(envelope(), Digest()), settings, SecretStr(password) if password else None)


def test_a_mail_arrives_as_it_was_composed(start: Start) -> None:
    inbox, settings = start()
    send(settings)
    (taken,) = inbox.mails
    assert taken["Message-ID"] == "<rapport.1@example.org>"
    assert "Grüße" in taken.get_body(("html",)).get_content()


@pytest.mark.usefixtures("trusted")
@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_mail_arrives_encrypted_and_with_a_login(start: Start, security: str) -> None:
    inbox, settings = start(security, auth=security == "starttls", **LOGIN if security == "starttls" else {})
    send(settings, "open sesame")
    assert len(inbox.mails) == 1


@pytest.mark.parametrize("security", ["starttls", "tls"])
def test_a_certificate_that_is_not_trusted_is_refused(start: Start, security: str) -> None:
    inbox, settings = start(security)
    with pytest.raises(Denied, match="certificate that is not trusted"):
        send(settings)
    assert inbox.mails == []


@pytest.mark.usefixtures("trusted")
def test_a_wrong_password_is_refused_and_not_repeated_in_words(start: Start) -> None:
    _, settings = start("starttls", auth=True, **LOGIN)
    with pytest.raises(Denied, match="refused user 'manager' or its password") as error:
        send(settings, "closed sesame")
    assert "closed sesame" not in str(error.value)
    assert error.value.__cause__ is None


@pytest.mark.usefixtures("trusted")
def test_a_missing_password_is_named(start: Start) -> None:
    _, settings = start("starttls", auth=True, **LOGIN)
    with pytest.raises(Denied, match="set the secret it names"):
        send(settings)


def test_a_server_without_starttls_is_refused_rather_than_spoken_to_in_the_clear(start: Start) -> None:
    inbox, plain = start()
    with pytest.raises(Denied, match="STARTTLS"):
        send(plain.model_copy(update={"security": "starttls"}))
    assert inbox.mails == []


def test_tls_spoken_to_a_plain_server_says_where_to_look(start: Start) -> None:
    _, plain = start()
    with pytest.raises((Denied, RetryLater), match=r"security|cannot be reached"):
        send(plain.model_copy(update={"security": "tls"}))


def test_mail_in_the_clear_to_another_machine_is_refused() -> None:
    remote = Mail.model_construct(host="192.0.2.1", port=25, security="none", user=None)
    with pytest.raises(Denied, match="without encryption is refused"):
        send(remote)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_transient_answer_is_tried_again_later(start: Start, step: str) -> None:
    inbox, settings = start()
    inbox.answers[step] = "451 busy"
    with pytest.raises(RetryLater, match=r"\(451\)"):
        send(settings)


@pytest.mark.parametrize("step", ["MAIL", "RCPT", "DATA"])
def test_a_permanent_answer_is_not_tried_again(start: Start, step: str) -> None:
    inbox, settings = start()
    inbox.answers[step] = "550 no such user here"
    with pytest.raises(Denied, match="no such user here"):
        send(settings)


def test_a_server_that_is_rude_at_the_end_has_the_mail_all_the_same(start: Start) -> None:
    inbox, settings = start()
    inbox.answers["QUIT"] = "421 going down"
    send(settings)
    assert len(inbox.mails) == 1


def test_nobody_listening_is_tried_again_later() -> None:
    with pytest.raises(RetryLater, match="cannot be reached"):
        send(Mail(host="127.0.0.1", port=9, security="none"))


def test_the_doctor_tries_the_login_and_sends_nothing(start: Start) -> None:
    inbox, settings = start()
    assert mail.check(settings, None).is_ok
    assert inbox.mails == []
    assert not mail.check(Mail(host="127.0.0.1", port=9, security="none"), None).is_ok
    assert "folder" in mail.check(Mail(), None).detail


@pytest.mark.parametrize(
    "subject",
    [
        "Midday block: 2 answers in 8 min, 18:00–18:08 · Acme",
        "Évening · Söhne · 株式会社 👏 and so on and on, far beyond what one line of a header may hold · ö ö ö",
    ],
)
def test_a_subject_in_any_script_arrives_letter_by_letter(subject: str) -> None:
    assert received(mail.compose(envelope(), Digest(subject=subject)).as_bytes())["Subject"] == subject
