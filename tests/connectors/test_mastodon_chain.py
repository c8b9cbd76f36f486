"""From the double of a Mastodon server through the chain's steps into Postgres, scan after scan."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_mastodon import BRAND, double
from scanning import Warehouse
from sqlalchemy import Engine

MANY = 12


@dataclass
class Seeded:
    """A community on the double: what a scan must find, by local id: (kind, direction)."""

    server: Any
    expected: dict[str, tuple[str, str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    private: str = ""

    def has(self, kind: str, local: str, direction: str = "inbound") -> str:
        self.expected[local] = (kind, direction)
        return local


@pytest.fixture
def seeded() -> Iterator[Seeded]:
    with double.running(datetime.now(UTC) - timedelta(minutes=50)) as server:
        yield _community(server)


def _community(server: Any) -> Seeded:
    seeded = Seeded(server)
    has = seeded.has
    post = has("post", server.post(BRAND, "The new blend"), "outbound")
    members = [server.person(f"m{number}") for number in range(MANY)]
    for who in members:
        name = server.names[who]
        to_us = server.post(who, f"@brand Where is my order, {name}?", to=post, notify="mention")
        seeded.comments.append(has("comment", to_us))
    for comment in seeded.comments[1:]:
        seeded.answers.append(has("reply", server.post(BRAND, "On its way.", to=comment), "outbound"))
    has("reply", server.post(members[1], "thanks", to=seeded.answers[0]))
    for who in members:
        has("mention", server.post(who, f"@brand heard of {who}?", notify="mention"))
        has("quote", server.quote(who, f"see {who}", post))
        server.favourite(who, post)
        has("reaction", f"favourite/{who}/{post}")
        server.boost(who, post)
        has("share", f"reblog/{who}/{post}")
        server.follow(who)
        has("follow", f"follow/{who}/{BRAND}")
    has("ugc_post", server.post(members[0], "my #blend", media_attachments=[{"type": "image"}]))
    seeded.private = has("direct_message", server.direct(members[0], "@brand a private question?"))
    has("direct_message", server.direct(members[2], "@brand another?"))
    liked = server.post(members[3], "@brand you are great", notify="mention")
    has("mention", liked)
    server.favourite(BRAND, liked)
    has("reaction", f"favourite/{BRAND}/{liked}", "outbound")
    return seeded


def open_ids(warehouse: Warehouse) -> set[str]:
    """Local ids of the messages on the board now."""
    return {native.partition("/")[2] for native in warehouse.open_ids()}


@pytest.fixture
def make(
    db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Callable[[Seeded], Warehouse]:
    """Makes the warehouse of the seeded community's brand."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("MASTODON_TEST_TOKEN", double.TOKEN)

    def made(seeded: Seeded) -> Warehouse:
        config = tmp_path / "rapport.toml"
        config.write_text(
            f'[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\nhashtags = ["blend"]\n'
            f'[[brands.brand.accounts]]\nplatform = "mastodon"\nhandle = "brand"\n'
            f'service = "{seeded.server.url}"\nsecret = "MASTODON_TEST_TOKEN"\n',
            encoding="utf-8",
        )
        return Warehouse(db, config)

    return made


def test_a_scan_brings_everything_in_and_a_second_changes_nothing(
    seeded: Seeded, make: Callable[[Seeded], Warehouse]
) -> None:
    warehouse, host = make(seeded), seeded.server.url.removeprefix("http://")

    warehouse.scan()

    found = warehouse.rows("select native_id, kind, direction from core.interaction where deleted_at is null")
    assert sorted(found) == sorted((f"{host}/{i}", *kind) for i, kind in seeded.expected.items())
    assert warehouse.rows("select reason from ops.quarantine") == []
    again = warehouse.scan()
    assert (again.inserted, again.changed, again.deleted) == (0, 0, 0)


def test_the_brands_replies_close_what_they_answer(
    seeded: Seeded, make: Callable[[Seeded], Warehouse]
) -> None:
    warehouse = make(seeded)
    warehouse.scan()
    waiting = open_ids(warehouse)
    assert not set(seeded.comments[1:]) & waiting
    assert {seeded.comments[0], seeded.private} <= waiting

    seeded.server.clock = datetime.now(UTC) - timedelta(seconds=5)
    seeded.server.post(BRAND, "Found it.", to=seeded.comments[0])
    seeded.server.direct(BRAND, "Privately.", to=seeded.private)
    warehouse.scan()

    assert not {seeded.comments[0], seeded.private} & open_ids(warehouse)


def test_an_edit_and_deletions_arrive_with_the_next_scan(
    seeded: Seeded, make: Callable[[Seeded], Warehouse]
) -> None:
    warehouse, server = make(seeded), seeded.server
    warehouse.scan()
    server.clock = datetime.now(UTC) - timedelta(seconds=5)
    server.edit(seeded.comments[0], "@brand Where is it NOW?")
    server.delete(seeded.private)
    server.delete(seeded.answers[-1])

    merged = warehouse.scan()

    assert (merged.inserted, merged.deleted) == (0, 2)
    ((first, last, at),) = warehouse.rows(
        "select first_text, text, edited_at from core.interaction where native_id like :id",
        id=f"%/{seeded.comments[0]}",
    )
    assert (first, last) == ("@brand Where is my order, m0?", "@brand Where is it NOW?")
    assert at == datetime.fromisoformat(server.statuses[seeded.comments[0]]["edited_at"])
    assert seeded.private not in open_ids(warehouse)
    assert seeded.comments[-1] in open_ids(warehouse)  # its answer was withdrawn


def test_a_stream_that_fails_stops_no_other(seeded: Seeded, make: Callable[[Seeded], Warehouse]) -> None:
    warehouse = make(seeded)
    seeded.server.scopes.discard("read:follows")
    seeded.server.faults["conversations"] = [double.Fault(200, b"<html>Sorry</html>")]

    warehouse.scan(problems=2)

    ((count,),) = warehouse.rows("select count(*) from core.interaction")
    assert count == len(seeded.expected)
    told = warehouse.rows("select stream, reason from ops.load_window where state = 'failed' order by 1")
    assert [stream for stream, _ in told] == ["conversations", "follow_requests"]
    assert "HTML page" in told[0][1]
    assert "read:follows" in told[1][1]
