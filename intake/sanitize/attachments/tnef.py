"""TNEF, the `winmail.dat` of Outlook (MS-OXTNEF): the files inside, read as documents."""

from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

SIGNATURE = b"\x78\x9f\x3e\x22"
_TITLE, _DATA = 0x8010, 0x800F
_BODY = 0x800C


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/vnd.ms-tnef" if data.startswith(SIGNATURE) else None


def read(source: Source, page: Page) -> None:
    data, at = source.data, 6
    name = "attachment"
    found = 0
    while at + 9 <= len(data):
        attribute = int.from_bytes(data[at + 1 : at + 3], "little")
        size = int.from_bytes(data[at + 5 : at + 9], "little")
        value = data[at + 9 : at + 9 + size]
        if len(value) < size or at + 11 + size > len(data) + 2:
            raise Unreadable("damaged (TNEF)")
        if attribute == _TITLE:
            name = value.split(b"\0")[0].decode("cp1252", "replace") or name
        elif attribute == _BODY:
            page.add("paragraph", value.split(b"\0")[0].decode("cp1252", "replace"))
        elif attribute == _DATA:
            found += 1
            # The title follows the data in what Outlook writes.
            after = at + 11 + size
            if int.from_bytes(data[after + 1 : after + 3], "little") == _TITLE:
                length = int.from_bytes(data[after + 5 : after + 9], "little")
                name = data[after + 9 : after + 9 + length].split(b"\0")[0].decode("cp1252", "replace")
            page.attachments.append(source.nested(value, name, None))
            page.add("item", name)
            name = "attachment"
        at += 11 + size


READER = Reader(name="tnef", sniff=sniff, read=read, extensions=("dat", "tnef"))
