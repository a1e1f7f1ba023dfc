"""Mailpit's API: what runs here, how it is set up, and chaos."""

import time
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, Request
from fastapi.responses import JSONResponse, PlainTextResponse, Response

from sandbox.chaos import Kind, Trigger
from sandbox.http.answers import Unreadable, body_of, failed
from sandbox.http.mailpit import VERSION
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

CHAOS_OFF = "Chaos is not enabled"
_NAMES: dict[str, Kind] = {
    "Sender": "sender",
    "Recipient": "recipient",
    "Authentication": "authentication",
}


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    born = time.monotonic()

    def facts() -> dict[str, int]:
        import psutil

        told = sandbox.told
        return {
            "Uptime": int(time.monotonic() - born),
            "Memory": psutil.Process().memory_info().rss,
            "MessagesDeleted": store.deleted,
            "SMTPAccepted": told.accepted,
            "SMTPAcceptedSize": told.accepted_bytes,
            "SMTPRejected": told.rejected,
            "SMTPIgnored": 0,
        }

    @api.get("/api/v1/info")
    def info() -> dict[str, Any]:
        counts = store.counts()
        return {
            "Version": VERSION,
            "LatestVersion": VERSION,
            "Database": str(store.path or ":memory:"),
            "DatabaseSize": store.size_on_disk(),
            "Messages": counts.total,
            "Unread": counts.unread,
            "Tags": dict(store.tag_counts()),
            "RuntimeStats": facts(),
        }

    @api.get("/api/v1/webui")
    def webui() -> dict[str, Any]:
        relay = sandbox.options.relay
        return {
            "Label": "",
            "MessageRelay": {
                "Enabled": relay is not None,
                "SMTPServer": f"{relay.host}:{relay.port}" if relay else "",
                "ReturnPath": relay.return_path if relay else "",
                "AllowedRecipients": relay.allowed if relay else "",
                "BlockedRecipients": relay.blocked if relay else "",
                "OverrideFrom": "",
                "PreserveMessageIDs": bool(relay and relay.preserve_ids),
                "RecipientAllowlist": relay.allowed if relay else "",
            },
            "SpamAssassin": bool(sandbox.options.spamassassin),
            "ChaosEnabled": sandbox.chaos.enabled,
            "DuplicatesIgnored": False,
            "HideDeleteAllButton": False,
        }

    @api.get("/api/v1/chaos")
    def chaos() -> Response:
        return JSONResponse(_chaos(sandbox)) if sandbox.chaos.enabled else failed(CHAOS_OFF)

    @api.put("/api/v1/chaos")
    async def set_chaos(request: Request) -> Response:
        if not sandbox.chaos.enabled:
            return failed(CHAOS_OFF)
        try:
            body = await body_of(request)
            sandbox.chaos.set({kind: _trigger(body.get(name)) for name, kind in _NAMES.items()})
        except (Unreadable, ValueError) as exc:
            return failed(str(exc))
        return JSONResponse(_chaos(sandbox))

    @api.get("/metrics", response_class=PlainTextResponse)
    def metrics() -> str:
        counts, now = store.counts(), facts()
        gauges = {
            "messages": counts.total,
            "messages_unread": counts.unread,
            "database_size_bytes": store.size_on_disk(),
            "uptime_seconds": now["Uptime"],
            "memory_usage_bytes": now["Memory"],
        }
        counters = {
            "messages_deleted_total": now["MessagesDeleted"],
            "smtp_accepted_total": now["SMTPAccepted"],
            "smtp_accepted_size_bytes_total": now["SMTPAcceptedSize"],
            "smtp_rejected_total": now["SMTPRejected"],
            "smtp_ignored_total": 0,
        }
        return "".join(
            f"# TYPE {brand}_{name} {kind}\n{brand}_{name} {value}\n"
            for brand in ("mailpit", "mailroom_sandbox")
            for kind, rows in (("gauge", gauges), ("counter", counters))
            for name, value in rows.items()
        )


def _trigger(value: object) -> Trigger:
    """Raises Unreadable."""
    given = value if isinstance(value, dict) else {}
    code, probability = given.get("ErrorCode") or 0, given.get("Probability") or 0
    if not isinstance(code, int) or not isinstance(probability, int):
        raise Unreadable("json: cannot unmarshal a trigger: ErrorCode and Probability are whole numbers")
    return Trigger(code=code, probability=probability)


def _chaos(sandbox: "Sandbox") -> dict[str, dict[str, int]]:
    triggers = sandbox.chaos.triggers()
    return {
        name: {"ErrorCode": triggers[kind].code, "Probability": triggers[kind].probability}
        for name, kind in _NAMES.items()
    }
