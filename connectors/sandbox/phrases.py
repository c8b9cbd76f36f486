"""The sandbox's words: a bank a language, and how a message is put together from it.

A bank is a TOML file: names, `slots` (drawn once a conversation, so that an answer speaks of the same coffee
as the question), `turns` (drawn anew for each message) and `say` (the sentences, by intent). Our own texts.
"""

import re
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any
from zlib import crc32

from connectors.sandbox.dice import mix

LANGUAGES = ("en", "de", "fr", "es", "pt")

_SLOT = re.compile(r"\{(\w+)\}")
_MAX_DEPTH = 4


@dataclass(frozen=True, slots=True)
class Bank:
    """The words of one language. A sentence is cut at its slots: text, slot name, text, slot name, text."""

    first_names: tuple[str, ...]
    last_names: tuple[str, ...]
    handle_words: tuple[str, ...]
    emoji: tuple[str, ...]
    slots: Mapping[str, tuple[str, ...]]
    turns: Mapping[str, tuple[str, ...]]
    say: Mapping[str, tuple[tuple[str, ...], ...]]


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
        slots=_tuples(raw["slots"]),
        turns=_tuples(raw["turns"]),
        say={intent: tuple(map(_cut, sentences)) for intent, sentences in raw["say"].items()},
    )


def words(lang: str, intent: str, message: str, salt: int, fixed: Mapping[str, str]) -> str:
    """The text of the message with id `message` in the conversation with `salt`: always the same.

    `fixed` fills slots whose value is known (names, the brand).
    """
    known = bank(lang)
    sentences = known.say.get(intent)
    if sentences is None:
        known = bank("en")
        sentences = known.say[intent]
    luck = mix(salt, crc32(message.encode()))
    sentence = sentences[luck % len(sentences)]
    return _fill(known, sentence, luck // len(sentences), salt, fixed, 0)


def in_manner(text: str, manner: str, lang: str, luck: int) -> str:
    """`text` as a person of this manner types it."""
    if manner == "casual":
        text = text[:1].lower() + text[1:] if not text.startswith(("I ", "I'")) else text
        return text[:-1] if text.endswith(".") else text
    if manner == "emoji" and luck % 10 < 7:
        emoji = bank(lang).emoji
        return f"{text} {emoji[(luck >> 8) % len(emoji)]}"
    return text


def _fill(
    known: Bank, sentence: tuple[str, ...], luck: int, salt: int, fixed: Mapping[str, str], depth: int
) -> str:
    parts = []
    for place, part in enumerate(sentence):
        if place % 2 == 0:
            parts.append(part)
        elif part in fixed:
            parts.append(fixed[part])
        elif part in known.slots:
            values = known.slots[part]
            parts.append(values[mix(salt, crc32(part.encode())) % len(values)])
        else:
            values = known.turns[part]
            luck = mix(luck, place, depth)
            chosen = values[luck % len(values)]
            if "{" in chosen and depth < _MAX_DEPTH:
                chosen = _fill(known, _cut(chosen), luck, salt, fixed, depth + 1)
            parts.append(chosen)
    return "".join(parts)


@cache
def _cut(sentence: str) -> tuple[str, ...]:
    return tuple(_SLOT.split(sentence))


def _tuples(table: Mapping[str, list[str]]) -> dict[str, tuple[str, ...]]:
    return {name: tuple(values) for name, values in table.items()}
