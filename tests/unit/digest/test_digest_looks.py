"""What readers stumbled over when they looked at the digests as pictures."""

import re
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import review_week

from connectors.config import Brand
from tasks.core.digest.build import build
from tasks.core.digest.cards import why
from tasks.core.digest.charts import Mark
from tasks.core.digest.clock import Clock
from tasks.core.digest.figure_names import figure_name
from tasks.core.digest.marks import Mark as Event
from tasks.core.digest.material import Material
from tasks.core.digest.parts import footer
from tasks.core.digest.proposals import Measure
from tasks.core.digest.rates import Change, number, tenths
from tasks.core.digest.trends import Series, Trends
from tasks.core.digest.view import Facts, Line, Lines, Table
from tasks.core.digest.weekly import PAGE_WORDS
from tasks.core.digest.weekly_charts import marks_words
from tasks.core.digest.weekly_next import measure_words
from tasks.core.digest.weekly_tables import every_figure
from tasks.render import render

CLOCK = Clock(ZoneInfo("Europe/London"), "en_GB", datetime(2026, 6, 29, 8, tzinfo=UTC))


@pytest.mark.parametrize(
    ("zone", "said"), [("UTC", "UTC"), ("Etc/UTC", "UTC"), ("Europe/London", "Europe/London (GMT)")]
)
def test_a_zone_is_named_once(rich: Callable[..., Material], zone: str, said: str) -> None:
    material = rich("morning-scan")
    assert footer(replace(material, brand=Brand(slug="acme", name="Acme", timezone=zone)))[0].startswith(
        f"Times are {said}. As"
    )


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (Change(9.4, 0.3, 18.2), "up 9 points (95 %: +0.3 to +18 points)"),
        (Change(0.3, 0.1, 0.5), "up 0.3 points (95 %: +0.1 to +0.5 points)"),
        (Change(-0.1, -0.4, 0.4), "no clear change (95 %: −0.4 to +0.4 points)"),
        (Change(0.0, 0.0, 0.0), "no clear change (95 %: 0 to 0 points)"),
    ],
)
def test_what_is_a_little_more_than_nothing_is_not_said_to_be_nothing(change: Change, words: str) -> None:
    assert change.words == words


def test_a_column_of_changes_says_them_briefly() -> None:
    changes = (Change(9.4, 0.3, 18.2), Change(-1.2, -2.0, -0.4), Change(3, -1, 7), Change(0.4, 0.2, 0.9))
    assert [change.brief for change in changes] == [
        "up 9 (+0.3 to +18)", "down 1 (−2 to −0.4)", "none (−1 to +7)", "up 0.4 (+0.2 to +1)",
    ]  # fmt: skip


def test_numbers_below_nothing_have_a_minus_and_means_their_tenth() -> None:
    assert (number(-2), number(-1234.0), tenths(3), tenths(9.96), tenths(-0.5)) == (
        "−2",
        "−1,234",
        "3.0",
        "10",
        "−0.5",
    )


@pytest.mark.parametrize(
    ("first", "last", "locale", "said"),
    [
        (date(2026, 6, 22), date(2026, 6, 28), "en_GB", "Monday 22 to Sunday 28 June 2026"),
        (date(2026, 6, 29), date(2026, 7, 5), "en_GB", "Monday 29 June to Sunday 5 July 2026"),
        (date(2026, 12, 28), date(2027, 1, 3), "en_GB", "Monday 28 December 2026 to Sunday 3 January 2027"),
        (date(2026, 6, 22), date(2026, 6, 28), "en_US", "Monday, June 22 to Sunday, June 28, 2026"),
    ],
)
def test_a_span_says_month_and_year_once(first: date, last: date, locale: str, said: str) -> None:
    assert Clock(CLOCK.zone, locale, CLOCK.now).span(first, last) == said


@pytest.mark.parametrize(
    ("series", "said"),
    [
        (("sentiment_positive", "language", "de", ""), "Sounds positive, in German"),
        (("volume", "platform", "linkedin", ""), "Came in, on LinkedIn"),
        (("volume", "kind", "ugc_post", ""), "Came in, UGC post"),
        (("rule_24h", "hour", "09", ""), "24-hour rule, hour 09:00"),
        (("rule_24h", "account", "x:a_b", ""), "24-hour rule, x:a_b"),
        (("first_reply_time", "clock", "wall", "km_median"), "First reply, wall clock, median"),
        (("engagement_rate", "base", "reach", ""), "Engagement rate, of reach"),
        (("something_new", "new_kind", "a_b", ""), "Something new, a b"),
    ],
)
def test_figures_are_named_in_words(series: tuple[str, str, str, str], said: str) -> None:
    assert figure_name(Series(*series, ()), CLOCK) == said


def test_a_measure_of_a_tier_is_said_as_people_say_it() -> None:
    assert measure_words(Measure("coverage", "tier", "T4")) == "the share of T4 answered the same day"
    assert measure_words(Measure("coverage")) == "the share answered the same day"
    assert measure_words(Measure("rule_24h", "tier", "T1")) == "the 24-hour rule of T1"


def test_events_are_said_whole_and_once_beside_a_series() -> None:
    found = (
        Mark(0, "Spring Bank…", "Spring Bank Holiday"),
        Mark(1, "Fair, Spr…", "Fair, Spring Bank Holiday"),
        Mark(2, "Cup"),
    )
    assert marks_words(found) == " Marked: Spring Bank Holiday, Fair, Cup."
    assert marks_words((Mark(6.5, ""),)) == ""


def test_the_mail_names_every_dotted_line(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    events = tuple(Event(day, day, f"{day:%d} fair & feast", "event") for day in review_week.WEEKS[-3:])
    week = replace(material.week, campaigns=replace(material.week.campaigns, marks=events))
    html = render(build("weekly-review", replace(material, week=week))).html
    assert all(
        f"{day:%d} fair &amp; feast ({CLOCK.short_date(day)})" in html for day in review_week.WEEKS[-3:]
    )


def test_the_page_does_not_send_its_reader_to_itself(rich: Callable[..., Material]) -> None:
    rendered = render(build("weekly-review", rich("weekly-review")))
    assert PAGE_WORDS in rendered.text.replace("\n", " ")
    assert rendered.page is not None
    assert PAGE_WORDS not in rendered.page


def test_how_to_read_the_tables_is_said_once(rich: Callable[..., Material]) -> None:
    tables = [
        b
        for s in build("weekly-review", rich("weekly-review")).appendix
        for b in s.blocks
        if isinstance(b, Table)
    ]
    assert len(tables) > 2
    assert "Wilson" in tables[0].note
    assert {table.note for table in tables[1:]} == {
        "To be read as explained under “Every figure: answering”."
    }


def test_marts_without_a_figure_give_no_table(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    nothing = replace(material.figures, depth_weeks=())
    week = replace(material.week, trends=Trends(review_week.WEEKS, ()))
    assert every_figure(replace(material, figures=nothing), week) == ()


def test_what_was_won_and_lost_adds_up_in_sight(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    week, weeks = material.week, review_week.WEEKS
    parts = tuple(
        Series("net_active", "part", part, "", (review_week.Point(weeks[-1], value),))
        for part, value in (("new", 5), ("reactivated", 1), ("lost", 8))
    )
    week = replace(week, trends=replace(week.trends, series=(*week.trends.series, *parts)))
    view = build(
        "weekly-review", replace(material, week=week, figures=replace(material.figures, net_active=-2))
    )
    people = next(section for section in view.sections if section.key == "people")
    facts = {fact.label: fact for block in people.page if isinstance(block, Facts) for fact in block.facts}
    told = facts["Won less lost"]
    assert (told.value, told.note) == (
        "−2",
        "members in 30 days: 5 new, 1 back after 90 silent days, 8 regulars lost",
    )


@pytest.mark.parametrize(
    ("reason", "said"),
    [
        ("tells a story: 'i've been', 'since'", "tells a story: “i've been”, “since”"),
        ("a review", "a review"),
        ("it's theirs", "it's theirs"),
        ("asks: 'why 'is' that'", "asks: “why 'is' that”"),
    ],
)
def test_quoted_words_are_told_from_their_own_apostrophes(
    with_items: Any, make_item: Any, reason: str, said: str
) -> None:
    material = with_items([make_item("Hello?", ago=timedelta(hours=1), reasons=(reason,))])
    assert why(material.ranked[0]) == said


def test_a_list_that_is_cut_says_of_how_many(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    assert material.week is not None
    people = material.week.people
    weeks = (*people.weeks[:-1], replace(people.weeks[-1], quiet=23))
    gone = (people.quiet * 8)[:8]
    week = replace(material.week, people=replace(people, weeks=weeks, quiet=gone))
    rendered = render(build("weekly-review", replace(material, week=week)))
    assert rendered.page is not None
    assert "Went quiet · 2 of 23" in rendered.text
    assert "Went quiet · 2 of 23" in rendered.html
    assert "<h3>Went quiet · 8 of 23</h3>" in rendered.page
    assert Lines((Line("a"),), "All", total=1).title == "All"


def test_in_the_text_no_line_begins_with_the_unit_of_the_one_before(rich: Callable[..., Material]) -> None:
    material = rich("weekly-review")
    problems = tuple(f"{'x' * n} 38 % of it" for n in range(50, 76))
    text = render(build("morning-scan", replace(material, problems=problems))).text
    assert text.count("38 % of") > 5
    assert not [line for line in text.splitlines() if line.lstrip().startswith("% ")]
    assert "\u00a0" not in text


def test_a_note_with_brackets_stands_in_none(rich: Callable[..., Material]) -> None:
    text = " ".join(render(build("evening-check", rich("evening-check"))).text.split())
    assert "points (95 %" in text
    assert not re.search(r"\([^()]*\(95 %", text)
