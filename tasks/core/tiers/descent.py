"""The least of a smooth convex function: L-BFGS with backtracking (Nocedal & Wright 2006, algorithms 7.4 and 3.1).

Deterministic, and numpy alone: a run that learns needs no package that a run which assigns has not.
"""

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

Doubles = NDArray[np.float64]
Function = Callable[[Doubles], tuple[float, Doubles]]
"""Value and gradient at a point."""

REMEMBERED = 10
"""Steps whose curvature is kept."""
SUFFICIENT = 1e-4
"""Share of the decrease that the slope promises which a step must reach."""
SMALLEST_STEP = 1e-12


class NotConverged(ArithmeticError):
    """The gradient did not become small in the steps there were."""


def least(function: Function, start: Doubles, tolerance: float = 1e-5, most_steps: int = 500) -> Doubles:
    """The point where no entry of the gradient is larger than `tolerance`; NotConverged when it is not reached."""
    point = start
    value, slope = function(point)
    history: list[tuple[Doubles, Doubles]] = []
    for _ in range(most_steps):
        if np.abs(slope).max(initial=0.0) <= tolerance:
            return point
        direction = _direction(slope, history)
        promised = float(slope @ direction)
        step = 1.0 if history else min(1.0, 1.0 / float(np.abs(slope).sum()))
        while True:
            reached = point + step * direction
            new_value, new_slope = function(reached)
            if new_value <= value + SUFFICIENT * step * promised:
                break
            step /= 2
            if step < SMALLEST_STEP:
                raise NotConverged(f"no step leads down from a gradient of {np.abs(slope).max():.1e}")
        moved, turned = reached - point, new_slope - slope
        if float(moved @ turned) > 0:
            history = [*history[1 - REMEMBERED :], (moved, turned)]
        point, value, slope = reached, new_value, new_slope
    raise NotConverged(f"the gradient is still {np.abs(slope).max():.1e} after {most_steps} steps")


def _direction(slope: Doubles, history: list[tuple[Doubles, Doubles]]) -> Doubles:
    """Down the slope, as the curvature met so far bends it."""
    direction = -slope
    shares = []
    for moved, turned in reversed(history):
        share = float(moved @ direction) / float(moved @ turned)
        direction = direction - share * turned
        shares.append(share)
    if history:
        moved, turned = history[-1]
        direction = direction * (float(moved @ turned) / float(turned @ turned))
    for (moved, turned), share in zip(history, reversed(shares), strict=True):
        direction = direction + (share - float(turned @ direction) / float(moved @ turned)) * moved
    return direction
