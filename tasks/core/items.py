"""What the pure core passes around: a message to be tiered, an assignment, an open item, a plan."""

from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Tier = Literal["T1", "T2", "T3", "T4", "none"]
TIERS: tuple[Tier, ...] = ("T1", "T2", "T3", "T4", "none")

Flag = Literal["question", "complaint", "praise", "share", "ugc", "reaction", "spam", "urgent"]
Level = Literal["new", "returning", "regular", "core", "lapsed"]


UNSURE_BELOW = 0.6
"""Confidence below which a person should look at the tier itself."""
T1_LOOK_FROM = 0.2
"""A chance of T1 from which on a message of another tier is shown to a person: a T1 that nobody sees costs more than
four that one glances at for nothing."""


@dataclass(frozen=True, slots=True)
class Message:
    """An inbound interaction with the context the tier engine may look at (nothing later than itself)."""

    interaction_id: int
    kind: str
    text: str
    lang: str | None = None
    media: tuple[str, ...] = ()
    links: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    platform: str = ""
    parent_text: str | None = None
    parent_is_brand: bool = False
    is_thread_root: bool = True
    author_level: Level = "new"
    author_followers: int | None = None
    same_text_count: int = 1
    brand_handles: tuple[str, ...] = ()
    brand_hashtags: tuple[str, ...] = ()
    occurred_at: datetime | None = None
    """When it was written, in the brand's own zone; None: not known."""
    row_in_hour: int = 1
    """Which message in a row from this person in the hour up to it: the brand has not spoken to them in between."""


@dataclass(frozen=True, slots=True)
class Assignment:
    """Tier, how sure (0 to 1, the chance that the tier is right), and why, in words a person understands."""

    interaction_id: int
    tier: Tier
    confidence: float
    flags: tuple[Flag, ...] = ()
    sentiment: float | None = None
    """-1 (negative) to 1 (positive); None when the text gives nothing to read it from."""
    reasons: tuple[str, ...] = ()
    rules: tuple[str, ...] = ()
    """Names of the brand's rules that fired, in their order; with the next five what they made of it."""
    engine_tier: Tier | None = None
    """What the engine said by itself, where rules fired."""
    labels: tuple[str, ...] = ()
    assignee: str | None = None
    is_dismissed: bool = False
    snoozed_until: datetime | None = None
    put_aside_by: str | None = None
    """The rule that dismissed or snoozed it."""
    chances: tuple[float, ...] = ()
    """The engine's chance of each tier, in the order of TIERS; empty when it gives none."""

    @property
    def is_unsure(self) -> bool:
        """True when a person should look at the tier itself."""
        return self.confidence < UNSURE_BELOW


@dataclass(frozen=True, slots=True)
class OpenItem:
    """An inbound interaction that waits for the brand, as the board's SQL gives it, as of a moment."""

    interaction_id: int
    platform: str
    account: str
    kind: str
    text: str
    lang: str | None
    occurred_at: datetime
    tier: Tier
    confidence: float
    flags: tuple[str, ...]
    sentiment: float | None
    reasons: tuple[str, ...]
    thread_key: str
    member_id: int
    member_name: str
    member_handle: str | None
    member_level: Level
    member_since: datetime
    member_interactions: int
    followers: int | None
    permalink: str | None = None
    compose_link: str | None = None
    media: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()
    parent_text: str | None = None
    parent_is_brand: bool = False
    """True when the item answers the brand: they replied to us and wait."""
    thread_messages: int = 1
    thread_others: int = 0
    """How many other people wrote in the thread, the brand not counted."""
    last_exchange: str | None = None
    """What the brand and this member last said to each other before this, in one line."""
    last_exchange_at: datetime | None = None
    last_asked: str | None = None
    """What they said in it, in one line, without the handles it opened with."""
    under_post: str | None = None
    """The text of the brand's post it was written under, when it answers no message."""
    snoozed_until: datetime | None = None
    labels: tuple[str, ...] = ()
    """What the brand's rules call it."""
    assignee: str | None = None
    """Who is to answer, by the brand's rules."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """When the answer is due (UTC), which of the two clocks set it, and what the reader is told."""

    due_at: datetime | None
    rule: str
    """Plain words: "the 24-hour rule", "4 office hours", "Meta's 24 h window"; "" without a deadline."""
    is_overdue: bool = False


@dataclass(frozen=True, slots=True)
class PriorityPart:
    """One addend of a priority: what it is for, and how much it adds."""

    name: str
    points: float
    words: str


@dataclass(frozen=True, slots=True)
class Ranked:
    """An open item with its deadline, the sum of its priority's parts (comparable within a tier), and the parts."""

    item: OpenItem
    deadline: Deadline
    priority: float
    parts: tuple[PriorityPart, ...] = ()


@dataclass(frozen=True, slots=True)
class Draft:
    """A scaffold for an answer: text pieces with open slots that only a person can fill."""

    framework: str
    text: str
    """Open slots are written ⟨like this⟩."""
    open_slots: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    tone: str = ""
    """How one speaks on that platform, in a few words, for the writer."""

    @property
    def is_ready(self) -> bool:
        """A draft with an open slot is never ready."""
        return not self.open_slots


SuggestionKind = Literal["introduction", "milestone", "lapsed", "new_voice", "event", "spotlight"]


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Proactive work for a block: something nobody asked for and that is worth doing, with its reason."""

    kind: SuggestionKind
    words: str
    """What to do: "Welcome Ada, who wrote for the first time"."""
    reason: str
    """Why now: "joined on Monday, nobody has answered yet"."""
    minutes: float = 3.0
    permalink: str | None = None


@dataclass(frozen=True, slots=True)
class PlannedItem:
    """One line of a block: an item (or a proactive suggestion) with its minutes and draft."""

    minutes: float
    starts_at: datetime
    ranked: Ranked | None = None
    draft: Draft | None = None
    suggestion: str | None = None
    reason: str = ""
    count: int = 1
    """T4 is batched: how many items this line stands for."""
    also: tuple[Ranked, ...] = ()
    """The other items this line stands for: further messages in the thread, the rest of a batch of T4."""
    permalink: str | None = None
    """Where a suggestion leads; an item has its own."""


@dataclass(frozen=True, slots=True)
class Plan:
    """A block of answering: what, in what order, and what did not fit and when it comes."""

    starts_at: datetime
    budget_minutes: float
    lines: tuple[PlannedItem, ...] = ()
    deferred: tuple[tuple[Ranked, str], ...] = field(default_factory=tuple)
    """Items that did not fit, each with when it comes, in words."""

    @property
    def planned_minutes(self) -> float:
        """Sum of the lines' minutes."""
        return sum(line.minutes for line in self.lines)
