"""What the sandbox reports about posts and followers: cumulative counts, once a day.

The counts of a post are those of its events up to the moment, and so agree with what is collected; views
and clicks are a function of them. Followers are counted from the follows and unfollows of `events.follows`.
"""

from collections import Counter
from collections.abc import Callable, Iterator
from functools import partial

from connectors.sandbox.days import OwnPost, own_posts, post_events
from connectors.sandbox.dice import mix
from connectors.sandbox.events import (
    FOLLOW_PERIOD,
    UNFOLLOW_LAGS,
    follows,
    follows_brand,
    unfollows_after,
)
from connectors.sandbox.world import DAY, World

SNAPSHOT_HOUR = 5
"""Counts are as of 05:00 UTC."""
POST_DAYS = 10
"""A post's counts are reported for this many days."""


def post_counts(world: World, start: int, end: int) -> Iterator[tuple[str, int, dict[str, int]]]:
    """(post, second, counts) for each snapshot from second `start` to before `end`."""
    for at in snapshot_times(world, start, end):
        today = world.day_of(at)
        for day in range(max(0, today - POST_DAYS), today + 1):
            for post in own_posts(world, day):
                if post.at < at:
                    yield post.id, at, counts_of(world, day, post, at)


def counts_of(world: World, day: int, post: OwnPost, at: int) -> dict[str, int]:
    """The counts of the post as of second `at`."""
    happened: Counter[str] = Counter()
    for events in post_events(world, day, post):
        for event in events:
            if event.at <= at and event.id != post.id and event.what != "edit":
                is_on_post = event.what != "reaction" or event.parent == post.id
                happened[event.what if is_on_post else ""] += 1
    reactions = happened["reaction"] + happened["poll_vote"]
    heat = reactions + 3 * happened["message"] + 5 * happened["share"]
    reach = 40 + heat * (18 + post.salt % 9) + _ripened(post, at)
    return {
        "reactions": reactions,
        "comments": happened["message"],
        "shares": happened["share"],
        "saves": heat // (5 + post.salt % 4),
        "clicks": heat // 2 + reach // 60,
        "reach": reach,
        "impressions": reach + reach * (20 + post.salt % 30) // 100,
    }


def audience_counts(world: World, start: int, end: int) -> Iterator[tuple[int, dict[str, int]]]:
    """(second, counts of the brand's account) for each snapshot from second `start` to before `end`."""
    for at in snapshot_times(world, start, end):
        today = world.day_of(at)
        begun = [event for event in follows(world, today) if event.at < at]
        change = sum(1 if event.what == "follow" else -1 for event in begun)
        yield at, {"followers": followers_before(world, today) + change, "following": 180 + today // 9}


def followers_before(world: World, day: int) -> int:
    """Followers at the beginning of the day: those of old, and who came and stayed since."""
    came = _count(world, day, follows_brand)
    left = sum(_count(world, day - lag, partial(_leaves_after, lag)) for lag in UNFOLLOW_LAGS)
    return 3 * world.members + mix(world.seed, 77) % 97 + came - left


def _leaves_after(lag: int, member: int) -> bool:
    return unfollows_after(member) == lag


def _count(world: World, day: int, is_one: Callable[[int], bool]) -> int:
    """How many of the members who arrived before the day are such; `is_one` repeats every FOLLOW_PERIOD."""
    if day <= 0:
        return 0
    first, end = world.regulars, world.arrivals(day).start
    periods, rest = divmod(end - first, FOLLOW_PERIOD)
    whole = sum(map(is_one, range(FOLLOW_PERIOD))) if periods else 0
    return periods * whole + sum(map(is_one, range(end - rest, end)))


def snapshot_times(world: World, start: int, end: int) -> Iterator[int]:
    """The moments of snapshots from second `start` to before `end`, none before the world's second day."""
    for day in range(max(1, world.day_of(start)), world.day_of(end - 1) + 1):
        at = world.epoch + day * DAY + SNAPSHOT_HOUR * 3600
        if start <= at < end:
            yield at


def _ripened(post: OwnPost, at: int) -> int:
    """Views that leave no trace, growing for three days."""
    return int((200 + post.salt % 700) * min(1.0, (at - post.at) / (3 * DAY)))
