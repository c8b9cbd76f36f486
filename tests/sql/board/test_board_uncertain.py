"""The band "uncertain: look": which messages the board gives it, and in what order."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

from tasks.core.digest.board import Board
from tasks.core.items import OpenItem

HOUR = timedelta(hours=1)


def guess(core: Any, words: str, ago: timedelta, tier: str, sure: float, chance: float | None) -> int:
    """An inbound message that an engine put into `tier`."""
    number = core.says(core.person(words), words, ago, tier=None)
    core.tier(number, tier)
    core.connection.execute(
        text(
            "update core.tier_assignment set confidence = :sure, t1_chance = :chance where interaction_id = :id"
        ),
        {"sure": sure, "chance": chance, "id": number},
    )
    return number


def texts(board: Board) -> list[str]:
    return [each.text for each in board.uncertain]


def test_a_possible_t1_under_any_other_tier_is_seen_the_most_likely_first(core: Any) -> None:
    guess(core, "hidden as spam", 2 * HOUR, "none", 0.55, 0.31)
    guess(core, "hidden as thanks", 3 * HOUR, "T4", 0.5, 0.44)
    guess(core, "hidden as praise", 4 * HOUR, "T2", 0.7, 0.25)
    board = core.board()
    assert texts(board) == ["hidden as thanks", "hidden as spam", "hidden as praise"]
    assert (board.uncertain_count, board.uncertain_earlier_count) == (3, 0)


def test_what_is_no_t1_in_any_likelihood_stays_away_however_unsure(core: Any) -> None:
    guess(core, "T2 or T4", HOUR, "T4", 0.45, 0.05)
    guess(core, "a T1 already", HOUR, "T1", 0.5, 0.5)
    assert texts(core.board()) == []


def test_where_the_engine_gives_no_chance_its_confidence_decides(core: Any) -> None:
    guess(core, "sure", HOUR, "T4", 0.6, None)
    guess(core, "unsure", HOUR, "T4", 0.59, None)
    assert texts(core.board()) == ["unsure"]


def test_a_persons_ruling_ends_the_doubt_and_a_replay_of_before_has_it(core: Any) -> None:
    number = guess(core, "hm", 3 * HOUR, "T4", 0.5, 0.4)
    core.tier(number, "T4", by="kim", at=core.now - HOUR)
    assert texts(core.board()) == []
    assert texts(core.board(core.now - 2 * HOUR)) == ["hm"]


def test_what_is_answered_or_put_away_is_no_doubt(core: Any) -> None:
    core.replies(guess(core, "answered", 3 * HOUR, "T4", 0.5, 0.4), "here", HOUR)
    core.acts(guess(core, "dismissed", 3 * HOUR, "T4", 0.5, 0.4), "dismissed", HOUR)
    assert texts(core.board()) == []


def test_before_the_last_look_they_are_counted(core: Any) -> None:
    guess(core, "new", HOUR, "T4", 0.5, 0.3)
    guess(core, "of yesterday", 30 * HOUR, "T4", 0.5, 0.9)
    guess(core, "of last week", 150 * HOUR, "T4", 0.5, 0.9)
    board = core.board()
    assert texts(board) == ["new"]
    assert (board.uncertain_count, board.uncertain_earlier_count) == (1, 1)


def test_another_brands_doubt_is_not_seen(core: Any, other: Any) -> None:
    guess(other, "theirs", HOUR, "T4", 0.5, 0.4)
    assert texts(core.board()) == []


def test_a_thread_says_how_many_others_wrote_in_it(core: Any) -> None:
    first, second = core.person("ann"), core.person("bob")
    asked = core.says(first, "does it fit?", 5 * HOUR)
    same = core.says(second, "same here", 4 * HOUR, parent=asked)
    core.says(first, "anyone?", 3 * HOUR, parent=asked)
    core.replies(same, "we look", 2 * HOUR)
    core.says(first, "alone", HOUR)
    items: dict[str, OpenItem] = {item.text: item for item in core.board().open_items}
    assert {words: item.thread_others for words, item in items.items()} == {
        "does it fit?": 1,
        "anyone?": 1,
        "alone": 0,
    }
