"""A day of the sandbox: the brand's own posts with what they draw, and what members start by themselves."""

from bisect import bisect
from collections.abc import Iterator
from itertools import accumulate
from typing import NamedTuple

from connectors.sandbox.dice import mix
from connectors.sandbox.events import Conversation, Event, What, follows, spammer
from connectors.sandbox.people import BRAND
from connectors.sandbox.world import CARRY_DAYS, DAY, World

MOST_POSTS = 24
OVERSHOOT = 2
"""By so many events, about, the day's last conversation goes beyond what the day should have."""
_POST_HOURS = (8.25, 12.5, 17.75)
_POST_TOPICS = (
    "new_coffee",
    "brew_tip",
    "behind_scenes",
    "ask_community",
    "farm",
    "workshop",
    "poll",
    "morning",
)

_STARTS: dict[tuple[str, str], float] = {
    ("mention", "late_parcel"): 7, ("mention", "broken_gear"): 4, ("mention", "subscription"): 5,
    ("mention", "product_question"): 7, ("mention", "brew_question"): 7, ("mention", "shipping_question"): 5,
    ("mention", "taste_complaint"): 3, ("mention", "wish"): 5, ("mention", "praise"): 13, ("mention", "story"): 8,
    ("mention", "short"): 10, ("mention", "friend_tag"): 5, ("mention", "spam"): 5, ("mention", "off_topic"): 2,
    ("ugc_post", "ugc"): 10, ("direct_message", "dm_order"): 6, ("direct_message", "dm_wholesale"): 2,
    ("review", "review_good"): 3, ("review", "review_bad"): 1.5, ("story_reply", "short"): 4,
    ("quote", "quote_share"): 4,
}  # fmt: skip
_EVENT_STARTS = {
    ("mention", "event_question"): 26.0, ("ugc_post", "event_ugc"): 16.0, ("mention", "event_praise"): 22.0,
}  # fmt: skip
_COMMENTS = {
    ("comment", "comment_praise"): 30.0, ("comment", "comment_question"): 18.0, ("comment", "comment_short"): 27.0,
    ("comment", "friend_tag"): 11.0, ("comment", "comment_opinion"): 14.0,
}  # fmt: skip


class Choices(NamedTuple):
    """Things to choose from, each with its running total of weight."""

    things: list[tuple[str, str]]
    totals: list[float]

    def at(self, chance: float) -> tuple[str, str]:
        """The thing at `chance` in [0, 1)."""
        return self.things[bisect(self.totals, chance * self.totals[-1])]


def _choices(weights: dict[tuple[str, str], float]) -> Choices:
    return Choices(list(weights), list(accumulate(weights.values())))


_USUAL, _ON_POSTS = _choices(_STARTS), _choices(_COMMENTS)
_AT_EVENTS = _choices(_STARTS | _EVENT_STARTS)
_IN_TROUBLE = _choices(_STARTS | {("mention", "late_parcel"): 22, ("direct_message", "dm_order"): 12})


class OwnPost(NamedTuple):
    """A post of the brand's: its id and moment, what it is about (and which of the sentences for that, so that
    the same words do not come back soon), and how many events it draws."""

    id: str
    at: int
    topic: str
    turn: int
    salt: int
    budget: int


def own_posts(world: World, day: int) -> list[OwnPost]:
    """The brand's posts of the day, in order of time."""
    if day < 0:
        return []
    volume = world.volume(day)
    count = min(MOST_POSTS, max(1, round(volume / 48)))
    posts = []
    for number in range(count):
        salt = mix(world.seed, day, 100 + number)
        hour = _POST_HOURS[(number + day) % 3] if count <= 3 else 7 + 13 * number / count
        at = world.epoch + day * DAY + int(hour * 3600) - world.offset(day) + salt % 1200
        sequence = day * 2 + number
        topic = "event" if world.burst(day) > 1 else _POST_TOPICS[(sequence * 3 + world.seed) % 8]
        popularity = (0.5, 0.8, 1.0, 1.0, 1.7)[(salt >> 30) % 5]
        budget = round(0.46 * volume / count * popularity)
        posts.append(OwnPost(f"p{day}-{number}", at, topic, sequence // 8, salt, budget))
    return sorted(posts, key=lambda post: post.at)


def post_events(world: World, day: int, post: OwnPost) -> Iterator[list[Event]]:
    """The post itself, then what it draws: conversations under it, likes (or votes), shares."""
    media = "poll" if post.topic == "poll" else "photo" if post.salt % 5 else "video"
    yield [Event(post.at, "message", post.id, BRAND, "post", None, post.id, post.id, f"post_{post.topic}:{post.turn}",
                 post.salt, BRAND, media)]  # fmt: skip
    roll = world.dice(day, 1, post.salt)
    spent = number = 0
    while spent < post.budget:
        number += 1
        at = (
            post.at
            + 30
            + int(roll.expovariate(1 / 14_000) if roll.random() < 0.85 else 90_000 * roll.random())
        )
        author, kind = world.pick(day, roll), roll.random()
        if kind < 0.2:
            _, intent = _ON_POSTS.at(roll.random())
            talk = Conversation(world, roll, day, f"{post.id}-{number}", mix(post.salt, number), post.id)
            events = talk.grow(at, author, "comment", intent)
        else:
            what: What = "share" if kind < 0.26 else "poll_vote" if post.topic == "poll" else "reaction"
            asked = f"post_poll_options:{post.turn}" if what == "poll_vote" else ""
            events = [
                Event(
                    at, what, f"{post.id}-{number}", author, what, post.id, post.id, post.id, asked, post.salt
                )
            ]
        spent += len(events)
        yield events


def conversations(world: World, day: int) -> Iterator[list[Event]]:
    """Everything that begins on the day, a conversation at a time (its events may reach into later days)."""
    if day < 0:
        return
    spent = 0
    for post in own_posts(world, day):
        for events in post_events(world, day, post):
            spent += len(events)
            yield events
    coming = list(follows(world, day))
    spent += len(coming)
    yield coming
    roll, number = world.dice(day, 2), 0
    newcomers = iter(world.arrivals(day))
    starts = _AT_EVENTS if world.burst(day) > 1 else _IN_TROUBLE if world.is_troubled(day) else _USUAL
    volume = world.volume(day)
    while spent + OVERSHOOT < volume:
        number += 1
        kind, intent = starts.at(roll.random())
        salt = mix(world.seed, day, 1000 + number)
        at = world.moment(day, roll.random())
        author = spammer(salt) if intent == "spam" else _starter(world, day, roll.random(), newcomers)
        if author is None:
            author = world.pick(day, roll)
        talk = Conversation(world, roll, day, f"{day}-{number}", salt)
        events = talk.grow(at, author, kind, intent)
        spent += len(events)
        yield events


def _starter(world: World, day: int, chance: float, newcomers: Iterator[int]) -> int | None:
    """A newcomer of the day who has not spoken yet, now and then; else None."""
    return next(newcomers, None) if chance < 0.4 else None


def events_between(world: World, start: int, end: int) -> Iterator[Event]:
    """What happens from second `start` to before `end`, a conversation at a time."""
    for day in range(max(0, world.day_of(start) - CARRY_DAYS), world.day_of(end - 1) + 1):
        for events in conversations(world, day):
            for event in events:
                if start <= event.at < end:
                    yield event
