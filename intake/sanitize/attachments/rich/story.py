"""What rich text is read into: stories of paragraphs, their runs, and the cells and boxes that hold them."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import BLACK, WHITE, Rgb, unreadable

if TYPE_CHECKING:
    from intake.sanitize.attachments.rich.state import Shade, State

FLAT = 40
"""Twips: two points."""
MARGIN = 1_440
MAX_LEVELS = 20
LETTER = 0.6
"""Of its size, the width of a letter."""
_EDGES = ("shpleft", "shptop", "shpright", "shpbottom")
_BASES = {"shpbxpage": "page", "shpbxmargin": "margin", "shpbxcolumn": "column", "shpbypage": "page",
          "shpbymargin": "margin", "shpbypara": "para", "dobxpage": "page", "dobxmargin": "margin",
          "dobxcolumn": "column", "dobypage": "page", "dobymargin": "margin", "dobypara": "para"}  # fmt: skip
_OLD = frozenset(["dpx", "dpy", "dpxsize", "dpysize", "dpfillbgcr", "dpfillbgcg", "dpfillbgcb"])
Colours = list[Rgb | None]


@dataclass(slots=True)
class Cell:
    """A cell; what its row says of it comes when the row ends."""

    outer: "Cell | None" = None
    ground: "Shade | None" = None
    technique: str | None = None


@dataclass(slots=True)
class Box:
    """A text box: its place and fill, and why nobody sees it."""

    place: tuple[int, int, int, int] | None = None
    base: tuple[str, str] = ("", "")
    fill: Rgb | None = WHITE
    unclear: bool = False
    filled: bool = True
    hidden: bool = False
    order: int = 0
    properties: dict[str, str] = field(default_factory=dict)
    old: dict[str, int] = field(default_factory=dict)
    """Words of a drawing as Word 6 wrote it."""
    outer: "Box | None" = None

    def take(self, word: str, number: int) -> None:
        """Take a control word that says where it stands."""
        if word in _EDGES:
            edges = list(self.place or (0, 0, 0, 0))
            edges[_EDGES.index(word)] = number
            self.place = (edges[0], edges[1], edges[2], edges[3])
        elif word in _BASES:
            across, down = self.base
            self.base = (_BASES[word], down) if word.startswith(("shpbx", "dobx")) else (across, _BASES[word])
        elif word == "shpz":
            self.order = number
        elif word in _OLD:
            self.old[word] = number

    def settle(self) -> None:
        """Take what its properties say (MS-ODRAW, 2.3)."""
        if self.old:
            x, y = self.old.get("dpx", 0), self.old.get("dpy", 0)
            if "dpxsize" in self.old:
                self.place = (x, y, x + self.old["dpxsize"], y + self.old.get("dpysize", 0))
            fill = [self.old.get(f"dpfillbgc{c}") for c in "rgb"]
            r, g, b = (min(255, max(0, c or 0)) for c in fill)
            self.filled, self.fill = None not in fill, (r, g, b)
            return
        told = self.properties
        self.hidden = self.hidden or told.get("fHidden", "0") != "0"
        self.filled = told.get("fFilled", "1") != "0" and _number(told.get("fillOpacity"), 65536) > 20_000
        colour = _number(told.get("fillColor"), 0xFFFFFF)
        self.fill = (colour & 255, colour >> 8 & 255, colour >> 16 & 255)
        self.unclear = told.get("fillType", "0") != "0"

    @property
    def solid(self) -> bool:
        opaque = _number(self.properties.get("fillOpacity"), 65536) > 58_000
        return self.filled and opaque and self.properties.get("shapeType", "1") in {"1", "75", "202"}


@dataclass(slots=True)
class Run:
    """Letters of one look."""

    state: "State"
    texts: list[str]
    cell: Cell | None
    technique: str | None


@dataclass(slots=True)
class Paragraph:
    """`look` holds at its end, and so for all of it; `closing` is a line's end, or the bar behind a cell."""

    runs: list[Run] = field(default_factory=list)
    look: "State | None" = None
    closing: str = "\n"
    notes: "list[Story]" = field(default_factory=list)
    boxes: "list[Story]" = field(default_factory=list)


@dataclass(slots=True)
class Story:
    """The body, a header, a note or the text of a box."""

    kind: str
    box: Box | None = None
    paragraphs: list[Paragraph] = field(default_factory=lambda: [Paragraph()])
    rows: dict[int, list[Cell]] = field(default_factory=dict)
    """By level, the cells of the row that is read."""
    open: dict[int, Cell] = field(default_factory=dict)

    @property
    def last(self) -> Paragraph:
        return self.paragraphs[-1]

    def add(self, state: "State", text: str, technique: str | None = None) -> None:
        cell, runs = self.cell(min(state.in_table, MAX_LEVELS)), self.last.runs
        if runs and runs[-1].state is state and runs[-1].cell is cell and runs[-1].technique == technique:
            runs[-1].texts.append(text)
        else:
            runs.append(Run(state, [text], cell, technique))
        self.last.look = state

    def end(self, state: "State", closing: str) -> None:
        """End a paragraph, or a cell, which goes on in the same line."""
        self.last.look, self.last.closing = state, closing
        self.paragraphs.append(Paragraph())

    def cell(self, level: int) -> Cell | None:
        """The cell at hand of a table at a level of nesting, from 1."""
        if level < 1:
            return None
        if level not in self.open:
            self.open[level] = Cell(self.cell(level - 1))
            self.rows.setdefault(level, []).append(self.open[level])
        return self.open[level]

    def end_cell(self, level: int) -> None:
        self.cell(level)
        self.open.pop(level)

    def end_row(self, level: int) -> list[Cell]:
        """The cells of the row that ends."""
        self.open.pop(level, None)
        return self.rows.pop(level, [])

    def words(self) -> str:
        return " ".join("".join(r.texts) for p in self.paragraphs for r in p.runs)


def beside(look: "State", text: str) -> bool:
    """Whether indents put a paragraph off the page, or lines of no height off sight."""
    wide = LETTER * look.half_points * 10 * len(text)
    left = min(look.left + look.first, look.left)
    return (left < -MARGIN and left + MARGIN + wide < 0) or look.away


def ground_of(run: Run, paragraph: "State", colours: Colours, box: Box | None, page: Rgb) -> Rgb | None:
    """The colour that letters stand on; None where it cannot be told."""
    marked = _at(colours, run.state.marker)
    if marked is not None:
        return marked
    cell = run.cell
    shades = [run.state.shade, paragraph.ground]
    while cell is not None:
        shades.append(cell.ground)
        cell = cell.outer
    for shade in shades:
        colour = shade.colour(colours) if shade else None
        if colour is not None:
            return colour
    while box is not None and not box.filled:
        box = box.outer
    if box is None:
        return page
    return None if box.unclear else box.fill


def unseen(run: Run, paragraph: "State", colours: Colours, box: Box | None, page: Rgb) -> str | None:
    """The technique that keeps letters from a reader."""
    state, cell = run.state, run.cell
    if run.technique:
        return run.technique
    while cell is not None:
        if cell.technique:
            return cell.technique
        cell = cell.outer
    if state.hidden:
        return "d1-vanish"
    if state.deleted:
        return "d4-tracked"
    if state.half_points <= 4 or state.percent <= 12 or -FLAT <= paragraph.line < 0:
        return "d3-1pt"
    if state.signs:
        return "remapped-font"
    if state.spacing < -0.55 * state.half_points * 10:
        return "d3-1pt"
    ink = _at(colours, state.ink)
    ground = ground_of(run, paragraph, colours, box, page)
    if ink is None or ground is None or state.raised:
        return None
    return "d2-white" if unreadable(ink, ground) else None


def _at(colours: Colours, index: int | None) -> Rgb | None:
    return colours[index] if index is not None and 0 <= index < len(colours) else None


def _number(text: str | None, other: int) -> int:
    bare = (text or "").strip()
    return int(bare) if bare.lstrip("-").isdigit() and bare.isascii() and len(bare) < 12 else other


def mixed(ink: Rgb | None, fill: Rgb | None, hundredths: int) -> Rgb | None:
    """A pattern of a colour on a fill; nothing where neither is painted."""
    if hundredths <= 0:
        return fill
    part = min(hundredths, 10_000) / 10_000
    over, under = ink or BLACK, fill or WHITE
    r, g, b = (round(o * part + u * (1 - part)) for o, u in zip(over, under, strict=True))
    return r, g, b
