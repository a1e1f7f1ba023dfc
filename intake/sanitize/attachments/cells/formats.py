"""Cell formats of a workbook as far as they decide what is seen (ECMA-376-1, 18.8)."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, TypeVar

from intake.sanitize.attachments.cells.conditions import Condition
from intake.sanitize.attachments.cells.room import PLAIN, Setting
from intake.sanitize.attachments.colour import BLACK, WHITE, Rgb, rgb, unreadable
from intake.sanitize.attachments.numbers import BUILTIN, labelled, section_of, sections, shown
from intake.sanitize.attachments.package import attribute, child, local
from intake.sanitize.attachments.theme import OFFICE, tinted

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

T = TypeVar("T")
TINY_POINTS = 2.0
MAX_POINTS = 1_000.0
MAX_DIFFERENCES = 10_000
_ORDER = ("lt1", "dk1", "lt2", "dk2", "accent1", "accent2", "accent3", "accent4", "accent5", "accent6")
"""Excel counts theme colours with light and dark exchanged."""
_HEX = (
    "000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF000000FFFFFFFF000000FF000000FFFFFF00FF00FF00FFFF"
    "800000008000000080808000800080008080C0C0C08080809999FF993366FFFFCCCCFFFF660066FF80800066CCCCCCFF"
    "000080FF00FFFFFF0000FFFF8000808000000080800000FF00CCFFCCFFFFCCFFCCFFFF9999CCFFFF99CCCC99FFFFCC99"
    "3366FF33CCCC99CC00FFCC00FF9900FF6600666699969696003366339966003300333300993300993366333399333333"
)
_INDEXED = [_HEX[n : n + 6] for n in range(0, len(_HEX), 6)]
_WORDS: dict[str, Rgb] = {
    "white": WHITE, "black": (0, 0, 0), "red": (255, 0, 0), "blue": (0, 0, 255), "green": (0, 255, 0),
    "yellow": (255, 255, 0), "cyan": (0, 255, 255), "magenta": (255, 0, 255),
}  # fmt: skip
_COLOURED = re.compile(
    r"\[(white|black|red|blue|green|yellow|cyan|magenta|colou?r ?(\d{1,2}))\]", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Style:
    """A cell format. `ground` is None where it cannot be told."""

    code: str = "General"
    ink: Rgb | None = None
    ground: Rgb | None = WHITE
    points: float = 11
    setting: Setting = PLAIN

    def unseen(self, numeric: float | None, text: str, old_epoch: bool, ink: Rgb | None = None) -> bool:
        """Whether a cell of this format shows nothing that can be read."""
        if self.points <= TINY_POINTS:
            return True
        section = _section(self.code, numeric)
        ink = _coloured(section) or ink or self.ink
        if ink and self.ground and unreadable(ink, self.ground):
            return True
        if numeric is None:
            return not labelled(self.code, text).strip()
        return not shown(numeric, self.code, old_epoch).strip()


@dataclass(slots=True)
class Palette:
    """Colours by theme, index or value."""

    scheme: dict[str, Rgb] = field(default_factory=lambda: dict(OFFICE))
    indexed: list[Rgb | None] = field(default_factory=lambda: [rgb(c) for c in _INDEXED])

    def colour(self, element: "Element | None") -> Rgb | None:
        if element is None or attribute(element, "auto") in {"1", "true"}:
            return None
        found: Rgb | None = None
        if (theme := element.get("theme")) is not None:
            place = integer(theme)
            found = self.scheme.get(_ORDER[place]) if place < len(_ORDER) else None
        elif (index := element.get("indexed")) is not None:
            place = integer(index)
            found = self.indexed[place] if place < len(self.indexed) else WHITE if place == 65 else None
        else:
            found = rgb(element.get("rgb"))
        try:
            tint = float(element.get("tint") or 0)
        except ValueError:
            tint = 0.0
        return tinted(found, tint) if found and tint else found


@dataclass(slots=True)
class Formats:
    """The formats of cells, and the differences that conditions apply."""

    cells: list[Style] = field(default_factory=list)
    palette: Palette = field(default_factory=Palette)
    differences: "list[Element]" = field(default_factory=list)
    points: float = 11.0
    """Of the usual font, whose digits columns are measured in."""

    @classmethod
    def of(cls, root: "Element | None", scheme: dict[str, Rgb]) -> "Formats":
        palette = Palette(scheme=scheme)
        if root is None:
            return cls(palette=palette)
        for place, one in enumerate(_each(child(root, "colors"), "indexedColors")):
            if place < len(palette.indexed):
                palette.indexed[place] = rgb(one.get("rgb"))
        codes = dict(BUILTIN)
        for one in _each(root, "numFmts"):
            codes[integer(attribute(one, "numFmtId"))] = attribute(one, "formatCode") or "General"
        fonts = [font(f, palette) for f in _each(root, "fonts")]
        fills = [_fill(f, palette) for f in _each(root, "fills")]
        styles = []
        for one in _each(root, "cellXfs"):
            ink, points = at(fonts, one.get("fontId"), (None, 11.0))
            styles.append(
                Style(
                    code=codes.get(integer(one.get("numFmtId")), "General"),
                    ink=ink,
                    ground=at(fills, one.get("fillId"), WHITE),
                    points=points,
                    setting=_setting(child(one, "alignment")),
                )
            )
        usual = at(fonts, "0", (None, 11.0))[1]
        return cls(cells=styles, palette=palette, differences=list(_each(root, "dxfs")), points=usual)

    def dressed(self, conditions: list[Condition], style: Style) -> Style:
        """A cell's format under conditions that hold; of two that tell the same, the first counts."""
        for condition in reversed(conditions):
            if condition.bare:
                style = replace(style, code=";;;@")
            if not 0 <= condition.difference < len(self.differences):
                continue
            one = self.differences[condition.difference]
            letters, code = child(one, "font"), child(one, "numFmt")
            ink, points = font(letters, self.palette)
            # Fills of differences keep their colour where cells keep the pattern's ground.
            pattern = child(one, "fill", "patternFill")
            ground = self.palette.colour(child(pattern, "bgColor")) if pattern is not None else None
            style = replace(
                style,
                ink=ink or style.ink,
                ground=ground or style.ground,
                points=points if child(letters, "sz") is not None else style.points,
                code=(attribute(code, "formatCode") or style.code) if code is not None else style.code,
            )
        return style if style.ink or not conditions else replace(style, ink=BLACK)

    def added(self, difference: "Element") -> int:
        """The number of a further difference; -1 where there are too many."""
        if len(self.differences) >= MAX_DIFFERENCES:
            return -1
        self.differences.append(difference)
        return len(self.differences) - 1

    def may_hide(self, index: int) -> bool:
        """Whether a conditional difference changes anything that words are seen by."""
        if not 0 <= index < len(self.differences):
            return False
        one = self.differences[index]
        ink = child(one, "font", "color") is not None or child(one, "font", "sz") is not None
        return ink or child(one, "fill") is not None or child(one, "numFmt") is not None


def _section(code: str, numeric: float | None) -> str:
    if numeric is not None:
        return section_of(code, numeric)[0]
    parts = sections(code)
    return parts[3] if len(parts) > 3 else parts[0]


def _coloured(section: str) -> Rgb | None:
    found = _COLOURED.search(section[:200])
    if not found:
        return None
    if found[2]:
        place = int(found[2]) + 7
        return rgb(_INDEXED[place]) if place < len(_INDEXED) else None
    return _WORDS[found[1].lower()]


def font(element: "Element | None", palette: Palette) -> tuple[Rgb | None, float]:
    """Ink and size of a font, or of a rich run's properties."""
    size = child(element, "sz")
    try:
        points = float((attribute(size, "val") if size is not None else None) or 11)
    except ValueError:
        points = 11.0
    points = points if 0 <= points <= MAX_POINTS else 11.0
    return palette.colour(child(element, "color")), points


def _setting(alignment: "Element | None") -> Setting:
    if alignment is None:
        return PLAIN
    on = {"1", "true"}
    return Setting(
        horizontal=alignment.get("horizontal") or "general",
        vertical=alignment.get("vertical") or "bottom",
        wraps=alignment.get("wrapText") in on,
        shrinks=alignment.get("shrinkToFit") in on,
        turned=(alignment.get("textRotation") or "0") != "0",
    )


def _fill(fill: "Element", palette: Palette) -> Rgb | None:
    """The cell's ground; None where it cannot be told."""
    gradient = child(fill, "gradientFill")
    if gradient is not None:
        stops = {palette.colour(child(s, "color")) for s in gradient}
        first = next(iter(stops), None)
        alike = first and all(one and unreadable(first, one) for one in stops)
        return first if alike else None
    pattern = child(fill, "patternFill")
    kind = (pattern.get("patternType") or "none") if pattern is not None else "none"
    if kind == "none":
        return WHITE
    return palette.colour(child(pattern, "fgColor")) if kind == "solid" else None


def _each(root: "Element | None", name: str) -> "Iterator[Element]":
    found = child(root, name)
    return iter(found if found is not None else ())


def at(items: list[T], index: str | None, other: T) -> T:
    place = integer(index) if index else -1
    return items[place] if 0 <= place < len(items) else other


def integer(text: str | None) -> int:
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 10 else 0


def column(reference: str | None) -> int:
    """1 for `A7`, 28 for `AB7`; 0 where there is none."""
    number = 0
    for char in (reference or "").replace("$", "")[:4]:
        if not "A" <= char <= "Z":
            break
        number = number * 26 + ord(char) - 64
    return number


def row(reference: str | None) -> int:
    return integer("".join(c for c in (reference or "") if c.isdigit()))


def name_of(element: "Element") -> str:
    return local(element.tag)
