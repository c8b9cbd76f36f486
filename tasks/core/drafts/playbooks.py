"""Per platform: the tone, the length limit, and what is native there. Plain data."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Playbook:
    """How one answers on a platform.

    `length_limit` is in characters as the platform counts them for a reply, None where nobody reaches it; a limit
    that servers may set themselves is the usual one.
    """

    platform: str
    label: str
    length_limit: int | None
    tone: str
    native: str
    """What features or amplifies something there."""


DEFAULT = Playbook(
    "", "this platform", None, "plain and warm, as you would speak", "share it with a word of your own"
)

_ALL = (
    Playbook(
        "bluesky",
        "Bluesky",
        300,
        "short, dry, personal; no hashtags in replies",
        "quote the post, and like the reply",
    ),
    Playbook("x", "X", 280, "short and direct; one thought a reply", "quote the post"),
    Playbook(
        "mastodon",
        "Mastodon",
        500,
        "unhurried, no marketing; describe images in alt text",
        "boost it; a favourite reaches nobody else",
    ),
    Playbook(
        "instagram",
        "Instagram",
        2200,
        "warm and short; an emoji is at home here",
        "share it to your story with their handle",
    ),
    Playbook("facebook", "Facebook", 8000, "friendly, full sentences", "share the post with their name"),
    Playbook(
        "linkedin", "LinkedIn", 1250, "professional, with a name and a reason", "repost with your thoughts"
    ),
    Playbook("export", "the network it comes from", None, DEFAULT.tone, DEFAULT.native),
    Playbook("sandbox", "the sandbox", 500, DEFAULT.tone, DEFAULT.native),
)

_BY_PLATFORM = {book.platform: book for book in _ALL}


def playbook(platform: str) -> Playbook:
    """The playbook of `platform`; a plain one for a platform nobody has written one for."""
    return _BY_PLATFORM.get(platform, DEFAULT)
