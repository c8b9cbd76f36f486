"""What an answer to the brand's message is in that conversation: whether it was asked for, whether it ends it."""

from tasks.core.tiers.reading import Reading

SHORT_WORDS = 8
"""A calm statement of at most this many words, to a brand that asked and owes nothing, waits for nothing."""

_DENIES = frozenset({"no", "nope", "não", "nein", "non"})
_ECHOES = frozenset({"i", "we", "it", "did", "do", "does", "have", "has", "was", "is", "will", "that"})


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
    covered = {position + i for position, phrase in spoken for i in range(len(phrase.split()))}
    return may_echo and all(i in covered or word in _ECHOES for i, word in enumerate(reading.words))


def is_slight(reading: Reading) -> bool:
    """A short statement that denies nothing, gives no number and has no word that may tell of a problem.

    "it did it again" and "it's order 48211" carry a case on, whatever the brand had said.
    """
    carries_on = reading.hits.get("perhaps_problem") or not _DENIES.isdisjoint(reading.words)
    has_number = any(symbol.isdigit() for word in reading.words for symbol in word)
    return 0 < len(reading.words) <= SHORT_WORDS and not carries_on and not has_number
