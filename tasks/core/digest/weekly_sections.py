"""The weekly review's sections, each from what is known; what is not known says so."""

from datetime import timedelta
from math import isinf

from tasks.core.digest.board import Week
from tasks.core.digest.cards import TIER_WORDS
from tasks.core.digest.clock import duration
from tasks.core.digest.material import Material
from tasks.core.digest.parts import missed, rule_chart
from tasks.core.digest.rates import Rate, change, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Lines, Section
from tasks.core.digest.weekly_charts import (
    WEEKS_SHOWN,
    depth_chart,
    or_dash,
    rule_trend,
    series_spark,
    spark,
    tier_chart,
)

UNHEARD_MOST = 5
MISSED_MOST = 50


def rule(material: Material, week: Week) -> Section:
    """The 24-hour rule: the week, its interval, the week before, by tier, the wait, and which ones were missed."""
    figures, locale = material.figures, material.locale
    line = series_spark("rule-24h", week.trends.of("rule_24h"), week.trends.weeks, locale)
    facts = [
        Fact(
            "This week", rate_words(figures.rule_week, locale), _interval_words(figures.rule_week), line, True
        )
    ]
    difference = change(figures.rule_before, figures.rule_week)
    note = difference.words if difference is not None else ""
    facts.append(Fact("The week before", rate_words(figures.rule_before, locale), note, is_page_only=True))
    for group in figures.rule_by_tier:
        line = series_spark(
            f"rule-{group.name}", week.trends.of("rule_24h", "tier", group.name), week.trends.weeks, locale
        )
        facts.append(
            Fact(f"{group.name}, {_tier_word(group.name)}", rate_words(group.rate, locale), "", line)
        )
    facts += [*_first_reply(material, week), *_first_reply_beside(material)]
    blocks: list[Block] = [Facts(tuple(facts))]
    if (chart := rule_trend(figures.rule_weeks[-WEEKS_SHOWN:], material, week)) is not None:
        blocks.append(chart)
    elif (by_day := rule_chart(figures.rule_days[-14:], material, by="day")) is not None:
        blocks.append(by_day)
    if week.missed:
        heading = f"{plural(len(week.missed), 'message')} passed 24 hours without an answer"
        lines = missed(week.missed[:MISSED_MOST], material)
        blocks.append(Lines(tuple(lines), heading))
    return Section("rule", "The 24-hour rule", blocks=tuple(blocks))


def _first_reply(material: Material, week: Week) -> list[Fact]:
    """The wait by Kaplan and Meier, with its interval."""
    reply = material.figures.first_reply
    if reply is not None and reply.median is None and reply.gap:
        return [Fact("First reply", "unknown", one_line(reply.gap, 160))]
    if reply is None or reply.median is None:
        return []
    series = week.trends.of("first_reply_time", "clock", "wall", "km_median")
    point = series.at(week.start) if series is not None else None
    note = f"median of {reply.n}, {reply.censored} still open"
    if point is not None and point.band is not None:
        note += f" (95 %: {_time(point.band[0])} to {_time(point.band[1])})"
    line = series_spark("first-reply", series, week.trends.weeks, material.locale)
    return [Fact("First reply", _time(reply.median), note, line)]


def _first_reply_beside(material: Material) -> list[Fact]:
    """On the page the naive median beside it, so that the difference shows, and how long one in ten waits."""
    reply = material.figures.first_reply
    if reply is None:
        return []
    facts = []
    if reply.naive_median is not None:
        note = "median of the answered alone: those still open are left out"
        facts.append(Fact("First reply, naive", _time(reply.naive_median), note, is_page_only=True))
    if reply.p90 is not None:
        facts.append(
            Fact("Nine of ten within", _time(reply.p90), "those still open counted", is_page_only=True)
        )
    return facts


def _time(seconds: float) -> str:
    return "never" if isinf(seconds) else duration(timedelta(seconds=seconds))


def conversation(material: Material, week: Week) -> Section:
    """Conversation depth: changes of side between brand and community; and who was answered the same day."""
    locale, spread = material.locale, material.figures.depth(week.start)
    if spread is None:
        return Section("conversation", "Conversation", quiet="No thread was active.")
    weeks = material.figures.depth_weeks[-WEEKS_SHOWN:]
    means = {each.week: each.spread.mean for each in weeks}
    values = [means.get(monday) for monday in week.trends.weeks]
    line = spark("depth", values, [or_dash(value, locale) for value in values])
    note = f"turns a thread, over {plural(spread.n, 'thread')}"
    if spread.mean_band is not None:
        note += f" (95 %: {or_dash(spread.mean_band[0], locale)} to {or_dash(spread.mean_band[1], locale)})"
    if spread.gap:
        note += "; some days unknown"
    facts = [
        Fact("Mean depth", or_dash(spread.mean, locale), note, line),
        Fact("Median", or_dash(spread.median, locale), f"nine of ten at most {or_dash(spread.p90, locale)}"),
    ]
    blocks: list[Block] = [Facts((*facts, *_coverage(material)))]
    if (came := tier_chart(material, week)) is not None:
        blocks.append(came)
    detail = (depth_chart(weeks, material, week),) if len(weeks) > 1 else ()
    quiet = "How deep it went stands in the five sentences."
    return Section("conversation", "Conversation", blocks=tuple(blocks), detail=detail, quiet=quiet)


def _coverage(material: Material) -> list[Fact]:
    before = {group.name: group.rate for group in material.figures.coverage_before}
    facts = []
    for group in material.figures.coverage:
        difference = change(before.get(group.name), group.rate)
        note = difference.words if difference is not None and difference.is_clear else ""
        verb = "Answered or liked" if group.name == "T4" else "Answered"
        facts.append(
            Fact(f"{verb} the same day, {group.name}", rate_words(group.rate, material.locale), note)
        )
    return facts


def _interval_words(rate: Rate | None) -> str:
    if rate is None or rate.denominator < 20 or (span := rate.interval()) is None:
        return ""
    return f"95 % interval {round(100 * span[0])} to {round(100 * span[1])} %"


def _tier_word(name: str) -> str:
    return next((word for tier, word in TIER_WORDS.items() if tier == name), "")
