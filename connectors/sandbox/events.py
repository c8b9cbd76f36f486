"""What happens in the sandbox: one conversation at a time, as plain events without their words.

The words are put to an event only when somebody asks for its window (see `phrases`).
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from random import Random
from typing import Literal, NamedTuple

from connectors.sandbox.dice import mix
from connectors.sandbox.people import BRAND, SPAMMERS, member
from connectors.sandbox.world import CARRY_DAYS, DAY, World

What = Literal["message", "reaction", "share", "poll_vote", "follow", "edit", "deletion"]


class Event(NamedTuple):
    """One thing that happens at second `at`. `intent` and `salt` decide its words; `to` is whom it addresses.

    For an edit or a deletion `id` is that of the thing edited or deleted.
    """

    at: int
    what: What
    id: str
    author: int
    kind: str
    parent: str | None
    root: str | None
    post: str | None
    intent: str
    salt: int
    to: int = BRAND
    media: str | None = None
    lang: str = "en"
    first_at: int = 0
    """For an edit: when the message was written."""


ASKS = frozenset({
    "late_parcel", "broken_gear", "subscription", "product_question", "brew_question", "shipping_question",
    "taste_complaint", "wish", "dm_order", "dm_wholesale", "review_bad", "event_question", "comment_question",
})  # fmt: skip
WARM = frozenset(
    {"praise", "story", "review_good", "event_praise", "quote_share", "comment_opinion", "comment_praise"}
)
SHOWS = frozenset({"ugc", "event_ugc"})
NOISE = frozenset({"spam", "off_topic"})
WANTS_WORDS = ASKS | WARM | SHOWS | {"friend_tag"}
CASES = frozenset({"late_parcel", "broken_gear", "subscription", "dm_order"})
"""Conversations in which the brand asks for an order number before it can help."""
WORDY = frozenset({
    "thanks_detail", "thanks_case", "thanks_peer", "banter", "peer_help", "peer_agree", "me_too", "followup",
    "still_broken", "gives_data",
})  # fmt: skip
"""What is said further down a conversation that the brand usually answers in words, and not with a like."""
ABOUT_COFFEE = frozenset({"brew_question", "product_question", "comment_question"})
GRIEVANCES = CASES | {"taste_complaint", "review_bad"}


@dataclass(slots=True)
class Conversation:
    """Grows a conversation from its first message: peers, the brand's answer, thanks, doubts, edits, likes."""

    world: World
    roll: Random
    day: int
    id: str
    salt: int
    post: str | None = None
    lang: str = "en"
    events: list[Event] = field(default_factory=list)

    def grow(self, at: int, author: int, kind: str, intent: str) -> list[Event]:
        """All events of the conversation that `author` starts, in order of time."""
        roll, self.lang = self.roll, member(self.world.seed, author).lang
        media = _media(roll, intent)
        root = self._say(at, author, kind, intent, None, media=media)
        if intent in NOISE:
            self._maybe_delete(root, 0.92 if intent == "spam" else 0.7)
            return self.events
        peer_at = self._peers(root, intent)
        self._applause(root, intent)
        if roll.random() < self._chance_of_answer(intent):
            self._answered(root, intent, peer_at)
        elif intent in WANTS_WORDS and roll.random() < 0.9:
            self._answered(root, intent, at + int((22 + 40 * roll.random()) * 3600))
        elif intent not in ASKS and roll.random() < 0.96:
            self._react(self._answer_time(at, 1.0), BRAND, root)
        self._looked_after(root)
        if roll.random() < 0.03:
            self._edit(root)
        else:
            self._maybe_delete(root, 0.015)
        end = self.world.epoch + (self.day + 1 + CARRY_DAYS) * DAY
        return sorted((event for event in self.events if event.at < end), key=_time_of)

    def _say(
        self, at: int, author: int, kind: str, intent: str, parent: Event | None, *, media: str | None = None
    ) -> Event:
        number = len(self.events)
        event = Event(
            at, "message", f"{self.id}.{number}" if number else self.id, author, kind,
            parent.id if parent else None, self.id, self.post, intent, self.salt,
            parent.author if parent else BRAND, media, self.lang,
        )  # fmt: skip
        self.events.append(event)
        return event

    def _react(self, at: int, author: int, target: Event) -> None:
        self.events.append(
            Event(at, "reaction", f"{self.id}.{len(self.events)}", author, "reaction", target.id, self.id,
                  self.post, "", self.salt, target.author)
        )  # fmt: skip

    # ------------------------------------------------------------ the community

    def _peers(self, root: Event, intent: str) -> int | None:
        """Other members who join in; returns when somebody helped, if so."""
        roll = self.roll
        if root.kind in {"direct_message", "story_reply"}:
            return None
        helped = None
        chance, words = (0.16, "peer_help") if intent in ASKS else (0.18, "peer_agree")
        if intent in CASES:
            chance, words = 0.1, "me_too"
        at, parent = root.at, root
        while roll.random() < chance:
            at += 240 + int(roll.expovariate(1 / 7000))
            parent = self._say(
                at, self._other(root.author), "reply", words, parent if roll.random() < 0.4 else root
            )
            helped = at if words == "peer_help" else helped
            chance *= 0.6
            if words == "peer_help" and roll.random() < 0.5:
                at += 120 + int(roll.expovariate(1 / 3000))
                parent = self._say(at, root.author, "reply", "thanks_peer", parent)
        return helped

    def _applause(self, root: Event, intent: str) -> None:
        roll = self.roll
        chance = 0.74 if intent in SHOWS else 0.5 if intent in WARM else 0.22
        if root.kind in {"direct_message", "story_reply"}:
            return
        at = root.at
        while roll.random() < chance:
            at += 60 + int(roll.expovariate(1 / 9000))
            self._react(at, self._other(root.author), root)
        if intent in SHOWS or intent in WARM:
            while roll.random() < 0.08:
                at += 60 + int(roll.expovariate(1 / 9000))
                self.events.append(
                    Event(at, "share", f"{self.id}.{len(self.events)}", self._other(root.author), "share", root.id,
                          self.id, self.post, "", self.salt, root.author)
                )  # fmt: skip

    def _other(self, author: int) -> int:
        other = self.world.pick(self.day, self.roll)
        return other if other != author else (other + 1) % self.world.regulars

    # ------------------------------------------------------------ the brand

    def _chance_of_answer(self, intent: str) -> float:
        care = 0.92 if self.world.burst(self.day) > 1.5 or self.world.is_troubled(self.day) else 1.0
        if intent in ASKS:
            return 0.96 * care
        return (
            0.95 if intent in SHOWS else 0.94 if intent in WARM else 0.85 if intent == "friend_tag" else 0.4
        ) * care

    def _answer_time(self, after: int, hours: float) -> int:
        """When the brand answers something of second `after`: usually at work, now and then late at night,
        sometimes after more than a day because it slipped through."""
        roll = self.roll
        if roll.random() < 0.035:
            return self.world.office_time(after + int((24 + 30 * roll.random()) * 3600), roll)
        wanted = after + 180 + int(roll.lognormvariate(0, 1.05) * hours * 3600)
        return wanted if roll.random() < 0.07 else self.world.office_time(wanted, roll)

    def _answered(self, root: Event, intent: str, not_before: int | None) -> None:
        roll, kind = self.roll, "direct_message" if root.kind == "direct_message" else "reply"
        hours = 1.1 if intent in ASKS else 2.0
        at = self._answer_time(max(root.at, not_before or 0), hours)
        answer = self._say(at, BRAND, kind, f"re_{intent}", root)
        mood = roll.random()
        if mood > (0.62 if intent in ASKS else 0.3):
            return
        at += 150 + int(roll.expovariate(1 / (5000 if intent in ASKS else 9000)))
        if intent in CASES and mood < 0.3:
            given = self._say(at, root.author, kind, "gives_data", answer)
            self._settled(given, kind, "re_gives_data", 0.98)
        elif intent in ASKS and mood < 0.4:
            doubt = "still_broken" if intent in CASES or intent == "review_bad" else "followup"
            self._settled(self._say(at, root.author, kind, doubt, answer), kind, f"re_{doubt}", 0.98)
        else:
            self._say(at, root.author, kind, self._thanks(intent), answer)

    def _thanks(self, intent: str) -> str:
        """What somebody says when the brand has answered something of this intent."""
        if intent not in ASKS:
            return "banter"
        if self.roll.random() > 0.35:
            return "thanks_short"
        return (
            "thanks_detail"
            if intent in ABOUT_COFFEE
            else "thanks_case"
            if intent in GRIEVANCES
            else "thanks_short"
        )

    def _settled(self, question: Event, kind: str, intent: str, chance: float) -> None:
        roll = self.roll
        if roll.random() > chance:
            return
        answer = self._say(self._answer_time(question.at, 0.8), BRAND, kind, intent, question)
        if roll.random() < 0.5:
            at = answer.at + 150 + int(roll.expovariate(1 / 4000))
            self._say(at, question.author, kind, "thanks_short", answer)

    def _looked_after(self, root: Event) -> None:
        """What members said after the brand's last word in the conversation: a closing word, or a like."""
        own = [event.at for event in self.events if event.author == BRAND and event.what == "message"]
        last = max(own, default=root.at)
        kind = "direct_message" if root.kind == "direct_message" else "reply"
        for said in [e for e in self.events if e.what == "message" and e.author != BRAND and e.at > last]:
            chance = self.roll.random()
            if said.intent in WORDY or chance < 0.85:
                self._say(self._answer_time(said.at, 0.9), BRAND, kind, "re_close", said)
            elif chance < 0.995:
                self._react(self._answer_time(said.at, 1.5), BRAND, said)

    # ------------------------------------------------------------ second thoughts

    def _edit(self, message: Event) -> None:
        at = message.at + 120 + int(self.roll.expovariate(1 / 7200))
        self.events.append(message._replace(at=at, what="edit", first_at=message.at))

    def _maybe_delete(self, message: Event, chance: float) -> None:
        if self.roll.random() < chance:
            at = message.at + 300 + int(self.roll.expovariate(1 / 30_000))
            self.events.append(message._replace(at=at, what="deletion"))


UNFOLLOW_LAGS = (2, 5, 11, 23, 41)
"""Days after which a follower who leaves does so."""
FOLLOW_PERIOD = 4 * 7 * len(UNFOLLOW_LAGS)
"""Whether a member follows and leaves again depends on the member's number modulo this."""


def follows_brand(member: int) -> bool:
    """Whether the member follows the brand on arriving."""
    return member % 4 != 3


def unfollows_after(member: int) -> int | None:
    """After how many days the member stops following; None: never, or never did follow."""
    leaves = follows_brand(member) and member % 7 == 2
    return UNFOLLOW_LAGS[member // 7 % len(UNFOLLOW_LAGS)] if leaves else None


def follows(world: World, day: int) -> Iterator[Event]:
    """Who follows the brand on the day, and who of those who did before follows no longer."""
    for number in filter(follows_brand, world.arrivals(day)):
        at = world.moment(day, mix(world.seed, number, 21) % 1000 / 1000)
        yield Event(at, "follow", f"f{number}", number, "follow", None, None, None, "", 0)
    for lag in UNFOLLOW_LAGS:
        for number in world.arrivals(day - lag) if day >= lag else ():
            if unfollows_after(number) == lag:
                at = world.moment(day, mix(world.seed, number, 22) % 1000 / 1000)
                yield Event(at, "deletion", f"f{number}", number, "follow", None, None, None, "", 0)


def spammer(salt: int) -> int:
    """An account that advertises once."""
    return SPAMMERS + salt % (1 << 24)


def _media(roll: Random, intent: str) -> str | None:
    if intent in SHOWS:
        return "photo" if roll.random() < 0.8 else "video"
    return "photo" if intent == "broken_gear" and roll.random() < 0.4 else None


def _time_of(event: Event) -> int:
    return event.at
