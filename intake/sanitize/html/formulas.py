"""Letters of a formula (MathML Core): which are shown, and in what colour."""

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import parse_colour
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.html.context import Context
from intake.sanitize.tree import Node

_LETTERED = frozenset(["mi", "mn", "mo", "mtext", "annotation", "annotation-xml"])
_ROWS = frozenset(["math", "mrow", "semantics", "mphantom", "merror", "maction"])
FORMULA = _LETTERED | _ROWS | {"mspace"}
_ATTRIBUTES = {
    "math": frozenset(["display", "xmlns", "mathcolor"]),
    "maction": frozenset(["actiontype", "selection"]),
    **dict.fromkeys(["mi", "mn", "mtext", "mrow"], frozenset(["mathcolor"])),
}
_LOOKS = LETTER_LOOKS | {"line-height", "box-sizing", "opacity", "visibility", "text-align"}
"""What may be declared for elements of a formula that are judged as others."""
_LABELS = frozenset(["style", "class", "id"])


def formula(node: Node, here: Context, won: Won) -> None:
    """Enter an element of a formula."""
    told = {name for name, value in won.items() if value not in ("0", "0px")}
    if told - _LOOKS:
        # Its boxes are of a kind of their own.
        here.suspect("unknown-property")
    if node.tag in ("annotation", "annotation-xml", "mphantom") or node.follows_in("semantics"):
        # Of meanings the first alone is shown (MathML Core, 5.1).
        here.hide("display-none", node)
    elif node.follows_in("maction") and node.parent is not None and in_formula(node.parent):
        # As of what may be done with it (3.6).
        if "display" in won or "all" in won:
            here.suspect("unknown-property")
        else:
            here.hide("display-none", node)
    if "mathcolor" in node.attrs and in_formula(node) and "color" not in won:
        colour = parse_colour(node.attrs["mathcolor"])
        if isinstance(colour, tuple) and "all" not in won and not here.dark:
            here.colour = colour
        else:
            here.suspect("unknown-property")


def in_formula(node: Node) -> bool:
    """Whether an element is one of a formula: what stands in letters of it is not."""
    above: Node | None = node
    while above is not None and above.tag != "math":
        above = above.parent
        if above is not None and above.tag not in _ROWS:
            return False
    return above is not None


def is_plain(math: Node) -> bool:
    """Whether a formula is made of letters and rows of them alone, none with a look that is not judged."""
    return _is_told(math) and not _bare(math) and all(_is_plain(child) for child in math.below())


def _is_plain(child: Node) -> bool:
    if child.tag not in FORMULA or not (_is_told(child) or child.tag.startswith("annotation")):
        return False
    if child.tag in ("maction", "merror", "mspace", "math") and not in_formula(child):
        return False
    return child.tag in _LETTERED or not _bare(child)


def _is_told(node: Node) -> bool:
    """Whether its attributes are known ones."""
    return node.attrs.keys() <= _ATTRIBUTES.get(node.tag, frozenset()) | _LABELS


def _bare(node: Node) -> bool:
    """Whether letters stand in it without an element that is made for them."""
    return any(not child.tag and child.text.strip() for child in node.children)
