"""Our own API: what the sandbox does on purpose: behaviours, faults, the clock, webhooks, deletion."""

from typing import TYPE_CHECKING, Any, Literal

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response
from pydantic import BaseModel, ConfigDict, Field

from sandbox.behaviour import Behaviour
from sandbox.faults import FaultPlan
from sandbox.rows import folded
from sandbox.store import Store
from sandbox.webhooks import as_dict

if TYPE_CHECKING:
    from sandbox.server import Sandbox


class _Body(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Script(_Body):
    """What an inbox does with its mail; see `sandbox.behaviour.Behaviour`."""

    kind: str = "accept"
    reply: str = Field(default="", max_length=500, pattern=r"^[^\r\n]*$")
    delay_s: float = Field(default=0.0, ge=0, le=3600)
    text: str = Field(default="", max_length=100_000)
    ttl_s: float | None = Field(default=None, gt=0)


class NewHook(_Body):
    url: str = Field(max_length=2000)
    secret: str = Field(default="", max_length=200)
    inbox: str = Field(default="", max_length=320)


class Ahead(_Body):
    seconds: float = Field(ge=0, le=3_153_600_000)


class Deletion(_Body):
    """Which mails go: these, or all of them, which must be said."""

    ids: list[str] = Field(default=[], max_length=100_000)
    all: bool = False


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    api = APIRouter(prefix="/api/mailroom/v1")
    _inboxes(api, store, sandbox)
    _faults(api, sandbox)
    _webhooks(api, sandbox)
    return api


def _inboxes(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.put("/inboxes/{address}/behaviour")
    def script(address: str, wanted: Script) -> dict[str, Any]:
        given = wanted.model_dump(exclude={"ttl_s"})
        sandbox.behave(address, Behaviour(**given), ttl_s=wanted.ttl_s)
        return {"address": folded(address), **given}

    @api.delete("/inboxes/{address}")
    def drop(address: str) -> dict[str, int]:
        """The inbox, its behaviour, and every mail that it got."""
        key = folded(address)
        gone = store.delete_where("seq IN (SELECT seq FROM recipients WHERE address = ?)", (key,))
        sql = "DELETE FROM inboxes WHERE address = ?"
        store.write(lambda db: db.execute(sql, (key,)).rowcount)
        sandbox.forget(key)
        return {"deleted": gone}

    @api.delete("/messages")
    def delete(wanted: Deletion) -> Response:
        if wanted.all == bool(wanted.ids):
            told = "say which mails: a list of `ids`, or `all`"
            return JSONResponse({"error": told}, status_code=400)
        gone = store.delete_all() if wanted.all else store.delete(wanted.ids)
        return JSONResponse({"deleted": gone})

    @api.post("/clock/advance")
    def advance(seconds: float | None = None, wanted: Ahead | None = None) -> Response:
        ahead = wanted.seconds if wanted is not None else seconds
        if ahead is None:
            return JSONResponse({"error": "say how many `seconds`"}, status_code=400)
        try:
            sandbox.advance(ahead)
        except ValueError as exc:
            return JSONResponse({"error": str(exc)}, status_code=400)
        return JSONResponse({"now": sandbox.clock.now().isoformat()})

    @api.get("/clock")
    def clock() -> dict[str, str]:
        return {"now": sandbox.clock.now().isoformat()}


def _faults(api: APIRouter, sandbox: "Sandbox") -> None:
    @api.get("/faults")
    def faults() -> dict[str, object]:
        return sandbox.faults.as_dict()

    @api.put("/faults")
    def put(plan: dict[str, Any]) -> dict[str, object]:
        sandbox.faults = FaultPlan.of(plan, seed=sandbox.options.seed)
        return sandbox.faults.as_dict()

    @api.delete("/faults")
    def clear() -> dict[str, object]:
        sandbox.faults = FaultPlan(seed=sandbox.options.seed)
        return sandbox.faults.as_dict()


def _webhooks(api: APIRouter, sandbox: "Sandbox") -> None:
    @api.get("/webhooks")
    def hooks() -> dict[str, Any]:
        return {"webhooks": [as_dict(h) for h in sandbox.webhooks.hooks()]}

    @api.post("/webhooks", status_code=201)
    def add(wanted: NewHook) -> dict[str, Any]:
        """The secret is told this once."""
        hook, secret = sandbox.webhooks.add(wanted.url, secret=wanted.secret, inbox=wanted.inbox)
        return {**as_dict(hook), "secret": secret}

    @api.delete("/webhooks/{key}")
    def remove(key: int) -> Response:
        if not sandbox.webhooks.remove(key):
            return JSONResponse({"error": "no such webhook"}, status_code=404)
        return JSONResponse({"deleted": 1})

    @api.get("/webhooks/deliveries")
    def deliveries(
        state: Literal["", "waiting", "delivered", "failed"] = "", limit: int = 100
    ) -> dict[str, Any]:
        found = sandbox.webhooks.deliveries(state=state, limit=max(1, min(limit, 1000)))
        return {"deliveries": [as_dict(d) for d in found]}

    @api.post("/webhooks/deliveries/{key}/replay")
    def replay(key: int) -> Response:
        if not sandbox.webhooks.replay(key):
            return JSONResponse({"error": "no such delivery"}, status_code=404)
        return JSONResponse({"replayed": key}, status_code=202)
