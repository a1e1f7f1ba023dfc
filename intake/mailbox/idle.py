"""Waiting for news in the selected folder: IDLE (RFC 2177) where there is one, else NOOP now and then."""

import contextlib
import threading
import time
from collections.abc import Iterable
from typing import Any, Final

from imapclient import IMAPClient

SLICE_S: Final = 0.5
"""How quickly a waiting connection gives way to `wake`."""
NOOP_EVERY_S: Final = 10.0
"""How often a server without IDLE is asked."""

_NEWS: Final = frozenset({b"EXISTS", b"EXPUNGE", b"FETCH", b"VANISHED", b"RECENT"})


def wait(client: IMAPClient, timeout_s: float, renew_s: float, woken: threading.Event) -> bool:
    """True as soon as the folder changed, False after `timeout_s` or when `woken` is set.

    IDLE is ended and begun again after `renew_s`, with a NOOP between, which finds out a connection that
    died without a word. Any line of the server, such as `* OK Still here`, begins that span anew. Raises
    what IMAPClient raises.
    """
    end = time.monotonic() + timeout_s
    if not client.has_capability("IDLE"):
        return _ask_now_and_then(client, end, woken)
    while True:
        if _news(client.noop()[1]):
            return True
        if woken.is_set() or time.monotonic() >= end:
            return False
        if _idle(client, end, renew_s, woken):
            return True


def _idle(client: IMAPClient, end: float, renew_s: float, woken: threading.Event) -> bool:
    client.idle()
    # What came in one piece with the server's "+" is already in the buffer, where poll() cannot see it.
    news = _buffered(client)
    renew_at = time.monotonic() + renew_s
    while not news and not woken.is_set():
        now = time.monotonic()
        if now >= end or now >= renew_at:
            break
        lines = client.idle_check(timeout=max(0.0, min(SLICE_S, end - now, renew_at - now)))
        if lines:
            news = _news(lines)
            renew_at = time.monotonic() + renew_s
        elif time.monotonic() - now < min(SLICE_S, end - now, renew_at - now) * 0.5:
            break  # woken by nothing: the connection ended, and DONE will say so
    return _news(client.idle_done()[1]) or news


def _ask_now_and_then(client: IMAPClient, end: float, woken: threading.Event) -> bool:
    while True:
        if _news(client.noop()[1]):
            return True
        left = end - time.monotonic()
        if left <= 0 or woken.wait(min(left, NOOP_EVERY_S)):
            return False


def _news(lines: Iterable[Any]) -> bool:
    return any(
        isinstance(line, tuple) and any(item in _NEWS for item in line if isinstance(item, bytes))
        for line in lines
    )


def _buffered(client: IMAPClient) -> bool:
    sock = client.socket()
    stream = getattr(client._imap, "file", None)
    if stream is None or not hasattr(stream, "peek"):
        return False
    limit = sock.gettimeout()
    sock.setblocking(False)
    try:
        # SSL sockets raise "want read" where plain ones return nothing.
        with contextlib.suppress(OSError):
            return bool(stream.peek(1))
        return False
    finally:
        sock.settimeout(limit)
