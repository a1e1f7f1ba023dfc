# ruff: noqa: E501 - bombs are easier to read on one line
"""Small inputs that cost much: each must end within the limits, with a reason that a person is told.

Each is a name, the file's name, its bytes made anew, and how its end is told (a regular expression over the
reasons, defects and techniques); those of which nothing need be said are just read for what they hold.
"""

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Bomb:
    """A file (or, by the name `mail`, a whole mail) and what is said of it."""

    filename: str
    make: Callable[[], bytes]
    told: str


def zipped(files: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name, data)
    return out.getvalue()


def packed_zip() -> bytes:
    inner = zipped({"a": bytes(40_000_000)})
    return zipped({"a.zip": inner, "b.zip": inner, "c.zip": inner})


def deep_zip() -> bytes:
    data = b"end"
    for _ in range(60):
        data = zipped({"a.zip": data})
    return data


def crowded_zip() -> bytes:
    return zipped({f"{n}.txt": b"x" for n in range(30_000)})


def overlapping_zip() -> bytes:
    """Many entries that all name the same packed bytes (Fifield 2019)."""
    one = bytearray(zipped({"a.txt": bytes(10_000_000)}))
    end = one.rindex(b"PK\x05\x06")
    at = one.index(b"PK\x01\x02")
    entry = bytes(one[at:end])
    count = 5_000
    tail = bytearray(one[end:])
    tail[8:12] = count.to_bytes(2, "little") * 2
    tail[12:16] = (len(entry) * count).to_bytes(4, "little")
    return bytes(one[:at]) + entry * count + bytes(tail)


def word(body: bytes) -> bytes:
    return zipped({"[Content_Types].xml": b"<a/>", "word/document.xml": body})


def laughs() -> bytes:
    lines = (b'<!ENTITY %c "%s">' % (98 + i, b"&%c;" % (97 + i) * 5) for i in range(20))
    return word(b'<!DOCTYPE l [<!ENTITY a "ha">' + b"".join(lines) + b"]><w:document>&t;</w:document>")


def quadratic_entity() -> bytes:
    text = b"<!DOCTYPE l [<!ENTITY a '" + b"x" * 100_000 + b"'>]><w:document>" + b"&a;" * 100_000
    return word(text + b"</w:document>")


def nested_xml() -> bytes:
    return word(b"<p>" * 200_000 + b"</p>" * 200_000)


def nested_tables() -> bytes:
    space = b'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
    row = b"<w:tbl><w:tr><w:tc>"
    body = row * 3_000 + b"<w:p><w:r><w:t>x</w:t></w:r></w:p>" + b"</w:tc></w:tr></w:tbl>" * 3_000
    return word(b"<w:document %s><w:body>%s</w:body></w:document>" % (space, body))


def sheet(rows: bytes, strings: bytes = b"") -> bytes:
    space = b'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
    link = b'xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
    return zipped(
        {
            "[Content_Types].xml": b"<a/>",
            "xl/workbook.xml": b'<workbook %s %s><sheets><sheet name="S" r:id="r1"/></sheets></workbook>'
            % (space, link),
            "xl/_rels/workbook.xml.rels": b'<R><Relationship Id="r1" Type="x/worksheet" Target="s.xml"/></R>',
            "xl/s.xml": b'<worksheet %s><dimension ref="A1:XFD1048576"/><sheetData>%s</sheetData>%s</worksheet>'
            % (space, rows, strings),
        }
    )


def declared_cells() -> bytes:
    return sheet(b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>')


def wide_rows() -> bytes:
    return sheet(b"".join(b'<row r="%d"><c r="XFD%d"><v>1</v></c></row>' % (r, r) for r in range(1, 5_000)))


def many_cells() -> bytes:
    return sheet(b"<row>" + b"<c><v>1</v></c>" * 210_000 + b"</row>")


def merged_cells() -> bytes:
    cells = b'<row r="1"><c r="A1"><v>1</v></c></row>'
    return sheet(cells, b"<mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 2_000 + b"</mergeCells>")


def table(tag: bytes) -> bytes:
    return b"<table>" + b"<tr>" + b"<td %s>x</td>" % tag * 200 + b"</tr></table>"


def selectors() -> bytes:
    rules = b"".join(b"%s x%d { color: red }\n" % (b"div " * 60, n) for n in range(1_000))
    return b"<style>" + rules + b"</style>" + b"<div>" * 200 + b"words" + b"</div>" * 200


def has_selectors() -> bytes:
    rules = b"".join(b":has(:has(div ~ div ~ p%d)) ~ div { color: red }\n" % n for n in range(12))
    return b"<style>" + rules + b"</style>" + b"<div>a</div>" * 300


def variables() -> bytes:
    names = b"".join(b"--v%d: var(--v%d) var(--v%d);" % (n + 1, n, n) for n in range(60))
    return b"<style>p { --v0: red; " + names + b" color: var(--v60) }</style><p>words"


def nested_mail() -> bytes:
    part = b"Content-Type: multipart/mixed; boundary=b%d\r\n\r\n--b%d\r\n"
    head = b"From: a@b.example\r\nSubject: deep\r\nMIME-Version: 1.0\r\n"
    return head + b"".join(part % (n, n) for n in range(10_000)) + b"\r\nwords"


def nested_messages() -> bytes:
    return (
        b"From: a@b.example\r\nMIME-Version: 1.0\r\nContent-Type: message/rfc822\r\n\r\n" * 10_000
        + b"\r\nwords"
    )


def header_bait() -> bytes:
    head = b"From: " + b"(" * 50_000 + b"a@b.example\r\nSubject: " + b"=?utf-8?q?" * 20_000 + b"\r\n"
    return (
        head
        + b"To: "
        + b"a@b.example, " * 20_000
        + b"\r\nReferences: "
        + b"<a@b> " * 50_000
        + b"\r\n\r\nwords"
    )


def text_bait() -> bytes:
    pieces = (b"a" * 50_000 + b"!", b"http://" * 20_000, b"a@" * 50_000, b"> " * 50_000, b"\t " * 50_000, b"-" * 99_999,
              b"ignore " * 20_000, b"On " * 20_000 + b"wrote:", b"1." * 50_000, b"[" * 50_000, b"=" * 50_000)  # fmt: skip
    return b"\n".join(pieces)


def rich_text() -> bytes:
    return b"{\\rtf1 " + b"{" * 500_000 + b"words" + b"}" * 500_000


def calendar() -> bytes:
    event = b"BEGIN:VEVENT\r\nSUMMARY:x\r\nRRULE:FREQ=SECONDLY;COUNT=999999999\r\nEND:VEVENT\r\n"
    return b"BEGIN:VCALENDAR\r\n" + b"BEGIN:VEVENT\r\n" * 5_000 + event * 5_000 + b"END:VCALENDAR\r\n"


def pdf(
    content: bytes, resources: bytes = b"", *more: bytes, kids: bytes = b"3 0 R", page: bytes = b""
) -> bytes:
    """One page with Helvetica as `F`; `more` are the objects from number 6 on."""
    bodies = [
        b"<< /Type /Catalog /Pages 2 0 R >>",
        b"<< /Type /Pages /Kids [%s] /Count 1 >>" % kids,
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] /Contents 4 0 R %s /Resources << /Font << /F 5 0 R /T 6 0 R >> %s >> >>"
        % (page, resources),
        stream(b"BT /F 12 Tf 40 350 Td (words) Tj ET " + content) if isinstance(content, bytes) else content,
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    return written(bodies)


def written(bodies: list[bytes]) -> bytes:
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += b"%d 0 obj\n%s\nendobj\n" % (number, body)
    start = len(out)
    out += b"xref\n0 %d\n0000000000 65535 f \n" % (len(bodies) + 1)
    out += b"".join(b"%010d 00000 n \n" % p for p in places)
    return out + b"trailer << /Root 1 0 R /Size %d >>\nstartxref\n%d\n%%%%EOF" % (len(bodies) + 1, start)


def stream(body: bytes, head: bytes = b"") -> bytes:
    return b"<< %s /Length %d >>\nstream\n%s\nendstream" % (head, len(body), body)


def form(body: bytes, inner: int, head: bytes = b"") -> bytes:
    """A form XObject that knows another as `X`."""
    return stream(
        body,
        b"/Type /XObject /Subtype /Form /BBox [0 0 400 400] /Resources << /Font << /F 5 0 R >> /XObject << /X %d 0 R >> >> %s"
        % (inner, head),
    )


FORM = b"/XObject << /X 6 0 R >>"


def calls_itself() -> bytes:
    return pdf(b"/X Do", FORM, form(b"/X Do /X Do BT /F 9 Tf (deep) Tj ET", 6))


def call_each_other() -> bytes:
    return pdf(b"/X Do", FORM, form(b"/X Do /X Do", 7), form(b"/X#20 Do /X Do", 6))


def multiply() -> bytes:
    chain = [form(b"/X Do " * 10, 7 + n) for n in range(10)]
    return pdf(b"/X Do " * 10, FORM, *chain, form(b"BT /F 9 Tf (deep) Tj ET", 6))


def mask_of_itself() -> bytes:
    state = b"<< /Type /ExtGState /SMask << /S /Alpha /G 7 0 R >> >>"
    inner = stream(
        b"/E gs /E gs 0 0 9 9 re f",
        b"/Type /XObject /Subtype /Form /Group << /S /Transparency >> /BBox [0 0 400 400] /Resources << /ExtGState << /E 6 0 R >> >>",
    )
    return pdf(b"/E gs 0 0 99 99 re f", b"/ExtGState << /E 6 0 R >>", state, inner)


def tiling(body: bytes, step: bytes) -> bytes:
    head = b"/PatternType 1 /PaintType 1 /TilingType 1 /BBox [0 0 1 1] /XStep %s /YStep %s /Resources << /Pattern << /P 6 0 R >> >>"
    pattern = stream(body, head % (step, step))
    return pdf(b"/Pattern cs /P scn 0 0 400 400 re f", b"/Pattern << /P 6 0 R >>", pattern)


def drawn_glyphs() -> bytes:
    """Type 3 fonts whose glyphs are text in the next such font."""
    more = []
    for n in range(10):
        more += [
            b"<< /Type /Font /Subtype /Type3 /FontBBox [0 0 999 999] /FontMatrix [.001 0 0 .001 0 0] /CharProcs << /a %d 0 R >> /Encoding << /Differences [97 /a] >> /FirstChar 97 /LastChar 97 /Widths [999] /Resources << /Font << /T %d 0 R >> >> >>"
            % (7 + 2 * n, 8 + 2 * n if n < 9 else 5),
            stream(b"999 0 d0 BT /T 999 Tf (aaaaaaaaaa) Tj ET"),
        ]
    return pdf(b"BT /T 12 Tf (aaaaaaaaaa) Tj ET", b"", *more)


def million(operators: bytes) -> bytes:
    return pdf(operators * 1_000_000)


def deflated(times: int) -> bytes:
    data = zlib.compress(bytes(150_000_000), 9)
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    bodies = pdf(b"").split(b"4 0 obj\n")
    packed = stream(data, b"/Filter [%s]" % (b"/FlateDecode" * times))
    return bodies[0] + b"4 0 obj\n" + packed + b"\nendobj\n" + bodies[1].partition(b"endobj\n")[2]


def huge_picture() -> bytes:
    picture = stream(
        zlib.compress(bytes(9_000_000)),
        b"/Type /XObject /Subtype /Image /Width 60000 /Height 60000 /ColorSpace /DeviceGray /BitsPerComponent 8 /Filter /FlateDecode",
    )
    return pdf(b"q 300 0 0 100 10 10 cm /X Do Q " * 50, FORM, picture)


def slow_shading() -> bytes:
    function = stream(
        b"{ " + b"dup mul " * 5_000 + b" pop 0 0 0 }",
        b"/FunctionType 4 /Domain [0 1 0 1] /Range [0 1 0 1 0 1]",
    )
    shading = b"<< /ShadingType 1 /ColorSpace /DeviceRGB /Domain [0 1 0 1] /Matrix [400 0 0 400 0 0] /Function 7 0 R >>"
    return pdf(b"/S sh " * 100, b"/Shading << /S 6 0 R >>", shading, function)


def blended() -> bytes:
    return pdf(b"/E gs " + b"0 0 400 400 re f " * 300, b"/ExtGState << /E << /BM /Luminosity >> >>")


def pages_in_a_loop() -> bytes:
    return pdf(b"", kids=b"2 0 R 3 0 R 2 0 R")


def length_of_itself() -> bytes:
    return (
        pdf(b"")
        .replace(b"/Length 37", b"/Length 4 0 R")
        .replace(b"/Contents 4 0 R", b"/Contents [4 0 R 4 0 R]")
    )


BOMBS: dict[str, Bomb] = {
    "zip-packed": Bomb("a.zip", packed_zip, "limit: unpacks"),
    "zip-deep": Bomb("a.zip", deep_zip, "limit: too many documents inside"),
    "zip-crowded": Bomb("a.zip", crowded_zip, "limit: too many"),
    "zip-overlapping": Bomb("a.zip", overlapping_zip, ""),
    "xml-laughs": Bomb("a.docx", laughs, "limit: "),
    "xml-quadratic": Bomb("a.docx", quadratic_entity, "limit: "),
    "xml-nested": Bomb("a.docx", nested_xml, "limit: "),
    "docx-tables": Bomb("a.docx", nested_tables, "limit: "),
    "xlsx-declared": Bomb("a.xlsx", declared_cells, ""),
    "xlsx-wide": Bomb("a.xlsx", wide_rows, ""),
    "xlsx-cells": Bomb("a.xlsx", many_cells, "limit: "),
    "xlsx-merged": Bomb("a.xlsx", merged_cells, ""),
    "html-colspan": Bomb("a.html", lambda: table(b"colspan=999999999 rowspan=65534"), ""),
    "html-selectors": Bomb("a.html", selectors, ""),
    "html-has": Bomb("a.html", has_selectors, ""),
    "html-variables": Bomb("a.html", variables, ""),
    "html-depth": Bomb("a.html", lambda: b"<div>" * 200_000 + b"words", "limit"),
    "mail-nested": Bomb("mail", nested_mail, "limit|depth|nest"),
    "mail-messages": Bomb("mail", nested_messages, "limit|depth|nest"),
    "mail-headers": Bomb("mail", header_bait, ""),
    "regex-text": Bomb("a.txt", text_bait, ""),
    "regex-markdown": Bomb("a.md", text_bait, ""),
    "regex-table": Bomb("a.csv", text_bait, ""),
    "regex-html": Bomb("a.html", lambda: b"<p>" + text_bait(), ""),
    "rtf-nested": Bomb("a.rtf", rich_text, "limit: "),
    "ics-events": Bomb("a.ics", calendar, ""),
    "pdf-calls-itself": Bomb("a.pdf", calls_itself, "limit: content that calls itself"),
    "pdf-call-each-other": Bomb("a.pdf", call_each_other, "limit: content that calls itself"),
    "pdf-multiply": Bomb("a.pdf", multiply, "limit: content that runs too long"),
    "pdf-mask": Bomb("a.pdf", mask_of_itself, "limit: content that calls itself"),
    "pdf-pattern": Bomb("a.pdf", lambda: tiling(b"/Pattern cs /P scn 0 0 1 1 re f", b"1"), "limit: content that calls itself"),
    "pdf-tiles": Bomb("a.pdf", lambda: tiling(b"0 0 1 1 re f", b"0.001"), "limit: content that runs too long"),
    "pdf-glyphs": Bomb("a.pdf", drawn_glyphs, "limit: content that runs too long"),
    "pdf-operators": Bomb("a.pdf", lambda: million(b"q 1 0 0 1 0 0 cm Q "), "limit: content that runs too long"),
    "pdf-texts": Bomb("a.pdf", lambda: million(b"BT (a) Tj ET "), "limit: content that runs too long"),
    "pdf-fills": Bomb("a.pdf", lambda: pdf(b"0 0 400 400 re f " * 30_000), "limit: a page that takes too long"),
    "pdf-blends": Bomb("a.pdf", blended, "limit: a page that takes too long"),
    "pdf-picture": Bomb("a.pdf", huge_picture, "limit: a page that takes too long"),
    "pdf-shading": Bomb("a.pdf", slow_shading, "limit: a function"),
    "pdf-deflate": Bomb("a.pdf", lambda: deflated(1), "limit: unpacks"),
    "pdf-deflate-twice": Bomb("a.pdf", lambda: deflated(3), "limit: unpacks"),
    "pdf-pages-loop": Bomb("a.pdf", pages_in_a_loop, ""),
    "pdf-length-loop": Bomb("a.pdf", length_of_itself, ""),
}  # fmt: skip
