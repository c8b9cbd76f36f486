"""Tiers in the warehouse: read, assign, write; beside vaderSentiment and the engine alone on the same messages.

A month of the simulated community is brought in by the chain and its messages are copied within the warehouse to the
size asked for: RAPPORT_BENCH_ASSIGNMENTS (default 100,000). Its texts are short, and cost vaderSentiment little:
RAPPORT_BENCH_TEXTS may name a CSV file whose column `text` holds real ones, which then take their places.
"""

import csv
import itertools
import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from sqlalchemy import Connection, Engine, text

from connectors import warehouse
from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks.artifact import shipped_engine
from tasks.core.items import Message
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import Run, lease, open_run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]

SIZE = int(os.environ.get("RAPPORT_BENCH_ASSIGNMENTS", "100000"))
TEXTS = os.environ.get("RAPPORT_BENCH_TEXTS")
DAYS = 30
SEED = 10_000

MULTIPLY = """
    insert into core.interaction
        (brand, platform, native_id, account, kind, direction, is_message, author_profile_id, parent_native_id,
         parent_id, thread_key, text, lang, media, hashtags, links, occurred_at, collected_at, content_hash)
    select brand, platform, native_id || '/' || n, account, kind, direction, is_message, author_profile_id,
           parent_native_id, parent_id, thread_key || '/' || n, text, lang, media, hashtags, links,
           occurred_at - n * interval '31 days', collected_at, content_hash
    from core.interaction, generate_series(1, :copies) n
    where direction = 'inbound' and is_message
"""
QUEUE = """
    insert into ops.untiered (brand, interaction_id)
    select brand, interaction_id from core.interaction where direction = 'inbound' and is_message
"""
GIVE_TEXTS = """
    update core.interaction i set text = t.said
    from bench_text t
    where i.direction = 'inbound' and i.is_message
      and t.place = (hashtextextended(i.native_id, 0) & 1073741823) % (select count(*) from bench_text)
"""
SAMPLE = """
    select coalesce(text, '') from core.interaction
    where direction = 'inbound' and is_message order by hashtextextended(native_id, 1) limit 20000
"""


@pytest.fixture
def run(tmp_path: Path, database_url: str, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("RAPPORT_DATABASE_URL", database_url)
    monkeypatch.setenv("RAPPORT_HOME", str(tmp_path / "home"))
    path = tmp_path / "rapport.toml"
    path.write_text(
        '[brands.bench]\nname = "Bench"\n[[brands.bench.accounts]]\nplatform = "sandbox"\nhandle = "bench"\n'
        f"days = {DAYS}\nmembers = {SEED // 15}\ninteractions = {SEED}\n"
    )
    return Run(str(uuid4()), "bench", "backfill", DEMO_NOW, True, str(path))


def test_assigning_in_the_warehouse(run: Run, db: Engine, capsys: Any) -> None:
    vader = pytest.importorskip("vaderSentiment.vaderSentiment").SentimentIntensityAnalyzer()
    open_run(run, None)
    with lease(run):
        span = Window(DEMO_NOW - timedelta(days=DAYS), DEMO_NOW)
        loads = windows.claim_backfill(run, windows.plan_backfill(run, span, None, None))
        ids, now = [load.load_id for load in loads], datetime.now(UTC)
        for load in loads:
            collect.collect(run, load)
            stage.stage(run, load)
        check.check(run, ids, now)
        merge.merge(run, ids, now)
        with db.begin() as connection:
            connection.execute(text("truncate ops.untiered"))
            there = connection.execute(text(QUEUE)).rowcount
            connection.execute(text(MULTIPLY), {"copies": max(SIZE // there - 1, 0)})
            if TEXTS:
                give_texts(connection, Path(TEXTS))
            connection.execute(text("truncate ops.untiered"))
            queued = connection.execute(text(QUEUE)).rowcount
            connection.execute(text("analyze core.interaction"))
            texts = list(connection.execute(text(SAMPLE)).scalars())
        with db.connect() as connection:
            server = psutil.Process(connection.execute(text("select pg_backend_pid()")).scalar_one()).parent()
        before, start = psutil.Process().memory_info().rss, time.perf_counter()
        busy = time.process_time() + of_children(server)
        tiered = tier.assign_tiers(run, now)
        in_warehouse = tiered.assigned / (time.perf_counter() - start)
        by_processor = tiered.assigned / (time.process_time() + of_children(server) - busy)
        grown = (psutil.Process().memory_info().rss - before) / 2**20
    messages = [Message(n, "comment", said) for n, said in enumerate(texts)]
    engine = shipped_engine()
    alone = max(rate(lambda: engine.assign(messages), len(texts)) for _ in range(3))
    by_vader = max(
        rate(lambda: [vader.polarity_scores(said) for said in texts], len(texts)) for _ in range(3)
    )
    assert tiered.assigned == queued
    with capsys.disabled():
        print(f"\n{tiered.assigned:,} messages in the warehouse; memory grew by {grown:.0f} MB")
        for name, speed in (
            ("vaderSentiment", by_vader),
            ("engine alone", alone),
            ("warehouse", in_warehouse),
            ("warehouse, cpu", by_processor),
        ):
            print(f"  {name:18} {speed:9,.0f}/s {speed / by_vader:6.2f} of vader")


def give_texts(connection: Connection, path: Path) -> None:
    """The texts of `path` in place of the simulated ones, some more often than others."""
    connection.execute(text("create temporary table bench_text (place bigint primary key, said text)"))
    with path.open(encoding="utf-8", newline="") as file:
        said = (row["text"].replace("\0", "") for row in csv.DictReader(file))
        warehouse.copy_rows(connection, "bench_text", ("place", "said"), zip(itertools.count(), said))
    connection.execute(text("analyze bench_text"))
    connection.execute(text(GIVE_TEXTS))


def of_children(server: psutil.Process | None) -> float:
    """Seconds of processor time of PostgreSQL's processes: beside other work they say more than the clock."""
    assert server is not None
    return sum(sum(child.cpu_times()[:2]) for child in server.children())


def rate(work: Any, count: int) -> float:
    """Messages a second of processor time."""
    start = time.process_time()
    work()
    return count / (time.process_time() - start)
