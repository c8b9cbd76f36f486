"""What the week was about, as the review tells it: topics, their shares and changes, how people sound, what hurts."""

from dataclasses import dataclass
from datetime import datetime

from tasks.core.digest.rates import PERCENT_FROM, Z_99, Change, Rate, difference

PAIN_PEOPLE = 3
"""People from whom on trouble with something is a pain point."""


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

    @property
    def people(self) -> int:
        """How many people spoke of it."""
        return self.share.numerator

    @property
    def change(self) -> Change | None:
        """Its share against the eight weeks before, in points; None where either has too few people to say.

        By the 99 % interval: a week has some twenty topics, and those that rose come first.
        """
        if min(self.before.denominator, self.share.denominator) < PERCENT_FROM:
            return None
        return difference(self.before, self.share, Z_99)

    @property
    def gap(self) -> Change | None:
        """How much more often its messages are troubled than the others, in points, with the 99 % interval."""
        return difference(self.rest, self.troubled, Z_99)

    @property
    def is_pain_point(self) -> bool:
        """Whether its messages are troubled clearly more often than the others, and of several people.

        By the 99 % interval: of twenty topics one would hurt by chance with 95 %.
        """
        return self.gap is not None and self.gap.low > 0 and self.troubled_people >= PAIN_PEOPLE


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

    @property
    def topics(self) -> tuple[Topic, ...]:
        """The topics of all languages, language by language."""
        return tuple(topic for language in self.languages for topic in language.topics)

    @property
    def pain_points(self) -> tuple[Topic, ...]:
        """The topics that hurt, those of the most people first."""
        return tuple(
            sorted((t for t in self.topics if t.is_pain_point), key=lambda topic: (-topic.people, topic.name))
        )
