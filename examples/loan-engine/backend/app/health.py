"""`/health`: whether the process lives, and whether it can do its work."""

import logging

from anyio import CapacityLimiter, fail_after, to_thread
from fastapi import APIRouter, Request, Response
from sqlalchemy import URL, Engine, NullPool, create_engine, text
from sqlalchemy.exc import SQLAlchemyError

from app.database import connect_arguments

logger = logging.getLogger(__name__)
router = APIRouter(prefix="/health", tags=["health"])

READY_TIMEOUT_SECONDS = 3


def create_probe(url: URL) -> Engine:
    """A connection of its own for each check: a busy pool is no reason to stop the container."""
    return create_engine(url, poolclass=NullPool, connect_args=connect_arguments(2, 2000))


@router.get("/live")
async def live() -> dict[str, str]:
    """The process answers. It says nothing of the database: a restart would not repair that."""
    return {"status": "ok"}


@router.get("/ready")
async def ready(request: Request, response: Response) -> dict[str, str]:
    """The database answers in time. The answer has the reason; the cause, with names, is logged."""
    state = request.app.state
    try:
        with fail_after(READY_TIMEOUT_SECONDS):
            # Abandoned when late: a stuck name lookup or a silent host must not hold the answer.
            await to_thread.run_sync(
                _ask, state.probe, abandon_on_cancel=True, limiter=state.probe_limiter
            )
    except TimeoutError:
        logger.warning("not ready: no answer from the database in %d s", READY_TIMEOUT_SECONDS)
        reason = f"the database did not answer within {READY_TIMEOUT_SECONDS} seconds"
    except SQLAlchemyError as error:
        logger.warning("not ready: %s", error)
        reason = "the database cannot be reached or refused the connection"
    else:
        return {"status": "ok"}
    response.status_code = 503
    return {"status": "unavailable", "reason": reason}


def create_probe_limiter() -> CapacityLimiter:
    """Checks that hang hold at most these threads; the workers' own are never used up by them."""
    return CapacityLimiter(4)


def _ask(probe: Engine) -> None:
    with probe.connect() as connection:
        connection.execute(text("SELECT 1"))
