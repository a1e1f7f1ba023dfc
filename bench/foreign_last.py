# ruff: noqa: E501 - tables of words read best unbroken
"""Fifteenth to seventeenth set of `bench.extraction`, from projects that lie as clones in one folder.

Fifteenth: Redmine, CakeDC Users and Part-DB. Sixteenth: the web site of OpenStreetMap. Seventeenth:
Nextcloud's applications for registrations and guests.

Nothing of them is kept in this repository. Their keys were looked at, and their English words with them; not their
translations.
"""

import html
import json
import re
from collections.abc import Iterator
from pathlib import Path

from bench.clones import show
from bench.foreign import CODE, LINK, Wording
from bench.foreign_later import LANGUAGES, SITE


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


def sixteenth(clones: Path) -> Iterator[Wording]:
    """OpenStreetMap's confirmation, new address and reset by a bare address; notices without either."""
    import yaml

    for language in LANGUAGES:
        path = f"config/locales/{language}.yml"
        said = yaml.safe_load(show(clones / "openstreetmap-website", path))[language]["user_mailer"]
        values = {"site_url": "shop.invalid", "server_url": "shop.invalid", "new_address": "ann@shop.invalid", "commenter": "Tom", "place": "Graz"}  # fmt: skip

        def word(text: str, values: dict[str, str] = values) -> str:
            return re.sub(r"%\{(\w+)\}", lambda m: values.get(m[1], ""), text).replace("OpenStreetMap", SITE)

        for name, before, behind, kind in (
            ("signup_confirm", ("greeting", "created", "confirm"), ("welcome",), "verify"),
            ("email_confirm", ("greeting", "hopefully_you", "click_the_link"), (), "verify"),
            ("lost_password", ("greeting", "hopefully_you", "click_the_link"), (), "reset"),
        ):  # fmt: skip
            mail = said.get(name, {})
            if "subject" not in mail:
                continue
            lines = [*(word(mail[x]) for x in before if x in mail), LINK, *(word(mail[x]) for x in behind if x in mail)]  # fmt: skip
            yield Wording(source="osm", name=name, language=language, subject=word(mail["subject"]), text="\n\n".join(lines), kind=kind)  # fmt: skip
        told = said.get("note_comment_notification", {}).get("commented", {})
        for part in ("your_note", "commented_note"):
            if part in told:
                yield Wording(source="osm", name=part, language=language, subject=word(told["subject_own"]), text=word(told[part]), kind=None)  # fmt: skip


def seventeenth(clones: Path) -> Iterator[Wording]:
    """Nextcloud's confirmation by a code and a button in one mail, and its invitation of a guest."""
    for language in LANGUAGES:
        name = {"pt": "pt_PT"}.get(language, language)

        def said(app: str, *texts: str, name: str = name) -> list[str]:
            found: dict[str, str] = {}
            if name != "en":
                found = json.loads(show(clones / f"nextcloud-{app}", f"l10n/{name}.json"))["translations"]
            filled = (found.get(x) or x for x in texts)
            return [re.sub(r"%(?:\d\$)?s", CODE if "code" in x else SITE, y) for x, y in zip(texts, filled, strict=True)]  # fmt: skip

        subject, head, done, press, code, button = said(
            "registration", "Verify your %s registration request", "Registration",
            "Email address verified, you can now complete your registration.", "Click the button below to continue.",
            "Verification code: %s", "Continue registration",
        )  # fmt: skip
        text = f"{head}\n\n{done} {press}\n\n{code}\n\n{LINK}"
        yield Wording(source="nextcloud", name="registration", language=language, subject=subject, text=text, kind="verify", button=button, has_code=True)  # fmt: skip
        subject, head, hey, who, can, after, button = said(
            "guests", "%s invited you as a guest", "You have been invited", "Hey there,", "%s just invited you.",
            "You can activate your guest account with the button below.",
            "After your account is activated you can log in with %s.", "Activate account",
        )  # fmt: skip
        text = "\n\n".join([head, hey, who, can, after, LINK])
        yield Wording(source="nextcloud", name="guest", language=language, subject=subject, text=text, kind="verify", button=button)  # fmt: skip
