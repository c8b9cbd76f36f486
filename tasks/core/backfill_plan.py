"""What a backfill was asked for, what it will do, and what that will cost, before it begins."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from itertools import groupby
from math import ceil
from typing import Any, Literal, get_args
from zoneinfo import ZoneInfo

Redo = Literal["extract", "parse", "validate", "tiers", "metrics"]
"""What is to be done once more: extract asks the platforms again; parse reads the landed pages again; validate only
those with rows in quarantine; tiers lets the engine read every message again; metrics computes every day again."""
REDO: tuple[Redo, ...] = get_args(Redo)

SCHEDULE: tuple[tuple[str, time], ...] = (
    ("morning-scan", time(8)),
    ("weekly-review", time(9)),
    ("midday-block", time(12)),
    ("evening-check", time(18)),
)
"""When the digests are due, by the brand's clock (the weekly review on Mondays), as in prefect.yaml."""

RATES: dict[str, tuple[int, int]] = {
    "bluesky": (3000, 300),
    "mastodon": (300, 300),
    "instagram": (200, 3600),
    "x": (300, 900),
    "linkedin": (500, 86400),
}
"""Requests a platform lets through in so many seconds, by what it documents: docs.bsky.app, "Rate Limits" (by address);
docs.joinmastodon.org, "Rate limits" (by account); Meta's "Rate Limits" (by hour and user of an app, the least there
is); docs.x.com, "Rate limits" (by account, of search); LinkedIn's
"Community Management Overview" (by UTC day and app, in its first tier). What a server says in its headers stands above
it, and what an account's `daily_requests` says."""
LEFT_TO_SCANS = 0.25
"""Share of a platform's rate that a backfill leaves to the scheduled scans."""


def left_to_others(flow: str) -> float:
    """Share of a platform's rate that a run of `flow` does not touch."""
    return LEFT_TO_SCANS if flow == "backfill" else 0.0


@dataclass(frozen=True, slots=True)
class Asked:
    """What a backfill was asked for: a span (UTC; with `gaps` it may be open), accounts and streams (None: all)."""

    start: datetime
    end: datetime
    accounts: tuple[str, ...] | None = None
    streams: tuple[str, ...] | None = None
    redo: tuple[Redo, ...] = ()
    gaps: bool = False
    preview: bool = False
    oldest_first: bool = False

    @property
    def is_collecting(self) -> bool:
        """Whether platforms may be asked: not when it is only what is here that is to be done again."""
        return not self.redo or "extract" in self.redo

    def as_json(self) -> dict[str, Any]:
        """The same as plain data: two that are equal ask for the same."""
        return {
            "start": self.start.isoformat(),
            "end": self.end.isoformat(),
            "accounts": sorted(self.accounts) if self.accounts is not None else None,
            "streams": sorted(self.streams) if self.streams is not None else None,
            "redo": [one for one in REDO if one in self.redo],
            "gaps": self.gaps,
            "preview": self.preview,
        }


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """What is to be done about one stream of an account, in windows; `requests` None: nothing tells how many."""

    account: str
    stream: str
    missing: int
    again: int
    read_again: int
    already_there: int
    unavailable: int
    requests: int | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Cost:
    """What a platform will be asked: `share` of the requests its rate lets through in one period; seconds at least."""

    platform: str
    requests: int
    is_known: bool
    """False: some streams have never been asked, and are counted with one request a window."""
    rate: tuple[int, int] | None
    seconds: float | None


@dataclass(frozen=True, slots=True)
class Plan:
    """What a backfill will do. `interactions` are to be tiered again, `days` computed again, `digests` previewed."""

    brand: str
    asked: Asked
    streams: tuple[StreamPlan, ...]
    costs: tuple[Cost, ...]
    interactions: int
    days: int
    digests: int
    goes_on_since: datetime | None = None
    """When the run began that this one goes on with (UTC)."""

    @property
    def windows(self) -> int:
        """Windows to collect or to read."""
        return sum(s.missing + s.again + s.read_again for s in self.streams)

    @property
    def is_empty(self) -> bool:
        """Whether there is nothing to do."""
        return not (self.windows or self.interactions or self.days or self.digests)


def costs(streams: Sequence[StreamPlan], networked: Sequence[str]) -> tuple[Cost, ...]:
    """What each of the platforms in `networked` will be asked, and how long its rate makes that take at least."""
    found = []
    for platform in networked:
        mine = [s for s in streams if s.account.partition(":")[0] == platform and s.missing + s.again]
        if not mine:
            continue
        requests = sum(s.missing + s.again if s.requests is None else s.requests for s in mine)
        rate = RATES.get(platform)
        seconds = requests / (rate[0] * (1 - LEFT_TO_SCANS)) * rate[1] if rate else None
        found.append(Cost(platform, requests, all(s.requests is not None for s in mine), rate, seconds))
    return tuple(found)


def estimate(
    windows: int, days: float, known_pages: int, known_days: float, known_windows: int
) -> int | None:
    """Requests for `windows` that cover `days`, by the pages that a stream's windows took so far; at least one each.

    None where nothing has been collected of the stream.
    """
    if not known_windows or known_days <= 0:
        return None
    # What was collected in short windows took a page each, busy or not: the lesser of the two ways to scale.
    by_day, by_window = known_pages / known_days * days, known_pages / known_windows * windows
    return max(windows, ceil(min(by_day, by_window)))


def previews(start: datetime, end: datetime, zone: ZoneInfo) -> Iterator[tuple[str, datetime]]:
    """(flow, moment) of every digest that was due in [start, end), oldest first; moments in `zone`."""
    day: date = start.astimezone(zone).date()
    while datetime.combine(day, time(), zone) < end:
        for flow, hour in SCHEDULE:
            moment = datetime.combine(day, hour, zone)
            if start <= moment < end and (flow != "weekly-review" or day.weekday() == 0):
                yield flow, moment
        day += timedelta(days=1)


def stretches(volumes: Sequence[tuple[date, int]], most: int) -> Iterator[list[date]]:
    """The days of `volumes` (day, interactions), in order, in pieces that hold `most` interactions or are one day.

    Whole months together where they fit: the figures of a month are computed with each of its days.
    """
    piece: list[date] = []
    held = 0
    for _, month in groupby(volumes, key=lambda one: (one[0].year, one[0].month)):
        days = list(month)
        whole = sum(interactions for _, interactions in days)
        if piece and held + whole > most:
            yield piece
            piece, held = [], 0
        for day, interactions in days:
            if piece and held + interactions > most:
                yield piece
                piece, held = [], 0
            piece.append(day)
            held += interactions
    if piece:
        yield piece


def look_before(moment: datetime, zone: ZoneInfo) -> tuple[str, datetime]:
    """The daily digest that was due last before `moment`, and when."""
    day = moment.astimezone(zone).date()
    due = [
        (flow, datetime.combine(one, hour, zone))
        for one in (day - timedelta(days=1), day)
        for flow, hour in SCHEDULE
        if flow != "weekly-review"
    ]
    return max((one for one in due if one[1] < moment), key=lambda one: one[1])
