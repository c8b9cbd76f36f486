"""A scan of a real network finds everything that was seeded, exactly, and what changes afterwards."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from pydantic import SecretStr

from connectors.bluesky import Bluesky
from connectors.config import Account, Brand
from connectors.records import (
    AudienceSnapshot,
    BadRow,
    Deletion,
    Interaction,
    Post,
    PostSnapshot,
    Profile,
    Record,
    Window,
)

pytestmark = [pytest.mark.network, pytest.mark.timeout(600)]


def connector(seed: Any, password: str) -> Bluesky:
    account = Account(platform="bluesky", handle=seed.brand.handle, service=seed.community.pds, secret="X")
    brand = Brand(slug="brand", name="Brand")
    return Bluesky(account, brand, secret=lambda _: SecretStr(password), page_size=5, thread_depth=4)


class Scan:
    """Fetches and parses all streams, again and again, keeping the cursors as the warehouse would."""

    def __init__(self, seed: Any) -> None:
        self.connector = connector(seed, "a-pass-word")
        self.cursors: dict[str, str | None] = {}
        self.start = seed.community.started - timedelta(minutes=1)

    def run(self, end: datetime | None = None) -> list[Record]:
        """The records of every stream in the window from the last scan to now."""
        window = Window(self.start, end or datetime.now(UTC))
        found = [record for stream in self.connector.streams for record in self._stream(stream.name, window)]
        self.start = window.end
        return found

    def _stream(self, name: str, window: Window) -> Iterator[Record]:
        for page in self.connector.fetch(name, window, self.cursors.get(name)):
            yield from self.connector.parse(name, page, window)
        self.cursors[name] = self.connector.next_cursor()


def interactions(records: list[Record]) -> dict[str, Interaction]:
    return {r.native_id: r for r in records if isinstance(r, Interaction)}


def test_a_scan_finds_every_seeded_record_and_nothing_else(settled: Any) -> None:
    records = Scan(settled).run()

    assert not [r for r in records if isinstance(r, BadRow | Deletion)]
    found = interactions(records)
    assert set(found) == set(settled.community.expected)
    wrong = {
        native_id: (seeded, found[native_id])
        for native_id, seeded in settled.community.expected.items()
        if (seeded.kind, seeded.direction, seeded.parent)
        != (found[native_id].kind, found[native_id].direction, found[native_id].parent_native_id)
        or (seeded.root and seeded.root != found[native_id].root_native_id)
    }
    assert wrong == {}
    assert {u: found[u].text for u in settled.community.texts} == settled.community.texts


def test_posts_counts_people_and_audience_are_reported(settled: Any) -> None:
    records = Scan(settled).run()

    posts = {r.native_id: r for r in records if isinstance(r, Post)}
    kinds = settled.community.expected
    assert {u for u, p in posts.items() if p.is_own} == {u for u, s in kinds.items() if s.kind == "post"}
    assert {u for u, p in posts.items() if p.is_ugc} == {u for u, s in kinds.items() if s.kind == "ugc_post"}
    assert posts[settled.main_post].media == ("photo",)
    counts = {r.native_id: r for r in records if isinstance(r, PostSnapshot)}[settled.main_post]
    assert (counts.reactions, counts.shares, counts.quotes) == (12, 12, 12)
    audience = [r for r in records if isinstance(r, AudienceSnapshot)]
    assert [(a.followers, a.posts) for a in audience] == [(12, 13 + 11)]
    people = [r for r in records if isinstance(r, Profile) and r.followers is not None]
    assert {m.did for m in settled.members} <= {p.native_id for p in people}


def test_the_second_scan_gives_the_same_ids(settled: Any) -> None:
    scan = Scan(settled)
    first = interactions(scan.run())
    second = interactions(scan.run())

    assert set(second) <= set(first)
    assert {u: i.kind for u, i in second.items()} == {u: first[u].kind for u in second}
    assert {u: i.occurred_at for u, i in second.items()} == {u: first[u].occurred_at for u in second}


def test_a_backfill_of_the_same_span_finds_the_same(settled: Any) -> None:
    scan = Scan(settled)
    live = interactions(scan.run())
    again = Scan(settled)
    again.connector._now = lambda: datetime.now(UTC) + timedelta(days=2)
    old = interactions(again.run(end=datetime.now(UTC)))

    assert {u: i.kind for u, i in old.items()} == {u: i.kind for u, i in live.items()}


def test_deletions_arrive_with_the_next_scan(seed: Any) -> None:
    scan, c = Scan(seed), seed.community
    scan.run()
    gone = {seed.comments[3], seed.mentions[2], seed.answers[4], seed.main_post}
    c.delete(seed.members[3], seed.comments[3])
    c.delete(seed.members[2], seed.mentions[2])
    c.delete(seed.brand, seed.answers[4])
    c.delete(seed.brand, seed.main_post)
    c.flush()

    assert {r.native_id for r in scan.run() if isinstance(r, Deletion)} == gone
    assert not [r for r in scan.run() if isinstance(r, Deletion)]


def test_a_text_put_again_arrives_with_the_next_scan(seed: Any) -> None:
    scan, c = Scan(seed), seed.community
    found = interactions(scan.run())
    uri = seed.comments[5]
    assert found[uri].text != "Put again"
    c.put_again(seed.members[5], uri, "Put again")
    c.flush()

    assert interactions(scan.run())[uri].text == "Put again"


def test_a_block_marks_what_is_known_and_deletes_nothing(seed: Any) -> None:
    scan, c = Scan(seed), seed.community
    scan.run()
    c.write(seed.brand, "app.bsky.graph.block", {"subject": seed.stranger.did})
    c.flush()
    records = scan.run()

    assert interactions(records)[seed.stranger_post].is_blocked
    assert not [r for r in records if isinstance(r, Deletion)]
    marked = [i for i in interactions(records).values() if i.is_blocked]
    assert [i.native_id for i in marked] == [seed.stranger_post]


def test_what_happens_between_two_scans_arrives(seed: Any) -> None:
    scan, c = Scan(seed), seed.community
    scan.run()
    c.started, c.ticks = datetime.now(UTC) - timedelta(seconds=1), 0
    before = set(c.expected)
    c.reply(seed.members[0], seed.answers[0], seed.main_post, "Thank you!", expect="reply")
    c.flush()
    new = set(c.expected) - before

    assert new <= set(interactions(scan.run(end=datetime.now(UTC) + timedelta(seconds=2))))


def test_doctor_tries_host_session_and_permissions(settled: Any) -> None:
    checks = Scan(settled).connector.check()

    assert [(c.name, c.is_ok) for c in checks][:3] == [
        ("host", True),
        ("session", True),
        ("permissions", True),
    ]


def test_a_wrong_password_is_named_and_advised(settled: Any) -> None:
    checks = connector(settled, "wrong-password").check()

    assert not checks[-1].is_ok
    assert "app password" in checks[-1].advice
    assert "wrong-password" not in repr(checks)
