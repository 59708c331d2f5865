"""The built React application: its files under `/static`, its pages wherever there is no API."""

import logging
from pathlib import Path, PurePosixPath

from fastapi import FastAPI, HTTPException
from starlette.responses import FileResponse, Response
from starlette.staticfiles import StaticFiles
from starlette.types import Receive, Scope, Send

logger = logging.getLogger(__name__)

# These answer JSON whatever happens; the application's own pages live beside them.
API_PREFIXES = ("/api", "/auth", "/health", "/static")

FOREVER = "public, max-age=31536000, immutable"
ASK_FIRST = "no-cache"


def serve_frontend(application: FastAPI, static_dir: Path) -> None:
    """Serves the build in this folder; without one the API works and pages say what is missing."""
    index = static_dir / "index.html"
    if index.is_file():
        application.mount("/static", _BuiltFiles(directory=static_dir))
    else:
        logger.warning("no frontend to serve: there is no %s", index)
    application.router.default = _Pages(index)


class _BuiltFiles(StaticFiles):
    """What Vite named by content never changes; anything else must be asked about each time."""

    async def get_response(self, path: str, scope: Scope) -> Response:
        response = await super().get_response(path, scope)
        hashed = PurePosixPath(path).parts[:1] == ("assets",)
        response.headers["Cache-Control"] = FOREVER if hashed else ASK_FIRST
        return response


class _Pages:
    """Answers what no route knows: in the browser's history /applications is a page."""

    def __init__(self, index: Path) -> None:
        self.index = index

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or not self._is_page(scope):
            raise HTTPException(404, "There is nothing at this address.")
        if not self.index.is_file():
            raise HTTPException(404, "The frontend is not built: see STATIC_DIR in the README.")
        # Never kept by a browser: it names the files of one release.
        answer = FileResponse(self.index, headers={"Cache-Control": ASK_FIRST})
        await answer(scope, receive, send)

    @staticmethod
    def _is_page(scope: Scope) -> bool:
        path = PurePosixPath(scope["path"])
        in_api = any(path.is_relative_to(prefix) for prefix in API_PREFIXES)
        # A name with an extension is a file that is missing; a page in its place would hide that.
        return scope["method"] in ("GET", "HEAD") and not in_api and not path.suffix
