"""The connection of one account: renewed when it breaks, shared by threads, with one folder open."""

import imaplib
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any, Final, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from intake.config import AccountSettings
from intake.errors import MailroomError, Unreachable
from intake.mailbox.connection import connect, drop
from intake.mailbox.folders import Folders
from intake.mailbox.oauth import Tokens
from intake.mailbox.translate import code_of, translate

T = TypeVar("T")

STALE_S: Final = 60.0
"""A connection unused for this long is tried with NOOP before something that cannot be tried twice."""
SYSTEM_FLAGS: Final = frozenset({"\\Answered", "\\Deleted", "\\Draft", "\\Flagged"})
"""Assumed where a server sends no PERMANENTFLAGS (RFC 3501, 6.3.1); keywords are not."""
GOODBYE_S: Final = 2.0
"""How long a server may take to answer LOGOUT; nothing depends on its answer."""
LIST_S = 300.0
"""A list of folders older than this is read again."""


class Session:
    """One connection, at most one open folder, and what is known of the account's folders.

    `work` functions get the live client; whatever they raise leaves `run` as an error of ours.
    """

    def __init__(self, account: AccountSettings, *, data_dir: Path) -> None:
        self.account = account
        self.folders = Folders()
        self.opened: dict[bytes, Any] = {}
        """What the last SELECT or EXAMINE answered."""
        self.allows: dict[str, frozenset[str]] = {}
        """PERMANENTFLAGS by the server's folder name; empty for a read-only folder."""
        self.read_only: set[str] = set()
        self.woken = threading.Event()
        self.others = 0
        """Threads that wait for their turn."""
        oauth, wait_s = account.imap.oauth, account.imap.timeout_s
        self._tokens = (
            Tokens(oauth, data_dir=data_dir, name=account.name, timeout_s=wait_s) if oauth else None
        )
        self._client: IMAPClient | None = None
        self._selected: tuple[str, bool] | None = None
        self._used_at = self._listed_at = 0.0
        self._lock = threading.RLock()

    @contextmanager
    def turn(self) -> Iterator[None]:
        """One thread at a time; a thread that waits for news gives way."""
        if not self._lock.acquire(blocking=False):
            self.others += 1
            self.woken.set()
            try:
                self._lock.acquire()
            finally:
                self.others -= 1
        try:
            yield
        finally:
            self._lock.release()

    def run(self, doing: str, work: Callable[[IMAPClient], T], *, once: bool = False) -> T:
        """Do `work` on the connection, renewed if need be; a broken one is closed.

        `once` is for what must not be done twice: it is not tried again, but a connection that was long
        idle is tried first.
        """
        kept = self._client is not None
        if kept and once and time.monotonic() - self._used_at > STALE_S:
            with suppress(MailroomError):
                self._try("NOOP", lambda c: c.noop())
        try:
            return self._try(doing, work)
        except Unreachable:
            if once or not kept:
                raise
        return self._try(doing, work)

    def close(self) -> None:
        client, self._client, self._selected = self._client, None, None
        if client is not None:
            with suppress(Exception):
                client.socket().settimeout(GOODBYE_S)
                client.logout()
            drop(client)

    # folders

    def name(self, folder: str) -> str:
        """The server's name of a folder of the configuration."""
        return self.folders.on_server(folder)

    def list(self, client: IMAPClient) -> None:
        self.folders.read(client)
        self._listed_at = time.monotonic()

    def listed(self, client: IMAPClient) -> None:
        """The folders as they were within the last minutes: people make new ones rarely."""
        if not self.folders.fresh or time.monotonic() - self._listed_at > LIST_S:
            self.list(client)

    def ensure(self, client: IMAPClient, folder: str) -> None:
        """Make the folder if it is missing, and subscribe to it."""
        if not self.folders.fresh or not self.folders.exists(folder):
            self.list(client)
        if self.folders.exists(folder):
            return
        name = self.name(folder)
        try:
            client.create_folder(name)
        except IMAPClientError as exc:
            if isinstance(exc, imaplib.IMAP4.abort):
                raise
            self.list(client)
            if code_of(exc) != "ALREADYEXISTS" and not self.folders.exists(folder):
                raise
        self.folders.names[name] = frozenset()
        # Not every server has subscriptions, and a folder that is not subscribed is still a folder.
        with suppress(IMAPClientError):
            client.subscribe_folder(name)

    def open(self, client: IMAPClient, folder: str, *, write: bool = False) -> None:
        """EXAMINE, or SELECT for writing. Raises readonly where writing was asked and is not given."""
        if not self.folders.fresh:
            self.list(client)
        name = self.name(folder)
        self._selected = None
        try:
            self.opened = client.select_folder(name, readonly=not write)
        except IMAPClientReadOnlyError:
            self.allows[name] = frozenset()
            self.read_only.add(name)
            # imaplib would refuse every further command; opening again as read-only clears its mind.
            client.select_folder(name, readonly=True)
            raise
        if write:
            told = self.opened.get(b"PERMANENTFLAGS")
            self.allows[name] = SYSTEM_FLAGS if told is None else frozenset(words(told))
            self.read_only.discard(name)
        self._selected = (name, write)

    def reading(self, client: IMAPClient, folder: str) -> None:
        """Have the folder open, either way."""
        if self._selected is None or self._selected[0] != self.name(folder):
            self.open(client, folder)

    def examining(self, client: IMAPClient, folder: str) -> None:
        """Have the folder open, read-only."""
        if self._selected != (self.name(folder), False):
            self.open(client, folder)

    def writing(self, client: IMAPClient, folder: str) -> None:
        """Have the folder open for writing."""
        if self._selected != (self.name(folder), True):
            self.open(client, folder, write=True)

    # inside

    def _try(self, doing: str, work: Callable[[IMAPClient], T]) -> T:
        if self._client is None:
            self._selected = None
            self.folders.fresh = False
            self._client = connect(self.account, self._tokens)
        try:
            result = work(self._client)
        except Exception as exc:
            # The one door between a foreign library, a foreign server and us.
            ours = translate(exc, self.account, doing)
            if not _clean_refusal(exc, ours):
                drop(self._client)
                self._client, self._selected = None, None
            if ours is exc:
                raise
            raise ours from exc
        self._used_at = time.monotonic()
        return result


def _clean_refusal(exc: Exception, ours: MailroomError) -> bool:
    """Whether the connection is as good as before: the server said NO or BAD, and nothing else happened."""
    if isinstance(ours, Unreachable) or isinstance(exc, imaplib.IMAP4.abort):
        return False
    return isinstance(exc, imaplib.IMAP4.error | MailroomError)


def words(value: Any) -> tuple[str, ...]:
    """Flags as text."""
    if not isinstance(value, tuple | list):
        return ()
    return tuple(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in value)


def number(value: Any) -> int:
    """A count of the server's, 0 where it gave none or nonsense."""
    return value if isinstance(value, int) and value >= 0 else 0
