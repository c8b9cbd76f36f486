"""What the engine is told around a message: how many in a row, the same text from how many; nothing later."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from tasks.artifact import shipped_engine
from tasks.steps.run import context
from tasks.steps.tier import read_messages

Day = Callable[..., datetime]
TEXT = "Bring back the blue mug, we want it!"


def messages(community: Any, day: Day) -> dict[str, Any]:
    ids = dict(community.rows("select interaction_id, native_id from core.interaction"))
    brand = context(community.run(day(10))).brand
    with community.engine.connect() as connection:
        return {ids[m.interaction_id]: m for m in read_messages(connection, brand, list(ids))}


def test_messages_in_a_row_are_counted_within_the_hour_and_until_the_brand_speaks(
    community, day: Day
) -> None:
    community.write(
        [
            ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "hello?"),
            ("2", "", "ann", "False", "2026-02-03T09:20:00Z", "anyone there?"),
            ("3", "2", "ann", "False", "2026-02-03T09:40:00Z", "I am waiting"),
            ("4", "", "bob", "False", "2026-02-03T09:41:00Z", "me too"),
            ("5", "3", "acme", "True", "2026-02-03T09:50:00Z", "Here we are, Ann."),
            ("6", "5", "ann", "False", "2026-02-03T09:55:00Z", "at last"),
            ("7", "", "ann", "False", "2026-02-03T13:00:00Z", "and now?"),
        ]
    )
    community.bring_in(day(1), day(10))
    found = messages(community, day)
    assert {native: m.row_in_hour for native, m in found.items()} == {
        "1": 1, "2": 2, "3": 3, "4": 1, "6": 1, "7": 1,
    }  # fmt: skip


def test_the_same_text_is_counted_by_people_over_the_day_before_and_not_after(community, day: Day) -> None:
    community.write(
        [
            ("1", "", "ann", "False", "2026-02-03T09:00:00Z", TEXT),
            ("2", "", "ann", "False", "2026-02-03T10:00:00Z", TEXT),
            ("3", "", "bob", "False", "2026-02-03T11:00:00Z", TEXT.upper()),
            ("4", "", "cho", "False", "2026-02-04T10:30:00Z", TEXT),
            ("5", "", "dan", "False", "2026-02-03T12:00:00Z", "yes"),
            ("6", "", "eve", "False", "2026-02-03T12:00:00Z", "yes"),
        ]
    )
    community.bring_in(day(1), day(10))
    found = messages(community, day)
    assert [found[n].same_text_count for n in "123456"] == [1, 1, 2, 2, 1, 1]


def tiered(community: Any) -> dict[str, tuple[Any, ...]]:
    rows = community.rows("""select i.native_id, a.tier, a.confidence, a.reasons from core.tier_in_force f
                             join core.tier_assignment a using (brand, assignment_id)
                             join core.interaction i on i.interaction_id = f.interaction_id""")
    return {row[0]: (row[1], round(row[2], 3), row[3]) for row in rows}


@pytest.mark.parametrize("order", [(3, 4), (4, 3)])
def test_a_tier_is_by_what_came_before_whenever_that_arrived(community, day: Day, order: Any) -> None:
    community.write(
        [
            ("1", "", "ann", "False", "2026-02-03T20:00:00Z", TEXT),
            ("2", "", "bob", "False", "2026-02-03T21:00:00Z", TEXT),
            ("3", "", "cho", "False", "2026-02-04T10:30:00Z", TEXT),
            ("4", "", "dan", "False", "2026-02-03T23:40:00Z", "hello?"),
            ("5", "", "dan", "False", "2026-02-03T23:50:00Z", "anyone there?"),
            ("6", "", "dan", "False", "2026-02-04T00:10:00Z", "my parcel is late"),
            ("7", "", "eve", "False", "2026-02-03T23:40:00Z", "hello?"),
            ("8", "7", "eve", "False", "2026-02-03T23:45:00Z", "anyone there?"),
            ("9", "8", "acme", "True", "2026-02-03T23:50:00Z", "Here we are, Eve."),
            ("10", "9", "eve", "False", "2026-02-04T00:10:00Z", "my parcel is late"),
        ]
    )
    for number in order:
        community.bring_in(day(number), day(number + 1))
    found = messages(community, day)
    assert (found["3"].same_text_count, found["6"].row_in_hour, found["10"].row_in_hour) == (3, 3, 1)
    fresh = {native: shipped_engine().assign([message])[0] for native, message in found.items()}
    expected = {native: (a.tier, a.confidence, list(a.reasons)) for native, a in fresh.items()}
    assert tiered(community) == expected


def test_when_a_message_was_written_is_in_the_brands_zone(community, day: Day) -> None:
    community.write([("1", "", "ann", "False", "2026-02-03T02:30:00Z", "hello?")])
    path = Path(community.config)
    path.write_text(path.read_text(encoding="utf-8").replace("Europe/London", "America/New_York"))
    community.bring_in(day(1), day(10))
    assert f"{messages(community, day)['1'].occurred_at:%d %H:%M %Z}" == "02 21:30 EST"
