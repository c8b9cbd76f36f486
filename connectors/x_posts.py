"""From a post as X shows it, with what its page includes, to records. Pure, and the hot path: one pass, no reflection.

The first try trusts the shapes that X's specification promises. What breaks that promise is read again with every
field of a wrong shape left out; what then still cannot be read is a BadRow.
"""

from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from connectors import x_values as values
from connectors.quick import maker_of
from connectors.reading import bad, count, record
from connectors.records import InteractionKind, Post, Profile
from connectors.x_kinds import Words
from connectors.x_people import People, make_interaction, where
from connectors.x_values import PLATFORM, Json

make_post = maker_of(Post)

_NONE: Json = {}
_NOWHERE: dict[str, str] = {}
_LINKED: Words = ("link",)
_SHAPES: dict[str, type] = {
    "attachments": dict, "author_id": str, "conversation_id": str, "created_at": str, "entities": dict, "id": str,
    "edit_history_tweet_ids": list, "edit_history_post_ids": list, "in_reply_to_user_id": str, "lang": str,
    "note_tweet": dict, "note_post": dict, "public_metrics": dict, "text": str,
    "referenced_tweets": list, "referenced_posts": list,
}  # fmt: skip
_INNER = frozenset({"attachments", "created_at", "entities", "note_tweet", "note_post", "public_metrics"})
"""What is left out, too, when its shape is right and something inside it is not; the id says when a post was made."""
_REFERENCES = frozenset({"referenced_tweets", "referenced_posts"})
_BROKEN = (TypeError, AttributeError, KeyError, ValueError, OverflowError)


@dataclass(slots=True)
class PostReader(People):
    """Reads the posts of one page; `out` is what it has read."""

    page: int = 0
    """Its number, to say where something stands."""
    quoted: str | None = None
    """The own post that every post of the page quotes, where the page is of quotes."""

    def read(self, post: Any, item: int | None = None, *, always: bool = False) -> None:
        """Add what `post`, the page's item of that number, says: author, the post if own or UGC, the interaction.

        `always`: whenever it was made, up to the end of the span. Nothing for what did not happen within it.
        """
        before = len(self.out)
        try:
            self._read(post, always)
        except _BROKEN:
            self._mend(post, item, always, before)

    def _mend(self, post: Any, item: int | None, always: bool, before: int) -> None:
        """Read a post of a broken shape without what breaks it; what it had told so far is taken back."""
        clean = {k: v for k, v in record(post).items() if isinstance(v, _SHAPES.get(k, object))}
        for less in (frozenset[str](), _INNER, _INNER | _REFERENCES):
            kept = {k: v for k, v in clean.items() if k not in less}
            self.out[before:] = [r for r in self.out[before:] if isinstance(r, Profile)]
            self.told.difference_update(values.versions(kept)[:1])
            try:
                self._read(kept, always)
                return
            except _BROKEN:
                continue
        reason = "a post without an id or an author"
        self.out.append(bad("interaction", "has_identity", reason, where(self.page, item), post))

    def _read(self, post: Json, always: bool) -> None:
        native, author, included, span = post["id"], post["author_id"], self.included, self.span
        if not (native in included.posts and (author in included.users or values.native(author))):
            raise ValueError
        first = native
        if native in included.firsts:
            first = included.firsts[native]
            post = included.posts.get(
                values.versions(post)[-1], post
            )  # an earlier version may have been asked for
            native = post["id"]
        if first in self.told:
            return
        made = post.get("created_at")
        at = datetime.fromisoformat(made) if made else values.made_at(native)
        if at.tzinfo is not UTC:
            at = _in_utc(at)
        if at >= span.end or (at < span.start and not always):
            return
        self.told.add(first)
        listed = post.get(included.names.references)
        links = self._references(listed) if listed else _NOWHERE
        if "retweeted" in links:
            self._reposted(native, author, at, links["retweeted"])
            return
        if first == native:
            self._add(post, first, author, at, None, links)
        else:
            self._edited(post, first, author, at, links)
        if links:
            self._above(links)

    def _references(self, listed: list[Json]) -> dict[str, str]:
        """Kind of reference -> id of the post."""
        posts, one = self.included.posts, listed[0]
        if len(listed) == 1:
            return {one["type"]: one["id"]} if one["id"] in posts or values.native(one["id"]) else _NOWHERE
        return {r["type"]: r["id"] for r in listed if r["id"] in posts or values.native(r["id"])}

    def _reposted(self, native: str, author: str, at: datetime, subject: str) -> None:
        is_ours = self.included.posts.get(subject, _NONE).get("author_id") == self.kinds.me
        if author == self.kinds.me or is_ours:
            self.act("share", native, author, at, self.included.firsts.get(subject, subject), is_ours=is_ours)

    def _edited(self, post: Json, first: str, author: str, at: datetime, links: dict[str, str]) -> None:
        """The first version of a post, where the page has it, and the newest, as one row."""
        begun, before = values.made_at(first), self.included.posts.get(first)
        if before is not None:
            self._add(before, first, author, begun, None, links)
            self.out[:] = [r for r in self.out if not (isinstance(r, Post) and r.native_id == first)]
        self._add(post, first, author, begun, at, links)

    def _above(self, links: dict[str, str]) -> None:
        """The brand's own posts that this one answers or quotes, whenever they were published."""
        for subject in links.values():
            if subject not in self.told:
                other = self.included.posts.get(subject, _NONE)
                if other.get("author_id") == self.kinds.me:
                    self.read(other, always=True)

    def _add(
        self,
        post: Json,
        native: str,
        author: str,
        at: datetime,
        edited: datetime | None,
        links: dict[str, str],
    ) -> None:
        included, kinds, root = self.included, self.kinds, post.get("conversation_id")
        is_own, parent, quoted = author == kinds.me, links.get("replied_to"), links.get("quoted")
        if root != native and not (root in included.posts or values.native(root)):
            root = None if parent else native
        if included.firsts:
            parent, root = (included.firsts.get(i, i) if i else None for i in (parent, root))
        note = post.get(included.names.note)
        long = note if note and isinstance(note.get("text"), str) else post
        entities = long.get("entities") or post.get("entities") or _NONE
        body, found = values.words_and_links(long.get("text"), entities, quoted)
        tags = values.hashtags(entities) if "hashtags" in entities else ()
        media = _LINKED if found else ()
        if "attachments" in post:
            media, body = self._attached(post["attachments"], found, body)
        kind: InteractionKind | None
        if is_own:
            kind = "reply" if parent else "post"
        else:
            kind = kinds.of_reply(post, parent, root) if parent else None
            if kind is None and quoted and self._is_ours(quoted):
                kind = "quote"
            kind = kind or kinds.of_words(parent, entities, body, media, tags)
        if author not in self.told:
            self.person(author)
        name = self.names[author] if author in self.names else self.name_of(author)
        link = f"https://x.com/{name or 'i'}/status/{native}"
        of = root if root in kinds.own else None
        if kind in {"post", "ugc_post"}:
            of = native
            self.out.append(
                make_post(PLATFORM, native, author, at, "post", body, is_own, not is_own, media, tags,
                          kinds.campaign(tags), link, edited)
            )  # fmt: skip
        elif kind == "quote" and quoted:
            of = included.firsts.get(quoted, quoted)
        elif kind == "comment":
            of = root
        metrics = post.get("public_metrics") or _NONE
        self.out.append(
            make_interaction(
                PLATFORM, native, kind, "outbound" if is_own else "inbound", author, at, body, parent, root, of,
                values.lang(post.get("lang")), link, None if is_own else values.compose_link(native), media, tags,
                found, count(metrics.get("like_count")), count(metrics.get(included.names.reposts)), edited,
            )
        )  # fmt: skip

    def _is_ours(self, native: str) -> bool:
        return (
            native == self.quoted or self.included.posts.get(native, _NONE).get("author_id") == self.kinds.me
        )

    def _attached(self, attached: Json, links: Words, body: str | None) -> tuple[Words, str | None]:
        """The kinds of media, each once; and the words, with what a poll offers.

        Of a post that another one refers to, X includes neither: then both are unknown, and never half known.
        """
        included, keys, polls = (
            self.included,
            attached.get("media_keys") or (),
            attached.get("poll_ids") or (),
        )
        if not all(key in included.polls for key in polls):
            return (), None
        if not all(key in included.media for key in keys):
            return (), body
        asked = "\n".join(values.poll_words(included.polls[key]) for key in polls)
        kinds = [
            *(included.media[key] for key in keys),
            *(["poll"] if polls else []),
            *(["link"] if links else []),
        ]
        return tuple(dict.fromkeys(kinds)), "\n\n".join(p for p in (body, asked) if p) if asked else body


def _in_utc(at: datetime) -> datetime:
    """`at` in UTC. ValueError for a time without a zone."""
    if at.tzinfo is None:
        raise ValueError
    return at.astimezone(UTC)
