"""The weekly review: five sentences, then the figures behind them; the mail slim, the full page with everything."""

from dataclasses import replace
from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.parts import footer
from tasks.core.digest.rates import PERCENT_FROM, Rate, number, percent, plural, rate_words
from tasks.core.digest.view import Figure, Lines, Section, Sentences
from tasks.core.digest.weekly_campaigns import campaigns_section
from tasks.core.digest.weekly_charts import or_dash, series_spark, spark
from tasks.core.digest.weekly_content import content_section, engagement_lines
from tasks.core.digest.weekly_equity import equity_section
from tasks.core.digest.weekly_hours import hours_section
from tasks.core.digest.weekly_next import next_section
from tasks.core.digest.weekly_people import people_section
from tasks.core.digest.weekly_quality import quality_section
from tasks.core.digest.weekly_sections import conversation, rule
from tasks.core.digest.weekly_slim import slim
from tasks.core.digest.weekly_tables import every_figure
from tasks.core.digest.weekly_topics import topics_section
from tasks.core.digest.weekly_words import arrived, sentences
from tasks.core.digest.weekly_workload import workload_section
from tasks.core.digest.words import Mail

_TO_MIND = "Counts of engagement to take with care"
PAGE_WORDS = "Every table and every chart is on the full page that comes with this review."


def weekly(material: Material) -> Mail:
    """The weekly review's words; `material.week` is the week reviewed, `material.plan` the next block."""
    monday = material.clock.last_monday()
    week = material.week or Week(monday, monday + timedelta(days=7))
    words = sentences(material, week)
    sections = (
        Section("sentences", "The week in five sentences", blocks=(Sentences(words),)),
        rule(material, week),
        conversation(material, week),
        people_section(material, week),
        content_section(material, week),
        hours_section(material, week),
        campaigns_section(material, week),
        topics_section(material, week),
        equity_section(material, week),
        workload_section(material, week),
        _with_counts_to_mind(quality_section(material, week), week),
        next_section(material, week),
    )
    return Mail(
        title="Weekly review",
        fact=_fact(material, week),
        second=_second(material, week),
        headline=_headline(material, week),
        lead=_span_words(material, week),
        figures=_figures(material, week),
        sections=tuple(slim(section) for section in sections),
        footer=(PAGE_WORDS, *footer(material)),
        appendix=every_figure(material, week),
    )


def _with_counts_to_mind(section: Section, week: Week) -> Section:
    """The section on data quality with the counts of engagement to take with care."""
    lines = engagement_lines(week)
    return replace(section, blocks=(*section.blocks, Lines(tuple(lines), _TO_MIND))) if lines else section


def _second(material: Material, week: Week) -> str:
    """What came in, and who came back."""
    came_in = f"{number(arrived(week), material.locale)} messages and reactions came in"
    rate = material.figures.retention(week.start)
    return (
        f"{came_in}; {rate_words(rate, material.locale)} members came back" if rate is not None else came_in
    )


def _span_words(material: Material, week: Week) -> str:
    last = week.end - timedelta(days=1)
    span = f"{material.clock.span(week.start, last)}."
    return f"{span} Nobody is waiting." if material.is_empty else span


def _arrived_words(week: Week) -> str:
    return plural(arrived(week), "message")


def _fact(material: Material, week: Week) -> str:
    if not arrived(week) and material.is_empty:
        return "a quiet week, nobody is waiting"
    rate = material.figures.rule_week
    waiting = "nobody is waiting" if material.is_empty else f"{material.board.open_count} waiting"
    if rate is None or not rate.denominator:
        return f"{_arrived_words(week)} came in, {waiting}"
    return f"{rate_words(rate, material.locale)} answered within 24 h, {waiting}"


def _headline(material: Material, week: Week) -> str:
    rate = material.figures.rule_week
    if rate is not None and rate.denominator:
        return f"{rate_words(rate, material.locale)} answered within 24 hours."
    return f"{_arrived_words(week)} came in." if arrived(week) else "A quiet week."


def _figures(material: Material, week: Week) -> tuple[Figure, ...]:
    depth, locale = material.figures.depth(week.start), material.locale
    weeks, trends = week.trends.weeks, week.trends
    means = {each.week: each.spread.mean for each in material.figures.depth_weeks}
    values = [means.get(monday) for monday in weeks]
    return (
        Figure(
            number(arrived(week), locale),
            "came in",
            "messages and reactions",
            series_spark("head-volume", trends.of("volume"), weeks, locale),
        ),
        Figure(
            or_dash(depth.mean, locale) if depth is not None else "–",
            "turns a thread",
            f"mean of {plural(depth.n, 'thread')}" if depth is not None else "no threads",
            spark("head-depth", values, [or_dash(value, locale) for value in values])
            if depth is not None
            else None,
        ),
        _came_back(material.figures.retention(week.start), material, week),
    )


def _came_back(rate: Rate | None, material: Material, week: Week) -> Figure:
    line = series_spark("head-retention", week.trends.of("retention"), week.trends.weeks, material.locale)
    if rate is None:
        return Figure("–", "came back", "nobody was active before")
    if rate.denominator < PERCENT_FROM:
        return Figure(rate_words(rate, material.locale), "came back", "active the week before", line)
    return Figure(
        percent(rate), "came back", f"of {number(rate.denominator, material.locale)} active before", line
    )
