"""The brand's own rules: `[[brands.<slug>.rules]]` with a name, a `when` and a `then`. Shapes only, no I/O."""

import re
from datetime import time
from typing import Annotated, Any, Literal, Self

import re2
from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from connectors import config_checks as checks
from connectors.config_errors import did_you_mean
from connectors.records import INTERACTION_KINDS

Tier = Literal["T1", "T2", "T3", "T4", "none"]
Flag = Literal["question", "complaint", "praise", "share", "ugc", "reaction", "spam", "urgent"]
Level = Literal["new", "returning", "regular", "core", "lapsed"]

LONGEST_SNOOZE_DAYS = 30
PATTERN_BYTES = 1 << 20
"""What a pattern may take when it is made ready: one with huge counted repetitions is refused, not slow."""
_SNOOZE = re.compile(r"(\d{1,4}) ?(m|min|h|d)")
_MINUTES = {"m": 1, "min": 1, "h": 60, "d": 24 * 60}
_HOURS = re.compile(r"(\d{1,2}) ?- ?(\d{1,2})")


def _one_or_more(value: Any) -> Any:
    """A single text stands for a list of it; a tuple, because that is what strict mode takes after JSON."""
    if isinstance(value, str):
        return (value,)
    return tuple(value) if isinstance(value, list) else value


def _kind(value: str) -> str:
    if value not in INTERACTION_KINDS - {"post"}:
        raise ValueError(f"is not a kind of interaction; {did_you_mean(value, INTERACTION_KINDS - {'post'})}")
    return value


def _short(value: str) -> str:
    if len(checks.one_line(value)) > 40:
        raise ValueError("expected at most 40 characters")
    return value.strip()


def compiled(pattern: str) -> Any:
    """`pattern` for UTF-8 bytes, whatever the case. Raises re2.error."""
    options = re2.Options()
    options.case_sensitive = False
    options.log_errors = False
    options.max_mem = PATTERN_BYTES
    return re2.compile(pattern.encode("utf-8"), options)


def _pattern(value: str) -> str:
    """A pattern that RE2 reads: linear in the text's length whatever the pattern, hence no look-around."""
    try:
        compiled(value)
    except re2.error as error:
        said = error.args[0] if error.args else ""
        words = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
        raise ValueError(
            f"is not a regular expression (RE2: no look-around, no back-references): {words}"
        ) from error
    except UnicodeEncodeError as error:
        raise ValueError("is not a regular expression: it holds half a character") from error
    return value


def _hours(value: str) -> str:
    found = _HOURS.fullmatch(value.strip())
    if found is None or int(found[1]) > 23 or int(found[2]) > 24 or int(found[1]) == int(found[2]) % 24:
        raise ValueError('expected hours of the brand\'s day such as "22-6": from 22:00 up to 6:00')
    return value.strip()


def _snooze(value: str) -> str:
    """ "90m", "4h", "2d", or a clock time of the brand's zone such as "08:00": the next one after the message."""
    found = _SNOOZE.fullmatch(value.strip())
    if found is not None:
        if not 0 < int(found[1]) * _MINUTES[found[2]] <= LONGEST_SNOOZE_DAYS * 24 * 60:
            raise ValueError(f"expected a time of at most {LONGEST_SNOOZE_DAYS} days, longer than nothing")
        return value.strip()
    try:
        if len(value.strip()) != 5 or time.fromisoformat(value.strip()).tzinfo is not None:
            raise ValueError(value)
    except ValueError as error:
        raise ValueError('expected a time such as "4h", "2d" or a clock time such as "08:00"') from error
    return value.strip()


def snooze_minutes(value: str) -> int | None:
    """Minutes of a checked `snooze` that is a span of time; None: it is a clock time."""
    found = _SNOOZE.fullmatch(value)
    return int(found[1]) * _MINUTES[found[2]] if found else None


def hour_span(value: str) -> tuple[int, int]:
    """First hour (0 to 23) and the hour it ends before (1 to 24) of a checked `hour`."""
    first, last = (int(part) for part in value.split("-"))
    return first, last or 24


Words = Annotated[str, AfterValidator(checks.one_line)]
Texts = Annotated[tuple[Words, ...], BeforeValidator(_one_or_more), Field(min_length=1)]
Labels = Annotated[
    tuple[Annotated[str, AfterValidator(_short)], ...], BeforeValidator(_one_or_more), Field(min_length=1)
]


class _Model(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


class Followers(_Model):
    """A span of follower counts, both ends in it; a person whose count is not known is in no span."""

    min: Annotated[int, Field(ge=0)] | None = None
    max: Annotated[int, Field(ge=0)] | None = None

    @model_validator(mode="after")
    def _is_a_span(self) -> Self:
        if self.min is None and self.max is None:
            raise ValueError("expected { min = 1000 }, { max = 50 } or both")
        if self.min is not None and self.max is not None and self.min > self.max:
            raise ValueError("min is above max: nobody is in it")
        return self


class When(_Model):
    """Whom a rule is for: every condition given must hold; of a list, any one."""

    platform: Texts | None = None
    """As the digest names it: "bluesky", "x"; whatever the case."""
    kind: (
        Annotated[
            tuple[Annotated[str, AfterValidator(_kind)], ...],
            BeforeValidator(_one_or_more),
            Field(min_length=1),
        ]
        | None
    ) = None
    words: Texts | None = None
    """Whole words or phrases, whatever the case; "refund*" also stands for "refunds" and "refunded"."""
    regex: Annotated[str, Field(min_length=1, max_length=2000), AfterValidator(_pattern)] | None = None
    """In RE2's syntax, whatever the case, found anywhere in the text."""
    language: (
        Annotated[
            tuple[Annotated[str, AfterValidator(checks.language)], ...],
            BeforeValidator(_one_or_more),
            Field(min_length=1),
        ]
        | None
    ) = None
    author_level: Annotated[tuple[Level, ...], BeforeValidator(_one_or_more), Field(min_length=1)] | None = (
        None
    )
    followers: Followers | None = None
    hour: Annotated[str, AfterValidator(_hours)] | None = None
    """When it was written, in the brand's zone: "22-6" is from 22:00 up to 6:00."""
    topic: Texts | None = None
    """Names of `[brands.<slug>.topics]`: one of the topic's words is in the text."""

    @property
    def given(self) -> tuple[str, ...]:
        """The conditions that were given, in their order here."""
        return tuple(name for name in type(self).model_fields if getattr(self, name) is not None)

    @model_validator(mode="after")
    def _names_something(self) -> Self:
        if not self.given:
            known = ", ".join(type(self).model_fields)
            raise ValueError(f"expected a condition, else the rule is for everything; there are: {known}")
        return self


class Then(_Model):
    """What a rule does."""

    tier: Tier | None = None
    flag: Annotated[tuple[Flag, ...], BeforeValidator(_one_or_more), Field(min_length=1)] | None = None
    label: Labels | None = None
    assign: Annotated[str, AfterValidator(_short)] | None = None
    """Who is to answer: a name of your own."""
    dismiss: bool = False
    snooze: Annotated[str, AfterValidator(_snooze)] | None = None
    """"4h", "2d" after the message, or the next "08:00" of the brand's zone; deadlines go on."""

    @property
    def puts_aside(self) -> bool:
        """Whether it dismisses or snoozes."""
        return self.dismiss or self.snooze is not None

    @model_validator(mode="after")
    def _does_something(self) -> Self:
        if not any((self.tier, self.flag, self.label, self.assign, self.dismiss, self.snooze)):
            raise ValueError(f"expected something to do; there are: {', '.join(type(self).model_fields)}")
        if self.dismiss and self.snooze:
            raise ValueError("dismiss and snooze exclude each other")
        return self


class Rule(_Model):
    """One rule of the brand; of the rules that fire, the first that sets a tier (assigns, …) wins."""

    name: Annotated[str, AfterValidator(_short)]
    when: When
    then: Then


def repeated_or_unknown(
    rules: tuple[Rule, ...], topics: dict[str, tuple[str, ...]]
) -> list[tuple[tuple[str | int, ...], str]]:
    """What single rules cannot see: names used twice, topics that do not exist; (path under the brand, words)."""
    found: list[tuple[tuple[str | int, ...], str]] = []
    for index, rule in enumerate(rules):
        if rule.name in {other.name for other in rules[:index]}:
            found.append((("rules", index, "name"), f"{rule.name!r} is the name of another rule as well"))
        for topic in rule.when.topic or ():
            if topic not in topics:
                hint = did_you_mean(topic, topics) if topics else "there is no table of topics"
                found.append((("rules", index, "when", "topic"), f"{topic!r} is not a topic; {hint}"))
    return found
