"""`ImapMailbox`: one account on its IMAP server, as `intake.ports.Mailbox` asks for it."""

import re
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any, Final, TypeVar

from imapclient import IMAPClient
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from intake.config import AccountSettings
from intake.errors import MailroomError, Unreachable
from intake.mail import RawMessage
from intake.mailbox import idle
from intake.mailbox.connection import connect, drop
from intake.mailbox.criteria import header_criteria, header_value, same_value
from intake.mailbox.folders import TRASH, Folders
from intake.mailbox.oauth import Tokens
from intake.mailbox.translate import code_of, translate
from intake.ports import FolderState

T = TypeVar("T")

CHUNK_BYTES: Final = 4 * 1024 * 1024
"""A message is read in pieces of this size, so that one command never holds more."""
HEADER_BYTES: Final = 256 * 1024
"""Of a message over the limit, at most this much of its header is read."""
UIDS_AT_ONCE: Final = 500
"""UIDs in one FETCH: servers and proxies limit the length of a line."""
SEARCH_SPAN: Final = 50_000
"""UIDs asked for in one SEARCH of a large folder: its answer is one line, and imaplib reads at most 1 MB."""
STALE_S: Final = 60.0
"""A connection unused for this long is tried with NOOP before something that cannot be tried twice."""
RECENT_COUNT: Final = 100
"""Newest messages looked through where a provider's search lags behind its folders."""

_APPENDUID: Final = re.compile(rb"\[APPENDUID \d{1,10} (\d{1,10})\]", re.I)


class ImapMailbox:
    """One account, one connection. See `intake.ports.Mailbox` for what each method promises.

    Reading commands are tried a second time on a fresh connection when the old one turns out broken;
    changing ones are not, and raise Unreachable. Watched folders are opened with EXAMINE; a folder is
    selected for writing only when something in it is to be changed, and once to learn what it allows.
    Threads may share one: a call from another thread ends a `wait`, which then returns False.
    """

    def __init__(self, account: AccountSettings, *, data_dir: Path) -> None:
        self.account = account
        oauth = account.imap.oauth
        self._tokens = (
            Tokens(oauth, data_dir=data_dir, name=account.name, timeout_s=account.imap.timeout_s)
            if oauth
            else None
        )
        self._client: IMAPClient | None = None
        self._selected: tuple[str, bool] | None = None
        self._opened: dict[bytes, Any] = {}
        self._folders = Folders()
        self._allows: dict[str, tuple[frozenset[str], bool]] = {}
        self._used_at = 0.0
        self._lock = threading.RLock()
        self._woken = threading.Event()
        self._others = 0

    def connect(self) -> None:
        """Sign in and read the list of folders."""
        with self._turn():
            self._run("connect", self._list)

    def close(self) -> None:
        with self._turn():
            client, self._client, self._selected = self._client, None, None
            if client is not None:
                with suppress(Exception):
                    client.logout()
                drop(client)

    def wake(self) -> None:
        """End a `wait` that another thread is in, within half a second."""
        self._woken.set()

    def capabilities(self) -> frozenset[str]:
        with self._turn():
            return self._run(
                "CAPABILITY", lambda c: frozenset(x.decode("ascii", "replace") for x in c.capabilities())
            )

    def folder_names(self) -> list[str]:
        """Every folder that can be opened, by the server's names."""
        with self._turn():
            self._run("list folders", self._list)
            return [n for n in self._folders.names if self._folders.exists(n)]

    def special(self, use: str) -> str | None:
        """The folder for a use such as `\\Sent` (RFC 6154), else by its usual names, else None."""
        with self._turn():
            self._run("list folders", lambda c: None if self._folders.fresh else self._list(c))
            return self._folders.special(use)

    def rights(self, folder: str) -> str | None:
        """Our rights on a folder (RFC 4314, MYRIGHTS); None where the server does not tell."""

        def ask(client: IMAPClient) -> str | None:
            if not client.has_capability("ACL"):
                return None
            name = client._normalise_folder(self._name(folder))
            _typ, data = client._imap.myrights(name)
            words = data[0].split() if data and data[0] else []
            return words[-1].decode("ascii", "replace").strip('"') if words else None

        with self._turn():
            return self._run(f"ask for rights on {folder}", ask)

    def ensure_folders(self, names: Sequence[str]) -> None:
        with self._turn():
            for name in names:
                self._run(f"make the folder {name}", partial(self._ensure, folder=name))

    def state(self, folder: str) -> FolderState:
        with self._turn():
            return self._run(f"open {folder}", lambda c: self._state(c, folder))

    def uids(self, folder: str, *, after: int = 0, since: date | None = None) -> list[int]:
        with self._turn():
            return self._run(f"search {folder}", lambda c: self._uids(c, folder, after, since))

    def fetch(self, folder: str, uid: int) -> RawMessage | None:
        with self._turn():
            return self._run(f"read a message of {folder}", lambda c: self._fetch(c, folder, uid))

    def sizes(self, folder: str, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE by UID; those that are gone are left out."""
        with self._turn():
            found = self._run(f"read {folder}", lambda c: self._items(c, folder, uids, "RFC822.SIZE"))
        return {uid: int(item[b"RFC822.SIZE"]) for uid, item in found.items() if b"RFC822.SIZE" in item}

    def flags(self, folder: str, uids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        with self._turn():
            found = self._run(f"read flags of {folder}", lambda c: self._items(c, folder, uids, "FLAGS"))
        return {uid: _words(item.get(b"FLAGS")) for uid, item in found.items()}

    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, str]]:
        """First values of some header fields, keyed by the names given, in chunks."""
        asked = f"BODY.PEEK[HEADER.FIELDS ({' '.join(names)})]"
        with self._turn():
            found = self._run(f"read headers of {folder}", lambda c: self._items(c, folder, uids, asked))
        result: dict[int, dict[str, str]] = {}
        for uid, item in found.items():
            block = _body(item) or b""
            result[uid] = {n: values[0] for n in names if (values := header_value(block, n))}
        return result

    def find(self, folder: str, message_id: str) -> list[int]:
        return self.find_header(folder, "Message-ID", message_id)

    def find_header(self, folder: str, name: str, value: str) -> list[int]:
        with self._turn():
            return self._run(f"search {folder}", lambda c: self._find(c, folder, name, value))

    def append(
        self, folder: str, raw: bytes, *, flags: Sequence[str] = (), at: datetime | None = None
    ) -> int | None:
        with self._turn():
            return self._run(
                f"append to {folder}", lambda c: self._append(c, folder, raw, flags, at), once=True
            )

    def add_flags(self, folder: str, uid: int, flags: Sequence[str]) -> None:
        with self._turn():
            self._run(f"set flags in {folder}", lambda c: self._add_flags(c, folder, uid, flags))

    def move(self, folder: str, uid: int, to: str) -> None:
        with self._turn():
            self._run(
                f"move a message from {folder} to {to}", lambda c: self._move(c, folder, uid, to), once=True
            )

    def delete(self, folder: str, uid: int) -> None:
        with self._turn():
            self._run(f"delete a message of {folder}", lambda c: self._delete(c, folder, uid))

    def wait(self, folder: str, timeout_s: float) -> bool:
        def stay(client: IMAPClient) -> bool:
            if self._selected != (self._name(folder), True):
                self._open(client, folder)
            return idle.wait(client, timeout_s, self.account.imap.idle_s, self._woken)

        with self._turn():
            try:
                return False if self._others else self._run(f"wait for news in {folder}", stay, once=True)
            finally:
                self._woken.clear()

    # the connection

    @contextmanager
    def _turn(self) -> Iterator[None]:
        if not self._lock.acquire(blocking=False):
            self._others += 1
            self._woken.set()
            try:
                self._lock.acquire()
            finally:
                self._others -= 1
        try:
            yield
        finally:
            self._lock.release()

    def _run(self, doing: str, work: Callable[[IMAPClient], T], *, once: bool = False) -> T:
        """Do `work` on the connection, renewed if need be; a broken one is closed. Errors leave as ours."""
        kept = self._client is not None
        if kept and once and time.monotonic() - self._used_at > STALE_S:
            self._probe()
            kept = False
        try:
            return self._try(doing, work)
        except Unreachable:
            if once or not kept:
                raise
        return self._try(doing, work)

    def _try(self, doing: str, work: Callable[[IMAPClient], T]) -> T:
        if self._client is None:
            self._selected = None
            self._folders.fresh = False
            self._client = connect(self.account, self._tokens)
        try:
            result = work(self._client)
        except MailroomError as exc:
            self._leave(exc)
            raise
        except Exception as exc:
            # The one door between a foreign library and us.
            ours = translate(exc, self.account, doing)
            self._leave(ours)
            raise ours from exc
        self._used_at = time.monotonic()
        return result

    def _leave(self, exc: MailroomError) -> None:
        # After a plain NO the connection is as good as before; after anything else nobody knows its state.
        if exc.temporary and isinstance(exc, Unreachable) and self._client is not None:
            drop(self._client)
            self._client, self._selected = None, None

    def _probe(self) -> None:
        with suppress(MailroomError):
            self._try("NOOP", lambda c: c.noop())

    def _list(self, client: IMAPClient) -> None:
        self._folders.read(client)

    def _name(self, folder: str) -> str:
        return self._folders.on_server(folder)

    # folders

    def _ensure(self, client: IMAPClient, folder: str) -> None:
        if not self._folders.fresh or not self._folders.exists(folder):
            self._list(client)
        if self._folders.exists(folder):
            return
        name = self._name(folder)
        try:
            client.create_folder(name)
        except IMAPClientError as exc:
            self._list(client)
            if code_of(exc) != "ALREADYEXISTS" and not self._folders.exists(folder):
                raise
        self._folders.names.setdefault(name, frozenset())
        # Not every server has subscriptions, and a folder that is not subscribed is still a folder.
        with suppress(IMAPClientError):
            client.subscribe_folder(name)

    def _open(self, client: IMAPClient, folder: str, *, write: bool = False) -> None:
        """EXAMINE, or SELECT for writing. Raises readonly where writing was asked and is not given."""
        if not self._folders.fresh:
            self._list(client)
        name = self._name(folder)
        self._selected = None
        if write:
            try:
                self._opened = client.select_folder(name)
            except IMAPClientReadOnlyError:
                self._allows[name] = (frozenset(), True)
                raise
            self._allows[name] = (frozenset(_words(self._opened.get(b"PERMANENTFLAGS"))), False)
        else:
            self._opened = client.select_folder(name, readonly=True)
        self._selected = (name, not write)

    def _reading(self, client: IMAPClient, folder: str) -> None:
        if self._selected is None or self._selected[0] != self._name(folder):
            self._open(client, folder)

    def _writing(self, client: IMAPClient, folder: str) -> None:
        if self._selected != (self._name(folder), False):
            self._open(client, folder, write=True)

    def _state(self, client: IMAPClient, folder: str) -> FolderState:
        if not self._folders.fresh:
            self._list(client)
        name = self._name(folder)
        if name not in self._allows:
            # EXAMINE does not tell which flags could be set, so the folder is selected this one time.
            with suppress(IMAPClientReadOnlyError):
                self._open(client, folder, write=True)
        self._open(client, folder)
        flags, read_only = self._allows.get(name, (frozenset(), True))
        exists = _number(self._opened.get(b"EXISTS"))
        uidnext = _number(self._opened.get(b"UIDNEXT"))
        if not uidnext:
            newest = client.fetch("*", ["UID"]) if exists else {}
            known = self._uids(client, folder, 0, None) if exists and not newest else list(newest)
            uidnext = max(known, default=0) + 1
        return FolderState(
            name=folder,
            uidvalidity=_number(self._opened.get(b"UIDVALIDITY")),
            uidnext=uidnext,
            exists=exists,
            keywords="\\*" in flags,
            read_only=read_only,
        )

    # reading

    def _uids(self, client: IMAPClient, folder: str, after: int, since: date | None) -> list[int]:
        self._open(client, folder)
        exists, uidnext = _number(self._opened.get(b"EXISTS")), _number(self._opened.get(b"UIDNEXT"))
        if not exists:
            return []
        low, found, span = after + 1, set[int](), SEARCH_SPAN
        large = exists > SEARCH_SPAN and uidnext > 0
        while True:
            high = str(low + span - 1) if large else "*"
            criteria: list[Any] = ["UID", f"{low}:{high}"]
            if since is not None:
                criteria += ["SINCE", since]
            here = client.search(criteria)
            # `n:*` names the newest message even where its UID is below n (RFC 9051, 6.4.8).
            found.update(uid for uid in here if uid > after)
            low += span
            if not large or low >= uidnext:
                return sorted(found)
            if len(here) < span // 2:
                span = min(span * 2, 2**31)

    def _fetch(self, client: IMAPClient, folder: str, uid: int) -> RawMessage | None:
        self._reading(client, folder)
        uidvalidity = _number(self._opened.get(b"UIDVALIDITY"))
        item = client.fetch([uid], ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]).get(uid)
        if not item:
            return None
        size = _number(item.get(b"RFC822.SIZE"))
        limit = self.account.max_bytes
        raw = self._body(client, uid, size, limit) if size <= limit else None
        truncated = False
        if raw is None:
            truncated = True
            raw = _body(client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]).get(uid) or {})
        if raw is None:
            return None
        received = item.get(b"INTERNALDATE")
        return RawMessage(
            account=self.account.name,
            folder=folder,
            uidvalidity=uidvalidity,
            uid=uid,
            raw=raw,
            received_at=received.astimezone(UTC)
            if isinstance(received, datetime) and received.tzinfo
            else datetime.fromtimestamp(0, UTC),
            size=max(size, len(raw)),
            truncated=truncated,
            flags=_words(item.get(b"FLAGS")),
        )

    def _body(self, client: IMAPClient, uid: int, size: int, limit: int) -> bytes | None:
        """The whole message in chunks; None where it turns out larger than the limit, whatever SIZE said."""
        if size < CHUNK_BYTES // 2:
            whole = _body(client.fetch([uid], [f"BODY.PEEK[]<0.{CHUNK_BYTES}>"]).get(uid) or {})
            if whole is None or len(whole) < CHUNK_BYTES:
                return whole
        pieces: list[bytes] = []
        total = 0
        while True:
            piece = _body(client.fetch([uid], [f"BODY.PEEK[]<{total}.{CHUNK_BYTES}>"]).get(uid) or {})
            if piece is None and not pieces:
                return None
            pieces.append(piece or b"")
            total += len(pieces[-1])
            if total > limit:
                return None
            if len(pieces[-1]) < CHUNK_BYTES:
                return b"".join(pieces)

    def _items(
        self, client: IMAPClient, folder: str, uids: Sequence[int], what: str
    ) -> dict[int, dict[bytes, Any]]:
        self._reading(client, folder)
        found: dict[int, dict[bytes, Any]] = {}
        for start in range(0, len(uids), UIDS_AT_ONCE):
            found.update(client.fetch(list(uids[start : start + UIDS_AT_ONCE]), [what]))
        return found

    def _find(self, client: IMAPClient, folder: str, name: str, value: str) -> list[int]:
        self._open(client, folder)
        exists = _number(self._opened.get(b"EXISTS"))
        criteria = header_criteria(name, value)
        if criteria is None or not exists:
            return []
        items, charset = criteria
        near: list[int] = list(client.search(items[0] if len(items) == 1 else items, charset))
        if not near and _search_lags(client):
            near = self._uids(client, folder, 0, None)[-RECENT_COUNT:]
        found = self._items(client, folder, near, f"BODY.PEEK[HEADER.FIELDS ({name})]")
        return sorted(
            uid
            for uid, item in found.items()
            if any(same_value(v, value) for v in header_value(_body(item) or b"", name))
        )

    # changing

    def _append(
        self, client: IMAPClient, folder: str, raw: bytes, flags: Sequence[str], at: datetime | None
    ) -> int | None:
        if not self._folders.fresh:
            self._list(client)
        name = self._name(folder)
        allowed, _ = self._allows.get(name, (frozenset(), False))
        wanted = [f for f in flags if f.startswith("\\") or "\\*" in allowed]
        try:
            answer = client.append(name, raw, wanted, at)
        except IMAPClientError as exc:
            if code_of(exc) not in {"TRYCREATE", "NONEXISTENT"}:
                raise
            # A person deleted the folder while we ran. Nothing was stored, so this is safe to do again.
            self._folders.fresh = False
            self._ensure(client, folder)
            answer = client.append(self._name(folder), raw, wanted, at)
        found = _APPENDUID.search(answer if isinstance(answer, bytes) else b"")
        return int(found[1]) if found else None

    def _add_flags(self, client: IMAPClient, folder: str, uid: int, flags: Sequence[str]) -> None:
        try:
            self._writing(client, folder)
        except IMAPClientReadOnlyError:
            return
        allowed, _ = self._allows[self._name(folder)]
        known = {f.casefold() for f in allowed}
        wanted = [
            f
            for f in flags
            if f.casefold() != "\\seen"
            and (f.casefold() in known or (not f.startswith("\\") and "\\*" in allowed))
        ]
        if not wanted:
            return
        try:
            client.add_flags([uid], wanted, silent=True)
        except IMAPClientError as exc:
            if isinstance(exc, client.AbortError) or any(f.startswith("\\") for f in wanted):
                raise
            # Exchange and full keyword tables answer NO or BAD; a keyword is a courtesy, the ledger knows.
            self._allows[self._name(folder)] = (allowed - {"\\*"}, False)

    def _move(self, client: IMAPClient, folder: str, uid: int, to: str) -> None:
        self._writing(client, folder)
        target = self._name(to)
        if client.has_capability("MOVE"):
            client.move([uid], target)
            return
        # A copy that failed raises, and nothing is deleted.
        client.copy([uid], target)
        self._expunge(client, uid)

    def _delete(self, client: IMAPClient, folder: str, uid: int) -> None:
        trash = self._folders.special(TRASH)
        if client.has_capability("X-GM-EXT-1") and trash and trash != self._name(folder):
            # Deleting from a Gmail label only takes the label off, and the draft would stay in All Mail.
            self._move(client, folder, uid, trash)
            return
        self._writing(client, folder)
        self._expunge(client, uid)

    def _expunge(self, client: IMAPClient, uid: int) -> None:
        client.add_flags([uid], ["\\Deleted"], silent=True)
        # A plain EXPUNGE would also remove what people marked as deleted. Without UIDPLUS the mark has to do.
        if client.has_capability("UIDPLUS"):
            client.uid_expunge([uid])


def _search_lags(client: IMAPClient) -> bool:
    """Gmail and Exchange index new messages with a delay, so that SEARCH may miss a fresh draft."""
    welcome = client.welcome or b""
    return client.has_capability("X-GM-EXT-1") or b"Microsoft Exchange" in welcome


def _body(item: dict[bytes, Any]) -> bytes | None:
    for key, value in item.items():
        if key.upper().startswith(b"BODY["):
            return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
    return None


def _words(value: Any) -> tuple[str, ...]:
    if not isinstance(value, tuple | list):
        return ()
    return tuple(v.decode("utf-8", "replace") if isinstance(v, bytes) else str(v) for v in value)


def _number(value: Any) -> int:
    return value if isinstance(value, int) and value >= 0 else 0
