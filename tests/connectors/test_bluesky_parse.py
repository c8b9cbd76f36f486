"""Reading Bluesky's pages: pure, tolerant, and the same record whatever endpoint showed it."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from connectors.bluesky import Bluesky
from connectors.bluesky_values import tid_time
from connectors.config import Account, Brand
from connectors.memory import Memory
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Page,
    Post,
    PostSnapshot,
    Profile,
    Record,
    Window,
)

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=4), NOW)
FETCHED = NOW + timedelta(seconds=20)
BRAND, ANN, BOB = "did:plc:brand", "did:plc:ann", "did:plc:bob"
OWN = f"at://{BRAND}/app.bsky.feed.post/own"
FOREIGN = f"at://{BOB}/app.bsky.feed.post/foreign"
BY_ANN = f"at://{ANN}/app.bsky.feed.post/a1"
AT = "2026-11-22T11:00:00.000Z"
PHOTO = {"$type": "app.bsky.embed.images", "images": [{"alt": ""}]}
MENTION = {"features": [{"$type": "app.bsky.richtext.facet#mention", "did": BRAND}]}

T = TypeVar("T")

connector = Bluesky(
    Account(platform="bluesky", handle="brand.test", keywords=("good tea",)),
    Brand(slug="b", name="B", hashtags=("Blend",)),
    secret=lambda name: SecretStr("unused"),
)


def parse(form: str, body: Any, window: Window = WINDOW, **context: str) -> list[Record]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(3, raw, FETCHED, {"form": form, "did": BRAND, "handle": "brand.test", **context})
    return list(connector.parse("any", page, window))


def view(uri: str = BY_ANN, **record: Any) -> dict[str, Any]:
    author = {"did": uri.split("/")[2], "handle": "ann.test", "displayName": "Ann"}
    base = {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": AT}
    return {"uri": uri, "author": author, "record": base | record, "indexedAt": AT, "likeCount": 2}


def reply(root: str, parent: str) -> dict[str, Any]:
    return {"root": {"uri": root}, "parent": {"uri": parent}}


def quote(uri: str) -> dict[str, Any]:
    return {"$type": "app.bsky.embed.record", "record": {"uri": uri}}


def only(kind: type[T], records: list[Record]) -> T:
    (found,) = [record for record in records if isinstance(record, kind)]
    return found


def read(uri: str = BY_ANN, **record: Any) -> Interaction:
    return only(Interaction, parse("again", {"posts": [view(uri, **record)]}))


@pytest.mark.parametrize(
    ("uri", "record", "kind", "direction"),
    [
        (OWN, {}, "post", "outbound"),
        (OWN, {"reply": reply(FOREIGN, BY_ANN)}, "reply", "outbound"),
        (BY_ANN, {"reply": reply(OWN, OWN)}, "comment", "inbound"),
        (BY_ANN, {"reply": reply(OWN, FOREIGN)}, "reply", "inbound"),
        (BY_ANN, {"reply": reply(FOREIGN, OWN)}, "reply", "inbound"),
        (BY_ANN, {"reply": reply(OWN, OWN), "embed": quote(OWN), "facets": [MENTION]}, "comment", "inbound"),
        (BY_ANN, {"reply": reply(FOREIGN, FOREIGN), "facets": [MENTION]}, "mention", "inbound"),
        (BY_ANN, {"reply": reply(FOREIGN, FOREIGN), "embed": quote(OWN)}, "quote", "inbound"),
        (
            BY_ANN,
            {"reply": reply(FOREIGN, FOREIGN), "embed": PHOTO, "facets": [MENTION]},
            "mention",
            "inbound",
        ),
        (BY_ANN, {"embed": quote(OWN)}, "quote", "inbound"),
        (BY_ANN, {"embed": quote(FOREIGN), "facets": [MENTION]}, "mention", "inbound"),
        (BY_ANN, {"facets": [MENTION]}, "mention", "inbound"),
        (BY_ANN, {"embed": PHOTO, "facets": [MENTION]}, "ugc_post", "inbound"),
        (BY_ANN, {"embed": PHOTO, "text": "hi @Brand.test"}, "ugc_post", "inbound"),
        (BY_ANN, {"embed": PHOTO, "tags": ["blend"]}, "ugc_post", "inbound"),
        (BY_ANN, {"embed": PHOTO, "text": "such Good Tea"}, "ugc_post", "inbound"),
        (BY_ANN, {"embed": PHOTO}, "mention", "inbound"),
    ],
)
def test_the_kind_is_read_from_the_record(
    uri: str, record: dict[str, Any], kind: str, direction: str
) -> None:
    found = read(uri, **record)

    assert (found.kind, found.direction) == (kind, direction)


def test_a_reply_names_parent_root_and_post() -> None:
    found = read(reply=reply(OWN, FOREIGN))

    assert (found.parent_native_id, found.root_native_id, found.post_native_id) == (FOREIGN, OWN, OWN)


def test_a_quote_begins_a_thread_of_its_own_and_belongs_to_the_post() -> None:
    found = read(embed=quote(OWN))

    assert (found.parent_native_id, found.root_native_id, found.post_native_id) == (None, BY_ANN, OWN)


def test_a_quote_with_media_is_both() -> None:
    embed = {"$type": "app.bsky.embed.recordWithMedia", "record": {"record": {"uri": OWN}}, "media": PHOTO}
    found = read(embed=embed)

    assert (found.kind, found.media) == ("quote", ("photo",))


def test_the_same_reply_is_the_same_record_by_notification_and_in_its_thread() -> None:
    plain = view(reply=reply(OWN, OWN))
    del plain["likeCount"]
    notified = parse("notifications", {"notifications": [{**plain, "reason": "reply"}]})
    threaded = parse("thread", {"thread": {"post": plain}}, subject=OWN)

    assert notified == threaded


def test_links_lead_to_the_conversation_and_to_the_composer() -> None:
    found = read()

    assert found.permalink == f"https://bsky.app/profile/{ANN}/post/a1"
    assert found.compose_link == "https://bsky.app/intent/compose?text=%40ann.test%20"


def test_language_hashtags_links_and_media_are_read() -> None:
    features = [
        {"$type": "app.bsky.richtext.facet#tag", "tag": "Tea"},
        {"$type": "app.bsky.richtext.facet#tag", "tag": "tea"},
        {"$type": "app.bsky.richtext.facet#link", "uri": "https://a.example/x"},
        {"$type": "app.bsky.richtext.facet#link", "uri": "javascript:alert(1)"},
        {"$type": "app.bsky.richtext.facet#other", "tag": "no"},
    ]
    embed = {"$type": "app.bsky.embed.external", "external": {"uri": "https://b.example"}}
    found = read(langs=["de-AT", "en"], facets=[{"features": features}], tags=["#Cup"], embed=embed)

    assert (found.lang, found.hashtags, found.media) == ("de-AT", ("Tea", "Cup"), ("link",))
    assert found.links == ("https://a.example/x", "https://b.example")


@pytest.mark.parametrize(
    ("embed", "media"),
    [
        ({"$type": "app.bsky.embed.video"}, ("video",)),
        ({"$type": "app.bsky.embed.video", "presentation": "gif"}, ("gif",)),
        (
            {"$type": "app.bsky.embed.external", "external": {"uri": "https://media.tenor.com/x.gif"}},
            ("gif",),
        ),
        ({"$type": "app.bsky.embed.tomorrow"}, ()),
        (None, ()),
        ("text", ()),
    ],
)
def test_media_kinds_are_told_and_unknown_ones_ignored(embed: Any, media: tuple[str, ...]) -> None:
    assert read(embed=embed).media == media


def test_what_no_database_stores_is_replaced() -> None:
    raw = json.dumps({"posts": [view(text="a\x00b")]}).replace("a\\u0000b", "a\\u0000b\\ud800").encode()

    assert only(Interaction, parse("again", raw)).text == "a\ufffdb\ufffd"


# ---------------------------------------------------------------- time


@pytest.mark.parametrize(
    ("created", "indexed", "at"),
    [
        ("2026-11-22T11:00:00Z", "2026-11-22T11:00:05Z", "11:00:00"),
        ("2031-01-01T00:00:00Z", "2026-11-22T11:00:05Z", "11:00:05"),
        ("2026-11-22T12:30:00+01:30", None, "11:00:00"),
        ("yesterday", "2026-11-22T11:00:05Z", "11:00:05"),
    ],
)
def test_time_is_the_authors_but_never_later_than_the_network_saw_it(
    created: str, indexed: str | None, at: str
) -> None:
    post = {**view(createdAt=created), "indexedAt": indexed}
    found = only(Interaction, parse("again", {"posts": [post]}))

    assert found.occurred_at == datetime.fromisoformat(f"2026-11-22T{at}Z")


@pytest.mark.parametrize(("at", "is_in"), [(NOW, False), (NOW - timedelta(microseconds=1), True)])
def test_the_window_is_half_open_at_its_end(at: datetime, is_in: bool) -> None:
    stamp = at.isoformat()
    body = {"posts": [{**view(createdAt=stamp), "indexedAt": stamp}]}

    assert bool(parse("found", body)) is is_in


def test_events_of_before_the_tracking_stay_out() -> None:
    body = {"posts": [view(createdAt="2026-11-22T07:59:59Z"), view(createdAt="2026-11-22T08:00:00Z")]}

    assert only(Interaction, parse("found", body)).occurred_at == WINDOW.start


def test_late_arrivals_of_days_already_tracked_come_in() -> None:
    body = {"posts": [view(createdAt="2026-11-20T07:00:00Z")]}

    assert parse("found", body, since="2026-11-01T00:00:00+00:00")


# ---------------------------------------------------------------- wordless acts


def notification(kind: str, reason: str, **record: Any) -> dict[str, Any]:
    author = {"did": ANN, "handle": "ann.test"}
    uri = f"at://{ANN}/{kind}/n1"
    return {
        "uri": uri,
        "author": author,
        "reason": reason,
        "indexedAt": AT,
        "record": {"createdAt": AT} | record,
    }


def test_a_like_a_repost_and_a_follow_are_reaction_share_and_follow() -> None:
    items = [
        notification("app.bsky.feed.like", "like", subject={"uri": OWN}),
        notification("app.bsky.feed.repost", "repost", subject={"uri": OWN}),
        notification("app.bsky.graph.follow", "follow", subject=BRAND),
    ]
    found = [r for r in parse("notifications", {"notifications": items}) if isinstance(r, Interaction)]

    assert [(i.kind, i.parent_native_id) for i in found] == [
        ("reaction", OWN),
        ("share", OWN),
        ("follow", None),
    ]
    assert found[1].native_id == f"at://{ANN}/app.bsky.feed.repost/n1"


@pytest.mark.parametrize(
    "item",
    [
        notification("app.bsky.feed.like", "like", subject={"uri": FOREIGN}),
        notification("app.bsky.feed.like", "like-via-repost", subject={"uri": OWN}),
        notification("app.bsky.feed.post", "subscribed-post"),
        notification("app.bsky.graph.verification", "verified"),
        {"reason": "tomorrow"},
        None,
        7,
    ],
)
def test_what_is_not_about_the_brand_is_ignored(item: Any) -> None:
    assert parse("notifications", {"notifications": [item]}) == []


def test_a_repost_by_the_brand_is_an_outbound_share() -> None:
    uri = f"at://{BRAND}/app.bsky.feed.repost/r1"
    reason = {"$type": "app.bsky.feed.defs#reasonRepost", "uri": uri, "by": {"did": BRAND}, "indexedAt": AT}
    found = only(Interaction, parse("feed", {"feed": [{"post": view(), "reason": reason}]}))

    assert (found.kind, found.direction, found.parent_native_id) == ("share", "outbound", BY_ANN)


def test_a_like_by_the_brand_acknowledges() -> None:
    value = {"subject": {"uri": BY_ANN}, "createdAt": AT}
    found = only(Interaction, parse("own_likes", {"records": [{"uri": "x", "value": value}]}))

    assert (found.kind, found.direction, found.parent_native_id) == ("reaction", "outbound", BY_ANN)


# ---------------------------------------------------------------- threads


def test_a_deleted_parent_is_a_deletion_and_a_foreign_one_is_not_told() -> None:
    gone = f"at://{ANN}/app.bsky.feed.post/gone"
    own_reply = view(OWN, reply=reply(FOREIGN, BY_ANN))
    parent = {"post": view(BY_ANN), "parent": {"uri": gone, "notFound": True}}
    records = parse("thread", {"thread": {"post": own_reply, "parent": parent}}, subject=OWN)

    assert only(Deletion, records).native_id == gone
    assert only(Interaction, records).native_id == OWN


def test_a_blocked_reply_is_marked_with_its_place_and_the_time_in_its_key() -> None:
    uri = f"at://{BOB}/app.bsky.feed.post/3m67xkzz3c22a"
    at = tid_time("3m67xkzz3c22a")
    assert at
    node = {"uri": uri, "blocked": True, "author": {"did": BOB, "viewer": {"blocking": "at://b"}}}
    body = {"thread": {"post": view(OWN), "replies": [node]}}
    window = Window(WINDOW.start, max(NOW, at + timedelta(hours=1)))
    found = [r for r in parse("thread", body, window, subject=OWN) if isinstance(r, Interaction)][-1]

    assert (found.native_id, found.is_blocked, found.text) == (uri, True, None)
    assert (found.parent_native_id, found.root_native_id, found.occurred_at) == (OWN, OWN, at)


def test_a_block_between_two_others_is_none_of_ours() -> None:
    uri = f"at://{BOB}/app.bsky.feed.post/3jzfcijpj2z2a"
    node = {"uri": uri, "blocked": True, "author": {"did": BOB, "viewer": {}}}

    assert only(Interaction, parse("thread", {"thread": {"post": view(OWN), "replies": [node]}}, subject=OWN))


def test_a_thread_nested_a_hundred_deep_is_read_to_its_end() -> None:
    node: dict[str, Any] = {"post": view()}
    for _ in range(100):
        node = {"post": view(), "replies": [node]}

    assert parse("thread", {"thread": node}, subject=OWN)


def test_a_tid_is_the_moment_it_was_made() -> None:
    made = datetime(2026, 11, 22, 11, 30, tzinfo=UTC)
    number = (int(made.timestamp()) * 1_000_000) << 10
    digits = "234567abcdefghijklmnopqrstuvwxyz"
    key = "".join(digits[(number >> 5 * place) & 31] for place in reversed(range(13)))

    assert tid_time(key) == made
    assert tid_time("self") is None
    assert tid_time("zzzzzzzzzzzzz") is None


# ---------------------------------------------------------------- state


def test_counts_come_with_their_posts_whenever_published() -> None:
    old = view(OWN, createdAt="2026-11-10T00:00:00Z") | {"replyCount": 0, "quoteCount": None}
    records = parse("counts", {"feed": [{"post": old}, {"post": view()}]})
    snapshot = only(PostSnapshot, records)

    assert (snapshot.reactions, snapshot.comments, snapshot.quotes) == (2, 0, None)
    assert only(Post, records).published_at == datetime(2026, 11, 10, tzinfo=UTC)


def test_what_stands_now_is_dated_inside_a_live_window_and_as_fetched_in_an_old_one() -> None:
    body = {"did": BRAND, "followersCount": 5}
    old = Window(NOW - timedelta(days=2), NOW - timedelta(days=1))

    live, late = (only(AudienceSnapshot, parse("account", body, w)).captured_at for w in (WINDOW, old))

    assert WINDOW.start < live < WINDOW.end
    assert late == FETCHED


def test_people_come_with_followers_and_hostile_names_as_they_are() -> None:
    person = {"did": ANN, "handle": "handle.invalid", "displayName": "<b>{{x}}", "followersCount": 9}
    found = only(Profile, parse("profiles", {"profiles": [person, {"handle": "no.did"}, None]}))

    assert (found.handle, found.display_name, found.followers) == (None, "<b>{{x}}", 9)


# ---------------------------------------------------------------- tolerance


@pytest.mark.parametrize(
    ("post", "check"),
    [
        ({"uri": BY_ANN}, "has_identity"),
        ({**view(), "uri": "https://x.example"}, "has_identity"),
        ({**view(), "uri": None}, "has_identity"),
        (None, "has_identity"),
        ({**view(createdAt="soon"), "indexedAt": None}, "readable_date"),
        ({**view(createdAt="2026-11-22T11:00:00"), "indexedAt": 7}, "readable_date"),
    ],
)
def test_what_cannot_be_read_says_why_and_where(post: Any, check: str) -> None:
    found = only(BadRow, parse("found", {"posts": [view(), post]}))

    assert (found.check, found.location) == (check, "page 3 item 2")
    assert json.loads(found.raw) == (post or {})


@pytest.mark.parametrize("body", [b"", b"<html>", b"[]", b'{"a":', b"\xff", b"[" * 5000])
def test_a_page_that_cannot_be_read_is_one_bad_row(body: bytes) -> None:
    assert only(BadRow, parse("feed", body)).check == "readable_page"


def test_a_page_of_an_unknown_form_is_one_bad_row() -> None:
    assert only(BadRow, parse("tomorrow", {})).check == "readable_page"


JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats(allow_nan=False)
    | st.text()
    | st.sampled_from([AT, OWN]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner, max_size=3),
    max_leaves=6,
)
FORMS = (
    "notifications", "profiles", "account", "feed", "reposter_feed", "counts", "found", "again", "likes",
    "own_likes", "thread",
)  # fmt: skip


def bent(value: Any, path: list[int], to: Any) -> Any:
    """`value` with whatever stands at the end of `path` replaced."""
    if not path or not isinstance(value, dict | list) or not value:
        return to
    keys = list(value) if isinstance(value, dict) else list(range(len(value)))
    key = keys[path[0] % len(keys)]
    items = dict(value) if isinstance(value, dict) else list(value)
    items[key] = bent(value[key], path[1:], to)
    return items


@given(st.sampled_from(FORMS), st.lists(st.integers(0, 20), max_size=8), JSON)
def test_no_bent_page_ever_raises_or_reaches_past_the_window(form: str, path: list[int], to: Any) -> None:
    post = view(reply=reply(OWN, OWN), embed=PHOTO, facets=[MENTION], langs=["en"], tags=["x"])
    like = {"actor": {"did": ANN}, "createdAt": AT, "indexedAt": AT}
    whole = {
        "notifications": [
            {**post, "reason": "reply"},
            notification("app.bsky.feed.like", "like", subject={}),
        ],
        "feed": [{"post": post, "reason": {"uri": OWN, "indexedAt": AT, "by": {}}}, {"post": view(OWN)}],
        "posts": [post],
        "likes": [like],
        "profiles": [post["author"]],
        "records": [{"uri": OWN, "value": {"subject": {"uri": BY_ANN}, "createdAt": AT}}],
        "thread": {"post": view(OWN), "replies": [{"post": post}, {"uri": OWN, "blocked": True}]},
    }
    records = parse(form, bent(whole, path, to), subject=OWN)

    assert all(r.occurred_at < WINDOW.end for r in records if isinstance(r, Interaction))
    assert not [r for r in records if "\x00" in str(getattr(r, "text", ""))]


@given(st.dictionaries(st.text(min_size=1, max_size=8), st.integers(0, 10_000), max_size=8))
def test_a_memory_reads_back_what_it_wrote(ages: dict[str, int]) -> None:
    seen = {key: NOW - timedelta(minutes=minutes) for key, minutes in ages.items()}
    cutoff = NOW - timedelta(minutes=5000)

    memory = Memory.read(Memory(WINDOW.start, seen).cursor(cutoff), NOW)

    assert memory == Memory(WINDOW.start, {key: at for key, at in seen.items() if at >= cutoff})


def test_a_memory_holds_no_more_than_a_thousand() -> None:
    seen = {f"at://did:plc:x{n}/app.bsky.feed.post/{n}": NOW - timedelta(minutes=n) for n in range(3000)}

    cursor = Memory(WINDOW.start, seen).cursor(NOW - timedelta(days=14))

    assert len(Memory.read(cursor, NOW).seen) == 1000
