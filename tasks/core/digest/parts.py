"""Parts that several digests share: the sections of items, the rule, the foot."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from tasks.core.concerns import concerns
from tasks.core.digest.board import Missed
from tasks.core.digest.cards import TIER_SHAPES, card, compact, open_link, platform_name
from tasks.core.digest.charts import RuleChart, rate_end
from tasks.core.digest.figures import DayRate, Figures
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate, change, number, percent, plural, rate_words
from tasks.core.digest.texts import clean, name, one_line
from tasks.core.digest.view import (
    Block,
    ChartBlock,
    Figure,
    Line,
    Lines,
    Paragraph,
    Section,
)
from tasks.core.items import Plan, Ranked, Tier
from tasks.core.problems import folded

COMPACT_MOST = 6
RULE_DAYS = 14


@dataclass(frozen=True, slots=True)
class Conversation:
    """Messages that wait together, led by the first in the given order."""

    lead: Ranked
    others: tuple[Ranked, ...] = ()


def conversations(ranked: Iterable[Ranked]) -> list[Conversation]:
    """`ranked` by concern (see `tasks.core.concerns`; one text from many is one), in the order of their first."""
    return [Conversation(group[0], tuple(group[1:])) for group in concerns(ranked, with_bursts=True)]


def items_section(
    key: str, title: str, items: Sequence[Ranked], material: Material, *, cards: int, quiet: str
) -> Section:
    """A section of items: the first `cards` conversations in full, some in one line, the rest counted."""
    if not items:
        return Section(key, title, quiet=quiet)
    groups = conversations(items)
    blocks: list[Block] = [conversation_card(group, material) for group in groups[:cards]]
    blocks += more_lines(groups[cards:], material)
    return Section(key, title, count=str(len(items)), blocks=tuple(blocks))


def conversation_card(group: Conversation, material: Material, *, unfold: bool = False) -> Block:
    """The conversation's lead as a card that says how many more messages there are."""
    draft = material.drafts.get(group.lead.item.interaction_id)
    return card(group.lead, draft, material.brand, material.clock, others=group.others, unfold=unfold)


def more_lines(groups: Sequence[Conversation], material: Material, most: int = COMPACT_MOST) -> list[Block]:
    """Conversations in one line each, at most `most`, and how many are not shown."""
    if not groups:
        return []
    blocks: list[Block] = [Lines(tuple(compact(group.lead, material.clock) for group in groups[:most]))]
    hidden = sum(1 + len(group.others) for group in groups[most:])
    if hidden:
        blocks.append(Paragraph(f"And {plural(hidden, 'more message')}, less pressing.", is_quiet=True))
    return blocks


def problems_section(material: Material) -> Section:
    """What could not be collected, and why."""
    lines = tuple(Line(text=one_line(problem, 240)) for problem in folded(material.problems))
    if not lines:
        return Section("problems", "Collection", quiet="Everything was collected.")
    return Section("problems", "Could not be collected", count=str(len(lines)), blocks=(Lines(lines),))


def rule_figure(figures: Figures, locale: str) -> Figure:
    """The 24-hour rule of the last seven days, for the head, with its change."""
    rate = figures.rule_week
    if rate is None or not rate.denominator:
        return Figure("–", "24-hour rule", "no cases in 7 days")
    if rate.denominator < 20:
        return Figure(f"{rate.numerator} of {rate.denominator}", "24-hour rule", "in time, 7 days")
    difference = change(figures.rule_before, rate)
    note = f"of {rate.denominator} in 7 days"
    if difference is not None and difference.is_clear:
        note += f", {'up' if difference.points > 0 else 'down'} {abs(difference.points):.0f} points"
    return Figure(percent(rate), "24-hour rule", note)


def rule_words(rate: Rate | None, locale: str) -> str:
    """The rule's rate in a preheader: "24-hour rule 94 % of 312 in 7 days"."""
    return f"24-hour rule {rate_words(rate, locale)} in 7 days"


def rule_chart(points: Sequence[DayRate], material: Material, *, by: str) -> ChartBlock | None:
    """The rule as a chart, by "day" or "week"; None when fewer than two points have cases."""
    cases = [point for point in points if point.rate.value is not None]
    if len(cases) < 2:
        return None
    clock, last = material.clock, cases[-1]
    worst = min(cases, key=lambda point: point.rate.value or 0.0)
    lowest = f"the lowest was {rate_words(worst.rate, material.locale)} ({clock.day(worst.day)})"
    alt = (
        f"24-hour rule by {by}: {rate_words(last.rate, material.locale)} answered in time on the last one "
        f"({clock.day(last.day)}); {'that is the lowest' if worst is last else lowest}."
    )
    shown = [point for point in points if cases[0].day <= point.day <= last.day]
    chart = RuleChart(
        labels=tuple(clock.short_date(point.day) for point in shown),
        rates=tuple(point.rate for point in shown),
        end=rate_end(last.rate),
        alt=alt,
    )
    return ChartBlock("rule-24h", chart)


def missed_lines(missed_ones: Sequence[Missed], material: Material, most: int = COMPACT_MOST) -> list[Block]:
    """Misses of the 24-hour rule, one line each, at most `most`."""
    if not missed_ones:
        return []
    blocks: list[Block] = [Lines(tuple(missed(missed_ones[:most], material)))]
    if len(missed_ones) > most:
        blocks.append(Paragraph(f"And {len(missed_ones) - most} more.", is_quiet=True))
    return blocks


def missed(missed_ones: Sequence[Missed], material: Material) -> list[Line]:
    """Misses of the 24-hour rule as lines: who said what, and when it was answered after all."""
    lines = []
    for miss in missed_ones:
        after = miss.answered_at
        note = f"answered {material.clock.moment(after)}" if after else "still waits"
        lines.append(
            Line(
                lead=name(miss.member_name),
                text=one_line(miss.text, 90) or "(no words)",
                note=note,
                tier=miss.tier,
                shape=TIER_SHAPES[miss.tier],
                link=open_link(miss.platform, miss.permalink, "Open"),
            )
        )
    return lines


def footer(material: Material) -> tuple[str, ...]:
    """The foot: whose clock, what is left out, who wrote this."""
    clock, board = material.clock, material.board
    zone, short = material.brand.timezone, clock.zone_name()
    named = short if zone.endswith(short) else f"{zone} ({short})"
    lines = [f"Times are {named}. As of {clock.moment(material.as_of)}."]
    left_out = []
    if board.snoozed_count:
        left_out.append(f"{board.snoozed_count} snoozed")
    if board.stale_count:
        days = material.brand.stale_after_days
        left_out.append(f"{plural(board.stale_count, 'message')} open for more than {days} days")
    if left_out:
        lines.append(f"Not listed: {', '.join(left_out)}.")
    lines.append("Rapport prepares; a person writes. Nothing was sent to anyone in the community.")
    return tuple(lines)


def brand_name(material: Material) -> str:
    """The brand's name, fit for a header."""
    return one_line(clean(material.brand.name), 60)


def tier_counts(items: Iterable[Ranked]) -> dict[Tier, int]:
    """How many items there are of each tier."""
    counts: dict[Tier, int] = {}
    for r in items:
        counts[r.item.tier] = counts.get(r.item.tier, 0) + 1
    return counts


def platforms_words(counts: dict[str, int]) -> str:
    """ "Bluesky 12, Instagram 4", the most first."""
    ordered = sorted(counts.items(), key=lambda pair: (-pair[1], pair[0]))
    return ", ".join(f"{platform_name(platform)} {count}" for platform, count in ordered)


def load_words(plan: Plan, locale: str) -> str:
    """A plan's minutes against its budget: "38 of 40 min"."""
    return f"{number(round(plan.planned_minutes), locale)} of {number(plan.budget_minutes, locale)} min"


def of_them(due: Sequence[Ranked]) -> str:
    """How many of `due` are T1: "2 of them T1"; nothing when none is."""
    urgent = sum(r.item.tier == "T1" for r in due)
    return f"{urgent} of them T1" if urgent else ""
