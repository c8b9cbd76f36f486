"""Why a figure is not there, in a word or two that stand in its place: a bare dash would leave the reader to guess."""

from tasks.core.digest.rates import Rate

NO_CASE = "no case"
NOT_COLLECTED = "not collected"
NOT_GIVEN = "not given"
NOT_REACHED = "not reached"
TOO_FEW = "too few"
NOT_KNOWN = "not known"
REASONS = frozenset({NO_CASE, NOT_COLLECTED, NOT_GIVEN, NOT_REACHED, TOO_FEW, NOT_KNOWN})

NOTE = (
    "No case: nothing to take a share of. Not collected: see data quality. Not given: the platform does not tell it. "
    "Not reached: too many still wait."
)
_COUNTED_BY_PLATFORMS = {
    "response_rate", "engagement", "engagement_per_post", "engagement_per_1000", "engagement_rate", "engagement_flags",
}  # fmt: skip
"""What stands on counts that only a platform can know: followers, reach, clicks."""


def reason(metric: str, gap: str, cases: int | None) -> str:
    """Why `metric` has no value: `gap` says what was not collected ("": all was), `cases` what it would stand on."""
    if gap:
        return NOT_COLLECTED
    if metric in _COUNTED_BY_PLATFORMS:
        return NOT_GIVEN
    return NOT_REACHED if cases else NO_CASE


def of_rate(rate: Rate) -> str:
    """Why a share has no value."""
    return NOT_COLLECTED if rate.is_unknown or (rate.gap and not rate.denominator) else NO_CASE
