"""Runs migrations on the connection, and in the transaction, that the caller holds the lock in."""

from __future__ import annotations

from alembic import context

from meso_infer.storage.schema import METADATA

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=METADATA,
    compare_type=True,
    # SQLite cannot alter a table in place; Alembic then copies it.
    render_as_batch=True,
    # Off by default for SQLite, which can do it: a failed migration leaves nothing half done.
    transactional_ddl=True,
)
with context.begin_transaction():
    context.run_migrations()
