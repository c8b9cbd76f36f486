"""The weekly review's charts of conversation depth and retention, as data with their words."""

from collections.abc import Sequence
from datetime import date, timedelta

from tasks.core.digest.charts import End, TrendChart, rate_end
from tasks.core.digest.figures import DayRate, WeekSpread
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate, number, plural, rate_words
from tasks.core.digest.view import ChartBlock


def depth_chart(found: Sequence[WeekSpread], material: Material) -> ChartBlock:
    """Mean conversation depth by week, with a gap where no thread was active; `found` is not empty."""
    locale, first, last = material.locale, found[0].spread, found[-1].spread
    weeks = _every_week(found[0].week, found[-1].week)
    means = {each.week: each.spread.mean for each in found}
    alt = (
        f"Conversation depth by week: mean {or_dash(last.mean, locale)} turns a thread in the last week "
        f"({plural(last.n, 'thread')}), {or_dash(first.mean, locale)} in the first of {len(weeks)} weeks."
    )
    chart = TrendChart(
        title="Mean turns a thread, by week",
        unit="",
        labels=tuple(material.clock.short_date(week) for week in weeks),
        values=tuple(means.get(week) for week in weeks),
        bands=tuple(None for _ in weeks),
        end=End(or_dash(last.mean, locale), plural(last.n, "thread")),
        alt=alt,
    )
    return ChartBlock("depth", chart)


def retention_chart(found: Sequence[DayRate], material: Material) -> ChartBlock:
    """Who came back, by week, with a gap where nobody was active before; `found` is not empty."""
    last, first = found[-1].rate, found[0].rate
    weeks = _every_week(found[0].day, found[-1].day)
    rates = {each.day: each.rate for each in found}
    alt = (
        f"Members who came back, by week: {rate_words(last, material.locale)} in the last week, "
        f"{rate_words(first, material.locale)} in the first of {len(weeks)} weeks."
    )
    known = [rates.get(week, Rate(0, 0)) for week in weeks]
    bands = [rate.interval() for rate in known]
    chart = TrendChart(
        title="Came back, by week, with the 95 % interval",
        unit="%",
        labels=tuple(material.clock.short_date(week) for week in weeks),
        values=tuple(None if rate.value is None else 100 * rate.value for rate in known),
        bands=tuple((100 * band[0], 100 * band[1]) if band is not None else None for band in bands),
        end=rate_end(last),
        alt=alt,
    )
    return ChartBlock("retention", chart)


def _every_week(first: date, last: date) -> list[date]:
    return [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]


def or_dash(value: float | None, locale: str) -> str:
    """`value` as a number, or a dash when it is not known."""
    return "–" if value is None else number(value, locale)
