"""`ImapMailbox`: one account on its IMAP server, as `intake.ports.Mailbox` asks for it."""

from collections.abc import Sequence
from datetime import date, datetime
from functools import partial
from pathlib import Path

from imapclient import IMAPClient

from intake.config import AccountSettings
from intake.mail import RawMessage
from intake.mailbox import changing, idle, reading
from intake.mailbox.criteria import header_value
from intake.mailbox.session import Session, number, words
from intake.ports import FolderState


class ImapMailbox:
    """One account, one connection. See `intake.ports.Mailbox` for what each method promises.

    Reading commands are tried a second time on a fresh connection when the old one turns out broken;
    changing ones that are not safe to repeat (`append`, `move`) are not, and raise Unreachable: look first,
    then do them again. Watched folders are opened with EXAMINE; a folder is selected for writing only when
    something in it is to be changed, and once to learn what it allows. Threads may share one: a call from
    another thread ends a `wait`, which then returns False.
    """

    def __init__(self, account: AccountSettings, *, data_dir: Path) -> None:
        self.account = account
        self._session = Session(account, data_dir=data_dir)

    def connect(self) -> None:
        """Sign in and read the list of folders."""
        with self._session.turn():
            self._session.run("connect", self._session.list)

    def close(self) -> None:
        with self._session.turn():
            self._session.close()

    def wake(self) -> None:
        """End a `wait` that another thread is in, within half a second."""
        self._session.woken.set()

    # what there is

    def capabilities(self) -> frozenset[str]:
        def ask(client: IMAPClient) -> frozenset[str]:
            return frozenset(c.decode("ascii", "replace") for c in client.capabilities())

        with self._session.turn():
            return self._session.run("ask for capabilities", ask)

    def folder_names(self) -> list[str]:
        """Every folder that can be opened, by the server's names."""
        with self._session.turn():
            self._session.run("list folders", self._session.list)
            return [n for n in self._session.folders.names if self._session.folders.exists(n)]

    def special(self, use: str) -> str | None:
        """The folder for a use such as `\\Sent` (RFC 6154), else by its usual names, else None."""
        with self._session.turn():
            self._session.run("list folders", self._session.listed)
            return self._session.folders.special(use)

    def rights(self, folder: str) -> str | None:
        """Our rights on a folder (RFC 4314, MYRIGHTS); None where the server does not tell."""
        work = partial(reading.rights, self._session, folder=folder)
        with self._session.turn():
            return self._session.run(f"ask for the rights on {folder}", work)

    def ensure_folders(self, names: Sequence[str]) -> None:
        with self._session.turn():
            for name in names:
                self._session.run(f"make the folder {name}", partial(self._session.ensure, folder=name))

    def state(self, folder: str) -> FolderState:
        work = partial(reading.state, self._session, folder=folder)
        with self._session.turn():
            return self._session.run(f"open {folder}", work)

    # reading

    def uids(self, folder: str, *, after: int = 0, since: date | None = None) -> list[int]:
        work = partial(reading.uids, self._session, folder=folder, after=after, since=since)
        with self._session.turn():
            return self._session.run(f"search {folder}", work)

    def fetch(self, folder: str, uid: int) -> RawMessage | None:
        work = partial(reading.message, self._session, folder=folder, uid=uid)
        with self._session.turn():
            return self._session.run(f"read a message of {folder}", work)

    def sizes(self, folder: str, uids: Sequence[int]) -> dict[int, int]:
        """RFC822.SIZE in bytes by UID; messages that are gone are left out."""
        found = self._items(folder, uids, "RFC822.SIZE")
        return {uid: number(item[b"RFC822.SIZE"]) for uid, item in found.items() if b"RFC822.SIZE" in item}

    def flags(self, folder: str, uids: Sequence[int]) -> dict[int, tuple[str, ...]]:
        found = self._items(folder, uids, "FLAGS")
        return {uid: words(item.get(b"FLAGS")) for uid, item in found.items()}

    def headers(self, folder: str, uids: Sequence[int], names: Sequence[str]) -> dict[int, dict[str, str]]:
        """First value of each of these header fields by UID, undecoded, unfolded; in chunks."""
        found = self._items(folder, uids, f"BODY.PEEK[HEADER.FIELDS ({' '.join(names)})]")
        result: dict[int, dict[str, str]] = {}
        for uid, item in found.items():
            block = reading.body_of(item) or b""
            result[uid] = {n: values[0] for n in names if (values := header_value(block, n))}
        return result

    def find(self, folder: str, message_id: str) -> list[int]:
        return self.find_header(folder, "Message-ID", message_id)

    def find_header(self, folder: str, name: str, value: str, *, since: date | None = None) -> list[int]:
        work = partial(reading.find, self._session, folder=folder, name=name, value=value, since=since)
        with self._session.turn():
            return self._session.run(f"search {folder}", work)

    # changing

    def append(
        self, folder: str, raw: bytes, *, flags: Sequence[str] = (), at: datetime | None = None
    ) -> int | None:
        work = partial(changing.append, self._session, folder=folder, raw=raw, flags=flags, at=at)
        with self._session.turn():
            return self._session.run(f"append to {folder}", work, once=True)

    def add_flags(self, folder: str, uid: int, flags: Sequence[str]) -> None:
        work = partial(changing.add_flags, self._session, folder=folder, uid=uid, flags=flags)
        with self._session.turn():
            self._session.run(f"set flags in {folder}", work)

    def move(self, folder: str, uid: int, to: str) -> None:
        work = partial(changing.move, self._session, folder=folder, uid=uid, to=to)
        with self._session.turn():
            self._session.run(f"move a message from {folder} to {to}", work, once=True)

    def delete(self, folder: str, uid: int) -> None:
        work = partial(changing.delete, self._session, folder=folder, uid=uid)
        with self._session.turn():
            self._session.run(f"delete a message of {folder}", work)

    # waiting

    def wait(self, folder: str, timeout_s: float) -> bool:
        session = self._session

        def stay(client: IMAPClient) -> bool:
            session.examining(client, folder)
            return idle.wait(client, timeout_s, self.account.imap.idle_s, session.woken)

        with session.turn():
            try:
                return False if session.others else session.run(f"wait for news in {folder}", stay, once=True)
            finally:
                session.woken.clear()

    def _items(self, folder: str, uids: Sequence[int], what: str) -> dict[int, dict[bytes, object]]:
        work = partial(reading.items, self._session, folder=folder, uids=uids, what=what)
        with self._session.turn():
            return self._session.run(f"read {folder}", work)
