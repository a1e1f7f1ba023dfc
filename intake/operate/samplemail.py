"""The weekly sample as mails: each outcome beside its mail, to be judged by moving or by a line."""

import hashlib
from datetime import UTC, datetime
from typing import Final

from intake.config import AccountSettings, Settings
from intake.deliver import mime
from intake.ledger import Ledger, Row
from intake.ledger.records import result_of
from intake.operate.sample import sample
from intake.ports import Mailbox

WEEK_S: Final = 7 * 86_400.0
MAX_ROWS: Final = 200_000
MAX_TEXT: Final = 4000


def lay_sample(mailbox: Mailbox, account: AccountSettings, settings: Settings, ledger: Ledger) -> int:
    """Lay last week's sample of one account into its Sample folder; how many are new there.

    The week's number is the seed and each mail has an id of its own, so a second run lays nothing twice.
    """
    now = ledger.now()
    rows = [r for r in ledger.rows(since=now - WEEK_S, limit=MAX_ROWS) if r.account == account.name]
    week = datetime.fromtimestamp(now, UTC).isocalendar()
    drawn = sample(rows, seed=week.year * 100 + week.week, margin=settings.quality.sample_margin)
    mailbox.ensure_folders([account.folders.sample])
    laid = 0
    for stratum in drawn.strata:
        for row in stratum.drawn:
            mark = hashlib.sha256(
                f"{account.address}\0{row.digest}\0{week.year}-{week.week}".encode()
            ).hexdigest()
            ident = f"<mailroom.sample.{mark[:40]}@{account.address.rpartition('@')[2]}>"
            if mailbox.find(account.folders.sample, ident):
                continue
            mailbox.append(account.folders.sample, sample_mail(row, account, ident, now, drawn.margin))
            laid += 1
    return laid


def sample_mail(row: Row, account: AccountSettings, ident: str, now: float, margin: float | None) -> bytes:
    """One outcome for a person to look at. Strangers' words stand on lines of their own, without links."""
    draft = result_of(row).get("draft") or {}
    lines = [
        "One of last week's outcomes, drawn by chance. Was it right?",
        "",
        f"mail      {row.id}",
        f"from      {mime.one_line(row.sender, 300)}",
        f"subject   {mime.one_line(row.subject, 300)}",
        f"workflow  {row.workflow or 'none of them'}",
        f"outcome   {row.outcome}",
        f"reason    {mime.one_line(row.reason or '', 400)}",
        "",
        "Say so:",
        f"  mailroom sample --ok {row.id}",
        f"  mailroom sample --wrong {row.id} [--workflow NAME]",
        "",
    ]
    if draft.get("body"):
        lines += ["The draft:", "", mime.several_lines(str(draft["body"]), MAX_TEXT), ""]
    if margin is not None:
        lines.append(f"All of this week's sample together tell a share to within {margin:.0%}, at 95 %.")
    return mime.assembled(
        [
            mime.mailboxes("From", [("Mailroom", account.address)]),
            mime.mailboxes("To", [("", account.address)]),
            mime.unstructured("Subject", f"Sample: {row.outcome}, {mime.one_line(row.subject, 200)}"),
            f"Message-ID: {ident}",
            f"X-Mailroom-Digest: sha256:{row.digest}",
            "Auto-Submitted: auto-generated",
        ],
        datetime.fromtimestamp(now, UTC),
        mime.text_part("\n".join(lines)),
    )
