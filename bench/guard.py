"""What the guard costs, finds and spoils: redaction, ordinary mail, time a draft. Prints JSON.

    python -m bench.guard [--mails 1200] [--seed 1] [--templates DIR]

Everything is generated here, by rules that share nothing with what is measured: numbers by their published
checksums and by libphonenumber's examples, mail from phrases of eight languages and from the markup that
newsletters are made of. `--templates` adds HTML files of yours as newsletters.
"""

# ruff: noqa: E501, SIM905 - tables of phrases

import argparse
import base64
import json
import random
import string
import sys
import time
from collections import Counter
from pathlib import Path
from typing import Any

from intake.config import AccountSettings, GuardSettings
from intake.config.policy import Redaction
from intake.guard import check
from intake.guard.secrets import _views
from intake.guard.sender import sender_findings
from intake.mail import Address, Citation, Claim, Draft, SanitizedMessage
from intake.models.prompt import CLASSIFY, DRAFT
from intake.models.redact import Redactor
from intake.sanitize import sanitize

# -- redaction -------------------------------------------------------------------------------------------------

FRAMES = {
    "en": "Hello, {a} Regards, my details: {b}; the invoice of 2026-{m:02d}-{d:02d} over {p}.{q:02d} EUR for SO-{o} was {r} x size {s}.",
    "de": "Guten Tag,\n{a}\nMeine Daten: {b}. Die Rechnung vom {d:02d}.{m:02d}.2026 über {p},{q:02d} € für SO-{o}, {r} Stück, Größe {s}.",
    "fr": "Bonjour,\n{a}\nMes données : {b}. La facture du {d:02d}/{m:02d}/2026 de {p},{q:02d} € pour SO-{o}, {r} pièces, taille {s}.",
    "es": "Hola:\n{a}\nMis datos: {b}. La factura del {d:02d}/{m:02d}/2026 de {p},{q:02d} € por SO-{o}, {r} unidades, talla {s}.",
    "it": "Buongiorno,\n{a}\nI miei dati: {b}. La fattura del {d:02d}/{m:02d}/2026 di {p},{q:02d} € per SO-{o}, {r} pezzi, taglia {s}.",
    "nl": "Goedendag,\n{a}\nMijn gegevens: {b}. De factuur van {d:02d}-{m:02d}-2026 van € {p},{q:02d} voor SO-{o}, {r} stuks, maat {s}.",
    "pt": "Olá,\n{a}\nOs meus dados: {b}. A fatura de {d:02d}/{m:02d}/2026 de {p},{q:02d} € de SO-{o}, {r} peças, tamanho {s}.",
    "pl": "Dzień dobry,\n{a}\nMoje dane: {b}. Faktura z {d:02d}.{m:02d}.2026 na {p},{q:02d} zł za SO-{o}, {r} sztuk, rozmiar {s}.",
}
DISTRACTORS = (
    "tracking number 00340434161094015902", "version 10.4.2.1", "ISBN 978-3-16-148410-0", "at 10:30-12:00 on 2026-11-25",
    "article 4711-0815", "batch 20261104", "10 000 000 EUR", "1.234.567,89 EUR", "EAN 4006381333931", "192.168.10.12",
    "page 12-34", "2025/2026", "§ 312 BGB", "A4 210 x 297", "room 3.12", "12-14 days", "serial X7-331-99", "24/7",
)  # fmt: skip
COUNTRIES = {
    "DE": 18,
    "AT": 16,
    "CH": 17,
    "FR": 23,
    "NL": 14,
    "BE": 12,
    "ES": 20,
    "IT": 23,
    "PT": 21,
    "GB": 18,
    "PL": 24,
    "DK": 14,
}


def digits(chance: random.Random, n: int) -> str:
    return "".join(chance.choice(string.digits) for _ in range(n))


def iban(chance: random.Random) -> str:
    country, size = chance.choice(list(COUNTRIES.items()))
    body = digits(chance, size)
    if country == "NL":
        body = "ABNA" + digits(chance, 10)
    if country == "GB":
        body = "NWBK" + digits(chance, 14)
    if country == "IT":
        body = chance.choice(string.ascii_uppercase) + digits(chance, 22)
    number = int("".join(str(int(c, 36)) for c in f"{body}{country}00"))
    plain = f"{country}{98 - number % 97:02d}{body}"
    return chance.choice([plain, " ".join(plain[i : i + 4] for i in range(0, len(plain), 4))])


def card(chance: random.Random) -> str:
    body = chance.choice(["4", "51", "55", "34", "6011"])
    size = 15 if body == "34" else 16
    body += digits(chance, size - 1 - len(body))
    total = sum(d if i % 2 else (d * 2 - 9 if d > 4 else d * 2) for i, d in enumerate(map(int, body[::-1])))
    plain = body + str(-total % 10)
    return chance.choice(
        [
            plain,
            " ".join(plain[i : i + 4] for i in range(0, 16, 4)),
            "-".join(plain[i : i + 4] for i in range(0, 16, 4)),
        ]
    )


def phone(chance: random.Random) -> str:
    import phonenumbers
    from phonenumbers import PhoneNumberFormat as Form
    from phonenumbers import PhoneNumberType as Kind

    region = chance.choice("DE AT CH FR NL BE ES IT PT GB PL US DK SE".split())
    number = phonenumbers.example_number_for_type(region, chance.choice([Kind.MOBILE, Kind.FIXED_LINE]))
    assert number is not None
    written = phonenumbers.format_number(
        number, chance.choice([Form.INTERNATIONAL, Form.E164, Form.NATIONAL])
    )
    word = (
        chance.choice(["Tel. ", "phone ", "", "mobile: "])
        if written.startswith(("+", "0", "("))
        else "phone "
    )
    return word + chance.choice([written, written.replace(" ", "-"), written.replace("+", "00")])


def mailbox(chance: random.Random) -> str:
    name = "".join(chance.choice("abcdefghijklmnop") for _ in range(6))
    local = chance.choice(
        [name, f"{name}.{name[:3]}", f"{name}+shop", f"{name}_{digits(chance, 2)}", f"o'{name}"]
    )
    return f"{local}@{chance.choice(['mail.example', 'sub.host.example', 'x-y.example', 'web.de', 'posteo.net'])}"


def national(chance: random.Random) -> str:
    kind = chance.choice(["ssn", "dni", "nir", "nino", "fiscale", "pesel", "ahv", "rijks", "steuer"])
    if kind == "ssn":
        return f"{chance.randrange(100, 600)}-{chance.randrange(10, 99)}-{chance.randrange(1000, 9999)}"
    if kind == "dni":
        n = chance.randrange(10**7, 10**8)
        return f"{n}{'TRWAGMYFPDXBNJZSQVHLCKE'[n % 23]}"
    if kind == "nir":
        body = f"{chance.choice('12')}{chance.randrange(40, 99)}{chance.randrange(1, 13):02d}{chance.randrange(10, 95)}{digits(chance, 6)}"
        return f"{body}{97 - int(body) % 97:02d}"
    if kind == "nino":
        return f"{chance.choice(['AB', 'CE', 'JG', 'SR'])} {digits(chance, 2)} {digits(chance, 2)} {digits(chance, 2)} {chance.choice('ABCD')}"
    if kind == "fiscale":
        return chance.choice(["RSSMRA85T10A562S", "MRTMTT25D09F205Z"])
    if kind == "pesel":
        body = f"{chance.randrange(50, 99)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}{digits(chance, 4)}"
        total = sum(w * int(d) for w, d in zip((1, 3, 7, 9, 1, 3, 7, 9, 1, 3), body, strict=True))
        return body + str(-total % 10)
    if kind == "ahv":
        body = f"756{digits(chance, 9)}"
        total = sum(int(d) * (3 if i % 2 else 1) for i, d in enumerate(body))
        plain = body + str(-total % 10)
        return f"{plain[:3]}.{plain[3:7]}.{plain[7:11]}.{plain[11:]}"
    if kind == "rijks":
        body = f"{chance.randrange(50, 99)}{chance.randrange(1, 13):02d}{chance.randrange(1, 29):02d}{digits(chance, 3)}"
        return f"{body[:2]}.{body[2:4]}.{body[4:6]}-{body[6:]}.{97 - int(body) % 97:02d}"
    return chance.choice(["86095742719", "47036892816", "65929970489", "57549285017"])


KINDS = {"email": mailbox, "iban": iban, "card": card, "phone": phone, "national_id": national}


def redaction(chance: random.Random, mails: int) -> dict[str, Any]:
    """Share of values of which nothing is left, and share of what was hidden that was a value."""
    found: Counter[str] = Counter()
    total: Counter[str] = Counter()
    hidden = right = 0
    missed: list[str] = []
    for n in range(mails):
        kinds = chance.sample(list(KINDS), 3)
        values = [KINDS[k](chance) for k in kinds]
        frame = FRAMES[list(FRAMES)[n % len(FRAMES)]]
        text = frame.format(a=f"{chance.choice(DISTRACTORS)}, {values[0]}.", b=f"{values[1]}, {values[2]}, {chance.choice(DISTRACTORS)}",
                            m=chance.randrange(1, 13), d=chance.randrange(1, 29), p=chance.randrange(5, 999), q=chance.randrange(100),
                            o=chance.randrange(100000, 999999), r=chance.randrange(1, 9), s=chance.randrange(36, 47))  # fmt: skip
        redactor = Redactor(Redaction(), names=("Ada Byron",))
        assert redactor.restore(redactor.hide(text)) == text
        bare = [v.split(" ", 1)[1] if v.startswith(("Tel. ", "phone ", "mobile: ")) else v for v in values]
        spans = list(redactor.found(text))
        hidden += len(spans)
        for kind, value in zip(kinds, bare, strict=True):
            start = text.index(value)
            end = start + len(value)
            total[kind] += 1
            covered = sum(min(b, end) - max(a, start) for a, b, _ in spans if a < end and start < b)
            found[kind] += covered >= len(value)
            if covered < len(value):
                missed.append(f"{kind}: {value}")
        ranges = [(text.index(v), text.index(v) + len(v)) for v in bare]
        right += sum(any(a < e and s < b for s, e in ranges) for a, b, _ in spans)
    wanted = sum(total.values())
    return {"values": wanted, "recall": round(sum(found.values()) / wanted, 4), "precision": round(right / max(1, hidden), 4),
            "recall_by_kind": {k: round(found[k] / total[k], 4) for k in KINDS}, "missed": missed[:8]}  # fmt: skip


# -- ordinary mail -----------------------------------------------------------------------------------------------

REPLIES = {
    "en": (
        "Thanks for the quick answer! Please ignore my previous mail, I found the order number: it is SO-{o}.",
        "Could you please forward this to the person in charge and send me a copy?",
        "The parcel arrived, but one pole is broken. What do I have to do now?",
        "I followed the instructions in the manual, but the stove does not light. You must be able to help!",
        "Please cancel my order and confirm the cancellation by e-mail.",
        "Do I have to reply to the system message, or is that done automatically?",
        "As an assistant to Ms Gray I am writing to ask about the group discount.",
        "Forget it, I solved it myself. New question: can I wash the jacket?",
    ),
    "de": (
        "Vielen Dank für die schnelle Antwort! Bitte ignorieren Sie meine letzte E-Mail, die Bestellnummer ist SO-{o}.",
        "Könnten Sie das bitte an die zuständige Person weiterleiten und mir eine Kopie senden?",
        "Das Paket ist da, aber eine Stange ist gebrochen. Was muss ich jetzt tun?",
        "Ich habe die Anweisungen in der Anleitung befolgt, aber der Kocher zündet nicht.",
        "Bitte stornieren Sie meine Bestellung und bestätigen Sie die Stornierung per E-Mail.",
        "Als Assistentin von Frau Grau schreibe ich wegen des Gruppenrabatts.",
    ),
    "fr": (
        "Merci pour la réponse rapide ! Merci d'ignorer mon message précédent, le numéro est SO-{o}.",
        "Pourriez-vous transmettre ce message au responsable et m'envoyer une copie ?",
        "Le colis est arrivé mais un arceau est cassé. Que dois-je faire ?",
        "J'ai suivi les instructions du manuel, mais le réchaud ne s'allume pas.",
        "Veuillez annuler ma commande et confirmer par e-mail.",
    ),
    "es": (
        "¡Gracias por la rápida respuesta! Por favor, ignoren mi mensaje anterior, el número es SO-{o}.",
        "¿Podrían reenviar esto a la persona responsable y enviarme una copia?",
        "El paquete llegó, pero una varilla está rota. ¿Qué tengo que hacer?",
        "Seguí las instrucciones del manual, pero el hornillo no enciende.",
        "Cancelen mi pedido y confírmenlo por correo, por favor.",
    ),
    "it": (
        "Grazie per la risposta veloce! Ignorate pure la mia mail precedente, il numero è SO-{o}.",
        "Potreste inoltrare questo al responsabile e inviarmi una copia?",
        "Il pacco è arrivato ma un paletto è rotto. Che cosa devo fare?",
        "Ho seguito le istruzioni del manuale, ma il fornello non si accende.",
        "Annullate il mio ordine e confermate per e-mail, per favore.",
    ),
    "pt": (
        "Obrigado pela resposta rápida! Por favor ignorem o meu e-mail anterior, o número é SO-{o}.",
        "Poderiam reencaminhar isto à pessoa responsável e enviar-me uma cópia?",
        "A encomenda chegou, mas uma vareta está partida. O que devo fazer?",
        "Segui as instruções do manual, mas o fogão não acende.",
    ),
    "nl": (
        "Bedankt voor het snelle antwoord! Negeer mijn vorige mail, het bestelnummer is SO-{o}.",
        "Kunt u dit doorsturen naar de verantwoordelijke en mij een kopie sturen?",
        "Het pakket is er, maar een stok is gebroken. Wat moet ik nu doen?",
        "Ik heb de instructies in de handleiding gevolgd, maar de brander gaat niet aan.",
    ),
    "pl": (
        "Dziękuję za szybką odpowiedź! Proszę zignorować moją poprzednią wiadomość, numer to SO-{o}.",
        "Czy mogą Państwo przekazać to odpowiedniej osobie i wysłać mi kopię?",
        "Paczka dotarła, ale jeden maszt jest złamany. Co mam teraz zrobić?",
        "Postępowałem według instrukcji, ale kuchenka się nie zapala.",
    ),
}
QUOTE = {"en": "On Monday, Support wrote:", "de": "Am Montag schrieb Support:", "fr": "Le lundi, Support a écrit :", "es": "El lunes, Support escribió:",
         "it": "Il giorno lunedì Support ha scritto:", "pt": "Na segunda-feira, Support escreveu:", "nl": "Op maandag schreef Support:", "pl": "W poniedziałek Support napisał:"}  # fmt: skip
NEWS = {
    "en": (
        "Our autumn offers are here: up to 40 % off tents.",
        "Only until Sunday! Use the code AUTUMN{r} at checkout.",
        "View in browser",
        "You receive this because you subscribed. Unsubscribe here.",
        "Do not reply to this message; it was sent automatically.",
        "Shop now and follow us.",
    ),
    "de": (
        "Unsere Herbstangebote sind da: bis zu 40 % auf Zelte.",
        "Nur bis Sonntag! Gutscheincode HERBST{r} an der Kasse eingeben.",
        "Im Browser ansehen",
        "Sie erhalten diese E-Mail, weil Sie sich angemeldet haben. Hier abmelden.",
        "Bitte antworten Sie nicht auf diese Nachricht, sie wurde automatisch erstellt.",
        "Jetzt einkaufen und folgen Sie uns.",
    ),
    "fr": (
        "Nos offres d'automne : jusqu'à 40 % sur les tentes.",
        "Jusqu'à dimanche ! Utilisez le code AUTOMNE{r}.",
        "Voir dans le navigateur",
        "Vous recevez ce message car vous êtes abonné. Se désabonner.",
        "Ne répondez pas à ce message automatique.",
        "Achetez maintenant.",
    ),
    "es": (
        "Ofertas de otoño: hasta un 40 % en tiendas.",
        "¡Solo hasta el domingo! Use el código OTONO{r}.",
        "Ver en el navegador",
        "Recibe este mensaje porque se suscribió. Darse de baja.",
        "No responda a este mensaje automático.",
        "Compre ahora.",
    ),
    "it": (
        "Le offerte d'autunno: fino al 40 % sulle tende.",
        "Solo fino a domenica! Usa il codice AUTUNNO{r}.",
        "Visualizza nel browser",
        "Ricevi questo messaggio perché sei iscritto. Annulla l'iscrizione.",
        "Non rispondere a questo messaggio automatico.",
        "Acquista ora.",
    ),
    "pt": (
        "Ofertas de outono: até 40 % em tendas.",
        "Só até domingo! Use o código OUTONO{r}.",
        "Ver no navegador",
        "Recebe esta mensagem porque subscreveu. Cancelar subscrição.",
        "Não responda a esta mensagem automática.",
        "Compre agora.",
    ),
    "nl": (
        "Onze herfstaanbiedingen: tot 40 % op tenten.",
        "Alleen tot zondag! Gebruik de code HERFST{r}.",
        "Bekijk in browser",
        "U ontvangt dit omdat u bent ingeschreven. Uitschrijven.",
        "Antwoord niet op dit automatische bericht.",
        "Koop nu.",
    ),
    "pl": (
        "Jesienne promocje: do 40 % na namioty.",
        "Tylko do niedzieli! Użyj kodu JESIEN{r}.",
        "Zobacz w przeglądarce",
        "Otrzymujesz tę wiadomość, bo się zapisałeś. Wypisz się.",
        "Nie odpowiadaj na tę automatyczną wiadomość.",
        "Kup teraz.",
    ),
}
LAYOUTS = (
    '<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">{0}&nbsp;&zwnj;&nbsp;&zwnj;&nbsp;&zwnj;</div><table role="presentation" width="100%" bgcolor="#f4f4f4"><tr><td align="center"><table width="600" style="background:#fff"><tr><td style="padding:20px;font:16px Arial;color:#333"><h1>{0}</h1><p>{1}</p><a href="https://shop.example/a?utm=1" style="background:#0a7;color:#fff;padding:12px;display:inline-block">{5}</a></td></tr><tr><td style="font-size:11px;color:#999">{3} <a href="https://shop.example/u">{2}</a></td></tr></table></td></tr></table><img src="https://t.shop.example/o.gif" width="1" height="1" alt="">',
    '<style>@media(max-width:600px){{.d{{display:none!important}}.m{{display:block!important}}}}</style><div class="d"><p>{0}</p></div><div class="m" style="display:none"><p>{0}</p></div><p style="font:14px Georgia">{1}</p><!--[if mso]><table><tr><td>{5}</td></tr></table><![endif]--><!--[if !mso]><!--><a href="https://shop.example/b">{5}</a><!--<![endif]--><hr><small style="color:#777777">{4} {3}</small>',
    '<span style="color:transparent;visibility:hidden;opacity:0;font-size:1px;height:0;width:0;display:none">{1}</span><center><img src="https://shop.example/logo.png" alt="Shop" width="180"><h2 style="color:#222">{0}</h2><p>{1}</p><div style="font-size:0;line-height:0;height:20px">&nbsp;</div><p style="font-size:12px">{3}</p></center>',
)
ORDERS = {
    "en": "Your order SO-{o} has shipped. Track it with number {t}. Do not share your one-time code {c} with anybody.",
    "de": "Ihre Bestellung SO-{o} wurde versandt. Sendungsnummer {t}. Geben Sie Ihren Code {c} niemandem weiter.",
    "fr": "Votre commande SO-{o} a été expédiée. Numéro de suivi {t}. Ne communiquez votre code {c} à personne.",
    "es": "Su pedido SO-{o} ha sido enviado. Seguimiento {t}. No comparta su código {c} con nadie.",
    "it": "Il tuo ordine SO-{o} è stato spedito. Tracciamento {t}. Non condividere il codice {c} con nessuno.",
    "pt": "A sua encomenda SO-{o} foi enviada. Seguimento {t}. Não partilhe o código {c} com ninguém.",
    "nl": "Uw bestelling SO-{o} is verzonden. Volgnummer {t}. Deel uw code {c} met niemand.",
    "pl": "Zamówienie SO-{o} zostało wysłane. Numer przesyłki {t}. Nie podawaj nikomu kodu {c}.",
}
ACCOUNT = AccountSettings.model_validate(
    {"name": "s", "address": "support@fernweh.example", "staff": ["Ana Lindner"], "authserv_id": "mx.fernweh.example",
     "imap": {"host": "127.0.0.1", "username": "x"}}
)  # fmt: skip


def ordinary(chance: random.Random, number: int, pages: list[str]) -> tuple[str, bytes]:
    """The kind and the bytes of one benign mail."""
    language = list(REPLIES)[number % len(REPLIES)]
    slots = {
        "o": chance.randrange(100000, 999999),
        "r": chance.randrange(10, 99),
        "t": digits(chance, 14),
        "c": digits(chance, 6),
    }
    kind = ("reply", "newsletter", "transactional", "reply-html", "template" if pages else "newsletter")[
        number // 8 % 5
    ]
    html = None
    if kind in {"reply", "reply-html"}:
        said = [s.format(**slots) for s in chance.sample(REPLIES[language], 2)]
        older = [line.format(**slots) for line in NEWS[language][:2]]
        text = " ".join(said) + f"\n\nKim Muster\n\n{QUOTE[language]}\n> " + "\n> ".join(older)
        if kind == "reply-html":
            # As a mail client writes it: both parts say the same.
            html = (
                f'<html><body><div dir="ltr">{" ".join(said)}<br><br>Kim Muster</div><br><div class="gmail_quote">'
                f'<div dir="ltr">{QUOTE[language]}<br></div><blockquote style="border-left:1px solid #ccc">'
                f"{'<br>'.join(older)}</blockquote></div></body></html>"
            )
    elif kind == "transactional":
        text = ORDERS[language].format(**slots)
        html = f'<html><body><table><tr><td><b>{text}</b></td></tr><tr><td style="font-size:10px;color:#888">{NEWS[language][4]}</td></tr></table></body></html>'
    else:
        lines = [line.format(**slots) for line in NEWS[language]]
        chance.shuffle(lines)
        text = "\n\n".join(lines)
        html = (
            f"<html><body>{chance.choice(LAYOUTS).format(*lines)}</body></html>"
            if kind == "newsletter"
            else chance.choice(pages)
        )
    parts = [("plain", text)] + ([("html", html)] if html else [])
    body = "".join(
        f"--b\r\nContent-Type: text/{k}; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n{base64.encodebytes(t.encode()).decode()}\r\n"
        for k, t in parts
    )
    head = (
        f"Authentication-Results: mx.fernweh.example; dmarc=pass\r\nFrom: Kim Muster <kim{number}@writer.example>\r\nTo: support@fernweh.example\r\n"
        f"Subject: Re: SO-{slots['o']}\r\nMessage-ID: <b{number}@writer.example>\r\nContent-Type: multipart/alternative; boundary=b\r\n\r\n"
    )
    return kind, f"{head}{body}--b--\r\n".encode()


def benign(chance: random.Random, mails: int, pages: list[str]) -> dict[str, Any]:
    verdicts: Counter[str] = Counter()
    by_kind: dict[str, Counter[str]] = {}
    why: Counter[str] = Counter()
    warned = 0
    for n in range(mails):
        kind, raw = ordinary(chance, n, pages)
        message = sanitize(raw)
        verdicts[message.verdict] += 1
        by_kind.setdefault(kind, Counter())[message.verdict] += 1
        warned += bool(sender_findings(message, ACCOUNT))
        if message.verdict != "clean":
            why.update(
                {f"{f.technique}/{f.action} {f.text[:60]}" for f in message.findings if f.action != "removed"}
            )
    return {"mails": mails, "languages": len(REPLIES), "quarantined": round(verdicts["quarantined"] / mails, 4),
            "flagged": round(verdicts["flagged"] / mails, 4), "sender_warned": round(warned / mails, 4),
            "by_kind": {k: dict(v) for k, v in by_kind.items()}, "why": dict(why.most_common(8))}  # fmt: skip


# -- time --------------------------------------------------------------------------------------------------------


def cost(chance: random.Random, drafts: int) -> dict[str, Any]:
    """Milliseconds of all checks a draft, with canaries, secrets and both prompts looked for."""
    words = "returns are accepted within days shipping costs call us at tent jacket order label please send".split()
    message = SanitizedMessage(
        message_id="<m@c.example>", digest="d" * 64, subject="A question", from_=Address(name="Ada Byron", address="ada@c.example"), reply_to=(), to=(),
        cc=(), date=None, in_reply_to=None, references=(), automatic=None, text="How long do I have? " * 50, quoted="", signature="", verdict="clean",
        findings=(), attachments=(), defects=(),
    )  # fmt: skip
    guard = GuardSettings(canaries=["FW-CANARY-7f3a91", "OTHER-THREAD-5c20de"])
    wall: list[float] = []
    worked: list[float] = []
    for _ in range(drafts):
        claims = []
        for n in range(chance.randrange(1, 12)):
            text = (
                " ".join(chance.choice(words) for _ in range(chance.randrange(6, 30))).capitalize()
                + f" {chance.randrange(99)} EUR."
            )
            cited = Citation(n=n + 1, source="r.md", start=0, end=len(text), quote=text)
            claims.append(Claim(text=text, citations=(cited,), supported=True, verdict="quote"))
        answers = "\n\n".join(c.text for c in claims)
        draft = Draft(to=("ada@c.example",), subject="Re: A question", in_reply_to=None, references=(), claims=tuple(claims),
                      body=f"Hello Ada Byron,\n\nThank you for your message.\n\n{answers}\n\nKind regards\n")  # fmt: skip
        _views.cache_clear()
        begin, busy = time.perf_counter(), time.thread_time()
        assert (
            check(draft, message, guard=guard, secrets=["k3y-of-the-model-99"], prompts=(DRAFT, CLASSIFY))
            == ()
        )
        wall.append((time.perf_counter() - begin) * 1000)
        worked.append((time.thread_time() - busy) * 1000)
    wall.sort()
    worked.sort()
    return {
        "drafts": drafts,
        "p50_ms": round(wall[drafts // 2], 2),
        "p95_ms": round(wall[int(drafts * 0.95)], 2),
        "cpu_p50_ms": round(worked[drafts // 2], 2),
        "cpu_p95_ms": round(worked[int(drafts * 0.95)], 2),
    }


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--mails", type=int, default=1200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--templates", type=Path)
    args = parser.parse_args()
    pages = (
        [p.read_text(encoding="utf-8", errors="replace") for p in sorted(args.templates.rglob("*.html"))]
        if args.templates
        else []
    )
    found = {
        "bench": "guard",
        "seed": args.seed,
        "guard": cost(random.Random(args.seed), 300),
        "redaction": redaction(random.Random(args.seed), args.mails),
        "benign": benign(random.Random(args.seed), args.mails, pages),
    }
    print(json.dumps(found, indent=1, ensure_ascii=False))
    return 0


if __name__ == "__main__":
    sys.exit(main())
