"""X's pages read by hand: texts, kinds, media, what is null or unknown, in both spellings."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors import x_values as values
from connectors.quick import maker_of
from connectors.records import BadRow, Deletion, Interaction, Page, Post, Profile, Record, Window
from connectors.x_account import kind_of
from connectors.x_fields import spelling_of
from connectors.x_parse import _FORMS, PageParser

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
ME = "900"


def number(at: datetime, plus: int = 0) -> str:
    return str((int(at.timestamp() * 1000) - 1_288_834_974_657 << 22) + plus)


AT = NOW - timedelta(minutes=30)
NATIVE = number(AT)
USERS = [{"id": "1", "name": "Ann", "username": "ann", "public_metrics": {"followers_count": 7}}]


def post(native: str = NATIVE, **more: Any) -> dict[str, Any]:
    at = AT.isoformat().replace("+00:00", ".000Z")
    return {
        "id": native,
        "author_id": "1",
        "text": "hello",
        "created_at": at,
        "conversation_id": native,
    } | more


def parse(form: str, body: Any, hashtags: tuple[str, ...] = (), **context: str) -> list[Record]:
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(3, raw, NOW + timedelta(minutes=3), {"form": form, "me": ME, "handle": "brand"} | context)
    return PageParser(page, WINDOW, hashtags, ("good tea",)).records()


def one(*posts: dict[str, Any], **includes: Any) -> Interaction:
    body = {"data": list(posts), "includes": {"users": USERS} | includes}
    (found,) = [
        r
        for r in parse("others", body, ("Blend",))
        if isinstance(r, Interaction) and r.direction == "inbound"
    ]
    return found


def test_a_post_is_a_record_with_its_author() -> None:
    counted = post(public_metrics={"like_count": 3, "repost_count": 2}, lang="en")
    person, told = parse("others", {"data": [counted], "includes": {"users": USERS}})

    assert person == Profile(
        "x", "1", "ann", "Ann", 7, None, "https://x.com/ann", None, NOW - timedelta(microseconds=1)
    )
    assert told == Interaction(
        platform="x", native_id=NATIVE, kind="mention", direction="inbound", author_native_id="1", occurred_at=AT,
        text="hello", root_native_id=NATIVE, lang="en", permalink=f"https://x.com/ann/status/{NATIVE}",
        compose_link=f"https://x.com/intent/post?in_reply_to={NATIVE}&text=", likes=3, shares=2,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("text", "urls", "said", "links"),
    [
        ("see https://t.co/a", [("https://t.co/a", "https://e.org/x")], "see https://e.org/x", ("https://e.org/x",)),
        ("a &lt;b&gt; &amp;amp; c", [], "a <b> &amp; c", ()),
        ("pic https://t.co/a", [("https://t.co/a", "https://x.com/ann/status/1/photo/1", "3_1")], "pic", ()),
        ("x https://t.co/a", [("https://t.co/a", "javascript:alert(1)")], "x https://t.co/a", ()),
        ("x https://t.co/a", [("https://t.co/a", "https://e.org/ b")], "x https://t.co/a", ()),
        ("x https://t.co/a", [("https://t.co/a", None), ("", "https://e.org")], "x https://t.co/a", ()),
        ("twice https://t.co/a https://t.co/b",
         [("https://t.co/a", "https://e.org/"), ("https://t.co/b", "https://e.org/")],
         "twice https://e.org/ https://e.org/", ("https://e.org/",)),
        ("a https://t.co/a b https://t.co/b",
         [("https://t.co/a", "https://e.org/?https://t.co/b&https://t.co/b"), ("https://t.co/b", "https://f.org")],
         "a https://e.org/?https://t.co/b&https://t.co/b b https://f.org",
         ("https://e.org/?https://t.co/b&https://t.co/b", "https://f.org")),
        ("x https://t.co/ab", [("https://t.co/a", "https://e.org"), ("https://t.co/ab", "https://f.org")],
         "x https://f.org", ("https://e.org", "https://f.org")),
        ("nul\x00", [], "nul\ufffd", ()),
    ],
)  # fmt: skip
def test_texts_are_as_people_read_them(text: str, urls: list[Any], said: str, links: tuple[str, ...]) -> None:
    listed = [dict(zip(("url", "expanded_url", "media_key"), u, strict=False)) for u in urls]

    found = one(post(text=text, entities={"urls": listed}))

    assert (found.text, found.links, found.media) == (said, links, ("link",) if links else ())


@pytest.mark.parametrize("note", [{}, {"text": None}, {"text": 7}, {"entities": {}}, [], "long"])
def test_a_long_text_that_is_none_leaves_the_short_one(note: Any) -> None:
    assert one(post(text="as far as it goes", note_tweet=note)).text == "as far as it goes"


def test_the_link_to_the_quoted_post_is_no_part_of_what_is_said() -> None:
    quoted = number(AT - timedelta(hours=2))
    link = {"url": "https://t.co/q", "expanded_url": f"https://twitter.com/brand/status/{quoted}"}
    own = post(quoted, author_id=ME)
    said = post(
        text="so true https://t.co/q",
        entities={"urls": [link]},
        referenced_tweets=[{"type": "quoted", "id": quoted}],
    )

    found = one(said, tweets=[own])

    assert (found.kind, found.text, found.post_native_id) == ("quote", "so true", quoted)


@pytest.mark.parametrize(
    ("kind", "media"),
    [
        ("photo", "photo"),
        ("video", "video"),
        ("animated_gif", "gif"),
        ("hologram", "document"),
        (None, "document"),
    ],
)
def test_media_of_every_kind_and_of_none_we_know(kind: str | None, media: str) -> None:
    found = one(post(attachments={"media_keys": ["3_1"]}), media=[{"media_key": "3_1", "type": kind}])

    assert found.media == (media,)


def test_a_photo_with_the_campaigns_hashtag_is_ugc_of_that_campaign() -> None:
    shown = post(
        entities={"hashtags": [{"tag": "BLEND"}, {"tag": "blend"}]}, attachments={"media_keys": ["3_1"]}
    )
    body = {"data": [shown], "includes": {"media": [{"media_key": "3_1", "type": "photo"}]}}

    (ugc,) = [r for r in parse("others", body, ("Blend",)) if isinstance(r, Post)]

    assert (ugc.is_ugc, ugc.is_own, ugc.campaign, ugc.hashtags) == (True, False, "Blend", ("BLEND",))


def test_what_x_does_not_include_of_a_post_that_is_referred_to_is_unknown() -> None:
    """Else the row would change each time it is seen from another side."""
    above = number(AT - timedelta(hours=2))
    own = post(above, author_id=ME, attachments={"media_keys": ["3_9"], "poll_ids": ["9"]})
    reply = post(
        referenced_tweets=[{"type": "replied_to", "id": above}], conversation_id=above, in_reply_to_user_id=ME
    )

    found = parse("others", {"data": [reply], "includes": {"tweets": [own]}})

    assert [(r.text, r.media) for r in found if isinstance(r, Post)] == [(None, ())]
    assert {r.native_id: r.text for r in found if isinstance(r, Interaction)} == {
        above: None,
        NATIVE: "hello",
    }


@pytest.mark.parametrize("lang", ["und", "zxx", "qme", "no language", None, 7])
def test_what_x_calls_a_language_and_is_none_is_none(lang: Any) -> None:
    assert one(post(lang=lang)).lang is None


@pytest.mark.parametrize("spelling", ["tweet", "post"])
def test_an_edited_post_is_told_with_its_first_text_when_the_page_has_it(spelling: str) -> None:
    last = number(AT + timedelta(minutes=5))
    history = {"tweet": "edit_history_tweet_ids", "post": "edit_history_post_ids"}[spelling]
    chain = {history: [NATIVE, last]}
    newer = post(last, text="first", created_at=(AT + timedelta(minutes=5)).isoformat()) | chain
    older = post(text="frist") | chain

    for data, beside in ((newer, older), (older, newer)):
        body = {"data": [data], "includes": {f"{spelling}s": [beside]}}
        found = [r for r in parse("others", body) if isinstance(r, Interaction)]
        assert [(r.native_id, r.text, r.edited_at) for r in found] == [
            (NATIVE, "frist", None),
            (NATIVE, "first", AT + timedelta(minutes=5)),
        ]


def test_an_edit_of_long_ago_is_in_the_window_that_it_was_made_in() -> None:
    before = number(NOW - timedelta(hours=1, minutes=20))
    edited = post(edit_history_tweet_ids=[before, NATIVE])

    found = one(edited)

    assert (found.native_id, found.edited_at) == (before, AT)
    assert found.occurred_at == NOW - timedelta(hours=1, minutes=20)
    assert parse("others", {"data": [post(number(NOW), created_at=NOW.isoformat())]}) == []


def test_a_post_that_x_does_not_date_is_dated_by_its_id() -> None:
    assert one(post(created_at=None)).occurred_at == AT
    assert one(post(created_at="2026-11-22T11:30:00")).occurred_at == AT


def test_gone_is_told_only_of_what_x_says_is_not_found() -> None:
    errors = [
        {"type": "https://api.x.com/2/problems/resource-not-found", "value": "5", "resource_id": "5"},
        {"type": "https://api.twitter.com/2/problems/resource-not-found", "value": "6"},
        {"type": "https://api.x.com/2/problems/not-authorized-for-resource", "value": "7"},
        {"type": "https://api.x.com/2/problems/resource-not-found", "value": "no id"},
        {
            "type": "https://api.x.com/2/problems/resource-not-found",
            "value": "8",
            "parameter": "in_reply_to_user_id",
            "resource_type": "user",
        },
        None,
    ]

    found = parse("again", {"errors": errors})

    assert [r.native_id for r in found if isinstance(r, Deletion)] == ["5", "6"]
    assert len(found) == 2


def test_an_act_of_somebody_whom_the_page_does_not_name_is_kept() -> None:
    (share,) = parse("reposts", {"data": [post()]}, subject="5")

    assert isinstance(share, Interaction)
    assert (share.kind, share.author_native_id, share.post_native_id) == ("share", "1", "5")


@pytest.mark.parametrize("form", ["reposts", "messages", "likes", "followers"])
def test_an_item_without_an_id_waits_with_its_reason(form: str) -> None:
    (bad,) = parse(form, {"data": [{"name": "x"}]}, subject="5")

    assert isinstance(bad, BadRow)
    assert bad.location == "page 3 item 1"


@pytest.mark.parametrize(
    ("handle", "name", "told"),
    [
        ("ann", "Ann", ("ann", "Ann", "https://x.com/ann")),
        ("4ever_", "4ever", ("4ever_", "4ever", "https://x.com/4ever_")),
        ("ann", "Zoë \N{HERB}", ("ann", "Zoë \N{HERB}", "https://x.com/ann")),
        ("ann", "\u202eAnn\n", ("ann", "\u202eAnn\n", "https://x.com/ann")),
        ("ann", "A\x00\ud800", ("ann", "A\ufffd\ufffd", "https://x.com/ann")),
        ("année", "", (None, None, None)),
        ("a" * 51, 7, (None, None, None)),
        (None, None, (None, None, None)),
    ],
)
@pytest.mark.parametrize("form", ["likes", "others"])
def test_a_person_is_told_alike_by_a_list_of_people_and_beside_a_post(
    form: str, handle: Any, name: Any, told: tuple[str | None, ...]
) -> None:
    user = {"id": "1", "name": name, "username": handle, "public_metrics": {"followers_count": 7}}
    body = {"data": [user]} if form == "likes" else {"data": [post()], "includes": {"users": [user]}}

    found = [r for r in parse(form, body) if isinstance(r, Profile)]

    assert [(r.handle, r.display_name, r.permalink, r.followers) for r in found] == [(*told, 7)]


@pytest.mark.parametrize("counted", [None, {}, {"followers_count": "7"}, {"followers_count": True}, []])
def test_followers_that_are_not_counted_are_unknown(counted: Any) -> None:
    (found,) = parse("likes", {"data": [USERS[0] | {"public_metrics": counted}]})

    assert isinstance(found, Profile)
    assert (found.handle, found.followers) == ("ann", None)


@pytest.mark.parametrize("native", ["9" * 21, "²", "٣", "-1", ""])
@pytest.mark.parametrize("form", ["others", "counts", "messages", "likes"])
def test_what_is_no_id_of_x_waits_with_its_reason(form: str, native: str) -> None:
    item = post(native, sender_id="1", dm_conversation_id="1-900", event_type="MessageCreate")

    (bad,) = parse(form, {"data": [item]}, subject="5")

    assert isinstance(bad, BadRow)
    assert bad.check == "has_identity"


@pytest.mark.parametrize("raw", [b"", b"<html>", b'{"data": [', b"null", b"3", b"{}", b"[" * 100_000])
def test_a_page_that_is_none_is_kept_as_a_bad_row(raw: bytes) -> None:
    (bad,) = parse("others", raw)

    assert isinstance(bad, BadRow)
    assert (bad.entity, bad.location) == ("page", "page 3")


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just(NATIVE),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "author_id", "text", "created_at", "conversation_id", "entities", "urls", "hashtags", "mentions",
             "public_metrics", "referenced_tweets", "referenced_posts", "type", "attachments", "media_keys", "poll_ids",
             "edit_history_tweet_ids", "edit_history_post_ids", "note_tweet", "includes", "users", "tweets", "posts",
             "media", "polls", "options", "sender_id", "dm_conversation_id", "event_type", "value", "lang"]
        ),
        inner,
        max_size=7,
    ),
    max_leaves=30,
)  # fmt: skip


@given(st.sampled_from(sorted(_FORMS)), st.lists(ODD, max_size=4), ODD, ODD)
def test_no_answer_breaks_the_parser(form: str, data: list[Any], includes: Any, errors: Any) -> None:
    whole = [post() | one if isinstance(one, dict) else one for one in data]
    body = {"data": whole, "includes": includes, "errors": errors}
    for record in parse(form, body, subject="5", new=json.dumps(whole), own=json.dumps(whole)):
        assert hash(record) is not None
    parse(form, {"data": includes, "meta": errors}, subject="5")


MESSAGE = {"id": NATIVE, "sender_id": "1", "dm_conversation_id": f"1-{ME}", "event_type": "MessageCreate",
           "created_at": AT.isoformat(timespec="milliseconds").replace("+00:00", "Z"), "text": "hello"}  # fmt: skip
FIELDS = st.dictionaries(
    st.sampled_from(
        [
            "id",
            "text",
            "entities",
            "urls",
            "hashtags",
            "attachments",
            "sender_id",
            "dm_conversation_id",
            "more",
        ]
    ),
    ODD
    | st.just({"media_keys": ["3_1", "3_1"]})
    | st.just({"urls": [{"url": "t", "expanded_url": "https://e.org"}]}),
    max_size=3,
)


@given(st.lists(FIELDS, min_size=1, max_size=4))
def test_messages_say_the_same_however_x_writes_their_time(changes: list[dict[str, Any]]) -> None:
    """A time with a zone written out is read with care, one as X promises it at a glance: both find the same."""
    quick = [MESSAGE | {"id": number(AT, n)} | change for n, change in enumerate(changes)]
    careful = [one | {"created_at": one["created_at"].replace("Z", "+00:00")} for one in quick]
    includes = {"users": USERS, "media": [{"media_key": "3_1", "type": "photo"}]}

    told, expected = (parse("messages", {"data": data, "includes": includes}) for data in (quick, careful))

    assert [type(r) for r in told] == [type(r) for r in expected]
    assert [r for r in told if not isinstance(r, BadRow)] == [
        r for r in expected if not isinstance(r, BadRow)
    ]


# ---------------------------------------------------------------- small things


def test_a_record_made_quickly_is_a_record() -> None:
    make = maker_of(Profile)

    made = make("x", "1", "ann")

    assert made == Profile("x", "1", "ann")
    assert (type(made), hash(made)) == (Profile, hash(Profile("x", "1", "ann")))
    with pytest.raises(AttributeError):
        made.handle = "bob"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("version", "spelling"),
    [
        ("2.167", "post"),
        ("2.159", "tweet"),
        ("3.0", "post"),
        ("2.1000", "post"),
        ("1.9", "tweet"),
        ("x", None),
        (None, None),
    ],
)
def test_the_version_says_how_posts_are_spelled(version: str | None, spelling: str | None) -> None:
    assert spelling_of(version) == spelling


@pytest.mark.parametrize(
    ("path", "kind"),
    [
        ("/2/users/900/mentions", "/2/users/:id/mentions"),
        ("/2/tweets/12/quote_tweets", "/2/tweets/:id/quote_tweets"),
        ("/2/users/by/username/brand9", "/2/users/by/username/:id"),
        ("/2/tweets", "/2/tweets"),
    ],
)
def test_requests_are_counted_by_endpoint(path: str, kind: str) -> None:
    assert kind_of(path) == kind


def test_an_id_says_when_it_was_made() -> None:
    assert values.made_at("1346889436626259968").isoformat() == "2021-01-06T18:40:40.344000+00:00"
    assert values.made_at("9" * 19).tzinfo is UTC
