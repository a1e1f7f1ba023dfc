"""PDF: the text that the page shows, judged by its pixels.

White on white, rendering mode 3, outside the crop box, covered by a box or picture, transparent, clipped, in
optional content that is off: whatever leaves no trace on the painted page is not text. `pages` has the two
looks at a page.
"""

import io
from typing import Any

from intake.sanitize.attachments.pages import Fonts, check_packed, check_weight, read_page
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

MAX_PAGES = 150
_ERRORS = {4: "encrypted", 5: "encrypted"}


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/pdf" if b"%PDF-" in data[:1024] and not data.startswith(b"PK") else None


def read(source: Source, page: Page) -> None:
    import pypdfium2 as pdfium
    import pypdfium2.raw as raw

    check_packed(source.data)
    wordy = check_weight(source.data, MAX_PAGES)
    try:
        document = pdfium.PdfDocument(source.data)
    except pdfium.PdfiumError as exc:
        code = getattr(exc, "err_code", None)
        encrypted = _ERRORS.get(code) if code is not None else None
        if encrypted or "assword" in str(exc):
            raise Unreadable("encrypted") from exc
        raise Unreadable("damaged (PDF)") from exc
    fonts = Fonts(raw)
    try:
        _actions(document, raw, page, source.data)
        if raw.FPDF_GetFormType(document):
            document.init_forms()
        count = len(document)
        images = 0
        for number in range(min(count, MAX_PAGES)):
            images += read_page(document, number, page, fonts, wordy)
        if count > MAX_PAGES:
            page.find("page-limit", f"{count - MAX_PAGES} more pages", f"page {MAX_PAGES + 1}", "flagged")
        _files(document, source, page)
        if not page.parts and images:
            raise Unreadable("image only")
        if not page.parts and not page.findings and count == 0:
            raise Unreadable("damaged (no pages)")
    finally:
        fonts.close()
        document.close()


def _actions(document: Any, raw: Any, page: Page, data: bytes) -> None:
    """What the file would do when opened."""
    if (
        raw.FPDFDoc_GetJavaScriptActionCount(document) > 0
        or b"/JavaScript" in data
        or (b"/JS" in data and b"/S /JS" in data)
    ):
        page.find("script", "JavaScript", "document", "flagged")
    for mark, name in (
        (b"/Launch", "launch-action"),
        (b"/SubmitForm", "submit-action"),
        (b"/GoToR", "external-link"),
        (b"/RichMedia", "embedded-object"),
    ):
        if mark in data:
            page.find(name, mark.decode("ascii").strip("/"), "document", "flagged")


def _files(document: Any, source: Source, page: Page) -> None:
    """Files that a PDF carries are told; read only where they are what it shows."""
    count = min(20, document.count_attachments())
    shown = count > 0 and _is_portfolio(source.data)
    for one in (document.get_attachment(index) for index in range(count)):
        name = one.get_name()
        page.find("embedded-file", name, "document", "flagged")
        if shown:
            page.attachments.append(source.nested(bytes(one.get_data()), name, None))


def _is_portfolio(data: bytes) -> bool:
    """Whether a reader shows the files that it carries (ISO 32000-1, 12.3.5)."""
    import pypdf

    try:
        return "/Collection" in pypdf.PdfReader(io.BytesIO(data)).root_object
    except Exception:  # noqa: BLE001 - what is broken for pypdf is often none to PDFium
        return False


READER = Reader(name="pdf", sniff=sniff, read=read, extensions=("pdf",))
