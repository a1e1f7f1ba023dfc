"""The receipt as a page: what a person sees beside what the agent gets, and what was taken out."""

import html
import re

from intake.mail import Finding, SanitizedDocument, SanitizedMessage

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; frame-src 'self'"
_STYLE = (
    "body{font:15px/1.5 system-ui,sans-serif;margin:24px;color:#1d2430;background:#fff}"
    ".two{display:grid;grid-template-columns:1fr 1fr;gap:20px}iframe{width:100%;height:640px;border:1px solid #b9c0cc}"  # noqa: E501
    "pre{white-space:pre-wrap;overflow-wrap:anywhere;border:1px solid #b9c0cc;padding:12px;margin:0;min-height:616px}"  # noqa: E501
    "table{border-collapse:collapse;width:100%;margin-top:20px}td,th{border:1px solid #d5dae2;padding:6px;text-align:left;"  # noqa: E501
    "vertical-align:top;overflow-wrap:anywhere}.quarantined{background:#fde2e1}.withheld{background:#fff3cd}"
)


def receipt_html(message: SanitizedMessage, raw: bytes) -> str:
    """One self-contained page without scripts or remote parts. The mail itself stands in a sandboxed frame."""  # noqa: E501
    rows = [_row(f) for f in message.findings]
    for document in message.attachments:
        rows += _document_rows(document)
    hidden = "".join(rows) or "<tr><td colspan=4>Nothing was taken out.</td></tr>"
    agent = html.escape(message.text)
    for name, text in (("Quoted", message.quoted), ("Signature", message.signature)):
        if text:
            agent += f"\n\n--- {name} ---\n{html.escape(text)}"
    for document in message.attachments:
        agent += f"\n\n--- {html.escape(document.filename or document.media_type)}: {document.status} ---\n{html.escape(document.text)}"  # noqa: E501
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" '  # noqa: E501
        f'content="{_POLICY}"><title>Receipt: {html.escape(message.subject)}</title><style>{_STYLE}</style></head><body>'  # noqa: E501
        f"<h1>{html.escape(message.subject) or 'No subject'}</h1><p>From {html.escape(message.from_.address)}. "  # noqa: E501
        f"Verdict: <b>{message.verdict}</b>.</p><div class=two><section><h2>A person sees</h2>"
        f'<iframe sandbox="" title="The mail as rendered" srcdoc="{html.escape(human_html(raw), quote=True)}"></iframe></section>'  # noqa: E501
        f"<section><h2>The agent gets</h2><pre>{agent}</pre></section></div><h2>Taken out or reported</h2><table>"  # noqa: E501
        f"<tr><th>Technique<th>Action<th>Where<th>Text</tr>{hidden}</table></body></html>"
    )


def human_html(raw: bytes) -> str:
    """The mail as a client renders it, under a policy that loads nothing. Only for a sandboxed frame."""
    from intake.parse import parse

    policy = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline' data:; img-src data:\">"  # noqa: E501
    shown = []
    for part in parse(raw).body:
        text = part.text or ""
        if part.media_type == "text/html":
            # The doctype must come first, or the frame renders in another mode than the mail.
            doctype = re.match(r"\s*<!doctype[^>]{0,300}>", text, re.I)
            cut = doctype.end() if doctype else 0
            shown.append(text[:cut] + policy + text[cut:])
        else:
            shown.append(policy + f"<pre style='white-space:pre-wrap'>{html.escape(text)}</pre>")
    return "".join(shown)


def _row(finding: Finding) -> str:
    cells = (finding.technique, finding.action, finding.where, finding.text)
    return f"<tr class={finding.action}>" + "".join(f"<td>{html.escape(c)}" for c in cells) + "</tr>"


def _document_rows(document: SanitizedDocument) -> list[str]:
    rows = [_row(f) for f in document.findings]
    for inner in document.attachments:
        rows += _document_rows(inner)
    return rows
