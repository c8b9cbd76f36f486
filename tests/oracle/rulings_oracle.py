"""Agreement of people with the engine over again: plain, slow, from the definition and not from the SQL."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

from metrics_oracle import Rates, grouped


@dataclass(frozen=True)
class Said:
    """One assignment, in the order they were made; `by` None: an engine; `without_rule`: the engine's own tier."""

    item: int
    tier: str
    at: datetime
    by: str | None = None
    engine: str = "person"
    without_rule: str | None = None


def agreement(
    said: Sequence[Said], zone: ZoneInfo, first: date, last: date, as_of: datetime, days: int
) -> Rates:
    """Of windows of `days` days from `first` on, up to the one that holds `last`."""
    out = Rates()
    start = first
    while start <= last:
        after = start + timedelta(days=days)
        ruled: dict[int, tuple[str, Said]] = {}
        for place, one in enumerate(said):
            if one.by is None or not start <= one.at.astimezone(zone).date() < after or one.at > as_of:
                continue
            before = [each for each in said[:place] if each.item == one.item and each.by is None]
            if before:
                ruled[one.item] = (one.tier, before[-1])
        cells = []
        for tier, given in ruled.values():
            own = given.without_rule or given.tier
            kept = tier == own
            version = given.engine.partition("+rules-")[0]
            cells += [("all", "all", kept), ("tier", own, kept), ("engine", version, kept)]
        grouped(out, (start, "agreement"), cells)
        start = after
    return out
