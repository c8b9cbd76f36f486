"""How well the engine tells what a message is beside its tier: each flag, and the feeling."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args

from connectors.errors import ConfigError
from tasks.core.items import TIERS, Flag
from tasks.core.tiers.reasons import flags, sentiment
from tasks.core.tiers.signals import find
from tasks.tables import read_rows
from tasks.training.corpus import Example

FEELINGS = ("negative", "neutral", "positive")
"""As a reader tells them apart, and as the warehouse counts them."""
NEUTRAL_UP_TO = 0.1
"""A sentiment so near to 0, or none, is neutral."""


@dataclass(frozen=True, slots=True)
class Told:
    """What somebody read in a message."""

    flags: frozenset[str]
    feeling: str | None = None
    """One of FEELINGS; None: nobody has read it."""


def read_told(path: Path) -> dict[str, Told]:
    """By id, from a table with the columns id, flags (separated by |) and, where it has it, sentiment.

    Raises ConfigError for a file that is missing, and for what is no flag or no feeling.
    """
    return {row["id"]: _told(row, path) for row in read_rows(path) if "flags" in row}


def measured(examples: Sequence[Example], chosen: Sequence[int], told: Mapping[str, Told]) -> dict[str, Any]:
    """Of the examples in `told`: each flag as [precision, recall, messages that have it], and where feelings were read
    the share that agrees and their counts [read, said] in the order of FEELINGS. `chosen` tiers as TIERS counts them.
    """
    pairs = [(example, tier) for example, tier in zip(examples, chosen, strict=True) if example.id in told]
    found = [(told[example.id], *_said(example, tier)) for example, tier in pairs]
    result: dict[str, Any] = {
        "messages": len(found),
        "flags": {
            flag: _flag(flag, [(flag in t.flags, flag in held) for t, held, _ in found])
            for flag in get_args(Flag)
        },
    }
    felt = [(t.feeling, feeling) for t, _, feeling in found if t.feeling is not None]
    if felt:
        result["feelings_agree"] = round(sum(a == b for a, b in felt) / len(felt), 3)
        result["feelings"] = [[felt.count((read, said)) for said in FEELINGS] for read in FEELINGS]
    return result


def _told(row: Mapping[str, str], path: Path) -> Told:
    held = frozenset(filter(None, row["flags"].split("|")))
    feeling = row.get("sentiment") or None
    unknown = [*sorted(held - {*get_args(Flag)}), *({feeling} - {None, *FEELINGS})]
    if unknown:
        raise ConfigError(f"{path}, {row['id']}: {unknown[0]!r} is neither a flag nor a feeling")
    return Told(held, feeling)


def _said(example: Example, tier: int) -> tuple[Sequence[Flag], str]:
    found = find(example.message)
    held = flags(TIERS[tier], found, example.message.kind)
    value = sentiment(found, held) or 0.0
    return held, FEELINGS[1 + (value > NEUTRAL_UP_TO) - (value < -NEUTRAL_UP_TO)]


def _flag(flag: str, pairs: Sequence[tuple[bool, bool]]) -> list[float]:
    both = pairs.count((True, True))
    said, held = both + pairs.count((False, True)), both + pairs.count((True, False))
    return [round(both / max(said, 1), 3), round(both / max(held, 1), 3), held]
