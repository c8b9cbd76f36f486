"""Reading what strangers wrote into a Bluesky record: tolerant, pure, never raising."""

import re
from datetime import UTC, datetime, timedelta
from typing import Any, NamedTuple
from urllib.parse import quote, urlsplit

from connectors import reading
from connectors.reading import items, moment, record, text

PLATFORM = "bluesky"
POST = "app.bsky.feed.post"
LIKE = "app.bsky.feed.like"
REPOST = "app.bsky.feed.repost"
FOLLOW = "app.bsky.graph.follow"

_URI = re.compile(r"at://(did:[a-z]+:[A-Za-z0-9._:%-]+)/([A-Za-z][A-Za-z0-9.-]*)/([A-Za-z0-9._:~-]{1,512})")
_HANDLE = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?\.)+[A-Za-z][A-Za-z0-9-]*")
_DID = re.compile(r"did:[a-z]+:[A-Za-z0-9._:%-]+")
_TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
_GIF_HOSTS = frozenset({"media.tenor.com", "media.giphy.com", "static.klipy.com"})
_MEDIA = {
    "app.bsky.embed.images": "photo",
    "app.bsky.embed.gallery": "photo",
    "app.bsky.embed.video": "video",
}


class Uri(NamedTuple):
    """An at:// URI of a record, taken apart."""

    did: str
    collection: str
    rkey: str


def parse_uri(value: Any) -> Uri | None:
    """The parts of an at:// URI; None for anything else."""
    match = _URI.fullmatch(value) if isinstance(value, str) else None
    return Uri(*match.groups()) if match else None


def did(value: Any) -> str | None:
    """`value` if it is a DID, else None."""
    return value if isinstance(value, str) and _DID.fullmatch(value) else None


def handle(value: Any) -> str | None:
    """A handle; None for what is none, and for Bluesky's own word for a broken one."""
    is_one = isinstance(value, str) and _HANDLE.fullmatch(value) and value != "handle.invalid"
    return value if is_one else None


def event_time(created: Any, indexed: Any) -> datetime | None:
    """When it happened: what the author says, but never later than the network saw it.

    That is the key by which the network sorts its own feeds (`sortAt`), so paging can stop by it.
    """
    known = [time for time in (moment(created), moment(indexed)) if time is not None]
    return min(known, default=None)


def tid_time(rkey: str) -> datetime | None:
    """The moment in a TID record key (atproto.com/specs/tid: microseconds above 10 bits); None for others."""
    if len(rkey) != 13 or rkey[0] not in _TID_DIGITS[:16] or any(c not in _TID_DIGITS for c in rkey):
        return None
    number = 0
    for character in rkey:
        number = number * 32 + _TID_DIGITS.index(character)
    return datetime(1970, 1, 1, tzinfo=UTC) + timedelta(microseconds=number >> 10)


def post_link(uri: Uri) -> str:
    """The page of a post on bsky.app."""
    return f"https://bsky.app/profile/{quote(uri.did, safe=':')}/post/{quote(uri.rkey, safe='')}"


def profile_link(native_id: str) -> str:
    """The page of a person on bsky.app."""
    return f"https://bsky.app/profile/{quote(native_id, safe=':')}"


def compose_link(to: str | None) -> str:
    """Opens bsky.app's composer, addressed to the handle `to`; a draft is appended, URL-quoted.

    The network has no link that opens an *answer*: whoever answers in the thread opens the permalink.
    """
    return "https://bsky.app/intent/compose?text=" + (quote(f"@{to} ", safe="") if to else "")


def like_id(liker: str, subject: str) -> str:
    """The native id of a like: who and what, since getLikes does not give the record's own URI.

    A person can like a record once, so the same like found by notification and by getLikes is one row.
    """
    return f"like:{liker}:{subject}"


def language(post: dict[str, Any]) -> str | None:
    """The first language the author declared."""
    return reading.language(next(iter(items(post.get("langs"))), None))


def features(post: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    """The facet features of a post of one kind (`mention`, `link`, `tag`)."""
    found = (record(f) for facet in items(post.get("facets")) for f in items(record(facet).get("features")))
    return [feature for feature in found if feature.get("$type") == f"app.bsky.richtext.facet#{kind}"]


def hashtags(post: dict[str, Any]) -> tuple[str, ...]:
    """Hashtags without #, each once whatever its case, as first written."""
    found = [f.get("tag") for f in features(post, "tag")] + items(post.get("tags"))
    clean = (tag.lstrip("#") for tag in map(text, found) if tag)
    return tuple({tag.casefold(): tag for tag in reversed([t for t in clean if t])}.values())[::-1]


def links(post: dict[str, Any]) -> tuple[str, ...]:
    """Web addresses in facets and link cards, each once."""
    found = [f.get("uri") for f in features(post, "link")]
    found += [record(e.get("external")).get("uri") for e in embeds(post)]
    return tuple(dict.fromkeys(u for u in map(text, found) if u and u.startswith(("https://", "http://"))))


def mentioned(post: dict[str, Any]) -> frozenset[str]:
    """The DIDs a post mentions."""
    return frozenset(d for f in features(post, "mention") if (d := did(f.get("did"))))


def embeds(post: dict[str, Any]) -> list[dict[str, Any]]:
    """A post's embed, and the media inside when it is a quote with media."""
    embed = record(post.get("embed"))
    return [embed, record(embed.get("media"))]


def media(post: dict[str, Any]) -> tuple[str, ...]:
    """The kinds of media a post carries, each once; unknown kinds of embed are none."""
    kinds = []
    for embed in embeds(post):
        kind = _MEDIA.get(str(embed.get("$type")))
        if kind == "video" and embed.get("presentation") == "gif":
            kind = "gif"
        if embed.get("$type") == "app.bsky.embed.external":
            kind = "gif" if _host(record(embed.get("external")).get("uri")) in _GIF_HOSTS else "link"
        if kind:
            kinds.append(kind)
    return tuple(dict.fromkeys(kinds))


def quoted(post: dict[str, Any]) -> str | None:
    """The URI of the post that this one quotes."""
    inner = record(record(post.get("embed")).get("record"))
    uri = inner.get("uri") or record(inner.get("record")).get("uri")
    parts = parse_uri(uri)
    return uri if parts and parts.collection == POST else None


def reply_uri(post: dict[str, Any], end: str) -> str | None:
    """The URI of a reply's `root` or `parent`; None when it is no reply."""
    uri = record(record(post.get("reply")).get(end)).get("uri")
    return uri if parse_uri(uri) else None


def _host(uri: Any) -> str:
    try:
        return urlsplit(uri).hostname or "" if isinstance(uri, str) else ""
    except ValueError:
        return ""
