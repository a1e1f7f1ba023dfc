"""The one link of a mail whose button says nothing, and numbers whose sentence says what they are."""
# ruff: noqa: E501 - tables of mails

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from sandbox.extract import codes, links
from sandbox.message import read_content

URL = "https://click.mail.test/ls/click?upn=u001.aGk1234Xk2Lm9Qp7Rt"


def plain(subject: str, text: str) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message.set_content(text)
    return message


def mails(subject: str, text: str, button: str) -> list[EmailMessage]:
    """The same mail as plain text and as HTML with a button."""
    page = EmailMessage(policy=SMTP)
    page["Subject"] = subject
    shown = f'<p>{text}</p><p><a href="{URL}">{button}</a></p><p>Acme Ltd, 12 King Street</p>'
    page.set_content(f"<html><body>{shown}</body></html>", subtype="html")
    return [plain(subject, f"{text}\n\n{URL}\n\nAcme Ltd, 12 King Street\n"), page]


@pytest.mark.parametrize(
    ("subject", "text", "button", "kind"),
    [
        ("Only one step left", "We want to be sure that this inbox is in good hands.", "Off we go", "verify"),
        ("Willkommen", "Noch ein Klick, und Ihr Konto ist bereit.", "Auf geht's", "verify"),
        ("Bienvenue", "Votre adresse nous est utile. Ce lien est valable 24 heures.", "En avant", "verify"),
        ("Hello", "You cannot enter your password any more? This link works for an hour.", "Mend it", "reset"),
        ("Hola", "Has olvidado tu clave. Este enlace caduca en una hora.", "Adelante", "reset"),
        ("Ciao", "Nessuna password da ricordare: accesso senza password. Il link scade presto.", "Eccomi", "magic-login"),
        ("お知らせ", "会員の方へ。リンクの有効期限は24時間です。", "進む", "verify"),
        # nothing is to be finished, and nobody else can have asked for it
        ("Your statement", "Your statement for October is in your account. It stays for 90 days.", "See it", "other"),
        ("Your password was changed", "The password of your account was changed today.", "Talk to us", "other"),
        ("New comment", "Tom wrote below your post. You get this as a member.", "See it", "other"),
        ("Ihr Vertrag", "Ihr Vertrag ist gültig. Sie finden ihn in Ihrem Kundenkonto.", "Ansehen", "other"),
        ("Neue Nachricht", "In Ihrem Postfach liegt eine Nachricht von Tom.", "Lesen", "other"),
        ("Tu semana", "Alguien ha visto tu cuenta. El dato caduca en 7 días.", "Ver", "other"),
        ("Backup finished", "The backup of your account has finished. 12 GB were stored.", "View log", "other"),
        ("New device", "A new device signed in. If that was you, all is well.", "Check activity", "other"),
    ],
)  # fmt: skip
def test_what_a_mail_is_about_tells_its_one_link(subject: str, text: str, button: str, kind: str) -> None:
    for message in mails(subject, text, button):
        assert [x.kind for x in links(read_content(message.as_bytes()))] == [kind]


@pytest.mark.parametrize(
    ("subject", "text", "wanted"),
    [
        ("Your transfer", "Your TAN for the order of 1,250.00 EUR: 482913", ["482913"]),
        ("Your transfer", "Your order of 1,250.00 EUR: 482913", []),
        ("Pay", "Type the security code on the payment page: 482913", ["482913"]),
        ("482913 - approve your sign-in", "Put the code into the window. It works for a minute.", ["482913"]),
    ],
)
def test_a_code_for_a_thing_is_not_the_things_number(subject: str, text: str, wanted: list[str]) -> None:
    content = read_content(plain(subject, text).as_bytes())
    assert [c.value for c in codes(subject, content)] == wanted


@pytest.mark.parametrize(
    ("subject", "text", "wanted"),
    [
        ("Login stopped", "Somebody knows your password. To let them in, key in 482913.", ["482913"]),
        ("Verify your phone", "Acme: 482913. Use it to verify your phone.", ["482913"]),
        ("Aktivierungsnummer", "Geben Sie beim ersten Start Folgendes ein:\n\n4471\n\nGültig bis morgen.", ["4471"]),
        ("ログインの確認", "許可する場合は 482913 を入力してください。", ["482913"]),
        # the noun behind a number, or before it, is what it counts
        ("Welcome", "Thanks for signing up! Use 2500 welcome points before December.", []),
        ("Sign up for the fair", "Sign up for hall 4471. Enter hall 4471 through door B.", []),
        ("Zugang zum Parkhaus", "Mit dem Kennzeichen B-AX 4821 haben Sie Zugang. Stellplatz 1184.", []),
        ("Sign-in problem", "We read your report. Your case is 551204, we write again tomorrow.", []),
    ],
)  # fmt: skip
def test_what_is_to_be_typed_is_a_code_and_what_is_counted_is_none(
    subject: str, text: str, wanted: list[str]
) -> None:
    content = read_content(plain(subject, text).as_bytes())
    assert [c.value for c in codes(subject, content)] == wanted
