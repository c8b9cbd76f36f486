"""Labelled messages as sparse matrices, by the same words, pairs, pieces and signals that the engine reads."""

import math
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from scipy import sparse

from tasks.core.items import Message
from tasks.core.tiers.dense import matrix, names
from tasks.core.tiers.signals import find
from tasks.core.tiers.weights import BY_HAND
from tasks.core.tiers.words import pairs, pieces, tokens

FEWEST_OF_WORD, FEWEST_OF_PIECE, FEWEST_OF_SIGNAL = 2, 3, 12
"""In how many messages a feature must occur to be learned from."""
DENSE_SCALE = 0.6
"""Signals are held back less by the ridge the larger this is; found by cross-validation."""
CSR = Any
"""scipy.sparse.csr_matrix; SciPy has no types that mypy knows."""


@dataclass(slots=True)
class Vocabulary:
    """The features of one sort with their rarity, idf = ln((1 + n) / (1 + df)) + 1."""

    features: Callable[[list[str]], list[str]]
    fewest: int
    places: dict[str, int] = field(default_factory=dict)
    rarity: Any = None

    def learn(self, words: Sequence[list[str]]) -> CSR:
        """Choose the features from these messages, and their matrix."""
        seen: Counter[str] = Counter()
        for texts in words:
            seen.update(set(self.features(texts)))
        # A line break would end a name in the packed model.
        kept = sorted(name for name, n in seen.items() if n >= self.fewest and "\n" not in name)
        self.places = {name: place for place, name in enumerate(kept)}
        rarity = [math.log((1 + len(words)) / (1 + seen[name])) + 1 for name in kept]
        self.rarity = np.array(rarity, dtype=np.float16).astype(np.float32)  # as it is packed
        return self.matrix(words)

    def matrix(self, words: Sequence[list[str]]) -> CSR:
        """[message, feature]: TF-IDF, each row of length 1 if every occurrence were a feature of its own."""
        columns: list[int] = []
        ends = [0]
        values: list[Any] = []
        for texts in words:
            found = [self.places[name] for name in self.features(texts) if name in self.places]
            weights = self.rarity[found] if found else np.zeros(0, dtype=np.float32)
            values.append(weights / max(math.sqrt(float(weights @ weights)), 1e-6))
            columns += found
            ends.append(len(columns))
        made = sparse.csr_matrix(
            (np.concatenate(values), columns, ends), shape=(len(words), len(self.places)), dtype=np.float32
        )
        made.sum_duplicates()
        return made


@dataclass(slots=True)
class Features:
    """All sorts together, in the order words, pieces, dense."""

    words: Vocabulary = field(
        default_factory=lambda: Vocabulary(lambda texts: texts + pairs(texts), FEWEST_OF_WORD)
    )
    pieces: Vocabulary = field(
        default_factory=lambda: Vocabulary(
            lambda texts: [p for w in texts for p in pieces(w)], FEWEST_OF_PIECE
        )
    )
    dense_names: tuple[str, ...] = ()

    def learn(self, messages: Sequence[Message]) -> CSR:
        """Choose the features from `messages`, and their matrix."""
        found = [find(message) for message in messages]
        seen = names(messages, found)
        told = {name for name, n in seen.items() if n >= FEWEST_OF_SIGNAL}
        self.dense_names = tuple(sorted(told - BY_HAND.keys()))
        words = [tokens(message.text) for message in messages]
        dense = matrix(messages, found, self.dense_names) * DENSE_SCALE
        return _beside(self.words.learn(words), self.pieces.learn(words), dense)

    def matrix(self, messages: Sequence[Message]) -> CSR:
        """[message, feature] of other messages."""
        words = [tokens(message.text) for message in messages]
        dense = matrix(messages, [find(message) for message in messages], self.dense_names) * DENSE_SCALE
        return _beside(self.words.matrix(words), self.pieces.matrix(words), dense)


def _beside(words: CSR, parts: CSR, dense: Any) -> CSR:
    return sparse.hstack([words, parts, sparse.csr_matrix(dense)]).tocsr()
