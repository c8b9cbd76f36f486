"""A long history for benchmarks: what the chain brought in, copied within the warehouse into the time before it.

Each copy is the same weeks again, so much earlier, with people of their own: who came often stays for some copies
and is then followed by somebody else. No thread grows, no day is busier: there are more days and more members.
"""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from sqlalchemy import Connection, text

STAYS = 4
"""Who comes often is the same person over so many copies."""
OFTEN = 5
"""Days of the history on which somebody comes who comes often."""
STEP = 10_000_000
"""Numbers of a copy's rows are so much below those of the copy after it: more than there are rows."""
FIRST_NUMBER = 10_000 * STEP

_NATIVE = ("native_id", "thread_key", "post_native_id", "parent_native_id")
_NUMBERS = ("interaction_id", "parent_id", "answer_id", "post_id", "assignment_id")
_NUMBERED = ("core.member", "core.profile", "core.post", "core.interaction", "core.tier_assignment")

_TABLES: Mapping[str, str] = {
    "core.post": "author_profile_id",
    "core.interaction": "author_profile_id",
    "core.answer": "",
    "core.tier_assignment": "",
    "core.tier_in_force": "",
    "core.reply_check": "",
    "core.post_snapshot": "",
    "core.audience_snapshot": "",
    "core.profile_version": "profile_id",
    "ops.load_window": "",
}
"""Tables that are copied, and the column that names the person of a row."""
_MARTS: Mapping[str, str] = {
    "marts.profile_day": "profile_id",
    "marts.metric_daily": "",
    "marts.distribution_daily": "",
    "marts.metric_period": "",
    "marts.cohort_weekly": "",
    "marts.post_talk": "",
}

_OFTEN = """
    create temporary table often on commit drop as
    select p.profile_id, p.is_own,
           p.is_own or (
               select count(*) from marts.profile_day d where d.profile_id = p.profile_id
           ) >= :often as is_often
    from core.profile p
"""
_PEOPLE_OF_COPIES = """
    create temporary table person on commit drop as
    select distinct p.profile_id, g.place from core.profile p
    join often o on o.profile_id = p.profile_id and not o.is_own
    cross join generate_series(1, :copies) n
    cross join lateral (select case when o.is_often then n / :stays else n end as place) g
    where g.place > 0
"""
_MEMBERS = f"""
    insert into core.member (brand, member_id) overriding system value
    select distinct p.brand, p.member_id - c.place * {STEP}
    from core.profile p join person c on c.profile_id = p.profile_id
"""
_COLUMNS = """
    select column_name, data_type from information_schema.columns
    where table_schema = :schema and table_name = :name and is_generated = 'NEVER' order by ordinal_position
"""


_INDEXES = """
    select i.indrelid::regclass::text as grown, i.indexrelid::regclass::text as index, c.conname as name,
           c.oid is not null as is_unique,
           coalesce(pg_get_constraintdef(c.oid), pg_get_indexdef(i.indexrelid)) as definition
    from pg_index i
    left join pg_constraint c on c.conindid = i.indexrelid and c.contype = 'u'
    where i.indrelid = any(cast(cast(:tables as text[]) as regclass[])) and not i.indisprimary
      and (c.oid is null or i.indrelid <> 'ops.load_window'::regclass)  -- windows of two copies may be the same
"""
_HISTORY_IS_TOUCHED = """
    insert into ops.touched_day (brand, day)
    select s.brand, generate_series(s.computed_from::timestamp, s.computed_through, interval '1 day')::date
    from ops.mart_state s
    on conflict do nothing
"""
_MARTS_BEGIN_EARLIER = "update ops.mart_state set computed_from = computed_from - cast(:days as int)"


def number_high(connection: Connection) -> None:
    """Let an empty warehouse count from so high that what is put before it has smaller numbers."""
    for table in _NUMBERED:
        column = f"{table.split('.')[1].replace('tier_', '')}_id"
        connection.execute(text(f"alter table {table} alter {column} restart with {FIRST_NUMBER}"))


@contextmanager
def _indexed_afterwards(connection: Connection) -> Iterator[None]:
    """Tables that grow without their indexes, but for the primary keys; these are built when all rows are there.

    Row by row, the indexes of a long history cost several times what its rows do.
    """
    found = connection.execute(text(_INDEXES), {"tables": list(_TABLES | _MARTS)}).all()
    for row in found:
        connection.execute(text(f"alter table {row.grown} drop constraint {row.name}" if row.is_unique
                                else f"drop index {row.index}"))  # fmt: skip
    yield
    for row in found:
        connection.execute(
            text(f"alter table {row.grown} add {row.definition}" if row.is_unique else row.definition)
        )


def lengthen(connection: Connection, copies: int, days: int, *, with_marts: bool = False) -> None:
    """Put `copies` copies of the warehouse's history before it, each `days` days before the next one.

    In the connection's transaction, by a user who may switch off the checks of foreign keys. Marts are left to be
    computed: all of them, or `with_marts` only those of the history itself. Of its copies there are copies, then: as
    many rows as there would be, with the figures of a history that had nothing before it (and no months, which whole
    weeks do not move). To compute them takes as long as the years they stand for.
    """
    connection.execute(text("set local session_replication_role = replica"))
    connection.execute(text(_OFTEN), {"often": OFTEN})
    connection.execute(text(_PEOPLE_OF_COPIES), {"copies": copies, "stays": STAYS})
    connection.execute(text("analyze often, person"))
    connection.execute(text(_MEMBERS))
    _copy_profiles(connection, days)
    if with_marts:
        connection.execute(text("delete from marts.metric_period where period = 'month'"))
    with _indexed_afterwards(connection):
        for table, person in (_TABLES | (_MARTS if with_marts else {})).items():
            _copy(connection, table, person, copies, days)
    if not with_marts:
        connection.execute(text("delete from ops.mart_state"))
        return
    connection.execute(text(_HISTORY_IS_TOUCHED))
    connection.execute(text(_MARTS_BEGIN_EARLIER), {"days": copies * days})


def _copy_profiles(connection: Connection, days: int) -> None:
    values = {
        "profile_id": f"t.profile_id - c.place * {STEP}",
        "member_id": f"t.member_id - c.place * {STEP}",
        "native_id": "c.place || '/' || t.native_id",
    }
    columns = _columns(connection, "core.profile")
    wanted = ", ".join(
        values.get(name) or _moved(name, kind, "c.place", days) for name, kind in columns.items()
    )
    connection.execute(
        text(
            f"insert into core.profile ({', '.join(columns)}) overriding system value select {wanted} "
            "from core.profile t join person c on c.profile_id = t.profile_id"
        )
    )


def _copy(connection: Connection, table: str, person: str, copies: int, days: int) -> None:
    columns = _columns(connection, table)
    if table == "ops.load_window":
        columns.pop("load_id")  # a number of its own
    values = []
    for name, kind in columns.items():
        if name == person:
            place = f"case when o.is_own then 0 when o.is_often then c.n / {STAYS} else c.n end"
            values.append(f"t.{name} - {place} * {STEP}")
        elif name in _NUMBERS:
            values.append(f"t.{name} - c.n * {STEP}")
        elif name in _NATIVE:
            values.append(f"c.n || '/' || t.{name}")
        else:
            values.append(_moved(name, kind, "c.n", days))
    join = f"join often o on o.profile_id = t.{person}" if person else ""
    connection.execute(
        text(
            f"insert into {table} ({', '.join(columns)}) overriding system value select {', '.join(values)} "
            f"from generate_series(:copies, 1, -1) c (n) cross join {table} t {join} on conflict do nothing"
        ),
        {"copies": copies},
    )


def _moved(name: str, kind: str, copy: str, days: int) -> str:
    if kind == "timestamp with time zone" and name not in {"updated_at", "assigned_at"}:
        return f"t.{name} - {copy} * interval '{days} days'"
    return f"t.{name} - {copy} * {days}" if kind == "date" else f"t.{name}"


def _columns(connection: Connection, table: str) -> dict[str, str]:
    schema, _, name = table.partition(".")
    rows = connection.execute(text(_COLUMNS), {"schema": schema, "name": name})
    return {row.column_name: row.data_type for row in rows}
