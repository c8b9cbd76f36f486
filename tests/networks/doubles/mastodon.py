"""A double of a Mastodon server on loopback: the questions the connector asks, over a community in memory.

It speaks the documented wire format over real HTTP: Link headers, rate-limit headers, scopes, notifications of
API versions 1 and 2, contexts, edits with their history, deletions. Whatever a real server will not do on demand
(HTML, a page cut short, a repeated cursor) it does when told to. It is not Mastodon: no federation, no policy.
"""

import json
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

BRAND = "900"
TOKEN = "a-token-of-the-brand"
SCOPES = (
    "read:accounts",
    "read:notifications",
    "read:favourites",
    "read:follows",
    "read:search",
    "read:statuses",
)
Json = dict[str, Any]
Query = dict[str, list[str]]


@dataclass
class Fault:
    """Given once instead of the true answer; `change` bends the true answer instead."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[Any], Any] | None = None
    waits: float = 0
    """Seconds that pass before anything is sent."""


class MastodonDouble(ThreadingHTTPServer):
    """The server and its community; everything that happens takes one second of `clock`."""

    daemon_threads = True

    def __init__(self, begins: datetime) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.clock = begins
        self.names = {BRAND: "brand"}
        self.statuses: dict[str, Json] = {}
        self.versions: dict[str, list[Json]] = defaultdict(list)
        self.below: dict[str, list[str]] = defaultdict(list)
        """Status -> answers to it, also those that were deleted since: a week of two thousand is asked for often."""
        self.quotes: list[str] = []
        self.favourites: dict[str, list[str]] = defaultdict(list)
        self.notifications: list[Json] = []
        self.followers: list[str] = []
        self.requests: list[str] = []
        self.scopes, self.token = set(SCOPES), TOKEN
        self.has_v1 = self.has_v2 = self.has_several = True
        self.has_quotes = self.has_numbers = self.groups = True
        self.remaining, self.resets = 299, datetime(2096, 1, 1, tzinfo=UTC)
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, Query]] = []

    def called(self, end: str) -> int:
        """How often a path ending in `end` was asked for."""
        return Counter(path.endswith(end) for path, _ in self.calls)[True]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is none of the double's business."""

    # ------------------------------------------------------------------ the community

    def tick(self) -> str:
        """One second later, as the server writes times."""
        self.clock += timedelta(seconds=1)
        return self.clock.isoformat(timespec="milliseconds").replace("+00:00", "Z")

    def person(self, name: str) -> str:
        """A member; the id."""
        local = str(1000 + len(self.names)) if self.has_numbers else f"01{1000 + len(self.names):024X}"
        self.names[local] = name
        return local

    def account(self, local: str) -> Json:
        """A person as the API shows them; everyone but the brand lives on another server."""
        name = self.names[local]
        acct = name if local == BRAND else f"{name}@elsewhere.example"
        url = f"{self.url}/@{name}" if local == BRAND else f"https://elsewhere.example/@{name}"
        counts = {"followers_count": 7, "following_count": 2, "statuses_count": 5}
        return {"id": local, "username": name, "acct": acct, "display_name": name.title(), "url": url, "bot": False,
                "locked": False, "note": "", "emojis": [], "fields": []} | counts  # fmt: skip

    def post(
        self, by: str, text: str, *, to: str | None = None, notify: str | None = None, **more: Any
    ) -> str:
        """A status (a reply to the status `to`), with a notification of kind `notify` if given; its id."""
        at = self.tick()
        number = (int(self.clock.timestamp() * 1000) << 16) + len(self.statuses)
        local = str(number) if self.has_numbers else f"01{number:024X}"
        above = self.statuses.get(to or "")
        mentions = (
            [{"id": BRAND, "acct": "brand", "username": "brand", "url": ""}] if "@brand" in text else []
        )
        tags = [{"name": word[1:], "url": ""} for word in text.split() if word.startswith("#")]
        self.statuses[local] = {
            "id": local, "created_at": at, "edited_at": None, "account": by, "content": f"<p>{text}</p>",
            "in_reply_to_id": to, "in_reply_to_account_id": above["account"] if above else None,
            "visibility": "public", "spoiler_text": "", "sensitive": False, "language": "en", "reblog": None,
            "uri": f"https://elsewhere.example/statuses/{local}", "url": f"https://elsewhere.example/@x/{local}",
            "media_attachments": [], "mentions": mentions, "tags": tags, "card": None, "poll": None, "quote": None,
            "favourited": False,
        } | more  # fmt: skip
        self.below[to or ""].append(local)
        if more.get("quote"):
            self.quotes.append(local)
        if notify:
            self.notify(notify, by, local)
        return local

    def direct(self, by: str, text: str, to: str | None = None) -> str:
        """A private message between the brand and a member; members' are notified."""
        return self.post(by, text, to=to, visibility="direct", notify=None if by == BRAND else "mention")

    def quote(self, by: str, text: str, of: str) -> str:
        """A status that quotes another."""
        quote = {
            "state": "accepted",
            "quoted_status": {"id": of, "account": {"id": self.statuses[of]["account"]}},
        }
        return self.post(by, text, notify="quote", quote=quote)

    def favourite(self, by: str, local: str) -> None:
        """A favourite, notified when it is of the brand's status."""
        self.favourites[by].append(local)
        self.statuses[local]["favourites"] = self.statuses[local].get("favourites", 0) + 1
        if self.statuses[local]["account"] == BRAND:
            self.notify("favourite", by, local)

    def boost(self, by: str, local: str) -> None:
        """A boost, notified; the brand's own stands among its statuses."""
        if by == BRAND:
            self.post(by, "", reblog=local)
        else:
            self.statuses[local]["boosts"] = self.statuses[local].get("boosts", 0) + 1
            self.notify("reblog", by, local)

    def follow(self, by: str) -> None:
        """A new follower, notified."""
        self.followers.append(by)
        self.notify("follow", by)

    def request(self, by: str) -> None:
        """Someone who asks to follow, notified."""
        self.requests.append(by)
        self.notify("follow_request", by)

    def notify(self, kind: str, by: str, local: str | None = None) -> None:
        """A notification; alike ones of one status are one group."""
        number, at = str(len(self.notifications) + 1), self.tick()
        is_alike = kind in ("favourite", "reblog", "follow")
        key = f"{kind}-{local}" if is_alike else f"ungrouped-{number}"
        self.notifications.append(
            {"id": number, "type": kind, "created_at": at, "group_key": key, "account": by, "status": local}
        )

    def edit(self, local: str, text: str) -> None:
        """Another text for a status, dated; the version before is kept."""
        status = self.statuses[local]
        versions = self.versions[local] or [
            {"content": status["content"], "created_at": status["created_at"]}
        ]
        status["edited_at"] = self.tick()
        status["content"] = f"<p>{text}</p>"
        self.versions[local] = [*versions, {"content": status["content"], "created_at": status["edited_at"]}]

    def delete(self, local: str) -> None:
        """Take a status away, and the notifications of it, as Mastodon does."""
        self.statuses.pop(local)
        self.notifications = [n for n in self.notifications if n["status"] != local]

    # ------------------------------------------------------------------ its answers

    def view(self, local: str) -> Json:
        """A status with its account, counts and what it boosts."""
        status = dict(self.statuses[local])
        likes, boosts, boosted = status.pop("favourites", 0), status.pop("boosts", 0), status["reblog"]
        others = [i for i in self.below[local] if i in self.statuses]
        quotes = [i for i in self.quotes if i in self.statuses and _quoted(self.statuses[i]) == local]
        return {**status, "account": self.account(status["account"]), "favourites_count": likes,
                "replies_count": len(others), "reblogs_count": boosts, "quotes_count": len(quotes),
                "reblog": self.view(boosted) if boosted else None}  # fmt: skip

    def newest(self, keep: Callable[[Json], bool]) -> list[str]:
        """Ids of the statuses to keep, newest first."""
        return [local for local in reversed(self.statuses) if keep(self.statuses[local])]

    def context(self, local: str) -> Json:
        """What stands above and below a status."""
        above, here = list[str](), self.statuses[local]["in_reply_to_id"]
        while here in self.statuses:
            above.insert(0, here)
            here = self.statuses[here]["in_reply_to_id"]
        below, waiting = list[str](), [local]
        while waiting:
            parent = waiting.pop()
            answers = [i for i in self.below[parent] if i in self.statuses]
            below += answers
            waiting += answers
        return {"ancestors": [self.view(i) for i in above], "descendants": [self.view(i) for i in below]}

    def told(self, notification: Json) -> Json:
        """A notification of API version 1."""
        local = notification["status"]
        status = {"status": self.view(local)} if local in self.statuses else {}
        return {**notification, "account": self.account(notification["account"]), "status": None} | status

    def grouped(self, page: list[Json], query: Query) -> Json:
        """A page of notifications in groups of API version 2, people and statuses beside them."""
        groups: dict[str, list[Json]] = defaultdict(list)
        for one in page:
            can_be = self.groups and one["type"] in query.get(
                "grouped_types[]", ["favourite", "reblog", "follow"]
            )
            groups[one["group_key"] if can_be else f"ungrouped-{one['id']}"].append(one)
        statuses = {n["status"] for n in page if n["status"] in self.statuses}
        people = [a for found in groups.values() for a in {n["account"]: n for n in found[:2]}]
        return {
            "accounts": [self.account(a) for a in dict.fromkeys(people)],
            "statuses": [self.view(local) for local in sorted(statuses)],
            "notification_groups": [
                {
                    "group_key": key, "type": found[0]["type"], "notifications_count": len(found),
                    "most_recent_notification_id": int(found[0]["id"]),
                    "latest_page_notification_at": found[0]["created_at"],
                    "sample_account_ids": [n["account"] for n in found[:2]], "status_id": found[0]["status"],
                }
                for key, found in groups.items()
            ],
        }  # fmt: skip

    def lists(self, path: list[str], query: Query) -> tuple[list[tuple[str, Any]], bool] | None:
        """(id, what is shown: a status by its id) of each item of a list that is paged by id; None for another path."""
        match path:
            case ["accounts", me, "statuses"]:
                boosts = query.get("exclude_reblogs") != ["true"]
                found = self.newest(lambda s: s["account"] == me and (boosts or not s["reblog"]))
            case ["statuses", local, "quotes"]:
                found = self.newest(lambda s: _quoted(s) == local)
            case ["timelines", "tag", tag]:
                found = self.newest(lambda s: any(t["name"].casefold() == tag.casefold() for t in s["tags"]))
            case ["favourites"]:
                return [(local, local) for local in reversed(self.favourites[BRAND])], False
            case ["accounts", _, "followers"]:
                return [
                    (str(n), self.account(a)) for n, a in reversed(list(enumerate(self.followers, 1)))
                ], True
            case ["follow_requests"]:
                return [
                    (str(n), self.account(a)) for n, a in reversed(list(enumerate(self.requests, 1)))
                ], True
            case ["notifications"]:
                return [(n["id"], n) for n in reversed(self.notifications)], True
            case ["conversations"]:
                return self.conversations(), True
            case _:
                return None
        return [(local, local) for local in found], True

    def conversations(self) -> list[tuple[str, Json]]:
        """Private threads by their last message, newest first."""
        last: dict[str, str] = {}
        for local in self.newest(lambda s: s["visibility"] == "direct"):
            root = local
            while self.statuses[root]["in_reply_to_id"] in self.statuses:
                root = self.statuses[root]["in_reply_to_id"]
            last.setdefault(root, local)
        return [
            (local, {"id": root, "unread": True, "accounts": [], "last_status": self.view(local)})
            for root, local in last.items()
        ]

    def answer(self, path: list[str], query: Query) -> tuple[int, Any]:
        """Status and body of a question that is not a paged list."""
        gone = (404, {"error": "Record not found"})
        match path:
            case ["accounts", "verify_credentials"]:
                return 200, {**self.account(BRAND), "source": {"follow_requests_count": len(self.requests)}}
            case ["statuses"] if self.has_several:
                return 200, [self.view(i) for i in query.get("id[]", []) if i in self.statuses]
            case ["statuses", local, *rest] if local in self.statuses:
                versions = self.versions[local] or [{"content": self.statuses[local]["content"]}]
                if rest == ["history"]:
                    return 200, [
                        {**v, "account": self.account(self.statuses[local]["account"])} for v in versions
                    ]
                return 200, self.context(local) if rest == ["context"] else self.view(local)
            case ["search"]:
                words = query["q"][0].partition(" after:")[0].strip('"').casefold()
                found = self.newest(lambda s: words in s["content"].casefold())
                start = int(query.get("offset", ["0"])[0])
                return 200, {
                    "accounts": [],
                    "hashtags": [],
                    "statuses": [self.view(i) for i in found[start:]],
                }
            case ["notifications", key, "accounts"]:
                return 200, [self.account(n["account"]) for n in self.notifications if n["group_key"] == key]
        return gone

    def scope(self, path: list[str]) -> str:
        """The permission that a path needs."""
        if path[-1] in ("verify_credentials", "followers"):
            return "read:accounts"
        names = {"notifications": "notifications", "favourites": "favourites", "search": "search"}
        return f"read:{'follows' if path[0] == 'follow_requests' else names.get(path[0], 'statuses')}"


class _Handler(BaseHTTPRequestHandler):
    server: MastodonDouble

    def do_GET(self) -> None:
        double, parts = self.server, urlsplit(self.path)
        _, _, version, *path = parts.path.split("/")
        query = parse_qs(parts.query)
        double.calls.append((parts.path, query))
        waiting = double.faults[path[-1]]
        fault = waiting.pop(0) if waiting else None
        time.sleep(fault.waits if fault else 0)
        if path[-1] == "quotes" and not double.has_quotes:
            path = ["nothing"]
        has_version = {"v1": double.has_v1, "v2": double.has_v2}[version] or path[0] != "notifications"
        if self.headers.get("authorization") != f"Bearer {double.token}":
            self._send(401, {"error": "The access token is invalid"})
        elif double.scope(path) not in double.scopes:
            self._send(403, {"error": "This action is outside the authorized scopes"})
        elif not has_version:
            self._send(404, {"error": "Not found"})
        elif fault and fault.change is None:
            self._write(fault.status, fault.body, fault.headers)
        else:
            status, body, link = self._answer(version, path, query)
            body = fault.change(body) if fault and fault.change else body
            self._send(status, body, link | (fault.headers if fault else {}))

    def _answer(self, version: str, path: list[str], query: Query) -> tuple[int, Any, dict[str, str]]:
        double = self.server
        listed = double.lists(path, query)
        if listed is None:
            return (*double.answer(path, query), {})
        items, is_by_id = listed
        limit, below = int(query.get("limit", ["40"])[0]), query.get("max_id", [""])[0]
        if below:
            ids = [local for local, _ in items]
            start = ids.index(below) + 1 if not is_by_id and below in ids else 0
            items = [i for i in items if _order(i[0]) < _order(below)] if is_by_id else items[start:]
        page, more = items[:limit], len(items) > limit
        link = {}
        if more:
            kept = {k: v for k, v in query.items() if k != "max_id"} | {"max_id": [page[-1][0]]}
            address = f"{double.url}{urlsplit(self.path).path}?{urlencode(kept, doseq=True)}"
            link = {"link": f'<{address}>; rel="next", <{double.url}/x?min_id=1>; rel="prev"'}
        shown = [double.view(one) if isinstance(one, str) else one for _, one in page]
        if path == ["notifications"]:
            return (
                200,
                double.grouped(shown, query) if version == "v2" else [double.told(n) for n in shown],
                link,
            )
        return 200, shown, link

    def _send(self, status: int, body: Any, headers: dict[str, str] | None = None) -> None:
        self._write(status, json.dumps(body).encode(), headers or {})

    def _write(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        limits = {"X-RateLimit-Limit": "300", "X-RateLimit-Remaining": str(self.server.remaining)}
        limits["X-RateLimit-Reset"] = self.server.resets.isoformat(timespec="microseconds").replace(
            "+00:00", "Z"
        )
        self.send_response(status)
        for name, value in {"content-type": "application/json; charset=utf-8", **limits, **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


def _order(local: str) -> tuple[int, str]:
    """Ids grow: numbers as numbers, others as text."""
    return len(local), local


def _quoted(status: Json) -> str | None:
    quote = status["quote"] or {}
    quoted: str | None = (quote.get("quoted_status") or {}).get("id") or quote.get("quoted_status_id")
    return quoted


@contextmanager
def running(begins: datetime) -> Iterator[MastodonDouble]:
    """A double that answers for as long as the block lasts."""
    server = MastodonDouble(begins)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
