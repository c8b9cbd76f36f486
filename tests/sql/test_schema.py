"""The schema: it migrates, and brand isolation is in every key."""

from sqlalchemy import Engine, text


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
