"""The weekly review's charts, as data with the words that say what they show."""

from collections.abc import Sequence
from datetime import date, timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.charts import End, HeatChart, Mark, RuleChart, Spark, TrendChart, VolumeChart, rate_end
from tasks.core.digest.figures import DayRate, WeekSpread
from tasks.core.digest.marks import marked
from tasks.core.digest.material import Material
from tasks.core.digest.people import Cohort
from tasks.core.digest.rates import PERCENT_FROM, Rate, number, percent, plural, rate_words
from tasks.core.digest.texts import cut, one_line
from tasks.core.digest.trends import Series
from tasks.core.digest.view import ChartBlock
from tasks.core.items import Tier

WEEKS_SHOWN = 8
COHORTS_SHOWN = 8
MARK_LIMIT = 18
_TIERS: tuple[Tier, ...] = ("T1", "T2", "T3", "T4")


def marks(week: Week, starts: Sequence[date], days: int = 7) -> tuple[Mark, ...]:
    """The events and bursts of a series whose points begin on `starts`, each at the first point that it touches."""
    found = marked(starts, week.campaigns.marks, days)
    firsts = {each: at for at, here in reversed(list(enumerate(found))) for each in here}
    return tuple(
        Mark(at, cut(name := one_line(each.name, 60) or each.kind, MARK_LIMIT), name)
        for each, at in sorted(firsts.items(), key=lambda pair: (pair[1], pair[0].name))
    )


def marks_words(found: Sequence[Mark]) -> str:
    """What `alt` adds of the events on a series."""
    # A burst is named after all that it fell on, which is marked by itself as well.
    names = dict.fromkeys(
        name for mark in found if mark.words for name in (mark.name or mark.words).split(", ")
    )
    return f" Marked: {', '.join(names)}." if names else ""


def rule_trend(points: Sequence[DayRate], material: Material, week: Week) -> ChartBlock | None:
    """The 24-hour rule by week; None when fewer than two weeks have cases."""
    cases = [point for point in points if point.rate.value is not None]
    if len(cases) < 2:
        return None
    last, worst = cases[-1], min(cases, key=lambda point: point.rate.value or 0.0)
    shown = [point for point in points if cases[0].day <= point.day <= last.day]
    events = marks(week, [point.day for point in shown])
    clock, locale = material.clock, material.locale
    lowest = (
        f"the lowest of {len(cases)} was {rate_words(worst.rate, locale)}, from {clock.short_date(worst.day)}"
    )
    lowest = f"that is the lowest of {len(cases)} weeks" if worst is last else lowest
    alt = (
        f"24-hour rule by week: {rate_words(last.rate, locale)} answered in time in the last one, from "
        f"{clock.short_date(last.day)}; {lowest}.{marks_words(events)}"
    )
    labels = tuple(clock.short_date(point.day) for point in shown)
    chart = RuleChart(labels, tuple(point.rate for point in shown), rate_end(last.rate), alt, events)
    return ChartBlock("rule-24h", chart)


def depth_chart(found: Sequence[WeekSpread], material: Material, week: Week) -> ChartBlock:
    """Mean conversation depth by week, with a gap where no thread was active; `found` is not empty."""
    locale, first, last = material.locale, found[0].spread, found[-1].spread
    weeks = _every_week(found[0].week, found[-1].week)
    by_week = {each.week: each.spread for each in found}
    events = marks(week, weeks)
    alt = (
        f"Conversation depth by week: mean {or_dash(last.mean, locale)} turns a thread in the last week "
        f"({plural(last.n, 'thread')}), {or_dash(first.mean, locale)} in the first of {len(weeks)} weeks."
        f"{marks_words(events)}"
    )
    chart = TrendChart(
        title="Mean turns a thread, by week, with the 95 % interval",
        unit="",
        labels=tuple(material.clock.short_date(each) for each in weeks),
        values=tuple(by_week[each].mean if each in by_week else None for each in weeks),
        bands=tuple(by_week[each].mean_band if each in by_week else None for each in weeks),
        end=End(or_dash(last.mean, locale), plural(last.n, "thread")),
        alt=alt,
        counts=tuple(by_week[each].n if each in by_week else None for each in weeks),
        marks=events,
    )
    return ChartBlock("depth", chart)


def retention_chart(found: Sequence[DayRate], material: Material, week: Week) -> ChartBlock:
    """Who came back, by week, with a gap where nobody was active before; `found` is not empty."""
    last, first = found[-1].rate, found[0].rate
    weeks = _every_week(found[0].day, found[-1].day)
    rates = {each.day: each.rate for each in found}
    events = marks(week, weeks)
    alt = (
        f"Members who came back, by week: {rate_words(last, material.locale)} in the last week, "
        f"{rate_words(first, material.locale)} in the first of {len(weeks)} weeks.{marks_words(events)}"
    )
    known = [rates.get(each, Rate(0, 0)) for each in weeks]
    bands = [rate.interval() for rate in known]
    chart = TrendChart(
        title="Came back, by week, with the 95 % interval",
        unit="%",
        labels=tuple(material.clock.short_date(each) for each in weeks),
        values=tuple(None if rate.value is None else 100 * rate.value for rate in known),
        bands=tuple((100 * band[0], 100 * band[1]) if band is not None else None for band in bands),
        end=rate_end(last),
        alt=alt,
        counts=tuple(rate.denominator or None for rate in known),
        marks=events,
    )
    return ChartBlock("retention", chart)


def cohort_chart(cohorts: Sequence[Cohort], material: Material) -> ChartBlock | None:
    """Who stays, by week of arrival and weeks after it; None with fewer than two cohorts that have aged a week."""
    aged = [cohort for cohort in cohorts if cohort.members and any(n is not None for n in cohort.active[1:])]
    shown = aged[-COHORTS_SHOWN:]
    if len(shown) < 2:
        return None
    ages = range(1, 1 + max(sum(n is not None for n in cohort.active[1:]) for cohort in shown))
    cells = tuple(
        tuple(None if (n := cohort.active[age]) is None else 100 * n / cohort.members for age in ages)
        for cohort in shown
    )
    stayed = [(cohort.active[1] or 0, cohort.members) for cohort in shown]
    rate = Rate(sum(n for n, _ in stayed), sum(n for _, n in stayed))
    clock = material.clock
    alt = (
        f"Who stays, by week of arrival: of the {rate.denominator} who first came in {len(shown)} weeks from "
        f"{clock.short_date(shown[0].week)} on, {percent(rate)} were active a week later."
    )
    chart = HeatChart(
        title="Active again, by week of arrival and weeks after it",
        unit="% of those who arrived",
        row_labels=tuple(clock.short_date(cohort.week) for cohort in shown),
        column_labels=tuple(f"{age}" for age in ages),
        cells=cells,
        counts=tuple(tuple(cohort.members for _ in ages) for cohort in shown),
        alt=alt,
        absent_note="the week is still to come",
        row_notes=tuple(f"n {cohort.members}" for cohort in shown),
    )
    return ChartBlock("cohorts", chart)


def tier_chart(material: Material, week: Week) -> ChartBlock | None:
    """What came in by tier and day, of the week and the one before it; None when nothing did."""
    if not any(day.count for day in week.volume_days):
        return None
    days = [week.start + timedelta(days=n) for n in range(-7, 7)]
    found = {(day.day, day.tier): day.count for day in week.volume_days}
    counts = tuple((tier, tuple(found.get((day, tier), 0) for day in days)) for tier in _TIERS)
    counts = tuple((tier, numbers) for tier, numbers in counts if any(numbers))
    totals = {day: sum(found.get((day, tier), 0) for tier in _TIERS) for day in days}
    peak = max(days[7:], key=lambda day: totals[day])
    clock = material.clock
    said = ", ".join(f"{tier} {sum(numbers[7:])} after {sum(numbers[:7])}" for tier, numbers in counts)
    events = marks(week, days, days=1)
    chart = VolumeChart(
        labels=tuple(f"{clock.weekday(day)}\n{clock.short_date(day)}" for day in days),
        counts=counts,
        alt=f"Messages and reactions by tier and day, the week and the one before: {said}; the most of the week on "
        f"{clock.weekday(peak)} ({totals[peak]}).{marks_words(events)}",
        title=f"Messages and reactions by tier and day, two weeks (n {number(sum(totals.values()), material.locale)})",
        marks=(*events, Mark(6.5, "")),
    )
    return ChartBlock("tiers", chart)


def spark(key: str, values: Sequence[float | None], words: Sequence[str]) -> Spark | None:
    """A small line of the weeks; `words` are the values as said, for `alt`. None with fewer than three known."""
    if sum(value is not None for value in values) < 3:
        return None
    return Spark(key, tuple(values), f"{len(values)} weeks: {', '.join(words)}")


def series_spark(key: str, series: Series | None, weeks: Sequence[date], locale: str) -> Spark | None:
    """A small line of a series of the marts, with its intervals."""
    if series is None:
        return None
    points = [series.at(week) for week in weeks]
    words = [
        "–" if point is None or point.value is None else _point_words(point.value, point.rate, locale)
        for point in points
    ]
    line = spark(key, [point.value if point is not None else None for point in points], words)
    if line is None:
        return None
    bands = tuple(point.band if point is not None else None for point in points)
    return Spark(line.key, line.values, line.alt, bands)


def _point_words(value: float, rate: Rate | None, locale: str) -> str:
    if rate is None:
        return number(value, locale)
    return percent(rate) if rate.denominator >= PERCENT_FROM else f"{rate.numerator} of {rate.denominator}"


def _every_week(first: date, last: date) -> list[date]:
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def or_dash(value: float | None, locale: str) -> str:
    """`value` as a number, or a dash when it is not known."""
    return "–" if value is None else number(value, locale)
