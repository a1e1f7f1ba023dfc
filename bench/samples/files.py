# ruff: noqa: E501 - samples are easier to read on one line
"""A small honest file of every type that is read, to mutate and to measure on."""

import io
import zipfile
from email.message import EmailMessage

from bench.samples.msg import message, streams

ICS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Lunch\\, long\r\nDTSTART;TZID=Europe/Berlin:20260304T120000\r\n"
ICS += b"ATTENDEE;CN=Ann:mailto:a@b.example\r\nLOCATION:Room 1\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
VCF = b"BEGIN:VCARD\r\nVERSION:4.0\r\nFN:Ann Example\r\nADR:;;Road 1;Town\r\nTEL:+431234\r\nEND:VCARD\r\n"
RTF = b"{\\rtf1\\ansi{\\fonttbl{\\f0 Arial;}}{\\colortbl;\\red255\\green0\\blue0;}Gr\\'fc\\'dfe \\u8364? {\\v x}\\par b}"
HTML = b"<html><style>.a{color:red}p>b{display:none}</style><p class=a>Hello <b>x</b><table><tr><td>1</table></html>"


def seeds() -> dict[str, bytes]:
    """Name to bytes; names that end in `.mail` are whole mails."""
    from bench.samples.papers import papers

    found = {p.name: p.data for p in papers()}
    found |= {
        "a.txt": "Grüße\nSecond line".encode("cp1252"),
        "a.md": b"# Top\n\ntext <!-- note --> more\n\n- item\n",
        "a.csv": b'Product;Price\nLamp;5\n"a;b";6\n',
        "a.tsv": b"Product\tPrice\nLamp\t5\n",
        "a.html": HTML,
        "a.ics": ICS,
        "a.vcf": VCF,
        "a.rtf": RTF,
        "a.zip": _zipped({"b.txt": b"inner", "c/d.csv": b"a,b\n1,2\n"}),
        "winmail.dat": _tnef(),
        "a.png": b"\x89PNG\r\n\x1a\n" + bytes(60),
        "a.eml": mail().as_bytes(),
        "a.msg": message(
            {"0037": "Late", "0C1A": "Ann", "1000": "Where is it?"}, streams({"3701": b"inner"})
        ),
    }
    whole = mail()
    whole.add_attachment(ICS, maintype="text", subtype="calendar", filename="a.ics")
    whole.add_attachment(
        found["d1-vanish.docx"], maintype="application", subtype="octet-stream", filename="a.docx"
    )
    found["a.mail"] = mail().as_bytes()
    found["b.mail"] = whole.as_bytes()
    return found


def mail() -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = "Ann <a@b.example>", "c@d.example", "Grüße"
    message.set_content("Hello,\n\nwhere is my parcel?\n\n-- \nAnn\n")
    message.add_alternative(HTML.decode(), subtype="html")
    return message


def _zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def _tnef() -> bytes:
    def one(attribute: int, value: bytes) -> bytes:
        return b"\x02" + attribute.to_bytes(4, "little") + len(value).to_bytes(4, "little") + value + b"\0\0"

    return b"\x78\x9f\x3e\x22\1\0" + one(0x6800F, b"inner text") + one(0x18010, b"a.txt\0")
