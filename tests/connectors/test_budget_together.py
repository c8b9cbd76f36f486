"""Workers that ask one account's service at once, by HTTP and with the warehouse between them: it counts strictly."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from random import Random
from typing import Any

import pytest

from connectors.budget_store import Store, WarehouseBudgets
from connectors.budgets import Budgets
from connectors.http import HttpClient
from connectors.http_rules import BudgetHeaders
from connectors.http_waiting import in_place

LIMIT, LENGTH, WORKERS, EACH = 8, 2.5, 6, 2
"""More requests than one window lets through, and windows longer than what makes two resets one (`SAME_RESET`)."""


class Strict(ThreadingHTTPServer):
    """Lets LIMIT requests through in each window, which begins with its first; answers come back out of order."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.url = f"http://127.0.0.1:{self.server_address[1]}"
        self.lock, self.luck = threading.Lock(), Random(1)
        self.ends = 0.0
        self.windows: list[int] = []

    def counted(self) -> tuple[int, float, float]:
        """What is left with this request, until when, and how long the answer takes."""
        now = time.time()
        with self.lock:
            if now >= self.ends:
                self.ends = now + LENGTH
                self.windows.append(0)
            self.windows[-1] += 1
            return LIMIT - self.windows[-1], self.ends, self.luck.choice((0.0, 0.01, 0.1))


class _Handler(BaseHTTPRequestHandler):
    server: Strict

    def do_GET(self) -> None:
        left, ends, takes = self.server.counted()
        time.sleep(takes)
        self.send_response(200 if left >= 0 else 429)
        for name, value in (("remaining", max(left, 0)), ("reset", ends), ("content-length", 2)):
            self.send_header(name, str(value))
        self.end_headers()
        self.wfile.write(b"{}")

    def log_message(self, format: str, *args: Any) -> None:
        """Quiet."""


@pytest.fixture
def strict() -> Iterator[Strict]:
    with Strict() as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield server
        server.shutdown()
        thread.join()


def test_workers_of_three_processes_ask_not_once_too_often(strict: Strict, database_url: str) -> None:
    processes = [(Store(database_url), Budgets()) for _ in range(3)]

    def work(number: int) -> None:
        store, own = processes[number % 3]
        with (
            in_place(960, str),
            HttpClient(
                strict.url,
                budget_headers=BudgetHeaders("remaining", "reset"),
                budgets=WarehouseBudgets(store, strict.url, "x:@acme", own),
            ) as client,
        ):
            for _ in range(EACH):
                client.get("/a")

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))

    assert sum(strict.windows) == WORKERS * EACH  # a 429 would have been asked again
    assert max(strict.windows) <= LIMIT
