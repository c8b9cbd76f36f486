"""What a Mastodon server lists without dates or by counts: streams of what stands now."""

import json
from collections.abc import Iterator

from connectors import mastodon_values as values
from connectors.mastodon_fetch import NOTIFICATIONS, Collector, listed, status_time
from connectors.mastodon_threads import Status
from connectors.records import Page

KNOWN = 20
FOLLOWER_PAGES = 500
FAVOURITE_PAGES = 5


def own_favourites(fetch: Collector) -> Iterator[Page]:
    """The brand's favourites down to those known from last time; where none is known, those of newer statuses."""
    known, newest = list(fetch.memory.seen), list[str]()
    for number, answer in enumerate(fetch.walk("/api/v1/favourites"), 1):
        statuses = {str(values.local_id(s.get("id"))): s for s in listed(answer)}
        newest.extend(statuses)
        met = [index for index, local in enumerate(statuses) if local in known]
        reached = list(statuses)[: met[-1] if met else None]
        new = [local for local in reached if local not in known and (met or _is_new(fetch, statuses[local]))]
        yield fetch.page("favourites", answer, new=json.dumps(new))
        if len(met) >= min(3, len(known) or 1) or number >= FAVOURITE_PAGES:
            break
    _keep(fetch, newest)


def _is_new(fetch: Collector, status: Status) -> bool:
    at = status_time(status)
    return at is not None and at >= fetch.window.start


def follow_requests(fetch: Collector) -> Iterator[Page]:
    """Everyone who waits to be let in."""
    for answer in fetch.walk("/api/v1/follow_requests"):
        yield fetch.page("requests", answer)


def post_counts(fetch: Collector) -> Iterator[Page]:
    """The brand's statuses again, for the counts."""
    answers = fetch.walk(f"/api/v1/accounts/{fetch.me}/statuses", exclude_reblogs="true")
    for answer in fetch.until(answers, status_time, fetch.window.start - fetch.reach):
        yield fetch.page("counts", answer)


def followers(fetch: Collector) -> Iterator[Page]:
    """Followers, newest first, until three are known from last time; at first all, at most 40,000."""
    known, newest = set(fetch.memory.seen), list[str]()
    for number, answer in enumerate(fetch.walk(f"/api/v1/accounts/{fetch.me}/followers", NOTIFICATIONS), 1):
        newest.extend(local for a in listed(answer) if (local := values.local_id(a.get("id"))))
        yield fetch.page("people", answer)
        if number >= FOLLOWER_PAGES or (known and len(known & set(newest)) >= min(3, len(known))):
            break
    _keep(fetch, newest)


def _keep(fetch: Collector, newest: list[str]) -> None:
    """Remember the newest, and nothing else: of lists that nobody dates."""
    fetch.memory.seen.clear()
    fetch.seen.clear()
    fetch.seen.update(dict.fromkeys(newest[:KNOWN], fetch.now()))


def account(fetch: Collector) -> Iterator[Page]:
    """The account itself."""
    yield fetch.page("account", fetch.client.get("/api/v1/accounts/verify_credentials"))
