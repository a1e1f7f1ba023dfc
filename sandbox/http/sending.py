"""Mailpit's API: a mail made from JSON, and the release of a captured one."""

import asyncio
import base64
import binascii
import email.policy
import smtplib
from datetime import datetime
from email.message import EmailMessage
from email.utils import format_datetime, formataddr, make_msgid
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, Response

from sandbox.errors import StoreFull
from sandbox.http.answers import Unreadable, body_of, failed, nowhere, ok, texts
from sandbox.message import Envelope, Recipient
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_FIXED = frozenset(("to", "from", "cc", "bcc", "reply-to", "date", "subject", "content-type", "mime-version"))
"""Headers that a request may not set beside its fields."""


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.post("/api/v1/send")
    async def send(request: Request) -> Response:
        try:
            body = await body_of(request, limit=sandbox.options.max_bytes * 2)
            peer = f"{request.client.host}:{request.client.port}" if request.client else ""
            raw, envelope = compose(body, now=sandbox.clock.now(), peer=peer, user=_user(request))
            stored = await asyncio.to_thread(sandbox.capture, raw, envelope)
        except StoreFull as exc:
            return JSONResponse({"Error": str(exc)}, status_code=400)
        except Unreadable as exc:
            large = "too large" in str(exc)
            return JSONResponse({"Error": str(exc)}, status_code=413 if large else 400)
        except (ValueError, TypeError, AttributeError, LookupError) as exc:
            return JSONResponse({"Error": str(exc) or "the request cannot be read"}, status_code=400)
        return JSONResponse({"ID": stored.id})

    @api.post("/api/v1/message/{ident}/release")
    async def release(ident: str, request: Request) -> Response:
        raw = await asyncio.to_thread(store.raw, ident)
        if raw is None:
            return nowhere(ident)
        relay = sandbox.options.relay
        if relay is None:
            return failed("SMTP relay is not configured")
        try:
            to = texts((await body_of(request)).get("To"))
        except Unreadable as exc:
            return failed(str(exc))
        refused = relay.refused(to)
        if refused:
            return failed(refused)
        sender, mail = relay.prepared(raw, now=sandbox.clock.now(), message_id=f"{ident}@mailroom-sandbox")
        if not sender:
            return failed("No From header found")
        try:
            await asyncio.to_thread(relay.send, sender, to, mail)
        except (OSError, smtplib.SMTPException) as exc:
            return failed(f"SMTP error: {exc}")
        return ok()


def _user(request: Request) -> str:
    kind, _, value = request.headers.get("authorization", "").partition(" ")
    if kind.lower() != "basic":
        return ""
    try:
        return base64.b64decode(value, validate=True).decode("utf-8", "replace").partition(":")[0]
    except (binascii.Error, ValueError):
        return ""


def compose(body: dict[str, Any], *, now: datetime, peer: str = "", user: str = "") -> tuple[bytes, Envelope]:
    """The mail that a send request describes. Raises ValueError and the like, naming what is wrong."""
    sender = body.get("From") or {}
    if not isinstance(sender, dict) or not sender.get("Email"):
        raise ValueError("error building message: from not set")
    people = {name: list(body.get(name) or []) for name in ("To", "Cc", "ReplyTo")}
    hidden = [_sound(str(a), "Bcc") for a in body.get("Bcc") or []]
    tags = [str(t) for t in body.get("Tags") or []]
    mail = EmailMessage(policy=email.policy.SMTP)
    mail["From"] = _box(sender, "From")
    for name, header in (("To", "To"), ("Cc", "Cc"), ("ReplyTo", "Reply-To")):
        if people[name]:
            mail[header] = ", ".join(_box(p, header) for p in people[name])
    mail["Subject"] = " ".join(str(body.get("Subject") or "").splitlines())
    mail["Date"] = format_datetime(now)
    if tags:
        mail["X-Tags"] = ", ".join(" ".join(t.splitlines()) for t in tags)
    for name, value in (body.get("Headers") or {}).items():
        if name.lower() in _FIXED or (tags and name.lower() == "x-tags"):
            raise ValueError(f'cannot overwrite header: "{name}"')
        mail[name] = " ".join(str(value).splitlines())
    if "Message-ID" not in mail:
        mail["Message-ID"] = make_msgid(domain="sandbox.test")
    _fill(mail, body)
    recipients = [str(p["Email"]) for p in (*people["To"], *people["Cc"])] + hidden
    if not recipients:
        raise ValueError("error building message: no recipients (to, cc, bcc) set")
    return mail.as_bytes(), Envelope(
        mail_from=str(sender["Email"]),
        recipients=tuple(Recipient(address=a) for a in recipients),
        peer=peer,
        user=user,
        source="http",
    )


def _fill(mail: EmailMessage, body: dict[str, Any]) -> None:
    text, html = body.get("Text"), body.get("HTML")
    if text or not html:
        mail.set_content(str(text or ""))
    if html and text:
        mail.add_alternative(str(html), subtype="html")
    elif html:
        mail.set_content(str(html), subtype="html")
    for item in body.get("Attachments") or []:
        name = str(item.get("Filename") or "file")
        try:
            data = base64.b64decode(str(item["Content"]).rpartition(",")[2], validate=True)
        except binascii.Error as exc:
            raise ValueError(f'error decoding base64 attachment "{name}": {exc}') from exc
        main, _, sub = _kind(item, data, name).partition("/")
        ident = item.get("ContentID")
        mail.add_attachment(
            data,
            maintype=main,
            subtype=sub or "octet-stream",
            filename=name,
            disposition="inline" if ident else "attachment",
            cid=f"<{ident}>" if ident else None,
        )


def _kind(item: dict[str, Any], data: bytes, name: str) -> str:
    if item.get("ContentType"):
        return str(item["ContentType"]).partition(";")[0].strip()
    import puremagic

    try:
        return puremagic.from_string(data, mime=True, filename=name) or "application/octet-stream"
    except (puremagic.PureError, ValueError):
        return "application/octet-stream" if b"\0" in data else "text/plain"


def _sound(address: str, header: str) -> str:
    if (
        address.count("@") != 1
        or address.startswith("@")
        or address.endswith("@")
        or set(address) & set(" \r\n,<>")
    ):
        raise ValueError(f"invalid {header} address: {address}")
    return address


def _box(value: Any, header: str) -> str:
    address = _sound(str(value.get("Email") or ""), header)
    return formataddr((" ".join(str(value.get("Name") or "").splitlines()), address))
