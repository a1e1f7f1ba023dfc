"""Mailpit's event stream: a WebSocket that tells of every change."""

import asyncio
import contextlib
from typing import TYPE_CHECKING, Any

from fastapi import APIRouter, WebSocket, WebSocketDisconnect

from sandbox.event import StoreEvent
from sandbox.http import shapes
from sandbox.http.mailpit import VERSION
from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

MAX_WAITING = 1000
"""Changes that wait for a client that reads slowly; it misses what comes on top."""
STATS_S = 0.25
"""Quiet seconds before totals are told, on connecting and behind every change."""
MAX_TOLD = 200
"""Mails of one change that are told one by one; above it the client is told to look again."""


def add(api: APIRouter, store: Store, sandbox: "Sandbox") -> None:
    @api.websocket("/api/events")
    async def events(socket: WebSocket) -> None:
        await socket.accept()
        loop = asyncio.get_running_loop()
        waiting: asyncio.Queue[StoreEvent] = asyncio.Queue(maxsize=MAX_WAITING)

        def take(event: StoreEvent) -> None:
            with contextlib.suppress(asyncio.QueueFull):
                waiting.put_nowait(event)

        def heard(event: StoreEvent) -> None:
            with contextlib.suppress(RuntimeError):  # the loop has ended
                loop.call_soon_threadsafe(take, event)

        async def gone() -> None:
            while True:  # what a client sends means nothing; that it left does
                await socket.receive_text()

        async def tell() -> None:
            due = True
            while True:
                try:
                    event = await asyncio.wait_for(waiting.get(), STATS_S if due else None)
                except TimeoutError:
                    await socket.send_json(await asyncio.to_thread(stats, store))
                    due = False
                    continue
                for told in await asyncio.to_thread(as_mailpit, event, store):
                    await socket.send_json(told)
                due = True

        stop = store.subscribe(heard)
        tasks = [asyncio.create_task(gone()), asyncio.create_task(tell())]
        try:
            done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            for task in done:
                with contextlib.suppress(WebSocketDisconnect, RuntimeError, KeyError):
                    task.result()
        finally:
            stop()
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)


def stats(store: Store) -> dict[str, Any]:
    counts = store.counts()
    return {"Type": "stats", "Data": {"Total": counts.total, "Unread": counts.unread, "Version": VERSION}}


def as_mailpit(event: StoreEvent, store: Store) -> list[dict[str, Any]]:
    """A change of the store in Mailpit's words."""
    if event.kind == "new" and event.message is not None:
        found = store.get(event.message.id) or event.message
        return [{"Type": "new", "Data": shapes.summary(found)}]
    if event.kind == "delete" and event.all:
        return [{"Type": "truncate", "Data": None}]
    if len(event.ids) > MAX_TOLD:
        return [{"Type": "prune", "Data": None}]
    if event.kind == "delete":
        return [{"Type": "delete", "Data": {"ID": ident}} for ident in event.ids]
    out: list[dict[str, Any]] = []
    for message in store.pick(event.seqs):
        changed = {"Tags": list(message.tags)} if event.change == "tags" else {"Read": message.read}
        out.append({"Type": "update", "Data": {"ID": message.id, **changed}})
    return out
