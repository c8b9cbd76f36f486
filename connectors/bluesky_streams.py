"""The streams of a Bluesky account: which pages each asks for, and what it remembers."""

import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.base import Stream
from connectors.bluesky_fetch import URIS_A_CALL, Collector, feed_time, post_time
from connectors.bluesky_own_posts import likes, quotes, reposts
from connectors.records import Page

log = logging.getLogger(__name__)

STREAMS = (
    Stream(
        "notifications",
        description="replies, mentions, quotes, likes, reposts and follows, as notified",
        feeds=("messages", "reactions"),
    ),
    Stream("posts", description="the brand's own posts, replies and reposts", feeds=("replies",)),
    Stream(
        "threads", description="what is said below the brand's posts of the last 14 days", feeds=("messages",)
    ),
    Stream("quotes", description="quotes of the brand's posts of the last 14 days", feeds=("messages",)),
    Stream("likes", description="likes of the brand's posts of the last 14 days", feeds=("reactions",)),
    Stream(
        "reposts",
        description="reposts of the brand's posts, in windows too old for notifications",
        feeds=("reactions",),
    ),
    Stream(
        "mentions",
        description="posts found by search: @handle, the brand's hashtags and keywords",
        feeds=("messages",),
    ),
    Stream("own_likes", description="the brand's likes of other people's posts", feeds=("replies",)),
    Stream("post_counts", "state", "counts of the brand's posts of the last 14 days"),
    Stream("followers", "state", "followers, the newest first"),
    Stream("account", "state", "followers, following and posts of the account"),
)

KNOWN_FOLLOWERS = 20
FOLLOWER_PAGES = 500


def notifications(fetch: Collector) -> Iterator[Page]:
    """Notifications, newest first, each page with the profiles of its people (for their followers)."""
    answers = fetch.walk("app.bsky.notification.listNotifications", "notifications")
    for answer in fetch.until(answers, "notifications", post_time, fetch.oldest):
        yield fetch.page("notifications", answer)
        people: dict[str, None] = {}
        for item in reading.items(answer.json_object().get("notifications")):
            notification = reading.record(item)
            uri, at = values.parse_uri(notification.get("uri")), post_time(notification)
            if uri is None or at is None or at < fetch.memory.since:
                continue
            people[uri.did] = None
            if uri.collection == values.POST and not _is_in_reach(fetch, notification):
                fetch.remember(notification["uri"], at)
        yield from profiles(fetch, list(people))
    yield from fetch.again()


def _is_in_reach(fetch: Collector, notification: dict[str, Any]) -> bool:
    """True when the stream `threads` sees this post, too: its thread is one of the brand's newer ones."""
    root = values.parse_uri(values.reply_uri(reading.record(notification.get("record")), "root"))
    begun = values.tid_time(root.rkey) if root and root.did == fetch.did else None
    return begun is not None and begun >= fetch.window.start - fetch.reach


def profiles(fetch: Collector, people: list[str]) -> Iterator[Page]:
    """People in full, 25 a call."""
    for start in range(0, len(people), URIS_A_CALL):
        actors = people[start : start + URIS_A_CALL]
        yield fetch.page("profiles", fetch.ask("app.bsky.actor.getProfiles", actors=actors))


def posts(fetch: Collector) -> Iterator[Page]:
    """The brand's own feed."""
    for answer in fetch.feed(fetch.did, fetch.oldest):
        yield fetch.page("feed", answer)
        for item in reading.items(answer.json_object().get("feed")):
            view, reason = reading.record(item).get("post"), reading.record(item).get("reason")
            if not reason:
                fetch.remember(reading.record(view).get("uri"), feed_time(item))
    yield from fetch.again()


def threads(fetch: Collector) -> Iterator[Page]:
    """Threads of own posts with replies, and what stands below own replies elsewhere."""
    own = [post for post in fetch.own_posts() if post.replies]
    roots = {post.uri for post in own if post.root is None}
    for post in own:
        if post.root in roots:
            continue
        for page, body in fetch.thread(post.uri):
            yield page
            _remember_thread(fetch, body)
    yield from fetch.again()


def _remember_thread(fetch: Collector, body: Mapping[str, Any]) -> None:
    stack = [reading.record(body.get("thread"))]
    while stack:
        node = stack.pop()
        view = reading.record(node.get("post"))
        uri = values.parse_uri(view.get("uri") or node.get("uri"))
        if uri and uri.did != fetch.did:
            fetch.remember(view.get("uri") or node["uri"], post_time(view) or values.tid_time(uri.rkey))
        stack.extend(reading.record(reply) for reply in reading.items(node.get("replies")))


def mentions(fetch: Collector, terms: tuple[str, ...]) -> Iterator[Page]:
    """What search finds for each of `terms`, newest first."""
    span = {"since": _stamp(fetch.oldest), "until": _stamp(fetch.window.end)}
    for term in terms:
        answers = fetch.walk("app.bsky.feed.searchPosts", "posts", q=term, sort="latest", **span)
        for answer in fetch.until(answers, "posts", post_time, fetch.oldest):
            yield fetch.page("found", answer, query=term)
            for view in reading.items(answer.json_object().get("posts")):
                fetch.remember(reading.record(view).get("uri"), post_time(view))
    yield from fetch.again()


def own_likes(fetch: Collector) -> Iterator[Page]:
    """The brand's own like records, newest first."""

    def at(item: Any) -> datetime | None:
        return reading.moment(reading.record(reading.record(item).get("value")).get("createdAt"))

    answers = fetch.walk("com.atproto.repo.listRecords", "records", repo=fetch.did, collection=values.LIKE)
    for answer in fetch.until(answers, "records", at, fetch.oldest):
        yield fetch.page("own_likes", answer)


def post_counts(fetch: Collector) -> Iterator[Page]:
    """The brand's feed again, for the counts."""
    for answer in fetch.feed(fetch.did, fetch.window.start - fetch.reach):
        yield fetch.page("counts", answer)


def followers(fetch: Collector) -> Iterator[Page]:
    """Followers, newest first, until three are known from last time; at first all, at most 50,000."""
    known, newest = set(fetch.memory.seen), list[str]()
    answers = fetch.walk("app.bsky.graph.getFollowers", "followers", actor=fetch.did)
    for number, answer in enumerate(answers, 1):
        people = [
            values.did(reading.record(f).get("did")) for f in reading.items(answer.json_object()["followers"])
        ]
        newest.extend(did for did in people if did)
        yield fetch.page("profiles", answer)
        if number >= FOLLOWER_PAGES or (known and len(known & set(newest)) >= min(3, len(known))):
            break
    fetch.memory.seen.clear()
    fetch.seen.update(dict.fromkeys(newest[:KNOWN_FOLLOWERS], fetch.now()))


def account(fetch: Collector) -> Iterator[Page]:
    """The account's own profile."""
    yield fetch.page("account", fetch.ask("app.bsky.actor.getProfile", actor=fetch.did))


def _stamp(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")


FETCHERS: Mapping[str, Callable[[Collector], Iterator[Page]]] = {
    "notifications": notifications,
    "posts": posts,
    "threads": threads,
    "quotes": quotes,
    "likes": likes,
    "reposts": reposts,
    "own_likes": own_likes,
    "post_counts": post_counts,
    "followers": followers,
    "account": account,
}
"""`mentions` needs the account's search terms and is called by itself."""
