"""What is laid into the mailbox for one mail: a draft, a note, or nothing."""

import hashlib
from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.config import AccountSettings, WorkflowSettings
from intake.deliver import mime
from intake.deliver.notes import MAX_ATTACHED_BYTES, Note, escalated_note, failed_note, quarantine_note
from intake.deliver.review import review_html, review_text
from intake.mail import Draft, Outcome, OutcomeKind, RawMessage, SanitizedMessage

KEYWORDS: Final[dict[OutcomeKind, str]] = {
    "drafted": "$MailroomDrafted",
    "escalated": "$MailroomEscalated",
    "quarantined": "$MailroomQuarantined",
    "ignored": "$MailroomIgnored",
    "failed": "$MailroomFailed",
}
"""Set on the original, where the server takes keywords."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Artefact:
    """A message to append to a folder, once: look for `message_id` there first."""

    kind: OutcomeKind
    folder: str
    """As the account's configuration names it."""
    message_id: str
    raw: bytes
    flags: tuple[str, ...]
    keyword: str
    """For the original, not for the artefact."""


def artefact(
    message: SanitizedMessage,
    outcome: Outcome,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    now: datetime,
    workflow: WorkflowSettings | None = None,
) -> Artefact | None:
    """The one artefact of an outcome; None for an ignored mail. Pure, and never raises on mail content.

    Its Message-ID depends on the original's bytes, the account and the kind alone, so a second run finds
    the first one's. `workflow` gives a note its suggested owner. An outcome `drafted` without a draft
    becomes an escalation note: something is better than silence.
    """
    kind: OutcomeKind = outcome.kind
    if kind == "ignored":
        return None
    if kind == "drafted" and outcome.draft is None:
        kind = "escalated"
    message_id = artefact_id(raw.digest, kind, account)
    headers = _headers(message, outcome, account=account, raw=raw, run_id=run_id, message_id=message_id)
    if kind == "drafted" and outcome.draft is not None:
        return Artefact(
            kind=kind,
            folder=account.folders.review,
            message_id=message_id,
            raw=_draft(message, outcome, outcome.draft, account, raw, run_id, now, headers),
            flags=("\\Draft",),
            keyword=KEYWORDS[kind],
        )
    note = _note(kind, message, outcome, account, raw, run_id, workflow)
    return Artefact(
        kind=kind,
        folder=account.folders.quarantine if kind == "quarantined" else account.folders.escalated,
        message_id=message_id,
        raw=_note_bytes(note, kind, account, raw, now, headers),
        flags=(),
        keyword=KEYWORDS[kind],
    )


def artefact_id(digest: str, kind: str, account: AccountSettings) -> str:
    """Message-ID of an artefact (or, with the kind `sent`, of the reply that is sent)."""
    mark = hashlib.sha256(f"{account.address}\0{kind}\0{digest}".encode()).hexdigest()[:40]
    domain = account.address.rpartition("@")[2]
    if not domain.replace(".", "").replace("-", "").isalnum():
        domain = "localhost"  # an address literal such as [::1] has no place in a message id
    return f"<mailroom.{kind}.{mark}@{domain}>"


def source_of(message_id: str | None, digest: str) -> str:
    """The value of X-Mailroom-Source: the Message-ID, or the digest where none fits a header."""
    if message_id and message_id.strip() and len(message_id) <= mime.MAX_HEADER_CHARS // 2:
        clean = mime.one_line(message_id)
        if clean:
            return clean
    return f"sha256:{digest}"


def thread_of(message: SanitizedMessage) -> list[str]:
    """References for an answer to this mail (RFC 5322, 3.6.4): its own chain, then itself."""
    chain = list(message.references) or ([message.in_reply_to] if message.in_reply_to else [])
    return [*chain, message.message_id] if message.message_id else chain


def _headers(
    message: SanitizedMessage,
    outcome: Outcome,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    message_id: str,
) -> list[str | None]:
    parent = [message.message_id] if message.message_id else []
    return [
        f"Message-ID: {message_id}",
        mime.message_ids("In-Reply-To", parent),
        mime.message_ids("References", thread_of(message)),
        mime.unstructured("X-Mailroom-Source", source_of(message.message_id, raw.digest)),
        f"X-Mailroom-Digest: sha256:{raw.digest}",
        mime.unstructured("X-Mailroom-Run", mime.one_line(run_id, 200)),
        mime.unstructured("X-Mailroom-Workflow", mime.one_line(outcome.workflow or "none", 100)),
        f"X-Mailroom-Outcome: {outcome.kind}",
    ]


def _draft(
    message: SanitizedMessage,
    outcome: Outcome,
    draft: Draft,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    now: datetime,
    headers: list[str | None],
) -> bytes:
    text = review_text(message, outcome, draft, account=account, raw=raw, run_id=run_id)
    markers = max((c.n for claim in draft.claims for c in claim.citations), default=0)
    return mime.assembled(
        [
            mime.mailboxes("From", [(account.display_name or "", account.address)]),
            mime.mailboxes("To", [("", a) for a in draft.to]),
            mime.unstructured("Subject", draft.subject or "Re:"),
            *headers,
            f"X-Mailroom-Markers: {markers}",
        ],
        now,
        mime.multipart(
            "alternative", [mime.text_part(text.whole), mime.text_part(review_html(text), "html")], raw.digest
        ),
    )


def _note(
    kind: OutcomeKind,
    message: SanitizedMessage,
    outcome: Outcome,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    workflow: WorkflowSettings | None,
) -> Note:
    if kind == "quarantined":
        return quarantine_note(message, outcome, account=account, raw=raw, run_id=run_id, workflow=workflow)
    if kind == "failed":
        return failed_note(message, outcome, account=account, raw=raw, run_id=run_id, workflow=workflow)
    return escalated_note(message, outcome, account=account, raw=raw, run_id=run_id, workflow=workflow)


def _note_bytes(
    note: Note,
    kind: OutcomeKind,
    account: AccountSettings,
    raw: RawMessage,
    now: datetime,
    headers: list[str | None],
) -> bytes:
    text = mime.text_part(note.text)
    if kind == "quarantined" and len(raw.raw) <= MAX_ATTACHED_BYTES:
        # Neither message/rfc822 nor .eml: no client renders it, no server indexes it, a click shows text.
        attached = mime.file_part(raw.raw, f"quarantined-{raw.digest[:12]}.eml.txt")
        body = mime.multipart("mixed", [text, attached], raw.digest)
    else:
        body = text
    return mime.assembled(
        [
            mime.mailboxes("From", [("Mailroom", account.address)]),
            mime.mailboxes("To", [(account.display_name or "", account.address)]),
            mime.unstructured("Subject", note.subject),
            *headers,
            # Should it ever come back into a watched folder, everybody knows it for a machine's (RFC 3834).
            "Auto-Submitted: auto-generated",
            "X-Auto-Response-Suppress: All",
        ],
        now,
        body,
    )
