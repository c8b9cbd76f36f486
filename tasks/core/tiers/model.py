"""The shipped model: words, pairs of words, pieces of words and signals, each with a weight for every tier.

A multinomial logistic regression over TF-IDF features, kept so that it can be read off by addition: the score of
a tier is the bias, plus the signals' weights, plus the words' (and pairs') weights divided by the length of their
TF-IDF vector, plus the same for the pieces of words (McCallum & Nigam 1998 for words as features; Wang & Manning
2012 for pairs; the pieces let a word speak that was never seen).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.core.tiers.words import BEGIN, END, pieces

Floats = NDArray[np.float32]

WIDTH = len(TIERS) + 1
"""What a feature adds: to each tier's score, and to the square of the vector's length."""
TELLING = 0.5
"""A word that raises a tier by less says nothing worth showing."""
_NO_PIECE = hash("")
WORDS_REMEMBERED = 80_000
"""So many words' pieces are kept added up; then the memory is emptied, so that it stays flat."""


class ModelError(ValueError):
    """The bytes are not a model that this version can read."""


@dataclass(frozen=True, slots=True)
class Table:
    """Features of one sort: `places` name -> row; `rows` [feature + 1, tier + 1]: what the feature adds to each
    tier's score and to the square of the vector's length. The last row is for what is not known: nothing."""

    places: dict[str, int]
    rows: Floats


@dataclass(frozen=True, slots=True)
class Pairs:
    """Neighbouring words: `keys` are left x words + right, sorted, of the words' rows in their table; `rows` as in
    Table. Looked up by bisection, all pairs of a batch at once."""

    keys: NDArray[np.int64]
    rows: Floats


@dataclass(frozen=True, slots=True)
class Pieces:
    """Pieces of words: `keys` are their hashes, sorted; `rows` as in Table. By name they took five times the memory.
    That two of 60,000 share 64 bits is to be expected once in 10,000,000,000 processes; that one which was never seen
    has those of a known one, once in 30,000,000 that each see ten million. Each process has a salt of its own."""

    keys: NDArray[np.int64]
    rows: Floats

    @classmethod
    def named(cls, names: Sequence[str], rows: Floats) -> "Pieces":
        """The pieces called `names`, with their `rows` in that order."""
        keys = np.fromiter(map(hash, names), dtype=np.int64, count=len(names))
        order = np.argsort(keys)
        return cls(keys[order], np.concatenate((rows[:-1][order], rows[-1:])))

    def rows_of(self, keys: NDArray[np.int64]) -> Floats:
        """[key, tier + 1]: the row of each, the last one (nothing) for what is not known."""
        found = np.minimum(np.searchsorted(self.keys, keys), max(len(self.keys) - 1, 0))
        known = self.keys[found] == keys if len(self.keys) else np.zeros(len(keys), dtype=bool)
        return np.asarray(self.rows[np.where(known, found, len(self.keys))], dtype=np.float32)


@dataclass(frozen=True)
class Model:
    """Everything the engine has learned, ready to be added up."""

    version: str
    bias: Floats
    dense_names: tuple[str, ...]
    dense: Floats
    """[name, tier]"""
    words: Table
    pairs: Pairs
    pieces: Pieces
    spelt: Floats
    """[word of `words`, tier + 1]: what its pieces add up to. A word that was learned from is not taken apart."""
    costs: Floats
    """[tier]: by how much its chance is raised when the tier is chosen: what a miss costs."""
    languages: tuple[str, ...]
    """Those that it learned from."""
    header: dict[str, Any]
    _known: dict[str, int] = field(default_factory=dict, repr=False)
    _sums: list[Floats] = field(default_factory=list, repr=False)

    @classmethod
    def assembled(cls, arrays: Mapping[str, NDArray[Any]], header: dict[str, Any]) -> "Model":
        """The model of `arrays` and `header` as `tasks.artifact` unpacks them. Raises ModelError."""
        try:
            return _assembled(arrays, header)
        except (KeyError, ValueError, TypeError) as error:
            raise (
                error if isinstance(error, ModelError) else ModelError(f"not a tier model: {error}")
            ) from error

    def scores(self, words: Sequence[list[str]], dense: Floats) -> tuple[Floats, Floats]:
        """[message, tier] scores on the scale of natural logarithms, before any softmax; and [message, 2] how many
        real words each has, and how many of them were ever learned from.

        `words` as `words.tokens` gives them, `dense` as `dense.matrix` makes it for `dense_names`.
        """
        table, place = self._remembered(words), self._known.__getitem__
        begin, end = place(BEGIN), place(END)
        flat, starts = _flat([[begin, *map(place, texts), end] for texts in words])
        if not len(starts):
            return np.zeros((0, len(TIERS)), dtype=np.float32), np.zeros((0, 2), dtype=np.float32)
        rows = table[flat]
        self._add_pairs(rows, flat)
        added = np.add.reduceat(rows, starts, axis=0)
        sums = self.bias + dense @ self.dense
        sums += _by_length(added[:, :WIDTH])
        sums += _by_length(added[:, WIDTH:-2])
        return np.asarray(sums, dtype=np.float32), added[:, -2:]

    def _add_pairs(self, rows: Floats, flat: NDArray[np.int64]) -> None:
        """To the `rows` of words, each numbered in `flat`: what each adds together with the word after it."""
        if not len(self.pairs.keys):
            return
        places = np.minimum(flat, len(self.words.places))
        # The last of a message and the first of the next are END and BEGIN, which no pair has in this order.
        keys = places[:-1] * len(self.words.rows) + places[1:]
        found = np.minimum(np.searchsorted(self.pairs.keys, keys), len(self.pairs.keys) - 1)
        known = np.flatnonzero(self.pairs.keys[found] == keys)
        rows[known, :WIDTH] += self.pairs.rows[found[known]]

    @cached_property
    def telling(self) -> list[dict[str, float]]:
        """For each tier the words that raise it by themselves: by how much above the mean of all tiers, with a minus
        before it, so that the strongest comes first."""
        raised = self.words.rows[:-1, : len(TIERS)]
        raised = raised - raised.mean(axis=1, keepdims=True)
        names = list(self.words.places)
        return [
            {
                names[place]: -float(column[place])
                for place in np.flatnonzero(column >= TELLING).tolist()
                if is_real(names[place])
            }
            for column in raised.T
        ]

    def _remembered(self, words: Sequence[list[str]]) -> Floats:
        """What `_by_word` gives for each word of `_known`, by its number there; perhaps with room behind it."""
        known = self._known
        if not known or len(known) > WORDS_REMEMBERED:
            known.clear()
            known.update(self.words.places)
            self._sums[:] = [self._learned]
        fresh = sorted(set[str]().union(*words).difference(known))
        if fresh:
            begin, end = len(known), len(known) + len(fresh)
            if end > len(self._sums[0]):
                room = np.zeros_like(self._sums[0], shape=(end * 3 // 2, self._sums[0].shape[1]))
                room[:begin] = self._sums[0][:begin]
                self._sums[:] = [room]
            self._sums[0][begin:end] = self._by_word(fresh, spelt(fresh, self.pieces))
            known.update(zip(fresh, range(begin, end), strict=True))
        return self._sums[0]

    @cached_property
    def _learned(self) -> Floats:
        return self._by_word(list(self.words.places), self.spelt)

    def _by_word(self, words: Sequence[str], spelt: Floats) -> Floats:
        """[word, 2 x (tier + 1) + 2]: what each adds as a word and what its pieces add up to (`spelt`), whether it is
        real and, if so, whether it was learned from. An edge is no word: it has no pieces."""
        places, nothing = self.words.places, len(self.words.places)
        rows = np.zeros((len(words), 2 * WIDTH + 2), dtype=np.float32)
        rows[:, :WIDTH] = self.words.rows[[places.get(word, nothing) for word in words]]
        rows[:, WIDTH:-2] = np.where([[word in (BEGIN, END)] for word in words], 0, spelt)
        rows[:, -2] = [is_real(word) for word in words]
        rows[:, -1] = rows[:, -2] * [word in places for word in words]
        return rows


def is_real(word: str) -> bool:
    """Whether a token is a word of some language, not a mark, an emoji, a figure or a stand-in."""
    return word[0].isalpha() and word[:2] != "xx"


def spelt(words: Sequence[str], known: Pieces) -> Floats:
    """[word, tier + 1]: what the pieces of each word add up to, by those that are `known`."""
    # Each list is closed by a key that no piece has, for words without any: the sums are taken from a place on.
    flat, starts = _flat([[*map(hash, pieces(word)), _NO_PIECE] for word in words])
    if not len(starts):
        return np.zeros((0, known.rows.shape[1]), dtype=np.float32)
    return np.asarray(np.add.reduceat(known.rows_of(flat), starts, axis=0), dtype=np.float32)


def _assembled(arrays: Mapping[str, NDArray[Any]], header: dict[str, Any]) -> Model:
    if header.get("format") != 1 or tuple(header.get("tiers", ())) != TIERS:
        raise ModelError("a model of another format: train it again with this version")
    names = tuple(map(str, header["dense_names"]))
    dense = arrays["dense"].astype(np.float32)
    if dense.shape != (len(names), len(TIERS)) or arrays["bias"].shape != (len(TIERS),):
        raise ModelError("the weights of the signals have another shape than their names")
    # First: what reading them takes for a moment, the words then take for good.
    parts = Pieces.named(*_table(arrays, "pieces"))
    words, pairs = _split(*_table(arrays, "words"))
    learned = arrays["spelt"].astype(np.float32) if "spelt" in arrays else spelt(list(words.places), parts)
    if learned.shape != (len(words.places), len(TIERS) + 1):
        raise ModelError("spelt: other words than those of the model")
    return Model(
        version=str(header["version"]),
        bias=arrays["bias"].astype(np.float32),
        dense_names=names,
        dense=dense,
        words=words,
        pairs=pairs,
        pieces=parts,
        spelt=learned,
        costs=np.array([float(header["costs"].get(tier, 1.0)) for tier in TIERS], dtype=np.float32),
        languages=tuple(map(str, header["languages"])),
        header=header,
    )


def _table(arrays: Mapping[str, NDArray[Any]], name: str) -> tuple[list[str], Floats]:
    """The features of that sort, and their rows as in Table."""
    features = arrays[f"{name}_names"].tobytes().decode().split("\n")
    weights, scale = arrays[f"{name}_weights"], arrays[f"{name}_scale"]
    rarity = arrays[f"{name}_idf"].astype(np.float32)
    if weights.shape != (len(features), len(TIERS)) or rarity.shape != (len(features),):
        raise ModelError(f"{name}: weights, rarities and names differ in number")
    rows = np.zeros((len(features) + 1, len(TIERS) + 1), dtype=np.float32)
    rows[:-1, :-1] = weights.astype(np.float32) * scale.astype(np.float32) * rarity[:, None]
    rows[:-1, -1] = rarity * rarity
    return features, rows


def _split(names: list[str], together: Floats) -> tuple[Table, Pairs]:
    """Single words, and pairs of them: a pair is learned from only where both of its words are."""
    single = [row for row, name in enumerate(names) if " " not in name]
    places = {names[row]: place for place, row in enumerate(single)}
    places |= {name: len(places) + n for n, name in enumerate((BEGIN, END)) if name not in places}
    rows = np.zeros((len(places) + 1, together.shape[1]), dtype=np.float32)
    rows[: len(single)] = together[single]
    keyed = []
    for row, name in enumerate(names):
        left, _, right = name.partition(" ")
        if left in places and right in places:
            keyed.append((places[left] * len(rows) + places[right], row))
    keyed.sort()
    paired = np.zeros((len(keyed) + 1, rows.shape[1]), dtype=np.float32)
    paired[:-1] = together[[row for _, row in keyed]]
    return Table(places, rows), Pairs(np.array([key for key, _ in keyed], dtype=np.int64), paired)


def _flat(chosen: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lists behind each other, and where each begins."""
    lengths = np.fromiter(map(len, chosen), dtype=np.int64, count=len(chosen))
    flat = np.fromiter(chain.from_iterable(chosen), dtype=np.int64, count=int(lengths.sum()))
    return flat, np.cumsum(lengths) - lengths


def _by_length(totals: Floats) -> Floats:
    """The tiers' sums divided by the length of the feature vector."""
    length = np.sqrt(np.maximum(totals[:, -1:], 1e-12))
    return np.asarray(totals[:, :-1] / length, dtype=np.float32)
