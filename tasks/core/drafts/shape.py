"""What a framework is made of.

A framework is lines; a line is pieces: words of ours, NAME, DETAIL (what they said, quoted), or a Slot that only
a person can fill. An optional line goes first when the platform's limit is short of room.
"""

from dataclasses import dataclass
from typing import Literal

Situation = Literal[
    "safety", "problem", "question", "request", "feature", "share", "praise", "peer_help", "welcome", "story", "thanks"
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Slot:
    """A place that only a person can fill, named by what belongs there."""

    asks_for: str


@dataclass(frozen=True, slots=True)
class Filled:
    """A place that the item fills."""

    by: Literal["name", "detail"]


NAME = Filled("name")
DETAIL = Filled("detail")

Piece = str | Slot | Filled


@dataclass(frozen=True, slots=True)
class Line:
    """Pieces that stand or fall together."""

    pieces: tuple[Piece, ...]
    is_optional: bool = False


@dataclass(frozen=True, slots=True)
class Framework:
    """One way to answer in one situation."""

    name: str
    situation: Situation
    lines: tuple[Line, ...]
