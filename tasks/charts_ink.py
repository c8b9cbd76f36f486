"""What all drawings share: the colours of a mode, type, axes laid out in pixels, and packing as PNG."""

import io
from collections.abc import Sequence
from functools import cache
from typing import Any

import numpy as np
from matplotlib import font_manager
from matplotlib.axes import Axes
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.ft2font import FT2Font
from matplotlib.transforms import offset_copy
from PIL import Image

from tasks.core.items import Tier

WIDTH_PX, DPI = 480, 144
"""Width in the mail; pixels are twice that (DPI 144 over the web's 72), and a point of type is a pixel of the mail."""
SMALL, LARGE = 14.5, 18.5
"""Type sizes in pixels of the mail; on a phone the chart shrinks to about 0.7."""
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
RAMPS = (("#eaf2f8", "#6aaed6", "#08417a"), ("#22313d", "#3f87b9", "#d6ecff"))
"""From little to much, on light and dark paper: one hue that only grows in lightness, so every eye orders it alike."""


class Ink:
    """The colours of one mode."""

    def __init__(self, *, is_dark: bool) -> None:
        self.mode = 1 if is_dark else 0
        self.paper = ("#ffffff", "#1c1c1f")[self.mode]
        self.text = ("#3d3d44", "#d3d3d8")[self.mode]
        self.quiet = ("#63636b", "#a6a6af")[self.mode]
        self.hairline = ("#e6e6e1", "#33333a")[self.mode]
        self.line = ("#0072b2", "#7fbdf2")[self.mode]
        self.band = ("#d6e8f3", "#23384a")[self.mode]
        self.mark = ("#8a8a93", "#7d7d86")[self.mode]

    def shade(self, share: float) -> str:
        """The ramp's colour at `share`, 0 to 1."""
        low, middle, high = RAMPS[self.mode]
        share = min(1.0, max(0.0, share))
        return _mix(low, middle, 2 * share) if share <= 0.5 else _mix(middle, high, 2 * share - 1)


def canvas(height_px: float, ink: Ink, width_px: float = WIDTH_PX) -> Figure:
    """An empty picture of the mode's paper."""
    return Figure(figsize=(width_px / 72, height_px / 72), dpi=DPI, facecolor=ink.paper)


def plain_axes(figure: Figure, ink: Ink, *, left: float, right: float, top: float, bottom: float) -> Axes:
    """Axes `left`, `right`, `top` and `bottom` pixels from the picture's edges, with nothing but a line below."""
    width, height = (72 * inches for inches in figure.get_size_inches())
    axes = figure.add_axes(
        (left / width, bottom / height, 1 - (left + right) / width, 1 - (top + bottom) / height)
    )
    axes.set_facecolor(ink.paper)
    for side in ("top", "right", "left"):
        axes.spines[side].set_visible(False)
    axes.spines["bottom"].set_color(ink.hairline)
    axes.tick_params(length=0, pad=6)
    axes.set_yticks([])
    return axes


def words(
    axes: Axes, said: str, at: tuple[float, float], offset: tuple[float, float], colour: str, **style: Any
) -> None:
    """`said` at a place of the data, moved by `offset` pixels (up and right)."""
    style = {"fontsize": style.pop("size", SMALL), "family": family(), "parse_math": False} | style
    axes.annotate(
        drawable(said), at, offset, textcoords="offset points", color=colour, annotation_clip=False, **style
    )


def swatch(
    axes: Axes, at: tuple[float, float], offset: tuple[float, float], colour: str, side: float = 10
) -> None:
    """A small square of `colour`, its left middle `offset` pixels from a place of the data."""
    centre = offset_copy(
        axes.transData, axes.get_figure(root=True), offset[0] + side / 2, offset[1], units="points"
    )
    axes.plot(
        [at[0]], [at[1]], "s", color=colour, markersize=side, markeredgewidth=0, clip_on=False, transform=centre,
        scalex=False, scaley=False,
    )  # fmt: skip


def title(figure: Figure, said: str, ink: Ink) -> None:
    """The picture's heading, at its upper left."""
    height = 72 * figure.get_size_inches()[1]
    figure.text(0, 1 - 11 / height, drawable(said), va="center", ha="left", color=ink.quiet, fontsize=SMALL,
                family=family(), parse_math=False)  # fmt: skip


def x_labels(axes: Axes, labels: Sequence[str], ink: Ink, most: int = 5) -> None:
    """Labels below the points, at most `most` of them, the last one always."""
    every = max(1, -(-len(labels) // most))
    shown = [x for x in range(len(labels)) if (len(labels) - 1 - x) % every == 0]
    axes.set_xticks(shown, [drawable(labels[x]) for x in shown], color=ink.quiet, fontsize=SMALL, family=family(),
                    parse_math=False, linespacing=1.3)  # fmt: skip


def drawable(said: str) -> str:
    """`said` without the characters that the font has no shape for: a box says nothing."""
    known = _glyphs()
    return "".join(character for character in said if character == "\n" or ord(character) in known)


@cache
def family() -> str:
    """The first of the families that this machine has; the last one comes with matplotlib."""
    known = {font.name for font in font_manager.fontManager.ttflist}
    return next((each for each in _FAMILIES if each in known), _FAMILIES[-1])


@cache
def _glyphs() -> frozenset[int]:
    return frozenset(FT2Font(font_manager.findfont(family())).get_charmap())


def packed(figure: Figure, colours: int = COLOURS) -> bytes:
    """The picture as PNG, reduced to few colours: flat surfaces need no more, and the mail stays small."""
    canvas_ = FigureCanvasAgg(figure)
    canvas_.draw()  # type: ignore[no-untyped-call]
    return reduced(Image.fromarray(np.asarray(canvas_.buffer_rgba())).convert("RGB"), colours)  # type: ignore[no-untyped-call]


def reduced(picture: Image.Image, colours: int) -> bytes:
    """`picture` as PNG of at most `colours` colours."""
    small = io.BytesIO()
    picture.quantize(colours, dither=Image.Dither.NONE).save(small, format="PNG", optimize=True)
    return small.getvalue()


def _mix(one: str, other: str, share: float) -> str:
    pairs = ((int(one[at : at + 2], 16), int(other[at : at + 2], 16)) for at in (1, 3, 5))
    return "#" + "".join(f"{round(a + (b - a) * share):02x}" for a, b in pairs)
