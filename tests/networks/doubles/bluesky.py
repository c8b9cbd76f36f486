"""A double of a Bluesky server on loopback: the queries the connector makes, over a community in memory.

It is not the network: `tests/networks/bluesky` has that. It exists for what a real network will not do on
demand: expire a token in the middle, answer with HTML, repeat a cursor, cut an answer short.
"""

import json
import threading
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
Json = dict[str, Any]


@dataclass
class Fault:
    """Given once instead of the true answer; `change` bends the true answer instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[Json], Json] | None = None


class BlueskyDouble(ThreadingHTTPServer):
    """The server and its community. Posts are dated by the caller; likes and follows as they are made."""

    daemon_threads = True

    def __init__(self, begins: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.clock = begins
        self.posts: dict[str, Json] = {}
        self.likes: dict[str, list[Json]] = defaultdict(list)
        self.notifications: list[Json] = []
        self.followers: list[str] = []
        self.blocked: set[str] = set()
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, dict[str, list[str]]]] = []
        self.sessions = 0
        self.refuses_refresh = False
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

    def post(self, by: str, text: str, *, to: str | None = None, reason: str | None = None) -> str:
        """A post (a reply to the post `to`), and a notification of it if `reason` is given; its URI."""
        at = self.tick()
        uri = f"at://{by}/app.bsky.feed.post/p{len(self.posts)}"
        record: Json = {"$type": "app.bsky.feed.post", "text": text, "createdAt": at, "langs": ["en"]}
        if to:
            root = self.posts[to]["record"].get("reply", {}).get("root", {"uri": to})
            record["reply"] = {"root": root, "parent": {"uri": to}}
        self.posts[uri] = {"uri": uri, "author": self.author(by), "record": record, "indexedAt": at}
        if reason:
            self._notify(reason, uri, by, record, at)
        return uri

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
        replies = [p for p in self.posts.values() if _parent(p) == uri]
        return {**self.posts[uri], "replyCount": len(replies), "likeCount": len(self.likes[uri])}

    def thread(self, uri: str, depth: int) -> Json:
        """The thread below a post, cut at `depth`."""
        did = uri.split("/")[2]
        if did in self.blocked:
            return {"uri": uri, "blocked": True, "author": {"did": did, "viewer": {"blocking": "at://x"}}}
        below = [u for u, p in self.posts.items() if _parent(p) == uri] if depth else []
        return {"post": self.view(uri), "replies": [self.thread(u, depth - 1) for u in below]}

    def answer(self, method: str, query: dict[str, list[str]]) -> tuple[int, Json]:
        """Status and body of one query."""
        one = {name: values[0] for name, values in query.items()}
        newest = list(reversed(self.posts))
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
        lists: dict[str, tuple[str, list[Json]]] = {
            "listNotifications": ("notifications", self.notifications[::-1]),
            "getAuthorFeed": (
                "feed",
                [{"post": self.view(u)} for u in newest if f"/{one.get('actor')}/" in u],
            ),
            "getLikes": ("likes", self.likes[one.get("uri", "")][::-1]),
            "getFollowers": ("followers", [self.author(did) for did in self.followers[::-1]]),
            "searchPosts": (
                "posts",
                [self.view(u) for u in newest if one.get("q", "") in self.posts[u]["record"]["text"]],
            ),
        }
        name, items = lists.get(method, ("records", []))
        start, limit = int(one.get("cursor", 0)), int(one["limit"])
        body: Json = {name: items[start : start + limit]}
        if start + limit < len(items):
            body["cursor"] = str(start + limit)
        return 200, body


class _Handler(BaseHTTPRequestHandler):
    server: BlueskyDouble

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        method = parts.path.rsplit(".", 1)[-1]
        query = parse_qs(parts.query)
        self.server.calls.append((parts.path, query))
        fault = self.server.faults[method].pop(0) if self.server.faults[method] else None
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
            is_allowed = body.get("password") == PASSWORD
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
            status, json.dumps(body).encode(), {"ratelimit-remaining": "2999", "ratelimit-limit": "3000"}
        )

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self.send_response(status)
        for name, value in {"ratelimit-reset": "4000000000", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _parent(post: Json) -> str | None:
    parent: str | None = post["record"].get("reply", {}).get("parent", {}).get("uri")
    return parent


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
