# ruff: noqa: E501 - tables of words read best unbroken
"""Ninth and tenth set of `bench.extraction`: public projects' own mails, which lie as clones in one folder.

Ninth: BookStack, Wekan and Monica, with the invented wordings of `bench/foreign_ninth.txt`. Tenth: CodeIgniter Shield,
Hanko and FOSUserBundle. Nothing of them is kept in this repository. Their keys were looked at, and their English
words with them; not their translations.
"""

import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.clones import php, show
from bench.foreign import CODE, LINK, Wording
from bench.foreign_invented import invented
from bench.foreign_later import LANGUAGES, SITE


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
        found = php(show(clone, f"lang/{language}/auth.php"))
        said = {k: v.replace(":appName", SITE) for k, v in found.items()}
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


def tenth(clones: Path) -> list[Wording]:
    return [*shield(clones / "shield"), *hanko(clones / "hanko"), *fos(clones / "FOSUserBundle")]


def shield(clone: Path) -> Iterator[Wording]:
    """Second factor and activation by a code, and a link to log in, with where and when it was asked for."""
    for language in LANGUAGES:
        said = php(show(clone, f"src/Language/{language}/Auth.php"))
        facts = f"{said['emailInfo']}\n{said['emailIpAddress']} 203.0.113.77\n{said['emailDevice']} Firefox 131\n{said['emailDate']} 2026-11-26 18:42:07"
        for name in ("email2FA", "emailActivate"):
            text = f"{said[f'{name}MailBody']}\n\n{CODE}\n\n{facts}"
            yield Wording(source="shield", name=name, language=language, subject=said[f"{name}Subject"], text=text, kind=None, button="", has_code=True)  # fmt: skip
        yield Wording(source="shield", name="magic", language=language, subject=said["magicLinkSubject"], text=f"{LINK}\n\n{facts}", kind="magic-login", button=said["login"])  # fmt: skip


def hanko(clone: Path) -> Iterator[Wording]:
    """Codes to log in, to confirm an address and to recover an account; notices without either."""
    import yaml

    def said(file: str, language: str) -> dict[str, str]:
        name = {"pt": "pt-BR"}.get(language, language)
        found = yaml.safe_load(show(clone, f"backend/mail/locales/{file}.{name}.yaml"))
        values = {"Code": CODE, "TTL": "5", "ServiceName": SITE}
        return {
            k: re.sub(r"\{\{ ?\.(\w+) ?\}\}", lambda m: values.get(m[1], "ann@shop.invalid"), v["other"])
            for k, v in found.items()
        }

    for language in ("en", "de", "fr", "it", "pt", "nl"):
        coded, told = said("passcode", language), said("security-notifications", language)
        for name in ("login", "email_verification", "recovery"):
            text = f"{coded[f'{name}_text']}\n\n{CODE}\n\n{coded['ttl_text']}"
            yield Wording(source="hanko", name=name, language=language, subject=coded[f"subject_{name}"], text=text, kind=None, button="", has_code=True)  # fmt: skip
        for name in [k.removesuffix("_text") for k in told if k.endswith("_text")]:
            yield Wording(source="hanko", name=name, language=language, subject=told[f"subject_{name}"], text=told[f"{name}_text"], kind=None, button="")  # fmt: skip


def fos(clone: Path) -> Iterator[Wording]:
    """Activation and reset in plain text with a bare address."""
    import yaml

    for language in LANGUAGES:
        said = yaml.safe_load(show(clone, f"src/Resources/translations/FOSUserBundle.{language}.yml"))
        for name, kind in (("registration", "verify"), ("resetting", "reset")):
            subject, text = (
                said[name]["email"][part].replace("%username%", "Ann").replace("%confirmationUrl%", LINK)
                for part in ("subject", "message")
            )
            yield Wording(source="fos", name=name, language=language, subject=subject, text=text, kind=kind, button="")  # fmt: skip
