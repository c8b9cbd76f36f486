"""What a backfill was asked for, so that the same command goes on where it was stopped."""

from alembic import op

import sql

revision = "0006"
down_revision = "0005"


def upgrade() -> None:
    """Add the two columns; runs of before were asked for nothing that is known."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0006_asked.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
