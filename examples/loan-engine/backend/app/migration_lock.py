"""One migration at a time: a lock in the database that ends with the connection that holds it."""

import logging
import time
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, text

logger = logging.getLogger(__name__)

# Any number will do; it only has to be the same in every release.
LOCK_NUMBER = 4_711_120_035
_POLL_SECONDS = 0.5


class MigrationLocked(Exception):
    """Another migration was still running when the time to wait was over."""


@contextmanager
def migration_lock(connection: Connection, wait_seconds: float) -> Iterator[None]:
    """Holds the lock while the block runs, after waiting for it so long at most."""
    deadline = time.monotonic() + wait_seconds
    # Asked again and again rather than waited for: a session that waits in the database holds a
    # snapshot, and the running migration's CREATE INDEX CONCURRENTLY would wait for that for ever.
    while not _taken(connection):
        if time.monotonic() >= deadline:
            raise MigrationLocked(
                f"another migration has been running for {wait_seconds:g} seconds: "
                "let it end, then start this one again"
            )
        logger.info("another migration is running; waiting for it")
        time.sleep(_POLL_SECONDS)
    try:
        yield
    finally:
        if not connection.invalidated:
            connection.rollback()
            connection.execute(text("SELECT pg_advisory_unlock(:number)"), {"number": LOCK_NUMBER})
            connection.commit()


def _taken(connection: Connection) -> bool:
    taken = connection.scalar(text("SELECT pg_try_advisory_lock(:number)"), {"number": LOCK_NUMBER})
    connection.commit()  # the lock is the session's; the transaction must not stay open
    return bool(taken)
