"""Instagram's pages read by hand: what is null or unknown, other spellings, and whatever strangers may write."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from connectors.graph_errors import USAGE
from connectors.graph_pages import without_token
from connectors.http_rules import Budget, read_budget
from connectors.instagram_figures import read
from connectors.instagram_insights import next_midnight
from connectors.instagram_parse import _FORMS, PageParser
from connectors.instagram_values import hashtags, media_kinds, moment
from connectors.records import (
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
FETCHED = NOW + timedelta(minutes=3)
WINDOW = Window(NOW - timedelta(hours=1), NOW)
AT = "2026-11-22T11:30:00+0000"
MEDIA = {"id": "180", "timestamp": AT, "username": "brand", "permalink": "https://www.instagram.com/p/1/"}
ANN = {"id": "55", "username": "ann"}


def parse(form: str, body: Any, **context: str) -> list[Record]:
    base = {"form": form, "me": "900", "name": "brand"}
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    return list(PageParser(Page(3, raw, FETCHED, base | context), WINDOW, ("blend",)).records())


def comment(**more: Any) -> dict[str, Any]:
    return {"id": "178", "text": "hi", "timestamp": AT, "from": ANN} | more


def one(records: list[Record]) -> Interaction:
    (found,) = [r for r in records if isinstance(r, Interaction) and r.kind != "post"]
    return found


@pytest.mark.parametrize(
    ("given_", "at"),
    [
        ("2026-11-22T11:30:00+0000", datetime(2026, 11, 22, 11, 30, tzinfo=UTC)),
        ("2026-11-22T11:30:00Z", datetime(2026, 11, 22, 11, 30, tzinfo=UTC)),
        (1_700_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        (1_700_000_000_000, datetime(2023, 11, 14, 22, 13, 20, tzinfo=UTC)),
        ("2026-11-22T11:30:00", None),
        (1 << 60, None),
        (True, None),
        (None, None),
    ],
)
def test_times_are_read_as_text_or_seconds(given_: Any, at: datetime | None) -> None:
    assert moment(given_) == at


@pytest.mark.parametrize(
    ("media", "kinds"),
    [
        ({"media_type": "IMAGE"}, ("photo",)),
        ({"media_type": "VIDEO"}, ("video",)),
        ({"media_type": "HOLOGRAM"}, ("document",)),
        ({"media_type": "CAROUSEL_ALBUM"}, ()),
        ({"media_type": "CAROUSEL_ALBUM", "children": {"data": [{"media_type": "IMAGE"}, 7]}}, ("photo", "document")),
        ({}, ()),
    ],
)  # fmt: skip
def test_media_kinds(media: dict[str, Any], kinds: tuple[str, ...]) -> None:
    assert media_kinds(media) == kinds


def test_hashtags_are_told_once_as_first_written() -> None:
    assert hashtags("#Blend and #blend, #Café_2!") == ("Blend", "Café_2")
    assert hashtags(None) == ()


def test_a_comment_knows_its_post_its_parent_and_its_author_and_nothing_more() -> None:
    records = parse("comments", {"data": [comment()]}, media=json.dumps(MEDIA))

    found = one(records)
    assert (found.kind, found.parent_native_id, found.post_native_id) == ("comment", "180", "180")
    assert (found.lang, found.shares, found.edited_at, found.likes) == (None, None, None, None)
    (profile,) = [r for r in records if isinstance(r, Profile) and r.native_id == "55"]
    assert (profile.display_name, profile.followers, profile.lang, profile.is_bot) == (None, None, None, None)


@pytest.mark.parametrize(
    ("more", "author"),
    [({}, "55"), ({"from": {"username": "ann"}}, "@ann"), ({"from": None, "username": "ann"}, "@ann"),
     ({"from": None}, "unknown"), ({"from": {"id": "900"}}, "900"), ({"from": {"username": "Brand"}}, "900")],
)  # fmt: skip
def test_who_wrote_a_comment(more: dict[str, Any], author: str) -> None:
    records = parse("comments", {"data": [comment(**more)]}, media=json.dumps(MEDIA))

    found = one(records)
    assert found.author_native_id == author
    assert found.direction == ("outbound" if author == "900" else "inbound")


def test_a_comment_under_another_persons_post_is_a_mention() -> None:
    theirs = {"id": "181", "username": "bob", "permalink": "https://www.instagram.com/p/2/"}
    found = one(parse("mentioned_comment", {"mentioned_comment": comment(media=theirs)}))

    assert (found.kind, found.post_native_id, found.root_native_id) == ("mention", None, "181")


def test_what_a_hashtag_finds_of_our_own_is_left_out() -> None:
    body = {"data": [{"id": "1", "timestamp": AT}, {"id": "2", "timestamp": AT, "permalink": "https://p/2"}]}

    assert parse("others", body, ours=json.dumps(["1", "https://p/2"])) == []


def test_an_api_that_no_longer_shows_something_has_deleted_it() -> None:
    (deletion,) = parse("gone", {"error": {"code": 100, "error_subcode": 33}}, subject="178")

    assert deletion == Deletion("instagram", "178", NOW - timedelta(microseconds=1))


def test_a_permalink_that_is_no_web_address_is_left_out() -> None:
    records = parse("media", {"data": [MEDIA | {"permalink": "javascript:alert(1)"}]})

    assert {r.permalink for r in records if isinstance(r, Post)} == {None}


def test_hidden_likes_are_unknown_and_not_zero() -> None:
    (snapshot,) = [r for r in parse("counts", MEDIA | {"comments_count": 2}) if isinstance(r, PostSnapshot)]

    assert (snapshot.reactions, snapshot.comments, snapshot.reach, snapshot.saves) == (None, 2, None, None)


def test_insights_are_read_in_either_form_and_unknown_ones_left_out() -> None:
    body = {
        "data": [
            {"name": "reach", "values": [{"value": 7}]},
            {"name": "views", "total_value": {"value": 9}},
            {"name": "saved", "values": []},
            {"name": "shares", "values": [{"value": {"a": 1}}]},
            {"name": "telepathy", "values": [{"value": 3}]},
            None,
        ]
    }
    assert read(body) == {"reach": 7, "impressions": 9}


def test_a_day_ends_by_the_brands_own_clock() -> None:
    berlin = ZoneInfo("Europe/Berlin")

    assert next_midnight(NOW, berlin) == datetime(2026, 11, 22, 23, tzinfo=UTC)
    assert next_midnight(datetime(2026, 3, 28, 23, tzinfo=UTC), berlin) == datetime(
        2026, 3, 29, 22, tzinfo=UTC
    )


@pytest.mark.parametrize(
    ("headers", "left"),
    [
        ({"x-app-usage": '{"call_count":28,"total_time":25,"total_cputime":25}'}, 67),
        (
            {
                "x-business-use-case-usage": '{"1":[{"call_count":1,"total_time":60}],"2":[{"call_count":70.5}]}'
            },
            24,
        ),
        ({"x-app-usage": '{"call_count":10}', "x-business-use-case-usage": '{"1":[{"call_count":99}]}'}, 0),
        ({"x-app-usage": '{"call_count":140}'}, 0),
    ],
)
def test_usage_in_percent_is_what_is_left_of_the_tightest_limit(headers: dict[str, str], left: int) -> None:
    budget = read_budget(USAGE, headers, 1000.0)

    assert budget is not None
    assert (budget.remaining, budget.limit, budget.resets_at) == (left, 100, 1300.0)


def test_the_time_to_regain_access_is_kept_to() -> None:
    header = '{"1":[{"call_count":10,"estimated_time_to_regain_access":12}]}'

    assert read_budget(USAGE, {"x-business-use-case-usage": header}, 0.0) == Budget(0, 720.0, 100, " %")


@pytest.mark.parametrize(
    "value", ["", "no json", "[]", "7", '{"call_count": "7"}', '{"call_count": true}', '{"a": 1}']
)
def test_headers_that_say_nothing_are_no_budget(value: str) -> None:
    assert read_budget(USAGE, {"x-app-usage": value}, 0.0) is None


def test_a_next_address_loses_its_token_and_nothing_else() -> None:
    given_ = "https://graph.facebook.com/v25.0/1/media?access_token=EAA1%7C2&limit=2&after=Q%3D%3D"

    assert without_token(given_) == "https://graph.facebook.com/v25.0/1/media?limit=2&after=Q%3D%3D"


JUNK = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["id", "data", "timestamp", "from", "replies", "children", "messages", "error", "values"]
            ),
            inner,
            max_size=4,
        )
    ),
    max_leaves=12,
)


@given(form=st.sampled_from(sorted(_FORMS)), body=JUNK, media=JUNK)
def test_nothing_that_strangers_write_makes_the_parser_raise(form: str, body: Any, media: Any) -> None:
    for found in parse(form, body, media=json.dumps(media), thread="t", reach="1", views="2"):
        assert isinstance(found, Record)


@given(st.binary(max_size=60))
def test_a_body_that_is_no_json_is_one_bad_page(body: bytes) -> None:
    found = parse("media", body)

    assert all(isinstance(record, BadRow) for record in found)


def test_texts_that_no_database_stores_are_mended() -> None:
    body = '{"data": [{"id": "178", "text": "a\\u0000\\ud800", "timestamp": "AT", "from": {"id": "55"}}]}'

    assert (
        one(parse("comments", body.replace("AT", AT).encode(), media=json.dumps(MEDIA))).text
        == "a\ufffd\ufffd"
    )
