"""Communities out of a seeded random generator: ties, midnights, deletions, bots, marks, silence of months."""

import random
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from community import Action, Audience, Community, Item, Person, Post, Snapshot

ZONES = ("Europe/London", "America/New_York", "Pacific/Auckland", "Asia/Kolkata")
KINDS = ("comment", "comment", "reply", "reply", "mention", "reaction", "follow", "ugc_post", "share")
TIERS = ("T1", "T1", "T1", "T2", "T2", "T3", "T4", "none", None)
COUNTERS = (
    "reactions",
    "comments",
    "shares",
    "quotes",
    "clicks",
    "saves",
    "impressions",
    "reach",
    "seconds_spent",
)
FIRST = date(2025, 11, 3)
DAYS = 170  # over the changes of clocks of March 2026, wherever they are


def moment(rng: random.Random, zone: ZoneInfo, first: int = 0, days: int = DAYS) -> datetime:
    """Some half hour of the brand's days, midnights among them more often than chance has it."""
    day = FIRST + timedelta(days=first + rng.randrange(days))
    start = datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)
    return start if rng.random() < 0.05 else start + timedelta(minutes=30 * rng.randrange(48))


def generate(seed: int, brand: str = "acme", items: int = 260) -> Community:
    """A small community of the seed's own."""
    rng = random.Random(seed)
    c = Community(brand=brand, zone=ZoneInfo(ZONES[seed % len(ZONES)]), accounts=("x:a", "y:a"))
    c.people = [Person(1, 1, is_own=True), Person(2, 2, is_bot=True)]
    c.people += [Person(n, n if n < 26 else n - 20) for n in range(3, 30)]  # the last few have two profiles
    c.own_office(FIRST - timedelta(days=5), FIRST + timedelta(days=DAYS + 10))
    spread = {p.profile: (rng.randrange(DAYS - 5), rng.choice([5, 5, 40, DAYS])) for p in c.people}
    for n in range(1, items + 1):
        add_item(rng, c, n, spread)
    for n in range(1, 40):
        item = rng.choice([i for i in c.items if i.is_inbound][:60])
        at = item.at + timedelta(minutes=30 * rng.choice([*range(120), *range(12)]))
        c.actions.append(Action(n, item.id, rng.choice(["answered", "reopened", "dismissed"]), at))
    _publish(rng, c)
    return c


def add_item(rng: random.Random, c: Community, n: int, spread: dict[int, tuple[int, int]]) -> Item:
    """One more interaction: half of the time in a thread there is, a third of the time by the brand."""
    who = c.people[0] if rng.random() < 0.33 else rng.choice(c.people[1:])
    first, days = (0, DAYS) if who.is_own else spread[who.profile]
    at = moment(rng, c.zone, first, min(days, DAYS - first))
    parent = rng.choice(c.items) if c.items and rng.random() < 0.75 else None
    if parent and rng.random() < 0.8:
        at = parent.at + timedelta(minutes=30 * rng.choice([0, 48, *range(100), *range(20)]))
    earlier = [i.at for i in c.items if i.who == who]
    if earlier and rng.random() < 0.06:
        at = rng.choice(earlier) + timedelta(days=rng.choice([1, 30, 59, 90]))  # the edges of windows
    kind = rng.choice(("reply", "reply", "reply", "reaction", "post")) if who.is_own else rng.choice(KINDS)
    account = parent.account if parent else rng.choice(c.accounts)
    item = Item(n, who, at, parent.thread if parent else str(n), kind, parent.id if parent else None,
                account=account, text="x" * rng.randrange(300))  # fmt: skip
    if who.is_own and rng.random() < 0.03:
        item.kind = "mention"  # the brand's own account, seen as inbound: never counted
    item.tier = rng.choice(TIERS) if item.is_inbound else None
    if rng.random() < 0.15:
        item.deleted_at = at + timedelta(minutes=30 * rng.choice([1, 10, 40, 48, 49, 200]))
    c.items.append(item)
    return item


def _publish(rng: random.Random, c: Community) -> None:
    also_items = [i.id for i in c.items if i.kind == "ugc_post"][:3]
    for n in range(1, 16):
        who = c.people[0] if n < 9 else rng.choice(c.people[1:])
        native_id = str(also_items.pop()) if n > 11 and also_items else f"post{n}"
        post = Post(n, native_id, who, moment(rng, c.zone), who.is_own, not who.is_own and rng.random() < 0.7,
                    rng.choice(c.accounts))  # fmt: skip
        if rng.random() < 0.2:
            post.deleted_at = post.at + timedelta(hours=rng.choice([3, 24, 40]))
        c.posts.append(post)
        at, totals = post.at, dict.fromkeys(COUNTERS, 0)
        for _ in range(rng.randrange(8)):
            at += timedelta(hours=rng.choice([5, 20, 24, 47, 49, 192, 200]))
            totals = {k: 0 if rng.random() < 0.05 else v + rng.randrange(9) for k, v in totals.items()}
            c.snapshots.append(Snapshot(n, at, {k: v for k, v in totals.items() if rng.random() < 0.8}))
    for account in c.accounts:
        day, followers, reach = 20, 100, 0
        while day < DAYS:
            day += rng.choice([1, 1, 1, 2, 7, 9, 20])
            followers, reach = followers + rng.randrange(-3, 6), reach + rng.randrange(50)
            at = c.midnight(FIRST + timedelta(days=day)) + timedelta(hours=rng.choice([0, 6]))
            c.audiences.append(Audience(account, at, followers, reach if rng.random() < 0.8 else None))
