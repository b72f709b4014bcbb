"""What nothing reads goes: the log of editions, of which the areas keep their own record."""

from __future__ import annotations

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
