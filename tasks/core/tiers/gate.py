"""Whether a newly learned layer may take over: what it must not be worse at, and on what that is measured.

People mostly rule where the engine was wrong, so on rulings any engine but the one that was corrected looks better
than it, however it guesses. Hence the layer must also be right in at least half of what it changes, and must hold its
own on the check set, which nobody's rulings chose.
"""

from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from math import sqrt

from tasks.core.items import Tier

FEWEST_RULINGS = 30
"""Below that the standard error of a share is more than nine points: held-out figures would say nothing."""
FEWEST_PEOPLE = 10
"""Whose messages were ruled on: rulings are held out by person."""
FOLDS = 5
LARGEST_LOSS = 0.025
"""Of all messages: more is never put down to chance."""
Z_95 = 1.645
"""One-sided."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one engine did."""

    right: int
    t1_found: int


@dataclass(frozen=True, slots=True)
class Trial:
    """The same messages by three engines, beside what is true of them."""

    truth: Sequence[Tier]
    shipped: Sequence[Tier]
    in_force: Sequence[Tier]
    """By the engine in force, learned without the rulings that it is tried on."""
    new: Sequence[Tier]

    def figures(self) -> "Figures":
        """The trial in numbers."""
        return Figures(
            n=len(self.truth),
            t1=sum(tier == "T1" for tier in self.truth),
            shipped=self._score(self.shipped),
            in_force=self._score(self.in_force),
            new=self._score(self.new),
            changed=sum(a != b for a, b in zip(self.shipped, self.new, strict=True)),
        )

    def _score(self, said: Sequence[Tier]) -> Score:
        right = [tier for tier, true in zip(said, self.truth, strict=True) if tier == true]
        return Score(len(right), right.count("T1"))


@dataclass(frozen=True, slots=True)
class Figures:
    """A trial in numbers: of `n` messages, `t1` of them T1; `changed`: to which the new one gives another tier."""

    n: int
    t1: int
    shipped: Score
    in_force: Score
    new: Score
    changed: int


@dataclass(frozen=True, slots=True)
class Verdict:
    """Whether the new layer is adopted, and why, in words."""

    is_adopted: bool
    reasons: tuple[str, ...]


def folds(people: Sequence[Hashable], count: int = FOLDS) -> list[int]:
    """For each message the fold, 0 to `count` - 1, that it is held out in: a person's all in one, sizes alike.

    Always the same for the same order of messages.
    """
    sizes: dict[Hashable, int] = {}
    for person in people:
        sizes[person] = sizes.get(person, 0) + 1
    filled = [0] * count
    fold_of = {}
    for person in sorted(sizes, key=lambda each: -sizes[each]):
        fold = filled.index(min(filled))
        fold_of[person] = fold
        filled[fold] += sizes[person]
    return [fold_of[person] for person in people]


def judge(rulings: Trial, check: Trial) -> Verdict:
    """What is to become of the new layer.

    On held-out rulings it must be right at least as often as the engine in force and as the shipped one, change
    something, and be right in at least half of what it changes; T1 found there, and both on the check set, where it
    is held against the shipped engine, may fall by what chance explains (`tolerated`).
    """
    failures = [
        *_on_rulings(rulings),
        *_losses(rulings, rulings.in_force, "held-out rulings", only_t1=True),
        *_losses(check, check.shipped, "the check set", only_t1=False),
    ]
    if failures:
        return Verdict(False, tuple(failures))
    figures = rulings.figures()
    return Verdict(
        True,
        (
            f"right on {figures.new.right} of {figures.n} held-out rulings, {figures.in_force.right} before",
            f"no worse on the check set: {check.figures().new.right} of {len(check.truth)}, "
            f"{check.figures().shipped.right} as shipped",
        ),
    )


def tolerated(won: int, lost: int, n: int) -> float:
    """By how many of `n` messages an engine may be behind another that it differs from on `won` + `lost`.

    What chance explains at 95 % (McNemar 1947: without a difference the standard error is the square root of the
    discordant pairs), but never more than LARGEST_LOSS of all, or one message.
    """
    return min(Z_95 * sqrt(won + lost), max(1.0, LARGEST_LOSS * n))


def _on_rulings(trial: Trial) -> list[str]:
    figures, failures = trial.figures(), []
    for name, before in (("in force", figures.in_force), ("shipped", figures.shipped)):
        if figures.new.right < before.right:
            failures.append(
                f"right on {figures.new.right} of {figures.n} held-out rulings, the engine {name} on {before.right}"
            )
    if list(trial.new) == list(trial.in_force):
        failures.append("it decides every held-out ruling as the engine in force does: nothing is gained")
    rows = zip(trial.truth, trial.shipped, trial.new, strict=True)
    changes = [new == true for true, shipped, new in rows if new != shipped]
    if 2 * sum(changes) < len(changes):
        failures.append(
            f"of {len(changes)} held-out rulings to which it gives another tier than the shipped engine, "
            f"it is right on {sum(changes)}"
        )
    return failures


def _losses(trial: Trial, before: Sequence[Tier], where: str, *, only_t1: bool) -> list[str]:
    failures = []
    for words, is_t1 in (("T1 found", True), *((("right", False),) if not only_t1 else ())):
        rows = [
            (old == true, new == true)
            for true, old, new in zip(trial.truth, before, trial.new, strict=True)
            if true == "T1" or not is_t1
        ]
        won, lost = rows.count((False, True)), rows.count((True, False))
        if lost - won > tolerated(won, lost, len(rows)):
            failures.append(
                f"on {where} {words}: {sum(new for _, new in rows)} of {len(rows)}, "
                f"{sum(old for old, _ in rows)} before: more than chance explains"
            )
    return failures
