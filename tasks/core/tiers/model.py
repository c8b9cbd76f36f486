"""The shipped model: words, pairs of words, pieces of words and signals, each with a weight for every tier.

A multinomial logistic regression over TF-IDF features, kept so that it can be read off by addition: the score of
a tier is the bias, plus the signals' weights, plus the words' (and pairs') weights divided by the length of their
TF-IDF vector, plus the same for the pieces of words (McCallum & Nigam 1998 for words as features; Wang & Manning
2012 for pairs; the pieces let a word speak that was never seen).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import chain, repeat
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.core.tiers.words import BEGIN, END, pieces

Floats = NDArray[np.float32]

TELLING = 0.5
"""A word that raises a tier by less says nothing worth showing."""
WORDS_REMEMBERED = 200_000
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
    pieces: Table
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
        sums = self.bias + dense @ self.dense
        sums += _by_length(self._words_and_pairs(words))
        remembered = self._remembered(words)
        by_word = _segments(remembered, [list(map(self._known.__getitem__, texts)) for texts in words])
        sums += _by_length(by_word[:, : len(TIERS) + 1])
        return np.asarray(sums, dtype=np.float32), by_word[:, len(TIERS) + 1 :]

    def _words_and_pairs(self, words: Sequence[list[str]]) -> Floats:
        """[message, tier + 1]: what words and neighbours add."""
        place, nothing = self.words.places.get, len(self.words.places)
        begin, end, unknown = place(BEGIN, nothing), place(END, nothing), repeat(nothing)
        flat, starts = _flat([[begin, *map(place, texts, unknown), end] for texts in words])
        if not len(starts):
            return np.zeros((0, len(TIERS) + 1), dtype=np.float32)
        # The last of a message and the first of the next are END and BEGIN, which no pair has in this order.
        keys = flat[:-1] * len(self.words.rows) + flat[1:]
        found = np.minimum(np.searchsorted(self.pairs.keys, keys), max(len(self.pairs.keys) - 1, 0))
        known = self.pairs.keys[found] == keys if len(self.pairs.keys) else np.zeros(len(keys), dtype=bool)
        rows = self.words.rows[flat]
        rows[:-1] += self.pairs.rows[np.where(known, found, len(self.pairs.keys))]
        return np.asarray(np.add.reduceat(rows, starts, axis=0), dtype=np.float32)

    @cached_property
    def telling(self) -> dict[str, tuple[float, ...]]:
        """Words that say something by themselves: by how much they raise each tier above the mean of all."""
        raised = self.words.rows[:-1, : len(TIERS)]
        raised = raised - raised.mean(axis=1, keepdims=True)
        strong = raised.max(axis=1) >= TELLING
        names = list(self.words.places)
        return {
            names[place]: tuple(raised[place].tolist())
            for place in np.flatnonzero(strong).tolist()
            if is_real(names[place])
        }

    def _remembered(self, words: Sequence[list[str]]) -> Floats:
        """[word, tier + 3]: pieces added up, for each word of `_known`; closed by a row of zeros."""
        known = self._known
        if not known or len(known) > WORDS_REMEMBERED:
            known.clear()
            known.update(self.words.places)
            self._sums[:] = [_closed(self.spelt, list(known), is_learned=True)]
        fresh = sorted(set[str]().union(*words).difference(known))
        if fresh:
            before = self._sums[0][:-1]
            sums = _closed(spelt(fresh, self.pieces), fresh, is_learned=False)
            known.update(zip(fresh, range(len(before), len(before) + len(fresh)), strict=True))
            self._sums[:] = [np.concatenate([before, sums])]
        return self._sums[0]


def is_real(word: str) -> bool:
    """Whether a token is a word of some language, not a mark, an emoji, a figure or a stand-in."""
    return word[0].isalpha() and word[:2] != "xx"


def spelt(words: Sequence[str], known: Table) -> Floats:
    """[word, tier + 1]: what the pieces of each word add up to, by the table of `known` pieces."""
    unknown, place = len(known.places), known.places.get
    return _segments(known.rows, [[place(name, unknown) for name in pieces(word)] for word in words])


def _closed(sums: Floats, words: Sequence[str], *, is_learned: bool) -> Floats:
    """`sums` with two columns more, whether each word is real and, if so, learned from; and a row of zeros."""
    closed = np.zeros((len(words) + 1, sums.shape[1] + 2), dtype=np.float32)
    closed[:-1, :-2] = sums
    closed[:-1, -2] = [is_real(word) for word in words]
    closed[:, -1] = closed[:, -2] * is_learned
    return closed


def _assembled(arrays: Mapping[str, NDArray[Any]], header: dict[str, Any]) -> Model:
    if header.get("format") != 1 or tuple(header.get("tiers", ())) != TIERS:
        raise ModelError("a model of another format: train it again with this version")
    names = tuple(map(str, header["dense_names"]))
    dense = arrays["dense"].astype(np.float32)
    if dense.shape != (len(names), len(TIERS)) or arrays["bias"].shape != (len(TIERS),):
        raise ModelError("the weights of the signals have another shape than their names")
    words, pairs = _split(_table(arrays, "words"))
    parts = _table(arrays, "pieces")
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


def _table(arrays: Mapping[str, NDArray[Any]], name: str) -> Table:
    features = arrays[f"{name}_names"].tobytes().decode().split("\n")
    weights, scale = arrays[f"{name}_weights"], arrays[f"{name}_scale"]
    rarity = arrays[f"{name}_idf"].astype(np.float32)
    if weights.shape != (len(features), len(TIERS)) or rarity.shape != (len(features),):
        raise ModelError(f"{name}: weights, rarities and names differ in number")
    rows = np.zeros((len(features) + 1, len(TIERS) + 1), dtype=np.float32)
    rows[:-1, :-1] = weights.astype(np.float32) * scale.astype(np.float32) * rarity[:, None]
    rows[:-1, -1] = rarity * rarity
    return Table(dict(zip(features, range(len(features)), strict=True)), rows)


def _split(together: Table) -> tuple[Table, Pairs]:
    """Single words, and pairs of them: a pair is learned from only where both of its words are."""
    names = list(together.places)
    single = [row for row, name in enumerate(names) if " " not in name]
    places = {names[row]: place for place, row in enumerate(single)}
    places |= {name: len(places) + n for n, name in enumerate((BEGIN, END)) if name not in places}
    rows = np.zeros((len(places) + 1, together.rows.shape[1]), dtype=np.float32)
    rows[: len(single)] = together.rows[single]
    keyed = []
    for row, name in enumerate(names):
        left, _, right = name.partition(" ")
        if left in places and right in places:
            keyed.append((places[left] * len(rows) + places[right], row))
    keyed.sort()
    paired = np.zeros((len(keyed) + 1, rows.shape[1]), dtype=np.float32)
    paired[:-1] = together.rows[[row for _, row in keyed]]
    return Table(places, rows), Pairs(np.array([key for key, _ in keyed], dtype=np.int64), paired)


def _flat(chosen: list[list[int]]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The lists behind each other, and where each begins."""
    lengths = np.fromiter(map(len, chosen), dtype=np.int64, count=len(chosen))
    flat = np.fromiter(chain.from_iterable(chosen), dtype=np.int64, count=int(lengths.sum()))
    return flat, np.cumsum(lengths) - lengths


def _segments(rows: Floats, chosen: list[list[int]]) -> Floats:
    """Row sums by message; the last of `rows` is all zeros, and its index closes each list of `chosen`."""
    for indices in chosen:
        indices.append(len(rows) - 1)
    flat, starts = _flat(chosen)
    if not len(starts):
        return np.zeros((0, rows.shape[1]), dtype=np.float32)
    return np.asarray(np.add.reduceat(rows[flat], starts, axis=0), dtype=np.float32)


def _by_length(totals: Floats) -> Floats:
    """The tiers' sums divided by the length of the feature vector."""
    length = np.sqrt(np.maximum(totals[:, -1:], 1e-12))
    return np.asarray(totals[:, :-1] / length, dtype=np.float32)
