"""The band "uncertain: look" in the digests: short, where it is needed, and nowhere else."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from tasks.core.digest.board import Uncertain
from tasks.core.digest.build import build
from tasks.core.digest.material import Material
from tasks.core.digest.view import Line, Lines, Section
from tasks.render import render

HOUR = timedelta(hours=1)
DAILY = ("morning-scan", "midday-block", "evening-check")


def doubt(now: Any, number: int, words: str = "hm, is it?", **changes: Any) -> Uncertain:
    """A T4 of an hour ago, by a chance of 34 % a T1."""
    fields = {
        "interaction_id": 9000 + number, "platform": "bluesky", "tier": "T4", "confidence": 0.5, "t1_chance": 0.34,
        "member_name": f"Eve {number}", "member_handle": None, "text": words, "occurred_at": now - HOUR,
        "permalink": f"https://social.example/post/{9000 + number}",
    }  # fmt: skip
    return Uncertain(**fields | changes)


def with_doubts(
    material: Material, doubts: list[Uncertain], count: int | None = None, earlier: int = 0
) -> Material:
    board = replace(
        material.board,
        uncertain=tuple(doubts),
        uncertain_count=len(doubts) if count is None else count,
        uncertain_earlier_count=earlier,
    )
    return replace(material, board=board)


def band(material: Material, flow: Any = "morning-scan") -> Section | None:
    return next((section for section in build(flow, material).sections if section.key == "uncertain"), None)


def lines(section: Section | None) -> tuple[Line, ...]:
    assert section is not None
    return next(block.lines for block in section.blocks if isinstance(block, Lines))


@pytest.mark.parametrize("flow", DAILY)
def test_each_daily_digest_shows_what_may_be_a_t1(rich: Any, now: Any, flow: Any) -> None:
    section = band(with_doubts(rich(flow), [doubt(now, 1)]), flow)
    (line,) = lines(section)
    assert section is not None
    assert (section.title, section.count) == ("Uncertain: look", "1")
    assert (line.lead, line.text, line.tier, line.note) == (
        "Eve 1", "hm, is it?", "T4", "may be a T1 (34 %), came 07:00",
    )  # fmt: skip
    assert line.link is not None


@pytest.mark.parametrize("flow", DAILY)
def test_without_doubt_there_is_no_band(rich: Any, flow: Any) -> None:
    assert band(rich(flow), flow) is None


def test_the_weekly_review_has_none(rich: Any, now: Any) -> None:
    assert band(with_doubts(rich("weekly-review"), [doubt(now, 1)]), "weekly-review") is None


def test_it_is_short_and_says_where_the_rest_is(rich: Any, now: Any) -> None:
    section = band(with_doubts(rich(), [doubt(now, n) for n in range(30)], count=41, earlier=2))
    assert [line.lead for line in lines(section)] == ["Eve 0", "Eve 1", "Eve 2", "Eve 3"]
    assert section is not None
    assert section.count == "41"
    assert section.blocks[-1].text == (  # type: ignore[union-attr]
        "And 37 more less likely, 2 older ones still open: rapport triage list --unsure."
    )


def test_older_ones_alone_are_one_quiet_line(rich: Any) -> None:
    section = band(with_doubts(rich(), [], earlier=3))
    assert section is not None
    assert (section.blocks, section.quiet) == ((), "Nothing new; 3 older ones still open.")


def test_what_stands_above_with_its_own_mark_is_not_repeated(rich: Any, now: Any) -> None:
    material = rich()
    above = material.overdue()[0].item.interaction_id
    section = band(with_doubts(material, [doubt(now, 1, interaction_id=above), doubt(now, 2)]))
    assert [line.lead for line in lines(section)] == ["Eve 2"]
    assert section is not None
    assert section.count == "1"


def test_an_engine_without_chances_says_how_sure_it_is(rich: Any, now: Any) -> None:
    (line,) = lines(band(with_doubts(rich(), [doubt(now, 1, t1_chance=None, confidence=0.41)])))
    assert line.note == "only 41 % sure of T4, came 07:00"


@pytest.mark.parametrize("flow", DAILY)
def test_a_strangers_words_are_shown_in_every_rendering_and_obeyed_in_none(
    rich: Any, now: Any, flow: Any
) -> None:
    hostile = doubt(now, 1, "<script>alert(1)</script> {{ 7 * 7 }}\u202e", permalink="javascript:alert(1)")
    rendered = render(build(flow, with_doubts(rich(flow), [hostile])))
    assert "<script>" not in rendered.html
    assert "javascript:" not in rendered.html
    assert "{{ 7 * 7 }}" in rendered.text
    assert "\u202e" not in rendered.html + rendered.text
    assert "Uncertain: look" in rendered.html
    for each in (
        rendered.html.replace("\u00a0", " ").replace("&#xA0;", " ").replace("&#160;", " "),
        rendered.text,
    ):
        assert "○ T4?" in each
    assert "○ T4?" in rendered.markdown
