"""MailHog's API, version 2 and what of version 1 does not collide with Mailpit's, for its clients."""

from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from sandbox.http.answers import page_of
from sandbox.message import StoredMessage, header_lines, split_head
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MAX_ITEMS = 250
"""Mails of one page; MailHog's own bound."""
MAX_BODY_CHARS = 5_000_000
KINDS = {"from": "sender", "to": "rcpt", "containing": ""}


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter()

    def listing(messages: list[StoredMessage], total: int, start: int) -> Response:
        items = [item(store, m) for m in messages]
        return JSONResponse({"total": total, "count": len(items), "start": start, "items": items})

    @api.get("/api/v2/messages")
    def messages(request: Request) -> Response:
        start, limit = page_of(request.query_params)
        return listing(store.list(min(limit, MAX_ITEMS), start), store.counts().total, start)

    @api.get("/api/v2/search")
    def search(request: Request) -> Response:
        from sandbox.http.search import search as find

        kind, query = request.query_params.get("kind", ""), request.query_params.get("query", "")
        if kind not in KINDS or not query.strip():
            return Response(status_code=400)
        start, limit = page_of(request.query_params)
        quoted = query.replace('"', " ").strip()
        prefix = {"from": "from:", "to": "addressed:", "containing": ""}[kind]
        hits = find(store, f'{prefix}"{quoted}"')
        return listing(hits[start : start + min(limit, MAX_ITEMS)], len(hits), start)

    @api.get("/api/v2/jim")
    def jim() -> Response:
        return Response(status_code=404)  # MailHog's chaos is off

    @api.get("/api/v2/outgoing-smtp")
    def outgoing() -> Response:
        return JSONResponse({})

    @api.get("/api/v1/messages/{ident}")
    def message(ident: str) -> Response:
        found = store.get(ident)
        return Response(status_code=404) if found is None else JSONResponse(item(store, found))

    @api.get("/api/v1/messages/{ident}/download")
    def download(ident: str) -> Response:
        raw = store.raw(ident)
        if raw is None:
            return Response(status_code=404)
        name = {"Content-Disposition": f'attachment; filename="{ident}.eml"'}
        return Response(raw, media_type="message/rfc822", headers=name)

    @api.delete("/api/v1/messages/{ident}")
    def delete(ident: str) -> Response:
        return PlainTextResponse("", status_code=200 if store.delete([ident]) else 404)

    return api


def item(store: Store, message: StoredMessage) -> dict[str, Any]:
    """One mail as MailHog tells it."""
    raw = store.raw(message.seq) or b""
    envelope = message.envelope
    return {
        "ID": message.id,
        "From": _path(envelope.mail_from),
        "To": [_path(a) for a in envelope.addresses],
        "Content": {**_content(raw), "MIME": None},
        "Created": message.created.isoformat().replace("+00:00", "Z"),
        "MIME": _mime(store, message),
        "Raw": {
            "From": envelope.mail_from,
            "To": list(envelope.addresses),
            "Data": _text(raw),
            "Helo": envelope.helo,
        },
    }


def _path(address: str) -> dict[str, Any]:
    mailbox, _, domain = address.rpartition("@")
    return {"Relays": None, "Mailbox": mailbox or domain, "Domain": domain if mailbox else "", "Params": ""}


def _content(raw: bytes) -> dict[str, Any]:
    headers: dict[str, list[str]] = {}
    for name, value in header_lines(raw):
        headers.setdefault(name, []).append(_text(value.encode("utf-8", "surrogateescape")))
    return {"Headers": headers, "Body": _text(split_head(raw)[1]), "Size": len(raw)}


def _mime(store: Store, message: StoredMessage) -> dict[str, Any] | None:
    """Parts of the first level, as they stand between the boundaries."""
    from email.parser import BytesParser
    from email.policy import compat32

    parsed = BytesParser(policy=compat32).parsebytes(store.raw(message.seq) or b"")
    parts = parsed.get_payload()
    if not parsed.is_multipart() or not isinstance(parts, list):
        return None
    out = []
    for part in parts[:100]:
        raw = part.as_bytes()  # type: ignore[union-attr]
        out.append({**_content(raw), "MIME": None})
    return {"Parts": out}


def _text(data: bytes) -> str:
    return data[:MAX_BODY_CHARS].decode("utf-8", "replace")
