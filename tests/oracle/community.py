"""A community in plain Python, and how it gets into the warehouse's core tables (no merge, no engine)."""

from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import Connection, text

from connectors.records import MESSAGE_KINDS
from connectors.warehouse import copy_rows

CORE = ("action", "tier_in_force", "tier_assignment", "answer", "interaction", "post_snapshot", "post",
        "audience_snapshot", "profile", "member", "office_span", "account")  # fmt: skip
MARTS = ("metric_daily", "distribution_daily", "metric_period", "cohort_weekly", "profile_day", "post_talk",
         "unknown_day")  # fmt: skip


@dataclass(frozen=True)
class Person:
    profile: int
    member: int
    is_bot: bool = False
    is_own: bool = False


@dataclass
class Item:
    """An interaction; `tier` only for inbound, None: not assigned yet."""

    id: int
    who: Person
    at: datetime
    thread: str
    kind: str = "comment"
    parent: int | None = None
    tier: str | None = None
    deleted_at: datetime | None = None
    account: str = "x:a"
    text: str = ""
    post: str | None = None
    hashtags: tuple[str, ...] = ()

    @property
    def is_inbound(self) -> bool:
        return not self.who.is_own or self.kind == "mention"

    @property
    def is_message(self) -> bool:
        return self.kind in MESSAGE_KINDS


@dataclass(frozen=True)
class Answer:
    item: int
    via: str
    answer: int
    at: datetime


@dataclass(frozen=True)
class Action:
    id: int
    item: int
    action: str
    at: datetime


@dataclass
class Post:
    id: int
    native_id: str
    who: Person
    at: datetime
    is_own: bool = True
    is_ugc: bool = False
    account: str = "x:a"
    deleted_at: datetime | None = None
    text: str = ""
    media: tuple[str, ...] = ()
    hashtags: tuple[str, ...] = ()


@dataclass(frozen=True)
class Snapshot:
    post: int
    at: datetime
    counts: dict[str, int]


@dataclass(frozen=True)
class Audience:
    account: str
    at: datetime
    followers: int | None = None
    reach: int | None = None


@dataclass(frozen=True)
class Word:
    """What was said of a profile's followers, and when."""

    profile: int
    at: datetime
    followers: int


@dataclass
class Community:
    brand: str = "acme"
    zone: ZoneInfo = field(default_factory=lambda: ZoneInfo("Europe/London"))
    accounts: tuple[str, ...] = ("x:a",)
    people: list[Person] = field(default_factory=list)
    items: list[Item] = field(default_factory=list)
    actions: list[Action] = field(default_factory=list)
    office: list[tuple[datetime, datetime]] = field(default_factory=list)
    posts: list[Post] = field(default_factory=list)
    snapshots: list[Snapshot] = field(default_factory=list)
    audiences: list[Audience] = field(default_factory=list)
    extra_answers: list[Answer] = field(default_factory=list)
    words: list[Word] = field(default_factory=list)

    def day(self, at: datetime) -> date:
        return at.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime(day.year, day.month, day.day, tzinfo=self.zone).astimezone(UTC)

    def answers(self) -> list[Answer]:
        """By parent, by thread, by reaction: the first outbound of each kind for every inbound item."""
        found: dict[tuple[int, str], Answer] = {(a.item, a.via): a for a in self.extra_answers}
        outbound = sorted((i for i in self.items if not i.is_inbound), key=lambda i: (i.at, i.id))
        for item in (i for i in self.items if i.is_inbound):
            for out in outbound:
                via = None
                if out.parent == item.id:
                    via = "parent" if out.is_message else "reaction"
                    found.setdefault((item.id, via), Answer(item.id, via, out.id, out.at))
                if out.is_message and out.thread == item.thread and out.at > item.at:
                    found.setdefault((item.id, "thread"), Answer(item.id, "thread", out.id, out.at))
        return list(found.values())

    def own_office(self, first: date, last: date) -> None:
        """Lay out office hours of weekdays, 9 to 17 in the brand's zone."""
        day = first
        while day <= last:
            if day.weekday() < 5:
                opens = datetime(day.year, day.month, day.day, 9, tzinfo=self.zone).astimezone(UTC)
                closes = datetime(day.year, day.month, day.day, 17, tzinfo=self.zone).astimezone(UTC)
                self.office.append((opens, closes))
            day += timedelta(days=1)


def load(connection: Connection, c: Community) -> None:
    """Put the community into core, in place of what the brand had there; marts and ops are left alone."""
    connection.execute(
        text(
            "insert into core.brand (brand, name, timezone) values (:b, :b, :z)"
            " on conflict (brand) do update set timezone = excluded.timezone"
        ),
        {"b": c.brand, "z": c.zone.key},
    )
    for table in CORE:
        connection.execute(text(f"delete from core.{table} where brand = :b"), {"b": c.brand})
    b = c.brand
    copy_rows(connection, "core.account", ["brand", "account", "platform", "handle"],
              [(b, a, *a.split(":")) for a in c.accounts])  # fmt: skip
    seconds, spans = 0, []
    for opens, closes in c.office:
        spans.append((b, opens, closes, seconds))
        seconds += int((closes - opens).total_seconds())
    copy_rows(connection, "core.office_span", ["brand", "opens_at", "closes_at", "seconds_before"], spans)
    copy_rows(
        connection, "core.member", ["brand", "member_id"], [(b, m) for m in {p.member for p in c.people}]
    )
    copy_rows(
        connection, "core.profile",
        ["brand", "profile_id", "platform", "native_id", "member_id", "is_bot", "is_own"],
        [(b, p.profile, "x", f"p{p.profile}", p.member, p.is_bot, p.is_own) for p in c.people],
    )  # fmt: skip
    copy_rows(connection, "core.profile_version", ["brand", "profile_id", "seen_at", "followers"],
              [(b, w.profile, w.at, w.followers) for w in c.words])  # fmt: skip
    _load_items(connection, c)
    _load_posts(connection, c)


def _load_items(connection: Connection, c: Community) -> None:
    b, now = c.brand, datetime(2026, 1, 1, tzinfo=UTC)
    copy_rows(
        connection, "core.interaction",
        ["brand", "interaction_id", "platform", "native_id", "account", "kind", "direction", "is_message",
         "author_profile_id", "thread_key", "occurred_at", "deleted_at", "collected_at", "content_hash", "text",
         "post_native_id", "parent_id", "hashtags"],
        [(b, i.id, i.account.split(":")[0], str(i.id), i.account, i.kind,
          "inbound" if i.is_inbound else "outbound", i.is_message, i.who.profile, i.thread, i.at, i.deleted_at,
          now, b"", i.text, i.post, i.parent, _array(i.hashtags)) for i in c.items],
    )  # fmt: skip
    copy_rows(connection, "core.answer", ["brand", "interaction_id", "via", "answer_id", "answered_at"],
              [(b, a.item, a.via, a.answer, a.at) for a in c.answers()])  # fmt: skip
    copy_rows(connection, "core.tier_in_force",
              ["brand", "interaction_id", "assignment_id", "tier", "is_human", "engine"],
              [(b, i.id, i.id, i.tier, False, "test") for i in c.items if i.is_inbound and i.tier])  # fmt: skip
    copy_rows(connection, "core.action",
              ["brand", "action_id", "interaction_id", "action", "acted_by", "acted_at"],
              [(b, a.id, a.item, a.action, "mia", a.at) for a in c.actions])  # fmt: skip


def _load_posts(connection: Connection, c: Community) -> None:
    b, now = c.brand, datetime(2026, 1, 1, tzinfo=UTC)
    copy_rows(
        connection, "core.post",
        ["brand", "post_id", "platform", "native_id", "account", "author_profile_id", "kind", "is_own", "is_ugc",
         "published_at", "deleted_at", "collected_at", "content_hash", "text", "media", "hashtags"],
        [(b, p.id, p.account.split(":")[0], p.native_id, p.account, p.who.profile, "post", p.is_own, p.is_ugc,
          p.at, p.deleted_at, now, b"", p.text, _array(p.media), _array(p.hashtags)) for p in c.posts],
    )  # fmt: skip
    for snapshot in c.snapshots:
        copy_rows(connection, "core.post_snapshot", ["brand", "post_id", "captured_at", *snapshot.counts],
                  [(b, snapshot.post, snapshot.at, *snapshot.counts.values())])  # fmt: skip
    copy_rows(connection, "core.audience_snapshot", ["brand", "account", "captured_at", "followers", "reach"],
              [(b, a.account, a.at, a.followers, a.reach) for a in c.audiences])  # fmt: skip


def _array(words: tuple[str, ...]) -> str:
    return "{" + ",".join(words) + "}"


def touch(connection: Connection, c: Community, days: set[date]) -> None:
    """Note the days as a merge would."""
    query = text(
        "insert into ops.touched_day (brand, day) values (:b, :d)"
        " on conflict (brand, day) do update set day = excluded.day"
    )
    for day in days:
        connection.execute(query, {"b": c.brand, "d": day})


def marts_rows(connection: Connection, brand: str) -> dict[str, list[tuple[object, ...]]]:
    """Every row of the brand's marts, by table, in a stable order."""
    return {
        table: sorted(
            (
                tuple(tuple(value) if isinstance(value, list) else value for value in row)
                for row in connection.execute(
                    text(f"select * from marts.{table} where brand = :b"), {"b": brand}
                )
            ),
            key=repr,
        )
        for table in MARTS
    }


def forget_marts(connection: Connection, brand: str) -> None:
    """Delete all of the brand's marts and what they are said to hold."""
    for table in (*(f"marts.{t}" for t in MARTS), "ops.mart_state", "ops.touched_day"):
        connection.execute(text(f"delete from {table} where brand = :b"), {"b": brand})
