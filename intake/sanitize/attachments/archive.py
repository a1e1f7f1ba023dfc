"""ZIP archives: their files as documents, within bounds on number, depth and size."""

from intake.sanitize.attachments.package import Package
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

_OTHER = (
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"\x1f\x8b", "application/gzip"),
    (b"BZh", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if data.startswith((b"PK\x03\x04", b"PK\x05\x06")):
        return "application/zip"
    return next((kind for magic, kind in _OTHER if data.startswith(magic)), None)


def read(source: Source, page: Page) -> None:
    if source.media_type != "application/zip":
        raise Unreadable("archive of another kind than ZIP")
    package = Package(source.data, source.budget)
    if package.encrypted():
        page.find("encrypted-archive", ", ".join(package.names())[:400], "archive", "flagged")
        raise Unreadable("encrypted")
    for name, entry in package.entries.items():
        if entry.is_dir():
            continue
        if ".." in name.split("/") or "\\" in name:
            page.find("path-traversal", name, "archive", "flagged")
        data = package.bytes(name, most=50_000_000) or b""
        document = source.nested(data, name.rpartition("/")[2] or name, None)
        page.attachments.append(document)
        page.add("item", name, location="archive")
        if document.reason and document.reason.startswith("limit: too many documents"):
            raise Unreadable(document.reason)


READER = Reader(
    name="archive", sniff=sniff, read=read, extensions=("zip", "gz", "7z", "rar", "bz2", "xz", "tgz")
)
