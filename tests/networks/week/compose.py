"""Writes events.csv, the week of a brand: `python tests/networks/week/compose.py`. A test fails while the two differ.

Everything is drawn from texts of our own with one seed. No two events are nearer than four seconds, so that a network
which writes whole seconds, or takes one for each act, keeps their order.
"""

import csv
import io
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field, fields
from pathlib import Path
from random import Random

DAY = 86_400
WEEK = 7 * DAY
FILE = Path(__file__).parent / "events.csv"
PEOPLE = [
    f"{first}{last}"
    for first in ("ann", "bo", "cem", "dina", "eve", "finn", "gita", "hugo", "ines", "jun")
    for last in ("_ash", "_berg", "_cole", "_dahl", "_elm", "_frost", "_gray", "_holm", "_iris", "_jade")
]
SAID = {
    "post": (
        "The winter {x} is here",
        "Behind the counter: how we {y}",
        "What shall we roast next, {x} or {x}?",
        "Open late on Friday, with {x} & cake",
        "New on the shelf: {x}",
        "We tried to {y}. Here is what came of it",
    ),
    "comment": (
        "How long does the {x} keep?",
        "I love this {x} 😍",
        "Mine arrived broken, what now?",
        "When can I {y}?",
        "So good to see how you {y}",
        "Is the {x} vegan?",
        "First! And thanks for the {x}",
        "<3 this, 10/10 & more",
    ),
    "reply": (
        "Same here, the {x} went fast",
        "You could {y} instead",
        "Really? Mine was fine",
        "Thank you, that helps!",
        "I asked that, too: {x} keeps for weeks",
        "Which one did you take?",
        "No idea, but the {x} is worth it",
    ),
    "answer": (
        "Write to us with your order number, we will see to it",
        "It keeps for six weeks, the {x} for eight",
        "You can {y} from Monday on",
        "Thank you for the kind words about the {x}",
        "Yes, it is; enjoy!",
    ),
    "mention": (
        "@brand do you ship the {x} to Norway?",
        "Had the best {x} today, thanks @brand",
        "@brand I waited an hour",
        "If you want to {y}, ask @brand",
        "Nobody makes {x} like @brand",
    ),
    "ugc": (
        "My {x} by @brand, in the morning light",
        "Look what I made with the {x} of @brand",
        "@brand on our table",
    ),
    "hashtag": (
        "This {x} tastes of holidays #blend",
        "We {y} all weekend #blend",
        "Sunday, {x}, a book #blend",
    ),
    "quote": (
        "Go and {y}, they say. I did: worth it",
        "This {x} again! So good",
        "I would not trust the {x} here",
    ),
    "message": (
        "Hello, where is my parcel with the {x}?",
        "My order has not come yet",
        "Can I {y} for a group of ten?",
        "Thanks, that was quick!",
        "One more thing: is the {x} ground?",
    ),
    "word": (
        "Hello! We are looking into it",
        "It left us yesterday; here is the number",
        "With pleasure, when would suit?",
    ),
}
THINGS = (
    "espresso",
    "house blend",
    "cold brew",
    "filter coffee",
    "decaf",
    "cocoa",
    "chai",
    "orange peel",
    "rye loaf",
)
DEEDS = ("roast at home", "come by", "grind it finer", "learn to pour", "order in bulk", "weigh every cup")


@dataclass
class Event:
    """One thing that happened: `by` whom, to what (`to`: an event; of a message the person), `second` of the week."""

    second: int
    act: str
    by: str
    id: str = ""
    to: str = ""
    text: str = ""
    photo: str = ""


@dataclass
class Week:
    """The week as it grows. Events are planned at a second, and given their places when all are there."""

    dice: Random = field(default_factory=lambda: Random(4))
    events: list[Event] = field(default_factory=list)
    numbers: dict[str, int] = field(default_factory=dict)

    def say(self, kind: str) -> str:
        """A text of a kind; the number makes each one tell itself apart."""
        number = self.numbers[kind] = self.numbers.get(kind, 0) + 1
        words = self.dice.choice(SAID[kind]).format(x=self.dice.choice(THINGS), y=self.dice.choice(DEEDS))
        return f"{words} ({kind[0]}{number})"

    def member(self) -> str:
        """Somebody; some come often."""
        return PEOPLE[min(int(self.dice.expovariate(1 / 30)), len(PEOPLE) - 1)]

    def add(
        self, second: float, act: str, by: str, *, to: str = "", text: str = "", photo: bool = False
    ) -> Event:
        """Plan an event."""
        new = Event(int(second), act, by, f"{act}{len(self.events)}", to, text, "photo" if photo else "")
        self.events.append(new)
        return new

    def talk_below(self, post: Event) -> None:
        """Comments on a post, with replies below them, deeper and deeper."""
        for _ in range(self.dice.randint(10, 18)):
            at = post.second + 60 + self.dice.expovariate(1 / 9_000)
            to_us = "@brand " if self.dice.random() < 0.4 else ""
            above = self.add(at, "comment", self.member(), to=post.id, text=to_us + self.say("comment"))
            while self.dice.random() < 0.62:
                at += 30 + self.dice.expovariate(1 / 1_500)
                is_ours = above.by != "brand" and self.dice.random() < 0.55
                by, kind = ("brand", "answer") if is_ours else (self.member(), "reply")
                above = self.add(at, "reply", by, to=above.id, text=self.say(kind))

    def acts_on(self, post: Event) -> None:
        """What people do with a post without a word, and the brand with what they said."""
        people = self.dice.sample(PEOPLE, 24)
        for number, by in enumerate(people[: self.dice.randint(9, 18)]):
            self.add(post.second + 90 + self.dice.expovariate(1 / 12_000), "react", by, to=post.id)
            if number < 6:
                self.add(post.second + 120 + self.dice.expovariate(1 / 12_000), "share", by, to=post.id)
        for by in people[20:22]:
            at = post.second + 300 + self.dice.expovariate(1 / 12_000)
            self.add(at, "quote", by, to=post.id, text=self.say("quote"))

    def conversation(self, person: str) -> None:
        """Private messages between a person and the brand."""
        at = self.dice.uniform(DAY / 2, WEEK - DAY)
        for turn in range(self.dice.randint(5, 14)):
            by, kind = (person, "message") if turn % 2 == 0 else ("brand", "word")
            self.add(at, "message", by, to=person, text=self.say(kind))
            at += 60 + self.dice.expovariate(1 / 2_000)

    def all(self) -> None:
        """The whole week."""
        posts = [
            self.add(
                DAY / 4 + n * (WEEK - DAY / 2) / 30, "post", "brand", text=self.say("post"), photo=n % 3 == 0
            )
            for n in range(30)
        ]
        for post in posts:
            self.talk_below(post)
            self.acts_on(post)
        for person in PEOPLE[:16]:
            self.conversation(person)
        for kind, many in (("mention", 110), ("ugc", 50)):
            for _ in range(many):
                at = self.dice.uniform(DAY / 4, WEEK - 600)
                self.add(at, kind, self.member(), text=self.say(kind), photo=kind == "ugc")
        for _ in range(24):  # where hashtags are searched at all, it is through the last day
            at = self.dice.uniform(WEEK - 20 * 3600, WEEK - 600)
            self.add(at, "hashtag", self.member(), text=self.say("hashtag"), photo=True)
        for person in PEOPLE:
            self.add(self.dice.uniform(DAY / 4, WEEK - 600), "follow", person)
        theirs = [e for e in self.events if e.act in ("comment", "reply") and e.by != "brand"]
        for liked in self.dice.sample(theirs, 80):
            self.add(liked.second + 200, "react", "brand", to=liked.id)
        for shown in self.dice.sample([e for e in self.events if e.act == "ugc"], 8):
            self.add(shown.second + 900, "share", "brand", to=shown.id)
        self._changes_of_mind(posts, theirs)

    def _changes_of_mind(self, posts: list[Event], theirs: list[Event]) -> None:
        """Edits within minutes, and what was taken away before anybody looked."""
        for one in (*posts[3::7], *self.dice.sample(theirs, 14)):
            self.add(
                one.second + self.dice.randint(60, 900), "edit", one.by, to=one.id, text=f"{one.text}, edited"
            )
        answered = {e.to for e in self.events}
        for one in self.dice.sample([e for e in theirs if e.id not in answered], 12):
            self.add(one.second + 400, "delete", one.by, to=one.id)

    def later(self, since: int) -> None:
        """What happens in the quarter of an hour after the week: news, edits, deletions, a block."""
        here = [e for e in self.events if e.second < WEEK]
        touched = {e.to for e in here}
        lone = [
            e
            for e in here
            if e.id not in touched and e.act in ("comment", "reply") and e.second > WEEK - DAY // 2
        ]
        fresh = self.add(WEEK - 1500, "post", "brand", text=self.say("post"), photo=True)
        lone += [
            self.add(WEEK - 1400 + 20 * n, "comment", PEOPLE[n], to=fresh.id, text=self.say("comment"))
            for n in range(4)
        ]
        quiet = self.add(WEEK - 1200, "post", "brand", text=self.say("post"))
        for n in range(2):
            self.add(
                WEEK - 1000 + n * 20,
                "comment",
                "lone_wolf",
                to=fresh.id,
                text="@brand " + self.say("comment"),
            )
        at = iter(range(since, since + 900, 15))
        for one in (fresh, *lone[-3:]):
            self.add(next(at), "edit", one.by, to=one.id, text=f"{one.text}, edited later")
        for one in (quiet, *lone[:6]):
            self.add(next(at), "delete", one.by, to=one.id)
        for n in range(5):
            self.add(next(at), "follow", f"new_{n}")
            self.add(next(at), "react", f"new_{n}", to=fresh.id)
            self.add(next(at), "comment", f"new_{n}", to=fresh.id, text=self.say("comment"))
            self.add(next(at), "mention", f"new_{n}", text=self.say("mention"))
        self.add(next(at), "block", "lone_wolf")

    def spaced(self) -> Iterator[Event]:
        """The events in order, none nearer than four seconds to the one before."""
        last = 0
        for one in sorted(self.events, key=lambda e: e.second):
            one.second = last = max(one.second, last + 4)
            yield one


def composed() -> str:
    """The file's text."""
    week = Week()
    week.all()
    # A thread may go on past the week's end; what does is left out, with all that would follow on it.
    week.events = _closed([e for e in week.events if e.second < WEEK - 1600])
    week.later(WEEK + 60)
    out = io.StringIO()
    rows = csv.writer(out, lineterminator="\n")
    rows.writerow([f.name for f in fields(Event)])
    rows.writerows(astuple(one) for one in week.spaced())
    return out.getvalue()


def _closed(events: list[Event]) -> list[Event]:
    kept: dict[str, Event] = {}
    for one in sorted(events, key=lambda e: e.second):
        if not one.to or one.act == "message" or one.to in kept:
            kept[one.id] = one
    return list(kept.values())


if __name__ == "__main__":
    FILE.write_text(composed(), encoding="utf-8")
