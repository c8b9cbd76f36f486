"""What an answer to the brand's message is in that conversation: whether it was asked for, whether it ends it."""

from functools import lru_cache
from typing import NamedTuple

from tasks.core.tiers.found import Signals, covered
from tasks.core.tiers.reading import TEXT_LIMIT, Reading, read

SHORT_WORDS = 8
"""A calm statement of at most this many words, to a brand that asked and owes nothing, waits for nothing."""
THANKS_WORDS = 20
"""Calm thanks to the brand of at most this many words close the exchange; longer ones carry more than thanks."""
KEPT_TEXTS = 256
"""Under one text of the brand stand many answers: of so many texts it is remembered what they want."""

CALM = frozenset({"problem", "anger", "question_mark", "request"})
"""Without any of these thanks and an ok are all that was meant."""
KEEPS_OPEN = CALM | {"leaving", "danger", "urgent", "negation", "question_opening", "asks"}
"""Beside one of these an answer to the brand waits for the brand again."""
_DENIES = frozenset({"no", "nope", "não", "nein", "non"})
_ECHOES = frozenset({"i", "we", "it", "did", "do", "does", "have", "has", "was", "is", "will", "that"})


class Said(NamedTuple):
    """What the brand's message leaves open."""

    is_empty: bool
    wants_something: bool
    has_asked: bool
    owes: bool
    requests: bool


def answer_to_us(reading: Reading, said: str, signals: Signals) -> None:
    """Whether an answer to the brand's message `said` carries the case on, or closes it."""
    brand = _said(said[:TEXT_LIMIT])
    is_over = "resolved" in signals or is_only_thanks(reading, may_echo=not brand.wants_something)
    is_calm = KEEPS_OPEN.isdisjoint(signals.strength)
    if brand.has_asked and not is_over:
        signals.strength.pop("bare_thanks", None)  # "sent it now, thanks": they did what was asked
    is_thanks = (
        "thanks" in signals and (is_over or not brand.has_asked) and len(reading.words) <= THANKS_WORDS
    )
    if is_calm and is_thanks:
        name = "thanks_us_for" if "thanks_for" in signals else "closes"
        signals.add(name, shown=signals.shown.get("thanks_for", signals.shown["thanks"]))
    elif is_calm and not brand.is_empty and not brand.owes and is_slight(reading):
        signals.add("closes")
    elif brand.has_asked or brand.requests:
        signals.add("answers_our_question")


@lru_cache(maxsize=KEPT_TEXTS)
def _said(text: str) -> Said:
    brand = read(text)
    wants_something = asks_back(brand)
    has_asked = wants_something or bool(brand.questions)
    owes = has_asked or "owing" in brand.hits
    return Said(not text.strip(), wants_something, has_asked, owes, "request" in brand.hits)


def asks_back(brand: Reading) -> bool:
    """The brand's message wants something done; "please let us know if you need more" is only polite."""
    polite = {
        position + i
        for position, phrase in brand.hits.get("courtesy", ())
        for i in range(-1, len(phrase.split()))
    }
    return any(position not in polite for position, _ in brand.hits.get("asks_back", ()))


def is_only_thanks(reading: Reading, *, may_echo: bool) -> bool:
    """Thanks come first and at most a name stands after their clause.

    With `may_echo` also where little but an "I did" stands beside them, as after "Did you find it?".
    """
    if not reading.hits.get("thanks"):
        return False
    opening = min(position for position, _ in reading.hits["thanks"])
    later = min((start for start in reading.clause_starts if start > opening), default=len(reading.words))
    if opening <= 1 and len(reading.words) - later <= 1:
        return True
    spoken = [hit for name in ("thanks", "small") for hit in reading.hits.get(name, ())]
    said = covered(spoken)
    return may_echo and all(i in said or word in _ECHOES for i, word in enumerate(reading.words))


def is_slight(reading: Reading) -> bool:
    """A short statement that denies nothing, gives no number and has no word that may tell of a problem.

    "it did it again" and "it's order 48211" carry a case on, whatever the brand had said.
    """
    if not 0 < len(reading.words) <= SHORT_WORDS or reading.hits.get("perhaps_problem"):
        return False
    has_number = any(symbol.isdigit() for word in reading.words for symbol in word)
    return not has_number and _DENIES.isdisjoint(reading.words)
