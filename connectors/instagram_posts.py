"""From a media, a comment or a message, as any edge shows it, to records. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import instagram_values as values
from connectors import reading
from connectors.instagram_values import NOBODY, PLATFORM
from connectors.reading import Span, bad
from connectors.records import Interaction, InteractionKind, Post, Profile, Record

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for the brand's account `me`, called `name`.

    - a media of the brand: `post` (outbound); of another: `ugc_post`, for it was tagged, mentions or hashtags the
      brand, and every media is a photo or a video;
    - a comment: `comment` directly under the brand's post, `reply` below a comment; `mention` under another's post;
      the brand's own are `reply` (outbound);
    - a message: `direct_message`, either way; `story_reply` when it answers the brand's story; `mention` when it is
      Instagram's word that a story mentions the brand.
    """

    me: str
    name: str
    hashtags: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """When the page showed its people as it does."""

    def media(self, given: Any, span: Span, location: str, *, is_own: bool) -> Iterator[Record]:
        """A media's author, the post and the interaction; nothing for what is of outside `span`."""
        media = reading.record(given)
        native, at = values.native_id(media.get("id")), values.moment(media.get("timestamp"))
        if native is None:
            yield bad("interaction", "has_identity", "a media without an id", location, given)
        elif at is None:
            yield bad("interaction", "readable_date", "a media without a readable time", location, given)
        elif at in span and (is_own or not self.is_ours(media)):
            who, name = (self.me, self.name) if is_own else values.author(media)
            yield self.person(who or NOBODY, name)
            yield self.post(media, native, who or NOBODY, at, is_own=is_own)
            yield self._published(media, native, who or NOBODY, at, is_own=is_own)

    def post(self, media: Json, native: str, who: str, at: datetime, *, is_own: bool) -> Post:
        """The post that a media is."""
        said = values.said(media.get("caption"))
        return Post(
            platform=PLATFORM,
            native_id=native,
            author_native_id=who,
            published_at=at,
            kind=values.post_kind(media),
            text=said,
            is_own=is_own,
            is_ugc=not is_own,
            media=values.media_kinds(media),
            hashtags=values.hashtags(said),
            campaign=self.campaign(said),
            permalink=values.web_address(media.get("permalink")),
        )

    def _published(self, media: Json, native: str, who: str, at: datetime, *, is_own: bool) -> Interaction:
        said = values.said(media.get("caption"))
        return Interaction(
            platform=PLATFORM,
            native_id=native,
            kind="post" if is_own else "ugc_post",
            direction="outbound" if is_own else "inbound",
            author_native_id=who,
            occurred_at=at,
            text=said,
            root_native_id=native,
            post_native_id=native,
            permalink=values.web_address(media.get("permalink")),
            media=values.media_kinds(media),
            hashtags=values.hashtags(said),
            likes=reading.count(media.get("like_count")),
        )

    def comment(
        self, given: Any, media: Json, above: str | None, span: Span, location: str
    ) -> Iterator[Record]:
        """A comment under `media`, `above` being the comment that it answers; its author first."""
        comment = reading.record(given)
        native, (author, name) = values.native_id(comment.get("id")), values.author(comment)
        at, post = values.moment(comment.get("timestamp")), values.native_id(media.get("id"))
        if native is None or post is None:
            yield bad("interaction", "has_identity", "a comment without an id or its post", location, given)
            return
        if at is None:
            yield bad("interaction", "readable_date", "a comment without a readable time", location, given)
            return
        if at not in span:
            return
        who = author or NOBODY
        is_own = self.is_me(who, name)
        parent = values.native_id(comment.get("parent_id")) or above
        is_elsewhere = not self.is_ours(media)
        kind: InteractionKind = "reply" if is_own or parent else "comment"
        yield self.person(self.me if is_own else who, name)
        yield Interaction(
            platform=PLATFORM,
            native_id=native,
            kind="mention" if is_elsewhere and not is_own else kind,
            direction="outbound" if is_own else "inbound",
            author_native_id=self.me if is_own else who,
            occurred_at=at,
            text=values.said(comment.get("text")),
            parent_native_id=parent or post,
            root_native_id=post,
            post_native_id=None if is_elsewhere else post,
            permalink=values.web_address(media.get("permalink")),
            hashtags=values.hashtags(values.said(comment.get("text"))),
            likes=reading.count(comment.get("like_count")),
            is_blocked=comment.get("hidden") is True,
        )

    def message(
        self, given: Any, thread: str, other: str | None, span: Span, location: str
    ) -> Iterator[Record]:
        """A message of the conversation `thread` with the person called `other`."""
        message = reading.record(given)
        native, (who, name) = values.native_id(message.get("id")), values.author(message)
        at = values.moment(message.get("created_time"))
        if native is None or who is None:
            reason = "a message without an id or a sender"
            yield bad("interaction", "has_identity", reason, location, given)
            return
        if at is None:
            yield bad("interaction", "readable_date", "a message without a readable time", location, given)
            return
        if at not in span:
            return
        is_own = self.is_me(who, name)
        story = reading.record(message.get("story"))
        answered = values.native_id(reading.record(story.get("reply_to")).get("id"))
        kind: InteractionKind = "direct_message"
        if not is_own and story:
            kind = "mention" if story.get("mention") else "story_reply" if story.get("reply_to") else kind
        yield self.person(self.me if is_own else who, name)
        yield Interaction(
            platform=PLATFORM,
            native_id=native,
            kind=kind,
            direction="outbound" if is_own else "inbound",
            author_native_id=self.me if is_own else who,
            occurred_at=at,
            text=values.said(message.get("message")),
            parent_native_id=answered,
            root_native_id=thread,
            post_native_id=answered,
            permalink=values.inbox_link(other),
            media=values.attachments(message),
            links=values.shared_links(message),
        )

    def person(self, native: str, name: str | None) -> Profile:
        """Somebody by what the API gives: an id and a username, and no more."""
        return Profile(
            PLATFORM,
            native,
            handle=name,
            display_name="author not given" if native == NOBODY else None,
            permalink=values.profile_link(name),
            seen_at=self.seen_at,
        )

    def is_me(self, who: str, name: str | None) -> bool:
        """Whether somebody is the brand's account, by id or by name: the API names it by several ids."""
        return who == self.me or (name or "").casefold() == self.name.casefold()

    def is_ours(self, media: Json) -> bool:
        """Whether a media is one of the brand's own."""
        who, name = values.author(media)
        return self.is_me(who or "", name)

    def campaign(self, said: str | None) -> str | None:
        """The first of the brand's campaign hashtags that a caption carries."""
        wanted = {tag.casefold(): tag for tag in self.hashtags}
        found = values.hashtags(said)
        return next((wanted[tag.casefold()] for tag in found if tag.casefold() in wanted), None)
