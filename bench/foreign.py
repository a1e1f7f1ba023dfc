# ruff: noqa: E501 - conditions and tables of words read best unbroken
"""Wordings and layouts of sign-up mails that other people wrote, fetched from the registries at bench time.

django-allauth, Flask-Security, djoser, django-registration, django-oscar and wagtail (MIT, BSD) bring the words in eight
languages; mailgen (MIT) the HTML. Nothing of them is kept in this repository.
"""

import gettext
import json
import re
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

CACHE = Path(__file__).resolve().parents[1] / ".venv" / "bench"
PYTHON = [
    "django-allauth==65.21.1", "Flask-Security-Too==5.9.2", "djoser==2.3.5",
    "django-registration-redux==2.13", "django-oscar==4.2.1", "wagtail==8.0.1", "Django==5.2.19", "asgiref==3.10.0", "sqlparse==0.5.3",
]  # fmt: skip
NODE = ["mailgen@2.0.32"]
LANGUAGES = {"en": "en", "de": "de_DE", "fr": "fr_FR", "es": "es_ES", "it": "it_IT", "pt": "pt_PT", "nl": "nl_NL", "ja": "ja_JP"}  # fmt: skip
ALLAUTH = {"pt": "pt-pt"}
THEMES = ("default", "cerberus", "neopolitan", "salted")


@dataclass(frozen=True, slots=True, kw_only=True)
class Wording:
    """A mail as its author worded it; `CODE` and `LINK` mark the places."""

    source: str
    name: str
    language: str
    subject: str
    text: str
    kind: str | None
    """Kind of the link (`a|b` where both are right), None where it is no verify, reset or login link."""
    button: str = ""
    has_code: bool = False
    html: str = ""
    """The mail's own HTML with the marks, where it brings one."""


CODE, LINK = "@@CODE@@", "https://LINK.invalid/"


def fetch() -> None:
    """Install what is not there yet, through pip and npm. Raises CalledProcessError."""
    if not (CACHE / "py" / "oscar").is_dir():
        command = [
            sys.executable,
            "-m",
            "pip",
            "install",
            "-q",
            "--no-deps",
            "--upgrade",
            "--target",
            str(CACHE / "py"),
        ]
        subprocess.run([*command, *PYTHON], check=True, stdout=sys.stderr)
    if not (CACHE / "node_modules" / "mailgen").is_dir():
        CACHE.mkdir(parents=True, exist_ok=True)
        command = ["npm", "install", "--silent", "--no-audit", "--no-fund", "--ignore-scripts", "--prefix"]
        subprocess.run([*command, str(CACHE), *NODE], check=True, stdout=sys.stderr)


def allauth() -> list[Wording]:
    """django-allauth's mails, and Django's and djoser's, in each language that they speak."""
    engine, activate = _django()
    mails = [
        ("login_code", None, True), ("password_reset_code", None, True),
        ("email_confirmation", "verify", False), ("email_confirmation", None, True),
        ("email_confirmation_signup", "verify", False), ("password_reset_key", "reset", False),
        ("password_changed", None, False), ("email_changed", None, False), ("password_set", None, False),
        ("email_deleted", None, False), ("unknown_account", None, False),
    ]  # fmt: skip
    out = []
    for language in LANGUAGES:
        activate(ALLAUTH.get(language, language))
        for name, kind, has_code in mails:
            values = {
                "code": CODE if has_code else "", "activate_url": LINK, "password_reset_url": LINK,
                "signup_url": "https://shop.invalid/join", "email": "ann@shop.invalid", "user_display": "ann",
                "current_site": {"name": "Fernweh", "domain": "shop.invalid"}, "ip": "203.0.113.77",
                "user_agent": "Mozilla/5.0 (X11; Linux x86_64) Firefox/128.0", "timestamp": "2026-11-25 14:02:11",
            }  # fmt: skip
            text = engine(f"account/email/{name}_message.txt", values)
            subject = engine(f"account/email/{name}_subject.txt", values).strip()
            out.append(
                Wording(source="allauth", name=name, language=language, subject=subject, text=text, kind=kind, has_code=has_code)
            )  # fmt: skip
    return out


def djoser() -> list[Wording]:
    """djoser's, django-registration's and Django's own mails."""
    engine, activate = _django()
    values = {
        "site_name": "Fernweh", "protocol": "https", "domain": "LINK.invalid", "url": "", "uid": "MQ", "token": "t",
        "site": {"name": "Fernweh", "domain": "LINK.invalid"}, "expiration_days": 7, "activation_key": "k",
        "user": {"get_username": "ann", "email": "ann@shop.invalid"}, "email": "ann@shop.invalid",
    }  # fmt: skip
    mails = [("djoser", "email/activation.html", "verify"), ("djoser", "email/password_reset.html", "reset"),
             ("registration", "registration/activation_email.txt", "verify")]  # fmt: skip
    out = []
    for language in LANGUAGES:
        activate({"pt": "pt-br"}.get(language, language))
        for source, name, kind in mails:
            text = engine(name, values)
            text = re.sub(r"https?://LINK\.invalid/?", LINK, text)
            subject, text = (text.strip() + "\n").split("\n", 1) if source == "djoser" else ("Fernweh", text)
            out.append(
                Wording(source=source, name=name, language=language, subject=subject, text=re.split(r"<p>|<html", text)[0], kind=kind)
            )  # fmt: skip
    return out


def shop() -> list[Wording]:
    """django-oscar's and wagtail's mails: links, and an order full of numbers without a code."""
    engine, activate = _django()
    line = {"title": "Tent 4", "quantity": 2, "line_price_incl_tax": "1249.00"}
    order = {"number": "100048213", "lines": {"all": [line]}, "basket_total_incl_tax": "2498.00",
             "shipping_incl_tax": "12.00", "total_incl_tax": "2510.00",
             "shipping_address": {"active_address_fields": ["Ann Doe", "King Street 12", "10115 Berlin"]}}  # fmt: skip
    values = {"site": {"name": "Fernweh", "domain": "shop.invalid"}, "order": order, "status_url": "x", "new_email": "ann@shop.invalid",
              "absolute_status_url": "https://shop.invalid/orders/100048213/", "base_url": "", "user": {"get_username": "ann"}, "protocol": "https", "domain": "LINK.invalid"}  # fmt: skip
    oscar, wagtail = "oscar/communication/emails/commtype_", "wagtailadmin/account/password_reset/email"
    mails = [("oscar", f"{oscar}password_reset", "reset"), ("oscar", f"{oscar}order_placed", None),
             ("oscar", f"{oscar}email_changed", "reset"), ("wagtail", wagtail, "reset")]  # fmt: skip
    out = []
    for language in LANGUAGES:
        activate({"pt": "pt-br"}.get(language, language))
        for source, name, kind in mails:
            body = "" if source == "wagtail" else "_body"
            text = re.sub(r"https?://LINK\.invalid/?", LINK, engine(f"{name}{body}.txt", values))
            subject = " ".join(engine(f"{name}_subject.txt", values).split())
            out.append(
                Wording(source=source, name=name, language=language, subject=subject, text=text, kind=kind)
            )  # fmt: skip
    return out


def _django() -> tuple[Any, Any]:
    sys.path.insert(0, str(CACHE / "py"))
    import django
    from django.conf import settings
    from django.template import engines
    from django.utils import translation

    py = CACHE / "py"
    if not settings.configured:
        settings.configure(
            USE_I18N=True,
            LOCALE_PATHS=[str(py / p / "locale") for p in ("allauth", "djoser", "registration", "oscar", "wagtail/admin")],
            TEMPLATES=[{
                "BACKEND": "django.template.backends.django.DjangoTemplates",
                "OPTIONS": {"loaders": [("django.template.loaders.locmem.Loader", _templates(py))]},
            }],
        )  # fmt: skip
        django.setup()

    def render(name: str, values: dict[str, Any]) -> str:
        return str(engines["django"].get_template(name).render(values))

    return render, translation.activate


def _templates(py: Path) -> dict[str, str]:
    """Their templates without the tags that want their applications installed."""
    out = {}
    apps = ("allauth", "djoser", "registration", "oscar", "wagtail/admin")
    for folder in (py / app / "templates" for app in apps):
        for file in folder.rglob("*email*/*.*"):
            out[str(file.relative_to(folder))] = file.read_text(encoding="utf-8")
        for file in [
            *folder.rglob("*emails/*.txt"),
            *folder.rglob("password_reset/*.txt"),
            *folder.glob("registration/*email*.txt"),
        ]:
            out[str(file.relative_to(folder))] = file.read_text(encoding="utf-8")
    return {n: _plain(t) for n, t in out.items()}


def _plain(text: str) -> str:
    text = re.sub(r"\{% absolute_url (?:(?! as )[^%])* %\}", LINK, text)
    text = re.sub(r"\|currency:order.currency|\|safe", "", text)
    text = re.sub(r"\{% load [^%]*i18n[^%]*%\}", "{% load i18n %}", text)
    return re.sub(
        r"\{% (?:load (?:account|url_tags)|user_display [^%]*|url [^%]*|absolute_url [^%]*|base_url_setting [^%]*) %\}",
        "",
        text,
    )


def security() -> list[Wording]:
    """Flask-Security's mails."""
    from jinja2 import Environment, FileSystemLoader

    base = CACHE / "py" / "flask_security"
    mails = [
        ("two_factor_instructions", "Two-Factor Login", None, True), ("us_instructions", "Verification Code", None, True),
        ("login_instructions", "Login Instructions", "magic-login", False),
        ("confirmation_instructions", "Please confirm your email", "verify", False),
        ("reset_instructions", "Password reset instructions", "reset", False),
        ("change_email_instructions", "Confirm your new email address", "verify", False),
        ("change_notice", "Your password has been changed", None, False), ("reset_notice", "Your password has been reset", None, False),
    ]  # fmt: skip
    out = []
    for language, folder in LANGUAGES.items():
        words: gettext.NullTranslations = gettext.NullTranslations()
        if language != "en":
            with (base / "translations" / folder / "LC_MESSAGES" / "flask_security.mo").open("rb") as file:
                words = gettext.GNUTranslations(file)

        def say(text: str, words: gettext.NullTranslations = words, **values: object) -> str:
            return words.gettext(text) % values if values else words.gettext(text)

        engine = Environment(loader=FileSystemLoader(base / "templates"), autoescape=False)
        engine.globals["_fsdomain"] = say
        for name, subject, kind, has_code in mails:
            values = {
                "token": CODE, "login_token": CODE, "username": "ann", "user": {"email": "ann@shop.invalid"},
                "within": "15", "confirmation_link": LINK, "reset_link": LINK, "login_link": "" if has_code else LINK,
                "security": {"recoverable": False, "forms": {}}, "link": LINK, "token_link": LINK,
            }  # fmt: skip
            html = engine.get_template(f"security/email/{name}.html").render(values)
            button = re.search(r"<a [^>]*>(.*?)</a>", html, re.S)
            text = re.sub(r"<a href=\"([^\"]*)\">(.*?)</a>", r"\2", html, flags=re.S)
            text = re.sub(r"<[^>]+>", "", text).strip() + (f"\n\n{LINK}" if kind else "")
            out.append(
                Wording(source="flask-security", name=name, language=language, subject=say(subject), text=text,
                        kind=kind, button=button[1] if button and kind else "", has_code=has_code)
            )  # fmt: skip
    return out


_RENDER = """
const Mailgen = require(process.argv[1]);
const all = JSON.parse(require('fs').readFileSync(0, 'utf8'));
console.log(JSON.stringify(all.map(({theme, email}) =>
  new Mailgen({theme, product: {name: 'Fernweh', link: 'https://shop.invalid/', copyright: email.copyright}}).generate({body: email}))));
"""


def layouts(mails: list[dict[str, Any]]) -> list[str]:
    """Each `{"theme", "email"}` as mailgen lays it out."""
    done = subprocess.run(
        ["node", "-e", _RENDER, str(CACHE / "node_modules" / "mailgen")],
        input=json.dumps(mails), capture_output=True, text=True, check=True,
    )  # fmt: skip
    return list(json.loads(done.stdout))
