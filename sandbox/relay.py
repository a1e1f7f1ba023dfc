"""Release: handing a captured mail to a real server, only for recipients that were allowed beforehand."""

import email.utils
import smtplib
import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import Any

from intake.errors import Misconfigured
from sandbox.message import read_content, split_head

RELAY_S = 30.0
"""Seconds that the other server has for each answer."""


@dataclass(frozen=True, kw_only=True)
class Relay:
    """Where released mail goes. Without an allowed pattern nothing is ever released."""

    host: str
    port: int = 25
    tls: str = "off"
    """`off`, `starttls` or `implicit`."""
    user: str = ""
    password: str = ""
    allowed: str = ""
    """RE2 pattern that a whole recipient address must match."""
    blocked: str = ""
    """RE2 pattern of addresses that are never released to."""
    return_path: str = ""
    """Envelope sender; the mail's own where empty."""
    preserve_ids: bool = False

    def __post_init__(self) -> None:
        _ = (self._allowed, self._blocked)
        if self.tls not in ("off", "starttls", "implicit"):
            raise Misconfigured(f"the relay's tls cannot be {self.tls!r}", mend="off, starttls or implicit")

    @cached_property
    def _allowed(self) -> Any:
        return _pattern(self.allowed)

    @cached_property
    def _blocked(self) -> Any:
        return _pattern(self.blocked)

    def refused(self, addresses: Sequence[str]) -> str:
        """Why these recipients may not be released to, in Mailpit's words; empty where they may."""
        bare = [(a, email.utils.parseaddr(a)[1]) for a in addresses]
        for given, address in bare:
            if "@" not in address:
                return f"Invalid email address: {given}"
        unknown = [g for g, a in bare if self._allowed is None or not self._allowed.fullmatch(a)]
        if unknown:
            return f"Failed: {_plural(unknown)} do not match the allowlist: {', '.join(unknown)}"
        blocked = [g for g, a in bare if self._blocked is not None and self._blocked.fullmatch(a)]
        if blocked:
            return f"Failed: {_plural(blocked)} found on blocklist: {', '.join(blocked)}"
        return "" if bare else "No valid addresses found"

    def prepared(self, raw: bytes, *, now: datetime, message_id: str) -> tuple[str, bytes]:
        """(envelope sender, the mail as it is sent): no Bcc, a new Date, and a new Message-ID."""
        head, body = split_head(raw)
        content = read_content(head + b"\r\n\r\n")
        origin = content.header("Sender") or content.header("From") or ""
        sender = self.return_path or email.utils.parseaddr(origin)[1]
        drop = {"bcc", "date", "return-path", *(() if self.preserve_ids else ("message-id",))}
        lines = [f"Date: {email.utils.format_datetime(now)}".encode()]
        if not self.preserve_ids:
            lines.append(f"Message-ID: <{message_id}>".encode())
        kept = False
        for line in head.split(b"\n"):
            if line[:1] not in (b" ", b"\t"):
                kept = line.partition(b":")[0].strip().lower().decode("latin-1") not in drop
            if kept:
                lines.append(line.rstrip(b"\r"))
        return sender, b"\r\n".join(lines) + b"\r\n\r\n" + body

    def send(self, sender: str, recipients: Sequence[str], raw: bytes) -> None:
        """Hand over. Raises OSError and smtplib.SMTPException."""
        context = ssl.create_default_context()
        client: smtplib.SMTP
        if self.tls == "implicit":
            client = smtplib.SMTP_SSL(self.host, self.port, timeout=RELAY_S, context=context)
        else:
            client = smtplib.SMTP(self.host, self.port, timeout=RELAY_S)
        with client:
            if self.tls == "starttls":
                client.starttls(context=context)
            if self.user:
                client.login(self.user, self.password)
            client.sendmail(sender, list(recipients), raw)


def _pattern(text: str) -> Any:
    import re2

    if not text:
        return None
    try:
        return re2.compile("(?i)" + text)
    except re2.error as exc:
        raise Misconfigured(f"the relay's pattern {text!r} cannot be read: {exc}") from exc


def _plural(values: Sequence[str]) -> str:
    return f"{len(values)} Address" if len(values) == 1 else f"{len(values)} Addresses"
