"""The tree that a browser builds, as light records: lexbor parses as the HTML standard says."""

import re
from typing import TYPE_CHECKING

from selectolax.lexbor import LexborHTMLParser, LexborNode

from intake.sanitize.elements import UNCLOSED

if TYPE_CHECKING:
    from intake.sanitize.css.paths import Path

MOST_TEMPLATE = 20_000
REPLACEMENT = "\ufffd"
_SOURCES = frozenset(
    ["style", "script", "textarea", "title", "xmp", "iframe", "noembed", "noframes", "plaintext"]
)
"""Elements in which a character that is none stays as the one that stands for it."""
_LEGACY_DOCTYPE = re.compile(
    r"-//w3c//dtd html (?:3|4\.0(?:1)?)(?: transitional| frameset| final)?//|-//ietf//|-//netscape|-//microsoft",  # noqa: E501
    re.I,
)
_TAG = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")


class Node:
    """An element (`tag` is its lower-case name) or a text (`tag` is empty)."""

    __slots__ = ("attrs", "children", "classes", "id", "index", "parent", "path", "siblings", "tag", "text")

    def __init__(self, tag: str, parent: "Node | None", text: str = "") -> None:
        self.tag = tag
        self.parent = parent
        self.text = text
        # Texts have neither; of these there are as many as of elements.
        self.attrs: dict[str, str] = {} if tag else _NO_ATTRS
        self.children: list[Node] = [] if tag else _NO_CHILDREN
        self.classes: tuple[str, ...] = ()
        self.id = ""
        self.index = 0
        self.path: Path | None = None
        self.siblings: list[Node] | None = None

    def elements(self) -> "list[Node]":
        """Child elements, numbered from 0 in `index`; built once."""
        if self.siblings is None:
            self.siblings = [child for child in self.children if child.tag and child.tag[0] != "!"]
            for number, child in enumerate(self.siblings):
                child.index = number
        return self.siblings

    def below(self) -> "list[Node]":
        """All elements in it, in the order of the document."""
        found, stack = [], list(reversed(self.children))
        while stack:
            child = stack.pop()
            if child.tag:
                found.append(child)
                stack.extend(reversed(child.children))
        return found

    def release(self) -> None:
        """Let go of all that it holds, for good: a tree whose children know their parents is a circle, which
        only a search through all objects would find.
        """
        stack = [self]
        while stack:
            node = stack.pop()
            stack += node.children
            node.parent = None
            node.siblings = None
            node.children = _NO_CHILDREN

    def follows_in(self, tag: str) -> bool:
        """Whether it is a child of an element of that name, and not its first."""
        return self.parent is not None and self.parent.tag == tag and self.parent.elements()[0] is not self

    @property
    def root(self) -> "Node":
        node = self
        while node.parent is not None:
            node = node.parent
        return node

    def above(self) -> "list[Node]":
        """The elements around it, the innermost first."""
        found, node = [], self.parent
        while node is not None:
            found.append(node)
            node = node.parent
        return found

    def nearest(self, tag: str) -> "Node | None":
        """The innermost element of that name which it is or stands in."""
        node: Node | None = self
        while node is not None and node.tag != tag:
            node = node.parent
        return node

    def inner_text(self) -> str:
        """All text below, as source code of a style sheet or a script is read."""
        parts: list[str] = []
        stack = [self]
        while stack:
            node = stack.pop()
            if node.tag:
                stack.extend(reversed(node.children))
            else:
                parts.append(node.text)
        return "".join(parts)


_NO_ATTRS: dict[str, str] = {}
_NO_CHILDREN: list[Node] = []


def is_quirky(html: str) -> bool:
    """Whether a browser takes quirks mode: no doctype, or one of the old ones (HTML standard, 13.2.6.4.1)."""
    head = html[:2000].lstrip("\ufeff \t\r\n")
    while head.startswith("<!--"):
        end = head.find("-->")
        if end < 0:
            return True
        head = head[end + 3 :].lstrip()
    if head[:9].lower() != "<!doctype":
        return True
    doctype = head[: head.find(">") + 1]
    return bool(_LEGACY_DOCTYPE.search(doctype)) and ("4.0" not in doctype or doctype.count('"') < 4)


def too_deep(html: str, limit: int) -> int | None:
    """Where open tags first pass `limit`, by a cheap count; lexbor needs quadratic time beyond it."""
    if html.count("<") - html.count("</") <= limit:
        # So few tags cannot nest so deep.
        return None
    depth = 0
    for found in _TAG.finditer(html):
        if found.group(2).lower() in UNCLOSED:
            continue
        depth += -1 if found.group(1) else 1
        if depth < 0:
            depth = 0
        if depth > limit:
            return found.start()
    return None


def build(html: str, max_nodes: int) -> tuple[Node, bool]:
    """The document's tree and whether it was cut at `max_nodes`. Comments are nodes with the tag `!comment`."""  # noqa: E501
    parser = LexborHTMLParser(html)
    root = Node("html", None)
    source = parser.root
    if source is None:
        return root, False
    _name(root, source.attributes)
    for around in _around(source):
        root.children.append(Node("!comment", root, around))
    count = 0
    stack = [(source, root)]
    while stack:
        here, node = stack.pop()
        child = here.first_child
        while child is not None:
            count += 1
            if count > max_nodes:
                return root, True
            tag = child.tag
            if tag == "-text":
                node.children.append(Node("", node, child.text_content or ""))
            elif tag == "-comment":
                made = Node("!comment", node, child.comment_content or "")
                node.children.append(made)
            elif child.is_element_node:
                made = Node(tag or "", node)
                if tag == "template":
                    # What stands in it is another document; only its source is kept, for the receipt.
                    made.text = (child.html or "")[:MOST_TEMPLATE]
                attributes = child.attributes
                if attributes:
                    _name(made, attributes)
                node.children.append(made)
                stack.append((child, made))
            child = child.next
    return root, False


def drop_replacements(root: Node) -> None:
    """Take the characters that stand for others out of what is read as text."""
    stack = [root]
    while stack:
        node = stack.pop()
        if not node.tag and node.parent is not None and node.parent.tag not in _SOURCES:
            node.text = node.text.replace(REPLACEMENT, "")
        stack.extend(node.children)


def _around(source: LexborNode) -> list[str]:
    """The comments before and after the root element."""
    found: list[str] = []
    for step in ("prev", "next"):
        here = getattr(source, step)
        while here is not None and len(found) < 1000:
            if here.tag == "-comment":
                found.append(here.comment_content or "")
            here = getattr(here, step)
    return found


def _name(node: Node, attributes: dict[str, str | None]) -> None:
    node.attrs = {k: v or "" for k, v in attributes.items()}
    node.id = node.attrs.get("id", "")
    if "class" in node.attrs:
        node.classes = tuple(node.attrs["class"].split())
