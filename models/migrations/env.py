"""Alembic's entry point: runs revisions on the connection that `models.migrations` hands over."""

from __future__ import annotations

from alembic import context

from models.schema import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
)
with context.begin_transaction():
    context.run_migrations()
