# ruff: noqa: E501 - tables of words read best unbroken
"""Fourteenth set of `bench.extraction`: yii2-usuario, Elgg and Piwigo, which lie as clones in one folder.

Nothing of them is kept in this repository. Their keys were looked at, and their English words with them; not their
translations.
"""

from collections.abc import Iterator
from pathlib import Path

from bench.clones import php, show
from bench.foreign import CODE, LINK, Wording
from bench.foreign_later import LANGUAGES, SITE


def fourteenth(clones: Path) -> list[Wording]:
    return [*usuario(clones / "yii2-usuario"), *elgg(clones / "Elgg"), *piwigo(clones / "Piwigo")]


def usuario(clone: Path) -> Iterator[Wording]:
    """Confirmation, a new address and a reset by a bare address; a second factor by a code."""
    ask = "If you did not make this request you can ignore this email"
    paste = "If you cannot click the link, please try pasting the text into your browser"
    mails = (
        ("verify", "Confirm account on {0}", ("Thank you for signing up on {0}", "In order to complete your registration, please click the link below"), (paste, "You received this email because someone, possibly you or someone on your behalf, have created an account at {app_name}")),
        ("verify", "Confirm email change on {0}", ("We have received a request to change the email address for your account on {0}", "In order to complete your request, please click the link below"), (paste, ask)),
        ("reset", "Complete password reset on {0}", ("We have received a request to reset the password for your account on {0}", "Please click the link below to complete your password reset"), (paste, ask)),
        (None, "Code for two factor authentication on {0}", ("This is the code to insert to enable two factor authentication",), (ask,)),
    )  # fmt: skip
    for language, name in {
        "en": "",
        "de": "de",
        "es": "es",
        "fr": "fr",
        "it": "it",
        "nl": "nl",
        "pt": "pt-PT",
    }.items():
        said = php(show(clone, f"src/User/resources/i18n/{name}/usuario.php")) if name else {}

        def word(text: str, said: dict[str, str] = said) -> str:
            return (said.get(text) or text).replace("{0}", SITE).replace("{app_name}", SITE)

        for kind, subject, before, behind in mails:
            middle = (
                [f"{word(before[0])}: {CODE}"] if kind is None else [*(f"{word(x)}." for x in before), LINK]
            )
            text = "\n\n".join([word("Hello") + ",", *middle, *(f"{word(x)}." for x in behind)])
            yield Wording(source="usuario", name=subject, language=language, subject=word(subject), text=text, kind=kind, has_code=kind is None)  # fmt: skip


def elgg(clone: Path) -> Iterator[Wording]:
    """Confirmation, a new address and a reset by a bare address."""
    for language in LANGUAGES:
        core = "pt_br" if language == "pt" else language
        said = php(show(clone, f"languages/{core}.php"))
        if language != "pt":
            said |= php(show(clone, f"mod/uservalidationbyemail/languages/{language}.php"))
        mails = (
            ("email:changereq", "reset", ("203.0.113.77", LINK)),
            ("email:request:email", "verify", (SITE, LINK)),
            ("email:validate", "verify", (SITE, LINK)),
        )
        for name, kind, values in mails:
            if f"{name}:body" not in said or f"{name}:subject" not in said:
                continue
            subject, text = (said[f"{name}:{x}"].replace("\\n", "\n") for x in ("subject", "body"))
            for n, value in enumerate(values, 1):
                text = text.replace(f"%{n}$s", value)
                text = text.replace("%s", value, 1)
            subject = subject.replace("%s", SITE).replace("%1$s", "Ann").replace("%2$s", SITE)
            yield Wording(source="elgg", name=name, language=language, subject=subject, text=text, kind=kind)


def piwigo(clone: Path) -> Iterator[Wording]:
    """A reset by a bare address."""
    places = {"en": "en_UK", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_PT", "nl": "nl_NL", "ja": "ja_JP"}  # fmt: skip
    lines = ("Someone requested that the password be reset for the following user account:", "To reset your password, visit the following address:", "If this was a mistake, just ignore this email and nothing will happen.")  # fmt: skip
    for language, place in places.items():
        said = php(show(clone, f"language/{place}/common.lang.php"))
        first, visit, mistake = (said.get(x) or x for x in lines)
        text = f"{first}\n\nann\n\n{visit}\n\n{LINK}\n\n{mistake}"
        subject = f"[{SITE}] {said.get('Password Reset') or 'Password Reset'}"
        yield Wording(
            source="piwigo", name="reset", language=language, subject=subject, text=text, kind="reset"
        )
