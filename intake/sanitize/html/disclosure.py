"""What a `details` shows beside its summary, and in which style (HTML, 4.11.1 and 15.5.4)."""

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.properties import HANDLED
from intake.sanitize.html.context import SMALL_PX, Context
from intake.sanitize.html.grounds import reaches_out
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.style import enter
from intake.sanitize.tree import Node

CONTENT = "details-content"
_SIMPLE = {
    "content-visibility": ("visible", "hidden", "initial", "unset"),
    "visibility": ("visible", "hidden", "collapse", "inherit"),
    "display": ("block", "none"),
    "opacity": ("0", "1"),
}
"""What may be declared of the box around the content without an effect on where it stands."""


def style_content(walk: Walk, details: Node, here: Context, won: Won) -> None:
    """Enter the box around all but the summary, by what is declared of it."""
    if HANDLED.isdisjoint(won):
        return
    told = {name: value.lower() for name, value in won.items()}
    if any(value not in _SIMPLE.get(name, ()) for name, value in told.items() if name != "color"):
        if reaches_out(told):
            # It may lie over the summary, and over what stands elsewhere.
            here.suspect("unknown-condition")
            walk.page.strays.append(details)
        inner = here.inside()
        inner.suspect("unknown-condition")
        inner.font, inner.visible = max(inner.font, SMALL_PX), "visible"
        walk.contents[id(details)] = inner, _summary(details)
    elif "content-visibility" in told or _stays_open(walk, details):
        box = Node("::details-content", details)
        around = {"display": "block", **won}
        walk.contents[id(details)] = enter(box, here, around, walk.page, walk.order), _summary(details)


def within(walk: Walk, details: Node, child: Node, here: Context) -> Context:
    """The context that a child of an element stands in, where that is a `details` with a style for them."""
    inner = walk.contents.get(id(details))
    return here if inner is None or child is inner[1] else inner[0]


def disclosed(walk: Walk, details: Node) -> list[Node]:
    """The children that are shown; the text of others is noted."""
    if id(details) in walk.contents or _stays_open(walk, details):
        return details.children
    summary = _summary(details)
    for child in details.children:
        if child is not summary:
            text = " ".join(child.inner_text().split())
            if text:
                walk.hidden.setdefault((id(details), "details-closed"), []).append(text)
    return [summary] if summary else []


def _summary(details: Node) -> Node | None:
    return next((child for child in details.children if child.tag == "summary"), None)


def _stays_open(walk: Walk, details: Node) -> bool:
    """Of those that share a name only the first may be open (HTML, 4.11.1)."""
    name = details.attrs.get("name")
    if "open" not in details.attrs or not name:
        return "open" in details.attrs
    if not walk.opened:
        for node in details.root.below():
            if node.tag == "details" and "open" in node.attrs:
                walk.opened.setdefault(node.attrs.get("name", ""), node)
    return walk.opened[name] is details
