"""What an export holds beside the marts: campaigns, contests and polls, which are read from core as of a moment."""

import json
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import Connection

from connectors.config import Brand
from tasks.contests import read_entries
from tasks.core.digest.clock import Clock
from tasks.week_campaigns import read_campaign, read_polls

NAMES = ("campaigns", "contest_entries", "poll_options")
"""Parameters of the files in sql/export that read these rows."""


def read_beside(
    connection: Connection, brand: Brand, first_day: date, until_day: date, now: datetime
) -> dict[str, str]:
    """Rows as JSON by parameter, of the brand's days [first_day, until_day), as of their end or `now` (aware)."""
    clock = Clock(brand.zone, brand.locale, now)
    last_day = min(until_day - timedelta(days=1), clock.today)
    if first_day > last_day:
        return dict.fromkeys(NAMES, "[]")
    as_of = min(clock.start_of_day(last_day + timedelta(days=1)) - timedelta(microseconds=1), now)
    since = clock.start_of_day(max(first_day, date(1970, 1, 1)))
    rows = (
        list(_campaigns(connection, brand, first_day, last_day, as_of)),
        list(_entries(connection, brand, since, as_of)),
        list(_options(connection, brand, since, as_of)),
    )
    return {name: json.dumps(found) for name, found in zip(NAMES, rows, strict=True)}


def _campaigns(
    connection: Connection, brand: Brand, first_day: date, last_day: date, as_of: datetime
) -> Iterator[dict[str, Any]]:
    for campaign in brand.campaigns:
        if not campaign.is_on(first_day, last_day):
            continue
        facts = read_campaign(connection, brand, campaign, as_of)
        talk = facts.talk
        counts = {
            name: getattr(talk, name)
            for name in ("messages", "threads", "people", "newcomers", "ugc", "rated", "positive", "negative")
        }
        yield counts | {
            "campaign": facts.name,
            "first_day": facts.first.isoformat(),
            "last_day": facts.until.isoformat() if facts.until else None,
            "turns": None if talk.depth_mean is None else float(talk.depth_mean),
            "posts": facts.reach.posts,
            "reach": facts.reach.value,
            "impressions": facts.impressions.value,
            "clicks": facts.clicks.value,
        }


def _entries(
    connection: Connection, brand: Brand, since: datetime, as_of: datetime
) -> Iterator[dict[str, Any]]:
    for contest in brand.contests:
        opens_at, closes_at = contest.span(brand.zone)
        if opens_at > as_of or closes_at <= since:
            continue
        for entry in read_entries(connection, brand, contest, as_of):
            yield {
                "contest": contest.name,
                "platform": entry.candidate.platform,
                "native_id": entry.candidate.native_id,
                "entered_at": entry.candidate.occurred_at.isoformat(),
                "takes_part": entry.reason is None,
                "reason": entry.reason,
            }


def _options(
    connection: Connection, brand: Brand, since: datetime, as_of: datetime
) -> Iterator[dict[str, Any]]:
    for poll in read_polls(connection, brand, since, as_of):
        asked = {"kind": poll.kind, "platform": poll.platform, "post": poll.permalink or poll.question}
        unknown = [("", poll.people - poll.known)] if poll.people > poll.known else []
        for option, votes in [*poll.options, *unknown]:
            yield asked | {
                "question": poll.question, "option": option, "votes": votes, "people": poll.people,
            }  # fmt: skip
