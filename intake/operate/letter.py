"""The report as a mail to the workflow's owner: a few lines to read, the page attached."""

import hashlib
from datetime import UTC, datetime

from intake.config import AccountSettings, Settings
from intake.deliver import mime
from intake.deliver.approve import Outgoing
from intake.errors import Misconfigured
from intake.operate.outcomes import WorkflowReport
from intake.operate.page import number, page, percent
from intake.operate.report import Report, hours_method


def sender_of(settings: Settings) -> AccountSettings:
    """The first account that can send. Raises Misconfigured where none can."""
    found = next((a for a in settings.accounts if a.smtp is not None), None)
    if found is None:
        raise Misconfigured(
            "report: no account has an smtp section, so no mail can be sent",
            mend="add accounts.NAME.smtp, or write the report to a file with --html",
        )
    return found


def letter(found: Report, to: str, *, account: AccountSettings, now: datetime) -> Outgoing:
    """The mail. The same period to the same person has the same Message-ID. Raises Misconfigured."""
    address = mime.clean_address(to)
    if address is None:
        raise Misconfigured(f"--mail {to}: is not an address", mend="write it as name@domain")
    mark = hashlib.sha256(f"{account.address}\0{address}\0{found.since}\0{found.until}".encode()).hexdigest()
    message_id = f"<mailroom.report.{mark[:40]}@{account.address.rpartition('@')[2]}>"
    text = summary(found)
    name = f"mailroom-report-{found.until:%Y-%m-%d}.html"
    raw = mime.assembled(
        [
            mime.mailboxes("From", [("Mailroom", account.address)]),
            mime.mailboxes("To", [("", address)]),
            mime.unstructured("Subject", f"Mailroom report, {found.since:%d %b} to {found.until:%d %b %Y}"),
            f"Message-ID: {message_id}",
            "Auto-Submitted: auto-generated",
        ],
        now.astimezone(UTC),
        mime.multipart("mixed", [mime.text_part(text), mime.file_part(page(found).encode(), name)], mark),
    )
    return Outgoing(message_id=message_id, sender=account.address, recipients=(address,), raw=raw, text=text)


def summary(found: Report) -> str:
    """The report in words, for the mail's text."""
    lines = [f"What the workflows did from {found.since:%d %B} to {found.until:%d %B %Y}.", ""]
    for w in found.workflows:
        if w.messages:
            lines += _lines(w)
    lines.append("Alerts:" if found.alerts else "No alerts.")
    lines += [f"- {a.text}{'' if a.ended_at is None else ' (over)'}" for a in found.alerts]
    lines += ["", "What changed:" if found.changes else "Nothing changed in configuration or knowledge."]
    lines += [f"- {c.text}" for c in found.changes]
    lines += ["", f"Hours: {hours_method(found)}.", "All figures with plots are in the attached page.", ""]
    return "\n".join(lines)


def _lines(w: WorkflowReport) -> list[str]:
    kpi = w.kpi
    told = "too few mails for a statement"
    if kpi.value is not None and kpi.interval is not None:
        told = f"{kpi.value:.1f} ({kpi.interval[0]:.1f} to {kpi.interval[1]:.1f}) {kpi.unit}, {kpi.measured}"
        told += "" if kpi.baseline is None else f"; before: {kpi.baseline:g}"
    return [
        w.workflow or "none of the workflows",
        f"  mails {w.messages}, drafted {w.drafted}, escalated {w.escalated}, failed {w.failed}",
        f"  accepted {percent(w.accepted)}; unchanged {w.accepted_unchanged}, edited {w.edited}, "
        f"rejected {w.rejected}",
        f"  {kpi.name}: {told}",
        f"  found wrong in samples: {percent(w.disagreement)}",
        f"  kept of edited drafts: {number(w.edit_similarity)}",
        f"  hours recovered {w.hours_recovered:.1f}, cost {w.cost:.2f}",
        "",
    ]
