"""What an X page says beside its items: people, attachments, polls, other posts. Pure."""

from dataclasses import dataclass, field

from connectors import x_values as values
from connectors.reading import items, record
from connectors.x_values import Json


@dataclass(slots=True)
class Included:
    """What a page says beside its items: people, attachments, polls and other posts, by id."""

    users: dict[str, Json] = field(default_factory=dict)
    media: dict[str, str] = field(default_factory=dict)
    polls: dict[str, Json] = field(default_factory=dict)
    posts: dict[str, Json] = field(default_factory=dict)
    firsts: dict[str, str] = field(default_factory=dict)
    """Later version of an edited post -> its first."""

    @classmethod
    def of(cls, body: Json) -> "Included":
        """What `body` includes, and its own posts among them."""
        told = record(body.get("includes"))
        found = cls(
            users={
                u["id"]: u
                for u in items(told.get("users"))
                if isinstance(u, dict) and values.native(u.get("id"))
            },
            media={
                m["media_key"]: values.media_kind(m)
                for m in items(told.get("media"))
                if isinstance(m, dict) and isinstance(m.get("media_key"), str)
            },
            polls={
                p["id"]: p
                for p in items(told.get("polls"))
                if isinstance(p, dict) and isinstance(p.get("id"), str)
            },
        )
        data = body.get("data")
        for posts in (
            data if isinstance(data, list) else [data],
            items(told.get("tweets") or told.get("posts")),
        ):
            for post in posts:
                if isinstance(post, dict) and values.native(post.get("id")):
                    found.posts.setdefault(post["id"], post)
                    listed = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
                    if isinstance(listed, list) and len(listed) > 1:
                        chain = values.versions(post)
                        found.firsts.update(dict.fromkeys(chain, chain[0]))
        return found
