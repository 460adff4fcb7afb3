"""An answer that arrives twice counts once."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"


def upgrade() -> None:
    """Count from here on how often each reminder was moved."""
    op.add_column("reminder", sa.Column("moves", sa.Integer, nullable=False, server_default="0"))
