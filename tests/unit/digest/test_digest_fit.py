"""A digest that would be too long for a mail: what goes is said, and what stays is whole."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tasks.core.digest.build import build
from tasks.core.digest.fit import LIGHTEST, lighter
from tasks.core.digest.material import Material
from tasks.core.digest.view import DigestView, Line, Lines, Section, Table
from tasks.render import MAX_HTML_BYTES, render

MISSED = Lines(tuple(Line(text=f"line {n}") for n in range(3)), "Missed", is_page_only=True)
LONG = Table("Every row", ("", "n"), tuple((f"row {n} " + "long " * 20, str(n)) for n in range(2_000)))


@pytest.fixture
def view(empty: Callable[..., Material]) -> Callable[..., DigestView]:
    """A digest of given blocks in one section."""

    def made(*blocks: Lines | Table) -> DigestView:
        sections = (
            Section("any", "Any", count="2,000", blocks=blocks),
            Section("next", "Next", quiet="Calm."),
        )
        return replace(build("morning-scan", empty()), sections=sections)

    return made


@pytest.mark.parametrize("step", range(1, LIGHTEST))
def test_a_list_keeps_its_heading_and_its_place(view: Callable[..., DigestView], step: int) -> None:
    section = lighter(view(MISSED), step).sections[0]

    shown = section.blocks[0]
    assert isinstance(shown, Lines)
    assert (shown.heading, shown.is_page_only) == ("Missed", True)
    assert shown.lines == MISSED.lines[: len(shown.lines)]


def test_whatever_there_is_the_mail_is_under_the_limit_and_names_what_it_left_out(
    view: Callable[..., DigestView],
) -> None:
    rendered = render(view(LONG))

    assert len(rendered.html.encode()) < MAX_HTML_BYTES
    assert "2,000: left out, the mail would be too long" in rendered.html
    assert "Calm." in rendered.html
    assert "row 1999" in rendered.text


def test_no_picture_is_attached_that_the_mail_does_not_show(rich: Callable[..., Material]) -> None:
    whole = build("morning-scan", rich())
    long = replace(whole, sections=tuple(replace(one, blocks=(*one.blocks, LONG)) for one in whole.sections))

    assert render(whole).images
    assert not render(long).images
