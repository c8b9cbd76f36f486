"""Words that may be kept for a time only."""

from alembic import op

import sql

revision = "0017"
down_revision = "0016"


def upgrade() -> None:
    """Only adds; nothing that is kept changes."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0017_words.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
