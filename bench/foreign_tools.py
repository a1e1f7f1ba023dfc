# ruff: noqa: E501 - tables of words read best unbroken
"""Thirteenth set of `bench.extraction`: wallabag, Grav, Kanboard and Leantime, which lie as clones in one folder.

Nothing of them is kept in this repository. Their keys were looked at, and their English words with them; not their
translations.
"""

import re
from collections.abc import Iterator
from pathlib import Path

from bench.clones import php, show
from bench.foreign import CODE, LINK, Wording
from bench.foreign_later import LANGUAGES, SITE


def thirteenth(clones: Path) -> list[Wording]:
    return [
        *wallabag(clones / "wallabag"),
        *grav(clones / "grav-plugin-login"),
        *kanboard(clones / "kanboard"),
        *leantime(clones / "leantime"),
    ]


def wallabag(clone: Path) -> Iterator[Wording]:
    """A code for a new device."""
    import yaml

    for language in LANGUAGES:
        said = yaml.safe_load(show(clone, f"translations/wallabag_user.{language}.yml"))["auth_code"][
            "mailer"
        ]
        body = said["body"]
        lines = (body["hello"].replace("%user%", "Ann"), body["first_para"], f"{body['second_para']} {CODE}", body["support"], body["signature"])  # fmt: skip
        yield Wording(source="wallabag", name="code", language=language, subject=said["subject"], text="\n\n".join(lines), kind=None, button="", has_code=True)  # fmt: skip


def grav(clone: Path) -> Iterator[Wording]:
    """Reset and activation in HTML of their own."""
    import yaml

    for language, name in {"en": "en", "de": "de", "es": "es", "fr": "fr", "pt": "pt-BR"}.items():
        said = yaml.safe_load(show(clone, f"languages/{name}.yaml").replace("\t", " "))
        said = said.get("PLUGIN_LOGIN", said)
        for mail, kind in (("FORGOT", "reset"), ("ACTIVATION", "verify")):
            if f"{mail}_EMAIL_BODY" not in said:
                continue
            values = {"1": "Ann", "2": LINK, "3": SITE, "4": SITE}
            said_body = said[f"{mail}_EMAIL_BODY"]
            body = re.sub(r"%(\d)\$s", lambda m, v=values: v.get(m[1], ""), said_body)  # type: ignore[misc]
            for value in values.values():  # where a language numbers none of them
                body = body.replace("%s", value, 1)
            subject = said[f"{mail}_EMAIL_SUBJECT"].replace("%s", SITE)
            yield Wording(source="grav", name=mail, language=language, subject=subject, text="", kind=kind, button="", html=f"<html><body>{body}</body></html>")  # fmt: skip


def kanboard(clone: Path) -> Iterator[Wording]:
    """A reset with a bare address."""
    places = {"en": "", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_PT", "nl": "nl_NL", "ja": "ja_JP"}  # fmt: skip
    for language, place in places.items():
        said = php(show(clone, f"app/Locale/{place}/translations.php")) if place else {}
        subject, line = (said.get(x, x) for x in ("Password Reset for Kanboard", "To reset your password click on this link:"))  # fmt: skip
        yield Wording(source="kanboard", name="reset", language=language, subject=subject, text=f"{line}\n\n{LINK}", kind="reset", button="")  # fmt: skip


def leantime(clone: Path) -> Iterator[Wording]:
    """Reset and the first steps of somebody who was invited, in HTML of their own."""
    places = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "pt": "pt-PT", "nl": "nl-NL", "ja": "ja-JP"}  # fmt: skip
    mails = (("password_reset", "reset", {"1": LINK}), ("user_invite", "verify", {"1": "Tom", "2": LINK}))
    for language, place in places.items():
        said = dict(re.findall(r'(?m)^email_notifications\.(\w+)\s*=\s*"(.*)"\s*$', show(clone, f"app/Language/{place}.ini")))  # fmt: skip
        for mail, kind, values in mails:
            if f"{mail}_message" not in said or f"{mail}_subject" not in said:
                continue
            body = re.sub(r"%(\d)\$s", lambda m, v=values: v.get(m[1], SITE), said[f"{mail}_message"])  # type: ignore[misc]
            yield Wording(source="leantime", name=mail, language=language, subject=said[f"{mail}_subject"], text="", kind=kind, button="", html=f"<html><body>{body}</body></html>")  # fmt: skip
