"""The text of a draft in the review folder: the reply, a cut line, and what the reviewer should know."""

import html
import re
from dataclasses import dataclass
from typing import Final

from intake.config import AccountSettings
from intake.deliver.mime import one_line, several_lines
from intake.mail import Draft, Finding, Outcome, RawMessage, SanitizedMessage
from intake.parse.authentication import checked_by

CUT_TOKEN: Final = "mailroom-cut"  # noqa: S105 - a mark in a text, not a secret
CUT_LINE: Final = f"~~~~ {CUT_TOKEN}: from here on for the reviewer, never sent ~~~~"
"""Short enough that no client wraps it (RFC 3676 wraps at 66 to 78)."""
REF_TOKEN: Final = "mailroom-ref:"  # noqa: S105 - the same

MAX_BODY_CHARS: Final = 50_000
MAX_QUOTE_CHARS: Final = 600
MAX_LISTED: Final = 20
"""Findings, passages or notes shown; the rest is counted."""

_SCHEME = re.compile(r"(?i)\b(h)tt(ps?)://")
_TOKEN_IN_TEXT = re.compile(r"(?i)mailroom-(cut|ref)")


@dataclass(frozen=True, slots=True, kw_only=True)
class ReviewText:
    """Both halves of a draft's text."""

    reply: str
    """With its numbered markers."""
    below: str
    """From the cut line on."""

    @property
    def whole(self) -> str:
        return f"{self.reply}\n\n{self.below}"


def review_text(
    message: SanitizedMessage,
    outcome: Outcome,
    draft: Draft,
    *,
    account: AccountSettings,
    raw: RawMessage,
    run_id: str,
) -> ReviewText:
    """The reply above the cut line, sources and remarks below. All strangers' words are one-lined there."""
    reply = several_lines(draft.marked_body or draft.body, MAX_BODY_CHARS).rstrip()
    reply = without_tokens(reply)
    blocks = [
        CUT_LINE,
        _block("Sources", _sources(draft)),
        _block("What you should know", _remarks(message, outcome, draft, account)),
        _block("How to go on", _next_steps(account)),
        f"{REF_TOKEN} {raw.digest}\nrun: {one_line(run_id, 200)}",
    ]
    return ReviewText(reply=reply, below="\n\n".join(b for b in blocks if b) + "\n")


def without_tokens(reply: str) -> str:
    """A reply in which no word is our cut line's, so that a greeting or a source cannot end it early."""
    return _TOKEN_IN_TEXT.sub(lambda m: f"mailroom {m[1]}", reply)


def review_html(text: ReviewText) -> str:
    """The same text as HTML: escaped, without any address that a client would load."""
    paragraphs = "\n".join(f"<p>{_escaped(p)}</p>" for p in re.split(r"\n{2,}", text.reply) if p.strip())
    cut, _, rest = text.below.partition("\n")
    return (
        '<!DOCTYPE html>\n<html><head><meta charset="utf-8"></head><body>\n'
        f"{paragraphs}\n<p>{_escaped(cut)}</p>\n"
        f'<div style="color:#555">{_escaped(rest.strip())}</div>\n</body></html>\n'
    )


def defanged(text: str, limit: int = MAX_QUOTE_CHARS) -> str:
    """A stranger's words on one line, with links that no client makes clickable."""
    return _SCHEME.sub(r"\1xx\2://", one_line(text, limit)).replace("www.", "www[.]")


def finding_line(finding: Finding) -> str:
    """One finding for people: what was done, where, and the text concerned."""
    words = f': "{defanged(finding.text, 200)}"' if finding.text.strip() else ""
    return f"{finding.action}: {one_line(finding.technique, 60)} in {one_line(finding.where, 120)}{words}"


def sender_lines(message: SanitizedMessage, account: AccountSettings) -> list[str]:
    """Who wrote, where an answer goes, and what the receiving server says about it."""
    name = f'"{defanged(message.from_.name, 100)}" ' if message.from_.name.strip() else ""
    lines = [f"From {name}<{one_line(message.from_.address, 320) or 'no address'}>"]
    others = [a for a in message.reply_to if a.address and a.address.lower() != message.from_.address.lower()]
    for other in others[:3]:
        domain = "" if other.domain == message.from_.domain else ", a different domain"
        lines.append(f"The answer goes to <{one_line(other.address, 320)}>, as the sender asks{domain}")
    return [*lines, *_authentication(message, account.authserv_id)]


def _authentication(message: SanitizedMessage, believed: str | None) -> list[str]:
    if believed is None:
        if not message.authentication:
            return []
        said = defanged(message.authentication[0], 300)
        return [f"Authentication, by whoever wrote it (no authserv_id is configured): {said}"]
    checked = checked_by(believed, message.authentication)
    said = "nothing" if not checked else ", ".join(map(str, checked))
    return [f"Authentication, by {one_line(believed, 100)}: {defanged(said, 300)}"]


def bullets(lines: list[str], limit: int = MAX_LISTED) -> str:
    shown = [f"- {line}" for line in lines[:limit]]
    if len(lines) > limit:
        shown.append(f"- and {len(lines) - limit} more")
    return "\n".join(shown)


def _block(title: str, body: str) -> str:
    return f"{title}\n{body}" if body else ""


def _sources(draft: Draft) -> str:
    seen: dict[int, str] = {}
    for claim in draft.claims:
        for c in claim.citations:
            place = ", ".join(one_line(p, 200) for p in (c.title, c.location) if p)
            head = f"[{c.n}] {one_line(c.source, 300)}" + (f" ({place})" if place else "")
            entry = seen.get(c.n)
            quote = f'    "{one_line(c.quote, MAX_QUOTE_CHARS)}"'
            if entry is None:
                seen[c.n] = f"{head}\n{quote}"
            elif quote not in entry and entry.count("\n") < MAX_LISTED:
                seen[c.n] = f"{entry}\n{quote}"
    return "\n".join(seen[n] for n in sorted(seen))


def _remarks(message: SanitizedMessage, outcome: Outcome, draft: Draft, account: AccountSettings) -> str:
    lines = [f"Workflow {one_line(outcome.workflow or 'none', 100)}, confidence {outcome.confidence:.0%}"]
    lines += sender_lines(message, account)
    if not draft.to:
        lines.append("The mail names no address to answer: put one in before you send")
    lines += [f"Found {one_line(f.name, 60)}: {defanged(f.value, 200)}" for f in outcome.contract.fields]
    if outcome.contract.missing:
        lines.append(
            "Missing, and asked for: " + ", ".join(one_line(m, 60) for m in outcome.contract.missing)
        )
    unsupported = [c for c in draft.claims if not c.supported]
    lines += [f'No source for: "{defanged(c.text, 300)}"' for c in unsupported]
    lines += [defanged(n, 400) for n in draft.notes]
    lines += [
        f'Left out, not supported ({one_line(c.verdict or "no source", 60)}): "{defanged(c.text, 200)}"'
        for c in outcome.dropped
    ]
    findings = list(dict.fromkeys([*message.findings, *outcome.findings]))
    lines += [f"Hidden or suspicious, {finding_line(f)}" for f in findings]
    if message.uncertain_share:
        lines.append(
            f"{message.uncertain_share:.0%} of the mail's text was withheld: it may be invisible to people"
        )
    lines += [
        f"Attachment {defanged(a.filename or a.media_type, 120)}: {a.status}"
        + (f" ({one_line(a.reason, 200)})" if a.reason else "")
        for a in message.attachments
    ]
    return bullets(lines, 2 * MAX_LISTED)


def _next_steps(account: AccountSettings) -> str:
    folders = account.folders
    return bullets(
        [
            "Edit the text above the cut line as you like, and leave the cut line in place",
            f"Move it to {one_line(folders.approved, 100)} to approve it, "
            f"to {one_line(folders.rejected, 100)} to refuse it",
            "Where sending is off, send it yourself: without the markers and all from the cut line on",
            "If it belongs to another workflow, write #wrong-workflow and its name above before you move it",
        ]
    )


def _escaped(text: str) -> str:
    return html.escape(text, quote=True).replace("\n", "<br>\n").replace("  ", "&nbsp; ")
