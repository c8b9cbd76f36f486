"""The learned engine: scores by the shipped model, bent by the brand's own layer, told by the readable signals."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS, Assignment, Message, Tier
from tasks.core.tiers.dense import matrix
from tasks.core.tiers.engine import silent
from tasks.core.tiers.model import Model
from tasks.core.tiers.reasons import NOTHING_FOUND, flags, reasons, sentiment
from tasks.core.tiers.signals import Signals, find
from tasks.core.tiers.words import tokens

Floats = NDArray[np.float32]

PIECE = 2_000
"""Messages scored together: bounds the memory, changes no result."""
NONE = TIERS.index("none")
KNOWN_SHARE = 0.4
FEWEST_WORDS = 3
"""A text of at least so many words of which less than that share was ever seen is in an unknown language."""
UNKNOWN_FLATTENED = 0.6
"""Scores of a text in an unknown language are multiplied by this: less is claimed of it."""
UNWELCOME = frozenset({"spam", "self_promotion", "promotion_and_link", "abuse", "repeated"})
"""Only beside one of these may a text in an unknown language be none."""
UNKNOWN_LANGUAGE = "in a language that is known little here: look"
TELLING_WORDS = 2
TELLING_WEIGHT = 0.5


class Layer(Protocol):
    """What a brand taught: a correction of the shipped model's scores."""

    @property
    def version(self) -> str:
        """Such as "brand-3"."""

    def adjust(self, scores: Floats, dense: Floats, words: Sequence[list[str]]) -> Floats:
        """[message, tier] scores as the brand would have them."""


@dataclass(frozen=True, slots=True)
class Described:
    """Messages as the model sees them: what a brand's layer learns from, too."""

    found: list[Signals]
    words: list[list[str]]
    dense: Floats
    scores: Floats
    """[message, tier] by the shipped model alone, on the scale of natural logarithms."""


class LearnedEngine:
    """Tiers by the learned model; flags, sentiment and reasons by the readable signals."""

    def __init__(self, model: Model, layer: Layer | None = None) -> None:
        """An engine of `model`, corrected by `layer` where the brand has one."""
        self._model = model
        self._layer = layer
        self.version = model.version if layer is None else f"{model.version}+{layer.version}"
        centred = model.dense - model.dense.mean(axis=1, keepdims=True)
        self._gains = {
            name: tuple(map(float, row)) for name, row in zip(model.dense_names, centred, strict=True)
        }

    def describe(self, messages: Sequence[Message]) -> Described:
        """`messages` as the shipped model sees and scores them."""
        found = [find(message) for message in messages]
        words = [tokens(message.text) for message in messages]
        dense = matrix(messages, found, self._model.dense_names)
        return Described(found, words, dense, self._model.scores(words, dense))

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order; each by itself, so batches do not matter."""
        assigned: list[Assignment] = []
        for start in range(0, len(messages), PIECE):
            assigned += self._assign(messages[start : start + PIECE])
        return assigned

    def _assign(self, messages: Sequence[Message]) -> list[Assignment]:
        seen = self.describe(messages)
        scores = seen.scores
        if self._layer is not None:
            scores = self._layer.adjust(scores, seen.dense, seen.words)
        unknown = np.array(
            [self._is_unknown(m, w) for m, w in zip(messages, seen.words, strict=True)], dtype=bool
        )
        scores = np.where(unknown[:, None], scores * UNKNOWN_FLATTENED, scores)
        chances = softmax(scores)
        weighed = chances * self._model.costs
        for row in np.flatnonzero(unknown):
            if UNWELCOME.isdisjoint(seen.found[row].strength):
                weighed[row, NONE] = 0.0
        chosen = weighed.argmax(axis=1)
        return [
            silent(message)
            or self._told(message, seen.found[row], seen.words[row], int(chosen[row]), of, far)
            for row, (message, of, far) in enumerate(
                zip(messages, chances.tolist(), unknown.tolist(), strict=True)
            )
        ]

    def _told(
        self,
        message: Message,
        found: Signals,
        words: list[str],
        best: int,
        chances: list[float],
        is_far: bool,
    ) -> Assignment:
        tier = TIERS[best]
        said = reasons(tier, found, self._speaking_for(best, found))
        if len(said) == 1:
            said = self._with_telling_words(tier, best, said, words)
        return Assignment(
            interaction_id=message.interaction_id,
            tier=tier,
            confidence=round(chances[best], 3),
            flags=flags(tier, found, message.kind),
            sentiment=sentiment(found),
            reasons=(UNKNOWN_LANGUAGE, *said)[:3] if is_far else said,
            chances=tuple(chances),
        )

    def _is_unknown(self, message: Message, words: list[str]) -> bool:
        language = (message.lang or "").lower().replace("_", "-").partition("-")[0]
        if language and language not in {*self._model.languages, "und"}:
            return bool(words)
        real = [word for word in words if word[0].isalpha() and not word.startswith("xx")]
        if len(real) < FEWEST_WORDS:
            return any(len(word) > 40 for word in real)
        known = sum(map(self._model.words.places.__contains__, real))
        return known < KNOWN_SHARE * len(real)

    def _speaking_for(self, best: int, found: Signals) -> list[str]:
        """The signals that raise this tier, those that raise it most first."""
        gains = self._gains
        raising = {
            name: gains[name][best] * strength for name, strength in found.strength.items() if name in gains
        }
        return sorted((n for n, gain in raising.items() if gain > 0), key=lambda n: (-raising[n], n))

    def _with_telling_words(
        self, tier: Tier, best: int, said: tuple[str, ...], words: list[str]
    ) -> tuple[str, ...]:
        weights = {}
        for word in dict.fromkeys(words):
            known = self._model.word_weights(word) if word[0].isalpha() and word[:2] != "xx" else None
            if known is not None:
                weights[word] = float(known[best] - known.mean())
        telling = sorted((w for w in weights if weights[w] >= TELLING_WEIGHT), key=lambda w: (-weights[w], w))
        if not telling:
            return said
        named = "', '".join(word[:24] for word in telling[:TELLING_WORDS])
        shown = f"{NOTHING_FOUND[tier]}: '{named}'"
        return (shown,) if said == (NOTHING_FOUND[tier],) else (*said, shown)


def softmax(scores: Floats) -> Floats:
    """[message, tier] chances that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
