"""Mailpit 1.30's HTTP API under `/api/v1`, so that the clients people have work unmodified."""

import asyncio
import contextlib
import email.policy
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request, WebSocket, WebSocketDisconnect
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from sandbox.http import shapes
from sandbox.http.search import search
from sandbox.message import Envelope, Recipient, StoredMessage
from sandbox.store import Store, StoreEvent

if TYPE_CHECKING:
    from sandbox.server import Sandbox

VERSION = "v1.30.5"
"""The Mailpit that is followed."""
NOT_FOUND = "Message not found"
CONTENT_CSP = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; sandbox"


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter()
    _reading(api, store)
    _lists(api, store)
    _writing(api, store, sandbox)
    _around(api, store)
    return api


def missing() -> PlainTextResponse:
    return PlainTextResponse(NOT_FOUND, status_code=404)


def ok() -> PlainTextResponse:
    return PlainTextResponse("ok")


async def body_of(request: Request) -> dict[str, Any]:
    """The request's JSON object; an empty one where it cannot be read, as Mailpit has it."""
    try:
        value = await request.json()
    except (ValueError, UnicodeDecodeError, RecursionError):
        return {}
    return value if isinstance(value, dict) else {}


def _reading(api: APIRouter, store: Store) -> None:
    @api.get("/api/v1/message/{ident}")
    def message(ident: str) -> Response:
        found = store.get(ident)
        content = store.content(found.seq) if found else None
        if found is None or content is None:
            return missing()
        store.mark_read([found.id])
        return JSONResponse(shapes.full(found, content))

    @api.get("/api/v1/message/{ident}/headers")
    def headers(ident: str) -> Response:
        found = store.get(ident)
        content = store.content(found.seq) if found else None
        return missing() if content is None else JSONResponse(shapes.headers(content))

    @api.get("/api/v1/message/{ident}/raw")
    def raw(ident: str) -> Response:
        found = store.get(ident)
        data = store.raw(found.seq) if found else None
        if data is None:
            return missing()
        return Response(data, media_type="text/plain; charset=utf-8")

    @api.get("/api/v1/message/{ident}/part/{part_id}")
    def part(ident: str, part_id: str) -> Response:
        found = store.get(ident)
        content = store.content(found.seq) if found else None
        wanted = next((p for p in content.parts if p.part_id == part_id), None) if content else None
        if wanted is None:
            return missing()
        name = (
            wanted.filename.encode("ascii", "replace")
            .decode()
            .replace('"', "")
            .replace("\r", "")
            .replace("\n", "")
        )
        return Response(
            wanted.data,
            media_type=wanted.media_type,
            headers={
                "Content-Disposition": f'attachment; filename="{name or "part"}"',
                "Content-Security-Policy": CONTENT_CSP,
            },
        )

    @api.get("/view/{name}")
    def view(name: str) -> Response:
        ident, _, kind = name.rpartition(".")
        found = store.get(ident)
        content = store.content(found.seq) if found and kind in {"html", "txt"} else None
        if content is None:
            return missing()
        if kind == "txt":
            return PlainTextResponse(content.text)
        if not content.html:
            return PlainTextResponse("This message does not contain an HTML part", status_code=404)
        return Response(
            content.html,
            media_type="text/html; charset=utf-8",
            headers={"Content-Security-Policy": CONTENT_CSP},
        )


def _lists(api: APIRouter, store: Store) -> None:
    def listing(messages: list[StoredMessage], total: int, unread: int, start: int) -> dict[str, Any]:
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
    def messages(start: int = 0, limit: int = 50) -> dict[str, Any]:
        start, limit = max(start, 0), max(0, min(limit, 10_000)) or 50
        counts = store.counts()
        return listing(store.list(limit, start), counts.total, counts.unread, start)

    @api.get("/api/v1/search")
    def found(query: str = "", start: int = 0, limit: int = 50, tz: str = "UTC") -> Response:
        if not query.strip():
            return PlainTextResponse("Error: no search query", status_code=400)
        hits = search(store, query, tz=tz)
        start, limit = max(start, 0), max(0, min(limit, 10_000)) or 50
        unread = sum(not m.read for m in hits)
        return JSONResponse(listing(hits[start : start + limit], len(hits), unread, start))

    @api.delete("/api/v1/search")
    def drop(query: str = "", tz: str = "UTC") -> Response:
        if not query.strip():
            return PlainTextResponse("Error: no search query", status_code=400)
        store.delete(m.id for m in search(store, query, tz=tz))
        return ok()

    @api.delete("/api/v1/messages")
    async def delete(request: Request) -> Response:
        body = await body_of(request)
        ids = [str(i) for i in body.get("IDs") or []]
        await asyncio.to_thread(lambda: store.delete(ids) if ids else store.delete_all())
        return ok()

    @api.put("/api/v1/messages")
    async def mark(request: Request, tz: str = "UTC") -> Response:
        body = await body_of(request)
        read = bool(body.get("Read"))
        ids: list[str] | None = [str(i) for i in body.get("IDs") or []] or None
        if ids is None and body.get("Search"):
            ids = [m.id for m in await asyncio.to_thread(search, store, str(body["Search"]), tz=tz)]
        await asyncio.to_thread(store.mark_read, ids, read)
        return ok()

    @api.get("/api/v1/tags")
    def tags() -> list[str]:
        return store.tags()

    @api.put("/api/v1/tags")
    async def set_tags(request: Request) -> Response:
        body = await body_of(request)
        ids = [str(i) for i in body.get("IDs") or []]
        await asyncio.to_thread(store.set_tags, ids, [str(t) for t in body.get("Tags") or []])
        return ok()

    @api.put("/api/v1/tags/{tag}")
    async def rename(tag: str, request: Request) -> Response:
        new = str((await body_of(request)).get("Name") or "").strip()
        if not new:
            return PlainTextResponse("Error: no tag name", status_code=400)
        await asyncio.to_thread(_retag, store, tag, new)
        return ok()

    @api.delete("/api/v1/tags/{tag}")
    def remove(tag: str) -> Response:
        _retag(store, tag, None)
        return ok()


def _retag(store: Store, tag: str, new: str | None) -> None:
    for message in search(store, f'tag:"{tag}"'):
        kept = [new if t.lower() == tag.lower() else t for t in message.tags]
        store.set_tags([message.id], [t for t in kept if t is not None])


def _writing(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.post("/api/v1/send")
    async def send(request: Request) -> Response:
        body = await body_of(request)
        try:
            raw, envelope = compose(body)
        except (ValueError, TypeError, AttributeError, LookupError) as exc:
            return JSONResponse({"Error": str(exc) or "the request cannot be read"}, status_code=400)
        tags = [str(t) for t in body.get("Tags") or []]
        stored = await asyncio.to_thread(store.add, raw, envelope, tags=tags)
        return JSONResponse({"ID": stored.id})

    @api.get("/api/v1/chaos")
    @api.put("/api/v1/chaos")
    def chaos() -> Response:
        return PlainTextResponse("Chaos is not enabled", status_code=400)

    @api.post("/api/v1/message/{ident}/release")
    def release(ident: str) -> Response:
        if store.get(ident) is None:
            return missing()
        return PlainTextResponse("SMTP relay is not configured", status_code=400)


def compose(body: dict[str, Any]) -> tuple[bytes, Envelope]:
    """The mail that a send request describes. Raises ValueError where it has no sender or recipient."""
    import base64

    def box(value: dict[str, Any]) -> str:
        address = str(value.get("Email") or "")
        if "@" not in address:
            raise ValueError(f"invalid address {address!r}")
        return formataddr((str(value.get("Name") or ""), address))

    sender = body.get("From") or {}
    people = {name: list(body.get(name) or []) for name in ("To", "Cc", "ReplyTo")}
    hidden = [str(a) for a in body.get("Bcc") or []]
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = box(sender)
    for name, header in (("To", "To"), ("Cc", "Cc"), ("ReplyTo", "Reply-To")):
        if people[name]:
            mail[header] = ", ".join(box(p) for p in people[name])
    mail["Subject"] = " ".join(str(body.get("Subject") or "").splitlines())
    from datetime import UTC, datetime

    mail["Date"] = format_datetime(datetime.now(UTC))
    for name, value in (body.get("Headers") or {}).items():
        if name.lower() not in {"from", "to", "cc", "subject", "date"}:
            del mail[name]
            mail[name] = " ".join(str(value).splitlines())
    if "Message-ID" not in mail:
        mail["Message-ID"] = make_msgid(domain="sandbox.test")
    text, html = body.get("Text"), body.get("HTML")
    mail.set_content(str(text or ""))
    if html:
        mail.add_alternative(str(html), subtype="html") if text else mail.set_content(
            str(html), subtype="html"
        )
    for item in body.get("Attachments") or []:
        kind = str(item.get("ContentType") or "application/octet-stream")
        main, _, sub = kind.partition("/")
        mail.add_attachment(
            base64.b64decode(item["Content"], validate=True),
            maintype=main,
            subtype=sub or "octet-stream",
            filename=str(item.get("Filename") or "file"),
            cid=f"<{item['ContentID']}>" if item.get("ContentID") else None,
        )
    recipients = [str(p.get("Email")) for p in (*people["To"], *people["Cc"])] + hidden
    if not recipients:
        raise ValueError("no recipients")
    return mail.as_bytes(), Envelope(
        mail_from=str(sender.get("Email") or ""),
        recipients=tuple(Recipient(address=a) for a in recipients),
        source="http",
    )


def _around(api: APIRouter, store: Store) -> None:
    @api.get("/api/v1/info")
    def info() -> dict[str, Any]:
        counts = store.counts()
        names = store.tags()
        return {
            "Version": VERSION,
            "LatestVersion": VERSION,
            "Database": ":memory:",
            "DatabaseSize": counts.size,
            "Messages": counts.total,
            "Unread": counts.unread,
            "Tags": {name: len(search(store, f'tag:"{name}"')) for name in names},
            "RuntimeStats": {
                "Uptime": 0,
                "Memory": 0,
                "MessagesDeleted": 0,
                "SMTPAccepted": store.last_seq(),
                "SMTPAcceptedSize": counts.size,
                "SMTPRejected": 0,
                "SMTPIgnored": 0,
            },
        }

    @api.get("/api/v1/webui")
    def webui() -> dict[str, Any]:
        relay = {
            "Enabled": False,
            "SMTPServer": "",
            "ReturnPath": "",
            "AllowedRecipients": "",
            "BlockedRecipients": "",
        }
        return {
            "Label": "",
            "MessageRelay": relay | {"OverrideFrom": "", "PreserveMessageIDs": False},
            "SpamAssassin": False,
            "ChaosEnabled": False,
            "DuplicatesIgnored": False,
            "HideDeleteAllButton": False,
        }

    @api.websocket("/api/events")
    async def events(socket: WebSocket) -> None:
        await socket.accept()
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[StoreEvent] = asyncio.Queue(maxsize=1000)

        def take(event: StoreEvent) -> None:
            with contextlib.suppress(asyncio.QueueFull):  # a client that does not read misses some
                waiting.put_nowait(event)

        def heard(event: StoreEvent) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(take, event)

        stop = store.subscribe(heard)
        try:
            while True:
                event = await waiting.get()
                for told in as_mailpit(event, store):
                    await socket.send_json(told)
        except (WebSocketDisconnect, RuntimeError):
            pass  # the client has gone; nothing of it is kept
        finally:
            stop()


def as_mailpit(event: StoreEvent, store: Store) -> list[dict[str, Any]]:
    """A change of the store in Mailpit's words."""
    if event.kind == "new" and event.message is not None:
        found = store.get(event.message.id) or event.message
        return [{"Type": "new", "Data": shapes.summary(found)}]
    return [{"Type": event.kind, "Data": {"ID": ident}} for ident in event.ids]
