"""The X connector's streams against a double on loopback, in either spelling: what each tells, edits, what is gone."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from on_x import BRAND, LATER, NOW, WINDOW, after, connector, double, said, scan, the
from serving import serving

from connectors import x_fetch
from connectors.errors import Gone
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
from connectors.x import X


@pytest.fixture(params=["post", "tweet"])
def server(request: pytest.FixtureRequest) -> Iterator[Any]:
    with serving(double.XDouble(WINDOW.start)) as made:
        made.spelling = request.param
        yield made


@pytest.fixture
def ann(server: Any) -> str:
    return str(server.person("ann"))


@pytest.fixture
def bob(server: Any) -> str:
    return str(server.person("bob"))


# ---------------------------------------------------------------- streams


def test_mentions_are_told_by_what_they_answer_and_show(server: Any, ann: str, bob: str) -> None:
    post = server.post(BRAND, "hello")
    comment = server.post(ann, "@brand nice", to=post)
    answer = server.post(BRAND, "thanks", to=comment)
    deeper = server.post(ann, "@brand more", to=answer)
    to_another = server.post(bob, "@brand as ann says", to=deeper)
    elsewhere = server.post(bob, "@brand look", to=server.post(ann, "tea"))
    plain = server.post(ann, "@brand hi")
    photo = server.post(ann, "@brand mine", photo="photo")
    quote = server.post(ann, "@brand see", quote=post)

    records = scan(connector(server), "mentions")

    assert said(records) == {
        post: "post", answer: "reply", comment: "comment", deeper: "reply", to_another: "reply", elsewhere: "mention",
        plain: "mention", photo: "ugc_post", quote: "quote",
    }  # fmt: skip
    assert {the(records, i).root_native_id for i in (comment, deeper, to_another)} == {post}
    assert {the(records, i).post_native_id for i in (comment, deeper, to_another, quote)} == {post}
    assert the(records, deeper).compose_link == f"https://x.com/intent/post?in_reply_to={deeper}&text="
    assert the(records, deeper).permalink == f"https://x.com/ann/status/{deeper}"


def test_whose_conversation_it_is_is_asked_once_for_many(server: Any, ann: str, bob: str) -> None:
    foreign = server.post(ann, "tea")
    above = server.post(bob, "or coffee", to=foreign)
    for number in range(15):
        server.post(bob, f"@brand {number}", to=above)

    found = said(scan(connector(server), "mentions"))

    assert set(found.values()) == {"mention"}
    assert [query["ids"] for path, query in server.calls if path == "/2/tweets"] == [[foreign]]


def test_own_posts_replies_and_reposts(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello #blend")
    theirs = server.post(ann, "@brand look")
    reply = server.post(BRAND, "lovely", to=theirs)
    repost = server.repost(BRAND, theirs)

    records = scan(connector(server), "posts")

    assert said(records) == {post: "post", reply: "reply", repost: "share"}
    assert {r.direction for r in records if isinstance(r, Interaction)} == {"outbound"}
    assert the(records, repost).parent_native_id == theirs
    assert [(p.native_id, p.campaign, p.is_own) for p in records if isinstance(p, Post)] == [
        (post, "blend", True)
    ]


def test_what_is_said_below_own_posts_without_a_mention(server: Any, ann: str, bob: str) -> None:
    posts = [server.post(BRAND, f"news {n}") for n in range(15)]
    comments = [server.post(ann, "nice", to=post) for post in posts]
    aside = server.post(bob, "is it?", to=comments[0])
    server.post(bob, "@brand is it?", to=comments[1])
    server.post(bob, "elsewhere", to=server.post(ann, "tea"))

    records = scan(connector(server), "replies")

    others = {native: kind for native, kind in said(records).items() if kind != "post"}
    assert others == dict.fromkeys(comments, "comment") | {aside: "reply"}
    searches = [query["query"][0] for path, query in server.calls if path.endswith("/recent")]
    assert len(set(searches)) == 2
    assert max(map(len, searches)) <= 512


def test_quotes_and_reposts_are_read_again_only_where_their_number_changed(
    server: Any, ann: str, bob: str
) -> None:
    posts = [server.post(BRAND, f"news {n}") for n in range(3)]
    quotes = [server.post(ann, "see", quote=post) for post in posts[:2]]
    reposts = [server.repost(ann, post) for post in posts[:2]]
    for stream, found in (("quotes", quotes), ("reposts", reposts)):
        made = connector(server)
        first = said(scan(made, stream))
        assert set(found) == first.keys() - set(posts)
        server.calls.clear()

        later = connector(server, now=NOW + timedelta(minutes=5))
        new = server.post(bob, "and", quote=posts[2]) if stream == "quotes" else server.repost(bob, posts[2])
        server.clock = NOW
        x_fetch._listings.clear()

        assert new not in first
        scan(later, stream, LATER, made.next_cursor())
        asked = [path for path, _ in server.calls if path.endswith(("/quote_tweets", "/retweets"))]
        assert asked == [f"/2/tweets/{posts[2]}/{'quote_tweets' if stream == 'quotes' else 'retweets'}"]


def test_likes_of_posts_since_tracking_began_are_of_the_look_that_saw_them(
    server: Any, ann: str, bob: str
) -> None:
    server.clock = NOW - timedelta(days=3)
    before = server.post(BRAND, "of before")
    server.clock = WINDOW.start
    post = server.post(BRAND, "hello")
    for who in (ann, bob):
        server.like(who, post)
        server.like(who, before)

    records = scan(connector(server), "likes")

    assert said(records) == {f"like/{who}/{post}": "reaction" for who in (ann, bob)}
    like = the(records, f"like/{ann}/{post}")
    assert (like.post_native_id, like.direction) == (post, "inbound")
    assert WINDOW.end - like.occurred_at == timedelta(microseconds=1)


def test_own_likes_are_told_once(server: Any, ann: str) -> None:
    server.clock = NOW - timedelta(days=300)
    server.like(BRAND, server.post(ann, "of last year"))
    server.clock = WINDOW.start
    mentions = [server.post(ann, f"@brand {n}") for n in range(3)]
    server.like(BRAND, mentions[0])

    made = connector(server)
    first = said(scan(made, "own_likes"))
    server.like(BRAND, mentions[1])
    second = scan(connector(server, now=LATER.end), "own_likes", LATER, made.next_cursor())

    assert first == {f"like/{BRAND}/{mentions[0]}": "reaction"}
    assert said(second) == {f"like/{BRAND}/{mentions[1]}": "reaction"}
    assert the(second, f"like/{BRAND}/{mentions[1]}").direction == "outbound"


def test_followers_are_read_until_they_are_known_and_new_ones_follow_since_now(server: Any) -> None:
    server.followers += [server.person(f"f{n}") for n in range(25)]
    made = connector(server)
    first = scan(made, "followers")
    server.calls.clear()
    server.followers.append(server.person("new"))

    second = scan(connector(server, now=LATER.end), "followers", LATER, made.next_cursor())

    assert len({r.native_id for r in first if isinstance(r, Profile)}) == 25
    assert said(first) == {}
    # The account is part of the id: who follows two accounts of a brand follows twice.
    assert said(second) == {f"follow/{server.followers[-1]}/{BRAND}": "follow"}
    assert server.called("/followers") == 1


def test_private_messages_come_both_ways_as_one_thread(server: Any, ann: str) -> None:
    question = server.message(ann, "where is it? https://t.co/abc", ann)
    answer = server.message(BRAND, "on its way", ann)
    server.messages.append({"id": server.number(), "event_type": "ParticipantsJoin"})

    records = scan(connector(server), "messages")

    assert said(records) == {f"dm/{question}": "direct_message", f"dm/{answer}": "direct_message"}
    asked, told = the(records, f"dm/{question}"), the(records, f"dm/{answer}")
    assert (asked.direction, told.direction) == ("inbound", "outbound")
    assert asked.root_native_id == told.root_native_id == f"dm/{ann}-{BRAND}"
    assert asked.permalink == f"https://x.com/messages/{ann}-{BRAND}"


def test_hashtags_and_keywords_are_listened_for(server: Any, ann: str) -> None:
    tagged = server.post(ann, "try #blend")
    worded = server.post(ann, "I like good tea")
    server.post(ann, "@brand good tea")
    server.post(BRAND, "our #blend")
    server.repost(ann, tagged)

    assert said(scan(connector(server, keywords=("good tea",)), "search")) == {
        tagged: "mention",
        worded: "mention",
    }


def test_the_counts_of_own_posts_hold_clicks(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    server.post(ann, "nice", to=post)
    server.post(BRAND, "thanks", to=server.post(ann, "see", quote=post))
    server.repost(ann, post)
    server.like(ann, post)

    (counts,) = [r for r in scan(connector(server), "post_counts") if isinstance(r, PostSnapshot)]

    assert counts == PostSnapshot(
        "x", post, counts.captured_at, 1, 1, 1, 1, clicks=15, saves=3, impressions=250
    )


def test_the_account_is_counted(server: Any) -> None:
    (counts,) = [r for r in scan(connector(server), "account") if isinstance(r, AudienceSnapshot)]

    assert (counts.followers, counts.following, counts.posts) == (0, 2, 5)


def test_one_listing_of_own_posts_serves_every_stream(server: Any, ann: str) -> None:
    server.post(ann, "nice", to=server.post(BRAND, "hello"))

    for stream in ("replies", "quotes", "reposts", "likes", "post_counts"):
        scan(connector(server), stream)

    assert server.called(f"/users/{BRAND}/tweets") == 1


def test_long_posts_and_polls_are_read_whole(server: Any, ann: str) -> None:
    long = server.post(ann, "@brand it began…", long="@brand it began long ago #blend")
    poll = server.post(BRAND, "which?", poll=("tea", "coffee"))

    told = the(scan(connector(server), "mentions"), long)
    asked = the(scan(connector(server), "posts"), poll)

    assert (told.text, told.hashtags) == ("@brand it began long ago #blend", ("blend",))
    assert (asked.text, asked.media) == ("which?\n\n○ tea\n○ coffee", ("poll",))


# ---------------------------------------------------------------- edits, deletions, limits


@pytest.mark.parametrize("stream", ["posts", "mentions"])
def test_an_edit_is_the_same_row_with_its_first_text_and_its_last(server: Any, ann: str, stream: str) -> None:
    by, name = (BRAND, "") if stream == "posts" else (ann, "@brand ")
    first = server.post(by, f"{name}frist")
    last = server.edit(first, f"{name}first")
    answer = server.post(ann, "@brand hm", to=last)

    records = scan(connector(server), stream)

    versions = [r for r in records if isinstance(r, Interaction) and r.native_id == first]
    assert [(v.text, v.edited_at is not None) for v in versions] == [
        (f"{name}frist", False),
        (f"{name}first", True),
    ]
    assert len({(v.occurred_at, v.permalink) for v in versions}) == 1
    assert last not in said(records)
    if stream == "posts":
        assert the(scan(connector(server), "mentions"), answer).parent_native_id == first


def test_an_edit_after_the_scan_arrives_with_the_next(server: Any, ann: str) -> None:
    mention = server.post(ann, "@brand here")
    server.clock = NOW

    records = after(server, "mentions", lambda: server.edit(mention, "@brand there"))

    assert the(records, mention).text == "@brand there"


@pytest.mark.parametrize("stream", ["posts", "mentions", "replies", "quotes", "search"])
def test_what_was_deleted_arrives_as_a_deletion(server: Any, ann: str, stream: str) -> None:
    post = server.post(BRAND, "hello")
    gone = {
        "posts": post,
        "mentions": server.post(ann, "@brand oops"),
        "replies": server.post(ann, "oops", to=post),
        "quotes": server.post(ann, "oops", quote=post),
        "search": server.post(ann, "oops #blend"),
    }[stream]

    records = after(server, stream, lambda: server.delete(gone))

    deleted = [r for r in records if isinstance(r, Deletion)]
    assert [r.native_id for r in deleted] == [gone]
    assert LATER.start <= deleted[0].deleted_at < LATER.end


def test_what_the_brand_may_no_longer_see_is_not_called_deleted(server: Any, ann: str) -> None:
    mention = server.post(ann, "@brand oops")

    def change() -> None:
        server.hidden.add(mention)
        server.posts[mention]["entities"] = {}

    assert [r for r in after(server, "mentions", change) if isinstance(r, Deletion)] == []


def test_what_is_older_than_a_day_is_asked_for_again_at_few_ages_only(server: Any, ann: str) -> None:
    mention = server.post(ann, "@brand hello")
    made = connector(server)
    scan(made, "mentions")
    cursor = made.next_cursor()
    server.delete(mention)

    def told(age: timedelta) -> list[Any]:
        end = server.clock + age
        window = Window(end - timedelta(hours=4), end)
        found = scan(connector(server, now=end), "mentions", window, cursor)
        return [r for r in found if isinstance(r, Deletion)]

    assert told(timedelta(hours=20))
    assert told(timedelta(days=2, hours=1))
    assert not told(timedelta(days=3))
    assert told(timedelta(days=7, hours=2))


@pytest.mark.parametrize(("stream", "days"), [("replies", 7), ("search", 7), ("messages", 30)])
def test_a_window_beyond_what_x_gives_is_gone(server: Any, ann: str, stream: str, days: int) -> None:
    end = NOW - timedelta(days=days, hours=1)

    with pytest.raises(Gone, match=f"{days} days"):
        scan(connector(server), stream, Window(end - timedelta(days=1), end))

    within = Window(NOW - timedelta(days=days), NOW - timedelta(days=days - 2))
    assert not [r for r in scan(connector(server), stream, within) if isinstance(r, BadRow)]


# ---------------------------------------------------------------- the app's own token, and spelling


def test_the_apps_own_token_reads_what_is_public(server: Any, ann: str) -> None:
    post = server.post(BRAND, "hello")
    comment = server.post(ann, "@brand nice", to=post)
    app = {"token": double.APP_TOKEN}

    assert said(scan(connector(server, **app), "mentions")) == {post: "post", comment: "comment"}
    (counts,) = [r for r in scan(connector(server, **app), "post_counts") if isinstance(r, PostSnapshot)]
    assert (counts.clicks, counts.impressions) == (None, 250)


@pytest.mark.parametrize("names_version", [True, False])
def test_the_spelling_is_the_servers(server: Any, ann: str, names_version: bool) -> None:
    server.names_version = names_version
    comment = server.post(ann, "@brand nice")
    server.post(ann, "@brand again")

    for _ in range(2):
        assert comment in said(scan(connector(server), "mentions"))

    asked = [
        f"{server.spelling}.fields" in query for path, query in server.calls if path.endswith("/mentions")
    ]
    assert asked.count(False) == (1 if not names_version and server.spelling == "tweet" else 0)


def test_a_configured_spelling_is_kept_to(server: Any, ann: str) -> None:
    server.post(ann, "@brand nice")
    other = "tweet" if server.spelling == "post" else "post"

    assert said(scan(connector(server, spelling=server.spelling), "mentions"))
    with pytest.raises(x_fetch.OtherSpelling):
        scan(connector(server, spelling=other), "mentions")


def test_both_spellings_tell_the_same(server: Any) -> None:
    def told(community: Any) -> dict[str, dict[str, Any]]:
        ann = community.person("ann")
        post = community.post(BRAND, "hello", poll=("a", "b"))
        community.edit(community.post(ann, "@brand why?", to=post, long="@brand why so?"), "@brand why not?")
        community.post(ann, "see", quote=post)
        community.message(ann, "psst", ann)
        community.repost(ann, post)
        return {
            s.name: {r.native_id: r for r in scan(connector(community), s.name) if isinstance(r, Interaction)}
            for s in X.streams
        }

    mine = told(server)
    x_fetch._listings.clear()
    with serving(double.XDouble(WINDOW.start)) as other:
        other.spelling = "post" if server.spelling == "tweet" else "tweet"
        assert told(other) == mine
    assert all(mine[stream] for stream in ("posts", "mentions", "quotes", "reposts", "messages"))


# ---------------------------------------------------------------- what changes between two looks


def test_followers_below_one_who_is_known_are_not_new(server: Any) -> None:
    server.followers += [server.person(f"f{n}") for n in range(250)]
    made = connector(server, page_size=100)
    scan(made, "followers")
    new = [server.person(f"n{n}") for n in range(99)]
    server.followers[:] = [
        *server.followers[:49],
        server.followers[-1],
        *new,
    ]  # all but one of the newest left

    second = scan(connector(server, page_size=100, now=LATER.end), "followers", LATER, made.next_cursor())

    assert said(second).keys() == {f"follow/{native}/{BRAND}" for native in new}


def test_a_few_of_the_newest_followers_may_leave_without_making_the_others_new(server: Any) -> None:
    server.followers += [server.person(f"f{n}") for n in range(60)]
    made = connector(server, page_size=1000)
    scan(made, "followers")
    del server.followers[-25:]  # X takes robots away by the dozen

    second = scan(connector(server, page_size=1000, now=LATER.end), "followers", LATER, made.next_cursor())

    assert said(second) == {}


def test_whose_conversation_it_is_is_known_however_many_there_are(
    server: Any, ann: str, bob: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(x_fetch, "MOST_ROOTS", 0)
    comment = server.post(ann, "@brand nice", to=server.post(BRAND, "hello"))
    deeper = server.post(bob, "@brand as ann says", to=comment)

    assert said(scan(connector(server), "mentions"))[deeper] == "reply"
