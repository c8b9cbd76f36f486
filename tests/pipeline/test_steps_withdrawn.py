"""An answer that the brand deletes later: open again from then on, answered in a replay of before."""

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest
from told import Told, said

from connectors.records import Deletion
from connectors.settings import load_settings
from tasks.board import read_board

Day = Callable[..., datetime]


@pytest.mark.parametrize("order", [(3, 5), (5, 3)])
@pytest.mark.parametrize("parent", ["1", None])
def test_it_stands_for_the_time_it_stood(
    community: Any, day: Day, monkeypatch: pytest.MonkeyPatch, order: tuple[int, int], parent: str | None
) -> None:
    told = Told(community, monkeypatch)
    told.tell(day(3, 9), said("1", "ann", day(3, 9), root_native_id="1"))
    reply = said("2", "acme", day(3, 10), "It leaves today, Ann.", direction="outbound", kind="reply")
    told.tell(day(3, 10), replace(reply, parent_native_id=parent, root_native_id="1"))
    told.tell(day(5, 10), Deletion("export", "2", day(5, 10)))
    for number in order:
        community.bring_in(day(number), day(number + 1))
    community.bring_in(day(6), day(7))
    brand = load_settings(community.config).brand("acme")
    with community.engine.connect() as connection:
        boards = [read_board(connection, brand, moment) for moment in (day(3, 9, 30), day(4), day(6))]
    assert [len(board.open_items) for board in boards] == [1, 0, 1]
    assert community.rows(
        "select day::text, numerator::int, denominator::int from marts.metric_daily"
        " where metric = 'rule_24h' and dimension = 'all' and denominator > 0"
    ) == [("2026-02-04", 1, 1)]
    assert told.differs_when_rebuilt() == []
