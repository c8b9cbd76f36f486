"""Contests: who takes part, and a draw that others can compute again with nothing but a shell."""

import subprocess
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.core.contest import Candidate, Terms, digest, draw, entrants, judge, published

OPENS, CLOSES = datetime(2026, 6, 8, tzinfo=UTC), datetime(2026, 6, 27, tzinfo=UTC)
TERMS = Terms(OPENS, CLOSES)
IDS = st.sets(st.text(st.characters(exclude_categories=("C", "Z")), min_size=1, max_size=30), max_size=40)


def candidate(number: int = 1, **values: Any) -> Candidate:
    """An entry that takes part, by a member of its own, unless `values` say otherwise."""
    plain: dict[str, Any] = {
        "interaction_id": number, "platform": "bluesky", "native_id": f"at://{number}", "kind": "mention",
        "occurred_at": OPENS + timedelta(hours=number), "permalink": None, "text": "#cup", "member_id": number,
        "name": "Ana", "handle": f"p{number}", "names": [f"p{number}", f"did:{number}"], "is_own": False,
        "is_bot": False, "is_blocked": False, "is_deleted": False, "tier": "T3", "reasons": ["shows something"],
        "is_tagged_late": False, "follows": None,
    }  # fmt: skip
    return Candidate(**plain | values)


@pytest.mark.parametrize(
    ("values", "reason"),
    [
        ({}, None),
        ({"tier": None}, None),
        ({"is_own": True}, "the brand's own account"),
        ({"is_bot": True}, "a bot"),
        ({"names": ["ines", "did:1"]}, "left out by name: ines"),
        ({"is_deleted": True}, "deleted"),
        ({"is_blocked": True}, "blocked"),
        ({"tier": "none", "reasons": ["advertises"]}, "tier none (advertises)"),
        ({"occurred_at": OPENS - timedelta(microseconds=1)}, "before it opened"),
        ({"occurred_at": OPENS}, None),
        ({"occurred_at": CLOSES - timedelta(microseconds=1)}, None),
        ({"occurred_at": CLOSES}, "after it closed"),
        ({"is_tagged_late": True}, "the hashtag was added after it closed"),
        ({"native_id": "a\nb"}, "its id cannot be published"),
    ],
)
def test_what_does_not_take_part_says_why(values: dict[str, Any], reason: str | None) -> None:
    terms = Terms(OPENS, CLOSES, excluded=("@Ines",))
    assert [entry.reason for entry in judge([candidate(**values)], terms)] == [reason]


@pytest.mark.parametrize(
    ("follows", "reason", "is_noted"),
    [(True, None, False), (None, None, True), (False, "stopped following", False)],
)
def test_only_who_is_known_to_have_stopped_following_is_left_out(
    follows: bool | None, reason: str | None, is_noted: bool
) -> None:
    (entry,) = judge([candidate(follows=follows)], Terms(OPENS, CLOSES, must_follow=True))
    assert (entry.reason, bool(entry.note)) == (reason, is_noted)


def test_a_person_takes_part_once_with_the_first_entry_that_may() -> None:
    entries = judge(
        [candidate(3, member_id=7), candidate(2, member_id=7), candidate(1, member_id=7, is_deleted=True)],
        TERMS,
    )
    assert [(e.candidate.interaction_id, e.reason is None) for e in entries] == [
        (1, False),
        (2, True),
        (3, False),
    ]
    assert entrants(entries) == ("bluesky:at://2",)


@given(st.permutations([candidate(n, member_id=n % 4, is_deleted=n == 2) for n in range(9)]))
def test_the_order_of_arrival_changes_nobodys_verdict(candidates: list[Candidate]) -> None:
    assert judge(candidates, TERMS) == judge(sorted(candidates, key=lambda c: c.interaction_id), TERMS)


@given(IDS, st.integers(1, 50))
def test_a_draw_is_the_same_whatever_the_order_and_draws_nobody_twice(ids: set[str], winners: int) -> None:
    drawn = draw(sorted(ids), "04-11-23", winners)
    assert drawn == draw(sorted(ids, reverse=True), "04-11-23", winners)
    assert len(set(drawn)) == len(drawn) == min(winners, len(ids))
    assert set(drawn) <= ids
    assert draw(ids, "04-11-23", winners + 1)[:winners] == drawn  # one more winner takes nobody's place


@given(IDS, st.text(st.characters(exclude_categories=("C", "Z")), min_size=1))
def test_who_does_not_win_changes_nothing_by_not_taking_part(ids: set[str], seed: str) -> None:
    winners = draw(ids, seed, 3)
    losers = sorted(ids - set(winners))
    assert draw(ids - set(losers[:2]), seed, 3) == winners


def test_everybody_is_drawn_about_as_often() -> None:
    ids = [f"x:{n}" for n in range(10)]
    first = Counter(draw(ids, f"seed {n}", 1)[0] for n in range(4000))
    # 400 each; 16.92 is the 95 % point of chi-square with 9 degrees of freedom
    assert sum((first[each] - 400) ** 2 / 400 for each in ids) < 16.92


@pytest.mark.parametrize("seed", ["", "  ", "a\nb", "a\x00"])
def test_a_seed_that_cannot_be_written_down_is_refused(seed: str) -> None:
    with pytest.raises(ValueError, match="printable"):
        draw(["x:1"], seed, 1)


def test_a_shell_computes_the_digest_and_the_winners_from_what_is_published(tmp_path: Path) -> None:
    ids = [f"bluesky:at://did:plc:{n * 7919 % 1000:03}/Ünï" for n in range(60)]
    (tmp_path / "entrants.txt").write_text(published(ids), encoding="utf-8")
    documented = (Path(__file__).parents[2] / "docs" / "contests.md").read_text(encoding="utf-8")
    script = documented.split("```sh\n")[1].split("```")[0]
    told = subprocess.run(
        ["bash", "-c", script], cwd=tmp_path, capture_output=True, text=True, check=True,
        env={"SEED": "04-11-23-31", "WINNERS": "5", "PATH": "/usr/bin:/bin"},
    ).stdout.splitlines()  # fmt: skip
    assert told[0].split()[0] == digest(ids)
    assert [line.split(" ", 1)[1] for line in told[1:]] == list(draw(ids, "04-11-23-31", 5))
