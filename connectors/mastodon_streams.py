"""The streams of a Mastodon account: which pages each asks for, and what it remembers."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta
from typing import Any
from urllib.parse import quote

from connectors import mastodon_values as values
from connectors import reading
from connectors.base import Stream
from connectors.errors import Gone
from connectors.http import Answer
from connectors.mastodon_fetch import NOTIFICATIONS, Collector, listed, packed, status_time
from connectors.mastodon_lists import account, follow_requests, followers, own_favourites, post_counts
from connectors.mastodon_threads import Status, author
from connectors.paging import OffsetPages
from connectors.records import Page

log = logging.getLogger(__name__)

STREAMS = (
    Stream("posts", description="the brand's own posts, replies and boosts", feeds=("replies",)),
    Stream(
        "threads", description="what is said below the brand's posts of the last 14 days", feeds=("messages",)
    ),
    Stream(
        "notifications",
        description="mentions, replies, quotes, favourites, boosts, follows, as notified",
        feeds=("messages", "reactions"),
    ),
    Stream("quotes", description="quotes of the brand's posts of the last 14 days", feeds=("messages",)),
    Stream("conversations", description="private conversations", feeds=("messages", "replies")),
    Stream("hashtags", description="posts with the brand's campaign hashtags", feeds=("messages",)),
    Stream(
        "search",
        description="posts found by the account's keywords, where the server searches texts",
        feeds=("messages",),
    ),
    Stream("own_favourites", "state", "the brand's favourites that are new since the last look"),
    Stream("follow_requests", "state", "who waits to be let in as a follower"),
    Stream("post_counts", "state", "counts of the brand's posts of the last 14 days"),
    Stream("followers", "state", "followers, the newest first"),
    Stream("account", "state", "followers, following and posts of the account"),
)

SEARCHED = 40
MOST_SEARCHED = 20


def posts(fetch: Collector) -> Iterator[Page]:
    """The brand's own statuses."""
    for answer in fetch.feed(f"/api/v1/accounts/{fetch.me}/statuses", status_time):
        statuses = listed(answer)
        yield fetch.page("feed", answer, **fetch.known(statuses))
        yield from fetch.histories(statuses)
        for status in statuses:
            if not status.get("reblog"):
                fetch.remember(values.local_id(status.get("id")), status_time(status))
    yield from fetch.again()


def threads(fetch: Collector) -> Iterator[Page]:
    """Threads of own posts with replies, and what stands below own replies elsewhere."""
    own = [post for post in fetch.own_posts() if reading.count(post.get("replies_count")) != 0]
    for post in sorted(own, key=lambda p: p.get("in_reply_to_id") is not None):
        if values.local_id(post.get("id")) not in fetch.roots:
            yield from fetch.thread(post)
    yield from fetch.again()


def notifications(fetch: Collector) -> Iterator[Page]:
    """Notifications one by one, newest first; in groups from a server that gives them in no other way."""
    path, told = "/api/v1/notifications", {"include_filtered": "true"}
    try:
        for answer in fetch.feed(path, status_time, NOTIFICATIONS, **told):
            found = [n for n in listed(answer) if (status_time(n) or fetch.oldest) >= fetch.memory.since]
            statuses = [
                reading.record(n.get("status")) for n in found if n.get("type") in ("mention", "quote")
            ]
            yield from _messages(fetch, statuses)
            yield fetch.page("notifications", answer, **fetch.known(statuses))
    except Gone:
        log.info("notifications come in groups only")
        yield from _grouped(fetch)
    yield from fetch.again()


def _messages(fetch: Collector, statuses: list[Status]) -> Iterator[Page]:
    """What is to be known of messages before their page is read: their threads, and how they began."""
    yield from fetch.resolve(statuses)
    yield from fetch.histories(statuses)
    for status in statuses:
        if author(status) != fetch.me:
            fetch.remember(values.local_id(status.get("id")), status_time(status))


def _grouped(fetch: Collector) -> Iterator[Page]:
    """Notifications of API version 2. Asked for without groups; a group that comes all the same is read whole."""
    items = "notification_groups"

    def group_time(group: Any) -> Any:
        return reading.moment(reading.record(group).get("latest_page_notification_at"))

    params = {"include_filtered": "true", "grouped_types[]": "mention"}
    answers = fetch.walk("/api/v2/notifications", NOTIFICATIONS, items, **params)
    for answer in fetch.until(answers, group_time, fetch.oldest, items):
        statuses = {str(values.local_id(s.get("id"))): s for s in listed(answer, "statuses")}
        groups = listed(answer, items)
        asked = [g for g in groups if g.get("type") in ("mention", "quote")]
        told = [statuses[key] for g in asked if (key := str(values.local_id(g.get("status_id")))) in statuses]
        yield from _messages(fetch, told)
        yield fetch.page("grouped", answer, **fetch.known(told))
        for group in groups:
            if (reading.count(group.get("notifications_count")) or 0) > len(
                reading.items(group.get("sample_account_ids"))
            ):
                yield from _group_people(
                    fetch, group, statuses.get(str(values.local_id(group.get("status_id"))))
                )


def _group_people(fetch: Collector, group: dict[str, Any], status: Status | None) -> Iterator[Page]:
    key = values.local_id(group.get("group_key"))
    if key is None:
        return
    context = {"group": json.dumps(group)} | ({"status": packed(status)} if status else {})
    for answer in fetch.walk(f"/api/v2/notifications/{key}/accounts", NOTIFICATIONS):
        yield fetch.page("group_people", answer, **context)


def quotes(fetch: Collector) -> Iterator[Page]:
    """Quotes of own posts that have some; nothing from a server without quotes."""
    for post in fetch.own_posts():
        if reading.count(post.get("quotes_count")):
            local = str(values.local_id(post.get("id")))
            fetch.own.add(local)
            try:
                answers = fetch.walk(f"/api/v1/statuses/{local}/quotes")
                for answer in fetch.until(answers, status_time, fetch.oldest):
                    yield from _others(fetch, answer)
            except Gone:
                log.info("the quotes of %s are not shown", local)
    yield from fetch.again()


def conversations(fetch: Collector) -> Iterator[Page]:
    """Private conversations in which something was said lately, each with all its messages."""

    def at(conversation: Any) -> Any:
        return status_time(reading.record(conversation).get("last_status"))

    for answer in fetch.until(fetch.walk("/api/v1/conversations"), at, fetch.oldest):
        found = [reading.record(c.get("last_status")) for c in listed(answer)]
        for status in found:
            if (time := status_time(status)) and time >= fetch.oldest:
                yield from fetch.thread(status)
        yield fetch.page("conversations", answer, **fetch.known(found))
    yield from fetch.again()


def hashtags(fetch: Collector, tags: tuple[str, ...]) -> Iterator[Page]:
    """What is tagged with each of the brand's hashtags, newest first."""
    for tag in tags:
        for answer in fetch.feed(f"/api/v1/timelines/tag/{quote(tag, safe='')}", status_time):
            yield from _others(fetch, answer)
    yield from fetch.again()


def search(fetch: Collector, words: tuple[str, ...]) -> Iterator[Page]:
    """What the server's full-text search finds for each of `words`, the last days first."""
    day = (fetch.oldest - timedelta(days=1)).date().isoformat()
    pages = OffsetPages(
        SEARCHED,
        lambda body: reading.items(reading.record(body).get("statuses")),
        lambda status: str(reading.record(status).get("id")),
        max_pages=MOST_SEARCHED,
    )
    for word in words:
        phrase = word.replace('"', " ").strip()
        asked = f'"{phrase}" after:{day}'
        for answer in pages.pages(fetch.client.get, "/api/v2/search", {"q": asked, "type": "statuses"}):
            statuses = listed(answer, "statuses")
            yield from _found(fetch, statuses)
            yield fetch.page("search", answer, **fetch.known(statuses))
    yield from fetch.again()


def _others(fetch: Collector, answer: Answer) -> Iterator[Page]:
    statuses = listed(answer)
    yield from _found(fetch, statuses)
    yield fetch.page("others", answer, **fetch.known(statuses))


def _found(fetch: Collector, statuses: list[Status]) -> Iterator[Page]:
    new = [s for s in statuses if (at := status_time(s)) and at >= fetch.memory.since]
    yield from _messages(fetch, [s for s in new if author(s) != fetch.me])


FETCHERS: Mapping[str, Callable[[Collector], Iterator[Page]]] = {
    "posts": posts,
    "threads": threads,
    "notifications": notifications,
    "quotes": quotes,
    "conversations": conversations,
    "own_favourites": own_favourites,
    "follow_requests": follow_requests,
    "post_counts": post_counts,
    "followers": followers,
    "account": account,
}
"""`hashtags` and `search` need the brand's words and are called by themselves."""
