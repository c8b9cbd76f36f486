"""What the week's figures suggest to change."""

from tasks.core.digest.board import Week
from tasks.core.digest.figures import GroupRate
from tasks.core.digest.material import Material
from tasks.core.digest.rates import rate_words


def advice(material: Material, week: Week) -> list[str]:
    """Suggestions that follow from a figure, each naming it."""
    found = []
    work, figures = material.figures.workload, material.figures
    lowest = min((g for g in figures.rule_by_tier if g.rate.denominator >= 20), key=_share, default=None)
    if lowest is not None and _share(lowest) < 0.9:
        found.append(
            f"Begin with {lowest.name}: {rate_words(lowest.rate, material.locale)} were answered within 24 h."
        )
    if work.after_hours and work.replies and work.after_hours / work.replies > 0.2:
        found.append(
            f"{work.after_hours} of {work.replies} replies went out after hours: move a block or let T2 wait."
        )
    if work.minutes_used and work.minutes_budgeted and work.minutes_used > work.minutes_budgeted:
        found.append("The work took more than its budget: raise the budget, or defer T4 and then T2.")
    if week.hours and (total := sum(hour.count for hour in week.hours)) >= 20:
        peak = max(week.hours, key=lambda hour: hour.count)
        if peak.count / total >= 0.15:
            at = material.clock.time(material.clock.at(week.start, peak.hour))
            found.append(
                f"{peak.count} of {total} messages came in the hour from {at}: a block soon after meets them."
            )
    return found


def _share(group: GroupRate) -> float:
    return group.rate.value or 0.0
