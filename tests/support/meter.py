"""What work costs: time, processor time of this process and of the database server, memory; by statement."""

import re
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psutil
from sqlalchemy import Engine, event, text

_NAMED = re.compile(r"-- (?:Metrics|Purpose): (.{0,60})")


@dataclass
class Cost:
    """Seconds on the clock and of processors (ours and the server's), the most memory in MB, seconds by statement."""

    wall: float = 0.0
    processor: float = 0.0
    peak: float = 0.0
    statements: dict[str, float] = field(default_factory=lambda: defaultdict(float))


class Meter:
    """Measures on the server behind an engine."""

    def __init__(self, engine: Engine) -> None:
        self._engine = engine
        with engine.connect() as connection:
            pid = connection.execute(text("select pg_backend_pid()")).scalar_one()
        parent = psutil.Process(pid).parent()
        assert parent is not None
        self._server, self._us = parent, psutil.Process()

    @contextmanager
    def measured(self) -> Iterator[Cost]:
        """What the block costs, filled in at its end."""
        cost, over = Cost(), threading.Event()
        began: dict[int, float] = {}

        def before(*event: Any) -> None:
            began[id(event[4])] = time.perf_counter()

        def after(*event: Any) -> None:
            named = _NAMED.findall(event[2])
            name = named[-1] if named else event[2].strip()[:60]
            cost.statements[name] += time.perf_counter() - began.pop(id(event[4]))

        def watch() -> None:
            while not over.wait(0.02):
                cost.peak = max(cost.peak, self._us.memory_info().rss / 2**20)

        event.listen(self._engine, "before_cursor_execute", before)
        event.listen(self._engine, "after_cursor_execute", after)
        watcher = threading.Thread(target=watch)
        start, spent = time.perf_counter(), self._processor()
        watcher.start()
        try:
            yield cost
        finally:
            over.set()
            watcher.join()
            cost.wall, cost.processor = time.perf_counter() - start, self._processor() - spent
            event.remove(self._engine, "before_cursor_execute", before)
            event.remove(self._engine, "after_cursor_execute", after)

    def _processor(self) -> float:
        """Seconds of processors so far; what a process that has ended took counts with its parent."""
        ours, server = self._us.cpu_times(), self._server.cpu_times()
        spent: float = ours.user + ours.system + server.user + server.system
        spent += server.children_user + server.children_system
        for child in self._server.children():
            try:
                times = child.cpu_times()
            except psutil.NoSuchProcess:
                continue
            spent += times.user + times.system
        return spent
