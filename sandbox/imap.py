"""The IMAP side: pymap in front, the store's folders behind. The login is the address, any password does."""

import asyncio
import contextlib
import socket
import ssl
import weakref
from argparse import Namespace
from collections.abc import AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from datetime import datetime
from typing import TYPE_CHECKING, Any

from proxyprotocol.reader import ProxyProtocolReader
from pymap.backend.dict.mailbox import Message as DictMessage
from pymap.backend.session import BaseSession
from pymap.config import BackendCapability, IMAPConfig
from pymap.context import connection_exit
from pymap.exceptions import CloseConnection, InvalidAuth
from pymap.imap import IMAPServer
from pymap.interfaces.login import IdentityInterface, LoginInterface
from pymap.parsing.response import ResponseBye, ResponseNo
from pymap.user import UserMetadata

from sandbox.mailboxes import StoredFolders
from sandbox.rows import folded

if TYPE_CHECKING:
    from sandbox.faults import Fault
    from sandbox.server import Sandbox


class _Config(IMAPConfig):
    @property
    def backend_capability(self) -> BackendCapability:
        return BackendCapability(idle=True, object_id=True, multi_append=True, custom=[b"SPECIAL-USE"])

    @property
    def initial_capability(self) -> Sequence[bytes]:
        # Many clients look before they log in.
        return [*super().initial_capability, b"IDLE", b"UIDPLUS", b"MOVE", b"SPECIAL-USE"]

    @property
    def login_capability(self) -> Sequence[bytes]:
        """What comes to them by logging in; none is told twice."""
        told = set(self.initial_capability)
        return [c for c in super().login_capability if c not in told]

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
        fault = await _suffer(self._sandbox, "imap-fetch", self.owner)
        found, selected = await super().fetch_messages(selected, sequence_set, set_seen)
        # Any order is allowed (RFC 3501, 7.4.2); clients that count on theirs are in for a surprise.
        return (list(found)[::-1] if fault is not None and fault.shuffle else found), selected

    async def check_mailbox(self, selected: Any, *, wait_on: Any = None, housekeeping: bool = False) -> Any:
        if wait_on is not None:
            await _suffer(self._sandbox, "imap-idle", self.owner)
        return await super().check_mailbox(selected, wait_on=wait_on, housekeeping=housekeeping)


async def _suffer(sandbox: "Sandbox", at: str, owner: str) -> "Fault | None":
    fault = sandbox.faults.strike(at, owner, now=sandbox.clock.now().timestamp())
    if fault is None:
        return None
    await asyncio.sleep(fault.delay_s)
    if at == "imap-idle" and fault.disconnect:
        # pymap would wait for the client's DONE: hang up under it, as a broken network does.
        await connection_exit.get().aclose()
    if fault.disconnect or fault.reply:
        raise _Dropped(fault.reply or "The sandbox ends this connection on purpose.")
    return fault


class _Dropped(CloseConnection):
    """An end that nobody asked for: pymap's own would tell of a successful logout."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text.encode()

    def get_response(self, tag: bytes) -> Any:
        response = ResponseNo(tag, self._text)
        response.add_untagged(ResponseBye(self._text))
        return response


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
        if not self._writer.is_closing():
            await self._writer.drain()

    def close(self) -> None:
        self._flush()
        self._writer.close()

    def _flush(self) -> None:
        if self._held and not self._writer.is_closing():  # else nobody is there to read it
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

    async def start(self, host: str, port: int, *, tls: ssl.SSLContext | None = None) -> int:
        """Listen, with `tls` from the first byte on; the port that was bound."""
        self._loop = asyncio.get_running_loop()
        self.config.apply_context()
        self.sandbox.store.folders.listen(self._changed)
        serve: Any = ProxyProtocolReader(self.config.proxy_protocol).get_callback(
            IMAPServer(self, self.config)
        )
        loop = self._loop
        self._server = await loop.create_server(
            lambda: _Protocol(lambda r, w: serve(r, _Whole(w)), loop), host, port, ssl=tls
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
            self._owners[owner] = found = StoredFolders(owner, self.sandbox.store.folders, self._renumber)
        return found

    def _renumber(self, owner: str) -> bool:
        fault = self.sandbox.faults.strike("imap-select", owner, now=self.sandbox.clock.now().timestamp())
        return fault is not None and fault.new_uidvalidity

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
