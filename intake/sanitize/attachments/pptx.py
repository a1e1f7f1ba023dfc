from intake.sanitize.attachments.reader import Page, Reader, Source


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return None


def read(source: Source, page: Page) -> None:
    return None


READER = Reader(name="none", sniff=sniff, read=read)
