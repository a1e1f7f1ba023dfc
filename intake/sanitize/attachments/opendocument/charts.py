"""Charts that are put into a document (ODF 1.3, part 3, 11): the words that are drawn, and the others."""

from collections.abc import Callable
from typing import TYPE_CHECKING

from intake.sanitize.attachments.opendocument.looks import Look
from intake.sanitize.attachments.opendocument.markup import first, get, name, words
from intake.sanitize.attachments.opendocument.styles import Styles

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

    from intake.sanitize.attachments.opendocument.walk import Walk

MAX_WORDS = 500
_TITLES = ("chart:title", "chart:subtitle", "chart:footer")
_CODE = "d8-header-table-field"


def put_chart(holder: "Element", load: "Callable[[str], Element | None]", walk: "Walk") -> None:
    """Read the chart that a `draw:object` names or holds; other objects show as a picture."""
    flat = first(holder, "office:document")
    path = get(holder, "xlink:href") or ""
    root = flat if flat is not None else load(path) if path and ":" not in path else None
    chart = first(root, "office:body", "office:chart", "chart:chart")
    if root is None or chart is None:
        return
    styles = Styles(flowing=False)
    styles.add(first(root, "office:styles"))
    styles.add(first(root, "office:automatic-styles"))
    base = styles.dressed("chart", get(chart, "chart:style-name"), Look())
    plot = first(chart, "chart:plot-area")
    axes = [e for e in plot if name(e.tag) == "chart:axis"] if plot is not None else []
    for owner in (chart, *axes):
        for one in owner:
            if name(one.tag) in _TITLES:
                _say(words(one), styles.dressed("chart", get(one, "chart:style-name"), base).unseen(), walk)
    legend = first(chart, "chart:legend")
    named = "" if legend is None else styles.dressed("chart", get(legend, "chart:style-name"), base).unseen()
    labelled: str | None = ""
    for axis in axes:
        own = styles.properties("chart", get(axis, "chart:style-name"))
        if (
            get(axis, "chart:dimension") == "x"
            and own.get("style:chart-properties", {}).get("chart:display-label") != "false"
        ):
            labelled = styles.applied(own, base).unseen()
    if not axes or (first(plot, "chart:axis") is None):
        labelled = named
    _table(first(chart, "table:table"), named, labelled, walk)


def _table(table: "Element | None", named: str | None, labelled: str | None, walk: "Walk") -> None:
    """Names of series from the first row, of categories from the first column; the rest are numbers."""
    rows = [e for e in table.iter() if name(e.tag) == "table:table-row"] if table is not None else []
    for number, row in enumerate(rows[:MAX_WORDS]):
        cells = [e for e in row if name(e.tag) == "table:table-cell"]
        for column, cell in enumerate(cells[:MAX_WORDS]):
            text = " ".join(words(p) for p in cell if name(p.tag) == "text:p")
            if get(cell, "office:value-type") != "string" or not text:
                continue
            unseen = _CODE if number and column else named if number == 0 else labelled
            _say(text, _CODE if unseen == "" else unseen, walk)


def _say(text: str, unseen: str | None, walk: "Walk") -> None:
    if unseen:
        walk.find(unseen, text)
    else:
        walk.page.add("paragraph", text, location=walk.location)
