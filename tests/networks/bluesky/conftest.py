"""A whole Bluesky network on loopback (see run.sh) and a community seeded into it through its HTTP API."""

import json
import os
import secrets
import struct
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

MANY = 12  # of each kind: more than two pages at the page size of five that the tests ask with
PASSWORD = "a-pass-word"


@dataclass
class Person:
    """An account of the network, signed in."""

    did: str
    handle: str
    token: str = field(repr=False)


@dataclass(frozen=True)
class Seeded:
    """What a scan must find for one seeded record."""

    kind: str
    direction: str
    parent: str | None = None
    root: str | None = None


@dataclass
class Community:
    """Writes to the network and keeps book of what a scan must find. Times run from `started`, 1 s apart."""

    pds: str
    control: str
    started: datetime
    client: httpx.Client = field(default_factory=lambda: httpx.Client(timeout=60, trust_env=False))
    expected: dict[str, Seeded] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    cids: dict[str, str] = field(default_factory=dict)
    ticks: int = 0

    def call(self, method: str, person: Person | None = None, **body: Any) -> dict[str, Any]:
        """One XRPC procedure."""
        headers = {"authorization": f"Bearer {person.token}"} if person else {}
        answer = self.client.post(f"{self.pds}/xrpc/{method}", json=body, headers=headers)
        assert answer.status_code == 200, answer.text
        return dict(answer.json()) if answer.content else {}

    def flush(self) -> None:
        """Wait until the AppView has indexed everything."""
        assert self.client.get(f"{self.control}/flush").status_code == 200

    def person(self, name: str) -> Person:
        """A new account, with a profile."""
        handle = f"{name}-{secrets.token_hex(3)}.test"
        made = self.call(
            "com.atproto.server.createAccount",
            handle=handle,
            email=f"{handle}@example.org",
            password=PASSWORD,
        )
        person = Person(made["did"], handle, made["accessJwt"])
        self.write(person, "app.bsky.actor.profile", {"displayName": name.title()}, rkey="self")
        return person

    def write(self, by: Person, collection: str, record: dict[str, Any], rkey: str | None = None) -> str:
        """A new record, one second after the last; its URI."""
        self.ticks += 1
        created = (self.started + timedelta(seconds=self.ticks)).isoformat(timespec="milliseconds")
        body = {"$type": collection, "createdAt": created.replace("+00:00", "Z"), **record}
        extra = {"rkey": rkey} if rkey else {}
        made = self.call(
            "com.atproto.repo.createRecord", by, repo=by.did, collection=collection, record=body, **extra
        )
        self.cids[made["uri"]] = made["cid"]
        return str(made["uri"])

    def ref(self, uri: str) -> dict[str, str]:
        """A strong reference to a record written here."""
        return {"uri": uri, "cid": self.cids[uri]}

    def post(self, by: Person, text: str, *, expect: str, own: bool = False, **record: Any) -> str:
        """A post that a scan must find as `expect`."""
        uri = self.write(by, "app.bsky.feed.post", {"text": text, "langs": ["en"], **record})
        reply = record.get("reply", {})
        parent, root = (reply.get(end, {}).get("uri") for end in ("parent", "root"))
        self.expected[uri] = Seeded(expect, "outbound" if own else "inbound", parent, root or uri)
        self.texts[uri] = text
        return uri

    def reply(self, by: Person, to: str, root: str, text: str, *, expect: str, own: bool = False) -> str:
        """A reply."""
        reply = {"root": self.ref(root), "parent": self.ref(to)}
        return self.post(by, text, expect=expect, own=own, reply=reply)

    def like(self, by: Person, subject: str, *, own: bool = False) -> None:
        """A like: known to a scan by who and what."""
        self.write(by, "app.bsky.feed.like", {"subject": self.ref(subject)})
        native_id = f"like:{by.did}:{subject}"
        self.expected[native_id] = Seeded("reaction", "outbound" if own else "inbound", subject)

    def repost(self, by: Person, subject: str) -> None:
        """A repost."""
        uri = self.write(by, "app.bsky.feed.repost", {"subject": self.ref(subject)})
        self.expected[uri] = Seeded("share", "inbound", subject)

    def follow(self, by: Person, whom: Person) -> None:
        """A follow."""
        uri = self.write(by, "app.bsky.graph.follow", {"subject": whom.did})
        self.expected[uri] = Seeded("follow", "inbound")

    def quote(self, by: Person, subject: str, text: str) -> None:
        """A quote."""
        embed = {"$type": "app.bsky.embed.record", "record": self.ref(subject)}
        self.post(by, text, expect="quote", embed=embed)

    def photo(self, by: Person) -> dict[str, Any]:
        """An embed with an uploaded photo (one grey pixel)."""
        answer = self.client.post(
            f"{self.pds}/xrpc/com.atproto.repo.uploadBlob",
            content=_png(),
            headers={"authorization": f"Bearer {by.token}", "content-type": "image/png"},
        )
        image = {"image": answer.json()["blob"], "alt": "a grey pixel"}
        return {"$type": "app.bsky.embed.images", "images": [image]}

    def put_again(self, by: Person, uri: str, text: str) -> None:
        """The same post with another text: Bluesky's only way of editing."""
        _, collection, rkey = uri.removeprefix("at://").split("/")
        answer = self.client.get(
            f"{self.pds}/xrpc/com.atproto.repo.getRecord",
            params={"repo": by.did, "collection": collection, "rkey": rkey},
        )
        record = {**answer.json()["value"], "text": text}
        self.call(
            "com.atproto.repo.putRecord", by, repo=by.did, collection=collection, rkey=rkey, record=record
        )

    def delete(self, by: Person, uri: str) -> None:
        """Delete a record."""
        _, collection, rkey = uri.removeprefix("at://").split("/")
        self.call("com.atproto.repo.deleteRecord", by, repo=by.did, collection=collection, rkey=rkey)


def mention(whom: Person, text: str) -> dict[str, Any]:
    """Text that begins with a mention, with its facet."""
    said = f"@{whom.handle} {text}"
    feature = {"$type": "app.bsky.richtext.facet#mention", "did": whom.did}
    index = {"byteStart": 0, "byteEnd": len(whom.handle) + 1}
    return {"text": said, "facets": [{"index": index, "features": [feature]}]}


def _png() -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    header = chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + header + chunk(b"IDAT", zlib.compress(b"\0\x80")) + chunk(b"IEND", b"")


@dataclass
class Seed:
    """The seeded community: the brand, its members, and the records that tests come back to."""

    community: Community
    brand: Person
    members: list[Person]
    stranger: Person
    main_post: str
    comments: list[str]
    answers: list[str]
    chain: list[str]
    mentions: list[str]
    stranger_post: str


@pytest.fixture(scope="session")
def network() -> dict[str, str]:
    """The addresses of the running network; skipped where none runs."""
    path = os.environ.get("BLUESKY_NETWORK")
    if not path:
        pytest.skip("no Bluesky network runs here: make test-networks")
    return dict(json.loads(Path(path).read_text(encoding="utf-8")))


@pytest.fixture
def community(network: dict[str, str]) -> Iterator[Community]:
    """Nobody yet, and a way to write."""
    made = Community(network["pds"], network["control"], datetime.now(UTC))
    yield made
    made.client.close()


@pytest.fixture
def seed(network: dict[str, str]) -> Iterator[Seed]:
    """A brand of this test's own with a community: more than two pages of everything."""
    yield from _seeds(network)


@pytest.fixture(scope="session")
def settled(network: dict[str, str]) -> Iterator[Seed]:
    """The same for tests that change nothing, seeded once."""
    yield from _seeds(network)


def _seeds(network: dict[str, str]) -> Iterator[Seed]:
    started = datetime.now(UTC).replace(microsecond=0) - timedelta(hours=1)
    community = Community(network["pds"], network["control"], started)
    yield _seeded(community)
    community.client.close()


def _seeded(c: Community) -> Seed:
    brand, stranger = c.person("brand"), c.person("stranger")
    members = [c.person(f"m{number}") for number in range(MANY)]
    c.started = datetime.now(UTC).replace(microsecond=0) - timedelta(minutes=50)
    c.ticks = 0
    posts = [c.post(brand, f"Our news {n}", expect="post", own=True) for n in range(MANY)]
    main = c.post(brand, "The new blend", expect="post", own=True, embed=c.photo(brand))
    comments = [c.reply(m, main, main, f"Question {m.handle}?", expect="comment") for m in members]
    answers = [c.reply(brand, to, main, "Answer.", expect="reply", own=True) for to in comments[1:]]
    stranger_post = c.reply(stranger, main, main, "Mean words", expect="comment")
    chain = [comments[0]]
    for number in range(MANY):
        by = members[number % 2]
        chain.append(c.reply(by, chain[-1], main, f"Deeper {number}", expect="reply"))
    mentions = []
    for member in members:
        c.follow(member, brand)
        c.like(member, main)
        c.repost(member, main)
        c.quote(member, main, f"See {member.handle}")
        said = mention(brand, "have you heard?")
        mentions.append(c.post(member, said.pop("text"), expect="mention", **said))
        shown = mention(brand, "look what I made")
        c.post(member, shown.pop("text"), expect="ugc_post", embed=c.photo(member), **shown)
    for comment in comments:
        c.like(brand, comment, own=True)
    for number, member in enumerate(members):
        c.like(member, posts[number])
    c.flush()
    return Seed(c, brand, members, stranger, main, comments, answers, chain, mentions, stranger_post)
