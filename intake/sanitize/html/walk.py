"""Down the tree in reading order, with the context of each element."""

import re
from collections.abc import Iterator
from functools import lru_cache

from intake.mail import Finding
from intake.sanitize.css.cascade import Won
from intake.sanitize.css.lengths import font_size
from intake.sanitize.css.properties import HANDLED, IDLE, LOGICAL
from intake.sanitize.html.alike import enter_alike
from intake.sanitize.html.content import generate, put_void
from intake.sanitize.html.context import Context
from intake.sanitize.html.controls import CHOICE_LOOKS, FIELDS, chosen, cuts, rows, said, shown_lines
from intake.sanitize.html.disclosure import CONTENT, disclosed, style_content, within
from intake.sanitize.html.drawings import draw, in_drawing, is_bare, leaves_frame, letter, put_aside
from intake.sanitize.html.firsts import line_style
from intake.sanitize.html.formulas import FORMULA, formula, is_plain
from intake.sanitize.html.grounds import MOVERS, PAINTS, SHOWS, reaches_out
from intake.sanitize.html.pieces import Piece, Walk, put, put_comment, put_text
from intake.sanitize.html.resolve import resolve
from intake.sanitize.html.scenes import KEPT
from intake.sanitize.html.scheme import page_context
from intake.sanitize.html.shapes import may_come
from intake.sanitize.html.style import enter
from intake.sanitize.tree import Node

_PARAGRAPH = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "hr"]
)

_HEADINGS = frozenset(["h1", "h2", "h3", "h4", "h5", "h6"])
_INLINE = frozenset(["inline", "contents", "inline-block", "inline-flex", "none"])

_PECULIAR = KEPT | {
    "text", "tspan", "a", "template", "mphantom", "math", "foreignObject", "svg", *FORMULA,
    "marquee", "option", "optgroup", "iframe", "canvas", "object", *FIELDS,
}  # fmt: skip
_OWN_PLACE = frozenset(["x", "y", "dy"])
_MARKING = frozenset(["content", "font", "font-size", "line-height", "all", "zoom"])
_REMOTE = re.compile(r"\s*https?://|$", re.IGNORECASE)
_INSIDE = {
    "placeholder": ("input", "textarea"), "input-placeholder": ("input", "textarea"),
    "slider-thumb": ("input",), "datetime-edit": ("input",),
}  # fmt: skip
"""Pseudo-elements in which text of the element stands, and the elements that have them."""
_PARTED = frozenset(["input", "select", "textarea", "progress", "meter", "video", "audio"])
"""Elements of parts that a style may lay over others."""


def descend(walk: Walk, root: Node, all_doubtful: bool) -> None:
    told = resolve(root, walk.styles.of(root).own, Context(), walk.page)
    first = page_context(walk.page, told)
    if all_doubtful:
        first.suspect("limit")
    # An explicit stack, since mail nests deeper than Python recurses.
    stack: list[_Entered] = [(root, first, iter((root,)), 0, [], False)]
    while stack:
        around, here, children, start, closing, quotes = stack[-1]
        for node in children:
            walk.order += 1
            inside = within(walk, around, node, here) if walk.contents else here
            if not node.tag:
                if around.tag == "textarea":
                    _put_area(walk, node, around, inside)
                elif is_bare(around):
                    _put_bare(walk, node, around, inside)
                else:
                    put_text(walk, node.text, node, inside)
                continue
            if node.tag == "!comment":
                put_comment(walk, node)
                continue
            if node.tag == "a" and node.attrs.get("href"):
                walk.links.append(walk.link)
                walk.link = node
            inside, after = _open(walk, node, inside)
            begin = walk.order
            cites = bool(node.attrs) and _quotes(node)
            walk.quoted += cites
            below = _children(node, inside, walk) if node.tag in _CHOOSY else node.children
            stack.append((node, inside, iter(below), begin, after, cites))
            break
        else:
            stack.pop()
            if stack:
                walk.spans[id(around)] = (start, walk.order)
                _leave(walk, around, closing, quotes)


_Entered = tuple[Node, Context, Iterator[Node], int, list[Piece], bool]
"""An element on the way down: its context, the children still to come, its place in the document, what stands
behind it, and whether an earlier mail is quoted in it.
"""


def _leave(walk: Walk, node: Node, closing: list[Piece], quotes: bool) -> None:
    walk.quoted -= quotes
    if node is walk.link:
        walk.link = walk.links.pop()
    for piece in closing:
        put(walk, piece)


_QUOTES = frozenset(["gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix"])


def _quotes(node: Node) -> bool:
    """Whether an earlier mail is quoted there."""
    if node.classes and not _QUOTES.isdisjoint(node.classes):
        return True
    return node.tag == "blockquote" and node.attrs.get("type", "").lower() == "cite"


_CHOOSY = frozenset(["style", "script", "link", "meta", "template", "details", "select", "option"])


def _children(node: Node, here: Context, walk: Walk) -> list[Node]:
    """Those that are shown, where not all of them are."""
    if node.tag in ("style", "script", "link", "meta"):
        return []
    if node.tag == "template":
        text = " ".join(re.sub(r"<[^<>]{0,2000}>", " ", node.text).split())
        if text:
            walk.hidden.setdefault((id(node), "template"), []).append(text)
        return []
    if node.tag == "details":
        return disclosed(walk, node)
    if node.tag == "select":
        return _choices(walk, node, here)
    if node.tag == "option" and node.attrs.get("label"):
        put_text(walk, said(node), Node("", node), here)
        return []
    return node.children


def _choices(walk: Walk, select: Node, here: Context) -> list[Node]:
    """Put what is chosen, in the look of the field; of a list give all, and note those out of sight."""
    entries = [node for node in select.below() if node.tag in ("option", "optgroup")]
    shown = rows(select)
    if shown is not None:
        walk.scrolled.update(id(entry) for entry in entries[shown:])
        return [child for child in select.children if child.tag in ("option", "optgroup")]
    options = [entry for entry in entries if entry.tag == "option"]
    choice = chosen(options)
    others = [said(option) for option in options if option is not choice]
    walk.hidden.setdefault((id(select), "select-datalist"), []).extend(others)
    if choice is not None:
        put_text(walk, said(choice), Node("", select), here)
    return []


def _open(walk: Walk, node: Node, context: Context) -> tuple[Context, list[Piece]]:
    won, pseudo, perhaps, medias = walk.styles.of(node)
    spent = walk.styles.budget.left < 0
    here = (enter if perhaps or pseudo or spent else enter_alike)(node, context, won, walk.page, walk.order)
    for rule in perhaps:
        if not IDLE.issuperset(LOGICAL.get(name, name) for name, _, _ in rule.declarations):
            here.suspect("unknown-condition")
            may_come(node, here, context)
        moving = {n for n, value, _ in rule.declarations if n in MOVERS and (n, value) != ("display", "none")}
        if moving:
            (walk.page.wavers if moving <= SHOWS else walk.page.strays).append(node)
    if spent:
        here.suspect("limit")
    if medias and here.gone and here.gone_at is node:
        here.mobile = True
    if node.tag in _PECULIAR:
        _peculiar(walk, node, here, won)
    closing = _breaks(walk, node, here)
    if pseudo or (node.tag == "q" and walk.page.quotes):
        _pseudo(walk, node, here, pseudo, closing)
    put_void(walk, node, here)
    return here, closing


def _peculiar(walk: Walk, node: Node, here: Context, won: Won) -> None:
    """What is special to an element by its name."""
    if node.tag in KEPT and in_drawing(node):
        put_aside(walk, node, here)
    letters = node.tag in ("text", "tspan") or (node.tag == "a" and node.nearest("text") is not None)
    if letters and in_drawing(node):
        letter(walk, node, here)
        if not here.gone and (node.tag == "text" or not _OWN_PLACE.isdisjoint(node.attrs)):
            # It stands apart from the letters before it.
            put(walk, Piece(" ", white="normal"))
    shadow = node.tag == "template" and node.attrs.get("shadowrootmode", "").lower() in ("open", "closed")
    if shadow and node.parent is not None:
        # A shadow tree is shown in place of the children of its host.
        walk.page.spoilt.append((node.parent, "template"))
    if node.tag in FORMULA:
        formula(node, here, won)
    if node.tag == "foreignObject" or (node.tag == "math" and not is_plain(node)):
        here.suspect("unknown-property")
    if node.tag == "svg":
        if not in_drawing(node) and leaves_frame(node, won):
            walk.page.strays.append(node)
            here.suspect("svg-fill-white")
        draw(walk, node, here, won)
    if node.tag in FIELDS and cuts(walk.page.styled[id(node)]):
        here.suspect("textarea-input-value")
    if node.tag in ("option", "optgroup"):
        if id(node) in walk.scrolled or won.keys() - CHOICE_LOOKS or here.indent != 0:
            here.suspect("select-datalist")
        if node.tag == "optgroup" and node.attrs.get("label"):
            put_text(walk, node.attrs["label"], Node("", node), here)
    if node.tag == "marquee":
        here.suspect("animation-end")
    if node.tag == "canvas" or (node.tag == "object" and not _falls_back(node)):
        # Shown where no script may paint, and where the object does not load.
        here.suspect("iframe-video-fallback")
    if node.tag == "iframe" and "srcdoc" in node.attrs:
        walk.extra.append(
            Finding.of(
                "iframe-srcdoc", re.sub(r"<[^>]{0,500}>", " ", node.attrs["srcdoc"]), walk.where, "withheld"
            )
        )


def _pseudo(walk: Walk, node: Node, here: Context, pseudo: dict[str, Won], closing: list[Piece]) -> None:
    """Boxes that are generated, and parts of an element with a style of their own."""
    if "writing-mode" in walk.page.styled[id(node)].won:
        here.suspect("unknown-property")
    for which in ("before", "after"):
        generated = pseudo.get(which)
        if walk.page.quotes and node.tag == "q":
            generated = {"content": f"{'open' if which == 'before' else 'close'}-quote", **(generated or {})}
        if generated and here.display != "none" and not in_drawing(node):
            generate(walk, node, here, generated, closing if which == "after" else None)
    for which in pseudo:
        owners = _INSIDE.get(which.removeprefix("-webkit-"), ())
        if node.tag in owners and not HANDLED.isdisjoint(pseudo[which]):
            here.suspect("unknown-condition")
        if node.tag in _PARTED and not which.startswith(("-moz-", "-ms-")) and reaches_out(pseudo[which]):
            walk.page.strays.append(node)
    if node.tag == "details" and CONTENT in pseudo:
        style_content(walk, node, here, pseudo[CONTENT])
    if "marker" in pseudo and not _MARKING.isdisjoint(pseudo["marker"]):
        here.suspect("unknown-property")
        if not _is_small(pseudo["marker"], here):
            walk.page.strays.append(node)
    if here.inline and here.display == "inline":
        # What stands in lines has no lines of its own (CSS Pseudo 4, 2.1.1).
        return
    line_style(node, here, pseudo, walk.page)
    for which in ("first-letter", "first-line"):
        if any(n.startswith(PAINTS) for n in pseudo.get(which, ())):
            walk.page.strays.append(node)
        # The line may be higher than the others.
        here.shaky = here.shaky or any(not n.startswith(("color", "text-")) for n in pseudo.get(which, ()))


def _is_small(marker: Won, here: Context) -> bool:
    """Whether a bullet stays in its place: it has words of its own, or other letters that are no larger."""
    if marker.keys() <= {"content"}:
        return True
    size = font_size(marker.get("font-size", "1em"), here.font)
    return marker.keys() <= {"color", "font-size"} and size is not None and size <= here.font


def _falls_back(node: Node) -> bool:
    """Whether an object surely shows what it holds, since nothing is loaded into it."""
    data = node.attrs.get("data", "")
    return bool(_REMOTE.match(data)) if data.strip() else "type" not in node.attrs


def _put_bare(walk: Walk, text: Node, around: Node, here: Context) -> None:
    """Put a text of a drawing that is no letters of it."""
    inside = here.inside()
    if text.text.strip():
        inside.hide("svg-defs", around)
    put_text(walk, text.text, text, inside)


def _put_area(walk: Walk, text: Node, area: Node, here: Context) -> None:
    """Put the lines that a text area shows; those that it would be scrolled to are in doubt."""
    lines = text.text.removeprefix("\n").splitlines()
    shown = shown_lines(area)
    put_text(walk, "\n".join(lines[:shown]), text, here)
    if shown < len(lines):
        rest = here.inside()
        rest.suspect("textarea-input-value")
        # Of these no browser is asked: it paints the area as a whole.
        put_text(walk, "\n" + "\n".join(lines[shown:]), Node("", area), rest)


def _breaks(walk: Walk, node: Node, here: Context) -> list[Piece]:
    """Put the break before `node`; give the one after it."""
    if here.gone:
        return []
    before, after = _broken(node.tag, here.display)
    if before is not None:
        put(walk, before)
    if after is None:
        return []
    if node.tag == "li" and here.visible == "visible":
        put(walk, Piece(_bullet(node), kind="bullet", at=node))
    return [after]


@lru_cache(maxsize=512)
def _broken(tag: str, display: str) -> tuple[Piece | None, Piece | None]:
    """The breaks before and after an element; they have no place of their own, so that many share them."""
    if tag == "br":
        return Piece("", break_=1, white="br"), None
    if display in _INLINE:
        return None, None
    if display == "table-cell":
        return Piece("", break_=3, kind="cell"), None
    size = 2 if tag in _PARAGRAPH else 1
    kind, level = "paragraph", 0
    if tag in _HEADINGS:
        kind, level = "heading", int(tag[1])
    elif tag == "li":
        kind = "item"
    elif display == "table-row":
        kind = "row"
    return Piece("", break_=size, kind=kind, level=level), Piece("", break_=size, kind="paragraph")


def _bullet(node: Node) -> str:
    parent = node.parent
    if parent is None or parent.tag != "ol":
        return "- "
    start = parent.attrs.get("start", "1")
    first = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    parent.elements()
    return f"{first + node.index}. "
