"""Pages of X that list people or private messages, made up from a seed, in the fields that the connector asks for."""

import random
from datetime import datetime, timedelta
from typing import Any

from x_pages import BRAND, WORDS, native_at

NAMES = (
    "Ann Lee",
    "Βασίλης",
    "Zoë 🌿",
    "Tea & Toast",
    "Marta",
    "J. R. Okafor",
    "お茶の時間",
    "the kettle club",
)
METRICS = ("followers_count", "following_count", "tweet_count", "listed_count", "like_count", "media_count")
Json = dict[str, Any]


def person(made: random.Random) -> Json:
    """Somebody, as X shows people."""
    native = str(10**18 + made.randrange(10**17))
    counts = {name: made.randrange(4000) for name in METRICS}
    return {
        "id": native,
        "username": f"person_{native[-8:]}",
        "name": made.choice(NAMES),
        "public_metrics": counts,
    }


def people_page(made: random.Random, size: int, token: str | None) -> Json:
    """A page of followers, or of who likes a post."""
    meta = {"result_count": size} | ({"next_token": token} if token else {})
    return {"data": [person(made) for _ in range(size)], "meta": meta}


def reposts_page(made: random.Random, size: int, at: datetime, subject: str) -> Json:
    """A page of reposts of the brand's post `subject`, as that is included."""
    words = " ".join(made.choices(WORDS, k=24))
    users = [person(made) for _ in range(size)]
    data = []
    for number, user in enumerate(users):
        when = at - timedelta(seconds=number * 40)
        native = native_at(when, number)
        data.append(
            {
                "id": native, "author_id": user["id"], "created_at": _written(when), "conversation_id": native,
                "edit_history_tweet_ids": [native], "lang": "en", "text": f"RT @brand: {words}",
                "entities": {"mentions": [{"start": 3, "end": 9, "username": "brand", "id": BRAND}]},
                "referenced_tweets": [{"type": "retweeted", "id": subject}],
                "public_metrics": {"retweet_count": 7, "reply_count": 0, "like_count": 0, "quote_count": 0,
                                   "bookmark_count": 0, "impression_count": 0},
            }
        )  # fmt: skip
    own = {"id": subject, "author_id": BRAND, "text": words, "created_at": _written(at - timedelta(days=1)),
           "conversation_id": subject, "edit_history_tweet_ids": [subject]}  # fmt: skip
    return {"data": data, "includes": {"users": users, "tweets": [own]}, "meta": {"result_count": size}}


def messages_page(made: random.Random, size: int, at: datetime, talkers: int) -> Json:
    """A page of private messages with so many people, newest first; a third of them the brand's own."""
    people = [person(made) for _ in range(talkers)]
    media: list[Json] = []
    data = [
        _message(made, made.choice(people)["id"], at - timedelta(seconds=n * 40), n, media)
        for n in range(size)
    ]
    meta = {"result_count": size, "next_token": "b26v89c19zqg8o3f"}
    brand = {"id": BRAND, "username": "brand", "name": "Brand", "public_metrics": {"followers_count": 7}}
    return {"data": data, "includes": {"users": [brand, *people], "media": media}, "meta": meta}


def _message(made: random.Random, who: str, at: datetime, number: int, media: list[Json]) -> Json:
    native = native_at(at, number)
    found: Json = {
        "id": native, "event_type": "MessageCreate", "created_at": _written(at),
        "text": " ".join(made.choices(WORDS, k=made.randint(2, 30))),
        "sender_id": BRAND if made.random() < 0.33 else who, "dm_conversation_id": f"{BRAND}-{who}",
    }  # fmt: skip
    if made.random() < 0.1:
        url = {"start": 57, "end": 80, "url": "https://t.co/abcdefghij", "expanded_url": "https://e.org/o/1",
               "display_url": "e.org/o/1"}  # fmt: skip
        found["text"] += " https://t.co/abcdefghij"
        found["entities"] = {"urls": [url]}
    if made.random() < 0.1:
        found["attachments"] = {"media_keys": [f"3_{native}"]}
        media.append({"media_key": f"3_{native}", "type": "photo"})
    return found


def _written(at: datetime) -> str:
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
