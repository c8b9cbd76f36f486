"""Draws the digests' charts: PNG at twice the size, light or dark, labelled where the line ends, no legend."""

import io
from collections.abc import Sequence
from functools import cache
from math import isnan
from typing import Any

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from tasks.core.digest.charts import Chart, End, RuleChart, TrendChart, VolumeChart
from tasks.core.items import Tier

WIDTH_PX, HEIGHT_PX, DPI = 480, 196, 144
"""Size in the mail; pixels are twice that (DPI 144 over the web's 72)."""
COLOURS = 48
NAN = float("nan")
SMALL, LARGE = 14.5, 18.5
"""Type sizes in pixels of the mail; on a phone the chart shrinks to about 0.7."""
_FAMILIES = ("Inter", "Helvetica Neue", "Segoe UI", "Noto Sans", "Arial", "Liberation Sans", "DejaVu Sans")
TIER_FILLS: dict[Tier, tuple[str, str]] = {
    "T1": ("#d55e00", "#ff9d5c"),
    "T2": ("#0072b2", "#56b4e9"),
    "T3": ("#cc79a7", "#e8a8cf"),
    "T4": ("#a9a9b0", "#8a8a93"),
    "none": ("#dcdcd8", "#4c4c54"),
}
"""Okabe and Ito's colour-blind safe set, for surfaces on light and dark paper."""


class _Ink:
    """The colours of one mode."""

    def __init__(self, *, is_dark: bool) -> None:
        self.mode = 1 if is_dark else 0
        self.paper = ("#ffffff", "#1c1c1f")[self.mode]
        self.text = ("#3d3d44", "#d3d3d8")[self.mode]
        self.quiet = ("#63636b", "#a6a6af")[self.mode]
        self.hairline = ("#e6e6e1", "#33333a")[self.mode]
        self.line = ("#0072b2", "#7fbdf2")[self.mode]
        self.band = ("#d6e8f3", "#23384a")[self.mode]


def draw(chart: Chart, *, is_dark: bool) -> bytes:
    """`chart` as PNG bytes; the same chart gives the same bytes on the same machine."""
    ink = _Ink(is_dark=is_dark)
    figure = Figure(figsize=(WIDTH_PX / 72, HEIGHT_PX / 72), dpi=DPI, facecolor=ink.paper)
    FigureCanvasAgg(figure)
    axes = figure.add_axes((0.0 if isinstance(chart, VolumeChart) else 0.12, 0.17, 0.66, 0.63))
    _plain(axes, ink)
    if isinstance(chart, RuleChart):
        _rule(axes, chart, ink)
    elif isinstance(chart, VolumeChart):
        _volume(axes, chart, ink)
    else:
        _trend(axes, chart, ink)
    return _png(figure)


def _rule(axes: Axes, chart: RuleChart, ink: _Ink) -> None:
    values = [NAN if rate.value is None else 100 * rate.value for rate in chart.rates]
    bands = [rate.interval() or (NAN, NAN) for rate in chart.rates]
    _line(axes, values, [(100 * low, 100 * high) for low, high in bands], ink)
    axes.set_ylim(0, 108)
    _level(axes, 50, "50 %", ink)
    _level(axes, 100, "100 %", ink)
    _end_label(axes, values[-1], chart.end, ink)
    _title(axes, "Answered within 24 hours, with the 95 % interval", ink)
    _labels(axes, chart.labels, ink)


def _trend(axes: Axes, chart: TrendChart, ink: _Ink) -> None:
    values = [NAN if value is None else value for value in chart.values]
    spans = [band or (value, value) for band, value in zip(chart.bands, values, strict=True)]
    _line(axes, values, spans, ink)
    top = max([high for _, high in spans if not isnan(high)], default=1.0) * 1.1 or 1.0
    axes.set_ylim(0, top)
    step = next((size for size in (0.5, 1, 2, 5, 10, 25, 50, 100) if top / size <= 4.2), top / 2)
    for level in (step, 2 * step, 3 * step, 4 * step):
        if level < top:
            _level(axes, level, f"{level:g} {chart.unit}".strip(), ink)
    _end_label(axes, values[-1], chart.end, ink)
    _title(axes, chart.title, ink)
    _labels(axes, chart.labels, ink)


def _volume(axes: Axes, chart: VolumeChart, ink: _Ink) -> None:
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
    _words(axes, f"{bottoms[peak]:.0f}", (peak, bottoms[peak]), (0, 3), ink.text, ha="center")
    _side_labels(axes, named, top, ink)
    _title(axes, "Inbound by tier and day, 14 days", ink)
    _labels(axes, chart.labels, ink)


def _line(axes: Axes, values: list[float], spans: list[tuple[float, float]], ink: _Ink) -> None:
    """A line that breaks where a value is not known, so that nothing is read into the gap."""
    x = range(len(values))
    if any(low < high for low, high in spans):
        lows, highs = [low for low, _ in spans], [high for _, high in spans]
        axes.fill_between(x, lows, highs, color=ink.band, linewidth=0)
        axes.vlines(x, lows, highs, color=ink.band, linewidth=3)  # what a lone point between gaps has
    axes.plot(x, values, "o-", color=ink.line, linewidth=1.8, markersize=2.6, solid_capstyle="round")
    axes.plot([len(values) - 1], values[-1:], "o", color=ink.line, markersize=6)
    axes.set_xlim(-0.15, len(values) - 0.9)


def _side_labels(axes: Axes, named: list[tuple[float, str, str]], top: float, ink: _Ink) -> None:
    """Each tier's name beside the last bar, pushed apart where they would touch."""
    step, floor = top * 0.16, top * 0.04
    right = axes.get_xlim()[1]
    for height, words, colour in named:
        place = max(height, floor)
        floor = place + step
        _words(axes, "■", (right, place), (5, 0), colour, va="center", family="DejaVu Sans")
        _words(axes, words, (right, place), (18, 0), ink.text, va="center")


def _level(axes: Axes, height: float, words: str, ink: _Ink) -> None:
    """A quiet line across at `height`, named at its left end."""
    axes.axhline(height, color=ink.hairline, linewidth=0.8, zorder=0)
    _words(axes, words, (axes.get_xlim()[0], height), (-6, 0), ink.quiet, va="center", ha="right")


def _end_label(axes: Axes, height: float, end: End, ink: _Ink) -> None:
    right = axes.get_xlim()[1]
    _words(axes, end.value, (right, height), (8, 1), ink.text, va="bottom", size=LARGE, weight="bold")
    _words(axes, end.note, (right, height), (8, -2), ink.quiet, va="top")


def _title(axes: Axes, words: str, ink: _Ink) -> None:
    left = axes.get_position().x0 * WIDTH_PX
    axes.annotate(words, (0, 1.18), (-left, 0), xycoords="axes fraction", textcoords="offset points", va="center",
                  color=ink.quiet, fontsize=SMALL, family=_family(), annotation_clip=False)  # fmt: skip


def _labels(axes: Axes, labels: Sequence[str], ink: _Ink) -> None:
    every = max(1, -(-len(labels) // 5))
    shown = [x for x in range(len(labels)) if (len(labels) - 1 - x) % every == 0]
    axes.set_xticks(shown, [labels[x] for x in shown], color=ink.quiet, fontsize=SMALL, family=_family())


def _words(
    axes: Axes, words: str, at: tuple[float, float], offset: tuple[float, float], colour: str, **style: Any
) -> None:
    style = {"fontsize": style.pop("size", SMALL), "family": _family()} | style
    axes.annotate(words, at, offset, textcoords="offset points", color=colour, annotation_clip=False, **style)


def _plain(axes: Axes, ink: _Ink) -> None:
    axes.set_facecolor(ink.paper)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(ink.hairline)
    axes.tick_params(length=0, pad=6)
    axes.set_yticks([])


@cache
def _family() -> str:
    """The first of the families that this machine has; the last one comes with matplotlib."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((family for family in _FAMILIES if family in known), _FAMILIES[-1])


def _png(figure: Figure) -> bytes:
    """Reduced to few colours: flat surfaces need no more, and the mail stays small."""
    raw, packed = io.BytesIO(), io.BytesIO()
    figure.savefig(raw, format="png", metadata={"Software": None})
    with Image.open(raw) as picture:
        small = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        small.save(packed, format="PNG", optimize=True)
    return packed.getvalue()
