"""Changes of the store as Server-Sent Events, gathered so that a burst of mail is one event."""

import asyncio
import contextlib
import json
from collections.abc import AsyncIterator
from typing import Any

from fastapi import Request

from sandbox.event import StoreEvent
from sandbox.store import Store

GATHER_S = 0.12
"""A burst within this time is told at once: soon enough for an eye, seldom enough for a load test."""
ALIVE_S = 10.0
MAX_IDS = 200
"""Deleted ids that one event names; with more, the page loads again."""


async def changes(store: Store, request: Request) -> AsyncIterator[str]:
    """`change` events: `{"new", "deleted": [ids], "all", "counts": {"total", "unread"}}`."""
    loop = asyncio.get_running_loop()
    changed = asyncio.Event()
    waiting: dict[str, Any] = {}

    def heard(event: StoreEvent) -> None:
        with contextlib.suppress(RuntimeError):
            loop.call_soon_threadsafe(note, event)

    def note(event: StoreEvent) -> None:
        waiting[event.kind] = waiting.get(event.kind, 0) + max(1, len(event.ids))
        if event.kind == "delete":
            gone = waiting.setdefault("ids", [])
            gone += event.ids[: MAX_IDS + 1]
            waiting["all"] = waiting.get("all", False) or not event.ids or len(gone) > MAX_IDS
            del gone[MAX_IDS:]
        changed.set()

    stop = store.subscribe(heard)
    try:
        yield ": open\n\n"
        while not await request.is_disconnected():
            try:
                await asyncio.wait_for(changed.wait(), ALIVE_S)
            except TimeoutError:
                yield ": alive\n\n"
                continue
            await asyncio.sleep(GATHER_S)
            changed.clear()
            told, waiting = waiting, {}
            counts = await asyncio.to_thread(store.counts)
            data = {
                "new": told.get("new", 0),
                "deleted": told.get("ids", []),
                "all": told.get("all", False),
                "counts": {"total": counts.total, "unread": counts.unread},
            }
            yield f"event: change\ndata: {json.dumps(data)}\n\n"
    finally:
        stop()
