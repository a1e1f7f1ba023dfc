"""Siblings that are alike share one context: mails are made of rows and cells that repeat."""

from dataclasses import dataclass, replace

from intake.sanitize.css.cascade import Won
from intake.sanitize.elements import names
from intake.sanitize.html.context import Context, Ground, Page, Styled
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
_OWN = frozenset(["z-index", "all"])
"""Declarations whose effect hangs on what stood before on the page, or on other attributes."""
LEAST_INDENT_PX = -500
"""From there on it matters what the element holds."""


@dataclass(frozen=True, slots=True)
class Alike:
    """What the first of some siblings made of itself."""

    won: Won
    here: Context
    ground: Ground | None
    behind: tuple[Context, Won]
    """Kept, so that their identities are given to no others."""


_BY_SIZE = "by size"
"""Stands where it matters as well how much text stands below."""


def enter_alike(node: Node, parent: Context, won: Won, page: Page, order: int) -> Context:
    """What `enter` gives, worked out once for siblings of which all that counts is the same.

    The context is shared, so nobody may change it afterwards.
    """
    if node.tag not in _PLAIN or (node.tag == "table" and _has_columns(node)):
        return enter(node, parent, won, page, order)
    rest = [
        name if name == "href" else (name, value)
        for name, value in node.attrs.items()
        if name not in _NO_STYLE and name[:5] != "data-"
    ]
    key: tuple[object, ...] = (id(parent), id(won), node.tag, page.pulled, *rest)
    known = page.alike.get(key)
    if known is _BY_SIZE:
        key = (*key, page.sizes.of(node).told)
        known = page.alike.get(key)
    if isinstance(known, Alike):
        styled = page.styled[id(node)] = Styled(node, known.won, known.here, order)
        if known.ground is not None:
            page.grounds.append(replace(known.ground, box=styled))
        return known.here
    noted, asked, grounds = page.noted, page.asked, len(page.grounds)
    here = enter(node, parent, won, page, order)
    if page.noted == noted and not _is_own(node, here, won):
        if page.asked > asked and known is None:
            page.alike[key] = _BY_SIZE
            key = (*key, page.sizes.of(node).told)
        styled = page.styled[id(node)]
        # The same context of another cell: then what stands in the two is alike as well.
        here = styled.here = page.contexts.setdefault(_content(here), here)
        ground = page.grounds[-1] if len(page.grounds) > grounds else None
        page.alike[key] = Alike(styled.won, here, ground, (parent, won))
    return here


def _has_columns(table: Node) -> bool:
    """Whether cells stand on columns, which paint for themselves."""
    return any(child.tag in ("col", "colgroup") for child in table.children)


def _content(here: Context) -> tuple[object, ...]:
    values = here.__dict__ | {"variables": id(here.variables)}
    return tuple(values.values())


def _is_own(node: Node, here: Context, won: Won) -> bool:
    """Whether the context tells of the element itself, or of what stands around it."""
    return (
        node in (here.gone_at, here.clipper, here.abs_clipper, here.mover, here.positioned, here.bounded)
        or (here.indent is not None and here.indent <= LEAST_INDENT_PX)
        or not _OWN.isdisjoint(won)
    )
