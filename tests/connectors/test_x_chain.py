"""From the double of X's API through the chain's steps into Postgres, scan after scan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_x import BRAND, double
from scanning import Warehouse
from serving import Fault, serving
from sqlalchemy import Engine

from connectors import x_auth, x_fetch

MANY = 12


@dataclass
class Seeded:
    """A community on the double: what a scan must find, by native id: (kind, direction)."""

    server: Any
    expected: dict[str, tuple[str, str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    post: str = ""
    private: str = ""

    def has(self, kind: str, native: str, direction: str = "inbound") -> str:
        self.expected[native] = (kind, direction)
        return native


def _community(server: Any) -> Seeded:
    seeded = Seeded(server)
    has = seeded.has
    post = seeded.post = has("post", server.post(BRAND, "The new blend", poll=("tea", "coffee")), "outbound")
    members = [server.person(f"m{number}") for number in range(MANY)]
    for who in members:
        asked = server.post(who, f"@brand Where is my order, {server.names[who]}?", to=post)
        seeded.comments.append(has("comment", asked))
    for comment in seeded.comments[1:]:
        seeded.answers.append(has("reply", server.post(BRAND, "On its way.", to=comment), "outbound"))
    has("reply", server.post(members[1], "thanks", to=seeded.answers[0]))
    for who in members:
        has("comment", server.post(who, "nice one", to=post))
        has("mention", server.post(who, f"@brand heard of {who}?"))
        has("quote", server.post(who, f"see {who}", quote=post))
        server.like(who, post)
        has("reaction", f"like/{who}/{post}")
        has("share", server.repost(who, post))
        server.followers.append(who)
    has("ugc_post", server.post(members[0], "my #blend", photo="photo"))
    seeded.private = f"dm/{server.message(members[0], 'a private question?', members[0])}"
    has("direct_message", seeded.private)
    has("direct_message", f"dm/{server.message(members[2], 'another?', members[2])}")
    liked = has("mention", server.post(members[3], "@brand you are great"))
    server.like(BRAND, liked)
    has("reaction", f"like/{BRAND}/{liked}", "outbound")
    return seeded


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch) -> Iterator[Seeded]:
    for kept in ("_listings", "_roots", "_spellings"):
        monkeypatch.setattr(x_fetch, kept, {})
    monkeypatch.setattr(x_auth, "_known", {})
    with serving(double.XDouble(datetime.now(UTC) - timedelta(minutes=50))) as server:
        yield _community(server)


@pytest.fixture
def warehouse(
    seeded: Seeded, db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Warehouse:
    """The warehouse of the seeded community's brand, whose token is renewed by itself."""
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("X_TEST_REFRESH", "refresh-0")
    config = tmp_path / "rapport.toml"
    config.write_text(
        f'[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\nhashtags = ["blend"]\n'
        f'[[brands.brand.accounts]]\nplatform = "x"\nhandle = "@brand"\nservice = "{seeded.server.url}"\n'
        f'client_id = "{double.CLIENT}"\nrefresh_secret = "X_TEST_REFRESH"\n',
        encoding="utf-8",
    )
    return Warehouse(db, config)


def test_everything_comes_in_once_then_answers_edits_and_deletions_arrive(
    seeded: Seeded, warehouse: Warehouse
) -> None:
    """One warehouse, three scans: what the first finds, that the second changes nothing, what the third brings."""
    server = seeded.server
    warehouse.scan()
    found = warehouse.rows("select native_id, kind, direction from core.interaction where deleted_at is null")
    assert sorted(found) == sorted((native, *kind) for native, kind in seeded.expected.items())
    assert warehouse.rows("select reason from ops.quarantine") == []
    counted = (
        "select s.clicks, s.impressions, s.saves from core.post_snapshot s join core.post p using (post_id)"
    )
    assert set(warehouse.rows(counted + " where p.native_id = :id", id=seeded.post)) == {(15, 250, 3)}
    waiting = warehouse.open_ids()
    assert not set(seeded.comments[1:]) & waiting
    assert {seeded.comments[0], seeded.private} <= waiting

    again = warehouse.scan()
    assert (again.inserted, again.changed, again.deleted) == (0, 0, 0)
    assert server.renewals == 1

    server.clock = datetime.now(UTC) - timedelta(seconds=8)
    asked = server.post("1001", "@brand Wehre is it?")
    server.edit(asked, "@brand Where is it?")
    server.message(BRAND, "Privately.", "1001")
    server.delete(seeded.comments[0])
    server.delete(seeded.answers[-1])
    merged = warehouse.scan()
    assert merged.deleted == 2
    ((first, last, at),) = warehouse.rows(
        "select first_text, text, edited_at from core.interaction where native_id = :id", id=asked
    )
    assert (first, last) == ("@brand Wehre is it?", "@brand Where is it?")
    assert at is not None
    waiting = warehouse.open_ids()
    assert not {seeded.comments[0], seeded.private} & waiting
    assert {seeded.comments[-1], asked} <= waiting  # its answer was withdrawn


def test_a_stream_that_fails_stops_no_other(seeded: Seeded, warehouse: Warehouse) -> None:
    seeded.server.scopes.discard("dm.read")
    seeded.server.faults["mentions"] = [Fault(200, b"<html>Sorry</html>")]

    warehouse.scan(problems=2)

    told = warehouse.rows("select stream, reason from ops.load_window where state = 'failed' order by 1")
    assert [stream for stream, _ in told] == ["mentions", "messages"]
    assert "HTML page" in told[0][1]
    assert "dm.read" in told[1][1]
    quoted = warehouse.rows("select count(*) from core.interaction where kind = 'quote'")
    assert quoted == [(MANY,)]
