"""The streams of an Instagram account: which pages each asks for, and what it remembers."""

import json
import logging
from collections.abc import Callable, Iterator, Mapping
from datetime import timedelta

from connectors import instagram_values as values
from connectors import reading
from connectors.base import Stream
from connectors.errors import Gone, Malformed
from connectors.graph_pages import GraphPages
from connectors.instagram_account import VERSION
from connectors.instagram_fetch import (
    COMMENT,
    NAMED,
    OTHERS,
    OWN,
    Collector,
    Json,
    listed,
    packed,
)
from connectors.instagram_insights import account, post_counts, stories
from connectors.records import Page

log = logging.getLogger(__name__)

STREAMS = (
    Stream("posts", description="the brand's own posts, reels and albums", feeds=("replies",)),
    Stream(
        "comments",
        description="comments and replies under the brand's posts of the last 14 days",
        feeds=("messages", "replies"),
    ),
    Stream("tags", description="posts and reels of others in which the brand is tagged", feeds=("messages",)),
    Stream(
        "mentions",
        description="captions and comments of others with @brand, as webhooks told",
        feeds=("messages",),
    ),
    Stream(
        "messages",
        description="private messages, replies to stories, mentions in stories",
        feeds=("messages", "replies"),
    ),
    # Of the past nobody gives any: counted as missing they would make every figure of the past unknown.
    Stream(
        "hashtags",
        description="public posts with the brand's campaign hashtags, of the last 24 hours",
        feeds=(),
    ),
    Stream("stories", "state", "the brand's stories that can be seen now, with their insights"),
    Stream("older_comments", "state", "comments under older posts that have more than at the last look"),
    Stream("post_counts", "state", "counts and insights of the brand's posts of the last 14 days"),
    Stream("account", "state", "followers, following and posts of the account"),
    Stream("reach", "state", "people reached and views of the account by day, two days later"),
)

HASHTAG_REACH = timedelta(hours=24)
MOST_HASHTAGS = 30
"""Different ones that the API takes in seven days."""
OLDER_POSTS = timedelta(days=400)
MOST_OLDER = 300
"""Older posts whose number of comments is compared."""
MOST_GROWN = 30
"""Older posts whose comments a run reads."""
REPLIES = f"{COMMENT},replies{{{COMMENT}}}"


def posts(fetch: Collector) -> Iterator[Page]:
    """The brand's own media. Live, those of the last 14 days again: a changed caption carries no time."""
    oldest = fetch.cutoff if fetch.is_live else fetch.oldest
    for answer in fetch.own_media(min(oldest, fetch.oldest)):
        yield fetch.page("media", answer)
        for media in listed(answer):
            fetch.remember(values.native_id(media.get("id")), values.moment(media.get("timestamp")))
    for native in fetch.missed():
        answer, is_gone = fetch.by_id(native, OWN)
        yield fetch.gone(native, native, answer) if is_gone else fetch.page("media_one", answer)


def comments(fetch: Collector) -> Iterator[Page]:
    """Comments with their replies; those of before that are not among them any more are asked for by id."""
    read: dict[str, Json] = {}
    for media in fetch.recent():
        if reading.count(media.get("comments_count")) != 0:
            for page in _under(fetch, media):
                _remember(fetch, str(media["id"]), page)
                yield page
        read[str(media["id"])] = media
    for key in fetch.missed(lambda key: key.partition("/")[0] in read):
        post, _, native = key.partition("/")
        answer, is_gone = fetch.by_id(native, COMMENT)
        form = {"media": packed(read[post])}
        yield fetch.gone(key, native, answer) if is_gone else fetch.page("comment_one", answer, **form)


def _under(fetch: Collector, media: Json) -> Iterator[Page]:
    """Every comment under a media, newest first, and every reply under each."""
    context = {"media": packed(media)}
    for answer in fetch.walk(f"/{VERSION}/{media['id']}/comments", fields=REPLIES):
        yield fetch.page("comments", answer, **context)
        for comment in listed(answer):
            native, replies = values.native_id(comment.get("id")), comment.get("replies")
            path = f"/{VERSION}/{native}/replies"
            for more in fetch.rest(path, replies, fields=COMMENT) if native else ():
                yield fetch.page("replies", more, above=json.dumps(comment), **context)


def _remember(fetch: Collector, post: str, page: Page) -> None:
    """Note the comments on a page, to miss them when they are gone."""
    for comment in values.objects(json.loads(page.body)):
        for one in (comment, *values.objects(comment.get("replies"))):
            if native := values.native_id(one.get("id")):
                fetch.remember(f"{post}/{native}", values.moment(one.get("timestamp")))


def older_comments(fetch: Collector) -> Iterator[Page]:
    """Posts of before the last 14 days whose number of comments grew. The first look only notes the numbers."""
    before = {key.partition("=")[0]: key.partition("=")[2] for key in fetch.memory.seen}
    fetch.memory.seen.clear()
    grown, number = 0, 0
    start = fetch.window.start - fetch.reach
    for answer in fetch.own_media(start - OLDER_POSTS):
        for media in listed(answer):
            native, at = values.native_id(media.get("id")), values.moment(media.get("timestamp"))
            if native is None or at is None or at >= start:
                continue
            number += 1
            now, was = str(reading.count(media.get("comments_count"))), before.get(native)
            if was not in (None, now) and grown < MOST_GROWN:
                grown += 1
                yield from _under(fetch, media)
            elif was not in (None, now):
                now = was  # not read for want of time: the next look finds it grown still
            fetch.remember(f"{native}={now}", fetch.now())
        if number >= MOST_OLDER:
            break


def tags(fetch: Collector) -> Iterator[Page]:
    """What others tagged the brand in, newest first."""
    for answer in fetch.until(fetch.walk(f"{fetch.me}/tags", fields=NAMED), fetch.oldest):
        yield fetch.page("others", answer)


def hashtags(fetch: Collector, wanted: tuple[str, ...]) -> Iterator[Page]:
    """What is tagged with each of the brand's hashtags. Own posts come without a name, too, and are told apart by their
    address."""
    if not wanted or not fetch.identity.by_facebook:
        return
    if fetch.window.end < fetch.now() - HASHTAG_REACH:
        raise Gone("hashtags are searched through the last 24 hours only")
    since = fetch.now() - HASHTAG_REACH - fetch.late
    own = [m for answer in fetch.own_media(since, "id,permalink,timestamp") for m in listed(answer)]
    ours = sorted({str(media.get(key)) for media in own for key in ("id", "permalink")})
    me = {"user_id": fetch.identity.me}
    for tag in wanted[:MOST_HASHTAGS]:
        native = _hashtag(fetch, tag, me)
        if native is not None:
            path = f"/{VERSION}/{native}/recent_media"
            asked = {**me, "fields": OTHERS, "limit": fetch.page_size}
            for answer in GraphPages(has_one_cursor=True).pages(fetch.client.get, path, asked):
                yield fetch.page("others", answer, ours=json.dumps(ours))


def _hashtag(fetch: Collector, tag: str, me: dict[str, str]) -> str | None:
    """The id of a hashtag. None for one that the API does not know, or has "deemed sensitive": that loses no other."""
    try:
        answer = fetch.client.get(f"/{VERSION}/ig_hashtag_search", {**me, "q": tag.lower()})
    except (Gone, Malformed) as error:
        log.warning("#%s cannot be searched: %s", tag, error)
        return None
    found = listed(answer)
    return values.native_id(found[0].get("id")) if found else None


FETCHERS: Mapping[str, Callable[[Collector], Iterator[Page]]] = {
    "posts": posts,
    "comments": comments,
    "older_comments": older_comments,
    "tags": tags,
    "stories": stories,
    "post_counts": post_counts,
    "account": account,
}
"""Others need something of the brand, or of the account, and are called by themselves."""
