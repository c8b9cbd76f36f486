"""The review's five sentences: each says one thing, and shows the figure it says it from."""

from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.rates import change, number, plural, rate_words

Sentence = tuple[str, str]
"""(figure, sentence)."""


def sentences(material: Material, week: Week) -> tuple[Sentence, ...]:
    """Five sentences, always: the rule, the conversation, the people, the work, what waits."""
    return (
        _rule(material),
        _conversation(material, week),
        _people(material, week),
        _work(material, week),
        _waiting(material),
    )


def _rule(material: Material) -> Sentence:
    figures = material.figures
    if figures.rule_week is None or not figures.rule_week.denominator:
        return "–", "No question, problem or praise with content came to the end of its 24 hours this week."
    difference = change(figures.rule_before, figures.rule_week)
    against = f" That is {difference.words} against the week before." if difference is not None else ""
    if difference is not None and not difference.is_clear:
        against = f" Against the week before: {difference.words}."
    return rate_words(figures.rule_week, material.locale), f"were answered within 24 hours.{against}"


def _conversation(material: Material, week: Week) -> Sentence:
    spread = material.figures.depth(week.start)
    if spread is None or spread.mean is None:
        return "–", "No thread was active, so there is no depth to speak of."
    median = f" (median {number(spread.median, material.locale)})" if spread.median is not None else ""
    before = material.figures.depth(week.start - timedelta(weeks=1))
    against = ""
    if before is not None and before.mean is not None:
        against = f" The week before it was {number(before.mean, material.locale)}."
    sentence = f"a thread between you and the community, on average over {plural(spread.n, 'thread')}{median}.{against}"
    return f"{number(spread.mean, material.locale)} turns", sentence


def _people(material: Material, week: Week) -> Sentence:
    rate = material.figures.retention(week.start)
    if rate is None:
        return "–", "Nobody was active the week before, so nobody could come back."
    sentence = "of those who were active the week before came back."
    net = material.figures.net_active
    if net is not None:
        sentence += f" The active community {'grew' if net > 0 else 'shrank' if net < 0 else 'kept its size'}"
        sentence += f" by {abs(net)} (new and returned, less the regulars who went quiet)." if net else "."
    return rate_words(rate, material.locale), sentence


def _work(material: Material, week: Week) -> Sentence:
    work = material.figures.workload
    if work.replies is None:
        return str(week.answered_count), "messages were answered; the minutes are not known."
    sentence = "replies went out"
    if work.after_hours:
        sentence += f", {work.after_hours} of them outside office hours"
    if work.minutes_used is not None:
        sentence += f", about {number(round(work.minutes_used), material.locale)} minutes of writing"
        if (budget := minutes_budgeted(material)) is not None:
            sentence += f" in a budget of {number(round(budget), material.locale)}"
        sentence += " (estimated)"
    return str(work.replies), f"{sentence}."


def minutes_budgeted(material: Material) -> float | None:
    """The week's budget in minutes: that of its days, but no more than the brand gives a week; None: not known."""
    budgeted = material.figures.workload.minutes_budgeted
    return min(budgeted, material.brand.budget.weekly_minutes) if budgeted else None


def _waiting(material: Material) -> Sentence:
    board = material.board
    if material.is_empty:
        return (
            "0",
            f"messages wait, of {board.received_count} in the last {material.brand.stale_after_days} days.",
        )
    overdue = len(material.overdue())
    return str(board.open_count), f"messages wait as the week begins, {overdue} of them overdue."
