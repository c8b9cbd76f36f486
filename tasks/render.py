"""Sets a digest's view in HTML (MJML), text and Markdown, with its charts as pictures."""

import re
import textwrap
from dataclasses import dataclass
from functools import cache
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from mjml import mjml2html

from tasks.core.digest.chart_tables import events_words
from tasks.core.digest.colours import TIER_COLOURS
from tasks.core.digest.fit import LIGHTEST, lighter
from tasks.core.digest.texts import clean, one_line
from tasks.core.digest.view import DigestView, DraftView
from tasks.render_page import UNIT, render_page, together

MAX_HTML_BYTES = 100_000
"""Gmail cuts a mail off at 102 kB."""
TEXT_WIDTH = 76

FONTS = (
    "-apple-system, BlinkMacSystemFont, 'Segoe UI', Roboto, 'Helvetica Neue', 'Noto Sans', Arial, sans-serif"
)
LIGHT = {
    "desk": "#f3f3f0",
    "paper": "#ffffff",
    "ink": "#1b1b1f",
    "soft": "#3d3d44",
    "quiet": "#63636b",
    "hairline": "#e6e6e1",
    "said": "#d5d5cf",
    "slot": "#fff4d6",
}
DARK = {
    "desk": "#111113",
    "paper": "#1c1c1f",
    "ink": "#f2f2f3",
    "soft": "#d3d3d8",
    "quiet": "#a6a6af",
    "hairline": "#33333a",
    "said": "#4a4a52",
    "slot": "#3d3520",
}


@dataclass(frozen=True, slots=True)
class Rendered:
    """A digest ready to be sent. The HTML names its pictures ``cid:…``; `images` holds them by that id."""

    subject: str
    preheader: str
    html: str
    text: str
    markdown: str
    images: dict[str, bytes]
    page: str | None = None
    """The full page, one HTML file by itself; None where the mail says everything."""


class Markdown(str):
    """Text that is Markdown already and not escaped again."""

    __slots__ = ()


def render(view: DigestView) -> Rendered:
    """`view` as a mail and as a Prefect artifact; HTML under MAX_HTML_BYTES, what is too much left out openly.

    In the end titles and counts are left: each mail has about ten. Pictures are those that the HTML shows.
    """
    shown, html = _fitting(view)
    return Rendered(
        subject=one_line(view.subject, 200),
        preheader=one_line(view.preheader, 200),
        html=html,
        text=_tidy(_plain().get_template("digest.txt.jinja").render(view=view)),
        markdown=_tidy(_markdown().get_template("digest.md.jinja").render(view=view)),
        images=_images(shown),
        page=render_page(view, LIGHT, DARK, FONTS) if view.has_page else None,
    )


def _images(view: DigestView) -> dict[str, bytes]:
    from tasks.charts import draw, draw_spark  # 30 MB that a run without a digest does without

    images: dict[str, bytes] = {}
    for mode in ("light", "dark"):
        images |= {f"{block.cid}-{mode}": draw(block.chart, is_dark=mode == "dark") for block in view.charts}
        images |= {
            f"spark-{spark.key}-{mode}": draw_spark(spark, is_dark=mode == "dark") for spark in view.sparks
        }
    return images


def _fitting(view: DigestView) -> tuple[DigestView, str]:
    """As much of `view` as a mail takes, and that in HTML."""
    for step in range(LIGHTEST + 1):
        shown = lighter(view, step)
        source = _mjml().get_template("digest.mjml.jinja").render(view=shown, **_colours())
        html = _squeeze(mjml2html(source, fonts={}))
        if len(html.encode()) < MAX_HTML_BYTES:
            break
    return shown, html


def _colours() -> dict[str, Any]:
    from tasks.charts_spark import SPARK_PX

    return {**LIGHT, "dark": DARK, "tier_colours": TIER_COLOURS, "fonts": FONTS, "spark_px": SPARK_PX}


def _squeeze(html: str) -> str:
    """Without the line breaks between tags that the templates leave; see `together`."""
    return together(re.sub(r">\s*\n\s*<", "><", html))


def _tidy(text: str) -> str:
    lines = (line.rstrip() for line in text.split("\n"))
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n") + "\n"


@cache
def _mjml() -> Environment:
    environment = _environment(autoescape=True)
    environment.filters["events"] = events_words
    return environment


@cache
def _plain() -> Environment:
    environment = _environment(autoescape=False)
    environment.filters |= {"fold": _fold, "draft_lines": _draft_lines}
    return environment


@cache
def _markdown() -> Environment:
    """Every value is escaped on its way out (`finalize`), unless it is Markdown of ours."""
    environment = _environment(autoescape=False, finalize=_escape_markdown)
    environment.filters |= {"raw": Markdown, "md_url": _markdown_url, "draft_lines": _draft_lines}
    return environment


def _environment(**options: Any) -> Environment:
    return Environment(  # noqa: S701 - autoescape is given by every caller; text and Markdown are no HTML
        loader=PackageLoader("tasks.core", "templates"),
        undefined=StrictUndefined,
        keep_trailing_newline=False,
        **options,
    )


def _fold(text: str, lead: str = "", rest: str | None = None) -> str:
    """`text` wrapped at TEXT_WIDTH, the first line after `lead`, the others after `rest` (None: as `lead`).

    A number and its unit stay on one line.
    """
    wrapped = textwrap.fill(
        UNIT.sub("\\1\u00a0\\2", clean(text)),
        TEXT_WIDTH,
        initial_indent=lead,
        subsequent_indent=lead if rest is None else rest,
        break_long_words=False,
        break_on_hyphens=False,
    )
    return wrapped.replace("\u00a0", " ")


def _draft_lines(draft: DraftView) -> list[str]:
    return "".join(f"⟨{piece.text}⟩" if piece.is_slot else piece.text for piece in draft.pieces).split("\n")


_MARKDOWN_SPECIAL = re.compile(r"([\\`*_{}\[\]()#+\-.!|~$:@=^])")


def _escape_markdown(value: Any) -> Any:
    """A value as plain words in Markdown: no markup, no HTML, no links but ours. None stays nothing."""
    if isinstance(value, Markdown):
        return value
    text = " ".join(clean(str(value)).split("\n"))
    text = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    return Markdown(_MARKDOWN_SPECIAL.sub(r"\\\1", text))


_URL_SPECIAL = str.maketrans(
    {"(": "%28", ")": "%29", "<": "%3C", ">": "%3E", "\\": "%5C", '"': "%22", "|": "%7C"}
)


def _markdown_url(url: str) -> Markdown:
    return Markdown(url.translate(_URL_SPECIAL))
