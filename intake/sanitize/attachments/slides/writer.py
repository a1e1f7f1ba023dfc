"""What a shape says that is seen: its paragraphs, the cells of its table, its chart or diagram."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.charts import put_chart, put_diagram, words_of
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page
from intake.sanitize.attachments.slides.looks import Ground, Look, Template, number
from intake.sanitize.attachments.slides.overflow import Column, column
from intake.sanitize.attachments.slides.places import Place
from intake.sanitize.attachments.slides.shapes import HIDDEN, words
from intake.sanitize.attachments.slides.text import runs

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

Relations = dict[str, tuple[str, str, bool]]


@dataclass(slots=True)
class Writer:
    """Writes the shapes of one slide or sheet; what of their words nobody sees goes to the receipt."""

    package: Package
    relations: Relations
    template: Template
    page: Page
    where: str
    technique: str = HIDDEN
    bottom: float = math.inf
    """Where the slide ends, below which nothing is seen."""
    links: dict[str, str] = field(init=False)
    framed: "dict[int, list[tuple[str, Element]]]" = field(default_factory=dict)
    """Charts and diagrams by the shape that frames them: they are read once, and asked for twice."""

    def __post_init__(self) -> None:
        self.links = {k: t for k, (kind, t, out) in self.relations.items() if kind == "hyperlink" and out}

    def words(self, shape: "Element") -> str:
        """All that a shape might say."""
        return " ".join([words(shape), *(words_of(root) for _, root in self._graphics(shape))])

    def write(self, shape: "Element", ground: Ground, place: Place | None = None) -> None:
        """Write what is seen of a shape; `place` where it stands, if it is known."""
        room = column(shape, place, self.bottom, self.template) if local(shape.tag) == "sp" else None
        self._content(shape, shape, self.page, ground, room)
        for kind, root in self._graphics(shape):
            if kind == "chart":
                put_chart(root, self.template, ground, self.page, self.where)
            else:
                framed = replace(self.template, ground=ground)
                put_diagram(root, self.package, self.relations, framed, self.page, self.where)

    def _graphics(self, shape: "Element") -> "list[tuple[str, Element]]":
        """Charts and diagrams that a shape frames."""
        if id(shape) not in self.framed:
            self.framed[id(shape)] = list(self._read(shape))
        return self.framed[id(shape)]

    def _read(self, shape: "Element") -> "Iterator[tuple[str, Element]]":
        for one in shape.iter() if local(shape.tag) == "graphicFrame" else ():
            name = {"chart": "id", "relIds": "dm"}.get(local(one.tag))
            key = attribute(one, name) or "" if name else ""
            kind, target, out = self.relations.get(key, ("", "", True))
            if kind in {"chart", "diagramData"} and not out:
                root = settled(self.package, target)
                if root is not None:
                    yield kind, root

    def _content(
        self, element: "Element", shape: "Element", page: Page, ground: Ground, room: Column | None
    ) -> None:
        for one in element:
            name = local(one.tag)
            if name == "txBody":
                self._body(one, shape, page, ground, room)
            elif name == "tr":
                self._row(one, shape, page, ground)
            else:
                self._content(one, shape, page, ground, room)

    def _row(self, row: "Element", shape: "Element", page: Page, ground: Ground) -> None:
        cells = []
        for cell in row:
            body = child(cell, "txBody")
            if body is None:
                continue
            if not {"1", "true"}.isdisjoint((cell.get("hMerge"), cell.get("vMerge"))):
                # Another cell is merged over it.
                if said := words(body).strip():
                    page.find(self.technique, said, self.where)
                continue
            inner = Page(page.budget)
            self._body(body, shape, inner, self._cell_ground(cell, ground))
            cells.append(" ".join(inner.text.split()))
            page.extend(tuple(inner.findings))
        page.add("row", " | ".join(c for c in cells if c), location=self.where)

    def _cell_ground(self, cell: "Element", ground: Ground) -> Ground:
        """A cell's own fill, or what the table lies on; what its table's style fills cannot be told."""
        fill = self.template.fill(child(cell, "tcPr"))
        if fill is None:
            return None
        return ground if fill.clear else fill.plain

    def _body(
        self, body: "Element", shape: "Element", page: Page, ground: Ground, room: Column | None = None
    ) -> None:
        fit = child(body, "bodyPr", "normAutofit")
        scale = number(fit.get("fontScale") or "100000") / 100_000 if fit is not None else 1.0
        bases: dict[int, Look] = {}
        for paragraph in body:
            if local(paragraph.tag) != "p":
                continue
            properties = child(paragraph, "pPr")
            level = min(8, max(0, number(properties.get("lvl")))) if properties is not None else 0
            if level not in bases:
                bases[level] = self.template.base(shape, level)
            out = room is not None and room.is_out()
            shown: list[str] = []
            sizes: list[int] = []
            for run in runs(paragraph):
                text = run.text
                if text.strip():
                    look = self.template.dressed(run.properties, bases[level])
                    sizes.append(look.size)
                    if out or run.stale or look.unseen(ground, scale):
                        page.find(self.technique, text, self.where)
                        continue
                    text = self._linked(run.properties, text, page)
                shown.append(text)
            page.add("paragraph", "".join(shown), location=self.where)
            if room is not None:
                room.take(paragraph, sizes, bases[level].size)

    def _linked(self, properties: "Element | None", text: str, page: Page) -> str:
        from intake.sanitize.links import judge_link

        link = child(properties, "hlinkClick")
        key = next((v for k, v in link.attrib.items() if local(k) == "id"), "") if link is not None else ""
        if key not in self.links:
            return text
        view = judge_link(self.links[key], text, where=self.where)
        page.extend(view.findings)
        return f"{text} <{view.url}>" if view.url and view.url != text.strip() else text
