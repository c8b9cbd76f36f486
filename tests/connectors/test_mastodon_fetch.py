"""The Mastodon connector against a double on loopback: streams, paging, what is gone, faults, and what it costs."""

import importlib.util
import json
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import SecretStr

from connectors import mastodon_account
from connectors.config import Account, Brand
from connectors.errors import ConfigError, Denied, Malformed, RetryLater
from connectors.http import Patience
from connectors.mastodon import Mastodon
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Page,
    PostSnapshot,
    Profile,
    Record,
    Window,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
LATER = Window(NOW, NOW + timedelta(minutes=5))


def _double() -> ModuleType:
    """tests/ is no package: the double is loaded from its file."""
    path = Path(__file__).parents[1] / "networks" / "doubles" / "mastodon.py"
    spec = importlib.util.spec_from_file_location("mastodon_double", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


double = _double()
BRAND = double.BRAND


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch) -> Iterator[Any]:
    monkeypatch.setattr(mastodon_account, "_known", {})
    with double.running(WINDOW.start) as made:
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


@pytest.fixture
def bob(server: Any) -> str:
    return str(server.person("bob"))


def connector(
    server: Any, token: str = double.TOKEN, handle: str = "brand", page_size: int = 2, **account: Any
) -> Mastodon:
    return Mastodon(
        Account(platform="mastodon", handle=handle, service=server.url, secret="T", **account),
        Brand(slug="b", name="B", hashtags=("blend",)),
        secret=lambda name: SecretStr(token),
        page_size=page_size,
        now=lambda: NOW + timedelta(seconds=30),
        patience=Patience(first_wait=0.01),
    )


def scan(made: Mastodon, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def after(server: Any, stream: str, change: Any, **account: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server, **account)
    scan(made, stream)
    cursor = made.next_cursor()
    change()
    return scan(connector(server, **account), stream, LATER, cursor)


def said(records: list[Record]) -> dict[str, str]:
    """Local id -> kind of every interaction."""
    return {r.native_id.partition("/")[2]: r.kind for r in records if isinstance(r, Interaction)}


def the(records: list[Record], local: str) -> Interaction:
    return [r for r in records if isinstance(r, Interaction) and r.native_id.endswith(f"/{local}")][-1]


# ---------------------------------------------------------------- streams


def test_notifications_tell_every_kind_of_interaction(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    comment = server.post(ann, "@brand nice", to=post, notify="mention")
    deeper = server.post(ann, "@brand more", to=server.post(BRAND, "thanks", to=comment), notify="mention")
    elsewhere = server.post(ann, "@brand look", notify="mention")
    private = server.direct(ann, "@brand psst")
    quote = server.quote(ann, "see this", post)
    photo = server.post(ann, "@brand mine", notify="mention", media_attachments=[{"type": "image"}])
    server.favourite(ann, post)
    server.boost(ann, post)
    server.follow(ann)

    found = said(scan(connector(server), "notifications"))

    assert found.items() >= {
        comment: "comment", deeper: "reply", elsewhere: "mention", private: "direct_message", quote: "quote",
        photo: "ugc_post", f"favourite/{ann}/{post}": "reaction", f"reblog/{ann}/{post}": "share",
        f"follow/{ann}": "follow",
    }.items()  # fmt: skip


def _everything(server: Any) -> dict[str, str]:
    """What the streams tell of a small community, people and statuses by name and not by id."""
    ann = server.person("ann")
    names = {BRAND: "brand", ann: "ann"}
    texts = ("hello", "@brand why?", "because", "@brand #blend", "@brand psst", "I like tea")
    made: list[str] = []
    for number, words in enumerate(texts):
        by, to = (BRAND, ann)[number not in (0, 2)], made[number - 1] if number in (1, 2) else None
        more = {"visibility": "direct"} if "psst" in words else {}
        made.append(server.post(by, words, to=to, notify="mention" if "@brand" in words else None, **more))
    names.update(zip(made, texts, strict=True))
    server.favourite(ann, made[0])
    server.favourite(BRAND, made[3])
    server.boost(ann, made[0])
    server.follow(ann)
    found = {}
    for stream in Mastodon.streams:
        records = scan(connector(server, keywords=("tea",)), stream.name)
        assert not [r for r in records if isinstance(r, BadRow)]
        for local, kind in said(records).items():
            found["/".join(names.get(part, part) for part in local.split("/"))] = kind
    return found


def test_a_server_like_gotosocial_tells_the_same(server: Any) -> None:
    """Ids that are no numbers, statuses by id one at a time, no quotes, nothing in groups."""
    expected = _everything(server)
    with double.running(WINDOW.start) as other:
        other.has_numbers = other.has_several = other.has_v2 = other.has_quotes = False

        assert _everything(other) == expected
    assert expected == {
        "hello": "post", "@brand why?": "comment", "because": "reply", "@brand #blend": "mention",
        "@brand psst": "direct_message", "I like tea": "mention", "favourite/ann/hello": "reaction",
        "reblog/ann/hello": "share", "follow/ann": "follow", "favourite/brand/@brand #blend": "reaction",
    }  # fmt: skip


@pytest.mark.parametrize("groups", [False, True], ids=["as asked, ungrouped", "grouped all the same"])
def test_a_server_with_grouped_notifications_only_tells_the_same(
    server: Any, ann: str, bob: str, groups: bool
) -> None:
    post = server.post(BRAND, "hello")
    server.post(ann, "@brand nice", to=post, notify="mention")
    for who in (ann, bob, server.person("cat")):
        server.favourite(who, post)
        server.follow(who)
    expected = said(scan(connector(server, page_size=40), "notifications"))
    server.has_v1 = False
    if groups:
        allowed = ("favourite", "follow", "mention")
        server.grouped = lambda page, query: type(server).grouped(server, page, {"grouped_types[]": allowed})

    assert said(scan(connector(server, page_size=40), "notifications")) == expected
    assert server.called("/accounts") == (2 if groups else 0)


def test_a_thread_comes_whole_and_a_quiet_one_of_before_stays_out(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=3)
    quiet = server.post(BRAND, "before")
    server.post(ann, "before too", to=quiet)
    root = server.post(BRAND, "old")
    old = server.post(ann, "old too", to=root)
    server.clock = WINDOW.start
    new = server.post(ann, "now", to=old)

    records = scan(connector(server), "threads")

    assert said(records) == {root: "post", old: "comment", new: "reply"}
    assert {the(records, i).root_native_id for i in (root, old, new)} == {the(records, root).native_id}


def test_what_stands_below_an_own_reply_elsewhere_is_told_and_the_rest_is_not(
    server: Any, ann: str, bob: str
) -> None:
    theirs = server.post(bob, "not for us")
    aside = server.post(ann, "nor this", to=theirs)
    ours = server.post(BRAND, "may we", to=theirs)
    below = server.post(bob, "sure", to=ours)

    found = said(scan(connector(server), "threads"))

    assert found == {ours: "reply", below: "reply"}
    assert aside not in found


def test_a_thread_with_the_brands_own_answers_is_asked_for_once(server: Any, ann: str) -> None:
    root = server.post(BRAND, "root")
    answer = server.post(BRAND, "answer", to=server.post(ann, "question", to=root))
    server.post(ann, "thanks", to=answer)

    assert len(said(scan(connector(server, page_size=40), "threads"))) == 4
    assert server.called("/context") == 1


def test_posts_beyond_reach_are_left_to_their_notifications(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=30)
    old = server.post(BRAND, "old")
    server.clock = WINDOW.start
    late = server.post(ann, "@brand late", to=old, notify="mention")

    assert scan(connector(server), "threads") == []
    records = scan(connector(server), "notifications")
    assert said(records) == {old: "post", late: "comment"}
    assert the(records, late).post_native_id == the(records, old).native_id


def test_the_threads_of_notified_replies_are_found_without_asking_for_each(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    for number in range(10):
        server.post(ann, f"@brand {number}", to=post, notify="mention")

    scan(connector(server, page_size=40), "notifications")

    assert server.called("/context") == 0
    assert server.called("/v1/statuses") == 1


def test_a_server_without_questions_by_id_tells_the_same(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    comment = server.post(ann, "@brand nice", to=post, notify="mention")
    server.has_several = False

    assert said(scan(connector(server), "notifications")) == {post: "post", comment: "comment"}


def test_private_conversations_come_whole_both_ways(server: Any, ann: str) -> None:
    first = server.direct(ann, "@brand a question")
    answer = server.direct(BRAND, "an answer", to=first)
    last = server.direct(ann, "@brand thanks", to=answer)

    records = scan(connector(server), "conversations")

    assert said(records) == dict.fromkeys((first, answer, last), "direct_message")
    assert [the(records, i).direction for i in (first, answer)] == ["inbound", "outbound"]
    assert the(records, last).root_native_id == the(records, first).native_id


def test_quotes_of_own_posts_are_listed(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    quotes = [server.quote(ann, f"see {n}", post) for n in range(5)]

    records = scan(connector(server), "quotes")

    assert said(records) == dict.fromkeys(quotes, "quote")
    assert {r.post_native_id for r in records if isinstance(r, Interaction)} == {f"{_host(server)}/{post}"}


def test_a_quote_that_names_its_quoted_only_by_id_is_one_of_ours(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    shallow = server.post(ann, "see", quote={"state": "accepted", "quoted_status_id": post})

    assert said(scan(connector(server), "quotes")) == {shallow: "quote"}


def test_hashtags_and_keywords_are_listened_for(server: Any, ann: str) -> None:
    tagged = server.post(ann, "try #blend")
    shown = server.post(ann, "my #blend", media_attachments=[{"type": "video"}])
    worded = server.post(ann, 'I like "good tea"')
    server.post(BRAND, "our #blend and good tea")
    account = {"keywords": ("good tea",)}

    assert said(scan(connector(server, **account), "hashtags")) == {tagged: "mention", shown: "ugc_post"}
    assert said(scan(connector(server, **account), "search")) == {worded: "mention"}


def test_nothing_is_searched_without_words(server: Any) -> None:
    made = Mastodon(
        Account(platform="mastodon", handle="brand", service=server.url, secret="T"),
        Brand(slug="b", name="B"),
        secret=lambda name: SecretStr(double.TOKEN),
    )
    assert scan(made, "hashtags") == scan(made, "search") == []
    assert {path for path, _ in server.calls} == {"/api/v1/accounts/verify_credentials"}


def test_own_posts_boosts_and_counts(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    theirs = server.post(ann, "@brand look")
    server.boost(BRAND, theirs)
    server.favourite(ann, post)
    server.post(ann, "nice", to=post)

    records = scan(connector(server), "posts")
    (counts,) = [r for r in scan(connector(server), "post_counts") if isinstance(r, PostSnapshot)]

    assert said(records) == {post: "post", f"reblog/{BRAND}/{theirs}": "share"}
    assert the(records, f"reblog/{BRAND}/{theirs}").direction == "outbound"
    assert (counts.reactions, counts.comments, counts.shares, counts.quotes) == (1, 1, 0, 0)


def test_own_favourites_are_told_once_and_dated_when_they_are_seen(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=300)
    long_ago = server.post(ann, "of last year")
    server.favourite(BRAND, long_ago)
    server.clock = WINDOW.start
    mentions = [server.post(ann, f"@brand {n}") for n in range(3)]
    server.favourite(BRAND, mentions[0])
    made = connector(server)
    first = scan(made, "own_favourites")
    cursor = made.next_cursor()
    server.favourite(BRAND, mentions[1])

    second = scan(connector(server), "own_favourites", LATER, cursor)

    assert said(first) == {f"favourite/{BRAND}/{mentions[0]}": "reaction"}
    (liked,) = [r for r in second if isinstance(r, Interaction)]
    assert (liked.parent_native_id, liked.direction) == (f"{_host(server)}/{mentions[1]}", "outbound")
    assert LATER.start <= liked.occurred_at < LATER.end


def test_followers_are_read_until_they_are_known(server: Any) -> None:
    for number in range(20):
        server.followers.append(server.person(f"f{number}"))
    made = connector(server)
    first = scan(made, "followers")
    cursor, asked = made.next_cursor(), server.called("/followers")
    server.followers.append(server.person("new"))

    second = scan(connector(server), "followers", LATER, cursor)

    assert len({r.native_id for r in first if isinstance(r, Profile)}) == 20
    assert "new@elsewhere.example" in {r.handle for r in second if isinstance(r, Profile)}
    assert server.called("/followers") - asked == 2


def test_who_asks_to_follow_is_one_row_whether_notified_or_waiting(server: Any, ann: str) -> None:
    server.request(ann)

    notified = said(scan(connector(server), "notifications"))

    assert notified == said(scan(connector(server), "follow_requests")) == {f"follow/{ann}": "follow"}


def test_the_account_is_counted(server: Any) -> None:
    (counts,) = [r for r in scan(connector(server), "account") if isinstance(r, AudienceSnapshot)]

    assert (counts.followers, counts.following, counts.posts) == (7, 2, 5)


# ---------------------------------------------------------------- edits and deletions


@pytest.mark.parametrize("stream", ["threads", "notifications"])
def test_an_edit_arrives_with_the_first_text_and_the_last(server: Any, ann: str, stream: str) -> None:
    post = server.post(BRAND, "hello")
    comment = server.post(ann, "@brand frist", to=post, notify="mention")
    server.edit(comment, "@brand first")

    versions = [
        r
        for r in scan(connector(server), stream)
        if isinstance(r, Interaction) and r.native_id.endswith(comment)
    ]

    assert {(v.text, v.edited_at is not None) for v in versions} == {
        ("@brand frist", False),
        ("@brand first", True),
    }


def test_a_history_is_read_once_an_edit(server: Any, ann: str) -> None:
    comment = server.post(ann, "@brand a", to=server.post(BRAND, "hello"), notify="mention")
    server.edit(comment, "@brand b")
    made = connector(server)
    scan(made, "notifications")
    scan(connector(server), "notifications", LATER, made.next_cursor())

    assert server.called("/history") == 1


def test_what_was_edited_long_before_it_is_first_seen_has_its_first_text(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=13)
    old = server.post(ann, "@brand a", to=server.post(BRAND, "hello"))
    server.edit(old, "@brand b")
    server.clock = WINDOW.start
    server.post(ann, "@brand c", to=old)
    made = connector(server)

    texts = {
        r.text for r in scan(made, "threads") if isinstance(r, Interaction) and r.native_id.endswith(old)
    }
    scan(connector(server), "threads", LATER, made.next_cursor())

    assert texts == {"@brand a", "@brand b"}
    assert server.called("/history") == 1


def test_an_edit_after_the_scan_arrives_with_the_next(server: Any, ann: str) -> None:
    mention = server.post(ann, "@brand here", notify="mention")

    def change() -> None:
        server.clock = NOW
        server.edit(mention, "@brand there")

    assert the(after(server, "notifications", change), mention).text == "@brand there"


@pytest.mark.parametrize("has_several", [True, False])
@pytest.mark.parametrize("stream", ["posts", "threads", "notifications", "conversations", "hashtags"])
def test_what_was_deleted_arrives_as_a_deletion(
    server: Any, ann: str, stream: str, has_several: bool
) -> None:
    server.has_several = has_several
    post = server.post(BRAND, "hello")
    gone = {
        "posts": post,
        "threads": server.post(ann, "oops", to=post),
        "notifications": server.post(ann, "@brand oops", notify="mention"),
        "conversations": server.direct(ann, "@brand psst"),
        "hashtags": server.post(ann, "oops #blend"),
    }[stream]

    records = after(server, stream, lambda: server.delete(gone))

    deleted = [r for r in records if isinstance(r, Deletion)]
    assert [r.native_id for r in deleted] == [f"{_host(server)}/{gone}"]
    assert LATER.start <= deleted[0].deleted_at < LATER.end


def test_a_backfill_does_not_look_for_what_is_gone(server: Any, ann: str) -> None:
    server.post(ann, "hello", to=server.post(BRAND, "root"))
    made = connector(server)
    scan(made, "threads")
    server.statuses.clear()
    past = Window(NOW - timedelta(days=40), NOW - timedelta(days=39))

    assert scan(connector(server), "threads", past, made.next_cursor()) == []


def test_an_own_post_deleted_while_we_look_is_a_deletion(server: Any, ann: str) -> None:
    root = server.post(BRAND, "root")
    server.post(ann, "hello", to=root)
    server.faults["context"] = [double.Fault(404, b'{"error": "Record not found"}')]
    server.faults[root] = [double.Fault(404, b'{"error": "Record not found"}')]

    (record,) = scan(connector(server), "threads")

    assert isinstance(record, Deletion)


def test_a_proxys_own_404_deletes_nothing(server: Any, ann: str) -> None:
    mention = server.post(ann, "@brand here", notify="mention")
    server.faults[mention] = [double.Fault(404, b"<html>No such app</html>")]

    def change() -> None:
        server.notifications.clear()
        server.has_several = False

    with pytest.raises(Malformed, match="HTML"):
        after(server, "notifications", change)


@pytest.mark.parametrize("cursor", ["", "garbage", "ü", "c$}JJ", "{}"])
def test_a_cursor_that_cannot_be_read_is_a_fresh_start(server: Any, ann: str, cursor: str) -> None:
    mention = server.post(ann, "@brand hello", notify="mention")

    assert said(scan(connector(server), "notifications", cursor=cursor)) == {mention: "mention"}


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


def test_an_empty_page_with_a_next_link_is_gone_past(server: Any, ann: str) -> None:
    expected = mentions(server, ann, 5)
    link = f'<{server.url}/api/v1/notifications?limit=2&max_id=99>; rel="next"'
    server.faults["notifications"] = [double.Fault(headers={"link": link}, change=lambda body: [])]

    assert said(scan(connector(server), "notifications")).keys() == expected


def test_a_repeated_link_is_malformed(server: Any, ann: str) -> None:
    mentions(server, ann, 5)
    link = f'<{server.url}/api/v1/notifications?limit=2&max_id=4>; rel="next"'
    again = double.Fault(headers={"link": link}, change=lambda body: body)
    server.faults["notifications"] = [again, again]

    with pytest.raises(Malformed, match="same page token"):
        scan(connector(server), "notifications")


def test_a_link_to_another_host_takes_no_token_there(server: Any, ann: str) -> None:
    mentions(server, ann, 5)
    link = '<https://evil.example/api/v1/notifications?max_id=4>; rel="next"'
    server.faults["notifications"] = [double.Fault(headers={"link": link}, change=lambda body: body)]

    with pytest.raises(Malformed, match="another host"):
        scan(connector(server), "notifications")


def test_a_backfill_asks_once_whose_token_it_is(server: Any) -> None:
    for _ in range(3):
        scan(connector(server), "follow_requests")

    assert server.called("/verify_credentials") == 1


# ---------------------------------------------------------------- faults


@pytest.mark.parametrize(
    "body",
    [b"<html>Down for maintenance</html>", b'[{"id": "1", "type": "men', b'{"error": "odd"}', b"null", b""],
    ids=["HTML", "truncated", "an object", "null", "nothing"],
)
def test_an_answer_of_another_form_is_malformed(server: Any, body: bytes) -> None:
    server.faults["notifications"] = [double.Fault(200, body)]

    with pytest.raises(Malformed):
        scan(connector(server), "notifications")


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


@pytest.mark.parametrize("status", [500, 502, 503])
def test_brief_trouble_is_waited_out(server: Any, ann: str, status: int) -> None:
    expected = mentions(server, ann, 5)
    server.faults["notifications"] = [double.Fault(status)]

    assert said(scan(connector(server), "notifications")).keys() == expected


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


def _host(server: Any) -> str:
    return str(server.url.removeprefix("http://"))
