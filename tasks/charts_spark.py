"""Draws the small lines beside figures; part of `tasks.charts`. Many stand in a review, so each is a few strokes."""

from itertools import pairwise

from PIL import Image, ImageDraw

from tasks.charts_ink import Ink, reduced
from tasks.core.digest.charts import Spark

SPARK_PX = (96, 26)
_SCALE, _FINER = 2, 4
"""Twice the size for dense screens; drawn four times finer than that, then smoothed."""
_COLOURS = 16
_LEFT, _RIGHT, _EDGE = 3.0, 5.0, 4.0
_LINE, _DOT = 1.7, 2.6


def draw_line(spark: Spark, ink: Ink) -> bytes:
    """`spark` as PNG bytes: the line, broken where a value is not known, its interval, and its last point."""
    width, height = (side * _SCALE for side in SPARK_PX)
    picture = Image.new("RGB", (width * _FINER, height * _FINER), ink.paper)
    pen = ImageDraw.Draw(picture)
    unit = _SCALE * _FINER
    bands = spark.bands or tuple(None for _ in spark.values)
    ends = [end for value, band in zip(spark.values, bands, strict=True) for end in (value, *(band or ()))]
    known = [end for end in ends if end is not None and end != float("inf")]
    low, high = min(known, default=0.0), max(known, default=1.0)

    def place(at: int, value: float) -> tuple[float, float]:
        across = (SPARK_PX[0] - _LEFT - _RIGHT) * at / max(1, len(spark.values) - 1)
        up = (min(value, high) - low) / (high - low) if high > low else 0.5
        return (_LEFT + across) * unit, (SPARK_PX[1] - _EDGE - up * (SPARK_PX[1] - 2 * _EDGE)) * unit

    for (at, one), (_, two) in pairwise(enumerate(bands)):
        if one is not None and two is not None:
            corners = (place(at, one[0]), place(at + 1, two[0]), place(at + 1, two[1]), place(at, one[1]))
            pen.polygon(corners, fill=ink.band)
    for (at, before), (_, after) in pairwise(enumerate(spark.values)):
        if before is not None and after is not None:
            ends_at = place(at, before), place(at + 1, after)
            pen.line(ends_at, fill=ink.line, width=round(_LINE * unit))
            for x, y in ends_at:
                _dot(pen, x, y, _LINE / 2 * unit, ink.line)
    for at, value in enumerate(spark.values):
        beside = (*spark.values[max(0, at - 1) : at], *spark.values[at + 1 : at + 2])
        if value is not None and not any(other is not None for other in beside):
            _dot(pen, *place(at, value), _LINE * 0.8 * unit, ink.line)
    if spark.values and (last := spark.values[-1]) is not None:
        _dot(pen, *place(len(spark.values) - 1, last), _DOT * unit, ink.line)
    return reduced(picture.resize((width, height), Image.Resampling.LANCZOS), _COLOURS)


def _dot(pen: ImageDraw.ImageDraw, x: float, y: float, radius: float, colour: str) -> None:
    pen.ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
