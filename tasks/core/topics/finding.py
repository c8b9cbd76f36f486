"""Topics of a span of messages in one language: what many people speak of, and more than they used to."""

from collections import Counter, defaultdict
from collections.abc import Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from math import ceil, log, sqrt

from tasks.core.topics.terms import Reader

LEAST_PEOPLE = 3
"""Fewer people than that are no topic."""
LEAST_SHARE = 0.004
"""Nor is what a smaller share of the people speaks of."""
MOST_CANDIDATES = 400
"""Terms that are looked at for topics, the strongest first."""
TOGETHER = 0.55
"""A term that stands in a topic's messages in this share of its own (or holds this share of them) is of the topic."""
LIFT = 2.0
"""And this many times as often as if the two had nothing to do with each other."""
TOO_BROAD, BROAD_PEOPLE = 0.15, 20
"""A single word that a larger share speaks of, of more people than these, and always did, says what the brand does."""
PAIRS_FIRST = 1.5
"""Two words say more than one: a pair counts for so many times its people."""
CALLED_AFTER = 0.6
"""A pair names the topic when it is said by this share of those who speak of it."""
PRIOR = 50.0
"""Weight of the prior, in people, of the log-odds."""
BOOST_FROM, BOOST_TO = 1.5, 4.5
"""From this z on a term that is said more than before comes forward, up to BOOST times as much at the second."""
BOOST = 3.0


@dataclass(frozen=True, slots=True)
class Said:
    """One message of the span: who wrote it (any key), and its text."""

    who: Hashable
    text: str


@dataclass(frozen=True, slots=True)
class Found:
    """A topic: its name, other words of it, and where it was found.

    A message is of the topic when one of `terms` stands in it. `messages` are places in what was searched;
    `before` are those of the earlier people who spoke of it.
    """

    name: str
    words: tuple[str, ...]
    terms: tuple[str, ...]
    messages: tuple[int, ...]
    people: int
    before: int


@dataclass(slots=True)
class _Group:
    """A topic in the making."""

    terms: list[str]
    messages: set[int] = field(default_factory=set)


class Talk:
    """The messages of a span and those of the time before, read for their terms."""

    def __init__(self, said: Sequence[Said], earlier: Iterable[Said], reader: Reader) -> None:
        self.said = said
        self.terms = [reader.terms(one.text) for one in said]
        self.people = len({one.who for one in said})
        self._reader = reader
        where: dict[str, list[int]] = defaultdict(list)
        for place, terms in enumerate(self.terms):
            for term in terms:
                where[term].append(place)
        self.vocabulary = len(where)
        least = max(LEAST_PEOPLE, ceil(LEAST_SHARE * self.people))
        self.where = {
            term: places
            for term, places in where.items()
            if len(places) >= least and self._people(places) >= least
        }
        self.earlier: dict[str, set[Hashable]] = {}
        everybody: set[Hashable] = set()
        for one in earlier:
            everybody.add(one.who)
            for term in reader.terms(one.text):
                if term in self.where:
                    self.earlier.setdefault(term, set()).add(one.who)
        self.earlier_people = len(everybody)

    def topics(self, most: int) -> list[Found]:
        """The topics, the most telling first, at most `most` of them."""
        groups = self._groups(self._ranked())
        return [self._found(group) for group in groups[:most]]

    def _ranked(self) -> list[str]:
        """The terms that may name topics, the strongest first; equal ones by letter."""
        weights = {}
        for term, places in self.where.items():
            people, before = self._people(places), len(self.earlier.get(term, ()))
            z = log_odds(people, self.people, before, self.earlier_people)
            is_pair = " " in term
            if is_pair or z > BOOST_FROM or not self._is_broad(people, before):
                weights[term] = people * boost(z) * (PAIRS_FIRST if is_pair else 1)
        ordered = sorted(weights, key=lambda term: (-weights[term], " " not in term, term))
        return ordered[:MOST_CANDIDATES]

    def _is_broad(self, people: int, before: int) -> bool:
        if self.earlier_people < BROAD_PEOPLE:
            return people > max(0.5 * self.people, BROAD_PEOPLE)
        is_much = people > max(TOO_BROAD * self.people, BROAD_PEOPLE)
        return is_much and before > TOO_BROAD * self.earlier_people

    def _groups(self, ranked: Sequence[str]) -> list[_Group]:
        """Terms that share most of their messages, in groups; the groups in the order of their first terms."""
        groups: list[_Group] = []
        for term in ranked:
            places = self.where[term]
            home = next((group for group in groups if self._is_together(term, group)), None)
            if home is None:
                groups.append(_Group([term], set(places)))
            else:
                home.terms.append(term)
                home.messages.update(places)
        return groups

    def _is_together(self, term: str, group: _Group) -> bool:
        places, messages = self.where[term], group.messages
        shared = sum(place in messages for place in places)
        is_near = len(places) <= 2 * len(messages)
        if shared < TOGETHER * (min(len(places), len(messages)) if is_near else len(places)):
            return False
        if not set(term.split()).isdisjoint(group.terms[0].split()):
            return True
        return shared * len(self.said) >= LIFT * len(places) * len(messages) or shared == len(places)

    def _found(self, group: _Group) -> Found:
        places = sorted(group.messages)
        people = self._people(places)
        size = {term: self._people(self.where[term]) for term in group.terms}
        pairs = [
            term for term in group.terms if " " in term and size[term] >= CALLED_AFTER * size[group.terms[0]]
        ]
        head = min(pairs, key=lambda term: (-size[term], term)) if pairs else group.terms[0]
        chosen = [head]
        taken = set(head.split())
        for term in sorted(group.terms, key=lambda term: (-size[term], " " not in term, term)):
            if taken.isdisjoint(term.split()) and len(chosen) < 3 and 4 * size[term] >= people:
                chosen.append(term)
                taken |= set(term.split())
        spelling = self._spellings(places, chosen)
        before = set[Hashable]().union(*(self.earlier.get(term, ()) for term in group.terms))
        return Found(
            name=self._proper_name(places, head) or spelling[head],
            words=tuple(spelling[term] for term in chosen[1:]),
            terms=tuple(group.terms),
            messages=tuple(places),
            people=people,
            before=len(before),
        )

    def _proper_name(self, places: Sequence[int], head: str) -> str:
        """The name that a word stands for the half of in most of the messages ("Old Harbour"); "" for none."""
        if " " in head:
            return ""
        names = Counter(self._reader.proper_name(self.said[place].text, head) for place in places)
        name = min(names, key=lambda name: (-names[name], name))
        return quiet(name) if names[name] >= CALLED_AFTER * len(places) else ""

    def _spellings(self, places: Iterable[int], terms: Sequence[str]) -> Mapping[str, str]:
        """How people write the terms: the most usual spelling of each, shouted ones in lower case."""
        written: dict[str, Counter[str]] = {term: Counter() for term in terms}
        for place in places:
            for term, words in self._reader.spelt(self.said[place].text):
                if term in written:
                    written[term][quiet(words)] += 1
        return {
            term: min(counts, key=lambda words: (-counts[words], words.lower() != words, words))
            for term, counts in written.items()
        }

    def _people(self, places: Iterable[int]) -> int:
        return len({self.said[place].who for place in places})


def log_odds(now: int, of_now: int, before: int, of_before: int) -> float:
    """How much more a term is said now than before: the z of the log-odds ratio with an informative prior.

    Monroe, Colaresi and Quinn 2008, equations 16 to 22, over people: `now` of `of_now` say it, `before` of `of_before`
    did. 0 when nobody spoke before.
    """
    if not of_before or not of_now:
        return 0.0
    prior = PRIOR * (now + before) / (of_now + of_before)
    others = PRIOR - prior
    here, there = now + prior, before + prior
    not_here, not_there = of_now - now + others, of_before - before + others
    if min(here, there, not_here, not_there) <= 0:
        return 0.0
    return (log(here / not_here) - log(there / not_there)) / sqrt(1 / here + 1 / there)


def boost(z: float) -> float:
    """How much a term comes forward for being said more than before: 1 to BOOST."""
    share = (z - BOOST_FROM) / (BOOST_TO - BOOST_FROM)
    return 1 + (BOOST - 1) * min(max(share, 0.0), 1.0)


def quiet(words: str) -> str:
    """Words without what surrounds them, those of more than four capitals in lower case."""
    parts = (part.removesuffix("'s").removesuffix("’s").strip("'’-") for part in words.split())
    return " ".join(part.lower() if part.isupper() and len(part) > 4 else part for part in parts)
