"""The gate: what a newly learned layer must not be worse at, and that it is measured on people it has not seen."""

import random
from collections import Counter

import pytest

from tasks.artifact import shipped_model
from tasks.core.items import TIERS, Message, Tier
from tasks.core.tiers.gate import Trial, folds, judge, tolerated
from tasks.core.tiers.learned import LearnedEngine
from tasks.core.tiers.teaching import Ruling, teach
from tasks.engines import check_set

T = ("T1",) * 100 + ("T2",) * 200


def trial(truth: tuple[Tier, ...] = T, **said: tuple[Tier, ...]) -> Trial:
    return Trial(truth, *(said.get(name, truth) for name in ("shipped", "in_force", "new")))


def wrong(count: int, tier: Tier = "T2", as_: Tier = "T4") -> tuple[Tier, ...]:
    """The truth, but for the first `count` of `tier`, which are taken for `as_`."""
    first = T.index(tier)
    return tuple(as_ if first <= place < first + count else true for place, true in enumerate(T))


BETTER = trial(shipped=wrong(20), in_force=wrong(20), new=wrong(5))
SAME = trial()


def test_a_layer_that_is_better_on_rulings_and_no_worse_elsewhere_is_adopted() -> None:
    verdict = judge(BETTER, SAME)
    assert verdict.is_adopted
    assert verdict.reasons[0] == "right on 295 of 300 held-out rulings, 280 before"


@pytest.mark.parametrize(
    ("rulings", "check", "said"),
    [
        (trial(shipped=wrong(20), in_force=wrong(5), new=wrong(6)), SAME, "the engine in force on 295"),
        (trial(shipped=wrong(5), in_force=wrong(20), new=wrong(6)), SAME, "the engine shipped on 295"),
        (trial(shipped=wrong(20), in_force=wrong(5), new=wrong(5)), SAME, "nothing is gained"),
        (trial(shipped=wrong(20), in_force=wrong(20), new=wrong(20, as_="T3")), SAME, "it is right on 0"),
        (trial(shipped=wrong(60), in_force=wrong(60), new=wrong(6, "T1")), SAME, "held-out rulings T1 found"),
        (BETTER, trial(new=wrong(4, "T1")), "the check set T1 found: 96 of 100, 100 before"),
        (BETTER, trial(new=wrong(8)), "the check set right: 292 of 300, 300 before"),
    ],
)
def test_a_layer_that_is_worse_at_one_of_them_is_not(rulings: Trial, check: Trial, said: str) -> None:
    verdict = judge(rulings, check)
    assert not verdict.is_adopted
    assert said in " ".join(verdict.reasons)


def test_what_chance_explains_is_no_loss_and_more_than_one_in_forty_never_is() -> None:
    assert tolerated(won=0, lost=1, n=300) >= 1
    assert tolerated(won=0, lost=3, n=300) < 3
    assert 3 < tolerated(won=2, lost=4, n=300) < 5
    assert tolerated(won=200, lost=210, n=300) == 7.5


def test_the_check_set_is_held_against_what_was_shipped_so_that_losses_do_not_add_up() -> None:
    drifting = trial(shipped=T, in_force=wrong(7), new=wrong(9))
    assert not judge(BETTER, drifting).is_adopted


def test_a_persons_messages_are_held_out_together_in_folds_of_like_sizes() -> None:
    rng = random.Random(1)
    people = [rng.randrange(40) for _ in range(300)]
    fold = folds(people)
    assert all(len({f for f, p in zip(fold, people, strict=True) if p == one}) == 1 for one in people)
    sizes = Counter(fold)
    assert set(sizes) == set(range(5))
    assert max(sizes.values()) - min(sizes.values()) <= max(Counter(people).values())


# ---------------------------------------------------------------- on the shipped model

SHIPPED = LearnedEngine(shipped_model())
SAID = ("enter me in the ticket giveaway", "i'd love to win the ticket giveaway", "ticket giveaway? count me in",
        "hope i win the giveaway tickets", "giveaway entry: two tickets for my sister")  # fmt: skip
ELSE = ("my parcel has not arrived", "lovely shop, so kind", "when do you open on sunday?", "look what i baked",
        "thanks!", "the app crashes when i log in", "great talk last night", "do you ship to spain?")  # fmt: skip


def message(number: int, text: str) -> Message:
    return Message(number, "comment", text, "en")


def elsewhere(count: int) -> list[Message]:
    return [message(1000 + n, f"{ELSE[n % 8]} {n}") for n in range(count)]


def test_a_policy_of_the_brands_own_is_learned_and_let_in() -> None:
    rulings = [Ruling(message(n, f"{SAID[n % 5]} no {n}"), "T3", n) for n in range(60)]
    taught = teach(shipped_model(), None, rulings, elsewhere(200), check_set())
    assert taught.verdict.is_adopted, taught.verdict.reasons
    engine = LearnedEngine(shipped_model(), taught.layer.named("brand-1"))
    new = [message(n, f"{text} for me and mum") for n, text in enumerate(SAID)]
    assert [a.tier for a in engine.assign(new)].count("T3") >= 4
    assert engine.version == f"{shipped_model().version}+brand-1"


@pytest.mark.parametrize("seed", range(3))
def test_rulings_at_random_are_turned_away_with_figures(seed: int) -> None:
    rng = random.Random(seed)
    asked = [message(n, f"{rng.choice((*SAID, *ELSE))} {rng.choice(SAID)}") for n in range(80)]
    by_engine = SHIPPED.assign(asked)
    rulings = [
        Ruling(one, rng.choice([tier for tier in TIERS if tier != said.tier]), one.interaction_id)
        for one, said in zip(asked, by_engine, strict=True)
    ]
    taught = teach(shipped_model(), None, rulings, elsewhere(200), check_set())
    assert not taught.verdict.is_adopted
    assert taught.rulings.n == 80


def test_the_layer_in_force_is_stood_in_for_by_what_it_knew_so_that_it_has_not_seen_the_answers() -> None:
    rulings = [Ruling(message(n, f"{SAID[n % 5]} no {n}"), "T3", n, is_known=n < 5) for n in range(60)]
    first = teach(shipped_model(), None, rulings[:5], elsewhere(200), check_set()).layer
    taught = teach(shipped_model(), first, rulings, elsewhere(200), check_set())
    assert taught.rulings.in_force.right < taught.rulings.new.right
    assert taught.verdict.is_adopted, taught.verdict.reasons
