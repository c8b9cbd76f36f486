"""A message taken apart once: words, clauses, emoji, links, and what of the lexicon stands where.

Every pattern here takes time linear in the text, whatever the text: a repeat is possessive or cannot share a
character with what follows it, and a match can begin only where the repeat before it could not go on.
"""

import re
from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

from tasks.core.tiers.lexicon import Branch, lexicon

TEXT_LIMIT = 4000
"""Only this many characters are read: a long text has shown what it is by then, and a hostile one ends."""
KEPT_PIECES = 50_000
KEPT_CHARACTERS = 30
"""Of so many words, and of so many words with their marks, each of at most so many characters, it is remembered
what they say (about 20 MB)."""

QUESTION_MARKS = "?？؟⁇⁈⁉‽⸮\u037e՞፧꘏꛷﹖"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u231a-\u23ff"
_DOMAIN = r"\.(?:com|net|org|io|tv|ly|co\.uk|gg|me)"
_URL = re.compile(rf"https?://\S+|\bwww\.\S+|\{{link\}}|(?<![\w-])-*+[\w-]++{_DOMAIN}(?:/\S*)?\b", re.I)
_PERHAPS_URL = re.compile(rf"://|\{{link|\.(?<=www\.)|{_DOMAIN}", re.I)
_LEADING = re.compile(r"\A(?:[\s.\"“]*+@[\w.-]++[\s,:]*+)++")
_MENTION = re.compile(r"(?<![\w@])@\w[\w.-]*+")
_IMAGE = re.compile(r"!\[[^\]]{0,200}+\]|\bpic\.twitter\.com|\[(?:photo|image|video|img)\]", re.I)
_PERHAPS_IMAGE = re.compile(r"\[|\.twitter\.com", re.I)
_PIECE = re.compile(rf"[^\W_]++(?:'[^\W_]++)*+|[{_EMOJI}]|[.!,:;\n…|()\"“”]|[{QUESTION_MARKS}]")
_RETWEET = re.compile(r"[RrMm][Tt](?<![^\s\"“]..)\s*+(?::\s*+)?@")
_HASHTAG = re.compile(r"#\w+")
_SMILEY = re.compile(r"(?:^|\s)[:;=8xX]'?-?[)(DPpOo/\\|3*]++(?=\s|$)|<3++|\^\^")
_PERHAPS_SMILEY = re.compile(r"[:;=8xX<^]['3^)(DPpOo/\\|*-]")
_LAUGH = re.compile(r"\A(?:[hj]?a*+(?:[hj]a++)++h?|k{2,}+|(?:rs)++|l++o++l++|x++d++)\Z")
_LONG_RUN = re.compile(r"(\w)\1{2,}")

Hits = dict[str, list[tuple[int, str]]]
"""Signal -> (position among the words, the phrase that spoke for it)."""


class Says(NamedTuple):
    """A word and what of the lexicon it speaks for: by itself, as the beginning of longer phrases, by its form."""

    word: str
    alone: tuple[str, ...]
    longer: dict[str, Branch]
    by_form: tuple[str, ...]


Piece = tuple[str, Says | None, str]
"""A word as it is read and what it says, if anything; or no word and the mark that stands there."""
Chunk = str | Says | tuple[Piece, ...]
"""What stands between two spaces, which no piece crosses: a word that says nothing, one that does, or pieces."""


@dataclass(slots=True)
class Reading:
    """What a text consists of, and by `hits` what of the lexicon stands where."""

    words: list[str] = field(default_factory=list)
    clause_starts: set[int] = field(default_factory=set)
    questions: list[tuple[int, int]] = field(default_factory=list)
    """For each question mark: where the clause before it starts, and how many words stand before it."""
    denials: list[int] = field(default_factory=list)
    """The positions of words that end in n't."""
    emoji: int = 0
    smileys: int = 0
    exclamations: int = 0
    links: int = 0
    images: int = 0
    mentions: int = 0
    leading_mentions: int = 0
    hashtags: int = 0
    is_retweet: bool = False
    is_leading_retweet: bool = False
    hits: Hits = field(default_factory=lambda: defaultdict(list))

    @property
    def question_ends(self) -> list[int]:
        """For each question mark: how many words stand before it."""
        return [end for _, end in self.questions]


def read(text: str) -> Reading:
    """Take `text` apart. Any string is readable; the time is linear in its length."""
    text = text[:TEXT_LIMIT].replace("’", "'").replace("‘", "'")
    reading = Reading()
    if _PERHAPS_URL.search(text):
        text, reading.links = _URL.subn(" ", text)
    has_mention = "@" in text
    if has_mention:
        _address(text, reading)
    if _PERHAPS_IMAGE.search(text):
        text, reading.images = _IMAGE.subn(" ", text)
    if has_mention:
        text, reading.mentions = _MENTION.subn(" ", text)
    if _PERHAPS_SMILEY.search(text):
        text, reading.smileys = _SMILEY.subn(" ", text)
    if "#" in text:
        reading.hashtags = len(_HASHTAG.findall(text))
    text = text.lower()
    emoji, speaking = _split(text, reading)
    if emoji:
        _look_up_emoji(emoji, reading)
    _look_up(speaking, reading)
    if "n't" in text:
        reading.denials = [i for i, word in enumerate(reading.words) if word.endswith("n't")]
    return reading


def _address(text: str, reading: Reading) -> None:
    leading = _LEADING.match(text)
    if leading:
        reading.leading_mentions = leading.group().count("@")
    retweet = _RETWEET.search(text)
    if retweet:
        reading.is_retweet = True
        reading.is_leading_retweet = retweet.start() <= 2


def _split(text: str, reading: Reading) -> tuple[list[tuple[int, str]], list[tuple[int, Says]]]:
    """Words and marks of `text` into `reading`; returns the emoji and what says something, by position."""
    emoji: list[tuple[int, str]] = []
    speaking: list[tuple[int, Says]] = []
    words = reading.words
    clause = (0, 0)
    for chunk in map(_CHUNKS.__getitem__, text.split(" ")):
        if isinstance(chunk, str):
            words.append(chunk)
        elif isinstance(chunk, Says):
            speaking.append((len(words), chunk))
            words.append(chunk.word)
        else:
            for word, says, mark in chunk:
                if says:
                    speaking.append((len(words), says))
                if word:
                    words.append(word)
                else:
                    clause = _mark(mark, clause, emoji, reading)
    if len(words) > clause[1]:
        reading.clause_starts.add(clause[1])
    return emoji, speaking


def _mark(
    mark: str, clause: tuple[int, int], emoji: list[tuple[int, str]], reading: Reading
) -> tuple[int, int]:
    """Note a mark after the last word. `clause`, and what is returned: where the last clause with words began, and
    where the next one would."""
    begins = len(reading.words)
    if begins > clause[1]:
        clause = (clause[1], begins)
        reading.clause_starts.add(clause[0])
    if mark == "?":
        reading.questions.append(clause)
    elif mark == "!":
        reading.exclamations += 1
    elif mark:
        emoji.append((begins, mark))
    return clause


class _Pieces(dict[str, Piece]):
    """What the pieces of texts are: most of a text are words that were there before. It stays small."""

    def __missing__(self, piece: str) -> Piece:
        known = _what_is(piece)
        if len(piece) <= KEPT_CHARACTERS:
            if len(self) >= KEPT_PIECES:
                self.clear()
            self[piece] = known
        return known


class _Chunks(dict[str, Chunk]):
    """What the chunks of texts are; small as `_Pieces`."""

    def __missing__(self, chunk: str) -> Chunk:
        pieces = tuple(map(_PIECES.__getitem__, _PIECE.findall(chunk)))
        is_word = len(pieces) == 1 and pieces[0][0]
        known: Chunk = (pieces[0][1] or pieces[0][0]) if is_word else pieces
        if len(chunk) <= KEPT_CHARACTERS:
            if len(self) >= KEPT_PIECES:
                self.clear()
            self[chunk] = known
        return known


_PIECES = _Pieces()
_CHUNKS = _Chunks()


def _what_is(piece: str) -> Piece:
    if piece in QUESTION_MARKS:
        return "", None, "?"
    if not piece[0].isalnum():
        is_silent = piece in '.,:;\n…|()"“”'
        return "", None, "" if is_silent else piece
    word = _LONG_RUN.sub(r"\1", piece) if _LONG_RUN.search(piece) else piece
    table = lexicon()
    branch = table.openings.get(word)
    by_form = ("small",) * bool(_LAUGH.match(word)) + table.stems_of(word)
    if branch is None and not by_form:
        return word, None, ""
    alone, longer = (branch.signals, branch.longer) if branch else ((), {})
    return word, Says(word, alone, longer, by_form), ""


def _look_up_emoji(emoji: list[tuple[int, str]], reading: Reading) -> None:
    reading.emoji = len(emoji)
    reading.hits["emoji"] = emoji
    openings, end = lexicon().openings, len(reading.words)
    for _, symbol in emoji:
        if symbol in openings:
            for signal in openings[symbol].signals:
                reading.hits[signal].append((end, symbol))


def _look_up(speaking: list[tuple[int, Says]], reading: Reading) -> None:
    hits, words, last = reading.hits, reading.words, len(reading.words) - 1
    for position, (word, alone, longer, by_form) in speaking:
        for signal in alone:
            hits[signal].append((position, word))
        if longer and position < last and words[position + 1] in longer:
            _look_up_phrases(position, longer, reading)
        for signal in by_form:
            hits[signal].append((position, word))


def _look_up_phrases(position: int, branches: dict[str, Branch], reading: Reading) -> None:
    """The phrases of two words and more that begin at `position`, by the tree of what may follow there."""
    words, end = reading.words, position + 1
    while branches and end < len(words):
        branch = branches.get(words[end])
        if branch is None:
            return
        end += 1
        for signal in branch.signals:
            reading.hits[signal].append((position, " ".join(words[position:end])))
        branches = branch.longer
