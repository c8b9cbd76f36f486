"""The review's five sentences: each says one thing, and shows the figure it says it from.

A change is said only where an interval says so; where a burst lies in the weeks compared, its caveat stands behind.
"""

from datetime import timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.figures import Spread
from tasks.core.digest.marks import Span, caveat, has_burst
from tasks.core.digest.material import Material
from tasks.core.digest.people import PeopleWeek
from tasks.core.digest.rates import change, number, percent, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.trends import Band
from tasks.core.digest.weekly_workload import minutes_given

Sentence = tuple[str, str]
"""(figure, sentence)."""
LEAST_WEEKS = 3
"""Weeks before that a count is compared with, at least."""


def sentences(material: Material, week: Week) -> tuple[Sentence, ...]:
    """Five sentences, always: what came in, the rule, the conversation, the people, the work and what waits."""
    return (
        _arrived(material, week),
        _rule(material),
        _conversation(material, week),
        _people(material, week),
        _work(material, week),
    )


def arrived(week: Week) -> int:
    """Inbound interactions of the week; of the days that are known, where not all are."""
    series = week.trends.of("volume")
    point = series.at(week.start) if series is not None else None
    if point is not None and point.value is not None:
        return int(point.value)
    return sum(day.count for day in week.volume_days if week.start <= day.day < week.end)


def span(week: Week, weeks_back: int = 0) -> Span:
    """The first and last day of the week reviewed, or of one before it."""
    first = week.start - timedelta(weeks=weeks_back)
    return first, first + timedelta(days=6)


def _arrived(material: Material, week: Week) -> Sentence:
    """A count has no interval: it is put beside the weeks before, and one with a burst is not called growth."""
    count, locale = arrived(week), material.locale
    figure = number(count, locale)
    before = _volumes_before(week)
    burst = caveat(week.campaigns.marks, span(week), span(week, 1), material.clock)
    said = "messages and reactions came in"
    if len(before) < LEAST_WEEKS:
        return figure, _joined(f"{said}.", burst)
    low, high = number(min(before), locale), number(max(before), locale)
    weeks = plural(len(before), "week")
    if min(before) <= count <= max(before):
        against = f", within the {low} to {high} of the {weeks} before"
    elif count > max(before):
        record = "above" if has_burst(week.campaigns.marks, *span(week)) else "more than in"
        against = f", {record} any of the {weeks} before ({low} to {high})"
    else:
        against = f", fewer than in any of the {weeks} before ({low} to {high})"
    return figure, _joined(f"{said}{against}.", burst)


def _volumes_before(week: Week) -> list[int]:
    series = week.trends.of("volume")
    if series is None:
        return []
    return [
        int(point.value) for point in series.points if point.week < week.start and point.value is not None
    ]


def _rule(material: Material) -> Sentence:
    figures = material.figures
    if figures.rule_week is not None and figures.rule_week.is_unknown:
        why = one_line(figures.rule_week.gap, 160)
        said = f"were answered within 24 hours. Not collected: {why}."
        return rate_words(figures.rule_week, material.locale), said
    if figures.rule_week is None or not figures.rule_week.denominator:
        return "–", "No question, problem or praise with content came to the end of its 24 hours this week."
    difference = change(figures.rule_before, figures.rule_week)
    against = f", {difference.words} against the week before" if difference is not None else ""
    return rate_words(figures.rule_week, material.locale), f"were answered within 24 hours{against}."


def _conversation(material: Material, week: Week) -> Sentence:
    depth, locale = material.figures.depth(week.start), material.locale
    if depth is None or depth.mean is None:
        return "–", "No thread was active, so there is no depth to speak of."
    inner = f" (95 %: {_band_words(depth.mean_band, locale)})" if depth.mean_band is not None else ""
    before = material.figures.depth(week.start - timedelta(weeks=1))
    said = f"between you and the community, the mean of {plural(depth.n, 'thread')}{inner}."
    return f"{number(depth.mean, locale)} turns", _joined(said, depth_change(before, depth, locale))


def depth_change(before: Spread | None, now: Spread, locale: str) -> str:
    """The change of the mean, said only where the two intervals lie apart; "" where nothing can be compared."""
    if (
        before is None
        or before.mean is None
        or now.mean is None
        or before.mean_band is None
        or now.mean_band is None
    ):
        return ""
    against = f"{number(before.mean, locale)} the week before"
    if now.mean_band[0] > before.mean_band[1]:
        return f"That is more than {against}: the intervals lie apart."
    if now.mean_band[1] < before.mean_band[0]:
        return f"That is less than {against}: the intervals lie apart."
    return f"No clear change from {against}."


def _people(material: Material, week: Week) -> Sentence:
    rate, weeks = material.figures.retention(week.start), week.people.weeks
    if not weeks or weeks[-1].active == 0:
        return "–", "Nobody was active this week."
    now, locale = weeks[-1], material.locale
    if now.active is None:
        return "–", f"How many members were active is not known: {one_line(now.why_unknown, 160)}."
    said = f"{'was' if now.active == 1 else 'were'} active, {_came(now, locale)}."
    difference = change(material.figures.retention(week.start - timedelta(weeks=1)), rate)
    if rate is not None and difference is not None and difference.is_clear:  # else the head has the figure
        share = f"{percent(rate)} of the {number(rate.denominator, locale)}"
        said += f" {share} active the week before came back, {difference.words}."
    if now.quiet:
        said += f" {plural(now.quiet, 'regular')} went quiet."
    return plural(now.active, "member").replace(str(now.active), number(now.active, locale)), said


def _came(now: PeopleWeek, locale: str) -> str:
    if now.arrived is None:
        return "how many of them for the first time is not known"
    few = "all of them" if now.arrived == now.active else number(now.arrived, locale)
    parts = [f"{few} for the first time"]
    if now.returned:
        parts.append(f"{number(now.returned, locale)} after a month of silence")
    return " and ".join(parts)


def _work(material: Material, week: Week) -> Sentence:
    """What was sent, and what waits as the week begins."""
    work, locale = material.figures.workload, material.locale
    if work.replies is None:
        figure, said = f"{week.answered_count} answered", "by the end of the week; the minutes are not known."
    else:
        figure, said = plural(work.replies, "reply", "replies"), "went out"
        if work.after_hours:
            said += f", {work.after_hours} outside office hours"
        if work.minutes_used is not None:
            said += f", in about {number(round(work.minutes_used), locale)} minutes"
            if (budget := minutes_given(material, week)) is not None:
                said += f" of {number(round(budget), locale)} budgeted"
            said += " (estimated)"
        said += "."
    return figure, f"{said} {_waiting(material)}"


def _waiting(material: Material) -> str:
    board = material.board
    if material.is_empty:
        days = material.brand.stale_after_days
        return f"Nobody is waiting, of {plural(board.received_count, 'message')} in the last {days} days."
    overdue = len(material.overdue())
    verb = "waits" if board.open_count == 1 else "wait"
    return f"{plural(board.open_count, 'message')} {verb}, {overdue} of them overdue."


def _band_words(band: Band, locale: str) -> str:
    return f"{number(band[0], locale)} to {number(band[1], locale)}"


def _joined(*said: str) -> str:
    return " ".join(each for each in said if each)
