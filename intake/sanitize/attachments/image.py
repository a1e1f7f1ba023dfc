"""Pictures: read by Tesseract where that is switched on, else for a person to see; their metadata never."""

from intake.sanitize.attachments.reader import Page, Reader, Source, Stopped
from intake.sanitize.attachments.scan import picture, read_words

_MAGIC = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"BM", "image/bmp"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"\0\0\x01\0", "image/vnd.microsoft.icon"),
)


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP":
        return "image/webp"
    if data[4:12] in {b"ftypheic", b"ftypheix", b"ftypmif1", b"ftypavif"}:
        return "image/avif" if data[8:12] == b"avif" else "image/heic"
    if extension == "svg" or claimed == "image/svg+xml":
        return "image/svg+xml" if b"<svg" in data[:4096] else None
    for magic, media_type in _MAGIC:
        if data.startswith(magic) and (magic != b"BM" or b"\0" in data[:64]):
            return media_type
    return None


def read(source: Source, page: Page) -> None:
    if source.media_type == "image/svg+xml" and b"<script" in source.data.lower():
        page.find("script", "script in a picture", "image", "flagged")
    raster = source.media_type not in {"image/svg+xml", "image/heic", "image/avif"}
    if source.budget.ocr_s > 0 and raster and read_words(picture(source.data), page, "picture"):
        return
    raise Stopped("skipped", "image")


READER = Reader(
    name="image",
    sniff=sniff,
    read=read,
    extensions=(
        "png",
        "jpg",
        "jpeg",
        "jpe",
        "gif",
        "bmp",
        "tif",
        "tiff",
        "ico",
        "webp",
        "heic",
        "avif",
        "svg",
    ),
)
