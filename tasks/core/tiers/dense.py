"""What the learned model is told beside the words: the readable signals, the kind, and the text's shape."""

import math
import re
from collections import Counter
from collections.abc import Sequence

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
"""What `_shape` tells, most between 0 and 1."""

_CAPITALS = re.compile(r"\b[A-Z][A-Z]+\b")
_FIGURE = re.compile(r"\d")


def names(messages: Sequence[Message], found: Sequence[Signals]) -> Counter[str]:
    """Everything that can be told of the messages, with of how many it holds."""
    seen: Counter[str] = Counter()
    for message, signals in zip(messages, found, strict=True):
        seen.update(signals.strength)
        seen[f"kind={message.kind}"] += 1
        seen.update(name for name, value in zip(SHAPE, _shape(message.text), strict=True) if value)
    return seen


def matrix(messages: Sequence[Message], found: Sequence[Signals], names: Sequence[str]) -> Floats:
    """[message, name]: how strongly each holds, 0 for what does not; what is not listed is left out."""
    place = {name: index for index, name in enumerate(names)}
    filled = np.zeros((len(messages), len(names) + 1), dtype=np.float32)  # the last column is thrown away
    rows: list[int] = []
    columns: list[int] = []
    values: list[float] = []
    nowhere = len(names)
    for row, (message, signals) in enumerate(zip(messages, found, strict=True)):
        strength = signals.strength
        columns += [place.get(name, nowhere) for name in strength]
        values += strength.values()
        columns.append(place.get(f"kind={message.kind}", nowhere))
        values.append(1.0)
        rows += [row] * (len(strength) + 1)
    filled[rows, columns] = values
    shape = [place.get(name, nowhere) for name in SHAPE]
    filled[:, shape] = np.array([_shape(message.text) for message in messages]).reshape(-1, len(SHAPE))
    return filled[:, :-1]


def _shape(text: str) -> tuple[float, ...]:
    text = text[:TEXT_LIMIT]
    words = len(text.split())
    bare = text.lstrip()
    return (
        min(len(text), 300) / 100,
        math.log1p(words),
        len(_CAPITALS.findall(text)) / (words + 1),
        min(text.count("?"), 3) / 3,
        min(text.count("!"), 3) / 3,
        min(text.count("\n"), 5) / 5,
        min(text.count("@"), 3) / 3,
        min(text.count("#"), 4) / 4,
        float(bare[:1] == "@"),
        float(bare[:3].upper() == "RT "),
        float("..." in text or "…" in text),
        float('"' in text or "“" in text),
        float(_FIGURE.search(text) is not None),
        min(text.count("http") + text.count("{link}") + text.count("[link]"), 2) / 2,
    )
