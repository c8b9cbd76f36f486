"""The schema's migrations: Alembic, on a connection of the warehouse's engine."""

from importlib import resources

from alembic import command
from alembic.config import Config
from sqlalchemy import Engine, text

MIGRATION_LOCK = 7_281_001  # any constant: only one process migrates at a time


def upgrade(engine: Engine) -> None:
    """Run what is not there yet of sql/migrations; of several processes one, which the others wait for."""
    config = Config()
    config.set_main_option(
        "script_location", str(resources.files("sql").joinpath("migrations")).replace("%", "%%")
    )
    with engine.connect() as connection:
        connection.execute(text("select pg_advisory_lock(:key)"), {"key": MIGRATION_LOCK})
        connection.commit()
        try:
            config.attributes["connection"] = connection
            command.upgrade(config, "head")
            connection.commit()
        finally:
            connection.rollback()
            connection.execute(text("select pg_advisory_unlock(:key)"), {"key": MIGRATION_LOCK})
            connection.commit()
