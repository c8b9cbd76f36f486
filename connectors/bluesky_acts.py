"""From what people did on Bluesky without words to records: likes, reposts, follows. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_posts import profile_of
from connectors.bluesky_values import FOLLOW, LIKE, PLATFORM, REPOST
from connectors.reading import Span, bad
from connectors.records import Interaction, InteractionKind, Record


@dataclass(frozen=True, slots=True)
class ActReader:
    """Reads acts for the brand `own` (its DID) on one page; nothing of what happened outside the span."""

    own: str
    span: Span
    seen_at: datetime
    page: int

    def notified(self, notification: dict[str, Any], uri: values.Uri, number: int) -> Iterator[Record]:
        """A like, repost or follow as a notification tells it: toward the brand, or on one of its posts."""
        record = reading.record(notification.get("record"))
        at = values.event_time(record.get("createdAt"), notification.get("indexedAt"))
        if at is None:
            reason = "a notification without a readable time"
            yield bad("interaction", "readable_date", reason, self._where(number), notification)
            return
        subject = None
        if uri.collection != FOLLOW:
            subject = reading.record(record.get("subject")).get("uri") or notification.get("reasonSubject")
            parts = values.parse_uri(subject)
            if parts is None or parts.did != self.own:
                return
        native_id = values.like_id(uri.did, str(subject)) if uri.collection == LIKE else notification["uri"]
        kinds: dict[str, InteractionKind] = {LIKE: "reaction", REPOST: "share", FOLLOW: "follow"}
        author = {**reading.record(notification.get("author")), "did": uri.did}
        yield from self._acted(kinds[uri.collection], native_id, author, at, subject)

    def repost(self, view: dict[str, Any], reason: dict[str, Any]) -> Iterator[Record]:
        """A repost of a post, as a feed tells it."""
        uri, at = values.parse_uri(reason.get("uri")), reading.moment(reason.get("indexedAt"))
        subject = view.get("uri")
        if uri and at and values.parse_uri(subject):
            author = {**reading.record(reason.get("by")), "did": uri.did}
            yield from self._acted("share", reason["uri"], author, at, subject)

    def likes(self, body: dict[str, Any], subject: str) -> Iterator[Record]:
        """Who likes the brand's post `subject`."""
        for number, item in enumerate(reading.items(body.get("likes")), 1):
            like = reading.record(item)
            actor = reading.record(like.get("actor"))
            liker, at = (
                values.did(actor.get("did")),
                values.event_time(like.get("createdAt"), like.get("indexedAt")),
            )
            if liker is None or at is None:
                reason = "a like without a person or a time"
                yield bad("interaction", "has_identity", reason, self._where(number), like)
            elif liker != self.own:
                yield from self._acted("reaction", values.like_id(liker, subject), actor, at, subject)

    def own_likes(self, body: dict[str, Any]) -> Iterator[Record]:
        """The brand's likes of other people's posts: acknowledgements."""
        for item in reading.items(body.get("records")):
            value = reading.record(reading.record(item).get("value"))
            subject, at = (
                reading.record(value.get("subject")).get("uri"),
                reading.moment(value.get("createdAt")),
            )
            parts = values.parse_uri(subject)
            if parts and at and parts.did != self.own:
                author = {"did": self.own}
                yield from self._acted(
                    "reaction", values.like_id(self.own, str(subject)), author, at, subject
                )

    def _acted(
        self, kind: InteractionKind, native_id: str, author: dict[str, Any], at: datetime, subject: str | None
    ) -> Iterator[Record]:
        """A wordless act and its author; nothing when it happened outside the span."""
        profile = profile_of(author, self.seen_at)
        if at not in self.span or profile is None:
            return
        yield profile
        parts = values.parse_uri(subject)
        yield Interaction(
            platform=PLATFORM,
            native_id=native_id,
            kind=kind,
            direction="outbound" if profile.native_id == self.own else "inbound",
            author_native_id=profile.native_id,
            occurred_at=at,
            parent_native_id=subject,
            post_native_id=subject if parts and parts.did == self.own else None,
            permalink=values.post_link(parts) if parts else profile.permalink,
        )

    def _where(self, item: int) -> str:
        return f"page {self.page} item {item}"
