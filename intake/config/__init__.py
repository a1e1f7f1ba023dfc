"""The settings: one `mailroom.yaml`, validated before anything starts.

`load` reads it, `Settings` is its shape; `template` writes the commented file that `mailroom init` gives.
"""

from intake.config.accounts import AccountSettings, FolderSettings, ImapSettings, OAuthSettings, SmtpSettings
from intake.config.load import find_config, load
from intake.config.operations import AlertSettings, RetentionSettings, SandboxSettings, WebSettings
from intake.config.policy import (
    GuardSettings,
    KnowledgeSettings,
    ModelSettings,
    ModelsSettings,
    SanitizeSettings,
)
from intake.config.quality import QualitySettings, ReportSettings
from intake.config.settings import Settings
from intake.config.workflows import KpiSettings, RequiredField, StopSettings, WorkflowSettings

__all__ = [
    "AccountSettings",
    "AlertSettings",
    "FolderSettings",
    "GuardSettings",
    "ImapSettings",
    "KnowledgeSettings",
    "KpiSettings",
    "ModelSettings",
    "ModelsSettings",
    "OAuthSettings",
    "QualitySettings",
    "ReportSettings",
    "RequiredField",
    "RetentionSettings",
    "SandboxSettings",
    "SanitizeSettings",
    "Settings",
    "SmtpSettings",
    "StopSettings",
    "WebSettings",
    "WorkflowSettings",
    "find_config",
    "load",
]
