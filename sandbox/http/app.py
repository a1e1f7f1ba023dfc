"""The HTTP application: health, Mailpit's API, ours, and the page."""

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from fastapi import FastAPI, Request
from fastapi.exceptions import RequestValidationError
from fastapi.responses import JSONResponse, PlainTextResponse, Response
from starlette.datastructures import Headers, MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from intake.errors import MailroomError
from sandbox.errors import WaitTimeout
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

SECURITY = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "no-referrer",
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'unsafe-inline'; script-src 'self'; img-src data:; "
        "connect-src 'self'; frame-src 'self'; frame-ancestors 'self'"
    ),
}
"""On every answer. Mail is shown in frames that run nothing and load nothing."""


class Guard:
    """Security headers on every answer, and no calls of our API from other web sites' pages."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] not in ("http", "websocket"):
            await self._app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        origin = headers.get("origin", "")
        if origin and scope["path"].startswith("/api/") and _foreign(origin, headers.get("host", "")):
            await PlainTextResponse("Blocked due to CORS violation", status_code=403)(scope, receive, send)
            return

        async def secured(message: Message) -> None:
            if message["type"] == "http.response.start":
                said = MutableHeaders(scope=message)
                for name, value in SECURITY.items():
                    said.setdefault(name, value)
            await send(message)

        await self._app(scope, receive, secured)


def _foreign(origin: str, host: str) -> bool:
    return urlsplit(origin).netloc.lower() != host.lower()


def create_app(store: Store, sandbox: "Sandbox") -> FastAPI:
    """The application over a store; OpenAPI at `/openapi.json`."""
    from sandbox.http import control, mailhog, mailpit, own, page

    app = FastAPI(title="Mailroom sandbox", version="1", docs_url=None, redoc_url=None)

    app.add_middleware(Guard)

    @app.exception_handler(WaitTimeout)
    async def timed_out(_request: Request, exc: WaitTimeout) -> JSONResponse:
        return JSONResponse({"error": str(exc)}, status_code=408)

    @app.exception_handler(MailroomError)
    async def refused(_request: Request, exc: MailroomError) -> JSONResponse:
        return JSONResponse({"error": str(exc)}, status_code=400)

    @app.exception_handler(RequestValidationError)
    async def unreadable(_request: Request, exc: RequestValidationError) -> JSONResponse:
        causes = [f"{'.'.join(str(p) for p in e['loc'])}: {e['msg']}" for e in exc.errors()[:10]]
        return JSONResponse({"error": "; ".join(causes)}, status_code=422)

    @app.get("/livez", response_class=PlainTextResponse)
    @app.get("/readyz", response_class=PlainTextResponse)
    def alive() -> str:
        return "ok"

    @app.options("/api/v1/{path:path}", include_in_schema=False)
    def options(path: str) -> Response:
        return PlainTextResponse("")

    app.include_router(mailpit.router(store, sandbox))
    app.include_router(mailhog.router(store, sandbox))
    app.include_router(own.router(store, sandbox))
    app.include_router(control.router(store, sandbox))
    app.include_router(page.router(store, sandbox))
    return app
