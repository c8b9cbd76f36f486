"""What LinkedIn notified the page of: asked for, and read.

"Organization Social Action Notifications": mentions and reposts stand nowhere else; comments and reactions under posts
of the last 14 days are read where they stand, so that only those under older posts are taken from here.
"""

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from connectors import linkedin_values as values
from connectors import reading, restli
from connectors.errors import Gone
from connectors.linkedin_fetch import Collector, Json, listed
from connectors.linkedin_posts import Reader
from connectors.linkedin_values import NOBODY, PLATFORM, moment
from connectors.reading import Span, bad, record
from connectors.records import Deletion, Interaction, Page, Record

ACTIONS = ("SHARE_MENTION", "SHARE", "COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT", "COMMENT_DELETE", "LIKE")
KEPT = timedelta(days=60)
"""How long LinkedIn keeps notifications."""
AGAIN = tuple(timedelta(days=days) for days in (1, 3, 7, 13))
"""At these ages a mention or repost is asked for again, to see whether it is gone: every request counts."""


def notifications(fetch: Collector) -> Iterator[Page]:
    """All notifications of the window; of a mention that comes without its text, the post (or that it is not shown)."""
    if fetch.window.end < fetch.now() - KEPT:
        raise Gone("LinkedIn keeps notifications for 60 days")
    start, end = (int(at.timestamp() * 1000) for at in (fetch.oldest, fetch.window.end))
    asked: dict[str, restli.Value] = {
        "q": "criteria",
        "actions": restli.listing(ACTIONS),
        "organizationalEntity": fetch.identity.urn,
        "timeRange": restli.record(start=start, end=end),
    }
    read_from = (fetch.window.start - fetch.reach).isoformat()
    for answer in fetch.walk("/rest/organizationalEntityNotifications", asked):
        yield fetch.page("notified", answer, read_from=read_from)
        for told in listed(answer):
            urn, share = _share(told)
            if urn is None or told.get("action") not in ("SHARE_MENTION", "SHARE"):
                continue
            fetch.remember(urn, moment(told.get("lastModifiedAt")))
            if told.get("action") == "SHARE_MENTION" and not reading.text(share.get("text")):
                post = fetch.ask(f"/rest/posts/{restli.escaped(urn)}", accept=(403, 404, 410))
                if post.status not in (404, 410):
                    context = {"at": str(told.get("lastModifiedAt")), "who": str(share.get("owner") or "")}
                    yield fetch.page("mention", post, subject=urn, **context)
    yield from _gone(fetch)


def _gone(fetch: Collector) -> Iterator[Page]:
    """Other people's posts of before that are gone. One that LinkedIn does not show the page is asked for once."""

    def is_due(key: str) -> bool:
        at = fetch.memory.seen[key]
        return any(fetch.window.start - at < age <= fetch.window.end - at for age in AGAIN)

    for native in fetch.missed(is_due):
        answer = fetch.ask(f"/rest/posts/{restli.escaped(native)}", accept=(403, 404, 410))
        if answer.status in (404, 410):
            yield fetch.gone(native, native, answer)
        elif answer.status == 403:
            fetch.forget(native)


def _share(told: Json) -> tuple[str | None, Json]:
    """The post that a mention or repost is, and what the notification shows of it."""
    share = record(record(told.get("decoratedGeneratedActivity")).get("share"))
    given = (share.get("entity"), told.get("generatedActivity"), told.get("sourcePost"))
    return next((urn for one in given if (urn := values.post_urn(one))), None), share


class Notified:
    """Reads notifications; `reach`: posts made before it are not read for their comments and reactions elsewhere."""

    def __init__(self, reader: Reader, span: Span, reach: datetime | None) -> None:
        self._reader = reader
        self._span = span
        self._reach = reach

    def read(self, given: Any, location: str) -> Iterator[Record]:
        """The records of one notification; nothing for an action that is not known."""
        told = record(given)
        at, action = moment(told.get("lastModifiedAt")), told.get("action")
        if at is None:
            yield bad(
                "interaction", "readable_date", "a notification without a readable time", location, given
            )
        elif at not in self._span:
            return
        elif action in ("SHARE_MENTION", "SHARE"):
            yield from self._shared(told, at, location)
        elif action == "COMMENT_DELETE":
            native = values.comment_id(told.get("generatedActivity"))
            yield from [Deletion(PLATFORM, native, at)] if native else ()
        elif action in ("COMMENT", "ADMIN_COMMENT", "COMMENT_EDIT") and self._is_older(told):
            yield from self._commented(told, at, location)
        elif action == "LIKE" and self._is_older(told):
            acted = values.act(told.get("generatedActivity"))
            post = self._post(told)
            if acted and post:
                yield from self._reader.acted(acted[0], at, post, post, "")

    def _shared(self, told: Json, at: datetime, location: str) -> Iterator[Record]:
        """A mention in somebody's post, or somebody's repost of the page's."""
        native, share = _share(told)
        if native is None:
            yield bad("interaction", "has_identity", "a post without an id", location, told)
            return
        if told.get("action") == "SHARE_MENTION":
            if not reading.text(share.get("text")):
                return  # told by the page of the post itself
            post = {"author": share.get("owner"), "commentary": share.get("text")}
            yield from self._reader.mention(post, native, at, location)
            return
        who, said = values.person_urn(share.get("owner")) or NOBODY, values.commentary(share.get("text"))
        post_urn = self._post(told)
        if who == self._reader.me or native == post_urn:
            return
        yield self._reader.person(who)
        yield Interaction(
            platform=PLATFORM,
            native_id=native,
            kind="quote" if said else "share",
            direction="inbound",
            author_native_id=who,
            occurred_at=values.made_at(native) or at,
            text=said,
            parent_native_id=post_urn,
            root_native_id=native if said else post_urn,
            post_native_id=post_urn,
            permalink=values.post_link(native),
            hashtags=values.hashtags(said),
        )

    def _commented(self, told: Json, at: datetime, location: str) -> Iterator[Record]:
        """A comment as a notification shows it, in the form in which it is listed."""
        shown = record(record(told.get("decoratedGeneratedActivity")).get("comment"))
        post = self._post(told)
        if post is None or not shown:
            return
        said = reading.text(shown.get("text")) or record(shown.get("message")).get("text")
        is_edit = told.get("action") == "COMMENT_EDIT"
        listed_as = {
            "commentUrn": shown.get("entity") or told.get("generatedActivity"),
            "actor": shown.get("owner")
            or (self._reader.me if told.get("action") == "ADMIN_COMMENT" else None),
            "message": {"text": said},
            "parentComment": shown.get("parentComment"),
            "lastModified": {"time": told.get("lastModifiedAt")} if is_edit else None,
        }
        yield from self._reader.comment(listed_as, post, "", self._span, location)

    def _is_older(self, told: Json) -> bool:
        post = self._post(told)
        made = values.made_at(post) if post else None
        return made is not None and self._reach is not None and made < self._reach

    def _post(self, told: Json) -> str | None:
        """The page's post that something was done to: by the name it has in its listing, where that is told."""
        source = record(told.get("decoratedSourcePost")).get("entity")
        return values.post_urn(source) or values.post_urn(told.get("sourcePost"))
