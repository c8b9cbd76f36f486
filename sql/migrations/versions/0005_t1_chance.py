"""The chance of T1 beside the tier, so that a possible T1 under another tier is seen."""

from alembic import op

import sql

revision = "0005"
down_revision = "0004"


def upgrade() -> None:
    """Add the column and the function that reads it; what was assigned before has no chance."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0005_t1_chance.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
