"""Streams of accounts on doubles, collected as the extract task does it, in processes of their own."""

import multiprocessing
import threading
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import timedelta
from multiprocessing.synchronize import Barrier
from pathlib import Path
from types import SimpleNamespace

from connectors import midway
from connectors.budget_store import shared_by
from connectors.errors import RetryLater
from connectors.http import Patience
from connectors.http_waiting import in_place
from connectors.records import Window


@dataclass(frozen=True)
class Job:
    """A stream of the account that a double at `url` knows by its tokens."""

    network: str
    account: int
    stream: str
    url: str
    folder: Path
    tokens: dict[str, str]


@dataclass(frozen=True)
class Done:
    """When it ended (seconds since 1970), how many pages there were, and how long it waited in one go at most."""

    job: Job
    at: float
    pages: int
    put_off: int
    """How often it was left to be tried again, as the platform or its budget said."""
    waits: int
    """How often a wait was told of."""


def side_by_side(
    jobs: Sequence[Job], window: Window, database_url: str, processes: int
) -> tuple[float, list[Done]]:
    """When they began, and what came of `jobs`, which `processes` take turns at, each with a thread for every one."""
    spawn = multiprocessing.get_context("spawn")
    ready = spawn.Barrier(processes + 1)
    results = spawn.Queue()
    workers = [
        spawn.Process(
            target=_work, args=(jobs[n::processes], window, database_url, ready, results), daemon=True
        )
        for n in range(processes)
    ]
    for worker in workers:
        worker.start()
    ready.wait(120)
    began = time.time()
    done = [results.get() for _ in jobs]
    for worker in workers:
        worker.join(30)
    return began, done


def _work(jobs: Sequence[Job], window: Window, database_url: str, ready: Barrier, results: object) -> None:
    from stage import stage_of

    for network in {job.network for job in jobs}:
        stage_of(network)
    ready.wait(120)
    with ThreadPoolExecutor(len(jobs)) as pool:
        for done in pool.map(lambda job: _collect(job, window, database_url), jobs):
            results.put(done)  # type: ignore[attr-defined]


def _collect(job: Job, window: Window, database_url: str) -> Done:
    """One task: all pages of a stream."""
    from stage import stage_of

    server = SimpleNamespace(url=job.url, **job.tokens)
    told, put_off = list[str](), 0
    while True:
        try:
            with in_place(midway.LONGEST, told.append), shared_by(database_url):
                made = stage_of(job.network)(server, job.folder).connector(
                    window.end + timedelta(seconds=30), 100, Patience()
                )
                pages = sum(1 for _ in made.fetch(job.stream, window, None))
            return Done(job, time.time(), pages, put_off, len(told))
        except RetryLater as later:
            put_off += 1
            threading.Event().wait(later.seconds)
