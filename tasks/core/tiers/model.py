"""The shipped model: words, pairs of words, pieces of words and signals, each with a weight for every tier.

A multinomial logistic regression over TF-IDF features, kept so that it can be read off by addition: the score of
a tier is the bias, plus the signals' weights, plus the words' (and pairs') weights divided by the length of their
TF-IDF vector, plus the same for the pieces of words (McCallum & Nigam 1998 for words as features; Wang & Manning
2012 for pairs; the pieces let a word speak that was never seen).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import TIERS
from tasks.core.tiers.words import pairs, pieces

Floats = NDArray[np.float32]

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
class Model:
    """Everything the engine has learned, ready to be added up."""

    version: str
    bias: Floats
    dense_names: tuple[str, ...]
    dense: Floats
    """[name, tier]"""
    words: Table
    pieces: Table
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

    def scores(self, words: Sequence[list[str]], dense: Floats) -> Floats:
        """[message, tier] scores on the scale of natural logarithms, before any softmax.

        `words` as `words.tokens` gives them, `dense` as `dense.matrix` makes it for `dense_names`.
        """
        sums = self.bias + dense @ self.dense
        sums += _added(self.words, [texts + pairs(texts) for texts in words])
        sums += self._pieces_added(words)
        return np.asarray(sums, dtype=np.float32)

    def word_weights(self, word: str) -> Floats | None:
        """What a word alone adds to each tier's score before lengths are divided out; None if it is not known."""
        place = self.words.places.get(word)
        return None if place is None else self.words.rows[place, : len(TIERS)]

    def _pieces_added(self, words: Sequence[list[str]]) -> Floats:
        known = self._known
        if len(known) > WORDS_REMEMBERED:
            known.clear()
            self._sums.clear()
        fresh = {word for texts in words for word in texts if word not in known}
        if fresh:
            ordered = sorted(fresh)
            start = sum(map(len, self._sums))
            self._sums.append(_totals(self.pieces, [pieces(word) for word in ordered]))
            known.update(zip(ordered, range(start, start + len(ordered)), strict=True))
            self._sums[:] = [np.concatenate(self._sums)]
        if not known:
            return np.zeros((len(words), len(TIERS)), dtype=np.float32)
        rows = np.vstack([self._sums[0], np.zeros((1, len(TIERS) + 1), dtype=np.float32)])
        return _by_length(_segments(rows, [[known[word] for word in texts] for texts in words]))


def _assembled(arrays: Mapping[str, NDArray[Any]], header: dict[str, Any]) -> Model:
    if header.get("format") != 1 or tuple(header.get("tiers", ())) != TIERS:
        raise ModelError("a model of another format: train it again with this version")
    names = tuple(map(str, header["dense_names"]))
    dense = arrays["dense"].astype(np.float32)
    if dense.shape != (len(names), len(TIERS)) or arrays["bias"].shape != (len(TIERS),):
        raise ModelError("the weights of the signals have another shape than their names")
    return Model(
        version=str(header["version"]),
        bias=arrays["bias"].astype(np.float32),
        dense_names=names,
        dense=dense,
        words=_table(arrays, "words"),
        pieces=_table(arrays, "pieces"),
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


def _added(table: Table, features: Sequence[list[str]]) -> Floats:
    return _by_length(_totals(table, features))


def _totals(table: Table, features: Sequence[list[str]]) -> Floats:
    """[message, tier + 1]: the rows of each message's features, added up."""
    unknown, place = len(table.places), table.places.get
    return _segments(table.rows, [[place(name, unknown) for name in names] for names in features])


def _segments(rows: Floats, chosen: Sequence[list[int]]) -> Floats:
    """Row sums by message; the last of `rows` is all zeros and closes each message's list."""
    nothing = len(rows) - 1
    flat = np.fromiter((index for indices in chosen for index in (*indices, nothing)), dtype=np.int64)
    lengths = np.fromiter((len(indices) + 1 for indices in chosen), dtype=np.int64, count=len(chosen))
    if not len(lengths):
        return np.zeros((0, rows.shape[1]), dtype=np.float32)
    starts = np.cumsum(lengths) - lengths
    return np.asarray(np.add.reduceat(rows[flat], starts, axis=0), dtype=np.float32)


def _by_length(totals: Floats) -> Floats:
    """The tiers' sums divided by the length of the feature vector."""
    length = np.sqrt(np.maximum(totals[:, -1:], 1e-12))
    return np.asarray(totals[:, :-1] / length, dtype=np.float32)
