"""From rows in core to the four mails."""

from datetime import timedelta
from typing import Any

import pytest

from tasks import marts
from tasks.compose import compose

HOUR = timedelta(hours=1)
FLOWS = ("morning-scan", "midday-block", "evening-check", "weekly-review")


def _community(core: Any) -> None:
    post = core.posts("new beans", 30 * HOUR)
    for number in range(30):
        who = core.person(f"member {number}")
        asked = core.says(
            who, f"riddle {number}?", (20 + 11 * number) * HOUR, tier=f"T{1 + number % 4}", parent=post
        )
        if number % 3:
            core.replies(asked, f"answer {number}", (19 + 11 * number - number % 5) * HOUR)
    core.says(core.person("fresh"), "is this covered by the warranty?", HOUR)


@pytest.mark.parametrize("flow", FLOWS)
def test_a_digest_is_composed_of_what_stands_in_the_warehouse(core: Any, flow: Any) -> None:
    _community(core)
    marts.recompute(core.connection, core.brand, core.now, budget_minutes=60)
    view, rendered = compose(core.connection, core.config(), flow, core.now, ["the service did not answer"])
    for part in (rendered.html, rendered.text):
        assert "the service did not answer" in part
        assert "warranty" in (rendered.page or part)
    assert "Acme" in rendered.subject
    assert view.flow == flow


@pytest.mark.parametrize("flow", FLOWS)
def test_an_empty_warehouse_gives_a_mail_that_says_so(core: Any, flow: Any) -> None:
    _, rendered = compose(core.connection, core.config(), flow, core.now, [])
    assert "obody is waiting" in rendered.html


@pytest.mark.parametrize("flow", FLOWS)
def test_a_digest_of_one_brand_holds_nothing_of_another(core: Any, other: Any, flow: Any) -> None:
    _community(other)
    marts.recompute(core.connection, other.brand, core.now, budget_minutes=60)
    _, rendered = compose(core.connection, core.config(), flow, core.now, [])
    assert "riddle" not in rendered.text
    assert "obody is waiting" in rendered.text


def test_the_same_moment_gives_the_same_mail(core: Any) -> None:
    _community(core)
    first = compose(core.connection, core.config(), "midday-block", core.now, [])[1]
    second = compose(core.connection, core.config(), "midday-block", core.now, [])[1]
    assert first == second


def test_a_framework_is_not_offered_to_a_member_twice_in_a_row(core: Any) -> None:
    core.says(core.person("ana"), "where is my parcel?", 5 * HOUR)
    offered = []
    for days in range(2):
        view, _ = compose(core.connection, core.config(), "midday-block", core.now + days * 24 * HOUR, [])
        cards = [block for section in view.sections for block in section.blocks if block.kind == "card"]
        offered.append("".join(piece.text for piece in cards[0].draft.pieces))
    assert offered[0] != offered[1]
