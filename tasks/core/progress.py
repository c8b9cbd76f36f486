"""How far a long piece of work has come: rate and time left, by a clock that is handed in."""

from dataclasses import dataclass

from tasks.core.backfill_words import in_words


@dataclass(slots=True)
class Progress:
    """One phase of work: `total` units called `unit`, `done` of them since `begun_at` (seconds of any steady clock)."""

    what: str
    unit: str
    total: int
    begun_at: float
    done: int = 0

    @property
    def share(self) -> float:
        """How much is done, 0 to 1; nothing to do is all done."""
        return min(self.done / self.total, 1.0) if self.total else 1.0

    def line(self, now: float) -> str:
        """The phase in a line: "collecting: 124 of 365 windows, 3.1 a second, 1 min left"."""
        words = f"{self.what}: {self.done:,} of {self.total:,} {self.unit}"
        passed = now - self.begun_at
        if not self.done or passed <= 0:
            return words
        rate = self.done / passed
        speed = f"{rate:,.1f} a second" if rate >= 1 else f"{60 * rate:,.1f} a minute"
        left = max(self.total - self.done, 0) / rate
        return f"{words}, {speed}, {in_words(left)} left" if left else f"{words}, {speed}"
