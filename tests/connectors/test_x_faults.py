"""The X connector against a double that misbehaves: answers of every wrong form, budgets, tokens, the doctor."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_x import BRAND, NOW, WINDOW, connector, double, said, scan
from pydantic import SecretStr
from serving import Fault, serving

from connectors import bearer, x_auth, x_fetch
from connectors.config import Account, Brand
from connectors.errors import ConfigError, ConnectorError, Denied, Malformed, RetryLater
from connectors.http import LEFT_TO_OTHERS, Patience, Timeouts
from connectors.records import BadRow
from connectors.tokens import FileStore
from connectors.x import X


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    for kept in ("_listings", "_roots", "_spellings"):
        monkeypatch.setattr(x_fetch, kept, {})
    monkeypatch.setattr(x_auth, "_known", {})
    with serving(double.XDouble(WINDOW.start)) as made:
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


@pytest.fixture
def renewing(server: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """An account whose refresh token stands in the environment of a machine."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path))
    monkeypatch.setenv("R", "refresh-0")
    return {"secret": None, "refresh_secret": "R", "client_id": double.CLIENT, "token": "refresh-0"}


def mentions(server: Any, who: str, number: int) -> set[str]:
    return {server.post(who, f"@brand {n}") for n in range(number)}


# ---------------------------------------------------------------- answers


@pytest.mark.parametrize(
    "fault",
    [
        Fault(200, b"<html>Down for maintenance</html>"),
        Fault(200, b'{"data": [{"id": "1", "te'),
        Fault(200, b"[]"),
        Fault(200, b"null"),
        Fault(200, b""),
        Fault(200, b'{"error": "odd"}'),
        Fault(change=lambda body: body | {"data": {"id": "1"}}),
    ],
    ids=["HTML", "truncated", "a list", "null", "nothing", "another form", "data that is no list"],
)
def test_an_answer_of_another_form_is_malformed(server: Any, ann: str, fault: Fault) -> None:
    mentions(server, ann, 2)
    server.faults["mentions"] = [fault]

    with pytest.raises(Malformed):
        scan(connector(server), "mentions")


@pytest.mark.parametrize(
    "fault", [Fault(500), Fault(502), Fault(503), Fault(cut=True)], ids=["500", "502", "503", "cut short"]
)
def test_brief_trouble_is_waited_out(server: Any, ann: str, fault: Fault) -> None:
    expected = mentions(server, ann, 12)
    server.faults["mentions"] = [fault]

    assert said(scan(connector(server), "mentions")).keys() == expected


@pytest.mark.parametrize(
    ("fault", "words"),
    [(Fault(waits=0.6), "timed out"), (Fault(200, b" " * 20, drips=0.1), "took longer")],
    ids=str,
)
def test_an_answer_that_does_not_come_or_drips_is_left_to_later(
    server: Any, fault: Fault, words: str
) -> None:
    made = connector(server)
    made.identity()
    server.faults["mentions"] = [fault]
    client = replace(made.client, timeouts=Timeouts(read=0.3, total=0.5), patience=Patience(attempts=1))
    with client, pytest.raises(RetryLater, match=words):
        client.get(f"/2/users/{BRAND}/mentions")


def test_an_empty_page_with_a_token_is_gone_past_and_a_repeated_token_is_not(server: Any, ann: str) -> None:
    expected = mentions(server, ann, 25)
    server.faults["mentions"] = [Fault(change=lambda body: {"meta": body["meta"]})]
    found = said(scan(connector(server), "mentions")).keys()
    assert len(found) == 15
    assert found <= expected

    again = Fault(change=lambda body: body | {"meta": {"next_token": "page-token-00000010"}})
    server.faults["mentions"] = [again, again]
    with pytest.raises(Malformed, match="same page token twice"):
        scan(connector(server), "mentions")


@pytest.mark.parametrize(
    ("change", "is_bad"),
    [
        ({"id": None}, True),
        ({"id": "one"}, True),
        ({"author_id": 7}, True),
        ({"created_at": None}, False),
        ({"created_at": "yesterday"}, False),
        ({"text": None}, False),
        ({"entities": "none", "public_metrics": None}, False),
        ({"entities": {"urls": [None], "mentions": [3], "hashtags": {}}}, False),
        ({"referenced_posts": [{"type": "liked", "id": "5"}, None]}, False),
        ({"attachments": {"media_keys": [{}], "poll_ids": 3}}, False),
        ({"lang": [], "edit_history_post_ids": "1"}, False),
        ({"hologram": {"depth": 3}}, False),
    ],
    ids=str,
)
def test_one_post_in_an_unknown_form_loses_no_other(server: Any, ann: str, change: Any, is_bad: bool) -> None:
    first, second, third = sorted(mentions(server, ann, 3))

    def bend(body: Any) -> Any:
        body["data"][1] |= change
        return body

    server.faults["mentions"] = [Fault(change=bend)]
    records = scan(connector(server), "mentions")

    assert said(records).keys() == {first, third} | (set() if is_bad else {second})
    assert len([r for r in records if isinstance(r, BadRow)]) == is_bad


def test_pages_carry_no_token(server: Any, ann: str) -> None:
    mentions(server, ann, 3)
    pages = [p for s in X.streams for p in connector(server).fetch(s.name, WINDOW, None)]

    assert pages
    assert not [p for p in pages if b"access-0" in p.body or "access-0" in json.dumps(p.context)]


# ---------------------------------------------------------------- budgets


def test_each_kind_of_request_has_its_own_budget_which_connectors_share(server: Any, ann: str) -> None:
    mentions(server, ann, 2)
    server.resets = datetime.now(UTC) + timedelta(minutes=4)
    server.left["/2/users/:id/mentions"] = 1

    assert scan(connector(server), "mentions")
    with pytest.raises(RetryLater, match="mentions is used up") as caught:
        scan(connector(server), "mentions")
    assert scan(connector(server), "account")

    assert 200 < caught.value.seconds <= 241
    assert server.called("/mentions") == 1


def test_a_429_waits_for_the_servers_own_reset(server: Any, ann: str) -> None:
    server.resets = datetime.now(UTC) + timedelta(minutes=9)
    server.left["/2/users/:id/mentions"] = 0

    with pytest.raises(RetryLater) as caught:
        scan(connector(server), "mentions")

    assert 500 < caught.value.seconds <= 540


def test_a_backfill_leaves_a_share_of_each_budget_to_the_scans(server: Any, ann: str) -> None:
    mentions(server, ann, 12)
    server.left["/2/users/:id/mentions"] = 76
    token = LEFT_TO_OTHERS.set(0.25)
    try:
        with pytest.raises(RetryLater, match="but for the scans"):
            scan(connector(server), "mentions")
    finally:
        LEFT_TO_OTHERS.reset(token)

    assert len(said(scan(connector(server), "mentions"))) == 12


def test_a_window_that_takes_more_than_one_budget_is_waited_for_midway_and_ends(
    server: Any, ann: str, caplog: pytest.LogCaptureFixture
) -> None:
    posts = {server.post(BRAND, f"hello {n}") for n in range(13)}
    for post in posts:
        server.like(ann, post)
    server.limit, server.resets = 5, datetime.now(UTC) + timedelta(minutes=10)
    made, late = connector(server, page_size=100), [0.0]
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        late[0] += seconds
        server.left.clear()
        server.resets += timedelta(minutes=15)

    made.client.now, made.client.sleep = lambda: datetime.now(UTC).timestamp() + late[0], sleep

    found = said(scan(made, "likes"))

    assert found.keys() == {f"like/{ann}/{post}" for post in posts}
    assert [round(wait / 60) for wait in waits] == [10, 15]
    assert "for the rate limit of http://127.0.0.1" in caplog.text
    assert made.client.patience.max_wait < 60


def test_a_monthly_cap_that_is_used_up_is_for_a_person(server: Any) -> None:
    server.is_capped = True

    with pytest.raises(Denied, match=r"monthly cap of posts .* is used up"):
        scan(connector(server), "mentions")


# ---------------------------------------------------------------- tokens


def test_a_refresh_token_is_used_once_and_what_came_of_it_is_kept(
    server: Any, renewing: dict[str, Any]
) -> None:
    for _ in range(3):
        assert scan(connector(server, **renewing), "account")

    assert (server.renewals, server.refresh) == (1, "refresh-1")


def test_an_access_token_that_ends_is_renewed_in_the_middle(
    server: Any, renewing: dict[str, Any], ann: str
) -> None:
    expected = mentions(server, ann, 12)
    scan(connector(server, **renewing), "account")
    server.access = "ended"

    assert said(scan(connector(server, **renewing), "mentions")).keys() == expected
    assert (server.renewals, server.refresh) == (2, "refresh-2")


def test_an_access_token_near_its_end_is_renewed_before_it_is_used(
    server: Any, renewing: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(connector(server, **renewing), "account")
    monkeypatch.setattr(bearer, "EARLY", 7200.0)

    scan(connector(server, **renewing), "account")

    assert server.renewals >= 2
    assert "401" not in {query.get("status", [""])[0] for _, query in server.calls}


def test_somebody_who_renewed_meanwhile_is_noticed(server: Any, renewing: dict[str, Any]) -> None:
    mine, other = connector(server, **renewing), connector(server, **renewing)
    scan(mine, "account")
    scan(other, "account")
    server.access = "ended"
    scan(other, "account")

    scan(mine, "account")

    assert server.renewals == 2


def test_the_kept_tokens_are_for_their_owner_alone(
    server: Any, renewing: dict[str, Any], tmp_path: Path
) -> None:
    scan(connector(server, **renewing), "account")

    (kept,) = (tmp_path / "tokens").glob("*.json")
    assert (kept.stat().st_mode & 0o777, kept.parent.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_chain_that_broke_is_for_a_person_and_tells_no_token(server: Any, renewing: dict[str, Any]) -> None:
    server.used_refresh.add("refresh-0")

    with pytest.raises(Denied, match="no new token") as caught:
        scan(connector(server, **renewing), "account")

    assert "refresh-0" not in f"{caught.value!r}{caught.value.__context__!r}"


def test_what_x_says_of_a_token_is_told_without_it_and_not_at_length(
    server: Any, renewing: dict[str, Any]
) -> None:
    said = json.dumps({"error_description": "no refresh-0 here" + "!" * 5_000}).encode()
    server.faults["token"] = [Fault(400, said)]

    with pytest.raises(Denied, match=r"no \[secret\] here!") as caught:
        scan(connector(server, **renewing), "account")

    assert "refresh-0" not in str(caught.value)
    assert len(str(caught.value)) < 500


def test_no_token_is_used_up_where_the_next_cannot_be_kept(
    server: Any, renewing: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: FileStore, text: str) -> None:
        raise ConfigError("the disk is full")

    monkeypatch.setattr(FileStore, "save", full)

    with pytest.raises(ConfigError, match="the disk is full"):
        scan(connector(server, **renewing), "account")

    assert server.renewals == 0


def test_a_token_that_is_put_in_anew_begins_another_chain(
    server: Any, renewing: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    scan(connector(server, **renewing), "account")
    server.access, server.refresh = "", "brand-new"
    monkeypatch.setenv("R", "brand-new")

    assert scan(connector(server, **renewing | {"token": "brand-new"}), "account")


@pytest.mark.parametrize(
    ("account", "words"),
    [
        ({"secret": None}, "must name a token"),
        ({"secret": None, "refresh_secret": "R"}, "client_id"),
    ],
)
def test_an_account_without_a_token_is_a_fault_of_the_configuration(
    account: dict[str, Any], words: str
) -> None:
    with pytest.raises(ConfigError, match=words):
        X(
            Account.model_validate({"platform": "x", "handle": "@brand"} | account),
            Brand(slug="b", name="B"),
            secret=lambda _: SecretStr("x"),
        )


def test_the_token_of_another_account_is_denied(server: Any) -> None:
    with pytest.raises(Denied, match="belongs to @brand, not to other"):
        scan(connector(server, handle="other"), "account")


def test_a_wrong_token_is_denied_without_being_told(server: Any) -> None:
    with pytest.raises(Denied, match="token is refused") as caught:
        scan(connector(server, token="not-the-token"), "account")

    assert "not-the-token" not in f"{caught.value!r}{caught.value.__context__!r}"


# ---------------------------------------------------------------- scopes and the doctor


@pytest.mark.parametrize(
    ("stream", "scope"),
    [
        ("mentions", "tweet.read"),
        ("likes", "like.read"),
        ("own_likes", "like.read"),
        ("followers", "follows.read"),
        ("messages", "dm.read"),
    ],
)
def test_a_missing_permission_is_named_by_stream_and_doctor(
    server: Any, ann: str, stream: str, scope: str
) -> None:
    server.like(ann, server.post(BRAND, "hello"))
    connector(server).identity()
    scan(connector(server), "post_counts")
    server.scopes.discard(scope)

    with pytest.raises(Denied, match=f"lacks the permission {scope}"):
        scan(connector(server), stream)
    (check,) = [c for c in connector(server).check() if c.name == "permissions"]
    assert (check.is_ok, check.detail) == (False, f"missing: {scope}")


@pytest.mark.parametrize("stream", ["likes", "own_likes", "messages"])
def test_what_the_apps_token_is_not_shown_is_said(server: Any, stream: str) -> None:
    with pytest.raises(Denied, match="account's own token only"):
        scan(connector(server, token=double.APP_TOKEN), stream)


def test_doctor_reports_all_there_is_to_know(server: Any, renewing: dict[str, Any]) -> None:
    checks = {c.name: c for c in connector(server, app_secret="A", **renewing).check()}

    assert all(check.is_ok for check in checks.values())
    assert "renewed by itself" in checks["token's end"].detail
    assert checks["monthly cap"].detail == "4,200 of 15,000 posts read; it begins anew in 9 days"
    assert "post.fields" in checks["spelling"].detail
    assert "of 300 left" in checks["rate limit"].detail


@pytest.mark.parametrize(
    ("used", "is_ok", "is_warning"), [("11999", True, False), ("12000", True, True), ("15000", False, True)]
)
def test_doctor_warns_before_the_monthly_cap_is_reached(
    server: Any, used: str, is_ok: bool, is_warning: bool
) -> None:
    server.usage = used

    (cap,) = [c for c in connector(server, app_secret="A").check() if c.name == "monthly cap"]

    assert (cap.is_ok, cap.is_warning) == (is_ok, is_warning)


def test_doctor_warns_of_a_token_that_nobody_renews(server: Any) -> None:
    for token in ("access-0", double.APP_TOKEN):
        (end,) = [c for c in connector(server, token=token).check() if c.name == "token's end"]
        assert (end.is_ok, end.is_warning) == (True, True)


def test_doctor_stops_where_no_more_is_known(server: Any) -> None:
    assert [c.is_ok for c in connector(server, token="wrong").check()] == [True, False]
    server.faults["mentions"] = [Fault(200, b"<html>")] * 3
    server.faults["me"] = [Fault(500)] * 3
    assert [c.name for c in connector(server).check() if not c.is_ok] == ["token"]


def test_no_stream_raises_anything_but_a_connectors_error(server: Any, ann: str) -> None:
    for stream in X.streams:
        server.faults.clear()
        for end in double.LISTS:
            server.faults[end] = [Fault(change=lambda body: 7)]
        try:
            scan(connector(server), stream.name)
        except ConnectorError:
            continue
        assert stream.name in ("account", "search")
    assert NOW
