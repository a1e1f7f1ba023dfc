"""Our own API under `/api/mailroom/v1`: inboxes, blocking wait, codes and links, the agent's view."""

import asyncio
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from intake.errors import MailroomError
from sandbox.document import document
from sandbox.errors import WaitTimeout
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MAX_WAIT_S = 300.0
"""Longer than any test waits; a forgotten client does not hold a thread for ever."""

MAX_TOLD = 100
"""Mails that one answer holds."""


class NewInbox(BaseModel):
    """A request for an inbox: a random, unique address where none is given."""

    model_config = ConfigDict(extra="forbid")
    address: str | None = Field(default=None, max_length=320)
    name: str = Field(default="inbox", max_length=64, pattern=r"^[A-Za-z0-9._+-]+$")
    ttl_s: float | None = Field(default=None, gt=0)


class Wait(BaseModel):
    """What to wait for. `after` is a cursor: mails up to it are not looked at."""

    model_config = ConfigDict(extra="forbid")
    inbox: str | None = None
    subject: str | None = None
    from_: str | None = Field(default=None, alias="from")
    to: str | None = None
    body: str | None = None
    header: dict[str, str] = {}
    exactly: int | None = Field(default=None, ge=0)
    at_least: int = Field(default=1, ge=1)
    after: int = 0
    timeout_s: float = Field(default=5.0, gt=0, le=MAX_WAIT_S)


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter(prefix="/api/mailroom/v1")

    @api.get("/inboxes")
    def inboxes() -> dict[str, Any]:
        return {"inboxes": [{"address": a, "messages": n} for a, n in store.inboxes().items()]}

    @api.post("/inboxes", status_code=201)
    def make(wanted: NewInbox) -> dict[str, Any]:
        import secrets

        address = wanted.address or f"{wanted.name}-{secrets.token_hex(5)}@{sandbox.options.domain}"
        store.make_inbox(address, ttl_s=wanted.ttl_s)
        return {"address": address, "cursor": store.last_seq()}

    @api.get("/inboxes/{address}/messages")
    def listed(address: str, after: int = 0) -> dict[str, Any]:
        return {"messages": [document(store, m) for m in store.after(after, inbox=address, limit=100)]}

    @api.get("/cursor")
    def cursor() -> dict[str, int]:
        return {"cursor": store.last_seq()}

    @api.post("/wait")
    async def wait(wanted: Wait) -> Response:
        from sandbox.waiting import Criteria, wait_async

        criteria = Criteria(
            subject=wanted.subject, from_=wanted.from_, to=wanted.to, body=wanted.body, header=wanted.header
        )
        try:
            found = await wait_async(
                store,
                criteria,
                inbox=wanted.inbox,
                after=wanted.after,
                exactly=wanted.exactly,
                at_least=wanted.at_least,
                timeout=wanted.timeout_s,
            )
        except WaitTimeout:
            raise
        except MailroomError as exc:
            return JSONResponse({"error": str(exc)}, status_code=400)
        told = await asyncio.to_thread(lambda: [document(store, m) for m in found[:MAX_TOLD]])
        return JSONResponse({"messages": told})

    @api.get("/messages/{ident}")
    def message(ident: str) -> Response:
        found = store.get(ident)
        return _missing() if found is None else JSONResponse(document(store, found))

    @api.get("/messages/{ident}/codes")
    def codes(ident: str) -> Response:
        found = store.get(ident)
        return _missing() if found is None else JSONResponse({"codes": document(store, found)["codes"]})

    @api.get("/messages/{ident}/links")
    def links(ident: str) -> Response:
        found = store.get(ident)
        return _missing() if found is None else JSONResponse({"links": document(store, found)["links"]})

    @api.get("/messages/{ident}/agent")
    def agent(ident: str) -> Response:
        found = store.get(ident)
        raw = store.raw(found.seq) if found else None
        return _missing() if raw is None else JSONResponse(agent_view(raw))

    return api


def _missing() -> JSONResponse:
    return JSONResponse({"error": "no such message"}, status_code=404)


def agent_view(raw: bytes) -> dict[str, Any]:
    """What a mail agent behind the sanitizer sees of a mail, with the receipt."""
    from intake.sanitize import sanitize

    seen = sanitize(raw)
    return {
        "subject": seen.subject,
        "text": seen.text,
        "quoted": seen.quoted,
        "signature": seen.signature,
        "verdict": seen.verdict,
        "findings": [asdict(f) for f in seen.findings],
        "attachments": [
            {"filename": a.filename, "status": a.status, "reason": a.reason, "text": a.text}
            for a in seen.attachments
        ],
    }
