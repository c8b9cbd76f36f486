"""What the learned model is told beside the words: the readable signals, the kind, and the text's shape."""

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from tasks.core.items import Message
from tasks.core.tiers.signals import Signals
from tasks.core.tiers.words import TEXT_LIMIT

Floats = NDArray[np.float32]


def described(message: Message, signals: Signals) -> dict[str, float]:
    """Each thing that holds of the message, by name, most between 0 and 1."""
    text = message.text[:TEXT_LIMIT]
    words = text.split()
    shape = {
        f"kind={message.kind}": 1.0,
        "characters": min(len(text), 300) / 100,
        "words": math.log1p(len(words)),
        "capitals": sum(len(word) > 1 and word.isupper() for word in words) / (len(words) + 1),
        "question_marks": min(text.count("?"), 3) / 3,
        "exclamation_marks": min(text.count("!"), 3) / 3,
        "lines": min(text.count("\n"), 5) / 5,
        "names": min(text.count("@"), 3) / 3,
        "hashtags": min(text.count("#"), 4) / 4,
        "begins_with_name": float(text.lstrip().startswith("@")),
        "begins_with_rt": float(text.lstrip()[:3].upper() == "RT "),
        "dots": float("..." in text or "…" in text),
        "quotation_mark": float('"' in text or "“" in text),
        "figures": float(any(map(text.__contains__, "0123456789"))),
        "links": min(text.count("http") + text.count("{link}") + text.count("[link]"), 2) / 2,
    }
    return signals.strength | {f"shape:{name}": value for name, value in shape.items()}


def matrix(messages: Sequence[Message], found: Sequence[Signals], names: Sequence[str]) -> Floats:
    """[message, name]: `described` as numbers, 0 for what does not hold; names not listed are left out."""
    place = {name: index for index, name in enumerate(names)}
    filled = np.zeros((len(messages), len(names)), dtype=np.float32)
    for row, (message, signals) in enumerate(zip(messages, found, strict=True)):
        for name, value in described(message, signals).items():
            column = place.get(name)
            if column is not None:
                filled[row, column] = value
    return filled
