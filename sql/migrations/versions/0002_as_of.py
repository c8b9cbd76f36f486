"""What changes of a person, a text or a block is kept with when it was so: a past day can be replayed."""

from alembic import op

import sql

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the versions of profiles and the moments that were missing; what is there fills them as far as it can."""
    # On the driver's own cursor: the files hold % and : that are theirs, not parameters.
    cursor = op.get_bind().connection.cursor()
    for name in ("0002_as_of.sql", "0002_functions.sql"):
        cursor.execute(sql.load(f"migrations/versions/{name}"))
    cursor.close()


def downgrade() -> None:
    """Not offered: what 0002 keeps has no place in 0001. Restore a copy of the database instead."""
    raise NotImplementedError("the schema goes back only by restoring a copy of the database")
