"""Composes a digest: reads the board, ranks, plans, drafts, reads the figures, renders."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from tasks.board import read_board, read_week
from tasks.core.authenticity import RECENT_REPLIES
from tasks.core.digest.board import Event
from tasks.core.digest.build import build
from tasks.core.digest.material import BLOCK_HOUR, Material
from tasks.core.digest.suggestions import suggestions
from tasks.core.digest.view import DigestView, Flow
from tasks.core.digest.weekly_advice import choose
from tasks.core.drafts.block import draft_all, draft_plan
from tasks.core.items import Draft, Plan, Ranked
from tasks.core.office import Span, brand_spans, public_holidays
from tasks.core.planning import plan_block
from tasks.core.priority import rank
from tasks.figures import read_figures
from tasks.proposals import keep_proposals, read_proposals
from tasks.render import Rendered, render
from tasks.week_campaigns import read_calendar

DRAFTED_MOST = 20
"""Items that get a draft in a digest that is not a plan: more are not shown in full."""
OFFERS_DAYS = 90


def compose(
    connection: Connection, brand: Brand, flow: Flow, as_of: datetime, problems: Sequence[str]
) -> tuple[DigestView, Rendered]:
    """The digest of `flow` for `brand` as of `as_of` (aware), rendered.

    `problems`: what could not be collected and why, in words. Reads only, but for the frameworks of the drafts it
    offers and what a review proposes, which are remembered as of `as_of` (the same digest again changes nothing).
    """
    board = read_board(connection, brand, as_of)
    spans = brand_spans(brand, as_of.date() - timedelta(days=10), as_of.date() + timedelta(days=40))
    ranked = tuple(rank(board.open_items, brand.deadlines, spans, as_of, brand.priority))
    offers = _offers(connection, brand, as_of, {r.item.member_id for r in ranked})
    replies = _recent_replies(connection, brand, as_of)
    material = Material(
        brand=brand,
        board=replace(board, events=_events(connection, brand, as_of)),
        ranked=ranked,
        figures=read_figures(connection, brand, flow, as_of),
        problems=tuple(problems),
    )
    material = replace(material, plan=_plan(material, flow, spans))
    if flow == "midday-block" and material.plan is not None:
        plan = draft_plan(material.plan, brand.language, offers, replies)
        drafts = {
            line.ranked.item.interaction_id: line.draft for line in plan.lines if line.ranked and line.draft
        }
        material = replace(material, plan=plan, drafts=drafts)
    elif flow != "weekly-review":
        shown = [r for r in ranked if r.item.tier not in {"T4", "none"}][:DRAFTED_MOST]
        material = replace(material, drafts=draft_all(shown, brand.language, offers, replies))
    else:
        material = _with_week(connection, material)
    if flow == "midday-block":
        _remember(connection, material, flow)
        _keep_plan(connection, material)
    view = build(flow, material)
    return view, render(view)


def _with_week(connection: Connection, material: Material) -> Material:
    """`material` with the week reviewed; what it proposes is what was proposed of that week before, if anything."""
    brand, as_of = material.brand, material.as_of
    start = material.clock.last_monday()
    week = replace(
        read_week(connection, brand, start, as_of),
        proposed_before=read_proposals(connection, brand, start - timedelta(weeks=1), as_of),
        proposals=read_proposals(connection, brand, start, as_of),
    )
    if not week.proposals:
        week = replace(week, proposals=choose(replace(material, week=week), week))
        keep_proposals(connection, brand, start, as_of, week.proposals)
    return replace(material, week=week)


def _plan(material: Material, flow: Flow, spans: Sequence[Span]) -> Plan | None:
    """The block at hand (midday), or the next one there is (evening, weekly); the morning shows none."""
    if flow == "morning-scan":
        return None
    clock, as_of = material.clock, material.as_of
    starts_at = as_of
    if flow != "midday-block":
        starts_at = clock.at(clock.today, BLOCK_HOUR)
        while starts_at <= as_of or not _is_working_day(spans, starts_at, material.brand):
            starts_at = clock.at(starts_at.date() + timedelta(days=1), BLOCK_HOUR)
            if starts_at > as_of + timedelta(days=14):
                break
    return plan_block(material.ranked, material.brand, starts_at, spans, suggestions(material.ranked))


def _is_working_day(spans: Iterable[Span], moment: datetime, brand: Brand) -> bool:
    return any(opens_at.astimezone(brand.zone).date() == moment.date() for opens_at, _ in spans)


def _events(connection: Connection, brand: Brand, as_of: datetime) -> tuple[Event, ...]:
    """Public holidays, days away and what begins or ends in the calendar, of the coming ten days."""
    first = as_of.astimezone(brand.zone).date()
    days = [first + timedelta(days=ahead) for ahead in range(1, 11)]
    closed = public_holidays(brand.holidays, {day.year for day in days})
    found = [Event(day, "Public holiday") for day in days if day in closed]
    found += [Event(day, "Day away") for day in days if day in brand.away and day not in closed]
    for mark in read_calendar(connection, brand, days[0], days[-1]):
        begins, ends = _TURNS.get(mark.kind, (None, None))
        if begins is not None and mark.first in days:
            found.append(Event(mark.first, f"{mark.name}{begins}"))
        if ends is not None and mark.last in days[:-1]:  # what has no end lasts to the last day asked for
            found.append(Event(mark.last, f"{mark.name}{ends}"))
    return tuple(sorted(found, key=lambda event: event.day))


_TURNS = {"event": ("", None), "campaign": (" begins", " ends"), "contest": (" opens", " closes")}


def _offers(connection: Connection, brand: Brand, as_of: datetime, members: set[int]) -> dict[int, list[str]]:
    bound = {"brand": brand.slug, "member_ids": sorted(members), "since": as_of - timedelta(days=OFFERS_DAYS),
             "as_of": as_of}  # fmt: skip
    offers: dict[int, list[str]] = {}
    for row in connection.execute(text(sql.load("board/draft_offers.sql")), bound):
        offers.setdefault(row.member_id, []).append(row.framework)
    return offers


def _recent_replies(connection: Connection, brand: Brand, as_of: datetime) -> list[str]:
    since = as_of - timedelta(days=OFFERS_DAYS)
    bound = {"brand": brand.slug, "since": since, "as_of": as_of, "most": RECENT_REPLIES}
    return list(connection.execute(text(sql.load("board/recent_replies.sql")), bound).scalars())


def _remember(connection: Connection, material: Material, flow: Flow) -> None:
    rows = [
        {
            "brand": material.brand.slug,
            "interaction_id": r.item.interaction_id,
            "member_id": r.item.member_id,
            "framework": draft.framework,
            "flow": flow,
            "offered_at": material.as_of,
        }
        for r, draft in _drafted(material.ranked, material.drafts)
    ]
    if rows:
        connection.execute(text(sql.load("board/draft_offer_add.sql")), rows)


def _keep_plan(connection: Connection, material: Material) -> None:
    """The block's minutes, for the workload of its day."""
    if material.plan is None:
        return
    connection.execute(
        text(sql.load("board/block_plan_keep.sql")),
        {
            "brand": material.brand.slug,
            "day": material.clock.today,
            "planned_at": material.as_of,
            "planned_minutes": material.plan.planned_minutes,
            "block_minutes": material.plan.budget_minutes,
        },
    )


def _drafted(ranked: Iterable[Ranked], drafts: Mapping[int, Draft]) -> list[tuple[Ranked, Draft]]:
    return [(r, drafts[r.item.interaction_id]) for r in ranked if r.item.interaction_id in drafts]
