"""Draws heat maps and groups side by side; part of `tasks.charts`."""

import math

from matplotlib.axes import Axes
from matplotlib.collections import PatchCollection
from matplotlib.patches import Rectangle

from tasks.charts_ink import (
    LARGE,
    SMALL,
    WIDTH_PX,
    Ink,
    canvas,
    family,
    packed,
    plain_axes,
    swatch,
    title,
    words,
)
from tasks.core.digest.charts import FEW, HeatChart, RangeChart, places
from tasks.core.digest.colours import contrast

ROW_PX, RANGE_ROW_PX = 24, 30
HEAD_PX, COLUMN_LABELS_PX, SCALE_PX = 30, 22, 32
VALUE_FROM_PX = 25
"""Cells at least this wide show their value."""
HEAT_COLOURS = 64
_CHARACTER_PX = 0.54 * SMALL


def draw_heat(chart: HeatChart, ink: Ink) -> bytes:
    """A heat map: rows downward, darker is more, a scale with the unit below."""
    rows, columns = len(chart.row_labels), max(1, len(chart.column_labels))
    left = _width(chart.row_labels)
    right = _width(chart.row_notes) if chart.row_notes else 2
    height = HEAD_PX + COLUMN_LABELS_PX + rows * ROW_PX + SCALE_PX
    figure = canvas(height, ink)
    axes = plain_axes(figure, ink, left=left, right=right, top=HEAD_PX + COLUMN_LABELS_PX, bottom=SCALE_PX)
    axes.spines["bottom"].set_visible(False)
    axes.set_xticks([])
    axes.set_xlim(0, columns)
    axes.set_ylim(rows, 0)
    title(figure, chart.title, ink)
    shows = (WIDTH_PX - left - right) / columns >= VALUE_FROM_PX
    known = _known(chart, 0 if chart.is_count or _is_few(chart) else FEW)
    ends = min([0.0, *known]), max(known, default=0.0)
    _labels(axes, chart, ink)
    _squares(axes, chart, ends, ink, shows=shows)
    has_few = len(_known(chart, FEW)) < len(_known(chart, 0))
    _scale(axes, chart, ends, ink, ("pale" if shows else "small") if has_few else "")
    return packed(figure, HEAT_COLOURS)


def _labels(axes: Axes, chart: HeatChart, ink: Ink) -> None:
    for y, label in enumerate(chart.row_labels):
        words(axes, label, (0, y + 0.5), (-7, 0), ink.text, ha="right", va="center")
    for y, note in enumerate(chart.row_notes):
        words(axes, note, (len(chart.column_labels), y + 0.5), (7, 0), ink.quiet, va="center")
    for x, label in enumerate(chart.column_labels):
        words(axes, label, (x + 0.5, 0), (0, 5), ink.quiet, ha="center", va="bottom")


def _squares(axes: Axes, chart: HeatChart, ends: tuple[float, float], ink: Ink, *, shows: bool) -> None:
    """All cells, as one collection: a rectangle each would take a second."""
    low, high = ends
    span, is_count = high - low or 1.0, chart.is_count
    squares: list[tuple[Rectangle, str]] = []
    for y, row in enumerate(chart.cells):
        for x, cell in enumerate(row):
            if cell is not None:
                n, share = chart.counts[y][x], (min(cell, high) - low) / span
                squares.append(_cell(axes, (x, y), cell, n, share, ink, shows=shows, is_count=is_count))
    patches, colours = [square for square, _ in squares], [colour for _, colour in squares]
    axes.add_collection(PatchCollection(patches, facecolors=colours, linewidths=0))


def draw_range(chart: RangeChart, ink: Ink) -> bytes:
    """Groups below each other: a dot, its interval, and at the right its value and n."""
    rows = len(chart.row_labels)
    left, right = _width(chart.row_labels), 118
    figure = canvas(HEAD_PX + 8 + rows * RANGE_ROW_PX + SCALE_PX, ink)
    axes = plain_axes(figure, ink, left=left, right=right, top=HEAD_PX + 8, bottom=SCALE_PX)
    axes.set_ylim(rows, 0)
    title(figure, chart.title, ink)
    ends = [each for band in chart.bands if band for each in band] + [
        v for v in chart.values if v is not None
    ]
    top = max(ends, default=1.0) * 1.06 or 1.0
    axes.set_xlim(min([0.0, *ends]), top)
    last = (
        math.floor(top / 1.06) or top / 1.06
    )  # a whole number where there is one: nobody reads "4.91 people"
    axes.set_xticks(
        [0, last],
        ["0", f"{last:,.{places([last])}f} {chart.unit}"],
        color=ink.quiet,
        fontsize=SMALL,
        family=family(),
    )
    for y, (label, value, band, n) in enumerate(
        zip(chart.row_labels, chart.values, chart.bands, chart.counts, strict=True)
    ):
        at = y + 0.5
        axes.axhline(at, color=ink.hairline, linewidth=0.8, zorder=0)
        words(axes, label, (axes.get_xlim()[0], at), (-7, 0), ink.text, ha="right", va="center")
        if band is not None:
            axes.plot(band, (at, at), color=ink.band, linewidth=8, solid_capstyle="round")
        if value is not None:
            axes.plot([value], [at], "o", color=ink.line, markersize=7)
        said = "–" if value is None else f"{value:.0f}" if max(ends) >= 100 else f"{value:.1f}"
        words(axes, said, (top, at), (10, 0), ink.text, va="center", weight="bold", size=LARGE - 2)
        words(axes, f"n {n}", (top, at), (64, 0), ink.quiet, va="center")
    return packed(figure)


def _cell(
    axes: Axes,
    at: tuple[int, int],
    cell: float,
    n: int,
    share: float,
    ink: Ink,
    *,
    shows: bool,
    is_count: bool,
) -> tuple[Rectangle, str]:
    """The square of a cell and its colour; `share`: where it stands between little and much, 0 to 1.

    Of few cases nobody shall read a colour: the square is small, and unless it counts the cases themselves, pale.
    """
    x, y = at
    is_few = n < FEW
    is_pale = is_few and not is_count
    colour = ink.hairline if is_pale else ink.shade(share)
    side = 0.5 if is_few and not shows else 0.92
    edge = (1 - side) / 2
    if shows:
        on = ink.quiet if is_pale else max(("#ffffff", "#16161a"), key=lambda each: contrast(each, colour))
        words(axes, f"{cell:.0f}", (x + 0.5, y + 0.5), (0, 0), on, ha="center", va="center", size=12.5)
    return Rectangle((x + edge, y + edge), side, side), colour


def _scale(axes: Axes, chart: HeatChart, ends: tuple[float, float], ink: Ink, few: str) -> None:
    """Below the map: the ramp between its ends with the unit, and how cells of `few` cases look."""
    low, high = ends
    rows = len(chart.row_labels)
    words(axes, f"{low:,.{places([low])}f}", (0, rows), (0, -18), ink.quiet, va="center")
    begin = 8 + _CHARACTER_PX * len(f"{low:,.{places([low])}f}")
    for step in range(5):
        swatch(axes, (0, rows), (begin + 13 * step, -18), ink.shade(step / 4), 11)
    note = f"{high:,.0f} {chart.unit}" + (f"; {few}: fewer than {FEW} cases" if few else "")
    words(axes, note, (0, rows), (begin + 72, -18), ink.quiet, va="center")


def _known(chart: HeatChart, least: int) -> list[float]:
    """The values of all cells of at least `least` cases."""
    pairs = (
        pair
        for cells, counts in zip(chart.cells, chart.counts, strict=True)
        for pair in zip(cells, counts, strict=True)
    )
    return [cell for cell, n in pairs if cell is not None and n >= least]


def _is_few(chart: HeatChart) -> bool:
    """Whether every cell stands on few cases."""
    return not _known(chart, FEW)


def _width(labels: tuple[str, ...]) -> float:
    return 16 + _CHARACTER_PX * max((len(label) for label in labels), default=0)
