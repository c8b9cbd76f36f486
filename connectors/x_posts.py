"""From a post as X shows it, with what its page includes, to records. Pure, and the hot path: one pass, no reflection.

The first try trusts the shapes that X's specification promises. What breaks that promise is read again with every
field of a wrong shape left out; what then still cannot be read is a BadRow.
"""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import x_values as values
from connectors.reading import Span, bad, count, moment, record, text
from connectors.records import Interaction, InteractionKind, Post, PostSnapshot, Profile, Record
from connectors.x_included import Included
from connectors.x_values import PLATFORM, Json

Words = tuple[str, ...]

_NONE: Json = {}
_SHAPES: dict[str, type] = {
    "attachments": dict, "author_id": str, "conversation_id": str, "created_at": str, "entities": dict, "id": str,
    "edit_history_tweet_ids": list, "edit_history_post_ids": list, "in_reply_to_user_id": str, "lang": str,
    "note_tweet": dict, "note_post": dict, "public_metrics": dict, "non_public_metrics": dict, "text": str,
    "referenced_tweets": list, "referenced_posts": list,
}  # fmt: skip
_INNER = frozenset({"attachments", "entities", "note_tweet", "note_post", "public_metrics"})
"""What is left out when its shape is right and something inside it is not."""
_BROKEN = (TypeError, AttributeError, KeyError, ValueError, OverflowError)


@dataclass(slots=True)
class PostReader:
    """Reads the posts of one page for the account `me` (id) with the name `handle`.

    The kind of an interaction is read from the post and from who began its conversation, so that a reply found by
    mention and in its conversation is the same row each time:

    - by the brand: `post` when it starts a conversation, else `reply` (outbound); its reposts are `share`;
    - a reply in the brand's conversation or to the brand: `comment` directly under the brand's post, else `reply`;
    - a reply elsewhere: `quote` of a post of the brand, else `mention` of it, else `reply`;
    - no reply: `quote`, else `ugc_post` (photo or video, with a mention or hashtag of the brand), else `mention`.
    """

    me: str
    handle: str
    span: Span
    included: Included
    own: frozenset[str] = frozenset()
    """Conversations that the account began."""
    hashtags: dict[str, str] = field(default_factory=dict)
    """The brand's campaign hashtags, folded -> as configured."""
    keywords: tuple[str, ...] = ()
    """Folded."""
    seen_at: datetime | None = None
    quoted: str | None = None
    """The own post that every post of the page quotes, where the page is of quotes."""
    out: list[Record] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    """People and posts that the page has told already."""

    def read(self, post: Any, location: str, *, always: bool = False) -> None:
        """Add to `out` what `post` says: its author, the post if one of the brand's or UGC, the interaction.

        `always`: whenever it was made, up to the end of the span. Nothing for what did not happen within it.
        """
        before = len(self.out)
        try:
            self._read(post, always)
        except _BROKEN:
            self._mend(post, location, always, before)

    def act(
        self,
        kind: InteractionKind,
        native_id: str,
        who: str,
        at: datetime,
        subject: str,
        *,
        is_own_subject: bool,
    ) -> None:
        """A wordless act of `who` on the post `subject`."""
        self.person(who)
        other = self.included.posts.get(subject, _NONE)
        author = self.handle if is_own_subject else self.name_of(other.get("author_id"))
        self.out.append(
            Interaction(
                platform=PLATFORM, native_id=native_id, kind=kind,
                direction="outbound" if who == self.me else "inbound", author_native_id=who, occurred_at=at,
                parent_native_id=subject, post_native_id=subject if is_own_subject else None,
                permalink=values.post_link(subject, author),
            )
        )  # fmt: skip

    def person(self, who: str) -> None:
        """Whoever has the id `who`, once a page, as far as the page says more than the id."""
        if who not in self.told:
            self.told.add(who)
            user = self.included.users.get(who)
            if user is not None:
                self.out.append(self.profile(user))

    def profile(self, user: Json) -> Profile:
        """A person as the page shows them."""
        name = values.username(user.get("username"))
        metrics = user.get("public_metrics")
        return Profile(
            PLATFORM, user["id"], name, text(user.get("name")) or None,
            count(metrics.get("followers_count")) if isinstance(metrics, dict) else None,
            None, f"https://x.com/{name}" if name else None, None, self.seen_at,
        )  # fmt: skip

    def name_of(self, who: Any) -> str | None:
        """A person's handle, where the page has it."""
        if who == self.me:
            return self.handle
        user = self.included.users.get(who) if isinstance(who, str) else None
        return values.username(user.get("username")) if user else None

    def snapshot(self, post: Json, captured_at: datetime) -> PostSnapshot:
        """The cumulative counts of a post. Clicks are those on its links and on its author's profile."""
        public, own = record(post.get("public_metrics")), record(post.get("non_public_metrics"))
        clicks = [
            c
            for c in (count(own.get("url_link_clicks")), count(own.get("user_profile_clicks")))
            if c is not None
        ]
        return PostSnapshot(
            PLATFORM, values.versions(post)[0], captured_at, count(public.get("like_count")),
            count(public.get("reply_count")), values.shares(public), count(public.get("quote_count")),
            sum(clicks) if clicks else None, count(public.get("bookmark_count")), count(public.get("impression_count")),
        )  # fmt: skip

    def _mend(self, post: Any, location: str, always: bool, before: int) -> None:
        """Read a post of a broken shape without what breaks it; what it had told so far is taken back."""
        clean = {k: v for k, v in record(post).items() if isinstance(v, _SHAPES.get(k, object))}
        for kept in (clean, {k: v for k, v in clean.items() if k not in _INNER}):
            self.out[before:] = [r for r in self.out[before:] if isinstance(r, Profile)]
            self.told.difference_update(values.versions(kept)[:1])
            try:
                self._read(kept, always)
                return
            except _BROKEN:
                continue
        self.out.append(
            bad("interaction", "has_identity", "a post without an id or an author", location, post)
        )

    def _read(self, post: Json, always: bool) -> None:
        native, author, included = post["id"], post["author_id"], self.included
        if not (values.native(native) and values.native(author)):
            raise ValueError
        chain = values.versions(post) if native in included.firsts else None
        if chain is not None and chain[-1] != native and chain[-1] in included.posts:
            post = included.posts[
                native := chain[-1]
            ]  # an earlier version was asked for: the newest stands here
        first = chain[0] if chain else native
        if first in self.told:
            return
        at = moment(post.get("created_at")) or values.made_at(native)
        span = self.span
        if at >= span.end or not (always or at >= span.start):
            return
        self.told.add(first)
        begun, edited = (values.made_at(first), at) if first != native else (at, None)
        links = values.references(post)
        if "retweeted" in links:
            self._reposted(post, native, author, at, links["retweeted"])
            return
        if edited is not None and first in included.posts:
            self._add(included.posts[first], first, author, begun, None, links, is_newest=False)
        self._add(post, first, author, begun, edited, links)
        self._above(links)

    def _reposted(self, post: Json, native: str, author: str, at: datetime, subject: str) -> None:
        other = self.included.posts.get(subject, _NONE)
        is_ours = other.get("author_id") == self.me
        if author == self.me or is_ours:
            subject = self.included.firsts.get(subject, subject)
            self.act("share", native, author, at, subject, is_own_subject=is_ours)

    def _above(self, links: dict[str, str]) -> None:
        """The brand's own posts that this one answers or quotes, whenever they were published."""
        for subject in links.values():
            other = self.included.posts.get(subject)
            if other is not None and other.get("author_id") == self.me:
                self.read(other, subject, always=True)

    def _add(
        self, post: Json, native: str, author: str, at: datetime, edited: datetime | None, links: dict[str, str],
        is_newest: bool = True,
    ) -> None:  # fmt: skip
        firsts, is_own = self.included.firsts, author == self.me
        parent, quoted, root = links.get("replied_to"), links.get("quoted"), values.native(post.get("conversation_id"))
        parent = firsts.get(parent, parent) if parent else None
        root = firsts.get(root, root) if root else None if parent else native
        said, entities = values.content(post)
        body, found = values.words_and_links(said, entities, quoted)
        tags = values.hashtags(entities)
        media, asked = self._attached(post, found)
        if asked:
            body = f"{body}\n\n{asked}" if body else asked
        is_our_root = root == native if is_own and not parent else root in self.own
        kind = self._kind_by_place(post, parent, root, is_our_root, quoted) or self._kind_by_words(
            parent, self._is_addressed(entities, body), media, tags
        )
        self.person(author)
        name = self.name_of(author)
        link = values.post_link(native, name)
        if is_newest and kind in {"post", "ugc_post"}:
            self.out.append(
                Post(PLATFORM, native, author, at, "post", body, is_own, not is_own, media, tags,
                     self._campaign(tags), link, edited)
            )  # fmt: skip
        of = (
            native
            if kind in {"post", "ugc_post"}
            else quoted
            if kind == "quote"
            else root
            if is_our_root
            else None
        )
        metrics = post.get("public_metrics") or _NONE
        self.out.append(
            Interaction(
                PLATFORM, native, kind, "outbound" if is_own else "inbound", author, at, body, parent, root,
                firsts.get(of, of) if of else None, values.lang(post.get("lang")), link,
                None if is_own else values.compose_link(native), media, tags, found, count(metrics.get("like_count")),
                values.shares(metrics), edited,
            )
        )  # fmt: skip

    def _kind_by_place(
        self, post: Json, parent: str | None, root: str | None, is_our_root: bool, quoted: str | None
    ) -> InteractionKind | None:
        """The kind, as far as what it answers or quotes tells it; else None."""
        if post["author_id"] == self.me:
            return "reply" if parent else "post"
        if parent:
            is_to_us = post.get("in_reply_to_user_id") == self.me
            if parent == root and (is_our_root or is_to_us):
                return "comment"
            if is_our_root or is_to_us:
                return "reply"
        if quoted and (
            quoted == self.quoted or self.included.posts.get(quoted, _NONE).get("author_id") == self.me
        ):
            return "quote"
        return None

    def _kind_by_words(
        self, parent: str | None, is_addressed: bool, media: tuple[str, ...], tags: Words
    ) -> InteractionKind:
        """The kind of what answers and quotes nothing of the brand's."""
        if parent:
            return "mention" if is_addressed else "reply"
        is_shown = "photo" in media or "video" in media
        return "ugc_post" if is_shown and (is_addressed or self._campaign(tags)) else "mention"

    def _is_addressed(self, entities: Json, body: str | None) -> bool:
        for mention in entities.get("mentions") or ():
            if (
                mention.get("id") == self.me
                or str(mention.get("username")).casefold() == self.handle.casefold()
            ):
                return True
        if not self.keywords or not body:
            return False
        folded = body.casefold()
        return any(word in folded for word in self.keywords)

    def _campaign(self, tags: tuple[str, ...]) -> str | None:
        wanted = self.hashtags
        return (
            next((wanted[t.casefold()] for t in tags if t.casefold() in wanted), None)
            if wanted and tags
            else None
        )

    def _attached(self, post: Json, links: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
        """The kinds of media, each once, and what a poll offers."""
        attached = post.get("attachments")
        if not attached:
            return (("link",) if links else ()), ""
        included = self.included
        kinds = [included.media[key] for key in attached.get("media_keys") or () if key in included.media]
        polls = [included.polls[key] for key in attached.get("poll_ids") or () if key in included.polls]
        kinds += ["poll"] if attached.get("poll_ids") else []
        kinds += ["link"] if links else []
        return tuple(dict.fromkeys(kinds)), "\n".join(values.poll_words(poll) for poll in polls)
