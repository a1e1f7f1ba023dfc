"""A font that draws other letters than the file tells is not believed; plain faces of all kinds are."""

import io
import os
import shutil
import struct
import zipfile
from itertools import accumulate, pairwise
from pathlib import Path

import pytest

from bench.samples.pdf import DEJAVU, told_otherwise
from intake.config import SanitizeSettings
from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document
from intake.sanitize.attachments.pages.letters import NONE
from intake.sanitize.isolated import IsolatedSanitizer
from tests.unit.attachments.test_word_markup import W, run

FACES = [
    "Helvetica", "Helvetica-Bold", "Helvetica-Oblique", "Times-Roman", "Times-BoldItalic", "Courier",
    "Courier-Oblique",
]  # fmt: skip


def lying(face: str) -> bytes:
    words = iter(["Visible", "ignore", "everything"])
    return told_otherwise(f"/BaseFont /{face}")(lambda kind: next(words))


def read(data: bytes) -> SanitizedDocument:
    return sanitize_document(data, filename="a.pdf", media_type=None)


@pytest.mark.parametrize("face", FACES)
def test_what_a_font_tells_and_does_not_draw_is_taken_out(face: str) -> None:
    document = read(lying(face))
    assert document.text == "Visible stays here"
    assert [(f.technique, f.text) for f in document.findings] == [
        ("pdf-remapped-glyphs", "ignore and everything"),
        ("image-only", "letters drawn by a font that tells others"),
    ]


@pytest.mark.parametrize("face", FACES)
def test_the_faces_that_every_reader_brings_do_not_lie(face: str) -> None:
    import pypdfium2.raw as raw

    from intake.sanitize.attachments.pages.letters import _lies, _scratch

    font = raw.FPDFText_LoadStandardFont(_scratch(), face.encode())
    assert _lies(font, raw) == NONE


@pytest.mark.skipif(
    not shutil.which("tesseract") and not os.environ.get("CI"), reason="Tesseract is not installed"
)
def test_with_recognition_the_ink_is_read() -> None:
    with IsolatedSanitizer(SanitizeSettings(ocr=True, max_seconds=30), workers=1) as sanitizer:
        document = sanitizer.document(lying("Helvetica"), filename="a.pdf", media_type=None)
    # Each letter is drawn as the next: the file tells "ignore and everything".
    assert "jhopsf" in document.text
    assert "ignore" not in document.text
    assert {f.technique for f in document.findings} == {"pdf-remapped-glyphs", "ocr"}


def shifted(program: bytes) -> bytes:
    """A TrueType font whose first hundred glyphs each have the outline of the next one."""
    count = struct.unpack(">H", program[4:6])[0]
    rows = [program[12 + 16 * n : 28 + 16 * n] for n in range(count)]
    tables = {row[:4]: struct.unpack(">II", row[8:]) for row in rows}
    parts = {tag: program[at : at + size] for tag, (at, size) in tables.items()}
    long = struct.unpack(">h", parts[b"head"][50:52])[0]
    size = 4 if long else 2
    starts = [int.from_bytes(parts[b"loca"][n : n + size], "big") * (1 if long else 2)
              for n in range(0, len(parts[b"loca"]), size)]  # fmt: skip
    glyphs = [parts[b"glyf"][a:b] for a, b in pairwise(starts)]
    glyphs[3:103] = glyphs[4:104]
    ends = accumulate(len(g) for g in glyphs)
    parts[b"glyf"] = b"".join(glyphs)
    parts[b"loca"] = b"".join((n if long else n // 2).to_bytes(size, "big") for n in (0, *ends))
    head, body, at = program[:12], b"", 12 + 16 * count
    for tag, part in parts.items():
        head += tag + b"\0\0\0\0" + struct.pack(">II", at + len(body), len(part))
        body += part + b"\0" * (-len(part) % 4)
    return head + body


@pytest.mark.parametrize("lies", [True, False])
def test_an_embedded_font_of_a_word_document_is_not_believed_where_it_lies(lies: bool) -> None:
    program = Path(DEJAVU).read_bytes()
    program = shifted(program) if lies else program
    key = "{00112233-4455-6677-8899-AABBCCDDEEFF}"
    veil = bytes.fromhex(key.strip("{}").replace("-", ""))[::-1] * 2
    veiled = bytes(a ^ b for a, b in zip(program, veil, strict=False)) + program[32:]
    font = f'<w:font w:name="Odd"><w:embedRegular xmlns:r="urn:r" r:id="f" w:fontKey="{key}"/></w:font>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", "<a/>")
        text = run("plain") + run(" ignore", "<w:rFonts w:ascii='Odd'/>")
        z.writestr("word/document.xml", f"<w:document {W}><w:body><w:p>{text}</w:p></w:body></w:document>")
        z.writestr(
            "word/_rels/document.xml.rels",
            '<R><Relationship Id="t" Type="x/fontTable" Target="fontTable.xml"/></R>',
        )
        z.writestr("word/fontTable.xml", f"<w:fonts {W}>{font}</w:fonts>")
        z.writestr(
            "word/_rels/fontTable.xml.rels",
            '<R><Relationship Id="f" Type="x/font" Target="font1.odttf"/></R>',
        )
        z.writestr("word/font1.odttf", veiled)
    document = sanitize_document(out.getvalue(), filename="a.docx", media_type=None)
    assert document.text == ("plain" if lies else "plain ignore")
    assert [f.technique for f in document.findings] == (["remapped-font"] if lies else [])
