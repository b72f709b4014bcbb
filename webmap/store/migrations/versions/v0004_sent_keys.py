"""By what a request with a file is known when it is sent again."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Make the columns, and let a person have one job for each key."""
    op.add_column("jobs", sa.Column("sent_key", sa.String(length=64), nullable=True))
    op.add_column("jobs", sa.Column("sent_mark", sa.String(length=64), nullable=True))
    op.create_index(op.f("ix_jobs_user_id_sent_key"), "jobs", ["user_id", "sent_key"], unique=True)
