"""Two profiles that a person says are one: figures and lists follow, other brands do not, and it can be undone."""

from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

import pytest
from community import marts_rows
from typer.testing import CliRunner

from deployments.cli import app
from tasks import marts, people

Day = Callable[..., datetime]
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)
MESSAGES = [
    ("1", "", "ann", "False", "2026-02-03T09:00:00Z", "My invoice is wrong, when will you refund me?"),
    ("2", "", "ann_at_work", "False", "2026-02-03T11:00:00Z", "Nobody answers: when will you refund me?"),
    ("3", "2", "acme", "True", "2026-02-03T12:00:00Z", "Today, sorry about the wait!"),
    ("4", "", "ann_at_work", "False", "2026-02-05T11:00:00Z", "It has come, thank you"),
    ("5", "", "bob", "False", "2026-02-06T09:00:00Z", "what a lovely shop"),
]
ANN, AT_WORK = "export:ann", "export:Ann_At_Work"
PEOPLE = "select count(distinct member_id) from marts.member_day where brand = 'acme'"


@pytest.fixture
def acme(community: Any, day: Day) -> Any:
    community.write(MESSAGES)
    community.bring_in(day(1), day(10))
    return community


def compute(acme: Any, day: Day, **more: Any) -> dict[str, list[tuple[object, ...]]]:
    with acme.engine.begin() as connection:
        marts.recompute(connection, "acme", day(10), **more)
        return marts_rows(connection, "acme")


def test_figures_count_them_as_one_and_are_those_of_marts_made_anew(acme: Any, day: Day) -> None:
    assert acme.rows(PEOPLE) == [(3,)]
    people.merge(acme.engine, "acme", (ANN, AT_WORK), "ada", NOW)
    merged = compute(acme, day)
    assert acme.rows(PEOPLE) == [(2,)]
    assert merged == compute(acme, day, everything=True)


def test_undone_everything_is_as_it_was(acme: Any, day: Day) -> None:
    before = compute(acme, day)
    number = people.merge(acme.engine, "acme", (ANN, AT_WORK), "ada", NOW)
    assert compute(acme, day) != before
    assert people.split(acme.engine, "acme", number, NOW) == 1
    assert compute(acme, day) == before
    assert people.merges(acme.engine, "acme") == []


def test_what_a_later_merge_moved_on_is_undone_after_that_one(acme: Any) -> None:
    first = people.merge(acme.engine, "acme", (ANN, AT_WORK), "ada", NOW)
    second = people.merge(acme.engine, "acme", (ANN, "export:bob"), "ada", NOW)
    with pytest.raises(people.NoSuchMerge):
        people.split(acme.engine, "acme", first, NOW)
    assert people.split(acme.engine, "acme", second, NOW) == 2
    assert people.split(acme.engine, "acme", first, NOW) == 1


def test_who_cannot_be_meant_is_refused_in_words(acme: Any) -> None:
    for other, words in (
        ("export:nobody", "nobody is known"),
        ("export:acme", "nobody is known"),  # the brand itself is nobody's profile
        ("ann", "nobody is known"),
        ("export:ANN", "one person already"),
    ):
        with pytest.raises(ValueError, match=words):
            people.merge(acme.engine, "acme", (ANN, other), "ada", NOW)


def test_nothing_of_another_brand_is_merged(acme: Any, day: Day) -> None:
    acme.write(MESSAGES, "bolt")
    acme.bring_in(day(1), day(10), "bolt")
    people.merge(acme.engine, "bolt", (ANN, AT_WORK), "ada", NOW)
    compute(acme, day)
    assert acme.rows(PEOPLE) == [(3,)]


def test_the_commands_merge_list_and_undo(acme: Any) -> None:
    def call(*arguments: str) -> str:
        result = CliRunner().invoke(app, ["--config", acme.config, "triage", *arguments])
        assert result.exit_code == 0, result.output
        return result.stdout

    assert "are one person: merge 1" in call("merge", ANN, AT_WORK, "--by", "ada")
    assert "export:ann = export:ann_at_work" in call("merges")
    assert "merge 1 is undone: 1 profile is another's again" in call("split", "1")
    assert call("merges") == "Nobody was merged.\n"
    assert CliRunner().invoke(app, ["--config", acme.config, "triage", "split", "1"]).exit_code == 1
