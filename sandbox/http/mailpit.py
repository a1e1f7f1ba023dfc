"""Mailpit 1.30's HTTP API under `/api/v1`, so that the clients people have work unmodified."""

from typing import TYPE_CHECKING

from fastapi import APIRouter

from sandbox.store import Store

if TYPE_CHECKING:
    from sandbox.server import Sandbox

VERSION = "v1.30.5"
"""The Mailpit that is followed."""


def router(store: Store, sandbox: "Sandbox") -> APIRouter:
    """Every path of Mailpit."""
    from sandbox.http import checks, events, lists, reading, sending, state

    api = APIRouter()
    for part in (reading, lists, sending, checks, state, events):
        part.add(api, store, sandbox)
    return api
