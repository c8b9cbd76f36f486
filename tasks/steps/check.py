"""Validation: the suites run on staging; rows that break a rule are set aside, a broken batch stops all."""

import html
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from sqlalchemy import Connection, text

import sql
from expectations.runner import SUITES, RuleOutcome, Validation, validate
from tasks.steps.run import Run, context


class BrokenBatch(Exception):
    """What was collected cannot be what the platform said: nothing of it is merged."""


@dataclass(frozen=True, slots=True)
class Checked:
    """What validation came to: rows looked at and set aside, rules broken, and the page to read."""

    rows: int
    quarantined: int
    broken: tuple[str, ...]
    """Broken rules in words: "interaction: 3 of 200: has no author"."""
    rules: tuple[tuple[str, str, str, str, int], ...]
    """Every rule: table, name, level, severity, rows that break it."""
    page: str | None
    """Path of the Data Docs page, when anything was validated."""


def check(run: Run, load_ids: Sequence[int], now: datetime) -> Checked:
    """Validate what stands in staging of `load_ids`; `now` is the wall clock (UTC).

    Raises BrokenBatch, after putting the windows to `failed`, when a batch-level rule is broken.
    """
    ctx = context(run)
    with ctx.engine.connect() as connection:
        counts = _staged(connection, run, load_ids)
    validations: list[Validation] = []
    quarantined = 0
    for validation in validate(ctx.url, counts, load_ids, now):
        validations.append(validation)
        with ctx.engine.begin() as connection:
            _record(connection, run, validation.outcomes)
            quarantined += _set_aside(connection, run, validation)
    page = _write_pages(ctx.settings.home / "data-docs" / run.brand / run.run_id, validations)
    if stopping := [outcome for v in validations for outcome in v.stopping]:
        words = "; ".join(f"{o.table}: the batch {o.rule.reason}" for o in stopping)
        with ctx.engine.begin() as connection:
            connection.execute(
                text(sql.load("ops/loads_failed.sql")),
                {"brand": run.brand, "load_ids": list(load_ids), "reason": words},
            )
            connection.execute(text(sql.load("merge/empty_staging.sql")), {"load_ids": list(load_ids)})
        raise BrokenBatch(f"{words}. Nothing of it was merged; the pages stay in the landing store.")
    broken = tuple(
        f"{o.table}: {o.unexpected} of {o.evaluated}: {o.rule.reason}"
        for v in validations
        for o in v.outcomes
        if not o.is_success
    )
    rules = tuple(
        (o.table, o.rule.name, o.rule.level, o.rule.severity, o.unexpected)
        for v in validations
        for o in v.outcomes
    )
    return Checked(sum(counts.values()), quarantined, broken, rules, page)


def _staged(connection: Connection, run: Run, load_ids: Sequence[int]) -> dict[str, int]:
    rows = connection.execute(
        text(sql.load("ops/staged_rows.sql")), {"brand": run.brand, "load_ids": list(load_ids)}
    )
    known = {suite.table for suite in SUITES}
    return {row.staging_table: row.n for row in rows if row.n and row.staging_table in known}


def _record(connection: Connection, run: Run, outcomes: Sequence[RuleOutcome]) -> None:
    connection.execute(
        text(sql.load("ops/validation_add.sql")),
        [
            {
                "run_id": run.run_id,
                "brand": run.brand,
                "entity": outcome.table,
                "expectation": outcome.rule.name,
                "severity": outcome.rule.severity,
                "level": outcome.rule.level,
                "is_success": outcome.is_success,
                "evaluated": outcome.evaluated,
                "unexpected": outcome.unexpected,
            }
            for outcome in outcomes
        ],
    )


def _set_aside(connection: Connection, run: Run, validation: Validation) -> int:
    """Move the broken rows into quarantine and count them on their windows; returns how many."""
    if not validation.broken_rows:
        return 0
    rows = list(validation.broken_rows.items())
    moved = connection.execute(
        text(sql.load("ops/quarantine_staged.sql")),
        {
            "brand": run.brand,
            "staging_table": validation.table,
            "rows": [row for row, _ in rows],
            "expectations": [names for _, (names, _) in rows],
            "reasons": [words for _, (_, words) in rows],
        },
    ).scalars()
    counts = Counter(moved)
    for load_id, count in counts.items():
        connection.execute(
            text(sql.load("ops/load_quarantined.sql")),
            {"brand": run.brand, "load_id": load_id, "count": count},
        )
    return counts.total()


def _write_pages(folder: Path, validations: Sequence[Validation]) -> str | None:
    """Write Great Expectations' pages and an index of them; returns the index's path."""
    if not validations:
        return None
    folder.mkdir(parents=True, exist_ok=True)
    entries = []
    for validation in validations:
        for level, page in validation.pages.items():
            name = f"{validation.table}-{level}.html"
            (folder / name).write_text(page, encoding="utf-8")
            bad = sum(not o.is_success for o in validation.outcomes if o.rule.level == level)
            words = "all rules hold" if not bad else f"{bad} broken"
            title = html.escape(f"{validation.table}: {level} rules ({words})")
            entries.append(f'<li><a href="{name}">{title}</a></li>')
    index = folder / "index.html"
    index.write_text(
        '<!doctype html><meta charset="utf-8"><title>Validation</title><h1>Validation</h1><ul>'
        + "".join(entries)
        + "</ul>",
        encoding="utf-8",
    )
    return str(index)
