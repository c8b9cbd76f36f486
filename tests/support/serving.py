"""What the doubles of networks have in common: a server on loopback, a clock, and a switchboard of faults.

It knows no network: a double says what it answers, this says how an answer may go wrong on its way.
"""

import importlib.util
import json
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar
from urllib.parse import parse_qs, urlsplit

Query = dict[str, list[str]]


@dataclass
class Fault:
    """Given once instead of the true answer; `change` bends the true answer instead.

    `waits` seconds pass before anything is sent, `drips` between one byte and the next; `cut` promises more than
    is sent.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    change: Callable[[Any], Any] | None = None
    waits: float = 0
    drips: float = 0
    cut: bool = False


class Double(ThreadingHTTPServer):
    """A server; everything that happens on it takes one second of `clock`. `faults` wait by the path's last part."""

    daemon_threads = True

    def __init__(self, begins: datetime, handler: type["Answering"]) -> None:
        super().__init__(("127.0.0.1", 0), handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.clock = begins
        self.faults: dict[str, list[Fault]] = defaultdict(list)
        self.calls: list[tuple[str, Query]] = []

    def tick(self) -> datetime:
        """One second later."""
        self.clock += timedelta(seconds=1)
        return self.clock

    def called(self, end: str) -> int:
        """How often a path ending in `end` was asked for."""
        return sum(path.endswith(end) for path, _ in self.calls)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that hangs up is none of the double's business."""


class Answering(BaseHTTPRequestHandler):
    """Answers as `answer` says, but for a fault that waits for the path."""

    def answer(self, path: str, query: Query) -> tuple[int, Any, dict[str, str]]:
        """Status, body (as JSON) and headers of the true answer."""
        raise NotImplementedError

    def named(self, path: str) -> str:
        """What faults of a path wait under."""
        return path.rpartition("/")[2]

    def do_GET(self) -> None:
        parts = urlsplit(self.path)
        self._give(parts.path, parse_qs(parts.query))

    def do_POST(self) -> None:
        sent = self.rfile.read(int(self.headers.get("content-length") or 0)).decode()
        self._give(urlsplit(self.path).path, parse_qs(sent))

    def _give(self, path: str, query: Query) -> None:
        double = self.server
        assert isinstance(double, Double)
        double.calls.append((path, query))
        waiting = double.faults[self.named(path)]
        fault = waiting.pop(0) if waiting else Fault(change=lambda body: body)
        status, body, headers = self.answer(path, query)
        if fault.change is None and not fault.cut:
            self._write(fault.status, fault.body, headers | fault.headers, fault)
        else:
            changed = fault.change(body) if fault.change else body
            self._write(status, json.dumps(changed).encode(), headers | fault.headers, fault)

    def _write(self, status: int, body: bytes, headers: dict[str, str], fault: Fault) -> None:
        time.sleep(fault.waits)
        self.send_response(status)
        for name, value in {"content-type": "application/json; charset=utf-8", **headers}.items():
            self.send_header(name, value)
        self.send_header("content-length", str(len(body)))
        self.end_headers()
        body = body[: len(body) // 2] if fault.cut else body
        for piece in (body,) if not fault.drips else (body[i : i + 1] for i in range(len(body))):
            time.sleep(fault.drips)
            self.wfile.write(piece)

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


Served = TypeVar("Served", bound=ThreadingHTTPServer)


@contextmanager
def serving(server: Served) -> Iterator[Served]:
    """`server` answers for as long as the block lasts."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def double_of(network: str) -> ModuleType:
    """The double of `network`; tests/ is no package, so it is loaded from its file."""
    path = Path(__file__).parents[1] / "networks" / "doubles" / f"{network}.py"
    name = f"{network}_double"
    if name not in sys.modules:
        spec = importlib.util.spec_from_file_location(name, path)
        assert spec
        assert spec.loader
        sys.modules[name] = module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
    return sys.modules[name]
