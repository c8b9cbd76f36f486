"""The flows on a real Prefect engine and server: the whole day, once, whatever is retried or run at once."""

import subprocess
import sys
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any

import pytest

Day = Callable[..., datetime]

pytestmark = pytest.mark.prefect

TALK = [
    ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "Where is my order? It is three days late."),
    ("2", "1", "acme", "True", "2026-02-03T10:00:00Z", "Sorry Ann! Could you send us the number?"),
    ("3", "", "bob", "False", "2026-02-03T11:00:00Z", "My kettle leaks, what can I do?"),
    (
        "4",
        "",
        "cleo",
        "False",
        "2026-02-03T12:00:00Z",
        "The new shop is lovely and the staff so kind, thank you",
    ),
    ("5", "3", "acme", "True", "2026-02-04T15:00:00Z", "Bob, please bring it in."),
]
FLOWS = ("morning_scan", "midday_block", "evening_check", "weekly_review")


def run_flow(name: str, **parameters: Any) -> Any:
    import importlib

    return getattr(importlib.import_module(f"flows.{name}"), name)(**parameters)


def mails(community: Any) -> list[Path]:
    return sorted((community.folder / "home" / "digests").rglob("*.eml"))


@pytest.fixture
def acme(community: Any, prefect_api: str, monkeypatch: pytest.MonkeyPatch) -> Any:
    community.write(TALK)
    return community


def test_each_of_the_four_flows_chains_to_a_mail(acme: Any, day: Day) -> None:
    for name in FLOWS:
        summary = run_flow(name, brand="acme", as_of=day(3, 18), config=acme.config)
        assert summary["problems"] == []
        mail = message_from_bytes(Path(summary["files"]["eml"]).read_bytes(), policy=policy.default)
        assert mail["To"] == "manager@example.org"
        assert mail["Subject"] == summary["subject"]
    assert len(mails(acme)) == 4
    states = acme.rows("select flow, state from ops.run order by flow")
    assert states == [(name.replace("_", "-"), "completed") for name in sorted(FLOWS)]


def test_nothing_after_as_of_is_seen(acme: Any, day: Day) -> None:
    run_flow("backfill", brand="acme", start=day(1), end=day(10), config=acme.config)
    early = run_flow("evening_check", brand="acme", as_of=day(3, 18), send=False, config=acme.config)
    late = run_flow("evening_check", brand="acme", as_of=day(4, 18), send=False, config=acme.config)
    assert "My kettle leaks" in Path(early["files"]["txt"]).read_text()
    assert "bring it in" not in Path(early["files"]["txt"]).read_text()
    assert "My kettle leaks" not in Path(late["files"]["txt"]).read_text().split("ANSWERED TODAY")[0]


def test_a_second_run_mails_nothing_and_a_wanted_resend_does(acme: Any, day: Day) -> None:
    first = run_flow("morning_scan", brand="acme", as_of=day(4, 8), config=acme.config)
    second = run_flow("morning_scan", brand="acme", as_of=day(4, 8), config=acme.config)
    assert [d["state"] for d in first["deliveries"] + second["deliveries"]] == ["sent", "already_sent"]
    run_flow("morning_scan", brand="acme", as_of=day(4, 8), resend=True, config=acme.config)
    assert acme.rows("select period, state from ops.outbox order by outbox_id") == [
        ("2026-02-04", "sent"),
        ("2026-02-04#2", "sent"),
    ]


def test_two_runs_at_once_give_the_rows_of_one_and_one_mail(acme: Any, day: Day, prefect_api: str) -> None:
    code = (
        "import sys; from datetime import datetime; from flows.morning_scan import morning_scan; "
        "morning_scan(brand='acme', as_of=datetime.fromisoformat(sys.argv[1]), config=sys.argv[2])"
    )
    command = [sys.executable, "-W", "ignore", "-c", code, day(4, 8).isoformat(), acme.config]
    with ThreadPoolExecutor(2) as pool:
        done = list(
            pool.map(lambda _: subprocess.run(command, capture_output=True, text=True, check=False), range(2))
        )
    assert [d.returncode for d in done] == [0, 0], [d.stderr[-1500:] for d in done]
    assert len(mails(acme)) == 1
    assert acme.rows("select count(*) from core.interaction") == [(4,)]
    assert acme.rows("select count(*) from core.tier_assignment") == [(3,)]
    assert acme.rows("select count(*), sum(attempts) from ops.outbox where state = 'sent'") == [(1, 1)]


def test_an_account_that_fails_is_named_and_stops_nothing_else(
    acme: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Path(acme.config).open("a") as file:
        file.write(
            '\n[[brands.acme.accounts]]\nplatform = "bluesky"\nhandle = "acme.example"\n'
            'service = "http://127.0.0.1:9"\nsecret = "ACME_BLUESKY_PASSWORD"\n'
        )
    summary = run_flow("morning_scan", brand="acme", as_of=day(4, 8), config=acme.config)
    assert any("ACME_BLUESKY_PASSWORD" in problem for problem in summary["problems"])
    text = Path(summary["files"]["txt"]).read_text()
    assert "My kettle leaks" in text
    assert "ACME_BLUESKY_PASSWORD" in text


def test_a_batch_that_cannot_be_fails_the_flow_run_and_says_why(
    acme: Any, day: Day, monkeypatch: pytest.MonkeyPatch
) -> None:
    from tasks.steps import stage

    real = stage._value
    monkeypatch.setattr(stage, "_value", lambda value: None if value in {"1", "3", "4"} else real(value))
    with pytest.raises(Exception, match="ids in fewer than half"):
        run_flow("morning_scan", brand="acme", as_of=day(4, 8), config=acme.config)
    assert acme.rows("select state from ops.run") == [("failed",)]
    assert acme.rows("select count(*) from core.interaction") == [(0,)]
    assert not mails(acme)


def test_the_digest_and_the_loads_are_artifacts_in_the_ui(acme: Any, day: Day) -> None:
    from prefect.artifacts import Artifact

    run_flow("morning_scan", brand="acme", as_of=day(4, 8), config=acme.config)
    digest = Artifact.get("morning-scan-acme")
    assert digest is not None
    assert digest.type == "markdown"
    assert "kettle leaks" in str(digest.data)
    loads = Artifact.get("loads-acme")
    assert loads is not None
    assert "conversations" in str(loads.data)
    validation = Artifact.get("validation-acme")
    assert validation is not None
    assert "index.html" in str(validation.data)


def test_every_parameter_of_every_flow_is_described_in_the_form() -> None:
    from importlib import import_module

    for name in (*FLOWS, "backfill", "triage"):
        flow = getattr(import_module(f"flows.{name}"), name)
        fields = flow.parameters.properties
        assert fields, name
        assert [f for f, field in fields.items() if not field.get("description")] == [], name
