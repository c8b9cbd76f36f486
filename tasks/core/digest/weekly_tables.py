"""Every figure of the week as tables, for the full page: its change, 95 % interval and cases, and the weeks before.

The newest comes first: a phone has room for three columns, and nobody looks for the week reviewed behind a scroll.
"""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from tasks.core.digest.absent import NOTE, reason
from tasks.core.digest.board import Week
from tasks.core.digest.clock import duration
from tasks.core.digest.figure_names import figure_name
from tasks.core.digest.figures import WeekSpread
from tasks.core.digest.material import Material
from tasks.core.digest.rates import PERCENT_FROM, change, hundredths, number, percent, tenths
from tasks.core.digest.trends import Point, Series
from tasks.core.digest.view import Section, Table

MOST_VALUES = 30
"""Rows of one metric and dimension, those of most cases."""

_GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Answering", ("rule_24h", "first_reply_time", "coverage", "volume", "agreement")),
    ("Voices", ("reply_equity", "equity_coverage")),
    ("Conversation", ("conversation_depth", "answers_led_on", "response_rate")),
    ("Mood", ("sentiment_positive", "sentiment_neutral", "sentiment_negative", "sentiment_unknown")),
    ("People", ("active_members", "retention", "stickiness", "growth_quality", "net_active")),
    ("Content", ("ugc_posts", "ugc_creators", "ugc_share", "engagement", "engagement_per_post", "engagement_rate",
                 "engagement_flags")),
    ("Work", ("replies_sent", "replies_outside_hours", "reply_minutes_estimated", "minutes_planned", "minutes_budgeted",
              "authenticity", "distinctness", "reply_warnings")),
)  # fmt: skip
_OTHER = "More figures"
EVERY = "Every figure:"
"""How the titles of these sections begin."""
_OF_INTERVALS = {"equity_people"}
"""What intervals are made of, and says nothing by itself."""
_TIMES = {"first_reply_time"}
_SHARES = {"stickiness", "engagement_rate", "reply_minutes_estimated"}
"""Quotients said in percent though their numerator counts no cases."""
_RATIOS = {"reply_equity", "distinctness"}
"""Said to two decimals: what is to be seen lies between them."""
_NOTE = (
    f"The first column is the week reviewed; *: of the days that are known. {NOTE} 95 %: "
    "Wilson’s interval for shares (who was answered: with messages of one person counted as the fewer cases they are "
    "worth; moods: those of one thread too, of a language, platform or tier by its own), a bootstrap with a fixed seed "
    "for medians and means. Clear change: against the week before, of shares in points with the 95 % interval; none "
    "where that leaves a doubt of the direction."
)


def every_figure(material: Material, week: Week) -> tuple[Section, ...]:
    """A section of one table for each group of metrics; none when marts hold nothing."""
    weeks = week.trends.weeks
    if not weeks:
        return ()
    clock = material.clock
    *before, newest = (clock.short_date(each) for each in weeks)
    head = ("", newest, "clear change", "95 %", "n", *reversed(before))
    by_group: dict[str, list[tuple[str, ...]]] = {}
    for series in [*_kept(week), *_depths(material.figures.depth_weeks)]:
        if any(point.value is not None for point in series.points):
            by_group.setdefault(_group(series.metric), []).append(_cells(series, weeks, material))
    caption = f"The week from {newest}, and the {len(before)} before it by their Mondays"
    named = [(n, name) for n, name in enumerate((*(name for name, _ in _GROUPS), _OTHER)) if name in by_group]
    explained = [f"To be read as explained under “{EVERY} {name.lower()}”." for _, name in named[:1]]
    notes = [_NOTE, *explained * (len(named) - 1)][: len(named)]
    return tuple(
        Section(
            f"figures-{n}",
            f"{EVERY} {name.lower()}",
            blocks=(Table(caption, head, tuple(by_group[name]), note),),
        )
        for (n, name), note in zip(named, notes, strict=True)
    )


def _kept(week: Week) -> list[Series]:
    """The series in the order of the groups; of many values of a dimension those of most cases this week."""
    order = {metric: place for place, metric in enumerate(m for _, metrics in _GROUPS for m in metrics)}
    found = sorted(
        (each for each in week.trends.series if each.metric not in _OF_INTERVALS),
        key=lambda s: (order.get(s.metric, len(order)), s.metric, s.dimension != "all", s.dimension),
    )
    kept: list[Series] = []
    for _, group in groupby(found, key=lambda s: (s.metric, s.dimension)):
        series = list(group)
        if len(series) > MOST_VALUES:
            most = sorted(series, key=lambda s: -_cases(s, week.start))[:MOST_VALUES]
            series = [each for each in series if each in most]
        kept += series
    return kept


def _cases(series: Series, week: date) -> float:
    point = series.at(week)
    return 0 if point is None else point.n if point.n is not None else point.value or 0


def _depths(weeks: Sequence[WeekSpread]) -> list[Series]:
    """Conversation depth by week; its intervals are those of mean and median."""
    if not weeks:
        return []
    points = {
        "mean": [Point(each.week, each.spread.mean, each.spread.mean_band, each.spread.n) for each in weeks],
        "median": [
            Point(each.week, each.spread.median, each.spread.median_band, each.spread.n) for each in weeks
        ],
        "p90": [Point(each.week, each.spread.p90, None, each.spread.n) for each in weeks],
    }
    return [
        Series("conversation_depth", "all", "all", measure, tuple(found)) for measure, found in points.items()
    ]


def _cells(series: Series, weeks: Sequence[date], material: Material) -> tuple[str, ...]:
    points = [series.at(week) for week in weeks]
    now = points[-1]
    interval = cases = against = ""
    if now is not None and now.value is not None:
        if now.band is not None and (now.rate is None or now.rate.denominator >= PERCENT_FROM):
            low, high = now.band
            interval = f"{_value(series, low, material)} to {_value(series, high, material)}"
        cases = number(now.n, material.locale) if now.n is not None else ""
        before = series.at(weeks[-1] - timedelta(weeks=1))
        against = _against(before, now)
    *before_it, newest = (_said(series, point, material) for point in points)
    name = figure_name(series, material.clock)
    return (name, newest, against, interval, cases, *reversed(before_it))


def _against(before: Point | None, now: Point) -> str:
    if before is None or before.value is None or now.value is None:
        return ""
    if now.rate is not None:
        difference = change(before.rate, now.rate)
        return "" if difference is None else difference.brief
    if now.band is None or before.band is None:
        return ""
    if now.band[0] > before.band[1]:
        return "more"
    return "less" if now.band[1] < before.band[0] else "none"


def _said(series: Series, point: Point | None, material: Material) -> str:
    if point is None or point.value is None:
        return reason(
            series.metric, point.gap if point is not None else "", point.n if point is not None else None
        )
    if point.rate is not None:
        rate = point.rate
        few = rate.denominator < PERCENT_FROM
        said = f"{rate.numerator} of {rate.denominator}" if few else percent(rate)
        return f"{said}*" if rate.gap else said
    return f"{_value(series, point.value, material)}{'*' if point.gap else ''}"


def _value(series: Series, value: float, material: Material) -> str:
    if value == float("inf"):
        return "never"
    if series.metric in _TIMES:
        return duration(timedelta(seconds=value))
    if series.metric in _SHARES or any(point.rate is not None for point in series.points):
        return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.1f} %"
    if series.metric in _RATIOS:
        return hundredths(value, material.locale)
    is_whole = all(point.value is None or point.value % 1 == 0 for point in series.points)
    return number(value, material.locale) if is_whole else tenths(value, material.locale)


def _group(metric: str) -> str:
    return next((name for name, metrics in _GROUPS if metric in metrics), _OTHER)
