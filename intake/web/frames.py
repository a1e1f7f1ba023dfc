"""What stands in the two frames of a mail: the mail as a person sees it, and what the agent made of it."""

from typing import TYPE_CHECKING, Final

from fastapi.responses import HTMLResponse, Response

from intake.sanitize.receipt import human_html

if TYPE_CHECKING:
    from intake.mail import Finding, SanitizedMessage
    from intake.web.app import Desk

KEPT: Final = 32
"""Agent's views kept in memory; reading a mail again costs a parser process some time."""

# No script, no form, no connection, an origin of its own; links open nothing.
_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline' data:; img-src data:; font-src data:; "
    "form-action 'none'; base-uri 'none'; frame-ancestors 'self'"
)
_GONE: Final = (
    "<!doctype html><title>Gone</title><p style='font-family:sans-serif'>The mail itself is no longer kept "
    "(retention.raw). It lies in the mailbox, unless somebody removed it there."
)


def human_view(raw: bytes | None) -> Response:
    """The mail as a mail client renders it, under a policy that lets it do nothing and load nothing."""
    if raw is None:
        return HTMLResponse(_GONE, headers={"Content-Security-Policy": _POLICY})
    return HTMLResponse(human_html(raw), headers={"Content-Security-Policy": _POLICY})


def agent_view(desk: "Desk", digest: str) -> "SanitizedMessage | None":
    """What the pipeline sees of a mail, read in the limited process; None where its bytes are gone."""
    held = desk.read.get(digest)
    if held is not None:
        return held
    raw = desk.ledger.raw(digest)
    if raw is None:
        return None
    seen = desk.sanitizer.sanitize(raw)
    while len(desk.read) >= KEPT:
        desk.read.pop(next(iter(desk.read)), None)
    desk.read[digest] = seen
    return seen


def all_findings(seen: "SanitizedMessage") -> tuple["Finding", ...]:
    """What was taken out or reported in the mail and, at any depth, in its attachments."""
    found, waiting = list(seen.findings), list(seen.attachments)
    while waiting:
        document = waiting.pop(0)
        found += document.findings
        waiting += document.attachments
    return tuple(dict.fromkeys(found))
