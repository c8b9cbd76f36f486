"""What the learned model is told beside the words: the readable signals, the kind, and the text's shape."""

import re
from collections import Counter
from collections.abc import Sequence
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import Message
from tasks.core.tiers.reading import TEXT_LIMIT
from tasks.core.tiers.signals import Signals

Floats = NDArray[np.float32]


SHAPE = (
    "characters",
    "words",
    "capitals",
    "question_marks",
    "exclamation_marks",
    "lines",
    "names",
    "hashtags",
    "begins_with_name",
    "begins_with_rt",
    "dots",
    "quotation_mark",
    "figures",
    "links",
)
_MOST = np.array([300, 4000, 4000, 3, 3, 5, 3, 4, 1, 1, 1, 1, 1, 2], dtype=np.float32)
_WHOLE = np.array([100, 1, 1, 3, 3, 5, 3, 4, 1, 1, 1, 1, 1, 2], dtype=np.float32)
"""Counts end at _MOST and are divided by _WHOLE, so that most are between 0 and 1."""
_WORDS, _CAPITAL = SHAPE.index("words"), SHAPE.index("capitals")

# That no letter stands before it is asked after the first capital: the search leaps from capital to capital then.
_CAPITALS = re.compile(r"[A-Z](?<!\w.)[A-Z]+\b")
_FIGURE = re.compile(r"\d")


def names(messages: Sequence[Message], found: Sequence[Signals]) -> Counter[str]:
    """Everything that can be told of the messages, with of how many it holds."""
    seen: Counter[str] = Counter()
    for message, signals in zip(messages, found, strict=True):
        seen.update(signals.strength)
        seen[f"kind={message.kind}"] += 1
        seen.update(name for name, value in zip(SHAPE, _counts(message.text), strict=True) if value)
    return seen


def matrix(messages: Sequence[Message], found: Sequence[Signals], names: Sequence[str]) -> Floats:
    """[message, name]: how strongly each holds, 0 for what does not; what is not listed is left out."""
    nowhere = len(names)
    place = {name: index for index, name in enumerate(names)}
    filled = np.zeros((len(messages), nowhere + 1), dtype=np.float32)  # the last column is thrown away
    columns: list[int] = []
    values: list[float] = []
    for signals in found:
        columns.extend(map(place.get, signals.strength, repeat(nowhere)))
        values.extend(signals.strength.values())
    rows = np.arange(len(messages))
    filled[np.repeat(rows, [len(signals.strength) for signals in found]), columns] = values
    kinds = {kind: place.get(f"kind={kind}", nowhere) for kind in {message.kind for message in messages}}
    filled[rows, [kinds[message.kind] for message in messages]] = 1.0
    shape = [place.get(name, nowhere) for name in SHAPE]
    filled[:, shape] = _shapes(messages)
    return filled[:, :-1]


def _shapes(messages: Sequence[Message]) -> Floats:
    """[message, SHAPE]"""
    counts = chain.from_iterable(_counts(message.text) for message in messages)
    raw = np.fromiter(counts, np.float32, len(messages) * len(SHAPE)).reshape(-1, len(SHAPE))
    shapes = np.minimum(raw, _MOST) / _WHOLE
    words = raw[:, _WORDS]
    shapes[:, _WORDS] = np.log1p(words)
    shapes[:, _CAPITAL] /= words + 1
    return np.asarray(shapes, dtype=np.float32)


def _counts(text: str) -> tuple[int, ...]:
    text = text[:TEXT_LIMIT].strip()
    count = text.count
    return (
        len(text),
        len(text.split()),
        len(_CAPITALS.findall(text)),
        count("?"),
        count("!"),
        count("\n"),
        count("@"),
        count("#"),
        text.startswith("@"),
        text.startswith(("RT ", "rt ", "Rt ")),
        "..." in text or "…" in text,
        '"' in text or "“" in text,
        _FIGURE.search(text) is not None,
        count("http") + count("{link}") + count("[link]"),
    )
