"""The Instagram connector's streams against a double on loopback: what each tells, edits, and what is gone."""

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from graph_double import Fault
from on_instagram import LATER, ME, NOW, WINDOW, after, begin_anew, connector, double, said, scan, the

from connectors.errors import Gone
from connectors.instagram import Instagram
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Post,
    PostSnapshot,
    Profile,
    Window,
)

BOTH = pytest.mark.parametrize("server", ["instagram", "facebook"], indirect=True)


@pytest.fixture
def server(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path)
    with double.running(WINDOW.start, by_facebook=getattr(request, "param", "") == "facebook") as made:
        yield made


@pytest.fixture
def facebook(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path)
    with double.running(WINDOW.start, by_facebook=True) as made:
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


def gone(records: list[Any]) -> set[str]:
    return {r.native_id for r in records if isinstance(r, Deletion)}


# ---------------------------------------------------------------- posts


@BOTH
def test_posts_reels_and_albums_are_told_as_what_they_are(server: Any) -> None:
    photo, reel, album = server.post("Hello #Blend"), server.reel(), server.album()
    server.story()

    records = scan(connector(server), "posts")

    posts = {r.native_id: r for r in records if isinstance(r, Post)}
    assert {native: (p.kind, p.media) for native, p in posts.items()} == {
        photo: ("post", ("photo",)),
        reel: ("reel", ("video",)),
        album: ("carousel", ("photo", "video")),
    }
    assert (posts[photo].campaign, posts[photo].hashtags) == ("blend", ("Blend",))
    assert said(records) == dict.fromkeys(posts, "post")
    assert {the(records, photo).direction, the(records, photo).author_native_id} == {"outbound", ME}
    assert [r for r in records if isinstance(r, BadRow)] == []


def test_a_changed_caption_arrives_with_the_next_look(server: Any) -> None:
    post = server.post("frist")

    records = after(server, "posts", lambda: server.edit(post, "first"))

    assert the(records, post).text == "first"


def test_a_post_that_is_gone_is_told_once_it_is_asked_for_by_its_id(server: Any) -> None:
    post, other = server.post("one"), server.post("two")

    records = after(server, "posts", lambda: server.delete(post))

    assert gone(records) == {post}
    assert said(records).keys() == {other}


def test_a_window_of_long_ago_is_asked_for_as_such(server: Any) -> None:
    past = Window(NOW - timedelta(days=301), NOW - timedelta(days=300))
    server.clock = past.start + timedelta(hours=1)
    old = server.post("then")
    server.clock = NOW - timedelta(days=100)
    for number in range(30):
        server.post(str(number))

    assert said(scan(connector(server), "posts", past)).keys() == {old}
    assert server.called("/media") == 1


# ---------------------------------------------------------------- comments


@BOTH
def test_comments_come_with_all_their_replies_page_by_page(server: Any, ann: str) -> None:
    post = server.post("hello")
    comments = [server.comment(ann, f"question {n}", post) for n in range(5)]
    replies = [server.comment(ann, f"more {n}", post, comments[0]) for n in range(7)]
    ours = server.comment(ME, "an answer", post, comments[1])

    records = scan(connector(server), "comments")

    expected = dict.fromkeys(comments, "comment") | dict.fromkeys([*replies, ours], "reply") | {post: "post"}
    assert said(records) == expected
    assert {the(records, i).root_native_id for i in expected} == {post}
    assert the(records, replies[6]).parent_native_id == comments[0]
    assert the(records, comments[0]).parent_native_id == post
    assert (the(records, ours).direction, the(records, ours).author_native_id) == ("outbound", ME)
    people = {r.native_id: r for r in records if isinstance(r, Profile)}
    assert (people[ann].handle, people[ann].followers, people[ann].is_bot) == ("ann", None, None)


def test_a_thread_in_which_nothing_happened_since_stays_out_and_another_comes_whole(
    server: Any, ann: str
) -> None:
    server.clock = NOW - timedelta(days=3)
    post = server.post("hello")
    quiet = server.comment(ann, "before", post)
    old = server.comment(ann, "before, too", post)
    server.clock = WINDOW.start
    new = server.comment(ann, "now", post, old)

    assert said(scan(connector(server), "comments")).keys() == {post, old, new} - {quiet}


def test_a_comment_of_an_unnamed_person_is_kept(server: Any, ann: str) -> None:
    post = server.post("hello")
    native = server.comment(ann, "who am I", post)
    server.faults["comments"] = [Fault(change=_without("from", "username"))]

    records = scan(connector(server), "comments")

    assert the(records, native).author_native_id == "unknown"


def test_a_comment_that_the_brand_hid_is_marked(server: Any, ann: str) -> None:
    native = server.comment(ann, "spam", server.post("hello"), hidden=True)

    assert the(scan(connector(server), "comments"), native).is_blocked


def test_a_comment_that_is_gone_is_told_and_its_neighbours_stay(server: Any, ann: str) -> None:
    post = server.post("hello")
    first, second = (server.comment(ann, text, post) for text in ("one", "two"))
    reply = server.comment(ME, "an answer", post, second)

    records = after(server, "comments", lambda: server.delete(second))

    assert gone(records) == {second, reply}
    assert first in {r.native_id for r in records if isinstance(r, Interaction)} or first not in gone(records)


def test_comments_are_not_given_up_because_a_post_grew_too_old(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=13, hours=23, minutes=50)
    post = server.post("hello")
    server.clock = NOW - timedelta(minutes=5)
    server.comment(ann, "late", post)
    made = connector(server)
    assert scan(made, "comments")

    day = timedelta(days=1)
    later = Window(NOW + day, NOW + day + timedelta(hours=1))
    again = connector(server, now=later.end)

    assert gone(scan(again, "comments", later, made.next_cursor())) == set()


def test_older_posts_are_read_again_when_they_have_more_comments(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=60)
    quiet, busy = server.post("quiet"), server.post("busy")
    server.comment(ann, "then", busy)
    server.comment(ann, "then", quiet)
    server.clock = WINDOW.start
    made: list[str] = []

    def happens() -> None:
        server.clock = NOW + timedelta(minutes=1)
        made.append(server.comment(ann, "still selling these?", busy))

    records = after(server, "older_comments", happens)

    assert said(records) == {busy: "post", made[0]: "comment"}
    assert server.called(f"/{quiet}/comments") == 0


# ---------------------------------------------------------------- others' posts


@BOTH
def test_what_others_tag_the_brand_in_is_content_to_feature(server: Any, ann: str) -> None:
    native = server.tag(ann, "my new kettle")

    records = scan(connector(server), "tags")

    assert said(records) == {native: "ugc_post"}
    (post,) = [r for r in records if isinstance(r, Post)]
    assert (post.is_ugc, post.is_own, post.author_native_id) == (True, False, "@ann")
    assert post.permalink == f"https://www.instagram.com/p/{native}/"


def test_mentions_are_those_that_webhooks_told_of(facebook: Any, tmp_path: Path) -> None:
    ann = facebook.person("ann")
    theirs = facebook.post("look what brand made", ann)
    comment = facebook.comment(ann, "ask brand", theirs)
    told = tmp_path / "webhooks.jsonl"
    lines = [
        facebook.mentions_webhook(theirs),
        facebook.mentions_webhook(theirs, comment),
        "no json\n",
        "[1]\n",
    ]
    told.write_text("".join(lines))

    found = said(scan(connector(facebook, path=told), "mentions"))

    assert found == {theirs: "ugc_post", comment: "mention"}


def test_a_mention_that_is_gone_is_told(facebook: Any, tmp_path: Path) -> None:
    theirs = facebook.post("look what brand made", facebook.person("ann"))
    told = tmp_path / "webhooks.jsonl"
    told.write_text(facebook.mentions_webhook(theirs))

    records = after(facebook, "mentions", lambda: facebook.delete(theirs), path=told)

    assert gone(records) == {theirs}


def test_hashtags_are_found_without_their_author_and_without_our_own(facebook: Any) -> None:
    ann = facebook.person("ann")
    found = [facebook.post(f"morning #Blend {n}", ann) for n in range(5)]
    facebook.post("ours #blend")

    records = scan(connector(facebook), "hashtags")

    assert said(records) == dict.fromkeys(found, "ugc_post")
    assert {r.author_native_id for r in records if isinstance(r, Post)} == {"unknown"}
    assert {r.campaign for r in records if isinstance(r, Post)} == {"blend"}


def test_hashtags_of_long_ago_are_said_to_be_gone(facebook: Any) -> None:
    past = Window(NOW - timedelta(days=3), NOW - timedelta(days=2))

    with pytest.raises(Gone, match="24 hours"):
        scan(connector(facebook), "hashtags", past)


def test_instagrams_own_log_in_searches_no_hashtags_and_says_so(server: Any) -> None:
    assert scan(connector(server), "hashtags") == []
    (check,) = [c for c in connector(server).check() if c.name == "hashtags"]
    assert (check.is_ok, check.is_warning) == (True, True)


# ---------------------------------------------------------------- messages


@BOTH
def test_messages_come_by_conversation_either_way(server: Any, ann: str) -> None:
    first = server.message(ann, "Where is my order?")
    answer = server.message(ME, "On its way.", to=ann)
    other = server.message(server.person("bob"), "Hi")

    records = scan(connector(server), "messages")

    assert said(records) == dict.fromkeys([first, answer, other], "direct_message")
    assert the(records, first).root_native_id == the(records, answer).root_native_id
    assert the(records, other).root_native_id != the(records, first).root_native_id
    assert (the(records, answer).direction, the(records, answer).author_native_id) == ("outbound", ME)
    assert the(records, first).permalink == "https://ig.me/m/ann"


def test_replies_to_stories_and_mentions_in_stories_are_told_apart(server: Any, ann: str) -> None:
    story = server.story()
    reply = server.message(ann, "love it", story={"reply_to": {"id": story, "link": "https://cdn.example/1"}})
    mention = server.message(ann, "", story={"mention": {"id": "5", "link": "https://cdn.example/2"}})

    records = scan(connector(server), "messages")

    assert said(records) == {reply: "story_reply", mention: "mention"}
    assert the(records, reply).post_native_id == story


def test_attachments_and_shares_are_told_by_kind(server: Any, ann: str) -> None:
    photo = server.message(ann, "", attachments={"data": [{"image_data": {"url": "x"}}, {"file_url": "y"}]})
    share = server.message(ann, "see", shares={"data": [{"link": "https://shop.example/1"}]})

    records = scan(connector(server), "messages")

    assert the(records, photo).media == ("photo", "document")
    assert the(records, share).links == ("https://shop.example/1",)


def test_an_unsent_message_is_told_and_one_that_is_only_too_old_is_not(server: Any, ann: str) -> None:
    messages = []
    for number in range(20):
        server.clock = WINDOW.start + timedelta(minutes=2 * number)
        messages.append(server.message(ann, str(number)))
    made = connector(server)
    scan(made, "messages")
    cursor = made.next_cursor()
    server.delete(messages[15])
    server.clock = NOW + timedelta(minutes=1)
    for number in range(3):
        server.message(ann, f"later {number}")

    records = scan(connector(server, now=LATER.end), "messages", LATER, cursor)

    assert gone(records) == {messages[15]}  # messages[0] and [1] are no longer among the newest 20


def test_the_last_message_of_a_quiet_conversation_is_missed_too(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(hours=8)
    server.message(ann, "before")
    server.clock = WINDOW.start
    last = server.message(ann, "never mind")

    assert gone(after(server, "messages", lambda: server.delete(last))) == {last}


# ---------------------------------------------------------------- stories and figures


def test_stories_come_with_their_insights_while_they_last(server: Any) -> None:
    story = server.story()
    server.figures[story] = {"reach": 40, "replies": 2, "shares": 1, "views": 55, "total_interactions": 3}

    records = scan(connector(server), "stories")

    assert {r.kind for r in records if isinstance(r, Post)} == {"story"}
    (snapshot,) = [r for r in records if isinstance(r, PostSnapshot)]
    assert (snapshot.reach, snapshot.impressions, snapshot.comments, snapshot.shares) == (40, 55, 2, 1)


def test_a_story_with_too_few_viewers_is_no_missing_permission(server: Any) -> None:
    story = server.story()
    server.figures[story] = {"reach": 3}

    (snapshot,) = [r for r in scan(connector(server), "stories") if isinstance(r, PostSnapshot)]

    assert (snapshot.native_id, snapshot.reach, snapshot.reactions) == (story, None, 3)


@BOTH
def test_insights_of_posts_are_told_by_our_names(server: Any, ann: str) -> None:
    photo, reel = server.post("photo"), server.reel("reel")
    server.comment(ann, "nice", photo)
    server.figures[photo] = {"reach": 100, "saved": 4, "shares": 2, "views": 150, "total_interactions": 9}
    server.figures[reel] = {"reach": 90, "ig_reels_video_view_total_time": 61_500}

    snapshots = {
        r.native_id: r for r in scan(connector(server), "post_counts") if isinstance(r, PostSnapshot)
    }

    found = snapshots[photo]
    assert (found.reach, found.saves, found.shares, found.impressions) == (100, 4, 2, 150)
    assert (found.reactions, found.comments, found.clicks) == (3, 1, None)
    assert (snapshots[reel].reach, snapshots[reel].seconds_spent, snapshots[reel].saves) == (90, 61, None)


def test_a_metric_that_a_kind_of_post_does_not_have_loses_no_other(
    server: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(double.INSIGHTS, "FEED", {"reach", "saved", "views", "total_interactions"})
    posts = [server.post(str(number)) for number in range(3)]
    for post in posts:
        server.figures[post] = {"reach": 7, "saved": 1}

    records = scan(connector(server), "post_counts")

    assert {r.native_id: r.reach for r in records if isinstance(r, PostSnapshot)} == dict.fromkeys(posts, 7)
    assert server.called("/insights") == 1 + 5 + 3  # all at once, each alone, and then what is left of them


def test_the_account_has_its_numbers(server: Any) -> None:
    (found,) = [r for r in scan(connector(server), "account") if isinstance(r, AudienceSnapshot)]

    assert (found.followers, found.following, found.posts) == (1200, 12, 0)


def test_reach_is_summed_day_by_day_once_it_is_settled(server: Any) -> None:
    made = connector(server)
    first = [r for r in scan(made, "reach") if isinstance(r, AudienceSnapshot)]
    cursor = made.next_cursor()
    day = timedelta(days=1)
    server.by_day["reach"] = 30
    later = Window(NOW + day, NOW + 2 * day)
    second = [
        r
        for r in scan(connector(server, now=later.end), "reach", later, cursor)
        if isinstance(r, AudienceSnapshot)
    ]

    assert [(s.captured_at, s.reach, s.impressions) for s in first + second] == [
        (datetime(2026, 11, 19, tzinfo=NOW.tzinfo), 0, 0),
        (datetime(2026, 11, 20, tzinfo=NOW.tzinfo), 10, 25),
        (datetime(2026, 11, 21, tzinfo=NOW.tzinfo), 40, 50),
        (datetime(2026, 11, 22, tzinfo=NOW.tzinfo), 70, 75),
    ]


def test_every_stream_can_be_asked_for_when_there_is_nothing(server: Any) -> None:
    for stream in Instagram.streams:
        records = scan(connector(server), stream.name)
        assert not [r for r in records if isinstance(r, Interaction | BadRow)], stream.name


def _without(*names: str) -> Any:
    def change(body: Any) -> Any:
        return body | {"data": [{k: v for k, v in one.items() if k not in names} for one in body["data"]]}

    return change
