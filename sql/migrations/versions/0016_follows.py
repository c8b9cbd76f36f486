"""Follows by whom is followed."""

from alembic import op

import sql

revision = "0016"
down_revision = "0015"


def upgrade() -> None:
    """Names rows anew; nothing is taken away."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0016_follows.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
