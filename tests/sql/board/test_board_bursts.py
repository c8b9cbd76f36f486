"""What was set aside is shown briefly: a burst or a bot once, and first what the engine was the least sure of."""

from datetime import timedelta
from typing import Any

from sqlalchemy import text

MINUTE = timedelta(minutes=1)


def test_one_text_from_many_is_one_example_that_says_how_many(core: Any) -> None:
    for number in range(4):
        words = f"@acme Win a FREE phone now, look here: https://win.example/{number}"
        core.says(core.person(f"bot{number}"), words, (9 - number) * MINUTE, tier="none")
    core.says(core.person("ana"), "what is this", 20 * MINUTE, tier="none")
    board = core.board()
    assert board.set_aside_count == 5
    assert [(aside.member_name, aside.copies, aside.people) for aside in board.set_aside] == [
        ("bot3", 4, 4),
        ("ana", 1, 1),
    ]


def test_many_of_one_person_are_one_example(core: Any) -> None:
    bot = core.person("bot")
    for number in range(3):
        core.says(bot, f"cheap watches number {number}", number * MINUTE, tier="none")
    (aside,) = core.board().set_aside
    assert (aside.text, aside.copies, aside.people) == ("cheap watches number 0", 3, 1)


def test_two_of_one_person_stand_apart(core: Any) -> None:
    bot = core.person("bot")
    for number in range(2):
        core.says(bot, f"cheap watches number {number}", number * MINUTE, tier="none")
    assert [aside.copies for aside in core.board().set_aside] == [1, 1]


def test_the_least_sure_comes_first_so_that_a_wrong_one_is_seen(core: Any) -> None:
    for number in range(3):
        core.says(core.person(f"p{number}"), f"text {number}", number * MINUTE, tier="none")
    doubtful = core.says(core.person("ana"), "is this none?", 9 * MINUTE, tier="none")
    core.connection.execute(
        text("update core.tier_assignment set confidence = 0.4 where interaction_id = :number"),
        {"number": doubtful},
    )
    assert core.board().set_aside[0].text == "is this none?"
