"""The figures of Instagram's media and account, by our names. Pure."""

from datetime import datetime
from typing import Any

from connectors import instagram_values as values
from connectors import reading
from connectors.instagram_values import PLATFORM, objects
from connectors.records import AudienceSnapshot, PostSnapshot

Json = dict[str, Any]

_NAMES = {
    "reach": "reach",
    "saved": "saves",
    "shares": "shares",
    "views": "impressions",
    "replies": "comments",
    "ig_reels_video_view_total_time": "seconds_spent",
}
_MILLISECONDS = frozenset({"seconds_spent"})


def read(body: Any) -> dict[str, int | None]:
    """Insights by our names; what the platform left out is not among them."""
    found: dict[str, int | None] = {}
    for item in objects(body):
        name = _NAMES.get(str(item.get("name")))
        values_ = [reading.record(one) for one in reading.items(item.get("values"))]
        given = [*values_, reading.record(item.get("total_value"))]
        number = next((n for one in given if (n := reading.count(one.get("value"))) is not None), None)
        if name is not None and number is not None:
            found[name] = number // 1000 if name in _MILLISECONDS else number
    return found


def snapshot(media: Json, found: dict[str, int | None], captured_at: datetime) -> PostSnapshot | None:
    """The counts of a media, `found` being its insights by our names; None without an id."""
    native = values.native_id(media.get("id"))
    if native is None:
        return None
    likes, comments = (reading.count(media.get(name)) for name in ("like_count", "comments_count"))
    given = {"reactions": likes, "comments": comments} | found
    return PostSnapshot(PLATFORM, native, captured_at, **given)


def audience(body: Json, captured_at: datetime) -> AudienceSnapshot:
    """The counts of the account."""
    names = ("followers_count", "follows_count", "media_count")
    followers, following, posts = (reading.count(body.get(name)) for name in names)
    return AudienceSnapshot(PLATFORM, captured_at, followers, following, posts)
