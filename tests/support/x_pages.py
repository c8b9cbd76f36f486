"""Pages as X answers them, made up from a seed, in the fields that the connector asks for and with what people post:
links, tags, mentions, quotes, replies, pictures, polls, edits, long posts."""

import json
import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

WORDS = ("where", "is", "my", "order", "the", "new", "blend", "tastes", "like", "autumn", "thank", "you", "when",
         "will", "it", "be", "back", "in", "store", "&amp;", "why", "not")  # fmt: skip
EPOCH = 1_288_834_974_657
BRAND = "900"
OWN_POSTS = 20
COUNTS = (
    "retweet_count",
    "reply_count",
    "like_count",
    "quote_count",
    "bookmark_count",
    "impression_count",
)
Json = dict[str, Any]


@dataclass(frozen=True)
class Style:
    """How the posts of a page are: what share of them has what, and how long they are, in words."""

    replies: float = 0.66
    quotes: float = 0.0
    links: float = 0.4
    tags: float = 0.3
    photos: float = 0.2
    polls: float = 0.0
    edits: float = 0.0
    longs: float = 0.0
    least: int = 4
    most: int = 40
    noted: float = 0.5
    """Share in which X recognised something (annotations)."""
    people: int = 10**9


LEAN = Style(links=0.1, tags=0.1, photos=0.05, least=1, most=8, noted=0.1)
"""Short answers, most of them words alone: little JSON a record."""
RICH = Style(quotes=0.2, links=0.5, photos=0.3, polls=0.05, edits=0.05, longs=0.05)
"""Everything that a post can have, edits and quotes among it."""


def native_at(at: datetime, number: int) -> str:
    """The id of a post made then."""
    return str((int(at.timestamp() * 1000) - EPOCH << 22) + number % 4096)


def own_post(made: random.Random, number: int) -> Json:
    """One of the brand's posts, as it is included where it is answered."""
    native = str(2_124_000_000_000_000_000 + number)
    return {"id": native, "author_id": BRAND, "text": _words(made, 15, 40), "created_at": "2026-11-21T09:00:00.000Z",
            "conversation_id": native, "edit_history_tweet_ids": [native], "lang": "en",
            "public_metrics": _metrics(made)}  # fmt: skip


def page(made: random.Random, times: Sequence[tuple[int, datetime]], style: Style, token: str | None) -> Json:
    """One page: a post a number and time, and what belongs to it. `token`: of the next page."""
    posts: list[Json] = []
    users: list[Json] = []
    includes: Json = {"users": users, "tweets": [own_post(made, n) for n in range(OWN_POSTS)], "media": []}
    for number, at in times:
        post, user = _post(made, number, at, style, includes)
        posts.append(post)
        users.append(user)
    meta = {"result_count": len(posts)} | ({"next_token": token} if token else {})
    return {"data": posts, "includes": includes, "meta": meta}


def as_bytes(body: Json) -> bytes:
    """A body as X sends it."""
    return json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()


def _post(made: random.Random, number: int, at: datetime, style: Style, includes: Json) -> tuple[Json, Json]:
    """A post of a member that mentions the brand, and its author; what goes with it is put into `includes`."""
    native, who = native_at(at, number), str(10**18 + made.randrange(style.people))
    found: Json = {
        "id": native, "author_id": who, "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "conversation_id": native, "lang": "en", "edit_history_tweet_ids": [native],
        "entities": _entities(made, style), "text": "@brand " + _words(made, style.least, style.most),
        "public_metrics": _metrics(made),
    }  # fmt: skip
    references = [
        {"type": kind, "id": own_post(made, made.randrange(OWN_POSTS))["id"]}
        for kind, share in (("replied_to", style.replies), ("quoted", style.quotes))
        if made.random() < share
    ]
    if references:
        found["referenced_tweets"] = references
    if references and references[0]["type"] == "replied_to":
        found |= {"conversation_id": references[0]["id"], "in_reply_to_user_id": BRAND}
    if "urls" in found["entities"]:
        found["text"] += " https://t.co/abcdefghij"
    if made.random() < style.photos:
        found["attachments"] = {"media_keys": [f"3_{native}"]}
        includes["media"].append({"media_key": f"3_{native}", "type": "photo"})
    elif made.random() < style.polls:
        found["attachments"] = {"poll_ids": [native]}
        options = [{"position": n, "label": _words(made, 1, 3), "votes": 4} for n in (1, 2, 3)]
        includes.setdefault("polls", []).append({"id": native, "options": options})
    if made.random() < style.longs:
        found["note_tweet"] = {
            "text": found["text"] + " " + _words(made, 60, 120),
            "entities": found["entities"],
        }
    if made.random() < style.edits:
        _edit(found, at, number, includes)
    counts = {"followers_count": 120, "following_count": 80, "tweet_count": 900, "listed_count": 1,
              "like_count": 5301, "media_count": 77}  # fmt: skip
    return found, {
        "id": who,
        "name": "A Person",
        "username": f"person_{who[-9:]}",
        "public_metrics": counts,
    }


def _edit(post: Json, at: datetime, number: int, includes: Json) -> None:
    """Make `post` the second version of one that was made a minute before, which is included."""
    begun = at - timedelta(minutes=1)
    first = native_at(begun, number)
    chain = [first, post["id"]]
    if post["conversation_id"] == post["id"]:
        post["conversation_id"] = first
    post["edit_history_tweet_ids"] = chain
    made = begun.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    includes["tweets"].append(
        post | {"id": first, "created_at": made, "text": post["text"].replace("the", "teh")}
    )


def _words(made: random.Random, least: int, most: int) -> str:
    """So many words, as somebody might put them together."""
    return " ".join(made.choices(WORDS, k=made.randint(least, most)))


def _metrics(made: random.Random) -> Json:
    return {name: made.randrange(400) for name in COUNTS}


def _link(made: random.Random) -> Json:
    """An address as X describes it: shortened, in full, and what stands behind it."""
    full = f"https://www.example.org/shop/teas/{made.randrange(10**6)}?utm_source=x"
    image = "https://pbs.twimg.com/news_img/1/abcdefgh?format=jpg&name="
    return {
        "start": 57, "end": 80, "url": "https://t.co/abcdefghij", "expanded_url": full, "unwound_url": full,
        "display_url": "example.org/shop/teas/…", "status": 200, "title": _words(made, 5, 9),
        "description": _words(made, 12, 30),
        "images": [{"url": image + "orig", "width": 1200, "height": 630},
                   {"url": image + "150x150", "width": 150, "height": 150}],
    }  # fmt: skip


def _entities(made: random.Random, style: Style) -> Json:
    """What X finds in a text."""
    found: Json = {"mentions": [{"start": 0, "end": 6, "username": "brand", "id": BRAND}]}
    if made.random() < style.links:
        found["urls"] = [_link(made)]
    if made.random() < style.tags:
        found["hashtags"] = [{"start": 30, "end": 37, "tag": "autumn"}]
    if made.random() < style.noted:
        found["annotations"] = [
            {"start": 9, "end": 14, "probability": 0.87, "type": "Product", "normalized_text": "blend"}
        ]
    return found
