"""From the double of LinkedIn's API through the chain's steps into Postgres, scan after scan."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from on_linkedin import ME, begin_anew, double
from scanning import Warehouse
from serving import Fault
from sqlalchemy import Engine, text

from tasks.steps.replies import check_piece

MANY = 12
WORDS = "text is not null or first_text is not null or hashtags <> '{}' or links <> '{}'"


@dataclass
class Seeded:
    """A community on the double: what a scan must find, by native id: (kind, direction)."""

    server: Any
    expected: dict[str, tuple[str, str]] = field(default_factory=dict)
    comments: list[str] = field(default_factory=list)
    answers: list[str] = field(default_factory=list)
    mentions: list[str] = field(default_factory=list)
    post: str = ""

    def has(self, kind: str, native: str, direction: str = "inbound") -> str:
        self.expected[native] = (kind, direction)
        return native


def _community(server: Any) -> Seeded:
    seeded = Seeded(server)
    has = seeded.has
    now = server.clock
    server.clock = now - timedelta(days=60)
    old = server.post("Long ago")
    server.clock = now
    post = seeded.post = has("post", server.post(r"The new {hashtag|\#|blend}", kind="ugcPost"), "outbound")
    members = [server.person(f"member{number}") for number in range(MANY)]
    for who in members:
        seeded.comments.append(has("comment", server.comment(who, f"Where is my order, {who}?", post)))
    for comment in seeded.comments[1:]:
        seeded.answers.append(has("reply", server.comment(ME, "On its way.", post, comment), "outbound"))
    has("reply", server.comment(members[1], "thanks", post, seeded.comments[1]))
    for who in members:
        seeded.mentions.append(has("mention", server.mention(who, f"Has anyone tried Acme? {who}")))
        has("quote", server.repost(who, post, f"see {who}"))
        has("share", server.repost(who, post))
        has("reaction", server.react(who, post))
    has("reaction", server.react(ME, seeded.comments[0]), "outbound")
    has("comment", server.comment(members[2], "Do you still sell it?", old))
    has("reaction", server.react(members[3], old))
    return seeded


@pytest.fixture
def seeded(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[Seeded]:
    begin_anew(monkeypatch, tmp_path / "home")
    with double.running(datetime.now(UTC) - timedelta(minutes=50)) as server:
        yield _community(server)


@pytest.fixture
def warehouse(
    seeded: Seeded, db: Engine, database_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Warehouse:
    """The warehouse of the seeded community's brand."""
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("LINKEDIN_TEST_TOKEN", double.TOKEN)
    config = tmp_path / "rapport.toml"
    config.write_text(
        f'[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\nhashtags = ["blend"]\n'
        f'[[brands.brand.accounts]]\nplatform = "linkedin"\nhandle = "acme"\nservice = "{seeded.server.url}"\n'
        f'secret = "LINKEDIN_TEST_TOKEN"\n',
        encoding="utf-8",
    )
    return Warehouse(db, config)


def test_everything_comes_in_once_then_answers_edits_and_deletions_arrive(
    seeded: Seeded, warehouse: Warehouse
) -> None:
    """One warehouse, three scans: what the first finds, that the second changes nothing, what the third brings, whose
    failing streams stop no other."""
    server = seeded.server
    warehouse.scan()
    found = warehouse.rows("select native_id, kind, direction from core.interaction where deleted_at is null")
    assert sorted(found) == sorted((native, *kind) for native, kind in seeded.expected.items())
    assert warehouse.rows("select reason from ops.quarantine") == []
    counted = "select clicks, impressions, reach, reactions from core.post_snapshot join core.post p using (post_id)"
    assert set(warehouse.rows(f"{counted} where p.native_id = :id", id=seeded.post)) == {(14, 250, 180, MANY)}
    followed = "select max(followers), max(impressions) from core.audience_snapshot"
    assert warehouse.rows(followed) == [(1200, 20)]
    waiting = warehouse.open_ids()
    assert not set(seeded.comments[1:]) & waiting
    assert {seeded.comments[0], *seeded.mentions} <= waiting

    again = warehouse.scan()
    assert (again.inserted, again.changed, again.deleted) == (0, 0, 0)

    server.clock = datetime.now(UTC) - timedelta(seconds=8)
    asked = server.comment(server.person("new"), "Wehre is it?", seeded.post)
    server.edit(asked, "Where is it?")
    server.delete(seeded.comments[0])
    server.delete(seeded.answers[-1])
    server.scopes.discard("rw_organization_admin")
    server.faults["reactions"] = [Fault(200, b"<html>Sorry</html>")]
    merged = warehouse.scan(problems=4)
    assert merged.deleted == 2
    edited = "select text, edited_at is not null from core.interaction where native_id = :id"
    assert warehouse.rows(edited, id=asked) == [("Where is it?", True)]
    waiting = warehouse.open_ids()
    assert seeded.comments[0] not in waiting
    assert {seeded.comments[-1], asked} <= waiting  # its answer was withdrawn
    told = warehouse.rows("select stream, reason from ops.load_window where state = 'failed' order by 1")
    assert [stream for stream, _ in told] == ["account", "notifications", "post_counts", "reactions"]
    assert "rw_organization_admin" in told[0][1]
    assert "HTML page" in told[-1][1]


def test_members_words_are_dropped_in_time_for_their_48_hours_and_do_not_come_back(
    seeded: Seeded, warehouse: Warehouse, tmp_path: Path
) -> None:
    server, landing = seeded.server, tmp_path / "home" / "landing"
    warehouse.scan()
    tiers = warehouse.rows("select interaction_id, tier from core.tier_in_force order by 1")
    own = warehouse.rows(
        "select native_id, text from core.interaction where direction = 'outbound' order by 1"
    )
    assert warehouse.drop_words(datetime.now(UTC) + timedelta(hours=32)) == 0
    config = warehouse.config.read_text(encoding="utf-8")
    warehouse.config.write_text(f"{config}keep_words = true\n", encoding="utf-8")  # an agreement allows it
    assert warehouse.drop_words(datetime.now(UTC) + timedelta(days=30)) == 0
    warehouse.config.write_text(config, encoding="utf-8")

    waits = """insert into ops.quarantine (brand, account, stream, entity, stage, expectation, reason, location, raw,
                                           fingerprint, happened_at)
               values ('brand', 'linkedin:acme', 'comments', 'interaction', 'parse', 'has_identity', 'no id', 'page 1',
                       'what somebody wrote', 'f', now())"""
    with warehouse.engine.begin() as connection:
        connection.execute(text(waits))

    # Fifteen hours later the next morning's scan would find them older than 48.
    dropped = warehouse.drop_words(datetime.now(UTC) + timedelta(hours=34))

    inbound = "direction = 'inbound' and is_message"
    assert warehouse.rows(f"select count(*) from core.interaction where {inbound}") == [(dropped,)]
    assert warehouse.rows(f"select native_id from core.interaction where {inbound} and ({WORDS})") == []
    assert list(landing.rglob("*.gz")) == []
    assert warehouse.rows("select state, raw like '(dropped: %' from ops.quarantine") == [("dropped", True)]
    assert (
        warehouse.rows("select native_id, text from core.interaction where direction = 'outbound' order by 1")
        == own
    )
    server.clock = datetime.now(UTC) - timedelta(seconds=8)
    server.react(server.person("late"), seeded.comments[0])
    server.edit(seeded.comments[1], "Where is my other order?")
    warehouse.scan()  # tells some of them again
    assert warehouse.rows(f"select native_id from core.interaction where {inbound} and ({WORDS})") == []
    assert set(tiers) < set(warehouse.rows("select interaction_id, tier from core.tier_in_force"))
    assert {seeded.comments[0], *seeded.mentions} <= warehouse.open_ids()
    # What a late reply answers is not known any more, and not held against it.
    with warehouse.engine.begin() as connection:
        assert check_piece(connection, "brand") == len(seeded.answers)
    judged = "select count(*) from core.reply_check where 'unrelated' = any(warnings)"
    assert warehouse.rows(judged) == [(0,)]
