"""How Mailpit answers: plain text for errors and for writing calls, JSON for the rest."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from fastapi import Request
from fastapi.responses import PlainTextResponse, Response

from sandbox.http.search import search
from sandbox.message import StoredMessage
from sandbox.store import Store

MAX_BODY = 5 << 20
"""Bytes of a request's body; sending a mail may have more."""
MAX_ROWS = 10_000
"""Rows of one list, however many are asked for."""
NOT_FOUND = "Message not found"


class Unreadable(ValueError):
    """A request's body is no JSON object."""


def missing(text: str = NOT_FOUND) -> Response:
    return PlainTextResponse(text, status_code=404)


def nowhere(ident: str) -> Response:
    """No such message: Mailpit has other words for it where the newest was asked for."""
    return missing(NOT_FOUND if ident == "latest" else "404 page not found")


def failed(text: str) -> Response:
    return PlainTextResponse(text, status_code=400)


def ok() -> Response:
    return PlainTextResponse("ok")


async def body_of(request: Request, *, limit: int = MAX_BODY) -> dict[str, Any]:
    """The request's JSON object. Raises Unreadable."""
    data = bytearray()
    async for block in request.stream():
        data += block
        if len(data) > limit:
            raise Unreadable("http: request body too large")
    import json

    if not data:
        raise Unreadable("EOF")
    try:
        value = json.loads(data.decode("utf-8"))
    except (ValueError, RecursionError) as exc:
        raise Unreadable(str(exc)) from exc
    if not isinstance(value, dict):
        raise Unreadable("json: cannot unmarshal the body into an object")
    return value


def texts(value: object) -> list[str]:
    """A list of strings from a body. Raises Unreadable."""
    if value is None:
        return []
    if not isinstance(value, list) or not all(isinstance(v, str) for v in value):
        raise Unreadable("json: cannot unmarshal into a list of strings")
    return value


def page_of(query: Mapping[str, str]) -> tuple[int, int]:
    """(start, limit): what is no number counts as not given, a limit of 0 is none."""
    start, limit = _number(query.get("start"), 0), _number(query.get("limit"), 50)
    return max(start, 0), min(limit if limit > 0 else (MAX_ROWS if limit == 0 else 50), MAX_ROWS)


def before_of(query: Mapping[str, str]) -> datetime | None:
    """The undocumented `before` of lists; a date that cannot be read is none."""
    from dateutil import parser

    try:
        found = parser.parse(query["before"]) if query.get("before") else None
    except (ValueError, OverflowError):
        return None
    return found.astimezone() if found is not None and found.tzinfo is None else found


def resolve(store: Store, ident: str, query: Mapping[str, str]) -> StoredMessage | None:
    """A message by its id; `latest` is the newest, or the newest that a `query` finds."""
    if ident == "latest" and (asked := query.get("query", "").strip()):
        hits = search(store, asked, tz=query.get("tz", ""))
        return hits[0] if hits else None
    return store.get(ident)


def _number(text: str | None, default: int) -> int:
    try:
        return int(text) if text else default
    except ValueError:
        return default
