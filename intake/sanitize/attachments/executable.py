"""Programs and scripts that a double click runs: refused, never looked into."""

from intake.sanitize.attachments.names import DANGEROUS
from intake.sanitize.attachments.reader import Page, Reader, Refused, Source

_MAGIC = (
    (b"MZ", "application/vnd.microsoft.portable-executable"),
    (b"\x7fELF", "application/x-executable"),
    (b"\xca\xfe\xba\xbe", "application/x-mach-binary"),
    (b"\xcf\xfa\xed\xfe", "application/x-mach-binary"),
    (b"\xfe\xed\xfa", "application/x-mach-binary"),
    (b"L\0\0\0\x01\x14\x02\0", "application/x-ms-shortcut"),
    (b"MSCF", "application/vnd.ms-cab-compressed"),
    (b"dex\n", "application/x-android-dex"),
    (b"\0asm", "application/wasm"),
    (b"#!/", "application/x-shellscript"),
)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    for magic, media_type in _MAGIC:
        # Two letters begin many a text; a program has bytes that no text has.
        if data.startswith(magic) and (magic != b"MZ" or b"\0" in data[:512]):
            return media_type
    if extension in DANGEROUS and not data.startswith((b"%PDF-", b"\x89PNG", b"\xff\xd8\xff")):
        return "application/x-executable"
    return None


def read(source: Source, page: Page) -> None:
    raise Refused("executable")


READER = Reader(name="executable", sniff=sniff, read=read)
