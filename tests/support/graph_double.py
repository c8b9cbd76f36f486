"""What every double of a Graph API shares: fields with expansions, edges with cursors, usage in percent, tokens,
permissions, the error envelope, and a switchboard of faults. Knows no platform.

Next addresses hold the token, as the real ones do; `after_cursors` off leaves them as the only way on. Whatever a
real API will not do on demand (HTML, a page cut short, a repeated cursor) it does when told to.
"""

import json
import re
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlencode, urlsplit

VERSION = "v25.0"
Json = dict[str, Any]
Query = dict[str, str]
Fields = dict[str, tuple[dict[str, str], "Fields"]]


@dataclass
class Fault:
    """Given once instead of the true answer; `change` bends the true answer instead; `drip` sends it byte by byte."""

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[Any], Any] | None = None
    drip: float = 0


class Refusal(Exception):
    """An error of the API."""

    def __init__(self, code: int, said: str, subcode: int | None = None, status: int = 400) -> None:
        super().__init__(said)
        error: Json = {"message": said, "type": "OAuthException", "code": code, "fbtrace_id": "A0"}
        if subcode is not None:
            error["error_subcode"] = subcode
        self.status, self.body = status, {"error": error}


def refusal(code: int, said: str = "refused", subcode: int | None = None, status: int = 400) -> Fault:
    """An error of the API, given once."""
    return Fault(status, json.dumps(Refusal(code, said, subcode).body).encode())


def gone(what: str) -> Refusal:
    """What a Graph API says of an id that it does not know, or does not show."""
    return Refusal(100, f"Unsupported get request. Object with ID '{what}' does not exist, cannot be loaded due to "
                        "missing permissions, or does not support this operation", 33)  # fmt: skip


def fields_of(text: str) -> Fields:
    """What a `fields` parameter asks for: name -> (its arguments, the fields of what it leads to)."""
    found: Fields = {}
    for part in _split(text):
        head, brace, inner = part.partition("{")
        name, *calls = re.findall(r"[\w]+(?:\([^)]*\))?", head)
        arguments = dict(re.fullmatch(r"(\w+)\(([^)]*)\)", call).groups() for call in calls)  # type: ignore[union-attr]
        if name in found:
            raise Refusal(2500, f'Syntax error "Field {name} specified more than once."')
        found[name] = (arguments, fields_of(inner.removesuffix("}")) if brace else {})
    return found


def _split(text: str) -> Iterator[str]:
    depth, start = 0, 0
    for place, letter in enumerate(text):
        depth += {"{": 1, "(": 1, "}": -1, ")": -1}.get(letter, 0)
        if letter == "," and depth == 0:
            yield text[start:place]
            start = place + 1
    if text[start:]:
        yield text[start:]


class GraphDouble(ThreadingHTTPServer):
    """A server that answers what `answer` says; everything that happens takes one second of `clock`."""

    daemon_threads = True

    def __init__(self, begins: datetime, permissions: tuple[str, ...]) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.clock = begins
        self.allowed = set(permissions)
        self.expires: dict[str, datetime | None] = {}
        self.used, self.regain = 7, 0
        self.after_cursors = True
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, Query]] = []
        self.number = 0
        self.signed_by = ""

    def answer(self, path: list[str], query: Query, token: str) -> Any:
        """The body of an answer; a Refusal for what is refused."""
        raise gone(path[0])

    def called(self, end: str) -> int:
        """How often a path ending in `end` was asked for."""
        return Counter(path.endswith(end) for path, _ in self.calls)[True]

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is none of the double's business."""

    def tick(self) -> str:
        """One second later, as the API writes times."""
        self.clock += timedelta(seconds=1)
        return f"{self.clock:%Y-%m-%dT%H:%M:%S+0000}"

    def new_id(self, prefix: str) -> str:
        """An id that was not given before."""
        self.number += 1
        return f"{prefix}{self.number:08d}"

    def needs(
        self, permission: str, said: str = "Application does not have permission for this action"
    ) -> None:
        """Refuse what is not allowed."""
        if permission not in self.allowed:
            raise Refusal(10, f"(#10) {said}")

    def paged(self, ids: list[str], query: Query, path: str, start: int = 0) -> Json:
        """A page of ids with its cursors; the next address holds the token, as the real one does."""
        after, size = query.get("after", ""), int(query.get("limit", "25"))
        if after:
            start = ids.index(after.removeprefix("c")) + 1 if after.removeprefix("c") in ids else len(ids)
        data = ids[start : start + size]
        if not data or start + size >= len(ids):
            return {"data": data} | ({"paging": {"cursors": {"after": f"c{data[-1]}"}}} if data else {})
        cursor = f"c{data[-1]}"
        asked = {**query, "after": cursor, "access_token": self.signed_by}
        paging: Json = {"next": f"{self.url}/{VERSION}/{path}?{urlencode(asked)}"}
        return {
            "data": data,
            "paging": paging | ({"cursors": {"after": cursor}} if self.after_cursors else {}),
        }

    def edge(
        self, ids: list[str], query: Query, path: str, show: Callable[[str, Fields], Json], fields: Fields
    ) -> Json:
        """A page of an edge."""
        page = self.paged(ids, query, path)
        return page | {"data": [show(native, fields) for native in page["data"]]}

    def debugged(self, token: str) -> Json:
        """What the platform says of a token."""
        ends = self.expires.get(token)
        seconds = int(ends.timestamp()) if ends else 0
        return {"data": {"app_id": "1", "is_valid": token in self.expires, "expires_at": seconds,
                         "data_access_expires_at": 0, "scopes": sorted(self.allowed)}}  # fmt: skip


def no_others(fields: Fields, known: frozenset[str] | set[str]) -> None:
    """Refuse fields that a thing does not have."""
    for name in fields:
        if name not in known:
            raise Refusal(100, f"(#100) Tried accessing nonexisting field ({name})")


class _Handler(BaseHTTPRequestHandler):
    server: GraphDouble

    def do_GET(self) -> None:
        double, parts = self.server, urlsplit(self.path)
        path = parts.path.strip("/").removeprefix(f"{VERSION}/").split("/")
        query = {key: values[0] for key, values in parse_qs(parts.query).items()}
        double.calls.append((parts.path, query))
        waiting = double.faults[path[-1]]
        fault = waiting.pop(0) if waiting else None
        if fault and fault.change is None:
            self._write(fault.status, fault.body, fault.headers, fault.drip)
            return
        try:
            status, body = 200, self._answer(path, query)
        except Refusal as refused:
            status, body = refused.status, refused.body
        body = fault.change(body) if fault and fault.change else body
        self._write(
            status, json.dumps(body).encode(), fault.headers if fault else {}, fault.drip if fault else 0
        )

    def _answer(self, path: list[str], query: Query) -> Any:
        double = self.server
        double.signed_by = token = (self.headers.get("authorization") or "").removeprefix("Bearer ")
        if path != ["refresh_access_token"]:
            if token not in double.expires:
                raise Refusal(190, f"Malformed access token {token}")
            ends = double.expires[token]
            if ends is not None and ends <= double.clock:
                raise Refusal(190, "Error validating access token: Session has expired", 463)
        return double.answer(path, query, token)

    def _write(self, status: int, body: bytes, headers: dict[str, str], drip: float) -> None:
        double = self.server
        used = {"call_count": double.used, "total_cputime": 1, "total_time": 2}
        business = {**used, "type": "instagram", "estimated_time_to_regain_access": double.regain}
        usage = {"X-App-Usage": json.dumps(used), "X-Business-Use-Case-Usage": json.dumps({"1": [business]})}
        self.send_response(status)
        for name, value in {"content-type": "application/json; charset=UTF-8", **usage, **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        with suppress(OSError):  # a client that has waited long enough
            for piece in (body[i : i + 1] for i in range(len(body))) if drip else (body,):
                self.wfile.write(piece)
                time.sleep(drip)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


Double = TypeVar("Double", bound=GraphDouble)


@contextmanager
def serving(server: Double) -> Iterator[Double]:
    """A double that answers for as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()
