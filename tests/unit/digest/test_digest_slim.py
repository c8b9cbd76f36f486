"""The review's mail is a selection that is read in two minutes; its page has everything."""

from collections.abc import Callable

from tasks.core.digest import Material, build
from tasks.core.digest.charts import RangeChart
from tasks.core.digest.view import ChartBlock, Fact, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.weekly_slim import slim
from tasks.render import MAX_HTML_BYTES, render

LINES = tuple(Line(text=f"line {n}") for n in range(9))
CHART = ChartBlock("a", RangeChart("Title", "posts", (), (), (), (), "nothing"))
TABLE = Table("Caption", ("", "n"), (("row", "1"),))
FINE_PRINT = Paragraph("Fine print.", is_quiet=True)
FACTS = Facts(
    tuple(Fact(f"fact {n}", str(n), "no clear change (95 %: −3 to +5 points), of 30") for n in range(9))
)


def test_what_there_is_no_room_for_stands_on_the_page_whole() -> None:
    section = Section("rule", "Rule", blocks=(FACTS, CHART, Lines(LINES, "Missed"), FINE_PRINT, TABLE))
    told = slim(section)
    facts, chart, lines = told.blocks
    assert isinstance(facts, Facts)
    assert len(facts.facts) == 5
    assert chart == CHART
    assert isinstance(lines, Lines)
    assert (len(lines.lines), lines.more) == (2, "7 more on the full page.")
    assert told.page == section.blocks


def test_a_mail_does_not_say_the_interval_of_what_is_no_change() -> None:
    (facts,) = slim(Section("rule", "Rule", blocks=(FACTS,))).blocks
    assert isinstance(facts, Facts)
    assert facts.facts[0].note == "no clear change, of 30"


def test_of_many_lists_the_first_and_the_last_stand_in_the_mail() -> None:
    lists = tuple(Lines((Line(text=f"{n}"),), f"list {n}") for n in range(4))
    told = slim(Section("topics", "Topics", blocks=lists))
    assert told.blocks == (lists[0], lists[-1])


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
    assert len(view.charts) <= 5
    assert len(render(view).html.encode()) < 0.8 * MAX_HTML_BYTES
