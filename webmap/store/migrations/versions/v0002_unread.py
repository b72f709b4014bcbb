"""What nothing reads goes: the log of editions, of which the areas keep their own record."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    """Drop them; the audit and `accepted.json` say who took which edition into force, and when."""
    op.drop_index(op.f("ix_editions_log_area"), table_name="editions_log")
    op.drop_table("editions_log")
    with op.batch_alter_table("jobs") as jobs:
        for name in ("done_rows", "all_rows", "beat_at", "finished_at"):
            jobs.drop_column(name)


def downgrade() -> None:
    """Make them again, empty."""
    with op.batch_alter_table("jobs") as jobs:
        jobs.add_column(sa.Column("done_rows", sa.Integer(), nullable=False, server_default="0"))
        jobs.add_column(sa.Column("all_rows", sa.Integer(), nullable=True))
        jobs.add_column(sa.Column("beat_at", sa.DateTime(), nullable=True))
        jobs.add_column(sa.Column("finished_at", sa.DateTime(), nullable=True))
    op.create_table(
        "editions_log",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("area", sa.String(length=80), nullable=False),
        sa.Column("variant", sa.String(length=40), nullable=False),
        sa.Column("edition", sa.String(length=64), nullable=False),
        sa.Column("accepted_by", sa.Integer(), nullable=True),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.Column("holds_from", sa.Date(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["accepted_by"], ["users.id"], name=op.f("fk_editions_log_accepted_by_users")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_editions_log")),
    )
    op.create_index(op.f("ix_editions_log_area"), "editions_log", ["area"], unique=False)
