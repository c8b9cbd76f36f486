"""The review's section of what was on: nothing is told as known, or as a change, that is not."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from tasks.core.digest.board import Week
from tasks.core.digest.marks import Mark
from tasks.core.digest.material import Material
from tasks.core.digest.rates import Rate
from tasks.core.digest.view import Facts, Lines, Section, Table
from tasks.core.digest.week_campaigns import (
    CampaignFacts,
    ContestFacts,
    Gained,
    PollFacts,
    Talk,
    WeekCampaigns,
)
from tasks.core.digest.weekly_campaigns import campaigns_section

MONDAY = date(2026, 11, 16)
KETTLE = CampaignFacts(
    name="Kettle <b>", first=MONDAY, until=None, days=7, reach=Gained(12_345, 3, 4), clicks=Gained(None, 0, 4),
    talk=Talk(messages=40, threads=12, depth_mean=1.5, people=30, newcomers=9, rated=38, positive=20, negative=2),
    volumes=tuple((20 + n % 3, 10 + n % 2) for n in range(14)),
    people_during=Rate(30, 100), people_before=Rate(10, 100),
)  # fmt: skip


@pytest.fixture
def section(empty: Callable[..., Material]) -> Callable[..., Section]:
    def make(**facts: Any) -> Section:
        week = Week(MONDAY, MONDAY + timedelta(days=7))
        return campaigns_section(empty(), replace(week, campaigns=WeekCampaigns(**facts)))

    return make


def facts_of(section: Section) -> dict[str, tuple[str, str]]:
    blocks = [block for block in section.blocks if isinstance(block, Facts)]
    return {fact.label: (fact.value, fact.note) for block in blocks for fact in block.facts}


def lines_of(section: Section) -> list[str]:
    blocks = [block for block in section.blocks if isinstance(block, Lines)]
    return [f"{line.lead}: {line.text} ({line.note})" for block in blocks for line in block.lines]


def test_a_week_with_nothing_on_is_one_quiet_line(section: Callable[..., Section]) -> None:
    assert not section().blocks
    assert section().quiet


def test_a_campaign_shows_what_is_known_of_how_many_posts_and_what_is_not(
    section: Callable[..., Section],
) -> None:
    facts = facts_of(section(campaigns=(KETTLE,)))
    assert facts["Reach"] == ("12,345", "added up over posts, 3 of 4 posts")
    assert facts["Clicks"] == ("not known", "no count of its 4 posts")
    assert facts["Seen"] == ("not known", "none of your posts is in it")
    assert facts["People"] == ("30", "30 % of 30 for the first time")
    assert facts["Feeling"][0] == "positive 53 % (95 %: 37 to 68 %)"


def test_more_during_a_campaign_is_said_where_the_interval_says_so_and_never_as_growth(
    section: Callable[..., Section],
) -> None:
    value, note = facts_of(section(campaigns=(KETTLE,)))["Came in a day"]
    assert value == "+10"
    assert note.endswith("14 days, same weekdays before it; not growth")
    same = replace(KETTLE, volumes=tuple((10 + n % 3, 11 - n % 3) for n in range(14)))
    assert facts_of(section(campaigns=(same,)))["Came in a day"][0] == "no clear change"
    few = replace(KETTLE, volumes=KETTLE.volumes[:3])
    assert facts_of(section(campaigns=(few,)))["Came in a day"][1].endswith("too few to be sure")


def test_a_burst_stands_with_what_it_fell_on(section: Callable[..., Section]) -> None:
    burst = Mark(MONDAY, MONDAY, "Launch", "burst", 240, 90.0)
    before = replace(burst, first=MONDAY - timedelta(days=1), last=MONDAY - timedelta(days=1))
    (line,) = lines_of(section(marks=(before, burst)))
    assert line == "Burst: 240 came in where 90 are usual, on Launch (16 Nov; not read as growth)"


@pytest.mark.parametrize(
    ("closes", "listed", "draws", "said"),
    [
        (3, False, 0, "open until"),
        (-3, False, 0, "closed, not drawn yet; next: rapport contest close"),
        (-3, True, 0, "closed, not drawn yet; next: rapport contest draw"),
        (-3, True, 1, "closed, drawn"),
        (-3, True, 2, "closed, drawn 2 times"),
    ],
)
def test_a_contest_says_what_comes_next(
    section: Callable[..., Section], closes: int, listed: bool, draws: int, said: str
) -> None:
    moment = datetime(2026, 11, 24, 8, tzinfo=UTC) + timedelta(days=closes)
    contest = ContestFacts("Cup", moment - timedelta(days=9), moment, 9, 1, (("a bot", 8),), listed, draws)
    found = section(contests=(contest,))
    (line,) = lines_of(found)
    assert line.startswith(f"Cup: 1 person {'takes' if closes > 0 else 'took'} part, 9 entries in all")
    assert said in line
    assert [table.rows for table in found.detail if isinstance(table, Table)] == [(("a bot", "8"),)]


def test_a_poll_says_shares_of_known_votes_and_how_many_are_not(section: Callable[..., Section]) -> None:
    poll = PollFacts("poll_vote", "bluesky", "Green\u202e or\nblue?", None, 30, (("Green", 15), ("Blue", 10)))
    few = replace(poll, people=3, options=(("Green", 3),))
    unknown = replace(poll, people=4, options=())
    assert lines_of(section(polls=(poll, few, unknown))) == [
        "Green or blue?: Green 60 %, Blue 40 %, 5 whose choice is not known (Bluesky, 30 votes, one a person)",
        "Green or blue?: Green 3 of 3 (Bluesky, 3 votes, one a person)",
        "Green or blue?: what they chose is not known (Bluesky, 4 votes, one a person)",
    ]


def test_a_question_answered_in_everybodys_own_words_has_no_table_of_all_of_them(
    section: Callable[..., Section],
) -> None:
    options = (("Tea", 9), *((f"word {n}", 1) for n in range(299)))
    found = section(polls=(PollFacts("survey_answer", "typeform", "Anything else?", None, 308, options),))
    (rows,) = (table.rows for table in found.detail if isinstance(table, Table))
    assert (len(rows), rows[0][:2], rows[-1][:2]) == (21, ("Tea", "9"), ("280 more", "280"))
