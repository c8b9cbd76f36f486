"""Unheard voices, workload and data quality in the review: what they say, and what they do not claim."""

from collections.abc import Callable
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest

from tasks.core.digest.board import Week
from tasks.core.digest.figures import Workload
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Change, Rate, change, number, rate_words
from tasks.core.digest.view import ChartBlock, Facts, Line, Lines, Paragraph, Section, Table
from tasks.core.digest.week_equity import Heard, Minutes, Ratio, Sound, WeekEquity
from tasks.core.digest.week_quality import Gap, WeekQuality
from tasks.core.digest.weekly_equity import equity_section, ratio_words
from tasks.core.digest.weekly_quality import quality_section
from tasks.core.digest.weekly_workload import workload_section

START = date(2026, 11, 16)
WHY = "mastodon:acme, notifications: the server keeps none that old"


def facts(section: Section) -> dict[str, tuple[str, str]]:
    return {f.label: (f.value, f.note) for b in section.blocks if isinstance(b, Facts) for f in b.facts}


def paragraphs(section: Section) -> list[str]:
    return [b.text for b in section.blocks if isinstance(b, Paragraph)]


def lines(section: Section) -> list[Line]:
    return [line for b in section.blocks if isinstance(b, Lines) for line in b.lines]


def reviewed(rich: Callable[..., Material], **fields: Any) -> tuple[Material, Week]:
    material = rich("weekly-review")
    week = replace(material.week or Week(START, START + timedelta(days=7)), **fields)
    return replace(material, week=week), week


def heard(weeks: int, newcomers: Ratio) -> WeekEquity:
    small = Ratio(Rate(12, 30), Rate(70, 90))
    return WeekEquity(
        tuple(Heard(START - timedelta(weeks=n), newcomers, small) for n in reversed(range(weeks)))
    )


@pytest.mark.parametrize(
    ("group", "others", "low", "high"),
    [
        (Rate(30, 40), Rate(60, 80), 0.80, 1.25),
        (Rate(10, 40), Rate(70, 80), 0.17, 0.51),
        (Rate(0, 40), Rate(70, 80), 0.0, 0.22),
    ],
)
def test_the_ratios_interval_is_walters(group: Rate, others: Rate, low: float, high: float) -> None:
    found = Ratio(group, others).interval()
    assert found is not None
    assert found == pytest.approx((low, high), abs=0.01)


def test_no_ratio_is_made_of_nothing() -> None:
    for ratio in (
        Ratio(Rate(0, 0), Rate(3, 4)),
        Ratio(Rate(3, 4), Rate(0, 4)),
        Ratio(Rate(3, 4, WHY, True), Rate(3, 4)),
    ):
        assert ratio.value is None
        assert ratio.interval() is None
        assert not ratio.is_clear
    assert ratio_words(Ratio(Rate(3, 4), Rate(4, 4)), "en_GB") == "too few to compare"
    assert ratio_words(Ratio(Rate(30, 40, WHY, True), Rate(4, 4)), "en_GB") == "unknown"


def test_newcomers_are_said_to_be_heard_less_only_when_the_interval_says_so(
    rich: Callable[..., Material],
) -> None:
    for others, sentence in ((Rate(60, 80), False), (Rate(79, 80), True)):
        section = equity_section(*reviewed(rich, equity=heard(1, Ratio(Rate(28, 40), others))))
        said = any("Newcomers are answered less often" in words for words in paragraphs(section))
        assert said is sentence
        assert facts(section)["Newcomers, answered"][0] == "70 % of 40"


def test_equity_by_week_is_a_chart_with_intervals_and_a_table_on_the_page(
    rich: Callable[..., Material],
) -> None:
    section = equity_section(*reviewed(rich, equity=heard(8, Ratio(Rate(28, 40), Rate(60, 80)))))
    charts = [b.chart for b in section.blocks if isinstance(b, ChartBlock)]
    assert [len(c.labels) for c in charts] == [8]
    assert "40 messages of newcomers" in charts[0].alt
    tables = [b for b in section.detail if isinstance(b, Table)]
    assert len(tables[0].rows) == 8


def test_a_week_in_which_nobody_wrote_is_one_quiet_line(empty: Callable[..., Material]) -> None:
    week = Week(START, START + timedelta(days=7))
    assert equity_section(empty(), week).quiet == "No newcomer is waiting."
    assert workload_section(empty(), week).quiet == "No reply was sent."


def test_an_unknown_equity_says_so_and_claims_nothing(rich: Callable[..., Material]) -> None:
    unknown = Ratio(Rate(10, 40, WHY, True), Rate(79, 80, WHY, True))
    section = equity_section(*reviewed(rich, equity=heard(2, unknown)))
    value, note = facts(section)["Newcomers, answered"]
    assert value == "unknown (25 % of 40 collected)"
    assert WHY in note
    assert "Newcomers, against the others" not in facts(section)


def test_the_workload_tells_minutes_and_how_the_replies_sound(rich: Callable[..., Material]) -> None:
    sound = Sound(Rate(96, 113), Rate(70, 110), 0.617, (0.55, 0.68), 90, alike=9, stock=6, unrelated=4)
    section = workload_section(*reviewed(rich, equity=WeekEquity(sound=sound, minutes=Minutes(148.5, 420.0))))
    said = facts(section)
    assert said["Minutes planned"][0] == "148"
    assert said["Minutes budgeted"][0] == "300"  # what the brand gives a week at most
    authentic = said["Replies that sound like a person"]
    assert authentic[0] == "85 % of 113"
    assert authentic[1].startswith("up 21 points")
    assert said["Distinctness"] == ("0.62", "95 %: 0.55 to 0.68; 90 replies; 1: none like another")
    assert paragraphs(section) == [
        "Of 113 replies: 9 almost the same as a recent one, 6 little more than a stock phrase, "
        "4 without a word of what they answer. The check reads words alone: a short answer to the point may be among "
        "the last."
    ]


def test_replies_that_were_not_collected_are_unknown_and_no_zero(rich: Callable[..., Material]) -> None:
    material, week = reviewed(rich)
    material = replace(material, figures=replace(material.figures, workload=Workload(why_unknown=WHY)))
    assert facts(workload_section(material, week))["Replies sent"] == ("unknown", WHY)


def test_data_quality_names_what_is_missing_and_the_figures_that_it_leaves_unknown(
    rich: Callable[..., Material],
) -> None:
    gap = Gap(
        "mastodon:acme", "unavailable", WHY, START, START + timedelta(days=2), 3, ("messages", "reactions")
    )
    before = Gap("x:acme", "untracked", "before tracking began", START, START, 1, ("replies",))
    quality = WeekQuality((gap, before), ("retention", "volume"), ("rule_24h",))
    section = quality_section(*reviewed(rich, quality=quality))
    assert paragraphs(section) == [
        "Unknown this week, and not zero: retention, volume.",
        "Of the days that are known: 24-hour rule.",
    ]
    found = lines(section)
    assert found[0].text == WHY
    assert found[0].note.endswith("3 days: messages, reactions")
    assert found[1].text == "x:acme: before tracking began"
    assert [len(b.rows) for b in section.detail if isinstance(b, Table)] == [2]


def test_rates_say_what_is_missing_and_no_change_is_made_of_what_is_unknown() -> None:
    assert rate_words(Rate(3, 4, WHY, True)) == "unknown (3 of 4 collected)"
    assert rate_words(Rate(0, 0, WHY, True)) == "unknown"
    assert rate_words(Rate(90, 100, WHY)) == "90 % of 100, some days unknown"
    assert Rate(90, 100, WHY, True).value is None
    assert change(Rate(90, 100), Rate(10, 100, WHY, True)) is None


def test_a_week_in_which_no_group_was_heard_says_so_and_no_fine_print(rich: Callable[..., Material]) -> None:
    nobody = Ratio(Rate(0, 0), Rate(0, 0))
    weeks = tuple(Heard(START - timedelta(weeks=n), nobody, nobody) for n in reversed(range(8)))
    material, week = reviewed(rich, equity=WeekEquity(weeks))
    material = replace(material, ranked=())
    section = equity_section(material, week)
    assert (section.quiet, section.blocks) == ("No newcomer is waiting.", ())


@pytest.mark.parametrize(
    ("found", "said"),
    [
        (Change(0.04, 0.01, 0.07), "up 0.04 points (95 %: +0.01 to +0.1 points)"),
        (Change(0.6, 0.04, 1.2), "up 1 point (95 %: +0.04 to +1 points)"),
        (Change(-3.0, -6.2, -0.4), "down 3 points (95 %: −6 to −0.4 points)"),
    ],
)
def test_a_clear_change_never_reaches_nothing(found: Change, said: str) -> None:
    assert found.words == said


def test_nothing_has_no_minus() -> None:
    assert [number(value) for value in (-0.04, -0.6, 0.0)] == ["0", "−0.6", "0"]
