"""The brand's side by an independent computation: pandas, straight from the file of the export."""

import random
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pandas as pd
import pytest

ZONE = ZoneInfo("Europe/London")
START, END = (
    datetime(2025, 10, 14, 23, tzinfo=UTC),  # midnight in London: a day known in part tells nothing
    datetime(2025, 11, 5, tzinfo=UTC),
)  # the clocks change between
TEXTS = (
    "Where is my parcel? It is late",
    "My kettle is broken, help",
    "What a lovely shop, the staff were so kind",
)


def conversations(seed: int) -> list[tuple[str, str, str, bool, str, str]]:
    """Threads of one to six messages, some with two people, some never answered, some after days."""
    dice = random.Random(seed)
    rows: list[tuple[str, str, str, bool, str, str]] = []
    number = 0
    for thread in range(60):
        moment = START + timedelta(minutes=dice.randrange(15 * 24 * 60))
        above: list[str] = []
        for turn in range(dice.randint(1, 6)):
            is_brand = turn > 0 and dice.random() < 0.5
            author = "acme" if is_brand else f"person{thread}" if dice.random() < 0.8 else f"friend{thread}"
            number += 1
            parent = dice.choice(above) if above and dice.random() < 0.5 else (above[-1] if above else "")
            text = "We are looking into it, thank you" if is_brand else dice.choice(TEXTS)
            rows.append((str(number), parent, author, is_brand, moment.isoformat(), f"{text} {number}"))
            above.append(str(number))
            moment += timedelta(minutes=dice.choice((0, 7, 90, 60 * 20, 60 * 40)))
    dice.shuffle(rows)
    return [row for row in rows if datetime.fromisoformat(row[4]) < END]


def read(
    rows: list[tuple[str, str, str, bool, str, str]], tiers: dict[str, str], ids: dict[str, int]
) -> pd.DataFrame:
    """The file as a frame in order of time (ties by the warehouse's id), with root and tier."""
    frame = pd.DataFrame(rows, columns=["id", "parent", "author", "is_brand", "at", "text"])
    frame["at"] = pd.to_datetime(frame["at"], utc=True)
    parents = dict(zip(frame["id"], frame["parent"], strict=True))

    def root(native_id: str) -> str:
        while parents.get(parents[native_id]) is not None:
            native_id = parents[native_id]
        return native_id

    frame["root"] = frame["id"].map(root)
    frame["tier"] = frame["id"].map(tiers)
    frame["order"] = frame["id"].map(ids)
    return frame.sort_values(["at", "order"])


def answered_at(frame: pd.DataFrame, item: Any, until: pd.Timestamp) -> pd.Timestamp | None:
    """By parent link where there is one, else the next message of the brand in the thread, as of `until`."""
    brand = frame[frame["is_brand"] & (frame["at"] <= until)]
    children = brand[brand["parent"] == item.id]
    if len(children):
        return children["at"].iloc[0]
    later = brand[(brand["root"] == item.root) & (brand["at"] > item.at)]
    return later["at"].iloc[0] if len(later) else None


def days() -> list[tuple[date, pd.Timestamp, pd.Timestamp]]:
    """The days of the brand's zone, each with its first moment and its end (not later than END), UTC."""
    midnights = pd.date_range("2025-10-15", "2025-11-06", tz=ZONE)
    limits = [m.tz_convert("UTC") for m in midnights]
    return [
        (m.date(), start, min(end, pd.Timestamp(END)))
        for m, start, end in zip(midnights[:-1], limits[:-1], limits[1:], strict=True)
        if start < pd.Timestamp(END)
    ]


def expected(frame: pd.DataFrame) -> tuple[dict[date, tuple[int, int]], dict[tuple[date, str], float]]:
    """rule_24h (met, all) by day, and the naive median of first_reply_time and mean depth by day."""
    items = frame[~frame["is_brand"] & frame["tier"].isin(["T1", "T2"])]
    rule: dict[date, tuple[int, int]] = {}
    measures: dict[tuple[date, str], float] = {}
    hours24 = pd.Timedelta(hours=24)
    for day, start, end in days():
        due = items[(items["at"] + hours24 >= start) & (items["at"] + hours24 < end)]
        replies = [(item, answered_at(frame, item, end)) for item in rows_of(due)]
        if replies:
            rule[day] = (sum(r is not None and r <= i.at + hours24 for i, r in replies), len(replies))
        first = pd.Timestamp(day - timedelta(days=27), tz=ZONE).tz_convert("UTC")
        recent = items[(items["at"] >= first) & (items["at"] < end)]
        waits = [
            (r - i.at).total_seconds()
            for i in rows_of(recent)
            if (r := answered_at(frame, i, end)) is not None
        ]
        if waits:
            measures[day, "naive_median"] = float(pd.Series(waits).median())
        seen = frame[(frame["at"] < end) & (frame["is_brand"] | (frame["tier"] != "none"))]
        active = seen[seen["at"] >= start]["root"].unique()
        if len(active):
            turns = seen[seen["root"].isin(active)].groupby("root")["is_brand"]
            measures[day, "mean"] = float(
                turns.apply(lambda side: int((side != side.shift()).sum() - 1)).mean()
            )
    return rule, measures


def rows_of(frame: pd.DataFrame) -> Any:
    return frame.itertuples(index=False)


@pytest.mark.parametrize("seed", [1, 2])
def test_rule_reply_time_and_depth_equal_pandas(
    seed: int, community: Any, day: Callable[..., datetime]
) -> None:
    rows = conversations(seed)
    community.write(rows)
    community.bring_in(START, END)
    known = community.rows(
        "select i.native_id, t.tier, i.interaction_id from core.interaction i left join core.tier_in_force t"
        " using (brand, interaction_id)"
    )
    tiers = {native_id: tier for native_id, tier, _ in known}
    rule, measures = expected(read(rows, tiers, {native_id: order for native_id, _, order in known}))
    assert len(rule) > 10
    assert sum(met for met, _ in rule.values()) not in {0, sum(cases for _, cases in rule.values())}
    found_rule = community.rows(
        "select day, numerator::int, denominator::int from marts.metric_daily"
        " where metric = 'rule_24h' and dimension = 'all' and denominator > 0"
    )
    assert {d: (met, cases) for d, met, cases in found_rule} == rule
    found = community.rows(
        "select day, measure, value from marts.distribution_daily where n > 0 and value is not null and"
        " (metric = 'conversation_depth' and dimension = 'all' and measure = 'mean'"
        "  or metric = 'first_reply_time' and dimension_value = 'wall' and measure = 'naive_median')"
    )
    got = {(d, measure): value for d, measure, value in found if d < END.date()}
    assert got == pytest.approx(measures)
