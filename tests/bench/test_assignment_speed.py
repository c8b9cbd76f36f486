"""Tiers in the warehouse: read, assign, write; beside vaderSentiment and the engine alone on the same messages.

A month of the simulated community is brought in by the chain and copied within the warehouse to the size asked for.
RAPPORT_BENCH_ASSIGNMENTS sets it (default 100,000; the issue's is 1,000,000).
"""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import uuid4

import psutil
import pytest
from sqlalchemy import Engine, text

from connectors.records import Window
from connectors.sandbox import DEMO_NOW
from tasks.artifact import shipped_engine
from tasks.core.items import Message
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.run import Run, lease, open_run

pytestmark = [pytest.mark.bench, pytest.mark.timeout(7200)]

SIZE = int(os.environ.get("RAPPORT_BENCH_ASSIGNMENTS", "100000"))
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
"""
QUEUE = """
    insert into ops.untiered (brand, interaction_id)
    select brand, interaction_id from core.interaction where direction = 'inbound'
    on conflict do nothing
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
            inbound = "select count(*) from core.interaction where direction = 'inbound'"
            there = connection.execute(text(inbound)).scalar_one()
            connection.execute(text(MULTIPLY), {"copies": max(SIZE // there - 1, 0)})
            connection.execute(text(QUEUE))
            queued = connection.execute(text("select count(*) from ops.untiered")).scalar_one()
            connection.execute(text("analyze core.interaction"))
            texts = [
                t or "" for (t,) in connection.execute(text("select text from core.interaction limit 20000"))
            ]
        before, start = psutil.Process().memory_info().rss, time.perf_counter()
        tiered = tier.assign_tiers(run, now)
        in_warehouse = tiered.assigned / (time.perf_counter() - start)
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
        ):
            print(f"  {name:16} {speed:9,.0f}/s {speed / by_vader:6.2f} of vader")


def rate(work: Any, count: int) -> float:
    """Messages a second of processor time."""
    start = time.process_time()
    work()
    return count / (time.process_time() - start)
