"""The shared vocabulary: what every connector's `parse` yields. Frozen, typed, no behaviour.

All times are timezone-aware UTC. A native id is the platform's own id as text (for Bluesky the at:// URI
of a record and the DID of a person). None means "the platform did not say"; it never stands for zero.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Direction = Literal["inbound", "outbound"]

InteractionKind = Literal[
    "comment", "reply", "mention", "direct_message", "reaction", "share", "quote", "review", "poll_vote",
    "survey_answer", "story_reply", "live_chat", "follow", "ugc_post", "post",
]  # fmt: skip
"""`post` is only ever outbound: the brand's own publication, as the root of its thread."""

MESSAGE_KINDS: frozenset[str] = frozenset(
    {
        "comment", "reply", "mention", "direct_message", "quote", "review", "survey_answer", "story_reply",
        "live_chat", "ugc_post", "post",
    }
)  # fmt: skip
"""Kinds that say something in words and so take part in a thread's conversation depth."""

INTERACTION_KINDS: frozenset[str] = MESSAGE_KINDS | {"reaction", "share", "poll_vote", "follow"}

MediaKind = Literal["photo", "video", "gif", "audio", "link", "document", "poll"]


@dataclass(frozen=True, slots=True)
class Profile:
    """One person (or organisation) on one platform, as last seen there."""

    platform: str
    native_id: str
    handle: str | None = None
    display_name: str | None = None
    followers: int | None = None
    lang: str | None = None
    permalink: str | None = None
    is_bot: bool | None = None
    seen_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Post:
    """Content published by the brand, or by a member about the brand."""

    platform: str
    native_id: str
    author_native_id: str
    published_at: datetime
    kind: str = "post"
    text: str | None = None
    is_own: bool = True
    is_ugc: bool = False
    media: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    campaign: str | None = None
    permalink: str | None = None
    edited_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Interaction:
    """One thing one person did toward the brand or inside its community (or the brand's own reply).

    `parent_native_id` is what it answers; `root_native_id` the root of its thread, None when the platform
    does not say (the merge then walks the parents). `post_native_id` is the post it belongs to, if any.
    A text that was edited carries `edited_at`; the warehouse keeps the first text and the last.
    """

    platform: str
    native_id: str
    kind: InteractionKind
    direction: Direction
    author_native_id: str
    occurred_at: datetime
    text: str | None = None
    parent_native_id: str | None = None
    root_native_id: str | None = None
    post_native_id: str | None = None
    lang: str | None = None
    permalink: str | None = None
    compose_link: str | None = None
    media: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    likes: int | None = None
    shares: int | None = None
    edited_at: datetime | None = None
    is_blocked: bool = False


@dataclass(frozen=True, slots=True)
class PostSnapshot:
    """Cumulative counts of a post as the platform reported them at `captured_at`."""

    platform: str
    native_id: str
    captured_at: datetime
    reactions: int | None = None
    comments: int | None = None
    shares: int | None = None
    quotes: int | None = None
    clicks: int | None = None
    saves: int | None = None
    impressions: int | None = None
    reach: int | None = None
    seconds_spent: int | None = None


@dataclass(frozen=True, slots=True)
class AudienceSnapshot:
    """Cumulative counts of the brand's account at `captured_at`."""

    platform: str
    captured_at: datetime
    followers: int | None = None
    following: int | None = None
    posts: int | None = None
    reach: int | None = None
    impressions: int | None = None


@dataclass(frozen=True, slots=True)
class Deletion:
    """The platform no longer shows this interaction or post (deleted, or undone: an unlike, an unfollow)."""

    platform: str
    native_id: str
    deleted_at: datetime


@dataclass(frozen=True, slots=True)
class BadRow:
    """Something that could not be read as a record: kept as it was, with a reason a person understands.

    `location` says where it stood ("Tesco.csv line 17", "page 3 item 4"); `check` names the rule
    ("readable_date"); `raw` is the row as text (lossless: undecodable bytes as \\xNN escapes).
    """

    entity: Literal["interaction", "post", "profile", "snapshot", "page"]
    check: str
    reason: str
    location: str
    raw: str


Record = Profile | Post | Interaction | PostSnapshot | AudienceSnapshot | Deletion | BadRow


@dataclass(frozen=True, slots=True)
class Page:
    """One raw answer of a network or one piece of a file, exactly as it arrived, before anything reads it.

    `context` is small plain data that the parser needs and the body lacks (which post a page of likes is
    of); never a secret. `number` counts from 1 within one stream and window.
    """

    number: int
    body: bytes
    fetched_at: datetime
    context: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Window:
    """A half-open span of time `[start, end)`, timezone-aware UTC, that a run collects."""

    start: datetime
    end: datetime
