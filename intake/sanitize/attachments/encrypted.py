"""Office files behind a password (MS-OFFCRYPTO): a container around an encrypted package."""

from intake.sanitize.attachments.msg import MAGIC
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

_STREAM = "EncryptedPackage".encode("utf-16-le")


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/encrypted" if data.startswith(MAGIC) and _STREAM in data else None


def read(source: Source, page: Page) -> None:
    raise Unreadable("encrypted")


READER = Reader(
    name="encrypted",
    sniff=sniff,
    read=read,
    extensions=("docx", "docm", "dotx", "xlsx", "xlsm", "xltx", "pptx", "pptm", "potx"),
)
