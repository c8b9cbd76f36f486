"""The LinkedIn connector's streams against a double on loopback: what each tells, edits, and what is gone."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_linkedin import LATER, ME, NOW, WINDOW, after, begin_anew, connector, double, gone, said, scan, the

from connectors.errors import Gone
from connectors.records import AudienceSnapshot, BadRow, Interaction, Post, PostSnapshot, Profile, Window


@pytest.fixture
def server(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Any]:
    begin_anew(monkeypatch, tmp_path)
    with double.running(WINDOW.start) as made:
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


def of(records: list[Any], kind: type) -> list[Any]:
    return [r for r in records if isinstance(r, kind)]


# ---------------------------------------------------------------- posts


def test_posts_are_told_with_the_text_as_people_see_it(server: Any) -> None:
    text = r"New \(and better\) {hashtag|\#|Blend} with @[Bob Co](urn:li:organization:7) \@home"
    photo = server.post(text, content={"media": {"id": "urn:li:image:C1", "altText": "x"}})
    poll = server.post(
        "Which?", kind="ugcPost", content={"poll": {"question": "Tea?", "options": [{"text": "yes"}]}}
    )
    repost = server.post("look", reshareContext={"parent": "urn:li:share:1", "root": "urn:li:share:1"})
    server.post("not yet", lifecycleState="DRAFT")

    records = scan(connector(server), "posts")

    posts = {r.native_id: r for r in of(records, Post)}
    assert {native: (p.kind, p.media) for native, p in posts.items()} == {
        photo: ("post", ("photo",)), poll: ("post", ("poll",)), repost: ("repost", ()),
    }  # fmt: skip
    assert posts[photo].text == "New (and better) #Blend with Bob Co @home"
    assert (posts[photo].campaign, posts[photo].hashtags) == ("blend", ("Blend",))
    assert posts[poll].text == "Which?\n\nTea?\nyes"
    assert posts[photo].permalink == f"https://www.linkedin.com/feed/update/{photo}/"
    assert said(records) == dict.fromkeys(posts, "post")
    assert (the(records, photo).direction, the(records, photo).author_native_id) == ("outbound", ME)
    assert of(records, BadRow) == []


def test_an_edited_post_is_told_again_with_its_time(server: Any) -> None:
    server.clock = NOW - timedelta(days=5)
    post = server.post("frist")
    server.clock = WINDOW.start

    records = after(server, "posts", lambda: server.edit(post, "first"))

    assert the(records, post).text == "first"
    assert the(records, post).edited_at == server.clock


def test_a_post_that_is_gone_is_told_once_it_is_asked_for_by_its_urn(server: Any) -> None:
    post, other = server.post("one"), server.post("two")

    records = after(server, "posts", lambda: server.delete(post))

    assert gone(records) == {post}
    assert said(records).keys() == {other}


def test_a_window_of_long_ago_holds_what_was_published_then(server: Any) -> None:
    past = Window(NOW - timedelta(days=301), NOW - timedelta(days=300))
    server.clock = past.start + timedelta(hours=1)
    old = server.post("then")
    server.clock = NOW - timedelta(days=100)
    for number in range(5):
        server.post(str(number))

    assert said(scan(connector(server), "posts", past)).keys() == {old}


def test_the_posts_are_listed_once_a_scan(server: Any) -> None:
    server.post("hello")
    made = connector(server)

    for stream in ("posts", "comments", "reactions", "post_counts"):
        scan(made, stream)

    assert server.called("/rest/posts") == 1


# ---------------------------------------------------------------- comments


def test_comments_come_with_all_their_replies_page_by_page(server: Any, ann: str) -> None:
    post = server.post("hello")
    comments = [server.comment(ann, f"question {n}", post) for n in range(5)]
    replies = [server.comment(ann, f"more {n}", post, comments[0]) for n in range(3)]
    ours = server.comment(ME, "an answer", post, comments[1])

    records = scan(connector(server), "comments")

    assert said(records) == dict.fromkeys(comments, "comment") | dict.fromkeys([*replies, ours], "reply")
    assert {the(records, i).root_native_id for i in said(records)} == {post}
    assert the(records, replies[2]).parent_native_id == comments[0]
    assert the(records, comments[0]).parent_native_id == post
    assert (the(records, ours).direction, the(records, ours).author_native_id) == ("outbound", ME)
    activity, number = server.posts[post]["activity"], comments[0].rpartition(":")[2]
    short = f"urn%3Ali%3Acomment%3A%28{activity.removeprefix('urn:li:').replace(':', '%3A')}%2C{number}%29"
    assert (
        the(records, comments[0]).permalink
        == f"https://www.linkedin.com/feed/update/{activity}?commentUrn={short}"
    )
    people = {r.native_id: r for r in of(records, Profile)}
    assert (people[ann].display_name, people[ann].handle, people[ann].permalink) == (None, None, None)


def test_an_edited_comment_is_told_with_its_time_and_another_not(server: Any, ann: str) -> None:
    post = server.post("hello")
    edited, other = (server.comment(ann, text, post) for text in ("Wehre?", "ok"))

    records = after(server, "comments", lambda: server.edit(edited, "Where?"))

    assert (the(records, edited).text, the(records, edited).edited_at) == ("Where?", server.clock)
    assert the(records, other).edited_at is None


def test_comments_that_are_gone_are_told_also_those_below_a_comment(server: Any, ann: str) -> None:
    post = server.post("hello")
    first, second = (server.comment(ann, text, post) for text in ("one", "two"))
    reply = server.comment(ME, "an answer", post, second)

    assert gone(after(server, "comments", lambda: server.delete(second))) == {second, reply}
    assert first not in gone(after(server, "comments", lambda: None))


def test_comments_are_not_given_up_because_a_post_grew_too_old(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=13, hours=23, minutes=50)
    post = server.post("hello")
    server.clock = NOW - timedelta(minutes=5)
    server.comment(ann, "late", post)
    made = connector(server)
    assert said(scan(made, "comments"))

    later = Window(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1))

    assert gone(scan(connector(server, now=later.end), "comments", later, made.next_cursor())) == set()


def test_a_post_that_vanishes_between_two_questions_loses_no_other(server: Any, ann: str) -> None:
    gone_post, post = server.post("one"), server.post("two")
    native = server.comment(ann, "hi", post)
    made = connector(server)
    scan(made, "posts")
    server.posts.pop(gone_post)

    assert native in said(scan(made, "comments"))


# ---------------------------------------------------------------- reactions


def test_reactions_are_dated_and_show_their_sign(server: Any, ann: str) -> None:
    post, bob = server.post("hello"), server.person("bob")
    likes = {server.react(ann, post), server.react(bob, post, "PRAISE"), server.react(ME, post, "NEWKIND")}

    records = scan(connector(server), "reactions")

    assert said(records) == dict.fromkeys(likes, "reaction")
    assert {the(records, i).text for i in likes} == {"👍", "👏", None}
    assert the(records, f"reaction:{ME}:{post}").direction == "outbound"
    assert the(records, f"reaction:{bob}:{post}").parent_native_id == post


def test_reactions_to_a_comment_are_asked_for_when_their_number_has_changed(server: Any, ann: str) -> None:
    post = server.post("hello")
    comment, quiet = server.comment(ann, "nice", post), server.comment(ann, "and good", post)
    first = server.react(server.person("bob"), comment)

    ours: list[str] = []
    records = after(server, "comments", lambda: ours.append(server.react(ME, comment)))

    assert (the(records, ours[0]).direction, the(records, ours[0]).parent_native_id) == ("outbound", comment)
    assert first in said(records)
    asked = [path for path, _ in server.calls if path.startswith("/rest/reactions/")]
    assert len(asked) == 2
    assert not [path for path in asked if quiet.rpartition(":")[2] in path]


def test_reactions_to_what_was_old_at_the_first_look_are_only_counted(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=3)
    post = server.post("hello")
    comment = server.comment(ann, "nice", post)
    server.react(ann, comment)
    new: list[str] = []
    server.clock = WINDOW.start

    records = after(server, "comments", lambda: new.append(server.react(server.person("bob"), comment)))

    assert said(records).keys() == set(new)
    assert len([path for path, _ in server.calls if path.startswith("/rest/reactions/")]) == 1


def test_windows_of_a_backfill_ask_once_for_what_stands_below_a_post(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=9)
    post = server.post("hello")
    natives = []
    for days in (8, 7, 6):
        server.clock = NOW - timedelta(days=days, hours=1)
        natives.append(server.comment(ann, f"{days} days ago", post))

    found = [
        said(
            scan(connector(server), "comments", Window(NOW - timedelta(days=d + 1), NOW - timedelta(days=d)))
        )
        for d in (8, 7, 6)
    ]

    assert found == [{native: "comment"} for native in natives]
    assert server.called("/comments") == 2  # its two pages


# ---------------------------------------------------------------- notifications


def test_mentions_and_reposts_are_told_as_notified(server: Any, ann: str) -> None:
    post = server.post("hello")
    mention = server.mention(ann, r"thanks @[Acme](urn:li:organization:2414183) {hashtag|\#|blend}")
    quote, share = server.repost(ann, post, "see this"), server.repost(server.person("bob"), post)

    records = scan(connector(server), "notifications")

    assert said(records) == {mention: "mention", quote: "quote", share: "share"}
    assert (the(records, mention).text, the(records, mention).author_native_id) == ("thanks Acme #blend", ann)
    assert the(records, share).root_native_id == the(records, quote).parent_native_id == post
    assert the(records, quote).root_native_id == quote


def test_a_mention_that_is_told_without_its_text_is_asked_for(server: Any, ann: str) -> None:
    server.decorates = False
    shown, hidden = server.mention(ann, "hello Acme"), server.mention(ann, "psst")
    server.hidden.add(hidden)

    records = scan(connector(server), "notifications")

    assert (the(records, shown).text, the(records, shown).author_native_id) == ("hello Acme", ann)
    assert (the(records, hidden).text, the(records, hidden).author_native_id) == (None, "unknown")
    assert of(records, BadRow) == []


def test_comments_and_reactions_under_older_posts_come_by_notification(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=60)
    old = server.post("long ago")
    server.clock = WINDOW.start
    new = server.post("now")
    late, above = server.comment(ann, "still selling these?", old), server.comment(ann, "hm", old)
    answer, like = server.comment(ME, "we are", old, above), server.react(ann, old)
    server.comment(ann, "read where it stands", new)
    server.react(ann, new)

    records = scan(connector(server), "notifications")

    expected = {late: "comment", above: "comment", answer: "reply", like: "reaction"}
    assert said(records) == expected
    assert the(records, answer).parent_native_id == above
    assert {the(records, i).root_native_id for i in expected} == {old}


def test_a_deleted_and_an_edited_comment_under_an_older_post_are_told(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=60)
    old = server.post("long ago")
    server.clock = WINDOW.start
    one, two = server.comment(ann, "one", old), server.comment(ann, "tow", old)

    def happens() -> None:
        server.delete(one)
        server.edit(two, "two")

    records = after(server, "notifications", happens)

    assert gone(records) == {one}
    told = [(r.text, r.edited_at) for r in records if isinstance(r, Interaction) and r.native_id == two]
    assert ("two", server.clock) in told


def test_a_mention_that_is_gone_is_told_and_one_that_is_not_shown_is_asked_for_once(
    server: Any, ann: str
) -> None:
    gone_one, hidden = server.mention(ann, "hello Acme"), server.mention(ann, "dear Acme")
    server.hidden.add(hidden)
    made = connector(server)
    scan(made, "notifications")
    server.delete(gone_one)
    cursor, found = made.next_cursor(), list[str]()

    for hours in (24, 72):
        end = NOW + timedelta(hours=hours)
        again = connector(server, now=end)
        found += gone(scan(again, "notifications", Window(end - timedelta(hours=2), end), cursor))
        cursor = again.next_cursor()

    assert found == [gone_one]
    assert len([path for path, _ in server.calls if path.endswith(hidden.replace(":", "%3A"))]) == 1


def test_notifications_of_more_than_60_days_ago_are_said_to_be_gone(server: Any) -> None:
    with pytest.raises(Gone, match="60 days"):
        scan(connector(server), "notifications", Window(NOW - timedelta(days=70), NOW - timedelta(days=61)))


# ---------------------------------------------------------------- figures


def test_the_counts_of_posts_are_told_by_our_names_many_at_once(server: Any, ann: str) -> None:
    posts = [server.post(str(n), kind=kind) for n, kind in enumerate(("share", "ugcPost", "share"))]
    server.comment(ann, "hm", posts[0])
    server.react(ann, posts[0])
    server.repost(ann, posts[0])
    server.statistics[posts[1]] = {"likeCount": -1, "uniqueImpressionsCount": None}

    records = scan(connector(server), "post_counts")

    found = {r.native_id: r for r in of(records, PostSnapshot)}
    first = found[posts[0]]
    assert (first.reactions, first.comments, first.shares, first.clicks) == (1, 1, 1, 14)
    assert (first.impressions, first.reach, first.saves) == (250, 180, None)
    assert (found[posts[1]].reactions, found[posts[1]].reach) == (None, None)
    assert {r.native_id for r in of(records, Post)} == set(posts)
    assert server.called("/rest/organizationalEntityShareStatistics") == 1


@pytest.mark.parametrize("old_edge", [False, True])
def test_the_page_has_its_name_and_followers(server: Any, old_edge: bool) -> None:
    server.old_edge = old_edge

    records = scan(connector(server), "account")

    assert [r.followers for r in of(records, AudienceSnapshot)] == [1200]
    (page,) = of(records, Profile)
    assert (page.display_name, page.handle) == ("Acme", "acme")
    assert page.permalink == f"https://www.linkedin.com/company/{double.ORGANISATION}/"


def test_reach_is_summed_day_by_day_each_day_once(server: Any) -> None:
    midnight = datetime(2026, 11, 20, tzinfo=UTC)
    made = connector(server)
    first = of(scan(made, "reach"), AudienceSnapshot)
    assert [(s.captured_at, s.reach, s.impressions) for s in first] == [
        (midnight - timedelta(days=1), 0, 0), (midnight, 8, 20),
    ]  # fmt: skip
    cursor = made.next_cursor()
    assert of(scan(connector(server, now=LATER.end), "reach", LATER, cursor), AudienceSnapshot) == []

    end = NOW + timedelta(days=2)
    server.by_day["2026-11-21"] = {"impressionCount": 100, "uniqueImpressionsCount": 50}
    later = scan(connector(server, now=end), "reach", Window(end - timedelta(hours=1), end), cursor)

    assert [(s.captured_at, s.reach, s.impressions) for s in of(later, AudienceSnapshot)] == [
        (midnight + timedelta(days=1), 16, 40), (midnight + timedelta(days=2), 66, 140),
    ]  # fmt: skip


def test_gains_of_followers_land_once_a_day_and_no_figure_is_made_of_them(server: Any) -> None:
    made = connector(server)

    assert len(list(made.fetch("follower_gains", WINDOW, None))) == 1
    assert scan(made, "follower_gains") == []
    assert list(connector(server, now=LATER.end).fetch("follower_gains", LATER, made.next_cursor())) == []
