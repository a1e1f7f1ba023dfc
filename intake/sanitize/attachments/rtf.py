"""Rich text (RTF 1.9.1): body, notes, boxes, headers and footers, as a word processor shows them."""

import re
from dataclasses import dataclass, field

from intake.sanitize.attachments.opendocument.shapes import hides, on_page
from intake.sanitize.attachments.reader import Page, Reader, Source
from intake.sanitize.attachments.rich.parse import SAID, Parser
from intake.sanitize.attachments.rich.state import Field
from intake.sanitize.attachments.rich.story import Box, Paragraph, Run, Story, beside, unseen
from intake.sanitize.attachments.signs import as_seen

MAX_DEPTH = 20
MAX_COVERS = 300
LONG = 24
"""Characters from which a property is no mere name."""
_CODE = "d8-header-table-field"
_SILENT = frozenset(["SET", "XE", "TC", "TA", "RD", "PRIVATE", "ASK"])
"""Fields that show nothing, whatever result is written behind them."""
_COUNTS = frozenset(["PAGE", "NUMPAGES", "SECTION", "SECTIONPAGES", "NUMWORDS", "NUMCHARS"])
_COUNTED = re.compile(r"(-?\s?\d{1,9}\s?-?|[ivxlcdmIVXLCDM]{1,9}|[a-zA-Z]{1,2})?$")
_LETTERS = re.compile(r"[^\W\d_]{2,}")
_ROMAN = re.compile(r"[ivxlcdmIVXLCDM]{1,9}$")
MAX_LABEL = 60


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return "application/rtf" if data[:64].lstrip().startswith(b"{\\rt") else None


def read(source: Source, page: Page) -> None:
    parser = Parser(page)
    parser.read(source.data)
    writer = _Writer(page, parser)
    headers, footers = parser.margins.shown("header"), parser.margins.shown("footer")
    for story in [*headers, parser.body, *footers]:
        writer.put(story, 0)
    used = {id(one) for one in [*headers, *footers]}
    for story in parser.margins.stories:
        if id(story) not in used:
            page.find(_CODE, story.words(), f"unused {story.kind}")
    for technique, texts in writer.hidden.items():
        page.find(technique, " ".join(texts), "rtf")
    for group, technique in SAID.items():
        text = "".join(parser.said.get(group, ()))
        if text.strip() and (technique != "d6-docprops" or len(text) > LONG):
            page.find(technique, text, group)


@dataclass(slots=True)
class _Writer:
    """Writes what is seen of the stories to the page."""

    page: Page
    parser: Parser
    hidden: dict[str, list[str]] = field(default_factory=dict)

    def put(self, story: Story, depth: int) -> None:
        where = "" if story.kind in {"body", "box"} else story.kind
        cells: list[str] = []
        hanging: list[Story] = []
        for paragraph in story.paragraphs:
            if text := self._line(paragraph, story).strip():
                cells.append(text)
            hanging += [*paragraph.notes, *paragraph.boxes]
            if paragraph.closing != "\n" and paragraph is not story.last:
                continue
            for line in " | ".join(cells).split("\n"):
                self.page.add("paragraph", line.strip(), location=where)
            cells.clear()
            for one in hanging:
                self._hang(one, depth)
            hanging.clear()

    def _hang(self, story: Story, depth: int) -> None:
        """A note or a box, behind the line that it hangs on."""
        technique = self._unseen(story.box) if story.box is not None else None
        if technique or depth > MAX_DEPTH:
            self.page.find(technique or _CODE, story.words(), story.kind)
        else:
            self.put(story, depth + 1)

    def _line(self, paragraph: Paragraph, story: Story) -> str:
        out: list[str] = []
        hidden: dict[str, list[str]] = {}
        look = paragraph.look
        if look is None:
            return ""
        away = beside(look, "".join(t for run in paragraph.runs for t in run.texts))
        silent = _silent(paragraph.runs)
        strange = self._is_strange("".join(t for run in paragraph.runs if run.state.label for t in run.texts))
        for run in paragraph.runs:
            text = "".join(run.texts)
            technique = unseen(run, look, self.parser.colours, story.box, self.parser.ground)
            if not technique and (
                (run.state.label and strange) or (run.state.result and id(run.state.field) in silent)
            ):
                technique = _CODE
            technique = technique or ("hidden-shape" if away else None)
            shown = as_seen(text, technique)
            if technique and shown is None and text.strip():
                hidden.setdefault(technique, []).append(text)
            else:
                out.append(shown or text)
        for technique, texts in hidden.items():
            self.hidden.setdefault(technique, []).append("".join(texts))
        return "".join(out)

    def _is_strange(self, label: str) -> bool:
        """Whether a label says words that no list of the file has: processors count anew."""
        words = (w for w in _LETTERS.findall(label) if not _ROMAN.match(w))
        return len(label) > MAX_LABEL or any(w not in self.parser.labels for w in words)

    def _unseen(self, box: Box) -> str | None:
        if box.hidden or (box.outer is not None and box.outer.hidden):
            return "hidden-shape"
        if box.place is None:
            return None
        left, top, right, bottom = box.place
        if right - left <= 20:
            return "hidden-shape"
        wide, high = self.parser.paper
        across, down = box.base
        area = (0.0 if across == "page" else -wide / 4, 0.0 if down == "page" else -high, wide, high)
        if not on_page((left, top, right, max(bottom, top)), area):
            return "p2-off-slide"
        over = (
            o
            for o in self.parser.boxes[:MAX_COVERS]
            if o.order > box.order and o.solid and o.base == box.base
        )
        return (
            "covered-shape"
            if any(o.place and not o.hidden and hides(o.place, box.place) for o in over)
            else None
        )


def _silent(runs: list[Run]) -> set[int]:
    """The fields that show nothing, or something else than the result that is written in them."""
    results: dict[int, tuple[Field, list[str]]] = {}
    for run in runs:
        if run.state.field is not None and run.state.result:
            results.setdefault(id(run.state.field), (run.state.field, []))[1].extend(run.texts)
    out: set[int] = set()
    for key, (one, texts) in results.items():
        around: Field | None = one
        depth = 0
        while around is not None and depth < MAX_DEPTH:
            kind, depth = around.kind, depth + 1
            if kind in _SILENT or (kind in _COUNTS and not _COUNTED.match("".join(texts).strip())):
                out.add(key)
            around = around.outer
    return out


READER = Reader(name="rtf", sniff=sniff, read=read, extensions=("rtf", "doc"))
