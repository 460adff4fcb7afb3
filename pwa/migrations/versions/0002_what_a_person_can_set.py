"""What a person can set: quiet hours, pause, a test note; and refusals that somebody must look at."""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"


def upgrade() -> None:
    """Add the columns; reminders that are there are planned or rest, and come by day."""
    op.add_column("subscription", sa.Column("tested_at", sa.Integer))
    with op.batch_alter_table("reminder") as table:
        table.add_column(sa.Column("at_night", sa.Boolean, nullable=False, server_default=sa.false()))
        table.add_column(sa.Column("state", sa.Text, nullable=False, server_default="planned"))
    op.execute("UPDATE reminder SET state = 'resting' WHERE next_at IS NULL")
    with op.batch_alter_table("outbox") as table:
        table.add_column(sa.Column("refused", sa.Boolean, nullable=False, server_default=sa.false()))
