"""The one list of document types. To add a type: write its module, put its name here."""

import importlib
from functools import cache

from intake.sanitize.attachments.reader import Reader

READERS: tuple[str, ...] = (
    "executable",
    "pdf",
    "docx",
    "xlsx",
    "pptx",
    "odf",
    "archive",
    "encrypted",
    "msg",
    "tnef",
    "rtf",
    "image",
    "ics",
    "vcf",
    "eml",
    "html",
    "table",
    "plain",
)
"""Modules of this package, each with a `READER`; the first whose `sniff` says yes reads the document."""


@cache
def readers() -> tuple[Reader, ...]:
    """The readers in order. They are loaded at the first document, so that mails without one start fast."""
    loaded = []
    for name in READERS:
        module = importlib.import_module(f"intake.sanitize.attachments.{name}")
        reader: Reader = module.READER
        loaded.append(reader)
    return tuple(loaded)
