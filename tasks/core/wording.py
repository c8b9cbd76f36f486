"""Text as people wrote it, made ready to be compared or quoted. Nothing here interprets it."""

import re
import unicodedata

from tasks.core.stopwords import STOPWORDS

SLOT_OPEN, SLOT_CLOSE = "⟨", "⟩"
"""Open slots of a draft stand between these."""

_URL = re.compile(r"https?://\S+|\bwww\.\S+", re.I)
_MENTION = re.compile(r"(?<!\w)@[\w.-]+")
_HANDLES_FIRST = re.compile(r"^(?:[\s.]*@[\w.-]+[\s,:]*)+")
_SLOT = re.compile(rf"{SLOT_OPEN}[^{SLOT_CLOSE}]*{SLOT_CLOSE}")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_SENTENCE = re.compile(r"[^.!?…\n]+[.!?…]*")


def plain(text: str) -> str:
    """`text` on one line, in lower case, without links, mentions and the open slots of a draft."""
    text = unicodedata.normalize("NFKC", text)
    for pattern in (_SLOT, _URL, _MENTION):
        text = pattern.sub(" ", text)
    return " ".join(text.lower().replace("’", "'").split())


def words(text: str) -> list[str]:
    """The words of `text` in lower case, in order; no digits, links or mentions."""
    return _WORD.findall(plain(text))


def content_words(text: str) -> frozenset[str]:
    """The words that say what `text` is about: three letters or more, and no STOPWORDS."""
    return frozenset(word for word in words(text) if len(word) >= 3 and word not in STOPWORDS)


def without_handles(text: str) -> str:
    """`text` without the mentions it opens with: they say whom it addresses, not what it says."""
    return _HANDLES_FIRST.sub("", text)


def quotable(text: str, limit: int) -> str:
    """`text` made safe to stand inside a draft or a line of a mail: one line, at most `limit` characters.

    Links go, mentions lose their @ (a quote must not call anyone), control and direction marks and slot
    brackets go, and what is too long is cut at a word with an ellipsis.
    """
    text = _URL.sub(" ", text)
    kept = "".join(
        " " if c.isspace() else c
        for c in text
        if c not in {SLOT_OPEN, SLOT_CLOSE, "@"}
        and (c.isspace() or unicodedata.category(c) not in {"Cc", "Cf", "Cs", "Co"})
    )
    return shorten(" ".join(kept.split()), limit)


def shorten(text: str, limit: int) -> str:
    """`text`, or as many whole words of it as fit into `limit` characters with the ellipsis of the cut."""
    if len(text) <= limit:
        return text
    cut = text[: max(limit - 1, 0)]
    at_word = cut.rsplit(" ", 1)[0] if " " in cut else cut
    return f"{at_word.rstrip(' ,;:-')}…"


def sentences(text: str) -> list[str]:
    """`text` cut after full stops, question and exclamation marks and at line ends; empty ones left out."""
    found = (match.group().strip() for match in _SENTENCE.finditer(text))
    return [sentence for sentence in found if sentence]
