"""Sending one message by SMTP submission, and knowing whether it was sent (RFC 5321, RFC 6409)."""

import base64
import contextlib
import re
import smtplib
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from intake.config import AccountSettings, SmtpSettings
from intake.deliver.approve import Outgoing
from intake.deliver.mime import clean_address
from intake.errors import MailroomError, Misconfigured, Refused, Throttled, Unreachable


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """The server answered 250 after the text: it is theirs now."""

    reply: str


@dataclass(frozen=True, slots=True, kw_only=True)
class NotSent:
    """The server said no, or was lost before the text was on its way: nothing went out."""

    error: MailroomError


@dataclass(frozen=True, slots=True, kw_only=True)
class Unknown:
    """The connection was lost between the text and the answer: it may have been sent, or not."""

    reason: str


Sending = Accepted | NotSent | Unknown


class Sender(Protocol):
    """Sends a message once. Never raises."""

    def send(self, message: Outgoing) -> Sending: ...


class SmtpSender:
    """Submission by the account's `smtp` section, one connection a message.

    `token` gives an OAuth access token where the section has `oauth`; `context` builds the TLS context.
    """

    def __init__(
        self,
        account: AccountSettings,
        *,
        context: Callable[[SmtpSettings], ssl.SSLContext],
        token: Callable[[], str] | None = None,
    ) -> None:
        self._account = account
        self._context = context
        self._token = token

    @classmethod
    def of(cls, account: AccountSettings, *, data_dir: Path) -> "SmtpSender":
        """The sender of an account, with TLS and tokens as its mailbox has them."""
        from intake.mailbox import Tokens
        from intake.mailbox.connection import tls_context

        smtp, token = account.smtp, None
        if smtp is not None and smtp.oauth is not None:
            # One sign-in for both servers is one chain of refresh tokens, so it is one file.
            name = account.name if smtp.oauth == account.imap.oauth else f"{account.name}-smtp"
            token = Tokens(smtp.oauth, data_dir=data_dir, name=name, timeout_s=smtp.timeout_s).access_token
        key = f"accounts.{account.name}.smtp"
        return cls(account, context=lambda server: tls_context(server, key), token=token)

    def check(self) -> None:
        """Connect, secure, sign in and leave. Raises errors of `intake.errors` only."""
        smtp = self._settings()
        try:
            with contextlib.closing(self._connect(smtp)) as client:
                client.quit()
        except (OSError, smtplib.SMTPException) as exc:
            raise self._explained(exc, smtp) from exc

    def send(self, message: Outgoing) -> Sending:
        # smtplib would cut an address that is none down to one that is, and send to that.
        if any(clean_address(a) != a for a in message.recipients) or not message.recipients:
            return NotSent(
                error=Refused("a recipient is not one plain address", mend="correct To in the draft")
            )
        try:
            smtp = self._settings()
            client = self._connect(smtp)
        except MailroomError as exc:
            return NotSent(error=exc)
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            return NotSent(error=self._explained(exc, smtp))
        with contextlib.closing(client):
            return self._transmit(client, message, smtp)

    def _transmit(self, client: smtplib.SMTP, message: Outgoing, smtp: SmtpSettings) -> Sending:
        try:
            self._expect(client.mail(message.sender), 250, "MAIL FROM")
            for recipient in message.recipients:
                self._expect(client.rcpt(recipient), 250, f"RCPT TO {recipient}")
            self._expect(client.docmd("DATA"), 354, "DATA")
        except MailroomError as exc:
            return NotSent(error=exc)
        except (OSError, smtplib.SMTPException, ValueError) as exc:
            return NotSent(error=self._explained(exc, smtp))
        # From here on silence proves nothing: the server may have taken the text and lost the way back.
        try:
            client.send(re.sub(rb"(?m)^\.", b"..", message.raw) + b".\r\n")
            code, reply = client.getreply()
        except (OSError, smtplib.SMTPException) as exc:
            return Unknown(
                reason=f"{smtp.host}:{smtp.port}: lost before the answer to the text: {type(exc).__name__}"
            )
        with contextlib.suppress(OSError, smtplib.SMTPException):
            client.quit()
        if 200 <= code < 300:
            return Accepted(reply=_text(reply))
        return NotSent(error=_refusal(code, reply, f"{smtp.host}:{smtp.port}", "the text"))

    def _settings(self) -> SmtpSettings:
        if self._account.smtp is None:
            raise Misconfigured(
                f"accounts.{self._account.name}: sending is switched on, and there is no smtp section",
                mend=f"add accounts.{self._account.name}.smtp, or switch sending off",
            )
        return self._account.smtp

    def _connect(self, smtp: SmtpSettings) -> smtplib.SMTP:
        context = None if smtp.tls == "off" else self._context(smtp)
        client: smtplib.SMTP
        name = "[127.0.0.1]"  # our own host name is nobody's business
        if smtp.tls == "implicit":
            client = smtplib.SMTP_SSL(
                smtp.host, smtp.port, local_hostname=name, timeout=smtp.timeout_s, context=context
            )
        else:
            client = smtplib.SMTP(smtp.host, smtp.port, local_hostname=name, timeout=smtp.timeout_s)
        try:
            client.ehlo()
            if smtp.tls == "starttls":
                if not client.has_extn("starttls"):
                    raise Refused(
                        f"{smtp.host}:{smtp.port}: offers no STARTTLS",
                        mend=f"set accounts.{self._account.name}.smtp.tls to implicit and the port to 465",
                    )
                client.starttls(context=context)
                client.ehlo()
            self._sign_in(client, smtp)
        except BaseException:
            client.close()
            raise
        return client

    def _sign_in(self, client: smtplib.SMTP, smtp: SmtpSettings) -> None:
        user = smtp.username
        if user is None:
            return
        if smtp.oauth is not None and self._token is not None:
            from intake.mailbox.connection import oauthbearer, xoauth2

            mechanism, token = smtp.oauth.mechanism, self._token()
            bearer = oauthbearer(user, token, smtp.host, smtp.port)
            answer = bearer if mechanism == "OAUTHBEARER" else xoauth2(user, token)
            client.auth(mechanism, lambda challenge=None: answer(challenge or b"").decode())
            return
        password = smtp.password()
        if password is None:
            raise Misconfigured(
                f"accounts.{self._account.name}.smtp: a username and no password",
                mend=f"set accounts.{self._account.name}.smtp.password_env or password_file",
            )
        if (user + password).isascii():
            client.login(user, password)
            return
        # smtplib knows ASCII only; PLAIN is UTF-8 (RFC 4616).
        given = base64.b64encode(f"\0{user}\0{password}".encode()).decode("ascii")
        code, reply = client.docmd("AUTH", f"PLAIN {given}")
        if code != 235:
            raise smtplib.SMTPAuthenticationError(code, reply)

    def _expect(self, answer: tuple[int, bytes], wanted: int, doing: str) -> None:
        code, reply = answer
        # 251: the server forwards for this recipient, which is as good (RFC 5321, 3.4).
        if code != wanted and not (wanted == 250 and code == 251):
            smtp = self._settings()
            raise _refusal(code, reply, f"{smtp.host}:{smtp.port}", doing)

    def _explained(self, exc: Exception, smtp: SmtpSettings) -> MailroomError:
        where, key = f"{smtp.host}:{smtp.port}", f"accounts.{self._account.name}.smtp"
        if isinstance(exc, ssl.SSLCertVerificationError):
            return Refused(
                f"{where}: its certificate is not trusted: {exc.verify_message}",
                mend=f"set {key}.ca_file or host",
            )
        if isinstance(exc, smtplib.SMTPAuthenticationError):
            return Refused(
                f"{where}: sign-in of {smtp.username} was refused: {_text(exc.smtp_error)}",
                mend=f"check {key}.username and its secret",
            )
        if isinstance(exc, smtplib.SMTPNotSupportedError):
            return Refused(f"{where}: {exc}", mend=f"check {key}.tls and username")
        if isinstance(exc, smtplib.SMTPResponseException):
            return _refusal(exc.smtp_code, exc.smtp_error, where, "connect")
        if isinstance(exc, socket.gaierror):
            return Unreachable(f"{where}: this host is not known", mend=f"check {key}.host")
        return Unreachable(
            f"{where}: the connection failed: {type(exc).__name__}", mend=f"check {key}.host, port and tls"
        )


def _refusal(code: int, reply: bytes | str, where: str, doing: str) -> MailroomError:
    text = f"{where}: {code} {_text(reply)} ({doing})"
    if 400 <= code < 500:
        return Throttled(text)
    return Refused(text, mend="the server says why; mend it there or send by hand")


def _text(reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return "".join(c if c.isprintable() else " " for c in text)[:300]
