"""From one landed X page to records. Pure: `context["form"]` says what kind of answer the page is.

Events are those from `context["since"]` (when the tracking of the stream began; else the window's start) up to the
window's end. An event of before that was edited since is told again, as it is.
"""

from collections.abc import Callable, Mapping

from connectors import reading
from connectors import x_values as values
from connectors.quick import parsed
from connectors.reading import Span, bad, count, moment, record, seen_at
from connectors.records import AudienceSnapshot, Deletion, Direction, Interaction, Page, Record, Window
from connectors.x_included import Included
from connectors.x_kinds import Kinds
from connectors.x_messages import read_messages
from connectors.x_people import make_interaction, where
from connectors.x_posts import PostReader
from connectors.x_values import PLATFORM, Json


class PageParser:
    """Parses the pages of one account; `context` of every page carries the account's id and handle."""

    def __init__(
        self, page: Page, window: Window, hashtags: tuple[str, ...], keywords: tuple[str, ...]
    ) -> None:
        self.page = page
        self.context = context = page.context
        since = moment(context.get("since")) or window.start
        self.span = Span(min(since, window.start), window.end)
        self.seen_at = seen_at(page, window)
        self.me = context.get("me", "")
        own = frozenset(i for i in reading.items(reading.parsed(context.get("own"))) if isinstance(i, str))
        campaigns = {tag.casefold(): tag for tag in hashtags}
        kinds = Kinds(
            self.me, context.get("handle", ""), own, campaigns, tuple(w.casefold() for w in keywords)
        )
        self.reader = PostReader(
            kinds, self.span, Included(), self.seen_at, page=page.number, quoted=context.get("quoted")
        )
        self.out = self.reader.out

    def records(self) -> list[Record]:
        """Every record of the page, each once, nothing that happened at the window's end or later."""
        form = self.context.get("form", "")
        read, body = _FORMS.get(form), parsed(self.page.body)
        if read is None or not isinstance(body, dict) or not ({"data", "meta", "errors"} & body.keys()):
            raw = self.page.body[:2000].decode("utf-8", "backslashreplace")
            return [
                bad(
                    "page",
                    "readable_page",
                    f"no readable page of form {form!r}",
                    where(self.page.number),
                    raw,
                )
            ]
        self.reader.included = Included.of(body, is_of_posts=form not in _OTHER_THINGS)
        read(self, body)
        return self.out

    def _posts(self, body: Json) -> None:
        read = self.reader.read
        for number, post in enumerate(reading.items(body.get("data")), 1):
            read(post, number)

    def _others(self, body: Json) -> None:
        """Other people's posts; the brand's own among them are told by its timeline."""
        me, read = self.me, self.reader.read
        for number, post in enumerate(reading.items(body.get("data")), 1):
            if not isinstance(post, dict) or post.get("author_id") != me:
                read(post, number)

    def _again(self, body: Json) -> None:
        """Posts that were collected before: as they are now, or X's word that they are gone.

        Of a post that X does not let the brand see (a protected account, a block) nothing is said: it stays.
        """
        for number, post in enumerate(reading.items(body.get("data")), 1):
            self.reader.read(post, number, always=True)
        for problem in map(record, reading.items(body.get("errors"))):
            native = values.native(problem.get("resource_id") or problem.get("value"))
            is_post = problem.get("resource_type") in (None, "tweet", "post")
            if native and is_post and str(problem.get("type")).endswith("/resource-not-found"):
                self.out.append(Deletion(PLATFORM, native, self.seen_at))

    def _counts(self, body: Json) -> None:
        """The counts of the brand's own posts, each with its post, whenever it was published."""
        for number, post in enumerate(reading.items(body.get("data")), 1):
            before = len(self.out)
            self.reader.read(post, number, always=True)
            if any(isinstance(r, Interaction) and r.kind == "post" for r in self.out[before:]):
                self.out.append(self.reader.snapshot(post))

    def _reposts(self, body: Json) -> None:
        """Reposts of one of the brand's posts; each is a post of its own, with its time."""
        subject = values.native(self.context.get("subject"))
        for number, item in enumerate(reading.items(body.get("data")), 1):
            post = record(item)
            native, who = values.native(post.get("id")), values.native(post.get("author_id"))
            if native is None or who is None or subject is None:
                reason = "a repost without an id or an author"
                self.out.append(
                    bad("interaction", "has_identity", reason, where(self.page.number, number), item)
                )
                continue
            at = moment(post.get("created_at")) or values.made_at(native)
            if at in self.span and who != self.me:
                self.reader.act("share", native, who, at, subject, is_ours=True)

    def _likes(self, body: Json) -> None:
        """Who likes one of the brand's posts: nobody says since when, so it is of the look that saw it first."""
        subject = values.native(self.context.get("subject"))
        people, me, at = self._people(body), self.me, self.seen_at
        if subject is None:
            return
        link = values.post_link(subject, self.reader.name_of(me))
        for who in people:
            direction: Direction = "outbound" if who == me else "inbound"
            self.out.append(
                make_interaction(PLATFORM, f"like/{who}/{subject}", "reaction", direction, who, at,
                                 None, subject, None, subject, None, link)
            )  # fmt: skip

    def _own_likes(self, body: Json) -> None:
        """What the brand likes that is new since the last look; of now, as nobody says when."""
        new, me = reading.items(reading.parsed(self.context.get("new"))), self.me
        for post in map(record, reading.items(body.get("data"))):
            native = values.native(post.get("id"))
            if native in new and native and post.get("author_id") != me:
                first = self.reader.included.firsts.get(native, native)
                self.reader.act("reaction", f"like/{me}/{first}", me, self.seen_at, first, is_ours=False)

    def _followers(self, body: Json) -> None:
        """Followers; those who are new since the last look follow since now, as nobody says since when."""
        new = set(map(str, reading.items(reading.parsed(self.context.get("new")))))
        names, at, end = self.reader.names, self.seen_at, f"/{self.me}"
        for who in self._people(body):
            if who in new:
                name = names[who]
                link = f"https://x.com/{name}" if name else None
                self.out.append(
                    make_interaction(PLATFORM, f"follow/{who}{end}", "follow", "inbound", who, at, None, None, None,
                                     None, None, link)
                )  # fmt: skip

    def _people(self, body: Json) -> list[str]:
        """The ids of the people that a page lists, each told."""
        return self.reader.people(reading.items(body.get("data")), self.page.number)

    def _messages(self, body: Json) -> None:
        """Private messages, either way; each conversation is a thread."""
        read_messages(self.reader, reading.items(body.get("data")))

    def _account(self, body: Json) -> None:
        user = record(body.get("data"))
        for _ in self._people({"data": [user]}):
            metrics = record(user.get("public_metrics"))
            self.out.append(
                AudienceSnapshot(
                    platform=PLATFORM,
                    captured_at=self.seen_at,
                    followers=count(metrics.get("followers_count")),
                    following=count(metrics.get("following_count")),
                    posts=count(metrics.get("tweet_count", metrics.get("post_count"))),
                )
            )


_FORMS: Mapping[str, Callable[[PageParser, Json], None]] = {
    "posts": PageParser._posts,
    "others": PageParser._others,
    "again": PageParser._again,
    "counts": PageParser._counts,
    "reposts": PageParser._reposts,
    "likes": PageParser._likes,
    "own_likes": PageParser._own_likes,
    "followers": PageParser._followers,
    "messages": PageParser._messages,
    "account": PageParser._account,
}
_OTHER_THINGS = frozenset({"likes", "followers", "messages", "account"})
"""Forms that list people or messages."""
