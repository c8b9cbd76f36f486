"""The review's unheard voices: how often newcomers and small accounts are answered beside the others, and who waits."""

from collections.abc import Sequence
from datetime import timedelta

from tasks.core.digest.absent import of_rate
from tasks.core.digest.board import Week
from tasks.core.digest.cards import compact
from tasks.core.digest.charts import End, TrendChart
from tasks.core.digest.material import Material
from tasks.core.digest.rates import hundredths, plural, rate_words
from tasks.core.digest.texts import one_line
from tasks.core.digest.view import Block, ChartBlock, Fact, Facts, Lines, Paragraph, Section, Table
from tasks.core.digest.week_equity import Heard, Ratio
from tasks.core.items import Ranked

TITLE = "Unheard voices"
WAITING_MOST = 5
_GROUPS = (
    ("newcomers", "Newcomers", "the others", "newcomers"),
    ("small", "Small accounts", "larger ones", "small accounts"),
)
"""Field, label, whom they are compared with, in a sentence."""
_FINE_PRINT = (
    "Answered by the end of the week. A newcomer’s message is one of the first three of its author; small accounts are "
    "the quarter with the fewest followers of those who were heard. The groups may ask for different things. Messages "
    "of one person are answered or not together: the intervals count them as the fewer cases they are worth."
)


def equity_section(material: Material, week: Week) -> Section:
    """Reply equity of the week with its cases and interval, by week where it can be told, and newcomers who wait."""
    heard = week.equity.heard(week.start)
    facts: list[Fact] = []
    if heard is not None:
        for field, label, others, _ in _GROUPS:
            facts += _facts(getattr(heard, field), label, others, material.locale)
    blocks: list[Block] = [Facts(tuple(facts))] if facts else []
    blocks += [Paragraph(words) for words in _sentences(heard)]
    if facts and (chart := _chart(week.equity.weeks, material)) is not None:
        blocks.append(chart)
    if facts:
        blocks.append(Paragraph(_FINE_PRINT, is_quiet=True))
    blocks += _waiting(material)
    if not blocks:
        return Section("unheard", TITLE, quiet="No newcomer is waiting.")
    detail = (_table(week.equity.weeks, material),) if len(week.equity.weeks) > 1 else ()
    return Section("unheard", TITLE, blocks=tuple(blocks), detail=detail)


def ratio_words(ratio: Ratio, locale: str) -> str:
    """ "0.8 times as often", or why it cannot be said."""
    if ratio.is_unknown:
        return "unknown"
    if ratio.value is None or not ratio.has_cases:
        return "too few to compare"
    return f"{hundredths(ratio.value, locale)} times as often"


def band_words(ratio: Ratio, locale: str) -> str:
    """ "95 %: 0.6 to 1.1"; "" where there is no ratio."""
    span = ratio.interval()
    if span is None:
        return ""
    low, high = (hundredths(end, locale) for end in span)
    return f"95 %: {low} to {high}"


def _facts(ratio: Ratio, label: str, others: str, locale: str) -> list[Fact]:
    if not (ratio.group.denominator or ratio.group.is_unknown):
        return []
    gap = one_line(ratio.group.gap or ratio.others.gap, 120)
    answered = Fact(
        f"{label}, answered",
        rate_words(ratio.group, locale),
        f"{others}: {rate_words(ratio.others, locale)}" + (f"; {gap}" if gap else ""),
    )
    if ratio.is_unknown or not ratio.others.denominator:
        return [answered]
    verdict = "" if not ratio.has_cases else "a clear difference" if ratio.is_clear else "no clear difference"
    span = band_words(ratio, locale) if ratio.has_cases else ""
    note = "; ".join(filter(None, (span, verdict)))
    return [answered, Fact(f"{label}, against {others}", ratio_words(ratio, locale), note)]


def _sentences(heard: Heard | None) -> list[str]:
    """What is said as a finding: only where the interval says so."""
    if heard is None:
        return []
    found = []
    for field, _, others, name in _GROUPS:
        ratio: Ratio = getattr(heard, field)
        if ratio.is_clear and ratio.value is not None:
            less = "less" if ratio.value < 1 else "more"
            found.append(f"{name.capitalize()} are answered {less} often than {others}.")
    return found


def _chart(weeks: Sequence[Heard], material: Material) -> ChartBlock | None:
    """Newcomers by the others, by week with the interval; None with fewer than two weeks that have cases enough."""
    told = {
        each.week: each.newcomers
        for each in weeks
        if each.newcomers.has_cases and each.newcomers.value is not None
    }
    if len(told) < 2:
        return None
    first, last = min(told), max(told)
    shown = [first + timedelta(weeks=n) for n in range((last - first).days // 7 + 1)]
    locale, newest = material.locale, told[last]
    cases = plural(newest.group.denominator, "message")
    chart = TrendChart(
        title="Newcomers answered, by the others: 1 is equal, with the 95 % interval",
        unit="",
        labels=tuple(material.clock.short_date(week) for week in shown),
        values=tuple(told[week].value if week in told else None for week in shown),
        bands=tuple(told[week].interval() if week in told else None for week in shown),
        end=End(hundredths(newest.value or 0.0, locale), cases),
        alt=(
            f"Reply equity of newcomers by week: {ratio_words(newest, locale)} as the others in the last one "
            f"({band_words(newest, locale)}, {cases} of newcomers), {ratio_words(told[first], locale)} in the first of "
            f"{len(shown)} weeks."
        ),
        counts=tuple(told[week].group.denominator if week in told else None for week in shown),
    )
    return ChartBlock("equity", chart)


def _table(weeks: Sequence[Heard], material: Material) -> Table:
    locale = material.locale

    def cells(ratio: Ratio) -> tuple[str, str, str]:
        if ratio.value is None:
            return rate_words(ratio.group, locale), rate_words(ratio.others, locale), of_rate(ratio.group)
        value = hundredths(ratio.value, locale)
        span = band_words(ratio, locale).removeprefix("95 %: ")
        return (
            rate_words(ratio.group, locale),
            rate_words(ratio.others, locale),
            f"{value} ({span})" if span else value,
        )

    rows = tuple(
        (material.clock.short_date(each.week), *cells(each.newcomers), *cells(each.small)) for each in weeks
    )
    head = ("Week of", "Newcomers", "Others", "Ratio (95 %)", "Small accounts", "Larger", "Ratio (95 %)")
    return Table("Who was answered, by week", head, rows)


def _waiting(material: Material) -> list[Block]:
    waiting: list[Ranked] = [
        r for r in material.ranked if r.item.member_level == "new" and r.item.tier in {"T1", "T2", "T3"}
    ]
    if not waiting:
        return []
    verb = "waits" if len(waiting) == 1 else "wait"
    return [
        Paragraph(f"{plural(len(waiting), 'message')} from newcomers still {verb}."),
        Lines(tuple(compact(r, material.clock) for r in waiting[:WAITING_MOST])),
    ]
