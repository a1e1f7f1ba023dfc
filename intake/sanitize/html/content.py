"""Text that stands in no text node: generated content, form values, alternative texts."""

import re

from intake.sanitize.css.cascade import Won, substitute
from intake.sanitize.css.registered import UNTOLD
from intake.sanitize.html.context import Context
from intake.sanitize.html.grounds import letters
from intake.sanitize.html.images import put_image
from intake.sanitize.html.pieces import Piece, Walk, put, put_text
from intake.sanitize.html.scheme import PLACEHOLDER
from intake.sanitize.html.style import enter
from intake.sanitize.tree import Node

_CONTENT = re.compile(
    r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|attr\(\s*([\w-]+)[^)]*\)|url\([^)]*\)|(/)', re.S
)
_COUNTER = re.compile(r"counters?\([^(),]*(?:,\s*)*([^(),]*)\)")
_COUNTED = frozenset(
    ["", "decimal", "decimal-leading-zero", "lower-alpha", "upper-alpha", "lower-latin", "upper-latin",
     "lower-roman", "upper-roman"]
)  # fmt: skip
_ANY_LETTERS = "\u2588" * 20
"""Where it is not told which are generated."""
_PICTURED = re.compile(r"(?:data|cid):|gradient\(|image|element\(|cross-fade\(", re.IGNORECASE)
_SAID, LEAST_SAID = frozenset(["title", "aria-label", "data-text", "summary"]), 40
"""Attributes with words for people, and from how many characters on they are told of."""


def generate(walk: Walk, node: Node, here: Context, won: Won, closing: list[Piece] | None) -> None:
    content = won.get("content", "none")
    if "var(" in content:
        try:
            content = substitute(content, here.variables) or "none"
        except RecursionError:
            here.suspect("unknown-property")
            content = "none"
        if UNTOLD in content:
            here.suspect("unknown-property")
    parts: list[str] = []
    for quoted, single, attr, slash in _CONTENT.findall(content):
        if slash:
            # What follows is for those who do not see the page (CSS Content 3, 2.1).
            break
        raw = node.attrs.get(attr.lower(), "") if attr else quoted or single
        parts.append(re.sub(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", _escape, raw, flags=re.S) if not attr else raw)
    text = "".join(parts)
    if content.strip().lower() in ("none", "normal", ""):
        return
    # An empty box is generated as well, and may lie over others.
    fake = Node("::before" if closing is None else "::after", node, text)
    walk.page.generated.setdefault(id(node), ([], []))[closing is not None].append(fake)
    inside = enter(fake, here, won, walk.page, walk.order)
    # A picture is as large as its own file, or a gradient as what is around it, says.
    inside.shaky = inside.shaky or _PICTURED.search(content) is not None
    if any(found[1] not in _COUNTED for found in _COUNTER.finditer(_CONTENT.sub(" ", content))):
        # A sheet may name other signs than numbers.
        letters(_ANY_LETTERS, inside, fake, walk.page)
    if walk.page.quotes and "quote" in content:
        letters(_quotes(fake, walk), inside, fake, walk.page)
    if not text.strip():
        return
    before = len(walk.pieces)
    put_text(walk, text, fake, inside)
    if closing is not None:
        closing[:0] = walk.pieces[before:]
        del walk.pieces[before:]


def _quotes(node: Node, walk: Walk) -> str:
    """The quotation marks that are declared for an element."""
    around: Node | None = node
    while around is not None:
        styled = walk.page.styled.get(id(around))
        told = styled.won.get("quotes", "inherit") if styled is not None else "inherit"
        if told not in ("inherit", "unset"):
            return re.sub(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", _escape, told, flags=re.S)
        around = around.parent
    return ""


def _escape(found: re.Match[str]) -> str:
    if found.group(1):
        code = int(found.group(1), 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    return found.group(2)


def _placeholder(field: Context) -> Context:
    """Its letters are grey, whatever is declared for the field."""
    here = field.inside()
    here.colour = PLACEHOLDER
    return here


def put_void(walk: Walk, node: Node, here: Context) -> None:
    """Put what an image, a control or a rule shows, and tell of attributes that nobody sees."""
    tag, attrs = node.tag, node.attrs
    if tag == "img" or (tag == "input" and attrs.get("type", "").strip().lower() == "image"):
        put_image(walk, node, here)
    elif tag == "input":
        kind = attrs.get("type", "text").lower()
        value = attrs.get("value") or attrs.get("placeholder", "")
        if kind in ("submit", "reset", "button"):
            value = attrs.get("value", "")
        if kind in ("hidden", "password", "checkbox", "radio", "file", "color", "range"):
            if kind == "hidden" and value:
                walk.hidden.setdefault((id(node), "textarea-input-value"), []).append(value)
            value = ""
        if value:
            if not attrs.get("value") and value == attrs.get("placeholder"):
                here = _placeholder(here)
            if len(value) > int(attrs["size"] if attrs.get("size", "").isdigit() and len(attrs["size"]) < 4 else 20) and kind not in (  # noqa: E501
                "submit", "reset", "button"):  # fmt: skip
                here.suspect("textarea-input-value")
            put_text(walk, value, node, here)
    elif tag == "textarea" and attrs.get("placeholder", "").strip() and not node.children:
        put_text(walk, attrs["placeholder"], node, _placeholder(here))
    elif tag == "hr" and not here.gone:
        put(walk, Piece("", break_=2))
    if not _SAID.isdisjoint(attrs):
        for value in (v for name, v in attrs.items() if name in _SAID and len(v) > LEAST_SAID):
            walk.hidden.setdefault((id(node), "attributes"), []).append(value)
