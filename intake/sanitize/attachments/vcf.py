"""Business cards (RFC 6350): name, company, telephone, mail, address, note."""

from intake.sanitize.attachments.cards import lines, value
from intake.sanitize.attachments.decode import decode, is_text
from intake.sanitize.attachments.reader import Page, Reader, Source

_SHOWN = {
    "FN": "Name",
    "ORG": "Company",
    "TITLE": "Title",
    "ROLE": "Role",
    "TEL": "Telephone",
    "EMAIL": "Mail",
    "ADR": "Address",
    "URL": "Link",
    "BDAY": "Birthday",
    "NOTE": "Note",
}


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "text/vcard" if b"BEGIN:VCARD" in data[:400].upper() and is_text(data) else None


def read(source: Source, page: Page) -> None:
    card = 0
    for name, _, raw in lines(decode(source.data)):
        if name == "BEGIN":
            card += 1
        elif name in _SHOWN:
            text = value(raw)
            if name in {"ADR", "ORG"}:
                text = ", ".join(p.strip() for p in text.split(";") if p.strip())
            page.add("row", f"{_SHOWN[name]}: {text}", location=f"card {card}")
        elif name.startswith("X-") and len(raw) > 24:
            page.find("card-property", value(raw), f"card {card} {name}")


READER = Reader(name="vcf", sniff=sniff, read=read, extensions=("vcf", "vcard"))
