"""What each brand taught the tier engine, version by version; and finding people's rulings without a search."""

from alembic import op

import sql

revision = "0004"
down_revision = "0003"


def upgrade() -> None:
    """Add the table of layers and two indexes on what people ruled."""
    # On the driver's own cursor: the file holds % and : that are its own, not parameters.
    cursor = op.get_bind().connection.cursor()
    cursor.execute(sql.load("migrations/versions/0004_tier_layer.sql"))
    cursor.close()


def downgrade() -> None:
    """Not offered, as with 0002: restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
