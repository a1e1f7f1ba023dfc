"""The whole of `mailroom.yaml`."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from intake.config.accounts import AccountSettings
from intake.config.base import Section
from intake.config.operations import (
    AlertSettings,
    AuditSettings,
    RetentionSettings,
    SandboxSettings,
    WebSettings,
)
from intake.config.policy import GuardSettings, KnowledgeSettings, ModelsSettings, SanitizeSettings
from intake.config.quality import QualitySettings, ReportSettings
from intake.config.workflows import WorkflowSettings


class Retries(Section):
    """How often a failing mail is tried before it becomes a dead letter."""

    attempts: int = Field(default=5, ge=1, le=20)
    first_wait_s: float = Field(default=2.0, ge=0)
    max_wait_s: float = Field(default=300, gt=0)


class Settings(Section):
    """Everything the program can be told."""

    data_dir: Path = Path("data")
    """Database, index, caches: back this up."""
    database_url: str | None = None
    """SQLite in the data folder by default; postgresql://… for many workers."""
    database_password_env: str | None = None
    database_password_file: Path | None = None
    workers: int = Field(default=4, ge=1, le=64)
    """Mails worked on at once."""
    accounts: list[AccountSettings] = []
    knowledge: KnowledgeSettings = KnowledgeSettings()
    sanitize: SanitizeSettings = SanitizeSettings()
    models: ModelsSettings = ModelsSettings()
    workflows: list[WorkflowSettings] = []
    guard: GuardSettings = GuardSettings()
    retries: Retries = Retries()
    retention: RetentionSettings = RetentionSettings()
    audit: AuditSettings = AuditSettings()
    alerts: AlertSettings = AlertSettings()
    report: ReportSettings = ReportSettings()
    quality: QualitySettings = QualitySettings()
    web: WebSettings = WebSettings()
    sandbox: SandboxSettings = SandboxSettings()
    log_level: Literal["debug", "info", "warning", "error"] = "info"

    @model_validator(mode="after")
    def _names_are_unique(self) -> Self:
        for what, names in (
            ("account", [a.name for a in self.accounts]),
            ("workflow", [w.name for w in self.workflows]),
        ):
            twice = next((n for n in names if names.count(n) > 1), None)
            if twice:
                raise ValueError(f"two {what}s are named {twice!r}; give each a name of its own")
        if self.audit.mailbox is not None and all(a.name != self.audit.mailbox for a in self.accounts):
            raise ValueError(f"audit.mailbox: no account is named {self.audit.mailbox!r}")
        return self

    def workflow(self, name: str | None) -> WorkflowSettings | None:
        return next((w for w in self.workflows if w.name == name or (name and name in w.renamed_from)), None)

    def account(self, name: str) -> AccountSettings:
        return next(a for a in self.accounts if a.name == name)
