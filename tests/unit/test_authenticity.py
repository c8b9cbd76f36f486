"""Does a reply sound like a person who read the message?"""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.authenticity import check, similarity

QUESTION = "When will the blue mug be back? I broke mine on Sunday."
ANSWER = "The blue mug is back on Tuesday, Ada; I have put one aside, so your Sunday breakfast is safe."


def test_an_answer_to_what_they_said_is_authentic() -> None:
    assert check(
        ANSWER, ["Your parcel left Leeds this morning, it should ring tomorrow."], QUESTION
    ).is_authentic


def test_the_same_reply_with_another_name_is_noticed() -> None:
    verdict = check(ANSWER.replace("Ada", "Bob"), [ANSWER], QUESTION)
    assert verdict.similarity > 0.9
    assert verdict.warnings == (f"almost the same as a recent reply ({verdict.similarity:.0%} alike)",)


def test_only_the_last_fifty_replies_count() -> None:
    others = [
        f"{word} is something else entirely, number {n}" for n, word in enumerate(["Tea", "Bread"] * 25)
    ]
    assert check(ANSWER, [ANSWER, *others], QUESTION).is_authentic


@pytest.mark.parametrize(
    "text", ["Great post!", "Thanks for reaching out, have a great day!", "Vielen Dank für Ihre Nachricht."]
)
def test_a_stock_phrase_alone_is_not(text: str) -> None:
    assert any("stock phrase" in w for w in check(text, [], None).warnings)


def test_a_stock_phrase_inside_a_real_answer_is_let_pass() -> None:
    assert check("Thanks for reaching out. " + ANSWER, [], QUESTION).is_authentic


def test_a_reply_that_takes_up_nothing_is_noticed() -> None:
    assert check("We are always here, whatever happens.", [], QUESTION).warnings == (
        "nothing that refers to what they said",
    )


def test_a_message_that_says_nothing_needs_no_reference() -> None:
    assert check("Any time, Ada.", [], "ok 👍").is_authentic


def test_short_replies_are_alike_by_nature() -> None:
    assert check("Any time, Ada!", ["Any time, Bob!"], None).similarity == 0


@given(st.text(), st.text())
def test_likeness_is_symmetric_and_between_0_and_1(a: str, b: str) -> None:
    assert 0 <= similarity(a, b) <= 1
    assert similarity(a, b) == pytest.approx(similarity(b, a))
