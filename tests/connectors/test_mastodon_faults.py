"""The Mastodon connector against a double that misbehaves: paging and its cost, faults, tokens, doctor."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from on_mastodon import NOW, WINDOW, connector, double, said, scan
from pydantic import SecretStr

from connectors import mastodon_account
from connectors.config import Account, Brand
from connectors.errors import ConfigError, Denied, RetryLater
from connectors.mastodon import Mastodon
from connectors.records import (
    BadRow,
    Page,
    Window,
)


@pytest.fixture
def server() -> Iterator[Any]:
    with double.running(WINDOW.start) as made:
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


# ---------------------------------------------------------------- paging and cost


def mentions(server: Any, who: str, number: int) -> set[str]:
    return {server.post(who, f"@brand {n}", notify="mention") for n in range(number)}


def test_paging_stops_when_a_feed_is_older_than_the_window(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=3)
    mentions(server, ann, 20)
    server.clock = WINDOW.start
    expected = mentions(server, ann, 3)

    assert said(scan(connector(server), "notifications")).keys() == expected
    assert server.called("/notifications") <= 3


@pytest.mark.parametrize("stream", ["notifications", "hashtags"])
def test_a_window_of_long_ago_is_found_without_reading_all_since(server: Any, ann: str, stream: str) -> None:
    past = Window(NOW - timedelta(days=301), NOW - timedelta(days=300))
    expected: set[str] = set()
    for day in range(310, 0, -1):
        server.clock = NOW - timedelta(days=day) + timedelta(hours=2)
        made = server.post(ann, "@brand #blend", notify="mention")
        expected |= {made} if past.start <= server.clock < past.end else set()

    found = said(scan(connector(server, page_size=10), stream, past))

    assert found.keys() == expected
    assert len(expected) == 1
    assert server.called("/notifications") + server.called("/blend") < 20


def test_a_backfill_asks_once_whose_token_it_is(server: Any) -> None:
    for _ in range(3):
        scan(connector(server), "follow_requests")

    assert server.called("/verify_credentials") == 1


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "change",
    [
        {"type": "hologram"},
        {"type": None},
        {"account": None, "type": "follow"},
        {"created_at": None},
        {"created_at": "yesterday"},
        {"status": None},
        {"status": "none"},
    ],
    ids=str,
)
def test_one_notification_in_an_unknown_form_loses_no_other(server: Any, ann: str, change: Any) -> None:
    first, _, third = sorted(mentions(server, ann, 3))
    bend = double.Fault(change=lambda body: [body[0], {**body[1], **change}, body[2]])
    server.faults["notifications"] = [bend]

    records = scan(connector(server, page_size=40), "notifications")

    assert said(records).keys() >= {first, third}
    is_known = change.get("type", "mention") in ("mention", "follow")
    assert len([r for r in records if isinstance(r, BadRow)]) == (1 if is_known else 0)


def test_a_long_rate_limit_is_left_to_the_task_by_the_servers_own_clock(server: Any) -> None:
    scan(connector(server), "account")
    server.remaining, server.resets = 0, datetime.now(UTC) + timedelta(minutes=4)
    server.faults["notifications"] = [double.Fault(429, b'{"error": "Too many requests"}')]

    with pytest.raises(RetryLater) as caught:
        scan(connector(server), "notifications")

    assert 200 < caught.value.seconds <= 240


def test_no_request_is_made_once_the_budget_is_used_up(server: Any, ann: str) -> None:
    mentions(server, ann, 5)
    server.remaining, server.resets = 0, datetime.now(UTC) + timedelta(minutes=4)

    with pytest.raises(RetryLater, match="used up"):
        scan(connector(server), "notifications")

    assert len(server.calls) == 1


def test_pages_carry_no_token(server: Any, ann: str) -> None:
    mentions(server, ann, 3)
    made = connector(server, keywords=("tea",))
    pages: list[Page] = [p for s in made.streams for p in made.fetch(s.name, WINDOW, None)]

    assert pages
    assert not [p for p in pages if double.TOKEN.encode() in p.body or double.TOKEN in json.dumps(p.context)]


# ---------------------------------------------------------------- tokens and doctor


def test_doctor_says_what_works_and_what_is_left(server: Any) -> None:
    checks = connector(server).check()

    assert [check.name for check in checks] == ["host", "token", "permissions", "rate limit"]
    assert all(check.is_ok for check in checks)
    assert "299 of 300" in checks[-1].detail


@pytest.mark.parametrize("scope", [s for s in double.SCOPES if s != "read:accounts"])
def test_doctor_names_the_missing_permission(server: Any, scope: str) -> None:
    server.scopes.discard(scope)

    (check,) = [c for c in connector(server, keywords=("tea",)).check() if c.name == "permissions"]

    assert (check.is_ok, check.detail) == (False, f"missing: {scope}")
    assert "access token" in check.advice


def test_a_stream_without_its_permission_says_which(server: Any) -> None:
    server.scopes.discard("read:notifications")

    with pytest.raises(Denied, match="lacks the permission read:notifications"):
        scan(connector(server), "notifications")


def test_a_wrong_token_is_denied_without_being_told(server: Any) -> None:
    with pytest.raises(Denied, match="access token is refused") as caught:
        scan(connector(server, token="not-the-token"), "account")

    assert "not-the-token" not in f"{caught.value!r}{caught.value.__context__!r}"
    assert [c.is_ok for c in connector(server, token="not-the-token").check()] == [True, False]


def test_the_token_of_another_account_is_denied(server: Any) -> None:
    with pytest.raises(Denied, match="belongs to @brand, not to other"):
        scan(connector(server, handle="other"), "account")


@pytest.mark.parametrize("handle", ["brand", "@brand", "Brand@example.org"])
def test_a_handle_may_be_written_as_people_write_it(server: Any, handle: str) -> None:
    assert scan(connector(server, handle=handle), "account")


def test_an_account_without_a_server_or_a_secret_is_a_fault_of_the_configuration(server: Any) -> None:
    brand = Brand(slug="b", name="B")
    with pytest.raises(ConfigError, match="which server"):
        Mastodon(Account(platform="mastodon", handle="brand"), brand, secret=lambda _: SecretStr("x"))
    made = Mastodon(
        Account(platform="mastodon", handle="brand", service=server.url),
        brand,
        secret=lambda _: SecretStr("x"),
    )
    with pytest.raises(ConfigError, match="access token"):
        scan(made, "account")


def test_the_server_is_read_off_the_handle() -> None:
    account = Account(platform="mastodon", handle="@brand@example.org")

    assert mastodon_account.service_of(account) == "https://example.org"
