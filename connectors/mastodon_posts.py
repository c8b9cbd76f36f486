"""From a Mastodon status or account, as any endpoint shows it, to records. Pure."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import mastodon_values as values
from connectors import reading
from connectors.mastodon_values import PLATFORM, Home
from connectors.reading import Span, bad
from connectors.records import Interaction, InteractionKind, Post, PostSnapshot, Profile, Record


@dataclass(frozen=True, slots=True)
class StatusReader:
    """Reads statuses for the brand at `home`.

    The kind of an interaction is read from the status and from where it stands in its thread, so that a reply
    found by notification, in its thread and by hashtag is the same row each time:

    - visible to those mentioned only: `direct_message`, either way;
    - by the brand: `post` when it starts a thread, else `reply` (outbound); its boosts are `share`;
    - a reply in the brand's thread or to the brand: `comment` directly under the brand's post, else `reply`;
    - a reply elsewhere: `quote` of a status of the brand, else `mention` of it, else `reply`;
    - no reply: `quote`, else `ugc_post` (photo or video, with a mention or hashtag of the brand), else
      `mention`. Mentioned means: as an account, or by a configured keyword in the text.
    """

    home: Home
    hashtags: tuple[str, ...] = ()
    keywords: tuple[str, ...] = ()
    seen_at: datetime | None = None
    """When the page showed its people as it does."""
    roots: Mapping[str, str] = field(default_factory=dict)
    """Status -> root of its thread, both local ids, as far as that is known."""
    own: Collection[str] = ()
    """Statuses known to be the brand's own, local ids."""

    def read(
        self, view: Any, span: Span, location: str, notified_at: datetime | None = None
    ) -> Iterator[Record]:
        """The author, the post if it is one of the brand's or UGC, the interaction; or a BadRow.

        Nothing for what did not happen within `span`: what the brand was told of counts as of then, since
        another server's message may come late.
        """
        status = reading.record(view)
        account = reading.record(status.get("account"))
        local, author = values.local_id(status.get("id")), values.local_id(account.get("id"))
        if local is None or author is None:
            yield bad("interaction", "has_identity", "a status without an id or an author", location, view)
            return
        at = values.event_time(status, notified_at)
        if at is None:
            yield bad("interaction", "readable_date", "a status without a readable time", location, view)
            return
        if (notified_at or at) not in span:
            return
        boosted = reading.record(status.get("reblog"))
        if boosted:
            if author == self.home.me:
                yield from self.act("share", "reblog", account, at, boosted)
            return
        profile = self.profile(account)
        if profile:
            yield profile
        kind = self.kind_of(status, local, author)
        if kind in ("post", "ugc_post"):
            yield self.post_of(status, local, author, at)
        yield self.interaction(status, local, author, kind, at)

    def act(
        self,
        kind: InteractionKind,
        word: str,
        account: dict[str, Any],
        at: datetime,
        status: dict[str, Any] | None = None,
        said: str | None = None,
    ) -> Iterator[Record]:
        """A wordless act of `account`, on `status` if on any, else toward the brand, and who did it; nothing without
        an id."""
        profile, who = self.profile(account), values.local_id(account.get("id"))
        subject = values.local_id((status or {}).get("id"))
        if profile is None or who is None:
            return
        yield profile
        is_own = values.local_id(reading.record((status or {}).get("account")).get("id")) == self.home.me
        yield Interaction(
            platform=PLATFORM,
            native_id=self.home.act(word, who, "/".join(p for p in (subject or self.home.me, said) if p)),
            kind=kind,
            direction="outbound" if who == self.home.me else "inbound",
            author_native_id=profile.native_id,
            occurred_at=at,
            text=said,
            parent_native_id=self.home.native(subject) if subject else None,
            post_native_id=self.home.native(subject) if subject and is_own else None,
            permalink=self.home.status_link(status) if status else profile.permalink,
        )

    def profile(self, account: dict[str, Any]) -> Profile | None:
        """A person from an account of any size; None without an id."""
        local = values.local_id(account.get("id"))
        if local is None:
            return None
        is_bot = account.get("bot")
        return Profile(
            platform=PLATFORM,
            native_id=self.home.native(local),
            handle=values.handle(account.get("acct")),
            display_name=reading.text(account.get("display_name")) or None,
            followers=reading.count(account.get("followers_count")),
            permalink=self.home.profile_link(account),
            is_bot=is_bot if isinstance(is_bot, bool) else None,
            seen_at=self.seen_at,
        )

    def kind_of(self, status: dict[str, Any], local: str, author: str) -> InteractionKind:
        """The kind of interaction a status is; see the class."""
        parent = values.local_id(status.get("in_reply_to_id"))
        if status.get("visibility") == "direct":
            return "direct_message"
        if author == self.home.me:
            return "reply" if parent else "post"
        is_to_us = values.local_id(status.get("in_reply_to_account_id")) == self.home.me
        root = self.roots.get(local)
        if parent and (is_to_us or root in self.own):
            return "comment" if parent == root and root in self.own else "reply"
        if self.is_quote_of_ours(status):
            return "quote"
        if parent:
            return "mention" if self.is_addressed(status) else "reply"
        is_shown = bool({"photo", "video"} & set(values.media(status)))
        return "ugc_post" if is_shown and (self.is_addressed(status) or self.campaign(status)) else "mention"

    def interaction(
        self, status: dict[str, Any], local: str, author: str, kind: InteractionKind, at: datetime
    ) -> Interaction:
        """The interaction that a status is."""
        native, is_own = self.home.native, author == self.home.me
        parent = values.local_id(status.get("in_reply_to_id"))
        root = self.roots.get(local) or (None if parent else local)
        belongs_to = local if kind in ("post", "ugc_post") else None
        if kind == "quote":
            belongs_to = values.quoted(status)
        elif kind != "direct_message" and root in self.own:
            belongs_to = root
        account = reading.record(status.get("account"))
        given = values.counts(status)
        return Interaction(
            platform=PLATFORM,
            native_id=native(local),
            kind=kind,
            direction="outbound" if is_own else "inbound",
            author_native_id=native(author),
            occurred_at=at,
            text=values.words(status),
            parent_native_id=native(parent) if parent else None,
            root_native_id=native(root) if root else None,
            post_native_id=native(belongs_to) if belongs_to else None,
            lang=reading.language(status.get("language")),
            permalink=self.home.status_link(status),
            compose_link=None if is_own else self.home.compose_link(values.handle(account.get("acct"))),
            media=values.media(status),
            hashtags=values.hashtags(status),
            links=values.links(status),
            likes=given["reactions"],
            shares=given["shares"],
            edited_at=reading.moment(status.get("edited_at")),
        )

    def post_of(self, status: dict[str, Any], local: str, author: str, at: datetime) -> Post:
        """A post of the brand, or UGC when another person's."""
        is_own = author == self.home.me
        return Post(
            platform=PLATFORM,
            native_id=self.home.native(local),
            author_native_id=self.home.native(author),
            published_at=at,
            text=values.words(status),
            is_own=is_own,
            is_ugc=not is_own,
            media=values.media(status),
            hashtags=values.hashtags(status),
            campaign=self.campaign(status),
            permalink=self.home.status_link(status),
            edited_at=reading.moment(status.get("edited_at")),
        )

    def snapshot(self, status: dict[str, Any], local: str, captured_at: datetime) -> PostSnapshot:
        """The cumulative counts of a status."""
        return PostSnapshot(PLATFORM, self.home.native(local), captured_at, **values.counts(status))

    def is_addressed(self, status: dict[str, Any]) -> bool:
        """True when a status mentions the brand's account, or says one of its keywords."""
        if self.home.me in values.mentioned(status):
            return True
        said = (values.words(status) or "").casefold() if self.keywords else ""
        return any(word.casefold() in said for word in self.keywords)

    def is_quote_of_ours(self, status: dict[str, Any]) -> bool:
        """True when a status quotes one of the brand's."""
        inner = reading.record(reading.record(status.get("quote")).get("quoted_status"))
        by = values.local_id(reading.record(inner.get("account")).get("id"))
        quoted = values.quoted(status)
        return quoted is not None and (by == self.home.me or quoted in self.own)

    def campaign(self, status: dict[str, Any]) -> str | None:
        """The first of the brand's campaign hashtags that a status carries."""
        wanted = {tag.casefold(): tag for tag in self.hashtags}
        return next((wanted[t.casefold()] for t in values.hashtags(status) if t.casefold() in wanted), None)
