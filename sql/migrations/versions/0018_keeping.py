"""What is dropped leaves no other figure behind, and metrics that are defined anew are computed anew."""

from alembic import op

import sql

revision = "0018"
down_revision = "0017"


def upgrade() -> None:
    """Adds columns; of words that were dropped before, says whether there were any as far as that can be told."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0018_keeping.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
