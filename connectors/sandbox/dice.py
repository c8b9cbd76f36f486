"""Chance that can be repeated: numbers that depend on nothing but the numbers they are asked with."""

from random import Random

_MASK = (1 << 64) - 1


def mix(first: int, second: int, third: int = 0) -> int:
    """A well-stirred 64-bit number of three numbers (the finaliser of SplitMix64, Steele et al. 2014)."""
    state = (
        first * 0x9E3779B97F4A7C15
        + second * 0xD1B54A32D192ED03
        + third * 0x8CB92BA72F3D8DD7
        + 0x632BE59BD9B4E019
    ) & _MASK
    state = ((state ^ (state >> 30)) * 0xBF58476D1CE4E5B9) & _MASK
    state = ((state ^ (state >> 27)) * 0x94D049BB133111EB) & _MASK
    return state ^ (state >> 31)


def dice(*numbers: int) -> Random:
    """A generator seeded by all of `numbers`; the standard library's, which is fast and stable."""
    seed = 0
    for number in numbers:
        seed = mix(seed, number)
    return Random(seed)  # noqa: S311  (a simulation: it must be possible to repeat it)
