"""From a Bluesky post, as any endpoint shows it, to records. Pure."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from connectors import bluesky_values as values
from connectors import reading
from connectors.bluesky_values import PLATFORM, POST, Uri
from connectors.reading import Span, bad
from connectors.records import Interaction, InteractionKind, Post, PostSnapshot, Profile, Record


def profile_of(view: Any, seen_at: datetime | None) -> Profile | None:
    """A person from a profile view of any size; None without a DID."""
    person = reading.record(view)
    native_id = values.did(person.get("did"))
    if native_id is None:
        return None
    labels = {reading.record(label).get("val") for label in reading.items(person.get("labels"))}
    return Profile(
        platform=PLATFORM,
        native_id=native_id,
        handle=values.handle(person.get("handle")),
        display_name=reading.text(person.get("displayName")) or None,
        followers=reading.count(person.get("followersCount")),
        permalink=values.profile_link(native_id),
        is_bot=True if "bot" in labels else None,
        seen_at=seen_at,
    )


def snapshot_of(post: dict[str, Any], captured_at: datetime) -> PostSnapshot:
    """The cumulative counts of a post view (which has a URI)."""
    return PostSnapshot(
        platform=PLATFORM,
        native_id=post["uri"],
        captured_at=captured_at,
        reactions=reading.count(post.get("likeCount")),
        comments=reading.count(post.get("replyCount")),
        shares=reading.count(post.get("repostCount")),
        quotes=reading.count(post.get("quoteCount")),
        saves=reading.count(post.get("bookmarkCount")),
    )


@dataclass(frozen=True, slots=True)
class PostReader:
    """Reads posts for the brand whose account has the DID `own`.

    The kind of an interaction is read from the record alone, so that a reply found by notification, in its
    thread and by search is the same row each time:

    - by the brand: `post` when it starts a thread, else `reply` (outbound);
    - a reply in the brand's thread or to the brand: `comment` directly under the brand's post, else `reply`;
    - a reply elsewhere: `quote` of a post of the brand, else `mention` of it, else `reply`;
    - no reply: `quote`, else `ugc_post` (photo or video, with a mention or hashtag of the brand), else
      `mention`. Mentioned means: by a mention facet, or by @handle or a configured keyword in the text.
    """

    own: str
    handle: str
    hashtags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """When the page showed its authors as it does: a post's author is shown as they are, not as they were then."""

    def read(self, view: Any, span: Span, location: str) -> Iterator[Record]:
        """The author, the post if it is one of the brand's or UGC, the interaction; or a BadRow.

        Nothing for a record that is no post, and for what did not happen within `span`.
        """
        view = reading.record(view)
        post, uri = reading.record(view.get("record")), values.parse_uri(view.get("uri"))
        if not post or uri is None:
            yield bad("interaction", "has_identity", "a post without a record or a URI", location, view)
            return
        if uri.collection != POST:
            return
        at = values.event_time(post.get("createdAt"), view.get("indexedAt"))
        if at is None:
            yield bad("interaction", "readable_date", "a post without a readable time", location, view)
            return
        if at not in span:
            return
        author = profile_of({**reading.record(view.get("author")), "did": uri.did}, self.seen_at or at)
        if author:
            yield author
        kind = self.kind_of(post, uri)
        if kind in ("post", "ugc_post"):
            yield self.post_of(view, post, uri, at)
        yield self._interaction(view, post, uri, kind, at)

    def kind_of(self, post: dict[str, Any], uri: Uri) -> InteractionKind:
        """The kind of interaction a post is; see the class."""
        root, parent = values.reply_uri(post, "root"), values.reply_uri(post, "parent")
        if uri.did == self.own:
            return "reply" if parent else "post"
        is_quote = self._is_own(values.quoted(post))
        if parent:
            if self._is_own(parent) or self._is_own(root):
                return "comment" if parent == root else "reply"
            if is_quote:
                return "quote"
            return "mention" if self._is_addressed(post) else "reply"
        if is_quote:
            return "quote"
        is_shown = bool({"photo", "video"} & set(values.media(post)))
        return "ugc_post" if is_shown and (self._is_addressed(post) or self._campaign(post)) else "mention"

    def _interaction(
        self, view: dict[str, Any], post: dict[str, Any], uri: Uri, kind: InteractionKind, at: datetime
    ) -> Interaction:
        is_own = uri.did == self.own
        native_id, root = view["uri"], values.reply_uri(post, "root")
        belongs_to: str | None = native_id if kind in ("post", "ugc_post") else None
        if kind == "quote":
            belongs_to = values.quoted(post)
        elif root and self._is_own(root):
            belongs_to = root
        to = values.handle(reading.record(view.get("author")).get("handle"))
        return Interaction(
            platform=PLATFORM,
            native_id=native_id,
            kind=kind,
            direction="outbound" if is_own else "inbound",
            author_native_id=uri.did,
            occurred_at=at,
            text=reading.text(post.get("text")),
            parent_native_id=values.reply_uri(post, "parent"),
            root_native_id=root or native_id,
            post_native_id=belongs_to,
            lang=values.language(post),
            permalink=values.post_link(uri),
            compose_link=None if is_own else values.compose_link(to),
            media=values.media(post),
            hashtags=values.hashtags(post),
            links=values.links(post),
            likes=reading.count(view.get("likeCount")),
            shares=reading.count(view.get("repostCount")),
        )

    def post_of(self, view: dict[str, Any], post: dict[str, Any], uri: Uri, at: datetime) -> Post:
        """A post of the brand, or UGC when another person's."""
        is_own = uri.did == self.own
        return Post(
            platform=PLATFORM,
            native_id=view["uri"],
            author_native_id=uri.did,
            published_at=at,
            text=reading.text(post.get("text")),
            is_own=is_own,
            is_ugc=not is_own,
            media=values.media(post),
            hashtags=values.hashtags(post),
            campaign=self._campaign(post),
            permalink=values.post_link(uri),
        )

    def _is_own(self, uri: str | None) -> bool:
        return uri is not None and uri.startswith(f"at://{self.own}/")

    def _is_addressed(self, post: dict[str, Any]) -> bool:
        said = (reading.text(post.get("text")) or "").casefold()
        words = (f"@{self.handle}", *self.keywords)
        return self.own in values.mentioned(post) or any(word.casefold() in said for word in words)

    def _campaign(self, post: dict[str, Any]) -> str | None:
        wanted = {tag.casefold(): tag for tag in self.hashtags}
        return next((wanted[t.casefold()] for t in values.hashtags(post) if t.casefold() in wanted), None)
