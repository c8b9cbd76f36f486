"""Reading what servers and strangers wrote into Mastodon's entities: tolerant, pure, never raising."""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from urllib.parse import quote, urlsplit

from connectors.html_text import words_and_links
from connectors.reading import count, items, moment, record, text

PLATFORM = "mastodon"
_ID = re.compile(r"[A-Za-z0-9_-]{1,128}")
_ACCT = re.compile(r"[\w.-]{1,100}(?:@[\w.:-]{1,255})?")
_MEDIA = {"image": "photo", "gifv": "gif", "video": "video", "audio": "audio", "unknown": "document"}


@dataclass(frozen=True, slots=True)
class Home:
    """The brand's server and account. Ids are a server's own, so native ids carry its host."""

    service: str
    me: str
    """The account's local id."""
    has_web: bool = False
    """Whether the server has Mastodon's own web pages, where any status it knows can be opened and answered."""

    @property
    def host(self) -> str:
        """The server's host and port."""
        return urlsplit(self.service).netloc.lower()

    def native(self, local: str) -> str:
        """The native id of a status or an account."""
        return f"{self.host}/{local}"

    def act(self, word: str, who: str, what: str = "") -> str:
        """The native id of a wordless act, made of who and what: a server names the notification only."""
        return "/".join(part for part in (self.host, word, who, what) if part)

    def status_link(self, status: dict[str, Any]) -> str | None:
        """The page where the brand can answer: its own server's where there is one, else the author's."""
        local, acct = local_id(status.get("id")), handle(record(status.get("account")).get("acct"))
        if self.has_web and local and local.isdigit() and acct:
            return f"{self.service}/@{quote(acct, safe='@')}/{local}"
        return web_address(status.get("url")) or web_address(status.get("uri"))

    def profile_link(self, account: dict[str, Any]) -> str | None:
        """A person's page on the brand's own server where there is one, else on theirs."""
        acct = handle(account.get("acct"))
        if self.has_web and acct:
            return f"{self.service}/@{quote(acct, safe='@')}"
        return web_address(account.get("url"))

    def compose_link(self, to: str | None) -> str | None:
        """Opens the server's composer, addressed to `to`; a draft is appended, URL-quoted. None: it has no pages.

        There is no link that opens an *answer*: whoever answers in the thread opens the permalink.
        """
        start = quote(f"@{to} ", safe="") if to else ""
        return f"{self.service}/share?text={start}" if self.has_web else None


def is_private(status: dict[str, Any]) -> bool:
    """Whether a status is for some people only: also where a server calls that by a word of its own.

    `local` is Akkoma's and Pleroma's word for what everybody may read, and no other server is told of.
    """
    seen_by = status.get("visibility")
    return isinstance(seen_by, str) and seen_by not in ("public", "unlisted", "local", "private")


def local_id(value: Any) -> str | None:
    """An id as text; None for what cannot be one. Some servers give numbers."""
    if isinstance(value, int) and not isinstance(value, bool) and value >= 0:
        return str(value)
    return value if isinstance(value, str) and _ID.fullmatch(value) else None


def handle(value: Any) -> str | None:
    """A handle: `user` on the brand's own server, else `user@host`."""
    return value if isinstance(value, str) and _ACCT.fullmatch(value) else None


def web_address(value: Any) -> str | None:
    """A web address; None for anything else."""
    is_one = isinstance(value, str) and value.startswith(("https://", "http://")) and len(value) < 2048
    return value if is_one and value.isprintable() and " " not in value else None


def event_time(status: dict[str, Any], notified_at: datetime | None = None) -> datetime | None:
    """When it happened: what its server says, but never later than the brand's server told of it."""
    known = [at for at in (moment(status.get("created_at")), notified_at) if at is not None]
    return min(known, default=None)


def plain(html: Any) -> tuple[str | None, tuple[str, ...]]:
    """A status's words and the web addresses it links to; (None, ()) when there is no content at all.

    The line "RE: link" that stands there for apps which cannot show quotes is left out: the quote is a field.
    """
    given = text(html)
    if given is None:
        return None, ()
    said, found = words_and_links(given, "quote-inline")
    return said, tuple(link for link in found if web_address(link))


def words(status: dict[str, Any]) -> str | None:
    """What a status says: the content warning, the text, and a poll's options; None when it has no content."""
    said, _ = plain(status.get("content"))
    warning = (text(status.get("spoiler_text")) or "").strip()
    options = [text(record(o).get("title")) for o in items(record(status.get("poll")).get("options"))]
    asked = "\n".join(f"○ {option.strip()}" for option in options if option)
    parts = [part for part in (warning, said, asked) if part]
    return "\n\n".join(parts) if parts else said


def links(status: dict[str, Any]) -> tuple[str, ...]:
    """Web addresses in the text and of the link card, each once."""
    _, found = plain(status.get("content"))
    card = web_address(record(status.get("card")).get("url"))
    return tuple(dict.fromkeys([*found, *([card] if card else [])]))


def hashtags(status: dict[str, Any]) -> tuple[str, ...]:
    """Hashtags without #, each once whatever its case, as first written."""
    names = (text(record(tag).get("name")) for tag in items(status.get("tags")))
    clean = [name.lstrip("#") for name in names if name and name.lstrip("#")]
    return tuple({name.casefold(): name for name in reversed(clean)}.values())[::-1]


def media(status: dict[str, Any]) -> tuple[str, ...]:
    """The kinds of media a status carries, each once; kinds this version does not know are documents."""
    found = [
        _MEDIA.get(str(record(attachment).get("type")), "document")
        for attachment in items(status.get("media_attachments"))
    ]
    found += ["poll"] if record(status.get("poll")) else []
    found += ["link"] if web_address(record(status.get("card")).get("url")) else []
    return tuple(dict.fromkeys(found))


def mentioned(status: dict[str, Any]) -> frozenset[str]:
    """The local ids of the accounts that a status mentions."""
    ids = (local_id(record(mention).get("id")) for mention in items(status.get("mentions")))
    return frozenset(found for found in ids if found)


def quoted(status: dict[str, Any]) -> str | None:
    """The local id of the status that this one quotes, whatever became of the quote; None: it quotes none.

    Mastodon since 4.4 (`quote`, in full or shallow); Pleroma and its kin name it themselves.
    """
    quote_ = record(status.get("quote"))
    inner = record(quote_.get("quoted_status"))
    other = record(status.get("pleroma")).get("quote_id") or status.get("quote_id")
    return local_id(inner.get("id")) or local_id(quote_.get("quoted_status_id")) or local_id(other)


def counts(status: dict[str, Any]) -> dict[str, int | None]:
    """The cumulative counts of a status, by our names."""
    names = {
        "reactions": "favourites_count",
        "comments": "replies_count",
        "shares": "reblogs_count",
        "quotes": "quotes_count",
    }
    return {ours: count(status.get(theirs)) for ours, theirs in names.items()}
