"""The sandbox's words: a bank a language, and how a message is put together from it.

A bank is a TOML file: names, `slots` (drawn once a conversation, so that an answer speaks of the same coffee
as the question), `turns` (drawn anew for each message) and `say` (the sentences, by intent; a list is a
sentence with the answers that fit it). What a language lacks, it borrows from English. Our own texts.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple
from zlib import crc32

from connectors.sandbox.dice import mix

LANGUAGES = ("en", "de", "fr", "es", "pt")

Cut = tuple[str, ...]
"""A sentence cut at its slots: text, slot name, text, slot name, text."""

_SLOT = re.compile(r"\{(\w+)\}")
_MAX_DEPTH = 4


class Sentence(NamedTuple):
    """Something to say, and what the brand may answer to just that."""

    cut: Cut
    answers: tuple[Cut, ...]


@dataclass(frozen=True, slots=True)
class Bank:
    """The words of one language."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    handle_words: tuple[str, ...]
    emoji: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    turns: Mapping[str, tuple[str, ...]]
    say: Mapping[str, tuple[Sentence, ...]]


class Speech(NamedTuple):
    """What is wanted of `words`: an intent in a language, for the message `id` of a conversation.

    An intent may say which of its sentences: "post_farm:3" is the fourth, counted round. `parent` is the
    message it answers. `fixed` fills slots whose value is known: names, the brand.
    """

    lang: str
    intent: str
    id: str
    parent: str | None
    salt: int
    manner: str
    fixed: Mapping[str, str]


@cache
def bank(lang: str) -> Bank:
    """The bank of `lang`, one of LANGUAGES."""
    raw: dict[str, Any] = tomllib.loads(
        resources.files(__package__).joinpath(f"{lang}.toml").read_text(encoding="utf-8")
    )
    return Bank(
        first_names=tuple(raw["first_names"].split()),
        last_names=tuple(raw["last_names"].split()),
        handle_words=tuple(raw.get("handle_words", "").split()),
        emoji=tuple(raw["emoji"].split()),
        slots={name: tuple(values) for name, values in raw["slots"].items()},
        turns={name: tuple(values) for name, values in raw["turns"].items()},
        say={intent: tuple(map(_sentence, said)) for intent, said in raw["say"].items()},
    )


def words(speech: Speech) -> str:
    """The text of a message: the same whenever it is asked for."""
    luck = mix(speech.salt, crc32(speech.id.encode()))
    known, cut, luck = _choose(speech, luck)
    text = _fill(known, cut, luck, speech, 0)
    if text[:1].islower():
        text = text[0].upper() + text[1:]
    starts_plainly = bool(cut[0]) or (len(cut) > 1 and cut[1] in known.turns)
    return _in_manner(text, speech.manner, known, luck, starts_plainly)


def _choose(speech: Speech, luck: int) -> tuple[Bank, Cut, int]:
    """The bank, the sentence, and the luck that is left."""
    known = bank(speech.lang)
    intent, _, turn = speech.intent.partition(":")
    asked = intent.removeprefix("re_")
    if asked not in known.say and intent not in known.say:
        known = bank("en")
    if asked != intent and speech.parent and asked in known.say:
        questions = known.say[asked]
        answers = questions[mix(speech.salt, crc32(speech.parent.encode())) % len(questions)].answers
        if answers:
            return known, answers[luck % len(answers)], luck // len(answers)
    said = known.say.get(intent) or bank("en").say[intent]
    return known, said[(int(turn) if turn else luck) % len(said)].cut, luck // len(said)


def _fill(known: Bank, cut: Cut, luck: int, speech: Speech, depth: int) -> str:
    parts = list(cut)
    for place in range(1, len(cut), 2):
        name = cut[place]
        if name in speech.fixed:
            parts[place] = speech.fixed[name]
        elif name in known.slots:
            values = known.slots[name]
            parts[place] = values[mix(speech.salt, crc32(name.encode())) % len(values)]
        else:
            values = known.turns[name]
            luck = mix(luck, place, depth)
            chosen = values[luck % len(values)]
            if "{" in chosen and depth < _MAX_DEPTH:
                chosen = _fill(known, _cut(chosen), luck, speech, depth + 1)
            parts[place] = chosen
        if place > 1 and parts[place - 1].endswith((". ", "? ", "! ")):
            parts[place] = parts[place][:1].upper() + parts[place][1:]
    return "".join(parts)


def _in_manner(text: str, manner: str, known: Bank, luck: int, starts_plainly: bool) -> str:
    """`text` as a person of this manner types it."""
    if manner == "casual":
        first = text.split(" ", 1)[0]
        if starts_plainly and first[1:].islower() and not first.startswith(("I'", "@")):
            text = text[0].lower() + text[1:]
        return text[:-1] if text.endswith(".") else text
    if manner == "emoji" and luck % 10 < 7 and text[-1:].isascii():
        return f"{text} {known.emoji[(luck >> 8) % len(known.emoji)]}"
    return text


def _sentence(said: str | list[str]) -> Sentence:
    first, *answers = [said] if isinstance(said, str) else said
    return Sentence(_cut(first), tuple(map(_cut, answers)))


@cache
def _cut(sentence: str) -> Cut:
    return tuple(_SLOT.split(sentence))
