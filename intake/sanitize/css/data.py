"""What stands in `data:` URLs."""

import base64
import binascii
from urllib.parse import unquote_to_bytes


def data_text(url: str) -> str | None:
    """The text of a `data:` URL, or None for any other URL."""
    raw = data_bytes(url)
    return None if raw is None else raw.decode("utf-8", "replace")


def is_sheet(url: str) -> bool:
    """Whether a `data:` URL says that it holds a style sheet; others are taken in quirks mode alone."""
    return url[5:].lstrip().lower().startswith("text/css")


def data_bytes(url: str) -> bytes | None:
    """What stands in a `data:` URL, or None for any other URL."""
    if url[:5].lower() != "data:":
        return None
    head, _, body = url[5:].partition(",")
    raw = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"===", validate=False)
        except (binascii.Error, ValueError):
            return b""
    return raw
