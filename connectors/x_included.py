"""What an X page says beside its items, and how it spells it: people, attachments, polls, other posts. Pure."""

from dataclasses import dataclass, field
from typing import Any

from connectors import x_values as values
from connectors.reading import record
from connectors.x_values import Json


@dataclass(frozen=True, slots=True)
class Names:
    """How a page names what was renamed."""

    versions: str
    note: str
    references: str
    reposts: str


TWEET = Names("edit_history_tweet_ids", "note_tweet", "referenced_tweets", "retweet_count")
POST = Names("edit_history_post_ids", "note_post", "referenced_posts", "repost_count")


def names_of(posts: list[Json]) -> Names:
    """The names of a page: those of its first post that has one of them."""
    for post in posts:
        found = post.keys() | record(post.get("public_metrics")).keys()
        for names in (POST, TWEET):
            if not found.isdisjoint((names.versions, names.note, names.references, names.reposts)):
                return names
    return TWEET


@dataclass(slots=True)
class Included:
    """All that a page holds, by id; the posts are those listed, and those that they refer to."""

    names: Names = TWEET
    users: dict[str, Json] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    polls: dict[str, Json] = field(default_factory=dict)
    posts: dict[str, Json] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)
    """Later version of an edited post -> its first."""

    @classmethod
    def of(cls, body: Json, *, is_of_posts: bool = True) -> "Included":
        """What `body` includes, and its own posts among them, if posts are what it lists."""
        told = record(body.get("includes"))
        listed = _objects(body.get("data")) if is_of_posts else []
        posts = [*_objects(told.get("tweets") or told.get("posts")), *listed]
        names = names_of(posts)
        found = cls(
            names,
            _by_id(_objects(told.get("users"))),
            {
                m["media_key"]: values.media_kind(m)
                for m in _objects(told.get("media"))
                if isinstance(m.get("media_key"), str)
            },
            {p["id"]: p for p in _objects(told.get("polls")) if isinstance(p.get("id"), str)},
            _by_id(posts),
        )
        key = names.versions
        for post in found.posts.values():
            if key in post and post[key] != [post["id"]]:
                chain = values.versions(post)
                found.firsts.update(dict.fromkeys(chain, chain[0]) if len(chain) > 1 else {})
        return found


def _objects(listed: Any) -> list[Json]:
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _by_id(objects: list[Json]) -> dict[str, Json]:
    return {i: one for one in objects if (i := values.native(one.get("id")))}
