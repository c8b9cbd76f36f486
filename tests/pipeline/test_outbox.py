"""The outbox: one mail for brand, flow, period and recipient, whatever is retried, killed or concurrent."""

import email
import socket
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from sqlalchemy import Engine, text

from connectors import warehouse
from connectors.config import Mail
from tasks.outbox import Delivery, enqueue_and_send

ANN, BEN = "ann@example.org", "ben@example.org"


def free_port() -> int:
    """A port of loopback that nobody listens on just now."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        return int(listener.getsockname()[1])


@dataclass
class Digest:
    subject: str = "Morning scan: nobody is waiting · Acme"
    html: str = "<p>Nobody is waiting.</p>"
    text: str = "Nobody is waiting."
    images: dict[str, bytes] = field(default_factory=dict)
    page: str | None = None


class Server:
    """Keeps (recipient, Message-ID) of what it takes; `answer` refuses, `taking` is called with each mail."""

    def __init__(self) -> None:
        self.taken: list[tuple[str, str]] = []
        self.answers: dict[str, str] = {}
        self.gate = threading.Event()
        self.gate.set()

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        message = email.message_from_bytes(envelope.content)
        (recipient,) = envelope.rcpt_tos
        if recipient in self.answers:
            return self.answers[recipient]
        self.taken.append((recipient, str(message["Message-ID"])))
        while not self.gate.is_set():
            await server.loop.run_in_executor(None, self.gate.wait, 0.05)
        return "250 OK"


@pytest.fixture
def server() -> Iterator[tuple[Server, Mail]]:
    handler = Server()
    controller = Controller(handler, hostname="127.0.0.1", port=free_port())
    controller.start()
    yield handler, Mail(host="127.0.0.1", port=controller.port, security="none")
    controller.stop()


@pytest.fixture
def acme(db: Engine) -> Engine:
    with db.begin() as connection:
        for brand in ("acme", "other"):
            connection.execute(
                text("insert into core.brand (brand, name, timezone) values (:b, :b, 'UTC')"), {"b": brand}
            )
    return db


def deliver(engine: Engine, settings: Mail, home: Path, *recipients: str, **changes: Any) -> list[Delivery]:
    names = {"brand": "acme", "flow": "morning-scan", "period": "2026-06-29"}
    names |= {name: changes.pop(name) for name in names if name in changes}
    return enqueue_and_send(
        engine, **names, recipients=recipients or (ANN,), rendered=changes.pop("rendered", Digest()),
        mail_settings=settings, password=None, home=home, **changes,
    )  # fmt: skip


def outbox(engine: Engine) -> list[dict[str, Any]]:
    with engine.connect() as connection:
        rows = connection.execute(text("select * from ops.outbox order by outbox_id")).mappings()
        return [dict(row) for row in rows]


def test_a_digest_goes_to_each_recipient_and_is_on_record(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    deliveries = deliver(acme, settings, tmp_path, ANN, BEN)
    assert [(d.recipient, d.state) for d in deliveries] == [(ANN, "sent"), (BEN, "sent")]
    rows = outbox(acme)
    assert handler.taken == [(row["recipient"], row["message_id"]) for row in rows]
    assert {(row["state"], row["attempts"], row["delivered_to"]) for row in rows} == {
        ("sent", 1, f"127.0.0.1:{settings.port}")
    }
    assert all(row["sent_at"] is not None for row in rows)


def test_a_second_run_sends_nothing(acme: Engine, server: tuple[Server, Mail], tmp_path: Path) -> None:
    handler, settings = server
    first = deliver(acme, settings, tmp_path)
    (again,) = deliver(acme, settings, tmp_path, rendered=Digest(text="Later."))
    assert again.state == "already_sent"
    assert again.message_id == first[0].message_id
    assert len(handler.taken) == 1
    assert again.files is not None
    assert again.files.text.read_text() == "Nobody is waiting."
    assert again.files.page is None


def test_a_second_run_says_where_the_full_page_of_the_first_stands(acme: Engine, tmp_path: Path) -> None:
    whole = Digest(page="<p>Everything.")
    first, again = (deliver(acme, Mail(), tmp_path, rendered=whole)[0] for _ in range(2))
    assert again.state == "already_sent"
    assert first.files is not None
    assert again.files == first.files


@pytest.mark.parametrize("change", [{"brand": "other"}, {"flow": "evening-check"}, {"period": "2026-06-30"}])
def test_another_brand_flow_or_period_is_another_mail(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path, change: dict[str, str]
) -> None:
    handler, settings = server
    deliver(acme, settings, tmp_path)
    deliver(acme, settings, tmp_path, **change)
    assert len({message_id for _, message_id in handler.taken}) == 2


def test_a_recipient_named_twice_gets_one_mail(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    deliver(acme, settings, tmp_path, ANN, ANN)
    assert len(handler.taken) == 1


def test_runs_at_the_same_time_send_one_mail(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    with ThreadPoolExecutor(4) as pool:
        results = list(pool.map(lambda _: deliver(acme, settings, tmp_path)[0].state, range(4)))
    assert len(handler.taken) == 1
    assert results.count("sent") == 1
    assert set(results) <= {"sent", "already_sent", "sending"}


def test_while_one_run_sends_another_leaves_it_alone(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    handler.gate.clear()
    with ThreadPoolExecutor(1) as pool:
        first = pool.submit(deliver, acme, settings, tmp_path)
        while not handler.taken:
            handler.gate.wait(0.02)
        (second,) = deliver(acme, settings, tmp_path)
        handler.gate.set()
        assert first.result()[0].state == "sent"
    assert second.state == "sending"
    assert len(handler.taken) == 1


def test_a_resend_is_explicit_and_a_mail_of_its_own(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    deliver(acme, settings, tmp_path)
    assert deliver(acme, settings, tmp_path, resend=True)[0].state == "sent"
    deliver(acme, settings, tmp_path, resend=True)
    assert [row["period"] for row in outbox(acme)] == ["2026-06-29", "2026-06-29#2", "2026-06-29#3"]
    assert len({message_id for _, message_id in handler.taken}) == 3
    assert deliver(acme, settings, tmp_path)[0].state == "already_sent"


def test_a_resend_of_what_never_went_out_is_the_first_sending(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    handler.answers[ANN] = "451 busy"
    deliver(acme, settings, tmp_path)
    handler.answers.clear()
    deliver(acme, settings, tmp_path, resend=True)
    assert [row["period"] for row in outbox(acme)] == ["2026-06-29"]


def test_a_resend_that_is_tried_again_gives_nobody_two(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    deliver(acme, settings, tmp_path, ANN, BEN)
    handler.answers[BEN] = "451 busy"
    assert [d.state for d in deliver(acme, settings, tmp_path, ANN, BEN, resend=True)] == ["sent", "retry"]
    handler.answers.clear()
    again = deliver(acme, settings, tmp_path, ANN, BEN, resend=True)
    assert [d.state for d in again] == ["already_sent", "sent"]
    assert Counter(recipient for recipient, _ in handler.taken) == {ANN: 2, BEN: 2}


def test_a_transient_refusal_says_when_to_try_again_and_the_next_try_sends(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    handler.answers[BEN] = "451 busy"
    ann, ben = deliver(acme, settings, tmp_path, ANN, BEN)
    assert (ann.state, ben.state) == ("sent", "retry")
    assert ben.retry_after is not None
    assert outbox(acme)[1]["state"] == "pending"
    handler.answers.clear()
    assert [d.state for d in deliver(acme, settings, tmp_path, ANN, BEN)] == ["already_sent", "sent"]
    assert [recipient for recipient, _ in handler.taken] == [ANN, BEN]


def test_a_permanent_refusal_is_noted_with_its_reason_and_the_others_get_theirs(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    handler.answers[ANN] = "550 no such user"
    ann, ben = deliver(acme, settings, tmp_path, ANN, BEN)
    assert (ann.state, ben.state) == ("failed", "sent")
    row = outbox(acme)[0]
    assert row["state"] == "failed"
    assert "no such user" in row["last_error"]


def test_a_recipient_that_is_no_address_fails_alone(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    _, settings = server
    nobody, ben = deliver(acme, settings, tmp_path, "a@b\r\nBcc: c@d", BEN)
    assert (nobody.state, ben.state) == ("failed", "sent")


def test_a_run_killed_while_sending_is_finished_by_the_next_under_the_same_message_id(
    acme: Engine, database_url: str, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    handler.gate.clear()
    command = [sys.executable, __file__, database_url, settings.model_dump_json(), str(tmp_path)]
    process = subprocess.Popen(command)
    while not handler.taken and process.poll() is None:
        handler.gate.wait(0.05)
    process.kill()
    process.wait()
    handler.gate.set()
    assert outbox(acme)[0]["state"] == "sending"
    state = "sending"
    while state == "sending":  # until the server has noticed that the killed run's connection is gone
        state = deliver(acme, settings, tmp_path)[0].state
    assert state == "sent"
    assert len(set(handler.taken)) == 1
    assert outbox(acme)[0]["attempts"] == 2


def test_without_a_server_the_folder_is_the_delivery(acme: Engine, tmp_path: Path) -> None:
    (delivery,) = deliver(acme, Mail(), tmp_path)
    assert delivery.state == "sent"
    assert delivery.files is not None
    assert delivery.files.eml is not None
    assert delivery.files.html == tmp_path / "digests/acme/2026-06-29/morning-scan.html"
    assert outbox(acme)[0]["delivered_to"] == str(delivery.files.eml)
    assert deliver(acme, Mail(), tmp_path)[0].state == "already_sent"


def test_a_preview_is_files_and_nothing_else(
    acme: Engine, server: tuple[Server, Mail], tmp_path: Path
) -> None:
    handler, settings = server
    (delivery,) = deliver(acme, settings, tmp_path, send=False)
    assert delivery.state == "preview"
    assert delivery.files is not None
    assert delivery.files.html.is_relative_to(tmp_path / "preview")
    assert outbox(acme) == []
    assert handler.taken == []


def test_a_brand_without_recipients_has_its_digest_in_the_folder(acme: Engine, tmp_path: Path) -> None:
    (delivery,) = enqueue_and_send(
        acme, "acme", "morning-scan", "2026-06-29", (), Digest(), Mail(), None, tmp_path
    )
    assert (delivery.recipient, delivery.state) == ("", "sent")
    assert delivery.files is not None
    assert delivery.files.html.exists()


def test_a_period_from_a_command_line_stays_in_its_folder(acme: Engine, tmp_path: Path) -> None:
    deliver(acme, Mail(), tmp_path, period="../../x", flow="../y")
    assert [path.name for path in tmp_path.iterdir()] == ["digests"]


if __name__ == "__main__":  # the run that is killed while it sends
    deliver(warehouse.engine(sys.argv[1]), Mail.model_validate_json(sys.argv[2]), Path(sys.argv[3]))
