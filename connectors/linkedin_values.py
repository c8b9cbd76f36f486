"""Reading what LinkedIn's API gives: URNs, times, texts, kinds of media. Tolerant, pure, never raising."""

import re
from datetime import datetime
from typing import Any
from urllib.parse import quote

from connectors import reading
from connectors.reading import count, items, record

PLATFORM = "linkedin"
NOBODY = "unknown"
"""The native id that stands for everybody whom LinkedIn does not name."""
WEB = "https://www.linkedin.com"

_ENTITY = re.compile(r"urn:li:(share|ugcPost|activity):([0-9]{1,20})")
_PERSON = re.compile(r"urn:li:(person|organization|organizationBrand|member):[A-Za-z0-9_-]{1,100}")
# Notifications write the URNs inside a URN without their beginning.
_COMMENT = re.compile(r"urn:li:comment:\((?:urn:li:)?(share|ugcPost|activity):([0-9]{1,20}),([0-9]{1,20})\)")
_ACTOR = r"(?:person|organization|organizationBrand):[A-Za-z0-9_-]{1,100}"
_ACT = re.compile(rf"urn:li:(?:like|reaction):\((?:urn:li:)?({_ACTOR}),(?:urn:li:)?(.{{1,200}})\)")
_HASHTAG = re.compile(r"\{hashtag\|(?:\\?[#\uff03])\|([^{}|]{1,200})\}")
_MENTION = re.compile(r"@\[((?:[^\[\]\\]|\\.){1,200})\](?:\(urn:li:[\w:-]{1,200}\))?")
_ESCAPED = re.compile(r"\\([\\|{}@\[\]()<>#*_~])")
_TAG = re.compile(r"#(\w+)")
_MEDIA = {"image": "photo", "video": "video", "document": "document"}
_FIRST_YEAR, _LAST_YEAR = 2003, 2100

REACTIONS = {
    "LIKE": "👍",
    "PRAISE": "👏",
    "EMPATHY": "❤️",
    "INTEREST": "💡",
    "APPRECIATION": "🫶",
    "ENTERTAINMENT": "😄",
    "MAYBE": "🤔",
}


def post_urn(value: Any) -> str | None:
    """The URN of a post, as share, ugcPost or activity; None for anything else."""
    return value if isinstance(value, str) and _ENTITY.fullmatch(value) else None


def person_urn(value: Any) -> str | None:
    """The URN of a person or an organisation."""
    return value if isinstance(value, str) and _PERSON.fullmatch(value) else None


def comment_id(value: Any) -> str | None:
    """The native id of a comment, from its URN or its number: LinkedIn writes one comment's URN in several ways."""
    if isinstance(value, str) and (found := _COMMENT.fullmatch(value)):
        return f"comment:{found[3]}"
    return f"comment:{value}" if isinstance(value, str) and re.fullmatch(r"[0-9]{1,20}", value) else None


def number_of(native: str) -> str:
    """The number in the native id of a comment."""
    return native.rpartition(":")[2]


def thread_of(value: Any) -> str | None:
    """The post that a comment's URN says it stands under (mostly as an activity)."""
    found = _COMMENT.fullmatch(value) if isinstance(value, str) else None
    return f"urn:li:{found[1]}:{found[2]}" if found else None


def act(value: Any) -> tuple[str, str] | None:
    """(who, on what) of a like's or reaction's URN."""
    found = _ACT.fullmatch(value) if isinstance(value, str) else None
    if found is None:
        return None
    return f"urn:li:{found[1]}", found[2] if found[2].startswith("urn:") else f"urn:li:{found[2]}"


def made_at(native: str) -> datetime | None:
    """When a post or comment was made: the upper bits of its number count milliseconds. None where they cannot."""
    number = re.search(r"([0-9]{1,20})\)?$", native)
    at = reading.since_1970(int(number[1]) >> 22, 1000) if number else None
    return at if at and _FIRST_YEAR <= at.year < _LAST_YEAR else None


def moment(value: Any) -> datetime | None:
    """A time: milliseconds since 1970."""
    number = count(value)
    return reading.since_1970(number, 1000) if number else None


def stamped(value: Any) -> datetime | None:
    """When a stamp ("created", "lastModified") is of."""
    return moment(record(value).get("time"))


def said(value: Any) -> str | None:
    """A comment's text; None when it has none."""
    return reading.text(value) or None


def commentary(value: Any) -> str | None:
    """A post's text out of LinkedIn's "little text format": mentions and hashtags as people see them, no escapes."""
    given = reading.text(value)
    if not given:
        return None
    plain = _HASHTAG.sub(lambda found: f"#{found[1]}", given)
    return _ESCAPED.sub(r"\1", _MENTION.sub(lambda found: found[1], plain))


def hashtags(text: str | None) -> tuple[str, ...]:
    """Hashtags without #, each once whatever its case, as first written."""
    found = _TAG.findall(text or "")
    return tuple({name.casefold(): name for name in reversed(found)}.values())[::-1]


def media_kinds(content: Any) -> tuple[str, ...]:
    """What a post shows, each kind once; a document, when it is nothing that is known."""
    given, found = record(content), []
    if media := record(given.get("media")):
        kind = str(media.get("id", "")).removeprefix("urn:li:").partition(":")[0]
        found.append(_MEDIA.get(kind, "document"))
    found += ["photo" for _ in items(record(given.get("multiImage")).get("images"))]
    found += [
        kind
        for name, kind in (("article", "link"), ("poll", "poll"), ("carousel", "photo"))
        if given.get(name)
    ]
    return tuple(dict.fromkeys(found)) or (("document",) if given else ())


def poll_words(content: Any) -> str:
    """A poll's question and options, as they stand below the text."""
    poll = record(record(content).get("poll"))
    options = [reading.text(record(option).get("text")) for option in items(poll.get("options"))]
    return "\n".join(line for line in (reading.text(poll.get("question")), *options) if line)


def shared_links(content: Any) -> tuple[str, ...]:
    """The address of the article that a post shows."""
    source = reading.text(record(record(content).get("article")).get("source")) or ""
    is_one = source.startswith(("https://", "http://")) and len(source) < 2048
    return (source,) if is_one and source.isprintable() and " " not in source else ()


def post_link(urn: str) -> str:
    """A post's page."""
    return f"{WEB}/feed/update/{urn}/"


def comment_link(post: str, comment: str) -> str:
    """A post's page with one comment in view, as LinkedIn's own "copy link to comment" writes it."""
    short = post.removeprefix("urn:li:")
    named = quote(f"urn:li:comment:({short},{number_of(comment)})", safe="")
    return f"{WEB}/feed/update/{post}?commentUrn={named}"


def person_link(urn: str) -> str | None:
    """An organisation's page. A person's address is not known: their id is told to this app alone."""
    kind, _, number = urn.removeprefix("urn:li:").partition(":")
    return f"{WEB}/company/{number}/" if kind == "organization" else None
