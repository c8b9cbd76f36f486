"""The warehouse's schemas and tables, first version."""

from alembic import op

import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    # On the driver's own cursor: the files hold % and : that are theirs, not parameters.
    cursor = op.get_bind().connection.cursor()
    for name in ("0001_schema.sql", "0001_functions.sql"):
        cursor.execute(sql.load(f"migrations/versions/{name}"))
    cursor.close()


def downgrade() -> None:
    """Remove everything: all data is lost."""
    op.get_bind().exec_driver_sql("drop schema marts, ops, staging, core cascade")
