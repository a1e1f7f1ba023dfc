# ruff: noqa: E501 - tables of words read best unbroken
"""Ninth set of `bench.extraction`: BookStack, Wekan and Monica, which lie as clones in one folder, and invented ones.

`bench/foreign_ninth.txt` has the invented wordings. Nothing of the three is kept in this repository. Their keys were
looked at, and their English words with them; not their translations.
"""

import json
import re
from pathlib import Path

from bench.foreign import LINK, Wording
from bench.foreign_invented import invented
from bench.foreign_later import LANGUAGES, SITE, show


def ninth(clones: Path) -> list[Wording]:
    return [
        *bookstack(clones / "BookStack"),
        *wekan(clones / "wekan"),
        *monica(clones / "monica"),
        *invented("ninth"),
    ]


def bookstack(clone: Path) -> list[Wording]:
    """Confirmation, reset and invitation, each a paragraph or two and a button."""
    out = []
    for language in LANGUAGES:
        php = show(clone, f"lang/{language}/auth.php")
        said = {
            k: v.replace("\\'", "'").replace(":appName", SITE)
            for k, v in re.findall(r"'(\w+)' => '((?:[^'\\]|\\.)*)'", php)
        }
        mails = (
            ("verify", ("email_confirm_greeting", "email_confirm_text"), "email_confirm_subject", "email_confirm_action", ()),
            ("reset", ("email_reset_text",), "email_reset_subject", "reset_password", ("email_reset_not_requested",)),
            ("reset|verify", ("user_invite_email_greeting", "user_invite_email_text"), "user_invite_email_subject", "user_invite_email_action", ()),
        )  # fmt: skip
        for kind, before, subject, button, behind in mails:
            text = "\n\n".join([*(said[k] for k in before), LINK, *(said[k] for k in behind)])
            out.append(Wording(source="bookstack", name=kind, language=language, subject=said[subject], text=text, kind=kind, button=said[button]))  # fmt: skip
    return out


def wekan(clone: Path) -> list[Wording]:
    """Confirmation, reset, enrolment and invitation, in plain text with a bare address."""
    kinds = {"verifyEmail": "verify", "resetPassword": "reset"}
    values = {"user": "Ann", "siteName": SITE, "url": LINK}
    out = []
    for language in LANGUAGES:
        said = json.loads(show(clone, f"imports/i18n/data/{language}.i18n.json"))
        for name, kind in kinds.items():
            subject, text = (
                re.sub(r"__(\w+)__", lambda m: values[m[1]], said[f"email-{name}-{part}"])
                for part in ("subject", "text")
            )
            out.append(Wording(source="wekan", name=name, language=language, subject=subject, text=text, kind=kind, button=""))  # fmt: skip
    return out


def monica(clone: Path) -> list[Wording]:
    """The mails of Laravel as Monica has them translated."""
    mails = (
        ("reset", "Reset Password Notification", "Reset Password", ("You are receiving this email because we received a password reset request for your account.",),
         ("This password reset link will expire in :count minutes.", "If you did not request a password reset, no further action is required.")),
        ("verify", "Verify Email Address", "Verify Email Address", ("Please click the button below to verify your email address.",),
         ("If you did not create an account, no further action is required.",)),
    )  # fmt: skip
    out = []
    for language in LANGUAGES:
        said = json.loads(show(clone, f"lang/{language}.json"))
        for kind, subject, button, before, behind in mails:
            lines = [*(said.get(k, k) for k in before), LINK, *(said.get(k, k) for k in behind)]
            text = "\n\n".join(lines).replace(":count", "60")
            out.append(Wording(source="monica", name=kind, language=language, subject=said.get(subject, subject), text=text, kind=kind, button=said.get(button, button)))  # fmt: skip
    return out
