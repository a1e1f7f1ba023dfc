"""Notes to the people of the account: an escalation, a quarantined mail, a mail that was given up."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from intake.config import AccountSettings, WorkflowSettings
from intake.deliver import mime
from intake.deliver.mime import one_line, several_lines
from intake.deliver.review import bullets, defanged, finding_line, sender_lines
from intake.mail import Outcome, RawMessage, SanitizedMessage

MAX_EXCERPT_CHARS: Final = 3000
"""Of the mail's visible text: enough to decide who takes it."""
MAX_PASSAGES: Final = 3
MAX_ATTACHED_BYTES: Final = 10_000_000
"""A larger original is not repeated in its note; it still lies where it came in."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Note:
    """Subject and plain text; notes have no HTML, there is nothing in them to format."""

    subject: str
    text: str


def escalated_note(
    message: SanitizedMessage,
    outcome: Outcome,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    workflow: WorkflowSettings | None = None,
) -> Note:
    """Why a person is needed, what was found, and what to do next."""
    blocks = [
        ("Reason", defanged(outcome.reason or "no draft could be written", 500)),
        ("Next step", bullets(_next_steps(message, outcome, workflow))),
        ("What was found", bullets(_found(message, outcome, account))),
        ("Questions", _questions(outcome)),
        ("Their mail, as a person sees it", _excerpt(message)),
        ("Where it lies", _place(message, account, raw, run_id)),
    ]
    return Note(subject=f"[Escalated] {one_line(message.subject, 200)}", text=_text(blocks))


def quarantine_note(
    message: SanitizedMessage,
    outcome: Outcome,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    workflow: WorkflowSettings | None = None,
) -> Note:
    """What was hidden in a mail. Its text is not repeated beyond the findings; the original is attached."""
    steps = [
        "Read the findings before you open the original",
        "If the mail is honest, answer it by hand; nothing was drafted",
        "The attached file holds the original's exact bytes under a name that no program opens as a mail",
    ]
    if raw.truncated:
        steps[2] = "The original is too large and was not read; what is attached are its headers"
    elif len(raw.raw) > MAX_ATTACHED_BYTES:
        steps[2] = "The original is too large to be attached; it lies where it came in"
    blocks = [
        ("Reason", defanged(outcome.reason or "hidden text that reads as an instruction", 500)),
        ("Next step", bullets([*steps, *_owner(workflow)])),
        ("What was found", bullets(_found(message, outcome, account))),
        ("Where it lies", _place(message, account, raw, run_id)),
    ]
    return Note(subject=f"[Quarantine] {one_line(message.subject, 200)}", text=_text(blocks))


def failed_note(
    message: SanitizedMessage,
    outcome: Outcome,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
    workflow: WorkflowSettings | None = None,
) -> Note:
    """A dead letter: it was tried as often as configured, and a person takes over."""
    blocks = [
        ("Reason", defanged(outcome.reason or "it could not be processed", 500)),
        (
            "Next step",
            bullets(
                [
                    "Answer it by hand, or mend the cause and run `mailroom retry` with the id below",
                    "`mailroom dead-letters` lists all that wait like this",
                    *_owner(workflow),
                ]
            ),
        ),
        ("What was found", bullets(_found(message, outcome, account))),
        ("Where it lies", _place(message, account, raw, run_id)),
    ]
    return Note(subject=f"[Failed] {one_line(message.subject, 200)}", text=_text(blocks))


@dataclass(frozen=True, slots=True, kw_only=True)
class HeldNote:
    """A note about a draft that was approved and not sent."""

    note: Note
    digest: str
    account: AccountSettings

    def message(self, message_id: str, now: datetime) -> bytes:
        """Its bytes. X-Mailroom-Held names the draft; so nobody counts it as an artefact of a mail."""
        account = self.account
        return mime.assembled(
            [
                mime.mailboxes("From", [("Mailroom", account.address)]),
                mime.mailboxes("To", [(account.display_name or "", account.address)]),
                mime.unstructured("Subject", self.note.subject),
                f"Message-ID: {message_id}",
                f"X-Mailroom-Held: sha256:{self.digest}",
                "Auto-Submitted: auto-generated",
                "X-Auto-Response-Suppress: All",
            ],
            now,
            mime.text_part(self.note.text),
        )


def held_note(
    subject: str, reason: str, overridable: bool, digest: str, account: AccountSettings
) -> HeldNote:
    """Why an approved draft was not sent, and what to do about it."""
    again = f"Move the draft to {one_line(account.folders.approved, 100)} once more to send it all the same"
    review = one_line(account.folders.review, 100)
    mended = f"Mend the draft in {review}, then approve it again, or send it by hand"
    text = _text(
        [
            ("Reason", f"This draft was approved and not sent: {one_line(reason, 600)}"),
            ("Next step", bullets([again if overridable else mended])),
            ("Which", bullets([one_line(subject, 300), f"answers sha256:{digest}"])),
        ]
    )
    return HeldNote(
        note=Note(subject=f"[Not sent] {one_line(subject, 200)}", text=text), digest=digest, account=account
    )


def _next_steps(message: SanitizedMessage, outcome: Outcome, workflow: WorkflowSettings | None) -> list[str]:
    steps = []
    if workflow is not None and workflow.route_to:
        steps.append(f"Hand it to {one_line(workflow.route_to, 200)}")
    if outcome.contract.missing:
        steps.append("Ask for " + ", ".join(one_line(m, 60) for m in outcome.contract.missing))
    if any(not q.passages or q.answerable < 0.5 for q in outcome.questions):
        steps.append("Answer by hand, and add what was missing to the knowledge folder")
    if not steps:
        steps.append("Read the mail and answer it by hand")
    return [*steps, *_owner(workflow)]


def _owner(workflow: WorkflowSettings | None) -> list[str]:
    return (
        [f"Suggested owner: {one_line(workflow.owner, 320)} (workflow {workflow.name})"] if workflow else []
    )


def _found(message: SanitizedMessage, outcome: Outcome, account: AccountSettings) -> list[str]:
    lines = sender_lines(message, account)
    if outcome.workflow:
        lines.append(f"Workflow {one_line(outcome.workflow, 100)}, confidence {outcome.confidence:.0%}")
    classification = outcome.classification
    if classification is not None and classification.alternatives:
        near = ", ".join(f"{one_line(n, 60)} {p:.0%}" for n, p in classification.alternatives[:3])
        lines.append(f"Also near: {near}")
    lines += [f"Stopped by {one_line(s.kind, 60)}: {one_line(s.reason, 300)}" for s in outcome.contract.stops]
    lines += [f"Found {one_line(f.name, 60)}: {defanged(f.value, 200)}" for f in outcome.contract.fields]
    if outcome.contract.missing:
        lines.append("Missing: " + ", ".join(one_line(m, 60) for m in outcome.contract.missing))
    lines += [finding_line(f) for f in dict.fromkeys([*message.findings, *outcome.findings])]
    if message.uncertain_share:
        lines.append(f"{message.uncertain_share:.0%} of its text may be invisible to people and was withheld")
    lines += [
        f"Attachment {defanged(a.filename or a.media_type, 120)}: {a.status}"
        + (f" ({one_line(a.reason, 200)})" if a.reason else "")
        for a in message.attachments
    ]
    lines += [f'Left out, not supported: "{defanged(c.text, 200)}"' for c in outcome.dropped]
    return lines


def _questions(outcome: Outcome) -> str:
    parts = []
    for question in outcome.questions[:20]:
        lines = [f'- "{defanged(question.text, 300)}" (answerable: {question.answerable:.0%})']
        for p in question.passages[:MAX_PASSAGES]:
            place = f", {one_line(p.location, 100)}" if p.location else ""
            lines.append(f"    near: {one_line(p.source, 300)}{place}: {one_line(p.text, 240)}")
        parts.append("\n".join(lines))
    return "\n".join(parts)


def _excerpt(message: SanitizedMessage) -> str:
    text = several_lines(message.text, MAX_EXCERPT_CHARS).strip()
    return "\n".join(f"> {defanged(line, 500)}".rstrip() for line in text.split("\n")) if text else ""


def _place(message: SanitizedMessage, account: AccountSettings, raw: RawMessage, run_id: str) -> str:
    lines = [
        f"Folder {one_line(raw.folder, 200)} of {account.address}, UID {raw.uid}, {raw.size} bytes, "
        f"received {raw.received_at:%Y-%m-%d %H:%M} UTC",
        f"Message-ID {one_line(message.message_id or 'none', 300)}",
        f"sha256:{raw.digest}",
        f"run {one_line(run_id, 200)}",
    ]
    if raw.truncated:
        lines.append(f"Larger than {account.max_bytes} bytes: only its headers were read")
    return bullets(lines)


def _text(blocks: list[tuple[str, str]]) -> str:
    return "\n\n".join(f"{title}\n{body}" for title, body in blocks if body) + "\n"
