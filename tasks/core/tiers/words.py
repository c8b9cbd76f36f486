"""Words as the learned model reads them: lower case, names and links and figures told apart only by being there."""

import re
from itertools import chain, pairwise

from tasks.core.tiers.reading import TEXT_LIMIT

SHORTEST_PIECE, LONGEST_PIECE = 3, 5
"""Lengths of the pieces of words, in characters, a space standing for the word's edge."""
LONGEST_WORD = 40
"""Of a longer "word" (no language's) only the beginning is read."""
BEGIN, END = "^", "$"
"""Neighbours of the first and of the last word; no token is spelt so."""
CHUNKS_REMEMBERED = SPELLINGS_REMEMBERED = 50_000

# A link runs to the next white space: every pattern here is a single run or a fixed beginning, so that no text
# makes it try twice.
_LINK = re.compile(r"https?://\S+|\bwww\.\S+|\{link\}|\[link\]")
_NAME = re.compile(r"@\w[\w.-]*")
_PICTURE = re.compile(r"!\[[^\]\n]{0,200}\](?:\([^)\s]{0,500}\))?")
_FIGURES = re.compile(r"\d+")
_LONG_RUN = re.compile(r"(\w)\1{2,}")
_TOKEN = re.compile(
    r"[^\W_]+(?:'[^\W_]+)*"
    r"|[\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff]"
    r"|[!?¿¡？！؟]+|\.{2,}|…|#|\"|:\)|:\("
)


def tokens(text: str) -> list[str]:
    """The words, emoji and telling marks of `text`, in order; any string is readable."""
    text = text[:TEXT_LIMIT].lower().replace("’", "'")
    if "![" in text:
        text = _PICTURE.sub(" xximg ", text)
    if "http" in text or "www." in text or "link" in text:
        text = _LINK.sub(" xxurl ", text)
    if "@" in text:
        text = _NAME.sub(" xxuser ", text)
    return list(chain.from_iterable(map(_CHUNKS.__getitem__, text.split())))


class _Chunks(dict[str, tuple[str, ...]]):
    """The tokens of what stands between two white spaces, which no token crosses. It stays small."""

    def __missing__(self, chunk: str) -> tuple[str, ...]:
        spelt = tuple(map(_SPELLINGS.__getitem__, _TOKEN.findall(chunk)))
        if len(chunk) <= LONGEST_WORD:
            if len(self) >= CHUNKS_REMEMBERED:
                self.clear()
            self[chunk] = spelt
        return spelt


class _Spellings(dict[str, str]):
    """Tokens with their figures told apart only by being there, and no letter more than twice running."""

    def __missing__(self, token: str) -> str:
        spelt = token[:LONGEST_WORD]
        if not spelt.isalpha() and _FIGURES.search(spelt):
            spelt = _FIGURES.sub("0", spelt)
        if _LONG_RUN.search(spelt):
            spelt = _LONG_RUN.sub(r"\1\1", spelt)
        if len(token) <= LONGEST_WORD:
            if len(self) >= SPELLINGS_REMEMBERED:
                self.clear()
            self[token] = spelt
        return spelt


_CHUNKS = _Chunks()
_SPELLINGS = _Spellings()


def pairs(words: list[str]) -> list[str]:
    """Neighbours, with BEGIN before the first word and END after the last."""
    return list(map(" ".join, pairwise((BEGIN, *words, END))))


def pieces(word: str) -> list[str]:
    """Every run of SHORTEST_PIECE to LONGEST_PIECE characters of the word between its edges."""
    edged = f" {word} "
    return [
        edged[start : start + length]
        for length in range(SHORTEST_PIECE, LONGEST_PIECE + 1)
        for start in range(len(edged) - length + 1)
    ]
