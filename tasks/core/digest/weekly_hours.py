"""The weekly review's hours: when people write and when answers lead on, with what each hour stands on."""

from collections.abc import Callable, Sequence
from datetime import date, timedelta

from tasks.core.digest.board import Week
from tasks.core.digest.charts import HeatChart
from tasks.core.digest.clock import Clock
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate, number, plural, rate_words
from tasks.core.digest.view import Block, ChartBlock, Fact, Facts, Paragraph, Section, Table
from tasks.core.digest.week_hours import (
    HOURS,
    LEAST_ANSWERS,
    LEAST_MESSAGES,
    WEEKDAYS,
    Busy,
    Cell,
    Leading,
    WeekHours,
)

NAMED_MOST = 3
LABEL_EVERY = 3
A_MONDAY = date(2026, 1, 5)
"""No clock changes on it anywhere: hours and weekdays are named by it."""
TITLE = "Hours"
_FINE_PRINT = (
    "An answer led on when somebody it answered wrote again in the thread within 48 hours. An hour is only named when "
    "its interval, widened for the number of hours looked at, lies apart from the others."
)


def hours_section(material: Material, week: Week) -> Section:
    """When to be there: what the hours of eight weeks say, and where they cannot tell."""
    found, clock = week.hours_present, material.clock
    if not found.arrived and not found.answered.denominator:
        return Section("hours", TITLE, quiet="No message came in these weeks.")
    arrivals, answers = _arrivals(found, clock), _answers(found, clock)
    facts = [*arrivals[:1], *answers[:1], *arrivals[1:], *answers[1:]]  # the mail has room for two
    blocks: list[Block] = [Facts(tuple(facts)), _arrivals_chart(found, clock)]
    detail: list[Block] = [_table(found, clock)]
    if found.answered.denominator:
        detail.insert(0, _answers_chart(found, clock))
        blocks.append(Paragraph(_FINE_PRINT, is_quiet=True))
    if found.unknown_days:
        left_out = (
            f"{plural(found.unknown_days, 'day')} of the eight weeks left out: not everything was collected."
        )
        blocks.append(Paragraph(left_out, is_quiet=True))
    busy = spans([b.cell.hour for b in found.busy_hours()], clock)
    quiet = (
        f"Busiest {busy}: {_busy_share(found, clock)} messages in eight weeks."
        if busy
        else "None stands out."
    )
    return Section("hours", TITLE, blocks=tuple(blocks), detail=tuple(detail), quiet=quiet)


def _arrivals(found: WeekHours, clock: Clock) -> list[Fact]:
    if not found.arrived:
        return []
    n = plural(found.arrived, "message")
    if found.arrived < LEAST_MESSAGES:
        return [Fact("Busiest hours", "cannot be told", f"{n} in eight weeks; {LEAST_MESSAGES} are needed")]
    busy = found.busy_hours()
    if not busy:
        return [
            Fact(
                "Busiest hours",
                "none stands out",
                f"of {number(found.arrived, clock.locale)} messages",
                is_page_only=True,
            )
        ]
    note = f"{_busy_share(found, clock)} messages came in these {len(busy)} of {HOURS} hours"
    facts = [Fact("Busiest hours", spans([b.cell.hour for b in busy], clock), note, is_page_only=True)]
    if cells := found.busy_cells():
        facts.append(
            Fact(
                "Busiest of the week",
                _cell_words(cells[0].cell, clock),
                _busy_words(cells, found, clock),
                is_page_only=True,
            )
        )
    return facts


def _busy_share(found: WeekHours, clock: Clock) -> str:
    """ "27 % of 1,491": the part that came in the busiest hours."""
    return rate_words(Rate(sum(b.rate.numerator for b in found.busy_hours()), found.arrived), clock.locale)


def _busy_words(cells: Sequence[Busy], found: WeekHours, clock: Clock) -> str:
    first = cells[0]
    counted = (
        f"{number(first.rate.numerator, clock.locale)} of {number(found.arrived, clock.locale)} messages"
    )
    note = f"{counted}, more than its part in {first.weeks} of {found.weeks} weeks"
    others = [f"{_cell_words(b.cell, clock)} ({b.rate.numerator})" for b in cells[1:NAMED_MOST]]
    return f"{note}; then {', '.join(others)}" if others else note


def _answers(found: WeekHours, clock: Clock) -> list[Fact]:
    """What the hours say of answers, the most useful first; then the whole they are part of."""
    rate = found.answered
    if not rate.denominator:
        return []
    leading = found.leading_hours() or found.leading_cells()
    facts = [
        Fact(label, _cell_words(each.cell, clock), _leading_words(each, clock))
        for label, sign, found_ in (
            ("Led on more often", 1, leading[:1]),
            ("Led on less often", -1, leading[-1:]),
        )
        for each in found_
        if each.difference.points * sign > 0
    ]
    if not leading:
        enough = sum(_answers_at(found, hour).denominator >= LEAST_ANSWERS for hour in range(HOURS))
        note = f"{enough} hours of the day have {LEAST_ANSWERS} answers or more, none is clearly apart"
        if enough < 2:
            note = f"hours need {LEAST_ANSWERS} answers each to be told apart"
        facts = [Fact("Best hour to answer", "cannot be told", note, is_page_only=True)]
    whole = Fact(
        "Answers that led on", rate_words(rate, clock.locale), _interval_words(rate), is_page_only=True
    )
    return [*facts, whole]


def _leading_words(leading: Leading, clock: Clock) -> str:
    inside, beside = rate_words(leading.rate, clock.locale), rate_words(leading.rest, clock.locale)
    low, high = round(abs(leading.difference.low)), round(abs(leading.difference.high))
    word = "more" if leading.difference.points > 0 else "fewer"
    return f"{inside} answers, at other times {beside}: {min(low, high)} to {max(low, high)} points {word}"


def _answers_at(found: WeekHours, hour: int) -> Rate:
    rates = [found.answers(weekday, hour) for weekday in range(WEEKDAYS)]
    return Rate(sum(r.numerator for r in rates), sum(r.denominator for r in rates))


def _interval_words(rate: Rate) -> str:
    interval = rate.interval()
    if interval is None or rate.denominator < LEAST_ANSWERS:
        return ""
    return f"95 % interval {round(100 * interval[0])} to {round(100 * interval[1])} %"


def _arrivals_chart(found: WeekHours, clock: Clock) -> ChartBlock:
    busy = found.busy_hours()
    peak = f"; most in {spans([b.cell.hour for b in busy], clock)}" if busy else "; no hour stands out"
    alt = f"Messages by weekday and hour of arrival, eight weeks, {found.arrived} in all{peak}."
    counts = _grid(found.arrivals)
    chart = HeatChart(
        title=f"Messages by weekday and hour, eight weeks (n {number(found.arrived, clock.locale)})",
        unit="messages",
        row_labels=_weekdays(clock),
        column_labels=_hours(clock),
        cells=tuple(tuple(float(n) if n else None for n in row) for row in counts),
        counts=counts,
        alt=alt,
        absent="0",
    )
    return ChartBlock("hours-arrivals", chart)


def _answers_chart(found: WeekHours, clock: Clock) -> ChartBlock:
    rate = found.answered
    rates = [[found.answers(weekday, hour) for hour in range(HOURS)] for weekday in range(WEEKDAYS)]
    words = rate_words(rate, clock.locale)
    alt = f"Answers that led on, by weekday and hour they were sent, eight weeks: {words} in all."
    chart = HeatChart(
        title=f"Answers that led on, by weekday and hour sent (n {number(rate.denominator, clock.locale)})",
        unit="% of the answers",
        row_labels=_weekdays(clock),
        column_labels=_hours(clock),
        cells=tuple(tuple(None if r.value is None else 100 * r.value for r in row) for row in rates),
        counts=tuple(tuple(r.denominator for r in row) for row in rates),
        alt=alt,
        absent_note="no answer was sent",
    )
    return ChartBlock("hours-answers", chart)


def _table(found: WeekHours, clock: Clock) -> Table:
    def words(weekday: int, hour: int) -> str:
        arrived, rate = found.arrivals(weekday, hour), found.answers(weekday, hour)
        return (
            f"{arrived} · {rate.numerator} of {rate.denominator}" if rate.denominator else str(arrived or "")
        )

    rows = tuple(
        (_time(hour, clock), *(words(weekday, hour) for weekday in range(WEEKDAYS)))
        for hour in range(HOURS)
        if any(words(weekday, hour) for weekday in range(WEEKDAYS))
    )
    note = (
        "Messages that arrived · of the answers sent in that hour, those that led on. By the brand’s clock."
    )
    return Table("Hours of the week, eight weeks", ("", *_weekdays(clock)), rows, note)


def _grid(count: Callable[[int, int], int]) -> tuple[tuple[int, ...], ...]:
    return tuple(tuple(count(weekday, hour) for hour in range(HOURS)) for weekday in range(WEEKDAYS))


def _weekdays(clock: Clock) -> tuple[str, ...]:
    return tuple(clock.weekday(A_MONDAY + timedelta(days=n)) for n in range(WEEKDAYS))


def _hours(clock: Clock) -> tuple[str, ...]:
    return tuple("" if hour % LABEL_EVERY else _short(_time(hour, clock)) for hour in range(HOURS))


def _short(time: str) -> str:
    """ "09" for "09:00", "9 am" for "9:00 am"."""
    return time.replace(":00", "").replace(".00", "")


def _cell_words(cell: Cell, clock: Clock) -> str:
    span = spans([cell.hour], clock)
    return span if cell.weekday is None else f"{_weekdays(clock)[cell.weekday]} {span}"


def spans(hours: Sequence[int], clock: Clock) -> str:
    """ "09:00–11:00, 17:00–18:00": hours that follow each other as one span."""
    ordered = sorted(hours)
    starts = [hour for hour in ordered if hour - 1 not in hours]
    ends = [hour + 1 for hour in ordered if hour + 1 not in hours]
    return ", ".join(f"{_time(a, clock)}–{_time(b, clock)}" for a, b in zip(starts, ends, strict=True))


def _time(hour: int, clock: Clock) -> str:
    return clock.time(clock.at(A_MONDAY, hour % HOURS))
