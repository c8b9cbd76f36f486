"""Who a member is: name, handle, language, followers, manner of writing. All from seed and number."""

from functools import lru_cache
from typing import NamedTuple

from connectors.sandbox.dice import mix
from connectors.sandbox.phrases import bank

BRAND = -1
SPAMMERS = 1 << 40
"""Numbers from here on are accounts that advertise and never come back."""

_LANGUAGES = ("en",) * 64 + ("de",) * 14 + ("fr",) * 9 + ("es",) * 8 + ("pt",) * 5
_MANNERS = ("plain",) * 46 + ("casual",) * 32 + ("emoji",) * 16 + ("formal",) * 6


class Member(NamedTuple):
    """One person of the community. `manner`: plain, casual, emoji or formal."""

    native_id: str
    handle: str
    name: str
    first_name: str
    lang: str
    followers: int
    manner: str


@lru_cache(maxsize=1 << 16)
def member(seed: int, number: int) -> Member:
    """The member with this number in the community of `seed`."""
    if number >= SPAMMERS:
        return _spammer(seed, number)
    luck = mix(seed, number, 1)
    lang = _LANGUAGES[luck % 100]
    names = bank(lang)
    first = names.first_names[(luck >> 8) % len(names.first_names)]
    last = names.last_names[(luck >> 20) % len(names.last_names)]
    followers = int(40 * 2 ** ((luck >> 32) % 1000 / 1000 * 6) * (1 if luck >> 60 else 12))
    return Member(
        native_id=f"m{number}",
        handle=_handle(first, last, number, mix(seed, number, 2)),
        name=first if (luck >> 45) % 6 == 0 else f"{first} {last}",
        first_name=first,
        lang=lang,
        followers=followers,
        manner=_MANNERS[(luck >> 50) % 100],
    )


def _handle(first: str, last: str, number: int, luck: int) -> str:
    words = bank("en").handle_words
    word = words[luck % len(words)]
    first, last = (_plain(name) for name in (first, last))
    form = (luck >> 10) % 6
    stem = (
        f"{first}{last}", f"{first}_{last}", f"{first}.{word}", f"{word}_{first}", f"{first[0]}{last}", f"{word}{last}",
    )[form]  # fmt: skip
    return f"{stem}{number % 97}" if (luck >> 20) % 3 == 0 else f"{stem}"


def _plain(name: str) -> str:
    """`name` in the letters that handles are made of."""
    return name.lower().translate(_LETTERS)


_LETTERS = str.maketrans("áàâãäçéèêëíîïñóôõöúûüøåœı", "aaaaaceeeeiiinoooouuuoaoi", "' -’.ß")


def _spammer(seed: int, number: int) -> Member:
    luck = mix(seed, number, 3)
    words = bank("en").slots["spam_handle"]
    handle = f"{words[luck % len(words)]}{luck >> 20 & 0xFFFF}"
    return Member(
        f"m{number}", handle, handle.replace("_", " ").title(), handle, "en", luck >> 40 & 31, "plain"
    )
