"""How a message sounds and its language, read in one way."""

from alembic import op

import sql

revision = "0007"
down_revision = "0006"


def upgrade() -> None:
    """Add the functions; no row changes."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0007_topics.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
