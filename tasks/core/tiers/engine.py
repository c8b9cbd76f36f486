"""The tier engine: what every engine is, and the first one, which adds up readable signals."""

import math
from collections.abc import Sequence
from typing import Protocol

from tasks.core.items import TIERS, Assignment, Flag, Message
from tasks.core.tiers.reasons import flags, reasons, sentiment
from tasks.core.tiers.signals import Signals, find
from tasks.core.tiers.weights import WEIGHTS

SILENT_KINDS: dict[str, tuple[str, Flag]] = {
    "reaction": ("a bare reaction", "reaction"),
    "follow": ("a new follower", "reaction"),
    "poll_vote": ("a vote in a poll", "reaction"),
    "share": ("shared without own words", "share"),
}
"""Kinds that, without any text, say the same thing every time: T4."""
SILENT_CONFIDENCE = 0.97


class Engine(Protocol):
    """Whatever assigns tiers. Its assignments depend on nothing but the messages and its version."""

    version: str
    """Kept with every assignment; rows of an older version are assigned again."""

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order."""


class SignalsEngine:
    """Scores each tier by the sum of its signals' weights; confidence is the softmax of the scores."""

    version = "signals-2"

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order; each by itself, so batches do not matter."""
        return [_assign(message) for message in messages]


def default_engine() -> Engine:
    """The engine that a run uses."""
    return SignalsEngine()


def silent(message: Message) -> Assignment | None:
    """The assignment of a bare reaction, share or the like, which says the same every time; else None."""
    known = SILENT_KINDS.get(message.kind)
    if known is None or message.text.strip():
        return None
    reason, flag = known
    return Assignment(message.interaction_id, "T4", SILENT_CONFIDENCE, (flag,), None, (reason,))


def _assign(message: Message) -> Assignment:
    bare = silent(message)
    if bare is not None:
        return bare
    signals = find(message)
    chances = _chances(signals)
    best = max(range(len(TIERS)), key=lambda index: chances[index])
    tier = TIERS[best]
    return Assignment(
        interaction_id=message.interaction_id,
        tier=tier,
        confidence=round(chances[best], 3),
        flags=flags(tier, signals, message.kind),
        sentiment=sentiment(signals),
        reasons=reasons(tier, signals, _speaking_for(best, signals)),
        chances=tuple(chances),
    )


def _chances(signals: Signals) -> list[float]:
    scores = list(WEIGHTS["base"])
    for name, strength in signals.strength.items():
        for index, weight in enumerate(WEIGHTS.get(name, ())):
            scores[index] += weight * strength
    top = max(scores)
    raised = [math.exp(score - top) for score in scores]
    total = sum(raised)
    return [value / total for value in raised]


def _speaking_for(index: int, signals: Signals) -> list[str]:
    """The signals that raise this tier, those that raise it most first."""
    raising = {
        name: WEIGHTS[name][index] * strength
        for name, strength in signals.strength.items()
        if name in WEIGHTS
    }
    return sorted((n for n, gain in raising.items() if gain > 0), key=lambda n: (-raising[n], n))
