"""The streams of an X account: which pages each asks for, and what it remembers."""

import json
from collections.abc import Callable, Iterator, Mapping
from datetime import datetime, timedelta

from connectors import reading
from connectors import x_values as values
from connectors.base import Feed, Stream
from connectors.errors import Denied, Gone
from connectors.http import Answer
from connectors.records import Page
from connectors.x_fetch import LATE, SEARCHED, Collector, Json, listed, log, post_time
from connectors.x_fields import MESSAGES, PEOPLE

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

MESSAGES_LAST = timedelta(days=30)
QUERY = 512
"""Characters of a search that every plan of X takes."""
KNOWN = 20
FOLLOWER_PAGES = 50
LIKE_PAGES = 5
COUNTS_HOLD = timedelta(days=1)
"""For so long an unchanged count stands for unchanged quotes and reposts; then they are read all the same."""


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
    for subject, path in _counted(fetch, "quote_count", "quote_tweets"):
        try:
            yield from _others(fetch, fetch.until(fetch.walk(path)), quoted=subject)
        except Gone as error:
            log.info("%s", error)
    yield from fetch.again()


def reposts(fetch: Collector) -> Iterator[Page]:
    """Reposts of own posts, where their number has changed."""
    for subject, path in _counted(fetch, "repost_count", "retweets"):
        try:
            for answer in fetch.until(fetch.walk(path)):
                yield fetch.page("reposts", answer, subject=subject)
        except Gone as error:
            log.info("%s", error)


def likes(fetch: Collector) -> Iterator[Page]:
    """Who likes own posts of the time since tracking began, where the number of likes has changed.

    Likes carry no date: they are of the look that first sees them, and before tracking began nobody looked.
    """
    _accounts_own(fetch)
    for subject, path in _counted(fetch, "like_count", "liking_users"):
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
    path = f"/2/users/{fetch.identity.id}/followers"
    for number, answer in enumerate(fetch.walk(path, most=1000, fields=PEOPLE), 1):
        found = [str(person.get("id")) for person in listed(answer)]
        met = next((index for index, native in enumerate(found) if native in known), None)
        new = found[:met] if known else []
        newest.extend(found)
        yield fetch.page("followers", answer, new=json.dumps(new))
        if number >= FOLLOWER_PAGES or (known and len(known & set(newest)) >= min(3, len(known))):
            break
    _keep(fetch, newest)


def account(fetch: Collector) -> Iterator[Page]:
    """The account itself."""
    path = f"/2/users/by/username/{fetch.identity.username}" if fetch.identity.is_app else "/2/users/me"
    yield fetch.page("account", fetch.ask(path, None, PEOPLE))


def _others(fetch: Collector, answers: Iterator[Answer], **context: str) -> Iterator[Page]:
    for answer in answers:
        found = listed(answer)
        yield fetch.page("others", answer, **context, **fetch.roots(found))
        _remember(fetch, [post for post in found if post.get("author_id") != fetch.identity.id])


def _remember(fetch: Collector, found: list[Json]) -> None:
    for post in found:
        if (post_time(post) or fetch.oldest) >= fetch.memory.since:
            fetch.remember(post)


def _accounts_own(fetch: Collector) -> None:
    if fetch.identity.is_app:
        raise Denied("X shows this to the account's own token only, and this one is the app's")


def _searched_from(fetch: Collector) -> datetime:
    """Where a search begins. Gone: nothing of the window can be searched any more."""
    reach = fetch.now() - SEARCHED + timedelta(minutes=1)
    if fetch.window.end <= reach:
        raise Gone("X's recent search reaches back 7 days")
    if fetch.window.start < reach - LATE:
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


def _count(post: Json, name: str) -> int:
    metrics = reading.record(post.get("public_metrics"))
    found = values.shares(metrics) if name == "repost_count" else reading.count(metrics.get(name))
    return -1 if found is None else found


def _is_answered(post: Json) -> bool:
    return _count(post, "reply_count") != 0 and post.get("conversation_id") in values.versions(post)


def _counted(fetch: Collector, count: str, end: str) -> Iterator[tuple[str, str]]:
    """Own posts whose `count` is not zero and not what it was at the last look: first version, and where to ask."""
    for post in fetch.own_posts():
        found, number = values.versions(post), _count(post, count)
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


def _is_new(fetch: Collector, post: Json) -> bool:
    at = post_time(post)
    return at is not None and at >= fetch.window.start


def _keep(fetch: Collector, newest: list[str]) -> None:
    """Remember the newest, and nothing else: of lists that nobody dates."""
    fetch.memory.seen.clear()
    fetch.seen.clear()
    fetch.seen.update(dict.fromkeys(newest[:KNOWN], fetch.now()))


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
