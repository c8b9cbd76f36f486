"""Every figure of the week as tables, for the full page: eight weeks, 95 % interval, cases, and the change."""

from collections.abc import Sequence
from datetime import date, timedelta
from itertools import groupby

from tasks.core.digest.absent import NOTE, reason
from tasks.core.digest.board import Week
from tasks.core.digest.clock import duration
from tasks.core.digest.figures import WeekSpread
from tasks.core.digest.material import Material
from tasks.core.digest.rates import PERCENT_FROM, change, number, percent
from tasks.core.digest.texts import one_line
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
_TITLES = {
    "rule_24h": "24-hour rule",
    "first_reply_time": "First reply",
    "coverage": "Answered the same day",
    "volume": "Came in",
    "agreement": "Rulings that kept the tier",
    "conversation_depth": "Turns a thread",
    "response_rate": "Of the audience, spoke up",
    "active_members": "Active members",
    "retention": "Came back",
    "stickiness": "Stickiness",
    "growth_quality": "Newcomers who stayed",
    "net_active": "Won less lost, 30 days",
    "ugc_posts": "Posts by members",
    "ugc_creators": "Members who made them",
    "ugc_share": "By members, of posts about you",
    "engagement_per_post": "Engagement per post",
    "engagement_per_1000": "Engagement a day per 1,000 followers",
    "engagement_rate": "Engagement rate",
    "replies_sent": "Replies sent",
    "replies_outside_hours": "Replies outside office hours",
    "reply_minutes_estimated": "Minutes of writing, of the budget (estimated)",
    "reply_equity": "Answered, by the others",
    "equity_coverage": "Answered",
    "answers_led_on": "Answers that led on",
    "sentiment_positive": "Sounds positive",
    "sentiment_neutral": "Sounds neutral",
    "sentiment_negative": "Sounds negative",
    "sentiment_unknown": "Cannot be told from its words",
    "engagement_flags": "Counts of engagement to take with care",
    "authenticity": "Replies that sound like a person",
    "reply_warnings": "Replies with a warning",
}
_MEASURES = {
    "km_median": "median", "km_p90": "nine of ten within", "naive_median": "median of the answered only",
    "mean": "mean", "median": "median", "p90": "nine of ten at most",
}  # fmt: skip
_OF_INTERVALS = {"equity_people"}
"""What intervals are made of, and says nothing by itself."""
_SPEAKING = {"tier", "type", "clock", "group", "flag", "warning", "part", "ripeness", "kind"}
"""Dimensions whose values say by themselves what they are."""
_TIMES = {"first_reply_time"}
_SHARES = {"stickiness", "engagement_rate", "reply_minutes_estimated"}
"""Quotients said in percent though their numerator counts no cases."""
_NOTE = (
    f"The last week is the one reviewed; *: of the days that are known. {NOTE} 95 %: "
    "Wilson’s interval for shares (who was answered: with messages of one person counted as the fewer cases they are "
    "worth; moods: those of one thread too, of a language, platform or tier by its own), a bootstrap with a fixed seed "
    "for medians and means. Change: against the week before, said "
    "where its interval leaves no doubt of the direction."
)


def every_figure(material: Material, week: Week) -> tuple[Section, ...]:
    """A section of one table for each group of metrics; none when marts hold nothing."""
    weeks = week.trends.weeks
    if not weeks:
        return ()
    clock = material.clock
    head = ("", *(clock.short_date(each) for each in weeks), "95 %", "n", "change")
    by_group: dict[str, list[tuple[str, ...]]] = {}
    for series in [*_kept(week), *_depths(material.figures.depth_weeks)]:
        if any(point.value is not None for point in series.points):
            by_group.setdefault(_group(series.metric), []).append(_cells(series, weeks, material))
    caption = f"{len(weeks)} weeks, named by their Mondays, up to the one from {clock.short_date(weeks[-1])}"
    names = [*(name for name, _ in _GROUPS), _OTHER]
    return tuple(
        Section(
            f"figures-{n}",
            f"Every figure: {name.lower()}",
            blocks=(Table(caption, head, tuple(by_group[name]), _NOTE),),
        )
        for n, name in enumerate(names)
        if name in by_group
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
    return (_title(series), *(_said(series, point, material) for point in points), interval, cases, against)


def _against(before: Point | None, now: Point) -> str:
    if before is None or before.value is None or now.value is None:
        return ""
    if now.rate is not None:
        difference = change(before.rate, now.rate)
        return "" if difference is None else difference.words
    if now.band is None or before.band is None:
        return ""
    if now.band[0] > before.band[1]:
        return "more"
    return "less" if now.band[1] < before.band[0] else "no clear change"


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
    return number(value, material.locale)


def _group(metric: str) -> str:
    return next((name for name, metrics in _GROUPS if metric in metrics), _OTHER)


def _title(series: Series) -> str:
    title = _TITLES.get(series.metric, series.metric.replace("_", " ").capitalize())
    parts = [title]
    if series.dimension != "all":
        value = one_line(series.dimension_value, 40)
        is_ours = series.dimension in _SPEAKING
        parts.append(value.replace("_", " ") if is_ours else f"{series.dimension} {value}")
    if series.measure:
        parts.append(_MEASURES.get(series.measure, series.measure.replace("_", " ")))
    return ", ".join(parts)
