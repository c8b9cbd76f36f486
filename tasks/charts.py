"""Draws the digests' charts: PNG at twice the size, light or dark, labelled where the line ends, no legend."""

from functools import lru_cache
from math import isnan

from matplotlib.axes import Axes

from tasks.charts_heat import draw_heat, draw_range
from tasks.charts_ink import (
    LARGE,
    SMALL,
    TIER_FILLS,
    WIDTH_PX,
    Ink,
    canvas,
    packed,
    plain_axes,
    swatch,
    title,
    words,
    x_labels,
)
from tasks.charts_spark import draw_line
from tasks.core.digest.charts import (
    Chart,
    End,
    HeatChart,
    Mark,
    RangeChart,
    RuleChart,
    Spark,
    TrendChart,
    VolumeChart,
)

HEIGHT_PX, LABEL_LINE_PX, MARK_LINE_PX = 196, 18, 20
NAN = float("nan")
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 106, 40, 33


@lru_cache(maxsize=64)
def draw(chart: Chart, *, is_dark: bool) -> bytes:
    """`chart` as PNG bytes; the same chart gives the same bytes on the same machine."""
    ink = Ink(is_dark=is_dark)
    if isinstance(chart, HeatChart):
        return draw_heat(chart, ink)
    if isinstance(chart, RangeChart):
        return draw_range(chart, ink)
    counts = _counts(chart)
    extra = LABEL_LINE_PX if counts or any("\n" in label for label in chart.labels) else 0
    top = _TOP + (MARK_LINE_PX if any(mark.words for mark in chart.marks) else 0)
    figure = canvas(HEIGHT_PX + extra + top - _TOP, ink)
    is_stack = isinstance(chart, VolumeChart)
    axes = plain_axes(
        figure, ink, left=0 if is_stack else _LEFT, right=_RIGHT, top=top, bottom=_BOTTOM + extra
    )
    if isinstance(chart, RuleChart):
        _rule(axes, chart, ink)
        title(figure, "Answered within 24 hours, with the 95 % interval", ink)
    elif isinstance(chart, VolumeChart):
        _volume(axes, chart, ink)
        title(figure, chart.title, ink)
    else:
        _trend(axes, chart, ink)
        title(figure, chart.title, ink)
    below = (
        [f"{label}\nn {n}" for label, n in zip(chart.labels, counts, strict=True)] if counts else chart.labels
    )
    x_labels(axes, below, ink)
    _marks(axes, chart.marks, ink)
    return packed(figure)


@lru_cache(maxsize=128)
def draw_spark(spark: Spark, *, is_dark: bool) -> bytes:
    """`spark` as PNG bytes: the line, its interval where there is one, and its last point."""
    return draw_line(spark, Ink(is_dark=is_dark))


def _counts(chart: RuleChart | VolumeChart | TrendChart) -> list[str]:
    """n of each point, in words; empty where the chart shows counts itself."""
    if isinstance(chart, RuleChart):
        return [str(rate.denominator) for rate in chart.rates]
    if isinstance(chart, TrendChart) and chart.counts:
        return ["–" if count is None else str(count) for count in chart.counts]
    return []


def _rule(axes: Axes, chart: RuleChart, ink: Ink) -> None:
    values = [NAN if rate.value is None else 100 * rate.value for rate in chart.rates]
    bands = [rate.interval() or (NAN, NAN) for rate in chart.rates]
    _line(axes, values, [(100 * low, 100 * high) for low, high in bands], ink)
    axes.set_ylim(0, 108)
    _level(axes, 50, "50 %", ink)
    _level(axes, 100, "100 %", ink)
    _end_label(axes, values[-1], chart.end, ink)


def _trend(axes: Axes, chart: TrendChart, ink: Ink) -> None:
    values = [NAN if value is None else value for value in chart.values]
    spans = [band or (value, value) for band, value in zip(chart.bands, values, strict=True)]
    _line(axes, values, spans, ink)
    top = max([high for _, high in spans if not isnan(high)], default=1.0) * 1.1 or 1.0
    bottom = min([0.0, *(1.1 * low for low, _ in spans if not isnan(low))])
    axes.set_ylim(bottom, top)
    sizes = [base * 10**power for power in range(-2, 6) for base in (1, 2, 5)]
    step = next((size for size in sizes if (top - bottom) / size <= 4.2), top / 2)
    for count in range(-4, 5):
        if count * step < top and (count > 0 or (bottom < 0 and count * step > bottom)):
            _level(axes, count * step, f"{count * step:g} {chart.unit}".strip(), ink)
    _end_label(axes, values[-1], chart.end, ink)


def _volume(axes: Axes, chart: VolumeChart, ink: Ink) -> None:
    bottoms = [0.0] * len(chart.labels)
    named: list[tuple[float, str, str]] = []
    for tier, counts in chart.counts:
        colour = TIER_FILLS[tier][ink.mode]
        axes.bar(range(len(counts)), counts, bottom=bottoms, width=0.72, color=colour, edgecolor=ink.paper,
                 linewidth=0.8)  # fmt: skip
        if any(counts):
            named.append((bottoms[-1] + counts[-1] / 2, f"{tier} {sum(counts)}", colour))
        bottoms = [bottom + count for bottom, count in zip(bottoms, counts, strict=True)]
    top = max([*bottoms, 1.0])
    axes.set_ylim(0, top * 1.14)
    axes.set_xlim(-0.55, len(chart.labels) - 0.45)
    peak = max(range(len(bottoms)), key=lambda index: bottoms[index])
    words(axes, f"{bottoms[peak]:.0f}", (peak, bottoms[peak]), (0, 3), ink.text, ha="center")
    _side_labels(axes, named, top, ink)


def _line(axes: Axes, values: list[float], spans: list[tuple[float, float]], ink: Ink) -> None:
    """A line that breaks where a value is not known, so that nothing is read into the gap."""
    x = range(len(values))
    if any(low < high for low, high in spans):
        lows, highs = [low for low, _ in spans], [high for _, high in spans]
        axes.fill_between(x, lows, highs, color=ink.band, linewidth=0)
        axes.vlines(x, lows, highs, color=ink.band, linewidth=3)  # what a lone point between gaps has
    axes.plot(x, values, "o-", color=ink.line, linewidth=1.8, markersize=2.6, solid_capstyle="round")
    axes.plot([len(values) - 1], values[-1:], "o", color=ink.line, markersize=6)
    axes.set_xlim(-0.15, len(values) - 0.9)


def _side_labels(axes: Axes, named: list[tuple[float, str, str]], top: float, ink: Ink) -> None:
    """Each tier's name beside the last bar, pushed apart where they would touch."""
    step, floor = top * 0.16, top * 0.04
    right = axes.get_xlim()[1]
    for height, said, colour in named:
        place = max(height, floor)
        floor = place + step
        swatch(axes, (right, place), (6, 0), colour)
        words(axes, said, (right, place), (22, 0), ink.text, va="center")


def _level(axes: Axes, height: float, said: str, ink: Ink) -> None:
    """A quiet line across at `height`, named at its left end."""
    axes.axhline(height, color=ink.hairline, linewidth=0.8, zorder=0)
    words(axes, said, (axes.get_xlim()[0], height), (-6, 0), ink.quiet, va="center", ha="right")


def _end_label(axes: Axes, height: float, end: End, ink: Ink) -> None:
    low, high = axes.get_ylim()
    place = (low + high) / 2 if isnan(height) else height
    right = axes.get_xlim()[1]
    words(axes, end.value, (right, place), (8, 1), ink.text, va="bottom", size=LARGE, weight="bold")
    words(axes, end.note, (right, place), (8, -2), ink.quiet, va="top")


def _marks(axes: Axes, marks: tuple[Mark, ...], ink: Ink) -> None:
    """Events as dotted lines, named above; a name that would run into the one before is left to the words beside.

    A mark without words is a border between spans, and drawn through.
    """
    left, right = axes.get_xlim()
    pixels = axes.get_position().width * WIDTH_PX / (right - left)
    free = 0.0
    for mark in sorted(marks, key=lambda each: each.at):
        if not mark.words:
            axes.axvline(mark.at, color=ink.mark, linewidth=0.8, zorder=1)
            continue
        axes.axvline(mark.at, color=ink.mark, linewidth=1, linestyle=(0, (2, 2)), zorder=1)
        width = 0.52 * SMALL * len(mark.words)
        begins = min(max((mark.at - left) * pixels - width / 2, 0.0), (right - left) * pixels - width)
        if begins >= free:
            at = (left + begins / pixels, axes.get_ylim()[1])
            words(axes, mark.words, at, (0, 4), ink.quiet, va="bottom")
            free = begins + width + 8
