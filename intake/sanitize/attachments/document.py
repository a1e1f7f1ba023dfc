"""One attachment, from bytes of any kind to what a person sees of it."""

from collections.abc import Sequence
from dataclasses import replace

from intake.mail import Finding, SanitizedDocument, Status
from intake.sanitize.attachments.names import lies
from intake.sanitize.attachments.reader import (
    MAX_DEPTH,
    Budget,
    Page,
    Reader,
    Source,
    Stopped,
    Unreadable,
)
from intake.sanitize.limits import Limits

INSTRUCTION = "instruction"
"""Technique of visible text that addresses a machine."""


def sanitize_document(
    data: bytes,
    *,
    filename: str | None,
    media_type: str | None,
    limits: Limits = Limits(),  # noqa: B008
) -> SanitizedDocument:
    """What a person sees of one document. Never raises; pure: no network, no files, no clock.

    Only where `limits.ocr_s` allows it, Tesseract is started for pictures.

    `media_type` is what the sender claims; the content decides, and a lie is in the findings.
    """
    return _document(data, filename, media_type, Budget(ocr_s=limits.ocr_s), 0)


def _document(
    data: bytes, filename: str | None, claimed: str | None, budget: Budget, depth: int
) -> SanitizedDocument:
    label = (claimed or "").split(";")[0].strip().lower()
    page = Page(budget)
    status: Status = "read"
    reason: str | None = None
    media_type = label or "application/octet-stream"
    try:
        budget.documents -= 1
        if budget.documents < 0 or depth > MAX_DEPTH:
            raise Unreadable("limit: too many documents inside each other")
        if not data:
            raise Unreadable("empty")
        reader, media_type = _reader(data, filename, label)
        page.extend(lies(data, filename, label, media_type, reader.extensions if reader else ()))
        if reader is None:
            raise Stopped("skipped", "unknown type")

        def nested(inner: bytes, name: str | None, kind: str | None) -> SanitizedDocument:
            return _document(inner, name, kind, budget, depth + 1)

        reader.read(
            Source(data=data, filename=filename, media_type=media_type, nested=nested, budget=budget), page
        )
    except Stopped as stop:
        status, reason = stop.status, stop.reason
        if status == "refused":
            page.extend((Finding.of("refused-file", filename or media_type, reason, "quarantined"),))
    except MemoryError:
        status, reason = "unreadable", "limit: memory"
    except RecursionError:
        status, reason = "unreadable", "limit: nesting"
    except Exception as exc:  # noqa: BLE001 - the one door of hostile documents and foreign parsers
        status, reason = "unreadable", f"damaged ({type(exc).__name__})"
    keep = status == "read"
    text = page.text if keep else ""
    return SanitizedDocument(
        filename=filename,
        media_type=page.media_type or media_type,
        size=len(data),
        status=status,
        reason=reason,
        text=text,
        findings=_judged(page, text, filename),
        attachments=tuple(page.attachments),
        blocks=tuple(page.blocks) if keep else (),
        markup=page.markup if keep else None,
    )


def _reader(data: bytes, filename: str | None, claimed: str) -> tuple[Reader | None, str]:
    from intake.sanitize.attachments.registry import readers

    extension = (filename or "").rpartition(".")[2].lower() if "." in (filename or "") else ""
    for reader in readers():
        media_type = reader.sniff(data, extension, claimed)
        if media_type:
            return reader, media_type
    return None, "application/octet-stream"


def _judged(page: Page, text: str, filename: str | None) -> tuple[Finding, ...]:
    """The receipt, with hidden instructions raised to `quarantined` and visible ones flagged."""
    from intake.sanitize.instructions import likeness

    findings: list[Finding] = []
    for one in page.findings:
        if one.action in {"removed", "withheld"} and one.text and one.score is None:
            scores = [found.score for found in likeness(one.text, hidden=True)]
            if scores:
                one = replace(one, action="quarantined", score=max(scores))
        findings.append(one)
    if page.unseen:
        findings.append(Finding.of("more-findings", f"{page.unseen} more", filename or "document", "flagged"))
    findings += _visible(text, filename)
    return tuple(findings)


def _visible(text: str, filename: str | None) -> Sequence[Finding]:
    from intake.sanitize.instructions import likeness

    where = f"attachment {filename}" if filename else "attachment"
    return [
        Finding.of(INSTRUCTION, text[one.start : one.end], where, "flagged", one.score)
        for one in likeness(text[:200_000])[:20]
    ]
