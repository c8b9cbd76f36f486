"""From the double of Instagram's API through the chain's steps into Postgres, scan after scan."""

from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest
from export_brands import Community
from graph_double import Fault
from on_instagram import ME, SECRET, begin_anew, double
from sqlalchemy import Engine, text

from connectors.config import Deadlines
from tasks import marts
from tasks.core.deadlines import deadline_of
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, lease, open_run

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
    unanswered: str = ""

    def has(self, kind: str, native: str, direction: str = "inbound") -> str:
        self.expected[native] = (kind, direction)
        return native


def _community(server: Any, webhooks: Path) -> Seeded:
    seeded = Seeded(server)
    has = seeded.has
    post = seeded.post = has("post", server.post("The new blend"), "outbound")
    has("post", server.reel("how it is made"), "outbound")
    story = has("post", server.story(), "outbound")
    server.figures[post] = {"reach": 90, "saved": 3, "shares": 2, "views": 120}
    server.figures[story] = {"reach": 30, "replies": 1}
    members = [server.person(f"m{number}") for number in range(MANY)]
    for who in members:
        asked = server.comment(who, f"Where is my order, {server.names[who]}?", post)
        seeded.comments.append(has("comment", asked))
    for comment in seeded.comments[1:]:
        seeded.answers.append(has("reply", server.comment(ME, "On its way.", post, comment), "outbound"))
    for number in range(5):
        has("reply", server.comment(members[number], "same here", post, seeded.comments[0]))
    has("ugc_post", server.tag(members[0], "my #blend"))
    theirs = server.post("look what brand made", members[1])
    has("ugc_post", theirs)
    mention = has("mention", server.comment(members[2], "ask brand", theirs))
    webhooks.write_text(server.mentions_webhook(theirs) + server.mentions_webhook(theirs, mention))
    has("ugc_post", server.post("morning #blend", members[3]))
    seeded.private = has("direct_message", server.message(members[0], "a private question?"))
    seeded.unanswered = has("direct_message", server.message(members[4], "another?"))
    has("story_reply", server.message(members[2], "love it", story={"reply_to": {"id": story}}))
    return seeded


@dataclass
class Warehouse:
    """The brand's warehouse; `scan` runs the chain's steps as a scheduled scan does."""

    engine: Engine
    config: Path

    def scan(self, problems: int = 0) -> Merged:
        now = datetime.now(UTC)
        run = Run(str(uuid4()), "brand", "morning-scan", now, False, str(self.config))
        open_run(run, None)
        with lease(run):
            loads = windows.plan_scan(run, None)
            collected = [collect.collect(run, load) for load in loads]
            assert len([c.problem for c in collected if c.problem]) == problems
            good = [c.load for c in collected if not c.problem]
            for load in good:
                stage.stage(run, load)
            ids = [load.load_id for load in good]
            check.check(run, ids, now)
            merged = merge.merge(run, ids, now)
            tier.assign_tiers(run, now)
            with self.engine.begin() as connection:
                marts.recompute(connection, "brand", now)
        return merged

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def open_ids(self) -> set[str]:
        """Native ids of the messages on the board now."""
        found = self.rows(
            """select i.native_id from core.inbox_as_of('brand', :since, :now) b
               join core.interaction i on i.brand = 'brand' and i.interaction_id = b.interaction_id
               where b.state = 'open' and b.is_message""",
            since=datetime(2020, 1, 1, tzinfo=UTC),
            now=datetime.now(UTC),
        )
        return {native for (native,) in found}


@dataclass
class Story:
    """What four scans of one community brought, and how the warehouse stood after some of them."""

    seeded: Seeded
    first: list[tuple[Any, ...]]
    figures: list[tuple[Any, ...]]
    again: Merged
    waiting: set[str]
    waiting_after_answers: set[str]
    changed: Merged
    texts: tuple[Any, ...]
    waiting_after_deletions: set[str]
    failed: list[tuple[Any, ...]]
    counted: tuple[int, int]
    """Messages of somebody new before and after a scan in which two other streams failed."""


@pytest.fixture(scope="module")
def story(calm: Callable[[], AbstractContextManager[Community]]) -> Iterator[Story]:
    begins = datetime.now(UTC) - timedelta(minutes=50)
    with calm() as community, pytest.MonkeyPatch.context() as patch:
        begin_anew(patch, community.folder / "home")
        patch.setenv(SECRET, double.FACEBOOK_TOKEN)
        with double.running(begins, by_facebook=True) as server:
            seeded = _community(server, community.folder / "webhooks.jsonl")
            yield _told(seeded, Warehouse(community.engine, _configured(community.folder, server.url)))


def _configured(folder: Path, service: str) -> Path:
    config = folder / "rapport.toml"
    config.write_text(
        f'[brands.brand]\nname = "Brand"\nrecipients = ["manager@example.org"]\nhashtags = ["blend"]\n'
        f'[[brands.brand.accounts]]\nplatform = "instagram"\nhandle = "brand"\npath = "webhooks.jsonl"\n'
        f'service = "{service}"\nsecret = "{SECRET}"\n',
        encoding="utf-8",
    )
    return config


def _told(seeded: Seeded, warehouse: Warehouse) -> Story:
    server = seeded.server
    warehouse.scan()
    first = warehouse.rows("select native_id, kind, direction, deleted_at from core.interaction")
    figures = warehouse.rows(
        """select s.reach, s.saves, s.impressions, s.reactions from core.post_snapshot s
           join core.post p on p.brand = s.brand and p.post_id = s.post_id where p.native_id = :id""",
        id=seeded.post,
    )
    waiting, again = warehouse.open_ids(), warehouse.scan()

    server.clock = datetime.now(UTC) - timedelta(seconds=5)
    server.comment(ME, "Found it.", seeded.post, seeded.comments[0])
    server.message(ME, "Privately.", to=server.messages[seeded.private]["by"])
    server.allowed.discard("manage_insights")
    server.faults["stories"] = [Fault(200, b"<html>Sorry</html>")]
    (before,) = warehouse.rows("select count(*) from core.interaction")[0]
    warehouse.scan(problems=2)
    (after,) = warehouse.rows("select count(*) from core.interaction")[0]
    failed = warehouse.rows("select stream, reason from ops.load_window where state = 'failed' order by 1")
    answered = warehouse.open_ids()

    server.allowed.add("manage_insights")
    server.clock = datetime.now(UTC) - timedelta(seconds=5)
    server.edit(seeded.post, "The newer blend")
    server.delete(seeded.unanswered)
    server.delete(seeded.answers[-1])
    changed = warehouse.scan()
    texts = "select first_text, text from core.interaction where native_id = :id"
    return Story(
        seeded, first, figures, again, waiting, answered, changed, warehouse.rows(texts, id=seeded.post)[0],
        warehouse.open_ids(), failed, (before, after),
    )  # fmt: skip


def test_a_scan_brings_everything_in_and_a_second_changes_nothing(story: Story) -> None:
    assert sorted(story.first) == sorted((i, *kind, None) for i, kind in story.seeded.expected.items())
    assert (story.again.inserted, story.again.changed, story.again.deleted) == (0, 0, 0)


def test_insights_stand_with_their_post(story: Story) -> None:
    assert story.figures == [(90, 3, 120, 3)]


def test_the_brands_replies_close_what_they_answer(story: Story) -> None:
    seeded = story.seeded
    assert not set(seeded.comments[1:]) & story.waiting
    assert {seeded.comments[0], seeded.private} <= story.waiting
    assert not {seeded.comments[0], seeded.private} & story.waiting_after_answers


def test_a_stream_that_fails_stops_no_other(story: Story) -> None:
    before, after = story.counted
    assert after - before == 2
    assert [stream for stream, _ in story.failed] == ["post_counts", "stories"]
    assert "instagram_manage_insights" in story.failed[0][1]
    assert "HTML page" in story.failed[1][1]


def test_an_edit_and_deletions_arrive_with_the_next_scan(story: Story) -> None:
    assert (story.changed.inserted, story.changed.deleted) == (0, 2)
    assert story.texts == ("The new blend", "The newer blend")
    assert story.seeded.unanswered in story.waiting_after_answers - story.waiting_after_deletions
    assert story.seeded.comments[-1] in story.waiting_after_deletions  # its answer was withdrawn


@pytest.mark.parametrize(
    ("kind", "window"),
    [
        ("direct_message", timedelta(hours=24)),
        ("story_reply", timedelta(hours=24)),
        ("comment", timedelta(days=7)),
    ],
)
def test_a_message_is_due_before_metas_window_closes(kind: str, window: timedelta) -> None:
    at = datetime(2026, 11, 22, 12, tzinfo=UTC)

    assert deadline_of("T2", "instagram", kind, at, Deadlines(t2_hours=999), [], at).due_at == at + window
