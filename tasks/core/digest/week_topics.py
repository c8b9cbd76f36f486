"""What the week was about, as the review tells it: topics, their shares and changes, how people sound, what hurts."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from statistics import NormalDist

from tasks.core.digest.rates import PERCENT_FROM, Change, Rate, difference

PAIN_PEOPLE = 3
"""People from whom on trouble with something is a pain point."""
BY_CHANCE = 0.01
"""How often the intervals of all that was looked at together may miss the truth anywhere."""
LEVEL = 99
"""The same in percent, as it is said: of all intervals together."""


@dataclass(frozen=True, slots=True)
class Quote:
    """A typical message of a topic, as it stood at the end of the week; a stranger's words."""

    interaction_id: int
    text: str
    member_name: str
    member_handle: str | None
    platform: str
    permalink: str | None


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who wrote of a topic and waits for an answer, as of the digest's moment."""

    member_name: str
    member_handle: str | None
    platform: str
    occurred_at: datetime
    permalink: str | None


@dataclass(frozen=True, slots=True)
class Topic:
    """One topic of the week in one language. Shares are of people: one who writes ten times counts once."""

    name: str
    words: tuple[str, ...]
    """Further words of it; people's own spelling."""
    is_named: bool
    """The brand's configuration names it."""
    messages: int
    share: Rate
    """People who spoke of it, of all who wrote that week in the language."""
    before: Rate
    """The same in the eight weeks before, a person counting once a week."""
    troubled: Rate
    """Its messages that sound negative or complain, of its messages."""
    rest: Rate
    """The same of all other messages of the week in the language."""
    troubled_people: int = 0
    """How many people wrote the troubled ones."""
    positive: int = 0
    negative: int = 0
    """Messages of it that sound so; what gives nothing to read it from is neither."""
    quotes: tuple[Quote, ...] = ()
    waiting: tuple[Waiting, ...] = ()
    """Who waits longest, first; T1 to T3."""
    waiting_count: int = 0
    """Messages of it that wait."""
    troubled_rest: Rate | None = None
    """People who wrote other messages, and those of them whose other messages were troubled; None: not counted."""
    out_of_words: int = 1
    """It was picked out of so many words of the week for being said much: chance alone lifts some of them."""
    out_of_topics: int = 1
    """So many topics were weighed beside it."""

    @property
    def people(self) -> int:
        """How many people spoke of it."""
        return self.share.numerator

    @property
    def change(self) -> Change | None:
        """Its share against the eight weeks before, in points; None where either has too few people to say.

        By the interval that holds for all words it was picked out of, together 99 of 100 times (Bonferroni): topics are
        named after the words that were said most this week, and of thousands of words some always are.
        """
        if min(self.before.denominator, self.share.denominator) < PERCENT_FROM:
            return None
        return _apart(self.before, self.share, self.out_of_words)

    @property
    def gap(self) -> Change | None:
        """How much more often its messages are troubled than the others, in points; as `change`, for all topics."""
        return _apart(self.rest, self.troubled, self.out_of_topics)

    @property
    def is_pain_point(self) -> bool:
        """Whether its messages are troubled clearly more often than the others, and its people as well.

        Messages of one person are not independent of each other: who complains ten times is one case among people.
        """
        if self.gap is None or self.gap.low <= 0 or self.troubled_people < PAIN_PEOPLE:
            return False
        if self.troubled_rest is None:
            return True
        people = _apart(self.troubled_rest, Rate(self.troubled_people, self.people), self.out_of_topics)
        return people is None or people.low > 0


def _apart(before: Rate, after: Rate, looks: int) -> Change | None:
    """The difference of two rates, its interval wide enough for `looks` such differences together."""
    found = difference(before, after, NormalDist().inv_cdf(1 - BY_CHANCE / (2 * looks)))
    return None if found is None else replace(found, level=LEVEL)


@dataclass(frozen=True, slots=True)
class Language:
    """What was said in one language."""

    language: str
    """ISO 639; the brand's own where the platform does not say."""
    messages: int
    people: int
    people_before: int
    """People who wrote in the eight weeks before, once a week each."""
    is_named_in: bool
    """Whether topics can be named in it."""
    topics: tuple[Topic, ...] = ()


@dataclass(frozen=True, slots=True)
class Mood:
    """How the messages with text sound, of one kind: positive, negative, neutral or unknown."""

    name: str
    week: Rate
    before: Rate
    """The eight weeks before."""


@dataclass(frozen=True, slots=True)
class WeekTopics:
    """Topics, pain points and sentiment of a week, as things stood at its end."""

    languages: tuple[Language, ...] = ()
    """The one with the most messages first."""
    moods: tuple[Mood, ...] = ()
    sampled: float = 1.0
    """Of so large a share of the people the topics are told; 1: of all."""
    weeks_left_out: int = 0
    """Of the eight weeks before: those not wholly collected, with which nothing is compared."""
    mood_designs: Mapping[tuple[str, str, str, date], float] = field(default_factory=dict)
    """Design effects (see `clusters`) of the moods' shares, by mood, dimension, its value and week (its Monday)."""

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of all languages, language by language."""
        return tuple(topic for language in self.languages for topic in language.topics)

    @property
    def designs(self) -> dict[tuple[str, str, str, date], float]:
        """Design effects of the moods' metrics, as `trends.designed` takes them."""
        return {
            (f"sentiment_{mood}", dimension, value, week): each
            for (mood, dimension, value, week), each in self.mood_designs.items()
        }

    @property
    def pain_points(self) -> tuple[Topic, ...]:
        """The topics that hurt, those of the most people first."""
        return tuple(
            sorted((t for t in self.topics if t.is_pain_point), key=lambda topic: (-topic.people, topic.name))
        )
