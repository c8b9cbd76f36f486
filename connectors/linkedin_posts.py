"""From a post, a comment or a reaction, as LinkedIn shows it, to records. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from connectors import linkedin_values as values
from connectors import reading
from connectors.linkedin_values import NOBODY, PLATFORM, moment, stamped
from connectors.reading import Span, bad
from connectors.records import Direction, Interaction, InteractionKind, Post, Profile, Record

Json = dict[str, Any]
EDITED = timedelta(seconds=1)
"""A comment that was last modified this long after it was made has been edited."""
UNPUBLISHED = ("DRAFT", "PUBLISH_REQUESTED", "PUBLISH_FAILED")
"""States of a post that nobody sees yet. A word that is not here is one of tomorrow: its post is told."""


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads for the organisation `me`, by its URN.

    - a post of the organisation: `post` (outbound); of another who mentions it: `mention`;
    - a comment: `comment` directly under the organisation's post, `reply` below a comment; own ones are `reply`;
    - a reaction to a post or a comment: `reaction`, its text the sign that LinkedIn shows.
    """

    me: str
    hashtags: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """When the page showed its people as it does."""

    def post(self, given: Any, span: Span, location: str) -> Iterator[Record]:
        """One of the organisation's posts, when it was published or edited within `span`; nothing for a draft."""
        post = reading.record(given)
        native, at = values.post_urn(post.get("id")), moment(post.get("publishedAt"))
        if reading.text(post.get("lifecycleState")) in UNPUBLISHED:
            return
        if native is None:
            yield bad("interaction", "has_identity", "a post without an id", location, given)
        elif at is None:
            yield bad("interaction", "readable_date", "a post without a readable time", location, given)
        elif at in span or (at < span.start and (edited_at(post) or at) in span):
            yield self.person(self.me)
            yield self._post(post, native, at)
            yield self._published(post, native, at, "post", self.me)

    def mention(self, given: Any, native: str, at: datetime | None, location: str) -> Iterator[Record]:
        """Somebody's post that mentions the organisation, noticed at `at`."""
        post = reading.record(given)
        made = moment(post.get("publishedAt")) or values.made_at(native) or at
        who = values.person_urn(post.get("author")) or NOBODY
        if made is None:
            yield bad("interaction", "readable_date", "a mention without a readable time", location, given)
        elif who != self.me:
            yield self.person(who)
            yield self._published(post, native, made, "mention", who)

    def _post(self, post: Json, native: str, at: datetime) -> Post:
        said = text_of(post)
        tags = values.hashtags(said)
        wanted = {tag.casefold(): tag for tag in self.hashtags}
        return Post(
            platform=PLATFORM,
            native_id=native,
            author_native_id=self.me,
            published_at=at,
            kind="repost" if post.get("reshareContext") else "post",
            text=said,
            media=values.media_kinds(post.get("content")),
            hashtags=tags,
            campaign=next((wanted[tag.casefold()] for tag in tags if tag.casefold() in wanted), None),
            permalink=values.post_link(native),
            edited_at=edited_at(post),
        )

    def _published(
        self, post: Json, native: str, at: datetime, kind: InteractionKind, who: str
    ) -> Interaction:
        said = text_of(post)
        is_own = who == self.me
        return Interaction(
            platform=PLATFORM,
            native_id=native,
            kind=kind,
            direction="outbound" if is_own else "inbound",
            author_native_id=who,
            occurred_at=at,
            text=said,
            root_native_id=native,
            post_native_id=native if is_own else None,
            permalink=values.post_link(native),
            media=values.media_kinds(post.get("content")),
            hashtags=values.hashtags(said),
            links=values.shared_links(post.get("content")),
            edited_at=edited_at(post),
        )

    def comment(self, given: Any, post: str, above: str, span: Span, location: str) -> Iterator[Record]:
        """A comment under `post`, `above` being the comment it answers ("": none), made or edited within `span`."""
        comment = reading.record(given)
        urn = comment.get("commentUrn") or comment.get("$URN")
        native = values.comment_id(urn) or values.comment_id(comment.get("id"))
        if native is None:
            yield bad("interaction", "has_identity", "a comment without an id", location, given)
            return
        made = stamped(comment.get("created")) or values.made_at(native)
        if made is None:
            yield bad("interaction", "readable_date", "a comment without a readable time", location, given)
            return
        changed = stamped(comment.get("lastModified"))
        edited = changed if changed and changed - made >= EDITED else None
        if made not in span and not (made < span.start and edited and edited in span):
            return
        parent = values.comment_id(comment.get("parentComment")) or above
        who = values.person_urn(comment.get("actor")) or NOBODY
        said = values.said(reading.record(comment.get("message")).get("text"))
        yield self.person(who)
        yield Interaction(
            platform=PLATFORM,
            native_id=native,
            kind="reply" if parent or who == self.me else "comment",
            direction=self.direction(who),
            author_native_id=who,
            occurred_at=made,
            text=said,
            parent_native_id=parent or post,
            root_native_id=post,
            post_native_id=post,
            permalink=values.comment_link(values.thread_of(urn) or post, native),
            media=("photo",) if comment.get("content") else (),
            hashtags=values.hashtags(said),
            likes=reading.count(reading.record(comment.get("likesSummary")).get("totalLikes")),
            edited_at=edited,
        )

    def reaction(self, given: Any, post: str, subject: str, span: Span, location: str) -> Iterator[Record]:
        """A reaction to `subject`: the post, or a comment under it."""
        reaction = reading.record(given)
        named = values.act(reaction.get("id"))
        stamp = reading.record(reaction.get("created"))
        who = named[0] if named else values.person_urn(stamp.get("actor"))
        at = stamped(stamp)
        if who is None or at is None:
            yield bad("interaction", "has_identity", "a reaction without who and when", location, given)
        elif at in span:
            kind = reaction.get("reactionType")
            yield from self.acted(who, at, post, subject, kind if isinstance(kind, str) else "")

    def acted(self, who: str, at: datetime, post: str, subject: str, kind: str) -> Iterator[Record]:
        """The person and the reaction; one person has one on a thing, whatever its kind."""
        yield self.person(who)
        yield Interaction(
            platform=PLATFORM,
            native_id=f"reaction:{who}:{subject}",
            kind="reaction",
            direction=self.direction(who),
            author_native_id=who,
            occurred_at=at,
            text=values.REACTIONS.get(kind),
            parent_native_id=subject,
            root_native_id=post,
            post_native_id=post,
            permalink=values.post_link(post) if subject == post else values.comment_link(post, subject),
        )

    def direction(self, who: str) -> Direction:
        """Whose side somebody is on."""
        return "outbound" if who == self.me else "inbound"

    def person(self, who: str) -> Profile:
        """Somebody, of whom LinkedIn tells no name."""
        return Profile(PLATFORM, who, permalink=values.person_link(who), seen_at=self.seen_at)


def text_of(post: Json) -> str | None:
    """What a post says: its text, and its poll's question and options below."""
    parts = (values.commentary(post.get("commentary")), values.poll_words(post.get("content")))
    return "\n\n".join(part for part in parts if part) or None


def edited_at(post: Json) -> datetime | None:
    """When a post was last edited; None when LinkedIn does not say that it was."""
    is_edited = reading.record(post.get("lifecycleStateInfo")).get("isEditedByAuthor") is True
    return moment(post.get("lastModifiedAt")) if is_edited else None
