"""Rows put into core by hand, so that a test says exactly what stood there and when."""

from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, Engine, text

from connectors.config import Brand
from tasks.board import read_board
from tasks.core.digest.board import Board

NOW = datetime(2026, 11, 24, 18, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)


@dataclass
class Core:
    """A brand's rows in core; `now` is the moment the board is read as of."""

    connection: Connection
    brand: str = "acme"
    now: datetime = NOW
    zone: str = "Europe/London"
    numbers: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.put("core.brand", name=self.brand.title(), timezone=self.zone)
        self.put("core.account", account="bluesky:acme", platform="bluesky", handle="acme")
        self.own = self.person("the-brand", is_own=True)

    def put(self, table: str, returning: str | None = None, **values: Any) -> Any:
        """Insert one row of this brand."""
        values = {"brand": self.brand, **values}
        names = ", ".join(values)
        marks = ", ".join(f":{name}" for name in values)
        back = f" returning {returning}" if returning else ""
        result = self.connection.execute(
            text(f"insert into {table} ({names}) values ({marks}){back}"), values
        )
        return result.scalar_one() if returning else None

    def person(self, name: str, **values: Any) -> int:
        """A member with one profile; returns the profile's id."""
        member = self.connection.execute(
            text("insert into core.member (brand) values (:brand) returning member_id"), {"brand": self.brand}
        ).scalar_one()
        profile = {
            "platform": "bluesky",
            "native_id": name,
            "member_id": member,
            "display_name": name,
            "handle": name,
        }
        return int(self.put("core.profile", "profile_id", **profile | values))

    def says(
        self,
        who: int,
        words: str,
        ago: timedelta,
        *,
        tier: str | None = "T1",
        parent: int | None = None,
        **values: Any,
    ) -> int:
        """An inbound message `ago` before now, tiered; `parent` puts it into that message's thread."""
        return self._interaction(who, words, ago, "inbound", parent, tier, **{"kind": "comment"} | values)

    def replies(self, to: int, words: str, ago: timedelta, *, via: str = "parent", **values: Any) -> int:
        """The brand's reply to the message `to`, linked as its answer."""
        number = self._interaction(self.own, words, ago, "outbound", to, None, **{"kind": "reply"} | values)
        self.put("core.answer", interaction_id=to, via=via, answer_id=number, answered_at=self.now - ago)
        return number

    def posts(self, words: str, ago: timedelta) -> int:
        """A post of the brand."""
        return self._interaction(self.own, words, ago, "outbound", None, None, kind="post")

    def tier(self, number: int, tier: str, *, by: str | None = None, at: datetime | None = None) -> None:
        """Assign a tier: the engine's, or a person's ruling."""
        self.put("core.tier_assignment", interaction_id=number, tier=tier, confidence=0.9, reasons=["asks a question"],
                 engine="person" if by else "signals-1", assigned_by=by, assigned_at=at or self.now)  # fmt: skip
        self.connection.execute(
            text(
                "insert into core.tier_in_force (brand, interaction_id, assignment_id, tier, is_human, engine)"
                " values (:brand, :number, 1, :tier, :human, 'signals-1')"
                " on conflict (brand, interaction_id) do update set tier = excluded.tier"
            ),
            {"brand": self.brand, "number": number, "tier": tier, "human": by is not None},
        )

    def acts(self, number: int, action: str, ago: timedelta, **values: Any) -> None:
        """Something a person did about a message."""
        self.put(
            "core.action",
            interaction_id=number,
            action=action,
            acted_by="kim",
            acted_at=self.now - ago,
            **values,
        )

    def change(self, number: int, **values: Any) -> None:
        """Change an interaction's row."""
        assignments = ", ".join(f"{name} = :{name}" for name in values)
        self.connection.execute(
            text(
                f"update core.interaction set {assignments} where brand = :brand and interaction_id = :number"
            ),
            {"brand": self.brand, "number": number, **values},
        )

    def config(self, **values: Any) -> Brand:
        """The brand's configuration."""
        return Brand(**{"slug": self.brand, "name": self.brand.title(), "timezone": self.zone} | values)

    def board(self, as_of: datetime | None = None, **values: Any) -> Board:
        """The board as of `as_of` (now)."""
        return read_board(self.connection, self.config(**values), as_of or self.now)

    def open_texts(self, as_of: datetime | None = None) -> list[str]:
        """What the open items say."""
        return [item.text for item in self.board(as_of).open_items]

    def _interaction(
        self,
        who: int,
        words: str,
        ago: timedelta,
        direction: str,
        parent: int | None,
        tier: str | None,
        **values: Any,
    ) -> int:
        self.numbers["native"] = self.numbers.get("native", 0) + 1
        native = f"{self.brand}-{self.numbers['native']}"
        thread = native
        if parent is not None:
            thread = self.connection.execute(
                text(
                    "select thread_key from core.interaction where brand = :brand and interaction_id = :parent"
                ),
                {"brand": self.brand, "parent": parent},
            ).scalar_one()
        row = {
            "platform": "bluesky", "native_id": native, "account": "bluesky:acme", "direction": direction,
            "is_message": values.get("kind") not in {"reaction", "share", "follow"}, "author_profile_id": who,
            "thread_key": thread, "parent_id": parent, "text": words, "first_text": words,
            "occurred_at": self.now - ago, "collected_at": self.now, "content_hash": b"x",
        }  # fmt: skip
        number = int(self.put("core.interaction", "interaction_id", **row | values))
        if tier is not None:
            self.tier(number, tier)
        return number


@pytest.fixture
def connection(db: Engine) -> Any:
    """A transaction of this test's own."""
    with db.begin() as connection:
        yield connection


@pytest.fixture
def core(connection: Connection) -> Core:
    """The brand acme in an empty warehouse."""
    return Core(connection)


@pytest.fixture
def other(core: Core) -> Core:
    """A second brand in the same warehouse."""
    return Core(core.connection, brand="rival")
