"""Who speaks of a topic, over again: plain, slow, by looking at every message for every term of it."""

from collections.abc import Sequence

from tasks.core.topics.finding import Found, Said
from tasks.core.topics.terms import Reader


def holds(topic: Found, text: str) -> bool:
    written = [term for term, _ in Reader("en", frozenset()).spelt(text)]
    return any(term in written for term in topic.terms)


def places_of(topic: Found, said: Sequence[Said]) -> tuple[int, ...]:
    return tuple(place for place, one in enumerate(said) if holds(topic, one.text))


def people_of(topic: Found, said: Sequence[Said]) -> int:
    return len({one.who for one in said if holds(topic, one.text)})
