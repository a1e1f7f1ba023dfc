"""The mailboxes that are watched, and how to reach them."""

from pathlib import Path
from typing import Literal

from pydantic import Field, model_validator

from intake.config.base import Duration, DurationOrAll, MailAddress, Section, secret

Tls = Literal["implicit", "starttls", "off"]
LOOPBACK = frozenset({"127.0.0.1", "localhost", "::1"})


class OAuthSettings(Section):
    """Sign-in with a token instead of a password."""

    token_url: str
    """Where a refresh token is exchanged for an access token."""
    client_id: str
    client_secret_env: str | None = None
    client_secret_file: Path | None = None
    refresh_token_env: str | None = None
    refresh_token_file: Path | None = None
    """The first refresh token; a rotated one is kept in the data folder."""
    scope: str | None = None
    mechanism: Literal["XOAUTH2", "OAUTHBEARER"] = "XOAUTH2"

    def client_secret(self) -> str | None:
        return secret(self.client_secret_env, self.client_secret_file, "oauth.client_secret")

    def refresh_token(self) -> str | None:
        return secret(self.refresh_token_env, self.refresh_token_file, "oauth.refresh_token")


class _Server(Section):
    host: str
    tls: Tls = "implicit"
    """implicit, starttls, or off (loopback only)."""
    insecure: bool = False
    """Allow a plain connection to another machine, and certificates that do not verify."""
    ca_file: Path | None = None
    """A certificate authority of your own."""
    username: str | None = None
    password_env: str | None = None
    password_file: Path | None = None
    oauth: OAuthSettings | None = None
    timeout_s: float = Field(default=30, gt=0)
    """Longest wait for an answer of the server."""

    @model_validator(mode="after")
    def _plain_only_at_home(self) -> "_Server":
        if self.tls == "off" and self.host not in LOOPBACK and not self.insecure:
            raise ValueError(
                f"tls: off is for loopback only, and {self.host} is not; use implicit or starttls, "
                "or say insecure: true if you must"
            )
        return self

    def password(self) -> str | None:
        return secret(self.password_env, self.password_file, f"password of {self.username}@{self.host}")


class ImapSettings(_Server):
    """The mailbox's IMAP server."""

    port: int = Field(default=993, ge=1, le=65535)
    username: str
    idle_s: float = Field(default=300, gt=0, lt=540)
    """IDLE is renewed after this long; servers and firewalls drop it silently later."""
    poll_s: float = Field(default=60, gt=0)
    """The safety poll, whatever IDLE says."""


class SmtpSettings(_Server):
    """The submission server; needed only where approved replies are sent."""

    port: int = Field(default=465, ge=1, le=65535)


class FolderSettings(Section):
    """Folders of the account; those that are missing are made."""

    watch: list[str] = Field(default=["INBOX"], min_length=1)
    review: str = "Review"
    """Drafts for a person to read."""
    escalated: str = "Escalated"
    quarantine: str = "Quarantine"
    approved: str = "Approved"
    """Moving a draft here approves it, where the workflow allows sending."""
    rejected: str = "Rejected"
    sample: str = "Sample"
    sent: str | None = None
    """Where sent mail lies; found by SPECIAL-USE when not given."""


class AccountSettings(Section):
    """One shared inbox."""

    name: str = Field(pattern=r"^[A-Za-z0-9_.-]{1,64}$")
    address: MailAddress
    aliases: list[MailAddress] = []
    """Other addresses of the same inbox: mail from them is our own."""
    display_name: str | None = None
    signature: str = ""
    """Put under each draft."""
    language: str = "en"
    """Used where the language of a mail cannot be told."""
    authserv_id: str | None = None
    """Whose Authentication-Results are believed (RFC 8601)."""
    staff: list[str] = []
    """Names or addresses of colleagues, to notice who pretends to be one."""
    imap: ImapSettings
    smtp: SmtpSettings | None = None
    folders: FolderSettings = FolderSettings()
    since: DurationOrAll = "0d"
    """How far back the first start goes; `all` for everything."""
    settle: Duration = "0s"
    """Wait this long for more mails of the same person in the same thread; one draft answers all."""
    max_bytes: int = Field(default=25_000_000, gt=0)
    """Larger mails are escalated by their headers, never downloaded."""
