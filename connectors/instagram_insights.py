"""Figures of Instagram's media and account: which are asked for, and what they are called here.

"Instagram Media Insights" and "Instagram Account Insights" of Meta's documentation.
"""

import logging
from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta, tzinfo

from connectors import instagram_figures as figures
from connectors import instagram_values as values
from connectors.graph_errors import UNKNOWN_FIELD, error_in, raise_for
from connectors.http import Answer
from connectors.instagram_account import VERSION
from connectors.instagram_fetch import OWN, Collector, Json, listed, packed
from connectors.records import Page

log = logging.getLogger(__name__)

METRICS: dict[str, tuple[str, ...]] = {
    "FEED": ("reach", "saved", "shares", "views", "total_interactions"),
    "REELS": (
        "reach",
        "saved",
        "shares",
        "views",
        "total_interactions",
        "ig_reels_video_view_total_time",
    ),
    "STORY": ("reach", "replies", "shares", "views", "total_interactions"),
}
"""By media_product_type; other kinds are asked as FEED is."""
ACCOUNT = ("reach", "views")
"""Of the account, by day."""
SETTLED = timedelta(hours=48)
"""Figures may come this late ("Data used to calculate metrics can be delayed up to 48 hours")."""

MOST_DAYS = 30
"""Days of the account's figures that a run fetches."""

TOO_FEW = 10


def of_media(fetch: Collector, media: Json) -> Answer | None:
    """The insights of a media; None when the platform has none of it.

    One metric that a kind of media does not have would lose all: then each is asked for alone, once a kind.
    """
    kind = str(media.get("media_product_type") or "FEED")
    path = f"/{VERSION}/{values.native_id(media.get('id'))}/insights"
    for _ in range(2):
        wanted = [m for m in METRICS.get(kind, METRICS["FEED"]) if m not in fetch.refused.get(kind, ())]
        answer = fetch.client.get(path, {"metric": ",".join(wanted)}, accept=(400,))
        if not _is_refused(fetch, kind, answer):
            return answer
        error = error_in(answer)
        if error is None or error.code != UNKNOWN_FIELD or error.subcode is not None or kind in fetch.refused:
            return None
        alone = {m: fetch.client.get(path, {"metric": m}, accept=(400,)) for m in wanted}
        lacking = frozenset(m for m, answer in alone.items() if _is_refused(fetch, kind, answer))
        if len(lacking) == len(wanted):  # then it is this media, and not its kind
            return None
        fetch.refused[kind] = lacking
        log.info("insights that %s does not have: %s", kind, ", ".join(sorted(lacking)))
    return None


def _is_refused(fetch: Collector, kind: str, answer: Answer) -> bool:
    """Whether the platform has nothing of what was asked for; any other refusal is raised.

    Code 10 is a missing permission, but of a story also the platform's word for fewer than five viewers.
    """
    error = error_in(answer) if answer.status >= 300 else None
    if error is not None and (error.code == UNKNOWN_FIELD or (kind == "STORY" and error.code == TOO_FEW)):
        return True
    raise_for(fetch.client, answer)
    return False


def by_day(fetch: Collector, day: datetime, end: datetime) -> tuple[Answer, int | None, int | None]:
    """The account's insights from `day` to `end`, and of them the people reached and the views."""
    span = {"since": int(day.timestamp()), "until": int(end.timestamp())}
    asked = {"metric": ",".join(ACCOUNT), "period": "day", "metric_type": "total_value"} | span
    answer = fetch.client.get(f"{fetch.me}/insights", asked)
    found = figures.read(answer.json_object())
    return answer, found.get("reach"), found.get("impressions")


def next_midnight(at: datetime, zone: tzinfo) -> datetime:
    """The end of the day that `at` is in, by the clock of `zone`; UTC."""
    day = at.astimezone(zone).date() + timedelta(days=1)
    return datetime.combine(day, time(), zone).astimezone(UTC)


def stories(fetch: Collector) -> Iterator[Page]:
    """Stories live 24 hours, and so do their insights: what no run came by to see stays unknown."""
    for answer in fetch.walk(f"{fetch.me}/stories", fields=OWN):
        yield fetch.page("stories", answer)
        yield from _counted(fetch, listed(answer))


def post_counts(fetch: Collector) -> Iterator[Page]:
    """Counts and insights of the brand's recent media."""
    yield from _counted(fetch, fetch.recent())


def _counted(fetch: Collector, media: Iterator[Json] | list[Json]) -> Iterator[Page]:
    for one in media:
        answer = of_media(fetch, one) if values.native_id(one.get("id")) else None
        if answer is not None:
            yield fetch.page("insights", answer, media=packed(one))
        else:
            path = f"/{VERSION}/{values.native_id(one.get('id'))}"
            yield fetch.page("counts", fetch.client.get(path, {"fields": OWN}))


def account(fetch: Collector) -> Iterator[Page]:
    """The account itself."""
    fields = "id,username,name,followers_count,follows_count,media_count"
    yield fetch.page("account", fetch.client.get(fetch.me, {"fields": fields}))


def reach(fetch: Collector, zone: tzinfo) -> Iterator[Page]:
    """Days that ended two days ago or earlier, each once; their sums since the first go with each."""
    reached, viewed, day = _sums(fetch, zone)
    for _ in range(MOST_DAYS):
        end = next_midnight(day, zone)
        if end > fetch.now() - SETTLED:
            break
        answer, people, views = by_day(fetch, day, end)
        if people is None and views is None:
            break
        first = {"first": day.isoformat()} if not fetch.memory.seen and not fetch.number else {}
        reached, viewed, day = reached + (people or 0), viewed + (views or 0), end
        sums = {"reach": str(reached), "views": str(viewed), "at": end.isoformat()}
        yield fetch.page("reach", answer, **sums, **first)
    fetch.memory.seen.clear()
    fetch.remember(f"{reached}+{viewed}", day)


def _sums(fetch: Collector, zone: tzinfo) -> tuple[int, int, datetime]:
    """The sums so far, and up to which midnight; at first nothing, up to the last midnight that is settled."""
    for key, at in fetch.memory.seen.items():
        people, _, views = key.partition("+")
        if people.isdecimal() and views.isdecimal() and at > fetch.now() - timedelta(days=MOST_DAYS):
            return int(people), int(views), at
    settled = fetch.now() - SETTLED - timedelta(days=2)
    return 0, 0, next_midnight(settled, zone)
