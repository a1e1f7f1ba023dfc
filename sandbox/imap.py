"""The IMAP side: pymap in front, the store's folders behind. The login is the address, any password does."""

import asyncio
import contextlib
import socket
import weakref
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict.mailbox import LoadedMessage, _ContentCache, _ThreadCache
from pymap.backend.dict.mailbox import MailboxData as DictMailbox
from pymap.backend.dict.mailbox import Message as DictMessage
from pymap.backend.mailbox import MailboxSetInterface
from pymap.backend.session import BaseSession
from pymap.config import BackendCapability, IMAPConfig
from pymap.context import connection_exit
from pymap.exceptions import CloseConnection, InvalidAuth
from pymap.flags import FlagOp
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.interfaces.message import CachedMessage
from pymap.listtree import ListTree
from pymap.mailbox import MailboxSnapshot
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement, ObjectId
from pymap.parsing.specials.flag import Flag, Wildcard
from pymap.user import UserMetadata

from sandbox.folders import SPECIAL, Folder, Folders, Placed
from sandbox.message import decode_words, header_lines
from sandbox.rows import folded

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_CACHED = 64
"""Mails kept parsed between FETCH commands of one server."""


class _Reader:
    """Raw mails as pymap wants them, the last few kept."""

    def __init__(self, folders: Folders) -> None:
        self._folders = folders
        self.parsed = lru_cache(maxsize=_CACHED)(self._parse)

    def _parse(self, content: int) -> MessageContent:
        return MessageContent.parse(self._folders.raw(content) or b"")


class _Loaded(LoadedMessage):
    """A mail whose headers SEARCH sees as they stand: pymap's parser loses odd Message-IDs."""

    def get_header(self, name: bytes) -> Sequence[str]:
        if self._content is None:
            return []
        wanted = name.decode("ascii", "replace").lower()
        found = [v for n, v in header_lines(bytes(self._content.header)) if n.lower() == wanted]
        return [t for v in found for t in dict.fromkeys((v, decode_words(v)))]


class StoredMail(DictMessage):
    """A mail in a folder; its bytes are read when a command asks for them."""

    __slots__ = ("key", "reader")

    def __init__(
        self, placed: Placed, reader: _Reader, *, recent: bool = False, expunged: bool = False
    ) -> None:
        super().__init__(
            placed.uid,
            datetime.fromtimestamp(placed.date, UTC),
            [Flag(f) for f in placed.flags],
            email_id=ObjectId(b"M%x" % placed.content),
            thread_id=ObjectId(b"T%x" % placed.content),
            recent=recent,
            expunged=expunged,
        )
        self.key = placed.content
        self.reader = reader

    async def load_content(self, requirement: FetchRequirement) -> LoadedMessage:
        wanted = requirement & (FetchRequirement.CONTENT)
        return _Loaded(self, requirement, self.reader.parsed(self.key) if wanted else None)


class StoredFolder(DictMailbox):
    """One folder: pymap's in-memory mailbox as a view, every change written through to the store."""

    def __init__(self, folder: Folder, folders: Folders, reader: _Reader) -> None:
        super().__init__(_ContentCache(), _ThreadCache())
        self._mailbox_id = ObjectId(b"F%x" % folder.key)
        self.key = folder.key
        self.folders = folders
        self._reader = reader
        self._uid_validity = folder.uidvalidity
        self._max_uid = 0
        self.refresh(recent=True)

    @property
    def permanent_flags(self) -> frozenset[Flag]:
        return frozenset({*super().permanent_flags, Wildcard})

    def refresh(self, *, recent: bool = True) -> None:
        """Take in what reached the folder since the last look. Runs on the loop."""
        fresh = self.folders.placed(self.key, self._max_uid)
        for placed in fresh:
            self._take(placed, recent=recent)
        self._max_uid = max(self._max_uid, self.folders.uidnext(self.key) - 1)
        if fresh:
            self._mod_sequences.update([p.uid for p in fresh])
            self._updated.set()

    def prune(self) -> None:
        """Drop what was deleted in the store."""
        gone = set(self._messages) - self.folders.uids(self.key)
        for uid in gone:
            del self._messages[uid]
        if gone:
            self._mod_sequences.expunge(gone)
            self._updated.set()

    def _take(self, placed: Placed, *, recent: bool) -> StoredMail:
        known = self._messages.get(placed.uid)
        if isinstance(known, StoredMail):
            return known
        self._messages[placed.uid] = mail = StoredMail(placed, self._reader, recent=recent)
        return mail

    async def append(self, append_msg: AppendMessage, *, recent: bool = False) -> StoredMail:
        when = append_msg.when or datetime.now(UTC)
        flags = sorted(str(f) for f in append_msg.flag_set if str(f) != "\\Recent")
        placed = await asyncio.wrap_future(
            self.folders.append(self.key, bytes(append_msg.literal), flags, when.timestamp())
        )
        return self._arrived(placed, recent)

    def _arrived(self, placed: Placed, recent: bool) -> StoredMail:
        mail = self._take(placed, recent=recent)
        self._max_uid = max(self._max_uid, placed.uid)
        self._mod_sequences.update([placed.uid])
        self._updated.set()
        return mail

    async def copy(self, uid: int, destination: DictMailbox, *, recent: bool = False) -> int | None:
        return await self._transfer(uid, destination, recent, move=False)

    async def move(self, uid: int, destination: DictMailbox, *, recent: bool = False) -> int | None:
        return await self._transfer(uid, destination, recent, move=True)

    async def _transfer(self, uid: int, to: DictMailbox, recent: bool, *, move: bool) -> int | None:
        assert isinstance(to, StoredFolder)
        placed = await asyncio.wrap_future(self.folders.copy(self.key, uid, to.key, move=move))
        if placed is None:
            return None
        to._arrived(placed, recent)
        if move and self._messages.pop(uid, None) is not None:
            self._mod_sequences.expunge([uid])
            self._updated.set()
        return placed.uid

    async def get(self, uid: int, cached_msg: CachedMessage) -> StoredMail:
        found = self._messages.get(uid)
        if isinstance(found, StoredMail):
            return found
        if not isinstance(cached_msg, StoredMail):
            raise TypeError(cached_msg)
        flags = tuple(str(f) for f in cached_msg.permanent_flags)
        date = cached_msg.internal_date.timestamp()
        placed = Placed(uid=uid, content=cached_msg.key, flags=flags, date=date)
        return StoredMail(placed, self._reader, expunged=True)

    async def update(
        self, uid: int, cached_msg: CachedMessage, flag_set: frozenset[Flag], mode: FlagOp
    ) -> StoredMail:
        mail = await self.get(uid, cached_msg)
        new = frozenset(f for f in mode.apply(mail.permanent_flags, flag_set) if f != b"\\Recent")
        if not mail.expunged and new != mail.permanent_flags:
            mail.permanent_flags = new
            await asyncio.wrap_future(self.folders.flag(self.key, uid, sorted(str(f) for f in new)))
            self._mod_sequences.update([uid])
            self._updated.set()
        return mail

    async def delete(self, uids: Iterable[int]) -> None:
        gone = list(uids)
        await asyncio.wrap_future(self.folders.expunge(self.key, gone))
        for uid in gone:
            self._messages.pop(uid, None)
        self._mod_sequences.expunge(gone)
        self._updated.set()

    async def messages(self) -> AsyncIterator[StoredMail]:
        # A list: an arrival between two awaits must not break the walk.
        for uid in sorted(self._messages):
            mail = self._messages.get(uid)
            if isinstance(mail, StoredMail):
                yield mail

    async def snapshot(self) -> MailboxSnapshot:
        self.refresh()
        return await super().snapshot()


class _Tree(ListTree):
    """Folders whose LIST answer names their special use (RFC 6154)."""

    __slots__ = ()

    def list_matching(self, ref_name: str, filter_: str) -> Iterable[Any]:
        for entry in super().list_matching(ref_name, filter_):
            yield _Special(entry) if entry.name in SPECIAL else entry


class _Special:
    def __init__(self, entry: Any) -> None:
        self.name = entry.name
        self.attributes = [*entry.attributes, SPECIAL[entry.name]]


class StoredFolders(MailboxSetInterface[StoredFolder]):
    """The folders of one owner."""

    def __init__(self, owner: str, folders: Folders) -> None:
        self.owner = owner
        self._folders = folders
        self._reader = _Reader(folders)
        self._open: dict[int, StoredFolder] = {}

    @property
    def delimiter(self) -> str:
        return "/"

    def _named(self) -> dict[str, Folder]:
        return {f.name: f for f in self._folders.of(self.owner)}

    def _find(self, name: str) -> Folder:
        return self._named()["INBOX" if name.upper() == "INBOX" else name]

    async def set_subscribed(self, name: str, subscribed: bool) -> None:
        with contextlib.suppress(KeyError):
            self._folders.subscribe(self._find(name).key, subscribed)

    async def list_subscribed(self) -> ListTree:
        names = [n for n, f in self._named().items() if f.subscribed]
        return _Tree(self.delimiter).update("INBOX", *names)

    async def list_mailboxes(self) -> ListTree:
        return _Tree(self.delimiter).update("INBOX", *self._named())

    async def get_mailbox(self, name: str) -> StoredFolder:
        folder = self._find(name)
        known = self._open.get(folder.key)
        if known is None or known.uid_validity != folder.uidvalidity:
            self._open[folder.key] = known = StoredFolder(folder, self._folders, self._reader)
        return known

    async def add_mailbox(self, name: str) -> ObjectId:
        self._folders.create(self.owner, name)
        return (await self.get_mailbox(name)).mailbox_id

    async def delete_mailbox(self, name: str) -> None:
        folder = self._find(name)
        if folder.name == "INBOX":
            raise KeyError(name)
        self._folders.drop(folder.key)
        self._open.pop(folder.key, None)

    async def rename_mailbox(self, before: str, after: str) -> None:
        named = self._named()
        if before not in named:
            raise KeyError(before)
        if after in named:
            raise ValueError(after)
        for name, folder in named.items():
            if name == before or name.startswith(before + self.delimiter):
                self._folders.rename(folder.key, after + name[len(before) :])

    def changed(self, *, deleted: bool) -> None:
        """The store has news for this owner. Runs on the loop; an IDLE is woken at once."""
        for folder in tuple(self._open.values()):
            if deleted:
                folder.prune()
            else:
                folder.refresh()


class _Config(IMAPConfig):
    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])

    @property
    def initial_capability(self) -> Sequence[bytes]:
        # Many clients look before they log in.
        return [*super().initial_capability, b"IDLE", b"UIDPLUS", b"MOVE", b"SPECIAL-USE"]

    @property
    def greeting(self) -> bytes:
        return b"Mailroom sandbox ready"


class _Session(BaseSession[DictMessage]):
    def __init__(self, owner: str, config: _Config, folders: StoredFolders, sandbox: "Sandbox") -> None:
        super().__init__(owner)
        self._config, self._folders, self._sandbox = config, folders, sandbox

    @property
    def config(self) -> _Config:
        return self._config

    @property
    def mailbox_set(self) -> StoredFolders:
        return self._folders

    async def fetch_messages(self, selected: Any, sequence_set: Any, set_seen: bool) -> Any:
        await _suffer(self._sandbox, "imap-fetch", self.owner)
        return await super().fetch_messages(selected, sequence_set, set_seen)

    async def check_mailbox(self, selected: Any, *, wait_on: Any = None, housekeeping: bool = False) -> Any:
        if wait_on is not None:
            await _suffer(self._sandbox, "imap-idle", self.owner)
        return await super().check_mailbox(selected, wait_on=wait_on, housekeeping=housekeeping)


async def _suffer(sandbox: "Sandbox", at: str, owner: str) -> None:
    fault = sandbox.faults.strike(at, owner)
    if fault is None:
        return
    await asyncio.sleep(fault.delay_s)
    if at == "imap-idle" and fault.disconnect:
        # pymap would wait for the client's DONE: hang up under it, as a broken network does.
        await connection_exit.get().aclose()
    if fault.disconnect or fault.reply:
        raise CloseConnection(fault.reply.encode() or b"The sandbox ends this connection on purpose.")


class _Known:
    """One line of the password file, as pysasl checks it."""

    def __init__(self, users: dict[str, str], name: str) -> None:
        self.authcid = name
        self._password = users.get(name)

    def compare_authcid(self, authcid: str) -> bool:
        return authcid == self.authcid

    def compare_secret(self, value: str) -> bool:
        return self._password is not None and value == self._password

    def get_clear_secret(self) -> str | None:
        return self._password


class _Identity(IdentityInterface):
    def __init__(self, name: str, server: "ImapServer") -> None:
        self._name, self._server = name, server

    @property
    def name(self) -> str:
        return self._name

    @property
    def roles(self) -> frozenset[str]:
        return frozenset()

    async def new_token(self, *, expiration: datetime | None = None) -> str | None:
        return None

    @asynccontextmanager
    async def new_session(self) -> AsyncIterator[_Session]:
        await _suffer(self._server.sandbox, "imap-login", self._name)
        folders = self._server.folders_of(self._name)
        yield _Session(self._name, self._server.config, folders, self._server.sandbox)

    async def get(self) -> UserMetadata:
        return UserMetadata(self._server.config, self._name)

    async def set(self, metadata: UserMetadata) -> int | None:
        return None

    async def delete(self) -> None:
        return None


class _Whole:
    """A writer that sends a response in one piece: pymap writes it word by word, and some clients
    (imapclient in IDLE) take half a line for a broken one."""

    def __init__(self, writer: asyncio.StreamWriter) -> None:
        self._writer = writer
        self._held = bytearray()

    def write(self, data: bytes) -> None:
        self._held += data

    def writelines(self, lines: Iterable[bytes]) -> None:
        self._held += b"".join(lines)

    async def drain(self) -> None:
        self._flush()
        await self._writer.drain()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held:
            self._writer.write(bytes(self._held))
            self._held.clear()

    def __getattr__(self, name: str) -> Any:
        return getattr(self._writer, name)


class _Protocol(asyncio.StreamReaderProtocol):
    """Acknowledges each packet at once.

    A client such as imaplib sends the literal of an APPEND, then its CRLF: with Nagle on its side and a
    delayed acknowledgement on ours, each APPEND would take 40 ms.
    """

    def __init__(self, serve: Any, loop: asyncio.AbstractEventLoop) -> None:
        super().__init__(asyncio.StreamReader(limit=1 << 20, loop=loop), serve, loop=loop)
        self._sock: Any = None

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        self._sock = transport.get_extra_info("socket")
        super().connection_made(transport)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self._sock is not None and _QUICKACK is not None:
            with contextlib.suppress(OSError):
                self._sock.setsockopt(socket.IPPROTO_TCP, _QUICKACK, 1)


_QUICKACK: int | None = getattr(socket, "TCP_QUICKACK", None)
"""Linux only."""


class ImapServer(LoginInterface):
    """Every address is an account."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self.sandbox = sandbox
        args = Namespace(passlib_cfg=None, proxy_protocol=None, debug=False)
        self.config = _Config(args, host=None, port=0, tls_enabled=False, reject_dnsbl=False)
        self._owners: weakref.WeakValueDictionary[str, StoredFolders] = weakref.WeakValueDictionary()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._server: asyncio.Server | None = None

    @property
    def tokens(self) -> Any:
        raise NotImplementedError

    async def start(self, host: str, port: int) -> int:
        """Listen; the port that was bound."""
        self._loop = asyncio.get_running_loop()
        self.config.apply_context()
        self.sandbox.store.folders.listen(self._changed)
        serve: Any = ProxyProtocolReader(self.config.proxy_protocol).get_callback(
            IMAPServer(self, self.config)
        )
        loop = self._loop
        self._server = await loop.create_server(
            lambda: _Protocol(lambda r, w: serve(r, _Whole(w)), loop), host, port
        )
        return int(self._server.sockets[0].getsockname()[1])

    async def stop(self) -> None:
        if self._server is not None:
            self._server.close()

    async def authenticate(self, credentials: Any) -> _Identity:
        users = self.sandbox.options.users
        if users and not credentials.verify(_Known(users, credentials.authcid)):
            raise InvalidAuth
        return _Identity(folded(credentials.authcid), self)

    async def authorize(self, authenticated: IdentityInterface, authzid: str) -> _Identity:
        return _Identity(folded(authzid or authenticated.name), self)

    def folders_of(self, owner: str) -> StoredFolders:
        found = self._owners.get(owner)
        if found is None:
            self._owners[owner] = found = StoredFolders(owner, self.sandbox.store.folders)
        return found

    def _changed(self, owners: tuple[str, ...] | None) -> None:
        """On the writer's thread: hand over to the loop, and only for accounts that are open."""
        if self._loop is None or self._loop.is_closed():
            return
        open_ = [o for o in (self._owners if owners is None else owners) if o in self._owners]
        if open_:
            with contextlib.suppress(RuntimeError):  # the loop ended meanwhile
                self._loop.call_soon_threadsafe(self._refresh, open_, owners is None)

    def _refresh(self, owners: list[str], deleted: bool) -> None:
        for owner in owners:
            folders = self._owners.get(owner)
            if folders is not None:
                folders.changed(deleted=deleted)
