"""The learned engine: scores by the shipped model, bent by the brand's own layer, told by the readable signals."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from tasks.core.collector import no_collector
from tasks.core.items import TIERS, Assignment, Message, Tier
from tasks.core.tiers.dense import matrix
from tasks.core.tiers.engine import SILENT_CONFIDENCE, silent
from tasks.core.tiers.model import Model
from tasks.core.tiers.reasons import NOTHING_FOUND, flags, reasons, sentiment
from tasks.core.tiers.signals import Signals, find
from tasks.core.tiers.thread import KEEPS_OPEN
from tasks.core.tiers.words import tokens

Floats = NDArray[np.float32]

PIECE = 500
"""Messages scored together: bounds the memory, changes no result. More would not be faster: NumPy then spreads
small products over threads, and the garbage collector walks over more that is alive."""
NONE = TIERS.index("none")
KNOWN_SHARE = 0.4
FEWEST_WORDS = 3
"""A text of at least so many words of which less than that share was ever seen is in an unknown language."""
UNKNOWN_FLATTENED = 0.6
"""Scores of a text in an unknown language are multiplied by this: less is claimed of it."""
UNWELCOME = frozenset({"spam", "self_promotion", "promotion_and_link", "abuse", "repeated"})
"""Only beside one of these may a text in an unknown language be none."""
KIND = frozenset({"praise", "thanks", "thanks_for"})
WAITS = KEEPS_OPEN | {"answers_our_question", "praise_denied"}
"""With a kind or an unwelcome word and none of these, a text gives no reason to fear that it waits unseen."""
UNKNOWN_LANGUAGE = "in a language that is known little here: look"
LONG_NAMES = {"eng": "en", "deu": "de", "ger": "de", "spa": "es", "fra": "fr", "fre": "fr", "por": "pt"}
"""ISO 639-2 names of the languages it learned from."""
_OTHER_SCRIPT = re.compile(r"[^\W\d_\u0000-\u024f]")
TELLING_WORDS = 2
LONGEST_SHOWN = 24


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
    is_far: list[bool]
    """Whether the message is in a language that the model hardly knows."""


class LearnedEngine:
    """Tiers by the learned model; flags, sentiment and reasons by the readable signals."""

    def __init__(self, model: Model, layer: Layer | None = None) -> None:
        """An engine of `model`, corrected by `layer` where the brand has one."""
        self._model = model
        self._layer = layer
        self.version = model.version if layer is None else f"{model.version}+{layer.version}"
        centred = model.dense - model.dense.mean(axis=1, keepdims=True)
        self._languages = frozenset({*model.languages, "und"})
        self._lifts = [
            {name: -gain for name, gain in zip(model.dense_names, column, strict=True) if gain > 0}
            for column in centred.T.tolist()
        ]
        """For each tier the signals that raise it: by how much, with a minus, so that the strongest comes first."""

    def describe(self, messages: Sequence[Message]) -> Described:
        """`messages` as the shipped model sees and scores them."""
        found = [find(message) for message in messages]
        words = [tokens(message.text) for message in messages]
        dense = matrix(messages, found, self._model.dense_names)
        scores, known = self._model.scores(words, dense)
        is_far = [
            self._is_far(message, texts, *counts)
            for message, texts, counts in zip(messages, words, known.tolist(), strict=True)
        ]
        return Described(found, words, dense, scores, is_far)

    def assign(self, messages: Sequence[Message]) -> list[Assignment]:
        """One assignment for each message, in their order; each by itself, so batches do not matter."""
        assigned = list(map(silent, messages))
        speaking = [row for row, known in enumerate(assigned) if known is None]
        for start in range(0, len(speaking), PIECE):
            piece = speaking[start : start + PIECE]
            with no_collector():
                told = self._assign([messages[row] for row in piece])
            for row, found in zip(piece, told, strict=True):
                assigned[row] = found
        return [found for found in assigned if found is not None]

    def _assign(self, messages: Sequence[Message]) -> list[Assignment]:
        seen = self.describe(messages)
        scores = seen.scores
        if self._layer is not None:
            scores = self._layer.adjust(scores, seen.dense, seen.words)
        far = np.array(seen.is_far, dtype=bool)
        scores = np.where(far[:, None], scores * UNKNOWN_FLATTENED, scores)
        chances = softmax(scores)
        likeliest = chances.argmax(axis=1)
        chosen = np.where(far, likeliest, (chances * self._model.costs).argmax(axis=1))
        for row in np.flatnonzero(chosen != likeliest):
            if not may_wait(seen.found[row]):
                chosen[row] = likeliest[row]
        for row in np.flatnonzero(far & (chosen == NONE)):
            if UNWELCOME.isdisjoint(seen.found[row].strength):
                chosen[row] = chances[row, :NONE].argmax()
        return [
            self._wordless(message, seen, row) or self._told(message, seen, row, best, of)
            for row, (message, best, of) in enumerate(
                zip(messages, chosen.tolist(), chances.tolist(), strict=True)
            )
        ]

    def _told(
        self, message: Message, seen: Described, row: int, best: int, chances: list[float]
    ) -> Assignment:
        tier, found = TIERS[best], seen.found[row]
        said = reasons(tier, found, self._speaking_for(best, found))
        if len(said) == 1:
            said = self._with_telling_words(tier, best, said, seen.words[row])
        held = flags(tier, found, message.kind)
        return Assignment(
            interaction_id=message.interaction_id,
            tier=tier,
            confidence=round(chances[best], 3),
            flags=held,
            sentiment=sentiment(found, held),
            reasons=(UNKNOWN_LANGUAGE, *said)[:3] if seen.is_far[row] else said,
            chances=tuple(chances),
        )

    def _wordless(self, message: Message, seen: Described, row: int) -> Assignment | None:
        """The assignment of a message in which nothing can be read and nothing is shown; else None."""
        if seen.words[row] or message.media or message.text.strip(" \0\t\r\n"):
            return None
        reason = (NOTHING_FOUND["T4"],)
        return Assignment(message.interaction_id, "T4", SILENT_CONFIDENCE, ("reaction",), None, reason)

    def _is_far(self, message: Message, words: list[str], real_words: float, known_words: float) -> bool:
        language = (message.lang or "").lower().replace("_", "-").partition("-")[0]
        if language and LONG_NAMES.get(language, language) not in self._languages:
            return real_words > 0
        if real_words and not known_words and any(map(_OTHER_SCRIPT.search, words)):
            return True
        return real_words >= FEWEST_WORDS and known_words < KNOWN_SHARE * real_words

    def _speaking_for(self, best: int, found: Signals) -> list[str]:
        """The signals that raise this tier, those that raise it most first."""
        lifts = self._lifts[best]
        raising = [
            (lifts[name] * strength, name) for name, strength in found.strength.items() if name in lifts
        ]
        raising.sort()
        return [name for _, name in raising]

    def _with_telling_words(
        self, tier: Tier, best: int, said: tuple[str, ...], words: list[str]
    ) -> tuple[str, ...]:
        known = self._model.telling[best]
        raising = sorted((known[word], word) for word in known.keys() & words)
        telling = [word for _, word in raising[:TELLING_WORDS]]
        if not telling:
            return said
        named = "', '".join(word[:LONGEST_SHOWN] for word in telling)
        shown = f"{NOTHING_FOUND[tier]}: '{named}'"
        return (shown,) if said == (NOTHING_FOUND[tier],) else (*said, shown)


def may_wait(found: Signals) -> bool:
    """Whether it is to be feared that the message waits: T1's chance is raised then, by what a miss costs."""
    has = found.strength
    return (KIND.isdisjoint(has) and UNWELCOME.isdisjoint(has)) or not WAITS.isdisjoint(has)


def softmax(scores: Floats) -> Floats:
    """[message, tier] chances that add up to 1."""
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True), dtype=np.float32)
