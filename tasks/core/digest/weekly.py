"""The weekly review: five sentences, then the figures behind them."""

from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.parts import footer
from tasks.core.digest.rates import PERCENT_FROM, Rate, number, percent, plural, rate_words
from tasks.core.digest.view import Figure, Section, Sentences
from tasks.core.digest.weekly_sections import (
    content,
    conversation,
    data_quality,
    next_week,
    people,
    rule,
    topics,
    unheard,
    workload,
)
from tasks.core.digest.weekly_words import sentences
from tasks.core.digest.words import Mail


def weekly(material: Material) -> Mail:
    """The weekly review's words; `material.week` is the week reviewed, `material.plan` the next block."""
    monday = material.clock.last_monday()
    week = material.week or Week(monday, monday + timedelta(days=7))
    words = sentences(material, week)
    return Mail(
        title="Weekly review",
        fact=_fact(material, week),
        second=_second(material, week),
        headline=_headline(material, week),
        lead=_span_words(material, week),
        figures=_figures(material, week),
        sections=(
            Section("sentences", "The week in five sentences", blocks=(Sentences(words),)),
            rule(material, week),
            conversation(material, week),
            people(material, week),
            content(material, week),
            topics(material),
            unheard(material),
            workload(material),
            data_quality(material),
            next_week(material, week),
        ),
        footer=footer(material),
    )


def _second(material: Material, week: Week) -> str:
    """What came in, and who came back."""
    came_in = f"{number(_arrived(week), material.locale)} messages and reactions came in"
    rate = material.figures.retention(week.start)
    return (
        f"{came_in}; {rate_words(rate, material.locale)} members came back" if rate is not None else came_in
    )


def _span_words(material: Material, week: Week) -> str:
    last = week.end - timedelta(days=1)
    span = f"{material.clock.full_date(week.start)} to {material.clock.full_date(last)}."
    return f"{span} Nobody is waiting." if material.is_empty else span


def _arrived_words(week: Week) -> str:
    return plural(_arrived(week), "message")


def _arrived(week: Week) -> int:
    return sum(day.count for day in week.volume_days)


def _fact(material: Material, week: Week) -> str:
    if not _arrived(week) and material.is_empty:
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
    return f"{_arrived_words(week)} came in." if _arrived(week) else "A quiet week."


def _figures(material: Material, week: Week) -> tuple[Figure, ...]:
    depth = material.figures.depth(week.start)
    came_back = material.figures.retention(week.start)
    return (
        Figure(number(_arrived(week), material.locale), "came in", "messages and reactions"),
        Figure(
            number(depth.mean, material.locale) if depth is not None and depth.mean is not None else "–",
            "turns a thread",
            f"mean of {plural(depth.n, 'thread')}" if depth is not None else "no threads",
        ),
        _came_back(came_back, material),
    )


def _came_back(rate: Rate | None, material: Material) -> Figure:
    if rate is None:
        return Figure("–", "came back", "nobody was active before")
    if rate.denominator < PERCENT_FROM:
        return Figure(rate_words(rate, material.locale), "came back", "active the week before")
    return Figure(percent(rate), "came back", f"of {number(rate.denominator, material.locale)} active before")
