"""The metrics of people over again: plain, slow, obvious."""

import itertools
from collections.abc import Iterator
from datetime import date, datetime, timedelta

from community import Community
from metrics_oracle import Rates, Truth, Window, days, rate, window

WEEKS_OF_A_COHORT = 12


def monday(day: date) -> date:
    return day - timedelta(days=day.weekday())


def next_first(day: date) -> date:
    return (day.replace(day=28) + timedelta(days=4)).replace(day=1)


def periods(c: Community, as_of: datetime, grain: str) -> Iterator[Window]:
    """Every week or month from that of the first interaction to that of `as_of`."""
    day = min(c.day(i.at) for i in c.items if i.at <= as_of)
    start = monday(day) if grain == "week" else day.replace(day=1)
    while start <= c.day(as_of):
        end = start + timedelta(days=7) if grain == "week" else next_first(start)
        yield window(c, start, end - timedelta(days=1), as_of)
        start = end


def windows(c: Community, as_of: datetime, grain: str) -> Iterator[Window]:
    return days(c, as_of) if grain == "day" else periods(c, as_of, grain)


class Activity:
    """On which days each member did something that counts, as of a window."""

    def __init__(self, c: Community, truth: Truth, w: Window) -> None:
        self.on: dict[int, list[date]] = {}
        self.spoke: dict[int, set[date]] = {}
        self.followed: dict[int, set[date]] = {}
        for item in c.items:
            if item.is_inbound and truth.counts(item, w):
                member, day = item.who.member, c.day(item.at)
                self.on.setdefault(member, []).append(day)
                which = self.followed if item.kind == "follow" else self.spoke
                which.setdefault(member, set()).add(day)

    def between(self, member: int, first: date, last: date) -> int:
        """How many interactions the member had on the days `first` to `last`."""
        return sum(first <= day <= last for day in self.on.get(member, []))


def growth_quality(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        activity = Activity(c, truth, w)
        ripe, provisional = [], []
        for member, active in activity.on.items():
            if member in activity.followed:
                arrived = min(activity.followed[member])
                again = {d for d in activity.spoke.get(member, set()) if d >= arrived}
            else:
                arrived = min(active)
                again = {d for d in active if d > arrived}
            interested = any(d <= arrived + timedelta(days=30) for d in again)
            age = (w.first - arrived).days
            if 30 <= age <= 59:
                ripe.append(interested)
            elif age < 30:
                provisional.append(interested)
        out[(w.first, "growth_quality", "all", "all")] = rate(sum(ripe), len(ripe))
        key = (w.first, "growth_quality", "ripeness", "provisional")
        out[key] = rate(sum(provisional), len(provisional))
    return out


def net_active(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        activity, day = Activity(c, truth, w), timedelta(days=1)
        parts = {"new": 0, "reactivated": 0, "lost": 0}
        for member, active in activity.on.items():
            ordered = sorted(set(active))
            parts["new"] += (w.first - ordered[0]).days < 30
            parts["reactivated"] += any(
                (b - a).days >= 90 and (w.first - b).days < 30 for a, b in itertools.pairwise(ordered)
            )
            was_regular = activity.between(member, w.first - 119 * day, w.first - 30 * day) >= 4
            parts["lost"] += was_regular and not activity.between(member, w.first - 29 * day, w.first)
        for part, n in parts.items():
            out[(w.first, "net_active", "part", part)] = (n, None, n)
        total = parts["new"] + parts["reactivated"] - parts["lost"]
        out[(w.first, "net_active", "all", "all")] = (total, None, total)
    return out


def retention(c: Community, as_of: datetime, grain: str) -> Rates:
    truth, out = Truth(c), Rates()
    for w in periods(c, as_of, grain):
        activity = Activity(c, truth, w)
        before = w.first - timedelta(days=1)
        start = monday(before) if grain == "week" else before.replace(day=1)
        was = {m for m in activity.on if activity.between(m, start, before)}
        now = {m for m in activity.on if activity.between(m, w.first, w.last)}
        out[(w.first, "retention", "all", "all")] = rate(len(was & now), len(was))
        out[(w.first, "active_members", "all", "all")] = (len(now), None, len(now))
        if grain == "month":
            elapsed = (min(w.last, c.day(as_of)) - w.first).days + 1
            daily = sum(len({d for d in on if w.first <= d <= w.last}) for on in activity.on.values())
            out[(w.first, "stickiness", "all", "all")] = rate(daily, elapsed * len(now))
    return out


def cohorts(c: Community, as_of: datetime) -> dict[tuple[date, int], tuple[int, int]]:
    truth, out = Truth(c), {}
    for w in periods(c, as_of, "week"):
        activity = Activity(c, truth, w)
        for n in range(WEEKS_OF_A_COHORT + 1):
            first_week = w.first - timedelta(weeks=n)
            members = [m for m, on in activity.on.items() if monday(min(on)) == first_week]
            active = [m for m in members if activity.between(m, w.first, w.last)]
            if members:
                out[(first_week, n)] = (len(members), len(active))
    return out


def latest(c: Community, account: str, what: str, after: datetime, until: datetime) -> int | None:
    """The last figure an account reported in (after, until]."""
    known = [
        a
        for a in c.audiences
        if a.account == account and after < a.at <= until and getattr(a, what) is not None
    ]
    return getattr(max(known, key=lambda a: a.at), what) if known else None


def followers(c: Community, at: datetime) -> dict[str, int]:
    """Followers by account at `at`, of accounts that said so in the 8 days before."""
    found = {a: latest(c, a, "followers", at - timedelta(days=8), at) for a in c.accounts}
    return {a: n for a, n in found.items() if n}


def reach(c: Community, w: Window) -> dict[str, int]:
    """What the running count of reach gained in the window, by account."""
    out = {}
    until = w.ends - timedelta(microseconds=1) if w.is_over else w.ends
    for account in c.accounts:
        early = latest(c, account, "reach", w.starts - timedelta(days=8), w.starts)
        late = latest(c, account, "reach", max(w.starts, w.ends - timedelta(days=8)), until)
        if early is not None and late is not None and late > early:
            out[account] = late - early
    return out


def response_rate(c: Community, as_of: datetime, grain: str) -> Rates:
    truth, out = Truth(c), Rates()
    for w in windows(c, as_of, grain):
        spoke = [
            i for i in c.items if i.is_inbound and w.first <= c.day(i.at) <= w.last and truth.counts(i, w)
        ]
        for name, base in (("followers", followers(c, w.starts)), ("reach", reach(c, w))):
            members = {i.who.member for i in spoke if i.account in base or not base}
            people = sum(base.values()) if base else None
            value = len(members) / people if people else None
            out[(w.first, "response_rate", "base", name)] = (len(members), people, value)
    return out
