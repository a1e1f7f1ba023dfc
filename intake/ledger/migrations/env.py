"""Alembic's door: runs on the connection that `intake.ledger.database.migrate` hands in."""

from alembic import context

from intake.ledger.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
