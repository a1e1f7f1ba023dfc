"""How the program is watched, how long it keeps things, and its companions."""

from pathlib import Path
from typing import Literal

from pydantic import Field

from intake.config.base import Duration, DurationOrAll, MailAddress, Section, secret


class RetentionSettings(Section):
    """How long each class of data is kept; `all` keeps it for ever."""

    raw: DurationOrAll = "30d"
    text: DurationOrAll = "90d"
    prompts: DurationOrAll = "30d"
    ledger: DurationOrAll = "730d"
    audit: DurationOrAll = "730d"


class AuditSettings(Section):
    """Where the head of the audit chain is noted, out of reach of who can change the data folder."""

    mailbox: str | None = None
    """Name of an account: the running agent lays the head into its folder `Audit`."""
    file: Path | None = None
    """A file to which a line is added, best on another machine or where nothing can be taken away."""
    every: Duration = "1d"


class AlertSettings(Section):
    """Who is told when something is wrong."""

    mail_to: list[MailAddress] = []
    """Alerts are appended as notes to the escalation folder, and mailed here where SMTP is configured."""
    webhook: str | None = None
    webhook_secret_env: str | None = None
    webhook_secret_file: Path | None = None
    failure_rate: float = Field(default=0.2, gt=0, le=1)
    queue_age: Duration = "15m"
    idle_silent: Duration = "15m"
    knowledge_stale: Duration = "365d"
    certificate_days: int = 14
    min_disk_mb: int = 500
    repeat_after: Duration = "24h"

    def webhook_secret(self) -> str | None:
        return secret(self.webhook_secret_env, self.webhook_secret_file, "alerts.webhook_secret")


class User(Section):
    """A person who may use the dashboard."""

    name: str
    role: Literal["viewer", "reviewer", "owner", "admin"] = "viewer"
    password_hash_env: str | None = None
    password_hash_file: Path | None = None

    def password_hash(self) -> str | None:
        return secret(self.password_hash_env, self.password_hash_file, f"password hash of {self.name}")


class WebSettings(Section):
    """The dashboard."""

    users: list[User] = []
    proxy_header: str | None = None
    """Header in which a trusted reverse proxy names the user."""
    trusted_proxies: list[str] = ["127.0.0.1"]
    secure_cookies: bool = True


class SandboxSettings(Section):
    """The test mail server."""

    smtp_port: int = Field(default=1025, ge=0, le=65535)
    http_port: int = Field(default=8025, ge=0, le=65535)
    imap_port: int = Field(default=1143, ge=0, le=65535)
    data: Path | None = None
    json_dir: Path | None = None
