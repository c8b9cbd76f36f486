"""Killed while a digest is composed or on its way: the next run makes the same one, and it goes out once."""

from collections.abc import Callable
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest
from whole import everything

from connectors import mail
from tasks import board, charts, compose, figures, outbox, render
from tasks.steps import digest
from tasks.steps.run import Run

pytestmark = pytest.mark.kills

AS_OF = datetime.fromisoformat("2026-02-09T12:00:00+00:00")
BLOCK, SCAN = (
    "midday-block",
    "morning-scan",
)  # the one remembers which drafts it offered, the other has charts
TALK = [
    ("1", "", "ann", False, "2026-02-08T09:00:00Z", "Where is my order? It is three days late."),
    ("2", "1", "acme", True, "2026-02-08T10:00:00Z", "Sorry Ann! Could you send us the number?"),
    ("3", "2", "ann", False, "2026-02-08T11:00:00Z", "It is 48190, thank you."),
    ("4", "", "bob", False, "2026-02-09T08:00:00Z", "My kettle leaks, what can I do?"),
    (
        "5",
        "",
        "cleo",
        False,
        "2026-02-09T09:00:00Z",
        "The new shop is lovely and the staff so kind, thank you",
    ),
]

PLACES: dict[str, tuple[str, Any, str, int]] = {
    "the board is read": (BLOCK, board, "_rows", 3),
    "figures are read": (BLOCK, figures, "_rows", 1),
    "drafts were just remembered": (BLOCK, compose, "build", 1),
    "it is rendered": (BLOCK, render, "_fitting", 1),
    "the second chart is drawn": (SCAN, charts, "draw", 2),
    "it is not in the outbox yet": (BLOCK, outbox, "_enqueue", 1),
    "it is in the outbox and not yet taken to be sent": (BLOCK, outbox, "_locked", 1),
    "it was taken to be sent": (BLOCK, outbox, "_attempt", 1),
    "its files are written": (BLOCK, mail, "_write", 2),
    "its files are there and nobody has noted it": (SCAN, outbox, "Delivery", 1),
}


def send(run: Run) -> Any:
    return digest.deliver(run, digest.make(run, []), send=True, resend=False)


def mails(community: Any) -> list[tuple[str, str, str]]:
    """Every mail that lies in the folder: Message-ID, subject, text."""
    found = sorted((community.folder / "home" / "digests").rglob("*.eml"))
    parsed = [message_from_bytes(path.read_bytes(), policy=policy.default) for path in found]
    texts = [one.get_body(("plain",)).get_content() for one in parsed]
    return [(one["Message-ID"], one["Subject"], words) for one, words in zip(parsed, texts, strict=True)]


@pytest.fixture(scope="module")
def undisturbed(calm: Callable[[], Any]) -> Any:
    """The rows and the mail of a run that nobody disturbed, by flow."""
    outcomes = {}
    for flow in (BLOCK, SCAN):
        with calm() as community:
            community.write(TALK)
            community.bring_in(AS_OF.replace(day=1), AS_OF)
            send(community.run(AS_OF, flow))
            outcomes[flow] = rows(community), mails(community)
    return outcomes


@pytest.mark.parametrize("place", PLACES)
def test_a_digest_after_one_killed_when(
    place: str, community: Any, killed_at: Callable[..., None], undisturbed: Any
) -> None:
    flow, owner, name, call = PLACES[place]
    community.write(TALK)
    community.bring_in(AS_OF.replace(day=1), AS_OF)
    community.engine.dispose()  # a connection must not be shared with the process that is killed
    killed_at(lambda: send(community.run(AS_OF, flow)), owner, name, call)
    delivered = send(community.run(AS_OF, flow))
    assert [one["state"] for one in delivered["deliveries"]] == ["sent"]
    assert Path(delivered["files"]["eml"]).exists()
    assert (rows(community), mails(community)) == undisturbed[flow]


def rows(community: Any) -> dict[str, list[str]]:
    """Everything but how often the mail was tried, and in which folder it lies."""
    found = everything(community.engine)
    outgoing = [row.partition("attempts=")[0] for row in found["ops.outbox"]]
    return found | {"ops.outbox": outgoing}
