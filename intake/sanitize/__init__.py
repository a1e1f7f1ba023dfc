"""From raw mail to what a person sees, with a receipt of what was taken out.

Importing this package costs nothing: each name loads its module on first use (PEP 562).
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intake.sanitize.attachments import sanitize_document
    from intake.sanitize.html import HtmlView, sanitize_html
    from intake.sanitize.limits import Limits
    from intake.sanitize.message import sanitize, sanitize_parsed
    from intake.sanitize.receipt import receipt_html
    from intake.sanitize.text import TextView, sanitize_text

__all__ = [
    "HtmlView",
    "Limits",
    "TextView",
    "receipt_html",
    "sanitize",
    "sanitize_document",
    "sanitize_html",
    "sanitize_parsed",
    "sanitize_text",
]

_HOMES = {
    "HtmlView": "html",
    "Limits": "limits",
    "TextView": "text",
    "receipt_html": "receipt",
    "sanitize": "message",
    "sanitize_document": "attachments",
    "sanitize_html": "html",
    "sanitize_parsed": "message",
    "sanitize_text": "text",
}


def __getattr__(name: str) -> object:
    home = _HOMES.get(name)
    if home is None:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from importlib import import_module

    return getattr(import_module(f"{__name__}.{home}"), name)
