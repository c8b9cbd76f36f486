"""What is one concern: a thread's messages, three in a row within an hour, one text from many."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.concerns import concerns, text_key
from tasks.core.items import Deadline, OpenItem, Ranked

MINUTE = timedelta(minutes=1)


def grouped(items: Sequence[OpenItem], **options: Any) -> list[list[int]]:
    ranked = [Ranked(item, Deadline(None, ""), 0.0) for item in items]
    return [[r.item.interaction_id for r in group] for group in concerns(ranked, **options)]


def in_a_row(make_item: Any, *minutes: int, **changes: Any) -> list[OpenItem]:
    noon = make_item().occurred_at
    return [
        make_item(n, **{"member_id": 7, "occurred_at": noon + minute * MINUTE, "text": f"no {n}"} | changes)
        for n, minute in enumerate(minutes, 1)
    ]


def test_the_third_message_in_a_row_from_one_person_in_an_hour_is_one_concern(make_item) -> None:
    assert grouped(in_a_row(make_item, 0, 20, 60)) == [[1, 2, 3]]


@pytest.mark.parametrize("minutes", [(0, 20), (0, 20, 61), (0, 61, 122)])
def test_two_in_an_hour_or_three_in_longer_are_apart(make_item, minutes: tuple[int, ...]) -> None:
    assert grouped(in_a_row(make_item, *minutes)) == [[n] for n in range(1, len(minutes) + 1)]


def test_messages_to_two_accounts_or_of_two_people_are_no_row(make_item) -> None:
    one, two, three = in_a_row(make_item, 0, 1, 2)
    other = make_item(4, member_id=8, occurred_at=one.occurred_at, text="other")
    elsewhere = make_item(5, member_id=7, occurred_at=one.occurred_at, text="there", account="x:acme")
    assert grouped([one, other, two, elsewhere, three]) == [[1, 2, 3], [4], [5]]


def test_a_row_takes_in_what_else_stands_in_its_threads(make_item) -> None:
    items = in_a_row(make_item, 0, 1, 2, 500)
    items[3] = make_item(4, member_id=7, thread_key=items[0].thread_key, occurred_at=items[3].occurred_at)
    assert grouped(items) == [[1, 2, 3, 4]]


@pytest.mark.parametrize(
    ("texts", "is_one"),
    [
        (["Bring back the blue mug, we want it!"] * 3, True),
        (
            [
                "@acme Bring back the blue mug https://a/1",
                "bring BACK the blue mug!!",
                "Bring back the blue mug",
            ],
            True,
        ),
        (["Bring back the blue mug, we want it!"] * 2, False),
        (["Great, thanks!"] * 5, False),
    ],
)
def test_the_same_text_from_three_people_is_a_burst(make_item, texts: list[str], is_one: bool) -> None:
    items = [make_item(n, text=text) for n, text in enumerate(texts, 1)]
    assert (len(grouped(items, with_bursts=True)) == 1) is is_one
    assert len(grouped(items)) == len(texts)


def test_one_person_saying_the_same_thrice_over_days_is_no_burst(make_item) -> None:
    items = in_a_row(make_item, 0, 3000, 6000, text="Bring back the blue mug, we want it!")
    assert len(grouped(items, with_bursts=True)) == 3


@given(st.lists(st.tuples(st.integers(1, 3), st.integers(1, 3), st.integers(0, 200)), max_size=20))
def test_every_item_is_in_exactly_one_group_and_groups_come_in_the_order_of_their_first(
    make_item, drawn
) -> None:
    noon = make_item().occurred_at
    items = [
        make_item(n, member_id=member, thread_key=f"t{thread}", occurred_at=noon + minutes * MINUTE)
        for n, (member, thread, minutes) in enumerate(drawn, 1)
    ]
    groups = grouped(items, with_bursts=True)
    assert sorted(number for group in groups for number in group) == list(range(1, len(items) + 1))
    assert [group[0] for group in groups] == sorted(min(group) for group in groups)
    assert all(group == sorted(group) for group in groups)


@given(st.text(max_size=50))
def test_any_text_has_a_key_or_none(text: str) -> None:
    assert text_key(text) is None or len(text_key(text) or "") >= 20
