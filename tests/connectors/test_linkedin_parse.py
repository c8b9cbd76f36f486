"""Parsing LinkedIn's pages: pure, tolerant, never raising; what cannot be read is kept with its reason."""

import json
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from on_linkedin import ME, NOW, WINDOW, said, the

from connectors import linkedin_values as values
from connectors.linkedin_parse import _FORMS, PageParser
from connectors.records import BadRow, Deletion, Interaction, Page, Record

POST = "urn:li:share:7397942400000000002"
ANN = "urn:li:person:ann"
AT = int((NOW - timedelta(minutes=5)).timestamp() * 1000)
COMMENT = {
    "id": "7397942400000000010",
    "commentUrn": "urn:li:comment:(urn:li:activity:7397942400000000003,7397942400000000010)",
    "actor": ANN,
    "message": {"text": "Where is it?"},
    "created": {"time": AT, "actor": ANN},
    "lastModified": {"time": AT, "actor": ANN},
}


def parsed(form: str, body: Any, **context: str) -> list[Record]:
    """The records of a page."""
    raw = body if isinstance(body, bytes) else json.dumps(body).encode()
    page = Page(1, raw, NOW, {"form": form, "me": ME, "since": WINDOW.start.isoformat()} | context)
    return list(PageParser(page, WINDOW, ("blend",)).records())


def reasons(records: list[Record]) -> list[str]:
    """Why rows are bad."""
    return [r.reason for r in records if isinstance(r, BadRow)]


# ---------------------------------------------------------------- texts and URNs


@pytest.mark.parametrize(
    ("given_", "seen"),
    [
        (
            r"a \(b\) \[c\] \*d\* \_e\_ \~f\~ \<g\> \{h\} \| \\ \# \@",
            r"a (b) [c] *d* _e_ ~f~ <g> {h} | \ # @",
        ),
        (r"{hashtag|\#|Blend} {hashtag|#|Tea}", "#Blend #Tea"),
        ("thanks @[Bob Co](urn:li:organization:7)!", "thanks Bob Co!"),
        (r"@[Odd \(Co\)](urn:li:person:x_y-z)", "Odd (Co)"),
        ("mail me@example.org, #Blend", "mail me@example.org, #Blend"),
        (r"\{hashtag\|\\#\|no\}", r"{hashtag|\#|no}"),
        ("@[open {hashtag|", "@[open {hashtag|"),
        ("", None),
        (None, None),
        (7, None),
    ],
)
def test_little_text_is_read_as_people_see_it(given_: Any, seen: str | None) -> None:
    assert values.commentary(given_) == seen


@given(st.text(alphabet="\\{}|#@[]()hashtag :urnli1", max_size=200))
def test_any_text_is_read_in_the_end(text: str) -> None:
    values.commentary(text)


@pytest.mark.parametrize(
    "urn",
    [
        "urn:li:comment:(urn:li:activity:7,12)",
        "urn:li:comment:(activity:7,12)",
        "urn:li:comment:(urn:li:ugcPost:9,12)",
        "12",
    ],
)
def test_a_comment_is_one_by_all_its_urns(urn: str) -> None:
    assert values.comment_id(urn) == "comment:12"


@pytest.mark.parametrize(
    "urn", [None, 12, "", "urn:li:comment:(x,12)", "12/../3", "urn:li:comment:(activity:7,12)\n", "١٢"]
)
def test_what_is_no_comments_urn_is_none(urn: Any) -> None:
    assert values.comment_id(urn) is None


def test_the_time_in_an_id_is_read_where_it_holds_one() -> None:
    assert values.made_at("urn:li:share:6636062862760562688") == datetime(
        2020, 2, 20, 1, 4, 38, 568000, tzinfo=UTC
    )
    assert values.made_at("urn:li:share:17") is None
    assert values.made_at("urn:li:share:99999999999999999999") is None


def test_any_number_is_a_moment_or_none() -> None:
    assert values.moment(AT) == NOW - timedelta(minutes=5)
    assert [values.moment(v) for v in (0, -1, 2**62, True, "1", 1.5, None)] == [None] * 7


# ---------------------------------------------------------------- pages


@pytest.mark.parametrize(
    "body", [b"", b"<html>", b"[]", b"null", b'{"elements": 1}', b"\xff\xfe", b"[" * 5000]
)
def test_a_page_that_cannot_be_read_is_one_bad_row(body: bytes) -> None:
    (row,) = parsed("comments", body, post=POST)

    assert isinstance(row, BadRow)
    assert (row.entity, row.check) == ("page", "readable_page")


def test_a_page_of_a_form_that_is_not_known_is_one_bad_row() -> None:
    assert reasons(parsed("novel", {"elements": []})) == ["no readable page of form 'novel'"]


def test_a_broken_item_loses_no_other() -> None:
    undated = {**COMMENT, "commentUrn": "urn:li:comment:(urn:li:activity:7,17)", "created": None}
    records = parsed("comments", {"elements": [None, 3, {}, undated, COMMENT]}, post=POST)

    assert said(records) == {"comment:7397942400000000010": "comment"}
    assert reasons(records) == ["a comment without an id"] * 3 + ["a comment without a readable time"]


def test_unknown_fields_null_where_none_was_promised_and_unknown_words_are_borne() -> None:
    odd = {
        **COMMENT,
        "actor": None,
        "message": None,
        "likesSummary": None,
        "mood": {"x": 1},
        "lastModified": None,
    }
    (comment,) = [r for r in parsed("comments", {"elements": [odd]}, post=POST) if isinstance(r, Interaction)]

    assert (comment.author_native_id, comment.text, comment.likes, comment.edited_at) == (
        "unknown",
        None,
        None,
        None,
    )
    assert parsed("notified", {"elements": [{"action": "WAVE", "lastModifiedAt": AT}]}) == []
    reaction = {"id": f"urn:li:reaction:({ANN},{POST})", "reactionType": "HMM", "created": {"time": AT}}
    assert (
        the(
            parsed("reactions", {"elements": [reaction]}, post=POST, subject=POST), f"reaction:{ANN}:{POST}"
        ).text
        is None
    )


def test_an_organisations_reaction_is_its_own_and_not_its_administrators() -> None:
    stamp = {"actor": "urn:li:person:admin", "time": AT}
    given_ = {"id": f"urn:li:reaction:({ME},{POST})", "reactionType": "LIKE", "created": stamp}

    (found,) = [
        r
        for r in parsed("reactions", {"elements": [given_]}, post=POST, subject=POST)
        if isinstance(r, Interaction)
    ]

    assert (found.author_native_id, found.direction) == (ME, "outbound")


def test_what_is_of_another_time_stays_out_but_for_what_was_edited_since() -> None:
    before, end = int((WINDOW.start - timedelta(days=1)).timestamp() * 1000), int(NOW.timestamp() * 1000)
    old = {**COMMENT, "created": {"time": before}, "lastModified": {"time": before}}
    edited = {**old, "lastModified": {"time": AT}}
    later = {**COMMENT, "created": {"time": end}}

    assert [len(said(parsed("comments", {"elements": [c]}, post=POST))) for c in (old, edited, later)] == [
        0,
        1,
        0,
    ]


def test_a_deletion_is_told_only_by_the_platforms_own_word() -> None:
    gone = parsed("gone", {"status": 404, "message": "none"}, subject=POST)

    assert [r.native_id for r in gone if isinstance(r, Deletion)] == [POST]
    assert parsed("gone", {"status": 500}, subject=POST) == []


def test_text_that_no_database_stores_is_replaced() -> None:
    hostile = {**COMMENT, "message": {"text": "a\x00b\ud800<script>"}}

    assert the(
        parsed("comments", {"elements": [hostile]}, post=POST), "comment:7397942400000000010"
    ).text == ("a\ufffdb\ufffd<script>")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8)
    | st.sampled_from([POST, ANN, ME, AT, "PUBLISHED", COMMENT["commentUrn"], "SHARE", "LIKE", "SHARE_MENTION"]),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["id", "actor", "created", "time", "message", "text", "content", "poll", "options", "media",
                         "commentary", "publishedAt", "action", "lastModifiedAt", "generatedActivity", "sourcePost",
                         "decoratedGeneratedActivity", "share", "comment", "entity", "owner", "likesSummary", "status",
                         "timeRange", "end", "totalShareStatistics", "likeCount", "lifecycleStateInfo", "author"]),
        inner, max_size=5,
    ),
    max_leaves=12,
)  # fmt: skip


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.sampled_from(sorted(_FORMS)), st.lists(JSON, max_size=3), JSON)
def test_no_page_of_any_form_raises(form: str, elements: list[Any], rest: Any) -> None:
    body = {**(rest if isinstance(rest, dict) else {}), "elements": elements}
    context = {"post": POST, "subject": POST, "start": WINDOW.start.isoformat(), "end": NOW.isoformat()}

    for found in parsed(form, body, **context, read_from=NOW.isoformat(), at=str(AT)):
        assert found is not None
