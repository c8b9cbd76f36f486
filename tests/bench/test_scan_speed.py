"""A morning's look at twenty accounts of five networks that answer in 100 ms and let through 60 requests a minute.

The accounts are the week of a brand on doubles; each stream of each is collected as the extract task does it, all of
them side by side, with rate budgets in the warehouse, by one process and by two that share every account. What the
strictest budget dictates: with R requests of one token, of which 60 go in a minute, the last cannot be asked before
(R - 1) // 60 minutes are over. RAPPORT_BENCH_MINUTE scales the minute down (seconds): that makes the ratio worse, not
better, as an answer still takes its 100 ms. Mastodon, Bluesky and X name what is left of a minute in their answers.
Instagram tells percent of an hour, LinkedIn nothing but its day: neither has a minute, and they are asked as fast as
they answer. `make bench` prints; nothing is asserted. Measured on two busy cores (load 17): 1.07 x what the strictest
budget dictates with one process (Mastodon, 152 requests: 128 s of 120), 1.05 x with two, and not one 429.
"""

import math
import os
import re
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from collecting import Job, side_by_side
from stage import Played, stage_of
from week import NOW, WINDOW, before

from connectors.http import Patience
from connectors.records import Window

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

MINUTE = float(os.environ.get("RAPPORT_BENCH_MINUTE", "60"))
ALLOWED, ANSWERS_IN, ACCOUNTS = 60, 0.1, 4
NETWORKS = ("mastodon", "bluesky", "x", "instagram", "linkedin")
BY_MINUTE = ("mastodon", "bluesky", "x")
DAY = Window(NOW - timedelta(days=1), NOW)


@dataclass
class Gate:
    """What one token may ask: so many requests (of a kind) from the first one on, then a minute later again."""

    network: str
    server: Any
    lock: threading.Lock = field(default_factory=threading.Lock)
    ends: Counter[str] = field(default_factory=Counter)
    used: Counter[str] = field(default_factory=Counter)
    asked: int = 0
    refused: int = 0
    totals: Counter[str] = field(default_factory=Counter)

    @property
    def dictated(self) -> float:
        """Seconds before which the last request cannot be let through, and what its answer takes."""
        most = max(self.totals.values(), default=1) if self.network in BY_MINUTE else 1
        return (most - 1) // ALLOWED * MINUTE + ANSWERS_IN

    def passes(self, kind: str) -> bool:
        """Count a request; False: it is one too many. What is left is said by the double's next answer."""
        now = time.time()
        with self.lock:
            self.asked += 1
            self.totals[kind] += 1
            if now >= self.ends[kind]:
                self.ends[kind], self.used[kind] = now + MINUTE, 0  # type: ignore[assignment]
            self.used[kind] += 1
            left = ALLOWED - self.used[kind]
        if self.network == "mastodon":
            self.server.remaining, self.server.resets = (
                max(left, 0),
                datetime.fromtimestamp(self.ends[kind], UTC),
            )
        elif self.network == "bluesky":
            self.server.remaining, self.server.resets = max(left, 0), self.ends[kind]
        return left >= 0 or self.network not in BY_MINUTE


def paced(gate: Gate, handler: type[Any]) -> type[Any]:
    """`handler`, answering after 100 ms, and refusing what is one too many."""

    class Paced(handler):  # type: ignore[misc]
        def do_GET(self) -> None:
            time.sleep(ANSWERS_IN)
            if (
                gate.network == "bluesky"
            ):  # each process logs in, and the double knows the newest session only
                self.headers.replace_header("authorization", f"Bearer access-token-{self.server.sessions}")
            if gate.network == "x":
                gate.asked += 1
                gate.totals[re.sub(r"(?<=.)/[0-9]+", "/:id", urlsplit(self.path).path)] += 1
                x_minute(gate)
                super().do_GET()
            elif gate.passes(""):
                super().do_GET()
            else:
                gate.refused += 1
                self.send_response(429)
                self.send_header("content-length", "0")
                self.end_headers()

        def send_response(self, code: int, message: str | None = None) -> None:
            gate.refused += code == 429 and gate.network == "x"
            super().send_response(code, message)

    return Paced


def x_minute(gate: Gate) -> None:
    """X counts by kind of request: its double does so itself, and begins anew when the minute is over."""
    with gate.lock:
        if time.time() >= gate.server.resets.timestamp():
            gate.server.left.clear()
            gate.server.resets = datetime.fromtimestamp(
                math.ceil(time.time() + MINUTE), UTC
            )  # told in whole seconds


class Account:
    """The week on one double, with a token of its own."""

    def __init__(self, network: str, number: int, folder: Path, stack: ExitStack) -> None:
        kind = stage_of(network)
        self.network, self.number, self.done = network, number, 0.0
        self.server = stack.enter_context(kind.running(WINDOW.start))
        self.stage: Played = kind(self.server, folder / f"{network}{number}")
        self.stage.folder.mkdir()
        self.stage.play(before(NOW))
        self.gate = Gate(network, self.server)
        if network == "x":
            self.server.limit, self.server.resets = ALLOWED, datetime.fromtimestamp(0, UTC)
        self.server.RequestHandlerClass = paced(self.gate, self.server.RequestHandlerClass)

    def jobs(self) -> Iterator[Job]:
        """Every stream, as the scan hands them out."""
        tokens = {k: v for k in ("token", "access") if isinstance(v := getattr(self.server, k, None), str)}
        for stream in self.stage.connector(NOW + timedelta(seconds=30), 100, Patience()).streams:
            yield Job(self.network, self.number, stream.name, self.server.url, self.stage.folder, tokens)


@pytest.mark.parametrize("processes", [1, 2])
def test_a_morning_scan_of_twenty_accounts(
    processes: int, database_url: str, tmp_path: Path, capsys: Any
) -> None:
    with pytest.MonkeyPatch.context() as patch, ExitStack() as stack:
        for network in NETWORKS:
            stage_of(network).forget(tmp_path, patch)
        accounts = [Account(n, i, tmp_path, stack) for n in NETWORKS for i in range(ACCOUNTS)]
        jobs = [job for account in accounts for job in account.jobs()]
        began, done = side_by_side(jobs, DAY, database_url, processes)
    for account in accounts:
        own = [d for d in done if (d.job.network, d.job.account) == (account.network, account.number)]
        account.done = max(d.at for d in own) - began
    with capsys.disabled():
        print(
            f"\n{len(accounts)} accounts, {len(jobs)} streams, {sum(d.pages for d in done)} pages, {processes} "
            f"process(es), a minute being {MINUTE:.0f} s; load {os.getloadavg()[0]:.1f}; waits told: "
            f"{sum(d.waits for d in done)}, tasks put off: {sum(d.put_off for d in done)}"
        )
        for network in NETWORKS:
            tell(network, [a for a in accounts if a.network == network])
        took, dictated = max(a.done for a in accounts), max(a.gate.dictated for a in accounts)
        print(f"  in all {took:.1f} s, {took / dictated:.2f} x what the strictest budget dictates")


def tell(network: str, accounts: list[Account]) -> None:
    """One network's line."""
    took = max(a.done for a in accounts)
    asked, dictated = max(a.gate.asked for a in accounts), max(a.gate.dictated for a in accounts)
    refused = sum(a.gate.refused for a in accounts)
    ratio = f"{took / dictated:5.2f} x the {dictated:.0f} s dictated" if network in BY_MINUTE else "no minute"
    print(f"  {network:10} {asked:4} requests of one token, {took:6.1f} s, {ratio}, 429: {refused}")
