"""Siblings that are alike share one context: mails are made of rows and cells that repeat.

So do the elements of mails with the same sheets, where the context names no element.
"""

from typing import NamedTuple

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import RGB
from intake.sanitize.elements import names
from intake.sanitize.html.context import Context, Ground, Memory, Page, Styled
from intake.sanitize.html.measure import Size
from intake.sanitize.html.style import enter
from intake.sanitize.tree import Node

_PLAIN = names(
    """
    a abbr article aside b blockquote center cite code dd div dl dt em font footer h1 h2 h3 h4 h5 h6
    header i img label li main ol p s section small span strong sub sup table tbody td tfoot th thead tr tt
    u ul
    """
)
"""Elements of which nothing is asked but their declarations and attributes."""
_NO_STYLE = names("alt class id name rel role src style target title")
"""Attributes that by themselves change nothing of how an element looks, or not on those above."""
_OWN = frozenset(
    ["z-index", "all", "writing-mode", "grid-area", "grid-row", "grid-column", "grid-row-start",
     "grid-column-start"]
)  # fmt: skip
"""Declarations whose effect hangs on what stood before on the page, on attributes, or on the grid around."""
LEAST_INDENT_PX = -500
"""From there on it matters what the element holds."""
MOST_REMEMBERED, MOST_CONTEXTS = 2000, 500
"""Elements and contexts that are kept for other pages."""


class Alike(NamedTuple):
    """What the first of some elements made of itself, and of the page."""

    won: Won
    here: Context
    ground: Ground | None
    painted: tuple[tuple[RGB, ...], ...]
    floated: bool
    pulled: bool
    behind: tuple[Context, Won, bool, bool]
    """The context around, the declarations, and whether something was pulled, or floated, before."""
    size: Size | None
    """How much text stands below it, where that matters."""

    def holds(self, node: Node, parent: Context, won: Won, page: Page) -> bool:
        """Whether another element on the same path makes the same of itself."""
        around, declared, pulled, floated = self.behind
        return (
            around is parent
            and declared is won
            and pulled == page.pulled
            and floated == page.floated
            and (self.size is None or self.size == page.sizes.of(node))
        )


_BY_SIZE = "by size"
"""Stands where it matters as well how much text stands below."""


def enter_alike(node: Node, parent: Context, won: Won, page: Page, order: int) -> Context:
    """What `enter` gives, worked out once for elements of which all that counts is the same.

    The context is shared, so nobody may change it afterwards.
    """
    if node.tag not in _PLAIN or (node.tag == "table" and _has_columns(node)):
        return enter(node, parent, won, page, order)
    path = node.path
    last = path.looks if path is not None else None
    if isinstance(last, Alike) and last.holds(node, parent, won, page):
        return _again(node, last, page, order)
    rest = [
        name if name == "href" else (name, value)
        for name, value in node.attrs.items()
        if name not in _NO_STYLE and name[:5] != "data-"
    ]
    key: tuple[object, ...] = (id(parent), id(won), node.tag, page.pulled, page.floated, *rest)
    alike = (page.memory if parent.free else page.own).alike
    known, size = alike.get(key), None
    if known is _BY_SIZE:
        size = page.sizes.of(node)
        key = (*key, size)
        known = alike.get(key)
    if isinstance(known, Alike):
        if path is not None and parent.free:
            path.looks = known
        return _again(node, known, page, order)
    behind = parent, won, page.pulled, page.floated
    noted, asked, grounds, painted = page.noted, page.asked, len(page.grounds), len(page.painted)
    here = enter(node, parent, won, page, order)
    if page.noted == noted and not _is_own(node, here, parent, won):
        if parent.free:
            if path is None or not path.short:
                return here
            _make_room(page.memory)
        if page.asked > asked and known is None:
            alike[key] = _BY_SIZE
            size = page.sizes.of(node)
            key = (*key, size)
        styled = page.styled[id(node)]
        here = styled.here = _same(here, page)
        ground = page.grounds[-1] if len(page.grounds) > grounds else None
        alike[key] = Alike(
            styled.won,
            here,
            ground and ground.under(_NOBODY),
            tuple(page.painted[painted:]),
            page.floated,
            page.pulled,
            behind,
            size,
        )
    return here


_NOBODY = Styled(Node("", None), {}, Context(), 0)
"""Stands for the box of a ground that is not laid yet."""


def _again(node: Node, known: Alike, page: Page, order: int) -> Context:
    """Do to the page what the first one did."""
    styled = page.styled[id(node)] = Styled(node, known.won, known.here, order)
    if known.ground is not None:
        page.grounds.append(known.ground.under(styled))
    for backs in known.painted:
        page.lay_ground(backs)
    page.floated, page.pulled = known.floated, known.pulled
    return known.here


def _has_columns(table: Node) -> bool:
    """Whether cells stand on columns, which paint for themselves."""
    return any(child.tag in ("col", "colgroup") for child in table.children)


def _make_room(memory: Memory) -> None:
    if len(memory.alike) >= MOST_REMEMBERED or len(memory.contexts) >= MOST_CONTEXTS:
        memory.alike.clear()
        memory.contexts.clear()
        memory.paths.forget()


def _same(here: Context, page: Page) -> Context:
    """The same context of another element: then what stands in the two is alike as well."""
    free = not any(_named(here))
    values = {**here.__dict__, "variables": tuple(here.variables.items())}
    content = (page.quirky, page.root, page.ink, page.link, *values.values())
    same = (page.memory if free else page.own).contexts.setdefault(content, here)
    same.free = free
    return same


def _named(here: Context) -> tuple[Node | None, ...]:
    """All elements that a context names."""
    return here.gone_at, here.clipper, here.abs_clipper, here.mover, here.positioned, here.bounded


def _is_own(node: Node, here: Context, parent: Context, won: Won) -> bool:
    """Whether the context tells of the element itself, or of what stands around it."""
    return (
        node in _named(here)
        or (here.clip, here.clip_doubt) != (parent.clip, parent.clip_doubt)
        or (here.indent is not None and here.indent <= LEAST_INDENT_PX)
        or not _OWN.isdisjoint(won)
    )
