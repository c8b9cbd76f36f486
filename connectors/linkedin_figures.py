"""Figures of LinkedIn's posts and page: asked for, and read by our names.

"Organization Share Statistics", "Organization Follower Statistics" and "Organization Lookup" of LinkedIn's
documentation. Share statistics are organic, of the last twelve months.
"""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

from connectors import linkedin_values as values
from connectors import reading, restli
from connectors.linkedin_fetch import Collector
from connectors.linkedin_values import PLATFORM
from connectors.reading import count, record
from connectors.records import AudienceSnapshot, Page, PostSnapshot

Json = dict[str, Any]

STATISTICS = "/rest/organizationalEntityShareStatistics"
MOST_POSTS = 20
"""Posts whose counts are asked for at once."""
SETTLED = timedelta(hours=48)
"""Figures of a day may come this late."""
MOST_DAYS = 30
"""Days of the page's figures that a run fetches."""
DAY = timedelta(days=1)
_NAMES = {
    "likeCount": "reactions",
    "commentCount": "comments",
    "shareCount": "shares",
    "clickCount": "clicks",
    "impressionCount": "impressions",
    "uniqueImpressionsCount": "reach",
    "uniqueImpressionsCounts": "reach",
}


def post_counts(fetch: Collector) -> Iterator[Page]:
    """The counts of the page's recent posts, a few posts a question, and the posts that they are of."""
    for answer in fetch.listing(fetch.window.start - fetch.reach):
        yield fetch.page("all_posts", answer)
    urns = [str(post["id"]) for post in fetch.recent()]
    for first in range(0, len(urns), MOST_POSTS):
        some = urns[first : first + MOST_POSTS]
        kinds = {"shares": "share", "ugcPosts": "ugcPost"}
        named = {name: [urn for urn in some if f":{kind}:" in urn] for name, kind in kinds.items()}
        lists = {name: restli.listing(of) for name, of in named.items() if of}
        yield fetch.page("post_statistics", fetch.ask(STATISTICS, {**_of(fetch), **lists}))


def account(fetch: Collector) -> Iterator[Page]:
    """The page itself, and how many follow it. The kind of following is written in two ways, by age of the version."""
    yield fetch.page("organization", fetch.ask(f"/rest/organizations/{fetch.identity.id}"))
    path = f"/rest/networkSizes/{restli.escaped(fetch.identity.urn)}"
    answer = fetch.ask(path, {"edgeType": "COMPANY_FOLLOWED_BY_MEMBER"}, accept=(400,))
    if answer.status == 400:
        answer = fetch.ask(path, {"edgeType": "CompanyFollowedByMember"})
    yield fetch.page("size", answer)


def daily(fetch: Collector) -> Iterator[Page]:
    """Impressions and reach of days that ended two days ago or earlier, each once, with their sums before."""
    known = _last(fetch, MOST_DAYS)
    settled = _midnight(fetch.now() - SETTLED)
    start, reach, impressions = known or (settled - DAY, 0, 0)
    if start < settled:
        answer = fetch.ask(STATISTICS, {**_of(fetch), "timeIntervals": _days(start, settled)})
        sums = {"reach": str(reach), "impressions": str(impressions)}
        first = {} if known else {"first": start.isoformat()}
        yield fetch.page("days", answer, start=start.isoformat(), end=settled.isoformat(), **sums, **first)
        for snapshot in by_day(answer.json_object(), start, settled, reach, impressions):
            start, reach = snapshot.captured_at, snapshot.reach or 0
            impressions = snapshot.impressions or 0
    fetch.memory.seen.clear()
    fetch.remember(f"{reach}+{impressions}", start)


def gains(fetch: Collector) -> Iterator[Page]:
    """Followers gained by day, once a day."""
    settled = _midnight(fetch.now() - SETTLED)
    start = max(fetch.memory.seen.values(), default=settled - MOST_DAYS * DAY)
    if start < settled:
        path = "/rest/organizationalEntityFollowerStatistics"
        yield fetch.page("gains", fetch.ask(path, {**_of(fetch), "timeIntervals": _days(start, settled)}))
    fetch.memory.seen.clear()
    fetch.remember("gains", settled)


def _last(fetch: Collector, most: int) -> tuple[datetime, int, int] | None:
    """Up to which midnight the sums go, and what they are; None: begin."""
    for key, at in fetch.memory.seen.items():
        reach, _, impressions = key.partition("+")
        if reach.isdecimal() and impressions.isdecimal() and at > fetch.now() - most * DAY:
            return at, int(reach), int(impressions)
    return None


def _of(fetch: Collector) -> dict[str, restli.Value]:
    return {"q": "organizationalEntity", "organizationalEntity": fetch.identity.urn}


def _days(start: datetime, end: datetime) -> restli.Written:
    begin, until = (int(at.timestamp() * 1000) for at in (start, end))
    return restli.record(timeRange=restli.record(start=begin, end=until), timeGranularityType="DAY")


def _midnight(at: datetime) -> datetime:
    """The last midnight UTC up to `at`: LinkedIn's days are those of UTC."""
    return at.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)


def snapshot(element: Json, captured_at: datetime) -> PostSnapshot | None:
    """The counts of one post; None when it is not said of which."""
    native = values.post_urn(element.get("share")) or values.post_urn(element.get("ugcPost"))
    given = record(element.get("totalShareStatistics"))
    found = {
        ours: number for theirs, ours in _NAMES.items() if (number := count(given.get(theirs))) is not None
    }
    return PostSnapshot(PLATFORM, native, captured_at, **found) if native else None


def by_day(
    body: Json, start: datetime, end: datetime, reach: int, impressions: int
) -> Iterator[AudienceSnapshot]:
    """Sums up to the end of each day, from `start` to `end`, after those before; an untold day adds nothing."""
    days: dict[datetime, Json] = {}
    for element in map(record, reading.items(body.get("elements"))):
        until = values.moment(record(element.get("timeRange")).get("end"))
        if until is not None and start < until <= end:
            days[until] = record(element.get("totalShareStatistics"))
    for until in sorted(days):
        given = days[until]
        reach += (
            count(given.get("uniqueImpressionsCount")) or count(given.get("uniqueImpressionsCounts")) or 0
        )
        impressions += count(given.get("impressionCount")) or 0
        yield AudienceSnapshot(PLATFORM, until, reach=reach, impressions=impressions)


def size(body: Json, captured_at: datetime) -> AudienceSnapshot:
    """How many follow the page."""
    return AudienceSnapshot(PLATFORM, captured_at, followers=count(body.get("firstDegreeSize")))
