"""Everything a brand's warehouse holds, so that two warehouses can be compared however they came about."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import Connection, Engine, text

IDS = {
    "interaction_id": "interaction", "answer_id": "interaction", "parent_id": "interaction",
    "profile_id": "profile", "author_profile_id": "profile", "member_id": "member", "post_id": "post",
}  # fmt: skip
"""Columns that hold a number given out by a sequence -> what it stands for: compared by the platform's own id."""
NUMBERED_BY_CHANCE = {
    "assignment_id",
    "payload_ref",
    "load_id",
    "outbox_id",
    "run_id",
    "landing_ref",
    "text_hash",
}
"""Columns that name the attempt and not the content (the hash is made of such a number)."""
OF_A_RUN = {
    "ops.draft_offer",
    "ops.load_window",
    "ops.mart_state",
    "ops.outbox",
    "ops.touched_day",
    "ops.untiered",
}
"""What stands in ops about the content rather than about the run that brought it."""
REAL_NOW = datetime(2026, 6, 1, tzinfo=UTC)
"""The tests' people spoke before; a moment after this was read from the wall clock."""


def everything(engine: Engine) -> dict[str, list[str]]:
    """Every row of core and marts, staging, and what ops knows of the content, by table."""
    with engine.connect() as connection:
        names = {kind: _names(connection, kind) for kind in ("interaction", "profile", "post")}
        names["member"] = _pairs(connection, "select member_id, min(native_id) from core.profile group by 1")
        tables = connection.execute(
            text("""select table_schema || '.' || table_name from information_schema.tables
                    where table_type = 'BASE TABLE' and table_schema in ('core', 'marts', 'staging', 'ops')""")
        ).scalars()
        return {
            table: sorted(_row(row, names) for row in connection.execute(text(f"table {table}")).mappings())
            for table in sorted(tables)
            if not table.startswith("ops.") or table in OF_A_RUN
        }


def _names(connection: Connection, kind: str) -> dict[int, str]:
    return _pairs(connection, f"select {kind}_id, native_id from core.{kind}")


def _pairs(connection: Connection, query: str) -> dict[int, str]:
    return dict(connection.execute(text(query)).tuples().all())


def _row(row: Any, names: dict[str, dict[int, str]]) -> str:
    return "; ".join(
        f"{column}={_value(column, value, names)}"
        for column, value in row.items()
        if column not in NUMBERED_BY_CHANCE
    )


def _value(column: str, value: Any, names: dict[str, dict[int, str]]) -> str:
    if column in IDS and value is not None:
        return names[IDS[column]][value]
    if isinstance(value, datetime) and value.tzinfo and value > REAL_NOW and value.year < 9999:
        return "now"
    return repr(bytes(value) if isinstance(value, memoryview) else value)
