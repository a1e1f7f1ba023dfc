"""From what IMAPClient, sockets and servers say to errors of ours, split by what the caller does next.

The server's response codes (RFC 5530) are believed first, then the words that large providers use.
"""

import imaplib
import re
import socket
import ssl
from typing import Final

from intake.config import AccountSettings
from intake.errors import MailroomError, OverQuota, Refused, Throttled, Unreachable

MAX_SERVER_TEXT: Final = 300
"""Characters of a server's answer shown to a person: enough to search for, too little to flood a log."""

_BACKOFF = re.compile(r"Suggested Backoff Time: (\d{1,12}) milliseconds", re.I)
_REFUSAL = re.compile(r" failed: | command error: BAD")
"""How imaplib and IMAPClient word a plain NO or BAD; all else they raise is about broken answers."""
_CODE = re.compile(r"\[([A-Z][A-Z0-9-]{1,40})[ \]]")

_THROTTLED: Final = (
    "too many simultaneous connections",
    "maximum number of connections",
    "too many login",
    "bandwidth limit",
    "exceeded command",
    "throttled",
    "rate limit",
    "try again later",
)
_QUOTA: Final = (
    "over quota",
    "overquota",
    "quota exceeded",
    "mailbox is full",
    "no space left",
    "disk quota",
)
_TEMPORARY_CODES: Final = frozenset({"UNAVAILABLE", "INUSE", "SERVERBUG", "CORRUPTION"})
_CREDENTIAL_CODES: Final = frozenset({"AUTHENTICATIONFAILED", "EXPIRED", "WEBALERT"})
_RIGHT_CODES: Final = frozenset({"NOPERM", "AUTHORIZATIONFAILED", "CANNOT", "CONTACTADMIN"})


def password_key(account: AccountSettings) -> str:
    """The key of the configuration that holds this account's sign-in."""
    imap = account.imap
    key = "oauth" if imap.oauth else "password_file" if imap.password_file else "password_env"
    return f"accounts.{account.name}.imap.{key}"


def plain(text: object) -> str:
    """A server's words as one printable line."""
    line = text.decode("utf-8", "replace") if isinstance(text, bytes) else str(text)
    return "".join(c if c.isprintable() else " " for c in line)[:MAX_SERVER_TEXT].strip()


def translate(exc: Exception, account: AccountSettings, doing: str) -> MailroomError:
    """The error of ours that says the same. Never returns anything else than a MailroomError."""
    if isinstance(exc, MailroomError):
        return exc
    where = f"{account.imap.host}:{account.imap.port}"
    text = plain(exc)
    if isinstance(exc, ssl.SSLCertVerificationError):
        return Refused(
            f"{where}: its certificate is not trusted: {plain(exc.verify_message)}",
            mend=_certificate_mend(exc, account),
            account=account.name,
        )
    if isinstance(exc, ssl.SSLError):
        return Unreachable(
            f"{where}: no TLS session: {plain(exc.reason or exc)}",
            mend=f"check accounts.{account.name}.imap.tls (now {account.imap.tls}) and port",
            account=account.name,
        )
    if isinstance(exc, socket.gaierror):
        return Unreachable(
            f"{where}: this host is not known",
            mend=f"check accounts.{account.name}.imap.host",
            account=account.name,
        )
    if isinstance(exc, TimeoutError):
        return Unreachable(
            f"{where}: no answer within {account.imap.timeout_s:g} s ({doing})",
            mend=f"check accounts.{account.name}.imap.host and port, and the network",
            account=account.name,
        )
    if isinstance(exc, imaplib.IMAP4.readonly):
        return Refused(
            f"{where}: the folder is read-only ({doing})",
            mend=f"give {account.imap.username} the rights l r s w i t e on the agent's own folders",
            account=account.name,
        )
    # `abort` is a subclass of `error`, so a server's words inside a lost connection are judged as well.
    if isinstance(exc, imaplib.IMAP4.error):
        answered = _answer(text, account, where, doing)
        if answered is not None:
            return answered
    if isinstance(exc, imaplib.IMAP4.abort | OSError):
        reason = plain(exc.strerror) if isinstance(exc, OSError) and exc.strerror else text
        return Unreachable(
            f"{where}: the connection failed: {reason} ({doing})",
            mend=f"check accounts.{account.name}.imap.host, port and tls, and that the server runs",
            account=account.name,
        )
    if isinstance(exc, imaplib.IMAP4.error) and _REFUSAL.search(text):
        return Refused(
            f"{where}: {text} ({doing})", mend="the server says why; mend it there", account=account.name
        )
    # IMAPClient met an answer that it cannot read. Another connection may do better.
    return Unreachable(
        f"{where}: an answer that makes no sense ({doing}): {type(exc).__name__}", account=account.name
    )


def refused_login(exc: Exception, account: AccountSettings) -> MailroomError:
    """As `translate`, for a refused sign-in: Refused with the key to mend, unless the server says later."""
    where = f"{account.imap.host}:{account.imap.port}"
    text = plain(exc)
    # IMAPClient makes a LoginError of everything, of a connection that was cut as well.
    if isinstance(exc.__context__, imaplib.IMAP4.abort):
        return translate(exc.__context__, account, "sign in")
    answered = _answer(text, account, where, "sign in")
    if answered is not None and not isinstance(answered, Refused):
        return answered
    return Refused(
        f"{where}: sign-in of {account.imap.username} was refused: {text}",
        mend=f"check accounts.{account.name}.imap.username and the secret behind {password_key(account)}",
        account=account.name,
    )


def code_of(exc: Exception) -> str | None:
    """The response code (RFC 5530) in a server's refusal: `NONEXISTENT`, `TRYCREATE`, …"""
    found = _CODE.search(plain(exc).upper())
    return found[1] if found else None


def is_missing(exc: Exception) -> bool:
    """Whether a refusal says that the folder is not there; Dovecot's SELECT has no code for it."""
    lower = plain(exc).lower()
    words = "doesn't exist" in lower or "does not exist" in lower
    return words or code_of(exc) in {"NONEXISTENT", "TRYCREATE"}


def _answer(text: str, account: AccountSettings, where: str, doing: str) -> MailroomError | None:
    lower = text.lower()
    code = (found[1] if (found := _CODE.search(text.upper())) else "") or ""
    backoff = _BACKOFF.search(text)
    if backoff:
        return Throttled(
            f"{where}: the server asks for patience: {text}",
            retry_after_s=int(backoff[1]) / 1000,
            account=account.name,
        )
    if code == "OVERQUOTA" or any(w in lower for w in _QUOTA):
        return OverQuota(
            f"{where}: the mailbox of {account.imap.username} is full ({doing})",
            mend="make room in the mailbox or raise its quota",
            account=account.name,
        )
    if code in {"LIMIT", "THROTTLED"} or any(w in lower for w in _THROTTLED):
        return Throttled(f"{where}: the server asks for patience: {text}", account=account.name)
    if code in _TEMPORARY_CODES:
        return Unreachable(f"{where}: {text} ({doing})", account=account.name)
    if code in _CREDENTIAL_CODES:
        return Refused(
            f"{where}: sign-in of {account.imap.username} was refused: {text}",
            mend=f"check accounts.{account.name}.imap.username and the secret behind {password_key(account)}",
            account=account.name,
        )
    if code in _RIGHT_CODES:
        return Refused(
            f"{where}: {account.imap.username} may not {doing}: {text}",
            mend=f"give {account.imap.username} the right on the server (docs/howto/mailbox.md has the list)",
            account=account.name,
        )
    if code in {"NONEXISTENT", "TRYCREATE"} or "doesn't exist" in lower or "does not exist" in lower:
        return Refused(
            f"{where}: there is no such folder ({doing}): {text}",
            mend=f"check accounts.{account.name}.folders, or make the folder",
            account=account.name,
        )
    return None


def _certificate_mend(exc: ssl.SSLCertVerificationError, account: AccountSettings) -> str:
    reason = (exc.verify_message or "").lower()
    if "expired" in reason:
        return "renew the certificate on the server"
    if "hostname" in reason or "ip address mismatch" in reason:
        return f"set accounts.{account.name}.imap.host to a name that the certificate holds"
    return f"set accounts.{account.name}.imap.ca_file to the file of your own authority"
