"""Alembic runs this module for every command; `webmap.store.migrate` brings the connection."""

from __future__ import annotations

from alembic import context

from webmap.store import tables

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=tables.OverrideRow.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
