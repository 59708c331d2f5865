"""Runs the migrations on the database of DATABASE_URL, each in a transaction of its own."""

import os

from alembic import context
from alembic.util import CommandError
from sqlalchemy import NullPool, create_engine

from app.logs import configure_logs
from app.migration_lock import MigrationLocked, migration_lock
from app.models import Base
from app.settings import ConfigurationError, read_database_url

# How long to wait for another migration, and for a table that is in use. The second is short: while
# a change queues for its table, every query behind it waits too. To change one for a single run:
# `alembic -x table_lock_seconds=60 upgrade head`.
LIMITS = {"migration_lock_seconds": 300.0, "table_lock_seconds": 10.0}


def main() -> None:
    if context.is_offline_mode():
        _print_sql()
        return
    if context.config.cmd_opts is not None:  # the command itself, not somebody who calls Alembic
        configure_logs()
    try:
        _migrate()
    except (ConfigurationError, MigrationLocked) as error:
        raise CommandError(str(error)) from None


def _migrate() -> None:
    limits = LIMITS | context.get_x_argument(as_dictionary=True)
    engine = create_engine(
        read_database_url(os.environ),
        poolclass=NullPool,
        connect_args={
            "application_name": "migration",
            "connect_timeout": 10,
            "options": f"-c lock_timeout={float(limits['table_lock_seconds']) * 1000:.0f}",
        },
    )
    limit_seconds = float(limits["migration_lock_seconds"])
    with engine.connect() as connection, migration_lock(connection, limit_seconds):
        context.configure(
            connection=connection,
            target_metadata=Base.metadata,
            transaction_per_migration=True,
            compare_server_default=True,
        )
        with context.begin_transaction():
            context.run_migrations()


def _print_sql() -> None:
    """`alembic upgrade head --sql`: for whoever reviews the statements before they run."""
    context.configure(dialect_name="postgresql", literal_binds=True, transaction_per_migration=True)
    with context.begin_transaction():
        context.run_migrations()


main()
