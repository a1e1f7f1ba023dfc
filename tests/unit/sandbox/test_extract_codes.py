"""Codes and links are found in eight languages, and other numbers are left alone.

The wordings of this file were written after the rules and are not quoted in them.
"""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sandbox.extract import codes, links
from sandbox.message import read_content


def content(body, subtype="plain", extra=""):
    head = f"Content-Type: text/{subtype}; charset=utf-8\r\n{extra}\r\n"
    return read_content((head + body).encode())


def found(body, subject="", subtype="plain"):
    return [c.value for c in codes(subject, content(body, subtype))]


CODES = [
    ("Enter this verification code to finish signing in: 839201. It is good for 10 minutes.", "839201"),
    ("Hi Sam,\n\nUse the code below to log in.\n\n4471\n\nCall us at +1 415 555 0134.", "4471"),
    ("G-284916 is your Acme verification code.", "G-284916"),
    ("Your one-time passcode: 552 901", "552901"),
    ("Here is your login code:\n\n  A7K9-Q2LM\n\nNot you? Ignore this.", "A7K9-Q2LM"),
    ("Two-factor code\n\n 9 1 8 2 7 3 \n", "918273"),
    ("Security code: XK42PT", "XK42PT"),
    ("Your temporary PIN is 0042.", "0042"),
    ("Hallo Jana,\n\ndein Bestätigungscode lautet 571 903. Er gilt 15 Minuten.", "571903"),
    ("Ihr Sicherheitscode:\n\n662188\n\nBestellung 4711123 bleibt unberührt.", "662188"),
    ("Bitte geben Sie den Einmalcode 30418822 ein.", "30418822"),
    ("Voici votre code de vérification : 204 518", "204518"),
    (
        "Bonjour, saisissez le code suivant pour vous connecter :\n\n738455\n\nIl expire dans 10 minutes.",
        "738455",
    ),
    ("Votre code d'accès temporaire est 5520.", "5520"),
    ("Tu código de verificación es 119283. Caduca en 5 minutos.", "119283"),
    ("Introduce este código para continuar:\n\n770012", "770012"),
    ("Clave dinámica: 448120", "448120"),
    ("Il tuo codice di verifica è 650 221", "650221"),
    ("Inserisci il codice seguente:\n\n905533\n\nScade tra 10 minuti.", "905533"),
    ("Seu código de verificação é 381 990.", "381990"),
    ("O teu código: 82715", "82715"),
    ("Je verificatiecode is 293847. Deel deze met niemand.", "293847"),
    ("Gebruik deze code om in te loggen: 5518", "5518"),
    ("認証コード:482913\n有効期限は10分です。", "482913"),
    ("確認コードは 771204 です。", "771204"),
    ("ワンタイムパスワード\n\n603815\n", "603815"),
]


@pytest.mark.parametrize(("body", "code"), CODES)
def test_the_code_is_found(body, code):
    assert found(body)[:1] == [code]


@pytest.mark.parametrize(("body", "code"), CODES)
def test_the_code_is_found_in_html(body, code):
    html = "<html><head><style>.c{color:#123456}</style></head><body>" + "".join(
        f"<p>{line}</p>" for line in body.split("\n") if line
    )
    assert found(html, subtype="html")[:1] == [code]


NO_CODES = [
    "Your order number is 4820193. It ships on 2026-03-14.",
    "Call us at 020 7946 0958 or +49 30 901820 for help.",
    "Total: $1,249.00. Paid with the card ending 4242.",
    "Copyright 2026 Acme Inc, 94107 San Francisco",
    "Ihre Rechnung 20260114 über 129,90 EUR liegt bei. PLZ 10115 Berlin.",
    "Votre commande 7745120 a été expédiée. Code postal 75011 Paris.",
    "Su pedido 993812 llegará el 14/03/2026. Código postal 28013 Madrid.",
    "Il tuo ordine 550192 è in viaggio. CAP 20121 Milano.",
    "O seu pedido 123987 foi enviado. CEP 01310100.",
    "Je bestelling 448201 is onderweg. Postcode 1012 Amsterdam.",
    "ご注文番号 5520193 を発送しました。郵便番号 1000001",
    "Use promo code SAVE2026 for 20% off.",
    "Reservation GH72KL is confirmed for 4 guests at 19:30.",
    "Flight LH1234 departs 0645 from gate 1204.",
    "Tracking number 1Z999AA10123456784 will update soon.",
    "Meeting ID 84512200 starts at 1400.",
    "Version 20260301 fixes error code 5021.",
    "We have 12000 customers in 1987 cities.",
    "Your invoice 88213 is due on 15.04.2026",
    "Nutze den Gutscheincode FRUEHLING25 bis 31.03.2026.",
]


@pytest.mark.parametrize("body", NO_CODES)
def test_other_numbers_are_not_codes(body):
    assert found(body) == []


def test_subject_and_image_description_count():
    assert found("Hello", subject="482913 is your Acme code") == ["482913"]
    assert found("<p>Your login code:</p><img alt='553201' src='x.png'>", subtype="html") == ["553201"]


def test_spans_point_at_the_code():
    text = "前の認証コード482913です。認証コードは482913。"
    made = content(text)
    for code in codes("", made):
        assert made.text[slice(*code.span)] == "482913"


LINKS = [
    ("https://a.example/users/confirm?token=9fK2l", "Confirm my account", "verify"),
    ("https://a.example/x/8hJk29LmQw81Zx77pp", "E-Mail-Adresse bestätigen", "verify"),
    ("https://a.example/x/8hJk29LmQw81Zx77pq", "Vérifier mon adresse", "verify"),
    ("https://a.example/x/8hJk29LmQw81Zx77pr", "メールアドレスを確認する", "verify"),
    ("https://a.example/x/8hJk29LmQw81Zx77ps", "Conferma la tua email", "verify"),
    ("https://a.example/password/edit?reset_password_token=abc", "Choose a password", "reset"),
    ("https://a.example/x/8hJk29LmQw81Zx77pt", "Passwort zurücksetzen", "reset"),
    ("https://a.example/x/8hJk29LmQw81Zx77pu", "Restablecer contraseña", "reset"),
    ("https://a.example/x/8hJk29LmQw81Zx77pv", "パスワードを再設定", "reset"),
    ("https://a.example/magic/8hJk29LmQw81Zx77pw", "Open Acme", "magic-login"),
    ("https://a.example/x/8hJk29LmQw81Zx77px", "Se connecter", "magic-login"),
    ("https://a.example/l/8hJk29LmQw81Zx77py", "Unsubscribe", "unsubscribe"),
    ("https://a.example/l/8hJk29LmQw81Zx77pz", "Hier abmelden", "unsubscribe"),
    ("https://a.example/l/8hJk29LmQw81Zx77qa", "配信停止はこちら", "unsubscribe"),
    ("https://a.example/", "Acme", "other"),
    ("https://a.example/blog/spring", "Read our blog", "other"),
]


@pytest.mark.parametrize(("url", "text", "kind"), LINKS)
def test_links_are_classed(url, text, kind):
    made = content(f'<body><a class="b" href="{url}"><b>{text}</b></a></body>', "html")
    (link,) = links(made)
    assert (link.value, link.kind, link.text) == (url, kind, text)
    assert made.html[slice(*link.span)] == url


def test_pixels_text_links_and_header():
    made = content(
        '<img src="https://t.example/o/1.gif" width="1" height="1"><a href="mailto:x@y.z">m</a><a>n</a>',
        "html",
    )
    assert [(x.kind, x.part) for x in links(made)] == [("tracking", "html")]
    text = content("Please verify: https://a.example/v/abc?x=1.\n\n(see https://a.example/a_(b))", "plain")
    assert [x.value for x in links(text)] == ["https://a.example/v/abc?x=1", "https://a.example/a_(b)"]
    listed = content("go https://a.example/z", extra="List-Unsubscribe: <https://a.example/z>\r\n")
    assert links(listed)[0].kind == "unsubscribe"


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=400), st.sampled_from(["plain", "html"]))
def test_no_text_raises(text, subtype):
    """Whatever the text, every code and link comes with a span inside its part."""
    made = content(text.encode("utf-8", "replace").decode(), subtype)
    for code in codes(text, made):
        assert 0 <= code.score <= 1
        assert code.span[0] < code.span[1]
    links(made)
