"""How many independent cases messages are worth: those of one person, or of one thread, go together. Pure.

A share’s interval that takes each message for a case of its own is too narrow where people write several: between weeks
in which nothing changed it named a change in 12 to 15 of 100. So the variance is that of the ratio estimator over
people (Cochran 1977, Sampling Techniques, 6.4 and 11.13), and the interval is Wilson's with the effective number of
cases (Korn and Graubard 1998; Dean and Pagano 2015). `tests/unit/digest/test_digest_clusters.py` shows what it keeps.
"""

from collections import Counter
from collections.abc import Hashable, Iterable, Sequence

Cluster = tuple[int, int]
"""(cases, hits) of one person or thread."""


def design_effect(clusters: Sequence[Cluster]) -> float:
    """By how much the share of hits varies more than if its cases were independent: 1 or more.

    Where all or none are hits, as if everybody's cases were all alike: the people are the cases then.
    """
    cases, hits = (sum(cluster[side] for cluster in clusters) for side in (0, 1))
    if not cases:
        return 1.0
    share = hits / cases
    apart = sum((theirs - share * n) ** 2 for n, theirs in clusters)
    return effect_of(apart, sum(n > 0 for n, _ in clusters), cases, share)


def effect_of(apart: float, people: int, cases: int, share: float) -> float:
    """The same from sums: `apart` is the sum over `people` of (hits - share * cases)^2."""
    if people < 2 or share in {0.0, 1.0}:
        return max(1.0, cases / max(people, 1))
    return max(1.0, apart * people / (people - 1) / (cases * share * (1 - share)))


def clusters(cases: Iterable[tuple[Hashable, bool]]) -> list[Cluster]:
    """(whose, is it a hit) of each case, counted by whose it is."""
    counted: Counter[Hashable] = Counter()
    hits: Counter[Hashable] = Counter()
    for whose, is_hit in cases:
        counted[whose] += 1
        hits[whose] += is_hit
    return [(n, hits[whose]) for whose, n in counted.items()]
