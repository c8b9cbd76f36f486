"""The warehouse's schemas and tables, first version."""

from alembic import op

import sql

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Create everything."""
    op.get_bind().exec_driver_sql(sql.load("migrations/versions/0001_schema.sql"))
    op.get_bind().exec_driver_sql(sql.load("migrations/versions/0001_functions.sql"))


def downgrade() -> None:
    """Remove everything: all data is lost."""
    op.get_bind().exec_driver_sql("drop schema marts, ops, staging, core cascade")
