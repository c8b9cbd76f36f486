"""Reading what X and strangers wrote into its entities: both spellings of its API, tolerant, pure, never raising.

Posts were called tweets until version 2.167 of X's specification: every name has an older form.
"""

import re
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from connectors.reading import count, items, language, record, text

PLATFORM = "x"
MOST_LINKS = 50
"""Web addresses of one post that are read."""

_EPOCH = 1_288_834_974_657
_CONVERSATION = re.compile(r"[0-9]{1,20}(?:-[0-9]{1,20})?")
_MEDIA = {"photo": "photo", "video": "video", "animated_gif": "gif", "audio": "audio"}
# What X calls a language and is none: undetermined, only mentions, hashtags, cashtags, media, or too short to say.
_NO_LANGUAGE = frozenset({"und", "zxx", "art", "qam", "qht", "qct", "qme", "qst"})

Json = dict[str, Any]


def native(value: Any) -> str | None:
    """An id as X writes it (decimal digits); None for what cannot be one."""
    return (
        value if isinstance(value, str) and value.isdigit() and value.isascii() and len(value) <= 20 else None
    )


def username(value: Any) -> str | None:
    """A handle without @; None for what cannot be one."""
    is_one = (
        isinstance(value, str) and value.isascii() and value.replace("_", "a").isalnum() and len(value) <= 50
    )
    return value if is_one else None


def conversation(value: Any) -> str | None:
    """The id of a private conversation: of two people ("1-2"), or of a group."""
    return value if isinstance(value, str) and _CONVERSATION.fullmatch(value) else None


def made_at(post_id: str) -> datetime:
    """When a post or message was made, to the millisecond: its id says so (a "snowflake", since November 2010)."""
    milliseconds = min((int(post_id) >> 22) + _EPOCH, 253_402_300_799_999)
    return datetime.fromtimestamp(milliseconds / 1000, UTC)


def versions(post: Json) -> list[str]:
    """The ids of a post's versions, the first one first; its own alone when it was never edited."""
    listed = post.get("edit_history_tweet_ids") or post.get("edit_history_post_ids")
    found = [one for one in listed if native(one)] if isinstance(listed, list) else []
    own = native(post.get("id"))
    return found or ([own] if own else [])


def references(post: Json) -> dict[str, str]:
    """Kind of reference (retweeted, quoted, replied_to) -> id of the post; kinds that X adds are kept, and not read."""
    listed = post.get("referenced_tweets") or post.get("referenced_posts")
    if not isinstance(listed, list):
        return {}
    return {
        one["type"]: one["id"]
        for one in listed
        if isinstance(one, dict) and isinstance(one.get("type"), str) and native(one.get("id"))
    }


def words_and_links(
    said: Any, entities: Json, quoted: str | None = None
) -> tuple[str | None, tuple[str, ...]]:
    """The text as people read it, with its links in full, and what they point to, each once.

    X shortens every address and adds one for each picture and for the quoted post: those are left out.
    """
    urls = entities.get("urls")
    if urls and isinstance(urls, list) and isinstance(said, str):
        if len(urls) == 1 and not quoted and (full := _only_link(urls[0])):
            return words((text(said) or "").replace(urls[0]["url"], full)), (full,)
        said, found = _in_full(text(said) or "", urls, quoted)
        return words(said), found
    return words(said), ()


def words(said: Any) -> str | None:
    """A text without links as people read it; None for what is none."""
    if type(said) is not str:
        return None
    found = said if said.isascii() and "\x00" not in said else text(said) or ""
    if "&" in found:  # X escapes these three, and nothing else
        if "&l" in found or "&g" in found:
            found = found.replace("&lt;", "<").replace("&gt;", ">")
        found = found.replace("&amp;", "&")
    return found.strip()


def _only_link(one: Any) -> str | None:
    """What the only link of a text points to, when that is all that there is to say of it."""
    if type(one) is not dict or "media_key" in one:
        return None
    short, full = one.get("url"), one.get("expanded_url")
    return full if type(short) is str and short and type(full) is str and is_web_address(full) else None


def _in_full(words: str, urls: list[Any], quoted: str | None) -> tuple[str, tuple[str, ...]]:
    links: list[str] = []
    instead: dict[str, str] = {}
    for one in urls[:MOST_LINKS]:
        short, full = (one.get("url"), one.get("expanded_url")) if isinstance(one, dict) else (None, None)
        if not isinstance(short, str) or not short or not isinstance(full, str) or not is_web_address(full):
            continue
        if "media_key" in one or (quoted and full.rpartition("/status/")[2] == quoted):
            instead[short] = ""
        else:
            instead[short] = full
            links.append(full)
    return _replaced(words, instead), tuple(dict.fromkeys(links)) if len(links) > 1 else tuple(links)


def _replaced(words: str, instead: dict[str, str]) -> str:
    """`words` with each key's value in its place; a value that holds a key is not looked into (it could grow)."""
    keys = sorted(instead, key=len, reverse=True) if len(instead) > 1 else list(instead)
    if len(keys) > 1 and any(key in value for value in instead.values() for key in keys):
        return re.sub("|".join(map(re.escape, keys)), lambda found: instead[found[0]], words)
    for key in keys:
        words = words.replace(key, instead[key])
    return words


def is_web_address(value: str) -> bool:
    """Whether `value` is a web address that may be shown and opened."""
    is_one = value.startswith(("https://", "http://")) and len(value) < 2048
    return is_one and value.isprintable() and " " not in value


def hashtags(entities: Json) -> tuple[str, ...]:
    """Hashtags without #, each once whatever its case, as first written."""
    listed = entities.get("hashtags")
    if not listed or not isinstance(listed, list):
        return ()
    found = [tag for one in listed if isinstance(one, dict) and (tag := text(one.get("tag")))]
    return (
        tuple(found) if len(found) < 2 else tuple({t.casefold(): t for t in reversed(found)}.values())[::-1]
    )


def media_kind(media: Json) -> str:
    """The kind of an attachment; one that this version does not know is a document."""
    return _MEDIA.get(str(media.get("type")), "document")


def poll_words(poll: Json) -> str:
    """What a poll offers, as lines."""
    labels = (text(record(option).get("label")) for option in items(poll.get("options")))
    return "\n".join(f"○ {label.strip()}" for label in labels if label)


@lru_cache(maxsize=256)
def lang(value: Any) -> str | None:
    """A language tag; None where X could not tell."""
    return None if value in _NO_LANGUAGE else language(value)


def post_link(post_id: str, author: str | None) -> str:
    """A post's own page; without its author's name X finds it by the id."""
    return f"https://x.com/{author or 'i'}/status/{post_id}"


def compose_link(post_id: str) -> str:
    """Opens X's composer on an answer to the post; a draft is appended, URL-quoted."""
    return f"https://x.com/intent/post?in_reply_to={post_id}&text="


def message_link(conversation_id: str) -> str:
    """A private conversation's own page; the id is one that `conversation` let pass."""
    return f"https://x.com/messages/{conversation_id}"


def message_compose_link(person: str) -> str:
    """Opens X's composer on a private message to a person; a draft is appended, URL-quoted."""
    return f"https://x.com/messages/compose?recipient_id={person}&text="


def shares(metrics: Json) -> int | None:
    """How often a post was reposted, by either name."""
    return count(metrics.get("retweet_count", metrics.get("repost_count")))
