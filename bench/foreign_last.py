# ruff: noqa: E501 - tables of words read best unbroken
"""Fifteenth set of `bench.extraction`: Redmine, CakeDC Users and Part-DB, which lie as clones in one folder.

Nothing of them is kept in this repository. Their keys were looked at, and their English words with them; not their
translations.
"""

import html
import re
from collections.abc import Iterator
from pathlib import Path

from bench.foreign import LINK, Wording
from bench.foreign_later import LANGUAGES, SITE, show


def fifteenth(clones: Path) -> list[Wording]:
    return [
        *redmine(clones / "redmine"),
        *cakedc(clones / "cakedc-users"),
        *partdb(clones / "Part-DB-server"),
    ]


def redmine(clone: Path) -> Iterator[Wording]:
    """Reset and activation by a bare address; notices without either."""
    import yaml

    for language in LANGUAGES:
        text = show(clone, f"config/locales/{language}.yml")
        said = {k: str(v) for k, v in yaml.safe_load(text)[language].items() if isinstance(v, str)}
        for subject, lines, kind in (
            ("mail_subject_lost_password", ("mail_body_lost_password", "mail_body_lost_password_validity"), "reset"),
            ("mail_subject_register", ("mail_body_register",), "verify"),
            ("mail_subject_security_notification", ("mail_body_password_updated",), None),
            ("mail_subject_security_notification", ("twofa_mail_body_backup_code_used",), None),
        ):  # fmt: skip
            words = [said[x] for x in lines if x in said]
            if not words or subject not in said:
                continue
            body = "\n\n".join([words[0], *([LINK] if kind else []), *words[1:]])
            yield Wording(source="redmine", name=lines[0], language=language, subject=said[subject].replace("%{value}", SITE), text=body, kind=kind)  # fmt: skip


def cakedc(clone: Path) -> Iterator[Wording]:
    """An address to copy; only the subject says what for."""
    places = {"en": "", "de": "de_DE", "es": "es", "fr": "fr_FR", "it": "it_IT", "pt": "pt_BR"}
    copy = "Please copy the following address in your web browser {0}"
    for language, place in places.items():
        po = show(clone, f"resources/locales/{place}/cake_d_c_users.po") if place else ""
        said = {k: v for k, v in re.findall(r'msgid "(.*)"\nmsgstr "(.*)"', po) if v}
        for subject, kind in (
            ("Your account validation link", "verify"),
            ("{0}Your reset password link", "reset"),
        ):
            title = (said.get(subject) or subject).replace("{0}", "Ann, ")
            yield Wording(source="cakedc", name=kind, language=language, subject=title, text=(said.get(copy) or copy).replace("{0}", LINK), kind=kind)  # fmt: skip


def partdb(clone: Path) -> Iterator[Wording]:
    """A reset with a button."""
    for language in ("en", "de", "es", "fr", "it", "nl", "ja"):
        xlf = show(clone, f"translations/messages.{language}.xlf")
        said = {
            html.unescape(k): html.unescape(v)
            for k, v in re.findall(r"<source>(.*?)</source>\s*<target[^>]*>(.*?)</target>", xlf, re.S)
        }
        if "email.pw_reset.message" not in said:
            continue
        text = "\n\n".join(
            [said["email.pw_reset.message"], LINK, said["email.pw_reset.fallback"].replace("%url%", "")]
        )
        yield Wording(source="part-db", name="reset", language=language, subject=said.get("pw_reset.email.subject", "Part-DB"), text=re.sub(r"<[^>]+>", "", text), kind="reset", button=said["email.pw_reset.button"])  # fmt: skip
