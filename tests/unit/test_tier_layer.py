"""A brand's layer: nothing without rulings, little with few, kept as plain numbers, and never executed."""

import json
import re
from collections.abc import Sequence
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.items import TIERS, Tier
from tasks.core.tiers.descent import NotConverged, least
from tasks.core.tiers.layer import LARGEST_JSON, MOST_WORDS, Layer, LayerError
from tasks.core.tiers.learning import Lesson, learn

NAMES = ("asks", "thanks")


def words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", text.lower())


def lesson(texts: Sequence[str], tiers: Sequence[Tier | None]) -> Lesson:
    """Messages that the shipped model takes for a T1, rather surely; the even ones ask."""
    scores = np.tile(np.array([2.0, 0.0, -1.0, 0.0, -1.0], dtype=np.float32), (len(texts), 1))
    dense = np.zeros((len(texts), 2), dtype=np.float32)
    dense[::2, 0] = 1
    return Lesson(scores, dense, [words(text) for text in texts], tiers, [1.0] * len(texts))


def tier_of(layer: Layer, text: str) -> Tier:
    adjusted = layer.adjust(lesson([text], [None]).scores, np.zeros((1, 2), dtype=np.float32), [words(text)])
    return TIERS[int(adjusted[0].argmax())]


def moved(layer: Layer, text: str) -> float:
    """How far the scores of a text are moved at most."""
    one = lesson([text], [None])
    return float(np.abs(layer.adjust(one.scores, one.dense, one.words) - one.scores).max())


GIVEAWAYS = [
    f"enter me in the ticket giveaway please, number {n} in {'abcdefgh'[n % 8]}town" for n in range(40)
]
OTHERS = [f"my parcel number {n} has not arrived" for n in range(40)]
TAUGHT = learn(NAMES, lesson([*GIVEAWAYS, *OTHERS], [*["T4"] * 40, *[None] * 40]))


def test_without_rulings_a_layer_changes_nothing() -> None:
    layer = learn(NAMES, lesson(OTHERS, [None] * len(OTHERS)))
    assert moved(layer, OTHERS[0]) == 0
    assert moved(layer, "enter me in the giveaway") == 0


def test_what_people_ruled_alike_is_learned_and_the_rest_stays() -> None:
    assert tier_of(TAUGHT, "is the ticket giveaway still open, enter me") == "T4"
    assert tier_of(TAUGHT, "where is my order?") == "T1"


def test_one_ruling_moves_hardly_anything() -> None:
    layer = learn(NAMES, lesson([GIVEAWAYS[0], *OTHERS], ["T4", *[None] * 40]))
    assert moved(layer, GIVEAWAYS[0]) < 0.1


def test_rulings_that_confirm_the_engine_hold_it_where_it_is() -> None:
    texts = [*GIVEAWAYS[:10], *OTHERS]
    unsure = learn(NAMES, lesson(texts, [*["T4"] * 10, *[None] * 40]))
    confirmed = learn(NAMES, lesson(texts, [*["T4"] * 10, *["T1"] * 40]))
    parcel = lesson(["my parcel has not arrived"], [None])

    def t1(layer: Layer) -> float:
        return float(layer.adjust(parcel.scores, parcel.dense, parcel.words)[0, 0])

    assert t1(confirmed) > t1(unsure)


def test_learning_is_always_the_same_for_the_same() -> None:
    again = learn(NAMES, lesson([*GIVEAWAYS, *OTHERS], [*["T4"] * 40, *[None] * 40]))
    assert again.to_json() == TAUGHT.to_json()


def test_words_that_few_rulings_hold_and_little_words_are_not_kept() -> None:
    assert {"giveaway", "ticket", "enter"} <= set(TAUGHT.words)
    assert not {"in", "the", "0", "parcel", ","} & set(TAUGHT.words)
    assert all(len(word) <= 40 for word in TAUGHT.words)


def test_no_more_words_are_kept_than_a_layer_may_have() -> None:
    many = " ".join(
        f"w{chr(97 + a)}{chr(97 + b)}{chr(97 + c)}" for a in range(20) for b in range(20) for c in range(8)
    )
    layer = learn(NAMES, lesson([many] * 3, ["T4"] * 3))
    assert len(layer.words) <= MOST_WORDS
    assert len(layer.to_json()) < LARGEST_JSON


def test_a_layer_comes_out_of_json_as_it_went_in() -> None:
    kept = Layer.from_json(TAUGHT.to_json(), "brand-7")
    texts = [*GIVEAWAYS, *OTHERS, "", "giveaway giveaway", "☺"]
    one = lesson(texts, [None] * len(texts))
    before, after = (each.adjust(one.scores, one.dense, one.words) for each in (TAUGHT, kept))
    assert np.array_equal(before, after)
    assert kept.version == "brand-7"
    assert kept.to_json() == TAUGHT.to_json()


def broken(**changes: Any) -> str:
    return json.dumps(json.loads(TAUGHT.to_json()) | changes)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "not JSON"),
        ("[" * 100_000, "not JSON"),
        ("[]", "not a layer"),
        (broken(format=2), "another format"),
        (broken(tiers=["T1"]), "another format"),
        (broken(bias=[1, 2]), "bias: expected 5 entries"),
        (broken(bias=[1, 2, 3, 4, "5"]), "bias: expected numbers"),
        (broken(bias=[1, 2, 3, 4, True]), "bias: expected numbers"),
        (broken(bias=[1, 2, 3, 4, 1e9]), "bias: expected numbers"),
        (broken(bias=[1, 2, 3, 4, 10**400]), "bias: expected numbers"),
        (broken(bias=[1, 2, 3, 4, float("nan")]), "bias: expected numbers"),
        (broken(dense=[[0, 0, 0, 0, 0], 3]), "dense: expected 5 numbers"),
        (broken(dense_names=["asks", "asks"]), "none of them twice"),
        (broken(words=["a"]), "rarity: expected 1 entries"),
        (broken(words=["a" * 41]), "longer than 40"),
        (broken(words=[{"__reduce__": "os.system"}]), "words: expected a list of strings"),
        (broken(words=[str(n) for n in range(MOST_WORDS + 1)]), "words: expected at most"),
        (" " * (LARGEST_JSON + 1), "at most 1,000,000 characters"),
    ],
)
def test_what_is_no_layer_is_refused_and_said(text: str, said: str) -> None:
    with pytest.raises(LayerError, match=said):
        Layer.from_json(text)


@given(st.lists(st.text(max_size=60), max_size=5))
def test_any_text_can_be_adjusted(texts: list[str]) -> None:
    one = lesson(texts, [None] * len(texts))
    adjusted = TAUGHT.adjust(one.scores, one.dense, one.words)
    assert adjusted.shape == (len(texts), len(TIERS))
    assert np.isfinite(adjusted).all()


def test_a_messages_scores_do_not_depend_on_its_batch() -> None:
    one = lesson([*GIVEAWAYS, *OTHERS], [None] * 80)
    whole = TAUGHT.adjust(one.scores, one.dense, one.words)
    alone = TAUGHT.adjust(one.scores[7:8], one.dense[7:8], one.words[7:8])
    assert np.allclose(whole[7:8], alone, atol=1e-5)


def test_the_least_of_a_known_function_is_found() -> None:
    found = least(lambda x: (float(((x - 3) ** 4).sum() + (x @ x)), 4 * (x - 3) ** 3 + 2 * x), np.zeros(4))
    assert np.allclose(4 * (found - 3) ** 3 + 2 * found, 0, atol=1e-5)


def test_what_has_no_least_is_said_and_not_searched_for_ever() -> None:
    with pytest.raises(NotConverged):
        least(lambda x: (float(-x.sum()), -np.ones(2)), np.zeros(2), most_steps=5)
