"""Whatever is wrong with a file, its good rows go in, what is not read says why, and other files lose nothing."""

import os
import struct
import zipfile
from pathlib import Path

import pytest
from export_files import (
    EVER,
    HOOTSUITE,
    account,
    bad,
    hootsuite,
    instagram,
    read,
    said,
    table,
    unzipped,
    workbook,
    x_archive,
    ytd,
    zipped,
)

from connectors.errors import ConfigError, Denied, Malformed
from connectors.exported import json_items, sources
from connectors.exported.preset import named

AT = "2026-06-01 14:00:00"


def messages(*rows: list[str]) -> str:
    return table(HOOTSUITE, *rows)


def good(number: int = 1) -> list[str]:
    return hootsuite(number, f"message {number}", AT)


# ------------------------------------------------------------------ how text is written


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_encoding_and_delimiter_make_no_difference(tmp_path: Path, encoding: str, delimiter: str) -> None:
    path = tmp_path / "messages.csv"
    text = table(HOOTSUITE, hootsuite(1, "café, crème; “yes”\nsecond line", AT), delimiter=delimiter)
    path.write_bytes(text.encode(encoding))
    (message,) = said(read(account(path)))
    assert message.text == "café, crème; “yes”\nsecond line"


def test_a_cell_that_looks_like_a_formula_is_just_text(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text(messages(hootsuite(1, '=HYPERLINK("http://x.example")', AT)), encoding="utf-8")
    (message,) = said(read(account(path)))
    assert message.text == '=HYPERLINK("http://x.example")'


BAD_ROWS = {
    "no_nul": messages(good()).splitlines()[1].replace("message 1", "mess\0age").encode(),
    "utf8": messages(good(9)).splitlines()[1].replace("message 9", "caf").encode()[:-3] + b'\xe9"',
    "column_count": b"m9,c1,Facebook",
    "readable_quotes": b'm9,c1,"Facebook',
    "readable_date": messages(hootsuite(9, "x", "last Tuesday")).splitlines()[1].encode(),
    "readable_direction": messages(hootsuite(9, "x", AT, direction="sideways")).splitlines()[1].encode(),
    "text_length": messages(hootsuite(9, "a" * 200_000, AT)).splitlines()[1].encode(),
}


@pytest.mark.parametrize("check", BAD_ROWS)
def test_a_bad_row_waits_with_file_line_and_reason_and_the_rest_goes_in(tmp_path: Path, check: str) -> None:
    path = tmp_path / "messages.csv"
    before, after = (
        messages(hootsuite(1, "naïve café", AT)).encode(),
        messages(good(2)).encode().splitlines()[1],
    )
    path.write_bytes(before + BAD_ROWS[check] + b"\r\n" + after + b"\r\n")
    records = read(account(path, preset="hootsuite-inbox"))
    assert [one.native_id for one in said(records)] == ["m1", "m2"]
    (problem,) = bad(records)
    assert (problem.check, problem.location) == (check, "messages.csv line 3")
    assert problem.reason
    assert "\0" not in problem.raw


def test_an_id_with_other_content_waits_and_the_same_row_again_is_left_out(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text(messages(good(1), good(1), hootsuite(1, "changed", AT)), encoding="utf-8")
    records = read(account(path))
    assert [one.text for one in said(records)] == ["message 1"]
    (problem,) = bad(records)
    assert (problem.check, problem.location) == ("unique_id", "messages.csv line 4")
    assert "messages.csv line 2" in problem.reason


def test_a_file_of_something_else_is_left_after_a_thousand_rows(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text(messages(good()) + "x,y\r\n" * 5_000, encoding="utf-8")
    problems = bad(read(account(path)))
    assert len(problems) == 1_001
    assert "the rest is left" in problems[-1].reason


# ------------------------------------------------------------------ headers


def test_unknown_headers_are_listed_with_what_was_expected_and_how_to_map_them(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text("Message ID,Direction,Body,When\n1,inbound,hi,2026-06-01 14:00:00\n", encoding="utf-8")
    with pytest.raises(Malformed) as error:
        read(account(path, preset="hootsuite-inbox"))
    words = str(error.value)
    assert "has the columns: Message ID, Direction, Body, When" in words
    assert "created_at (one of: Created at" in words
    assert 'columns = { created_at = "…" }' in words


def test_columns_of_the_account_override_the_presets(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    text = "Message ID,Direction,Body,When,Who\n1,inbound,hi,2026-06-01 14:00:00,Ann\n"
    path.write_text(text, encoding="utf-8")
    columns = {"created_at": "when", "text": "Body", "author_name": "Who"}
    (message,) = said(read(account(path, preset="hootsuite-inbox", columns=columns)))
    assert (message.text, message.author_native_id) == ("hi", "Ann")


def test_a_preset_or_a_column_that_there_is_not_is_named_with_what_there_is(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    path.write_text(messages(good()), encoding="utf-8")
    with pytest.raises(ConfigError, match="no preset 'hootsweet'; there are: buffer-posts, "):
        read(account(path, preset="hootsweet"))
    with pytest.raises(ConfigError, match="columns maps colour; what can be mapped is"):
        read(account(path, preset="hootsuite-inbox", columns={"colour": "Colour"}))


def test_a_copy_of_a_preset_with_changes_is_read_from_its_own_file(tmp_path: Path) -> None:
    shipped = Path(sources.__file__).parent / "presets" / "hootsuite-inbox.toml"
    own = tmp_path / "own.toml"
    text = shipped.read_text(encoding="utf-8").replace('inbound = "comment"', 'inbound = "mention"')
    own.write_text(text.replace('name = "hootsuite-inbox"', 'name = "own"'), encoding="utf-8")
    path = tmp_path / "messages.csv"
    path.write_text(messages(good()), encoding="utf-8")
    (message,) = said(read(account(path, preset=str(own))))
    assert message.kind == "mention"
    own.write_text(text.replace("outbound =", "outbund ="), encoding="utf-8")
    with pytest.raises(ConfigError, match=r"own\.toml: parts\.0\.direction\.outbund"):
        named(str(own))


def test_what_nothing_fits_says_which_presets_there_are(tmp_path: Path) -> None:
    path = tmp_path / "budget.csv"
    path.write_text("a,b\n1,2\n", encoding="utf-8")
    (check,) = account(path).check()
    assert not check.is_ok
    assert "its header line is: a,b" in check.detail
    assert "zoom-chat" in check.detail
    (check,) = account(zipped(tmp_path / "some.zip", {"a.csv": "a,b\n1,2\n"})).check()
    assert "nothing in some.zip is written as we know it" in check.detail


# ------------------------------------------------------------------ several files


def test_a_file_that_cannot_be_read_is_one_problem_and_the_others_go_in(tmp_path: Path) -> None:
    (tmp_path / "a.csv").write_text(messages(good(1)), encoding="utf-8")
    (tmp_path / "b.csv").write_text("a,b\n1,2\n", encoding="utf-8")
    (tmp_path / "c.zip").write_bytes(b"PK\x03\x04 cut")
    zipped(tmp_path / "d.zip", {"d.csv": messages(good(2))})
    records = read(account(tmp_path / "*.*"))
    assert sorted(one.native_id for one in said(records)) == ["m1", "m2"]
    assert [(problem.entity, problem.location) for problem in bad(records)] == [
        ("page", "b.csv"),
        ("page", "c.zip"),
    ]
    assert "download it again" in bad(records)[1].reason


def test_nothing_there_says_where_it_was_looked_for(tmp_path: Path) -> None:
    with pytest.raises(Denied, match=r"nothing matches .*\*\.csv"):
        read(account(tmp_path / "*.csv"))
    with pytest.raises(Denied, match="looked for"):
        read(account(tmp_path / "none.csv"))


# ------------------------------------------------------------------ zips and folders of strangers


def test_names_that_lead_out_of_a_zip_are_not_opened(tmp_path: Path) -> None:
    members = x_archive() | {"../data/tweets.js": ytd("tweets", [{"tweet": {"id_str": "666"}}])}
    records = read(account(zipped(tmp_path / "x.zip", members)))
    assert len(said(records)) == 5
    (problem,) = bad(records)
    assert "its name leads out of the zip" in problem.reason
    assert not (tmp_path.parent / "data").exists()


def test_links_are_not_followed(tmp_path: Path) -> None:
    outside = tmp_path / "outside.csv"
    outside.write_text(messages(good(2)), encoding="utf-8")
    folder = unzipped(tmp_path / "in", {"a.csv": messages(good(1))})
    os.symlink(outside, folder / "b.csv")
    os.symlink(tmp_path, folder / "up")
    assert [one.native_id for one in said(read(account(folder)))] == ["m1"]
    with zipfile.ZipFile(tmp_path / "l.zip", "w") as archive:
        archive.writestr("a.csv", messages(good(1)))
        link = zipfile.ZipInfo("b.csv")
        link.external_attr = 0o120777 << 16
        archive.writestr(link, str(outside))
    records = read(account(tmp_path / "l.zip"))
    assert ([one.native_id for one in said(records)], bad(records)) == (["m1"], [])


def test_a_bomb_is_not_opened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sources, "EXPANSION_FROM", 1 << 20)
    path = zipped(tmp_path / "x.zip", {"good.csv": messages(good()), "bomb.csv": b"\0" * (2 << 20)})
    records = read(account(path, preset="hootsuite-inbox"))
    assert len(said(records)) == 1
    assert "it would unpack to 2,097,152 bytes" in bad(records)[0].reason


def test_an_encrypted_member_says_so(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", {"a.csv": messages(good(1)), "b.csv": messages(good(2))})
    raw = bytearray(path.read_bytes())
    entry = raw.rindex(b"PK\x01\x02")
    struct.pack_into("<H", raw, entry + 8, 1)
    path.write_bytes(raw)
    records = read(account(path, preset="hootsuite-inbox"))
    assert [one.native_id for one in said(records)] == ["m1"]
    assert "it is encrypted" in bad(records)[0].reason


def test_a_zip_damaged_in_the_middle_keeps_what_came_before(tmp_path: Path) -> None:
    rows = [hootsuite(number, os.urandom(60).hex(), AT) for number in range(5_000)]
    path = zipped(
        tmp_path / "x.zip", {"a.csv": messages(*rows), "b.csv": messages(hootsuite(9_999, "whole", AT))}
    )
    raw = bytearray(path.read_bytes())
    raw[len(raw) // 2 : len(raw) // 2 + 64] = b"\xff" * 64
    path.write_bytes(raw)
    records = read(account(path, preset="hootsuite-inbox"))
    assert "m9999" in {one.native_id for one in said(records)}
    assert "damaged from here on" in bad(records)[0].reason


def test_json_that_is_cut_short_keeps_what_came_before(tmp_path: Path) -> None:
    members = x_archive()
    members["data/tweets.js"] = members["data/tweets.js"][: members["data/tweets.js"].index("1003")]
    records = read(account(zipped(tmp_path / "x.zip", members)))
    assert {"1001", "1002", "dm/1", "dm/2"} == {one.native_id for one in said(records)}
    (problem,) = bad(records)
    assert (problem.check, problem.location) == ("readable_json", "x.zip/data/tweets.js item 3")
    assert "the file ends in the middle" in problem.reason


@pytest.mark.parametrize(
    ("content", "words"),
    [
        ("<html>sign in</html>", "holds no JSON"),
        ("", "holds no JSON"),
        ("[" * 200_000, "nested too deeply"),
        ('[{"tweet": 1} {"tweet": 2}]', "stands where a comma or ] was expected"),
    ],
    ids=["html", "empty", "deep", "no comma"],
)
def test_json_that_is_none_says_so_and_loses_no_other_file(tmp_path: Path, content: str, words: str) -> None:
    members = x_archive() | {"data/tweets.js": content}
    records = read(account(zipped(tmp_path / "x.zip", members)))
    assert {one.native_id for one in said(records)} == {"dm/1", "dm/2"}
    assert any(words in problem.reason for problem in bad(records))


def test_an_item_larger_than_any_message_is_not_kept(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(json_items, "MOST_ITEM", 100_000)
    huge = ytd("tweets", [{"tweet": {"id_str": "1", "full_text": "a" * 2_000_000}}])
    records = read(account(zipped(tmp_path / "x.zip", x_archive() | {"data/tweets.js": huge})))
    assert any("an item of more than 100,000 characters" in problem.reason for problem in bad(records))
    assert max(len(problem.raw) for problem in bad(records)) <= 20_000


def test_half_surrogates_and_nul_in_json_do_not_stop_anything(tmp_path: Path) -> None:
    members = instagram()
    name = next(name for name in members if name.endswith("message_1.json"))
    members[name] = (
        members[name].replace("u00a1Claro", "ud800\\u0000Claro", 1).replace("\\\\ud800", "\\ud800")
    )
    records = read(account(zipped(tmp_path / "ig.zip", members)))
    assert len([one for one in said(records) if one.kind == "direct_message"]) == 2


def test_a_workbook_that_is_none_says_so(tmp_path: Path) -> None:
    path = tmp_path / "page.xlsx"
    path.write_bytes(b"not a workbook")
    (check,) = account(path, preset="linkedin-page").check()
    assert "is no spreadsheet that can be read" in check.detail
    path.write_bytes(workbook({"All posts": [["a", "b"], [1, 2]]}))
    (check,) = account(path, preset="linkedin-page").check()
    assert (
        "has the columns: a, b. Expected as well: id (one of: Post link); day (one of: Created date)"
        in check.detail
    )


def test_a_chat_that_does_not_say_its_day_asks_for_it(tmp_path: Path) -> None:
    path = tmp_path / "meeting_saved_chat.txt"
    path.write_text("14:00:00 From Ann to Everyone:\n\thi\n", encoding="utf-8")
    with pytest.raises(Malformed, match="says no day"):
        read(account(path, preset="zoom-chat"))
    path.write_text("00:30:00\tAnn:\thi\n", encoding="utf-8")
    with pytest.raises(Malformed, match="counts its times from the recording's start"):
        read(account(path))


def test_the_doctor_says_what_would_come_in_and_what_not(tmp_path: Path) -> None:
    path = tmp_path / "messages.csv"
    rows = (good(1), hootsuite(2, "x", "?"), hootsuite(3, "y", AT, direction="outbound"))
    header = (*HOOTSUITE, "Agent")
    path.write_text(table(header, *([*row, "Jo"] for row in rows)), encoding="utf-8")
    (check,) = account(path).check()
    assert check.is_ok
    assert check.detail.startswith(
        "messages.csv: hootsuite-inbox (found by what is in it), 3 rows, 2026-06-01 to"
    )
    assert "1 comment, 1 reply; 1 by the brand; 1 cannot be read (first: messages.csv line 3:" in check.detail
    assert check.detail.endswith("columns unused: Agent")


def test_the_doctor_warns_when_nobody_in_a_file_is_the_brand(tmp_path: Path) -> None:
    path = tmp_path / "2026-06-01 chat.txt"
    path.write_text("14:00:00 From Helpdesk to Everyone:\n\thi\n", encoding="utf-8")
    (check,) = account(path).check()
    assert check.is_warning
    assert "`own`" in check.advice
    (check,) = account(path, own=("helpdesk",)).check()
    assert not check.is_warning


def test_a_landed_page_is_parsed_without_its_file(tmp_path: Path) -> None:
    path = zipped(tmp_path / "x.zip", x_archive())
    connector = account(path)
    pages = list(connector.fetch("conversations", EVER, None))
    path.unlink()
    records = [record for page in pages for record in account(path).parse("conversations", page, EVER)]
    assert len(said(records)) == 5


def test_a_zip_of_many_files_that_are_small_each_and_too_much_together_is_not_opened(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sources, "EXPANSION_FROM", 5_000)
    monkeypatch.setattr(sources, "MOST_EXPANSION", 5)
    path = zipped(tmp_path / "x.zip", {f"{n}.csv": "0" * 4_000 for n in range(50)})
    with pytest.raises(Malformed, match=r"x\.zip is not opened: it would unpack to 200,000 bytes"):
        read(account(path, preset="hootsuite-inbox"))


def test_an_id_that_no_address_can_hold_stops_no_other_row(tmp_path: Path) -> None:
    at = "Mon Jun 01 08:00:00 +0000 2026"
    tweets = [{"tweet": {"id_str": i, "full_text": "hi", "created_at": at}} for i in ("7\ud800", "8")]
    members = x_archive() | {"data/tweets.js": ytd("tweets", tweets)}
    found = {message.native_id: message for message in said(read(account(unzipped(tmp_path, members))))}
    assert found["8"].permalink == "https://x.com/i/web/status/8"
    assert (found["7\ud800"].permalink or "").startswith("https://x.com/i/web/status/7%")
