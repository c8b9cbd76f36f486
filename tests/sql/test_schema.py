"""The schema: it migrates, and brand isolation is in every key."""

import subprocess
import sys

import pytest
from sqlalchemy import Engine, text

from connectors import warehouse
from connectors.errors import ConfigError


def test_every_table_of_core_and_marts_begins_its_key_with_the_brand(db: Engine) -> None:
    query = text(
        """
        select c.table_schema || '.' || c.table_name as name,
               min(k.column_name) filter (where k.ordinal_position = 1)
        from information_schema.table_constraints c
        join information_schema.key_column_usage k using (constraint_schema, constraint_name)
        where c.constraint_type = 'PRIMARY KEY' and c.table_schema in ('core', 'marts')
        group by 1
        """
    )
    with db.connect() as connection:
        first_columns = dict(connection.execute(query).tuples().all())
    assert len(first_columns) >= 15
    assert set(first_columns.values()) == {"brand"}


def test_a_schema_that_is_the_newest_is_left_alone_and_loads_no_alembic(
    db: Engine, database_url: str
) -> None:
    with db.connect() as connection:
        current, newest = warehouse.schema_revisions(connection)
    assert current == newest
    code = "import sys; from connectors.warehouse import migrate; migrate(sys.argv[1]); print('alembic' in sys.modules)"
    command = [sys.executable, "-c", code, database_url]
    assert subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout == "False\n"


def test_a_schema_of_a_newer_version_is_not_touched_and_said_to_be_one(db: Engine, database_url: str) -> None:
    with db.begin() as connection:
        connection.execute(text("update public.alembic_version set version_num = '9999'"))
    with pytest.raises(ConfigError, match="of a newer Rapport"):
        warehouse.migrate(database_url)
