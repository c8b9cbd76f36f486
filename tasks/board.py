"""Reads the board from the warehouse, as of a moment: nothing that happened later is seen."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, Row, text

import sql
from connectors.config import Brand
from tasks.core.digest.board import (
    AfterHours,
    Answered,
    Board,
    Collection,
    DayVolume,
    Missed,
    OwnPost,
    SetAside,
    Uncertain,
    Volume,
    Week,
)
from tasks.core.digest.clock import Clock
from tasks.core.digest.texts import one_line
from tasks.core.digest.trends import designed
from tasks.core.items import T1_LOOK_FROM, UNSURE_BELOW, OpenItem
from tasks.core.office import brand_spans, is_open
from tasks.core.relationships import RECENT_DAYS, History, level
from tasks.core.wording import without_handles
from tasks.week_campaigns import read_campaigns
from tasks.week_content import read_content, read_engagement
from tasks.week_equity import read_equity
from tasks.week_hours import read_hours
from tasks.week_people import read_people
from tasks.week_quality import read_quality
from tasks.week_topics import read_topics
from tasks.week_trends import read_trends, read_volume_days

MOST_ITEMS = 1000
"""Open items read at most, the strictest tiers first; the others are only counted."""
LOOKS = ("morning-scan", "midday-block", "evening-check")
LOOK_BACK = timedelta(days=4)
"""A last look longer ago than this (a long weekend) does not count: then it is the last 24 hours."""
VOLUME_DAYS = 14
EXAMPLES = 3
UNCERTAIN_MOST = 30
COLLECTION_DAYS = 7


@dataclass(frozen=True, slots=True)
class Exchange:
    """What the brand and a member last said to each other: in one line, when, and what the member said."""

    words: str | None = None
    answered_at: datetime | None = None
    asked: str | None = None


def read_board(connection: Connection, brand: Brand, as_of: datetime) -> Board:
    """The board of `brand` as of `as_of` (aware): what is open, what was done today, what came in lately.

    Lately is since the last look. Listed are items of the last `brand.stale_after_days`; the ones before, as
    many days again, are counted.
    """
    horizon = timedelta(days=brand.stale_after_days)
    clock = Clock(brand.zone, brand.locale, as_of)
    midnight = clock.start_of_day(clock.today)
    since = _last_look(connection, brand, as_of)
    items, open_count = read_open_items(connection, brand, as_of)
    recent = _counts(connection, brand, as_of - horizon, as_of, as_of)
    older = _counts(connection, brand, as_of - 2 * horizon, as_of - horizon, as_of)
    set_aside, set_aside_count = _set_aside(connection, brand, since, as_of)
    uncertain, uncertain_count, uncertain_earlier_count = _uncertain(connection, brand, since, as_of)
    return Board(
        as_of=as_of,
        since=since,
        open_items=items,
        open_count=open_count,
        stale_count=older.open,
        snoozed_count=recent.snoozed,
        received_count=recent.received,
        answered=tuple(
            Answered(**row) for row in _rows(connection, brand, "answered", since=midnight, as_of=as_of)
        ),
        missed=tuple(
            Missed(**row) for row in _rows(connection, brand, "missed", since=midnight, as_of=as_of)
        ),
        set_aside_count=set_aside_count,
        set_aside=set_aside,
        uncertain=uncertain,
        uncertain_count=uncertain_count,
        uncertain_earlier_count=uncertain_earlier_count,
        volumes=_volumes(connection, brand, since, as_of),
        volume_days=_volume_days(connection, brand, clock),
        own_posts=tuple(
            OwnPost(**row)
            for row in _rows(connection, brand, "own_posts", since=since, as_of=as_of, most=EXAMPLES)
        ),
        after_hours=_after_hours(connection, brand, midnight, as_of),
        collection=_collection(connection, brand, clock),
    )


def read_week(connection: Connection, brand: Brand, start: date, as_of: datetime) -> Week:
    """The week from the Monday `start` in the brand's calendar, as things stood at its end.

    `as_of` (aware): the digest's moment; of a week that is not over by then, what happened up to it.
    """
    end = start + timedelta(days=7)
    clock = Clock(brand.zone, brand.locale, datetime(end.year, end.month, end.day, tzinfo=brand.zone))
    span = {
        "since": clock.start_of_day(start) - timedelta(microseconds=1),
        "as_of": clock.start_of_day(end) - timedelta(microseconds=1),
    }
    topics = read_topics(connection, brand, start, as_of)
    equity = read_equity(connection, brand, start, as_of)
    trends = designed(read_trends(connection, brand, start, as_of), {**topics.designs, **equity.designs})
    return Week(
        start=start,
        end=end,
        own_posts=tuple(
            OwnPost(**row) for row in _rows(connection, brand, "own_posts", most=EXAMPLES, **span)
        ),
        volume_days=read_volume_days(connection, brand, start),
        missed=tuple(Missed(**row) for row in _rows(connection, brand, "missed", **span)),
        answered_count=len(_rows(connection, brand, "answered", **span)),
        topics=topics,
        campaigns=read_campaigns(connection, brand, start, span["as_of"]),
        people=read_people(connection, brand, start, as_of),
        trends=trends,
        hours_present=read_hours(connection, brand, start, as_of),
        content=read_content(connection, brand, start, as_of),
        equity=equity,
        quality=read_quality(connection, brand, start),
        engagement=read_engagement(connection, brand, start, as_of),
    )


def _last_look(connection: Connection, brand: Brand, as_of: datetime) -> datetime:
    rows = _rows(connection, brand, "last_look", as_of=as_of, flows=list(LOOKS), earliest=as_of - LOOK_BACK)
    looked_at: datetime | None = rows[0]["looked_at"]
    return looked_at or as_of - timedelta(hours=24)


def read_open_items(
    connection: Connection, brand: Brand, as_of: datetime
) -> tuple[tuple[OpenItem, ...], int]:
    """The open messages of the last `brand.stale_after_days` as of `as_of` (MOST_ITEMS at most), and their number."""
    since = as_of - timedelta(days=brand.stale_after_days)
    rows = _rows(connection, brand, "open_items", since=since, as_of=as_of, most=MOST_ITEMS)
    if not rows:
        return (), 0
    histories = _histories(connection, brand, as_of, sorted({row["member_id"] for row in rows}))
    exchanges = _exchanges(connection, brand, as_of, [row["interaction_id"] for row in rows])
    open_count: int = rows[0]["open_count"]
    return tuple(_open_item(row, histories, exchanges, as_of) for row in rows), open_count


def _open_item(
    row: dict[str, Any],
    histories: dict[int, History],
    exchanges: dict[int, Exchange],
    as_of: datetime,
) -> OpenItem:
    history = histories[row["member_id"]]
    exchange = exchanges.get(row["interaction_id"], Exchange())
    arrays = {name: tuple(row[name]) for name in ("flags", "reasons", "media", "hashtags", "labels")}
    columns: dict[str, Any] = {name: row[name] for name in row if name != "open_count"} | arrays
    return OpenItem(
        **columns,
        member_level=level(history, as_of),
        member_since=history.first_seen,
        member_interactions=history.interactions,
        last_exchange=exchange.words,
        last_exchange_at=exchange.answered_at,
        last_asked=exchange.asked,
    )


def _histories(
    connection: Connection, brand: Brand, as_of: datetime, member_ids: Sequence[int]
) -> dict[int, History]:
    rows = _rows(
        connection,
        brand,
        "members",
        member_ids=list(member_ids),
        as_of=as_of,
        recent_since=as_of - timedelta(days=RECENT_DAYS),
        zone=brand.timezone,
    )
    return {row.pop("member_id"): History(**row) for row in rows}


def _exchanges(
    connection: Connection, brand: Brand, as_of: datetime, interaction_ids: Sequence[int]
) -> dict[int, Exchange]:
    rows = _rows(connection, brand, "last_exchanges", interaction_ids=list(interaction_ids), as_of=as_of)
    return {row["interaction_id"]: _exchange(row) for row in rows}


def _exchange(row: dict[str, Any]) -> Exchange:
    asked, answered = (without_handles(row[side] or "") for side in ("asked", "answered"))
    words = f"“{one_line(asked, 36) or '…'}”, you: “{one_line(answered, 36) or '…'}”"
    return Exchange(words, row["answered_at"], one_line(asked, 100) or None)


def _counts(
    connection: Connection, brand: Brand, since: datetime, until: datetime, as_of: datetime
) -> Row[tuple[int, int, int]]:
    query = text(sql.load("board/counts.sql"))
    bound = {"brand": brand.slug, "since": since, "until": until, "as_of": as_of}
    return connection.execute(query, bound).one()


def _set_aside(
    connection: Connection, brand: Brand, since: datetime, as_of: datetime
) -> tuple[tuple[SetAside, ...], int]:
    rows = _rows(connection, brand, "set_aside", since=since, as_of=as_of, most=EXAMPLES)
    total: int = rows[0]["total"] if rows else 0
    return tuple(
        SetAside(**{name: row[name] for name in SetAside.__dataclass_fields__}) for row in rows
    ), total


def _uncertain(
    connection: Connection, brand: Brand, last_look: datetime, as_of: datetime
) -> tuple[tuple[Uncertain, ...], int, int]:
    bound = {"last_look": last_look, "look_from": T1_LOOK_FROM, "unsure_below": UNSURE_BELOW}
    rows = _rows(
        connection, brand, "uncertain", since=as_of - LOOK_BACK, as_of=as_of, most=UNCERTAIN_MOST, **bound
    )
    total, earlier = (rows[0]["total"], rows[0]["earlier"]) if rows else (0, 0)
    names = Uncertain.__dataclass_fields__
    new = (Uncertain(**{name: row[name] for name in names}) for row in rows if row["is_new"])
    return tuple(new), total, earlier


def _volumes(connection: Connection, brand: Brand, since: datetime, as_of: datetime) -> tuple[Volume, ...]:
    rows = _rows(connection, brand, "volumes", since=since, as_of=as_of, zone=brand.timezone)
    sums: dict[tuple[str, Any], int] = {}
    for row in rows:
        key = (row["platform"], row["tier"])
        sums[key] = sums.get(key, 0) + row["arrived"]
    return tuple(Volume(platform, tier, count) for (platform, tier), count in sorted(sums.items()))


def _volume_days(connection: Connection, brand: Brand, clock: Clock) -> tuple[DayVolume, ...]:
    since = clock.start_of_day(clock.today - timedelta(days=VOLUME_DAYS - 1)) - timedelta(microseconds=1)
    rows = _rows(connection, brand, "volumes", since=since, as_of=clock.now, zone=brand.timezone)
    sums: dict[tuple[date, Any], int] = {}
    for row in rows:
        key = (row["day"], row["tier"])
        sums[key] = sums.get(key, 0) + row["arrived"]
    return tuple(DayVolume(day, tier, count) for (day, tier), count in sorted(sums.items()))


def _after_hours(connection: Connection, brand: Brand, midnight: datetime, as_of: datetime) -> AfterHours:
    sent = [row["occurred_at"] for row in _rows(connection, brand, "replies", since=midnight, as_of=as_of)]
    spans = brand_spans(brand, midnight.date() - timedelta(days=1), midnight.date())
    late = [moment for moment in sent if not is_open(spans, moment)]
    return AfterHours(count=len(late), last_at=late[-1] if late else None)


def _collection(connection: Connection, brand: Brand, clock: Clock) -> Collection:
    since = clock.now - timedelta(days=COLLECTION_DAYS)
    windows = _rows(connection, brand, "windows", since=since, as_of=clock.now)
    waiting = _rows(connection, brand, "quarantine", as_of=clock.now)
    return Collection(
        merged=sum(row["windows"] for row in windows if row["state"] == "merged"),
        gaps=tuple(_gap_words(row, clock) for row in windows if row["state"] in {"failed", "unavailable"}),
        quarantined=sum(row["waiting"] for row in waiting),
        quarantine_reasons=tuple(
            (one_line(row["reason"], 100), row["waiting"]) for row in waiting[:EXAMPLES]
        ),
    )


def _gap_words(row: dict[str, Any], clock: Clock) -> str:
    span = f"{clock.moment(row['starts_at'])} to {clock.moment(row['ends_at'])}"
    return one_line(
        f"{row['account']}, {row['stream']}, {span}: {row['reason'] or 'no reason was recorded'}", 200
    )


def _rows(connection: Connection, brand: Brand, model: str, **bound: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [dict(row) for row in result.mappings()]
