"""The board sees nothing of what happened after its moment."""

from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)


def test_a_message_without_an_answer_is_open(core: Any) -> None:
    core.says(core.person("ana"), "where is my parcel?", 5 * HOUR)
    assert core.open_texts() == ["where is my parcel?"]


def test_a_message_that_came_after_the_moment_is_not_seen(core: Any) -> None:
    core.says(core.person("ana"), "hello?", -HOUR)
    assert core.open_texts() == []


def test_an_answer_closes_and_an_answer_after_the_moment_does_not(core: Any) -> None:
    asked = core.says(core.person("ana"), "where is my parcel?", 5 * HOUR)
    core.replies(asked, "on its way", 2 * HOUR)
    assert core.open_texts() == []
    assert core.open_texts(core.now - 3 * HOUR) == ["where is my parcel?"]


def test_an_answer_found_by_the_thread_closes_too(core: Any) -> None:
    asked = core.says(core.person("ana"), "where is my parcel?", 5 * HOUR)
    core.replies(asked, "on its way", 2 * HOUR, via="thread")
    assert core.open_texts() == []


def test_a_reaction_of_the_brand_closes_a_t4_and_nothing_stricter(core: Any) -> None:
    ana = core.person("ana")
    thanks = core.says(ana, "thanks!", 5 * HOUR, tier="T4")
    question = core.says(ana, "and the other parcel?", 4 * HOUR)
    for number in (thanks, question):
        core.replies(number, "", 3 * HOUR, via="reaction", kind="reaction")
    assert core.open_texts() == ["and the other parcel?"]


def test_tier_none_is_not_open(core: Any) -> None:
    core.says(core.person("spammer"), "buy now", 5 * HOUR, tier="none")
    assert core.open_texts() == []


def test_a_bare_reaction_is_counted_but_is_no_open_item(core: Any) -> None:
    core.says(core.person("ana"), "", 5 * HOUR, tier="T4", kind="reaction")
    board = core.board()
    assert board.open_count == 0
    assert [(volume.tier, volume.count) for volume in board.volumes] == [("T4", 1)]


def test_a_ruling_of_a_person_is_in_force_from_when_it_was_made(core: Any) -> None:
    number = core.says(core.person("ana"), "is this an ad?", 5 * HOUR)
    core.tier(number, "none", by="kim", at=core.now - 2 * HOUR)
    assert core.open_texts() == []
    assert core.open_texts(core.now - 3 * HOUR) == ["is this an ad?"]


def test_the_newest_automatic_tier_is_in_force_whenever_it_was_computed(core: Any) -> None:
    number = core.says(core.person("ana"), "nice", 5 * HOUR, tier="T2")
    core.tier(number, "T4", at=core.now + 48 * HOUR)
    assert [item.tier for item in core.board().open_items] == ["T4"]


def test_a_dismissal_closes_from_when_it_was_made(core: Any) -> None:
    number = core.says(core.person("ana"), "hello?", 5 * HOUR)
    core.acts(number, "dismissed", 2 * HOUR)
    assert core.open_texts() == []
    assert core.open_texts(core.now - 3 * HOUR) == ["hello?"]


def test_a_message_that_someone_marked_answered_and_reopened_is_open(core: Any) -> None:
    number = core.says(core.person("ana"), "hello?", 5 * HOUR)
    core.acts(number, "answered", 3 * HOUR)
    core.acts(number, "reopened", 2 * HOUR)
    assert core.open_texts() == ["hello?"]


def test_a_snoozed_message_comes_back_when_the_snooze_ends(core: Any) -> None:
    number = core.says(core.person("ana"), "hello?", 5 * HOUR)
    core.acts(number, "snoozed", 4 * HOUR, snoozed_until=core.now + HOUR)
    assert core.open_texts() == []
    assert core.board().snoozed_count == 1
    assert core.open_texts(core.now + 2 * HOUR) == ["hello?"]


def test_a_deleted_message_is_gone_and_one_deleted_later_still_stands(core: Any) -> None:
    number = core.says(core.person("ana"), "hello?", 5 * HOUR)
    core.change(number, deleted_at=core.now - HOUR)
    assert core.open_texts() == []
    assert core.open_texts(core.now - 2 * HOUR) == ["hello?"]


def test_an_edit_after_the_moment_shows_the_first_text(core: Any) -> None:
    number = core.says(core.person("ana"), "first", 5 * HOUR)
    core.change(number, text="last", edited_at=core.now - HOUR)
    assert core.open_texts() == ["last"]
    assert core.open_texts(core.now - 2 * HOUR) == ["first"]


def test_blocked_people_bots_and_the_brands_own_accounts_are_not_open(core: Any) -> None:
    core.says(core.person("bot", is_bot=True), "beep", 5 * HOUR)
    core.says(core.own, "a note to ourselves", 5 * HOUR)
    core.says(core.person("troll"), "…", 5 * HOUR, is_blocked=True)
    assert core.open_texts() == []


def test_items_older_than_the_limit_are_counted_and_not_listed(core: Any) -> None:
    core.says(core.person("ana"), "long ago", timedelta(days=12))
    board = core.board(stale_after_days=10)
    assert board.open_items == ()
    assert board.stale_count == 1


def test_two_brands_never_see_each_other(core: Any, other: Any) -> None:
    core.says(core.person("ana"), "for acme", 5 * HOUR)
    post = other.posts("our news", 6 * HOUR)
    asked = other.says(other.person("ana"), "for the rival", 5 * HOUR, parent=post)
    other.replies(other.says(other.person("bo"), "a second one", 30 * HOUR), "yes", HOUR)
    other.acts(asked, "snoozed", HOUR, snoozed_until=other.now + HOUR)
    board = core.board()
    assert [item.text for item in board.open_items] == ["for acme"]
    assert (board.snoozed_count, board.answered, board.own_posts, board.missed) == (0, (), (), ())
