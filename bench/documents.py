"""Speed of the PDF reader against pypdf's own extraction, on pages made here. JSON lines on stdout."""

import io
import json
import statistics
import time
from collections.abc import Callable

import pypdf
from reportlab.pdfgen.canvas import Canvas

from intake.sanitize.attachments import sanitize_document


def pages(count: int) -> bytes:
    """A PDF of full pages of text."""
    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(count):
        for line in range(45):
            canvas.drawString(
                50, 800 - line * 16, f"Line {line} of page {page}: a quick brown fox jumps over it all"
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def median_s(call: Callable[[], object], times: int = 5) -> float:
    """Median seconds of some calls."""
    took = []
    for _ in range(times):
        start = time.perf_counter()
        call()
        took.append(time.perf_counter() - start)
    return statistics.median(took)


def main() -> None:
    data = pages(10)
    ours = median_s(lambda: sanitize_document(data, filename="a.pdf", media_type=None))
    theirs = median_s(lambda: [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages])
    print(json.dumps({"bench": "pdf-10-pages", "ours_s": ours, "pypdf_s": theirs, "ratio": ours / theirs}))


if __name__ == "__main__":
    main()
