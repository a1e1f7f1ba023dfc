"""Charts (ECMA-376-1, 21.2) and diagrams (21.4): the words that are drawn, and those that nobody sees."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

from intake.sanitize.attachments.alternatives import settled
from intake.sanitize.attachments.package import Package, child, local
from intake.sanitize.attachments.reader import Page
from intake.sanitize.attachments.slides.looks import Ground, Look, Template
from intake.sanitize.attachments.slides.shapes import HIDDEN, ground_of, shapes
from intake.sanitize.attachments.slides.text import runs
from intake.sanitize.attachments.theme import alpha, drawn

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_WORDS = 500
OPAQUE = 0.9
_NAMED = frozenset(["catAx", "dateAx"])
_AXES = frozenset(["catAx", "dateAx", "valAx", "serAx"])
_OFF = frozenset(["0", "false"])
Relations = dict[str, tuple[str, str, bool]]


def put_chart(root: "Element", template: Template, ground: Ground, page: Page, where: str) -> None:
    """What a chart says: titles, legend, categories, labels. What it keeps for itself is reported."""
    chart = _Chart(template, _ground(root, template, ground), Look())
    chart.base = chart.look(root)
    for text, seen in islice(chart.said(root), MAX_WORDS):
        if seen:
            page.add("paragraph", text, location=where)
        else:
            page.find(HIDDEN, text, where)


def words_of(root: "Element") -> str:
    """All words of a chart or a diagram, for the receipt of one that is not shown."""
    return " ".join(e.text for e in root.iter() if local(e.tag) in {"t", "v"} and e.text)[:5000]


def put_diagram(
    data: "Element", package: Package, relations: Relations, template: Template, page: Page, where: str
) -> None:
    """What a diagram says: the shapes that Office drew for it (MS-ODRAWXML, 2.2), or else its nodes."""
    told = next((e.get("relId") for e in data.iter() if local(e.tag) == "dataModelExt"), None)
    drawings = {k: t for k, (kind, t, out) in relations.items() if kind == "diagramDrawing" and not out}
    target = drawings.get(told or "") or (next(iter(drawings.values())) if len(drawings) == 1 else None)
    root = settled(package, target) if target else None
    tree = child(root, "spTree")
    if tree is None:
        points = child(data, "ptLst")
        for point in points if points is not None else ():
            if local(point.tag) == "pt" and point.get("type", "node") in {"node", "asst"}:
                _paragraphs(point, Look(), template, None, page, where)
        return
    pieces = shapes(tree, template, page, where)
    for index, shape in enumerate(pieces):
        ground = ground_of(shape, pieces[:index], template)
        _paragraphs(shape.element, template.base(shape.element, 0), template, ground, page, where)


def _paragraphs(
    holder: "Element", base: Look, template: Template, ground: Ground, page: Page, where: str
) -> None:
    for paragraph in (e for e in holder.iter() if local(e.tag) == "p"):
        shown = []
        for run in runs(paragraph):
            if run.stale or template.dressed(run.properties, base).unseen(ground, 1.0):
                page.find(HIDDEN, run.text, where)
            else:
                shown.append(run.text)
        page.add("paragraph", "".join(shown), location=where)


def _ground(root: "Element", template: Template, ground: Ground) -> Ground:
    properties = child(root, "spPr")
    solid = child(properties, "solidFill")
    if solid is not None and alpha(solid) >= OPAQUE:
        return drawn(solid, template.scheme, template.mapping)
    plain = properties is None or child(properties, "noFill") is not None
    return ground if plain else None


@dataclass(slots=True)
class _Chart:
    """How the words of one chart look."""

    template: Template
    ground: Ground
    base: Look

    def look(self, holder: "Element | None") -> Look:
        """The look that a part of the chart gives its words."""
        return self.template.dressed(child(holder, "txPr", "p", "pPr", "defRPr"), self.base)

    def shows(self, holder: "Element | None") -> bool:
        """Whether a part is drawn, in letters that can be read."""
        if holder is None or _is(holder, "delete"):
            return False
        return not self.look(holder).unseen(self.ground, 1.0)

    def said(self, root: "Element") -> Iterator[tuple[str, bool]]:
        """Each text of the chart, and whether it is drawn."""
        chart = child(root, "chart")
        area, legend = child(chart, "plotArea"), child(chart, "legend")
        yield from self.title(child(chart, "title"), shown=True)
        axes = [one for one in (area if area is not None else ()) if local(one.tag) in _AXES]
        for axis in axes:
            yield from self.title(child(axis, "title"), shown=not _is(axis, "delete"))
        named = any(
            self.shows(axis) and _value(axis, "tickLblPos") != "none"
            for axis in axes
            if local(axis.tag) in _NAMED
        )
        entries = [one for one in (legend if legend is not None else ()) if local(one.tag) == "legendEntry"]
        gone = {_value(entry, "idx") for entry in entries if _is(entry, "delete")}
        told = set[str]()
        for kind in area if area is not None else ():
            for series in (e for e in kind if local(e.tag) == "ser"):
                labels = [one for one in (child(series, "dLbls"), child(kind, "dLbls")) if one is not None]
                listed = self.shows(legend) and _value(series, "idx") not in gone
                for text in _points(child(series, "tx")):
                    yield text, listed or self.labels(labels, "showSerName")
                for text in _points(child(series, "cat")):
                    if text not in told:
                        told.add(text)
                        # Without axes the legend names the categories.
                        seen = named if axes else self.shows(legend) and not gone
                        yield text, seen or self.labels(labels, "showCatName")
                for label in (e for one in labels for e in one if local(e.tag) == "dLbl"):
                    yield from self.title(label, shown=True)

    def title(self, holder: "Element | None", *, shown: bool) -> Iterator[tuple[str, bool]]:
        """The words of a title or a label."""
        text, look = child(holder, "tx"), self.look(holder)
        seen = shown and holder is not None and not _is(holder, "delete")
        rich = child(text, "rich")
        for paragraph in (e for e in rich if local(e.tag) == "p") if rich is not None else ():
            own = self.template.dressed(child(paragraph, "pPr", "defRPr"), look)
            for run in runs(paragraph):
                dressed = self.template.dressed(run.properties, own)
                yield run.text, seen and not dressed.unseen(self.ground, 1.0)
        for words in _points(text):
            yield words, seen and not look.unseen(self.ground, 1.0)

    def labels(self, labels: "list[Element]", name: str) -> bool:
        """Whether the points of a series are labelled by their series or category."""
        return any(_is(one, name) and self.shows(one) for one in labels)


def _points(holder: "Element | None") -> list[str]:
    """The words that a series keeps of the cells that it names."""
    if holder is None:
        return []
    return [
        value.text
        for point in holder.iter()
        if local(point.tag) == "pt"
        for value in point
        if local(value.tag) == "v" and value.text
    ]


def _value(holder: "Element", name: str) -> str:
    one = child(holder, name)
    return (one.get("val") or "") if one is not None else ""


def _is(holder: "Element", name: str) -> bool:
    """A switch, which is on where it stands without a value."""
    one = child(holder, name)
    return one is not None and (one.get("val") or "1") not in _OFF
