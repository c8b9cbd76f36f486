"""A fitted model as the artifact that is shipped: weights of words in single bytes, each tier with its scale."""

from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.artifact import pack
from tasks.core.items import TIERS
from tasks.core.tiers.model import Model
from tasks.training.fitting import Fit, with_context
from tasks.training.matrices import Features, Vocabulary

Array = NDArray[Any]


def ship(
    version: str,
    features: Features,
    fitted: Fit,
    factor: float,
    costs: Mapping[str, float],
    about: dict[str, Any],
) -> bytes:
    """The artifact: every weight times `factor` (see `fitting.warmth`), so that the engine only adds."""
    words, parts = len(features.words.places), len(features.pieces.places)
    dense, names = with_context(fitted, features.dense_names)
    learned = len(features.dense_names)
    dense[:learned] *= factor
    arrays = {
        "bias": (fitted.bias * factor).astype(np.float32),
        "dense": dense.astype(np.float32),
        **_table("words", features.words, fitted.weights[:words] * factor),
        **_table("pieces", features.pieces, fitted.weights[words : words + parts] * factor),
    }
    header = about | {
        "format": 1,
        "version": version,
        "tiers": list(TIERS),
        "dense_names": list(names),
        "costs": dict(costs),
    }
    return pack(arrays | {"spelt": Model.assembled(arrays, header).spelt}, header)


def _table(name: str, vocabulary: Vocabulary, weights: Array) -> dict[str, Array]:
    """Weights in bytes: the largest of a tier is 127 of its scale; what is lost is under 1 % of that."""
    scale = np.maximum(np.abs(weights).max(axis=0), 1e-9) / 127
    names = "\n".join(vocabulary.places).encode("utf-8", "surrogatepass")
    return {
        f"{name}_names": np.frombuffer(names, dtype=np.uint8),
        f"{name}_weights": np.rint(weights / scale).astype(np.int8),
        f"{name}_scale": scale.astype(np.float32),
        f"{name}_idf": vocabulary.rarity.astype(np.float16),
    }
