"""Where elements stand: what each is by its name and attributes, and what those around it are.

What hangs on no more is worked out once for all that stand alike, and for the next mail of the same make.
"""

from collections.abc import Iterable
from typing import TYPE_CHECKING

from intake.sanitize.css.selectors import Selector
from intake.sanitize.tree import Node

if TYPE_CHECKING:
    from intake.sanitize.css.cascade import Styled

MOST_PATHS, MOST_TOLD = 16_000, 1000
"""Paths that are kept, and characters of what an element tells that they are kept for."""
CONTENT = frozenset(["alt", "href", "name", "rel", "role", "src", "target", "title"])
"""Attributes that say nothing of looks, unless a selector asks; of a link it counts that it leads on."""
_LINKS = frozenset(["link", "any-link", "-webkit-any-link"])


class Path:
    """A place in the tree."""

    __slots__ = ("looks", "names", "short", "steps", "styled")

    def __init__(self, *, short: bool = True) -> None:
        self.short = short
        """What an element there tells is worth to be kept for other pages."""
        self.styled: Styled | None = None
        """What the sheets say there, where it hangs on the path alone,"""
        self.steps = 0
        """and the steps that were taken to find it."""
        self.names: frozenset[str] | None = None
        """Tags, ids and classes of it and of all around it, once they were asked."""
        self.looks: object = None
        """What the last element there made of itself (`html.alike`)."""


class Paths:
    """The paths of pages with the same sheets."""

    def __init__(self) -> None:
        self._skipped, self._asked = CONTENT, frozenset[str]()
        self._top = (Path(), Path())
        self._known: dict[tuple[object, ...], Path] = {}

    def ask(self, names: Iterable[str]) -> None:
        """Tell elements apart by these attributes as well; to be said before the first path."""
        self._asked = self._asked.union(names)
        self._skipped = CONTENT - self._asked

    def begin(self) -> None:
        """Make room for another page."""
        if len(self._known) >= MOST_PATHS:
            self.forget()

    def forget(self) -> None:
        """Let go of all paths, and of what hangs on them."""
        self._known.clear()

    def of(self, node: Node, quirky: bool) -> Path:
        """The path of an element, which keeps it."""
        parent = node.parent
        # The walk comes from the root, so this goes up a step or two at most.
        around = self._top[quirky] if parent is None else parent.path or self.of(parent, quirky)
        attrs = node.attrs
        key: tuple[object, ...] = (around, node.tag)
        told: list[tuple[str, str]] = []
        if attrs:
            told = [
                item
                for item in attrs.items()
                if item[0] not in self._skipped and (item[0][:5] != "data-" or item[0] in self._asked)
            ]
            key = (around, node.tag, "href" in attrs, *told)
        path = self._known.get(key)
        if path is None:
            path = Path(short=sum([len(name) + len(value) for name, value in told]) <= MOST_TOLD)
            if path.short and len(self._known) < MOST_PATHS:
                self._known[key] = path
        node.path = path
        return path


def asked(selector: Selector) -> set[str] | None:
    """The attributes that a selector asks for; None where it asks for more than paths tell: for siblings and
    for what an element holds.
    """
    found: set[str] = set()
    for compound in selector.compounds:
        if compound.combinator not in ("", " ", ">"):
            return None
        for kind, argument in compound.tests:
            if kind in ("is", "not") and isinstance(argument, list):
                for inner in argument:
                    more = asked(inner)
                    if more is None:
                        return None
                    found |= more
            elif kind == "attr" and isinstance(argument, tuple):
                found.add(str(argument[0]))
            elif kind == "lang":
                found.add("lang")
            elif not (kind in ("root", "perhaps") or (kind == "state" and argument in _LINKS)):
                return None
    return found
