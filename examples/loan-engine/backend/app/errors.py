"""Every failure is JSON with one sentence in `detail`."""

import logging

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse
from sqlalchemy.exc import InterfaceError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError

from app.logs import request_id

logger = logging.getLogger(__name__)


def answer_errors(application: FastAPI) -> None:
    """Registers the answers for a bad request, a missing database and a defect."""
    application.add_exception_handler(RequestValidationError, _invalid)
    for kind in (OperationalError, InterfaceError, PoolTimeoutError):
        application.add_exception_handler(kind, _database_missing)
    application.add_exception_handler(Exception, _defect)


def _invalid(request: Request, error: RequestValidationError) -> JSONResponse:
    # Without the values, which FastAPI's own answer repeats: one of them is a password.
    problems = [f"{'.'.join(map(str, e['loc'][1:])) or 'body'}: {e['msg']}" for e in error.errors()]
    return JSONResponse({"detail": "; ".join(problems)}, 422)


def _database_missing(request: Request, error: Exception) -> JSONResponse:
    logger.error("the database failed: %s", error)
    detail = "The database is not available. Try again in a moment."
    return JSONResponse({"detail": detail}, 503, headers={"Retry-After": "5"})


def _defect(request: Request, error: Exception) -> JSONResponse:
    # The server logs the trace itself; the id is what leads a caller's report there.
    return JSONResponse({"detail": "This failed on our side.", "request_id": request_id.get()}, 500)
