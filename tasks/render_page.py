"""Sets a digest's view as a full page: one HTML file with every table and chart, without network or script."""

import re
from base64 import b64encode
from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from tasks.core.digest.absent import REASONS
from tasks.core.digest.chart_tables import chart_table, events_words
from tasks.core.digest.charts import Chart, Spark
from tasks.core.digest.colours import TIER_COLOURS
from tasks.core.digest.view import DigestView
from tasks.core.digest.weekly import PAGE_WORDS
from tasks.core.digest.weekly_tables import EVERY

UNIT = re.compile(r"(\d) (%|(?:h|min)\b)")
SHOWN = Markup(
    '<picture><source srcset="{}" media="(prefers-color-scheme: dark)"><img src="{}" alt="{}"></picture>'
)
"""The page follows the reader's mode; on paper it is light."""


def render_page(view: DigestView, light: dict[str, str], dark: dict[str, str], fonts: str) -> str:
    """The full page of `view`, in the colours `light` and `dark` of the mails."""
    page = _environment().get_template("page.html.jinja")
    return together(page.render(view=view, light=light, dark=dark, fonts=fonts, tier_colours=TIER_COLOURS))


def together(html: str) -> str:
    """`html` with a number and its unit on one line: a "%" alone at a line's start belongs to nothing."""
    return UNIT.sub("\\1&#160;\\2", html)


def _picture(chart: Chart) -> Markup:
    from tasks.charts import draw

    return SHOWN.format(_uri(draw(chart, is_dark=True)), _uri(draw(chart, is_dark=False)), chart.alt)


def _spark(spark: Spark) -> Markup:
    from tasks.charts import draw_spark

    pictures = (_uri(draw_spark(spark, is_dark=is_dark)) for is_dark in (True, False))
    return SHOWN.format(*pictures, spark.alt)


def _uri(png: bytes) -> str:
    return f"data:image/png;base64,{b64encode(png).decode()}"


@cache
def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("tasks.core", "templates"), undefined=StrictUndefined, autoescape=True,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.globals |= {"reasons": REASONS, "every": EVERY, "about_page": PAGE_WORDS}
    environment.filters |= {
        "picture": _picture,
        "spark": _spark,
        "chart_table": chart_table,
        "events": events_words,
    }
    return environment
