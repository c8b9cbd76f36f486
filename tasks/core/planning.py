"""The plan of one block: which items in what order, what is proactive, what did not fit and when it comes."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from connectors.config import Brand, Budget
from tasks.core.agenda import Agenda
from tasks.core.concerns import concerns
from tasks.core.effort import BASE_MINUTES, group_minutes
from tasks.core.items import Plan, PlannedItem, Ranked, Suggestion
from tasks.core.office import Span

STARTER_MINUTES = (15, 20)
"""Starter mode: a block is never shorter or longer than this."""


@dataclass(frozen=True, slots=True)
class Spent:
    """Minutes of answering already used before this block, in the brand's day and week."""

    today: float = 0.0
    this_week: float = 0.0


@dataclass(frozen=True, slots=True)
class _Group:
    """Messages that one answer covers, the most pressing first."""

    members: tuple[Ranked, ...]
    minutes: float

    @property
    def lead(self) -> Ranked:
        return self.members[0]


def block_minutes(budget: Budget, spent: Spent) -> float:
    """Minutes this block may take: never more than day and week leave.

    In starter mode 15 to 20 a day, whatever the other figures say.
    """
    if budget.starter:
        shortest, longest = STARTER_MINUTES
        return max(0.0, min(max(budget.block_minutes, shortest), longest) - spent.today)
    left = min(budget.daily_minutes - spent.today, budget.weekly_minutes - spent.this_week)
    return max(0.0, min(budget.block_minutes, left))


def daily_minutes(budget: Budget) -> float:
    """Minutes that a working day gives to answering, all blocks together."""
    return block_minutes(budget, Spent()) if budget.starter else budget.daily_minutes


def plan_block(
    ranked: Sequence[Ranked],
    brand: Brand,
    starts_at: datetime,
    spans: Sequence[Span],
    suggestions: Sequence[Suggestion] = (),
    spent: Spent = Spent(),
) -> Plan:
    """Fill the block that starts at `starts_at` (UTC) from `ranked` (the most pressing first).

    Every item is in exactly one place: a line's `ranked` or `also`, or `deferred`; but those of tier none,
    which get no answer and are left out. The lines never take longer than the budget. T1 comes first and may
    use up the proactive share; one that still does not fit is deferred as "needs extra time". Then T2 and T3,
    the overdue ones first (else T3 would never come where T2 alone fill every block); one that does not fit
    makes way for a shorter one. Then all T4 as one line, as far as they fit. What is snoozed past the block's
    start is deferred until then. Suggestions take the proactive share, and what the answers leave of the
    rest. `spans`: the brand's office hours, for when the next blocks are.
    """
    budget = block_minutes(brand.budget, spent)
    awake, asleep = _split(ranked, starts_at)
    groups = _grouped(awake, brand.language)
    urgent, others, light = (_of_tiers(groups, tiers) for tiers in ({"T1"}, {"T2", "T3"}, {"T4"}))
    others.sort(key=lambda group: not any(r.deadline.is_overdue for r in group.members))
    reserve = min(budget * brand.budget.proactive_share, sum(s.minutes for s in suggestions))

    taken, left_urgent = _fill(urgent, budget)
    room = max(0.0, budget - reserve - _minutes(taken))
    more, left_others = _fill(others, room)
    batch, left_light = _fill(light, room - _minutes(more))
    room = budget - _minutes(taken) - _minutes(more) - _minutes(batch)
    proactive = _pick(suggestions, room)

    lines = [_line(group.members, group.minutes, starts_at) for group in (*taken, *more)]
    if batch:
        lines.append(_line([r for g in batch for r in g.members], _minutes(batch), starts_at))
    lines += [_offer(suggestion, starts_at) for suggestion in proactive]
    agenda = Agenda(starts_at, brand.zone, spans, block_minutes(brand.budget, Spent()))
    deferred = [(r, agenda.snoozed(r)) for r in asleep]
    for group in (*left_urgent, *left_others, *left_light):
        when = agenda.defer(group.lead, group.minutes)
        deferred += [(r, when) for r in group.members]
    return Plan(starts_at, budget, _one_after_the_other(lines), tuple(deferred))


def _split(ranked: Iterable[Ranked], starts_at: datetime) -> tuple[list[Ranked], list[Ranked]]:
    """What gets an answer, and what of it is snoozed past the block's start."""
    awake: list[Ranked] = []
    asleep: list[Ranked] = []
    for r in ranked:
        if r.item.tier == "none":
            continue
        until = r.item.snoozed_until
        (asleep if until is not None and until > starts_at else awake).append(r)
    return awake, asleep


def _grouped(ranked: Iterable[Ranked], language: str) -> list[_Group]:
    """One concern together, led by the strictest tier in it, in the order of their first member."""
    groups = []
    for members in concerns(ranked):
        ordered = tuple(sorted(members, key=lambda r: r.item.tier))
        groups.append(_Group(ordered, _group_minutes(ordered, language)))
    return groups


def _of_tiers(groups: Iterable[_Group], tiers: Collection[str]) -> list[_Group]:
    return [group for group in groups if group.lead.item.tier in tiers]


def _group_minutes(members: Sequence[Ranked], language: str) -> float:
    if members[0].item.tier == "T4":
        return BASE_MINUTES["T4"] * len(members)
    return group_minutes([r.item for r in members], language)


def _fill(groups: Iterable[_Group], room: float) -> tuple[list[_Group], list[_Group]]:
    """The groups that fit into `room` minutes, in order, and those that do not."""
    taken: list[_Group] = []
    left: list[_Group] = []
    for group in groups:
        if group.minutes <= room:
            room -= group.minutes
            taken.append(group)
        else:
            left.append(group)
    return taken, left


def _pick(suggestions: Iterable[Suggestion], room: float) -> list[Suggestion]:
    picked = []
    for suggestion in suggestions:
        if suggestion.minutes <= room:
            room -= suggestion.minutes
            picked.append(suggestion)
    return picked


def _minutes(groups: Iterable[_Group]) -> float:
    return sum(group.minutes for group in groups)


def _line(members: Sequence[Ranked], minutes: float, starts_at: datetime) -> PlannedItem:
    lead, count = members[0], len(members)
    if lead.item.tier == "T4":
        reason = "a reaction each, no words needed" if count > 1 else "a reaction is enough"
    else:
        is_one_thread = len({r.item.thread_key for r in members}) == 1
        where = "in one thread" if is_one_thread else "within an hour"
        reason = f"{count} messages {where}, one answer" if count > 1 else ""
    return PlannedItem(minutes, starts_at, ranked=lead, reason=reason, count=count, also=tuple(members[1:]))


def _offer(suggestion: Suggestion, starts_at: datetime) -> PlannedItem:
    return PlannedItem(
        suggestion.minutes,
        starts_at,
        suggestion=suggestion.words,
        reason=suggestion.reason,
        permalink=suggestion.permalink,
    )


def _one_after_the_other(lines: Iterable[PlannedItem]) -> tuple[PlannedItem, ...]:
    timed = []
    used = timedelta()
    for line in lines:
        timed.append(replace(line, starts_at=line.starts_at + used))
        used += timedelta(minutes=line.minutes)
    return tuple(timed)
