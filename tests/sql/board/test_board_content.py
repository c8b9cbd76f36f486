"""What the board says of items, people, posts and the day."""

from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)


def test_an_item_carries_what_it_answers(core: Any) -> None:
    post = core.posts("new beans", 9 * HOUR)
    comment = core.says(core.person("ana"), "which ones?", 8 * HOUR, parent=post)
    reply = core.replies(comment, "the Huila", 7 * HOUR)
    core.says(core.person("bo"), "and for me?", 6 * HOUR, parent=reply)
    (item,) = core.board().open_items
    assert (item.parent_text, item.parent_is_brand, item.thread_messages) == ("the Huila", True, 4)


def test_a_comment_on_a_post_is_no_reply_to_an_answer(core: Any) -> None:
    core.says(core.person("ana"), "which ones?", 8 * HOUR, parent=core.posts("new beans", 9 * HOUR))
    (item,) = core.board().open_items
    assert (item.parent_text, item.parent_is_brand) == ("new beans", False)


def test_the_members_history_ends_at_the_moment(core: Any) -> None:
    ana = core.person("ana")
    for days in range(1, 6):
        core.says(ana, f"comment {days}", timedelta(days=days), tier="T4")
    core.says(ana, "later", -HOUR)
    items = core.board().open_items
    assert {item.member_interactions for item in items} == {5}
    assert {item.member_level for item in items} == {"regular"}
    assert {item.member_since for item in items} == {core.now - timedelta(days=5)}


def test_the_history_of_a_member_holds_all_their_profiles(core: Any) -> None:
    ana = core.person("ana")
    core.says(ana, "here", 5 * HOUR)
    member = core.board().open_items[0].member_id
    core.says(core.person("ana-elsewhere", member_id=member, platform="mastodon"), "there", 4 * HOUR)
    assert {item.member_interactions for item in core.board().open_items} == {2}


def test_the_last_exchange_is_the_one_before_the_item(core: Any) -> None:
    ana = core.person("ana")
    first = core.says(ana, "do you ship to Malta?", timedelta(days=9))
    core.replies(first, "we do, in five days", timedelta(days=8))
    core.says(ana, "and to Gozo?", 5 * HOUR)
    (item,) = core.board().open_items
    assert item.last_exchange == "“do you ship to Malta?”, you: “we do, in five days”"
    assert item.last_exchange_at == core.now - timedelta(days=8)


def test_of_the_last_exchange_it_is_known_what_they_said_and_not_whom_they_addressed(core: Any) -> None:
    ana = core.person("ana")
    first = core.says(ana, "@acme @tom do you ship to Malta?", timedelta(days=9))
    core.replies(first, "we do", timedelta(days=8))
    core.says(ana, "and to Gozo?", 5 * HOUR)
    (item,) = core.board().open_items
    assert item.last_asked == "do you ship to Malta?"


def test_what_was_said_to_somebody_else_in_the_thread_is_no_exchange_with_them(core: Any) -> None:
    ana, tom = core.person("ana"), core.person("tom")
    first = core.says(tom, "any news?", timedelta(days=9))
    aside = core.says(ana, "me too", timedelta(days=9) - HOUR, parent=first)
    reply = core.replies(first, "Sorry, Tom!", timedelta(days=8))
    core.put(
        "core.answer",
        interaction_id=aside,
        via="thread",
        answer_id=reply,
        answered_at=core.now - timedelta(days=8),
    )
    core.says(ana, "do you ship to Malta?", 5 * HOUR)
    (item,) = core.board().open_items
    assert (item.text, item.last_exchange) == ("do you ship to Malta?", None)


def test_a_comment_without_a_parent_stands_under_the_brands_post(core: Any) -> None:
    post = {
        "platform": "bluesky",
        "native_id": "p1",
        "author_profile_id": core.own,
        "kind": "post",
        "is_own": True,
    }
    when = {"published_at": core.now - 9 * HOUR, "collected_at": core.now, "content_hash": b"x"}
    core.put("core.post", text="New on the shelf", **post, **when)
    core.says(core.person("ana"), "any left?", 5 * HOUR, post_native_id="p1")
    (item,) = core.board().open_items
    assert (item.under_post, item.parent_text) == ("New on the shelf", None)


def test_messages_of_one_person_in_one_thread_stay_separate_and_share_the_thread(core: Any) -> None:
    ana = core.person("ana")
    first = core.says(ana, "one", 5 * HOUR)
    core.says(ana, "two", 4 * HOUR, parent=first)
    items = core.board().open_items
    assert [item.text for item in items] == ["one", "two"]
    assert len({item.thread_key for item in items}) == 1


def test_stricter_tiers_come_first_and_more_than_the_most_are_counted(core: Any, monkeypatch: Any) -> None:
    monkeypatch.setattr("tasks.board.MOST_ITEMS", 1)
    core.says(core.person("ana"), "thanks", 6 * HOUR, tier="T4")
    core.says(core.person("bo"), "help", 5 * HOUR)
    board = core.board()
    assert [item.text for item in board.open_items] == ["help"]
    assert board.open_count == 2


def test_answered_today_says_whose_turn_it_is(core: Any) -> None:
    first = core.says(core.person("ana"), "a question", 9 * HOUR)
    core.replies(first, "an answer", 8 * HOUR)
    second = core.says(core.person("bo"), "another", 7 * HOUR)
    reply = core.replies(second, "an answer", 6 * HOUR)
    core.says(core.person("cy"), "I have that too", 5 * HOUR, parent=reply)
    assert [(a.member_name, a.is_waiting_for_them) for a in core.board().answered] == [
        ("ana", True),
        ("bo", False),
    ]


def test_what_was_answered_yesterday_is_not_of_today(core: Any) -> None:
    asked = core.says(core.person("ana"), "a question", 30 * HOUR)
    core.replies(asked, "an answer", 26 * HOUR)
    assert core.board().answered == ()


def test_a_miss_is_a_t1_or_t2_whose_24_hours_ended_today_without_an_answer(core: Any) -> None:
    core.says(core.person("ana"), "missed", 30 * HOUR)
    late = core.says(core.person("bo"), "late", 29 * HOUR)
    core.replies(late, "sorry", 2 * HOUR)
    in_time = core.says(core.person("cy"), "in time", 28 * HOUR)
    core.replies(in_time, "here", 10 * HOUR)
    core.says(core.person("di"), "light", 30 * HOUR, tier="T4")
    core.says(core.person("ed"), "not yet", 5 * HOUR)
    missed = core.board().missed
    assert [(m.text, m.answered_at is None) for m in missed] == [("missed", True), ("late", False)]


def test_a_message_deleted_within_its_day_is_no_miss(core: Any) -> None:
    number = core.says(core.person("ana"), "never mind", 30 * HOUR)
    core.change(number, deleted_at=core.now - 20 * HOUR)
    assert core.board().missed == ()


def test_what_came_in_is_counted_since_the_last_look(core: Any) -> None:
    core.says(core.person("ana"), "before", 10 * HOUR)
    core.says(core.person("bo"), "after", 2 * HOUR)
    core.put("ops.run", run_id="00000000-0000-0000-0000-000000000001", flow="midday-block",
             as_of=core.now - 6 * HOUR, is_replay=False, state="completed")  # fmt: skip
    board = core.board()
    assert board.since == core.now - 6 * HOUR
    assert sum(volume.count for volume in board.volumes) == 1
    assert sum(volume.count for volume in board.volume_days) == 2


def test_without_a_last_look_it_is_the_last_24_hours(core: Any) -> None:
    assert core.board().since == core.now - 24 * HOUR


def test_own_posts_say_what_they_drew_since_then(core: Any) -> None:
    post = core.posts("new beans", 48 * HOUR)
    core.says(core.person("ana"), "which?", 5 * HOUR, parent=post)
    core.says(core.person("bo"), "", 4 * HOUR, parent=post, kind="reaction", tier="T4")
    core.says(core.person("cy"), "old", 40 * HOUR, parent=post)
    (own,) = core.board().own_posts
    assert (own.text, own.comments, own.reactions, own.shares) == ("new beans", 1, 1, 0)


def test_set_aside_is_counted_with_three_examples(core: Any) -> None:
    for number in range(5):
        core.says(core.person(f"spam{number}"), f"buy {number}", (5 - number) * HOUR, tier="none")
    board = core.board()
    assert board.set_aside_count == 5
    assert [aside.text for aside in board.set_aside] == ["buy 4", "buy 3", "buy 2"]


def test_replies_outside_office_hours_are_counted(core: Any) -> None:
    asked = core.says(core.person("ana"), "hello?", 12 * HOUR)
    core.replies(asked, "in the morning", 11 * HOUR)
    core.replies(core.says(core.person("bo"), "hi?", 9 * HOUR), "at noon", 6 * HOUR)
    late = core.board().after_hours
    assert (late.count, late.last_at) == (1, core.now - 11 * HOUR)


def test_windows_that_could_not_be_collected_say_why(core: Any) -> None:
    core.put("ops.load_window", account="bluesky:acme", stream="mentions", state="failed", reason="503 for hours",
             window_start=core.now - 9 * HOUR, window_end=core.now - 8 * HOUR)  # fmt: skip
    (gap,) = core.board().collection.gaps
    assert gap == "bluesky:acme, mentions, 09:00 to 10:00: 503 for hours"
