"""What a digest is made of, gathered before anything is worded."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from connectors.config import Brand
from tasks.core.digest.board import Board, Week
from tasks.core.digest.clock import Clock
from tasks.core.digest.figures import Figures
from tasks.core.items import Draft, Plan, Ranked, Tier

SCAN_HOUR, BLOCK_HOUR, EVENING_HOUR = 8, 12, 18
"""When the scheduled digests come, by the brand's clock."""


@dataclass(frozen=True, slots=True)
class Material:
    """Everything a digest may speak of, as of `board.as_of`; `ranked` is the most pressing first."""

    brand: Brand
    board: Board
    ranked: tuple[Ranked, ...]
    figures: Figures = field(default_factory=Figures)
    plan: Plan | None = None
    """The block at hand (midday block), or tomorrow's (evening check, weekly review)."""
    drafts: Mapping[int, Draft] = field(default_factory=dict)
    """By interaction id."""
    problems: tuple[str, ...] = ()
    """What could not be collected and why, in words."""
    week: Week | None = None
    """The week reviewed; the weekly review only."""

    @property
    def as_of(self) -> datetime:
        """The digest's moment."""
        return self.board.as_of

    @property
    def clock(self) -> Clock:
        """Says times as the brand's people read them."""
        return Clock(self.brand.zone, self.brand.locale, self.board.as_of)

    @property
    def locale(self) -> str:
        """The brand's locale, for numbers."""
        return self.brand.locale

    @property
    def is_empty(self) -> bool:
        """Whether nobody is waiting."""
        return self.board.open_count == 0 and not self.ranked

    def overdue(self) -> list[Ranked]:
        """Items past their deadline."""
        return [r for r in self.ranked if r.deadline.is_overdue]

    def due(self, after: datetime, until: datetime) -> list[Ranked]:
        """Items not overdue that are due in `(after, until]`, the earliest first, then the most pressing."""
        found = [
            (r.deadline.due_at, place, r)
            for place, r in enumerate(self.ranked)
            if r.deadline.due_at and not r.deadline.is_overdue and after < r.deadline.due_at <= until
        ]
        return [r for _, _, r in sorted(found, key=lambda each: each[:2])]

    def due_today(self) -> list[Ranked]:
        """Items not overdue that are due before midnight."""
        midnight = self.clock.start_of_day(self.clock.today + timedelta(days=1))
        return self.due(self.as_of - timedelta(microseconds=1), midnight)

    def of_tier(self, tier: Tier) -> list[Ranked]:
        """Items of one tier."""
        return [r for r in self.ranked if r.item.tier == tier]
