"""The HTTP application: health, Mailpit's API, ours, and the page."""

from typing import TYPE_CHECKING

from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

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


def create_app(store: Store, sandbox: "Sandbox") -> FastAPI:
    """The application over a store; OpenAPI at `/openapi.json`."""
    from sandbox.http import mailpit, own, page

    app = FastAPI(title="Mailroom sandbox", version="1", docs_url=None, redoc_url=None)

    @app.middleware("http")
    async def secure(request: Request, call_next):  # type: ignore[no-untyped-def]
        response: Response = await call_next(request)
        for name, value in SECURITY.items():
            response.headers.setdefault(name, value)
        return response

    @app.exception_handler(WaitTimeout)
    async def timed_out(_request: Request, exc: WaitTimeout) -> JSONResponse:
        return JSONResponse({"error": str(exc)}, status_code=408)

    @app.get("/livez", response_class=PlainTextResponse)
    @app.get("/readyz", response_class=PlainTextResponse)
    def alive() -> str:
        return "ok"

    @app.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> str:
        counts = store.counts()
        rows = {"messages": counts.total, "messages_unread": counts.unread, "store_bytes": counts.size}
        return "".join(
            f"# TYPE mailroom_sandbox_{name} gauge\nmailroom_sandbox_{name} {value}\n"
            for name, value in rows.items()
        )

    app.include_router(mailpit.router(store, sandbox))
    app.include_router(own.router(store, sandbox))
    app.include_router(page.router(store, sandbox))
    return app
