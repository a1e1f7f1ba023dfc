"""The JSON that scripts rely on: what `inspect` and `draft` print, and what the ledger keeps."""

from typing import Any

from intake.mail.document import SanitizedDocument
from intake.mail.finding import Finding
from intake.mail.message import SanitizedMessage
from intake.mail.reply import Claim, Draft, Outcome


def message_json(message: SanitizedMessage, *, path: str = "") -> dict[str, Any]:
    """Section 3 of the contract: a mail as a person sees it, with its receipt."""
    return {
        "path": path,
        "message_id": message.message_id,
        "subject": message.subject,
        "from": {"name": message.from_.name, "address": message.from_.address},
        "date": message.date.isoformat() if message.date else None,
        "text": message.text,
        "quoted": message.quoted,
        "signature": message.signature,
        "verdict": message.verdict,
        "findings": [finding_json(f) for f in message.findings],
        "attachments": [document_json(a) for a in message.attachments],
    }


def document_json(document: SanitizedDocument) -> dict[str, Any]:
    return {
        "filename": document.filename,
        "media_type": document.media_type,
        "size": document.size,
        "status": document.status,
        "reason": document.reason,
        "text": document.text,
        "findings": [finding_json(f) for f in document.findings],
        "attachments": [document_json(a) for a in document.attachments],
    }


def finding_json(finding: Finding) -> dict[str, Any]:
    out: dict[str, Any] = {
        "technique": finding.technique,
        "text": finding.text,
        "where": finding.where,
        "action": finding.action,
    }
    if finding.score is not None:
        out["score"] = round(finding.score, 4)
    return out


def outcome_json(message: SanitizedMessage, outcome: Outcome) -> dict[str, Any]:
    """Section 5 of the contract: what one mail became."""
    return {
        "message_id": message.message_id,
        "outcome": outcome.kind,
        "reason": outcome.reason,
        "workflow": outcome.workflow,
        "confidence": round(outcome.confidence, 4),
        "fields": {f.name: f.value for f in outcome.contract.fields},
        "missing": list(outcome.contract.missing),
        "draft": draft_json(outcome.draft) if outcome.draft else None,
        "findings": [finding_json(f) for f in outcome.findings],
        "model": {
            "name": outcome.model.name,
            "input_tokens": outcome.model.input_tokens,
            "output_tokens": outcome.model.output_tokens,
            "cost": outcome.model.cost,
        },
        "duration_ms": round(outcome.duration_ms, 2),
    }


def draft_json(draft: Draft) -> dict[str, Any]:
    return {
        "to": list(draft.to),
        "subject": draft.subject,
        "in_reply_to": draft.in_reply_to,
        "references": list(draft.references),
        "body": draft.body,
        "claims": [claim_json(c) for c in draft.claims],
        "notes": list(draft.notes),
    }


def claim_json(claim: Claim) -> dict[str, Any]:
    return {
        "text": claim.text,
        "citations": [
            {"n": c.n, "source": c.source, "start": c.start, "end": c.end, "quote": c.quote}
            for c in claim.citations
        ],
        "supported": claim.supported,
        "verdict": claim.verdict,
    }
