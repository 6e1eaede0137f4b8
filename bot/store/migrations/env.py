"""Run by alembic: migrates over the connection it is handed, inside that connection's transaction."""

from alembic import context

from bot.store.schema import metadata

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=metadata,
    render_as_batch=True,  # SQLite cannot alter most things: batch mode copies the table
    transactional_ddl=True,
)
context.run_migrations()
