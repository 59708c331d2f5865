"""Gives each request an id and writes one line about it when it is over."""

import logging
import re
import time
import uuid

from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from app.logs import request_id

logger = logging.getLogger(__name__)

# What a caller sends ends up in our log, so only what cannot forge a line is taken over.
_ACCEPTABLE_ID = re.compile(r"[A-Za-z0-9._-]{8,64}")
# The load balancer puts this on every request and into its own log: one id for both.
_LOAD_BALANCER_ROOT = re.compile(r"(?:^|;)Root=([A-Za-z0-9-]{8,64})(?:;|$)")


class RequestLog:
    """Wraps the whole application, so that a request that failed has its id and its line too."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        identity = identify(Headers(scope=scope))
        request_id.set(identity)
        started = time.perf_counter()
        status = 500  # what the server answers when the application dies before it answers

        async def send_with_id(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
                MutableHeaders(scope=message)["X-Request-ID"] = identity
            await send(message)

        try:
            await self.app(scope, receive, send_with_id)
        finally:
            self._write(scope, status, time.perf_counter() - started)

    @staticmethod
    def _write(scope: Scope, status: int, seconds: float) -> None:
        healthy_probe = scope["path"].startswith("/health/") and status < 400
        logger.log(
            logging.DEBUG if healthy_probe else logging.INFO,
            "%s %s %d",
            scope["method"],
            scope["path"],  # without the query: it may name a person
            status,
            extra={
                "method": scope["method"],
                "path": scope["path"],
                "status": status,
                "duration_ms": round(seconds * 1000, 1),
            },
        )


def identify(headers: Headers) -> str:
    """The caller's X-Request-ID, else the load balancer's trace id, else a new one."""
    given = headers.get("x-request-id", "")
    if _ACCEPTABLE_ID.fullmatch(given):
        return given
    traced = _LOAD_BALANCER_ROOT.search(headers.get("x-amzn-trace-id", ""))
    return traced.group(1) if traced else str(uuid.uuid4())
