"""Items for the pure core's tests: everything has a plain default, a test names what it is about."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest

from tasks.core.items import OpenItem

NOON = datetime(2026, 11, 18, 12, 0, tzinfo=UTC)
"""A Wednesday."""

MakeItem = Callable[..., OpenItem]


@pytest.fixture(scope="session")
def make_item() -> MakeItem:
    """A T1 comment of a returning member, written at NOON, with anything changed by keyword."""

    def make(interaction_id: int = 1, **changes: Any) -> OpenItem:
        fields: dict[str, Any] = {
            "platform": "bluesky",
            "account": "bluesky:acme.example",
            "kind": "comment",
            "text": "Where can I read the manual?",
            "lang": "en",
            "occurred_at": NOON,
            "tier": "T1",
            "confidence": 0.9,
            "flags": (),
            "sentiment": None,
            "reasons": (),
            "thread_key": f"thread-{interaction_id}",
            "member_id": interaction_id,
            "member_name": "Ada Lovelace",
            "member_handle": "ada.example",
            "member_level": "returning",
            "member_since": NOON,
            "member_interactions": 5,
            "followers": None,
        }
        return OpenItem(interaction_id=interaction_id, **(fields | changes))

    return make
