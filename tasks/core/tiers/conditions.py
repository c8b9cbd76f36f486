"""The conditions of a brand's rule, made ready to be held against many messages.

Patterns run in RE2, whose time is linear in the text; words are looked up in the text's own words. Only the
text's first characters are read, so that no message takes long however many rules there are.
"""

import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property

from connectors.config_rules import Followers, When, compiled, hour_span
from tasks.core.items import Message

TEXT_LIMIT = 5_000
"""Characters that rules read: longer than what people write to a brand, short enough for hundreds of rules."""
SHOWN_CHARACTERS = 40

_WORD = re.compile(r"[^\W_]+")
_UNSPACED = re.compile(r"[\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff]")
"""Scripts written without spaces (Thai, Lao, Burmese, Khmer, Japanese, Chinese): no words to be found whole."""


class Text:
    """What the conditions look at in one text, worked out when first asked for."""

    def __init__(self, text: str) -> None:
        self._text = text[:TEXT_LIMIT]

    @cached_property
    def utf8(self) -> bytes:
        """As RE2 reads it; half characters become question marks."""
        return self._text.encode("utf-8", "replace")

    @cached_property
    def folded(self) -> str:
        """In one form of writing: case, width and composition of letters do not matter."""
        return fold(self._text)

    @cached_property
    def words(self) -> str:
        """The words alone, a space before and after each."""
        return f" {' '.join(_WORD.findall(self.folded))} "


Look = Callable[[Message, Text], str | None]


@dataclass(frozen=True, slots=True)
class Condition:
    """One condition of a rule."""

    name: str
    words: str
    """As the rule gives it, for people: "kind: review, comment"."""
    found: Look
    """What in the message meets it ("" where there is nothing to show); None: it is not met."""

    def holds(self, message: Message, text: Text) -> bool:
        """Whether the message meets it."""
        return self.found(message, text) is not None


def fold(text: str) -> str:
    """`text` in one form of writing."""
    return unicodedata.normalize("NFKC", text).casefold()


def conditions(when: When, topics: Mapping[str, tuple[str, ...]]) -> tuple[Condition, ...]:
    """The conditions of `when`, the cheapest first, so that most messages are done with soon."""
    return tuple(
        Condition(name, f"{name}: {_given(getattr(when, name))}", _look(name, when, topics))
        for name in _CHEAPEST_FIRST
        if name in when.given
    )


def _look(name: str, when: When, topics: Mapping[str, tuple[str, ...]]) -> Look:
    match name:
        case "followers":
            return _followers(when.followers or Followers(min=0))
        case "hour":
            return _hour(when.hour or "")
        case "words":
            return _words(when.words or ())
        case "topic":
            return _words([word for topic in when.topic or () for word in topics[topic]])
        case "regex":
            return _regex(when.regex or "")
        case _:
            return _among(getattr(when, name), _OF[name])


_CHEAPEST_FIRST = (
    "platform", "kind", "language", "author_level", "followers", "hour", "words", "topic", "regex",
)  # fmt: skip
_OF: dict[str, Callable[[Message], str]] = {
    "platform": lambda message: message.platform.casefold(),
    "kind": lambda message: message.kind,
    "language": lambda message: (message.lang or "").casefold().split("-")[0],
    "author_level": lambda message: message.author_level,
}


def _given(value: object) -> str:
    if isinstance(value, Followers):
        ends = (
            f"from {value.min}" if value.min is not None else "",
            f"up to {value.max}" if value.max else "",
        )
        return " ".join(end for end in ends if end)
    return ", ".join(value) if isinstance(value, tuple) else str(value)


def _among(wanted: Iterable[str] | None, of: Callable[[Message], str]) -> Look:
    among = frozenset(value.casefold() for value in wanted or ())

    def look(message: Message, text: Text) -> str | None:
        value = of(message)
        return value if value in among else None

    return look


def _followers(span: Followers) -> Look:
    def look(message: Message, text: Text) -> str | None:
        count = message.author_followers
        if count is None or count < (span.min or 0) or (span.max is not None and count > span.max):
            return None
        return str(count)

    return look


def _hour(span: str) -> Look:
    first, end = hour_span(span)

    def look(message: Message, text: Text) -> str | None:
        if message.occurred_at is None:
            return None
        hour = message.occurred_at.hour
        is_in = first <= hour < end if first < end else hour >= first or hour < end
        return f"{message.occurred_at:%H:%M}" if is_in else None

    return look


def phrase_covers(wide: str, narrow: str) -> bool:
    """Whether every text in which the phrase `narrow` is found has `wide` in it too."""
    (is_whole, wanted), (is_whole_too, given) = _needle(wide), _needle(narrow)
    return (is_whole == is_whole_too and wanted in given) or (not is_whole and wanted == given)


def _needle(phrase: str) -> tuple[bool, str]:
    """Whether a phrase is looked up among whole words, and as what: "refund*" has no space after it."""
    folded = fold(phrase)
    words = _WORD.findall(folded)
    if not words or _UNSPACED.search(folded):
        return False, folded.strip("*").strip() or folded
    return True, f" {' '.join(words)}" + ("" if folded.rstrip().endswith("*") else " ")


def _words(wanted: Iterable[str]) -> Look:
    needles = [(phrase, *_needle(phrase)) for phrase in wanted]

    def look(message: Message, text: Text) -> str | None:
        for phrase, is_whole, needle in needles:
            if needle in (text.words if is_whole else text.folded):
                return f"'{phrase}'"
        return None

    return look


def _regex(pattern: str) -> Look:
    ready = compiled(pattern)

    def look(message: Message, text: Text) -> str | None:
        match = ready.search(text.utf8)
        if match is None:
            return None
        return f"'{match.group()[: 4 * SHOWN_CHARACTERS].decode('utf-8', 'ignore')[:SHOWN_CHARACTERS]}'"

    return look
