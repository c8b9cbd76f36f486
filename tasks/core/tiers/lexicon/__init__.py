"""The words and phrases behind the signals, by signal; compiled once into one table of lookups.

An entry is a word or a phrase of up to four words, lower case, apostrophes straight; a word that ends in *
stands for every word that begins so. Entries of all languages stand together: a word of one language that
would mislead in another is left out or put into a phrase.
"""

from dataclasses import dataclass
from functools import cache

from tasks.core.tiers.lexicon import feelings, noise, problems, questions, showing

LONGEST_PHRASE = 4
SHORTEST_STEM = 4
LONGEST_STEM = 10

_SOURCES = (questions.ENTRIES, problems.ENTRIES, feelings.ENTRIES, showing.ENTRIES, noise.ENTRIES)


@dataclass(frozen=True, slots=True)
class Branch:
    """What a phrase that has been read so far says, and what each next word would make of it."""

    signals: tuple[str, ...]
    longer: dict[str, "Branch"]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """`phrases`: word or phrase -> the signals it speaks for; `stems` likewise for beginnings of words.

    `openings` are the same phrases as a tree, by their first word: a phrase is looked for only where one begins.
    """

    phrases: dict[str, tuple[str, ...]]
    stems: dict[str, tuple[str, ...]]
    openings: dict[str, Branch]
    stem_heads: frozenset[str]
    """The first letters of every stem: most words begin with none of them."""

    def of(self, signal: str) -> frozenset[str]:
        """The whole words and phrases that speak for `signal`."""
        return frozenset(phrase for phrase, signals in self.phrases.items() if signal in signals)

    def stems_of(self, word: str) -> tuple[str, ...]:
        """The signals of the stems that `word` begins with, the shortest stem's first."""
        if word[:SHORTEST_STEM] not in self.stem_heads:
            return ()
        lengths = range(SHORTEST_STEM, min(len(word), LONGEST_STEM) + 1)
        return tuple(signal for length in lengths for signal in self.stems.get(word[:length], ()))


@cache
def lexicon() -> Lexicon:
    """The lexicon, read and checked once. Raises ValueError for an entry that could never be found."""
    phrases: dict[str, tuple[str, ...]] = {}
    stems: dict[str, tuple[str, ...]] = {}
    for entries in _SOURCES:
        for signal, text in entries.items():
            for entry in (part.strip() for part in text.replace("\n", ",").split(",")):
                if not entry:
                    continue
                is_stem = entry.endswith("*")
                key = entry.rstrip("*").replace("-", " ")
                _check(signal, key, is_stem)
                table = stems if is_stem else phrases
                table[key] = (*table.get(key, ()), signal)
    openings = _tree({tuple(key.split(" ")): signals for key, signals in phrases.items()})
    return Lexicon(phrases, stems, openings, frozenset(stem[:SHORTEST_STEM] for stem in stems))


def _tree(phrases: dict[tuple[str, ...], tuple[str, ...]]) -> dict[str, Branch]:
    """`phrases` by first word; below each, what is left of them likewise."""
    rests: dict[str, dict[tuple[str, ...], tuple[str, ...]]] = {}
    for (first, *rest), signals in phrases.items():
        rests.setdefault(first, {})[tuple(rest)] = signals
    return {first: Branch(below.pop((), ()), _tree(below)) for first, below in rests.items()}


def _check(signal: str, key: str, is_stem: bool) -> None:
    if key != key.lower():
        raise ValueError(f"{signal}: {key!r} is not in lower case")
    if is_stem and (" " in key or not SHORTEST_STEM <= len(key) <= LONGEST_STEM):
        raise ValueError(
            f"{signal}: a stem is one word of {SHORTEST_STEM} to {LONGEST_STEM} letters: {key!r}"
        )
    if len(key.split()) > LONGEST_PHRASE:
        raise ValueError(f"{signal}: {key!r} has more than {LONGEST_PHRASE} words")
