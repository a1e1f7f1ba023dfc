"""Mailpit's API: what a mail looks like elsewhere, whether its links answer, whether it reads as spam."""

import asyncio
from typing import TYPE_CHECKING

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from sandbox.http.answers import failed, missing, nowhere, resolve
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.get("/api/v1/message/{ident}/html-check")
    def html(ident: str, request: Request) -> Response:
        from sandbox.http.htmlcheck import html_check

        found = resolve(store, ident, request.query_params)
        content = store.content(found.seq) if found else None
        if content is None:
            return nowhere(ident)
        if not content.html:
            return failed("message does not contain HTML")
        return JSONResponse(html_check(content.html))

    @api.get("/api/v1/message/{ident}/link-check")
    async def links(ident: str, request: Request, follow: str = "") -> Response:
        from sandbox.http.linkcheck import check
        from sandbox.http.linkcheck import links as links_of

        found = await asyncio.to_thread(resolve, store, ident, request.query_params)
        content = await asyncio.to_thread(store.content, found.seq) if found else None
        if found is None or content is None:
            return nowhere(ident)
        store.mark_seen(found.id)
        policy = sandbox.options.check_links
        return JSONResponse(
            await check(links_of(content), follow=follow.lower() in ("true", "1"), policy=policy)
        )

    @api.get("/api/v1/message/{ident}/sa-check")
    async def spam(ident: str, request: Request) -> Response:
        from sandbox.http.spam import ask

        if not sandbox.options.spamassassin:
            return missing("File not found")
        found = await asyncio.to_thread(resolve, store, ident, request.query_params)
        raw = await asyncio.to_thread(store.raw, found.seq) if found else None
        return nowhere(ident) if raw is None else JSONResponse(await ask(sandbox.options.spamassassin, raw))
