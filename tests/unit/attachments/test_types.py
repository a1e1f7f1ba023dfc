# ruff: noqa: E501 - samples are easier to read on one line
"""Every type is known by its content, what is not read says why, and nothing raises."""

import io
import random
import zipfile

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.samples.bombs import BOMBS
from bench.samples.msg import container
from intake.mail import SanitizedDocument
from intake.sanitize.attachments import READERS, sanitize_document
from intake.sanitize.attachments.numbers import shown


def seen(data: bytes, name: str | None = None, kind: str | None = None) -> SanitizedDocument:
    return sanitize_document(data, filename=name, media_type=kind)


def zipped(**files: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
        for name, data in files.items():
            z.writestr(name.replace("__", "/").replace("_dot_", "."), data)
    return out.getvalue()


def tnef() -> bytes:
    def one(attribute: int, value: bytes) -> bytes:
        return b"\x02" + attribute.to_bytes(4, "little") + len(value).to_bytes(4, "little") + value + b"\0\0"

    return b"\x78\x9f\x3e\x22\1\0" + one(0x6800F, b"inner text") + one(0x18010, b"a.txt\0")


MAIL = b"From: Ann <a@b.example>\r\nTo: c@d.example\r\nSubject: Nested\r\nMIME-Version: 1.0\r\n\r\nHello nested\r\n"
ICS = b"BEGIN:VCALENDAR\r\nBEGIN:VEVENT\r\nSUMMARY:Team\\, lunch\r\nDTSTART;TZID=Europe/Berlin:20260304T120000\r\n"
ICS += b"ATTENDEE;CN=Ann:mailto:a@b.example\r\nX-NOTE:a secret text that nobody will see\r\nEND:VEVENT\r\nEND:VCALENDAR"
SAMPLES = {
    "text/plain": ("a.txt", "Grüße".encode("cp1252"), "Gr"),
    "text/markdown": ("a.md", b"# Top\n\ntext <!-- secret --> more\n\n- item\n", "# Top"),
    "text/csv": ("a.csv", b"Product;Price\nLamp;5\n", "Product: Lamp; Price: 5"),
    "text/html": ("a.html", b"<p>Hello <b style='display:none'>secret</b>world</p>", "world"),
    "message/rfc822": ("a.eml", MAIL, "Hello nested"),
    "text/calendar": ("a.ics", ICS, "What: Team, lunch"),
    "text/vcard": ("a.vcf", b"BEGIN:VCARD\nFN:Ann\nADR:;;Road 1;Town\nEND:VCARD", "Address: Road 1, Town"),
    "application/vnd.ms-tnef": ("winmail.dat", tnef(), "a.txt"),
    "application/zip": ("a.zip", zipped(b_dot_txt=b"inner"), "b.txt"),
}


@pytest.mark.parametrize("media_type", SAMPLES)
def test_a_type_is_known_by_content_and_read(media_type: str) -> None:
    name, data, words = SAMPLES[media_type]
    document = seen(data, name)
    assert (document.status, document.reason, document.media_type) == ("read", None, media_type)
    assert words in document.text
    assert "secret" not in document.text
    for block in document.blocks:
        assert document.text[block.start : block.end].strip()


def test_files_inside_archives_have_their_own_receipt() -> None:
    inner = seen(zipped(x_dot_md=b"a <!-- hidden words --> b"), "a.zip").attachments[0]
    assert inner.text.strip() == "a  b"
    assert inner.findings[0].technique == "comment"
    assert seen(tnef(), "winmail.dat").attachments[0].text == "inner text"


@pytest.mark.parametrize(
    ("data", "name", "status", "reason"),
    [
        (b"", "a.pdf", "unreadable", "empty"),
        (b"MZ\x90\0" + bytes(99), "invoice.pdf.exe", "refused", "executable"),
        (b"echo hi", "run.bat", "refused", "executable"),
        (b"\x89PNG\r\n\x1a\n" + bytes(9), "a.png", "skipped", "image"),
        (b"%PDF-1.7 broken", "a.pdf", "unreadable", "damaged (PDF)"),
        (b"Rar!\x1a\x07\0", "a.rar", "unreadable", "archive of another kind than ZIP"),
        (bytes(range(256)) * 9, "a.bin", "skipped", "unknown type"),
        (zipped(word__vbaProject_dot_bin=b"x", _Content=b"", word__document=b"[Content_Types].xml"), "a.docm",
         "refused", "macro"),
    ],
)  # fmt: skip
def test_what_is_not_read_says_why(data: bytes, name: str, status: str, reason: str) -> None:
    if name == "a.docm":
        data = zipped(
            **{"[Content_Types].xml": b"<a/>", "word/vbaProject.bin": b"x", "word/document.xml": b"<a/>"}
        )
    document = seen(data, name)
    assert (document.status, document.reason) == (status, reason)
    assert document.text == ""


def test_lies_are_reported() -> None:
    png = b"\x89PNG\r\n\x1a\n" + bytes(99)
    assert "double-extension" in {f.technique for f in seen(b"MZ\0\0" + bytes(9), "invoice.pdf.exe").findings}
    assert "type-mismatch" in {f.technique for f in seen(png, "a.pdf", "application/pdf").findings}
    assert "polyglot" in {f.technique for f in seen(png + zipped(a=b"b"), "a.png").findings}
    assert "filename-bidi" in {f.technique for f in seen(b"hi", "a\u202etxt.exe").findings}
    assert not seen(b"hi", "a.txt", "text/plain").findings


@pytest.mark.parametrize(
    ("value", "code", "text"),
    [
        (45000, "yyyy-mm-dd", "2023-03-15"),
        (45000.5, "d/m/yy h:mm", "2023-03-15 12:00"),
        (0.5, "h:mm", "12:00"),
        (-5, "0;(0)", "(5)"),
        (0, '0;-0;"none"', "none"),
        (5, ";;;", ""),
        (1234567, "#,##0", "1,234,567"),
        (12345, "0.0E+00", "1.2E+04"),
        (5, "[$€-407] 0.00", "€ 5.00"),
        (1.5, "General", "1.5"),
        (1e300, "yyyy", "1e+300"),
        (2500, "0,", "2"),
    ],
)
def test_numbers_are_shown_as_their_format_says(value: float, code: str, text: str) -> None:
    assert shown(value, code) == text


@settings(max_examples=60, deadline=None)
@given(
    st.binary(max_size=600), st.sampled_from(["a.pdf", "a.docx", "a.csv", "a.rtf", "a.ics", "a.eml", None])
)
def test_any_bytes_give_a_document(data: bytes, name: str | None) -> None:
    assert seen(data, name).size == len(data)


def test_damaged_files_give_documents() -> None:
    """A seeded mutator: bytes changed, cut and doubled in a file of each type."""
    chance = random.Random(4)
    whole = [data for _, data, _ in SAMPLES.values()] + [
        BOMBS["xlsx-wide"].make()[:4000],
        b"{\\rtf1 a{\\b c}\\u8364?d}",
    ]
    for _ in range(300):
        data = bytearray(chance.choice(whole))
        for _ in range(chance.randint(1, 8)):
            at = chance.randrange(len(data))
            data[at : at + chance.randint(0, 4)] = bytes(chance.randbytes(chance.randint(0, 4))) or b"\\"
        assert seen(bytes(data), "x").size == len(data)


def test_the_list_names_every_reader_once() -> None:
    assert len(set(READERS)) == len(READERS)


@pytest.mark.parametrize("name", ["prices.xlsx", "letter.docx", "talk.pptx", "x.bin"])
def test_an_office_file_behind_a_password_is_encrypted_and_no_lie(name: str) -> None:
    """Its container is that of old Office files and of Outlook; its name is right all the same."""
    data = container({"EncryptionInfo": b"\x04\0\x04\0" * 8, "EncryptedPackage": b"\x01" * 640})
    document = seen(data, name, "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
    assert (document.status, document.reason, document.findings) == ("unreadable", "encrypted", ())


def test_another_file_in_that_container_is_a_lie_by_an_office_name() -> None:
    document = seen(container({"__properties_version1.0": b"\0" * 32}), "prices.xlsx")
    assert [f.technique for f in document.findings] == ["type-mismatch"]
