"""Puts the application together."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from fastapi import FastAPI
from starlette.middleware.gzip import GZipMiddleware
from starlette.types import ASGIApp

from app import auth, health, loans
from app.database import create_pool
from app.errors import answer_errors
from app.frontend import serve_frontend
from app.request_log import RequestLog
from app.security_headers import SecurityHeaders
from app.settings import Settings


def create_app(settings: Settings) -> ASGIApp:
    """The service for these settings. It starts without a database and says so at /health/ready."""

    @asynccontextmanager
    async def lifespan(application: FastAPI) -> AsyncIterator[None]:
        yield
        application.state.pool.dispose()

    application = FastAPI(
        title="Loan Engine",
        lifespan=lifespan,
        openapi_url="/api/openapi.json",
        docs_url=None,  # it loads scripts from another host, which our own policy forbids
        redoc_url=None,
        redirect_slashes=False,
    )
    application.state.secret_key = settings.secret_key
    application.state.pool = create_pool(settings.database_url)
    application.state.probe = health.create_probe(settings.database_url)
    application.state.probe_limiter = health.create_probe_limiter()

    for part in (health, auth, loans):
        application.include_router(part.router)
    serve_frontend(application, settings.static_dir)
    answer_errors(application)
    application.add_middleware(GZipMiddleware, minimum_size=1024)
    # Outside of everything, so that the answer to a defect has the headers and the id as well.
    return RequestLog(SecurityHeaders(application))
