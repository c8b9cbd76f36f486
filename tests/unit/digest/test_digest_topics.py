"""The review's section of topics: nothing without n, changes only by their interval, strangers' words tame."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest

from connectors.config import Brand
from tasks.core.digest.board import Board, Week
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate
from tasks.core.digest.view import Facts, Lines, Paragraph, Section, Table
from tasks.core.digest.week_topics import Language, Mood, Quote, Topic, Waiting, WeekTopics
from tasks.core.digest.weekly_topics import NOTHING_BEFORE, change_words, topic_words, topics_section

MONDAY = date(2026, 11, 16)
NOW = datetime(2026, 11, 23, 9, tzinfo=UTC)
MATERIAL = Material(Brand(slug="acme", name="Acme", timezone="Europe/London"), Board(NOW, NOW), ())
QUOTE = Quote(
    1,
    "@acme My parcel never came, see https://evil.example/x?y",
    "Ana",
    "ana",
    "bluesky",
    "https://b.example/1",
)
PARCEL = Topic(
    "parcel",
    ("tracking",),
    False,
    30,
    Rate(24, 120),
    Rate(30, 600),
    Rate(20, 30),
    Rate(15, 150),
    18,
    2,
    20,
    (QUOTE,),
)
QUIET = Topic("oat milk", (), False, 9, Rate(8, 120), Rate(36, 600), Rate(1, 9), Rate(34, 171), 1, 6, 1)
ENGLISH = Language("en", 180, 120, 600, True, (PARCEL, QUIET))


def section(*languages: Language, moods: tuple[Mood, ...] = (), sampled: float = 1.0) -> Section:
    week = Week(MONDAY, MONDAY + timedelta(days=7), topics=WeekTopics(languages, moods, sampled))
    return topics_section(MATERIAL, week)


def noted(words: str, note: str) -> str:
    return f"{words} ({note})" if note else words


def said(found: Section) -> list[str]:
    """Every sentence of the mail's part."""
    words = []
    for block in found.blocks:
        if isinstance(block, Lines):
            words += [block.heading, *(noted(f"{line.lead}: {line.text}", line.note) for line in block.lines)]
        elif isinstance(block, Facts):
            words += [noted(f"{fact.label}: {fact.value}", fact.note) for fact in block.facts]
        elif isinstance(block, Paragraph):
            words.append(block.text)
    return words


def test_a_topic_is_told_with_its_people_their_share_and_how_it_changed() -> None:
    words = said(section(ENGLISH))
    assert (
        "parcel (tracking): 24 of 120 people (20 %, 95 %: 14 to 28 %), in 30 messages; up 15 points "
        "(99 %: +7 to +26 points); 5 % in the eight weeks before" in words
    )


def test_no_change_is_told_where_the_interval_holds_none_or_there_is_nothing_to_compare_with() -> None:
    assert change_words(QUIET).startswith("no clear change (99 %: ")
    few = replace(QUIET, before=Rate(3, 19))
    assert change_words(few) == ""
    assert NOTHING_BEFORE in said(section(replace(ENGLISH, people_before=19, topics=(few,))))
    assert NOTHING_BEFORE not in said(section(ENGLISH))
    assert change_words(replace(PARCEL, before=Rate(0, 600))).startswith(
        "new: nobody in the eight weeks before"
    )


def test_typical_messages_stand_on_the_page_with_who_said_them_and_links_as_hosts() -> None:
    (lines,) = (block for block in section(ENGLISH).detail if isinstance(block, Lines))
    (line,) = lines.lines
    assert (line.text, line.note) == ("“My parcel never came, see evil.example”", "Ana, Bluesky")
    assert line.link is not None


def test_a_pain_point_says_how_it_differs_and_who_waits() -> None:
    waiting = tuple(
        Waiting(who, None, "bluesky", NOW - timedelta(days=days), "https://b.example/9")
        for who, days in (("Ana", 3), ("Ben", 2))
    )
    topic = replace(PARCEL, waiting=waiting, waiting_count=5)
    found = section(replace(ENGLISH, topics=(topic, QUIET)))
    assert (
        "parcel (tracking): 67 % of 30 of its messages complain or sound negative, 10 % of 150 of the others "
        "(99 %: +32 to +75 points) "
        "(5 messages wait: Ana since Fri 09:00, Ben since Sat 09:00, and 3 more)" in said(found)
    )
    pains = next(
        block for block in found.blocks if isinstance(block, Lines) and block.heading == "Pain points"
    )
    assert [line.lead for line in pains.lines] == ["parcel (tracking)"]
    assert pains.lines[0].link is not None


def test_without_a_pain_point_it_says_so_in_one_line() -> None:
    assert "No topic sounds clearly more troubled than the rest." in said(
        section(replace(ENGLISH, topics=(QUIET,)))
    )


def test_other_languages_are_named_and_those_without_topics_counted() -> None:
    german = replace(
        ENGLISH, language="de", messages=40, people=30, topics=(replace(QUIET, name="Hafermilch"),)
    )
    polish = Language("pl", 25, 20, 0, False)
    words = said(section(ENGLISH, german, polish))
    assert "What 120 people spoke of, in English" in words
    assert "What people spoke of, in German" in words
    assert "In Polish: 25 messages from 20 people; topics are not told in it." in words


def test_how_messages_sound_leaves_out_none_of_them_and_what_cannot_be_read_is_said() -> None:
    moods = (
        Mood("positive", Rate(60, 180), Rate(200, 1400)),
        Mood("negative", Rate(36, 180), Rate(270, 1400)),
        Mood("neutral", Rate(4, 180), Rate(30, 1400)),
        Mood("unknown", Rate(80, 180), Rate(900, 1400)),
    )
    words = said(section(ENGLISH, moods=moods))
    assert words[0].startswith("Sound positive: 33 % of 180 messages (up 19 points (95 %: ")
    assert words[1].startswith("Sound negative: 20 % of 180 messages (no clear change (95 %: ")
    assert any(
        each.startswith("Cannot be told: 44 % of 180 messages (their words show neither") for each in words
    )


def test_a_sample_is_said_to_be_one() -> None:
    assert "Of so many messages, those of 25 % of the people were read." in said(
        section(ENGLISH, sampled=0.25)
    )


@pytest.mark.parametrize(
    ("languages", "words"),
    [((), "Nobody wrote anything this week."), ((Language("en", 4, 3, 0, True),), "")],
)
def test_an_empty_week_is_one_quiet_line(languages: tuple[Language, ...], words: str) -> None:
    found = section(*languages)
    assert found.quiet == words
    assert said(found) == ([] if words else ["4 messages from 3 people, no topic shared by three or more."])


def test_strangers_words_are_tamed_in_names_and_quotes() -> None:
    hostile = replace(
        PARCEL,
        name="par\u202ecel\n\x00" + "x" * 99,
        words=("a\nb",),
        quotes=(
            replace(
                QUOTE,
                text="{{ 7*7 }}\u202e\n\n" + "y" * 5000,
                member_name="\x07",
                permalink="javascript:alert(1)",
            ),
        ),
    )
    found = section(replace(ENGLISH, topics=(hostile,)))
    assert len(topic_words(hostile)) < 70
    for words in said(found):
        assert not set("\u202e\x00\x07\n") & set(words)
    assert all(
        line.link is None for block in found.blocks if isinstance(block, Lines) for line in block.lines
    )
    assert max(map(len, said(found))) < 400


def test_the_page_has_every_topic_with_all_its_figures_and_words() -> None:
    detail = section(ENGLISH).detail
    table = next(block for block in detail if isinstance(block, Table))
    assert table.rows[0] == (
        "parcel (tracking)", "20 % of 120", "5 % of 600", "up 15 points (99 %: +7 to +26 points)", "30", "2", "20", "0",
    )  # fmt: skip
    assert all(len(row) == len(table.head) for row in table.rows)
    assert sum(isinstance(block, Lines) for block in detail) == 1


def test_quotes_name_the_language_they_are_in() -> None:
    detail = section(ENGLISH, replace(ENGLISH, language="de")).detail
    quoted = [block for block in detail if isinstance(block, Lines)]
    assert {line.lang for block in quoted for line in block.lines} == {"en", "de"}
