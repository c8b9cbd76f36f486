"""Names, followers, blocks, posts, quarantine and windows on the board are those of its moment."""

from datetime import timedelta
from typing import Any

HOUR = timedelta(hours=1)
DAY = timedelta(days=1)


def version(core: Any, profile: int, ago: timedelta, **values: Any) -> None:
    core.put("core.profile_version", profile_id=profile, seen_at=core.now - ago, **values)


def who(core: Any, ago: timedelta = timedelta()) -> list[tuple[str, str | None, int | None]]:
    items = core.board(core.now - ago).open_items
    return [(item.member_name, item.member_handle, item.followers) for item in items]


def test_a_person_is_shown_as_they_were_last_seen_by_then(core: Any) -> None:
    ann = core.person("ann", display_name="Annabel", followers=9)
    version(core, ann, 30 * HOUR, display_name="Ann", handle="@ann", followers=3)
    version(core, ann, 10 * HOUR, display_name="Anna", followers=5)
    version(core, ann, -HOUR, display_name="Annabel", followers=9)
    core.says(ann, "hello?", 40 * HOUR)
    assert who(core) == [("Anna", "@ann", 5)]
    assert who(core, 20 * HOUR) == [("Ann", "@ann", 3)]
    assert who(core, 35 * HOUR) == [("Ann", "@ann", None)]


def test_what_a_later_word_leaves_out_is_as_it_was_said_before(core: Any) -> None:
    ann = core.person("ann")
    version(core, ann, 30 * HOUR, display_name="Ann", followers=3, lang="pt")
    version(core, ann, 10 * HOUR, display_name="Anna")
    core.says(ann, "olá?", 5 * HOUR)
    assert who(core) == [("Anna", "ann", 3)]
    assert [item.lang for item in core.board().open_items] == ["pt"]


def test_who_was_known_by_a_handle_is_not_called_by_a_name_of_later(core: Any) -> None:
    ann = core.person("ann")
    version(core, ann, 30 * HOUR, handle="@ann")
    version(core, ann, -HOUR, handle="@anna", display_name="Anna")
    core.says(ann, "hello?", 5 * HOUR)
    assert who(core) == [("@ann", "@ann", None)]


def test_answered_missed_and_set_aside_show_the_name_of_then(core: Any) -> None:
    for number, name in enumerate(("asks", "waits", "spams")):
        person = core.person(name)
        version(core, person, 60 * HOUR, display_name=f"Old {number}")
        version(core, person, -HOUR, display_name=f"New {number}")
        if name == "asks":
            core.replies(core.says(person, "hello?", 5 * HOUR), "hello!", 2 * HOUR)
        core.says(
            person, "and?", 30 * HOUR if name == "waits" else HOUR, tier="none" if name == "spams" else "T1"
        )
    board = core.board()
    assert [item.member_name for item in board.answered] == ["Old 0"]
    assert [item.member_name for item in board.missed] == ["Old 1"]
    assert [item.member_name for item in board.set_aside] == ["Old 2"]


def test_what_is_blocked_later_is_still_open(core: Any) -> None:
    number = core.says(core.person("troll"), "…", 5 * HOUR, is_blocked=True, blocked_at=core.now - HOUR)
    assert core.open_texts() == []
    assert core.open_texts(core.now - 2 * HOUR) == ["…"]
    core.change(number, occurred_at=core.now - 30 * HOUR)
    assert [item.text for item in core.board(core.now - 2 * HOUR).missed] == ["…"]
    assert core.board().missed == ()


def test_a_post_that_is_edited_later_shows_its_first_text(core: Any) -> None:
    post = {
        "platform": "bluesky",
        "native_id": "p1",
        "author_profile_id": core.own,
        "kind": "post",
        "is_own": True,
    }
    times = {"published_at": core.now - 9 * HOUR, "edited_at": core.now - HOUR, "collected_at": core.now}
    core.put("core.post", text="Kenya", first_text="Huila", content_hash=b"x", **post, **times)
    core.says(core.person("ana"), "any left?", 5 * HOUR, post_native_id="p1")
    for ago, words in ((timedelta(), "Kenya"), (2 * HOUR, "Huila")):
        board = core.board(core.now - ago)
        assert [item.under_post for item in board.open_items] == [words]
        assert [own.text for own in board.own_posts] == [words]


def test_a_brands_message_that_is_edited_later_shows_its_first_text_above_an_item(core: Any) -> None:
    post = core.posts("Huila", 9 * HOUR)
    core.change(post, text="Kenya", edited_at=core.now - HOUR)
    core.says(core.person("ana"), "any left?", 5 * HOUR, parent=post)
    assert [item.under_post for item in core.board(core.now - 2 * HOUR).open_items] == ["Huila"]


def test_hashtags_are_those_of_the_text_that_is_shown(core: Any) -> None:
    number = core.says(core.person("ana"), "any left? #decaf #2go #7 a#b", 5 * HOUR)
    core.change(number, text="#solved", hashtags=["solved"], edited_at=core.now - HOUR)
    assert [item.hashtags for item in core.board().open_items] == [("solved",)]
    assert [sorted(item.hashtags) for item in core.board(core.now - 2 * HOUR).open_items] == [
        ["2go", "decaf"]
    ]


def test_the_tier_of_an_edited_text_is_not_that_of_the_text_before(core: Any) -> None:
    """Both were assigned by one machine on one day, long after: which text was read tells the merge's note."""
    number = core.says(core.person("ana"), "thanks", 5 * HOUR, tier=None)
    core.tier(number, "T4", at=core.now + DAY)
    core.change(number, text="where is it?", edited_at=core.now - HOUR, text_changed_at=core.now + 2 * DAY)
    core.tier(number, "T1", at=core.now + 2 * DAY)
    assert [item.tier for item in core.board().open_items] == ["T1"]
    assert [item.tier for item in core.board(core.now - 2 * HOUR).open_items] == ["T4"]


def window(core: Any, start: timedelta, end: timedelta, state: str, stream: str = "talk") -> None:
    core.put("ops.load_window", account="bluesky:acme", stream=stream, window_start=core.now - start,
             window_end=core.now - end, state=state, reason=None if state == "merged" else "it was down")  # fmt: skip


def test_windows_that_begin_at_the_moment_or_later_are_not_seen(core: Any) -> None:
    window(core, 5 * HOUR, timedelta(), "merged")
    window(core, timedelta(), -5 * HOUR, "failed")
    collection = core.board().collection
    assert (collection.merged, collection.gaps) == (1, ())


def test_of_a_window_that_goes_on_the_part_before_is_seen(core: Any) -> None:
    window(core, 5 * HOUR, -5 * HOUR, "failed")
    (gap,) = core.board().collection.gaps
    assert "18:00: it was down" in gap
    assert "23:00" not in gap


def test_quarantined_rows_of_later_are_not_counted(core: Any) -> None:
    for number, ago in enumerate((5 * HOUR, 2 * HOUR, -HOUR)):
        core.put("ops.quarantine", account="bluesky:acme", stream="talk", entity="interaction", stage="parse",
                 expectation="date", reason="has no date", location=f"line {number}", raw="x",
                 fingerprint=bytes([number]), happened_at=core.now - ago)  # fmt: skip
    assert core.board().collection.quarantined == 2
    assert core.board(core.now - 3 * HOUR).collection.quarantined == 1
