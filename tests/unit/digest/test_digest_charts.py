"""Charts: what is not known is a gap, few cases are drawn small, and any words can be drawn."""

import io
from dataclasses import replace

import pytest
from PIL import Image

from tasks.charts import draw, draw_spark
from tasks.core.digest.chart_tables import chart_table
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
    places,
)
from tasks.core.digest.rates import Rate

HEAT = HeatChart(
    title="Messages by weekday and hour",
    unit="messages",
    row_labels=("Mon", "Tue"),
    column_labels=tuple(str(hour) if hour % 3 == 0 else "" for hour in range(24)),
    cells=tuple(
        tuple(float((3 * row + hour) % 17) if hour % 5 else None for hour in range(24)) for row in (0, 1)
    ),
    counts=tuple(tuple((3 * row + hour) % 17 for hour in range(24)) for row in (0, 1)),
    alt="Messages by weekday and hour.",
)
COHORTS = HeatChart(
    title="Active again",
    unit="%",
    row_labels=("5 Oct", "12 Oct"),
    column_labels=("1", "2", "3"),
    cells=((40.0, 25.0, 10.0), (38.0, None, None)),
    counts=((20, 20, 20), (21, 21, 21)),
    alt="Who stays.",
    row_notes=("n 20", "n 21"),
)
TREND = TrendChart(
    title="Depth", unit="", labels=("2 Nov", "9 Nov", "16 Nov"), values=(1.5, None, 2.0),
    bands=((1.2, 1.8), None, (1.7, 2.4)), end=End("2", "67 threads"), alt="Depth by week.", counts=(60, None, 67),
    marks=(Mark(0, "Black Friday"), Mark(0.2, "Sale")),
)  # fmt: skip
RANGE = RangeChart(
    title="Commenters a post", unit="people", row_labels=("photo", "video"), values=(3.4, None),
    bands=((2.9, 4.1), None), counts=(31, 4), alt="By media.",
)  # fmt: skip
RULE = RuleChart(("9 Nov", "16 Nov"), (Rate(80, 100), Rate(0, 0)), End("–"), "The rule by week.")
VOLUME = VolumeChart(
    ("Mon\n16 Nov", "Tue\n17 Nov"), (("T1", (3, 5)), ("T4", (9, 0))), "By tier and day.", "Two days"
)
ALL: tuple[Chart, ...] = (HEAT, COHORTS, TREND, RANGE, RULE, VOLUME)


@pytest.mark.parametrize("chart", ALL, ids=lambda chart: f"{chart.kind} {chart.alt}")
@pytest.mark.parametrize("is_dark", [False, True], ids=["light", "dark"])
def test_every_chart_is_drawn_at_twice_the_mails_width_on_the_modes_paper(
    chart: Chart, is_dark: bool
) -> None:
    picture = Image.open(io.BytesIO(draw(chart, is_dark=is_dark))).convert("RGB")
    assert picture.width == 960
    assert picture.getpixel((1, picture.height - 1)) == ((28, 28, 31) if is_dark else (255, 255, 255))


def test_a_chart_without_a_single_value_is_drawn() -> None:
    nothing = replace(TREND, values=(None, None, None), bands=(None, None, None), marks=())
    assert draw(nothing, is_dark=False)
    assert draw(replace(HEAT, cells=((None,) * 24,) * 2), is_dark=False)


def test_words_of_any_script_can_be_drawn_and_none_is_read_as_a_formula() -> None:
    named = replace(TREND, marks=(Mark(1, "$\\frac{a}{b}$ 春節 عيد 🎉 $"),), title="$x_1$ {")
    assert draw(named, is_dark=False)


def test_the_same_chart_gives_the_same_picture() -> None:
    draw.cache_clear()
    first = draw(HEAT, is_dark=False)
    draw.cache_clear()
    assert draw(HEAT, is_dark=False) == first


def _inked(spark: Spark) -> int:
    picture = Image.open(io.BytesIO(draw_spark(spark, is_dark=False))).convert("L")
    return sum(count for shade, count in enumerate(picture.histogram()) if shade < 200)


def test_a_small_line_breaks_where_a_week_is_not_known() -> None:
    whole = Spark("a", (1.0, 2.0, 2.0, 1.0), "4 weeks")
    assert Image.open(io.BytesIO(draw_spark(whole, is_dark=False))).size == (192, 52)
    assert _inked(replace(whole, values=(1.0, 2.0, None, 1.0))) < _inked(whole)


def test_a_small_line_is_drawn_of_nothing_of_equal_values_and_of_an_end_that_is_never_reached() -> None:
    for values in ((), (None, None), (3.0, 3.0, 3.0)):
        assert draw_spark(Spark("a", values, "weeks"), is_dark=True)
    assert draw_spark(Spark("a", (1.0, 2.0), "weeks", ((0.5, 1.5), (1.0, float("inf")))), is_dark=True)


def test_a_chart_as_a_table_says_every_point_with_its_cases() -> None:
    assert chart_table(TREND).rows == (
        ("2 Nov", "1.50", "1.20 to 1.80", "60"),
        ("9 Nov", "not known", "", ""),
        ("16 Nov", "2.00", "1.70 to 2.40", "67"),
    )
    assert chart_table(RULE).rows == (
        ("9 Nov", "80 %", "71.1 to 86.7", "100"),
        ("16 Nov", "no case", "", "0"),
    )
    assert chart_table(COHORTS).rows == (
        ("5 Oct", "40", "25", "10", "n 20"),
        ("12 Oct", "38", "", "", "n 21"),
    )
    assert chart_table(VOLUME).rows == (("Mon\n16 Nov", "3", "9"), ("Tue\n17 Nov", "5", "0"))
    assert chart_table(RANGE).rows == (
        ("photo", "3.40", "2.90 to 4.10", "31"),
        ("video", "not known", "", "4"),
    )


def test_a_heat_map_of_shares_says_n_of_each_cell_and_one_of_counts_does_not_say_it_twice() -> None:
    shares = replace(HEAT, unit="%", counts=tuple(tuple(7 for _ in row) for row in HEAT.counts))
    assert chart_table(shares).rows[0][2] == "1 (7)"
    assert chart_table(HEAT).rows[0][2] == "1"


def test_figures_that_stand_together_have_the_same_decimals_and_thousands_are_written_out() -> None:
    together = ((1, 2.5, None), (12.5, 3.0), (250.5, 1.0), (3.0, 1200), (float("inf"),), ())
    assert [places(values) for values in together] == [2, 1, 0, 0, 0, 0]
    many = replace(HEAT, cells=tuple(tuple(1234.0 for _ in row) for row in HEAT.cells))
    many = replace(many, counts=tuple(tuple(1234 for _ in row) for row in HEAT.counts))
    assert chart_table(many).rows[0][1] == "1,234"


def test_a_figure_among_large_ones_that_is_not_nothing_does_not_say_nothing() -> None:
    chart = replace(TREND, values=(150.2, None, 0.4), bands=((120.0, 180.0), None, (0.04, 0.9)))
    assert [row[1:3] for row in chart_table(chart).rows] == [
        ("150", "120 to 180"),
        ("not known", ""),
        ("0.4", "0.04 to 1"),
    ]
