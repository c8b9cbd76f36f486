"""The terms of a message: words and pairs of neighbouring words that may name a topic, in a form that compares."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from tasks.core.stopwords import STOPWORDS
from tasks.core.topics import english, european

TEXT_LIMIT = 2_000
"""Characters read of a message: what it is about stands at its beginning."""
SHORTEST, LONGEST = 3, 30
"""Letters of a word that may stand alone."""
REMEMBERED = 200_000
"""Words whose keys are kept while one reads."""
LONGEST_NUMBER = 4
"""Digits of a number beside a word ("ios 11"); longer ones are order numbers and telephones."""

# Every pattern begins at a fixed mark or a word's edge and runs on: no text makes it try twice.
_ADDRESSED = re.compile(r"https?://\S+|\bwww\.\S+|(?<![\w.+-])[\w.+-]{1,64}@[\w.-]+|(?<!\w)@[\w.-]+")
_CLAUSE = re.compile(r"(?<!\d)[.,]|[.,](?!\d)|[^\w\s'&#.,-]+|\s-+\s|\n")
_TOKEN = re.compile(r"#?[^\W_]+(?:(?:['&-]|(?<=\d)[.,](?=\d))[^\W_]+)*")
_RUN = re.compile(r"(.)\1{2,}")
_LAUGH = re.compile(
    r"(?:(?:a?ha|he|hi|ja|je|rs|kk|ks|lo|xo){2,}h?|k{3,}|m{2,}|a+h+|o+h+|u+g*h+|a+w+|e+w+)l?s?$"
)
_NUMBER = re.compile(r"\d+(?:[.,]\d+)*$")
_ORDINAL = re.compile(r"\d+(?:st|nd|rd|th|am|pm|hrs?|mins?|min|h|k|m|x|kg|g|ml|lb|gb|mb|tb|p|er)?$")
_ELISION, _NO_ELISION = (
    re.compile(r"^(?:[ldjmtscn]|qu|jusqu|lorsqu|puisqu)'(?=\w)", re.I),
    re.compile(r"(?!)"),
)
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[^\W\d_a-zA-Z]+")


@dataclass(frozen=True, slots=True)
class Vocabulary:
    """What names no topic in one language: `empty` words are left out, `vague` ones stand only beside another word."""

    language: str
    empty: frozenset[str]
    vague: frozenset[str]


def languages() -> tuple[str, ...]:
    """Languages (ISO 639-1) in which topics can be named: those whose small words are known."""
    return tuple(_LISTS)


@cache
def vocabulary(language: str) -> Vocabulary:
    """The vocabulary of one of `languages()`; KeyError for another."""
    empty, vague = _LISTS[language]
    small = frozenset(_bare(word) for word in (*STOPWORDS, *empty.split()))
    return Vocabulary(language, small, frozenset(_bare(word) for word in vague.split()) - small)


def own_names(name: str, handles: Iterable[str]) -> frozenset[str]:
    """The words a brand is called by: in its name, in its handles, and as these are written in one ("SpotifyCares")."""
    found: set[str] = set()
    for text in (name, *handles):
        words = [word for part in re.split(r"[\W_]+", text) for word in _PIECES.findall(part)]
        found |= {folded(word) for word in words}
        found.add(folded(re.sub(r"[\W_]+", "", text)))
        found |= {folded(part) for part in re.split(r"[\s_.@]+", text) if part}
    return frozenset(word for word in found if len(word) >= 2)


def folded(word: str) -> str:
    """A word in lower case and one form of writing, letters repeated for effect counted once, without its 's."""
    word = unicodedata.normalize("NFKC", word).casefold().replace("’", "'").lstrip("#")
    return _RUN.sub(r"\1", word.removesuffix("'s").removesuffix("'"))


def _bare(word: str) -> str:
    return _RUN.sub(r"\1", word)


class Reader:
    """Reads the terms of messages of one language, for a brand that is called `names` (from `own_names`).

    The brand's own names count for nothing, alone or in a pair.
    """

    def __init__(self, language: str, names: frozenset[str]) -> None:
        self._vocabulary = vocabulary(language)
        self._names = names
        self._nothing = self._vocabulary.empty | names
        self._name_stems = frozenset(stem(name, language) for name in names)
        self._elided = _ELISION if language == "fr" else _NO_ELISION
        self._known: dict[str, tuple[str, int]] = {}

    def terms(self, text: str) -> frozenset[str]:
        """Every term of `text` once: "deliver", "deliver slot". A term is a key to compare by, not to be shown."""
        return frozenset(key for key, _ in self.spelt(text))

    def spelt(self, text: str) -> Iterator[tuple[str, str]]:
        """(term, as it is written) of every term of `text`, in order."""
        for clause in _clauses(text):
            before: tuple[str, int, str] | None = None
            for found in _TOKEN.findall(clause):
                token = self._elided.sub("", found) if "'" in found else found
                key, weight = self._read(token)
                if weight == _NOTHING:
                    before = None
                    continue
                if weight == _WORD:
                    yield key, token
                if before is not None and _is_pair(before[0], before[1], key, weight):
                    yield f"{before[0]} {key}", f"{before[2]} {token}"
                before = (key, weight, token)

    def proper_name(self, text: str, term: str) -> str:
        """The name that the one-word `term` is the second half of in `text` ("Old Harbour"); "" where it is none.

        Both halves have to be written with a capital; the first may be a word that names no topic by itself.
        """
        for clause in _clauses(text):
            for first, second in pairwise(_TOKEN.findall(clause)):
                if first[0].isupper() and second[0].isupper() and self._read(second)[0] == term:
                    return "" if folded(first) in self._names else f"{first} {second}"
        return ""

    def _read(self, token: str) -> tuple[str, int]:
        """The token's key, and what it is: nothing, something beside a word, or a word."""
        if len(token) > LONGEST:
            return token, _NOTHING
        if (known := self._known.get(token)) is None:
            known = self._weigh(token)
            if len(self._known) < REMEMBERED:
                self._known[token] = known
        return known

    def _weigh(self, token: str) -> tuple[str, int]:
        word = folded(token)
        is_nothing = word in self._nothing or word.replace("'", "") in self._nothing
        if is_nothing or len(word) > LONGEST or _LAUGH.match(word):
            return word, _NOTHING
        if _NUMBER.match(word):
            return word, _BESIDE if len(word) <= LONGEST_NUMBER else _NOTHING
        if word in self._vocabulary.vague or len(word) < SHORTEST:
            key = stem(word, self._vocabulary.language)
            return key, _NOTHING if key in self._name_stems else _BESIDE
        if _ORDINAL.match(word) or sum(c.isdigit() for c in word) > LONGEST_NUMBER:
            return word, _NOTHING
        key = stem(word, self._vocabulary.language)
        return key, _NOTHING if key in self._name_stems else _WORD


def _is_pair(first: str, first_is: int, second: str, second_is: int) -> bool:
    """Whether two neighbours may name a topic together: a word and another, or two that are no figures."""
    if first == second:
        return False
    if _WORD in (first_is, second_is):
        return True
    return min(len(first), len(second)) >= SHORTEST and first[0].isalpha() and second[0].isalpha()


def stem(word: str, language: str) -> str:
    """`word` without the endings that do not change what it is about; not a word of the language any more.

    Plurals after Harman's S stemmer (Harman 1991); for English also -ing, -ed, and the final -e they replace.
    """
    if language == "de":
        return _without(word, ("en", "er", "n", "e", "s"), 6)
    if word.endswith("ies") and len(word) > 4:
        word = word[:-3] + "y"
    elif word.endswith(("sses", "xes", "ches", "shes", "ões", "ores")):
        word = word[:-2]
    elif word.endswith("s") and not word.endswith(("ss", "us", "is")) and len(word) > 3:
        word = word[:-1]
    if language != "en":
        return word
    for ending in ("ing", "ed"):
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            word = word[: -len(ending)]
            return word[:-1] if word[-1] == word[-2] and word[-1] not in "ls" else word
    return word[:-1] if word.endswith("e") and len(word) > 4 else word


def _without(word: str, endings: tuple[str, ...], least: int) -> str:
    for ending in endings:
        if word.endswith(ending) and len(word) - len(ending) >= least:
            return word[: -len(ending)]
    return word


def _clauses(text: str) -> list[str]:
    text = html.unescape(text[:TEXT_LIMIT]).replace("’", "'")
    return _CLAUSE.split(_ADDRESSED.sub(" , ", text))


_NOTHING, _BESIDE, _WORD = 0, 1, 2
_LISTS = {
    "en": (english.EMPTY, english.VAGUE),
    "de": (european.GERMAN, european.GERMAN_VAGUE),
    "es": (european.SPANISH, european.SPANISH_VAGUE),
    "fr": (european.FRENCH, european.FRENCH_VAGUE),
    "pt": (european.PORTUGUESE, european.PORTUGUESE_VAGUE),
}
