"""Master pages: which of them a text has, their headers, footers, ground and size (ODF 1.3, part 3, 16.9)."""

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.looks import PAPER, Ground, Look
from intake.sanitize.attachments.opendocument.markup import first, get, is_on, name, points
from intake.sanitize.attachments.opendocument.shapes import Place
from intake.sanitize.attachments.opendocument.styles import Styles

if TYPE_CHECKING:
    from collections.abc import Iterator
    from xml.etree.ElementTree import Element

MAX_DEPTH = 100
MAX_PAGES = 5_000
LETTERS = 85
"""On a line, and lines on a page: where a text surely fills another page is not known, where it may is."""
LINES = 50
A4: Place = (0.0, 0.0, 595.3, 841.9)
_INSIDE = (
    "text:section",
    "text:list",
    "text:list-item",
    "text:list-header",
    "text:index-body",
    "text:table-of-content",
)


@dataclass(slots=True)
class Run:
    """Pages in a row that begin with one master page."""

    master: str
    breaks: int = 0
    lines: int = 0

    @property
    def pages(self) -> int:
        return min(MAX_PAGES, 1 + max(self.breaks, self.lines // LINES))


@dataclass(slots=True)
class Masters:
    """`styles` are those of the part with the master pages."""

    styles: Styles
    pages: "dict[str, Element]" = field(default_factory=dict)
    runs: list[Run] = field(default_factory=list)

    @classmethod
    def of(cls, holder: "Element | None", styles: Styles) -> "Masters":
        found = [e for e in holder if name(e.tag) == "style:master-page"] if holder is not None else []
        masters = cls(styles, {get(e, "style:name") or "": e for e in found})
        usual = "Standard" if "Standard" in masters.pages else next(iter(masters.pages), "")
        masters.runs.append(Run(usual))
        return masters

    def survey(self, body: "Element", styles: Styles) -> None:
        """Follow the breaks of a text, with the styles of its part."""
        started = False
        for one in _blocks(body, 0):
            kind = name(one.tag)
            if kind == "text:soft-page-break":
                self.runs[-1].breaks += 1
                continue
            family, key = (
                ("table", "table:style-name") if kind == "table:table" else ("paragraph", "text:style-name")
            )
            own = styles.properties(family, get(one, key))
            if own.get("style:text-properties", {}).get("text:display") == "none":
                continue
            self._begin(own, family, started=started)
            started = True
            self.runs[-1].breaks += sum(name(e.tag) == "text:soft-page-break" for e in one.iter())
            self.runs[-1].lines += sum(
                1 + len(e.text or "") // LETTERS for e in one.iter() if name(e.tag) == "text:p"
            )
            if kind == "text:p" or kind == "text:h":
                self.runs[-1].lines += len("".join(one.itertext())) // LETTERS
            after = own.get(f"style:{family}-properties", {}).get("fo:break-after")
            self.runs[-1].breaks += after == "page"

    def _begin(self, own: dict[str, dict[str, str]], family: str, *, started: bool) -> None:
        called = own["style"].get("style:master-page-name") or ""
        if called in self.pages:
            if started:
                self.runs.append(Run(called))
            else:
                self.runs[-1].master = called
        elif started and own.get(f"style:{family}-properties", {}).get("fo:break-before") == "page":
            self.runs[-1].breaks += 1

    def shown(self, kind: str) -> "list[Element]":
        """The headers (or footers) that stand on some page, in order."""
        out: list[Element] = []
        at = 0
        for run in self.runs:
            master = run.master
            for number in range(run.pages):
                at += 1
                element = self.pages.get(master)
                if element is None:
                    break
                told = _of_page(element, kind, opening=number == 0, even=at % 2 == 0)
                if told is not None and not any(told is one for one in out):
                    out.append(told)
                master = get(element, "style:next-style-name") or master
        return out

    def unused(self, used: "list[Element]") -> "Iterator[Element]":
        for element in self.pages.values():
            for one in element:
                if name(one.tag).startswith(("style:header", "style:footer")) and not any(
                    one is u for u in used
                ):
                    yield one

    def look(self, master: str) -> Look:
        """The look of a page before anything is put on it."""
        return Look(ground=self.ground(master))

    def ground(self, master: str) -> Ground:
        layout = self.layout(master)
        if layout is None:
            return PAPER
        part = first(layout, "style:page-layout-properties")
        own = {name(k): v for k, v in part.attrib.items()} if part is not None else {}
        image = first(part, "style:background-image")
        if image is not None and len(image.attrib):
            own["style:background-image"] = "image"
        return self.styles.ground(own, PAPER)

    def margin(self, master: str, kind: str) -> Look:
        """The look of a header (or footer) before its text."""
        part = first(self.layout(master), f"style:{kind}-style", "style:header-footer-properties")
        own = {name(k): v for k, v in part.attrib.items()} if part is not None else {}
        return Look(ground=self.styles.ground(own, self.ground(master)))

    def layout(self, master: str) -> "Element | None":
        element = self.pages.get(master)
        return (
            self.styles.layouts.get(get(element, "style:page-layout-name") or "")
            if element is not None
            else None
        )

    def area(self, master: str) -> Place | None:
        """The page in points, where its size is told."""
        part = first(self.layout(master), "style:page-layout-properties")
        if part is None:
            return None
        wide, high = points(get(part, "fo:page-width")), points(get(part, "fo:page-height"))
        return (0.0, 0.0, wide, high) if wide and high else None

    def largest(self) -> Place:
        """A page as wide and high as any that is used."""
        areas = [area for run in self.runs if (area := self.area(run.master))] or [A4]
        return 0.0, 0.0, max(a[2] for a in areas), max(a[3] for a in areas)


def _blocks(parent: "Element", depth: int) -> "Iterator[Element]":
    """Paragraphs, tables and soft breaks in the flow of the text."""
    for one in parent if depth <= MAX_DEPTH else ():
        kind = name(one.tag)
        if kind in {"text:p", "text:h", "table:table", "text:soft-page-break"}:
            yield one
        elif kind in _INSIDE and get(one, "text:display") != "none":
            yield from _blocks(one, depth + 1)


def _of_page(master: "Element", kind: str, *, opening: bool, even: bool) -> "Element | None":
    """The header (or footer) that a page of a master has."""
    base = first(master, f"style:{kind}")
    if base is not None and is_on(base, "style:display", "false"):
        base = None
    wanted = [f"style:{kind}-first", f"loext:{kind}-first"] if opening else []
    wanted += [f"style:{kind}-left"] if even else []
    for one in wanted:
        found = first(master, one)
        if found is not None and not is_on(found, "style:display", "false"):
            return found
    return base
