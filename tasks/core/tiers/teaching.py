"""Teaching a brand's own layer by its people's rulings, and trying it before it is let in."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from tasks.core.items import Message, Tier
from tasks.core.tiers.gate import FOLDS, Figures, Trial, Verdict, folds, judge
from tasks.core.tiers.layer import Layer
from tasks.core.tiers.learned import Described, LearnedEngine
from tasks.core.tiers.learning import Lesson, learn
from tasks.core.tiers.model import Model

MOST_RULINGS = 5_000
"""The newest: what a brand means by right changes, and learning is to take seconds."""
MOST_UNRULED = 1_000
UNRULED_WEIGHT = 1.0
"""Messages that nobody ruled on hold the layer to the shipped scores elsewhere, each so much as a ruling teaches.

Rulings are mostly corrections; of them alone it would learn that everything is as what was corrected.
"""


@dataclass(frozen=True, slots=True)
class Ruling:
    """What a person ruled about a message."""

    message: Message
    tier: Tier
    person: int
    """Who wrote the message: their messages are held out together."""
    is_known: bool = False
    """Whether the layer in force was learned from it, too."""


@dataclass(frozen=True, slots=True)
class Taught:
    """A new layer, how it did, and what is to become of it."""

    layer: Layer
    rulings: Figures
    """On rulings, each by a layer that was learned without that person's."""
    check: Figures
    verdict: Verdict


def teach(
    model: Model,
    in_force: Layer | None,
    rulings: Sequence[Ruling],
    unruled: Sequence[Message],
    check: Sequence[tuple[Message, Tier]],
) -> Taught:
    """Learn from all `rulings`, and judge by rulings held out and by the `check` set; the same for the same.

    `in_force` is the brand's layer until now. On rulings it is stood in for by one learned from those rulings that
    it knew, less those held out: itself, it has seen the answers.
    """
    lessons = _Lessons(model, rulings, unruled)
    held_in = folds([ruling.person for ruling in rulings])
    truth = [ruling.tier for ruling in rulings]
    by_old = lessons.cross_tried(held_in, lambda r: r.is_known) if in_force is not None else None
    by_shipped = _tiers(LearnedEngine(model), [ruling.message for ruling in rulings])
    on_rulings = Trial(
        truth=truth,
        shipped=by_shipped,
        in_force=by_old or by_shipped,
        new=lessons.cross_tried(held_in, lambda _: True),
    )
    layer = lessons.learned(range(len(rulings)))
    asked = [message for message, _ in check]
    engines = [LearnedEngine(model, each) for each in (None, in_force, layer)]
    on_check = Trial([tier for _, tier in check], *(_tiers(engine, asked) for engine in engines))
    return Taught(layer, on_rulings.figures(), on_check.figures(), judge(on_rulings, on_check))


class _Lessons:
    """The rulings and the unruled messages as the model sees them, to learn from any part of them."""

    def __init__(self, model: Model, rulings: Sequence[Ruling], unruled: Sequence[Message]) -> None:
        self._model = model
        self._rulings = rulings
        self._seen = LearnedEngine(model).describe([*(ruling.message for ruling in rulings), *unruled])
        self._unruled = range(len(rulings), len(rulings) + len(unruled))

    def learned(self, chosen: Sequence[int]) -> Layer:
        """The layer that the rulings at the places `chosen` teach."""
        rows = np.array([*chosen, *self._unruled], dtype=np.int64)
        seen: Described = self._seen
        lesson = Lesson(
            scores=seen.scores[rows],
            dense=seen.dense[rows],
            words=[seen.words[row] for row in rows],
            tiers=[*(self._rulings[place].tier for place in chosen), *(None for _ in self._unruled)],
            weights=[*(1.0 for _ in chosen), *(UNRULED_WEIGHT for _ in self._unruled)],
        )
        return learn(self._model.dense_names, lesson)

    def cross_tried(self, held_in: Sequence[int], counts: Callable[[Ruling], bool]) -> list[Tier]:
        """The tier of every ruling's message by a layer learned from the other folds' rulings that count."""
        said: dict[int, Tier] = {}
        for fold in range(FOLDS):
            held = [place for place, each in enumerate(held_in) if each == fold]
            others = [
                place for place, each in enumerate(held_in) if each != fold and counts(self._rulings[place])
            ]
            engine = LearnedEngine(self._model, self.learned(others))
            tiers = _tiers(engine, [self._rulings[place].message for place in held])
            said |= dict(zip(held, tiers, strict=True))
        return [said[place] for place in range(len(held_in))]


def _tiers(engine: LearnedEngine, messages: Sequence[Message]) -> list[Tier]:
    return [assignment.tier for assignment in engine.assign(messages)]
