# ruff: noqa: E501 - tables of words read best unbroken
"""Eleventh set of `bench.extraction`: HumHub and Snipe-IT from clones in one folder, Django from PyPI.

Nothing of them is kept in this repository. Their keys, which are their English words, were looked at; not their
translations.
"""

import gettext
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from bench.clones import php, show
from bench.foreign import CACHE, LINK, Wording
from bench.foreign_later import LANGUAGES, SITE

DJANGO = "django==5.2.19"


def eleventh(clones: Path) -> list[Wording]:
    return [*humhub(clones / "humhub"), *snipe(clones / "snipe-it"), *django()]


def humhub(clone: Path) -> Iterator[Wording]:
    """Recovery, a new address and a registration by oneself, each with a button."""
    mails = (
        ("reset", "account", "Password Recovery", "auth", ("Please use the following link within the next day to reset your password.", "If you don't use this link within 24 hours, it will expire."), "Reset Password"),
        ("verify", "account", "E-Mail change", "account", ("You have requested to change your e-mail address.<br>Your new e-mail address is {newemail}.<br><br>To confirm your new e-mail address please click on the button below.",), "Confirm"),
        ("verify", "base", "Welcome to %appName%", "base", ("Welcome to %appName%. Please click on the button below to proceed with your registration.",), "Sign up"),
    )  # fmt: skip
    for language in LANGUAGES:
        said: dict[str, dict[str, str]] = {"auth": {}, "account": {}, "base": {}}
        if language != "en":
            for name in said:
                path = f"protected/humhub/modules/user/messages/{language}/{name}.php"
                said[name] = php(show(clone, path))
        for kind, file, subject, where, lines, button in mails:
            words = [
                re.sub(r"%appName%", SITE, said[where].get(x, x))
                .replace("{newemail}", "ann@shop.invalid")
                .replace("<br>", "\n")
                for x in lines
            ]
            text = "\n\n".join([*words, LINK])
            title = said[file].get(subject, subject).replace("%appName%", SITE)
            yield Wording(source="humhub", name=subject, language=language, subject=title, text=text, kind=kind, button=said[where].get(button, button))  # fmt: skip


def snipe(clone: Path) -> Iterator[Wording]:
    """A reset with a bare address."""
    places = {"en": "en-US", "de": "de-DE", "fr": "fr-FR", "es": "es-ES", "it": "it-IT", "pt": "pt-PT", "nl": "nl-NL", "ja": "ja-JP"}  # fmt: skip
    for language, place in places.items():
        said = php(show(clone, f"resources/lang/{place}/mail.php"))
        yield Wording(source="snipe-it", name="reset", language=language, subject=said["reset_link"], text=f"{said['reset_password']} {LINK}", kind="reset", button="")  # fmt: skip


def django() -> Iterator[Wording]:
    """The reset of Django's own administration."""
    folder = CACHE / "django"
    if not folder.is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(folder), DJANGO]
        subprocess.run(pip, check=True, stdout=sys.stderr)
    for language in LANGUAGES:
        words = gettext.translation(
            "django", folder / "django" / "contrib" / "admin" / "locale", [language], fallback=True
        )
        said = words.gettext("You're receiving this email because you requested a password reset for your user account at %(site_name)s.")  # fmt: skip
        lines = [
            said.replace("%(site_name)s", SITE),
            words.gettext("Please go to the following page and choose a new password:"),
            LINK,
            words.gettext("Thanks for using our site!"),
        ]
        subject = words.gettext("Password reset on %(site_name)s").replace("%(site_name)s", SITE)
        yield Wording(source="django", name="reset", language=language, subject=subject, text="\n\n".join(lines), kind="reset", button="")  # fmt: skip
