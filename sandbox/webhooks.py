"""Webhooks: every new mail is posted to those who asked, signed, until they have taken it.

A delivery is written in the transaction that keeps the mail, so that none is lost; each attempt is logged,
and any delivery can be made again.
"""

import hashlib
import hmac
import json
import logging
import secrets
import sqlite3
import threading
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from intake.errors import MailroomError, Misconfigured
from sandbox.rows import folded

if TYPE_CHECKING:
    from sandbox.store import Store

_log = logging.getLogger(__name__)

MAX_HOOKS = 100
MAX_ATTEMPTS = 12
"""The last one comes about two hours behind the first."""
FIRST_RETRY_S = 2.0
LONGEST_RETRY_S = 3600.0
TIMEOUT_S = 10.0
TOGETHER = 8
"""Deliveries that are under way at once."""
LOOK_S = 1.0
"""Seconds after which retries are looked for, where nothing else calls."""
MAX_ANSWER_CHARS = 500


@dataclass(frozen=True, slots=True, kw_only=True)
class Hook:
    """Who is told."""

    id: int
    url: str
    inbox: str
    """Only mail for this address; empty for all."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delivery:
    """One mail for one hook."""

    id: int
    webhook: int
    message: str
    state: str
    """`waiting`, `delivered`, or `failed` after the last attempt."""
    attempts: int
    due: float
    """When it is tried next, seconds since 1970 by the sandbox's clock."""
    answer: str
    """What the last attempt brought."""


def signature(secret: str, timestamp: int, body: bytes) -> str:
    """`t=SECONDS,v1=HEX`: HMAC-SHA-256 over `SECONDS.BODY`, so that an old request cannot be sent again."""
    mac = hmac.new(secret.encode(), f"{timestamp}.".encode() + body, hashlib.sha256)
    return f"t={timestamp},v1={mac.hexdigest()}"


class Webhooks:
    """The list of hooks and their deliveries, and the thread that makes them."""

    def __init__(self, store: "Store") -> None:
        self._store = store
        self._news = threading.Event()
        self._stop = threading.Event()
        self._known = bool(store.query("SELECT 1 FROM webhooks LIMIT 1"))
        store.along(self._note)
        # Behind the commit: a look before it would find nothing, and sleep.
        store.subscribe(lambda event: self._news.set() if event.kind == "new" else None)
        self._thread: threading.Thread | None = None
        if self._known:
            self._start()

    # --- hooks

    def add(self, url: str, *, secret: str = "", inbox: str = "") -> tuple[Hook, str]:
        """The hook and its secret, made up where none is given. Raises Misconfigured."""
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise Misconfigured(f"a webhook cannot be sent to {url!r}", mend="an http or https address")
        if len(self.hooks()) >= MAX_HOOKS:
            raise Misconfigured("there are too many webhooks", mend="delete some")
        secret = secret or secrets.token_hex(32)
        sql = "INSERT INTO webhooks (url, secret, match) VALUES (?,?,?)"
        key = self._store.write(lambda db: db.execute(sql, (url, secret, folded(inbox))).lastrowid)
        assert key is not None
        self._known = True
        self._start()
        return Hook(id=key, url=url, inbox=folded(inbox)), secret

    def hooks(self) -> list[Hook]:
        rows = self._store.query("SELECT hook, url, match FROM webhooks ORDER BY hook")
        return [Hook(id=k, url=u, inbox=m) for k, u, m in rows]

    def remove(self, key: int) -> bool:
        """Whether there was one. What it still waited for is dropped with it."""

        def work(db: sqlite3.Connection) -> int:
            db.execute("DELETE FROM deliveries WHERE hook = ?", (key,))
            return db.execute("DELETE FROM webhooks WHERE hook = ?", (key,)).rowcount

        return bool(self._store.write(work))

    # --- deliveries

    def deliveries(self, *, state: str = "", limit: int = 100) -> list[Delivery]:
        """The log, newest first."""
        rows = self._store.query(
            "SELECT delivery, hook, message, state, attempts, due, answer FROM deliveries"
            " WHERE ? IN ('', state) ORDER BY delivery DESC LIMIT ?",
            (state, limit),
        )
        return [
            Delivery(id=i, webhook=h, message=m, state=s, attempts=a, due=d, answer=t)
            for i, h, m, s, a, d, t in rows
        ]

    def replay(self, key: int) -> bool:
        """Make a delivery again, now; whether there is one."""
        sql = "UPDATE deliveries SET state = 'waiting', attempts = 0, due = ? WHERE delivery = ?"
        now = self._now()
        done = self._store.write(lambda db: db.execute(sql, (now, key)).rowcount)
        self._news.set()
        return bool(done)

    def look(self) -> None:
        """Something may be due: a mail came, or the clock was moved."""
        self._news.set()

    def close(self) -> None:
        self._stop.set()
        self._news.set()
        if self._thread is not None:
            self._thread.join(timeout=TIMEOUT_S + 5)

    def _start(self) -> None:
        if self._thread is None:
            self._thread = threading.Thread(target=self._run, name="sandbox-webhooks", daemon=True)
            self._thread.start()

    def _note(self, db: sqlite3.Connection, ident: str, owners: tuple[str, ...]) -> None:
        """Inside the transaction that keeps a mail."""
        if not self._known:
            return
        now = self._now()
        for key, match in db.execute("SELECT hook, match FROM webhooks").fetchall():
            if not match or match in owners:
                db.execute(
                    "INSERT INTO deliveries (hook, message, state, due, created) VALUES (?,?,'waiting',?,?)",
                    (key, ident, now, now),
                )

    def _now(self) -> float:
        return self._store.clock.now().timestamp()

    def _run(self) -> None:
        with ThreadPoolExecutor(TOGETHER, thread_name_prefix="sandbox-webhook") as pool:
            while not self._stop.is_set():
                self._news.clear()
                try:
                    due = self._store.query(
                        "SELECT delivery, hook, message, attempts FROM deliveries"
                        " WHERE state = 'waiting' AND due <= ? ORDER BY due LIMIT ?",
                        (self._now(), TOGETHER * 4),
                    )
                    list(pool.map(lambda row: self._attempt(*row), due))
                except (MailroomError, sqlite3.Error) as exc:
                    _log.warning("webhooks could not be looked after: %s", exc)
                    due = []
                if not due:
                    self._news.wait(LOOK_S)

    def _attempt(self, key: int, hook: int, message: str, attempts: int) -> None:
        try:
            taken, answer = self._post(key, hook, message, attempts + 1)
        except Exception as exc:  # noqa: BLE001 - whatever went wrong is the log's, and the next attempt's
            taken, answer = False, f"{type(exc).__name__}: {exc}"
        last = attempts + 1 >= MAX_ATTEMPTS
        state = "delivered" if taken else "failed" if last else "waiting"
        due = self._now() + min(FIRST_RETRY_S * 2**attempts, LONGEST_RETRY_S)
        sql = "UPDATE deliveries SET state = ?, attempts = ?, due = ?, answer = ? WHERE delivery = ?"
        args = (state, attempts + 1, due, answer[:MAX_ANSWER_CHARS], key)
        self._store.write(lambda db: db.execute(sql, args).rowcount)
        if state == "failed":
            _log.warning("webhook delivery %s failed for good: %s", key, answer[:MAX_ANSWER_CHARS])

    def _post(self, key: int, hook: int, message: str, attempt: int) -> tuple[bool, str]:
        import httpx

        from sandbox.document import document

        found = self._store.query("SELECT url, secret FROM webhooks WHERE hook = ?", (hook,))
        stored = self._store.get(message)
        if not found or stored is None:
            return True, "the mail or the webhook was deleted meanwhile"
        url, secret = found[0]
        told: dict[str, Any] = {
            "event": "message.new",
            "delivery": key,
            "attempt": attempt,
            "message": document(self._store, stored),
        }
        body = json.dumps(told, ensure_ascii=True).encode()
        headers = {
            "Content-Type": "application/json",
            "User-Agent": "Mailroom-Sandbox/1",
            "X-Mailroom-Event": "message.new",
            "X-Mailroom-Delivery": str(key),
            "X-Mailroom-Signature": signature(secret, int(self._now()), body),
        }
        answer = httpx.post(url, content=body, headers=headers, timeout=TIMEOUT_S, trust_env=False)
        return answer.is_success, f"{answer.status_code} {answer.text[:MAX_ANSWER_CHARS]}".strip()


def as_dict(record: Hook | Delivery) -> dict[str, Any]:
    return asdict(record)
