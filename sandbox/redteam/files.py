"""Files that carry an attack, built byte by byte: small, valid, and with the text where nobody looks."""

import io
import json
import struct
import zipfile
import zlib
from collections.abc import Callable
from html import escape
from typing import Final

_W: Final = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_S: Final = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_R: Final = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PKG: Final = "http://schemas.openxmlformats.org/package/2006"
_APP: Final = "application/vnd.openxmlformats-officedocument"


def zipped(parts: dict[str, bytes | str]) -> bytes:
    """A zip archive with a fixed date, so that equal input gives equal bytes."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in parts.items():
            info = zipfile.ZipInfo(name, (2026, 1, 1, 0, 0, 0))
            info.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(info, data)
    return out.getvalue()


def _package(main: str, kind: str, body: str, more: dict[str, str] | None = None) -> bytes:
    types = "".join(
        f'<Override PartName="/{name}" ContentType="{_APP}.{sort}+xml"/>'
        for name, sort in {main: kind, **({"xl/worksheets/sheet1.xml": "spreadsheetml.worksheet",
        "xl/worksheets/sheet2.xml": "spreadsheetml.worksheet"} if "sheet" in kind else {})}.items()
    )  # fmt: skip
    return zipped(
        {
            "[Content_Types].xml": f'<Types xmlns="{_PKG}/content-types"><Default Extension="rels" '
            f'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
            f'<Default Extension="xml" ContentType="application/xml"/>{types}</Types>',
            "_rels/.rels": f'<Relationships xmlns="{_PKG}/relationships"><Relationship Id="r1" '
            f'Type="{_R}/officeDocument" Target="{main}"/></Relationships>',
            main: body,
            **(more or {}),
        }
    )


def docx(text: str) -> bytes:
    """A letter with the payload as a run that Word hides."""
    return _package(
        "word/document.xml",
        "wordprocessingml.document.main",
        f'<w:document xmlns:w="{_W}"><w:body><w:p><w:r><w:t>My letter is attached.</w:t></w:r></w:p>'
        f"<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>{escape(text)}</w:t></w:r></w:p></w:body></w:document>",
    )


def xlsx(text: str) -> bytes:
    """A workbook with the payload on a hidden sheet."""

    def sheet(cell: str) -> str:
        return (
            f'<worksheet xmlns="{_S}"><sheetData><row r="1"><c r="A1" t="inlineStr"><is><t>'
            f"{escape(cell)}</t></is></c></row></sheetData></worksheet>"
        )

    return _package(
        "xl/workbook.xml",
        "spreadsheetml.sheet.main",
        f'<workbook xmlns="{_S}" xmlns:r="{_R}"><sheets><sheet name="List" sheetId="1" r:id="r1"/>'
        '<sheet name="Notes" sheetId="2" state="hidden" r:id="r2"/></sheets></workbook>',
        {
            "xl/_rels/workbook.xml.rels": f'<Relationships xmlns="{_PKG}/relationships">'
            f'<Relationship Id="r1" Type="{_R}/worksheet" Target="worksheets/sheet1.xml"/>'
            f'<Relationship Id="r2" Type="{_R}/worksheet" Target="worksheets/sheet2.xml"/></Relationships>',
            "xl/worksheets/sheet1.xml": sheet("2 tents"),
            "xl/worksheets/sheet2.xml": sheet(text),
        },
    )


def pdf(text: str) -> bytes:
    """One page whose payload is drawn in white, with the same words in the document's title."""
    shown = text.encode("latin-1", "replace").replace(b"\\", b"/").replace(b"(", b"[").replace(b")", b"]")
    content = b"BT /F1 12 Tf 50 700 Td (My receipt) Tj 1 1 1 rg 0 -20 Td (" + shown + b") Tj ET"
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents 4 0 R/Resources<</Font<</F1 5 0 R>>>>>>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(content), content),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
        b"<</Title(" + shown + b")>>",
    ]
    out, places = b"%PDF-1.4\n", []
    for number, body in enumerate(objects, start=1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    table = b"".join(b"%010d 00000 n \n" % p for p in places)
    return (
        out
        + b"xref\n0 7\n0000000000 65535 f \n"
        + table
        + b"trailer<</Size 7/Root 1 0 R/Info 6 0 R>>\nstartxref\n%d\n%%%%EOF\n" % len(out)
    )


def png(text: str) -> bytes:
    """A pixel with the payload as a text chunk."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", struct.pack(">IIBBBBB", 1, 1, 8, 2, 0, 0, 0))
        + chunk(b"tEXt", b"Comment\0" + text.encode("latin-1", "replace"))
        + chunk(b"IDAT", zlib.compress(b"\0\xff\xff\xff"))
        + chunk(b"IEND", b"")
    )


def html(text: str) -> bytes:
    return f"<html><body><p>Receipt</p><p style='display:none'>{escape(text)}</p></body></html>".encode()


def svg(text: str) -> bytes:
    return (
        f"<svg xmlns='http://www.w3.org/2000/svg'><desc>{escape(text)}</desc><text y='9'>Logo</text></svg>"
    ).encode()


def rtf(text: str) -> bytes:
    body = text.encode("ascii", "replace").decode().replace("\\", "/").replace("{", "[").replace("}", "]")
    return f"{{\\rtf1\\ansi My letter. {{\\v {body}}}}}".encode()


def eml(text: str) -> bytes:
    return (
        "From: Head Office <boss@collector.invalid>\r\nTo: you@example.org\r\nSubject: Order\r\n"
        f"Content-Type: text/plain; charset=utf-8\r\n\r\n{text}\r\n"
    ).encode()


def ics(text: str) -> bytes:
    return (
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nSUMMARY:Call\r\nDESCRIPTION:"
        f"{text}\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"
    ).encode()


FILES: Final[dict[str, tuple[str, str, Callable[[str], bytes]]]] = {
    "txt": ("letter.txt", "text/plain", lambda t: t.encode()),
    "md": ("notes.md", "text/markdown", lambda t: f"# Notes\n\n{t}\n".encode()),
    "csv": ("order.csv", "text/csv", lambda t: f'article,count\n"{t.replace(chr(34), " ")}",1\n'.encode()),
    "json": (
        "data.json",
        "application/json",
        lambda t: json.dumps({"role": "system", "content": t}).encode(),
    ),
    "html": ("receipt.html", "text/html", html),
    "svg": ("logo.svg", "image/svg+xml", svg),
    "rtf": ("letter.rtf", "application/rtf", rtf),
    "eml": ("forwarded.eml", "message/rfc822", eml),
    "ics": ("invite.ics", "text/calendar", ics),
    "pdf": ("receipt.pdf", "application/pdf", pdf),
    "docx": ("letter.docx", f"{_APP}.wordprocessingml.document", docx),
    "xlsx": ("order.xlsx", f"{_APP}.spreadsheetml.sheet", xlsx),
    "zip": ("files.zip", "application/zip", lambda t: zipped({"readme.txt": t})),
    "png": ("photo.png", "image/png", png),
}
"""Extension to file name, media type and builder."""
