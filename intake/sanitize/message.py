"""A whole mail: every text of it through the part that knows its kind, and one verdict."""

import re
from collections.abc import Collection, Sequence
from dataclasses import replace
from html import unescape
from unicodedata import category

from intake.mail import Address, Finding, ParsedMessage, Part, SanitizedDocument, SanitizedMessage, Verdict
from intake.sanitize.html import sanitize_html
from intake.sanitize.limits import Limits
from intake.sanitize.opinion import Opinions
from intake.sanitize.text import sanitize_text

ORDINARY = frozenset(
    [
        "comment",
        "d6-docprops",
        "d9-image-alt",
        "mso-conditional",
        "head-title-meta",
        "tracking-pixel",
        "media-mobile-only",
        "media-hide-desktop",
        "remote-style",
        "link-tracking",
        "attributes",
        "select-datalist",
        "soft-hyphen",
        "direction-mark",
        "alternative-part",
        "noscript-js-off",
        "link-redirector",
        "iframe-video-fallback",
        "svg-defs",
    ]
)
"""Techniques of any newsletter: taken out and reported, and no reason for caution by themselves."""
INSTRUCTION = 0.5
"""Likeness from which a text counts as an instruction to a machine."""
MAX_AUTHENTICATION = 20
"""Authentication-Results kept of a mail; each filter on its way may add one."""
PREHEADER_CHARS = 300
"""Inboxes show up to about 140 characters beside the subject; senders write about twice that at most."""
_ADDRESS = re.compile(r"(?:https?:)?//[^\s<>]{1,2000}", re.I)
"""A bare address is no sentence, and the detector was not trained on any."""
_TAG = re.compile(r"<(?:style|script)\b.{0,100000}?</(?:style|script)|<[^<>]{0,2000}>", re.S | re.I)


def sanitize(
    raw: bytes,
    *,
    limits: Limits = Limits(),  # noqa: B008
    opinions: Opinions | None = None,
) -> SanitizedMessage:
    """What a person sees of a mail. Pure: no network, no files, no clock; never raises.

    `opinions` is what a browser saw of the texts that `opinion.doubts` names.
    """
    from intake.parse import parse

    return sanitize_parsed(parse(raw), limits=limits, opinions=opinions)


def sanitize_parsed(
    parsed: ParsedMessage,
    *,
    limits: Limits = Limits(),  # noqa: B008
    opinions: Opinions | None = None,
) -> SanitizedMessage:
    """The same for a mail already taken apart."""
    from intake.parse import split_reply

    findings: list[Finding] = []
    ordinary: set[Finding] = set()
    texts: list[str] = []
    visible = uncertain = 0
    for part in parsed.body:
        where = f"part {part.path} {part.media_type}"
        if part.media_type in ("text/html", "application/xhtml+xml"):
            seen = (opinions or {}).get(part.path)
            view = sanitize_html(part.text or "", where=where, limits=limits, opinions=seen)
            texts.append(_marked(view.text, view.quoted))
            findings.extend(view.findings)
            ordinary.update(_preheader(view.findings, part.text or ""))
            visible += view.visible_chars
            uncertain += view.uncertain_chars
        else:
            text = part.text or ""
            if len(text) > limits.max_text_chars:
                findings.append(Finding.of("limit", text[limits.max_text_chars :], where, "withheld"))
                uncertain += len(text) - limits.max_text_chars
                text = text[: limits.max_text_chars]
            plain = sanitize_text(text, where=where)
            texts.append(plain.text)
            findings.extend(plain.findings)
            visible += len(plain.text)
    findings.extend(_alternatives(parsed, "\n".join(texts)))
    reply = split_reply("\n\n".join(t for t in texts if t.strip()))
    subject = _line(parsed.subject, "header Subject", findings)
    documents = tuple(_attachment(part, limits) for part in parsed.attachments[: limits.max_attachments])
    documents = tuple(replace(d, findings=tuple(_scored(list(d.findings)))) for d in documents)
    for part in parsed.attachments[limits.max_attachments :]:
        findings.append(  # noqa: PERF401
            Finding.of("limit", part.filename or part.media_type, f"part {part.path}", "withheld")
        )
    findings = _scored(findings)
    for text, where in ((subject, "header Subject"), (reply.written, "text"), (reply.quoted, "quoted"),
                        (reply.signature, "signature")):  # fmt: skip
        findings.extend(_visible_instructions(text, where))
    for document in documents:
        findings.extend(
            _visible_instructions(document.text, f"attachment {document.filename or document.media_type}")
        )
    total = visible + uncertain
    return SanitizedMessage(
        message_id=parsed.message_id, digest=parsed.digest, subject=subject,
        from_=_address(parsed.from_, "header From", findings),
        reply_to=tuple(_address(a, "header Reply-To", findings) for a in parsed.reply_to),
        to=tuple(_address(a, "header To", findings) for a in parsed.to),
        cc=tuple(_address(a, "header Cc", findings) for a in parsed.cc),
        date=parsed.date, in_reply_to=parsed.in_reply_to, references=parsed.references, automatic=parsed.automatic,  # noqa: E501
        text=reply.written.strip(), quoted=reply.quoted.strip(), signature=reply.signature.strip(),
        verdict=verdict(findings, documents, ordinary), findings=tuple(findings[: limits.max_findings]), attachments=documents,  # noqa: E501
        defects=parsed.defects, uncertain_share=uncertain / total if total else 0.0,
        authentication=parsed.all("Authentication-Results")[:MAX_AUTHENTICATION],
    )  # fmt: skip


def verdict(
    findings: list[Finding],
    documents: tuple[SanitizedDocument, ...],
    ordinary: Collection[Finding] = (),
) -> Verdict:
    """What the receipt amounts to. Refused files and hidden instructions are for a person.

    `ordinary` are findings of this mail that are no reason for caution, whatever their technique.
    """
    worst: Verdict = "clean"
    stack = list(documents)
    gathered = list(findings)
    while stack:
        document = stack.pop()
        if document.status == "refused":
            return "quarantined"
        gathered.extend(document.findings)
        stack.extend(document.attachments)
    for finding in gathered:
        if finding.action == "quarantined":
            return "quarantined"
        if finding.technique not in ORDINARY and finding not in ordinary:
            worst = "flagged"
    return worst


def _marked(text: str, spans: tuple[tuple[int, int], ...]) -> str:
    """Put `>` before the lines of a quotation, as plain text marks it, so that one seam-finder serves both."""  # noqa: E501
    if not spans:
        return text
    out, at, index = [], 0, 0
    for line in text.splitlines(keepends=True):
        end = at + len(line)
        while index < len(spans) and spans[index][1] <= at:
            index += 1
        inside = index < len(spans) and spans[index][0] < end and spans[index][0] <= at + 2
        out.append("> " + line if inside and line.strip() else line)
        at = end
    return "".join(out)


def _preheader(findings: Sequence[Finding], html: str) -> set[Finding]:
    """The findings of the short hidden line that inboxes show beside the subject.

    It may be hidden by several means at once, so the first hidden text and its neighbours within the
    opening of the body count. They keep their technique, and one that reads as an instruction is no
    longer among them once it is scored.
    """
    body = max(html.lower().find("<body"), 0)
    opening = " ".join(_TAG.sub(" ", unescape(html[body : body + 6000])).split())[:1000]
    out: set[Finding] = set()
    length = 0
    for finding in findings:
        if finding.action != "removed" or finding.technique in ORDINARY or "link" in finding.technique:
            continue
        start = " ".join(finding.text.split())[:20]
        # Senders pad the line with characters that nobody sees, so that no other text stands behind it.
        length += sum(not c.isspace() and category(c) not in {"Cf", "Mn"} for c in finding.text)
        if length >= PREHEADER_CHARS or start not in opening:
            break
        out.add(finding)
    return out


def _scored(findings: list[Finding]) -> list[Finding]:
    from intake.sanitize.instructions import likeness

    out = []
    for finding in findings:
        if (
            finding.action in ("removed", "withheld")
            and finding.text
            and not _ADDRESS.fullmatch(finding.text.strip())
        ):
            # Comments are notes of a template's makers to each other, in the imperative and never shown:
            # they are held to what holds for words that people read.
            found = likeness(finding.text, hidden=finding.technique != "comment")
            best = max((x.score for x in found), default=0.0)
            if best >= INSTRUCTION:
                technique = finding.technique
                finding = replace(finding, technique=technique, action="quarantined", score=best)
        out.append(finding)
    return out


def _visible_instructions(text: str, where: str) -> list[Finding]:
    from intake.sanitize.instructions import likeness

    return [
        Finding.of("instruction", text[x.start : x.end], where, "flagged", x.score)
        for x in likeness(text[:200_000])
        if x.score >= INSTRUCTION
    ][:10]


def _alternatives(parsed: ParsedMessage, shown: str) -> list[Finding]:
    """What the parts that no client shows say beside what is shown: the plain text of a HTML mail, AMP."""
    known = set(re.findall(r"\w+", shown.lower()))
    out = []
    for part in parsed.alternatives:
        if part.text is None:
            continue
        text = re.sub(
            r"<(?:style|script)\b[^<]{0,100000}</|<[^<>]{0,2000}>|https?://\S+",
            " ",
            part.text,
            flags=re.S | re.I,
        )
        lines = [
            x for x in text.splitlines() if x.strip() and not set(re.findall(r"\w+", x.lower())) <= known
        ]
        rest = " ".join(" ".join(lines).split())
        if not rest:
            continue
        new = [w for w in re.findall(r"\w+", rest.lower()) if w not in known]
        technique = "alternative-part" if len(new) > 12 else "attributes"
        out.append(Finding.of(technique, rest, f"part {part.path} {part.media_type}", "removed"))
    return out


def _line(text: str, where: str, findings: list[Finding]) -> str:
    view = sanitize_text(text, where=where)
    findings.extend(view.findings)
    return " ".join(view.text.split()) if "\n" in view.text else view.text


def _address(address: Address, where: str, findings: list[Finding]) -> Address:
    if address.name.isascii() and address.name.isprintable():
        return address
    return replace(address, name=_line(address.name, where, findings))


def _attachment(part: Part, limits: Limits) -> SanitizedDocument:
    from intake.sanitize.attachments import sanitize_document

    document = sanitize_document(
        part.payload, filename=part.filename, media_type=part.media_type, limits=limits
    )
    if document.filename and not document.filename.isascii():
        found: list[Finding] = []
        name = _line(document.filename, f"part {part.path} filename", found)
        document = replace(document, filename=name, findings=(*document.findings, *found))
    return document
