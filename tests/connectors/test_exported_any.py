"""Whatever bytes a file holds: it is read, or refused in words; never anything else, and never a row twice."""

import io
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from export_files import HOOTSUITE, account, bad, hootsuite, read, said, table, x_archive, zipped
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from connectors.errors import ConnectorError
from connectors.exported import chat, json_items
from connectors.exported.values import Setting, Values, linkedin_moment
from connectors.records import MESSAGE_KINDS, Interaction

QUIET = settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)

NAMES = ["a.csv", "a.txt", "a.json", "a.js", "a.xlsx", "a.xls", "a.zip", "2026-06-01 a.txt"]
values = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(10**20), 10**20)
    | st.floats(allow_nan=False)
    | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=4), inner, max_size=4),
    max_leaves=12,
)


@QUIET
@given(st.lists(values, max_size=8), st.integers(1, 64))
@example([-0.5, 10, "a"], 1)
def test_items_one_by_one_are_the_items_of_the_whole(items: list[Any], size: int) -> None:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(json_items, "CHUNK", size)
        patch.setattr(json_items, "ASSIGNMENT", size + 16)
        text = f"window.x = {json.dumps(items, ensure_ascii=False)}"
        rows = list(json_items.items(io.BytesIO(text.encode()), "[]", ""))
    told = [row.values for row in rows]
    expected = [item if isinstance(item, dict) else {"value": item} for item in items]
    assert told == [item | {"^folder": ""} for item in expected]


@QUIET
@given(st.integers(0, 10_000))
def test_an_archive_cut_anywhere_in_a_file_loses_no_item_before_the_cut(tmp_path: Path, cut: int) -> None:
    members = x_archive()
    whole = members["data/tweets.js"]
    members["data/tweets.js"] = whole[: cut % len(whole)]
    records = read(account(zipped(tmp_path / "x.zip", members)))
    ids = {one.native_id for one in said(records)}
    assert {"dm/1", "dm/2"} <= ids
    whole_items = json.loads(whole.partition("=")[2])
    ends = [whole.index(item["tweet"]["created_at"]) + 60 for item in whole_items]
    before = {
        item["tweet"]["id_str"]
        for item, end in zip(whole_items, ends, strict=True)
        if end + 400 < cut % len(whole)
    }
    assert before <= ids
    assert bad(records)


@QUIET
@given(
    st.binary(max_size=200),
    st.sampled_from(NAMES),
)
@example(b"\xff\xfe", "a.csv")
@example(b"PK\x05\x06" + bytes(18), "a.zip")
def test_any_bytes_are_read_or_refused_in_words(tmp_path: Path, content: bytes, name: str) -> None:
    path = tmp_path / name
    path.write_bytes(content)
    for preset in (None, "zoom-chat", "x-archive", "google-forms", "linkedin-page"):
        with suppress(ConnectorError):
            read(account(path, preset=preset))
        assert account(path, preset=preset).check()


@QUIET
@given(st.lists(st.binary(max_size=60).filter(lambda line: b'"' not in line), max_size=6))
def test_any_lines_in_a_table_leave_its_good_rows_alone(tmp_path: Path, lines: list[bytes]) -> None:
    path = tmp_path / "messages.csv"
    head, first, last = (
        table(HOOTSUITE, *(hootsuite(n, "x", "2026-06-01 14:00:00") for n in (1, 2))).encode().splitlines()
    )
    path.write_bytes(b"\n".join([head, first, *lines, last]))
    records = read(account(path, preset="hootsuite-inbox"))
    ids = [one.native_id for one in records if isinstance(one, Interaction)]
    assert {"m1", "m2"} <= set(ids)
    assert len(ids) == len(set(ids))


@pytest.mark.parametrize(
    ("line", "who", "said_", "kind"),
    [
        ("14:00:00 From Go to Gal to Everyone:\thi", "Go to Gal", "hi", "live_chat"),
        (
            "14:00:00\t From  Ann : see https://x.example/a to b: c",
            "Ann",
            "see https://x.example/a to b: c",
            "live_chat",
        ),
        ("02:00:00 PM From Ann To Everyone: hi", "Ann", "hi", "live_chat"),
        ("14:00:00 From Ann to Bo (Privately) : hi", "Ann", "hi", "direct_message"),
        ("14:00:00 From Ann to All panelists and attendees : hi", "Ann", "hi", "live_chat"),
    ],
)
def test_spellings_of_a_saved_message(line: str, who: str, said_: str, kind: str) -> None:
    (row,) = chat.messages(io.BytesIO(line.encode()), "2026-06-01 a.txt")
    assert row.values
    assert (row.values["from"], row.values["text"], row.values["kind"]) == (who, said_, kind)
    assert row.values["created_at"] == "2026-06-01T14:00:00"
    assert kind in MESSAGE_KINDS


def test_a_line_that_imitates_a_header_inside_a_message_is_part_of_it() -> None:
    text = "14:00:00 From Ann to Everyone:\n\tlook:\n\t14:00:01 From Acme to Everyone:\n\tI promise\n"
    (row,) = chat.messages(io.BytesIO(text.encode()), "2026-06-01 a.txt")
    assert row.values
    assert row.values["from"] == "Ann"


@pytest.mark.parametrize(
    ("written", "count"),
    [
        ("1,204", 1204),
        ("1.204", 1204),
        ("1 204", 1204),
        ("1,000", 1000),
        ("12.000", 12000),
        ("1,200,000", 1_200_000),
        ("1,234.000", 1234),
        ("12.0", 12),
        ("0", 0),
        ("", None),
        ("N/A", None),
        ("-", None),
    ],
)
def test_counts_as_tools_write_them(written: str, count: int | None) -> None:
    from connectors.exported.preset import shipped

    part = shipped()["buffer-posts"].parts[0]
    assert Values({"Likes": written}, part).count(part.counts["reactions"], "reactions") == count


def test_an_id_that_is_no_linkedin_post_has_no_moment() -> None:
    assert linkedin_moment("urn:li:activity:7") is None
    assert linkedin_moment("urn:li:share:" + "9" * 25) is None
    assert Setting("x", "a", (), "UTC", "").platform == "x"
