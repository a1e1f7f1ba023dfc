"""One signed-in connection to an IMAP server: TLS, time limits, password or token."""

import contextlib
import socket
import ssl
from collections.abc import Callable
from typing import Final

from imapclient import IMAPClient, SocketTimeout
from imapclient.exceptions import CapabilityError, IMAPClientError

from intake.config import AccountSettings, ImapSettings, SmtpSettings
from intake.errors import Misconfigured, Refused, Unreachable
from intake.mailbox.oauth import Tokens
from intake.mailbox.translate import refused_login, translate

KEEPALIVE_IDLE_S: Final = 60
KEEPALIVE_EVERY_S: Final = 20
KEEPALIVE_TRIES: Final = 3
"""A dead peer is noticed within two minutes, before most firewalls forget the connection."""


def connect(account: AccountSettings, tokens: Tokens | None = None) -> IMAPClient:
    """Connect and sign in. Raises errors of `intake.errors` only; nothing stays open after one."""
    imap = account.imap
    client: IMAPClient | None = None
    try:
        context = tls_context(imap, f"accounts.{account.name}.imap")
        client = IMAPClient(
            imap.host,
            port=imap.port,
            ssl=imap.tls == "implicit",
            ssl_context=context,
            timeout=SocketTimeout(connect=imap.timeout_s, read=imap.timeout_s),
        )
        client.normalise_times = False
        _keep_alive(client.socket())
        if imap.tls == "starttls":
            _start_tls(client, context, account)
        _sign_in(client, account, tokens)
        if not client.has_capability("IMAP4REV1") and not client.has_capability("IMAP4REV2"):
            raise Unreachable(f"{imap.host}:{imap.port}: not an IMAP4rev1 server", account=account.name)
    except Exception as exc:
        # Whatever a strange server provokes becomes an error of ours.
        if client is not None:
            drop(client)
        raise translate(exc, account, "connect") from exc
    return client


def drop(client: IMAPClient) -> None:
    """Close the socket without ceremony; used where the connection is of no more use."""
    with contextlib.suppress(Exception):
        client.shutdown()
    # imaplib's shutdown gives up where the peer is already gone, and would leave the descriptor open.
    with contextlib.suppress(Exception):
        client.socket().close()


def tls_context(server: ImapSettings | SmtpSettings, key: str) -> ssl.SSLContext:
    """TLS 1.2 or newer, verified against the system's authorities or `ca_file`.

    Raises Misconfigured where `ca_file` cannot be used. `key` is the section's path, for the message.
    """
    try:
        context = ssl.create_default_context(cafile=str(server.ca_file) if server.ca_file else None)
    except (OSError, ssl.SSLError) as exc:
        raise Misconfigured(
            f"{key}.ca_file: {server.ca_file} cannot be used: {exc.strerror or 'no certificate in it'}",
            mend=f"put a PEM certificate there, or take {key}.ca_file out",
        ) from exc
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if server.insecure:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    return context


def xoauth2(user: str, token: str) -> Callable[[bytes], bytes]:
    """SASL XOAUTH2 as Google and Microsoft describe it; an error challenge is answered with nothing."""
    answers = [f"user={user}\x01auth=Bearer {token}\x01\x01".encode()]
    return lambda _challenge: answers.pop() if answers else b""


def oauthbearer(user: str, token: str, host: str, port: int) -> Callable[[bytes], bytes]:
    """SASL OAUTHBEARER (RFC 7628); an error challenge is answered with one 0x01 (section 3.2.3)."""
    name = user.replace("=", "=3D").replace(",", "=2C")
    answers = [f"n,a={name},\x01host={host}\x01port={port}\x01auth=Bearer {token}\x01\x01".encode()]
    return lambda _challenge: answers.pop() if answers else b"\x01"


def _keep_alive(sock: socket.socket) -> None:
    with contextlib.suppress(OSError, AttributeError):
        sock.setsockopt(socket.SOL_SOCKET, socket.SO_KEEPALIVE, 1)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPIDLE, KEEPALIVE_IDLE_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPINTVL, KEEPALIVE_EVERY_S)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_KEEPCNT, KEEPALIVE_TRIES)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)


def _start_tls(client: IMAPClient, context: ssl.SSLContext, account: AccountSettings) -> None:
    try:
        client.starttls(context)
    except CapabilityError as exc:
        # Going on in plain text is what somebody in the middle hopes for.
        raise Refused(
            f"{account.imap.host}:{account.imap.port}: offers no STARTTLS",
            mend=f"set accounts.{account.name}.imap.tls to implicit and the port to 993, or mend the server",
            account=account.name,
        ) from exc


def _sign_in(client: IMAPClient, account: AccountSettings, tokens: Tokens | None) -> None:
    imap = account.imap
    if imap.oauth is not None and tokens is not None:
        _sign_in_with_token(client, account, tokens)
        return
    password = imap.password()
    if password is None:
        raise Misconfigured(
            f"accounts.{account.name}.imap: no password and no oauth",
            mend=f"set accounts.{account.name}.imap.password_env or password_file",
        )
    ascii_only = (imap.username + password).isascii() and "\r" not in password and "\n" not in password
    try:
        if client.has_capability("AUTH=PLAIN") and (client.has_capability("LOGINDISABLED") or not ascii_only):
            client.plain_login(imap.username, password)
        elif ascii_only:
            # IMAPClient quotes the password and leaves the user name as it is.
            quoted = imap.username.replace("\\", "\\\\").replace('"', '\\"')
            client.login(f'"{quoted}"', password)
        else:
            raise Refused(
                f"{imap.host}:{imap.port}: takes no password with characters beyond ASCII",
                mend="choose one with ASCII letters, digits and signs",
            )
    except IMAPClientError as exc:
        raise refused_login(exc, account) from exc


def _sign_in_with_token(client: IMAPClient, account: AccountSettings, tokens: Tokens) -> None:
    try:
        _present(client, account, tokens.access_token())
    except IMAPClientError as first:
        refusal = refused_login(first, account)
        if refusal.temporary:
            raise refusal from first
        # A token can be withdrawn before its time; one fresh try, then a person.
        try:
            _present(client, account, tokens.access_token(renew=True))
        except IMAPClientError as second:
            raise refused_login(second, account) from second


def _present(client: IMAPClient, account: AccountSettings, token: str) -> None:
    imap = account.imap
    mechanism = imap.oauth.mechanism if imap.oauth else "XOAUTH2"
    if mechanism == "OAUTHBEARER":
        client.sasl_login(mechanism, oauthbearer(imap.username, token, imap.host, imap.port))
    else:
        client.sasl_login(mechanism, xoauth2(imap.username, token))
