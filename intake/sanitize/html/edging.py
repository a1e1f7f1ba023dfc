"""Masks and clips that cut at the edges of a box, and nothing within them."""

import re
from functools import lru_cache

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import parse_colour, split_commas
from intake.sanitize.css.lengths import length, words
from intake.sanitize.css.values import POINTER
from intake.sanitize.html.context import Context, Page
from intake.sanitize.html.declared import overflow_of
from intake.sanitize.tree import Node

_GRADIENT = re.compile(r"(?:repeating-)?(?:linear|radial|conic)-gradient\(")
_INSET = re.compile(r"inset\(([^()]*)\)")
EDGES = frozenset(["mask", "mask-image", "clip-path"])
_CUTS = frozenset(["hidden", "clip", "scroll", "auto", "overlay"])
_PAGE = frozenset(["html", "body"])


def edged(won: Won) -> Won:
    """The declarations with what such a mask or clip does to a box: it cuts what sticks out."""
    told = [won[name] for name in EDGES if name in won]
    if any(name.startswith("overflow") for name in won) or not all(map(cuts_edges, told)):
        return won
    return {**won, "overflow": "clip"}


def takes_edges(node: Node, here: Context, won: Won) -> bool:
    """Whether all that it cuts is told by what its `overflow` cuts; what is placed in it is not."""
    if here.inline and here.display == "inline":
        plain = not node.elements() and "clip-path" in won
    else:
        plain = here.display == "block" and _CUTS.issuperset(overflow_of(won).values())
    here.edged = True
    return plain and node.tag not in _PAGE


def points_nowhere(value: str, node: Node, page: Page) -> bool:
    """Whether a clip is one that no element of the page may be: then nothing is cut (CSS Masking 1, 5.1)."""
    found = POINTER.fullmatch(value)
    if found is None:
        return False
    if page.ids is None:
        page.ids = frozenset(told.id.lower() for told in node.root.below() if told.id)
    return found[2].lower() not in page.ids


def cuts_edges(value: str) -> bool:
    """Whether a value hides nothing of the box itself."""
    return masks_nothing(value) or _clips_nothing(value)


def _clips_nothing(value: str) -> bool:
    found = _INSET.fullmatch(value)
    sizes = [length(word, 16.0, 100.0) for word in words(found.group(1).split("round")[0])] if found else []
    return bool(sizes) and all(size is not None and size <= 0 for size in sizes)


@lru_cache(maxsize=64)
def masks_nothing(value: str) -> bool:
    """Whether a mask is one gradient of opaque colours, and so hides nothing of it (CSS Masking 1, 5)."""
    if not _GRADIENT.match(value):
        return False
    stops = [
        parse_colour((words(stop) or [""])[0]) for stop in split_commas(value[value.index("(") + 1 : -1])
    ]
    told = [stop for stop in stops if isinstance(stop, tuple)]
    return len(told) >= max(2, len(stops) - 1) and all(stop[3] >= 1 for stop in told)
