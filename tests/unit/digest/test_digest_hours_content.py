"""Which hours and which posts are named and which are not; and the words of the review's sections."""

import random
from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
import review_talk
from hypothesis import given, settings
from hypothesis import strategies as st

from tasks.core.digest.board import Week
from tasks.core.digest.material import Material
from tasks.core.digest.view import ChartBlock, Facts, Lines, Paragraph, Section, Table
from tasks.core.digest.week_content import LEAST_POSTS, PostTalk, WeekContent, compare
from tasks.core.digest.week_hours import Cell, HourCount, WeekHours
from tasks.core.digest.weekly_content import content_section, engagement_lines
from tasks.core.digest.weekly_hours import hours_section

MONDAY = date(2026, 9, 28)
LONDON = ZoneInfo("Europe/London")
counts = st.lists(
    st.builds(
        lambda week, weekday, hour, arrived, answers, led_on: HourCount(
            MONDAY + timedelta(weeks=week), weekday, hour, arrived, answers, min(led_on, answers)
        ),
        st.integers(0, 7), st.integers(0, 6), st.integers(0, 23), st.integers(0, 30), st.integers(0, 9),
        st.integers(0, 9),
    ),
    max_size=60,
)  # fmt: skip


def in_words(section: Section) -> str:
    """Everything a section says, but its charts."""
    said = [section.quiet]
    for block in (*section.blocks, *section.detail):
        if isinstance(block, Facts):
            said += [f"{fact.label}: {fact.value} ({fact.note})" for fact in block.facts]
        elif isinstance(block, Lines):
            said += [block.heading, *(f"{line.lead} {line.text} ({line.note})" for line in block.lines)]
        elif isinstance(block, Paragraph):
            said.append(block.text)
    return "\n".join(said)


def charts(section: Section) -> list[Any]:
    return [b.chart for b in (*section.blocks, *section.detail) if isinstance(b, ChartBlock)]


def test_the_evening_that_has_more_than_its_part_is_busy_and_an_even_day_is_not() -> None:
    assert [b.cell.hour for b in review_talk.hours(evening=8).busy_hours()] == [19, 20]
    even = tuple(HourCount(MONDAY + timedelta(weeks=w), 2, h, 5) for w in range(8) for h in range(24))
    assert WeekHours(MONDAY, MONDAY, even).busy_hours() == []


def test_one_lively_evening_makes_no_busy_hour() -> None:
    even = [HourCount(MONDAY + timedelta(weeks=w), 2, h, 5) for w in range(8) for h in range(24)]
    burst = HourCount(MONDAY, 4, 20, 400)
    assert WeekHours(MONDAY, MONDAY, (*even, burst)).busy_hours() == []
    assert WeekHours(MONDAY, MONDAY, (*even, burst)).busy_cells() == []


def test_nor_does_one_lively_hour_among_scattered_messages() -> None:
    rng, found = random.Random(3), 0
    for _ in range(20):
        scattered = Counter((w, rng.randrange(7), rng.randrange(8, 22)) for w in range(8) for _ in range(60))
        for w in range(8):  # another hour each week
            scattered[(w, rng.randrange(7), rng.randrange(8, 22))] += 20
        counts = tuple(HourCount(MONDAY + timedelta(weeks=w), d, h, n) for (w, d, h), n in scattered.items())
        found += bool(WeekHours(MONDAY, MONDAY, counts).busy_cells())
    assert found <= 1


def test_an_hour_lively_week_after_week_is_busy_among_scattered_messages() -> None:
    rng = random.Random(3)
    scattered = Counter((w, rng.randrange(7), rng.randrange(8, 22)) for w in range(8) for _ in range(60))
    for w in range(8):
        scattered[(w, 3, 20)] += 5
    counts = tuple(HourCount(MONDAY + timedelta(weeks=w), d, h, n) for (w, d, h), n in scattered.items())
    assert [b.cell for b in WeekHours(MONDAY, MONDAY, counts).busy_cells()] == [Cell(3, 20)]


def test_a_handful_of_messages_tells_no_hours_apart() -> None:
    few = tuple(HourCount(MONDAY + timedelta(weeks=w), 2, 9, 14) for w in range(8))
    assert WeekHours(MONDAY, MONDAY, few).busy_hours() == []


def test_an_hour_whose_answers_lead_on_more_often_is_named_with_both_rates() -> None:
    best, worst = review_talk.hours().leading_hours()
    assert (best.cell, best.rate.numerator, best.rate.denominator) == (Cell(None, 10), 120, 160)
    assert (best.rest.numerator, best.rest.denominator) == (40, 160)
    assert worst.cell == Cell(None, 16)
    assert best.difference.low > 0 > worst.difference.high


def test_answers_that_lead_on_alike_at_all_hours_name_none() -> None:
    assert review_talk.hours(led_on=1).leading_hours() == []


@given(counts)
@settings(max_examples=60, deadline=None)
def test_the_order_of_the_counts_and_splitting_them_change_nothing(found: list[HourCount]) -> None:
    whole = WeekHours(MONDAY, MONDAY, tuple(found))
    split = [replace(c, arrived=0) for c in found] + [replace(c, answers=0, led_on=0) for c in found]
    other = WeekHours(MONDAY, MONDAY, tuple(reversed(split)))
    assert other.busy_hours() == whole.busy_hours()
    assert other.busy_cells() == whole.busy_cells()
    assert other.leading_hours() == whole.leading_hours()
    assert other.answered == whole.answered


def test_photos_that_draw_three_times_the_people_are_clearly_different_and_nothing_else_is() -> None:
    found = review_talk.content()
    assert [(g.trait, g.name) for g in found.clear] == [("media", "photo")]  # what has none is "the others"
    group = found.clear[0]
    assert group.commenters.difference.low > 0
    assert group.depth is not None
    assert not group.depth.difference.is_clear


def test_posts_that_draw_alike_are_not_called_different() -> None:
    found = compare(review_talk.posts(photo_people=2), LONDON, MONDAY, MONDAY)
    assert len(found.groups) > 4
    assert found.clear == ()


def test_a_group_of_three_cases_is_not_compared_and_says_how_few_it_has() -> None:
    posts = review_talk.posts(n=40)
    posts += [replace(post, media="video", commenters=500) for post in posts[:3]]
    found = compare(posts, LONDON, MONDAY, MONDAY)
    assert ("media", "video", 3) in found.few
    assert all(group.name != "video" for group in found.groups)


def test_below_the_least_number_of_posts_there_is_no_mean() -> None:
    found = compare(review_talk.posts(n=LEAST_POSTS - 1), LONDON, MONDAY, MONDAY)
    assert (found.commenters, found.depth, found.groups) == (None, None, ())


def test_hours_of_publishing_are_those_of_the_brands_clock() -> None:
    winter = [
        replace(post, published_at=datetime(2026, 11, 2, 9, tzinfo=UTC)) for post in review_talk.posts(n=20)
    ]
    summer = [
        replace(post, published_at=datetime(2026, 10, 2, 9, tzinfo=UTC)) for post in review_talk.posts(n=25)
    ]
    found = compare([*winter, *summer], LONDON, MONDAY, MONDAY)
    assert [(g.name, g.posts) for g in found.groups if g.trait == "hour"] == [("10", 25)]


@given(st.randoms(use_true_random=False), st.integers(0, 45))
@settings(max_examples=15, deadline=None)
def test_the_order_of_the_posts_changes_nothing(chance: random.Random, n: int) -> None:
    posts = review_talk.posts(n=n)
    mixed = chance.sample(posts, len(posts))
    assert rounded(compare(mixed, LONDON, MONDAY, MONDAY)) == rounded(compare(posts, LONDON, MONDAY, MONDAY))


def rounded(found: WeekContent) -> object:
    """Everything of it that does not come from dealing values anew, which begins with their order."""
    return (
        found.posts, found.with_comments, sorted(found.few), found.commenters, found.depth,
        [(g.trait, g.name, g.posts, g.commenters.group, g.commenters.others) for g in found.groups],
    )  # fmt: skip


def week(**facts: Any) -> Week:
    return Week(start=date(2026, 11, 16), end=date(2026, 11, 23), **facts)


def test_the_hours_say_when_to_be_there_and_what_it_stands_on(rich: Callable[..., Material]) -> None:
    section = hours_section(rich("weekly-review"), week(hours_present=review_talk.hours(evening=8)))
    words = in_words(section)
    assert "Busiest hours: 19:00–21:00 (50 % of 1,792 messages came in these 2 of 24 hours)" in words
    assert "Led on more often: 10:00–11:00 (75 % of 160 answers, at other times 25 % of 160: " in words
    arrivals, answers = charts(section)
    assert len(arrivals.cells) == len(answers.cells) == 7
    assert all(len(row) == 24 for row in (*arrivals.cells, *answers.cells, *answers.counts))
    assert (answers.cells[0][10], answers.counts[0][10], answers.cells[6][10]) == (75.0, 32, None)


def test_the_full_page_has_the_cases_behind_every_cell(rich: Callable[..., Material]) -> None:
    section = hours_section(rich("weekly-review"), week(hours_present=review_talk.hours()))
    table = next(block for block in section.detail if isinstance(block, Table))
    assert next(row for row in table.rows if row[0] == "10:00")[1] == "16 · 24 of 32"


def test_where_the_hours_cannot_tell_the_review_says_so(rich: Callable[..., Material]) -> None:
    few = WeekHours(MONDAY, MONDAY, (HourCount(MONDAY, 0, 9, 12, 5, 3),))
    words = in_words(hours_section(rich("weekly-review"), week(hours_present=few)))
    assert "Busiest hours: cannot be told (12 messages in eight weeks; 120 are needed)" in words
    assert "Best hour to answer: cannot be told (hours need 20 answers each to be told apart)" in words
    assert "Answers that led on: 3 of 5" in words


def test_the_content_says_what_differs_with_both_means_and_n(rich: Callable[..., Material]) -> None:
    section = content_section(rich("weekly-review"), week(content=review_talk.content()))
    words = in_words(section)
    assert "photo: 6.1 people a post, the others 2.3 (3.2 to 4.4 more)" in words
    assert "(30 posts against 30)" in words
    assert "Own posts: 60 (eight weeks, each by its first 72 hours)" in words
    assert charts(section)[0].counts[0] == 60


def test_too_few_posts_are_not_ranked(rich: Callable[..., Material]) -> None:
    few = compare(review_talk.posts(n=3), LONDON, MONDAY, MONDAY)
    section = content_section(rich("weekly-review"), week(content=few))
    words = in_words(section)
    assert "Posts somebody wrote under: 3 (of 3; means are given from 10 posts on)" in words
    assert (
        "Too few posts to tell kinds, media, lengths, hours or hashtags apart: 10 each are needed." in words
    )
    assert charts(section) == []


def test_a_week_without_anything_is_one_quiet_line_each(rich: Callable[..., Material]) -> None:
    material = replace(rich("weekly-review"), figures=replace(rich("weekly-review").figures, ugc_posts=None))
    assert hours_section(material, week()).quiet == "No message came in these weeks."
    assert content_section(material, week()).quiet == "Nothing was posted in these weeks."


def test_hostile_hashtags_and_kinds_stay_one_short_line_and_out_of_the_chart(
    rich: Callable[..., Material],
) -> None:
    hostile = "<script>$\\frac" + "x" * 200
    posts: list[PostTalk] = [
        replace(post, hashtags=(hostile,) if n % 2 else (), kind=f"{hostile}{n % 2}")
        for n, post in enumerate(review_talk.posts())
    ]
    section = content_section(rich("weekly-review"), week(content=compare(posts, LONDON, MONDAY, MONDAY)))
    assert "x" * 40 not in in_words(section)
    assert hostile[:8] not in repr(charts(section))


@pytest.mark.parametrize(
    ("place", "words"),
    [
        (0, "instagram:acme: 2 of 96 counts, of 1 post, fell by 14 in all; counted as no gain"),
        (1, "instagram:acme: 18 of 96 counts, of 2 posts, came after days without a snapshot; "
            "what was gained then stands on the later day"),
    ],
)  # fmt: skip
def test_counts_to_take_with_care_are_said_with_what_was_done_about_them(place: int, words: str) -> None:
    assert engagement_lines(week(engagement=review_talk.engagement()))[place].text == words
