"""What a chart shows as a table: for readers who cannot see it, and for who wants the figures."""

from tasks.core.digest.absent import NOT_KNOWN, of_rate
from tasks.core.digest.charts import Band, Chart, HeatChart, Mark, RangeChart, RuleChart, VolumeChart, places
from tasks.core.digest.rates import percent
from tasks.core.digest.view import Table


def chart_table(chart: Chart) -> Table:
    """The points of `chart`, with their intervals and cases."""
    if isinstance(chart, RuleChart):
        rows = tuple(
            (
                label,
                of_rate(rate) if rate.value is None else percent(rate),
                _band(_hundred(rate.interval()), 1),
                str(rate.denominator),
            )
            for label, rate in zip(chart.labels, chart.rates, strict=True)
        )
        return Table("Answered within 24 hours", ("", "%", "95 %", "n"), rows)
    if isinstance(chart, VolumeChart):
        head = ("", *(tier for tier, _ in chart.counts))
        columns = [counts for _, counts in chart.counts]
        return Table(
            chart.title,
            head,
            tuple((label, *(str(counts[at]) for counts in columns)) for at, label in enumerate(chart.labels)),
        )
    if isinstance(chart, HeatChart):
        return _heat(chart)
    if isinstance(chart, RangeChart):
        labels, counts = chart.row_labels, tuple(str(n) for n in chart.counts)
    else:
        labels = chart.labels
        counts = tuple("" if n is None else str(n) for n in chart.counts or (None,) * len(labels))
    digits = places([*chart.values, *(end for band in chart.bands if band for end in band)])
    rows = tuple(
        (label, _value(value, digits), _band(band, digits), n)
        for label, value, band, n in zip(labels, chart.values, chart.bands, counts, strict=True)
    )
    return Table(chart.title, ("", chart.unit or "value", "95 %", "n"), rows)


def events_words(chart: Chart) -> str:
    """The events on a chart by the point each is marked at: "May Day (4 May); Fair, Launch (8 Jun)"; "": none.

    Above the lines themselves there is not always room for a name.
    """
    labels: tuple[str, ...] = getattr(chart, "labels", ())
    marks: tuple[Mark, ...] = getattr(chart, "marks", ())
    at: dict[str, dict[str, None]] = {}
    for mark in marks:
        if mark.words and float(mark.at).is_integer():
            names = (mark.name or mark.words).split(", ")  # a burst is named after all that it fell on
            at.setdefault(labels[int(mark.at)].split("\n")[-1], {}).update(dict.fromkeys(names))
    return "; ".join(f"{', '.join(names)} ({when})" for when, names in at.items())


def _heat(chart: HeatChart) -> Table:
    """Values by cell, each with its cases unless a row's note says them."""
    shows_n = not chart.is_count and not chart.row_notes
    digits = places(cell for row in chart.cells for cell in row)
    head = (
        "",
        *(label or str(at) for at, label in enumerate(chart.column_labels)),
        *(("",) if chart.row_notes else ()),
    )
    rows = tuple(
        (
            label,
            *(
                chart.absent if cell is None else f"{_figure(cell, digits)}{f' ({n})' if shows_n else ''}"
                for cell, n in zip(cells, counts, strict=True)
            ),
            *((chart.row_notes[at],) if chart.row_notes else ()),
        )
        for at, (label, cells, counts) in enumerate(
            zip(chart.row_labels, chart.cells, chart.counts, strict=True)
        )
    )
    note = f"In {chart.unit}" + ("; n in brackets." if shows_n else ".")
    note += f" Empty: {chart.absent_note}." if chart.absent_note else ""
    return Table(chart.title, head, rows, note)


def _hundred(band: Band | None) -> Band | None:
    return None if band is None else (100 * band[0], 100 * band[1])


def _value(value: float | None, digits: int) -> str:
    return NOT_KNOWN if value is None else _figure(value, digits)


def _band(band: Band | None, digits: int) -> str:
    return "" if band is None else f"{_figure(band[0], digits)} to {_figure(band[1], digits)}"


def _figure(value: float, digits: int) -> str:
    """With so many decimals; what would be nothing by them, and is not, with its first digit that is not 0."""
    return f"{value:,.{digits}f}" if round(value, digits) or not value else f"{value:.1g}"
