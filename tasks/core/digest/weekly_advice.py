"""What the week's facts propose to change: rules, each with the evidence it stands on; nothing is made up.

A rule looks at a figure of the week and, when people fell short of something in it, proposes one thing to do. What the
interval makes sure of comes before what it leaves open, then what touched more people; of a family at most one.
"""

from collections.abc import Callable, Iterator

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.proposals import Candidate, Choice, Measure, rate_of, total
from tasks.core.digest.rates import PERCENT_FROM, Rate, change, number, percent, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.weekly_ideas import busy_hours, overdue, spoken_of, talked_under

MOST = 3
WANTED = 0.9
"""The share of messages that should be answered in time, and of what members made that should be answered at all."""
AFTER_HOURS_FROM = 0.1
STAY_WANTED = 0.5
_WEIGHTS = {
    "slow-t1": 3.0,
    "slow-hours": 2.0,
    "unthanked-makers": 2.0,
    "gone-quiet": 2.0,
    "overdue": 3.0,
    "talked-under": 2.0,
    "pain-point": 2.0,
    "unseen-gentle": 0.1,
}
"""A case of one rule against that of another: a question unanswered for a day beside a thanks nobody liked."""
PARTS_OF_DAY = (
    (0, 5, "at night"),
    (6, 11, "in the morning"),
    (12, 17, "in the afternoon"),
    (18, 23, "in the evening"),
)


def choose(material: Material, week: Week) -> tuple[Choice, ...]:
    """At most MOST proposals for the coming week; fewer when the facts support no more."""
    found = [candidate for rule in _RULES for candidate in rule(material, week)]
    found.sort(
        key=lambda c: (
            not c.is_clear,
            -c.people * _WEIGHTS.get(c.choice.rule, 1.0),
            c.choice.rule,
            c.choice.what,
        )
    )
    chosen: dict[str, Choice] = {}
    for candidate in found:
        chosen.setdefault(candidate.family, candidate.choice)
    return tuple(chosen.values())[:MOST]


def _slow_tier(material: Material, week: Week) -> Iterator[Candidate]:
    """A tier of which too many passed 24 hours."""
    for tier in ("T1", "T2"):
        measure = Measure("rule_24h", "tier", tier)
        rate = rate_of(week.trends, measure, week.start)
        if rate is None or (short := _short_of(rate, WANTED)) is None:
            continue
        missed = rate.denominator - rate.numerator
        what = (
            "Begin every block with what is T1, oldest first, and plan nothing else until it is done."
            if tier == "T1"
            else "Give T2 a fixed ten minutes of every block."
        )
        evidence = f"{missed} of {rate.denominator} {tier} passed 24 hours: {_in_time(rate, material)}."
        choice = Choice(f"slow-{tier.lower()}", what, evidence, measure, "up", rate)
        yield Candidate("rule", short, missed, choice)


def _slow_hours(material: Material, week: Week) -> Iterator[Candidate]:
    """A part of the day whose messages are answered in time less often than the others', by the interval."""
    rates = {
        words: (Measure("rule_24h", "hour", f"{first:02d}-{last:02d}"), rate)
        for first, last, words in PARTS_OF_DAY
        if (rate := rate_of(week.trends, Measure("rule_24h", "hour", f"{first:02d}-{last:02d}"), week.start))
    }
    for words, (measure, rate) in rates.items():
        others = total(other for name, (_, other) in rates.items() if name != words)
        difference = change(others, rate)
        if difference is None or others is None or difference.high >= 0:
            continue
        what = f"Open the day’s first block with what came {words}, before anything newer."
        evidence = (
            f"Of what came {words}, {rate_words(rate, material.locale)} was answered within 24 hours, of the rest "
            f"{rate_words(others, material.locale)} ({difference.note})."
        )
        missed = rate.denominator - rate.numerator
        yield Candidate("hours", True, missed, Choice("slow-hours", what, evidence, measure, "up", rate))


def _after_hours(material: Material, week: Week) -> Iterator[Candidate]:
    """Replies that went out when nobody should be working."""
    measure = Measure("replies_outside_hours")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or rate.denominator < PERCENT_FROM or (rate.value or 0) <= AFTER_HOURS_FROM:
        return
    what = "Let what comes after hours wait for the morning scan, but for a T1 that cannot."
    evidence = f"{rate_words(rate, material.locale)} replies went out outside office hours."
    span = rate.interval()
    is_clear = span is not None and span[0] > AFTER_HOURS_FROM
    yield Candidate(
        "workload", is_clear, rate.numerator, Choice("after-hours", what, evidence, measure, "down", rate)
    )


def _unthanked_makers(material: Material, week: Week) -> Iterator[Candidate]:
    """What members made with the brand and nobody answered."""
    measure = Measure("coverage", "tier", "T3")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (left := rate.denominator - rate.numerator) == 0:
        return
    what = "Thank everybody who showed something made with you, and ask the best two for permission to feature it."
    evidence = f"{left} of {plural(rate.denominator, 'thing')} that members made got no answer the same day."
    choice = Choice("unthanked-makers", what, evidence, measure, "up", rate)
    yield Candidate("makers", bool(_short_of(rate, WANTED)), left, choice)


def _gone_quiet(material: Material, week: Week) -> Iterator[Candidate]:
    """Regulars who went quiet while fewer people came back; nobody where it is not known who did."""
    measure = Measure("retention")
    rate = rate_of(week.trends, measure, week.start)
    quiet = week.people.weeks[-1].quiet if week.people.weeks else 0
    if rate is None or not quiet:
        return
    before = rate_of(week.trends, measure, week.trends.weeks[-2]) if len(week.trends.weeks) > 1 else None
    difference = change(before, rate)
    is_clear = difference is not None and difference.high < 0
    what = f"Write to the {plural(quiet, 'regular')} who went quiet (see People), each about what they last spoke of."
    evidence = (
        f"They were silent for 30 days this week; {rate_words(rate, material.locale)} members came back"
    )
    evidence += f", {difference.words}." if difference is not None and is_clear else "."
    yield Candidate("people", is_clear, quiet, Choice("gone-quiet", what, evidence, measure, "up", rate))


def _newcomers_leave(material: Material, week: Week) -> Iterator[Candidate]:
    """Newcomers of a month ago of whom too few came again."""
    measure = Measure("growth_quality")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (short := _short_of(rate, STAY_WANTED)) is None:
        return
    what = "Answer every first message by name, with a question back."
    evidence = (
        f"Of {number(rate.denominator, material.locale)} who arrived 30 to 59 days ago, {rate.numerator} "
        f"wrote again within 30 days ({percent(rate)})."
    )
    left = rate.denominator - rate.numerator
    yield Candidate("people", short, left, Choice("newcomers-leave", what, evidence, measure, "up", rate))


def _unseen_gentle(material: Material, week: Week) -> Iterator[Candidate]:
    """Thanks and emoji that nobody so much as liked."""
    measure = Measure("coverage", "tier", "T4")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or (short := _short_of(rate, STAY_WANTED)) is None:
        return
    left = rate.denominator - rate.numerator
    what = "Go through the T4 in one sweep at the end of a block: a like each is enough."
    all_of_them = number(rate.denominator, material.locale)
    evidence = f"{left} of {all_of_them} thanks and emoji were neither answered nor liked the same day."
    yield Candidate("gentle", short, left, Choice("unseen-gentle", what, evidence, measure, "up", rate))


def _unheard_newcomers(material: Material, week: Week) -> Iterator[Candidate]:
    """Newcomers who are answered less often than the others, by the interval."""
    heard = week.equity.heard(week.start)
    if heard is None or not heard.newcomers.is_clear or (heard.newcomers.value or 1.0) >= 1:
        return
    group, others = heard.newcomers.group, heard.newcomers.others
    what = "Answer newcomers before you answer those you know."
    evidence = (
        f"{rate_words(group, material.locale)} messages of newcomers were answered by the end of the week, of the "
        f"others’ {rate_words(others, material.locale)}."
    )
    measure = Measure("equity_coverage", "group", "newcomers")
    left = group.denominator - group.numerator
    yield Candidate("voices", True, left, Choice("unheard-newcomers", what, evidence, measure, "up", group))


def _replies_alike(material: Material, week: Week) -> Iterator[Candidate]:
    """Replies that do not pass the authenticity check."""
    sound = week.equity.sound
    rate = sound.authentic
    if rate.is_unknown or (short := _short_of(rate, WANTED)) is None:
        return
    what = "Before you send a reply, name in it one thing that only this person wrote."
    kinds = (
        (sound.alike, "were much like a recent one"),
        (sound.stock, "were a stock phrase"),
        (sound.unrelated, "had no word of what they answer"),
    )
    worst, words = max(kinds)
    evidence = f"{rate_words(rate, material.locale)} replies sounded like a person who had read the message"
    evidence += f"; {worst} {words}." if worst else "."
    left = rate.denominator - rate.numerator
    choice = Choice("replies-alike", what, evidence, Measure("authenticity"), "up", rate)
    yield Candidate("voice", short, left, choice)


def _pain_point(material: Material, week: Week) -> Iterator[Candidate]:
    """A topic whose messages complain clearly more often than the others."""
    measure = Measure("sentiment_negative")
    rate = rate_of(week.trends, measure, week.start)
    if rate is None or not week.topics.pain_points:
        return
    topic = week.topics.pain_points[0]
    name = one_line(topic.name, 40)
    what = (
        f"Write one good answer about “{name}”, post it where everybody sees it, and link to it in replies."
    )
    evidence = (
        f"Of the messages about it {rate_words(topic.troubled, material.locale)} complain or sound negative, of the "
        f"others {rate_words(topic.rest, material.locale)}."
    )
    choice = Choice("pain-point", what, evidence, measure, "down", rate)
    yield Candidate("topics", True, topic.troubled.numerator, choice)


def _leading_hour(material: Material, week: Week) -> Iterator[Candidate]:
    """An hour of the day whose answers lead on more often than those sent at other times."""
    measure = Measure("answers_led_on")
    rate = rate_of(week.trends, measure, week.start)
    best = next((each for each in week.hours_present.leading_hours() if each.difference.low > 0), None)
    if rate is None or best is None:
        return
    at = material.clock.time(material.clock.at(week.start, best.cell.hour))
    what = f"Put a block into the hour from {at}."
    evidence = (
        f"In eight weeks {rate_words(best.rate, material.locale)} answers sent then led on, at other times "
        f"{rate_words(best.rest, material.locale)} ({best.difference.note})."
    )
    choice = Choice("leading-hour", what, evidence, measure, "up", rate)
    yield Candidate("hours", True, best.rate.denominator, choice)


def _short_of(rate: Rate, wanted: float) -> bool | None:
    """None: enough, or too few cases for a share; else whether the interval, too, lies below `wanted`."""
    if rate.denominator < PERCENT_FROM or rate.value is None or rate.value >= wanted:
        return None
    span = rate.interval()
    return span is not None and span[1] < wanted


def _in_time(rate: Rate, material: Material) -> str:
    span = rate.interval() or (0.0, 1.0)
    low, high = (round(100 * end) for end in span)
    return f"{rate_words(rate, material.locale)} were in time (95 %: {low} to {high} %)"


Rule = Callable[[Material, Week], Iterator[Candidate]]
_RULES: tuple[Rule, ...] = (
    _slow_tier, _slow_hours, _after_hours, _unthanked_makers, _gone_quiet, _newcomers_leave, _unseen_gentle,
    _unheard_newcomers, _replies_alike, _pain_point, _leading_hour, talked_under, spoken_of, busy_hours, overdue,
)  # fmt: skip
