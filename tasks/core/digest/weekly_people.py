"""The weekly review's people: who arrived, returned, stayed and went quiet, and whom to thank, with the reason."""

from collections.abc import Callable, Iterable, Sequence
from datetime import date, timedelta

from tasks.core.digest.absent import NOT_KNOWN, of_rate
from tasks.core.digest.board import Week
from tasks.core.digest.cards import FOLLOWERS_MATTER_FROM, platform_name
from tasks.core.digest.material import Material
from tasks.core.digest.people import Came, Giver, Gone, Month, PeopleWeek, Person
from tasks.core.digest.rates import Rate, change, number, plural, rate_words
from tasks.core.digest.suggestions import MILESTONES
from tasks.core.digest.texts import name, one_line, web_link
from tasks.core.digest.view import Block, Fact, Facts, Line, Lines, Link, Paragraph, Section, Table
from tasks.core.digest.weekly_charts import WEEKS_SHOWN, cohort_chart, retention_chart, spark

ARRIVED_LEAST = 2
"""Interactions of somebody who arrived to be named."""

_COUNTS: tuple[tuple[str, str, str, Callable[[PeopleWeek], int | None]], ...] = (
    ("active", "Active", "", lambda week: week.active),
    ("arrived", "Arrived", "first time ever", lambda week: week.arrived),
    ("returned", "Returned", "after 30 silent days", lambda week: week.returned),
    ("regulars", "Regulars", "4 times in 90 days", lambda week: week.regulars),
    ("quiet", "Gone quiet", "regulars, 30 silent days", lambda week: week.quiet),
)


def people_section(material: Material, week: Week) -> Section:
    """The people of the week; in the mail the counts, the cohorts and few names, on the page everything."""
    found = week.people
    if not found.weeks or all(each.active == 0 for each in found.weeks):
        return Section("people", "People", quiet="Nobody was active in these weeks.")
    blocks: list[Block] = [Facts((*_counts(material, found.weeks), *_came_back(material, week)))]
    if (cohorts := cohort_chart(found.cohorts, material)) is not None:
        blocks.append(cohorts)
    thanked = [line for giver in found.givers if (line := _thanks(giver, week)) is not None]
    blocks += _listed("Whom to thank", thanked)
    now = found.weeks[-1]
    blocks += _listed("Went quiet", [_gone(each, material) for each in found.quiet], now.quiet)
    blocks += _unknown(now)
    arrived = [_came(each) for each in found.arrived if each.interactions >= ARRIVED_LEAST]
    returned = [_came(each) for each in found.returned]
    detail = [*_audience(material, week), *_retention(material, week), _table(material, found.weeks)]
    detail += [_by_month(material, found.months)] if found.months else []
    detail += [
        *_listed("Arrived, heard twice or more", arrived),
        *_listed("Returned", returned, now.returned),
    ]
    quiet = (
        "Nobody to thank by name, and nobody went quiet."  # nor is any of it not known: that would be a block
    )
    return Section("people", "People", blocks=tuple(blocks), detail=tuple(detail), quiet=quiet)


def _unknown(week: PeopleWeek) -> list[Block]:
    """What of the people is not known, and why: who was not seen may have been there."""
    lacking = [
        words
        for words, count in (
            ("how many were active", week.active),
            ("who arrived or returned", week.arrived),
            ("who went quiet", week.quiet),
        )
        if count is None
    ]
    if not lacking:
        return []
    *others, last = lacking
    said = f"{', '.join(others)} and {last}" if others else last
    return [Paragraph(f"Not known: {said}. Not everything was collected: {one_line(week.why_unknown, 160)}.")]


def _counts(material: Material, weeks: Sequence[PeopleWeek]) -> list[Fact]:
    facts = []
    for key, label, note, count in _COUNTS:
        values = [count(each) for each in weeks]
        words = [_number(value, material.locale) for value in values]
        before = f"{words[-2]} before" if len(values) > 1 else ""
        line = spark(f"people-{key}", values, words)
        facts.append(Fact(label, words[-1], "; ".join(filter(None, (note, before))), line, True))
    return facts


def _came_back(material: Material, week: Week) -> list[Fact]:
    rate = material.figures.retention(week.start)
    if rate is None:
        return []
    before = material.figures.retention(week.start - timedelta(weeks=1))
    difference = change(before, rate)
    note = difference.words if difference is not None else "of those active the week before"
    return [Fact("Came back", rate_words(rate, material.locale), note, is_page_only=True)]


def _audience(material: Material, week: Week) -> list[Block]:
    figures, locale = material.figures, material.locale
    facts = []
    if figures.response is not None:
        facts.append(Fact("Of the audience, spoke up", rate_words(figures.response, locale), "followers"))
    if figures.growth is not None and figures.growth.denominator:
        facts.append(
            Fact("Newcomers who stayed", rate_words(figures.growth, locale), "arrived 30 to 59 days ago")
        )
    if figures.net_active is not None:
        value = f"{figures.net_active:+d}".replace("-", "−") if figures.net_active else "0"
        facts.append(Fact("Won less lost", value, _won_and_lost(week, locale)))
    return [Facts(tuple(facts))] if facts else []


def _won_and_lost(week: Week, locale: str) -> str:
    """The three parts that it adds up from, where they are known."""
    named = {"new": "new", "reactivated": "back after 90 silent days", "lost": "regulars lost"}
    points = [
        (words, series.at(week.start) if series is not None else None)
        for part, words in named.items()
        for series in (week.trends.of("net_active", "part", part),)
    ]
    known = [
        f"{number(p.value, locale)} {words}" for words, p in points if p is not None and p.value is not None
    ]
    if len(known) < len(named):
        return "members, 30 days: new and reactivated, less lost regulars"
    return f"members in 30 days: {', '.join(known)}"


def _retention(material: Material, week: Week) -> list[Block]:
    weeks = [each for each in material.figures.retention_weeks if each.rate.denominator][-WEEKS_SHOWN:]
    return [retention_chart(weeks, material, week)] if len(weeks) > 1 else []


def _table(material: Material, weeks: Sequence[PeopleWeek]) -> Table:
    head = ("", *(material.clock.short_date(each.week) for each in weeks))
    rows = tuple(
        (label, *(_number(count(each), material.locale) for each in weeks)) for _, label, _, count in _COUNTS
    )
    return Table(
        "Members by week", head, rows, "By the Monday each week begins with. " + _NOTE, is_newest_last=True
    )


_NOTE = (
    "Active: as things stood at the week’s end; the others without what was taken back since. Regulars: active, "
    "with 4 or more interactions in the 90 days up to the week’s end. Gone quiet: regulars whose "
    "30th silent day fell into the week."
)


def _by_month(material: Material, months: Sequence[Month]) -> Table:
    clock, locale = material.clock, material.locale

    def stickiness(month: Month) -> str:
        return of_rate(month.active) if month.stickiness is None else f"{100 * month.stickiness:.0f} %"

    rows = (
        ("Active", *(_count(month.active, locale) for month in months)),
        ("Came back", *(_share(month.came_back, locale) for month in months)),
        ("Stickiness", *(stickiness(month) for month in months)),
    )
    note = (
        "Months that are over. Came back: of those active the month before. Stickiness: the mean of members active on "
        "a day, by those active in the month."
    )
    head = ("", *(clock.month(each.first_day) for each in months))
    return Table("Members by month", head, rows, note, is_newest_last=True)


def _number(count: int | None, locale: str) -> str:
    return NOT_KNOWN if count is None else number(count, locale)


def _count(rate: Rate, locale: str) -> str:
    return of_rate(rate) if rate.is_unknown else number(rate.numerator, locale)


def _share(rate: Rate, locale: str) -> str:
    return of_rate(rate) if rate.value is None else rate_words(rate, locale)


def _listed(heading: str, lines: Sequence[Line], total: int | None = None) -> list[Block]:
    return [Lines(tuple(lines), heading, total=total or 0)] if lines else []


def _thanks(giver: Giver, week: Week) -> Line | None:
    """Somebody to thank, with the reasons; None when there is none."""
    reasons = list(_reasons(giver, week))
    return _line(giver.person, "; ".join(reasons)) if reasons else None


def _reasons(giver: Giver, week: Week) -> Iterable[str]:
    if giver.helped:
        yield f"answered {plural(giver.helped, 'other member')}"
    if giver.made:
        yield f"showed {plural(giver.made, 'thing')} made with you"
    if giver.praised:
        yield f"gave thoughtful feedback {_times(giver.praised)}"
    for milestone in MILESTONES:
        if giver.before < milestone <= giver.before + giver.interactions:
            yield f"reached {milestone} interactions"
    if giver.first_day is not None and (years := _years(giver.first_day, week)):
        yield f"with you for {plural(years, 'year')} this week"


def _times(count: int) -> str:
    return {1: "once", 2: "twice"}.get(count, f"{count} times")


def _years(first_day: date, week: Week) -> int:
    """Whole years that are completed in the week; 0: none."""
    for offset in range(7):
        day = week.start + timedelta(days=offset)
        if (day.month, day.day) == (first_day.month, first_day.day) and day.year > first_day.year:
            return day.year - first_day.year
    return 0


def _gone(gone: Gone, material: Material) -> Line:
    last = material.clock.day(gone.active_on)
    return _line(gone.person, f"last here {last}, {plural(gone.interactions, 'interaction')} in 90 days")


def _came(came: Came) -> Line:
    said = plural(came.interactions, "interaction")
    if came.silent_days is not None:
        said += f" after {came.silent_days} silent days"
    if came.person.followers is not None and came.person.followers >= FOLLOWERS_MATTER_FROM:
        said += f"; {came.person.followers:,} followers"
    return _line(came.person, said)


def _line(person: Person, said: str) -> Line:
    url = web_link(person.permalink)
    link = Link(f"On {platform_name(person.platform)}", url) if url else None
    return Line(text=said, lead=name(person.name, person.handle), link=link)
