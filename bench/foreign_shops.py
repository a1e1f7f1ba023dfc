# ruff: noqa: E501 - tables of words read best unbroken
"""Twelfth set of `bench.extraction`: Bagisto, Sylius and Firefly III, which lie as clones in one folder.

Nothing of them is kept in this repository. Their keys were looked at, and their English words with them; not their
translations.
"""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from bench.clones import php, show
from bench.foreign import CODE, LINK, Wording
from bench.foreign_later import LANGUAGES, SITE


def twelfth(clones: Path) -> list[Wording]:
    return [*bagisto(clones / "bagisto"), *sylius(clones / "Sylius"), *firefly(clones / "firefly-iii")]


def bagisto(clone: Path) -> Iterator[Wording]:
    """Reset and confirmation with a button."""
    for language in LANGUAGES:
        name = {"pt": "pt_BR"}.get(language, language)
        whole = show(clone, f"packages/Webkul/Shop/src/Resources/lang/{name}/app.php")
        for mail, kind, button in (
            ("forgot-password", "reset", "reset-password"),
            ("verification", "verify", "verify-email"),
        ):
            part = re.search(rf"'{mail}'\s*=> \[([^\]]*'description'[^\]]*)\]", whole)
            assert part is not None
            said = php(part[1])
            text = f"{said['greeting']}\n\n{said['description']}\n\n{LINK}"
            yield Wording(source="bagisto", name=mail, language=language, subject=said["subject"], text=text, kind=kind, button=said[button])  # fmt: skip


def sylius(clone: Path) -> Iterator[Wording]:
    """Reset and confirmation by a link, and a reset by a token to type."""
    import yaml

    def mails(language: str) -> dict[str, Any]:
        path = f"src/Sylius/Bundle/CoreBundle/Resources/translations/messages.{language}.yml"
        found: dict[str, Any] = yaml.safe_load(show(clone, path))["sylius"].get("email", {})
        return found

    english = mails("en")
    for language in LANGUAGES:
        said = mails(language)
        if "password_reset" not in said:
            continue  # not translated
        reset = {**english["password_reset"], **said.get("password_reset", {})}
        new = english["user"]["account_verification"] | said.get("user", {}).get("account_verification", {})
        words = (
            ("reset", reset["subject"], f"{reset['to_reset_your_password']}\n\n{LINK}", "reset", reset["reset_your_password"]),
            ("verify", new["subject"], f"{new['strategy']}\n\n{LINK}", "verify", new["statement"]),
            ("token", reset["subject"], f"{reset['to_reset_your_password_token']}\n\n{reset['token']}: {CODE}", None, ""),
        )  # fmt: skip
        for mail, subject, text, kind, button in words:
            yield Wording(source="sylius", name=mail, language=language, subject=subject, text=text, kind=kind, button=button, has_code=kind is None)  # fmt: skip


def firefly(clone: Path) -> Iterator[Wording]:
    """Reset and a new address with a bare address, and notices that hold neither; in English alone."""
    mails = (
        ("reset_pw_subject", ("reset_pw_instructions",), "reset"),
        ("email_change_subject", ("email_change_body_to_new", "email_change_instructions"), "verify"),
        ("login_from_new_ip", ("new_ip_body", "new_ip_warning"), None),
        ("failed_login_subject", ("failed_login_body", "failed_login_warning"), None),
        ("access_token_created_subject", ("access_token_created_body", "access_token_created_explanation"), None),
        ("unknown_user_subject", ("unknown_user_body",), None),
    )  # fmt: skip
    said = php(show(clone, "resources/lang/en_US/email.php"))
    for subject, lines, kind in mails:
        text = "\n\n".join(
            [
                said["greeting"],
                *(said[x] for x in lines),
                *([LINK] if kind else []),
                said["closing"],
                said["signature"],
            ]
        )
        text = re.sub(r":(?:ip|address|email|host)\b", "203.0.113.77", text).replace("Firefly III", SITE)
        yield Wording(source="firefly", name=subject, language="en", subject=said[subject].replace("Firefly III", SITE), text=text, kind=kind, button="")  # fmt: skip
