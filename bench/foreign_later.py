# ruff: noqa: E501 - conditions and tables of words read best unbroken
"""Wordings that came to the bench after the rules of `sandbox.extract`: what they gave unseen stands in the docs.

Second set, from the registries: Keycloak's themes (Maven), Ghost's and SuperTokens' mails in their own HTML
(npm), Mezzanine (PyPI). Third set, from public repositories that lie as clones in one folder: Appwrite and
devise-i18n. Fourth and fifth set, from the registries: JHipster (npm) and Fief
(PyPI), Payload (npm). Nothing of them is kept in this repository.
"""

import gettext
import html
import json
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

from bench.clones import show
from bench.foreign import CACHE, CODE, LINK, Wording

KEYCLOAK = "org.keycloak:keycloak-themes:26.4.5"
NODE = [
    "ghost@6.65.0",
    "supertokens-node@24.0.3",
    "generator-jhipster@8.11.0",
    "@payloadcms/translations@3.90.2",
]
PYTHON = ["mezzanine==6.1.1", "fief-server==0.27.0"]
LANGUAGES = ("en", "de", "fr", "es", "it", "pt", "nl", "ja")
SITE = "Fernweh"
EITHER = "verify|magic-login"
"""A link that confirms an address and signs in with the same click."""


def fetch() -> None:
    """Bring what is not there yet through Maven, npm and pip. Raises CalledProcessError."""
    CACHE.mkdir(parents=True, exist_ok=True)
    if not _jar().is_file():
        copy = ["mvn", "-q", "dependency:copy", f"-Dartifact={KEYCLOAK}", f"-DoutputDirectory={CACHE}"]
        subprocess.run(copy, check=True, stdout=sys.stderr)
    for package in NODE:
        folder = CACHE / package.rpartition("@")[0].rpartition("/")[2]
        if not folder.is_dir():
            folder.mkdir()
            pack = ["npm", "pack", "--silent", "--pack-destination", str(folder), package]
            subprocess.run(pack, check=True, stdout=sys.stderr)
            _unpack(next(folder.glob("*.tgz")), folder)
    if not (CACHE / "later" / "fief").is_dir():
        pip = [sys.executable, "-m", "pip", "install", "-q", "--no-deps", "--target", str(CACHE / "later")]
        subprocess.run([*pip, *PYTHON], check=True, stdout=sys.stderr)


def _jar() -> Path:
    return CACHE / "keycloak-themes-26.4.5.jar"


def _unpack(archive: Path, folder: Path) -> None:
    subprocess.run(["tar", "xzf", str(archive), "-C", str(folder)], check=True)


def second() -> list[Wording]:
    return [*keycloak(), *ghost(), *supertokens(), *mezzanine()]


def third(clones: Path) -> list[Wording]:
    return [*appwrite(clones / "appwrite"), *devise(clones / "devise-i18n")]


def fourth() -> list[Wording]:
    return [*jhipster(), *fief()]


def fifth() -> list[Wording]:
    return payload()


def keycloak() -> list[Wording]:
    """Mails of a whole identity provider: code, confirmations, reset, and eight notices without either."""
    link_mails = [
        ("emailVerification", "verify"),
        ("emailUpdateConfirmation", "verify"),
        ("passwordReset", "reset"),
    ]
    notices = [
        "eventLoginError",
        "eventRemoveTotp",
        "eventUpdatePassword",
        "eventUpdateTotp",
        "eventUserDisabledByTemporaryLockout",
        "accountDisableNotification",
    ]
    out = []
    with zipfile.ZipFile(_jar()) as jar:
        for language in LANGUAGES:
            said = _properties(jar.read(f"theme/base/email/messages/messages_{language}.properties").decode())
            for name, kind in [
                *link_mails,
                ("emailVerificationBodyCode", None),
                *((n, None) for n in notices),
            ]:
                coded = name.endswith("Code")
                text = said.get(name if coded else f"{name}Body", "")
                if not text:
                    continue
                values = {0: CODE} if coded else {0: LINK, 1: "5", 2: SITE, 3: "5 min", 4: "5 min"}
                if name == "emailUpdateConfirmation":
                    values[1] = "ann@shop.invalid"
                if name.startswith(("event", "account")):
                    values = {0: "25.11.2026 14:02:11", 1: "203.0.113.77", 2: "203.0.113.77"}
                subject = said["emailVerificationSubject" if coded else f"{name}Subject"]
                out.append(Wording(source="keycloak", name=name, language=language, subject=_message(subject, {}), text=_message(text, values), kind=kind, has_code=coded))  # fmt: skip
    return out


def _properties(text: str) -> dict[str, str]:
    text = re.sub(r"\\\r?\n\s*", "", text)
    pairs = (line.partition("=") for line in text.splitlines() if "=" in line and not line.startswith("#"))
    unescaped = {k.strip(): v.strip().replace("\\n", "\n").replace("\\r", "") for k, _, v in pairs}
    return {k: re.sub(r"\\u([0-9a-fA-F]{4})", lambda m: chr(int(m[1], 16)), v) for k, v in unescaped.items()}


def _message(text: str, values: dict[int, str]) -> str:
    """As Java's MessageFormat fills it in."""
    return re.sub(r"\{(\d)[^}]*\}", lambda m: values.get(int(m[1]), ""), text).replace("''", "'")


_GHOST = """
const fs = require('fs'), root = process.argv[1], words = process.argv[2], out = [];
for (const lang of process.argv[3].split(',')) {
  const known = JSON.parse(fs.readFileSync(`${words}/${lang}/ghost.json`));
  const t = (key, values = {}) => (known[key] || key).replace(/\\{(\\w+)\\}/g, (_, name) => values[name] ?? '');
  const facts = {t, siteTitle: 'Fernweh', email: 'ann@shop.invalid', url: 'https://LINK.invalid/', siteDomain: 'shop.invalid', siteUrl: 'https://shop.invalid/'};
  const site = {siteTitle: 'Fernweh', otc: '@@CODE@@'};
  const all = [['signin', 'Secure sign in link for {siteTitle}', {}], ['signin', 'Sign in to {siteTitle} with code {otc}', {otc: '@@CODE@@'}],
    ['signup', 'Complete your sign up to {siteTitle}!', {}], ['subscribe', 'Confirm your subscription to {siteTitle}', {}],
    ['update-email', 'Confirm your email update for {siteTitle}!', {}], ['signup-paid', 'Thank you for signing up to {siteTitle}!', {}]];
  for (const [name, subject, more] of all)
    out.push({lang, name: name + (more.otc ? '-code' : ''), subject: t(subject, site), html: require(`${root}/${name}.js`)({...facts, ...more})});
}
console.log(JSON.stringify(out));
"""


def ghost() -> list[Wording]:
    """Ghost's mails to members, in its own HTML."""
    package = CACHE / "ghost" / "package"
    words = package / "components" / "i18n"
    if not words.is_dir():
        words.mkdir()
        _unpack(next((package / "components").glob("tryghost-i18n-*.tgz")), words)
    mails = package / "core" / "server" / "services" / "members" / "emails"
    found = _node(_GHOST, str(mails), str(words / "package" / "locales"), ",".join(LANGUAGES))
    kinds = {
        "signin": "magic-login",
        "signin-code": "magic-login",
        "signup": EITHER,
        "signup-paid": EITHER,
        "subscribe": "verify",
        "update-email": "verify",
    }
    return [
        Wording(source="ghost", name=m["name"], language=m["lang"], subject=m["subject"], text="", html=m["html"],
                kind=kinds[m["name"]], has_code=CODE in m["html"])
        for m in found
    ]  # fmt: skip


_SUPERTOKENS = """
const Module = require('module'), load = Module._load;
Module._load = (name, ...rest) => { try { return load(name, ...rest); } catch (e) { return {}; } };
const at = (n) => require(`${process.argv[1]}/lib/build/recipe/${n}`);
const login = at('passwordless/emaildelivery/services/smtp/passwordlessLogin.js').getPasswordlessLoginEmailHTML;
const link = 'https://LINK.invalid/', code = '@@CODE@@', who = ['Fernweh', 'ann@shop.invalid'];
console.log(JSON.stringify([
  ['otp', 'Login to your account', login(...who, 900000, undefined, code), null], ['link', 'Login to your account', login(...who, 900000, link, undefined), 'magic-login'],
  ['otp-link', 'Login to your account', login(...who, 900000, link, code), 'magic-login'],
  ['verify', 'Email verification instructions', at('emailverification/emaildelivery/services/smtp/emailVerify.js').getEmailVerifyEmailHTML(...who, link), 'verify'],
  ['reset', 'Password reset instructions', at('emailpassword/emaildelivery/services/smtp/passwordReset.js').getPasswordResetEmailHTML(...who, link), 'reset']]));
"""


def supertokens() -> list[Wording]:
    """SuperTokens' mails in their own HTML (English only)."""
    found = _node(_SUPERTOKENS, str(CACHE / "supertokens-node" / "package"))
    return [
        Wording(source="supertokens", name=name, language="en", subject=subject, text="", html=page, kind=kind, has_code=CODE in page)
        for name, subject, page, kind in found
    ]  # fmt: skip


def _node(script: str, *arguments: str) -> list[Any]:
    done = subprocess.run(["node", "-e", script, *arguments], capture_output=True, text=True, check=True)
    return list(json.loads(done.stdout))


def mezzanine() -> list[Wording]:
    """Mezzanine's mails about accounts."""
    mails = {
        "verify": ("Activate your account", ["Hey there, thanks for creating your account.", "Please use the link below to activate it.", LINK]),
        "reset": ("Reset your password", ["Hey there, the password reset form was used for your account.", "Please use the link below to log in and update your password.", LINK, "If you didn't request for your password to be reset, please ignore this email."]),
        "magic-login": ("Your account has been activated", ["Hey there, your account has been activated.", "Please use the link below to log in.", LINK]),
    }  # fmt: skip
    out = []
    folder = CACHE / "later" / "mezzanine" / "accounts" / "locale"
    for language in LANGUAGES:
        words: gettext.NullTranslations = gettext.NullTranslations()
        with (folder / {"pt": "pt_PT"}.get(language, language) / "LC_MESSAGES" / "django.mo").open(
            "rb"
        ) as file:
            words = gettext.GNUTranslations(file)
        for kind, (subject, lines) in mails.items():
            text = "\n\n".join(x if x == LINK else words.gettext(x) for x in lines)
            # A link to log in has no token there: it is the page that every visitor sees.
            told = None if kind == "magic-login" else kind
            out.append(Wording(source="mezzanine", name=kind, language=language, subject=words.gettext(subject), text=text if told else text.replace(LINK, "https://shop.invalid/login"), kind=told))  # fmt: skip
    return out


def appwrite(clone: Path) -> list[Wording]:
    """Appwrite's mails: codes for signing in, confirmation, magic link, reset, invitation."""
    order = (
        "hello",
        "preview",
        "heading",
        "body",
        "description",
        "optionButton",
        "optionUrl",
        "clientInfo",
        "footer",
        "thanks",
        "signature",
    )
    kinds = {
        "verification": "verify",
        "magicSession": "magic-login",
        "recovery": "reset",
        "otpSession": None,
        "mfaChallenge": None,
        "sessionAlert": None,
    }
    out = []
    for language in LANGUAGES:
        name = {"pt": "pt-pt"}.get(language, language)
        said = json.loads(show(clone, f"app/config/locale/translations/{name}.json"))
        for mail, kind in kinds.items():
            parts = {k: said[f"emails.{mail}.{k}"] for k in order if said.get(f"emails.{mail}.{k}")}
            subject = said.get(f"emails.{mail}.subject")
            if not subject or not parts.keys() & {"body", "description", "optionButton"}:
                continue
            coded = mail in ("otpSession", "mfaChallenge")
            lines: list[str] = []
            for key, text in parts.items():
                lines.append(_filled(text))
                if coded and key == "description":
                    lines.append(CODE)
                if kind and key in ("body", "optionButton"):
                    lines.append(LINK)
            button = _filled(said.get(f"emails.{mail}.buttonText", "")) if kind else ""
            out.append(Wording(source="appwrite", name=mail, language=language, subject=_filled(subject), text="\n\n".join(lines), kind=kind, button=button, has_code=coded))  # fmt: skip
    return out


def _filled(text: str) -> str:
    values = {"project": SITE, "user": "Ann", "otp": CODE, "agentDevice": "desktop", "agentClient": "Firefox", "agentOs": "Linux", "redirect": LINK, "phrase": "Brisk Otter"}  # fmt: skip
    text = re.sub(r"\{\{\s*(\w+)\s*\}\}|\{\{/\w+\}\}", lambda m: values.get(m[1] or "", ""), text)
    return html.unescape(re.sub(r"<[^>]+>", "", text)).strip()


def devise(clone: Path) -> list[Wording]:
    """The mails of Rails' Devise as its community worded them."""
    import yaml

    kinds = {
        "confirmation_instructions": "verify",
        "reset_password_instructions": "reset",
        "password_change": None,
        "email_changed": None,
    }
    out = []
    for language in LANGUAGES:
        said = yaml.safe_load(show(clone, f"rails/locales/{language}.yml"))[language]["devise"]["mailer"]
        for name, kind in kinds.items():
            mail = said[name]
            texts = [mail[k] for k in ("greeting", "instruction", "message") if mail.get(k)]
            texts += [LINK] if kind else []
            texts += [mail[k] for k in ("instruction_2", "instruction_3") if mail.get(k)]
            text = re.sub(r"%\{\w+\}", "ann@shop.invalid", "\n\n".join(texts))
            button = mail.get("action", "") if kind else ""
            out.append(Wording(source="devise", name=name, language=language, subject=mail["subject"], text=text, kind=kind, button=button))  # fmt: skip
    return out


def jhipster() -> list[Wording]:
    """The mails of every application that JHipster generates."""
    folder = CACHE / "generator-jhipster" / "package" / "dist" / "generators" / "languages" / "templates"
    out = []
    for language in LANGUAGES:
        name = {"pt": "pt_PT"}.get(language, language)
        file = folder / "src" / "main" / "resources" / "i18n" / f"messages_{name}.properties.ejs"
        text = re.sub(r"<%=? ?[^%]*%>", SITE, file.read_text(encoding="utf-8"))
        said = {k: _message(v, {0: SITE}) for k, v in _properties(text).items()}
        for mail, kind in (("activation", "verify"), ("creation", EITHER), ("reset", "reset")):
            lead = said[f"email.{mail}.text1"]
            subject = said[f"email.{'reset' if mail == 'reset' else 'activation'}.title"]
            out.append(Wording(source="jhipster", name=mail, language=language, subject=subject, text=f"{lead}\n\n{LINK}\n\n{SITE}", kind=kind))  # fmt: skip
    return out


def fief() -> list[Wording]:
    """Fief's mails in their own HTML (English only)."""
    from jinja2 import DictLoader, Environment

    folder = CACHE / "later" / "fief" / "services" / "email_template" / "templates"
    pages = {f.stem: f.read_text(encoding="utf-8") for f in folder.glob("*.html")}
    engine = Environment(loader=DictLoader({"BASE": pages["base"], **pages}), autoescape=False)
    values = {
        "tenant": {"name": SITE},
        "code": CODE,
        "reset_url": LINK,
        "user": {"email": "ann@shop.invalid"},
    }
    mails = [
        ("verify_email", "Verify your email address", None),
        ("forgot_password", "Reset your password", "reset"),
        ("welcome", f"Welcome to {SITE}!", None),
    ]
    out = []
    for name, subject, kind in mails:
        page = engine.get_template(name).render(values)
        out.append(Wording(source="fief", name=name, language="en", subject=subject, text="", html=page, kind=kind, has_code=CODE in page))  # fmt: skip
    return out


_PAYLOAD = """
(async () => {
  const out = [];
  for (const lang of process.argv[2].split(',')) {
    const said = (await import(`${process.argv[1]}/dist/languages/${lang}.js`))[lang].translations.authentication;
    out.push([lang, said.verifyYourEmail, said.newAccountCreated, 'verify'],
      [lang, said.resetYourPassword, `${said.youAreReceivingResetPassword} <a href="LINK">LINK</a> ${said.youDidNotRequestPassword}`, 'reset']);
  }
  console.log(JSON.stringify(out));
})();
"""


def payload() -> list[Wording]:
    """Payload's mails about accounts, in its own HTML."""
    found = _node(_PAYLOAD, str(CACHE / "translations" / "package"), ",".join(LANGUAGES))
    out = []
    for language, subject, text, kind in found:
        page = re.sub(r"\{\{\s*serverURL\s*\}\}", "https://shop.invalid/", text)
        page = re.sub(r"\{\{\s*verificationURL\s*\}\}|LINK\b", LINK, page)
        out.append(Wording(source="payload", name=kind, language=language, subject=subject, text="", html=f"<!doctype html><html><body>{page}</body></html>", kind=kind))  # fmt: skip
    return out
