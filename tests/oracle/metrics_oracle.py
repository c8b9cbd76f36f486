"""The metrics of the brand's side over again: plain, slow, obvious, from the definitions and not from the SQL."""

import itertools
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction
from statistics import mean, median

from community import Community, Item

Rates = dict[tuple[object, ...], tuple[float | None, float | None, float | None]]
Spreads = dict[tuple[object, ...], tuple[int, int, float | None]]
HOURS_24 = timedelta(hours=24)


@dataclass(frozen=True)
class Window:
    """Some days of the brand, seen as of their end, or of `as_of` when that comes first."""

    first: date
    last: date
    starts: datetime
    ends: datetime
    is_over: bool

    def seen(self, at: datetime) -> bool:
        """Whether what happened at `at` had happened when the window's figures are taken."""
        return at < self.ends if self.is_over else at <= self.ends


def window(c: Community, first: date, last: date, as_of: datetime) -> Window:
    starts, ends = c.midnight(first), c.midnight(last + timedelta(days=1))
    return Window(first, last, starts, min(ends, as_of), ends <= as_of)


def days(c: Community, as_of: datetime) -> Iterator[Window]:
    """Every day from the first interaction's to that of `as_of`."""
    day = min(c.day(i.at) for i in c.items if i.at <= as_of)
    while day <= c.day(as_of):
        yield window(c, day, day, as_of)
        day += timedelta(days=1)


class Truth:
    """What is known of a community as of a window: who counts, what is answered."""

    def __init__(self, c: Community) -> None:
        self.c = c
        self.answers = {(a.item, a.via): a.at for a in c.answers()}
        self.marks = {
            i.id: sorted((a.at, a.id, a.action) for a in c.actions if a.item == i.id) for i in c.items
        }

    def answered_at(self, item: Item, w: Window) -> datetime | None:
        """When it was answered, for all one could know in `w`."""
        return self._answered(item, w.seen)

    def counts(self, item: Item, w: Window) -> bool:
        """Whether the item had happened and is not one of those left out everywhere."""
        if not w.seen(item.at):
            return False
        if item.is_inbound and (item.who.is_bot or item.who.is_own or item.tier == "none"):
            return False
        gone = item.deleted_at
        if gone is None or not w.seen(gone) or gone > item.at + HOURS_24:
            return True
        return self._answered(item, lambda at: at <= gone) is not None

    def _answered(self, item: Item, seen) -> datetime | None:  # type: ignore[no-untyped-def]
        found = []
        for via in ("thread", "parent"):
            at = self.answers.get((item.id, via))
            if at is not None and seen(at):
                found = [at]  # the parent takes the thread's place
        marked = None
        for at, _, action in self.marks[item.id]:
            if seen(at) and action == "answered":
                marked = marked or at
            if seen(at) and action == "reopened":
                marked = None
        return min([*found, *([marked] if marked else [])], default=None)


def rate(numerator: float, denominator: float) -> tuple[float, float, float | None]:
    return numerator, denominator, numerator / denominator if denominator else None


def grouped(out: Rates, key: tuple[object, ...], cells: list[tuple[str, str, bool]]) -> None:
    """Rates of (dimension, value, is it so), the whole among them even when there is nothing."""
    for dimension, value in {("all", "all")} | {(d, v) for d, v, _ in cells}:
        hits = [ok for d, v, ok in cells if (d, v) == (dimension, value)]
        out[(*key, dimension, value)] = rate(sum(hits), len(hits))


def rule_24h(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        cells = []
        for item in c.items:
            due = item.at + HOURS_24
            if (
                item.tier not in ("T1", "T2")
                or c.day(due) != w.first
                or not w.seen(due)
                or not truth.counts(item, w)
            ):
                continue
            answered = truth.answered_at(item, w)
            met = answered is not None and answered <= due
            hour = f"{item.at.astimezone(c.zone).hour:02d}"
            cells += [
                ("all", "all", met),
                ("tier", item.tier, met),
                ("account", item.account, met),
                ("hour", hour, met),
            ]
        grouped(out, (w.first, "rule_24h"), cells)
    return out


def coverage(c: Community, as_of: datetime) -> Rates:
    truth, out = Truth(c), Rates()
    for w in days(c, as_of):
        cells, volume = [], {("all", "all"): 0}
        for item in c.items:
            if not item.is_inbound or c.day(item.at) != w.first or not truth.counts(item, w):
                continue
            for key in (("all", "all"), ("tier", item.tier or "unassigned"),
                        ("platform", item.account.split(":")[0]), ("kind", item.kind)):  # fmt: skip
                volume[key] = volume.get(key, 0) + 1
            reacted = truth.answers.get((item.id, "reaction"))
            ok = truth.answered_at(item, w) is not None
            ok = ok or (item.tier == "T4" and reacted is not None and w.seen(reacted))
            if item.tier:
                cells += [("all", "all", ok), ("tier", item.tier, ok)]
        grouped(out, (w.first, "coverage"), cells)
        for (dimension, value), n in volume.items():
            out[(w.first, "volume", dimension, value)] = (n, None, n)
    return out


def office_seconds(c: Community, start: datetime, end: datetime) -> float:
    """Seconds between two moments that fall into office hours."""
    overlaps = ((min(end, closes) - max(start, opens)).total_seconds() for opens, closes in c.office)
    return sum(max(seconds, 0.0) for seconds in overlaps)


def kaplan_meier(cases: list[tuple[float, bool]], share: Fraction) -> float | None:
    """The least time by which no more than `share` still wait; None when it does not come to that."""
    waiting = Fraction(1)
    for time in sorted({t for t, is_answered in cases if is_answered}):
        at_risk = sum(t >= time for t, _ in cases)
        events = sum(t == time and is_answered for t, is_answered in cases)
        waiting *= Fraction(at_risk - events, at_risk)
        if waiting <= share:
            return time
    return None


def first_reply_time(c: Community, as_of: datetime) -> Spreads:
    truth, out = Truth(c), Spreads()
    for w in days(c, as_of):
        clocks: dict[str, list[tuple[float, bool]]] = {"wall": [], "office": []}
        for item in c.items:
            age = (w.first - c.day(item.at)).days
            if item.tier not in ("T1", "T2") or not 0 <= age <= 27 or not truth.counts(item, w):
                continue
            answered = truth.answered_at(item, w)
            end = max(answered or w.ends, item.at)
            clocks["wall"].append(((end - item.at).total_seconds(), answered is not None))
            clocks["office"].append((office_seconds(c, item.at, end), answered is not None))
        for clock, cases in clocks.items():
            key = (w.first, "first_reply_time", "clock", clock)
            waited = [t for t, is_answered in cases if is_answered]
            open_ = len(cases) - len(waited)
            out[(*key, "km_median")] = (len(cases), open_, kaplan_meier(cases, Fraction(1, 2)))
            out[(*key, "km_p90")] = (len(cases), open_, kaplan_meier(cases, Fraction(1, 10)))
            out[(*key, "naive_median")] = (len(waited), 0, median(waited) if waited else None)
    return out


def percentile(values: list[int], share: float) -> float:
    """With linear interpolation between the closest ranks."""
    ordered, place = sorted(values), share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def conversation_depth(c: Community, as_of: datetime) -> Spreads:
    truth, out = Truth(c), Spreads()
    for w in days(c, as_of):
        cells: dict[tuple[str, str], list[int]] = {("all", "all"): []}
        for thread in {(i.account.split(":")[0], i.thread) for i in c.items}:
            said = [i for i in c.items if (i.account.split(":")[0], i.thread) == thread and i.is_message]
            said = sorted((i for i in said if truth.counts(i, w)), key=lambda i: (i.at, i.id))
            if not any(c.day(i.at) == w.first for i in said):
                continue
            depth = sum(a.is_inbound != b.is_inbound for a, b in itertools.pairwise(said))
            peers = [i.who.member for i in said if i.is_inbound]
            cells[("all", "all")].append(depth)
            cells.setdefault(("account", said[0].account), []).append(depth)
            changes = sum(a != b for a, b in itertools.pairwise(peers))
            cells.setdefault(("side", "peer"), []).append(changes)
        for key, depths in cells.items():
            figures = (
                {"mean": mean(depths), "median": median(depths), "p90": percentile(depths, 0.9)}
                if depths
                else {}
            )
            for measure in ("mean", "median", "p90"):
                out[(w.first, "conversation_depth", *key, measure)] = (len(depths), 0, figures.get(measure))
    return out
