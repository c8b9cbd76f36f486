"""A message taken apart once: words, clauses, emoji, links, and what of the lexicon stands where."""

import re
from dataclasses import dataclass, field

from tasks.core.tiers.lexicon import LONGEST_PHRASE, LONGEST_STEM, SHORTEST_STEM, lexicon

TEXT_LIMIT = 4000
"""Only this many characters are read: a long text has shown what it is by then, and a hostile one ends."""

QUESTION_MARKS = "?？؟⁇⁈⁉‽⸮\u037e՞፧꘏꛷﹖"
_EMOJI = "\U0001f000-\U0001faff\u2600-\u27bf\u2b00-\u2bff\u2190-\u21ff\u231a-\u23ff"
_URL = re.compile(
    r"https?://\S+|\bwww\.\S+|\{link\}|\b[\w-]+\.(?:com|net|org|io|tv|ly|co\.uk|gg|me)(?:/\S*)?\b", re.I
)
_MENTION = re.compile(r"(?<![\w@])@[\w][\w.-]*")
_IMAGE = re.compile(r"!\[[^\]]{0,200}\]|\bpic\.twitter\.com|\[(?:photo|image|video|img)\]", re.I)
_PIECE = re.compile(rf"[^\W_]+(?:'[^\W_]+)*|[{_EMOJI}]|[.!,:;\n…|()\"“”]|[{QUESTION_MARKS}]")
_RETWEET = re.compile(r"(?:^|\s|[\"“])(?:RT|MT)\s*:?\s*@", re.I)
_HASHTAG = re.compile(r"#\w+")
_SMILEY = re.compile(r"(?:^|\s)[:;=8xX]'?-?[)(DPpOo/\\|3*]+(?=\s|$)|<3+|\^\^")
_LAUGH = re.compile(r"^(?:[hj]?a*(?:[hj]a+)+h?|k{2,}|(?:rs)+|l+o+l+|x+d+)$")
_LONG_RUN = re.compile(r"(\w)\1{2,}")


@dataclass(slots=True)
class Reading:
    """What a text consists of. `hits`: signal -> (position among `words`, the phrase that spoke for it)."""

    words: list[str]
    clause_starts: set[int] = field(default_factory=set)
    question_ends: list[int] = field(default_factory=list)
    """For each question mark: how many words stand before it."""
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
    hits: dict[str, list[tuple[int, str]]] = field(default_factory=dict)


def read(text: str) -> Reading:
    """Take `text` apart. Any string is readable; the time is linear in its length."""
    text = text[:TEXT_LIMIT].replace("’", "'").replace("‘", "'")
    bare, links = _URL.subn(" ", text)
    leading = re.match(r"(?:[\s.\"“]*@[\w.-]+[\s,:]*)+", bare)
    retweet = _RETWEET.search(bare)
    bare, images = _IMAGE.subn(" ", bare)
    bare, mentions = _MENTION.subn(" ", bare)
    bare, smileys = _SMILEY.subn(" ", bare)
    reading = Reading(
        words=[],
        smileys=smileys,
        links=links,
        images=images,
        mentions=mentions,
        leading_mentions=leading.group().count("@") if leading else 0,
        hashtags=len(_HASHTAG.findall(bare)),
        is_retweet=retweet is not None,
        is_leading_retweet=retweet is not None and retweet.start() <= 1,
    )
    _split(bare.lower(), reading)
    _look_up(reading)
    return reading


def _split(bare: str, reading: Reading) -> None:
    is_start = True
    for piece in _PIECE.findall(bare):
        if piece[0] in QUESTION_MARKS:
            reading.question_ends.append(len(reading.words))
            is_start = True
        elif piece[0].isalnum():
            if is_start:
                reading.clause_starts.add(len(reading.words))
            reading.words.append(_LONG_RUN.sub(r"\1", piece))
            is_start = False
        elif piece in '.!,:;\n…|()"“”':
            reading.exclamations += piece == "!"
            is_start = True
        else:
            reading.emoji += 1
            reading.hits.setdefault("emoji", []).append((len(reading.words), piece))
            is_start = True


def _look_up(reading: Reading) -> None:
    phrases, stems = lexicon().phrases, lexicon().stems
    hits, words = reading.hits, reading.words
    for _, symbol in hits.get("emoji", ()):
        for signal in phrases.get(symbol, ()):
            hits.setdefault(signal, []).append((len(words), symbol))
    for position, word in enumerate(words):
        phrase = ""
        for length in range(LONGEST_PHRASE):
            if position + length >= len(words):
                break
            phrase = f"{phrase} {words[position + length]}" if phrase else word
            for signal in phrases.get(phrase, ()):
                hits.setdefault(signal, []).append((position, phrase))
        if _LAUGH.match(word):
            hits.setdefault("small", []).append((position, word))
        for length in range(SHORTEST_STEM, min(len(word), LONGEST_STEM) + 1):
            for signal in stems.get(word[:length], ()):
                hits.setdefault(signal, []).append((position, word))
