"""A brand with a conversation export, a warehouse of its own, and the chain's steps without Prefect."""

import csv
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

from sqlalchemy import Engine, text

from connectors.records import Window
from tasks import marts
from tasks.steps import check, collect, merge, stage, tier, windows
from tasks.steps.merge import Merged
from tasks.steps.run import Run, lease, open_run

COLUMNS = ("id", "parent_id", "author_id", "is_brand", "created_at", "text")
NOW = datetime(2026, 3, 1, 12, tzinfo=UTC)


@dataclass
class Community:
    """One or more brands, each with an export file; `bring_in` runs the steps over a span."""

    folder: Path
    engine: Engine

    @property
    def config(self) -> str:
        return str(self.folder / "rapport.toml")

    def write(self, rows: Sequence[Sequence[object]], brand: str = "acme") -> None:
        """Write the brand's export anew and the configuration of all brands so far."""
        with (self.folder / f"{brand}.csv").open("w", newline="", encoding="utf-8") as file:
            writer = csv.writer(file)
            writer.writerow(COLUMNS)
            writer.writerows(rows)
        tables = [
            f'[brands.{path.stem}]\nname = "{path.stem.title()}"\ntimezone = "Europe/London"\n'
            f'recipients = ["manager@example.org"]\n'
            f'[[brands.{path.stem}.accounts]]\nplatform = "export"\nhandle = "{path.stem}"\n'
            f'path = "{path.name}"\n'
            for path in sorted(self.folder.glob("*.csv"))
        ]
        Path(self.config).write_text("\n".join(tables), encoding="utf-8")

    def run(self, as_of: datetime = NOW, flow: str = "backfill", brand: str = "acme") -> Run:
        return Run(str(uuid4()), brand, flow, as_of, True, self.config)

    def bring_in(self, start: datetime, end: datetime, brand: str = "acme") -> Merged | None:
        """Plan, collect, stage, check, merge, tier and warehouse the span; None when nothing was missing."""
        run = self.run(end, brand=brand)
        open_run(run, None)
        with lease(run):
            loads = windows.claim_backfill(run, windows.plan_backfill(run, Window(start, end), None, None))
            ids = [load.load_id for load in loads]
            for load in loads:
                collect.collect(run, load)
                stage.stage(run, load)
            merged = None
            if ids:
                check.check(run, ids, NOW)
                merged = merge.merge(run, ids, NOW)
            tier.assign_tiers(run, NOW)
            with self.engine.begin() as connection:
                marts.recompute(connection, brand, end)
        return merged

    def rows(self, query: str, **values: Any) -> list[tuple[Any, ...]]:
        with self.engine.connect() as connection:
            return [tuple(row) for row in connection.execute(text(query), values)]
