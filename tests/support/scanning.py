"""A brand's warehouse that is scanned as a scheduled run does it: what the chain tests of all networks share."""

from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text

from tasks import marts
from tasks.steps import check, collect, keeping, merge, stage, tier, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, lease, open_run


@dataclass
class Warehouse:
    """The warehouse of the brand called `brand` in the configuration at `config`."""

    engine: Engine
    config: Path

    def scan(self, problems: int = 0) -> Merged:
        """Collect, check, merge and tier what is new until now; `problems` windows must fail."""
        now = datetime.now(UTC)
        run = Run(str(uuid4()), "brand", "morning-scan", now, False, str(self.config))
        open_run(run, None)
        with lease(run):
            loads = windows.plan_scan(run, None)
            collected = [collect.collect(run, load) for load in loads]
            assert len([c.problem for c in collected if c.problem]) == problems, collected
            good = [c.load for c in collected if not c.problem]
            for load in good:
                stage.stage(run, load)
            ids = [load.load_id for load in good]
            check.check(run, ids, now)
            merged = merge.merge(run, ids, now)
            tier.assign_tiers(run, now)
            with self.engine.begin() as connection:
                marts.recompute(connection, "brand", now)
        return merged

    def drop_words(self, now: datetime) -> int:
        """What a run at that moment drops of what members wrote."""
        run = Run(str(uuid4()), "brand", "morning-scan", datetime.now(UTC), False, str(self.config))
        return keeping.drop_words(run, now)

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        """What a query finds."""
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]

    def open_ids(self) -> set[str]:
        """Native ids of the messages on the board now."""
        found = self.rows(
            """select i.native_id from core.inbox_as_of('brand', :since, :now) b
               join core.interaction i on i.brand = 'brand' and i.interaction_id = b.interaction_id
               where b.state = 'open' and b.is_message""",
            since=datetime(2020, 1, 1, tzinfo=UTC),
            now=datetime.now(UTC),
        )
        return {native for (native,) in found}
