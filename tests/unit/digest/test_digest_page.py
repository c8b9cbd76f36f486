"""The full page: everything of the review in one file that needs nothing else, and that strangers cannot write into."""

import re
from collections.abc import Callable
from dataclasses import fields, is_dataclass, replace
from html.parser import HTMLParser
from typing import Any

import pytest

from tasks.core.digest.build import build
from tasks.core.digest.chart_tables import events_words
from tasks.core.digest.charts import End, RuleChart
from tasks.core.digest.charts import Mark as ChartMark
from tasks.core.digest.marks import Mark
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate
from tasks.core.digest.view import ChartBlock, Facts, Table
from tasks.core.digest.week_topics import Language, Quote, Topic, WeekTopics
from tasks.render import Rendered, render
from tasks.render_page import together

HOSTILE = (
    "</style></td></table><script>alert(1)</script><img src=x onerror=alert(1)> {{7*7}} {% raw %} "
    "&lt;b&gt; \u202egnirts\u202c \x00 https://evil.example/track"
)
VOID = {"meta", "img", "source", "br", "col"}


class Outline(HTMLParser):
    """The tags of a page as they nest, its addresses, headings and words."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.addresses: list[str] = []
        self.ids: list[str] = []
        self.alts: list[str | None] = []
        self.text = ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        named = dict(attrs)
        assert not any(name.startswith("on") for name in named)
        self.addresses += [named[name] or "" for name in ("src", "href", "srcset") if name in named]
        self.ids += [named["id"] or ""] if "id" in named else []
        if tag == "img":
            self.alts.append(named.get("alt"))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def _poisoned(value: Any) -> Any:
    """`value` with every text in it replaced by a hostile one."""
    if isinstance(value, str):
        return HOSTILE
    if isinstance(value, tuple):
        return tuple(_poisoned(each) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{f.name: _poisoned(getattr(value, f.name)) for f in fields(value)})
    return value


def _hostile_language() -> Language:
    said = Quote(1, HOSTILE, HOSTILE, HOSTILE, HOSTILE, "javascript:alert(1)")
    rate = Rate(30, 60)
    topic = Topic(HOSTILE, (HOSTILE,), False, 40, rate, rate, Rate(39, 40), Rate(1, 90), quotes=(said,))
    return Language("en", 200, 60, 300, True, (topic,))


@pytest.fixture(scope="module")
def review() -> Callable[[Material], Rendered]:
    """Renders the weekly review."""
    return lambda material: render(build("weekly-review", material))


@pytest.fixture(scope="module")
def page(rich_module: Callable[..., Material], review: Callable[[Material], Rendered]) -> str:
    """The full page of a rich week."""
    found = review(rich_module("weekly-review")).page
    assert found is not None
    return found


def test_the_page_nests_and_every_section_has_its_place(page: str) -> None:
    outline = Outline(page)
    assert outline.open == []
    assert outline.ids == list(dict.fromkeys(outline.ids))
    targets = [address[1:] for address in outline.addresses if address.startswith("#")]
    assert set(targets) <= set(outline.ids)
    assert {"sentences", "people", "next-week", "figures-0"} <= set(targets)


def test_the_page_needs_no_network_and_no_script(page: str) -> None:
    outline = Outline(page)
    assert not {"script", "link", "iframe", "object", "form"} & set(outline.seen)
    assert "url(" not in page
    assert "@import" not in page
    outside = [a for a in outline.addresses if not a.startswith(("#", "data:image/png;base64,"))]
    assert all(address.startswith("https://social.example/") for address in outside)
    assert "default-src 'none'" in page


def test_every_picture_of_the_page_says_in_words_what_it_shows(page: str) -> None:
    outline = Outline(page)
    assert len(outline.alts) > 10
    assert all(alt and len(alt) > 20 for alt in outline.alts)


def test_the_page_says_all_that_the_view_holds(rich: Callable[..., Material], page: str) -> None:
    view = build("weekly-review", rich("weekly-review"))
    text = " ".join(Outline(page).text.split())
    blocks = [b for section in (*view.sections, *view.appendix) for b in section.page]
    for block in blocks:
        if isinstance(block, Table):
            assert all(" ".join(cell.split()) in text for row in block.rows for cell in row)
        elif isinstance(block, Facts):
            assert all(fact.value in text and fact.note in text for fact in block.facts)
    charts = [block for block in blocks if isinstance(block, ChartBlock)]
    assert page.count("<figure>") == len(charts)
    assert page.count("<details>") == len(charts)
    assert len({chart.cid for chart in charts}) == len(charts)


def test_every_figure_has_eight_weeks_an_interval_and_its_cases(rich: Callable[..., Material]) -> None:
    view = build("weekly-review", rich("weekly-review"))
    tables = [block for section in view.appendix for block in section.blocks if isinstance(block, Table)]
    rows = {row[0]: row for table in tables for row in table.rows}
    assert all(len(row) == len(table.head) == 12 for table in tables for row in table.rows)
    assert rows["24-hour rule, T1"][1:5] == ("69 %", "none (−20 to +16)", "55 % to 80 %", "49")
    assert rows["24-hour rule, T2"][1:5] == ("95 %", "up 11 (+1 to +21)", "87 % to 98 %", "75")
    assert rows["Answered the same day, T3"][1:5] == ("2 of 6", "", "", "6")
    assert rows["Posts by members"][1] == "6"
    assert rows["Posts by members"][5:] == ("5", "4", "6", "5", "2", "4", "3")


def test_strangers_can_put_no_markup_into_the_page(
    rich: Callable[..., Material], review: Callable[[Material], Rendered]
) -> None:
    material = rich("weekly-review")
    week = material.week
    assert week is not None
    people = replace(
        week.people, arrived=_poisoned(week.people.arrived), returned=_poisoned(week.people.returned),
        quiet=_poisoned(week.people.quiet), givers=_poisoned(week.people.givers),
    )  # fmt: skip
    hostile = replace(
        week, people=people, own_posts=_poisoned(week.own_posts), topics=WeekTopics((_hostile_language(),)),
        campaigns=replace(week.campaigns, marks=(Mark(week.start, week.start, HOSTILE, "event"),)),
        missed=tuple(replace(_poisoned(each), tier=each.tier) for each in week.missed),
        proposed_before=tuple(replace(each, what=HOSTILE, evidence=HOSTILE) for each in week.proposed_before),
    )  # fmt: skip
    rendered = review(replace(material, week=hostile, problems=(HOSTILE,)))
    assert rendered.page is not None
    outline = Outline(rendered.page)
    assert outline.open == []
    assert "script" not in outline.seen
    assert not [address for address in outline.addresses if "evil" in address]
    assert "{{7*7}}" in outline.text
    assert not re.search("[\x00\u202a-\u202e]", rendered.page)
    assert not re.search("<script|<img src=x|href=.https://evil", rendered.html)
    assert "<" not in rendered.markdown


def test_a_number_and_its_unit_stay_on_one_line() -> None:
    said = together('<p class="a">85 % of 3, 9 h 57 min, 3 hours, 12 minutes</p>')
    assert said == '<p class="a">85&#160;% of 3, 9&#160;h 57&#160;min, 3 hours, 12 minutes</p>'


def test_events_that_a_chart_has_no_room_to_name_are_named_below_it() -> None:
    marks = (ChartMark(0, "May Day"), ChartMark(1, "Spring Bank…", "Spring Bank Holiday"),
             ChartMark(1, "Fair…", "Fair, Spring Bank Holiday"), ChartMark(1.5, ""))  # fmt: skip
    chart = RuleChart(("4 May", "Mon\n25 May"), (Rate(1, 2), Rate(1, 2)), End("1"), "alt", marks)
    assert events_words(chart) == "May Day (4 May); Spring Bank Holiday, Fair (25 May)"
    assert events_words(RuleChart(("4 May",), (Rate(1, 2),), End("1"), "alt")) == ""


def test_only_the_review_has_a_page(rich: Callable[..., Material]) -> None:
    assert render(build("morning-scan", rich("morning-scan"))).page is None


def test_an_empty_week_has_a_mail_that_says_so(
    empty: Callable[..., Material], review: Callable[[Material], Rendered]
) -> None:
    assert "Nobody is waiting" in review(empty()).html
