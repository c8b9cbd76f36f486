"""What an export holds beside the marts: campaigns, contests and polls, which are read from core as of a moment."""

import json
from collections.abc import Collection, Iterator, Sequence
from datetime import date, datetime, timedelta
from hashlib import sha256
from typing import Any

from sqlalchemy import Connection

from connectors.config import Brand
from connectors.exported.records import FORM
from tasks.contests import read_entries
from tasks.core.contest import NAMED
from tasks.core.digest.clock import Clock
from tasks.core.digest.week_campaigns import PollFacts
from tasks.week_campaigns import read_campaign, read_polls

NAMES = ("campaigns", "contest_entries", "poll_options")
"""Parameters of the files in sql/export that read these rows."""


FEW = 5
"""Words that fewer people than this chose in a survey are told by nobody: they may be anybody's own."""
CLOSED = 0.8
"""A question is taken for one with answers to choose from when so large a share of them are of FEW people or more."""


def read_beside(
    connection: Connection,
    brand: Brand,
    first_day: date,
    until_day: date,
    now: datetime,
    names: Collection[str] = NAMES,
) -> dict[str, str]:
    """Rows as JSON by parameter of `names`, of the brand's days [first_day, until_day).

    As of the end of the days, or of `now` (aware).
    """
    clock = Clock(brand.zone, brand.locale, now)
    last_day = min(until_day - timedelta(days=1), clock.today)
    if first_day > last_day:
        return dict.fromkeys(names, "[]")
    as_of = min(clock.start_of_day(last_day + timedelta(days=1)) - timedelta(microseconds=1), now)
    since = clock.start_of_day(max(first_day, date(1970, 1, 1)))
    rows = {  # read when they are asked for
        "campaigns": _campaigns(connection, brand, first_day, last_day, as_of),
        "contest_entries": _entries(connection, brand, since, as_of),
        "poll_options": _options(connection, brand, since, as_of),
    }
    return {name: json.dumps(list(rows[name])) for name in names}


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
                "reason": NAMED if (entry.reason or "").startswith(NAMED) else entry.reason,
            }


def _options(
    connection: Connection, brand: Brand, since: datetime, as_of: datetime
) -> Iterator[dict[str, Any]]:
    for poll in read_polls(connection, brand, since, as_of):
        yield from option_rows(poll)


def option_rows(poll: PollFacts) -> Iterator[dict[str, Any]]:
    """The rows of one poll: what was chosen, and by "" those of whom that is not known or not told.

    Of a survey, and of a poll without a post, only answers out of a closed set are told; of what the brand does not
    ask, no words and no address.
    """
    told = _told(poll)
    rest = poll.people - sum(votes for _, votes in told)
    asked = {
        "kind": poll.kind,
        "platform": poll.platform,
        "native_id": poll.native_id if poll.is_ours else sha256(poll.native_id.encode()).hexdigest()[:24],
        "post": (poll.permalink or poll.question) if poll.is_ours else "",
        "question": poll.question if poll.is_ours else "",
        "people": poll.people,
    }
    for option, votes in [*told, *([("", rest)] if rest else [])]:
        yield asked | {"option": option, "votes": votes}


def _told(poll: PollFacts) -> Sequence[tuple[str, int]]:
    if not poll.is_ours:
        return ()
    if poll.kind == "poll_vote" and not poll.native_id.startswith(FORM):
        return poll.options
    shared = [(option, votes) for option, votes in poll.options if votes >= FEW]
    return shared if sum(votes for _, votes in shared) >= CLOSED * poll.known else ()
