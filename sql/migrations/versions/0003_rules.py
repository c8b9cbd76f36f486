"""What the brand's rules make of a message, beside its tier; and finding the same text again."""

from alembic import op

import sql

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Add the columns, the functions that read them, and the index."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0003_rules.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
