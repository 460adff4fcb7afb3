"""Ids above 2,147,483,647, which PostgreSQL's integer does not hold. SQLite's does.

The outbox takes a new id for each notification: with ten million a day, an integer lasts for 214 days.
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"

COLUMNS = [("subscription", "id"), ("reminder", "subscription_id"), ("outbox", "id"), ("outbox", "subscription_id")]


def upgrade() -> None:
    """Make them wider, and the counters that number the rows. PostgreSQL writes the tables again for that."""
    if op.get_bind().dialect.name == "postgresql":
        for table, column in COLUMNS:
            op.alter_column(table, column, type_=sa.BigInteger)
        for table in ("subscription", "outbox"):
            op.execute(f"ALTER SEQUENCE {table}_id_seq AS bigint")
