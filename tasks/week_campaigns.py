"""Reads the week's events, bursts, campaigns, contests and polls, as things stood at its end."""

from collections import Counter
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection, text

import sql
from connectors.config import Brand
from connectors.config_campaigns import Campaign, Contest
from tasks import contests
from tasks.core.contest import entrants
from tasks.core.digest.marks import Mark, named
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_campaigns import (
    CampaignFacts,
    ContestFacts,
    Gained,
    PollFacts,
    Talk,
    WeekCampaigns,
)
from tasks.core.events import calendar_marks

MARK_DAYS = 63


def read_campaigns(connection: Connection, brand: Brand, start: date, as_of: datetime) -> WeekCampaigns:
    """Of the week from the Monday `start` (brand's calendar), as of `as_of` (aware): its end, once it is over."""
    last = start + timedelta(days=6)
    since = datetime(start.year, start.month, start.day, tzinfo=brand.zone)
    return WeekCampaigns(
        marks=read_marks(connection, brand, last - timedelta(days=MARK_DAYS - 1), last),
        campaigns=tuple(
            read_campaign(connection, brand, campaign, as_of)
            for campaign in brand.campaigns
            if campaign.is_on(start, last)
        ),
        contests=tuple(
            found
            for contest in brand.contests
            if (found := _contest(connection, brand, contest, since, as_of)) is not None
        ),
        polls=read_polls(connection, brand, since, as_of),
    )


def read_marks(connection: Connection, brand: Brand, first: date, last: date) -> tuple[Mark, ...]:
    """Events of the calendar and bursts of the days `first` to `last`; bursts as the marts hold them."""
    events = read_calendar(connection, brand, first - timedelta(days=1), last)
    rows = _rows(connection, "bursts", brand, first_day=first, last_day=last)
    bursts = [Mark(row["day"], row["day"], "", "burst", row["items"], row["usual"]) for row in rows]
    inside = (mark for mark in events if mark.touches(first, last))
    return (*inside, *named(bursts, events))


def read_calendar(connection: Connection, brand: Brand, first: date, last: date) -> tuple[Mark, ...]:
    """What rapport.toml and the brand's iCalendar file say of the days `first` to `last`, in order of time."""
    rows = _rows(connection, "calendar", brand, first_day=first, last_day=last)
    filed = (Mark(row["first_day"], row["last_day"], row["name"], "event") for row in rows)
    found = {*calendar_marks(brand, first, last), *filed}
    return tuple(sorted(found, key=lambda mark: (mark.first, mark.last, mark.kind, mark.name)))


def read_campaign(connection: Connection, brand: Brand, campaign: Campaign, as_of: datetime) -> CampaignFacts:
    """The figures of `campaign` as of `as_of`: up to then, or to its end for posts and days."""
    today = (as_of + timedelta(microseconds=1)).astimezone(brand.zone).date()
    last_whole = min(filter(None, (campaign.until, today - timedelta(days=1))))
    days = max(0, (last_whole - campaign.first).days + 1)
    bound = {
        "hashtags": [tag.lower() for tag in campaign.hashtags],
        "link_tags": [tag.lower() for tag in campaign.link_tags],
        "from_at": _midnight(brand, campaign.first),
        "until_at": _midnight(brand, (campaign.until or today) + timedelta(days=1)),
        "as_of": as_of,
    }
    (talk,) = _rows(connection, "campaign_talk", brand, **bound)
    gained = {
        row["counter"]: Gained(row["gained"], row["known"], row["posts"])
        for row in _rows(connection, "campaign_counts", brand, **bound)
    }
    return CampaignFacts(
        name=campaign.name,
        first=campaign.first,
        until=campaign.until,
        days=days,
        reach=gained["reach"],
        impressions=gained["impressions"],
        clicks=gained["clicks"],
        talk=Talk(**talk),
        **(_beside(connection, brand, campaign.first, days, as_of) if days else {}),
    )


def _beside(connection: Connection, brand: Brand, first: date, days: int, as_of: datetime) -> dict[str, Any]:
    """The campaign's days beside as many before it, whole weeks earlier, so that weekdays meet weekdays."""
    span = {"first_day": first, "last_day": first + timedelta(days=days - 1), "shift": -(-days // 7) * 7}
    volumes = _rows(connection, "campaign_days", brand, **span)
    people = {
        row["span"]: Rate(row["newcomers"], row["people"])
        for row in _rows(connection, "campaign_people", brand, **span, as_of=as_of)
    }
    return {
        "volumes": tuple(
            (row["during"], row["before"]) for row in volumes if None not in (row["during"], row["before"])
        ),
        "people_during": people["during"],
        "people_before": people["before"],
    }


def read_polls(
    connection: Connection, brand: Brand, since: datetime, as_of: datetime
) -> tuple[PollFacts, ...]:
    """Polls and surveys that got a vote or an answer in [since, as_of], by people; with all their votes."""
    key, about = ("kind", "platform", "native_id", "question"), ("permalink", "people", "is_ours")
    found: dict[tuple[str, ...], list[dict[str, Any]]] = {}
    for row in _rows(connection, "polls", brand, since=since - timedelta(microseconds=1), as_of=as_of):
        found.setdefault(tuple(row[name] for name in key), []).append(row)
    return tuple(
        PollFacts(
            **{name: rows[0][name] for name in key + about},
            options=tuple((row["option"], row["votes"]) for row in rows if row["option"] is not None),
        )
        for rows in found.values()
    )


def _contest(
    connection: Connection, brand: Brand, contest: Contest, since: datetime, as_of: datetime
) -> ContestFacts | None:
    opens_at, closes_at = contest.span(brand.zone)
    draws = contests.read_draws(connection, brand, as_of, contest.name)
    is_of_the_week = opens_at <= as_of and closes_at > since
    if opens_at > as_of or (draws and not is_of_the_week):
        return None
    entries = contests.read_entries(connection, brand, contest, as_of)
    reasons = Counter(each.reason for each in entries if each.reason)
    return ContestFacts(
        name=contest.name,
        opens_at=opens_at,
        closes_at=closes_at,
        entries=len(entries),
        taking_part=len(entrants(entries)),
        reasons=tuple(_by_count(reasons.items())),
        is_listed=bool(contests.read_lists(connection, brand, as_of, contest.name)),
        draws=len(draws),
    )


def _by_count(reasons: Iterable[tuple[str, int]]) -> list[tuple[str, int]]:
    return sorted(reasons, key=lambda pair: (-pair[1], pair[0]))


def _midnight(brand: Brand, day: date) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=brand.zone)


def _rows(connection: Connection, model: str, brand: Brand, **bound: object) -> list[dict[str, Any]]:
    result = connection.execute(text(sql.load(f"board/{model}.sql")), {"brand": brand.slug, **bound})
    return [dict(row) for row in result.mappings()]
