"""When Bluesky's people were as a page shows them: when it was fetched, whenever what they did happened."""

import json
from datetime import UTC, datetime, timedelta

import pytest
from pydantic import SecretStr

from connectors.bluesky import Bluesky
from connectors.config import Account, Brand
from connectors.records import Page, Profile, Window

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
FETCHED = NOW + timedelta(minutes=3)
WRITTEN = NOW - timedelta(hours=30)
POST = {
    "uri": "at://did:plc:ann/app.bsky.feed.post/a1",
    "author": {"did": "did:plc:ann", "handle": "ann.test", "displayName": "Ann"},
    "record": {"$type": "app.bsky.feed.post", "text": "hello", "createdAt": WRITTEN.isoformat()},
    "indexedAt": WRITTEN.isoformat(),
}


@pytest.mark.parametrize(
    ("end", "seen_at"),
    [(NOW, NOW - timedelta(microseconds=1)), (NOW - timedelta(hours=20), FETCHED)],
    ids=["a live window: its last moment", "a window of the past: when it was fetched"],
)
def test_an_author_was_so_when_the_page_was_fetched(end: datetime, seen_at: datetime) -> None:
    brand = Brand(slug="b", name="B")
    account = Account(platform="bluesky", handle="brand.test")
    connector = Bluesky(account, brand, secret=lambda _: SecretStr("unused"))
    context = {"form": "again", "did": "did:plc:brand", "handle": "brand.test"}
    page = Page(1, json.dumps({"posts": [POST]}).encode(), FETCHED, context)
    records = connector.parse("any", page, Window(WRITTEN - timedelta(hours=1), end))
    assert [r.seen_at for r in records if isinstance(r, Profile)] == [seen_at]
