"""Outlook's .msg (MS-OXMSG) and the old binary Office files, which share a container."""

from typing import Any

from intake.sanitize.attachments.eml import show
from intake.sanitize.attachments.lzfu import unpacked
from intake.sanitize.attachments.packed import is_packed, unpack_html
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
MAX_ATTACHMENTS = 100
_OLD = (
    ("WordDocument", "application/msword"),
    ("Workbook", "application/vnd.ms-excel"),
    ("Book", "application/vnd.ms-excel"),
    ("PowerPoint Document", "application/vnd.ms-powerpoint"),
)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/vnd.ms-outlook" if data.startswith(MAGIC) else None


def read(source: Source, page: Page) -> None:
    import io

    import olefile

    with olefile.OleFileIO(io.BytesIO(source.data)) as ole:
        # olefile walks as many sectors as an entry, or the head, claims to have, and one may claim gigabytes.
        tables = ole.num_mini_fat_sectors * ole.sector_size
        if tables > len(source.data) or any(
            entry is not None and entry.size > len(source.data) for entry in ole.direntries
        ):
            raise Unreadable("damaged (container)")
        for stream, kind in _OLD:
            if ole.exists(stream):
                page.media_type = kind
                if ole.exists("Macros") or ole.exists("_VBA_PROJECT_CUR"):
                    page.find("macro", stream, "container", "flagged")
                raise Unreadable("old Office format")
        if not ole.exists("__properties_version1.0"):
            raise Unreadable("unknown container")
        _message(ole, source, page)


def _message(ole: Any, source: Source, page: Page) -> None:
    """Rebuild the mail so that it is seen as any other, then its files one by one."""
    from intake.sanitize import sanitize

    sender = _clean(_string(ole, "", "5D01") or _string(ole, "", "0C1F"))
    name, to = _clean(_string(ole, "", "0C1A")), _clean(_string(ole, "", "0E04"))
    subject = _clean(_string(ole, "", "0037"))
    html = _bytes(ole, "", "10130102")
    body = _string(ole, "", "1000")
    packed = b"" if html else _bytes(ole, "", "10090102")
    rich = unpacked(packed) if packed else b""
    if is_packed(rich):
        # Outlook shows it rather than the plain body beside it.
        html = unpack_html(rich).encode("utf-8", "replace")
    head = f'From: "{name}" <{sender}>\r\nTo: {to}\r\nSubject: {subject}\r\nMIME-Version: 1.0\r\n'
    kind = "text/html" if html else "text/plain"
    raw = head.encode("utf-8", "replace") + f"Content-Type: {kind}; charset=utf-8\r\n".encode()
    raw += b"Content-Transfer-Encoding: 8bit\r\n\r\n" + (html or body.encode("utf-8", "replace"))
    show(sanitize(raw), page)
    for entry in [d for d in ole.listdir(streams=False, storages=True) if d[0].startswith("__attach")][
        :MAX_ATTACHMENTS
    ]:
        if len(entry) != 1:
            continue
        title = (
            _string(ole, entry[0], "3707") or _string(ole, entry[0], "3704") or _string(ole, entry[0], "3001")
        )
        data = _bytes(ole, entry[0], "37010102")
        if data:
            page.attachments.append(source.nested(data, title or None, None))
    if rich and not html and not body.strip():
        page.attachments.insert(0, source.nested(rich, "body.rtf", None))


def _bytes(ole: Any, folder: str, tag: str) -> bytes:
    path = f"{folder}/__substg1.0_{tag}".lstrip("/")
    return bytes(ole.openstream(path).read()) if ole.exists(path) else b""


def _string(ole: Any, folder: str, tag: str) -> str:
    wide = _bytes(ole, folder, f"{tag}001F")
    return (
        wide.decode("utf-16-le", "replace")
        if wide
        else _bytes(ole, folder, f"{tag}001E").decode("cp1252", "replace")
    )


def _clean(text: str) -> str:
    return " ".join(text.replace('"', "'").split())[:500]


READER = Reader(name="msg", sniff=sniff, read=read, extensions=("msg", "doc", "xls", "ppt", "dot", "xlt"))
