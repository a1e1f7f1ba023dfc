"""All checks of a draft, in the order in which they are asked."""

from intake.guard.addressing import recipients
from intake.guard.form import attachments, invisible, language, length, markup
from intake.guard.links import links
from intake.guard.personal import personal
from intake.guard.scope import Check
from intake.guard.secrets import secrets
from intake.guard.support import claims, explained, promises

CHECKS: tuple[Check, ...] = (
    recipients, links, markup, attachments, invisible, secrets, personal, promises, claims, explained,
    language, length,
)  # fmt: skip
"""A new check is one function in the file of its group, its name here, and a case allowed and one denied."""
