"""How much text stands below each element, and whether something there moves it."""

import re
from functools import lru_cache

from intake.sanitize.css.lengths import length
from intake.sanitize.html.context import Size
from intake.sanitize.tree import Node

_SIZED = re.compile(r"(?:height|margin|padding|float|position|text-indent|width|line-height|top|left|font)\b")

_PUSHES = re.compile(
    r"(?<![\w-])(?:position|transform|translate|inset[\w-]*)\s*:|[\s:]-\.?\d|calc\(|"
    r"(?<![\w-])(?:margin|padding|text-indent|left|right|top|bottom)[\w-]{0,20}\s*:"
    r"[^;]{0,100}?\d\d(?:\d|em|rem|vw|vh|in|cm|%)"
)

_LINES = frozenset(["br", "p", "div", "li", "tr", "h1", "h2", "h3", "td", "table", "pre", "blockquote"])


@lru_cache(maxsize=2048)
def _effects(style: str) -> tuple[bool, bool]:
    style = style.lower()
    return bool(_SIZED.search(style)), bool(_PUSHES.search(style))


def measure(root: Node) -> dict[int, Size]:
    """By the identity of each node, what stands in it."""
    order: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(node.children)
    sizes: dict[int, Size] = {}
    for node in reversed(order):
        size = Size()
        if not node.tag:
            words = node.text.split()
            size.chars = sum(map(len, words)) + max(0, len(words) - 1)
            size.word = max(map(len, words), default=0)
        elif node.tag not in ("!comment", "style", "script", "head", "template"):
            for child in node.children:
                below = sizes[id(child)]
                size.chars += below.chars
                size.lines += below.lines
                size.word = max(size.word, below.word)
                size.awkward = size.awkward or below.awkward or below.styled
                size.shifts = size.shifts or below.shifts or below.pushes
            if node.tag in _LINES:
                size.lines += 2 if node.tag in ("p", "h1", "h2", "h3", "blockquote") else 1
            if node.tag in ("img", "svg", "input", "textarea", "select", "button"):
                high = length(node.attrs.get("height", "") or "0", 16, None) or 0
                size.lines += int(min(high, 10_000) / 18) + 1
            style = node.attrs.get("style")
            if style:
                size.styled, size.pushes = _effects(style)
        sizes[id(node)] = size
    return sizes
