"""The weekly review's sections, each from what is known; what is not known says so."""

from collections.abc import Sequence
from datetime import timedelta
from math import isinf

from tasks.core.digest.board import Week
from tasks.core.digest.cards import TIER_WORDS, compact, open_link, platform_name
from tasks.core.digest.clock import duration
from tasks.core.digest.material import Material
from tasks.core.digest.parts import missed, problems_section, rule_chart
from tasks.core.digest.rates import Rate, change, number, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Paragraph, Section
from tasks.core.digest.weekly_charts import (
    WEEKS_SHOWN,
    depth_chart,
    or_dash,
    rule_trend,
    series_spark,
    spark,
    tier_chart,
)
from tasks.core.digest.weekly_words import minutes_budgeted
from tasks.core.items import Ranked

UNHEARD_MOST = 5
MISSED_MOST = 50


def rule(material: Material, week: Week) -> Section:
    """The 24-hour rule: the week, its interval, the week before, by tier, the wait, and which ones were missed."""
    figures, locale = material.figures, material.locale
    line = series_spark("rule-24h", week.trends.of("rule_24h"), week.trends.weeks, locale)
    facts = [
        Fact("This week", rate_words(figures.rule_week, locale), _interval_words(figures.rule_week), line)
    ]
    difference = change(figures.rule_before, figures.rule_week)
    note = difference.words if difference is not None else ""
    facts.append(Fact("The week before", rate_words(figures.rule_before, locale), note))
    for group in figures.rule_by_tier:
        line = series_spark(
            f"rule-{group.name}", week.trends.of("rule_24h", "tier", group.name), week.trends.weeks, locale
        )
        facts.append(
            Fact(f"{group.name}, {_tier_word(group.name)}", rate_words(group.rate, locale), "", line)
        )
    blocks: list[Block] = [Facts((*facts, *_first_reply(material, week)))]
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
    """The wait by Kaplan and Meier, with its interval, and the naive one beside it, so that the difference shows."""
    reply = material.figures.first_reply
    if reply is None or reply.median is None:
        return []
    series = week.trends.of("first_reply_time", "clock", "wall", "km_median")
    point = series.at(week.start) if series is not None else None
    notes = [f"median of {reply.n} in 28 days, the {reply.censored} still open counted"]
    if point is not None and point.band is not None:
        notes.append(f"95 %: {_time(point.band[0])} to {_time(point.band[1])}")
    if reply.naive_median is not None:
        notes.append(f"of the answered alone {_time(reply.naive_median)}")
    if reply.p90 is not None:
        notes.append(f"nine of ten within {_time(reply.p90)}")
    line = series_spark("first-reply", series, week.trends.weeks, material.locale)
    return [Fact("First reply", _time(reply.median), "; ".join(notes), line)]


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
    facts = [
        Fact("Mean depth", or_dash(spread.mean, locale), note, line),
        Fact("Median", or_dash(spread.median, locale), f"nine of ten at most {or_dash(spread.p90, locale)}"),
    ]
    blocks: list[Block] = [Facts((*facts, *_coverage(material)))]
    if (came := tier_chart(material, week)) is not None:
        blocks.append(came)
    detail = (depth_chart(weeks, material, week),) if len(weeks) > 1 else ()
    return Section("conversation", "Conversation", blocks=tuple(blocks), detail=detail)


def content(material: Material, week: Week) -> Section:
    """Which posts and which hours drew conversation."""
    facts, blocks = [], list[Block]()
    if week.hours:
        total = sum(hour.count for hour in week.hours)
        busiest = sorted(week.hours, key=lambda hour: (-hour.count, hour.hour))[:3]
        clock = material.clock
        words = ", ".join(f"{clock.time(clock.at(week.start, hour.hour))} ({hour.count})" for hour in busiest)
        facts.append(Fact("Busiest hours", words, f"of {plural(total, 'message')}, hour of arrival"))
    if material.figures.ugc_posts:
        creators = plural(material.figures.ugc_creators or 0, "creator")
        facts.append(Fact("Made by members", plural(material.figures.ugc_posts, "post"), creators))
    if facts:
        blocks.append(Facts(tuple(facts)))
    if week.own_posts:
        lines = tuple(
            Line(
                text=one_line(post.text, 80) or "(no words)",
                note=f"{platform_name(post.platform)}: {plural(post.comments, 'comment')}, "
                f"{plural(post.reactions, 'reaction')}, {plural(post.shares, 'share')}",
                link=open_link(post.platform, post.permalink, "Open"),
            )
            for post in week.own_posts
        )
        blocks.append(Lines(lines))
    if not blocks:
        return Section("content", "Content and hours", quiet="Nothing drew conversation this week.")
    return Section("content", "Content and hours", blocks=tuple(blocks))


def topics(material: Material) -> Section:
    """Topics: hashtags of what still waits, until topics are measured."""
    counts: dict[str, int] = {}
    for r in material.ranked:
        for tag in dict.fromkeys(tag.lower() for tag in r.item.hashtags):
            counts[tag] = counts.get(tag, 0) + 1
    if not counts:
        return Section("topics", "Topics", quiet="Topics are not measured yet.")
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))[:5]
    words = ", ".join(f"#{one_line(tag, 30)} ({count})" for tag, count in ordered)
    return Section("topics", "Topics", blocks=(Paragraph(f"Hashtags among what waits: {words}."),))


def unheard(material: Material) -> Section:
    """Newcomers who still wait, and the reply rates of newcomers and small accounts beside the rest."""
    facts = tuple(
        Fact(group.name, rate_words(group.rate, material.locale)) for group in material.figures.equity
    )
    waiting = [
        r for r in material.ranked if r.item.member_level == "new" and r.item.tier in {"T1", "T2", "T3"}
    ]
    blocks: list[Block] = [Facts(facts)] if facts else []
    if waiting:
        blocks.append(Paragraph(f"{plural(len(waiting), 'message')} of newcomers still {_wait(waiting)}:"))
        blocks.append(Lines(tuple(compact(r, material.clock) for r in waiting[:UNHEARD_MOST])))
    if not blocks:
        return Section("unheard", "Unheard voices", quiet="No newcomer is waiting.")
    return Section("unheard", "Unheard voices", blocks=tuple(blocks))


def workload(material: Material) -> Section:
    """Minutes and replies against the budget."""
    work, locale = material.figures.workload, material.locale
    facts = []
    if work.replies is not None:
        facts.append(Fact("Replies sent", str(work.replies)))
    if work.after_hours is not None and work.replies is not None:
        facts.append(Fact("Outside office hours", rate_words(Rate(work.after_hours, work.replies), locale)))
    if work.minutes_used is not None:
        budgeted = minutes_budgeted(material)
        budget = f"of {number(round(budgeted), locale)} budgeted; " if budgeted else ""
        facts.append(
            Fact("Minutes of writing", number(round(work.minutes_used), locale), f"{budget}an estimate")
        )
    if not facts:
        return Section("workload", "Workload", quiet="No reply was sent.")
    return Section("workload", "Workload", blocks=(Facts(tuple(facts)),))


def data_quality(material: Material) -> Section:
    """What was collected, what was not, what waits in quarantine."""
    collection = material.board.collection
    facts = [
        Fact("Windows collected", str(collection.merged), "last 7 days"),
        Fact("Not collected", str(len(collection.gaps))),
        Fact("Rows in quarantine", str(collection.quarantined)),
    ]
    if (agreement := material.figures.agreement) is not None and agreement.denominator:
        words = rate_words(agreement, material.locale)
        facts.append(Fact("Rulings that kept the tier", words, "of the items somebody ruled on"))
    blocks: list[Block] = [Facts(tuple(facts))]
    lines = [Line(text=gap) for gap in collection.gaps[:5]]
    lines += [Line(text=reason, note=plural(count, "row")) for reason, count in collection.quarantine_reasons]
    lines += [
        line
        for block in problems_section(material).blocks
        if isinstance(block, Lines)
        for line in block.lines
    ]
    if lines:
        blocks.append(Lines(tuple(lines)))
    return Section("data-quality", "Data quality", blocks=tuple(blocks))


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


def _wait(waiting: Sequence[Ranked]) -> str:
    return "waits" if len(waiting) == 1 else "wait"
