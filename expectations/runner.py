"""Runs the suites on staging, in SQL, by Great Expectations (imported lazily: it takes seconds)."""

import html
import json
import logging
import os
import sys
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from typing import Any

from sqlalchemy import Engine, event

from expectations import interaction, post, profile, snapshot, unexpected
from expectations.light import PandasForSql, put_off
from expectations.rules import Level, Rule, Suite

SUITES: tuple[Suite, ...] = (
    profile.SUITE,
    post.SUITE,
    interaction.SUITE,
    snapshot.POST_SUITE,
    snapshot.AUDIENCE_SUITE,
)

# GX cuts the list of broken rows at `partial_unexpected_count` even when asked for COMPLETE results.
ALL_ROWS = 100_000_000

RESULT_FORMATS: dict[Level, dict[str, object]] = {
    "batch": {"result_format": "BASIC"},
    "row": {
        "result_format": "COMPLETE",
        "unexpected_index_column_names": ["row_no"],
        "partial_unexpected_count": ALL_ROWS,
        "return_unexpected_index_query": False,
    },
}


@dataclass(frozen=True, slots=True)
class RuleOutcome:
    """What became of one rule on one staging table."""

    table: str
    rule: Rule
    is_success: bool
    evaluated: int
    unexpected: int


@dataclass(frozen=True, slots=True)
class Validation:
    """The outcome of one staging table: each rule's, the rows to set aside, and the page to read."""

    table: str
    outcomes: tuple[RuleOutcome, ...]
    broken_rows: Mapping[int, tuple[str, str]]
    """row_no -> (the rules it breaks, the reasons in words)."""
    pages: Mapping[Level, str]
    """Great Expectations' Data Docs page of each level's validation, as HTML."""

    @property
    def stopping(self) -> tuple[RuleOutcome, ...]:
        """Broken batch-level rules that stop the run."""
        return tuple(
            o
            for o in self.outcomes
            if not o.is_success and o.rule.level == "batch" and o.rule.severity == "error"
        )


def validate(
    url: str, table_rows: Mapping[str, int], load_ids: Sequence[int], now: datetime
) -> Iterator[Validation]:
    """Run the suite of every staging table that has rows of `load_ids`.

    `url` is a SQLAlchemy URL; `table_rows` counts the staged rows by table; `now` bounds the times that can
    be. The staged rows must be committed: GX reads by a connection of its own.
    """
    suites = [suite for suite in SUITES if table_rows.get(suite.table)]
    if not suites:
        return
    gx = _great_expectations()
    context = gx.get_context(mode="ephemeral")
    context.variables.progress_bars = {"globally": False, "metric_calculations": False}
    with warnings.catch_warnings():
        # GX would have its own Postgres source, which refuses a socket URL.
        warnings.filterwarnings("ignore", message="You are using a generic SQLDatasource")
        source = context.data_sources.add_sql("warehouse", connection_string=url)
    try:
        for suite in suites:
            yield _validate_table(gx, source, suite, load_ids, table_rows[suite.table], now)
    finally:
        source.get_execution_engine().close()


@cache
def _great_expectations() -> Any:
    os.environ.setdefault("GX_ANALYTICS_ENABLED", "false")
    # Without pandas it has no assets for files, of which it warns.
    sources = logging.getLogger("great_expectations.datasource.fluent.sources")
    level = sources.level
    sources.setLevel(logging.ERROR)
    with (
        put_off(sys.modules, "scipy.stats", "altair"),
        put_off(sys.modules, "pandas", kind=PandasForSql),
    ):
        import great_expectations as gx
        from great_expectations.expectations import expectation
    sources.setLevel(level)
    expectation.build_count_and_index_table = unexpected.table
    return gx


def _fetch_no_rows_for_names(engine: Engine, query: str) -> None:
    """Have `query` itself answer its columns only: GX runs it for their names, and would fetch every row to see them.

    What rules ask, they ask of it as a subquery. Fifty thousand interactions are 50 MB.
    """

    def limited(*told: Any) -> tuple[str, Any]:
        _, _, statement, parameters, _, _ = told
        return f"{statement} limit 0" if statement == query else statement, parameters

    event.listen(engine, "before_cursor_execute", limited, retval=True)


def _validate_table(
    gx: Any, source: Any, suite: Suite, load_ids: Sequence[int], rows: int, now: datetime
) -> Validation:
    wanted = ", ".join(str(int(load_id)) for load_id in load_ids)
    # GX binds nothing in a query asset; the table is our own name and the ids are integers.
    query = f"select * from staging.{suite.table} where load_id in ({wanted})"  # noqa: S608
    asset = source.add_query_asset(suite.table, query=query)
    _fetch_no_rows_for_names(source.get_execution_engine().engine, query)
    batch = asset.add_batch_definition_whole_table("run").get_batch()
    outcomes: list[RuleOutcome] = []
    broken: dict[int, list[Rule]] = {}
    pages: dict[Level, str] = {}
    for level, result_format in RESULT_FORMATS.items():
        rules = [rule for rule in suite.rules if rule.level == level]
        if not rules:
            continue
        result = batch.validate(_gx_suite(gx, suite.table, rules, now), result_format=result_format)
        for one in result.results:
            rule = rules[one.expectation_config.meta["position"]]
            outcomes.append(_outcome(suite.table, rule, one, rows))
            if level == "row" and rule.severity == "error":
                for entry in one.result.get("unexpected_index_list") or ():
                    broken.setdefault(entry["row_no"], []).append(rule)
        pages[level] = _page(result)
        if level == "batch" and any(not o.is_success and o.rule.severity == "error" for o in outcomes):
            break
    reasons = {
        row: (", ".join(r.name for r in rules), "; ".join(r.reason for r in rules))
        for row, rules in broken.items()
    }
    return Validation(suite.table, tuple(outcomes), reasons, pages)


def _gx_suite(gx: Any, name: str, rules: Sequence[Rule], now: datetime) -> Any:
    from great_expectations import expectations as gxe

    tomorrow = (now + timedelta(days=1)).isoformat()  # a whole time, as min_value is: GX compares the two
    suite = gx.ExpectationSuite(name=name)
    for position, rule in enumerate(rules):
        kwargs = {k: tomorrow if v == "{tomorrow}" else v for k, v in rule.kwargs.items()}
        severity = "critical" if rule.severity == "error" else "warning"
        meta = {"position": position, "notes": f"{rule.name}: a {rule.level} that breaks it {rule.reason}"}
        suite.add_expectation(getattr(gxe, rule.expectation)(**kwargs, severity=severity, meta=meta))
    return suite


def _outcome(table: str, rule: Rule, result: Any, rows: int) -> RuleOutcome:
    info = json.dumps(result.exception_info or {}, default=str)
    if '"raised_exception": true' in info:
        raise RuntimeError(f"the rule {rule.name} on {table} could not be evaluated: {info}")
    unexpected = result.result.get("unexpected_count")
    if unexpected is None:
        unexpected = 0 if result.success else 1
    return RuleOutcome(table, rule, bool(result.success), rows, int(unexpected))


def _page(result: Any) -> str:
    from great_expectations.render.renderer import ValidationResultsPageRenderer

    for one in result.results:
        # Data Docs prints unexpected values as they are: a stranger's <script> would run in the operator's browser.
        one.result = _harmless(one.result)
    return str(_page_view().render(ValidationResultsPageRenderer().render(result)))


@cache
def _page_view() -> Any:
    """Kept, for it would compile its seventeen templates for every page anew: a third of a validation's time."""
    from great_expectations.render.view import DefaultJinjaPageView

    return DefaultJinjaPageView()


def _harmless(value: Any) -> Any:
    """`value` with every text in it escaped for HTML, and for GX's own $-templates."""
    if isinstance(value, str):
        return html.escape(value).replace("$", "&#36;")
    if isinstance(value, dict):
        return {key: _harmless(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_harmless(inner) for inner in value]
    return value
