"""Runs the migrations on the connection that the caller hands over (see connectors.warehouse.migrate)."""

from alembic import context

context.configure(connection=context.config.attributes["connection"], version_table_schema="public")
with context.begin_transaction():
    context.run_migrations()
