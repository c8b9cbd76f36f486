"""What others do with the brand's own posts on Bluesky, asked for post by post: quotes, likes, reposts."""

import logging
from collections.abc import Callable, Iterator
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_fetch import Collector, OwnPost, post_time
from connectors.errors import Gone
from connectors.records import Page

log = logging.getLogger(__name__)

MOST_REPOSTERS = 200


def quotes(fetch: Collector) -> Iterator[Page]:
    """Quotes of own posts that have some."""
    yield from _of_own_posts(
        fetch, lambda p: p.quotes, "app.bsky.feed.getQuotes", "posts", "found", post_time
    )


def likes(fetch: Collector) -> Iterator[Page]:
    """Likes of own posts that have some."""

    def at(like: Any) -> datetime | None:
        view = reading.record(like)
        return values.event_time(view.get("createdAt"), view.get("indexedAt"))

    yield from _of_own_posts(fetch, lambda p: p.likes, "app.bsky.feed.getLikes", "likes", "likes", at)


def _of_own_posts(
    fetch: Collector,
    counted: Callable[[OwnPost], int],
    method: str,
    items: str,
    form: str,
    time_of: Callable[[Any], datetime | None],
) -> Iterator[Page]:
    for post in fetch.own_posts():
        if counted(post):
            answers = fetch.walk(method, items, uri=post.uri)
            for answer in fetch.until(answers, items, time_of, fetch.oldest):
                yield fetch.page(form, answer, subject=post.uri)


def reposts(fetch: Collector) -> Iterator[Page]:
    """Who reposted own posts, and when: the network lists the people only, their own feeds the time.

    One call a person, so only for windows that ended long ago, and for at most 200 people; live windows have
    the notifications.
    """
    if fetch.is_live:
        return
    people: dict[str, None] = {}
    for post in fetch.own_posts():
        for answer in (
            fetch.walk("app.bsky.feed.getRepostedBy", "repostedBy", uri=post.uri) if post.reposts else ()
        ):
            for person in reading.items(answer.json_object().get("repostedBy")):
                did = values.did(reading.record(person).get("did"))
                if did and did != fetch.did:
                    people[did] = None
    if len(people) > MOST_REPOSTERS:
        log.warning("%d people reposted, the feeds of %d are read", len(people), MOST_REPOSTERS)
    for person in list(people)[:MOST_REPOSTERS]:
        try:
            for answer in fetch.feed(person, fetch.oldest, "posts_no_replies"):
                yield fetch.page("reposter_feed", answer)
        except Gone:
            log.info("the feed of %s is not shown to the brand", person)
