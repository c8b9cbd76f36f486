"""The conversation export: every row lands once, good ones as records, bad ones with line and reason."""

import os
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from connectors.config import Account, Brand
from connectors.errors import Denied, Malformed
from connectors.exports import ConversationExport
from connectors.records import BadRow, Interaction, Page, Post, Profile, Record, Window

HEADER = "id,parent_id,author_id,is_brand,created_at,text"
EVER = Window(datetime(1900, 1, 1, tzinfo=UTC), datetime(2100, 1, 1, tzinfo=UTC))
JUNE_1 = Window(datetime(2026, 6, 1, tzinfo=UTC), datetime(2026, 6, 2, tzinfo=UTC))
JUNE_2 = Window(datetime(2026, 6, 2, tzinfo=UTC), datetime(2026, 6, 3, tzinfo=UTC))

Write = Callable[..., ConversationExport]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Writes lines (or bytes) as Acme.csv and returns its connector."""

    def made(
        *lines: str, header: str = HEADER, raw: bytes | None = None, **account: Any
    ) -> ConversationExport:
        path = tmp_path / "Acme.csv"
        path.write_bytes("\n".join([header, *lines, ""]).encode() if raw is None else raw)
        fields = {"platform": "export", "handle": "Acme", "path": path} | account
        return ConversationExport(Account(**fields), Brand(slug="acme", name="Acme"))

    return made


def read(connector: ConversationExport, window: Window = EVER) -> list[Record]:
    pages = list(connector.fetch("conversations", window, None))
    return [record for page in pages for record in connector.parse("conversations", page, window)]


def interactions(records: Iterable[Record]) -> dict[str, Interaction]:
    return {record.native_id: record for record in records if isinstance(record, Interaction)}


def bad(records: Iterable[Record]) -> list[BadRow]:
    return [record for record in records if isinstance(record, BadRow)]


def row(native_id: str = "1", parent: str = "", text: str = "hello", at: str = "2026-06-01T09:30:00Z") -> str:
    return f"{native_id},{parent},ann,False,{at},{text}"


# ------------------------------------------------------------------ what good rows become


def test_a_members_question_becomes_an_inbound_mention(write: Write) -> None:
    records = read(write(row(text="where is my order? #late https://shop.example/a?b=1.")))
    assert interactions(records)["1"] == Interaction(
        platform="export",
        native_id="1",
        kind="mention",
        direction="inbound",
        author_native_id="ann",
        occurred_at=datetime(2026, 6, 1, 9, 30, tzinfo=UTC),
        text="where is my order? #late https://shop.example/a?b=1.",
        root_native_id="1",
        hashtags=("late",),
        links=("https://shop.example/a?b=1",),
    )
    assert not [record for record in records if isinstance(record, Post)]


def test_the_brands_own_root_is_a_post_and_the_thread_belongs_to_it(write: Write) -> None:
    records = read(write("p,,Acme,True,2026-06-01T08:00:00Z,News!", row("1", "p"), row("2", "1")))
    found = interactions(records)
    assert (found["p"].kind, found["p"].direction) == ("post", "outbound")
    assert [record.native_id for record in records if isinstance(record, Post)] == ["p"]
    assert [found[i].post_native_id for i in ("p", "1", "2")] == ["p", "p", "p"]


@pytest.mark.parametrize(
    ("is_brand", "parent", "kind", "direction"),
    [
        ("True", "", "post", "outbound"),
        ("true", "1", "reply", "outbound"),
        ("1", "1", "reply", "outbound"),
        ("YES", "1", "reply", "outbound"),
        ("False", "", "mention", "inbound"),
        ("0", "1", "reply", "inbound"),
        ("no", "1", "reply", "inbound"),
    ],
)
def test_kind_and_direction_follow_from_the_rows_place(
    write: Write, is_brand: str, parent: str, kind: str, direction: str
) -> None:
    records = read(write(row("1"), f"2,{parent},x,{is_brand},2026-06-01T10:00:00Z,hi"))
    found = interactions(records)["2"]
    assert (found.kind, found.direction) == (kind, direction)


def test_a_kind_the_file_gives_is_kept(write: Write) -> None:
    records = read(write("1,,ann,False,2026-06-01T10:00:00Z,hi,Direct_Message", header=HEADER + ",kind"))
    assert interactions(records)["1"].kind == "direct_message"


def test_optional_columns_are_read(write: Write) -> None:
    records = read(
        write(
            row() + ",DE,https://x.example/1,3,2.0,photo|https://x.example/v.mp4,Ann B,90",
            header=HEADER + ",lang,permalink,likes,shares,media,author_name,author_followers",
        )
    )
    found = interactions(records)["1"]
    assert (found.lang, found.permalink, found.likes, found.shares) == ("de", "https://x.example/1", 3, 2)
    assert found.media == ("photo", "video")
    profile = next(record for record in records if isinstance(record, Profile))
    assert (profile.handle, profile.display_name, profile.followers) == ("ann", "Ann B", 90)


def test_other_column_names_are_mapped(write: Write) -> None:
    connector = write(
        "7,,ann,no,2026-06-01T10:00:00Z,hi",
        header="Tweet ID,In reply to,User,Ours,Date,Message",
        columns={
            "id": "tweet id", "parent_id": "In reply to", "author_id": "User", "is_brand": "Ours",
            "created_at": "Date", "text": "Message",
        },
    )  # fmt: skip
    assert interactions(read(connector))["7"].text == "hi"


def test_the_network_names_the_platform(write: Write) -> None:
    records = read(write(row(), network="x"))
    assert {record.platform for record in records if not isinstance(record, BadRow)} == {"x"}


def test_a_permalink_template_takes_a_strangers_id_safely(write: Write) -> None:
    records = read(write(row("../{x}?a=b&c#"), permalink="https://x.example/{id}"))
    link = next(iter(interactions(records).values())).permalink
    assert link == "https://x.example/..%2F%7Bx%7D%3Fa%3Db%26c%23"


@pytest.mark.parametrize(
    "link", ["javascript:alert(1)", "http://x.example/ a", 'https://x.example/"><b>', "x"]
)
def test_a_link_no_reader_should_follow_is_dropped(write: Write, link: str) -> None:
    quoted = '"' + link.replace('"', '""') + '"'
    records = read(write(row() + "," + quoted, header=HEADER + ",permalink"))
    assert interactions(records)["1"].permalink is None


@pytest.mark.parametrize(
    ("written", "utc"),
    [
        ("2026-06-01T09:30:00Z", datetime(2026, 6, 1, 9, 30, tzinfo=UTC)),
        ("2026-06-01T09:30:00.25+02:00", datetime(2026, 6, 1, 7, 30, 0, 250_000, tzinfo=UTC)),
        ("2026-06-01 09:30", datetime(2026, 6, 1, 9, 30, tzinfo=UTC)),
    ],
    ids=["utc", "offset", "naive is UTC"],
)
def test_times_are_read_as_utc(write: Write, written: str, utc: datetime) -> None:
    assert interactions(read(write(row(at=written))))["1"].occurred_at == utc


# ------------------------------------------------------------------ how files are written


@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("line_end", ["\n", "\r\n"])
@pytest.mark.parametrize("bom", [b"", b"\xef\xbb\xbf"])
def test_delimiter_line_end_and_bom_make_no_difference(
    write: Write, delimiter: str, line_end: str, bom: bytes
) -> None:
    fields = [HEADER.split(","), ["1", "", "ann", "0", "2026-06-01T09:30:00Z", '"a, b; c\td ""e""\né"']]
    text = "".join(delimiter.join(line) + line_end for line in fields)
    assert interactions(read(write(raw=bom + text.encode())))["1"].text == 'a, b; c\td "e"\né'


def test_a_last_line_without_an_end_and_blank_lines_are_fine(write: Write) -> None:
    records = read(write(raw=f"{HEADER}\n\n{row('1')}\n,,,,,\n\n{row('2')}".encode()))
    assert list(interactions(records)) == ["1", "2"]
    assert bad(records) == []


# ------------------------------------------------------------------ threads over the whole file


def test_a_reply_knows_its_root_in_another_window(write: Write) -> None:
    connector = write(row("1"), row("2", "1"), row("3", "2", at="2026-06-02T10:00:00Z"))
    found = interactions(read(connector, JUNE_2))
    assert list(found) == ["3"]
    assert found["3"].root_native_id == "1"


def test_a_parent_further_down_is_found(write: Write) -> None:
    found = interactions(read(write(row("2", "1"), row("1", at="2026-06-01T08:00:00Z"))))
    assert found["2"].root_native_id == "1"


def test_a_parent_that_is_not_in_the_file_leaves_a_root_that_remembers_it(write: Write) -> None:
    found = interactions(read(write(row("2", "gone"), row("3", "2"))))
    assert (found["2"].parent_native_id, found["2"].root_native_id) == ("gone", "2")
    assert found["3"].root_native_id == "2"


def test_a_child_of_a_bad_row_is_the_root_of_its_thread(write: Write) -> None:
    records = read(write("1,,ann,maybe,2026-06-01T09:30:00Z,hi", row("2", "1")))
    assert interactions(records)["2"].root_native_id == "2"


def test_a_circle_of_parents_is_refused_and_what_hangs_off_it_goes_in(write: Write) -> None:
    connector = write(row("1", "3"), row("2", "1"), row("3", "2", at="2026-06-02T09:00:00Z"), row("4", "3"))
    records = read(connector)
    assert [problem.check for problem in bad(records)] == ["no_cycle"] * 3
    assert "lines 2, 3, 4" in bad(records)[0].reason
    assert interactions(records)["4"].root_native_id == "4"


def test_a_row_that_is_its_own_parent_is_refused(write: Write) -> None:
    (problem,) = bad(read(write(row("1", "1"))))
    assert problem.reason == "the row is its own parent"


def test_a_very_long_chain_of_replies_has_one_root(write: Write) -> None:
    found = interactions(read(write(row("0"), *(row(str(i), str(i - 1)) for i in range(1, 5000)))))
    assert {item.root_native_id for item in found.values()} == {"0"}


def test_an_identical_repeat_is_ignored(write: Write) -> None:
    records = read(write(row("1"), row("1"), '"1",,ann,false,2026-06-01T09:30:00+00:00,hello'))
    assert len(interactions(records)) == 1
    assert bad(records) == []


def test_a_repeated_id_with_other_content_is_refused_and_the_first_stays(write: Write) -> None:
    records = read(write(row("1"), row("1", text="other", at="2026-06-02T09:30:00Z")))
    assert interactions(records)["1"].text == "hello"
    (problem,) = bad(records)
    assert (problem.check, problem.location) == ("unique_id", "Acme.csv line 3")
    assert problem.reason == "id '1' stands already on line 2, with other content"


# ------------------------------------------------------------------ bad rows


BAD_LINES = {
    "readable_date": (b"9,,ann,0,yesterday,hi", "created_at 'yesterday' is not an ISO 8601"),
    "readable_date day only": (b"9,,ann,0,2026-06-01,hi", "'2026-06-01' is not"),
    "readable_date out of range": (b"9,,ann,0,0001-01-01T00:00:00+14:00,hi", "is not an ISO 8601"),
    "readable_is_brand": (b"9,,ann,maybe,2026-06-01T09:30:00Z,hi", "is_brand is 'maybe'"),
    "has_id": (b",,ann,0,2026-06-01T09:30:00Z,hi", "id is empty"),
    "has_id author": (b"9,, ,0,2026-06-01T09:30:00Z,hi", "author_id is empty"),
    "has_id long": (b"9" * 600 + b",,a,0,2026-06-01T09:30:00Z,hi", "id is 600 characters long"),
    "column_count few": (b"9,,ann,0", "too few columns: 4, the header has 6"),
    "column_count many": (b"9,,ann,0,2026-06-01T09:30:00Z,hi,there", "too many columns: 7"),
    "no_nul": (b"9,,ann,0,2026-06-01T09:30:00Z,h\0i", "a NUL byte at position 32"),
    "utf8": (b"9,,ann,0,2026-06-01T09:30:00Z,caf\xe9", "byte 0xE9 at position 4 of text"),
    "text_length": (b"9,,ann,0,2026-06-01T09:30:00Z," + b"a" * 1_000_000, "1,000,000 characters long"),
    "readable_quotes open": (b'9,,ann,0,2026-06-01T09:30:00Z,"hi', "never closed"),
    "readable_quotes stray": (b'9,,ann,0,2026-06-01T09:30:00Z,"hi" there', "after the closing quote"),
}


@pytest.mark.parametrize("name", BAD_LINES)
def test_a_bad_row_is_named_with_line_and_reason_and_the_rest_goes_in(write: Write, name: str) -> None:
    line, reason = BAD_LINES[name]
    before, after = row("1").encode(), row("2", text='"quoted, text"').encode()
    records = read(write(raw=b"\n".join([HEADER.encode(), before, line, after])))
    assert list(interactions(records)) == ["1", "2"]
    (problem,) = bad(records)
    assert problem.check == name.split(maxsplit=1)[0]
    assert reason in problem.reason
    assert problem.location == "Acme.csv line 3"
    assert "\0" not in problem.raw


def test_what_could_not_be_decoded_is_kept_readable(write: Write) -> None:
    records = read(write(raw=HEADER.encode() + b"\n9,,ann,0,2026-06-01T09:30:00Z,caf\xe9\0"))
    assert bad(records)[0].raw == "9,,ann,0,2026-06-01T09:30:00Z,caf\\xe9\\x00"


def test_an_open_quote_does_not_swallow_a_quoted_row_further_down(write: Write) -> None:
    open_quote = '9,,ann,0,2026-06-01T09:30:00Z,"never closed'
    records = read(write(row("1"), open_quote, row("2"), row("3", text='"in ""quotes"""'), row("4")))
    assert list(interactions(records)) == ["1", "2", "3", "4"]
    assert [problem.location for problem in bad(records)] == ["Acme.csv line 3"]


def test_line_numbers_count_lines_inside_quotes(write: Write) -> None:
    records = read(write(row("1", text='"a\nb\nc"'), "9,,ann,0,never,hi"))
    assert [problem.location for problem in bad(records)] == ["Acme.csv line 5"]


@pytest.mark.parametrize(
    ("column", "value", "check"),
    [
        ("likes", "many", "readable_number"),
        ("author_followers", "-3", "readable_number"),
        ("kind", "telepathy", "known_kind"),
        ("media", "hologram", "known_media"),
    ],
)
def test_an_optional_value_that_cannot_be_is_refused(
    write: Write, column: str, value: str, check: str
) -> None:
    (problem,) = bad(read(write(f"{row()},{value}", header=f"{HEADER},{column}")))
    assert problem.check == check
    assert value in problem.reason


# ------------------------------------------------------------------ windows


def test_a_window_is_half_open(write: Write) -> None:
    connector = write(
        row("1", at="2026-06-01T00:00:00Z"),
        row("2", at="2026-06-01T23:59:59.999999Z"),
        row("3", at="2026-06-02T00:00:00Z"),
    )
    assert list(interactions(read(connector, JUNE_1))) == ["1", "2"]
    assert list(interactions(read(connector, JUNE_2))) == ["3"]


def test_a_row_without_a_date_lands_with_the_good_row_before_it(write: Write) -> None:
    connector = write("8,,ann,0,?,first", row("1"), "9,,ann,0,?,hi", row("2", at="2026-06-02T10:00:00Z"))
    assert [problem.location for problem in bad(read(connector, JUNE_1))] == [
        "Acme.csv line 2",
        "Acme.csv line 4",
    ]
    assert bad(read(connector, JUNE_2)) == []


def test_a_bad_row_with_a_date_lands_by_its_date(write: Write) -> None:
    connector = write(row("1"), "9,,ann,maybe,2026-06-02T10:00:00Z,hi")
    assert bad(read(connector, JUNE_1)) == []
    assert len(bad(read(connector, JUNE_2))) == 1


def test_a_file_that_grew_is_read_again(write: Write, tmp_path: Path) -> None:
    connector = write(row("1"))
    assert len(interactions(read(connector))) == 1
    with (tmp_path / "Acme.csv").open("a", encoding="utf-8") as file:
        file.write(row("2", "1") + "\n")
    assert interactions(read(connector))["2"].root_native_id == "1"


def test_many_rows_come_in_several_pages(write: Write) -> None:
    connector = write(*(row(str(i)) for i in range(2500)))
    pages = list(connector.fetch("conversations", EVER, None))
    assert [page.number for page in pages] == [1, 2, 3]
    assert len(interactions(read(connector))) == 2500


def test_a_landed_page_is_parsed_without_the_file(write: Write, tmp_path: Path) -> None:
    connector = write(row("1"), row("2", "1"), "9,,ann,0,?,hi")
    pages: list[Page] = list(connector.fetch("conversations", EVER, None))
    (tmp_path / "Acme.csv").unlink()
    records = [record for page in pages for record in connector.parse("conversations", page, EVER)]
    assert (len(interactions(records)), len(bad(records))) == (2, 1)


cells = st.text(st.characters(blacklist_categories=["Cs"]), max_size=8)
times = st.integers(0, 72 * 3600).map(lambda s: (JUNE_1.start + timedelta(seconds=s)).isoformat())
lines = st.lists(
    st.one_of(
        st.binary(max_size=40),
        st.tuples(
            st.sampled_from("abcdef"), st.sampled_from(["", *"abcdefg"]), st.sampled_from(["0", "1", "?"]),
            st.one_of(times, cells), cells,
        ).map(lambda t: f'{t[0]},{t[1]},ann,{t[2]},{t[3]},"{t[4]}"'.encode()),
    ),
    max_size=12,
)  # fmt: skip


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150, deadline=None)
@given(lines)
def test_whatever_the_file_holds_every_line_lands_exactly_once(write: Write, rows: list[bytes]) -> None:
    good = row("good", at="2026-06-02T09:30:00Z").encode()
    connector = write(raw=b"\n".join([HEADER.encode(), good, *rows]))
    os.utime(str(connector.account.path), ns=(hash(tuple(rows)) % 10**18, hash(tuple(rows)) % 10**18))
    days = [
        Window(EVER.start, JUNE_1.end),
        JUNE_2,
        Window(JUNE_2.end, JUNE_2.end + timedelta(days=1)),
        Window(JUNE_2.end + timedelta(days=1), EVER.end),
    ]
    whole = read(connector)
    by_day = [record for day in days for record in read(connector, day)]
    assert sorted(map(repr, by_day)) == sorted(map(repr, whole))
    assert "good" in interactions(whole)
    roots = interactions(whole)
    assert all(item.root_native_id in roots for item in roots.values())


# ------------------------------------------------------------------ files that cannot be used


@pytest.mark.parametrize(
    ("raw", "words"),
    [
        (b"", "is empty; expected a header line: id, parent_id"),
        (b"id,parent_id,author,is_brand,created_at,text\n", "no column author_id; its header line is: id,"),
        (b"\xff\xfei\0d\0", "written in UTF-16; save it as CSV in UTF-8"),
        (f"{HEADER}\n1,,ann,0,x,hi\n".encode(), "no row of 1 has a readable created_at"),
    ],
    ids=["empty", "header", "utf-16", "no dates"],
)
def test_a_file_that_cannot_be_used_says_what_is_expected(write: Write, raw: bytes, words: str) -> None:
    with pytest.raises(Malformed) as error:
        read(write(raw=raw))
    assert words in str(error.value)


def test_a_file_with_a_header_only_has_no_rows(write: Write) -> None:
    assert read(write()) == []


def test_a_missing_file_says_where_it_was_looked_for(write: Write, tmp_path: Path) -> None:
    with pytest.raises(Denied, match=r"looked for .*nowhere\.csv"):
        read(write(path=tmp_path / "nowhere.csv"))


def test_a_mapping_for_a_column_we_do_not_know_is_refused(write: Write) -> None:
    with pytest.raises(Malformed, match="columns maps colour"):
        read(write(columns={"colour": "Colour"}))


def test_the_doctor_says_how_much_can_be_read(write: Write) -> None:
    (check,) = write(row("1"), row("2", "2")).check()
    assert check.is_ok
    assert check.detail == "Acme.csv: 2 rows, 2026-06-01 to 2026-06-01; 1 cannot be read"


def test_the_doctor_says_what_to_do_about_a_missing_file(write: Write, tmp_path: Path) -> None:
    (check,) = write(path=tmp_path / "nowhere.csv").check()
    assert not check.is_ok
    assert "rapport.toml" in check.advice
