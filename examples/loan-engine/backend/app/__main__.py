"""`python -m app`: reads the environment, serves until SIGTERM, finishes what it began, exits 0."""

import os
import signal
import sys

import uvicorn

from app.logs import configure_logs
from app.main import create_app
from app.settings import ConfigurationError, read_settings

# ECS kills 30 seconds after SIGTERM unless the task definition says otherwise.
FINISH_WITHIN_SECONDS = 20
# Longer than the load balancer's 60, or it sends a request into a connection that we just closed.
KEEP_ALIVE_SECONDS = 75


def main() -> int:
    # Uvicorn shuts down gracefully, then raises the signal again for whoever had it first: us.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
    try:
        settings = read_settings(os.environ)
    except ConfigurationError as error:
        print(f"The Loan Engine cannot start:\n{error}", file=sys.stderr)
        return 2
    configure_logs(settings.log_level)
    uvicorn.run(
        create_app(settings),
        host=settings.host,
        port=settings.port,
        log_config=None,
        access_log=False,
        server_header=False,
        timeout_keep_alive=KEEP_ALIVE_SECONDS,
        timeout_graceful_shutdown=FINISH_WITHIN_SECONDS,
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
