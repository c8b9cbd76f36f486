"""Who appears on an X page, what they did without words, and what is counted. Pure."""

from dataclasses import dataclass, field
from datetime import datetime

from connectors import x_values as values
from connectors.quick import maker_of
from connectors.reading import Span, count, record, text
from connectors.records import Direction, Interaction, InteractionKind, PostSnapshot, Profile, Record
from connectors.x_included import Included
from connectors.x_kinds import Kinds
from connectors.x_values import PLATFORM, Json

make_profile, make_interaction = maker_of(Profile), maker_of(Interaction)

_NONE: Json = {}


@dataclass(slots=True)
class People:
    """What one page has told so far, `out`, and of whom."""

    kinds: Kinds
    span: Span
    included: Included
    seen_at: datetime
    out: list[Record] = field(default_factory=list)
    told: set[str] = field(default_factory=set)
    """People and posts that the page has told already."""
    names: dict[str, str | None] = field(default_factory=dict)
    """The handles of people, as far as they were needed."""

    def act(
        self, kind: InteractionKind, native_id: str, who: str, at: datetime, subject: str, *, is_ours: bool
    ) -> None:
        """A wordless act of `who` on the post `subject`, one of the brand's or not."""
        self.person(who)
        me, other = self.kinds.me, self.included.posts.get(subject, _NONE)
        author = self.name_of(me if is_ours else str(other.get("author_id")))
        link, of = values.post_link(subject, author), subject if is_ours else None
        direction: Direction = "outbound" if who == me else "inbound"
        self.out.append(
            make_interaction(
                PLATFORM, native_id, kind, direction, who, at, None, subject, None, of, None, link
            )
        )

    def person(self, who: str) -> None:
        """Whoever has the id `who`, once a page, as far as the page says more than the id."""
        user = self.included.users.get(who)
        if user is None or who in self.told:
            return
        self.told.add(who)
        name = self.names[who] = values.username(user.get("username"))
        metrics = user.get("public_metrics")
        followers = count(metrics.get("followers_count")) if isinstance(metrics, dict) else None
        link = f"https://x.com/{name}" if name else None
        said = text(user.get("name")) or None
        self.out.append(make_profile(PLATFORM, who, name, said, followers, None, link, None, self.seen_at))

    def name_of(self, who: str) -> str | None:
        """A person's handle, where the page has it."""
        if who not in self.names:
            user = self.included.users.get(who, _NONE)
            self.names[who] = (
                self.kinds.handle if who == self.kinds.me else values.username(user.get("username"))
            )
        return self.names[who]

    def snapshot(self, post: Json) -> PostSnapshot:
        """The cumulative counts of a post. Clicks are those on its links and on its author's profile."""
        public, own = record(post.get("public_metrics")), record(post.get("non_public_metrics"))
        clicks = [count(own.get("url_link_clicks")), count(own.get("user_profile_clicks"))]
        known = [number for number in clicks if number is not None]
        return PostSnapshot(
            PLATFORM, values.versions(post)[0], self.seen_at, count(public.get("like_count")),
            count(public.get("reply_count")), values.shares(public), count(public.get("quote_count")),
            sum(known) if known else None, count(public.get("bookmark_count")), count(public.get("impression_count")),
        )  # fmt: skip
