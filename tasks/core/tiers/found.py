"""The signals found in a message, each with how strongly (0 to 1) and the words that show it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from tasks.core.tiers.reading import Hits


@dataclass(slots=True)
class Signals:
    """`strength` of each signal found (those not named are 0) and the words that show it, for the reasons."""

    strength: dict[str, float] = field(default_factory=dict)
    shown: dict[str, str] = field(default_factory=dict)

    def add(self, name: str, strength: float = 1.0, shown: str = "") -> None:
        """Note a signal; of several notes the strongest holds."""
        if strength > self.strength.get(name, 0.0):
            self.strength[name] = min(strength, 1.0)
            if shown:
                self.shown[name] = shown

    def __contains__(self, name: str) -> bool:
        return name in self.strength


def count(hits: Hits, signals: Signals, names: Iterable[tuple[str, int]]) -> None:
    """Note each of `names` that was hit, with the number of phrases that make it full."""
    for name, full in names:
        if name in hits:
            add_counted(signals, name, hits[name], full)


def add_counted(signals: Signals, name: str, hits: Sequence[tuple[int, str]], full: int) -> None:
    """Note `name` with a strength that is 1 from `full` different phrases on; the longest ones are shown."""
    if len(hits) == 1:
        signals.add(name, 1 / full, hits[0][1])
    elif hits:
        phrases = list(dict.fromkeys(phrase for _, phrase in hits))
        shown = sorted(phrases, key=len, reverse=True)[:2]
        signals.add(name, len(phrases) / full, "', '".join(shown))


def covered(hits: Iterable[tuple[int, str]]) -> set[int]:
    """The positions of all words of `hits`."""
    return {position + i for position, phrase in hits for i in range(len(phrase.split()))}
