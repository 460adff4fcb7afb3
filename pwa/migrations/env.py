"""Run by Alembic: brings the tables of the given connection to the newest version."""

from alembic import context

from pwa.reminders.tables import metadata

connection = context.config.attributes["connection"]
# SQLite changes a table by copying it.
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
context.run_migrations()
