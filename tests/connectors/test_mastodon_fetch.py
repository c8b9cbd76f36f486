"""The Mastodon connector's streams against a double on loopback: what each tells, edits, and what is gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from on_mastodon import BRAND, LATER, NOW, WINDOW, after, connector, double, host, said, scan, the
from pydantic import SecretStr

from connectors import mastodon_account
from connectors.config import Account, Brand
from connectors.errors import Malformed
from connectors.mastodon import Mastodon
from connectors.records import AudienceSnapshot, BadRow, Deletion, Interaction, PostSnapshot, Profile, Window


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
        f"follow/{ann}/{BRAND}": "follow",
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
        "reblog/ann/hello": "share", "follow/ann/brand": "follow", "favourite/brand/@brand #blend": "reaction",
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
    assert {r.post_native_id for r in records if isinstance(r, Interaction)} == {f"{host(server)}/{post}"}


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
    assert (liked.parent_native_id, liked.direction) == (f"{host(server)}/{mentions[1]}", "outbound")
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

    assert notified == said(scan(connector(server), "follow_requests")) == {f"follow/{ann}/{BRAND}": "follow"}


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
    assert [r.native_id for r in deleted] == [f"{host(server)}/{gone}"]
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
