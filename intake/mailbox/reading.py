"""What is read from a folder: its state, UIDs, messages, headers. Nothing here changes anything."""

import imaplib
from collections.abc import Sequence
from contextlib import suppress
from datetime import UTC, date, datetime
from typing import Any, Final

from imapclient import IMAPClient
from imapclient.datetime_util import format_criteria_date
from imapclient.exceptions import IMAPClientError, IMAPClientReadOnlyError

from intake.mail import RawMessage
from intake.mailbox.criteria import header_criteria, header_value, same_value
from intake.mailbox.session import Session, number, words
from intake.mailbox.translate import code_of, is_missing
from intake.ports import FolderState

CHUNK_BYTES: Final = 4 * 1024 * 1024
"""A message is read in pieces of this size, so that one command never holds more."""
HEADER_BYTES: Final = 256 * 1024
"""Of a message over the limit, at most this much of its header is read."""
UIDS_AT_ONCE: Final = 500
"""UIDs in one FETCH: servers and proxies limit the length of a line."""
SEARCH_SPAN: Final = 50_000
"""UIDs asked for in one SEARCH of a large folder: its answer is one line, and imaplib reads at most 1 MB."""
RECENT_COUNT: Final = 100
"""Newest messages looked through where a provider's search lags behind its folders."""


def state(session: Session, client: IMAPClient, folder: str) -> FolderState:
    if not session.folders.fresh:
        session.list(client)
    name = session.name(folder)
    if name not in session.allows:
        # EXAMINE does not tell which flags could be set, so the folder is selected this one time.
        with suppress(IMAPClientReadOnlyError):
            session.open(client, folder, write=True)
    session.open(client, folder)
    exists, uidnext = number(session.opened.get(b"EXISTS")), number(session.opened.get(b"UIDNEXT"))
    if not uidnext:
        uidnext = max(uids(session, client, folder), default=0) + 1
    return FolderState(
        name=folder,
        uidvalidity=number(session.opened.get(b"UIDVALIDITY")),
        uidnext=uidnext,
        exists=exists,
        keywords="\\*" in session.allows.get(name, frozenset()),
        read_only=name in session.read_only,
    )


def uids(
    session: Session, client: IMAPClient, folder: str, after: int = 0, since: date | None = None
) -> list[int]:
    session.open(client, folder)
    exists, uidnext = number(session.opened.get(b"EXISTS")), number(session.opened.get(b"UIDNEXT"))
    if not exists:
        return []
    low, found, span = after + 1, set[int](), SEARCH_SPAN
    large = exists > SEARCH_SPAN and uidnext > 0
    while True:
        criteria: list[Any] = ["UID", f"{low}:{low + span - 1}" if large else f"{low}:*"]
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


def message(session: Session, client: IMAPClient, folder: str, uid: int) -> RawMessage | None:
    """Size before download; None where the message is gone."""
    session.reading(client, folder)
    try:
        return _message(session, client, folder, uid)
    except client.Error as exc:
        if code_of(exc) == "EXPUNGEISSUED":  # RFC 5530: another session removed it just now
            return None
        raise


def _message(session: Session, client: IMAPClient, folder: str, uid: int) -> RawMessage | None:
    uidvalidity = number(session.opened.get(b"UIDVALIDITY"))
    item = client.fetch([uid], ["FLAGS", "INTERNALDATE", "RFC822.SIZE"]).get(uid)
    if not item:
        return None
    size, limit = number(item.get(b"RFC822.SIZE")), session.account.max_bytes
    raw = whole(client, uid, size, limit) if size <= limit else None
    truncated = raw is None
    if raw is None:
        raw = body_of(client.fetch([uid], [f"BODY.PEEK[HEADER]<0.{HEADER_BYTES}>"]).get(uid))
    if raw is None:
        return None
    received = item.get(b"INTERNALDATE")
    known = isinstance(received, datetime) and received.tzinfo is not None
    return RawMessage(
        account=session.account.name,
        folder=folder,
        uidvalidity=uidvalidity,
        uid=uid,
        raw=raw,
        received_at=received.astimezone(UTC) if known else datetime.fromtimestamp(0, UTC),
        size=max(size, len(raw)),
        truncated=truncated,
        flags=words(item.get(b"FLAGS")),
    )


def whole(client: IMAPClient, uid: int, size: int, limit: int) -> bytes | None:
    """The whole message in chunks; None where it is gone or larger than the limit, whatever SIZE said.

    Exchange estimates RFC822.SIZE, so the end is a short chunk and not a sum.
    """
    pieces: list[bytes] = []
    total = 0
    while True:
        piece = body_of(client.fetch([uid], [f"BODY.PEEK[]<{total}.{CHUNK_BYTES}>"]).get(uid))
        if piece is None and not pieces:
            return None
        pieces.append(piece or b"")
        total += len(pieces[-1])
        if total > limit:
            return None
        if len(pieces[-1]) != CHUNK_BYTES:
            # Shorter: the end. Longer: a server that ignores ranges gave everything at once.
            return b"".join(pieces)


def items(
    session: Session, client: IMAPClient, folder: str, uids: Sequence[int], what: str
) -> dict[int, dict[bytes, Any]]:
    """One FETCH item of many messages, in chunks."""
    session.reading(client, folder)
    found: dict[int, dict[bytes, Any]] = {}
    for start in range(0, len(uids), UIDS_AT_ONCE):
        found.update(client.fetch(list(uids[start : start + UIDS_AT_ONCE]), [what]))
    return found


def find(
    session: Session, client: IMAPClient, folder: str, name: str, value: str, since: date | None = None
) -> list[int]:
    """UIDs of messages whose header has exactly this value; the server's search only narrows them down.

    In a folder that a person has deleted there are none; who appends to it then makes it again.
    """
    try:
        session.open(client, folder)
    except IMAPClientError as exc:
        if isinstance(exc, imaplib.IMAP4.abort) or not is_missing(exc):
            raise
        session.folders.fresh = False
        return []
    criteria = header_criteria(name, value)
    if criteria is None or not number(session.opened.get(b"EXISTS")):
        return []
    asked: list[Any] = list(criteria[0])
    charset = criteria[1]
    if since is not None:  # the server need not read the headers of ten years
        asked = (
            [*asked, b"SINCE " + format_criteria_date(since)]
            if charset is None
            else [*asked, b"SINCE", since]
        )
    near: list[int] = list(client.search(b" ".join(asked) if charset is None else asked, charset))
    if not near and _search_lags(client):
        near = uids(session, client, folder)[-RECENT_COUNT:]
    found = items(session, client, folder, near, f"BODY.PEEK[HEADER.FIELDS ({name})]")
    return sorted(
        uid
        for uid, item in found.items()
        if any(same_value(v, value) for v in header_value(body_of(item) or b"", name))
    )


def rights(session: Session, client: IMAPClient, folder: str) -> str | None:
    """Our rights (RFC 4314, MYRIGHTS); None where the server does not tell."""
    if not client.has_capability("ACL"):
        return None
    if not session.folders.fresh:
        session.list(client)
    # IMAPClient has no MYRIGHTS; imaplib below it has.
    typ, data = client._imap.myrights(client._normalise_folder(session.name(folder)))
    answer = data[-1] if typ == "OK" and data else None
    parts = answer.split() if isinstance(answer, bytes) else []
    return parts[-1].decode("ascii", "replace").strip('"') if parts else None


def body_of(item: dict[bytes, Any] | None) -> bytes | None:
    """The literal of a BODY[…] item, however the server writes its key."""
    for key, value in (item or {}).items():
        if key.upper().startswith(b"BODY["):
            return value if isinstance(value, bytes) else b"" if value is None else str(value).encode()
    return None


def _search_lags(client: IMAPClient) -> bool:
    """Gmail and Exchange index new messages with a delay, so that SEARCH may miss a fresh draft."""
    return client.has_capability("X-GM-EXT-1") or b"Microsoft Exchange" in (client.welcome or b"")
