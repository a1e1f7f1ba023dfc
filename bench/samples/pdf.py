# ruff: noqa: E501 - samples are easier to read on one line
"""PDF pages, each with what it hides and what it shows."""

import io
from collections.abc import Callable
from typing import Any

Word = Callable[[str], str]
DEJAVU = "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf"


def _page(draw: Callable[[Any, Word], None], **options: Any) -> Callable[[Word], bytes]:
    def make(word: Word) -> bytes:
        from reportlab.pdfgen.canvas import Canvas

        out = io.BytesIO()
        canvas = Canvas(out, pagesize=(400, 400), **options)
        canvas.setFont("Helvetica", 12)
        canvas.drawString(40, 350, f"{word('V')} stays {word('V')} here")
        draw(canvas, word)
        canvas.save()
        return out.getvalue()

    return make


def white(c: Any, w: Word) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 300, f"{w('H')} and {w('H')}")


def mode3(c: Any, w: Word) -> None:
    text = c.beginText(40, 300)
    text.setTextRenderMode(3)
    text.textOut(f"{w('H')} and {w('H')}")
    c.drawText(text)


def off_page(c: Any, w: Word) -> None:
    c.drawString(40, 900, w("H"))
    c.drawString(-300, 100, w("H"))


def covered(c: Any, w: Word) -> None:
    c.drawString(40, 300, w("H"))
    c.setFillColorRGB(1, 1, 1)
    c.rect(30, 290, 300, 30, fill=1, stroke=0)
    c.setFillColorRGB(0, 0, 0)
    c.drawString(40, 300, w("V"))


def tiny(c: Any, w: Word) -> None:
    c.setFont("Helvetica", 0.1)
    c.drawString(40, 300, w("H"))


def picture(c: Any, w: Word) -> None:
    from PIL import Image
    from reportlab.lib.utils import ImageReader

    c.drawString(40, 300, w("H"))
    c.drawImage(ImageReader(Image.new("RGB", (20, 20), "steelblue")), 30, 280, 200, 50)


def metadata(c: Any, w: Word) -> None:
    c.setTitle(f"{w('H')} title")
    c.setSubject(f"{w('H')} subject")
    c.setKeywords(w("H"))


def alpha(c: Any, w: Word) -> None:
    c.setFillAlpha(0)
    c.drawString(40, 300, w("H"))


def clipped(c: Any, w: Word) -> None:
    path = c.beginPath()
    path.rect(0, 0, 5, 5)
    c.clipPath(path, stroke=0, fill=0)
    c.drawString(40, 300, w("H"))


def dark(c: Any, w: Word) -> None:
    c.setFillColorRGB(0.1, 0.1, 0.4)
    c.rect(30, 250, 300, 80, fill=1, stroke=0)
    c.drawString(40, 300, w("H"))
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 270, w("V"))


def actual(c: Any, w: Word) -> None:
    c._code.append(f"/Span << /ActualText ({w('H')}) >> BDC")
    c.drawString(40, 300, f"{w('V')} letters")
    c._code.append("EMC")


def note(c: Any, w: Word) -> None:
    c.textAnnotation(w("H"), Rect=(300, 300, 320, 320))


def crop(c: Any, w: Word) -> None:
    c.setCropBox((0, 320, 400, 400))
    c.drawString(40, 100, w("H"))


def small_print(c: Any, w: Word) -> None:
    c.setFont("Helvetica", 6)
    c.setFillColorRGB(0.5, 0.5, 0.5)
    c.drawString(40, 300, f"{w('V')} in small {w('V')}")


def below_text(c: Any, w: Word) -> None:
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 350, f"{w('H')} below")


def half_way(c: Any, w: Word) -> None:
    c.setFillColorRGB(1, 1, 1)
    for step in (3, 5, 7):
        c.drawString(40, 350 + step, w("H"))


def beside(c: Any, w: Word) -> None:
    c.drawString(40, 300, "next to ")
    c.setFillColorRGB(1, 1, 1)
    c.drawString(83, 300, w("H"))
    c.setFillColorRGB(0, 0, 0)
    c.drawString(110, 300, w("V"))


def near_white(c: Any, w: Word) -> None:
    c.setFillColorRGB(0.96, 0.96, 0.97)
    c.drawString(40, 300, w("H"))


def narrow(c: Any, w: Word) -> None:
    text = c.beginText(40, 300)
    text.setHorizScale(1)
    text.textOut(w("H"))
    c.drawText(text)


def grid(c: Any, w: Word) -> None:
    for row in range(6):
        for column in range(3):
            c.rect(30 + column * 110, 200 + row * 20, 110, 20)
            c.drawString(36 + column * 110, 206 + row * 20, w("V"))


def turned(c: Any, w: Word) -> None:
    c.setPageRotation(90)
    c.drawString(40, 200, f"{w('V')} turned")
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 300, w("H"))


def slanted(c: Any, w: Word) -> None:
    c.saveState()
    c.rotate(30)
    c.drawString(200, 50, w("V"))
    c.setFillColorRGB(1, 1, 1)
    c.drawString(200, 10, w("H"))
    c.restoreState()


def form(c: Any, w: Word) -> None:
    c.beginForm("F")
    c.drawString(40, 250, w("V"))
    c.setFillColorRGB(1, 1, 1)
    c.drawString(40, 220, w("H"))
    c.endForm()
    c.doForm("F")


def field(c: Any, w: Word) -> None:
    c.acroForm.textfield(name="n", value=w("V"), x=40, y=200, width=200, height=24)


def bold_twice(c: Any, w: Word) -> None:
    text = w("V")
    c.drawString(40, 300, text)
    c.drawString(40.3, 300, text)


def sliver(c: Any, w: Word) -> None:
    c.drawString(40, 300, w("H"))
    c.setFillColorRGB(1, 1, 1)
    c.rect(30, 290.3, 300, 30, fill=1, stroke=0)
    c.rect(30, 280, 300, 20.2, fill=1, stroke=0)


def embedded(c: Any, w: Word) -> None:
    from reportlab.pdfbase import pdfmetrics
    from reportlab.pdfbase.ttfonts import TTFont

    pdfmetrics.registerFont(TTFont("DejaVu", DEJAVU))
    c.setFont("DejaVu", 11)
    c.drawString(40, 300, f"{w('V')} Grüße {w('V')}")
    c.setFillColorRGB(0.99, 0.99, 0.99)
    c.drawString(40, 280, w("H"))


def backdrop(c: Any, w: Word) -> None:
    c.setFillColorRGB(0.95, 0.9, 0.8)
    c.rect(0, 0, 400, 320, fill=1, stroke=0)
    c.setFillColorRGB(0.1, 0.1, 0.1)
    c.drawString(40, 300, w("V"))
    c.setFillColorRGB(0.94, 0.9, 0.8)
    c.drawString(40, 280, w("H"))


def outlined(c: Any, w: Word) -> None:
    text = c.beginText(40, 300)
    text.setTextRenderMode(1)
    text.textOut(w("V"))
    c.drawText(text)


def layer_off(word: Word) -> bytes:
    """Optional content that is off, written by hand: reportlab has none."""
    shown, hidden = word("V"), word("H")
    stream = f"BT /F 12 Tf 40 350 Td ({shown}) Tj ET /OC /L BDC BT /F 12 Tf 40 300 Td ({hidden}) Tj ET EMC"
    return _file(
        stream,
        "/OCProperties << /OCGs [6 0 R] /D << /OFF [6 0 R] >> >>",
        "/Properties << /L 6 0 R >>",
        ["<< /Type /OCG /Name (L) >>"],
    )


def not_for_the_screen(word: Word) -> bytes:
    """Two stamps, one of which is for printing alone."""
    shown, hidden = word("V"), word("H")
    looks = [f"BT /F 12 Tf 2 8 Td ({w}) Tj ET" for w in (shown, hidden)]
    forms = [
        f"<< /Type /XObject /Subtype /Form /BBox [0 0 200 24] /Resources << /Font << /F 5 0 R >> >> /Length {len(look)} >>\nstream\n{look}\nendstream"
        for look in looks
    ]
    stamps = [
        f"<< /Type /Annot /Subtype /Stamp /Rect [40 {high} 240 {high + 24}] /F {flags} /AP << /N {form} 0 R >> >>"
        for high, flags, form in ((300, 4, 6), (250, 36, 7))
    ]
    return _file(
        f"BT /F 12 Tf 40 350 Td ({word('V')} stays here) Tj ET",
        "",
        "",
        [*forms, *stamps],
        page="/Annots [8 0 R 9 0 R]",
    )


def told_otherwise(font: str) -> Callable[[Word], bytes]:
    """A font whose file tells of each letter the one before it."""

    def make(word: Word) -> bytes:
        shown, told = word("V"), f"{word('H')} and {word('H')}"
        drawn = "".join(chr(ord(c) + 1) if c.isalpha() else c for c in told)
        stream = f"BT /F 12 Tf 40 350 Td ({shown} stays here) Tj /G 12 Tf 0 -50 Td ({drawn}) Tj ET"
        lines = "".join(f"<{n:02x}> <{n - 1:04x}>\n" for n in (*range(66, 92), *range(98, 124)))
        return _lying(stream, font, f"52 beginbfchar\n{lines}endbfchar")

    return make


def one_for_many(word: Word) -> bytes:
    """A full stop that the file tells to be a sentence."""
    told = f"{word('H')} and {word('H')}".encode("utf-16-be").hex()
    stream = f"BT /G 12 Tf 40 350 Td ({word('V')} stays {word('V')} here. Good.) Tj ET"
    return _lying(stream, "/BaseFont /Helvetica", f"1 beginbfchar\n<2e> <{told}>\nendbfchar")


def _lying(stream: str, font: str, cmap: str) -> bytes:
    cmap = f"/CMapName /X def\n1 begincodespacerange\n<00> <ff>\nendcodespacerange\n{cmap}\nendcmap"
    return _file(
        stream,
        "",
        "",
        [
            f"<< /Type /Font /Subtype /Type1 {font} /ToUnicode 7 0 R >>",
            f"<< /Length {len(cmap)} >>\nstream\n{cmap}\nendstream",
        ],
        fonts="/G 6 0 R",
    )


def _file(
    stream: str, catalog: str, resources: str, more: list[str], fonts: str = "", page: str = ""
) -> bytes:
    bodies = [
        f"<< /Type /Catalog /Pages 2 0 R {catalog} >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 400 400] {page} /Contents 4 0 R /Resources << /Font << /F 5 0 R {fonts} >> {resources} >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{stream}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
        *more,
    ]
    out = b"%PDF-1.7\n"
    places = []
    for number, body in enumerate(bodies, 1):
        places.append(len(out))
        out += f"{number} 0 obj\n{body}\nendobj\n".encode("latin-1")
    start = len(out)
    out += f"xref\n0 {len(bodies) + 1}\n0000000000 65535 f \n".encode()
    out += b"".join(f"{p:010d} 00000 n \n".encode() for p in places)
    return out + f"trailer << /Root 1 0 R /Size {len(bodies) + 1} >>\nstartxref\n{start}\n%%EOF".encode()


PDF: dict[str, Callable[[Word], bytes]] = {
    "01-white-text": _page(white),
    "02-render-mode-3": _page(mode3),
    "03-off-mediabox": _page(off_page),
    "04-covered-rect": _page(covered),
    "05-font-0.1pt.pdf": _page(tiny),
    "06-covered-image": _page(picture),
    "07-metadata": _page(metadata),
    "08-alpha-0": _page(alpha),
    "09-clipped": _page(clipped),
    "10-colour-on-dark-fill": _page(dark),
    "11-actualtext": _page(actual),
    "12-outline-annotation": _page(note),
    "13-outside-cropbox": _page(crop),
    "14-optional-content-off": layer_off,
    "15-legit-6pt-grey": _page(small_print),
    "16-below-visible-text": _page(below_text),
    "17-half-a-line-above": _page(half_way),
    "18-beside-visible": _page(beside),
    "19-near-white": _page(near_white),
    "20-narrow-letters": _page(narrow),
    "21-legit-grid": _page(grid),
    "22-turned-page": _page(turned),
    "23-slanted": _page(slanted),
    "24-in-a-form": _page(form),
    "25-legit-field": _page(field),
    "26-legit-bold-twice": _page(bold_twice),
    "27-sliver-of-a-line": _page(sliver),
    "28-embedded-font": _page(embedded),
    "29-coloured-backdrop": _page(backdrop),
    "30-legit-outlined": _page(outlined),
    "31-told-otherwise": told_otherwise("/BaseFont /Times-Roman"),
    "32-told-otherwise-encoded": told_otherwise("/BaseFont /Helvetica-Bold /Encoding /WinAnsiEncoding"),
    "33-one-for-many": one_for_many,
    "34-not-for-the-screen": not_for_the_screen,
}
