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
    look = True
    while True:
        if _news(client.noop()[1]):
            return True
        if woken.is_set() or time.monotonic() >= end:
            return False
        client.idle()
        if look and _buffered(client):
            # What came in one piece with the server's "+" is in our buffer, where poll() cannot see it. A
            # server that always greets so is not looked at a second time, or this would go round and round.
            look = False
        elif _stay(client, end, renew_s, woken):
            client.idle_done()
            return True
        if _news(client.idle_done()[1]):
            return True


def _stay(client: IMAPClient, end: float, renew_s: float, woken: threading.Event) -> bool:
    """Stay in IDLE until there is news (True), or until it has to be ended for another reason."""
    renew_at = time.monotonic() + renew_s
    while not woken.is_set():
        now = time.monotonic()
        if now >= end or now >= renew_at:
            break
        lines = client.idle_check(timeout=max(0.0, min(SLICE_S, end - now, renew_at - now)))
        if lines:
            if _news(lines):
                return True
            renew_at = time.monotonic() + renew_s
        elif time.monotonic() - now < min(SLICE_S, end - now, renew_at - now) * 0.5:
            break  # woken by nothing: the connection ended, and DONE will say so
    return False


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
