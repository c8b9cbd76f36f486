"""The LinkedIn connector against a double that misbehaves: pages, faults, limits of the day, tokens, doctor."""

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_linkedin import LATER, NOW, WINDOW, begin_anew, connector, double, said, scan
from serving import Fault

from connectors.base import Check
from connectors.errors import ConfigError, Denied, Malformed, RetryLater
from connectors.http import LEFT_TO_OTHERS, Timeouts
from connectors.linkedin import LinkedIn
from connectors.records import Window

WITH_APP = {"client_id": double.CLIENT, "client_secret": "T_APP"}
RENEWING = {**WITH_APP, "refresh_secret": "LINKEDIN_TEST_REFRESH", "secret": None}


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path)
    with double.running(WINDOW.start) as made:
        yield made


def posts(server: Any, number: int = 5) -> set[str]:
    return {server.post(str(n)) for n in range(number)}


def checks(made: LinkedIn) -> dict[str, Check]:
    return {check.name: check for check in made.check()}


def paging(**links: Any) -> Fault:
    return Fault(change=lambda body: body | {"paging": links})


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize("links", [True, False], ids=["links", "total"])
def test_pages_are_followed_by_their_links_or_their_total(server: Any, links: bool) -> None:
    expected = posts(server)
    server.links = links

    assert said(scan(connector(server), "posts")).keys() == expected


def test_pages_that_name_neither_links_nor_total_go_on_while_they_are_full(server: Any) -> None:
    expected = posts(server)
    server.faults["posts"] = [paging() for _ in range(3)]

    assert said(scan(connector(server), "posts")).keys() == expected


@pytest.mark.parametrize("href", ["https://evil.example/rest/posts?start=2", "//evil.example/?start=2"])
def test_a_next_address_on_another_host_is_not_followed(server: Any, href: str) -> None:
    posts(server)
    server.faults["posts"] = [paging(links=[{"rel": "next", "href": href}])]

    with pytest.raises(Malformed, match="another host"):
        scan(connector(server), "posts")


@pytest.mark.parametrize(
    ("href", "words"), [("/rest/posts?start=0", "same page token"), ("/rest/posts?x=1", "without a place")]
)
def test_a_next_address_that_leads_nowhere_is_malformed(server: Any, href: str, words: str) -> None:
    posts(server)
    server.faults["posts"] = [paging(links=[{"rel": "next", "href": href}])]

    with pytest.raises(Malformed, match=words):
        scan(connector(server), "posts")


def test_an_empty_page_with_a_next_one_is_gone_past(server: Any) -> None:
    posts(server)
    server.faults["posts"] = [Fault(change=lambda body: body | {"elements": []})]

    assert len(said(scan(connector(server), "posts"))) == 3


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "body",
    [b"<html>Sorry</html>", b'{"elements": [{"id": "urn', b'{"elements": {}}', b"[]", b"null", b""],
    ids=["HTML", "truncated", "no list", "a list", "null", "nothing"],
)
def test_an_answer_of_another_form_is_malformed(server: Any, body: bytes) -> None:
    server.faults["posts"] = [Fault(200, body)]

    with pytest.raises(Malformed):
        scan(connector(server), "posts")


def test_brief_trouble_is_waited_out(server: Any) -> None:
    expected = posts(server, 1)
    server.faults["posts"] = [Fault(500, b"oops"), Fault(cut=True)]

    assert said(scan(connector(server), "posts")).keys() == expected


def test_an_answer_that_drips_for_too_long_is_given_up(server: Any) -> None:
    posts(server)
    server.faults["posts"] = [Fault(body=b'{"elements": []}', drips=0.05) for _ in range(3)]

    with pytest.raises(RetryLater, match="longer than"):
        scan(connector(server, timeouts=Timeouts(read=0.5, total=0.1)), "posts")


# ---------------------------------------------------------------- limits


def test_a_limit_of_the_day_ends_the_day_for_that_resource_and_no_other(server: Any) -> None:
    posts(server, 1)
    scan(connector(server), "posts")
    server.left = 0
    with pytest.raises(RetryLater, match="limit of today is used up") as told:
        scan(connector(server), "reactions")
    assert told.value.seconds == pytest.approx(12 * 3600 - 30, abs=1)
    server.left = None
    before = len(server.calls)

    with pytest.raises(RetryLater, match="is used up"):
        scan(connector(server), "reactions")

    assert [path for path, _ in server.calls[before:] if "reactions" in path] == []
    assert scan(connector(server), "account")
    tomorrow = NOW + timedelta(days=1)
    assert scan(connector(server, now=tomorrow), "reactions", Window(WINDOW.start, tomorrow)) == []


def test_a_429_that_names_no_day_is_waited_out(server: Any) -> None:
    expected = posts(server, 1)
    server.faults["posts"] = [Fault(429, b"{}", {"retry-after": "0"})]

    assert said(scan(connector(server), "posts")).keys() == expected


def test_one_without_a_time_is_left_to_the_next_try(server: Any) -> None:
    server.faults["posts"] = [Fault(429, b'{"message": "slow down"}')]

    with pytest.raises(RetryLater) as told:
        scan(connector(server), "posts")
    assert told.value.seconds == 60


def test_no_more_is_asked_a_day_than_is_configured_whoever_asks(server: Any) -> None:
    posts(server)
    made = connector(server, daily_requests=3)
    scan(made, "account")  # the page, again the page, its followers

    with pytest.raises(RetryLater, match="is used up") as told:
        scan(connector(server, daily_requests=3), "posts")

    assert told.value.seconds > 11 * 3600
    assert len(server.calls) == 3
    tomorrow = NOW + timedelta(hours=13)
    scan(connector(server, daily_requests=100, now=tomorrow), "posts", Window(WINDOW.start, tomorrow))


def test_a_backfill_leaves_a_part_of_the_day_to_the_scans(server: Any) -> None:
    posts(server)
    made = connector(server, daily_requests=4)
    share = LEFT_TO_OTHERS.set(0.5)
    try:
        with pytest.raises(RetryLater, match="but for the scans"):
            scan(made, "posts")
    finally:
        LEFT_TO_OTHERS.reset(share)
    assert len(server.calls) == 2


def test_workers_that_count_at_once_lose_no_request(server: Any) -> None:
    made = [connector(server).budgets for _ in range(4)]

    with ThreadPoolExecutor(4) as workers:
        list(workers.map(lambda budgets: [budgets.take("/posts", 0) for _ in range(25)], made))

    assert made[0].of("").remaining == 400


def test_a_count_that_cannot_be_read_begins_anew(server: Any, tmp_path: Path) -> None:
    posts(server)
    scan(connector(server), "posts")
    (kept,) = (tmp_path / "budgets").iterdir()
    assert json.loads(kept.read_text())["used"] == len(server.calls)
    kept.write_text("{")

    assert connector(server).budgets.of("").remaining == 500


# ---------------------------------------------------------------- refusals


def test_a_token_that_ended_says_so_and_is_not_repeated(server: Any) -> None:
    server.clock = server.expires_at

    with pytest.raises(Denied, match="it has expired") as told:
        scan(connector(server), "posts")
    assert double.TOKEN not in str(told.value)


def test_a_missing_permission_is_named_by_both_its_names(server: Any) -> None:
    server.scopes.discard("r_organization_social")

    with pytest.raises(Denied, match="r_organization_social or r_organization_social_feed"):
        scan(connector(server), "posts")


def test_a_version_that_is_over_says_what_to_do(server: Any) -> None:
    server.versions = {"202801"}
    with pytest.raises(Denied, match="update Rapport"):
        scan(connector(server), "posts")

    assert scan(connector(server, api_version="202801"), "posts") == []


@pytest.mark.parametrize("handle", ["acme", double.ORGANISATION, double.ME])
def test_a_page_is_found_by_its_name_its_number_or_its_urn(server: Any, handle: str) -> None:
    assert connector(server, handle=handle).identity().urn == double.ME


@pytest.mark.parametrize("handle", ["amce", "777", "urn:li:organization:777"])
def test_a_page_that_does_not_exist_is_for_a_person_to_mend(server: Any, handle: str) -> None:
    """Gone would mark its windows as unavailable for good."""
    with pytest.raises(Denied, match=r"no (such page|page called 'amce').* mend `handle`"):
        scan(connector(server, handle=handle), "posts")


@pytest.mark.parametrize("status", [404, 410])
@pytest.mark.parametrize(
    ("stream", "asked"),
    [
        ("posts", "posts"),
        ("account", "networkSizes"),
        ("notifications", "organizationalEntityNotifications"),
        ("follower_gains", "organizationalEntityFollowerStatistics"),
    ],
)
def test_a_page_that_is_not_found_any_more_leaves_its_windows_to_a_later_try(
    server: Any, stream: str, asked: str, status: int
) -> None:
    posts(server, 1)
    scan(connector(server), "posts")
    server.faults[asked] = [Fault(status, b'{"status": %d, "message": "Not Found"}' % status)]

    with pytest.raises(Denied, match="no such page"):
        scan(connector(server, now=LATER.end), stream, LATER)
    assert server.faults[asked] == []


def test_a_page_of_somebody_else_is_no_less_a_matter_of_a_person(server: Any) -> None:
    server.faults["organizations"] = [
        Fault(403, b'{"status": 403, "serviceErrorCode": 100, "message": "Viewer has no permission"}')
    ]
    with pytest.raises(Denied, match="role of an administrator"):
        scan(connector(server), "posts")


@pytest.mark.parametrize("handle", ["amce", "777"])
def test_the_doctor_says_of_a_page_that_does_not_exist_what_to_mend(server: Any, handle: str) -> None:
    found = checks(connector(server, handle=handle))

    assert list(found) == ["host", "page", "rate limit"]
    assert not found["page"].is_ok
    assert "`handle`" in found["page"].advice
    assert found["page"].detail.endswith(found["page"].advice)


@pytest.mark.parametrize("wrong", [None, {}, 7])
def test_a_broken_answer_is_no_word_that_the_page_does_not_exist(server: Any, wrong: Any) -> None:
    """Which would be believed for good: its windows would never be asked for again."""
    server.faults["organizations"] = [Fault(change=lambda body: body | {"elements": wrong})]

    with pytest.raises(Malformed, match="without a list"):
        connector(server).identity()


# ---------------------------------------------------------------- tokens


def test_a_refresh_token_is_used_when_the_access_token_is_about_to_end(server: Any) -> None:
    expected = posts(server, 1)

    assert said(scan(connector(server, **RENEWING), "posts")).keys() == expected
    scan(connector(server, **RENEWING), "account")
    assert server.renewals == 1
    server.access = "revoked"
    scan(connector(server, **RENEWING), "account")
    assert server.renewals == 2


def test_a_refresh_token_that_ended_needs_a_person(server: Any) -> None:
    server.refresh_ends = server.clock

    with pytest.raises(Denied, match="no new token") as told:
        scan(connector(server, **RENEWING), "posts")
    assert double.REFRESH not in str(told.value)


def test_an_account_without_a_token_or_an_app_for_its_refresh_token_is_wrong(server: Any) -> None:
    with pytest.raises(ConfigError, match="must name a token"):
        connector(server, secret=None)
    with pytest.raises(ConfigError, match="`client_id` and `client_secret` are missing"):
        connector(server, refresh_secret="R")


# ---------------------------------------------------------------- doctor


def test_a_page_that_is_well_connected_has_nothing_to_say(server: Any) -> None:
    found = checks(connector(server, **WITH_APP))

    assert [check for check in found.values() if not check.is_ok or check.is_warning] == []
    assert "Acme (organisation 2414183)" in found["token"].detail
    assert found["token expiry"].detail == "expires on 2027-01-21, in 59 days"
    assert "ADMINISTRATOR" in found["role"].detail
    assert found["API version"].detail == "202607, promised until July 2027"
    assert "of 500 requests of today (UTC) used" in found["rate limit"].detail


@pytest.mark.parametrize(
    ("days", "is_ok", "is_warning"), [(20, True, False), (14, True, True), (0, False, False)]
)
def test_the_end_of_a_token_is_told_14_days_ahead(
    server: Any, days: int, is_ok: bool, is_warning: bool
) -> None:
    made = connector(server, **WITH_APP)
    server.clock, server.expires_at = NOW - timedelta(days=1), NOW + timedelta(days=days)

    end = checks(made)["token expiry"]

    assert (end.is_ok, end.is_warning) == (is_ok, is_warning)


def test_without_an_app_the_end_is_60_days_after_the_token_was_first_seen(server: Any) -> None:
    first = checks(connector(server))["token expiry"]
    later = checks(connector(server, now=NOW + timedelta(days=50)))["token expiry"]

    assert "expires on 2027-01-21, in 60 days at the latest" in first.detail
    assert (first.is_warning, later.is_warning) == (False, True)
    assert "in 10 days at the latest" in later.detail


def test_a_refresh_tokens_end_is_the_one_that_is_told(server: Any) -> None:
    server.refresh_ends = datetime.now(UTC) + timedelta(days=10)

    end = checks(connector(server, now=datetime.now(UTC), **RENEWING))["token expiry"]

    assert (end.is_ok, end.is_warning) == (True, True)
    assert f"{server.refresh_ends:%Y-%m-%d}" in end.detail


@pytest.mark.parametrize("app", [WITH_APP, {}], ids=["introspected", "tried"])
@pytest.mark.parametrize("scope", double.SCOPES)
def test_a_missing_permission_is_named(server: Any, scope: str, app: dict[str, Any]) -> None:
    connector(server).identity()
    server.scopes.discard(scope)

    found = checks(connector(server, **app))["permissions"]

    assert not found.is_ok
    assert f"missing: {scope} or r_organization_" in found.detail


def test_the_newer_name_of_a_permission_is_as_good(server: Any) -> None:
    server.scopes = {"r_organization_social_feed", "rw_organization_admin"}

    assert checks(connector(server, **WITH_APP))["permissions"].is_ok


def test_a_role_that_sees_too_little_is_said(server: Any) -> None:
    server.roles = ["RECRUITING_POSTER"]

    role = checks(connector(server))["role"]

    assert not role.is_ok
    assert "ADMINISTRATOR" in role.advice


def test_a_version_that_is_about_to_end_is_a_warning(server: Any) -> None:
    server.versions = {"202511"}

    version = checks(connector(server, api_version="202511"))["API version"]

    assert (version.is_ok, version.is_warning) == (True, True)


def test_a_refused_token_ends_the_checks(server: Any) -> None:
    found = checks(connector(server, token="wrong"))

    assert list(found) == ["host", "token", "rate limit"]
    assert not found["token"].is_ok
