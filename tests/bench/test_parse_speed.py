"""How fast landed pages become records, beside `json.loads` of the same bytes: a page of 100 posts with its includes.

`make bench` prints; nothing is asserted about time. The posts are made up, in the fields that the connector asks for
and with what people post: links, tags, mentions, quotes, replies, pictures, polls, edits, long posts.
"""

import json
import random
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from connectors.records import BadRow, Page, Window
from connectors.x_parse import PageParser

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = 40
"""Of so many rounds the quickest counts: the others show what else the machine did."""
PAGES = 20
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
WINDOW = Window(NOW - timedelta(days=1), NOW)
WORDS = ("where", "is", "my", "order", "the", "new", "blend", "tastes", "like", "autumn", "thank", "you", "when",
         "will", "it", "be", "back", "in", "store", "&amp;", "why", "not")  # fmt: skip
EPOCH = 1_288_834_974_657
OWN_POSTS = 20
Json = dict[str, Any]


def words(made: random.Random, least: int, most: int) -> str:
    """So many words, as somebody might put them together."""
    return " ".join(made.choices(WORDS, k=made.randint(least, most)))


def metrics(made: random.Random) -> Json:
    """The public counts of a post."""
    names = (
        "retweet_count",
        "reply_count",
        "like_count",
        "quote_count",
        "bookmark_count",
        "impression_count",
    )
    return {name: made.randrange(400) for name in names}


def link(made: random.Random) -> Json:
    """An address as X describes it: shortened, in full, and what stands behind it."""
    full = f"https://www.example.org/shop/teas/{made.randrange(10**6)}?utm_source=x"
    image = "https://pbs.twimg.com/news_img/1/abcdefgh?format=jpg&name="
    return {
        "start": 57, "end": 80, "url": "https://t.co/abcdefghij", "expanded_url": full, "unwound_url": full,
        "display_url": "example.org/shop/teas/…", "status": 200, "title": words(made, 5, 9),
        "description": words(made, 12, 30),
        "images": [{"url": image + "orig", "width": 1200, "height": 630},
                   {"url": image + "150x150", "width": 150, "height": 150}],
    }  # fmt: skip


def entities(made: random.Random) -> Json:
    """What X finds in a text."""
    found: Json = {"mentions": [{"start": 0, "end": 6, "username": "brand", "id": "900"}]}
    if made.random() < 0.4:
        found["urls"] = [link(made)]
    if made.random() < 0.3:
        found["hashtags"] = [{"start": 30, "end": 37, "tag": "autumn"}]
    if made.random() < 0.5:
        found["annotations"] = [
            {"start": 9, "end": 14, "probability": 0.87, "type": "Product", "normalized_text": "blend"}
        ]
    return found


def own_post(made: random.Random, number: int) -> Json:
    """One of the brand's posts, as it is included where it is answered."""
    native = str(2_124_000_000_000_000_000 + number)
    return {"id": native, "author_id": "900", "text": words(made, 15, 40), "created_at": "2026-11-21T09:00:00.000Z",
            "conversation_id": native, "edit_history_tweet_ids": [native], "lang": "en",
            "public_metrics": metrics(made)}  # fmt: skip


def post(made: random.Random, number: int) -> tuple[Json, Json]:
    """A post of a member that mentions the brand, two of three an answer to it, and its author."""
    at = NOW - timedelta(seconds=60 + number * 7)
    native = str((int(at.timestamp() * 1000) - EPOCH << 22) + number)
    who = str(10**18 + made.randrange(10**9))
    found: Json = {
        "id": native, "author_id": who, "created_at": at.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
        "conversation_id": native, "lang": "en", "edit_history_tweet_ids": [native], "entities": entities(made),
        "text": "@brand " + words(made, 4, 40), "public_metrics": metrics(made),
    }  # fmt: skip
    if made.random() < 0.66:
        above = own_post(made, made.randrange(OWN_POSTS))["id"]
        found |= {"referenced_tweets": [{"type": "replied_to", "id": above}], "conversation_id": above,
                  "in_reply_to_user_id": "900"}  # fmt: skip
    if "urls" in found["entities"]:
        found["text"] += " https://t.co/abcdefghij"
    if made.random() < 0.2:
        found["attachments"] = {"media_keys": [f"3_{native}"]}
    user = {"id": who, "name": "A Person", "username": f"person_{number}", "public_metrics":
            {"followers_count": 120, "following_count": 80, "tweet_count": 900, "listed_count": 1, "like_count": 5301,
             "media_count": 77}}  # fmt: skip
    return found, user


def page(seed: int, count: int = 100) -> Page:
    """One page as X answers it."""
    made = random.Random(seed)
    posts, users = zip(*(post(made, seed * count + n) for n in range(count)), strict=True)
    keys = [key for p in posts for key in p.get("attachments", {}).get("media_keys", ())]
    includes = {
        "users": users,
        "tweets": [own_post(made, number) for number in range(OWN_POSTS)],
        "media": [{"media_key": key, "type": "photo"} for key in keys],
    }
    body = {
        "data": posts,
        "includes": includes,
        "meta": {"result_count": count, "next_token": "b26v89c19zqg8o3f"},
    }
    context = {"form": "others", "me": "900", "handle": "brand", "since": WINDOW.start.isoformat()}
    raw = json.dumps(body, ensure_ascii=False, separators=(",", ":")).encode()
    return Page(1, raw, NOW, context)


def spent(*works: Callable[[], object]) -> list[float]:
    """Seconds of processor time of the quickest round of each, the rounds of all taking turns."""
    times: list[list[float]] = [[] for _ in works]
    for _ in range(ROUNDS):
        for mine, work in zip(times, works, strict=True):
            start = time.process_time()
            work()
            mine.append(time.process_time() - start)
    return [min(mine) for mine in times]


def test_parsing_x_pages_beside_reading_their_json() -> None:
    pages = [page(seed) for seed in range(PAGES)]
    bodies = [p.body for p in pages]
    records = [r for p in pages for r in PageParser(p, WINDOW, ("blend",), ("tea",)).records()]
    assert not [r for r in records if isinstance(r, BadRow)]
    assert len(records) >= 200 * PAGES

    read, parsed = spent(
        lambda: [json.loads(body) for body in bodies],
        lambda: [PageParser(one, WINDOW, ("blend",), ("tea",)).records() for one in pages],
    )

    size, ratio = sum(map(len, bodies)), parsed / read
    print(f"\n{PAGES} pages of 100 posts, {size / 1e6:.1f} MB, {len(records):,} records")
    print(f"  json.loads  {read * 1e3:7.1f} ms  {size / read / 1e6:7.0f} MB/s")
    print(
        f"  parsing     {parsed * 1e3:7.1f} ms  {len(records) / parsed:7,.0f} records/s  {ratio:.2f} x json.loads"
    )
