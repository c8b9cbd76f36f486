"""How a brand's layer is learned: a strongly regularised multinomial-logistic regression over the shipped scores.

With Gaussian priors (ridge) on bias, signals and words it is the most probable correction; without rulings that is
none. Only words that mean a subject are learned from, for marks and little words the signals know already.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from math import log, sqrt

import numpy as np

from tasks.core.items import TIERS, Tier
from tasks.core.tiers.descent import Doubles, least
from tasks.core.tiers.layer import LONGEST_WORD, MOST_WORDS, Bag, Floats, Layer, kept, names_a_subject

FEWEST_OF_A_WORD = 3
"""Rulings that hold a word before it is learned from: two of them share many by chance."""
BIAS_HELD, SIGNALS_HELD, WORDS_HELD = 400.0, 400.0, 0.1
"""How firmly the three are held at zero (ridge penalties; one over the prior's variance).

Found by trial on real messages: what a brand means by right is told by its subjects, that is by words. Bias and
signals, let loose, move every message, and T1 in particular where nobody ruled one.
"""


@dataclass(frozen=True, slots=True)
class Lesson:
    """What a layer learns from, a row a message."""

    scores: Floats
    """[message, tier] of the shipped model alone."""
    dense: Floats
    words: Sequence[list[str]]
    tiers: Sequence[Tier | None]
    """What a person ruled; None: nobody did, and the message is to stay as the shipped model has it."""
    weights: Sequence[float]
    """How much each counts; a ruling counts 1."""


def learn(dense_names: Sequence[str], lesson: Lesson) -> Layer:
    """The most probable correction after `lesson`; always the same for the same. Without rulings, none.

    `dense_names` name the signals. Raises NotConverged, which a convex function with a ridge gives no reason for.
    """
    if not any(lesson.tiers):
        return Layer.none(dense_names)
    words = _worth_learning(lesson)
    unruled = [text for text, tier in zip(lesson.words, lesson.tiers, strict=True) if tier is None]
    rarity = _rarity(words, unruled)
    centre = np.average(lesson.dense, axis=0, weights=np.asarray(lesson.weights))
    problem = _Problem(lesson, lesson.dense - centre, Bag.of(lesson.words, words, rarity))
    bias, dense, word_weights = problem.apart(problem.solve())
    return Layer(
        tuple(dense_names),
        kept(bias - centre @ dense),
        kept(dense),
        words,
        rarity,
        kept(word_weights),
    )


class _Problem:
    """What is to be made least: the rulings' surprise, and a ridge. Unknowns are scaled so that one fits all."""

    def __init__(self, lesson: Lesson, dense: Floats, bag: Bag) -> None:
        self._scores = lesson.scores.astype(np.float64)
        self._weights = np.asarray(lesson.weights, dtype=np.float64)[:, None]
        self._wanted = _chances(self._scores)
        for row, tier in enumerate(lesson.tiers):
            if tier is not None:
                self._wanted[row] = [float(each == tier) for each in TIERS]
        ones = np.full((len(dense), 1), 1 / sqrt(BIAS_HELD))
        self._plain = np.hstack([ones, dense.astype(np.float64) / sqrt(SIGNALS_HELD)])
        self._words = int(bag.columns.max(initial=-1)) + 1
        scaled = replace(bag, values=(bag.values / np.float32(sqrt(WORDS_HELD))))
        self._bag, self._by_word = scaled, scaled.turned(self._words)

    def solve(self) -> Doubles:
        """The unknowns at the least."""
        return least(self._value, np.zeros((self._plain.shape[1] + self._words) * len(TIERS)))

    def apart(self, found: Doubles) -> tuple[Doubles, Doubles, Doubles]:
        """Bias, [signal, tier] and [word, tier] weights, unscaled."""
        rows = found.reshape(-1, len(TIERS))
        plain = self._plain.shape[1]
        return (
            rows[0] / sqrt(BIAS_HELD),
            rows[1:plain] / sqrt(SIGNALS_HELD),
            rows[plain:] / sqrt(WORDS_HELD),
        )

    def _value(self, unknowns: Doubles) -> tuple[float, Doubles]:
        rows = unknowns.reshape(-1, len(TIERS))
        plain = self._plain.shape[1]
        scores = self._scores + self._plain @ rows[:plain] + self._bag.times(rows[plain:])
        top = scores.max(axis=1, keepdims=True)
        logs = scores - top - np.log(np.exp(scores - top).sum(axis=1, keepdims=True))
        wrong = self._weights * (np.exp(logs) - self._wanted)
        value = -float((self._weights * self._wanted * logs).sum()) + float(unknowns @ unknowns) / 2
        slope = np.vstack([self._plain.T @ wrong, self._by_word.times(wrong)])
        return value, slope.ravel() + unknowns


def _worth_learning(lesson: Lesson) -> dict[str, int]:
    """Words of a subject that enough rulings hold, the most common first, then by the alphabet; word -> place."""
    counts = Counter(
        word
        for text, tier in zip(lesson.words, lesson.tiers, strict=True)
        if tier is not None
        for word in set(text)
        if len(word) <= LONGEST_WORD and names_a_subject(word)
    )
    enough = sorted((w for w, n in counts.items() if n >= FEWEST_OF_A_WORD), key=lambda w: (-counts[w], w))
    return {word: place for place, word in enumerate(enough[:MOST_WORDS])}


def _rarity(words: Iterable[str], texts: Sequence[list[str]]) -> tuple[float, ...]:
    """Inverse document frequency among what nobody ruled on, scaled: 0 for a word in all of it, 1 for one in none."""
    counts = Counter(word for text in texts for word in set(text))
    whole = log(2 + len(texts))
    shares = np.array([log((2 + len(texts)) / (1 + counts[word])) / whole for word in words])
    return tuple(kept(shares).tolist())


def _chances(scores: Doubles) -> Doubles:
    raised = np.exp(scores - scores.max(axis=1, keepdims=True))
    return np.asarray(raised / raised.sum(axis=1, keepdims=True))
