"""Proposals from what worked and from who waits: content that draws talk, hours to be there, what is overdue.

As the rules of `weekly_advice`: each names its figure and n, and the measure it is held to a week later. Content and
hours speak only where the interval does, which minds how many groups and hours were looked at.
"""

from collections.abc import Iterator

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.proposals import Candidate, Choice, Measure, rate_of
from tasks.core.digest.rates import PERCENT_FROM, Rate, difference, number, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.week_content import Contrast, PostGroup
from tasks.core.digest.weekly_content import group_words
from tasks.core.digest.weekly_hours import spans

OVERDUE_FROM = 3
OVERDUE_BORNE = 0.1
"""Of what waits, this share may be overdue before it is sure that it is more than a slip."""
SPOKE_UP = Measure("response_rate", "base", "followers")
ANSWERED_T1 = Measure("coverage", "tier", "T1")


def talked_under(material: Material, week: Week) -> Iterator[Candidate]:
    """Posts of a kind under which clearly more people write, or talk for longer, than under the others."""
    rate = rate_of(week.trends, SPOKE_UP, week.start)
    if rate is None:
        return
    for group in week.content.clear:
        if (found := _more(group)) is None:
            continue
        contrast, unit = found
        words = group_words(group.trait, group.name, material.clock)
        inside, beside, low, high = (
            number(value, material.locale)
            for value in (
                contrast.group.value,
                contrast.others.value,
                contrast.difference.low,
                contrast.difference.high,
            )
        )
        what = f"Make one more post of this kind than last week: {words}."
        evidence = (
            f"In eight weeks {inside} {unit} under {plural(contrast.group.n, 'such post')}, under the "
            f"{contrast.others.n} others {beside} (95 %: {low} to {high} more)."
        )
        choice = Choice("talked-under", what, evidence, SPOKE_UP, "up", rate)
        yield Candidate("content", True, contrast.group.n, choice)


def _more(group: PostGroup) -> tuple[Contrast, str] | None:
    """In what the group has clearly more than the others: people first, else turns; None: in neither."""
    if group.commenters.difference.low > 0:
        return group.commenters, "people wrote, a post,"
    if group.depth is not None and group.depth.difference.low > 0:
        return group.depth, "turns a thread"
    return None


def spoken_of(material: Material, week: Week) -> Iterator[Candidate]:
    """A topic that clearly more people speak of than before, and that does not hurt."""
    rate = rate_of(week.trends, SPOKE_UP, week.start)
    rising = [
        topic
        for topic in week.topics.topics
        if topic.change is not None and topic.change.low > 0 and not topic.is_pain_point
    ]
    if rate is None or not rising:
        return
    topic = max(rising, key=lambda each: (each.people, each.name))
    what = f"Ask people about “{one_line(topic.name, 40)}” in a post, while they speak of it."
    before = rate_words(topic.before, material.locale)
    evidence = (
        f"{rate_words(topic.share, material.locale)} people spoke of it, in the eight weeks before {before}"
    )
    evidence += f" ({topic.change.note})." if topic.change is not None else "."
    yield Candidate("content", True, topic.people, Choice("spoken-of", what, evidence, SPOKE_UP, "up", rate))


def busy_hours(material: Material, week: Week) -> Iterator[Candidate]:
    """Hours in which clearly more of the messages come than answers go out."""
    found, rate = week.hours_present, rate_of(week.trends, ANSWERED_T1, week.start)
    hours = sorted(busy.cell.hour for busy in found.busy_hours())
    answers = found.answered.denominator
    if rate is None or not hours or answers < PERCENT_FROM:
        return
    came = Rate(sum(c.arrived for c in found.counts if c.hour in hours), found.arrived)
    went = Rate(sum(c.answers for c in found.counts if c.hour in hours), answers)
    apart = difference(went, came)
    if apart is None or apart.low <= 0:
        return
    at = spans(hours, material.clock)
    evidence = (
        f"In eight weeks {rate_words(came, material.locale)} messages came from {at}, and "
        f"{rate_words(went, material.locale)} answers went out then ({apart.note})."
    )
    choice = Choice(
        "busy-hours", f"Be there from {at}: put a block into it.", evidence, ANSWERED_T1, "up", rate
    )
    yield Candidate("hours", True, came.numerator - round((went.value or 0) * found.arrived), choice)


def overdue(material: Material, week: Week) -> Iterator[Candidate]:
    """Who waits past the deadline as the week begins."""
    late, waiting = material.overdue(), material.board.open_count
    measure = Measure("rule_24h")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or len(late) < OVERDUE_FROM or len(late) > waiting:
        return
    urgent = sum(r.item.tier == "T1" for r in late)
    oldest = min(r.item.occurred_at for r in late)
    what = f"Answer the {len(late)} that are overdue before anything new, the oldest first."
    evidence = (
        f"{len(late)} of {waiting} that wait are past their deadline, {urgent} of them T1; the oldest came "
        f"{material.clock.moment(oldest)}."
    )
    span = Rate(len(late), waiting).interval()
    is_clear = span is not None and span[0] > OVERDUE_BORNE
    yield Candidate("backlog", is_clear, len(late), Choice("overdue", what, evidence, measure, "up", rate))
