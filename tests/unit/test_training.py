"""Training a tier model, on messages composed here: what it writes is what the engine reads."""

import csv
import random
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from connectors.errors import ConfigError
from tasks.artifact import unpack
from tasks.core.items import TIERS, Message
from tasks.core.tiers.learned import LearnedEngine
from tasks.training.card import write_card
from tasks.training.corpus import LabelFile, read_examples, without
from tasks.training.fitting import Fit, chances_of, choose, cost_of_a_miss
from tasks.training.matrices import Features
from tasks.training.measures import figures
from tasks.training.shipping import ship
from tasks.training.telling import Told, read_told
from tasks.training.telling import measured as measured_beside
from tasks.training.trainer import Trained, train

SAID = {
    "T1": ("when will my {} arrive?", "the {} is broken again, please help", "I still wait for the {}"),
    "T2": ("the {} makes every morning better, wonderful work", "I love how calm the {} is, well done"),
    "T3": (
        "I built a stand for the {}, see https://pics.example/1",
        "my drawing of the {} https://pics.example/2",
    ),
    "T4": ("haha {}", "thanks", "ok {}", "😂😂"),
    "none": ("cheap {} followers, click https://spam.example/x", "subscribe to my channel for {} deals"),
}
THINGS = ("kettle", "mug", "lamp", "train", "app", "guitar", "box", "Schlüssel", "cafetera", "bolo")


def write_table(path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...]) -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    return path


@pytest.fixture(scope="module")
def tables(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path, Path]:
    """Labels without texts, their texts, and a labelled reference with texts."""
    folder, chance = tmp_path_factory.mktemp("corpus"), random.Random(3)
    rows = [
        (f"m{n}", tier, chance.choice(SAID[tier]).format(chance.choice(THINGS)), f"s{n % 3}")
        for n, tier in enumerate(chance.choices(TIERS, k=400))
    ]
    labels = [(i, tier) for i, tier, _, _ in rows[:300]]
    texts = [(i, "comment", "en", text) for i, _, text, _ in rows[:300]]
    reference = [(i, source, "en", "comment", text, tier, "sure") for i, tier, text, source in rows[300:]]
    return (
        write_table(folder / "labels.csv", labels, ("id", "tier")),
        write_table(folder / "texts.csv", texts, ("id", "kind", "lang", "text")),
        write_table(folder / "gold.csv", reference, ("id", "source", "lang", "kind", "text", "tier", "sure")),
    )


@pytest.fixture(scope="module")
def trained(tables: tuple[Path, Path, Path]) -> Trained:
    labels, texts, gold = tables
    corpus = read_examples([LabelFile(labels)], [texts])
    reference = read_examples([LabelFile(gold, 4.0)], [])
    return train("test-1", corpus, reference, [frozenset({"s0", "s1"})], lambda *_: None)


def test_what_was_never_learned_from_is_told_apart(trained: Trained) -> None:
    assert trained.by_message_figures.n == 100
    assert trained.by_message_figures.accuracy > 0.9
    assert trained.by_source is not None
    assert trained.by_source.shape == (100, len(TIERS))


def test_the_same_input_gives_the_same_model(trained: Trained, tables: tuple[Path, Path, Path]) -> None:
    labels, texts, gold = tables
    corpus, reference = read_examples([LabelFile(labels)], [texts]), read_examples([LabelFile(gold, 4.0)], [])
    again = train("test-1", corpus, reference, [], lambda *_: None, measures_sources=False)
    assert again.artifact == trained.artifact


def test_the_engine_says_what_the_fit_says(tables: tuple[Path, Path, Path]) -> None:
    _, _, gold = tables
    reference = read_examples([LabelFile(gold)], [])
    messages = [example.message for example in reference]
    features, chance = Features(), np.random.default_rng(1)
    matrix = features.learn(messages)
    fitted = Fit(chance.normal(size=(matrix.shape[1], len(TIERS))), chance.normal(size=len(TIERS)))
    artifact = ship("test-1", features, fitted, 1.0, {}, {"languages": ["en"]})
    told = np.array([one.chances for one in LearnedEngine(unpack(artifact)).assign(messages)])
    assert told == pytest.approx(chances_of(fitted.scores(matrix)), abs=0.05)  # weights are packed in bytes


def test_what_is_measured_on_is_not_learned_from(tables: tuple[Path, Path, Path]) -> None:
    reference = read_examples([LabelFile(tables[2])], [])
    copied = [
        replace(reference[0], id="copy", message=Message(1, "reply", f"@acme {reference[0].message.text}"))
    ]
    assert without(copied, reference) == []
    assert without(copied, [e for e in reference if e.tier != reference[0].tier]) == copied


def test_labels_by_id_find_their_texts_and_weights(tables: tuple[Path, Path, Path]) -> None:
    labels, texts, _ = tables
    examples = read_examples([LabelFile.parse(f"{labels}@2.5")], [texts])
    assert len(examples) == 300
    assert {example.weight for example in examples} == {2.5}


def test_a_conversation_export_gives_texts_with_what_they_answer(tmp_path: Path) -> None:
    header = ("id", "parent_id", "author_id", "is_brand", "created_at", "text")
    rows = [("1", "", "9", "1", "2026-01-01", "Which order?"), ("2", "1", "7", "0", "2026-01-01", "4711")]
    texts = write_table(tmp_path / "acme.csv", rows, header)
    labels = write_table(tmp_path / "labels.csv", [("acme/2", "T1")], ("id", "tier"))
    (example,) = read_examples([LabelFile(labels)], [texts])
    assert example.message.parent_text == "Which order?"
    assert example.message.parent_is_brand


@pytest.mark.parametrize(
    ("rows", "header", "said"),
    [
        ([("a", "T9")], ("id", "tier"), "line 2: tier 'T9'; expected one of T1"),
        ([("a", "T1")], ("id", "tear"), "expected the columns id and tier"),
        ([("a", "T1")], ("id", "tier"), "none of the labels' ids is among the texts"),
    ],
)
def test_labels_that_cannot_be_used_are_named(
    tmp_path: Path, rows: list[tuple[str, ...]], header: tuple[str, ...], said: str
) -> None:
    with pytest.raises(ConfigError, match=said):
        read_examples([LabelFile(write_table(tmp_path / "labels.csv", rows, header))], [])


def test_figures_count_what_they_say(tables: tuple[Path, Path, Path]) -> None:
    reference = read_examples([LabelFile(tables[2])], [])[:4]
    scores = np.full((4, len(TIERS)), -9.0)
    for row, example in enumerate(reference):
        scores[row, example.tier if row else (example.tier + 1) % len(TIERS)] = 9.0
    measured = figures(reference, scores, np.ones(4))
    assert measured.accuracy == 0.75
    assert measured.sure_accuracy == 0.75
    assert measured.not_english_accuracy is None
    assert measured.calibration_error == pytest.approx(0.25, abs=0.01)


def test_the_card_holds_no_text_but_in_the_list_of_errors(
    trained: Trained, tables: tuple[Path, Path, Path], tmp_path: Path
) -> None:
    reference = read_examples([LabelFile(tables[2])], [])
    write_card(
        tmp_path, trained, reference, {"read": {reference[0].id: Told(frozenset({"praise"}), "positive")}}
    )
    written = (tmp_path / "measures.json").read_text(encoding="utf-8")
    assert '"by source"' in written
    assert '"feelings_agree"' in written
    assert not any(example.message.text in written for example in reference if len(example.message.text) > 9)
    assert (tmp_path / "calibration.png").read_bytes().startswith(b"\x89PNG")
    assert (tmp_path / "errors.csv").read_text(encoding="utf-8").startswith("id,source,labelled")


def test_flags_and_feelings_are_measured_against_what_somebody_read(tmp_path: Path) -> None:
    rows = [
        ("a", "Where is my order?", "T1"),
        ("b", "I love this kettle so much", "T2"),
        ("c", "It's broken, terrible", "T1"),
    ]
    reference = read_examples(
        [LabelFile(write_table(tmp_path / "gold.csv", rows, ("id", "text", "tier")))], []
    )
    read = [("a", "question", "neutral"), ("b", "", "negative"), ("c", "complaint", "negative")]
    told = read_told(write_table(tmp_path / "read.csv", read, ("id", "flags", "sentiment")))
    found = measured_beside(reference, [example.tier for example in reference], told)
    assert found["flags"]["question"] == [1.0, 1.0, 1]
    assert found["flags"]["complaint"] == [1.0, 1.0, 1]
    assert found["flags"]["praise"] == [0.0, 0.0, 0]
    assert found["feelings_agree"] == pytest.approx(0.667)
    assert found["feelings"] == [[1, 0, 1], [0, 1, 0], [0, 0, 0]]


@pytest.mark.parametrize("row", [("a", "angry", "neutral"), ("a", "praise", "sad")])
def test_what_is_no_flag_or_feeling_is_named(tmp_path: Path, row: tuple[str, ...]) -> None:
    with pytest.raises(ConfigError, match=r"a: '(angry|sad)' is neither a flag nor a feeling"):
        read_told(write_table(tmp_path / "read.csv", [row], ("id", "flags", "sentiment")))


def test_the_cost_of_a_miss_is_not_laid_on_what_gives_no_reason_to_fear_one() -> None:
    scores = np.log(np.array([[0.39, 0.61, 1e-6, 1e-6, 1e-6]] * 2))
    assert choose(scores, np.array([2.0, 1.0])).tolist() == [0, 1]
    assert cost_of_a_miss(scores, np.zeros(2, dtype=int), np.array([True, False]), 0.5) == 1.75
