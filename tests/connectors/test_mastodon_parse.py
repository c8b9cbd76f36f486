"""Mastodon's pages read by hand: texts, kinds, links, what is null or unknown, and other servers' dialects."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.http_rules import read_budget
from connectors.mastodon import BUDGET
from connectors.mastodon_parse import _FORMS, PageParser
from connectors.mastodon_threads import Thread
from connectors.mastodon_values import links, plain, words
from connectors.records import BadRow, Deletion, Interaction, Page, Post, Profile, Record, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FETCHED = NOW + timedelta(minutes=3)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
AT = "2026-11-22T11:30:00.000Z"
ME = "900"
BRAND = {"id": ME, "acct": "brand", "display_name": "Brand", "url": "https://home.example/@brand"}
ANN = {
    "id": "1",
    "acct": "ann@far.example",
    "display_name": "Ann",
    "url": "https://far.example/@ann",
    "bot": False,
}


def status(local: str = "7", **more: Any) -> dict[str, Any]:
    url = f"https://far.example/@ann/{local}"
    return {"id": local, "created_at": AT, "account": ANN, "content": "<p>hello</p>", "url": url} | more


def parse(form: str, body: Any, hashtags: tuple[str, ...] = (), **context: str) -> list[Record]:
    base = {"form": form, "service": "https://home.example", "me": ME, "web": "yes"}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(PageParser(Page(3, raw, FETCHED, base | context), WINDOW, hashtags, ("tea",)).records())


def one(records: list[Record]) -> Interaction:
    (found,) = [r for r in records if isinstance(r, Interaction)]
    return found


# ---------------------------------------------------------------- texts


@pytest.mark.parametrize(
    ("html", "said"),
    [
        ("<p>one</p><p>two<br>three</p>", "one\n\ntwo\nthree"),
        ("<p>a &lt;b&gt; &amp; c &#39;d&#39;</p>", "a <b> & c 'd'"),
        ('<p><span class="h-card"><a href="https://x.example" class="mention">@<span>b</span></a></span> hi', "@b hi"),
        ('<p class="quote-inline">RE: <a href="https://x.example/1">x.example/1</a></p><p>so true</p>', "so true"),
        ("<ul><li>one</li><li>two</li></ul>", "• one\n• two"),
        ("<script>alert(1)</script>safe<style>p{}</style>", "safe"),
        ("plain words", "plain words"),
        ("2 < 3 & 4 > 1 <3", "2 < 3 & 4 > 1 <3"),
        ("<!-- hidden -->shown<a", "shown<a"),
        ("", ""),
        (None, None),
        (7, None),
        ("<p>un<b>closed", "unclosed"),
        ("nul\x00", "nul\ufffd"),
    ],
)  # fmt: skip
def test_html_becomes_the_words_people_read(html: Any, said: str | None) -> None:
    assert plain(html)[0] == said


def test_a_shortened_link_is_read_in_full() -> None:
    html = (
        '<p>see <a href="https://www.example.org/a/long/way"><span class="invisible">https://www.</span>'
        '<span class="ellipsis">example.org/a/lo</span><span class="invisible">ng/way</span></a> '
        '<a href="https://home.example/tags/tea" class="mention hashtag" rel="tag">#<span>tea</span></a></p>'
    )

    assert plain(html) == (
        "see https://www.example.org/a/long/way #tea",
        ("https://www.example.org/a/long/way",),
    )


def test_a_content_warning_and_a_polls_options_are_part_of_what_is_said() -> None:
    poll = {"options": [{"title": "tea", "votes_count": 3}, {"title": "coffee"}, None]}

    assert words(status(spoiler_text="food", poll=poll)) == "food\n\nhello\n\n○ tea\n○ coffee"
    assert one(parse("others", [status(poll=poll)])).media == ("poll",)


@pytest.mark.parametrize(
    "href", ["javascript:alert(1)", "data:text/html,x", "//x.example", "https://x.example/\u202e"]
)
def test_only_web_addresses_are_links(href: str) -> None:
    assert links(status(content=f'<a href="{href}">x</a>', card={"url": href})) == ()


@given(st.text(alphabet="<>&/\"'= apbr;#x!-\n", max_size=300))
def test_no_html_is_too_broken(html: str) -> None:
    said, found = plain(html)
    assert said is not None
    assert all(link.startswith("http") for link in found)


def test_a_hostile_nest_of_tags_takes_no_long_time() -> None:
    assert plain("<div>" * 40_000 + "x" + "<!--" * 5_000)[0] is not None


# ---------------------------------------------------------------- statuses


def test_a_status_has_its_page_on_the_brands_own_server_where_it_can_be_answered() -> None:
    found = one(parse("others", [status("7")]))

    assert found.native_id == "home.example/7"
    assert found.permalink == "https://home.example/@ann@far.example/7"
    assert found.compose_link == "https://home.example/share?text=%40ann%40far.example%20"


def test_a_server_without_mastodons_pages_leads_to_the_authors() -> None:
    found = one(parse("others", [status("01HQ8Z4M")], web="no"))

    assert (found.permalink, found.compose_link) == ("https://far.example/@ann/01HQ8Z4M", None)


@pytest.mark.parametrize("acct", ["ann/../../evil", "ann@far.example?x=1", "<script>", "", None, 7])
def test_a_handle_that_is_none_makes_no_link_and_loses_no_status(acct: Any) -> None:
    records = parse("others", [status(account={**ANN, "acct": acct})])

    assert one(records).permalink == "https://far.example/@ann/7"
    assert [r.handle for r in records if isinstance(r, Profile)] == [None]


@pytest.mark.parametrize(
    ("attachment", "kind"),
    [("image", "photo"), ("gifv", "gif"), ("video", "video"), ("audio", "audio"), ("unknown", "document"),
     ("hologram", "document"), (None, "document")],
)  # fmt: skip
def test_media_of_every_kind_and_of_none_we_know(attachment: str | None, kind: str) -> None:
    assert one(parse("others", [status(media_attachments=[{"type": attachment}])])).media == (kind,)


def test_a_photo_with_the_campaigns_hashtag_is_ugc_of_that_campaign() -> None:
    shown = status(tags=[{"name": "Blend"}, {"name": "blend"}, None], media_attachments=[{"type": "image"}])

    records = parse("others", [shown], hashtags=("blend",))

    assert one(records).kind == "ugc_post"
    assert one(records).hashtags == ("Blend",)
    (post,) = [r for r in records if isinstance(r, Post)]
    assert (post.is_ugc, post.is_own, post.campaign) == (True, False, "blend")


@pytest.mark.parametrize(
    ("more", "kind"),
    [
        ({}, "mention"),
        ({"in_reply_to_id": "3", "in_reply_to_account_id": ME}, "reply"),
        ({"in_reply_to_id": "3", "in_reply_to_account_id": "5"}, "reply"),
        ({"in_reply_to_id": "3", "in_reply_to_account_id": "5", "mentions": [{"id": ME}]}, "mention"),
        ({"in_reply_to_id": "3", "content": "<p>good TEA</p>"}, "mention"),
        ({"visibility": "direct"}, "direct_message"),
        ({"visibility": "direct", "in_reply_to_id": "3", "in_reply_to_account_id": ME}, "direct_message"),
        ({"visibility": "never seen before"}, "mention"),
        ({"visibility": "local"}, "mention"),
        ({"quote": {"state": "accepted", "quoted_status": {"id": "4", "account": {"id": ME}}}}, "quote"),
        ({"quote": {"state": "accepted", "quoted_status": {"id": "4", "account": {"id": "5"}}}}, "mention"),
        ({"quote": {"state": "revoked", "quoted_status": None}}, "mention"),
        ({"quote": {"state": "never seen before", "quoted_status_id": "4"}}, "mention"),
    ],
)  # fmt: skip
def test_the_kind_is_read_from_the_status(more: dict[str, Any], kind: str) -> None:
    assert one(parse("others", [status(**more)])).kind == kind


@pytest.mark.parametrize(
    "quote",
    [
        {"quote": {"state": "accepted", "quoted_status_id": "4"}},
        {"pleroma": {"quote_id": "4"}},
        {"quote_id": "4"},
    ],
)
def test_a_quote_is_known_in_every_dialect_when_the_quoted_is(quote: dict[str, Any]) -> None:
    found = one(parse("others", [status(**quote)], own='["4"]'))

    assert (found.kind, found.post_native_id) == ("quote", "home.example/4")


def test_a_reply_directly_under_the_brands_post_is_a_comment() -> None:
    reply = status(in_reply_to_id="3", in_reply_to_account_id=ME)

    found = one(parse("notifications", [{"type": "mention", "created_at": AT, "account": ANN, "status": reply}],
                      roots='{"7": "3"}', own='["3"]'))  # fmt: skip

    assert (found.kind, found.root_native_id, found.post_native_id) == (
        "comment",
        "home.example/3",
        "home.example/3",
    )


def test_ids_that_are_numbers_are_ids() -> None:
    assert one(parse("others", [status(id=7, account={**ANN, "id": 1})])).author_native_id == "home.example/1"


def test_what_happened_outside_the_window_is_left_out() -> None:
    late = status(created_at="2026-11-22T12:00:00Z")
    early = status(created_at="2026-11-22T10:59:59Z")

    assert parse("others", [late, early]) == []


def test_what_came_late_counts_when_the_brand_was_told() -> None:
    """Another server delivered it three days after it was written: the window that sees it must keep it."""
    old = status(created_at="2026-11-19T08:00:00Z")

    found = one(
        parse("notifications", [{"type": "mention", "created_at": AT, "account": ANN, "status": old}])
    )

    assert found.occurred_at == datetime(2026, 11, 19, 8, tzinfo=UTC)


def test_people_are_as_the_page_shows_them() -> None:
    (person,) = parse("people", [{**ANN, "followers_count": -1, "bot": True}])

    assert isinstance(person, Profile)
    assert (person.handle, person.display_name, person.followers, person.is_bot) == (
        "ann@far.example",
        "Ann",
        None,
        True,
    )
    assert person.seen_at == NOW - timedelta(microseconds=1)


# ---------------------------------------------------------------- pages


def test_a_pleroma_emoji_reaction_is_a_reaction_of_its_own() -> None:
    told = {"type": "pleroma:emoji_reaction", "created_at": AT, "account": ANN, "emoji": "🎉",
            "status": status("4", account=BRAND)}  # fmt: skip
    records = parse("notifications", [told, {**told, "emoji": "👍"}])

    found = [r for r in records if isinstance(r, Interaction)]
    assert {(r.kind, r.text) for r in found} == {("reaction", "🎉"), ("reaction", "👍")}
    assert len({r.native_id for r in found}) == 2


def test_who_follows_two_accounts_of_a_brand_follows_each() -> None:
    told = [{"type": "follow", "created_at": AT, "account": ANN}]
    ids = {one(parse("notifications", told, me=me)).native_id for me in (ME, "901")}

    assert ids == {"home.example/follow/1/900", "home.example/follow/1/901"}


@pytest.mark.parametrize(
    "kind", ["poll", "update", "status", "admin.report", "moderation_warning", "never seen before"]
)
def test_notifications_of_no_interaction_are_nothing(kind: str) -> None:
    assert (
        parse("notifications", [{"type": kind, "created_at": AT, "account": ANN, "status": status()}]) == []
    )


def test_a_group_names_its_people_in_full_or_in_part() -> None:
    group = {"type": "favourite", "status_id": "4", "latest_page_notification_at": AT}
    body = {
        "accounts": [ANN],
        "partial_accounts": [{"id": "2", "acct": "bob"}],
        "statuses": [status("4", account=BRAND)],
        "notification_groups": [
            {**group, "sample_account_ids": ["1", "2"]},
            {**group, "sample_account_ids": ["3"]},
        ],
    }
    records = parse("grouped", body)

    found = {r.native_id for r in records if isinstance(r, Interaction)}
    assert found == {"home.example/favourite/1/4", "home.example/favourite/2/4"}
    assert len([r for r in records if isinstance(r, BadRow)]) == 1  # whoever 3 is, the page does not say


@pytest.mark.parametrize("last", [None, {}, "x"])
def test_a_conversation_whose_last_message_is_gone_stops_no_other(last: Any) -> None:
    body = [{"id": "1", "last_status": last}, {"id": "2", "last_status": status(visibility="direct")}]

    assert one(parse("conversations", body)).kind == "direct_message"


def test_gone_is_told_only_when_the_server_says_so() -> None:
    (deletion,) = parse("gone", {"error": "Record not found"}, subject="7")

    assert deletion == Deletion("mastodon", "home.example/7", NOW - timedelta(microseconds=1))
    assert not [r for r in parse("gone", b"<html>404</html>", subject="7") if isinstance(r, Deletion)]
    assert parse("gone", {}, subject="7") == []


def test_a_private_thread_is_the_brands_whoever_is_mentioned_and_belongs_to_no_post() -> None:
    ours = status("5", account=BRAND, visibility="direct")
    context = {"ancestors": [ours], "descendants": []}
    theirs = status("6", in_reply_to_id="5", visibility="direct")
    found = [r for r in parse("thread", context, status=json.dumps(theirs)) if isinstance(r, Interaction)]

    assert {(r.native_id, r.kind, r.post_native_id) for r in found} == {
        ("home.example/5", "direct_message", None),
        ("home.example/6", "direct_message", None),
    }
    strangers = {"ancestors": [status("5", visibility="direct")], "descendants": []}
    found = [r for r in parse("thread", strangers, status=json.dumps(theirs)) if isinstance(r, Interaction)]
    assert {r.kind for r in found} == {"direct_message"}


@pytest.mark.parametrize(("visibility", "told"), [("local", 0), ("list", 2)])
def test_what_everybody_on_one_server_may_read_is_no_private_thread(visibility: str, told: int) -> None:
    """`local` is Akkoma's and Pleroma's word for it; `list`, GoToSocial's and Akkoma's for some people only."""
    strangers = {"ancestors": [status("5", visibility=visibility)], "descendants": []}
    theirs = status("6", in_reply_to_id="5", visibility=visibility)
    found = [r for r in parse("thread", strangers, status=json.dumps(theirs)) if isinstance(r, Interaction)]

    assert len(found) == told


def test_a_thread_whose_beginning_was_deleted_begins_after_it() -> None:
    above = status("5", in_reply_to_id="4")
    thread = Thread.of(
        status("6", in_reply_to_id="5"),
        {"ancestors": [above], "descendants": [status("8", in_reply_to_id="6")]},
    )

    assert thread.roots == {"5": "5", "6": "5", "8": "5"}


def test_a_thread_that_bites_its_tail_ends() -> None:
    thread = Thread.of(status("5", in_reply_to_id="6"), {"descendants": [status("6", in_reply_to_id="5")]})

    assert set(thread.roots) == {"5", "6"}


ODD = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8) | st.just(AT),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(
            ["id", "account", "status", "type", "created_at", "content", "accounts", "statuses", "descendants",
             "ancestors", "notification_groups", "last_status", "media_attachments", "tags", "mentions", "poll",
             "quote", "card", "reblog", "in_reply_to_id", "edited_at", "sample_account_ids", "status_id"]
        ),
        inner,
        max_size=6,
    ),
    max_leaves=25,
)  # fmt: skip


@given(st.sampled_from(sorted(_FORMS)), ODD)
def test_no_answer_breaks_the_parser(form: str, body: Any) -> None:
    context = {"status": json.dumps(body), "group": json.dumps(body), "new": json.dumps(body), "subject": "7"}
    parse(form, body, **context)


@pytest.mark.parametrize("raw", [b"", b"<html>", b'[{"id": "1"', b"null", b"3", b"[" * 100_000])
def test_a_page_that_is_none_is_kept_as_a_bad_row(raw: bytes) -> None:
    (bad,) = parse("notifications", raw)

    assert isinstance(bad, BadRow)
    assert (bad.entity, bad.location) == ("page", "page 3")


# ---------------------------------------------------------------- rate limits in two dialects


@pytest.mark.parametrize("reset", ["2026-11-22T12:05:00.123456Z", "1795349100", "2026-11-22T13:05:00+01:00"])
def test_the_reset_is_read_as_mastodon_and_as_gotosocial_write_it(reset: str) -> None:
    headers = {"x-ratelimit-limit": "300", "x-ratelimit-remaining": "17", "x-ratelimit-reset": reset}

    budget = read_budget(BUDGET, headers, NOW.timestamp())

    assert budget is not None
    assert (budget.limit, budget.remaining) == (300, 17)
    assert 0 < budget.resets_at - NOW.timestamp() < 7200


@pytest.mark.parametrize("reset", ["", "soon", "2026-11-22T12:05:00", "nan"])
def test_a_reset_that_cannot_be_read_is_no_budget(reset: str) -> None:
    headers = {"x-ratelimit-remaining": "0", "x-ratelimit-reset": reset}

    assert read_budget(BUDGET, headers, NOW.timestamp()) is None


@pytest.mark.parametrize("kind", [[], {}, None, 7])
def test_a_notification_whose_kind_is_no_word_stops_no_other(kind: Any) -> None:
    told = [
        {"type": kind, "created_at": AT, "account": ANN},
        {"type": "follow", "created_at": AT, "account": ANN},
    ]

    assert one(parse("notifications", told)).kind == "follow"
