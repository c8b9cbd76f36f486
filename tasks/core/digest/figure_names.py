"""What the review's tables call each figure of the marts, in the words that the rest of the review uses."""

from tasks.core.digest.cards import language_name, platform_name
from tasks.core.digest.clock import Clock
from tasks.core.digest.texts import one_line
from tasks.core.digest.trends import Series
from tasks.core.digest.weekly_hours import A_MONDAY

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
    "reply_equity": "Answered, by the others (1: equal)",
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
_VALUES = {
    ("clock", "wall"): "wall clock",
    ("clock", "office"): "office hours",
    ("group", "small"): "small accounts",
    ("group", "larger"): "larger accounts",
    ("kind", "ugc_post"): "UGC post",
    ("language", "unsaid"): "language not known",
    ("tier", "unassigned"): "without a tier",
    ("warning", "alike"): "too alike",
    ("warning", "stock"): "stock phrase",
    ("warning", "unrelated"): "no word of the message",
}


def figure_name(series: Series, clock: Clock) -> str:
    """ "24-hour rule, T1", "Sounds positive, in German", "First reply, wall clock, median"."""
    parts = [_TITLES.get(series.metric, series.metric.replace("_", " ").capitalize())]
    if series.dimension != "all":
        parts.append(_value(series.dimension, one_line(series.dimension_value, 40), clock))
    if series.measure:
        parts.append(_MEASURES.get(series.measure, series.measure.replace("_", " ")))
    return ", ".join(parts)


def _value(dimension: str, value: str, clock: Clock) -> str:
    if (dimension, value) in _VALUES:
        return _VALUES[dimension, value]
    if dimension == "language":
        return f"in {language_name(value)}"
    if dimension == "platform":
        return f"on {platform_name(value)}"
    if dimension == "base":
        return f"of {value}"
    if dimension == "hour" and value.isdecimal():
        return f"hour {clock.time(clock.at(A_MONDAY, int(value)))}"
    return value if dimension == "account" else value.replace("_", " ")
