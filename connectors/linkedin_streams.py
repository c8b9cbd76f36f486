"""The streams of a LinkedIn page: what each asks for, and what it remembers."""

from collections.abc import Callable, Iterator, Mapping
from datetime import datetime

from connectors import linkedin_values as values
from connectors import reading, restli
from connectors.base import Stream
from connectors.http import Answer
from connectors.linkedin_fetch import Collector, Json, listed
from connectors.linkedin_figures import account, daily, gains, post_counts
from connectors.linkedin_notified import notifications
from connectors.paging import down_to
from connectors.records import Page

STREAMS = (
    Stream("posts", description="the page's own posts and reposts", feeds=("replies",)),
    Stream(
        "comments",
        description="comments and replies under the page's posts of the last 14 days, reactions to them",
        feeds=("messages", "replies", "reactions"),
    ),
    Stream(
        "reactions", description="reactions to the page's posts of the last 14 days", feeds=("reactions",)
    ),
    Stream(
        "notifications",
        description="mentions and reposts; comments and reactions under older posts, as notified",
        feeds=("messages", "reactions"),
    ),
    Stream("post_counts", "state", "counts of the page's posts of the last 14 days"),
    Stream("account", "state", "followers of the page"),
    Stream("reach", "state", "impressions and people reached of all posts by day, two days later"),
    Stream(
        "follower_gains",
        "state",
        "followers gained by day: kept as LinkedIn gives it, no figure is made of it",
    ),
)
MOST_LIKED = 100
"""Comments whose reactions a run reads, because their number has changed."""


def posts(fetch: Collector) -> Iterator[Page]:
    """The page's own posts, those that were changed first. Live, those of the last 14 days that are missing are asked
    for."""
    for answer in fetch.listing(fetch.window.start - fetch.reach):
        yield fetch.page("posts", answer)
        for post in listed(answer):
            fetch.remember(values.post_urn(post.get("id")), values.moment(post.get("publishedAt")))
    for native in fetch.missed():
        answer = fetch.ask(f"/rest/posts/{restli.escaped(native)}", accept=(404, 410))
        yield fetch.gone(native, native, answer) if answer.status >= 400 else fetch.page("post_one", answer)


def comments(fetch: Collector) -> Iterator[Page]:
    """Comments, and the replies below each; those of before that are not among them any more are asked for by id."""
    read, liked = set[str](), list[tuple[str, Json]]()
    for post in fetch.recent():
        urn = str(post["id"])
        read.add(urn)
        for answer in _under(fetch, urn, urn):
            yield fetch.page("comments", answer, post=urn)
            for comment in listed(answer):
                liked.append((urn, comment))
                above = _entity(comment, urn)
                if not _replies(comment):
                    continue
                for replies in _under(fetch, urn, above):
                    yield fetch.page("replies", replies, post=urn, above=values.comment_id(above) or "")
                    liked += [(urn, reply) for reply in listed(replies)]
    yield from _liked(fetch, liked)
    for key in fetch.missed(lambda key: key.partition("/")[0] in read):
        urn, entity, number = key.split("/")
        path = f"/rest/socialActions/{restli.escaped(entity or urn)}/comments/{number}"
        answer = fetch.ask(path, accept=(404, 410))
        if answer.status >= 400:
            yield fetch.gone(key, f"comment:{number}", answer)
        else:
            yield fetch.page("comment_one", answer, post=urn, above=values.comment_id(entity) or "")


def _under(fetch: Collector, post: str, entity: str) -> Iterator[Answer]:
    """The pages of what stands directly below a post or a comment, noted so that it is missed when it is gone."""
    for answer in fetch.below(f"/rest/socialActions/{restli.escaped(entity)}/comments"):
        for comment in listed(answer):
            native = values.comment_id(_urn(comment)) or values.comment_id(comment.get("id"))
            if native is not None:
                key = f"{post}/{'' if entity == post else entity}/{values.number_of(native)}"
                fetch.remember(key, values.stamped(comment.get("created")) or values.made_at(native))
        yield answer


def _liked(fetch: Collector, found: list[tuple[str, Json]]) -> Iterator[Page]:
    """Reactions to the comments that have another number of them than at the last look."""
    asked = 0
    before = {key.partition("=")[0]: key for key in fetch.memory.seen if "=" in key}
    for post, comment in found:
        native = values.comment_id(_urn(comment)) or values.comment_id(comment.get("id"))
        at = values.stamped(comment.get("created"))
        number = reading.count(reading.record(comment.get("likesSummary")).get("totalLikes"))
        if native is None or at is None or number is None or _urn(comment) is None:
            continue
        name = f"liked-{values.number_of(native)}"
        was, now = before.get(name), f"{name}={number}"
        if was == now or (was is None and number == 0) or asked >= MOST_LIKED:
            continue
        if (
            was is not None or at >= fetch.oldest or not fetch.is_live
        ):  # else it is the first look, at something old
            asked += 1
            fetch.forget(was or "")
            for answer in _reactions(fetch, str(_urn(comment))):
                yield fetch.page("reactions", answer, post=post, subject=native)
        fetch.remember(now, at)


def reactions(fetch: Collector) -> Iterator[Page]:
    """Who reacted to each of the page's recent posts, newest first."""
    for post in fetch.recent():
        urn = str(post["id"])
        for answer in down_to(_reactions(fetch, urn), _reacted_at, fetch.oldest, is_sorted=False):
            yield fetch.page("reactions", answer, post=urn, subject=urn)


def _reacted_at(answer: Answer) -> Iterator[datetime | None]:
    return (values.stamped(one.get("created")) for one in listed(answer))


def _reactions(fetch: Collector, entity: str) -> Iterator[Answer]:
    path = f"/rest/reactions/{restli.record(entity=entity).text}"
    sort = restli.record(value="REVERSE_CHRONOLOGICAL")
    yield from fetch.below(path, {"q": "entity", "sort": sort})


def _urn(comment: Json) -> str | None:
    """A comment's URN, which stands under one of two names."""
    given = comment.get("commentUrn") or comment.get("$URN")
    return given if values.comment_id(given) else None


def _entity(comment: Json, post: str) -> str:
    """What replies to a comment are asked for by."""
    return _urn(comment) or f"urn:li:comment:({post},{comment.get('id')})"


def _replies(comment: Json) -> int:
    summary = reading.record(comment.get("commentsSummary"))
    given = (
        reading.count(summary.get(key)) for key in ("totalFirstLevelComments", "aggregatedTotalComments")
    )
    return max((number for number in given if number), default=0)


FETCHERS: Mapping[str, Callable[[Collector], Iterator[Page]]] = {
    "posts": posts,
    "comments": comments,
    "reactions": reactions,
    "notifications": notifications,
    "post_counts": post_counts,
    "account": account,
    "reach": daily,
    "follower_gains": gains,
}
