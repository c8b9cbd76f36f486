"""Office hours on the time line, as far back as there is anything to time by them."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import text

from tasks.steps import setup

SUNDAY_NIGHT = datetime(2025, 3, 2, 3, 0, tzinfo=UTC)


def test_what_came_before_the_first_office_day_of_a_long_history_is_timed_by_office_hours(core: Any) -> None:
    core.says(core.person("early"), "anybody there?", core.now - SUNDAY_NIGHT)
    clock = text("select seconds from marts.office_clock(:brand, :at)")
    laid_out = text("select min(opens_at) from core.office_span where brand = :brand")
    firsts = []
    for _ in range(2):
        setup.note_office_hours(core.connection, core.config(), core.now)
        timed = core.connection.execute(clock, {"brand": core.brand, "at": SUNDAY_NIGHT}).scalar()
        assert timed is not None
        firsts.append(core.connection.execute(laid_out, {"brand": core.brand}).scalar_one())
    assert firsts[0] == firsts[1], "laid out further back by every run"
