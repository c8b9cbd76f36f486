"""Who appears on an X page, what they did without words, and what is counted. Pure."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from connectors import x_values as values
from connectors.quick import maker_of
from connectors.reading import Span, bad, count, record, text
from connectors.records import Direction, Interaction, InteractionKind, PostSnapshot, Profile, Record
from connectors.x_included import Included
from connectors.x_kinds import Kinds
from connectors.x_values import PLATFORM, Json

make_profile, make_interaction = maker_of(Profile), maker_of(Interaction)

_NONE: Json = {}
_BROKEN = (TypeError, AttributeError, KeyError, ValueError)


def where(page: int, item: int | None = None) -> str:
    """Where in the load something stands."""
    return f"page {page}" + ("" if item is None else f" item {item}")


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

    def people(self, listed: list[Any], page: int) -> list[str]:
        """Tell everybody that a page lists, each once; returns their ids. The first try trusts what X promises."""
        found: list[str] = []
        out, told, names, users, seen_at = self.out, self.told, self.names, self.included.users, self.seen_at
        for number, user in enumerate(listed, 1):
            try:
                who, name, said = user["id"], user["username"], user["name"]
                followers = user["public_metrics"]["followers_count"]
                if not (who.isdigit() and who.isascii() and len(who) <= 20):
                    raise ValueError
                # A name of letters, digits and underlines that begins with no digit; all others are looked at closely.
                if not (name.isidentifier() and name.isascii() and len(name) <= 50):
                    raise ValueError
                if type(followers) is not int or not 0 <= followers < 2**63 or not said.isprintable():
                    raise ValueError
            except _BROKEN:
                self._person_with_care(user, page, number, found)
                continue
            if who in told:
                continue
            users[who] = user
            told.add(who)
            names[who] = name
            found.append(who)
            out.append(
                make_profile(
                    PLATFORM, who, name, said or None, followers, None, f"https://x.com/{name}", None, seen_at
                )
            )
        return found

    def _person_with_care(self, item: Any, page: int, number: int, found: list[str]) -> None:
        user = record(item)
        native = values.native(user.get("id"))
        if native is None:
            reason = "a person without an id"
            self.out.append(bad("profile", "has_identity", reason, where(page, number), item))
        elif native not in self.told:
            self.included.users[native] = user
            self.person(native)
            found.append(native)

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
