"""The evening check: what is about to breach, what was answered, the 24-hour rule, tomorrow."""

from dataclasses import replace
from datetime import datetime, timedelta

from tasks.core.digest.cards import platform_name
from tasks.core.digest.clock import duration
from tasks.core.digest.material import SCAN_HOUR, Material
from tasks.core.digest.parts import (
    RULE_DAYS,
    conversations,
    footer,
    items_section,
    load_words,
    missed_lines,
    more_lines,
    of_them,
    problems_section,
    rule_chart,
    rule_figure,
    rule_words,
)
from tasks.core.digest.rates import Rate, change, number, plural, rate_words
from tasks.core.digest.texts import name, one_line
from tasks.core.digest.uncertain import uncertain_sections
from tasks.core.digest.view import Block, Fact, Facts, Figure, Line, Lines, Paragraph, Section
from tasks.core.digest.words import Mail
from tasks.core.items import Ranked
from tasks.core.office import brand_spans, next_opening


def evening(material: Material) -> Mail:
    """The evening check's words; `material.plan` is tomorrow's block."""
    pressing = _pressing(material)
    overdue = material.overdue()
    answered = len(material.board.answered)
    return Mail(
        title="Evening check",
        fact=_fact(material, pressing, overdue),
        second=f"{_second(material)}; {rule_words(material.figures.rule_week, material.locale)}",
        headline=_headline(material, pressing, overdue),
        lead=_lead(material, pressing, overdue),
        figures=(
            Figure(number(answered, material.locale), "answered today", _fastest_words(material)),
            Figure(number(material.board.open_count, material.locale), "waiting", f"{len(overdue)} overdue"),
            rule_figure(material.figures, material.locale),
        ),
        sections=(
            _breach(material, pressing, overdue),
            *uncertain_sections(material, [*pressing, *overdue]),
            _answered(material),
            _rule(material),
            _tomorrow(material),
            _after_hours(material),
            problems_section(material),
        ),
        footer=footer(material),
    )


def next_scan(material: Material) -> datetime:
    """The moment of tomorrow's morning scan."""
    return material.clock.at(material.clock.today + timedelta(days=1), SCAN_HOUR)


def _pressing(material: Material) -> list[Ranked]:
    """Due before tomorrow’s scan, then what is marked urgent and not overdue."""
    due = material.due(material.as_of - timedelta(microseconds=1), next_scan(material))
    listed = {r.item.interaction_id for r in due}
    urgent = [
        r
        for r in material.ranked
        if "urgent" in r.item.flags and not r.deadline.is_overdue and r.item.interaction_id not in listed
    ]
    return due + urgent


def _second(material: Material) -> str:
    """How many of today's answers had the last word; without answers, how many messages wait."""
    answered = material.board.answered
    if answered:
        return (
            f"{sum(a.is_waiting_for_them for a in answered)} of {len(answered)} answers wait for their reply"
        )
    return f"{material.board.open_count} waiting"


def _fact(material: Material, pressing: list[Ranked], overdue: list[Ranked]) -> str:
    answered = f"{len(material.board.answered)} answered today"
    if material.is_empty:
        return f"nobody is waiting, {answered}"
    if pressing:
        return f"{len(pressing)} due before tomorrow’s scan, {answered}"
    if overdue:
        return f"{len(overdue)} overdue, {answered}"
    return f"nothing breaches tonight, {answered}"


def _headline(material: Material, pressing: list[Ranked], overdue: list[Ranked]) -> str:
    if material.is_empty:
        return "Nobody is waiting."
    if pressing:
        return f"{len(pressing)} {'needs' if len(pressing) == 1 else 'need'} you before tomorrow’s scan."
    if overdue:
        return f"{len(overdue)} {'is' if len(overdue) == 1 else 'are'} overdue."
    return "Nothing breaches tonight."


def _lead(material: Material, pressing: list[Ranked], overdue: list[Ranked]) -> str:
    parts = []
    if pressing and (first := pressing[0].deadline.due_at):
        parts.append(f"The first is due by {material.clock.moment(first)}.")
    if overdue:
        already = f"{len(overdue)} {'is' if len(overdue) == 1 else 'are'} overdue already."
        parts.append(already if pressing else "Nothing else breaches tonight.")
    answered = len(material.board.answered)
    if answered and not parts:
        parts.append(f"{plural(answered, 'message')} answered today.")
    if not parts:
        received = plural(material.board.received_count, "message")
        parts.append(f"{material.board.open_count} of {received} of the last "
                     f"{material.brand.stale_after_days} days are open.")  # fmt: skip
    return " ".join(parts)


def _fastest_words(material: Material) -> str:
    fastest = min((a.answered_at - a.asked_at for a in material.board.answered), default=None)
    return f"fastest in {duration(fastest)}" if fastest is not None else "none yet"


def _breach(material: Material, pressing: list[Ranked], overdue: list[Ranked]) -> Section:
    section = items_section(
        "breach", "Before tomorrow’s scan", pressing, material, cards=6, quiet="Nothing breaches tonight."
    )
    if not overdue:
        return section
    words = Paragraph(f"{plural(len(overdue), 'message')} overdue already:")
    return replace(section, blocks=(*section.blocks, words, *more_lines(conversations(overdue), material)))


def _answered(material: Material) -> Section:
    answered = material.board.answered
    if not answered:
        return Section("answered", "Answered today", quiet="None so far.")
    fastest = min(answered, key=lambda a: a.answered_at - a.asked_at)
    theirs = sum(a.is_waiting_for_them for a in answered)
    facts = (
        Fact("Answered", str(len(answered)), _tiers_words(material)),
        Fact(
            "Fastest",
            duration(fastest.answered_at - fastest.asked_at),
            f"{name(fastest.member_name)}, {platform_name(fastest.platform)}",
        ),
        Fact("Now it is their turn", f"{theirs} of {len(answered)}", "you had the last word"),
    )
    return Section("answered", "Answered today", count=str(len(answered)), blocks=(Facts(facts),))


def _tiers_words(material: Material) -> str:
    counts: dict[str, int] = {}
    for answered in material.board.answered:
        counts[answered.tier] = counts.get(answered.tier, 0) + 1
    return ", ".join(f"{counts[tier]} {tier}" for tier in sorted(counts))


def _rule(material: Material) -> Section:
    figures, missed = material.figures, material.board.missed
    has_cases = figures.rule_today is not None and figures.rule_today.denominator
    today_note = "answered within 24 hours" if has_cases else ""
    facts = [
        Fact("Today", rate_words(figures.rule_today, material.locale), today_note),
        Fact("Last 7 days", rate_words(figures.rule_week, material.locale), _change_words(figures.rule_before,
             figures.rule_week)),
    ]  # fmt: skip
    blocks: list[Block] = [Facts(tuple(facts))]
    if (chart := rule_chart(figures.rule_days[-RULE_DAYS:], material, by="day")) is not None:
        blocks.append(chart)
    if missed:
        blocks.append(Paragraph(f"{plural(len(missed), 'message')} passed 24 hours today without an answer:"))
        blocks += missed_lines(missed, material)
    else:
        blocks.append(Paragraph("None was missed today.", is_quiet=True))
    return Section("rule", "The 24-hour rule", blocks=tuple(blocks))


def _change_words(before: Rate | None, after: Rate | None) -> str:
    difference = change(before, after)
    return (
        f"{difference.words}, against the 7 days before" if difference else "no week before to compare with"
    )


def _tomorrow(material: Material) -> Section:
    clock, plan = material.clock, material.plan
    tomorrow = clock.today + timedelta(days=1)
    end = clock.start_of_day(tomorrow + timedelta(days=1))
    due = material.due(clock.start_of_day(tomorrow), end)
    facts = [Fact("Due tomorrow", str(len(due)), of_them(due))]
    if plan is not None:
        facts.append(
            Fact(
                "Load against budget",
                load_words(plan, material.locale),
                f"{len(plan.deferred)} would not fit; minutes are estimates"
                if plan.deferred
                else "estimates; it fits",
            )
        )
    facts.append(Fact("Office", _office_words(material), ""))
    blocks: list[Block] = [Facts(tuple(facts))]
    blocks += more_lines(conversations(due), material)
    events = [event for event in material.board.events if event.day == tomorrow]
    if events:
        blocks.append(
            Lines(tuple(Line(text=one_line(event.name, 120), lead="In the calendar") for event in events))
        )
    return Section("tomorrow", "Tomorrow", blocks=tuple(blocks))


def _office_words(material: Material) -> str:
    clock = material.clock
    tomorrow = clock.today + timedelta(days=1)
    spans = brand_spans(material.brand, tomorrow, tomorrow + timedelta(days=14))
    opening = next_opening(spans, clock.start_of_day(tomorrow) - timedelta(microseconds=1))
    if opening is None:
        return "closed for the next two weeks"
    if opening[0].astimezone(clock.zone).date() == tomorrow:
        return f"{clock.time(opening[0])} to {clock.time(opening[1])}"
    return f"closed until {clock.moment(opening[0])}"


def _after_hours(material: Material) -> Section:
    late = material.board.after_hours
    if not late.count:
        return Section("after-hours", "After hours", quiet="No reply was sent outside office hours today.")
    last = f", the last at {material.clock.time(late.last_at)}" if late.last_at else ""
    words = (
        f"{plural(late.count, 'reply', 'replies')} went out outside office hours today{last}. "
        "That is kind of you, and nobody expects it: the morning scan brings up what comes in by night."
    )
    return Section("after-hours", "After hours", blocks=(Paragraph(words),))
