"""Folders and mails as pymap's sessions see them: a view of the store, every change written through."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Iterable, Sequence
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

from pymap.backend.dict.mailbox import LoadedMessage, _ContentCache, _ThreadCache
from pymap.backend.dict.mailbox import MailboxData as DictMailbox
from pymap.backend.dict.mailbox import Message as DictMessage
from pymap.backend.mailbox import MailboxSetInterface
from pymap.flags import FlagOp
from pymap.interfaces.message import CachedMessage
from pymap.listtree import ListTree
from pymap.mailbox import MailboxSnapshot
from pymap.mime import MessageContent
from pymap.parsing.message import AppendMessage
from pymap.parsing.specials import FetchRequirement, ObjectId
from pymap.parsing.specials.flag import Flag, Wildcard

from sandbox.folders import SPECIAL, Folder, Folders, Placed
from sandbox.message import decode_words, header_lines

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

    def __init__(
        self, owner: str, folders: Folders, renumber: Callable[[str], bool] = lambda _owner: False
    ) -> None:
        """`renumber` says whether the next folder that is opened loses its numbers, for tests."""
        self.owner = owner
        self._renumber = renumber
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
        if self._renumber(self.owner):
            self._folders.new_uidvalidity(folder.key)
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
