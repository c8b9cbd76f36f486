"""Changes of a generated community such as merges, rulings and people make, and its marts computed from nothing."""

import random
from datetime import date, datetime, timedelta

from community import Action, Audience, Community, Snapshot, forget_marts, marts_rows
from generated import COUNTERS, DAYS, TIERS, add_item, moment
from sqlalchemy import Connection

from tasks import marts


def change(rng: random.Random, c: Community) -> set[date]:
    """One change such as a merge, a ruling or a person makes; the days it touches."""
    kind = rng.choice(["new", "new", "new", "delete", "retier", "act", "snapshot", "followers"])
    inbound = [i for i in c.items if i.is_inbound]
    item = rng.choice(inbound)
    if kind == "new":
        spread = {p.profile: (0, DAYS) for p in c.people}
        item = add_item(rng, c, max(i.id for i in c.items) + 1, spread)
    elif kind == "delete":
        item = rng.choice(c.items)
        item.deleted_at = item.at + timedelta(minutes=30 * rng.randrange(100))
    elif kind == "retier":
        item.tier = rng.choice(TIERS)
    elif kind == "act":
        at = item.at + timedelta(hours=rng.randrange(40))
        c.actions.append(Action(len(c.actions) + 100, item.id, rng.choice(["answered", "reopened"]), at))
    elif kind == "snapshot":
        at = moment(rng, c.zone)
        counts = {name: rng.randrange(30) for name in COUNTERS}
        c.snapshots.append(Snapshot(rng.choice([p.id for p in c.posts if p.is_own]), at, counts))
        return {c.day(at)}
    else:
        at = moment(rng, c.zone) + timedelta(minutes=7)
        c.audiences.append(Audience(rng.choice(c.accounts), at, rng.randrange(90, 120), rng.randrange(900)))
        return {c.day(at)}
    return {c.day(item.at)}


def changes(rng: random.Random, c: Community) -> set[date]:
    """Some changes; touched are also the days of the items whose answers are not what they were."""
    before = set(c.answers())
    touched = {day for _ in range(rng.randrange(1, 5)) for day in change(rng, c)}
    moved = before ^ set(c.answers())
    at = {i.id: i.at for i in c.items}
    return touched | {c.day(at[a.item]) for a in moved}


def recomputed(connection: Connection, c: Community, at: datetime) -> dict[str, list[tuple[object, ...]]]:
    """The marts from nothing."""
    forget_marts(connection, c.brand)
    marts.recompute(connection, c.brand, at, everything=True)
    return marts_rows(connection, c.brand)
