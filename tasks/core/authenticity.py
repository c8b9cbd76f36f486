"""Does a reply sound like a person who read the message? Asked of drafts before and of sent replies after."""

import math
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from types import MappingProxyType
from typing import Literal

from tasks.core.wording import content_words, words

CHECK_VERSION = 1
"""Of what `check` says of a reply: another number, and every reply that was sent is looked at again."""
RECENT_REPLIES = 50
"""How many of the previous replies one is compared with (also the metric's)."""
SIMILARITY_LIMIT = 0.8
"""From here on two replies are the same with another name in them."""
GRAM = 4
COMPARABLE_CHARACTERS = 20
"""Shorter replies ("Thank you, Ada!") are alike by nature and are not compared."""
REFERRING_STEM = 4
"""Two words are about the same when this many first letters agree: "deliver", "delivery"."""
REFERRABLE_WORDS = 2
"""A message with fewer content words gives nothing to refer to."""
OWN_WORDS_LIMIT = 4
"""A reply with at most this many content words besides a stock phrase is nothing but that phrase."""

STOCK_PHRASES = (
    "great post", "great question", "nice post", "love this", "so true", "well said",
    "thanks for sharing", "thank you for sharing", "thanks for reaching out",
    "thank you for reaching out", "thanks for your feedback", "thank you for your feedback",
    "we appreciate your feedback", "thank you for your comment", "thanks for your comment",
    "thank you for your message", "we value your feedback", "your feedback is important to us",
    "your opinion is important to us", "we apologize for any inconvenience",
    "we apologise for any inconvenience", "sorry for any inconvenience", "sorry for the inconvenience",
    "we strive to", "at your earliest convenience", "rest assured", "please be advised", "stay tuned",
    "keep up the good work", "awesome content", "have a great day", "have a nice day",
    "obrigado pelo seu comentário", "agradecemos o seu contato", "agradecemos seu contato",
    "lamentamos o ocorrido", "pedimos desculpas pelo transtorno", "vielen dank für ihre nachricht",
    "vielen dank für dein feedback", "vielen dank für ihr feedback",
    "wir entschuldigen uns für die unannehmlichkeiten", "wir bitten um ihr verständnis",
    "gracias por tu comentario", "gracias por contactarnos", "gracias por comunicarte",
    "lamentamos los inconvenientes", "lamentamos las molestias", "merci pour votre message",
    "merci pour votre commentaire", "merci pour votre retour", "nous nous excusons pour la gêne",
    "veuillez nous excuser pour la gêne",
)  # fmt: skip
"""What a machine would say; in lower case. A list to be grown from what is seen."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the check found: authentic when it warns of nothing.

    `similarity`: 0 (nothing alike) to 1 (the same) to the nearest recent reply; 0 when there was nothing to
    compare. The distinctness of a set of replies is 1 minus the mean of this.
    """

    is_authentic: bool
    warnings: tuple[str, ...] = ()
    similarity: float = 0.0
    kinds: tuple[Literal["alike", "stock", "unrelated"], ...] = ()
    """What each warning is about."""
    is_compared: bool = False
    """Whether it and one of the recent replies are long enough to be compared."""


def check(text: str, recent: Sequence[str], in_reply_to: str | None) -> Verdict:
    """Judge the reply `text` beside the `recent` replies (newest last; the last RECENT_REPLIES count) and the
    message it answers (None: not known, and then nothing is said about it).

    Open slots, links, mentions and digits count for nothing.
    """
    compared = [other for other in recent[-RECENT_REPLIES:] if _grams(other).counts]
    is_compared = bool(compared and _grams(text).counts)
    nearest = max((similarity(text, other) for other in compared), default=0.0) if is_compared else 0.0
    found: dict[Literal["alike", "stock", "unrelated"], str] = {}
    if nearest >= SIMILARITY_LIMIT:
        found["alike"] = f"almost the same as a recent reply ({nearest:.0%} alike)"
    stock = stock_phrase(text)
    if stock:
        found["stock"] = f"little more than a stock phrase: “{stock}”"
    if in_reply_to is not None and not refers(text, in_reply_to):
        found["unrelated"] = "nothing that refers to what they said"
    return Verdict(not found, tuple(found.values()), round(nearest, 3), tuple(found), is_compared)


def similarity(text: str, other: str) -> float:
    """0 to 1: the cosine of the texts' counts of GRAM-letter pieces; 0 when one is too short to compare."""
    one, two = _grams(text), _grams(other)
    if not one.counts or not two.counts:
        return 0.0
    product = sum(one.counts[gram] * two.counts[gram] for gram in one.counts.keys() & two.counts.keys())
    return min(product / (one.length * two.length), 1.0)


def stock_phrase(text: str) -> str | None:
    """The stock phrase that `text` mostly consists of, if it is so; None when it says something besides."""
    bare = " ".join(words(text))
    for phrase in STOCK_PHRASES:
        if phrase in bare and len(content_words(bare.replace(phrase, " "))) <= OWN_WORDS_LIMIT:
            return phrase
    return None


def refers(text: str, in_reply_to: str) -> bool:
    """Whether a content word of `text` takes up one of the message; True when that has nothing to take up."""
    theirs = content_words(in_reply_to)
    if len(theirs) < REFERRABLE_WORDS:
        return True
    stems = {word[:REFERRING_STEM] for word in theirs}
    return any(word[:REFERRING_STEM] in stems for word in content_words(text))


@dataclass(frozen=True, slots=True)
class _Grams:
    """A text's counts of GRAM-letter pieces, and their length as a vector; none of a text too short to compare."""

    counts: Mapping[str, int]
    length: float


@lru_cache(maxsize=4 * RECENT_REPLIES)  # who is compared, and then some: 4 KB each
def _grams(text: str) -> _Grams:
    letters = " ".join(words(text))
    if len(letters) < COMPARABLE_CHARACTERS:
        return _Grams(MappingProxyType({}), 0.0)
    counts = Counter(letters[i : i + GRAM] for i in range(len(letters) - GRAM + 1))
    return _Grams(counts, math.sqrt(sum(count * count for count in counts.values())))
