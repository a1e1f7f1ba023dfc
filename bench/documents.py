# ruff: noqa: E501 - a program inside a string
"""What the readers of documents keep, beside other programs', and how fast: `python -m bench.documents`.

Each paper of `bench/samples/papers.py` has words that a person sees and words that nobody does. Beside our reader,
in the same run: pypdf, pdfminer.six, python-docx and markitdown, installed for it into a folder of their own.
The words themselves are judged by a machine that knows no format: LibreOffice prints the Office files, PDFium
paints the pages, Tesseract reads the paint (both of Debian; where they are missing, `judge` is null). `--blind` reads stored sets by others instead.
"""

import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench.peers import environment
from bench.samples.papers import BLIND, Paper, blind, papers
from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

NEEDS = ["markitdown[docx,pptx,xlsx,pdf]", "pypdf", "pdfminer.six", "python-docx"]
LIMIT_S = 120.0
FAINT = 32
"""Of 255 levels: a word on its ground that only a machine can tell."""
_ASK = """
import io, json, sys, time, warnings
warnings.filterwarnings("ignore")
import docx, pypdf
from markitdown import MarkItDown, StreamInfo
from pdfminer.high_level import extract_text
md = MarkItDown()
def markitdown(data, name):
    return md.convert_stream(io.BytesIO(data), stream_info=StreamInfo(extension="." + name.rpartition(".")[2])).text_content
def python_docx(data, name):
    d = docx.Document(io.BytesIO(data))
    cells = [c.text for t in d.tables for r in t.rows for c in r.cells]
    return "\\n".join([p.text for p in d.paragraphs] + cells)
ways = {"pypdf": ("pdf", lambda d, n: "\\n".join(p.extract_text() for p in pypdf.PdfReader(io.BytesIO(d)).pages)),
        "pdfminer.six": ("pdf", lambda d, n: extract_text(io.BytesIO(d))),
        "python-docx": ("docx", python_docx), "markitdown": ("pdf docx xlsx pptx", markitdown)}
for line in sys.stdin:
    path, name = json.loads(line)
    data = open(path, "rb").read()
    for way, (kinds, call) in ways.items():
        if name.rpartition(".")[2] in kinds.split():
            try:
                text = call(data, name)
            except Exception:
                text = None
            print(json.dumps([name, way, text]), flush=True)
"""


def peers(samples: list[Paper], folder: Path) -> dict[str, dict[str, str | None]] | None:
    """What other programs read, by program and paper; None where they cannot be installed."""
    try:
        python = environment("document-peers", NEEDS)
    except subprocess.CalledProcessError:
        return None
    order = "".join(json.dumps([str(folder / p.name), p.name]) + "\n" for p in samples)
    done = subprocess.run([python, "-c", _ASK], input=order, capture_output=True, text=True, timeout=600)
    found: dict[str, dict[str, str | None]] = {}
    for line in done.stdout.splitlines():
        name, way, text = json.loads(line)
        found.setdefault(way, {})[name] = text
    return found


def counted(samples: list[Paper], texts: dict[str, str | None]) -> dict[str, int]:
    """Hidden words that got through and visible ones that did not, of the papers that the program reads."""
    mine = [p for p in samples if p.name in texts]
    return {
        "papers": len(mine),
        "hidden": sum(len(p.hidden) for p in mine),
        "leaked": sum(w in (texts[p.name] or "") for p in mine for w in p.hidden),
        "visible": sum(len(p.visible) for p in mine),
        "lost": sum(w not in (texts[p.name] or "") for p in mine for w in p.visible),
    }


def read_by_machine(image: Any, mode: int) -> str:
    """What Tesseract reads of a picture; 11: words anywhere, 7: one line."""
    png = io.BytesIO()
    image.save(png, "PNG")
    order = ["tesseract", "stdin", "stdout", "--psm", str(mode)]
    return subprocess.run(order, input=png.getvalue(), capture_output=True, timeout=LIMIT_S).stdout.decode()


def painted(pdf: bytes, words: frozenset[str]) -> set[str]:
    """Which of the words Tesseract reads on the painted pages: at once, or looking where one is said to be."""
    import pypdfium2

    document = pypdfium2.PdfDocument(pdf)
    if document.get_formtype():
        document.init_forms()
    found: set[str] = set()
    for number in range(min(3, len(document))):
        page = document[number]
        text = read_by_machine(page.render(scale=4, may_draw_forms=True).to_pil(), 11)
        found |= {w for w in words if w in text}
        large = page.render(scale=8, may_draw_forms=True).to_pil()
        finder = page.get_textpage()
        for word in words - found:
            search = finder.search(word, match_case=True)
            while word not in found and (place := search.get_next()):
                if word in closer(page, finder, large, place):
                    found.add(word)
    return found


def closer(page: Any, finder: Any, large: Any, place: tuple[int, int]) -> str:
    """What stands where a word is said to be, held in each of five ways."""
    import math

    import pypdfium2.raw as raw

    texts = []
    for index in range(finder.count_rects(*place)):
        left, bottom, right, top = finder.get_rect(index)
        corners = [_pixel(page, large, x, y) for x in (left, right) for y in (bottom, top)]
        xs, ys = [c[0] for c in corners], [c[1] for c in corners]
        piece = large.crop((min(xs) - 30, min(ys) - 25, max(xs) + 30, max(ys) + 25))
        low, high = piece.convert("L").getextrema()
        if high - low < FAINT:
            continue  # a machine reads what no eye does
        slant = math.degrees(raw.FPDFText_GetCharAngle(finder, place[0]))
        ground = piece.getpixel((2, 2))
        texts += [
            read_by_machine(piece.rotate(turn, expand=True, fillcolor=ground), 7)
            for turn in dict.fromkeys((0, slant, 90, 180, 270))
        ]
    return " ".join(texts)


def _pixel(page: Any, large: Any, x: float, y: float) -> tuple[int, int]:
    """A point of the page on its painting."""
    import ctypes

    import pypdfium2.raw as raw

    across, down = ctypes.c_int(), ctypes.c_int()
    raw.FPDF_PageToDevice(page, 0, 0, large.width, large.height, 0, x, y, across, down)
    return across.value, down.value


def judged(samples: list[Paper], folder: Path) -> dict[str, object] | None:
    """How far the judge agrees with what the papers say of their words, and where it does not."""
    if not (shutil.which("soffice") and shutil.which("tesseract")):
        return None
    office = [str(folder / p.name) for p in samples if not p.name.endswith(".pdf")]
    order = ["soffice", "--headless", f"-env:UserInstallation=file://{folder}/profile", "--convert-to", "pdf"]
    subprocess.run([*order, "--outdir", str(folder / "out"), *office], capture_output=True, timeout=600)
    agreed = words = 0
    other: list[str] = []
    for paper in samples:
        printed = folder / "out" / f"{paper.name.rpartition('.')[0]}.pdf"
        pdf = paper.data if paper.name.endswith(".pdf") else printed.read_bytes() if printed.exists() else b""
        if not pdf:
            other.append(f"{paper.name}: not printed")
            continue
        marked = paper.hidden | paper.visible
        seen = painted(pdf, marked)
        words += len(marked)
        wrong = sorted((paper.hidden & seen) | (paper.visible - seen))
        agreed += len(marked) - len(wrong)
        other += [f"{paper.name}: {word}" for word in wrong]
    return {"words": words, "agreed": agreed, "disagreed": other}


def pages(count: int, times: int = 1) -> bytes:
    """A PDF of full pages of text, each line drawn so many times in one place."""
    from reportlab.pdfgen.canvas import Canvas

    out = io.BytesIO()
    canvas = Canvas(out)
    for page in range(count):
        for line in [line for line in range(45) for _ in range(times)]:
            canvas.drawString(
                50, 800 - line * 16, f"Line {line} of page {page}: a quick brown fox jumps over it all"
            )
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def median_s(call: Callable[[], object], times: int = 7) -> float:
    """Median seconds of processor time of some calls, after one that warms up."""
    took = []
    for _ in range(times + 1):
        start = time.process_time()
        call()
        took.append(time.process_time() - start)
    return statistics.median(took[1:])


def speed(times: int = 1) -> dict[str, object]:
    """Ten pages beside pypdf, whose words are drawn so many times."""
    import pypdf

    data = pages(10, times)
    ours = median_s(lambda: sanitize_document(data, filename="a.pdf", media_type=None))
    theirs = median_s(lambda: [p.extract_text() for p in pypdf.PdfReader(io.BytesIO(data)).pages])
    return {
        "bench": "pdf-10-pages",
        "drawn": times,
        "ours_s": ours,
        "pypdf_s": theirs,
        "ratio": round(ours / theirs, 2),
    }


def whole(document: SanitizedDocument) -> str:
    """The text of a document and of all that is in it."""
    return "\n".join([document.text, *(whole(inner) for inner in document.attachments)])


def by_others(name: str) -> None:
    """A set by somebody who had not looked at the readers: what of it leaks and what is lost, by paper."""
    samples = blind(name)
    texts: dict[str, str | None] = {
        p.name: whole(sanitize_document(p.data, filename=p.name, media_type=None)) for p in samples
    }
    for paper in samples:
        text = texts[paper.name] or ""
        leaked, lost = (sorted(w for w in group if (w in text) is got) for group, got in
                        ((paper.hidden, True), (paper.visible, False)))  # fmt: skip
        if leaked or lost:
            print(json.dumps({"paper": paper.name, "leaked": leaked, "lost": lost}))
    print(json.dumps({"bench": name, **counted(samples, texts)}))


def main() -> None:
    if "--blind" in sys.argv:
        for name in BLIND:
            by_others(name)
        return
    samples = papers()
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        for paper in samples:
            (folder / paper.name).write_bytes(paper.data)
        ours: dict[str, str | None] = {
            p.name: sanitize_document(p.data, filename=p.name, media_type=None).text for p in samples
        }
        table = {"mailroom": counted(samples, ours)}
        table |= {way: counted(samples, texts) for way, texts in (peers(samples, folder) or {}).items()}
        judge = judged(samples, folder) if "--no-judge" not in sys.argv else None
    print(json.dumps({"bench": "documents", "papers": len(samples), "table": table, "judge": judge}))
    for times in (1, 2):
        print(json.dumps(speed(times)))


if __name__ == "__main__":
    main()
