"""The Bluesky connector against a double on loopback: sessions, paging, faults, and what it costs."""

import importlib.util
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.bluesky import Bluesky
from connectors.config import Account, Brand
from connectors.errors import ConfigError, Denied, Malformed
from connectors.http import Patience
from connectors.records import Deletion, Interaction, Page, Profile, Record, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
BRAND = "did:plc:brand"
ANN, BOB, CAT = "did:plc:ann", "did:plc:bob", "did:plc:cat"
WINDOW = Window(NOW - timedelta(hours=1), NOW)


def _double() -> ModuleType:
    """tests/ is no package: the double is loaded from its file."""
    path = Path(__file__).parents[1] / "networks" / "doubles" / "bluesky.py"
    spec = importlib.util.spec_from_file_location("bluesky_double", path)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


double = _double()


@pytest.fixture
def server() -> Iterator[Any]:
    with double.running(WINDOW.start) as made:
        yield made


def connector(server: Any, password: str = double.PASSWORD, **account: Any) -> Bluesky:
    return Bluesky(
        Account(platform="bluesky", handle="b.test", service=server.url, secret="B", **account),
        Brand(slug="b", name="B", hashtags=("blend",)),
        secret=lambda name: SecretStr(password),
        page_size=2,
        thread_depth=2,
        now=lambda: NOW + timedelta(seconds=30),
        patience=Patience(first_wait=0.01),
    )


def scan(made: Bluesky, stream: str, window: Window = WINDOW, cursor: str | None = None) -> list[Record]:
    return [r for page in made.fetch(stream, window, cursor) for r in made.parse(stream, page, window)]


def ids(records: list[Record]) -> set[str]:
    return {record.native_id for record in records if isinstance(record, Interaction)}


def mentions(server: Any, number: int) -> set[str]:
    return {server.post(ANN, f"@b.test {n}", reason="mention") for n in range(number)}


# ---------------------------------------------------------------- sessions


def test_two_connectors_of_one_account_share_a_session(server: Any) -> None:
    scan(connector(server), "account")
    scan(connector(server), "account")

    assert server.called("createSession") == 1


def test_an_expired_session_is_refreshed_in_the_middle_of_a_feed(server: Any) -> None:
    expected = mentions(server, 5)
    made = connector(server)
    pages = made.fetch("notifications", WINDOW, None)
    found = [next(pages)]
    server.is_expired = True
    found += pages

    assert ids([r for page in found for r in made.parse("notifications", page, WINDOW)]) == expected
    assert server.called("refreshSession") == 1


def test_a_session_that_cannot_be_refreshed_is_begun_anew(server: Any) -> None:
    scan(connector(server), "account")
    server.is_expired = server.refuses_refresh = True

    scan(connector(server), "account")

    assert server.called("createSession") == 2


def test_a_session_the_server_has_forgotten_is_replaced(server: Any) -> None:
    scan(connector(server), "account")
    server.sessions += 1

    assert scan(connector(server), "account")


def test_two_connectors_that_meet_an_expired_session_refresh_it_once(server: Any) -> None:
    first, second = connector(server), connector(server)
    for made in (first, second):
        made.session.headers()
    server.is_expired = True
    refusal = first.client.get("/xrpc/x.y.getProfile", accept=(400,))

    assert first.session.renewed(refusal)
    assert second.session.renewed(refusal)
    assert server.called("refreshSession") == 1


def test_a_wrong_password_is_denied_without_being_told(server: Any) -> None:
    with pytest.raises(Denied, match="app password") as caught:
        scan(connector(server, password="not-the-word"), "account")

    assert "not-the-word" not in f"{caught.value!r}{caught.value.__context__!r}"


def test_an_account_without_a_secret_is_a_fault_of_the_configuration(server: Any) -> None:
    account = Account(platform="bluesky", handle="b.test", service=server.url)
    made = Bluesky(account, Brand(slug="b", name="B"), secret=lambda name: SecretStr("x"))

    with pytest.raises(ConfigError, match=r"bluesky:b\.test"):
        scan(made, "account")


# ---------------------------------------------------------------- paging and cost


def test_paging_stops_when_a_feed_is_older_than_the_window(server: Any) -> None:
    server.clock = NOW - timedelta(days=3)
    mentions(server, 20)
    server.clock = WINDOW.start
    expected = mentions(server, 3)

    assert ids(scan(connector(server), "notifications")) == expected
    assert server.called("listNotifications") <= 3


def test_no_thread_is_asked_for_without_replies(server: Any) -> None:
    for number in range(4):
        server.post(BRAND, f"quiet {number}")
    loud = server.post(BRAND, "loud")
    answer = server.post(ANN, "hello", to=loud)

    assert ids(scan(connector(server), "threads")) == {loud, answer}
    assert server.called("getPostThread") == 1


def test_a_thread_with_the_brands_own_answers_is_asked_for_once(server: Any) -> None:
    answer = server.post(BRAND, "answer", to=server.post(ANN, "question", to=server.post(BRAND, "root")))
    server.post(ANN, "thanks", to=answer)

    made = connector(server)
    made._thread_depth = 9
    assert len(ids(scan(made, "threads"))) == 4
    assert server.called("getPostThread") == 1


def test_posts_beyond_reach_are_left_to_their_notifications(server: Any) -> None:
    server.clock = NOW - timedelta(days=30)
    old = server.post(BRAND, "old")
    server.clock = WINDOW.start
    answer = server.post(ANN, "late", to=old, reason="reply")

    assert scan(connector(server), "threads") == []
    assert ids(scan(connector(server), "notifications")) == {answer}


def test_a_thread_the_network_cuts_off_is_read_to_its_end(server: Any) -> None:
    chain = [server.post(BRAND, "root")]
    for number in range(7):
        chain.append(server.post(ANN, f"deeper {number}", to=chain[-1]))

    assert ids(scan(connector(server), "threads")) == set(chain)


def test_a_quiet_thread_of_before_the_tracking_stays_out(server: Any) -> None:
    server.clock = NOW - timedelta(days=3)
    root = server.post(BRAND, "before")
    server.post(ANN, "before too", to=root)

    assert scan(connector(server), "threads") == []


def test_a_thread_with_something_new_comes_whole(server: Any) -> None:
    server.clock = NOW - timedelta(days=3)
    root = server.post(BRAND, "before")
    old = server.post(ANN, "before too", to=root)
    server.clock = WINDOW.start
    new = server.post(BOB, "now", to=old)

    assert ids(scan(connector(server), "threads")) == {root, old, new}


def test_followers_are_read_until_they_are_known(server: Any) -> None:
    server.followers = [f"did:plc:f{number}" for number in range(20)]
    made = connector(server)
    first = scan(made, "followers")
    cursor, asked = made.next_cursor(), server.called("getFollowers")
    server.followers.append("did:plc:new")

    second = scan(connector(server), "followers", cursor=cursor)

    assert len({r.native_id for r in first if isinstance(r, Profile)}) == 20
    assert "did:plc:new" in {r.native_id for r in second if isinstance(r, Profile)}
    assert server.called("getFollowers") - asked == 2


def test_the_same_like_is_one_whether_notified_or_listed(server: Any) -> None:
    post = server.post(BRAND, "nice")
    server.like(ANN, post)

    notified = ids(scan(connector(server), "notifications"))

    assert notified == ids(scan(connector(server), "likes")) == {f"like:{ANN}:{post}"}


def test_search_asks_for_handle_hashtags_and_keywords(server: Any) -> None:
    by_tag = server.post(ANN, "try #blend")
    by_word = server.post(BOB, 'I like "good tea"')
    server.post(BRAND, "our #blend")

    found = ids(scan(connector(server, keywords=("good tea",)), "mentions"))

    assert found == {by_tag, by_word}
    asked = [query["q"][0] for path, query in server.calls if path.endswith("searchPosts")]
    assert asked == ["@b.test", "#blend", '"good tea"']


# ---------------------------------------------------------------- what is gone


def after(server: Any, stream: str, change: Any) -> list[Record]:
    """The records of a second scan, `change` having happened since the first."""
    made = connector(server)
    scan(made, stream)
    cursor = made.next_cursor()
    change()
    later = Window(NOW, NOW + timedelta(minutes=5))
    return scan(connector(server), stream, later, cursor)


def test_a_deleted_reply_arrives_as_a_deletion(server: Any) -> None:
    root = server.post(BRAND, "root")
    gone, stays = server.post(ANN, "oops", to=root), server.post(BOB, "hello", to=root)

    records = after(server, "threads", lambda: server.posts.pop(gone))

    assert [r.native_id for r in records if isinstance(r, Deletion)] == [gone]
    assert stays in ids(records)


def test_a_deletion_is_dated_inside_the_window_that_saw_it(server: Any) -> None:
    gone = server.post(BRAND, "oops")

    (deletion,) = [
        r for r in after(server, "posts", lambda: server.posts.pop(gone)) if isinstance(r, Deletion)
    ]

    assert NOW <= deletion.deleted_at < NOW + timedelta(minutes=5)


def test_a_blocked_author_is_marked_and_not_taken_for_deleted(server: Any) -> None:
    post = server.post(ANN, "@b.test hello", reason="mention")
    server.posts[post.replace("/p0", "/3l6oveex3ii2l")] = server.posts.pop(post)
    uri = next(iter(server.posts))
    server.posts[uri]["uri"] = server.notifications[0]["uri"] = uri

    def block() -> None:
        server.blocked.add(ANN)
        server.notifications.clear()

    records = after(server, "notifications", block)

    assert [(r.native_id, r.is_blocked) for r in records if isinstance(r, Interaction)] == [(uri, True)]


def test_a_backfill_does_not_look_for_what_is_gone(server: Any) -> None:
    root = server.post(BRAND, "root")
    server.post(ANN, "hello", to=root)
    made = connector(server)
    scan(made, "threads")
    cursor = made.next_cursor()
    server.posts.clear()
    past = Window(NOW - timedelta(days=40), NOW - timedelta(days=39))

    assert scan(connector(server), "threads", past, cursor) == []
    assert server.called("getPosts") == 0


@pytest.mark.parametrize("cursor", ["", "garbage", "ü", "c$}JJ", "{}"])
def test_a_cursor_that_cannot_be_read_is_a_fresh_start(server: Any, cursor: str) -> None:
    expected = mentions(server, 3)

    assert ids(scan(connector(server), "notifications", cursor=cursor)) == expected


# ---------------------------------------------------------------- doctor


def test_doctor_says_what_works_and_what_is_left(server: Any) -> None:
    checks = connector(server).check()

    assert [check.name for check in checks] == ["host", "session", "permissions", "rate limit"]
    assert all(check.is_ok for check in checks)
    assert "2999 of 3000" in checks[-1].detail


def test_doctor_says_what_to_do_about_a_wrong_password(server: Any) -> None:
    check = connector(server, password="not-the-word").check()[-1]

    assert (check.name, check.is_ok) == ("session", False)
    assert "app password" in check.advice


def test_pages_carry_no_token(server: Any) -> None:
    mentions(server, 3)
    made = connector(server)
    pages: list[Page] = [p for s in made.streams for p in made.fetch(s.name, WINDOW, None)]

    assert pages
    assert not [p for p in pages if b"-token" in p.body or "-token" in str(p.context)]


def test_a_thread_that_is_refused_is_not_passed_over(server: Any) -> None:
    server.post(ANN, "hello", to=server.post(BRAND, "root"))
    server.faults["getPostThread"] = [double.Fault(400, b'{"error": "InvalidRequest"}')]

    with pytest.raises(Malformed, match="InvalidRequest"):
        scan(connector(server), "threads")


def test_an_own_post_deleted_while_we_look_is_a_deletion(server: Any) -> None:
    root = server.post(BRAND, "root")
    server.post(ANN, "hello", to=root)
    server.faults["getPostThread"] = [double.Fault(400, b'{"error": "NotFound"}')]

    (record,) = scan(connector(server), "threads")

    assert isinstance(record, Deletion)
    assert record.native_id == root
