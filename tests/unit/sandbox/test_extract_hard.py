# ruff: noqa: E501 - mails read best unbroken
"""Codes among other numbers: the development set of the rules, in the shapes that sign-up mails have.

The measuring set is another one: bench/extraction.py.
"""

from email.message import EmailMessage
from email.policy import SMTP

import pytest

from sandbox.extract import codes, links
from sandbox.message import read_content

MAILS = [
    ("Your order 4820193 is confirmed. To track it, sign in with the one-time code 551 204. Total: $149.00, paid 2026-11-25.", "", ["551204"]),
    ("Order number: 88213377\nVerification code: 402913\nPhone: +1 (415) 555-0134\n© 2026 Acme Inc, 94107 San Francisco", "", ["402913"]),
    ("We received a request to verify your phone number: 482913. Do not share it.", "Your code", ["482913"]),
    ("Use this code to verify your phone number ending in 0134:\n\n77 20 41\n\nIt expires at 14:35 on 25.11.2026.", "", ["772041"]),
    ("482 913 is your Acme code. Reference 20481.", "", ["482913"]),
    ("Acme: 7719 is your security code for a purchase of $1,249.00 at Shop 24. Never share it.", "", ["7719"]),
    ("Hello,\n\nplease see the subject line.\n", "482913 is your Acme verification code", ["482913"]),
    ("Hello,\n\nplease see the subject line.\n", "Acme code: 482-913", ["482913"]),
    ("Sign in to Acme\n\nABC-DEF\n\nThis code expires in 10 minutes.", "Your sign-in code", ["ABC-DEF"]),
    ("Confirm it is you\n\nEnter XK4P-92BM when asked. The code is good for an hour. Ticket #55102.", "", ["XK4P-92BM"]),
    ("Your login code is\n\n5 5 1 2 0 4\n\nSuite 400, 1200 Market Street, CA 94103. Tel 020 7946 0958", "", ["551204"]),
    ("Your confirmation code: HJ7K2P\n\nCustomer number 10044821\nIP 203.0.113.7, 2026-11-25 14:02:11 UTC", "Confirm your account", ["HJ7K2P"]),
    ("Your code for order 4471002 and account 12345678 is 482913.", "", ["482913"]),
    ("Welcome to Acme! To finish signing up, type this on the page you have open:\n\n640 118\n\nSince 1998 we have served 12000 customers.", "Finish signing up", ["640118"]),
    ("Ihr Einmalcode für die Anmeldung: 118-204. Ihre Kundennummer 5512044 brauchen Sie nicht. HRB 123456 B, USt-IdNr. DE123456789", "", ["118204"]),
    ("Bestellnummer 20261125\n\nBestätigungscode\n\n993 812\n\nGültig bis 14:30 Uhr, Rückfragen unter 089 123456.", "", ["993812"]),
    ("Gib diesen Code ein, um dein Konto zu aktivieren:\n\nQ7XK2M\n\nDer Gutscheincode WINTER25 bleibt gültig.", "", ["Q7XK2M"]),
    ("Votre code de connexion est le 771 920. Commande n° 5512044 du 25/11/2026. RCS Paris 123 456 789.", "", ["771920"]),
    ("Bonjour,\nsaisissez 4 4 8 1 2 0 pour vous connecter. Appelez le 01 23 45 67 89. 75011 Paris", "Code de vérification", ["448120"]),
    ("Tu código de acceso es 5512 0467. Pedido 99120 por 45,90 €. Llámanos al 912 345 678.", "", ["55120467"]),
    ("Il tuo codice di accesso monouso: 802-114. Ordine 4455123. P.IVA 01234567890", "", ["802114"]),
    ("O seu código de verificação é 551209. Encomenda 12009, NIPC 501234567, 1250-096 Lisboa.", "", ["551209"]),
    ("Vul deze code in om in te loggen: 481 220. Klantnummer 55120, KvK 12345678, 1012 AB Amsterdam", "", ["481220"]),
    ("お客様番号: 55120447\n認証コード: 482-913\n有効期限: 2026年11月25日 14:30\n電話 03-1234-5678", "", ["482913"]),
    ("ログインするには次の6桁の番号を入力してください。\n\n551204\n\nご注文番号 20481", "ログイン用コード", ["551204"]),
    ("Din engangskode er 482913. Ordre 55120.", "", ["482913"]),
    ("Ваш код подтверждения: 482913. Заказ 5512044", "", ["482913"]),
    ("您的验证码是 482913,5分钟内有效。", "", ["482913"]),
    ("Your recovery codes:\n\n4a7k-92mx\n", "", []),
    # no code
    ("Order 4820193 shipped. Tracking code JJD000390007882. Use code SAVE2026 for 20% off your next order.", "Your order 4820193 has shipped", []),
    ("Verify your email by clicking the button. Your account number is 10044821. © 2026 Acme, 94107 SF", "Verify your email", []),
    ("We noticed a sign-in from a new device on 2026-11-25 at 14:02 near Berlin 10115. If it was you, do nothing.", "New sign-in", []),
    ("Reset your password within 60 minutes. Questions? Call 0800 123 4567 or write to P.O. Box 4412.", "Reset your password", []),
    ("Your booking code is GH72KL. Check-in opens 1430. Flight LH1234 seat 22A", "Booking GH72KL", []),
    ("Your invitation code FRIEND50 gives you 50 EUR off.", "", []),
    ("Thanks for registering for Webinar 2026! Meeting ID 845 1220 4471.", "You are registered", []),
    ("Ihre Rechnung Nr. 2026-10044 über 1249,00 EUR. IBAN DE89 3704 0044 0532 0130 00", "Ihre Rechnung", []),
    ("Votre mot de passe a été modifié le 25 11 2026. Dossier 5512044.", "Mot de passe modifié", []),
    ("パスワードが変更されました。お問い合わせ番号 5512044 電話 0120-123-456", "パスワード変更のお知らせ", []),
    ("Your PIN was changed. Card ending in 4242. Ref 998120.", "PIN changed", []),
    ("Bonjour, votre colis 5512044 arrive demain. Code postal 75011.", "Colis", []),
]  # fmt: skip


def found(body, subject, subtype="plain"):
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\n\r\n"
    return [c.value for c in codes(subject, read_content((head + body).encode()))]


@pytest.mark.parametrize(("body", "subject", "wanted"), MAILS)
def test_the_code_and_no_other_number_is_found(body, subject, wanted):
    assert found(body, subject) == wanted


@pytest.mark.parametrize(("body", "subject", "wanted"), MAILS)
def test_the_same_holds_for_html(body, subject, wanted):
    rows = "".join(f"<tr><td>\n   {line}\n </td></tr>" for line in body.split("\n") if line.strip())
    assert found(f"<table>{rows}</table>", subject, "html") == wanted


HTML = [
    ("<p>Your sign-in code</p><table><tr>" + "".join(f"<td style='border:1px solid'>\n {d}\n</td>" for d in "551204") + "</tr></table><p>Order 20481</p>", "551204"),
    ("<p>Your code is</p><div>" + "".join(f"<span>{d}</span>" for d in "551204") + "</div>", "551204"),
    ("<p>Enter the code below to log in</p><img src='https://x.test/code.png' alt='551204'><p>Copyright 2026</p>", "551204"),
    ("<img alt='Your verification code is 551-204' src='c.png'>", "551204"),
    ("<div style='display:none'>551204 is your code</div><h1>551204</h1><p>Use this code to sign in.</p>", "551204"),
    ("<p>Verification code:&nbsp;<b>551&nbsp;204</b></p><p>Tel.: 415&nbsp;555&nbsp;0134</p>", "551204"),
    ("<table><tr><td>Order number</td><td>4820193</td></tr><tr><td>One-time code</td><td>551204</td></tr><tr><td>Amount</td><td>1200</td></tr></table>", "551204"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "wanted"), HTML)
def test_the_shapes_of_html_and_its_spans(html, wanted):
    content = read_content(("Content-Type: text/html; charset=utf-8\r\n\r\n" + html).encode())
    (code,) = codes("", content)
    assert code.value == wanted
    place = content.html[slice(*code.span)]
    assert place[0] == wanted[0]
    assert place[-1] == wanted[-1]


WRAPPED = "https://click.mail.example/ls/click?upn=u001.aGVsbG8td29ybGQtdG9rZW4"
LINKS = [
    (f'<h1>Confirm your e-mail</h1><a href="{WRAPPED}">Confirm e-mail address</a><a href="{WRAPPED}9">Acme</a><a href="{WRAPPED}8">Help center</a>', "verify", WRAPPED),
    (f'<p>To reset your password, click the button.</p><a href="{WRAPPED}">Click here</a><p>Bye</p><a href="https://x.test/help/reset-password">Help</a>', "reset", WRAPPED),
    (f'<a href="https://t.example/c?url=https%3A%2F%2Fapp.example%2Fverify%3Ftoken%3Dabcdef123456"><img alt="Go"></a><a href="{WRAPPED}">View in browser</a>', "verify", "https://t.example/c?url=https%3A%2F%2Fapp.example%2Fverify%3Ftoken%3Dabcdef123456"),
    ('<a href="https://acme.test/?utm_campaign=verify-email">Acme</a><a href="https://acme.test/u/confirm/8fj2kd92jd02">Yes, this is me</a>', "verify", "https://acme.test/u/confirm/8fj2kd92jd02"),
    ('<a href="https://x.supabase.test/auth/v1/verify?token=abc123def&type=recovery">Reset Password</a>', "reset", "https://x.supabase.test/auth/v1/verify?token=abc123def&type=recovery"),
    ('<a href="https://x.supabase.test/auth/v1/verify?token=abc123def&type=magiclink">Log In</a>', "magic-login", "https://x.supabase.test/auth/v1/verify?token=abc123def&type=magiclink"),
    ('<a href="https://app.test/invite/9f8e7d6c5b4a">Einladung annehmen</a><a href="https://app.test/k/9f8e7d6c5b4a3">Jetzt freischalten</a>', "verify", "https://app.test/k/9f8e7d6c5b4a3"),
]  # fmt: skip


@pytest.mark.parametrize(("html", "kind", "wanted"), LINKS)
def test_wrapped_and_generic_links_are_classed(html, kind, wanted):
    content = read_content(("Content-Type: text/html; charset=utf-8\r\n\r\n" + html).encode())
    mine = [x for x in links(content) if x.kind == kind]
    assert [x.value for x in mine] == [wanted]
    assert content.html[slice(*mine[0].span)] == wanted.replace("&", "&")


TOKEN = "https://a.test/u/8fj2kd92jd02kqpl17"


@pytest.mark.parametrize(
    ("subject", "html", "kind"),
    [
        # the paragraph behind a link speaks of another thing
        ("Check your new address", f'<p>To go on, press this.</p><p><a href="{TOKEN}">{TOKEN}</a></p><p>Order 55120 was paid.</p>', "other"),
        ("Confirm your new address", f'<p>To go on, press this.</p><p><a href="{TOKEN}">{TOKEN}</a></p><p>Order 55120 was paid.</p>', "verify"),
        # the one thing to do is what the sentence before it says, whatever the button is called
        ("Hi", f'<p>We were asked to reset your password.</p><a href="{TOKEN}">Choose wisely</a>', "reset"),
        ("Hi", f'<p>Um sich anzumelden, drücken Sie hier.</p><a href="{TOKEN}">Hinein</a>', "magic-login"),
        ("Hi", f'<p>We were asked to reset your password.</p><a href="{TOKEN}1">One</a> <a href="{TOKEN}2">Two</a>', "other"),
        ("Hi", f'<p>Confirm and track your parcel.</p><a href="{TOKEN}">Track the order</a>', "other"),
        # a word that only holds the letters of "order"
        ("Passwort zurücksetzen", f'<p>Du hast es angefordert.</p><a href="{TOKEN}">{TOKEN}</a>', "reset"),
        ("Hi", f'<a href="{TOKEN}">Melde dich jetzt bei Acme an</a>', "magic-login"),
        ("Hi", f'<a href="{TOKEN}">Meld je aan bij Acme</a>', "magic-login"),
        ("Hi", f'<a href="{TOKEN}">Scegli una nuova password</a>', "reset"),
    ],
)  # fmt: skip
def test_a_link_is_what_its_mail_says_of_it(subject, html, kind):
    mail = f"Subject: {subject}\r\nContent-Type: text/html; charset=utf-8\r\n\r\n<html><body>{html}</body></html>"
    found = links(read_content(mail.encode()))
    assert {x.kind for x in found if x.value.startswith(TOKEN)} == {kind}


def test_a_cell_of_a_table_is_no_code_of_the_sentence_above():
    rows = "<tr><th>No</th><th>Sum</th></tr><tr><td>5512047</td><td>12.50</td></tr><tr><td>5512048</td><td>9.00</td></tr>"
    notice = f"<p>The OTP of your account was removed.</p><table>{rows}</table>"
    coded = "<p>Your sign-in code</p><table><tr><td>Code</td><td>482913</td></tr></table>"
    for html, wanted in ((notice, []), (coded, ["482913"])):
        mail = f"Subject: Notice\r\nContent-Type: text/html\r\n\r\n<html><body>{html}</body></html>"
        assert [c.value for c in codes("Notice", read_content(mail.encode()))] == wanted


def test_an_address_ends_where_japanese_goes_on():
    mail = f"Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\n{TOKEN}にアクセスして確認してください。\r\n"
    assert [x.value for x in links(read_content(mail.encode()))] == [TOKEN]
    coded = "Subject: x\r\nContent-Type: text/plain; charset=utf-8\r\n\r\nhttps://a.test/xの認証コードは482913です。\r\n"
    assert [c.value for c in codes("x", read_content(coded.encode()))] == ["482913"]


@pytest.mark.parametrize(
    ("subject", "text", "expected"),
    [
        ("Is it you?", "Type these characters into the open window:\n\nHJ7K2P\n\nThanks", ["HJ7K2P"]),
        ("Facture 2210", "Référence client 883201, code banque 30004, code guichet 00815.", []),
        ("-20 % avec le code NUIT20", "Saisissez le code promo NUIT20 au moment de payer.", []),
        ("Your invoice 4477", "Please quote code 99182 when you pay.", []),
    ],
)
def test_numbers_of_trade_are_no_codes_and_characters_to_type_are(
    subject: str, text: str, expected: list[str]
) -> None:
    message = EmailMessage(policy=SMTP)
    message["Subject"] = subject
    message.set_content(text)
    content = read_content(message.as_bytes())
    assert [c.value for c in codes(subject, content)] == expected


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("Antes de reservar, dinos que esta dirección es tuya:\n\n{}", "verify"),
        ("They no longer remember their password. Pick one here:\n\n{}", "reset"),
        ("Open this page to approve the change: {}", "verify"),
        ("Your order has left our depot. Follow it here:\n\n{}", "other"),
    ],
)
def test_the_one_thing_to_do_is_what_the_sentence_before_it_says(text: str, kind: str) -> None:
    url = "https://app.test/u/8fj2kd92jd02kqplx1"
    message = EmailMessage(policy=SMTP)
    message["Subject"] = "Almost there"
    message.set_content(text.format(url))
    assert [x.kind for x in links(read_content(message.as_bytes()))] == [kind]
