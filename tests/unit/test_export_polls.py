"""What an export tells of polls and surveys: sums, and no words that only few people chose."""

from typing import Any

import pytest

from tasks.core.digest.week_campaigns import PollFacts
from tasks.export_read import option_rows


def survey(*options: tuple[str, int], **values: Any) -> PollFacts:
    plain = {"kind": "survey_answer", "platform": "typeform", "question": "How was it?", "permalink": None,
             "people": sum(votes for _, votes in options), "options": options, "native_id": "form/1"}  # fmt: skip
    return PollFacts(**plain | values)


def told(poll: PollFacts) -> dict[str, int]:
    return {row["option"]: row["votes"] for row in option_rows(poll)}


def test_a_surveys_free_text_is_told_by_its_number_of_answers_alone() -> None:
    assert told(survey(*((f"call 555-{n}", 1) for n in range(30)), ("call 555", 4))) == {"": 34}


def test_names_that_a_few_people_share_are_told_by_nobody() -> None:
    assert told(survey(("Ann", 6), *((f"name {n}", 1) for n in range(20)))) == {"": 26}


def test_answers_out_of_a_closed_set_are_told_and_what_was_typed_beside_them_is_not() -> None:
    assert told(survey(("Good", 12), ("Bad", 5), ("Other: call 555", 1), people=20)) == {
        "Good": 12,
        "Bad": 5,
        "": 3,
    }


def test_votes_of_a_form_are_as_answers_of_a_survey_are() -> None:
    assert told(survey(("my number is 555", 1), kind="poll_vote")) == {"": 1}


def test_what_can_be_chosen_under_a_post_of_the_brands_is_told_however_few_chose_it() -> None:
    poll = survey(
        ("Blue", 2),
        ("Green", 1),
        kind="poll_vote",
        native_id="p1",
        permalink="https://x.example/p1",
        people=4,
    )
    assert told(poll) == {"Blue": 2, "Green": 1, "": 1}
    assert {(row["native_id"], row["post"], row["question"]) for row in option_rows(poll)} == {
        ("p1", "https://x.example/p1", "How was it?")
    }


@pytest.mark.parametrize("kind", ["poll_vote", "survey_answer"])
def test_of_what_somebody_else_asks_no_word_and_no_address_is_told(kind: Any) -> None:
    poll = survey(
        ("Blue", 20),
        kind=kind,
        native_id="at://did:plc:ann/post/1",
        permalink="https://x.example/ann",
        is_ours=False,
    )
    (row,) = option_rows(poll)
    assert (row["question"], row["post"], row["option"], row["votes"]) == ("", "", "", 20)
    assert "ann" not in row["native_id"]
    (other,) = option_rows(survey(("Blue", 1), native_id="at://did:plc:ben/post/1", is_ours=False))
    assert row["native_id"] != other["native_id"]
