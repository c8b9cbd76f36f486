"""What arrives before what it is about, or changes what was counted long ago, on a real warehouse."""

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest
from told import Told, said

from connectors.records import Deletion, Post, PostSnapshot, Profile

Day = Callable[..., datetime]


@pytest.fixture
def told(community: Any, monkeypatch: pytest.MonkeyPatch) -> Told:
    return Told(community, monkeypatch)


def test_a_deletion_that_arrives_before_what_it_deletes_is_kept_for_it(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    told.tell(day(5, 9), Deletion("export", "1", day(5, 9)))
    told.community.bring_in(day(5), day(6))
    told.community.bring_in(day(3), day(4))
    assert told.community.rows("select native_id, deleted_at from core.interaction") == [("1", day(5, 9))]


def test_of_two_words_on_a_deletion_the_earlier_moment_stands_in_any_order(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 9)))
    told.tell(day(4, 9), Deletion("export", "1", day(4, 9)))
    told.tell(day(5, 9), Deletion("export", "1", day(5, 9)))
    for number in (3, 5, 4):
        told.community.bring_in(day(number), day(number + 1))
    assert told.community.rows("select deleted_at from core.interaction") == [(day(4, 9),)]


def test_counts_that_arrive_before_their_post_are_kept_for_it(told: Told, day: Day) -> None:
    told.tell(day(3, 9), Post("export", "p", "acme", day(3, 9)), said("1", "ann", day(3, 9)))
    told.tell(day(4, 9), PostSnapshot("export", "p", day(4, 9), reactions=7))
    told.community.bring_in(day(4), day(5))
    told.community.bring_in(day(3), day(4))
    assert told.community.rows("select captured_at, reactions from core.post_snapshot") == [(day(4, 9), 7)]
    assert told.differs_when_rebuilt() == []


def test_counts_of_a_stream_before_that_of_the_posts_are_kept(
    community: Any, monkeypatch: pytest.MonkeyPatch, day: Day
) -> None:
    told = Told(community, monkeypatch, ("counts", "posts"))
    told.tell(day(3, 9), Post("export", "p", "acme", day(3, 9)), stream="posts")
    told.tell(day(3, 10), PostSnapshot("export", "p", day(3, 10), reactions=7), stream="counts")
    community.bring_in(day(3), day(4))
    assert community.rows("select captured_at, reactions from core.post_snapshot") == [(day(3, 10), 7)]


@pytest.mark.parametrize("order", [(3, 5), (5, 3)])
def test_a_profile_is_as_last_seen_whatever_the_order_of_the_windows(
    told: Told, day: Day, order: Any
) -> None:
    told.tell(
        day(3, 9), Profile("export", "ann", display_name="Ann", followers=3, lang="en", seen_at=day(3, 9))
    )
    told.tell(day(5, 9), Profile("export", "ann", display_name="Anna", followers=5, seen_at=day(5, 9)))
    for number in order:
        told.community.bring_in(day(number), day(number + 1))
    assert told.community.rows("select display_name, followers, lang from core.profile") == [
        ("Anna", 5, "en")
    ]


def test_within_one_merge_a_profile_is_as_last_seen_too(told: Told, day: Day) -> None:
    told.tell(day(3, 9), Profile("export", "ann", display_name="Ann", seen_at=day(3, 9)))
    told.tell(day(5, 9), Profile("export", "ann", display_name="Anna", seen_at=day(5, 9)))
    told.community.bring_in(day(3), day(6))  # by day windows, the newest first
    assert told.community.rows("select display_name from core.profile") == [("Anna",)]


def test_metrics_follow_when_someone_turns_out_to_be_a_bot(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "eve", day(3, 9)), said("2", "ann", day(3, 10)))
    told.tell(day(9, 9), Profile("export", "eve", is_bot=True, seen_at=day(9, 9)))
    told.community.bring_in(day(3), day(4))
    told.community.bring_in(day(9), day(10))
    assert told.differs_when_rebuilt() == []


def test_metrics_follow_when_a_post_is_deleted(told: Told, day: Day) -> None:
    told.tell(
        day(3, 9),
        Post("export", "p", "ann", day(3, 9), is_own=False, is_ugc=True),
        Post("export", "q", "acme", day(3, 9)),
        said("1", "ann", day(3, 9)),
    )
    told.tell(day(9, 8), Deletion("export", "p", day(3, 12)))
    told.community.bring_in(day(3), day(4))
    told.community.bring_in(day(9), day(10))
    assert told.differs_when_rebuilt() == []


def test_metrics_follow_when_the_brand_moves_to_another_zone(told: Told, day: Day) -> None:
    told.tell(day(3, 9), said("1", "ann", day(3, 20)), said("2", "ann", day(4, 2)))
    told.community.bring_in(day(3), day(5))
    config = told.community.folder / "rapport.toml"
    config.write_text(config.read_text().replace("Europe/London", "Asia/Tokyo"))
    told.community.bring_in(day(5), day(6))
    assert told.differs_when_rebuilt() == []
