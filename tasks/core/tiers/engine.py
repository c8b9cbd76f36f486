"""What every tier engine is, and what no engine needs to think about."""

from collections.abc import Sequence
from typing import Protocol

from tasks.core.items import Assignment, Flag, Message

SILENT_KINDS: dict[str, tuple[str, Flag]] = {
    "reaction": ("a bare reaction", "reaction"),
    "follow": ("a new follower", "reaction"),
    "poll_vote": ("a vote in a poll", "reaction"),
    "share": ("shared without own words", "share"),
}
"""Kinds that, without any text of the person's own, say the same thing every time: T4."""
WORDED_BY_US = frozenset({"poll_vote"})
"""Kinds whose text is not the person's: a vote comes with the words of the option."""
SILENT_CONFIDENCE = 0.97


class Engine(Protocol):
    """Whatever assigns tiers. Its assignments depend on nothing but the messages and its version."""

    version: str
    """Kept with every assignment; rows of an older version are assigned again."""

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order."""


def silent(message: Message) -> Assignment | None:
    """The assignment of a bare reaction, share or the like, which says the same every time; else None."""
    known = SILENT_KINDS.get(message.kind)
    if known is None or (message.text.strip() and message.kind not in WORDED_BY_US):
        return None
    reason, flag = known
    return Assignment(message.interaction_id, "T4", SILENT_CONFIDENCE, (flag,), None, (reason,))
