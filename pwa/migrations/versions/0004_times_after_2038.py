"""Times after 2038, which PostgreSQL's integer does not hold. SQLite's does."""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

TIMES = {
    "subscription": ["tested_at"],
    "reminder": ["next_at", "sent_at", "forget_at"],
    "outbox": ["expires_at", "wake_at"],
}


def upgrade() -> None:
    """Make them wider; SQLite needs no copy of its tables for that."""
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in TIMES.items():
            for column in columns:
                op.alter_column(table, column, type_=sa.BigInteger)
