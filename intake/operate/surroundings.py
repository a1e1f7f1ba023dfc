"""What may go wrong around us: certificates and sign-ins that end soon, documents long not looked at."""

import contextlib
import socket
import ssl
import time
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

from intake.config import Settings
from intake.config.accounts import AccountSettings, ImapSettings, SmtpSettings
from intake.config.base import duration_s
from intake.mailbox.oauth import Tokens

CONNECT_S = 10.0
SIGN_IN_DAYS = 75
"""Microsoft ends a refresh token after 90 days without use; two weeks are left to sign in again."""
MAX_DOCUMENTS = 100_000
_NAMED = 3


def expiring(settings: Settings) -> dict[str, str]:
    """Servers whose certificate ends within `alerts.certificate_days`; those that do not answer are silent.

    That a server does not answer is told by the poll itself, so it is no condition here.
    """
    found = {}
    for server, name in _servers(settings):
        end = certificate_end(server)
        if end is None:
            continue
        days = (end - datetime.now(UTC)).total_seconds() / 86_400
        if days < settings.alerts.certificate_days:
            when = f"ends on {end:%Y-%m-%d}" if days > 0 else f"has ended on {end:%Y-%m-%d}"
            found[f"certificate:{server.host}:{server.port}"] = (
                f"the certificate of {server.host}:{server.port} ({name}) {when}; renew it"
            )
    return found


def certificate_end(server: ImapSettings | SmtpSettings) -> datetime | None:
    """When the certificate that this server shows ends; None without TLS, or where none could be seen."""
    from cryptography import x509

    if server.tls == "off":
        return None
    context = ssl.create_default_context()
    # It is looked at, not trusted: one that has ended already must be seen as well.
    context.check_hostname = False
    context.verify_mode = ssl.CERT_NONE
    try:
        with socket.create_connection((server.host, server.port), timeout=CONNECT_S) as plain:
            if server.tls == "starttls" and not _upgraded(plain, isinstance(server, SmtpSettings)):
                return None
            with context.wrap_socket(plain, server_hostname=server.host) as secure:
                der = secure.getpeercert(binary_form=True)
    except (OSError, ValueError):
        return None
    try:
        return x509.load_der_x509_certificate(der).not_valid_after_utc if der else None
    except ValueError:
        return None


def unused(settings: Settings) -> dict[str, str]:
    """Accounts whose refresh token was last taken `SIGN_IN_DAYS` ago or longer."""
    found = {}
    for account in settings.accounts:
        for server in _of(account):
            if server.oauth is None:
                continue
            name = account.name if server.oauth == account.imap.oauth else f"{account.name}-smtp"
            age_s = Tokens(server.oauth, data_dir=settings.data_dir, name=name).age_s()
            if age_s is not None and age_s >= SIGN_IN_DAYS * 86_400:
                found[f"sign-in:{name}"] = (
                    f"the sign-in of {account.name} at {server.host} was not renewed for "
                    f"{age_s / 86_400:.0f} days; sign in again before the provider ends it"
                )
    return found


def stale(settings: Settings) -> dict[str, str]:
    """Documents older than `alerts.knowledge_stale`, or past their `review_by`; one condition for all."""
    limit_s, now = duration_s(settings.alerts.knowledge_stale), time.time()
    old = []
    folder = settings.knowledge.folder
    for at, path in enumerate(sorted(folder.rglob("*")) if folder.is_dir() else ()):
        if at >= MAX_DOCUMENTS:
            break
        try:
            if path.is_file() and not path.name.startswith("."):
                due = _review_by(path)
                if now - path.stat().st_mtime > limit_s or (due is not None and due < date.today()):  # noqa: DTZ011
                    old.append(path.relative_to(folder).as_posix())
        except OSError:
            continue
    if not old:
        return {}
    named = ", ".join(old[:_NAMED]) + (f" and {len(old) - _NAMED} more" if len(old) > _NAMED else "")
    return {"knowledge-stale": f"documents to look at again: {named}"}


def _review_by(path: Path) -> date | None:
    from retrieval.frontmatter import MAX_CHARS, BadFrontMatter, split

    if path.suffix.lower() not in {".md", ".txt", ".markdown"}:
        return None
    with path.open(encoding="utf-8", errors="replace") as file, contextlib.suppress(BadFrontMatter):
        return split(file.read(MAX_CHARS))[0].review_by
    return None


def _servers(settings: Settings) -> Iterator[tuple[ImapSettings | SmtpSettings, str]]:
    seen = set()
    for account in settings.accounts:
        for server in _of(account):
            if (server.host, server.port) not in seen:
                seen.add((server.host, server.port))
                yield server, account.name


def _of(account: AccountSettings) -> Iterator[ImapSettings | SmtpSettings]:
    yield account.imap
    if account.smtp is not None:
        yield account.smtp


def _upgraded(plain: socket.socket, smtp: bool) -> bool:
    """Whether the server agreed to begin TLS (RFC 3207, RFC 9051 section 6.2.1)."""
    plain.settimeout(CONNECT_S)
    with plain.makefile("rwb") as file:
        file.readline(2000)
        if smtp:
            file.write(b"EHLO mailroom.invalid\r\n")
            file.flush()
            while file.readline(2000)[3:4] == b"-":
                pass
        file.write(b"STARTTLS\r\n" if smtp else b"a1 STARTTLS\r\n")
        file.flush()
        answer = file.readline(2000)
        while not smtp and answer.startswith(b"*"):
            answer = file.readline(2000)
    return answer.startswith(b"220") if smtp else answer.upper().startswith(b"A1 OK")
