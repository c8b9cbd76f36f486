"""A backfill by the chain's own steps up to staging, in a process of its own: `python x_backfill.py CONFIG DAYS`.

After each batch of windows it prints a line of JSON: interactions so far, MB of memory now and at most.
"""

import json
import resource
import sys
from datetime import UTC, datetime, timedelta
from uuid import uuid4

import psutil
from sqlalchemy import text

import sql
from connectors.records import Window
from tasks.core.windows import split_days
from tasks.steps import collect, stage, windows
from tasks.steps.run import Run, context, lease, open_run

BATCH = 5
"""Days a batch: at ten thousand mentions a day, what a flow's batch of 31 days of a lively brand holds."""
STREAM = "mentions"


def backfill(run: Run, days: int) -> None:
    """Land and stage so many days before `run.as_of`, newest first."""
    ctx = context(run)
    open_run(run, None)
    with lease(run):
        span = Window(run.as_of - timedelta(days=days), run.as_of)
        missing = windows.plan_backfill(run, span, None, [STREAM])
        assert len(missing) == len(list(split_days(span, ctx.brand.zone)))
        done = 0
        tell(done)
        for start in range(0, len(missing), BATCH):
            loads = windows.claim_backfill(run, missing[start : start + BATCH])
            for load in loads:
                collected = collect.collect(run, load)
                assert collected.state == "landed", collected
                stage.stage(run, load)
            ids = [load.load_id for load in loads]
            with ctx.engine.begin() as connection:
                count = "select count(*) from staging.interaction where load_id = any(:ids)"
                done += connection.execute(text(count), {"ids": ids}).scalar_one()
                connection.execute(text(sql.load("merge/empty_staging.sql")), {"load_ids": ids})
            tell(done)


def tell(done: int) -> None:
    """How far it is, and what it takes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    line = {"done": done, "now": psutil.Process().memory_info().rss / 2**20, "most": most}
    sys.stdout.write(json.dumps(line) + "\n")
    sys.stdout.flush()


if __name__ == "__main__":
    _, config, days = sys.argv
    midnight = datetime(2026, 11, 22, tzinfo=UTC)
    backfill(Run(str(uuid4()), "bench", "backfill", midnight, True, config), int(days))
