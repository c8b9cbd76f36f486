"""How far this process's long work for a brand has come, for whoever watches: a terminal, a Prefect artifact."""

import time

from tasks.core.progress import Progress

_phases: dict[str, Progress] = {}


def begin(brand: str, what: str, unit: str, total: int) -> Progress:
    """A phase of `total` units begins; it takes the place of the brand's phase before it."""
    _phases[brand] = Progress(what, unit, total, time.monotonic())
    return _phases[brand]


def go_on(brand: str, phase: Progress) -> None:
    """A phase that another one interrupted is the brand's again."""
    _phases[brand] = phase


def end(brand: str) -> None:
    """Nothing long goes on for the brand any more."""
    _phases.pop(brand, None)


def line(brand: str) -> str:
    """The brand's phase in a line, with rate and time left; "" between phases."""
    phase = _phases.get(brand)
    return phase.line(time.monotonic()) if phase else ""
