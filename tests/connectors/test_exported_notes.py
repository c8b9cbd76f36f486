"""Long posts of X's archive: cut in its file of posts, and whole in its file of notes, where nothing names the post."""

from pathlib import Path
from typing import Any

import pytest
from export_files import account, bad, read, said, x_archive, ytd, zipped

from connectors.exported import wholes
from connectors.records import Interaction, Post

LONG = (
    "We changed the roast of the house blend this spring, and many of you asked what is different. Short answer: a "
    "little more time & a little less heat, so that the sweetness stays. Long answer below, with every curve we "
    "tried, what it did to the cup, and why the fourth of them won. First, though, what we did not want to lose."
)
CUT = LONG[:269]
AT, NOTE_AT = "Mon Jun 01 09:30:00 +0000 2026", "2026-06-01T09:30:00.000Z"


def post(text: str, number: str = "2001", at: str = AT, **more: Any) -> dict[str, Any]:
    """A post as the file of posts has it: escaped."""
    escaped = text.replace("&", "&amp;").replace("<", "&lt;")
    return {"tweet": {"id_str": number, "full_text": escaped, "created_at": at, **more}}


def note(
    text: str, number: str = "900", at: str = NOTE_AT, urls: tuple[dict[str, str], ...] = ()
) -> dict[str, Any]:
    """A note: named by an id of its own."""
    core = {"text": text, "urls": list(urls), "mentions": [], "hashtags": [], "cashtags": [], "styletags": []}
    lifecycle = {"value": "1", "name": "Active", "originalName": "Active"}
    return {
        "noteTweet": {
            "noteTweetId": number,
            "createdAt": at,
            "updatedAt": at,
            "lifecycle": lifecycle,
            "core": core,
        }
    }


def link(short: str, full: str) -> dict[str, str]:
    return {"shortUrl": short, "expandedUrl": full, "displayUrl": "…", "fromIndex": "0", "toIndex": "1"}


def members(posts: list[dict[str, Any]], notes: list[dict[str, Any]]) -> dict[str, str]:
    files = {"data/tweets.js": ytd("tweets", posts), "data/note-tweet.js": ytd("note_tweet", notes)}
    return {**x_archive(), **files}


def told(tmp_path: Path, posts: list[dict[str, Any]], notes: list[dict[str, Any]]) -> dict[str, Interaction]:
    records = read(account(zipped(tmp_path / "x.zip", members(posts, notes))))
    assert bad(records) == []
    whole = {one.native_id: one.text for one in records if isinstance(one, Post)}
    found = {one.native_id: one for one in said(records) if not one.native_id.startswith("dm/")}
    assert all(found[native].text == text for native, text in whole.items())
    return found


def text_of(tmp_path: Path, cut: str, *notes: dict[str, Any], **more: Any) -> str | None:
    return told(tmp_path, [post(cut, **more)], list(notes))["2001"].text


@pytest.mark.parametrize("mark", ["…", "… https://t.co/self", "… https://t.co/p https://t.co/self"])
def test_a_post_that_is_cut_is_told_in_whole(tmp_path: Path, mark: str) -> None:
    assert text_of(tmp_path, CUT + mark, note(LONG)) == LONG


def test_a_note_that_is_escaped_itself_is_read_as_it_was_meant(tmp_path: Path) -> None:
    assert text_of(tmp_path, f"{CUT}…", note(LONG.replace("&", "&amp;"))) == LONG


def test_links_have_other_ids_in_the_note_and_are_told_in_full(tmp_path: Path) -> None:
    entities = {"urls": [{"url": "https://t.co/OLD1", "expanded_url": "https://acme.example/curves?a=1&b=2"}]}
    words = "Curves: https://t.co/{} {} more: https://t.co/{}"
    urls = (link("https://t.co/NEW1", "https://acme.example/curves?a=1&b=2"),
            link("https://t.co/NEW2", "https://acme.example/cup"))  # fmt: skip
    found = told(
        tmp_path,
        [post(words.format("OLD1", CUT, "")[: len(CUT) + 25] + "…", entities=entities)],
        [note(words.format("NEW1", LONG, "NEW2"), urls=urls)],
    )["2001"]
    assert found.text == f"Curves: https://acme.example/curves?a=1&b=2 {LONG} more: https://acme.example/cup"
    assert found.links == ("https://acme.example/curves?a=1&b=2", "https://acme.example/cup")


def test_an_answer_keeps_the_mentions_that_its_note_lacks(tmp_path: Path) -> None:
    assert text_of(tmp_path, f"@ann @bob {CUT}…", note(LONG)) == f"@ann @bob {LONG}"
    assert text_of(tmp_path, f"@ann @bob {CUT}…", note(f"@bob {LONG}")) == f"@ann @bob {LONG}"


def test_hashtags_and_the_end_of_a_note_are_those_of_the_post(tmp_path: Path) -> None:
    found = told(tmp_path, [post(f"{CUT}…")], [note(f"{LONG} #coffee")])["2001"]
    assert found.hashtags == ("coffee",)


@pytest.mark.parametrize(
    ("cut", "notes"),
    [
        (f"{CUT}…", [note(LONG, at="2026-06-01T09:30:01.000Z")]),
        (f"{CUT}…", [note(f"Another text. {LONG}")]),
        (f"{CUT}…", [note(LONG), note(f"{CUT} and then it went on otherwise", "901")]),
        (CUT, [note(LONG)]),
        (f"{LONG[:40]}…", [note(LONG)]),
        (f"{CUT}…", [note(CUT)]),
        (f"{CUT}…", []),
    ],
    ids=["another second", "other words", "two go on differently", "not cut", "short", "no longer", "no notes"],
)  # fmt: skip
def test_what_nobody_can_say_for_sure_stays_as_it_is(tmp_path: Path, cut: str, notes: list[Any]) -> None:
    assert text_of(tmp_path, cut, *notes) == cut


def test_the_same_long_text_twice_in_a_second_is_each_time_whole(tmp_path: Path) -> None:
    found = told(tmp_path, [post(f"{CUT}…"), post(f"{CUT}…", "2002")], [note(LONG), note(LONG, "901")])
    assert {found[number].text for number in ("2001", "2002")} == {LONG}


def test_posts_of_one_second_get_the_notes_that_begin_like_them(tmp_path: Path) -> None:
    other = "Something else entirely: " + LONG
    found = told(
        tmp_path, [post(f"{CUT}…"), post(f"{other[:269]}…", "2002")], [note(other), note(LONG, "901")]
    )
    assert (found["2001"].text, found["2002"].text) == (LONG, other)


def test_notes_in_several_files_count_like_one(tmp_path: Path) -> None:
    files = members([post(f"{CUT}…")], []) | {"data/note-tweet-part1.js": ytd("note_tweet", [note(LONG)])}
    records = read(account(zipped(tmp_path / "x.zip", files)))
    assert [one.text for one in said(records) if one.native_id == "2001"] == [LONG]


@pytest.mark.parametrize(
    ("broken", "check"),
    [
        (ytd("note_tweet", [note(LONG, at="soon")]), "readable_date"),
        (ytd("note_tweet", [{"noteTweet": {"core": {"text": LONG}}}]), "readable_date"),
        (ytd("note_tweet", [note(LONG)])[:300], "readable_json"),
        ("nothing", "readable_json"),
    ],
    ids=["a date", "no date", "cut short", "no JSON"],
)
def test_a_file_of_notes_that_cannot_be_read_is_told_and_loses_no_post(
    tmp_path: Path, broken: str, check: str
) -> None:
    files = members([post(f"{CUT}…")], []) | {"data/note-tweet.js": broken}
    records = read(account(zipped(tmp_path / "x.zip", files)))
    assert [one.text for one in said(records) if one.native_id == "2001"] == [f"{CUT}…"]
    assert [one.check for one in bad(records)] == [check]
    assert "note-tweet.js" in bad(records)[0].location


def test_of_very_many_notes_some_are_left_and_that_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wholes, "MOST", len(LONG) + 10)
    later = "2026-06-01T10:30:00.000Z"
    posts = [post(f"{CUT}…"), post(f"{CUT}…", "2002", "Mon Jun 01 10:30:00 +0000 2026")]
    records = read(
        account(zipped(tmp_path / "x.zip", members(posts, [note(LONG), note(LONG, "901", later)])))
    )
    found = {one.native_id: one.text for one in said(records)}
    assert (found["2001"], found["2002"]) == (LONG, f"{CUT}…")
    assert "long posts" in bad(records)[0].reason
