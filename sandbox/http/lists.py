"""Mailpit's API: lists, search, read state and tags."""

import asyncio
from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from sandbox.http import shapes
from sandbox.http.answers import Unreadable, before_of, body_of, failed, ok, page_of, texts
from sandbox.http.search import search
from sandbox.message import StoredMessage
from sandbox.store import Store
from sandbox.tags import clean_tag

if TYPE_CHECKING:
    from sandbox.server import Sandbox

NO_QUERY = "Error: no search query"


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    _lists(api, store)
    _changes(api, store)
    _tags(api, store)


def _lists(api: APIRouter, store: Store) -> None:
    def listing(messages: Sequence[StoredMessage], total: int, unread: int, start: int) -> dict[str, Any]:
        counts = store.counts()
        return {
            "total": counts.total,
            "unread": counts.unread,
            "count": len(messages),
            "messages_count": total,
            "messages_unread": unread,
            "start": start,
            "tags": store.tags(),
            "messages": [shapes.summary(m) for m in messages],
        }

    @api.get("/api/v1/messages")
    def messages(request: Request) -> Response:
        start, limit = page_of(request.query_params)
        before = before_of(request.query_params)
        if before is None:
            shown = store.list(limit, start)
        else:
            shown = store.find("created < ?", (before.timestamp(),), limit=limit, start=start)
        counts = store.counts()
        return JSONResponse(listing(shown, counts.total, counts.unread, start))

    @api.get("/api/v1/search")
    def found(request: Request) -> Response:
        asked = request.query_params
        query = asked.get("query", "").strip()
        if not query:
            return failed(NO_QUERY)
        start, limit = page_of(asked)
        hits = search(store, query, tz=asked.get("tz", ""), before=before_of(asked))
        return JSONResponse(listing(hits[start : start + limit], len(hits), hits.unread(), start))

    @api.delete("/api/v1/search")
    def drop(query: str = "", tz: str = "") -> Response:
        if not query.strip():
            return failed(NO_QUERY)
        hits = search(store, query.strip(), tz=tz)
        for at in range(0, len(hits.seqs), 500):
            store.delete_seqs(hits.seqs[at : at + 500])
        return ok()


def _changes(api: APIRouter, store: Store) -> None:
    @api.delete("/api/v1/messages")
    async def delete(request: Request) -> Response:
        try:
            ids = texts((await body_of(request)).get("IDs"))
        except Unreadable:
            ids = []  # as Mailpit has it, and clients rely on: without a readable body, everything goes
        await asyncio.to_thread(lambda: store.delete(ids) if ids else store.delete_all())
        return ok()

    @api.put("/api/v1/messages")
    async def mark(request: Request, tz: str = "") -> Response:
        try:
            body = await body_of(request)
            ids: list[str] | None = texts(body.get("IDs"))
            read, asked = body.get("Read") or False, body.get("Search") or ""
            if not isinstance(read, bool) or not isinstance(asked, str):
                raise Unreadable("json: cannot unmarshal Read or Search")
        except Unreadable as exc:
            return failed(str(exc))
        if ids and asked:
            return failed("You may specify either IDs or a search query, not both")
        if asked:
            ids = await asyncio.to_thread(lambda: search(store, asked, tz=tz).ids())
        elif not ids:
            ids = None
        await asyncio.to_thread(store.mark_read, ids, read)
        return ok()


def _tags(api: APIRouter, store: Store) -> None:
    @api.get("/api/v1/tags")
    def tags() -> list[str]:
        return store.tags()

    @api.put("/api/v1/tags")
    async def put(request: Request) -> Response:
        try:
            body = await body_of(request)
            ids, wanted = texts(body.get("IDs")), texts(body.get("Tags"))
        except Unreadable as exc:
            return failed(str(exc))
        await asyncio.to_thread(store.set_tags, ids, wanted)
        return ok()

    @api.put("/api/v1/tags/{tag}")
    async def rename(tag: str, request: Request) -> Response:
        try:
            given = (await body_of(request)).get("Name") or ""
        except Unreadable as exc:
            return failed(str(exc))
        new = clean_tag(given) if isinstance(given, str) else ""
        if not new:
            return failed(f"invalid tag name: {new}")
        known = {t.lower(): t for t in store.tags()}
        if tag.lower() not in known:
            return failed(f"tag not found: {tag}")
        if new.lower() != tag.lower() and new.lower() in known:
            return failed(f"tag already exists: {new}")
        await asyncio.to_thread(_retag, store, tag, new)
        return ok()

    @api.delete("/api/v1/tags/{tag}")
    def remove(tag: str) -> Response:
        if tag.lower() not in {t.lower() for t in store.tags()}:
            return failed(f"tag not found: {tag}")
        _retag(store, tag, None)
        return ok()


def _retag(store: Store, tag: str, new: str | None) -> None:
    for message in search(store, f'tag:"{tag}"'):
        kept = [new if t.lower() == tag.lower() else t for t in message.tags]
        store.set_tags([message.id], [t for t in kept if t is not None], unify=False)
