"""How much personal data redaction finds, on generated values whose truth is known."""

# ruff: noqa: E501, SIM905 - tables of phrases

import random
import string
from collections import Counter
from typing import Any

from intake.config.policy import Redaction
from intake.models.redact import Redactor

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
