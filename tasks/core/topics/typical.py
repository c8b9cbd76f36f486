"""Typical messages of a topic: those near its centre, from different people, each saying something else."""

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from math import log, sqrt

from tasks.core.concerns import text_key
from tasks.core.topics.finding import Talk

QUOTES = 3
SHORT_COUNTS = 0.6
"""How much a message's length counts against it: 1 would be the cosine, which likes those that say nothing else."""
BEST_LENGTH = (30, 260)
"""Characters of a message that can be quoted whole and says something."""
TOO_ALIKE = 0.6
"""Two messages that share this much of their terms say the same."""


def typical(talk: Talk, places: Sequence[int], may_quote: Collection[int], most: int = QUOTES) -> list[int]:
    """Places of at most `most` messages that stand for those at `places`, the most typical first.

    Nearest to the topic's centre, over terms weighted by how rare they are in `talk`; only places in
    `may_quote`; each by another person, none saying nearly the same as one before. Equal ones: the earlier place.
    """
    rarity = _rarity(talk, places)
    centre = Counter(term for place in places for term in talk.terms[place] if term in rarity)
    weights = {term: count * rarity[term] for term, count in centre.items()}
    nearness = {place: _nearness(talk, place, weights, rarity) for place in places if place in may_quote}
    ordered = sorted(nearness, key=lambda place: (-nearness[place], place))
    chosen: list[int] = []
    for place in ordered:
        if len(chosen) == most:
            break
        if not any(_same(talk, place, other) for other in chosen):
            chosen.append(place)
    return chosen


def _rarity(talk: Talk, places: Iterable[int]) -> dict[str, float]:
    """Terms of the topic that are not its messages' own alone, and how rare they are in the whole talk."""
    found = {term for place in places for term in talk.terms[place] if term in talk.where}
    return {term: log(1 + len(talk.said) / len(talk.where[term])) for term in found}


def _nearness(talk: Talk, place: int, weights: dict[str, float], rarity: dict[str, float]) -> float:
    terms = [term for term in talk.terms[place] if term in rarity]
    length = sqrt(sum(rarity[term] ** 2 for term in sorted(terms))) or 1.0
    near: float = sum(weights[term] * rarity[term] for term in sorted(terms)) / length**SHORT_COUNTS
    shortest, longest = BEST_LENGTH
    fits = shortest <= len(talk.said[place].text.strip()) <= longest
    return near if fits else near / 2


def _same(talk: Talk, one: int, other: int) -> bool:
    if talk.said[one].who == talk.said[other].who:
        return True
    key = text_key(talk.said[one].text)
    if key is not None and key == text_key(talk.said[other].text):
        return True
    mine, theirs = talk.terms[one], talk.terms[other]
    return bool(mine) and len(mine & theirs) >= TOO_ALIKE * len(mine | theirs)
