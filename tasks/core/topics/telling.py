"""From a week's messages to its topics, language by language: found ones, and those the brand's configuration names."""

from collections import Counter, defaultdict
from collections.abc import Container, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from connectors.config_rules import When
from tasks.core.digest.rates import Rate
from tasks.core.digest.week_topics import Language, Topic
from tasks.core.items import Message
from tasks.core.tiers.conditions import Condition, Text, conditions
from tasks.core.topics.finding import LEAST_PEOPLE, Found, Said, Talk
from tasks.core.topics.terms import Reader, languages
from tasks.core.topics.typical import typical

MOST_TOPICS, MOST_ELSEWHERE = 7, 3
"""Topics told of the language most is written in, and of each other one."""
MOST_LANGUAGES = 4
CONSIDERED = 25
"""Topics that are weighed before these are chosen."""
LANGUAGE_FROM = 20
"""Messages from which on a language has topics of its own."""
SAME = 0.7
"""A found topic that shares this much of its messages with a named one is that one."""

Feeling = Literal["positive", "neutral", "negative", "unknown"]


@dataclass(frozen=True, slots=True)
class Heard:
    """One inbound message with text: of which member, language (ISO 639), and week (its Monday)."""

    interaction_id: int
    member_id: int
    language: str
    text: str
    week: date
    feeling: Feeling = "unknown"
    is_complaint: bool = False
    may_be_quoted: bool = True

    @property
    def is_troubled(self) -> bool:
        """Whether it complains or sounds negative."""
        return self.is_complaint or self.feeling == "negative"


@dataclass(frozen=True, slots=True)
class Told:
    """A topic with the ids of its messages, and those that stand for it as (id, text)."""

    topic: Topic
    messages: tuple[int, ...]
    quotes: tuple[tuple[int, str], ...]


@dataclass(frozen=True, slots=True)
class Spoken:
    """A language with its topics."""

    language: Language
    topics: tuple[Told, ...]


def told(
    heard: Sequence[Heard], week: date, names: frozenset[str], named: Mapping[str, tuple[str, ...]]
) -> tuple[Spoken, ...]:
    """What the `week` (its Monday) was about, the language with the most messages first.

    `heard`: the messages of the week and of the weeks before, in order of time. `names`: what the brand is called
    (`terms.own_names`), which is no topic. `named`: topics that the brand names itself, with their words.
    """
    by_language: dict[str, tuple[list[Heard], list[Heard]]] = defaultdict(lambda: ([], []))
    for one in heard:
        by_language[one.language][one.week != week].append(one)
    spoken = {language: found for language, found in by_language.items() if found[0]}
    ordered = sorted(spoken, key=lambda language: (-len(spoken[language][0]), language))
    return tuple(
        _Telling(language, *spoken[language], names, named).spoken(MOST_ELSEWHERE if place else MOST_TOPICS)
        for place, language in enumerate(ordered[:MOST_LANGUAGES])
    )


class _Telling:
    """The topics of one language."""

    def __init__(
        self,
        language: str,
        heard: Sequence[Heard],
        earlier: Sequence[Heard],
        names: frozenset[str],
        named: Mapping[str, tuple[str, ...]],
    ) -> None:
        self._language, self._heard, self._earlier = language, heard, earlier
        self._names, self._named = names, named
        self._people = len({one.member_id for one in heard})
        self._people_before = len({(one.week, one.member_id) for one in earlier})
        self._troubled = sum(one.is_troubled for one in heard)

    def spoken(self, most: int) -> Spoken:
        can_be_named = self._language in languages()
        language = Language(
            self._language, len(self._heard), self._people, self._people_before, is_named_in=can_be_named
        )
        topics: list[Told] = []
        if len(self._heard) >= LANGUAGE_FROM and can_be_named:
            topics = self._topics(most)
        return Spoken(language, tuple(topics))

    def _topics(self, most: int) -> list[Told]:
        talk = Talk(
            [Said(one.member_id, one.text) for one in self._heard],
            (Said((one.week, one.member_id), one.text) for one in self._earlier),
            Reader(self._language, self._names),
        )
        looked = (self._look(name, words) for name, words in self._named.items())
        named = [one for one in looked if one is not None]
        taken = [frozenset(one.messages) for one in named]
        found = [
            one
            for one in talk.topics(CONSIDERED)
            if not any(len(same.intersection(one.messages)) >= SAME * len(one.messages) for same in taken)
        ]
        weighed = len(named) + len(found)
        everything = [(one, self._topic(one, len(named), weighed, is_named=True)) for one in named]
        everything += [(one, self._topic(one, talk.vocabulary, weighed, is_named=False)) for one in found]
        told_: list[Told] = []
        quoted: set[int] = set()
        for one, topic in chosen(everything, most):
            told_.append(self._told(talk, one, topic, quoted))
            quoted |= {number for number, _ in told_[-1].quotes}
        return told_

    def _topic(self, found: Found, words: int, weighed: int, *, is_named: bool) -> Topic:
        mine = [self._heard[place] for place in found.messages]
        places = frozenset(found.messages)
        others = [one for place, one in enumerate(self._heard) if place not in places]
        troubled = sum(one.is_troubled for one in mine)
        feelings = Counter(one.feeling for one in mine)
        return Topic(
            name=found.name,
            words=found.words,
            is_named=is_named,
            messages=len(mine),
            share=Rate(found.people, self._people),
            before=Rate(found.before, self._people_before),
            troubled=Rate(troubled, len(mine)),
            troubled_people=len({one.member_id for one in mine if one.is_troubled}),
            rest=Rate(self._troubled - troubled, len(self._heard) - len(mine)),
            positive=feelings["positive"],
            negative=feelings["negative"],
            troubled_rest=Rate(
                len({one.member_id for one in others if one.is_troubled}),
                len({one.member_id for one in others}),
            ),
            out_of_words=words,
            out_of_topics=weighed,
        )

    def _told(self, talk: Talk, found: Found, topic: Topic, quoted: Container[int]) -> Told:
        """The topic with its quotes; what stands for another topic already is not `quoted` again."""
        may_quote = {
            place
            for place in found.messages
            if self._heard[place].may_be_quoted and self._heard[place].interaction_id not in quoted
        }
        quotes = typical(talk, found.messages, may_quote)
        return Told(
            topic,
            tuple(self._heard[place].interaction_id for place in found.messages),
            tuple((self._heard[place].interaction_id, self._heard[place].text) for place in quotes),
        )

    def _look(self, name: str, words: tuple[str, ...]) -> Found | None:
        """The messages that hold one of the words of a topic the brand names; None: nobody wrote of it."""
        condition = conditions(When(topic=(name,)), {name: words})[0]
        places = [place for place, one in enumerate(self._heard) if _holds(condition, one)]
        if not places:
            return None
        people = {self._heard[place].member_id for place in places}
        before = {(one.week, one.member_id) for one in self._earlier if _holds(condition, one)}
        return Found(name, (), (), tuple(places), len(people), len(before))


def chosen(topics: Iterable[tuple[Found, Topic]], most: int) -> list[tuple[Found, Topic]]:
    """The topics that are told, at most `most`, those of the most people first.

    The first ones of `topics` (the brand's own, then the most telling), but the last two places are kept for pain
    points and clear changes further down, where there are such.
    """
    ordered = list(topics)
    first = ordered[: max(most - 2, 1)]
    others = ordered[len(first) :]
    striking = [each for each in others if is_striking(each[1])]
    told_ = (first + striking + [each for each in others if not is_striking(each[1])])[:most]
    return sorted(told_, key=lambda each: (not each[1].is_named, -each[1].people, each[1].name))


def is_striking(topic: Topic) -> bool:
    """Whether it is a pain point, or clearly more people speak of it than before."""
    has_risen = topic.change is not None and topic.change.low > 0
    return topic.people >= LEAST_PEOPLE and (topic.is_pain_point or has_risen)


def _holds(condition: Condition, one: Heard) -> bool:
    return condition.holds(Message(one.interaction_id, "comment", one.text), Text(one.text))
