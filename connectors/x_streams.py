"""The streams of an X account: which pages each asks for, and what it remembers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from connectors import x_values as values
from connectors.base import Feed, Stream
from connectors.errors import Gone
from connectors.http import Answer
from connectors.records import Page
from connectors.x_fetch import SEARCHED, Collector, Json, listed, log, post_time
from connectors.x_lists import account, count_of, counted, followers, likes, messages, own_likes, post_counts

SAID: tuple[Feed, ...] = ("messages",)
STREAMS = (
    Stream("posts", "events", "the brand's own posts, replies and reposts", ("replies",)),
    Stream("mentions", "events", "posts and replies that mention the brand", SAID),
    Stream(
        "replies",
        "events",
        "what is said below the brand's posts without a mention, of the last 7 days",
        SAID,
    ),
    Stream("quotes", "events", "quotes of the brand's posts of the last 14 days", SAID),
    Stream("reposts", "events", "reposts of the brand's posts of the last 14 days", ("reactions",)),
    Stream("messages", "events", "private messages of the last 30 days", ("messages", "replies")),
    Stream("search", "events", "posts with the brand's hashtags and keywords, of the last 7 days", SAID),
    Stream("likes", "state", "likes of the brand's posts of the last 14 days, at most 100 a post"),
    Stream("own_likes", "state", "the brand's likes that are new since the last look"),
    Stream("post_counts", "state", "counts of the brand's posts of the last 14 days, clicks among them"),
    Stream("followers", "state", "followers, the newest first"),
    Stream("account", "state", "followers, following and posts of the account"),
)

QUERY = 512
"""Characters of a search that every plan of X takes."""


def posts(fetch: Collector) -> Iterator[Page]:
    """The brand's own timeline, reposts included."""
    for answer in fetch.feed(f"/2/users/{fetch.identity.id}/tweets"):
        found = listed(answer)
        yield fetch.page("posts", answer, **fetch.roots(found))
        _remember(fetch, [post for post in found if "retweeted" not in values.references(post)])
    yield from fetch.again()


def mentions(fetch: Collector) -> Iterator[Page]:
    """What mentions the brand: most replies to it, too."""
    yield from _others(fetch, fetch.feed(f"/2/users/{fetch.identity.id}/mentions"))
    yield from fetch.again()


def replies(fetch: Collector) -> Iterator[Page]:
    """What is said in the conversations that the brand began, and does not mention it."""
    start = _searched_from(fetch)
    roots = [values.native(post.get("conversation_id")) for post in fetch.own_posts() if _is_answered(post)]
    me = fetch.identity.username
    words = [f"conversation_id:{root}" for root in dict.fromkeys(roots) if root]
    for query in _queries(words, f"-from:{me} -@{me} -is:retweet"):
        yield from _others(fetch, _search(fetch, query, start))
    yield from fetch.again()


def search(fetch: Collector, hashtags: tuple[str, ...], keywords: tuple[str, ...]) -> Iterator[Page]:
    """What the brand's hashtags and keywords find, but for what mentions it."""
    start = _searched_from(fetch)
    phrases = ['"' + word.replace('"', " ").strip() + '"' for word in keywords]
    me = fetch.identity.username
    for query in _queries([*(f"#{tag}" for tag in hashtags), *phrases], f"-from:{me} -@{me} -is:retweet"):
        yield from _others(fetch, _search(fetch, query, start))
    yield from fetch.again()


def quotes(fetch: Collector) -> Iterator[Page]:
    """Quotes of own posts, where their number has changed."""
    for subject, path in counted(fetch, "quote_count", "quote_tweets"):
        try:
            yield from _others(fetch, fetch.until(fetch.walk(path)), quoted=subject)
        except Gone as error:
            log.info("%s", error)
    yield from fetch.again()


def reposts(fetch: Collector) -> Iterator[Page]:
    """Reposts of own posts, where their number has changed."""
    for subject, path in counted(fetch, "repost_count", "retweets"):
        try:
            for answer in fetch.until(fetch.walk(path)):
                yield fetch.page("reposts", answer, subject=subject)
        except Gone as error:
            log.info("%s", error)


def _others(fetch: Collector, answers: Iterator[Answer], **context: str) -> Iterator[Page]:
    for answer in answers:
        found = listed(answer)
        yield fetch.page("others", answer, **context, **fetch.roots(found))
        _remember(fetch, [post for post in found if post.get("author_id") != fetch.identity.id])


def _remember(fetch: Collector, found: list[Json]) -> None:
    for post in found:
        if (post_time(post) or fetch.oldest) >= fetch.memory.since:
            fetch.note(post)


def _searched_from(fetch: Collector) -> datetime:
    """Where a search begins. Gone: nothing of the window can be searched any more."""
    reach = fetch.now() - SEARCHED + timedelta(minutes=1)
    if fetch.window.end <= reach:
        raise Gone("X's recent search reaches back 7 days")
    if fetch.window.start < reach - fetch.late:
        log.warning("of %s on, only what X still finds: its search reaches back 7 days", fetch.window.start)
    return max(fetch.oldest, reach)


def _search(fetch: Collector, query: str, start: datetime) -> Iterator[Answer]:
    return fetch.walk("/2/tweets/search/recent", {"query": query, **fetch.span(start)})


def _queries(words: list[str], without: str) -> Iterator[str]:
    """Any of `words`, in as few searches as their length allows."""
    taken: list[str] = []
    for word in words:
        if taken and len(f"({' OR '.join([*taken, word])}) {without}") > QUERY:
            yield f"({' OR '.join(taken)}) {without}"
            taken = []
        taken.append(word)
    if taken:
        yield f"({' OR '.join(taken)}) {without}"


def _is_answered(post: Json) -> bool:
    return count_of(post, "reply_count") != 0 and post.get("conversation_id") in values.versions(post)


FETCHERS: Mapping[str, Callable[[Collector], Iterator[Page]]] = {
    "posts": posts,
    "mentions": mentions,
    "replies": replies,
    "quotes": quotes,
    "reposts": reposts,
    "likes": likes,
    "own_likes": own_likes,
    "messages": messages,
    "post_counts": post_counts,
    "followers": followers,
    "account": account,
}
"""`search` needs the brand's words and is called by itself."""
