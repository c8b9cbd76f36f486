"""Draws the digests' charts: PNG at twice the size, light or dark, labelled where the line ends, no legend."""

import io
from functools import cache

from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from PIL import Image

from tasks.core.digest.charts import Chart, RuleChart, TrendChart, VolumeChart
from tasks.core.items import Tier

WIDTH_PX, HEIGHT_PX, DPI = 544, 190, 144
"""Size in the mail; pixels are twice that (DPI 144 over the web's 72)."""
COLOURS = 48
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
    axes = figure.add_axes((0.0, 0.13, 0.86, 0.72))
    _plain(axes, ink)
    if isinstance(chart, RuleChart):
        _rule(axes, chart, ink)
    elif isinstance(chart, VolumeChart):
        _volume(axes, chart, ink)
    else:
        _trend(axes, chart, ink)
    return _png(figure)


def _rule(axes: Axes, chart: RuleChart, ink: _Ink) -> None:
    values = [100 * (rate.value or 0.0) for rate in chart.rates]
    bands = [rate.interval() or (0.0, 1.0) for rate in chart.rates]
    spans = [(100 * low, 100 * high) for low, high in bands]
    _line(axes, values, spans, ink)
    axes.set_ylim(0, 104)
    axes.axhline(100, color=ink.hairline, linewidth=1, zorder=0)
    last = chart.rates[-1]
    _end_label(
        axes,
        len(values) - 1,
        values[-1],
        f"{values[-1]:.0f} %",
        f"{last.numerator} of {last.denominator}",
        ink,
    )
    _title(axes, "Answered within 24 hours, %, with its 95 % interval", ink)
    _labels(axes, chart.labels, ink)


def _trend(axes: Axes, chart: TrendChart, ink: _Ink) -> None:
    points = [(x, value) for x, value in enumerate(chart.values) if value is not None]
    values = [value for _, value in points]
    spans = [chart.bands[x] or (value, value) for x, value in points]
    _line(axes, values, spans, ink)
    axes.set_ylim(0, max([*values, *(high for _, high in spans), 1e-9]) * 1.15)
    unit = f" {chart.unit}" if chart.unit else ""
    digits = 0 if values[-1] >= 10 else 1
    _end_label(axes, len(values) - 1, values[-1], f"{values[-1]:.{digits}f}{unit}", "last week", ink)
    _title(axes, f"{chart.title} by week" + (f", with its {chart.band_name}" if chart.band_name else ""), ink)
    _labels(axes, [chart.labels[x] for x, _ in points], ink)


def _volume(axes: Axes, chart: VolumeChart, ink: _Ink) -> None:
    bottoms = [0.0] * len(chart.labels)
    named: list[tuple[float, str, str]] = []
    for tier, counts in chart.counts:
        colour = TIER_FILLS[tier][ink.mode]
        axes.bar(range(len(counts)), counts, bottom=bottoms, width=0.72, color=colour, edgecolor=ink.paper,
                 linewidth=0.8)  # fmt: skip
        if any(counts):
            named.append(
                (bottoms[-1] + counts[-1] / 2, f"{tier if tier != 'none' else 'none'} {sum(counts)}", colour)
            )
        bottoms = [bottom + count for bottom, count in zip(bottoms, counts, strict=True)]
    top = max([*bottoms, 1.0])
    axes.set_ylim(0, top * 1.12)
    axes.set_xlim(-0.6, len(chart.labels) - 0.4)
    peak = max(range(len(bottoms)), key=lambda index: bottoms[index])
    axes.annotate(f"{bottoms[peak]:.0f}", (peak, bottoms[peak]), (0, 3), textcoords="offset points", ha="center",
                  color=ink.text, fontsize=8, family=_family())  # fmt: skip
    _side_labels(axes, named, top, ink)
    _title(axes, "Inbound by tier and day, 14 days", ink)
    _labels(axes, chart.labels, ink)


def _line(axes: Axes, values: list[float], spans: list[tuple[float, float]], ink: _Ink) -> None:
    x = range(len(values))
    if any(low != high for low, high in spans):
        axes.fill_between(
            x, [low for low, _ in spans], [high for _, high in spans], color=ink.band, linewidth=0
        )
    axes.plot(x, values, color=ink.line, linewidth=1.8, solid_capstyle="round")
    axes.plot([len(values) - 1], values[-1:], "o", color=ink.line, markersize=5)
    axes.set_xlim(-0.2, len(values) - 0.8)


def _side_labels(axes: Axes, named: list[tuple[float, str, str]], top: float, ink: _Ink) -> None:
    """Each tier's name beside the last bar, pushed apart where they would touch."""
    step, floor = top * 0.135, 0.0
    right = axes.get_xlim()[1]
    for height, words, colour in named:
        place = max(height, floor)
        floor = place + step
        axes.annotate("■", (right, place), (4, 0), textcoords="offset points", va="center", color=colour, fontsize=8,
                      annotation_clip=False, family="DejaVu Sans")  # fmt: skip
        axes.annotate(words, (right, place), (16, 0), textcoords="offset points", va="center", color=ink.text,
                      fontsize=8, annotation_clip=False, family=_family())  # fmt: skip


def _end_label(axes: Axes, x: float, y: float, value: str, note: str, ink: _Ink) -> None:
    axes.annotate(value, (x, y), (9, 1), textcoords="offset points", va="bottom", color=ink.text, fontsize=10.5,
                  fontweight="bold", annotation_clip=False, family=_family())  # fmt: skip
    axes.annotate(note, (x, y), (9, -1), textcoords="offset points", va="top", color=ink.quiet, fontsize=8,
                  annotation_clip=False, family=_family())  # fmt: skip


def _title(axes: Axes, words: str, ink: _Ink) -> None:
    axes.text(
        0, 1.12, words, transform=axes.transAxes, color=ink.quiet, fontsize=8.5, va="center", family=_family()
    )


def _labels(axes: Axes, labels: tuple[str, ...] | list[str], ink: _Ink) -> None:
    every = max(1, -(-len(labels) // 7))
    shown = [x for x in range(len(labels)) if (len(labels) - 1 - x) % every == 0]
    axes.set_xticks(shown, [labels[x] for x in shown], color=ink.quiet, fontsize=8, family=_family())


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
