"""How fast tiers are assigned, beside vaderSentiment on the same texts; and what loading the engine takes.

`make bench` prints; nothing is asserted about time. The texts are the sandbox's, or those of the CSV that
RAPPORT_BENCH_TEXTS names (a column `text`; `kind` and `lang` where there are any). The sandbox repeats itself
more than people do: real texts are the better measure.
"""

import csv
import os
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from connectors.sandbox.days import events_between
from connectors.sandbox.lines import Scribe
from connectors.sandbox.world import DAY, World
from tasks.artifact import shipped_engine
from tasks.core.items import Message
from tasks.core.tiers.reading import read
from tasks.core.tiers.reasons import flags, reasons, sentiment
from tasks.core.tiers.signals import find

pytestmark = [pytest.mark.bench, pytest.mark.timeout(3600)]

ROUNDS = 5
"""Of so many rounds the quickest counts: the others show what else the machine did."""
DAYS = 30

LOADING = """
import time
start = time.perf_counter()
from tasks.core.items import Message
from tasks.artifact import shipped_engine
shipped_engine().assign([Message(1, "comment", "where is my order?")])
spent = time.perf_counter() - start
import psutil
print(spent, psutil.Process().memory_info().rss / 2**20)
"""

LONGEST = {
    "1 MB of one letter": "a" * 1_000_000,
    "1 MB of questions": "where is it? " * 77_000,
    "1 MB of marks": "?!" * 500_000,
    "1 MB of emoji": "😂" * 1_000_000,
    "1 MB of half links": "a-" * 500_000,
    "1 MB of phrases": "please let us know if you should try " * 27_000,
}


@pytest.fixture(scope="module")
def messages() -> list[Message]:
    named = os.environ.get("RAPPORT_BENCH_TEXTS")
    if named:
        with Path(named).open(encoding="utf-8", newline="") as file:
            rows = list(csv.DictReader(file))
        return [Message(i, r.get("kind") or "comment", r["text"], r.get("lang")) for i, r in enumerate(rows)]
    world = World(seed=7, days=DAYS, members=1500, interactions=20_000, zone=ZoneInfo("UTC"))
    scribe = Scribe(world, "bench", "Bench")
    events = events_between(world, world.epoch, world.epoch + DAYS * DAY)
    spoken = (event for event in events if event.what == "message")
    return [Message(i, event.kind, scribe.text(event), event.lang) for i, event in enumerate(spoken)]


def seconds(work: Callable[[], object]) -> float:
    start = time.process_time()
    work()
    return time.process_time() - start


def each(work: Callable[[Any], object], items: Iterable[Any]) -> None:
    for item in items:
        work(item)


def signals_alone(message: Message) -> None:
    found = find(message)
    flags("T1", found, message.kind)
    sentiment(found)
    reasons("T1", found, list(found.strength))


def test_assigning_beside_vader(messages: list[Message], capsys: Any) -> None:
    vader = pytest.importorskip("vaderSentiment.vaderSentiment")
    engine, score = shipped_engine(), vader.SentimentIntensityAnalyzer().polarity_scores
    texts = [message.text for message in messages]
    works: dict[str, Callable[[], object]] = {
        "vaderSentiment": lambda: each(score, texts),
        "reading the text": lambda: each(read, texts),
        "signals, flags, reasons": lambda: each(signals_alone, messages),
        "assign, end to end": lambda: engine.assign(messages),
    }
    first = seconds(works["assign, end to end"])
    took = dict.fromkeys(works, float("inf"))
    for _ in range(ROUNDS):  # in turns, so that what disturbs disturbs all of them
        for name, work in works.items():
            took[name] = min(took[name], seconds(work))
    assert messages
    with capsys.disabled():
        print(f"\n{len(messages)} messages, one core, the best of {ROUNDS} rounds")
        for name, spent in (*took.items(), ("assign, the first time", first)):
            rate, ratio = len(messages) / spent, took["vaderSentiment"] / spent
            print(f"  {name:24} {spent / len(messages) * 1e6:7.1f} µs {rate:9,.0f}/s {ratio:6.2f} of vader")


def test_the_longest_texts(capsys: Any) -> None:
    engine = shipped_engine()
    with capsys.disabled():
        print()
        for name, text in LONGEST.items():
            message = Message(1, "reply", text, parent_text=text, parent_is_brand=True)
            spent = min(seconds(lambda m=message: engine.assign([m])) for _ in range(ROUNDS))
            print(f"  {name:24} {spent * 1e3:7.2f} ms")


def test_loading(capsys: Any) -> None:
    run = [subprocess.run([sys.executable, "-c", LOADING], check=True, capture_output=True) for _ in range(3)]
    spent, megabytes = (
        min(values) for values in zip(*(map(float, r.stdout.split()) for r in run), strict=True)
    )
    with capsys.disabled():
        print(f"\n  import, load, first assignment: {spent:.2f} s, {megabytes:.0f} MB")
