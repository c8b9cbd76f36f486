"""What the weekly review proposed."""

from alembic import op

import sql

revision = "0011"
down_revision = "0010"


def upgrade() -> None:
    """Add the table; it is empty until the first review."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0011_proposals.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
