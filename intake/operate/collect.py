"""Feedback from where people work: what they sent instead of a draft, deleted, marked or remarked.

What a draft's fate was is read from the mailbox: it is in Sent, by its thread headers; or it is gone from all
folders; or it lies where it lay. Remarks count from Sent and from the folders of drafts only: a stranger can
send us any words under any name, but can put nothing there.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final, Protocol

from sqlalchemy import select

from intake.config import AccountSettings, Settings
from intake.deliver.feedback import feedback as compare
from intake.deliver.left import Left, read_left
from intake.errors import Permanent
from intake.ledger.judgements import Judgement, Verdict, judge
from intake.ledger.records import COLUMNS, Row, row_of
from intake.ledger.store import Ledger
from intake.ledger.tables import feedback as given
from intake.ledger.tables import judgements, messages
from intake.operate.approvals import MAILBOX_ACTOR, Sends
from intake.operate.baseline import happened
from intake.operate.feedback import record
from intake.ports import Mailbox

if TYPE_CHECKING:
    from intake.mail import RawMessage

LOOK_BACK_S: Final = 60 * 86_400.0
MAX_DRAFTS: Final = 300
"""Drafts looked at in one round, those that were looked at longest ago first."""
SETTLED_S: Final = 3600.0
"""A draft that is nowhere may be on its way between two folders; after this it counts as deleted."""
ALIKE: Final = 0.5
"""A reply that shares less than this with the draft was written by hand."""
MAX_LEFT: Final = 1000

REASONS: Final = {
    "wrong-workflow": "wrong workflow",
    "wrong-source": "wrong facts",
    "wrong-fact": "wrong facts",
    "wrong-facts": "wrong facts",
    "wrong-tone": "tone",
    "tone": "tone",
    "missing-knowledge": "missing facts",
    "missing-facts": "missing facts",
    "should-escalate": "should not be answered",
    "should-not-be-answered": "should not be answered",
    "spam": "should not be answered",
    "other": "other",
}
"""A tag as people write it, and the reason that it stands for."""
KEYWORDS: Final = {
    "$mailroomwrongworkflow": "wrong workflow",
    "$mailroomwrongfacts": "wrong facts",
    "$mailroommissingfacts": "missing facts",
    "$mailroomtone": "tone",
    "$mailroomnoanswer": "should not be answered",
}
"""Keywords that people set on a mail or its draft (lower-case; IMAP keywords know no case)."""


class OwnMailbox(Mailbox, Protocol):
    """A mailbox that knows its special folders and reads single headers; `ImapMailbox` is one."""

    def special(self, use: str) -> str | None: ...

    def headers(
        self, folder: str, uids: Sequence[int], names: Sequence[str]
    ) -> dict[int, dict[str, str]]: ...


@dataclass(frozen=True, slots=True, kw_only=True)
class Collected:
    """What one round found that was not known."""

    looked_at: int
    judged: int
    remarks: int


def collect(mailbox: OwnMailbox, account: AccountSettings, settings: Settings, ledger: Ledger) -> Collected:
    """One round over an account's drafts that are not settled. Changes nothing in the mailbox."""
    rows = _open(ledger, account)
    if not rows:
        return Collected(looked_at=0, judged=0, remarks=0)
    folders = account.folders
    sent = folders.sent or mailbox.special("\\Sent")
    lying = {f: _digests(mailbox, f) for f in (folders.review, folders.approved, folders.rejected)}
    found = remarks = 0
    for row in rows:
        places = [f for f, digests in lying.items() if row.digest in digests]
        if sent is not None:
            found += _answered(mailbox, sent, row, ledger, account)
            remarks += _remarks(mailbox, sent, row, settings, ledger)
        if not places and not _known(ledger, row) and ledger.now() - (row.finished_at or 0) > SETTLED_S:
            gone = Judgement(
                message=row.id,
                at=ledger.now(),
                actor=MAILBOX_ACTOR,
                verdict="deleted",
                origin="deleted",
                distance=0,
                similarity=0.0,
            )
            found += judge(ledger, gone)
        remarks += _marked(mailbox, row, [(f, lying[f][row.digest]) for f in places], settings, ledger)
    return Collected(looked_at=len(rows), judged=found, remarks=remarks)


def tagged(
    settings: Settings | None, ledger: Ledger, row: Row, tags: Sequence[tuple[str, str]], *, actor: str
) -> int:
    """Keep remarks such as `#wrong-workflow order-status`, each once; how many were new."""
    new = 0
    for tag, words in tags:
        reason = REASONS.get(tag)
        if reason is None or _has(ledger, row.id, reason, actor):
            continue
        flow = settings.workflow(words) if settings is not None and tag == "wrong-workflow" else None
        record(
            ledger,
            row.id,
            reason=reason,
            actor=actor,
            workflow=flow.name if flow else None,
            text=f"#{tag} {words}".strip(),
        )
        new += 1
    return new


def _open(ledger: Ledger, account: AccountSettings) -> list[Row]:
    """Drafts whose fate is not known for good: never judged, or not yet seen in Sent."""
    query = (
        select(*COLUMNS)
        .join(judgements, judgements.c.message == messages.c.id, isouter=True)
        .where(
            messages.c.account == account.name,
            messages.c.outcome == "drafted",
            messages.c.finished_at >= ledger.now() - LOOK_BACK_S,
            judgements.c.origin.is_(None) | (judgements.c.origin != "sent"),
        )
        .order_by(messages.c.id.desc())
        .limit(MAX_DRAFTS)
    )
    with ledger.engine.connect() as db:
        return [row_of(r) for r in db.execute(query)]


def _known(ledger: Ledger, row: Row) -> bool:
    with ledger.engine.connect() as db:
        query = select(judgements.c.message).where(judgements.c.message == row.id)
        return db.execute(query).first() is not None


def _has(ledger: Ledger, ident: int, reason: str, actor: str) -> bool:
    query = select(given.c.id).where(
        given.c.message == ident, given.c.reason == reason, given.c.actor == actor
    )
    with ledger.engine.connect() as db:
        return db.execute(query).first() is not None


def _digests(mailbox: OwnMailbox, folder: str) -> dict[str, int]:
    """The mails whose drafts lie in a folder, by digest; a client may have dropped our header."""
    try:
        uids = mailbox.uids(folder)[-MAX_LEFT:]
    except Permanent:
        return {}  # a folder that is not there yet holds no draft
    heads = mailbox.headers(folder, uids, ["X-Mailroom-Digest"]) if uids else {}
    found: dict[str, int] = {}
    for uid in uids:
        digest: str | None = heads.get(uid, {}).get("X-Mailroom-Digest", "").strip().removeprefix("sha256:")
        if not digest:
            raw = mailbox.fetch(folder, uid)
            digest = read_left(raw.raw).digest if raw is not None else None
        if digest:
            found[digest] = uid
    return found


def _answered(mailbox: OwnMailbox, sent: str, row: Row, ledger: Ledger, account: AccountSettings) -> bool:
    """What went out in this thread to the person who wrote, compared with the draft."""
    drafted = Sends(ledger, account.name).drafted(row.digest)
    if drafted is None or not row.message_id:
        return False
    wanted = {a.lower() for a in drafted.to} | {row.sender.lower()}
    for uid in mailbox.find_header(sent, "In-Reply-To", row.message_id)[:5]:
        raw = mailbox.fetch(sent, uid)
        if raw is None:
            continue
        left = _written(raw)
        if not wanted & {a.address.lower() for a in left.to}:
            continue  # forwarded to a colleague, or a remark to ourselves
        found = compare(left, drafted)
        verdict: Verdict = found.verdict if found.similarity >= ALIKE else "replaced"
        at = _when(raw, ledger.now())
        given = Judgement(
            message=row.id,
            at=ledger.now(),
            actor=MAILBOX_ACTOR,
            verdict=verdict,
            origin="sent",
            distance=found.distance,
            similarity=round(found.similarity, 4),
            sent_at=at,
        )
        return judge(ledger, given, text=None if verdict == "unchanged" else found.text)
    return False


def _written(raw: "RawMessage") -> Left:
    """What the sender wrote of a sent mail, without what they quoted."""
    from intake.parse import split_reply

    left = read_left(raw.raw)
    parts = split_reply(left.text)
    return replace(left, text=(parts.written + parts.signature).strip() or left.text)


def _when(raw: "RawMessage", now: float) -> float | None:
    from datetime import UTC, datetime

    from intake.parse import parse

    at = happened(raw, parse(raw.raw).date, now=datetime.fromtimestamp(now, UTC), ours=True)
    return at.timestamp() if at is not None else None


def _remarks(mailbox: OwnMailbox, sent: str, row: Row, settings: Settings, ledger: Ledger) -> int:
    """Lines such as `#wrong-workflow order-status` in a reply to the draft or mail, found in Sent."""
    new = 0
    for parent in (row.artefact_message_id, row.message_id):
        for uid in mailbox.find_header(sent, "In-Reply-To", parent)[:5] if parent else ():
            raw = mailbox.fetch(sent, uid)
            if raw is not None:
                new += tagged(settings, ledger, row, read_left(raw.raw).tags, actor=MAILBOX_ACTOR)
    return new


def _marked(
    mailbox: OwnMailbox, row: Row, places: Sequence[tuple[str, int]], settings: Settings, ledger: Ledger
) -> int:
    """Keywords on the mail or its draft, and tags in the draft's own text."""
    new, spots = 0, [*places]
    if mailbox.state(row.folder).uidvalidity == row.uidvalidity:
        spots.append((row.folder, row.uid))
    for folder, uid in spots:
        for flag in mailbox.flags(folder, [uid]).get(uid, ()):
            reason = KEYWORDS.get(flag.lower())
            if reason is not None and not _has(ledger, row.id, reason, MAILBOX_ACTOR):
                record(ledger, row.id, reason=reason, actor=MAILBOX_ACTOR)
                new += 1
    for folder, uid in places:
        raw = mailbox.fetch(folder, uid)
        if raw is not None:
            new += tagged(settings, ledger, row, read_left(raw.raw).tags, actor=MAILBOX_ACTOR)
    return new
