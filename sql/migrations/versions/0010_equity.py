"""Who is heard, how replies sound, and what cannot be known."""

from alembic import op

import sql

revision = "0010"
down_revision = "0009"


def upgrade() -> None:
    """Add the tables; marts are computed again from core."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0010_equity.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
