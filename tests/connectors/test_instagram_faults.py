"""The Instagram connector against a double that misbehaves: pages, faults, usage, tokens, doctor."""

import json
from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graph_double import Fault, refusal
from on_instagram import ME, NOW, SECRET, WINDOW, begin_anew, connector, double, said, scan
from pydantic import SecretStr

from connectors import graph_token
from connectors.config import Account, Brand
from connectors.errors import ConfigError, Denied, Gone, Malformed, RetryLater
from connectors.http import Timeouts
from connectors.instagram import Instagram
from connectors.records import BadRow, Interaction, PostSnapshot


@pytest.fixture
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path)
    with double.running(WINDOW.start, by_facebook=getattr(request, "param", "") == "facebook") as made:
        yield made


BOTH = pytest.mark.parametrize("server", ["instagram", "facebook"], indirect=True)
FACEBOOK = pytest.mark.parametrize("server", ["facebook"], indirect=True)


def posts(server: Any, number: int = 5) -> set[str]:
    return {server.post(str(n)) for n in range(number)}


# ---------------------------------------------------------------- pages


def test_next_addresses_are_followed_where_there_are_no_cursors_and_the_token_stays_out(server: Any) -> None:
    expected = posts(server)
    server.after_cursors = False

    assert said(scan(connector(server), "posts")).keys() == expected
    assert not [q for path, q in server.calls if "access_token" in q and "refresh" not in path]


def test_a_next_address_on_another_host_gets_no_token(server: Any) -> None:
    posts(server)
    next_ = {"paging": {"next": "https://evil.example/v25.0/1/media?access_token=x"}}
    server.faults["media"] = [Fault(change=lambda body: body | next_)]

    with pytest.raises(Malformed, match="another host"):
        scan(connector(server), "posts")


def test_a_repeated_cursor_is_malformed(server: Any) -> None:
    posts(server)
    again = Fault(change=lambda body: body | {"paging": {"cursors": {"after": "x"}, "next": "https://h/"}})
    server.faults["media"] = [again, again]

    with pytest.raises(Malformed, match="same page token"):
        scan(connector(server), "posts")


@FACEBOOK
def test_a_hashtag_that_begins_anew_on_every_page_is_malformed(server: Any) -> None:
    for number in range(4):
        server.post(f"#blend {number}", server.person(f"p{number}"))
    scan(connector(server), "hashtags")
    first = []

    def keep(body: Any) -> Any:
        first.append(body)
        return first[0]

    server.faults["recent_media"] = [Fault(change=keep), Fault(change=keep)]

    with pytest.raises(Malformed, match="same page token"):
        scan(connector(server), "hashtags")


def test_an_empty_page_with_a_cursor_is_gone_past(server: Any) -> None:
    first, *_ = sorted(posts(server))
    empty = {"data": [], "paging": {"cursors": {"after": "c0"}, "next": "https://h/"}}
    more = {"data": [{"id": first, "timestamp": "2026-11-22T11:30:00+0000"}]}
    server.faults["media"] = [Fault(change=lambda _: empty), Fault(change=lambda _: more)]

    assert said(scan(connector(server), "posts")).keys() == {first}


@BOTH
def test_pages_carry_no_token(server: Any) -> None:
    ann, post = server.person("ann"), server.post("hello")
    for number in range(5):
        comment = server.comment(ann, str(number), post)
        server.message(ann, str(number))
        server.comment(ann, "reply", post, comment)
    made = connector(server)

    pages = [page for stream in made.streams for page in made.fetch(stream.name, WINDOW, None)]

    assert [page for page in pages if b"access_token=removed" in page.body]
    for token in server.expires:
        assert not [p for p in pages if token.encode() in p.body or token in json.dumps(p.context)]


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "body",
    [b"<html>Sorry, something went wrong</html>", b'{"data": [{"id": "18', b'{"data": {}}', b"[]", b"null", b""],
    ids=["HTML", "truncated", "no list", "a list", "null", "nothing"],
)  # fmt: skip
def test_an_answer_of_another_form_is_malformed(server: Any, body: bytes) -> None:
    server.faults["media"] = [Fault(200, body)]

    with pytest.raises(Malformed):
        scan(connector(server), "posts")


@pytest.mark.parametrize(
    "change",
    [{"id": None}, {"id": 7}, {"timestamp": None}, {"timestamp": "soon"}, {"caption": 5}, {"media_type": "HOLOGRAM"},
     {"children": "none"}, {"like_count": -1}, {"new_field": {"a": 1}}],
    ids=str,
)  # fmt: skip
def test_one_post_in_an_unknown_form_loses_no_other(server: Any, change: Any) -> None:
    first, _, third = sorted(posts(server, 3), reverse=True)
    bend = Fault(change=lambda b: b | {"data": [b["data"][0], {**b["data"][1], **change}, b["data"][2]]})
    server.faults["media"] = [bend]

    records = scan(connector(server, page_size=50), "posts")

    assert said(records).keys() >= {first, third}
    is_lost = change.keys() & {"id", "timestamp"}
    assert len([r for r in records if isinstance(r, BadRow)]) == (1 if is_lost else 0)
    assert len(said(records)) == (2 if is_lost else 3)


@pytest.mark.parametrize("status", [500, 502, 503])
def test_brief_trouble_is_waited_out(server: Any, status: int) -> None:
    expected = posts(server)
    server.faults["media"] = [Fault(status)]

    assert said(scan(connector(server), "posts")).keys() == expected


def test_an_answer_that_drips_is_given_up(server: Any) -> None:
    posts(server)
    server.faults["media"] = [Fault(change=lambda body: body, drip=0.05)] * 3
    made = connector(server, timeouts=Timeouts(connect=1, read=1, total=0.3))

    with pytest.raises(RetryLater, match="took longer"):
        scan(made, "posts")


@pytest.mark.parametrize(
    ("fault", "error", "words"),
    [
        (refusal(4), RetryLater, r"rate limit is used up \(code 4\)"),
        (refusal(17), RetryLater, "code 17"),
        (refusal(32), RetryLater, "code 32"),
        (refusal(613), RetryLater, "code 613"),
        (refusal(80002), RetryLater, "code 80002"),
        (refusal(190, subcode=463), Denied, "it has expired"),
        (refusal(190, subcode=460), Denied, "password was changed"),
        (refusal(190, subcode=467), Denied, "it was revoked"),
        (refusal(190, subcode=1), Denied, "it is not valid"),
        (refusal(10), Denied, "permission instagram_business_manage_comments is missing"),
        (refusal(200, status=403), Denied, "permission instagram_business_manage_comments is missing"),
        (refusal(298, status=403), Denied, "instagram_business_manage_comments"),
        (refusal(100, subcode=33), Gone, "code 100"),
        (refusal(803), Gone, "code 803"),
        (refusal(100), Malformed, "code 100"),
        (Fault(429), RetryLater, "429"),
        (Fault(401, b"{}"), Denied, "401"),
    ],
)  # fmt: skip
def test_errors_are_named_for_the_response_to_them(
    server: Any, fault: Fault, error: type[Exception], words: str
) -> None:
    server.faults["tags"] = [fault]

    with pytest.raises(error, match=words):
        scan(connector(server), "tags")


def test_trouble_that_the_api_calls_passing_is_waited_out(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("connectors.graph_errors._PASSING_WAIT", 0.01)
    expected = posts(server)
    server.faults["media"] = [refusal(2), refusal(1)]

    assert said(scan(connector(server), "posts")).keys() == expected


def test_what_the_api_says_of_a_bad_token_is_not_repeated(server: Any) -> None:
    with pytest.raises(Denied, match="access token is refused") as caught:
        scan(connector(server, token="IGAA-not-the-token"), "account")

    assert "IGAA-not-the-token" not in f"{caught.value!r}{caught.value.__context__!r}"
    assert [c.is_ok for c in connector(server, token="IGAA-not-the-token").check()] == [True, False]


@pytest.mark.parametrize(
    "subcode", [2108006, None], ids=["from before it was a business", "for no known reason"]
)
def test_missing_insights_of_one_post_lose_those_of_no_other(server: Any, subcode: int | None) -> None:
    made = posts(server, 3)
    for post in made:
        server.figures[post] = {"reach": 9}
    server.faults["insights"] = [refusal(100, subcode=subcode)] * (1 if subcode else 6)

    records = scan(connector(server), "post_counts")

    reach = {r.native_id: r.reach for r in records if isinstance(r, PostSnapshot)}
    assert reach == dict.fromkeys(made, 9) | {max(made): None}


@FACEBOOK
def test_a_hashtag_that_is_refused_loses_no_other(server: Any) -> None:
    found = server.post("#blend", server.person("ann"))
    server.faults["ig_hashtag_search"] = [refusal(24, subcode=2207024)]
    made = connector(server, hashtags=("nobody", "blend"))

    assert said(scan(made, "hashtags")).keys() == {found}


@FACEBOOK
def test_a_mention_is_asked_for_by_the_least_when_more_is_refused(server: Any, tmp_path: Path) -> None:
    theirs = server.post("look what brand made", server.person("ann"))
    told = tmp_path / "webhooks.jsonl"
    told.write_text(server.mentions_webhook(theirs))
    scan(connector(server, path=told), "account")
    server.faults[ME] = [refusal(100, "(#100) Tried accessing nonexisting field (permalink)")]

    assert said(scan(connector(server, path=told), "mentions")) == {theirs: "ugc_post"}


# ---------------------------------------------------------------- usage


def test_nothing_is_asked_once_the_usage_is_near_its_limit(server: Any) -> None:
    posts(server)
    server.used = 96

    with pytest.raises(RetryLater, match="used up") as caught:
        scan(connector(server), "posts")

    assert 200 < caught.value.seconds <= 301
    assert server.called("/media") == 0


def test_who_comes_near_the_limit_midway_waits_and_loses_nothing(server: Any) -> None:
    posts(server)
    made = connector(server, page_size=1)
    waits: list[float] = []

    def sleep(seconds: float) -> None:
        waits.append(seconds)
        server.used = 10

    made.client.sleep = sleep
    found = []
    for page in made.fetch("posts", WINDOW, None):
        server.used = 97 if not waits else 10
        found += [r for r in made.parse("posts", page, WINDOW) if isinstance(r, Interaction)]

    assert len(found) > 2
    assert [200 < wait <= 301 for wait in waits] == [True]


def test_who_is_throttled_waits_as_long_as_the_api_says(server: Any) -> None:
    scan(connector(server), "account")
    server.faults["tags"] = [refusal(4)]
    server.regain = 17

    with pytest.raises(RetryLater) as caught:
        scan(connector(server), "tags")

    assert 16 * 60 < caught.value.seconds <= 17 * 60


def test_what_is_left_is_known_to_every_connector_of_the_account(server: Any) -> None:
    scan(connector(server), "account")
    server.used = 97
    scan(connector(server), "account")
    asked = len(server.calls)

    with pytest.raises(RetryLater):
        scan(connector(server), "account")

    assert len(server.calls) == asked


# ---------------------------------------------------------------- tokens


def test_a_token_is_renewed_once_a_week_and_kept_between_runs(server: Any, tmp_path: Path) -> None:
    scan(connector(server), "account")
    scan(connector(server), "account")
    assert server.called("refresh_access_token") == 1
    (kept,) = (tmp_path / "tokens").glob("*.json")
    assert kept.stat().st_mode & 0o777 == 0o600

    graph_token._tried.clear()  # another process, a day later
    scan(connector(server, now=NOW + timedelta(days=1)), "account")
    assert server.called("refresh_access_token") == 1
    scan(connector(server, now=NOW + timedelta(days=8)), "account")
    assert server.called("refresh_access_token") == 2


def test_the_renewed_token_signs_when_the_first_has_ended(server: Any) -> None:
    scan(connector(server), "account")
    server.expires[double.TOKEN] = NOW - timedelta(days=1)
    server.clock = NOW
    graph_token._tried.clear()

    assert scan(connector(server), "account")


def test_a_token_that_is_too_young_to_be_renewed_is_used_as_it_is(server: Any, tmp_path: Path) -> None:
    server.faults["refresh_access_token"] = [refusal(100)]

    assert scan(connector(server), "account")
    assert list((tmp_path / "tokens").glob("*.json")) == []


def test_a_token_that_cannot_be_kept_is_not_renewed(server: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SECRET)

    assert scan(connector(server), "account")
    assert server.called("refresh_access_token") == 0


def expiry(server: Any, now: datetime = NOW) -> Any:
    (check,) = [c for c in connector(server, now=now).check() if c.name == "token expiry"]
    return check


@FACEBOOK
@pytest.mark.parametrize(
    ("left", "words", "is_ok", "is_warning"),
    [
        (timedelta(days=40), "in 40 days", True, False),
        (timedelta(days=13, hours=1), "in 13 days", True, True),
        (None, "never", True, False),
    ],
)
def test_the_end_of_a_facebook_token_is_told_fourteen_days_ahead(
    server: Any, left: timedelta | None, words: str, is_ok: bool, is_warning: bool
) -> None:
    server.expires[double.FACEBOOK_TOKEN] = NOW + left if left else None

    check = expiry(server)

    assert (words in check.detail, check.is_ok, check.is_warning) == (True, is_ok, is_warning)
    assert "connect the account again" in check.advice or not is_warning


@FACEBOOK
def test_an_end_that_nobody_tells_is_said_to_be_unknown(server: Any) -> None:
    server.faults["debug_token"] = [refusal(100)]

    assert "not known" in expiry(server).detail


def test_the_end_of_an_instagram_token_is_known_from_its_renewal(server: Any) -> None:
    assert "in 59 days" in expiry(server).detail or "in 60 days" in expiry(server).detail
    assert expiry(server, NOW + timedelta(days=6)).is_warning is False


def test_the_end_of_a_token_that_cannot_be_renewed_any_more_is_told_ahead(server: Any) -> None:
    scan(connector(server), "account")
    graph_token._tried.clear()
    server.faults["refresh_access_token"] = [refusal(100)] * 9

    assert expiry(server, NOW + timedelta(days=50)).is_warning is True


# ---------------------------------------------------------------- whose, and what is allowed


@BOTH
def test_doctor_says_what_works_and_what_is_left(server: Any) -> None:
    server.post("hello")
    checks = connector(server, page_size=50).check()

    names = [check.name for check in checks if check.name != "hashtags"]
    assert names == ["host", "token", "token expiry", "permissions", "rate limit"]
    assert all(check.is_ok for check in checks)
    assert checks[-1].detail == "88 of 100 % left"


@BOTH
@pytest.mark.parametrize("permission", ["manage_comments", "manage_insights", "manage_messages"])
def test_doctor_names_the_missing_permission(server: Any, permission: str) -> None:
    server.post("hello")
    server.allowed.discard(permission)

    (check,) = [c for c in connector(server).check() if c.name == "permissions"]

    prefix = "instagram" if server.by_facebook else "instagram_business"
    assert (check.is_ok, check.detail) == (False, f"missing: {prefix}_{permission}")
    assert "connect the account again" in check.advice


def test_a_stream_without_its_permission_says_which(server: Any) -> None:
    server.allowed.discard("manage_messages")

    with pytest.raises(Denied, match="instagram_business_manage_messages is missing"):
        scan(connector(server), "messages")


@FACEBOOK
def test_a_search_without_the_apps_feature_says_so(server: Any) -> None:
    server.allowed.discard("public_content")

    with pytest.raises(Denied, match="Instagram Public Content Access"):
        scan(connector(server), "hashtags")


@BOTH
def test_the_token_of_another_account_is_denied(server: Any) -> None:
    with pytest.raises(Denied, match="reads @brand, not other"):
        scan(connector(server, handle="other"), "account")


@FACEBOOK
def test_the_token_of_the_page_itself_will_do(server: Any) -> None:
    message = server.message(server.person("ann"), "hi")

    assert said(scan(connector(server, token=double.PAGE_TOKEN), "messages")).keys() == {message}


@pytest.mark.parametrize("handle", ["brand", "@brand", "Brand"])
def test_a_handle_may_be_written_as_people_write_it(server: Any, handle: str) -> None:
    assert scan(connector(server, handle=handle), "account")


def test_a_backfill_asks_once_whose_token_it_is(server: Any) -> None:
    for _ in range(3):
        scan(connector(server), "account")

    assert server.called("/me") == 1


def test_an_account_without_a_secret_is_a_fault_of_the_configuration(server: Any) -> None:
    account = Account(platform="instagram", handle="brand", service=server.url)
    made = Instagram(account, Brand(slug="b", name="B"), secret=lambda _: SecretStr("x"))

    with pytest.raises(ConfigError, match="access token"):
        scan(made, "account")


def test_the_two_apis_are_told_apart_by_their_hosts() -> None:
    from connectors.instagram_account import is_by_facebook

    assert is_by_facebook("https://graph.facebook.com", "IGAA1")
    assert not is_by_facebook("https://graph.instagram.com", "EAA1")
    assert [is_by_facebook("http://127.0.0.1:1", token) for token in ("EAA1", "IGAA1")] == [True, False]
