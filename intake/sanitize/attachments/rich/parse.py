"""Rich text to stories (RTF 1.9.1): each text to where it is shown, and the rest to the receipt."""

import codecs
import re
from dataclasses import dataclass, field, replace

from intake.sanitize.attachments.colour import WHITE, Rgb
from intake.sanitize.attachments.reader import Page
from intake.sanitize.attachments.rich.margins import KINDS, Margins
from intake.sanitize.attachments.rich.state import Field, State, turned
from intake.sanitize.attachments.rich.story import Box, Colours, Story
from intake.sanitize.attachments.rich.tables import WORDS, Row
from intake.sanitize.attachments.rich.tokens import (
    CHARS,
    SIGNS,
    SKIPPED,
    Groups,
    codec_of,
    codec_of_font,
    tokens,
)

MAX_BOXES = 2_000
MAX_PROPERTY = 4_000
MAX_SAID = 20_000
_OPENED = frozenset(["shptxt", "shpinst", "nesttableprops", "moMath", "do", "ud", "background"])
"""Groups that begin with a star, and hold what is shown."""
_REVIVED = {"shptxt": "shpinst", "result": "object", "dptxbxtext": "do", "ud": "upr"}
"""Groups of text, each in one of a kind that is none itself."""
_LIVE = frozenset(["shp", "shpgrp", "shpinst", "object", "do", "upr", "background", "sp"])
_CHARACTERS = {"mac": 10000, "pc": 437, "pca": 850}
_SYMBOLS = {b"~": "\u00a0", b"_": "-", b"-": "", b"|": "", b":": ""}
_FETCHING = ("DDE", "INCLUDE", "LINK ", "IMPORT ")
_LONG = 60
_MATHS = re.compile(r"m[a-zA-Z]{1,20}Pr$")
_WORD = re.compile(r"[^\W\d_]{2,}")
SAID = {
    "annotation": "d7-comment", "xe": "d8-header-table-field", "tc": "d8-header-table-field",
    "docvar": "d6-docprops", "staticval": "d6-docprops", "title": "d6-docprops", "subject": "d6-docprops",
    "doccomm": "d6-docprops", "comment": "d6-docprops", "keywords": "d6-docprops", "category": "d6-docprops",
    "info": "d6-docprops",
}  # fmt: skip
"""What is said and not shown, by its group."""


@dataclass(slots=True)
class Parser:
    """One pass over a file."""

    page: Page
    body: Story = field(default_factory=lambda: Story("body"))
    margins: Margins = field(default_factory=Margins)
    colours: Colours = field(default_factory=list)
    boxes: list[Box] = field(default_factory=list)
    said: dict[str, list[str]] = field(default_factory=dict)
    labels: set[str] = field(default_factory=set)
    """Words of the labels that lists are told to have."""
    paper: tuple[int, int] = (12_240, 15_840)
    backdrop: Box = field(default_factory=lambda: Box(fill=WHITE))
    backdrop_shown: bool = False
    fonts: dict[int, str] = field(default_factory=dict)
    signs: set[int] = field(default_factory=set)
    rows: dict[int, Row] = field(default_factory=dict)
    parts: dict[str, int] = field(default_factory=dict)
    codec: str = "cp1252"
    default: int = 0
    font: int = 0
    high: str = ""
    raw: bytearray = field(default_factory=bytearray)
    name: list[str] = field(default_factory=list)
    value: list[str] = field(default_factory=list)

    @property
    def ground(self) -> Rgb:
        fill = self.backdrop.fill if self.backdrop_shown and not self.backdrop.unclear else None
        return fill or WHITE

    def read(self, data: bytes) -> None:
        at = Groups(State(self.body))
        for token in tokens(data):
            if token[0] in {b"\r", b"\n"}:
                continue
            if self.raw and not token[3] and not token[6]:
                self._flush(at.state)
            before, depth = at.state, len(at.outer)
            if at.take(token):
                if len(at.outer) < depth:
                    self._close(before, at.state)
                    if not at.outer:
                        self._behind(data[token.end() :])
                        return
                continue
            if token[1]:
                self._word(at, token[1].decode("ascii"), int(token[2]) if token[2] else None)
            elif token[3] or token[6]:
                raw = bytes.fromhex(token[3].decode("ascii")) if token[3] else token[6]
                self.raw += raw[at.pending :]
                at.pending = max(0, at.pending - len(raw))
            elif token[4] and at.pending:
                at.pending -= 1
            elif token[4] in {b"\n", b"\r"}:
                self._word(at, "par", None)
            elif token[4]:
                self._text(at.state, _SYMBOLS.get(token[4], token[4].decode("latin-1")))
            at.star = False
        self._flush(at.state)

    def _flush(self, state: State) -> None:
        """Bytes become letters together, since some code pages take two for one."""
        raw = bytes(self.raw)
        self.raw.clear()
        if raw:
            self._text(state, codecs.decode(raw, state.codec or self.codec, "replace"))

    def _behind(self, data: bytes) -> None:
        """What stands behind the last brace belongs to no document."""
        text = data[:MAX_SAID].decode("latin-1").strip("\0 \r\n")
        if text:
            self.page.find("d8-header-table-field", text, "behind the end")

    def _word(self, at: Groups[State], word: str, number: int | None) -> None:
        state = at.state
        if word == "u" and number is not None:
            self._letter(state, number)
            at.pending = state.fallback
        elif (at.star and word not in _OPENED) or word in SKIPPED or word in _REVIVED or word in KINDS:
            at.state = self._group(state, word)
        elif _MATHS.match(word):
            at.state = replace(state, skip=word, dead=True)
        elif word == "footnote" and not state.skip:
            note = Story("footnote")
            state.story.last.notes.append(note)
            at.state = replace(state, story=note, in_table=0)
        elif word in {"listtext", "pntext"} and not state.skip:
            at.state = replace(state, label=True)
        elif word == "field":
            at.state = replace(state, field=Field(outer=state.field if state.result else None), result=False)
        elif word == "fldrslt":
            at.state = replace(state, result=True)
        elif word == "nesttableprops":
            at.state = replace(state, nested=True, in_table=max(2, state.in_table))
        elif word in CHARS:
            if not state.skip:
                self._mark(state, word)
        else:
            at.state = self._turned(state, word, number)

    def _group(self, state: State, word: str) -> State:
        """The state in a group that is not text, or is one inside of one that is not."""
        if word in KINDS:
            return state if state.skip else replace(state, story=self.margins.put(word), in_table=0)
        if word in _REVIVED:
            if state.dead or state.skip != _REVIVED[word] or state.box is self.backdrop:
                return replace(state, skip=word, dead=True)
            if word in {"shptxt", "dptxbxtext"}:
                story = Story("box", state.box)
                state.story.last.boxes.append(story)
                return replace(state, skip=None, story=story, in_table=0)
            return replace(state, skip=None)
        if word in {"object", "objdata", "template"}:
            technique = "remote-template" if word == "template" else "embedded-object"
            self.page.find(technique, word, "rtf", "flagged")
        if word == "background":
            state = replace(state, box=self.backdrop)
        elif word in {"shp", "do"} and not state.dead and state.box is not self.backdrop:
            state = replace(state, box=self._box(state, old=word == "do"))
        return replace(state, skip=word, dead=state.dead or word not in _LIVE)

    def _box(self, state: State, *, old: bool) -> Box:
        box = Box(outer=state.box, hidden=state.hidden or state.deleted, filled=not old)
        if len(self.boxes) < MAX_BOXES:
            self.boxes.append(box)
        return box

    def _close(self, before: State, after: State) -> None:
        """A group ends."""
        if before.skip == "sn" != after.skip:
            self.name[:] = ["".join(self.name).strip()[:60]]
        elif before.skip == "sv" != after.skip:
            self._property(after, "".join(self.name), "".join(self.value).strip()[:MAX_PROPERTY])
            self.name.clear()
            self.value.clear()
        elif before.skip == "fldinst" != after.skip and before.field:
            code = before.field.code.strip()
            if code.upper().startswith(_FETCHING):
                self.page.find(
                    "dde" if code.upper()[:3] == "DDE" else "external-link", code, "rtf", "flagged"
                )
            elif len(code) > _LONG:
                self.page.find("d8-header-table-field", code, "rtf")
        if before.box is not None and before.box is not after.box:
            before.box.settle()

    def _property(self, state: State, name: str, value: str) -> None:
        if name in {"wzDescription", "pibName", "wzName"} and value:
            self.page.find("d9-image-alt", value, "rtf")
        elif state.box is not None:
            state.box.properties[name] = value
            if name == "gtextUNICODE" and not state.dead:
                # Letters that are a drawing themselves.
                story = Story("box", state.box)
                story.add(State(story), value)
                state.story.last.boxes.append(story)

    def _letter(self, state: State, number: int) -> None:
        text = self.high + chr(number % 65536)
        self.high = ""
        if 0xD800 <= ord(text[-1]) < 0xDC00:
            self.high = text[-1]
        else:
            self._text(state, text.encode("utf-16", "surrogatepass").decode("utf-16", "replace"))

    def _text(self, state: State, text: str) -> None:
        skip = state.skip
        if skip is None:
            state.story.add(state, text)
        elif skip == "colortbl":
            for _ in range(text.count(";")):
                told = self.parts
                self.colours.append((told["red"], told["green"], told["blue"]) if told else None)
                self.parts = {}
        elif skip == "fldinst" and state.field:
            state.field.add(text)
        elif skip in {"sn", "sv"}:
            (self.name if skip == "sn" else self.value).append(text)
        elif skip in {"leveltext", "pntxta", "pntxtb"}:
            self.labels.update(_WORD.findall(text))
        elif skip in SAID:
            self.said.setdefault(skip, []).append(text)

    def _mark(self, state: State, word: str) -> None:
        """A word that ends something, or is a character."""
        story = state.story
        level = max(2, state.in_table) if word.startswith("nest") else 1
        if word in {"par", "sect", "page"}:
            if story is self.body:
                self.margins.line(sum(len(t) for run in story.last.runs for t in run.texts))
                self.margins.take(word)
            story.end(state, "\n")
        elif word in {"cell", "nestcell"}:
            story.end(state, CHARS[word])
            story.end_cell(level)
        elif word in {"row", "nestrow"}:
            self.rows.setdefault(level, Row()).settle(story.end_row(level))
            story.end(state, "\n")
        else:
            self._text(state, CHARS[word])

    def _in_font(self, state: State, font: int) -> State:
        return replace(state, codec=self.fonts.get(font), signs=font in self.signs)

    def _turned(self, state: State, word: str, number: int | None) -> State:
        value = number or 0
        if state.skip == "colortbl" and word in {"red", "green", "blue"}:
            self.parts = {"red": 0, "green": 0, "blue": 0, **self.parts, word: min(255, max(0, value))}
        elif state.skip == "fonttbl":
            if word == "f":
                self.font = value
            elif word == "fcharset" and number == SIGNS:
                self.signs.add(self.font)
            elif word == "fcharset" and (codec := codec_of_font(number)):
                self.fonts[self.font] = codec
        elif word == "ansicpg" and number:
            self.codec = codec_of(number)
        elif word in _CHARACTERS:
            self.codec = codec_of(_CHARACTERS[word])
        elif word == "deff":
            self.default = value
        elif word == "f":
            return self._in_font(state, value)
        elif word == "plain":
            return self._in_font(turned(state, word, number), self.default)
        elif word == "viewbksp":
            self.backdrop_shown = bool(value)
        elif word in {"paperw", "paperh"} and value > 0:
            self.paper = (value, self.paper[1]) if word == "paperw" else (self.paper[0], value)
        elif state.skip in {"shpinst", "do"} and state.box is not None:
            state.box.take(word, value)
        elif word in WORDS:
            self.rows.setdefault(max(2, state.in_table) if state.nested else 1, Row()).take(word, number)
        elif not state.skip:
            self.margins.take(word)
        return turned(state, word, number)
