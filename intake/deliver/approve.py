"""From an approved draft to what is sent: markers and remarks come off, and a few checks still block."""

import re
import unicodedata
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.config import AccountSettings
from intake.deliver import mime
from intake.deliver.artefact import artefact_id
from intake.deliver.left import Left, normal
from intake.guard.secrets import leak

MAX_SENT_CHARS: Final = 100_000

_MACHINES: Final = frozenset(
    {"mailer-daemon", "postmaster", "noreply", "no-reply", "donotreply", "do-not-reply", "bounce", "bounces"}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Drafted:
    """What the ledger knows of a draft that it laid into the review folder."""

    digest: str
    """Of the mail that it answers, 64 hex digits."""
    workflow: str | None
    to: tuple[str, ...]
    """Whom the draft was for: nobody else may get it."""
    subject: str
    in_reply_to: str | None
    references: tuple[str, ...]
    body: str
    """Without markers, as the customer would read it."""
    marked_body: str
    """With its numbered markers, as it was laid down."""
    markers: int
    """The highest marker."""
    folder: str
    """Where the original lies, with its UIDVALIDITY and UID."""
    uidvalidity: int
    uid: int
    approvers: frozenset[str] = frozenset()
    """Who approved it so far by other ways (`mailroom approve`, the dashboard)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """A message ready to be sent, once, under this Message-ID."""

    message_id: str
    sender: str
    recipients: tuple[str, ...]
    raw: bytes
    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Hold:
    """It is not sent, and a person is told. `name` is stable; `detail` is for people and holds no secret."""

    name: str
    detail: str
    overridable: bool = False
    """Whether approving it once more, after the note, sends it."""


def approve(
    left: Left,
    drafted: Drafted,
    *,
    account: AccountSettings,
    own: Collection[str],
    secrets: Sequence[str],
    now: datetime,
) -> Outgoing | Hold:
    """The message to send, or why it is held. Pure.

    What the reviewer wrote is theirs; only what a person cannot have meant blocks: a lost cut line, other
    recipients, a loop to ourselves, a secret or canary in any common encoding, two parts that differ.
    `own` are all addresses that the program itself reads or answers from.
    """
    held = _unclear(left) or _recipients(left, drafted, own)
    if held is not None:
        return held
    text = sent_text(left, drafted)
    subject = mime.one_line(left.subject or drafted.subject, 400)
    if not text:
        return Hold(name="empty", detail="nothing is left above the cut line")
    if len(text) > MAX_SENT_CHARS:
        return Hold(name="too-long", detail=f"the text is longer than {MAX_SENT_CHARS} characters")
    if leaked := leak(f"{subject}\n{text}", secrets):
        return Hold(name="secret", detail=f"the text holds secret or canary number {leaked}")
    recipients = tuple(dict.fromkeys(a for t in left.to if (a := mime.clean_address(t.address)) is not None))
    message_id = artefact_id(drafted.digest, "sent", account)
    parent = [drafted.in_reply_to] if drafted.in_reply_to else []
    raw = mime.assembled(
        [
            mime.mailboxes("From", [(account.display_name or "", account.address)]),
            mime.mailboxes("To", [(t.name, t.address) for t in left.to]),
            mime.unstructured("Subject", subject),
            f"Message-ID: {message_id}",
            mime.message_ids("In-Reply-To", parent),
            mime.message_ids("References", drafted.references or parent),
        ],
        now,
        mime.text_part(text + "\n"),
    )
    return Outgoing(message_id=message_id, sender=account.address, recipients=recipients, raw=raw, text=text)


def sent_text(left: Left, drafted: Drafted) -> str:
    """The reply without markers. A text that nobody touched is sent exactly as it was written."""
    text = normal(left.text)
    if text == normal(drafted.marked_body):
        return normal(drafted.body)
    return normal(without_markers(text, drafted.markers))


def without_markers(text: str, highest: int) -> str:
    """Text without `[n]`, `[n][m]` and `[n, m]` for n up to `highest`, and without the space before them.

    Other brackets stay: `[12]` in a draft with three sources is the reviewer's own.
    """

    def strip(found: re.Match[str]) -> str:
        numbers = [int(n) for n in re.findall(r"\d{1,4}", found[0])]
        return "" if all(1 <= n <= highest for n in numbers) else found[0]

    return re.sub(r"[ \t\u00a0]{0,3}\[\d{1,4}(?:,[ ]?\d{1,4}){0,20}\]", strip, text)


def _unclear(left: Left) -> Hold | None:
    if not left.cut:
        return Hold(
            name="no-cut-line",
            detail="the cut line is missing, so nobody can tell what the customer gets; put it back",
        )
    if left.differs:
        return Hold(
            name="two-versions",
            detail="its text and HTML parts say different things; save the draft again in one format",
        )
    if left.attachments:
        names = ", ".join(mime.one_line(n, 80) for n in left.attachments[:5])
        return Hold(
            name="attachment", detail=f"it has files attached ({names}); send it by hand or take them out"
        )
    return None


def _recipients(left: Left, drafted: Drafted, own: Collection[str]) -> Hold | None:
    allowed = {_folded(a) for a in drafted.to}
    ours = {_folded(a) for a in own}
    if not left.to:
        return Hold(name="recipient", detail="it names nobody in To")
    for address in (*left.to, *left.others):
        folded = _folded(address.address)
        if folded not in allowed or mime.clean_address(address.address) is None:
            shown = mime.one_line(address.address, 200) or "an address that is none"
            return Hold(
                name="recipient",
                detail=f"{shown} is not whom the draft was for; send it by hand if you mean it",
            )
        if folded in ours:
            return Hold(name="loop", detail=f"{mime.one_line(folded, 200)} is one of our own addresses")
        if folded.partition("@")[0] in _MACHINES:
            return Hold(name="loop", detail=f"{mime.one_line(folded, 200)} is read by no person")
    return None


def _folded(address: str) -> str:
    return unicodedata.normalize("NFKC", address).strip().casefold()
