"""How alerts reach a person: log, note in the mailbox, mail, signed webhook; and how they are listed."""

import hashlib
import hmac
import json
import time
from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from sqlalchemy import select

from intake.config import AccountSettings, Settings
from intake.errors import MailroomError
from intake.ledger import Ledger
from intake.ledger.tables import alerts
from intake.operate.alerts import Alert
from intake.ports import Mailbox

TIMEOUT_S = 10.0


def listed(ledger: Ledger, *, limit: int = 1000) -> list[tuple[Alert, float | None]]:
    """Every alert and when it ended (seconds since 1970, None while it lasts), newest first."""
    query = select(alerts).order_by(alerts.c.ended_at.is_not(None), alerts.c.since.desc()).limit(limit)
    with ledger.engine.connect() as db:
        return [
            (Alert(key=r.key, text=r.text, since=r.since, over=r.ended_at is not None), r.ended_at)
            for r in db.execute(query)
        ]


def signature(secret: str, timestamp: str, body: bytes) -> str:
    """HMAC-SHA256 (RFC 2104) over the timestamp's characters and the body, in hexadecimal.

    The time is signed too, so that a receiver can refuse what was recorded and sent again.
    """
    return hmac.new(secret.encode(), timestamp.encode("ascii") + body, hashlib.sha256).hexdigest()


def send(
    settings: Settings,
    told: Sequence[Alert],
    log: Callable[[str], None],
    mailbox: Callable[[AccountSettings], Mailbox] | None = None,
) -> list[tuple[Alert, str]]:
    """Tell the log, the first account's escalation folder, `alerts.mail_to` and the webhook.

    What could not be told comes back with its reason. Told twice is once in the mailbox: the note's
    Message-ID is computed from the alert, and looked for first.
    """
    for alert in told:
        log(f"alert {alert.key}: {alert.text}")
    found = _ways(settings, told, mailbox) if told else {}
    return [one for failed in found.values() for one in failed]


def send_test(
    settings: Settings, *, now: float, mailbox: Callable[[AccountSettings], Mailbox] | None = None
) -> dict[str, str | None]:
    """Send one alert marked as a test each way that alerts go; way to its failure, None where it arrived.

    Raises Misconfigured where the webhook's secret is not there.
    """
    test = Alert(key="test", text="a test of the alerts", since=now)
    return {way: failed[0][1] if failed else None for way, failed in _ways(settings, [test], mailbox).items()}


def _ways(
    settings: Settings, told: Sequence[Alert], mailbox: Callable[[AccountSettings], Mailbox] | None
) -> dict[str, list[tuple[Alert, str]]]:
    """Each way that is configured, used; with what could not be told on it, and why."""
    ways: dict[str, list[tuple[Alert, str]]] = {}
    if settings.alerts.webhook is not None:
        ways["webhook"] = [(a, why) for a in told if (why := _post(settings, a)) is not None]
    if mailbox is not None and settings.accounts:
        ways["mailbox"] = _notes(settings, told, mailbox)
    if settings.alerts.mail_to:
        ways["mail"] = _mails(settings, told)
    return ways


def _post(settings: Settings, alert: Alert) -> str | None:
    """The webhook's body is signed, alone and with its time, so that a recorded one can be refused."""
    import httpx

    body = json.dumps(
        {"key": alert.key, "text": alert.text, "since": alert.since, "over": alert.over}
    ).encode()
    stamp, headers = str(int(time.time())), {"Content-Type": "application/json"}
    headers["X-Mailroom-Timestamp"] = stamp
    secret = settings.alerts.webhook_secret()
    if secret:
        plain = hmac.new(secret.encode(), body, hashlib.sha256).hexdigest()
        headers["X-Mailroom-Signature"] = f"sha256={plain}"
        headers["X-Mailroom-Signature-Timestamped"] = f"sha256={signature(secret, stamp, body)}"
    try:
        answer = httpx.post(str(settings.alerts.webhook), content=body, headers=headers, timeout=TIMEOUT_S)
        answer.raise_for_status()
    except httpx.HTTPStatusError as exc:
        return f"the webhook answered {exc.response.status_code}"
    except (httpx.HTTPError, httpx.InvalidURL) as exc:
        return f"the webhook does not answer: {type(exc).__name__}"  # its text may hold a secret of the URL
    return None


def _notes(
    settings: Settings, told: Sequence[Alert], mailbox: Callable[[AccountSettings], Mailbox]
) -> list[tuple[Alert, str]]:
    account = settings.accounts[0]
    box = mailbox(account)
    try:
        for alert in told:
            message_id, raw = notice(alert, account, to=account.address)
            if not box.find(account.folders.escalated, message_id):
                box.append(account.folders.escalated, raw)
    except MailroomError as exc:
        # A mailbox that is away is an alert of its own; the log and the webhook have it.
        return [(alert, f"no note in {account.folders.escalated}: {exc}") for alert in told]
    finally:
        box.close()
    return []


def _mails(settings: Settings, told: Sequence[Alert]) -> list[tuple[Alert, str]]:
    from intake.deliver import NotSent, SmtpSender
    from intake.deliver.approve import Outgoing

    account = next((a for a in settings.accounts if a.smtp is not None), None)
    if account is None:
        return [(alert, "no mail: no account has an smtp section") for alert in told]
    sender, failed = SmtpSender.of(account, data_dir=settings.data_dir), []
    for alert in told:
        to = tuple(settings.alerts.mail_to)
        message_id, raw = notice(alert, account, to=", ".join(to))
        result = sender.send(
            Outgoing(message_id=message_id, sender=account.address, recipients=to, raw=raw, text=alert.text)
        )
        if isinstance(result, NotSent):
            failed.append((alert, f"no mail to {', '.join(to)}: {result.error}"))
    return failed


def notice(alert: Alert, account: AccountSettings, *, to: str) -> tuple[str, bytes]:
    """The Message-ID and bytes of a note that tells one alert, or its end."""
    mark = hashlib.sha256(f"{alert.key}\0{alert.since}\0{alert.over}\0{alert.text}".encode()).hexdigest()
    message_id = f"<{mark[:40]}.alert@mailroom.invalid>"
    note = EmailMessage(policy=SMTP)
    note["From"] = account.address
    note["To"] = to
    note["Subject"] = f"Mailroom {'is over' if alert.over else 'alert'}: {' '.join(alert.key.split())[:150]}"
    note["Date"] = format_datetime(datetime.now(UTC))
    note["Message-ID"] = message_id
    note["Auto-Submitted"] = "auto-generated"
    note["X-Mailroom-Alert"] = "over" if alert.over else "begun"
    since = datetime.fromtimestamp(alert.since, UTC)
    note.set_content(
        f"{alert.text}\n\nsince {since:%Y-%m-%d %H:%M} UTC\n\n"
        "What each alert means and what to do stands in docs/operations.md.\n"
    )
    return message_id, note.as_bytes()
