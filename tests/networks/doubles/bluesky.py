"""A double of a Bluesky server on loopback: the queries the connector makes, over a community in memory.

It is not the network: `tests/networks/bluesky` has that. It exists for what a real network will not do on
demand: expire a token in the middle, answer with HTML, repeat a cursor, cut an answer short.
"""

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

BRAND = "did:plc:brand"
PASSWORD = "app-pass-word"
TID_DIGITS = "234567abcdefghijklmnopqrstuvwxyz"
Json = dict[str, Any]


@dataclass
class Fault:
    """Given once instead of the true answer; `change` bends the true answer instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[Json], Json] | None = None
    waits: float = 0
    """Seconds that pass before anything is sent."""


class BlueskyDouble(ThreadingHTTPServer):
    """The server and its community. Posts are dated by the caller; likes and follows as they are made."""

    daemon_threads = True

    def __init__(self, begins: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.clock = begins
        self.posts: dict[str, Json] = {}
        self.below: dict[str, list[str]] = defaultdict(list)
        self.quoting: dict[str, list[str]] = defaultdict(list)
        """Post -> answers to it, and quotes of it, also those that were deleted since."""
        self.likes: dict[str, list[Json]] = defaultdict(list)
        self.notifications: list[Json] = []
        self.followers: list[str] = []
        self.own_likes: list[Json] = []
        self.reposts: dict[str, list[Json]] = defaultdict(list)
        self.blocked: set[str] = set()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, list[str]]]] = []
        self.sessions = 0
        self.refuses_refresh = self.has_tids = False
        self.password = PASSWORD
        self.remaining, self.resets = 2999, 4_000_000_000.0
        self.is_expired = False

    def called(self, method: str) -> int:
        """How often a query was made."""
        return Counter(name.rsplit(".", 1)[-1] for name, _ in self.calls)[method]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is none of the double's business."""

    # ------------------------------------------------------------------ the community

    def tick(self) -> str:
        """One second later, as the network writes times."""
        self.clock += timedelta(seconds=1)
        return self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def post(
        self, by: str, text: str, *, to: str | None = None, reason: str | None = None, **more: Any
    ) -> str:
        """A post (a reply to the post `to`), and a notification of it if `reason` is given; its URI."""
        at = self.tick()
        uri = f"at://{by}/app.bsky.feed.post/{self._key()}"
        record: Json = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, "langs": ["en"], **more}
        if to:
            root = self.posts[to]["record"].get("reply", {}).get("root", {"uri": to})
            record["reply"] = {"root": root, "parent": {"uri": to}}
        self.posts[uri] = {"uri": uri, "author": self.author(by), "record": record, "indexedAt": at}
        self.below[to or ""].append(uri)
        self.quoting[more.get("embed", {}).get("record", {}).get("uri", "")].append(uri)
        if reason:
            self._notify(reason, uri, by, record, at)
        return uri

    def _key(self) -> str:
        """A record key: the moment, as real ones, or a number that is easier to read."""
        if not self.has_tids:
            return f"p{len(self.posts)}"
        number = int(self.clock.timestamp() * 1_000_000) << 10
        return "".join(TID_DIGITS[number >> 5 * place & 31] for place in range(12, -1, -1))

    def quote(self, by: str, text: str, of: str) -> str:
        """A quote of one of the brand's posts, notified."""
        embed = {"$type": "app.bsky.embed.record", "record": {"uri": of}}
        return self.post(by, text, reason="quote", embed=embed)

    def repost(self, by: str, subject: str) -> str:
        """A repost, notified; the brand's own stands in its feed. Its URI."""
        at = self.tick()
        uri = f"at://{by}/app.bsky.feed.repost/{self._key()}r"
        reason = {
            "$type": "app.bsky.feed.defs#reasonRepost",
            "by": self.author(by),
            "uri": uri,
            "indexedAt": at,
        }
        self.reposts[subject].append(reason)
        if by != BRAND:
            record = {"$type": "app.bsky.feed.repost", "subject": {"uri": subject}, "createdAt": at}
            self._notify("repost", uri, by, record, at)
        return uri

    def follow(self, by: str) -> str:
        """A new follower, notified; the URI."""
        at = self.tick()
        self.followers.append(by)
        uri = f"at://{by}/app.bsky.graph.follow/{self._key()}"
        self._notify(
            "follow", uri, by, {"$type": "app.bsky.graph.follow", "subject": BRAND, "createdAt": at}, at
        )
        return uri

    def own_like(self, subject: str) -> None:
        """A like of the brand's."""
        value = {"subject": {"uri": subject}, "createdAt": self.tick()}
        self.own_likes.append(
            {"uri": f"at://{BRAND}/app.bsky.feed.like/{len(self.own_likes)}", "value": value}
        )

    def put(self, uri: str, text: str) -> None:
        """The same post with another text."""
        self.posts[uri]["record"]["text"] = text  # which is what a notification shows, too

    def delete(self, uri: str) -> None:
        """Take a post away, and the notification of it."""
        self.posts.pop(uri)
        self.notifications = [n for n in self.notifications if n["uri"] != uri]

    def like(self, by: str, subject: str) -> None:
        """A like, with its notification."""
        at = self.tick()
        self.likes[subject].append({"actor": self.author(by), "createdAt": at, "indexedAt": at})
        record = {"$type": "app.bsky.feed.like", "subject": {"uri": subject}, "createdAt": at}
        self._notify("like", f"at://{by}/app.bsky.feed.like/l{len(self.notifications)}", by, record, at)

    def _notify(self, reason: str, uri: str, by: str, record: Json, at: str) -> None:
        notification = {"uri": uri, "author": self.author(by), "reason": reason, "record": record}
        self.notifications.append(notification | {"indexedAt": at})

    @staticmethod
    def author(did: str) -> Json:
        """A person as posts show them."""
        return {"did": did, "handle": f"{did.rsplit(':', 1)[1]}.test", "displayName": did[-5:].title()}

    # ------------------------------------------------------------------ its answers

    def view(self, uri: str) -> Json:
        """A post with its counts."""
        replies = [u for u in self.below[uri] if u in self.posts]
        counts = {"replyCount": len(replies), "likeCount": len(self.likes[uri])}
        quotes = [u for u in self.quoting[uri] if u in self.posts]
        return {**self.posts[uri], **counts, "repostCount": len(self.reposts[uri]), "quoteCount": len(quotes),
                "bookmarkCount": 2}  # fmt: skip

    def feed(self, actor: str) -> list[Json]:
        """What somebody posted and reposted, newest first, not yet as it is shown."""
        theirs = [{"uri": u, "at": self.posts[u]["indexedAt"]} for u in self.posts if f"/{actor}/" in u]
        theirs += [
            {"uri": subject, "at": reason["indexedAt"], "reason": reason}
            for subject, reasons in self.reposts.items()
            for reason in reasons
            if reason["by"]["did"] == actor
        ]
        return sorted(theirs, key=lambda entry: str(entry["at"]), reverse=True)

    def shown(self, item: Any) -> Json:
        """An item of a list as it is shown."""
        if isinstance(item, str):
            return self.view(item)
        if "at" not in item:
            return dict(item)
        return {"post": self.view(item["uri"])} | ({"reason": item["reason"]} if "reason" in item else {})

    def thread(self, uri: str, depth: int) -> Json:
        """The thread below a post, cut at `depth`."""
        did = uri.split("/")[2]
        if did in self.blocked:
            return {"uri": uri, "blocked": True, "author": {"did": did, "viewer": {"blocking": "at://x"}}}
        below = [u for u in self.below[uri] if u in self.posts] if depth else []
        return {"post": self.view(uri), "replies": [self.thread(u, depth - 1) for u in below]}

    def answer(self, method: str, query: dict[str, list[str]]) -> tuple[int, Json]:
        """Status and body of one query."""
        one = {name: values[0] for name, values in query.items()}
        if method == "getPostThread":
            if one["uri"] not in self.posts:
                return 400, {"error": "NotFound", "message": f"Post not found: {one['uri']}"}
            return 200, {"thread": self.thread(one["uri"], int(one["depth"]))}
        if method == "getPosts":
            found = [u for u in query["uris"] if u in self.posts and u.split("/")[2] not in self.blocked]
            return 200, {"posts": [self.view(u) for u in found]}
        if method == "getProfiles":
            return 200, {"profiles": [{**self.author(d), "followersCount": 7} for d in query["actors"]]}
        if method == "getProfile":
            return 200, {**self.author(BRAND), "followersCount": 3, "followsCount": 2, "postsCount": 1}
        name, items = self.lists(method, one)
        start, limit = int(one.get("cursor", 0)), int(one["limit"])
        body: Json = {name: [self.shown(item) for item in items[start : start + limit]]}
        if start + limit < len(items):
            body["cursor"] = str(start + limit)
        return 200, body

    def lists(self, method: str, one: dict[str, str]) -> tuple[str, list[Any]]:
        """The field that a query lists its items in, and the items: posts by their URIs, others as they are."""
        newest, of = list(reversed(self.posts)), one.get("uri", "")
        match method:
            case "listNotifications":
                return "notifications", [n for n in reversed(self.notifications)
                                         if n["author"]["did"] not in self.blocked]  # fmt: skip
            case "getAuthorFeed":
                return "feed", self.feed(one["actor"])
            case "getLikes":
                return "likes", self.likes[of][::-1]
            case "getQuotes":
                return "posts", [u for u in reversed(self.quoting[of]) if u in self.posts]
            case "getRepostedBy":
                return "repostedBy", [reason["by"] for reason in reversed(self.reposts[of])]
            case "getFollowers":
                return "followers", [self.author(did) for did in reversed(self.followers)]
            case "searchPosts":
                return "posts", [u for u in newest if one["q"] in self.posts[u]["record"]["text"]]
        return "records", self.own_likes[::-1]


class _Handler(BaseHTTPRequestHandler):
    server: BlueskyDouble

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        method = parts.path.rsplit(".", 1)[-1]
        query = parse_qs(parts.query)
        self.server.calls.append((parts.path, query))
        fault = self.server.faults[method].pop(0) if self.server.faults[method] else None
        time.sleep(fault.waits if fault else 0)
        if self.headers.get("authorization") != f"Bearer access-token-{self.server.sessions}":
            self._send(400, {"error": "InvalidToken", "message": "Token could not be verified"})
        elif self.server.is_expired:
            self._send(400, {"error": "ExpiredToken", "message": "Token has expired"})
        elif fault and fault.change is None:
            self._write(fault.status, fault.body, fault.headers)
        else:
            status, body = self.server.answer(method, query)
            self._send(status, fault.change(body) if fault and fault.change else body)

    def do_POST(self) -> None:
        body = json.loads(self.rfile.read(int(self.headers.get("content-length") or 0)) or b"{}")
        self.server.calls.append((self.path, {}))
        if self.path.endswith("refreshSession"):
            is_allowed = (
                not self.server.refuses_refresh and self.headers["authorization"] == "Bearer refresh-token"
            )
            refusal = {"error": "ExpiredToken", "message": "Token has been revoked"}
        else:
            is_allowed = body.get("password") == self.server.password
            refusal = {"error": "AuthenticationRequired", "message": "Invalid identifier or password"}
        if not is_allowed:
            self._send(401, refusal)
            return
        self.server.sessions += 1
        self.server.is_expired = False
        access = f"access-token-{self.server.sessions}"
        self._send(
            200, {"accessJwt": access, "refreshJwt": "refresh-token", "did": BRAND, "handle": "b.test"}
        )

    def _send(self, status: int, body: Json) -> None:
        self._write(
            status,
            json.dumps(body).encode(),
            {"ratelimit-remaining": str(self.server.remaining), "ratelimit-limit": "3000"},
        )

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"ratelimit-reset": str(self.server.resets), **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@contextmanager
def running(begins: datetime) -> Iterator[BlueskyDouble]:
    """A double that answers for as long as the block lasts."""
    server = BlueskyDouble(begins)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
