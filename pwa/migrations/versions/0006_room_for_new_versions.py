"""Room for new versions of rows, and vacuum in time. SQLite has neither.

PostgreSQL writes each change of a row as a new version. If the page has room for it and no indexed column changes, no
index changes either (HOT). The outbox is emptied and filled each minute: with the usual settings, it would be vacuumed
only when a fifth of all its rows are dead.
"""

from alembic import op

revision = "0006"
down_revision = "0005"

SETTINGS = {
    "reminder": "fillfactor = 80, autovacuum_vacuum_scale_factor = 0.02, autovacuum_analyze_scale_factor = 0.02",
    "outbox": "fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 2000,"
    " autovacuum_analyze_scale_factor = 0, autovacuum_analyze_threshold = 10000",
}


def upgrade() -> None:
    """Set them. They apply to pages that are written from now on."""
    if op.get_bind().dialect.name == "postgresql":
        for table, settings in SETTINGS.items():
            op.execute(f"ALTER TABLE {table} SET ({settings})")
