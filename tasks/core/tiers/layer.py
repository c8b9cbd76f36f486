"""What a brand taught, as it is kept and applied: a correction of the shipped model's scores.

The score of a tier is the shipped one, plus the brand's bias, plus its weights of the readable signals, plus its
weights of words. Words are weighed by how rare they are, and those of a message together have the length 1, so that
one among many says little.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from math import sqrt
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.core.stopwords import STOPWORDS

Floats = NDArray[np.float32]

MOST_WORDS = 2_000
LONGEST_WORD = 40
MOST_NAMES = 500
LARGEST_WEIGHT = 100.0
LARGEST_JSON = 1_000_000
"""Bounds of a layer: of its words and signals, of a word and the JSON in characters, of a weight."""
SHORTEST_WORD = 2
"""In characters: in some scripts that is a whole one."""
DECIMALS = 5
"""Of a kept weight: what is stored is what was measured."""
_FORMAT = 1


class LayerError(ValueError):
    """The text is not a layer that this version can read."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A correction of scores, and what it was learned for."""

    dense_names: tuple[str, ...]
    bias: Floats
    dense: Floats
    """[name, tier]"""
    words: dict[str, int]
    """Word -> its place in the next two."""
    rarity: tuple[float, ...]
    """Of each word, 0 (everywhere) to almost 1 (hardly anywhere)."""
    word_weights: Floats
    """[word, tier]"""
    version: str = "brand-0"

    @classmethod
    def none(cls, dense_names: Sequence[str]) -> "Layer":
        """The layer that changes nothing."""
        nothing = np.zeros((0, len(TIERS)), dtype=np.float32)
        dense = np.zeros((len(dense_names), len(TIERS)), dtype=np.float32)
        bias = np.zeros(len(TIERS), dtype=np.float32)
        return cls(tuple(dense_names), bias, dense, {}, (), nothing)

    def named(self, version: str) -> "Layer":
        """This layer as the version `version` of a brand's."""
        return replace(self, version=version)

    def adjust(self, scores: Floats, dense: Floats, words: Sequence[list[str]]) -> Floats:
        """[message, tier] scores as the brand would have them. ValueError for signals of another model."""
        adjusted = scores + self.bias + dense @ self.dense
        if self.words:
            adjusted = adjusted + Bag.of(words, self.words, self.rarity).times(self.word_weights)
        return np.asarray(adjusted, dtype=np.float32)

    def to_json(self) -> str:
        """The layer as JSON: numbers, names and words alone."""
        return json.dumps(
            {
                "format": _FORMAT,
                "tiers": TIERS,
                "dense_names": self.dense_names,
                "bias": _plain(self.bias),
                "dense": _plain(self.dense),
                "words": list(self.words),
                "rarity": self.rarity,
                "word_weights": _plain(self.word_weights),
            },
            ensure_ascii=False,
        )

    @classmethod
    def from_json(cls, text: str, version: str = "brand-0") -> "Layer":
        """The layer that `to_json` wrote. Raises LayerError for anything else; nothing in it is executed."""
        if len(text) > LARGEST_JSON:
            raise LayerError(f"a layer has at most {LARGEST_JSON:,} characters, this has {len(text):,}")
        try:
            data = json.loads(text)
        except (ValueError, RecursionError) as error:
            raise LayerError(f"not JSON: {error}") from error
        if not isinstance(data, dict) or data.get("format") != _FORMAT or data.get("tiers") != list(TIERS):
            raise LayerError("not a layer, or one of another format: learn it again with this version")
        names = _strings(data, "dense_names", MOST_NAMES)
        words = _strings(data, "words", MOST_WORDS)
        if any(len(word) > LONGEST_WORD for word in words):
            raise LayerError(f"words: one is longer than {LONGEST_WORD} characters")
        return cls(
            names,
            _numbers(data, "bias", (len(TIERS),)),
            _numbers(data, "dense", (len(names), len(TIERS))),
            {word: row for row, word in enumerate(words)},
            tuple(_numbers(data, "rarity", (len(words),)).tolist()),
            _numbers(data, "word_weights", (len(words), len(TIERS))),
            version,
        )


@dataclass(frozen=True, slots=True)
class Bag:
    """Messages' words as a sparse matrix [message, word]: by message, and each message's words have length 1 in all."""

    starts: NDArray[np.int64]
    """Where each message's entries begin; one more for the end."""
    columns: NDArray[np.int64]
    values: Floats

    @classmethod
    def of(cls, texts: Sequence[list[str]], places: dict[str, int], rarity: Sequence[float]) -> "Bag":
        """`places` word -> column; other words of a subject only make these count for less."""
        starts, columns, values = [0], list[int](), list[float]()
        for text in texts:
            known = {place: rarity[place] for word in text if (place := places.get(word)) is not None}
            if known:
                others = {word for word in text if word not in places and names_a_subject(word)}
                length = sqrt(sum(weight * weight for weight in known.values()) + len(others)) or 1.0
                columns += known
                values += [weight / length for weight in known.values()]
            starts.append(len(columns))
        return cls(
            np.array(starts, dtype=np.int64),
            np.array(columns, dtype=np.int64),
            np.array(values, dtype=np.float32),
        )

    def times(self, weights: NDArray[Any]) -> NDArray[Any]:
        """[message, tier]: the sums of the messages' words' rows of `weights`."""
        return _sums(self.values[:, None] * weights[self.columns], self.starts)

    def turned(self, words: int) -> "Bag":
        """The transpose: by word, of which there are `words`."""
        order = np.argsort(self.columns, kind="stable")
        rows = np.repeat(np.arange(len(self.starts) - 1), np.diff(self.starts))
        counts = np.bincount(self.columns, minlength=words)
        return Bag(np.concatenate([[0], np.cumsum(counts)]), rows[order], self.values[order])


def _sums(rows: NDArray[Any], starts: NDArray[np.int64]) -> NDArray[Any]:
    """Sums of `rows` from each start up to the next; an empty stretch sums to nothing."""
    total = np.concatenate([np.zeros((1, rows.shape[1])), np.cumsum(rows, axis=0, dtype=np.float64)])
    return np.asarray(total[starts[1:]] - total[starts[:-1]])


def names_a_subject(word: str) -> bool:
    """Whether a token means something by itself: no mark, no figure, none of the little words."""
    return len(word) >= SHORTEST_WORD and word[0].isalpha() and word not in STOPWORDS


def kept(values: NDArray[Any]) -> Floats:
    """Weights as a layer keeps them: rounded, so that they come out of JSON as they went in."""
    return np.asarray(np.round(values, DECIMALS), dtype=np.float32)


def _plain(values: Floats) -> Any:
    return np.round(values.astype(np.float64), DECIMALS).tolist()


def _strings(data: dict[str, Any], name: str, most: int) -> tuple[str, ...]:
    found = data.get(name)
    if not isinstance(found, list) or not all(isinstance(each, str) for each in found):
        raise LayerError(f"{name}: expected a list of strings")
    if len(found) > most or len(set(found)) < len(found):
        raise LayerError(f"{name}: expected at most {most:,}, none of them twice")
    return tuple(found)


def _numbers(data: dict[str, Any], name: str, shape: tuple[int, ...]) -> Floats:
    rows = data.get(name)
    if not isinstance(rows, list) or len(rows) != shape[0]:
        raise LayerError(f"{name}: expected {shape[0]} entries")
    flat = rows if len(shape) == 1 else [n for row in rows for n in (row if isinstance(row, list) else [row])]
    if len(shape) > 1 and any(not isinstance(row, list) or len(row) != shape[1] for row in rows):
        raise LayerError(f"{name}: expected {shape[1]} numbers in each entry")
    if not all(type(n) in {int, float} and abs(n) <= LARGEST_WEIGHT for n in flat):
        raise LayerError(f"{name}: expected numbers from -{LARGEST_WEIGHT:g} to {LARGEST_WEIGHT:g}")
    return np.array(flat, dtype=np.float32).reshape(shape)
