"""What X lists without dates or by counts, and what only the account's own token may see: streams of an X account."""

import json
from collections.abc import Iterator
from datetime import timedelta

from connectors import reading
from connectors import x_values as values
from connectors.errors import Denied, Gone
from connectors.records import Page
from connectors.x_fetch import Collector, Json, listed, log, post_time
from connectors.x_fields import MESSAGES, PEOPLE

MESSAGES_LAST = timedelta(days=30)
KNOWN = 200
"""Of the newest, how many are remembered: some of them may be gone at the next look, and the others are no news."""
FOLLOWER_PAGES = 50
LIKE_PAGES = 5
COUNTS_HOLD = timedelta(days=1)
"""For so long an unchanged count stands for unchanged quotes and reposts; then they are read all the same."""


def likes(fetch: Collector) -> Iterator[Page]:
    """Who likes own posts of the time since tracking began, where the number of likes has changed.

    Likes carry no date: they are of the look that first sees them, and before tracking began nobody looked.
    """
    _accounts_own(fetch)
    for subject, path in counted(fetch, "like_count", "liking_users"):
        if values.made_at(subject) < fetch.memory.since:
            continue
        try:
            for answer in fetch.walk(path, fields=PEOPLE):
                yield fetch.page("likes", answer, subject=subject)
        except Gone as error:
            log.info("%s", error)


def own_likes(fetch: Collector) -> Iterator[Page]:
    """The brand's likes down to those known from last time; where none is known, those of newer posts."""
    _accounts_own(fetch)
    known, newest = list(fetch.memory.seen), list[str]()
    for number, answer in enumerate(fetch.walk(f"/2/users/{fetch.identity.id}/liked_tweets"), 1):
        liked = {str(post.get("id")): post for post in listed(answer)}
        newest.extend(liked)
        met = [index for index, native in enumerate(liked) if native in known]
        reached = list(liked)[: met[-1] if met else None]
        new = [i for i in reached if i not in known and (met or known or _is_new(fetch, liked[i]))]
        yield fetch.page("own_likes", answer, new=json.dumps(new), **fetch.roots(liked.values()))
        if len(met) >= min(3, len(known) or 1) or number >= LIKE_PAGES:
            break
    _keep(fetch, newest)


def messages(fetch: Collector) -> Iterator[Page]:
    """Private messages, newest first. Gone: X keeps them for 30 days only."""
    _accounts_own(fetch)
    if fetch.window.end <= fetch.now() - MESSAGES_LAST:
        raise Gone("X gives private messages of the last 30 days only")
    for answer in fetch.until(fetch.walk("/2/dm_events", fields=MESSAGES)):
        yield fetch.page("messages", answer)


def post_counts(fetch: Collector) -> Iterator[Page]:
    """Own posts again, for the counts."""
    for answer in fetch.listing():
        yield fetch.page("counts", answer, **fetch.roots(listed(answer)))


def followers(fetch: Collector) -> Iterator[Page]:
    """Followers, newest first, until three are known from last time; at first the newest 50,000."""
    known, newest = set(fetch.memory.seen), list[str]()
    path, has_met = f"/2/users/{fetch.identity.id}/followers", False
    for number, answer in enumerate(fetch.walk(path, most=1000, fields=PEOPLE), 1):
        found = [str(person.get("id")) for person in listed(answer)]
        met = next((index for index, native in enumerate(found) if native in known), None)
        new = found[:met] if known and not has_met else []
        has_met = has_met or met is not None
        newest.extend(found)
        yield fetch.page("followers", answer, new=json.dumps(new))
        if number >= FOLLOWER_PAGES or (known and len(known & set(newest)) >= min(3, len(known))):
            break
    _keep(fetch, newest)


def account(fetch: Collector) -> Iterator[Page]:
    """The account itself."""
    path = f"/2/users/by/username/{fetch.identity.username}" if fetch.identity.is_app else "/2/users/me"
    yield fetch.page("account", fetch.ask(path, None, PEOPLE))


def count_of(post: Json, name: str) -> int:
    metrics = reading.record(post.get("public_metrics"))
    found = values.shares(metrics) if name == "repost_count" else reading.count(metrics.get(name))
    return -1 if found is None else found


def counted(fetch: Collector, count: str, end: str) -> Iterator[tuple[str, str]]:
    """Own posts whose `count` is not zero and not what it was at the last look: first version, and where to ask."""
    for post in fetch.own_posts():
        found, number = values.versions(post), count_of(post, count)
        if not found or number == 0:
            continue
        mark = f"{found[0]}={number}"
        looked = fetch.memory.seen.get(mark)
        if fetch.is_live and looked is not None and fetch.now() - looked < COUNTS_HOLD:
            fetch.seen[mark] = looked
            continue
        yield found[0], f"/2/tweets/{found[-1]}/{end}"
        if fetch.is_live:
            fetch.seen[mark] = fetch.now()


def _accounts_own(fetch: Collector) -> None:
    if fetch.identity.is_app:
        raise Denied("X shows this to the account's own token only, and this one is the app's")


def _is_new(fetch: Collector, post: Json) -> bool:
    at = post_time(post)
    return at is not None and at >= fetch.window.start


def _keep(fetch: Collector, newest: list[str]) -> None:
    """Remember the newest, and nothing else: of lists that nobody dates."""
    fetch.memory.seen.clear()
    fetch.seen.clear()
    fetch.seen.update(dict.fromkeys(newest[:KNOWN], fetch.now()))
