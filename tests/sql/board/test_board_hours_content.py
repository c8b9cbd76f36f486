"""Hours, posts and counts to mind as the weekly review reads them: of its eight weeks, its brand, its moment."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from connectors.config import Brand
from tasks import marts
from tasks.core.digest.week_engagement import EngagementFlag
from tasks.week_content import read_content, read_engagement
from tasks.week_hours import read_hours

MONDAY = date(2026, 11, 9)
"""Of the week that is reviewed; the board's moment is Tuesday 24 November, 18:00 in London."""
HOUR, DAY = timedelta(hours=1), timedelta(days=1)


@pytest.fixture
def talked(core: Any) -> Any:
    """On Monday 9 November at 10:00: a post with a photo, a comment, an answer, and the member again."""
    ago = core.now - datetime(2026, 11, 9, 10, tzinfo=UTC)
    post = core.posts("New tins", ago)
    core.change(post, media=["photo"], hashtags=["NewTins"])
    asked = core.says(core.person("ana"), "Which size?", ago - HOUR, parent=post, tier="T1")
    core.replies(asked, "Two sizes", ago - 2 * HOUR)
    ana = core.says(core.person("bo"), "Lovely", ago - 3 * HOUR, parent=post, tier="T4")
    core.change(ana, kind="comment")
    core.change(core.says(core.person("x"), "win big", ago - HOUR, parent=post, tier="none"), kind="comment")
    marts.recompute(core.connection, core.brand, core.now)
    return core


def brand_of(core: Any) -> Brand:
    brand: Brand = core.config()
    return brand


def test_hours_are_read_of_the_eight_weeks_and_no_further_than_the_moment(talked: Any) -> None:
    found = read_hours(talked.connection, brand_of(talked), MONDAY, talked.now)
    assert (found.first, found.last) == (date(2026, 9, 21), date(2026, 11, 15))
    assert [found.arrivals(0, hour) for hour in (10, 11, 12, 13)] == [0, 1, 0, 1]
    assert (found.answers(0, 12).numerator, found.answers(0, 12).denominator) == (0, 1)
    before = read_hours(talked.connection, brand_of(talked), MONDAY - timedelta(weeks=1), talked.now)
    assert before.arrived == 0
    early = read_hours(talked.connection, brand_of(talked), MONDAY, talked.now - 14 * DAY)
    assert (early.arrived, early.answered.denominator) == (2, 0)  # the 48 hours were not over


def test_hours_of_days_that_were_not_wholly_collected_are_left_out_and_counted(talked: Any) -> None:
    talked.connection.exec_driver_sql(
        "update marts.metric_daily set value = null, why_unknown = 'bluesky:acme: too old'"
        " where metric = 'arrivals' and day = '2026-11-09'"
    )
    found = read_hours(talked.connection, brand_of(talked), MONDAY, talked.now)
    assert (found.arrived, found.unknown_days) == (0, 1)
    assert found.answered.denominator == 1  # what is known of the answers stays


def test_posts_are_read_once_their_72_hours_are_over(talked: Any) -> None:
    found = read_content(talked.connection, brand_of(talked), MONDAY, talked.now)
    assert (found.posts, found.with_comments) == (1, 1)
    row = talked.connection.exec_driver_sql(
        "select day, media, hashtags, characters, threads, turns, commenters from marts.post_talk"
    ).one()
    assert tuple(row) == (date(2026, 11, 12), "photo", ["newtins"], 8, 1, 3, 2)
    assert read_content(talked.connection, brand_of(talked), MONDAY, talked.now - 13 * DAY).posts == 0


def test_what_a_post_drew_is_not_known_where_messages_of_its_days_were_not_collected(talked: Any) -> None:
    cases = [
        ("bluesky:acme", "missing", "messages", 10, 0),
        ("bluesky:other", "unavailable", "messages", 12, 0),  # the comments may have come in there
        ("*", "untracked", "messages", 9, 0),
        ("bluesky:*", "untracked", "messages", 9, 0),
        ("bluesky:other", "untracked", "messages", 9, 1),
        ("mastodon:acme", "missing", "messages", 10, 1),
        ("bluesky:acme", "missing", "counts", 10, 1),
        ("bluesky:acme", "missing", "messages", 8, 1),
        ("bluesky:acme", "missing", "messages", 13, 1),
    ]
    for account, cause, feed, day, posts in cases:
        row = {"account": account, "cause": cause, "feed": feed, "day": date(2026, 11, day), "reason": "x"}
        talked.put("marts.unknown_day", **row)
        assert read_content(talked.connection, brand_of(talked), MONDAY, talked.now).posts == posts, row
        talked.connection.exec_driver_sql("delete from marts.unknown_day")


def test_nothing_is_read_of_another_brand(talked: Any, other: Any) -> None:
    marts.recompute(other.connection, other.brand, other.now)
    assert read_hours(other.connection, brand_of(other), MONDAY, other.now).counts == ()
    assert read_content(other.connection, brand_of(other), MONDAY, other.now).posts == 0
    assert read_engagement(other.connection, brand_of(other), MONDAY, other.now).flags == ()


def test_counts_to_mind_are_told_by_account_with_their_reason(core: Any) -> None:
    def post(native: str, at: datetime) -> int:
        return int(
            core.put(
                "core.post", "post_id", platform="bluesky", native_id=native, account="bluesky:acme",
                author_profile_id=core.own, kind="post", is_own=True, published_at=at, collected_at=core.now,
                content_hash=b"x",
            )
        )  # fmt: skip

    start = datetime(2026, 11, 2, 9, tzinfo=UTC)
    snapshots = [
        (post("a", start), [(0, 5), (7, 9), (8, 4)]),  # days missing before the 9th, and a fall on the 10th
        (post("b", start - 20 * DAY), [(9, 70)]),  # first seen when it was 29 days old
        (post("c", start - 9 * DAY), [(-8, 1), (10, 8)]),  # 18 days without a snapshot
    ]
    for number, counts in snapshots:
        for days, reactions in counts:
            core.put(
                "core.post_snapshot", post_id=number, captured_at=start + days * DAY, reactions=reactions
            )
    found = read_engagement(core.connection, brand_of(core), MONDAY, core.now)
    assert found.flags == tuple(
        EngagementFlag("bluesky:acme", flag, 1, 1, lost, 4)  # type: ignore[arg-type]
        for flag, lost in (("days_missing", 0), ("fell", 5), ("first_seen_late", 0), ("gap_too_long", 0))
    )
    early = read_engagement(core.connection, brand_of(core), MONDAY, start + 7 * DAY)
    assert [(f.flag, f.known) for f in early.flags] == [("days_missing", 1)]
