"""The page at `/`: the list, one mail, human view beside agent view. Server-rendered, no build step."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, Response, StreamingResponse

from sandbox.http.search import search
from sandbox.store import Store, StoreEvent

if TYPE_CHECKING:
    from jinja2 import Template

    from sandbox.server import Sandbox

PAGE_ROWS = 100
HERE = Path(__file__).parent
MAX_SOURCE_CHARS = 200_000


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter(include_in_schema=False)

    @api.get("/", response_class=HTMLResponse)
    def index(query: str = "", inbox: str = "") -> str:
        counts = store.counts()
        found = (
            search(store, query)[:PAGE_ROWS] if query.strip() else store.list(PAGE_ROWS, inbox=inbox or None)
        )
        return template().render(
            title="Inbox",
            live=not query,
            query=query,
            messages=found,
            total=counts.total,
            unread=counts.unread,
            inboxes=list(store.inboxes().items())[:20],
            smtp_port=sandbox.smtp_port,
        )

    @api.get("/mail/{ident}", response_class=HTMLResponse)
    def mail(ident: str) -> Response:
        from sandbox.document import document
        from sandbox.http.own import agent_view

        found = store.get(ident)
        raw = store.raw(found.seq) if found else None
        if found is None or raw is None:
            return HTMLResponse("<!doctype html><title>Gone</title><p>No such mail.", status_code=404)
        store.mark_read([found.id])
        return HTMLResponse(
            template().render(
                title=found.subject,
                live=False,
                message=found,
                content=store.content(found.seq),
                doc=document(store, found),
                agent=agent_view(raw),
                source=raw[:MAX_SOURCE_CHARS].decode("utf-8", "replace"),
            )
        )

    @api.get("/app.js")
    def script() -> Response:
        return Response((HERE / "app.js").read_bytes(), media_type="text/javascript")

    @api.get("/events")
    async def events(request: Request) -> StreamingResponse:
        return StreamingResponse(_changes(store, request), media_type="text/event-stream")

    return api


async def _changes(store: Store, request: Request) -> AsyncIterator[str]:
    """A line for each change of the store, and a sign of life every ten seconds (Server-Sent Events)."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()

    def heard(_event: StoreEvent) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(changed.set)

    stop = store.subscribe(heard)
    try:
        yield ": open\n\n"
        while not await request.is_disconnected():
            try:
                await asyncio.wait_for(changed.wait(), 10)
            except TimeoutError:
                yield ": alive\n\n"
                continue
            changed.clear()
            yield "event: change\ndata: {}\n\n"
    finally:
        stop()


def template() -> "Template":
    """The page; everything that comes from a mail is escaped."""
    from jinja2 import Environment

    return Environment(autoescape=True).from_string((HERE / "page.html").read_text(encoding="utf-8"))
