"""The first tables: subscription, reminder, outbox."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None


def upgrade() -> None:
    """Make the three tables."""
    op.create_table(
        "subscription",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column("endpoint", sa.Text, nullable=False, unique=True),
        sa.Column("p256dh", sa.Text, nullable=False),
        sa.Column("auth", sa.Text, nullable=False),
        sa.Column("vapid_key", sa.Text, nullable=False),
        sa.Column("language", sa.Text, nullable=False),
    )
    op.create_table(
        "reminder",
        sa.Column("id", sa.String(12), primary_key=True),
        sa.Column(
            "subscription_id",
            sa.Integer,
            sa.ForeignKey("subscription.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("kind", sa.Text, nullable=False),
        sa.Column("local", sa.Text, nullable=False),
        sa.Column("zone", sa.Text, nullable=False),
        sa.Column("repeat", sa.Text, nullable=False),
        sa.Column("unanswered", sa.Integer, nullable=False),
        sa.Column("next_at", sa.Integer),
        sa.Column("sent_at", sa.Integer),
        sa.Column("forget_at", sa.Integer),
    )
    for column in ("subscription_id", "next_at", "forget_at"):
        op.create_index(f"ix_reminder_{column}", "reminder", [column])
    op.create_table(
        "outbox",
        sa.Column("id", sa.Integer, primary_key=True),
        sa.Column(
            "subscription_id",
            sa.Integer,
            sa.ForeignKey("subscription.id", ondelete="CASCADE"),
            nullable=False,
        ),
        sa.Column("reminder_id", sa.String(12), sa.ForeignKey("reminder.id", ondelete="CASCADE"), nullable=False),
        sa.Column("topic", sa.String(32), nullable=False),
        sa.Column("expires_at", sa.Integer, nullable=False),
        sa.Column("wake_at", sa.Integer, nullable=False),
        sa.Column("attempts", sa.Integer, nullable=False),
        sa.UniqueConstraint("subscription_id", "topic"),
    )
    for column in ("reminder_id", "wake_at"):
        op.create_index(f"ix_outbox_{column}", "outbox", [column])
