"""Scripted inboxes: an address that refuses, delays, bounces, answers or complains."""

import json
import logging
import threading
from dataclasses import asdict, dataclass
from email import message_from_string
from email.message import EmailMessage, Message, MIMEPart
from email.utils import format_datetime
from typing import TYPE_CHECKING, Any

from intake.errors import Misconfigured
from sandbox.message import Envelope, Recipient, StoredMessage, read_content, split_head
from sandbox.rows import folded

if TYPE_CHECKING:
    from sandbox.server import Sandbox

_log = logging.getLogger(__name__)

KINDS = (
    "accept",
    "refuse",
    "greylist",
    "quota",
    "delay",
    "bounce",
    "auto-reply",
    "vacation",
    "complaint",
    "loop",
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Behaviour:
    """What an inbox does with its mail."""

    kind: str = "accept"
    """One of `KINDS`."""
    reply: str = ""
    """SMTP reply of `refuse`, `greylist` and `quota`; empty takes the usual one."""
    delay_s: float = 0.0
    """Seconds before the answer to RCPT, for `delay`; the time to wait, for `greylist` (default 60)."""
    text: str = ""
    """Body of `auto-reply` and `vacation`."""

    def __post_init__(self) -> None:
        if self.kind not in KINDS:
            raise Misconfigured(f"an inbox cannot {self.kind!r}", mend=f"one of {', '.join(KINDS)}")

    def as_dict(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True, kw_only=True)
class Verdict:
    """The answer to RCPT TO; an empty reply accepts."""

    reply: str = ""
    delay_s: float = 0.0
    why: str = ""


_ACCEPT = Behaviour()
_VACATION_S = 7 * 86400.0
"""A vacation answers each sender once in so many seconds (RFC 5230)."""


class Judge:
    """Knows each inbox's behaviour, and acts it out."""

    def __init__(self, sandbox: "Sandbox") -> None:
        self._sandbox = sandbox
        self._known: dict[str, Behaviour] = {}
        self._first: dict[tuple[str, str], float] = {}
        self._lock = threading.Lock()

    def forget(self, address: str) -> None:
        with self._lock:
            self._known.clear()

    def behaviour(self, address: str) -> Behaviour:
        """Of this address, else of its part before a `+`, of `*@domain`, or of `*`, while it lives."""
        with self._lock:
            if not self._known:
                sql = "SELECT address, behaviour FROM inboxes WHERE coalesce(expires, 1e18) > ?"
                now = self._sandbox.clock.now().timestamp()
                for name, text in self._sandbox.store.query(sql, (now,)):
                    self._known[name] = Behaviour(**json.loads(text))
                self._known.setdefault("", _ACCEPT)
            key = folded(address)
            local, at, domain = key.rpartition("@")
            plain = local.partition("+")[0] + at + domain
            for name in (key, plain, "*" + at + domain, "*"):
                if name in self._known:
                    return self._known[name]
            return _ACCEPT

    def judge(self, address: str, *, sender: str, peer: str) -> Verdict:
        plan = self.behaviour(address)
        if plan.kind == "refuse":
            return Verdict(reply=plan.reply or "550 5.1.1 No such user here", why="scripted refusal")
        if plan.kind == "quota":
            return Verdict(reply=plan.reply or "552 5.2.2 Mailbox full", why="scripted quota")
        if plan.kind == "delay":
            return Verdict(delay_s=plan.delay_s)
        if plan.kind == "greylist":
            now = self._sandbox.clock.now().timestamp()
            with self._lock:
                since = self._first.setdefault((folded(address), folded(sender)), now)
            if now - since < (plan.delay_s or 60.0):
                return Verdict(reply=plan.reply or "451 4.7.1 Greylisted, try again later", why="greylisting")
        return Verdict()

    def answer(self, raw: bytes, message: StoredMessage) -> None:
        """Send what the recipients' behaviours call for, into the sandbox itself. Never raises."""
        try:
            self._answer(raw, message)
        except Exception:  # noqa: BLE001 - the mail is kept; an answer that cannot be made must not undo its 250
            _log.warning("an inbox of the sandbox could not answer", exc_info=True)

    def _answer(self, raw: bytes, message: StoredMessage) -> None:
        for recipient in message.envelope.addresses:
            plan = self.behaviour(recipient)
            make = _ANSWERS.get(plan.kind)
            sender = message.envelope.mail_from
            # Nothing answers a bounce or an automatic mail (RFC 3834, 2), save the loop that tests for it.
            if make is None or not sender:
                continue
            if plan.kind in ("auto-reply", "vacation") and _automatic(raw):
                continue
            if plan.kind == "vacation" and not self._first_in_a_week(recipient, sender):
                continue
            mail = make(plan, recipient, raw, message)
            mail["Date"] = format_datetime(self._sandbox.clock.now())
            mail["Message-ID"] = f"<answer-{message.id}@sandbox.test>"
            back = "" if plan.kind in ("bounce", "complaint", "auto-reply", "vacation") else recipient
            envelope = Envelope(mail_from=back, recipients=(Recipient(address=sender),), source="sandbox")
            self._sandbox.store.submit(
                mail.as_bytes().replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"), envelope
            )

    def _first_in_a_week(self, recipient: str, sender: str) -> bool:
        now = self._sandbox.clock.now().timestamp()
        key = ("vacation " + folded(recipient), folded(sender))
        with self._lock:
            last = self._first.get(key)
            if last is not None and now - last < _VACATION_S:
                return False
            self._first[key] = now
        return True


def _automatic(raw: bytes) -> bool:
    content = read_content(split_head(raw)[0] + b"\r\n\r\n")
    marked = (content.header("Auto-Submitted") or "no").lower() != "no"
    bulk = (content.header("Precedence") or "").lower() in ("bulk", "list", "junk")
    return marked or bulk or content.header("List-Id") is not None


def _subject(message: StoredMessage, prefix: str) -> str:
    return prefix + " ".join(message.subject.split())[:200].encode("utf-8", "replace").decode()


def _reply(plan: Behaviour, recipient: str, raw: bytes, message: StoredMessage) -> EmailMessage:
    """An automatic answer (RFC 3834)."""
    mail = EmailMessage()
    mail["From"], mail["To"] = recipient, message.envelope.mail_from
    mail["Subject"] = _subject(message, "Auto: ")
    mail["Auto-Submitted"] = "auto-replied"
    if message.head.message_id.isascii():
        mail["In-Reply-To"] = mail["References"] = f"<{message.head.message_id.strip()}>"
    mail.set_content(plan.text or "Thank you for your mail. I am not at my desk and will answer later.")
    return mail


def _loop(plan: Behaviour, recipient: str, raw: bytes, message: StoredMessage) -> EmailMessage:
    """A naive answering machine: no marker at all, so that a reader that answers it runs in circles."""
    mail = EmailMessage()
    mail["From"], mail["To"] = recipient, message.envelope.mail_from
    mail["Subject"] = _subject(message, "Re: ")
    mail.set_content(plan.text or "We have received your message.")
    return mail


def _bounce(plan: Behaviour, recipient: str, raw: bytes, message: StoredMessage) -> EmailMessage:
    """A delivery status notification (RFC 3464) inside multipart/report (RFC 6522)."""
    status = (
        "Reporting-MTA: dns; mailroom-sandbox\n"
        f"Arrival-Date: {format_datetime(message.created)}\n\n"
        f"Final-Recipient: rfc822; {recipient}\nAction: failed\nStatus: 5.1.1\n"
        "Diagnostic-Code: smtp; 550 5.1.1 No such user here\n"
    )
    mail = _report(recipient, message, "delivery-status", status, raw)
    mail["From"] = "MAILER-DAEMON@sandbox.test"
    mail["Subject"] = "Undelivered Mail Returned to Sender"
    mail["Auto-Submitted"] = "auto-replied"
    return mail


def _complaint(plan: Behaviour, recipient: str, raw: bytes, message: StoredMessage) -> EmailMessage:
    """An abuse report (RFC 5965)."""
    fields = (
        "Feedback-Type: abuse\nUser-Agent: mailroom-sandbox/1\nVersion: 1\n"
        f"Original-Mail-From: <{message.envelope.mail_from}>\nOriginal-Rcpt-To: <{recipient}>\n"
    )
    mail = _report(recipient, message, "feedback-report", fields, raw)
    mail["From"] = "abuse@sandbox.test"
    mail["Subject"] = _subject(message, "FW: ")
    return mail


def _report(recipient: str, message: StoredMessage, kind: str, fields: str, raw: bytes) -> EmailMessage:
    mail = EmailMessage()
    mail["To"] = message.envelope.mail_from
    mail["MIME-Version"] = "1.0"
    mail["Content-Type"] = f"multipart/report; report-type={kind}"
    text = MIMEPart()
    text.set_content(f"Your message to {recipient} got this report.\n")
    machine = Message()
    machine["Content-Type"] = f"message/{kind}"
    machine.set_payload([message_from_string(block) for block in fields.split("\n\n")])
    head = Message()
    head["Content-Type"] = "text/rfc822-headers"
    head.set_payload(split_head(raw)[0][:20_000].decode("ascii", "replace").replace("\r\n", "\n") + "\n")
    mail.set_payload([text, machine, head])
    return mail


_ANSWERS = {
    "bounce": _bounce,
    "auto-reply": _reply,
    "vacation": _reply,
    "complaint": _complaint,
    "loop": _loop,
}
