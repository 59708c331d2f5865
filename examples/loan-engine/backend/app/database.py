"""The connections to PostgreSQL: a bounded pool that notices a failover."""

from collections.abc import Iterator
from typing import Annotated

from fastapi import Depends, Request
from sqlalchemy import URL, Engine, create_engine
from sqlalchemy.orm import Session

CONNECT_TIMEOUT_SECONDS = 5
STATEMENT_TIMEOUT_MS = 10_000


def create_pool(url: URL) -> Engine:
    """At most ten connections for this process; nothing is opened before the first query."""
    return create_engine(
        url,
        pool_size=5,
        max_overflow=5,
        pool_timeout=CONNECT_TIMEOUT_SECONDS,
        pool_pre_ping=True,  # a failover kills the pooled connections, and only using one shows it
        pool_recycle=1800,
        connect_args=connect_arguments(CONNECT_TIMEOUT_SECONDS, STATEMENT_TIMEOUT_MS),
    )


def connect_arguments(connect_timeout_seconds: int, statement_timeout_ms: int) -> dict[str, object]:
    """Limits for one connection: to open it, to run a statement, and to wait for a silent peer."""
    return {
        "application_name": "loan-engine",
        "connect_timeout": connect_timeout_seconds,
        "options": f"-c statement_timeout={statement_timeout_ms}",
        # A peer that vanished without a word is noticed after this, not after 15 minutes.
        "tcp_user_timeout": statement_timeout_ms,
    }


def _open_session(request: Request) -> Iterator[Session]:
    with Session(request.app.state.pool) as session:
        yield session


# Whoever writes commits by hand: what follows the `yield` runs after the answer has left.
DatabaseSession = Annotated[Session, Depends(_open_session)]
