"""The review's mail is a selection that is read in two minutes; its page has everything."""

import re
from collections.abc import Callable
from html import unescape

import pytest

from tasks.core.digest.build import build
from tasks.core.digest.charts import RangeChart
from tasks.core.digest.material import Material
from tasks.core.digest.view import ChartBlock, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.weekly import PAGE_WORDS
from tasks.core.digest.weekly_slim import ELSEWHERE, WORDS_MOST, slim
from tasks.render import MAX_HTML_BYTES, render

LINES = tuple(Line(text=f"line {n}") for n in range(9))
CHART = ChartBlock("a", RangeChart("Title", "posts", (), (), (), (), "nothing"))
TABLE = Table("Caption", ("", "n"), (("row", "1"),))
FINE_PRINT = Paragraph("Fine print.", is_quiet=True)
FACTS = Facts(
    tuple(Fact(f"fact {n}", str(n), "no clear change (95 %: −3 to +5 points), of 30") for n in range(9))
)


def test_what_there_is_no_room_for_stands_on_the_page_whole() -> None:
    section = Section("any", "Any", blocks=(FACTS, CHART, Lines(LINES, "Missed"), FINE_PRINT, TABLE))
    told = slim(section)
    facts, lines = told.blocks
    assert isinstance(facts, Facts)
    assert isinstance(lines, Lines)
    assert (len(facts.facts), len(lines.lines)) == (3, 2)
    assert told.page == section.blocks


def test_what_is_for_the_page_only_is_not_in_the_mail() -> None:
    facts = Facts((Fact("told already", "1", is_page_only=True), Fact("news", "2")))
    lists = Lines((Line(text="long", brief="short"),)), Lines((Line(text="other"),), is_page_only=True)
    told = slim(Section("any", "Any", blocks=(facts, *lists)))
    assert told.blocks == (Facts((Fact("news", "2"),)), Lines((Line(text="short", brief="short"),)))
    assert told.page == (facts, *lists)


def test_a_section_with_no_room_in_the_mail_says_a_line_instead() -> None:
    told = slim(Section("conversation", "Conversation", blocks=(FACTS,), quiet="As above."))
    assert (told.blocks, told.quiet, told.page) == ((), "As above.", (FACTS,))
    assert slim(Section("conversation", "Conversation", blocks=(FACTS,))).quiet == ELSEWHERE


@pytest.mark.parametrize(
    ("said", "brief"),
    [
        ("median of 498 (95 %: 5 h to 12 h)", "median of 498"),
        ("mean of 30 posts; 95 % interval 2.7 to 4.9", "mean of 30 posts"),
        ("1.4 turns of 143 threads (95 %: 1.2 to 1.7). No change.", "1.4 turns of 143 threads. No change."),
        ("6.1 under 30 posts, the others 2 (95 %: 3 to 5 more).",) * 2,
        ("up 9 points (95 %: +3 to +14 points)", "up 9 points (95 %: +3 to +14 points)"),
        ("of 20 people (20 %, 95 %: 14 to 28 %), in 30", "of 20 people, in 30"),
    ],
)
def test_of_intervals_the_mail_says_those_of_a_change(said: str, brief: str) -> None:
    (facts,) = slim(Section("any", "Any", blocks=(Facts((Fact("a", "1", said),)),))).blocks
    assert isinstance(facts, Facts)
    assert facts.facts[0].note == brief


def test_a_mail_does_not_say_the_interval_of_what_is_no_change() -> None:
    (facts,) = slim(Section("rule", "Rule", blocks=(FACTS,))).blocks
    assert isinstance(facts, Facts)
    assert facts.facts[0].note == "no clear change, of 30"


def test_detail_is_on_the_page_alone() -> None:
    told = slim(Section("rule", "Rule", blocks=(CHART,), detail=(TABLE,)))
    assert told.blocks == (CHART,)
    assert told.page == (CHART, TABLE)


def test_a_section_with_nothing_in_it_stays_a_quiet_line() -> None:
    quiet = Section("hours", "Hours", quiet="No message came in these weeks.")
    assert slim(quiet) == quiet


def test_the_mail_of_a_rich_week_is_brief_and_light(rich: Callable[..., Material]) -> None:
    view = build("weekly-review", rich("weekly-review"))
    for section in view.sections:
        assert sum(isinstance(block, ChartBlock) for block in section.blocks) <= 1
        assert not any(isinstance(block, Table) for block in section.blocks)
    assert len(view.charts) <= 2
    assert len(render(view).html.encode()) < 0.8 * MAX_HTML_BYTES


def test_the_mail_of_a_rich_week_is_read_in_two_minutes(rich: Callable[..., Material]) -> None:
    """Its words without the foot; what a picture says in other words is not read but seen."""
    html = render(build("weekly-review", rich("weekly-review"))).html
    body = html[html.index("<h1") : html.index(PAGE_WORDS)]
    shown = re.sub(r"<!--.*?-->|<style.*?</style>|<[^>]+>", " ", body, flags=re.DOTALL)
    words = [word for word in unescape(shown).split() if any(letter.isalnum() for letter in word)]
    assert len(words) <= WORDS_MOST
