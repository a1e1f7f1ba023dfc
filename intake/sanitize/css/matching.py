"""Whether a selector holds for an element of `tree.Node`.

What cannot be decided without a browser (an unknown pseudo-class) answers None: perhaps.
"""

from intake.sanitize.css.certainty import negated, some
from intake.sanitize.css.pseudos import NEVER
from intake.sanitize.css.selectors import Compound, Selector
from intake.sanitize.tree import Node

_NEVER = NEVER | {
    "target-within", "current", "host", "defined-not", "-ms-input-placeholder", "-moz-placeholder",
    "-moz-focusring", "-moz-focus-inner",
}  # fmt: skip
"""These, and names that only some client ever knew: `placeholder` is the grey text of a field."""


class Budget:
    """Steps left; a selector that runs out of them is undecided."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps


def matches(
    selector: Selector, node: Node, quirky: bool, budget: Budget, scope: Node | None = None
) -> bool | None:
    """Whether the selector holds for the element; None where only a browser could tell."""
    return _match_from(selector.compounds, 0, node, quirky, budget, scope)


def hopeless(selector: Selector) -> bool:
    """Whether it asks for what no element of a mail ever is, such as to be pointed at."""
    return any(kind == "state" and name in _NEVER for part in selector.compounds for kind, name in part.tests)


def _match_from(
    compounds: list[Compound], at: int, node: Node, quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    sure: bool | None = True
    while True:
        budget.left -= 1
        if budget.left < 0:
            return None
        compound = compounds[at]
        here = _match_one(compound, node, quirky, budget, scope)
        if here is False:
            return False
        sure = sure and here
        at += 1
        if at == len(compounds):
            return False if compound.combinator and scope and not _relates(compound, node, scope) else sure
        if compound.combinator != ">":
            rest = _match_some(compounds, at, _reached(compound.combinator, node), quirky, budget, scope)
            return rest and sure
        if node.parent is None:
            return False
        node = node.parent


def _match_some(
    compounds: list[Compound], at: int, nodes: list[Node], quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    best: bool | None = False
    for other in nodes:
        result = _match_from(compounds, at, other, quirky, budget, scope)
        if result:
            return True
        if result is None:
            best = None
            if budget.left < 0:
                break
    return best


def _relates(compound: Compound, node: Node, scope: Node) -> bool:
    return any(other is scope for other in _reached(compound.combinator, node))


def _reached(combinator: str, node: Node) -> list[Node]:
    parent = node.parent
    if combinator == " ":
        above = []
        while parent is not None:
            above.append(parent)
            parent = parent.parent
        return above
    if parent is None:
        return []
    if combinator == ">":
        return [parent]
    family = parent.elements()
    return family[max(0, node.index - 1) : node.index] if combinator == "+" else family[: node.index]


def names(compound: Compound, node: Node, quirky: bool) -> bool:
    """Whether tag, ids and classes of a compound are those of the element."""
    if compound.tag and compound.tag != node.tag.lower():
        return False
    if quirky:
        if any(i.lower() != node.id.lower() for i in compound.ids):
            return False
        if compound.classes:
            mine = {c.lower() for c in node.classes}
            return all(c.lower() in mine for c in compound.classes)
        return True
    for i in compound.ids:
        if i != node.id:
            return False
    return all(c in node.classes for c in compound.classes) if compound.classes else True


def _match_one(
    compound: Compound, node: Node, quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    if not names(compound, node, quirky):
        return False
    sure: bool | None = True
    for kind, argument in compound.tests:
        result = _test(kind, argument, node, quirky, budget, scope)
        if result is False:
            return False
        if result is None:
            sure = None
    return sure


def _test(
    kind: str, argument: object, node: Node, quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    if kind == "attr":
        return _attr(argument, node)  # type: ignore[arg-type]
    if kind == "state":
        return _state(str(argument), node)
    if kind == "root":
        return node.parent is None
    if kind == "scope":
        return node is scope
    if kind in ("is", "not"):
        results = [_match_from(s.compounds, 0, node, quirky, budget, scope) for s in argument]  # type: ignore[attr-defined]
        return some(results) if kind == "is" else negated(some(results))
    if kind == "has":
        return _has(argument, node, quirky, budget)  # type: ignore[arg-type]
    if kind.startswith("nth-"):
        return _nth(kind, argument, node, quirky, budget)  # type: ignore[arg-type]
    if kind == "lang":
        here: Node | None = node
        while here is not None and "lang" not in here.attrs:
            here = here.parent
        language = here.attrs["lang"].lower() if here else ""
        return any(language == x or language.startswith(x + "-") for x in argument if x)  # type: ignore[attr-defined]
    return None


def _attr(argument: tuple[str, str | None, str, bool], node: Node) -> bool:
    name, operator, value, fold = argument
    mine = node.attrs.get(name)
    if mine is None:
        # Those of drawings have capital letters, which a selector need not have.
        mine = next((v for n, v in node.attrs.items() if not n.islower() and n.lower() == name), None)
    if mine is None:
        return False
    if operator is None:
        return True
    if fold:
        mine, value = mine.lower(), value.lower()
    if operator == "=":
        return mine == value
    if operator == "~=":
        return bool(value) and value in mine.split()
    if operator == "|=":
        return mine == value or mine.startswith(value + "-")
    if not value:
        return False
    if operator == "^=":
        return mine.startswith(value)
    return mine.endswith(value) if operator == "$=" else value in mine


def _state(name: str, node: Node) -> bool | None:
    if name in _NEVER:
        return False
    if name == "root":
        return node.parent is None
    if name == "scope":
        return node.parent is None
    if name in ("link", "any-link", "-webkit-any-link"):
        return node.tag in ("a", "area") and "href" in node.attrs
    if name == "empty":
        return not any(c.tag != "!comment" and (c.tag or c.text) for c in node.children)
    if name in ("first-child", "last-child", "only-child", "first-of-type", "last-of-type", "only-of-type"):
        return _position(name, node)
    form = node.tag in ("input", "select", "textarea", "button", "option", "optgroup", "fieldset")
    if name == "checked":
        return ("checked" in node.attrs and node.tag == "input") or (None if node.tag == "option" else False)
    if name in ("disabled", "enabled"):
        return form and (("disabled" in node.attrs) == (name == "disabled"))
    if name in ("required", "optional"):
        return form and (("required" in node.attrs) == (name == "required"))
    if name == "placeholder-shown":
        return (
            node.tag in ("input", "textarea") and "placeholder" in node.attrs and not node.attrs.get("value")
        )
    if name in ("read-only", "read-write") and node.tag not in ("input", "textarea"):
        return None if "contenteditable" in node.attrs else name == "read-only"
    if name == "open":
        return "open" in node.attrs
    if name == "defined":
        return "-" not in node.tag
    return None


def _position(name: str, node: Node) -> bool:
    if node.parent is None:
        return True
    family = node.parent.elements()
    if name.endswith("of-type"):
        family = [x for x in family if x.tag == node.tag]
    first, last = family[0] is node, family[-1] is node
    if name.startswith("only"):
        return first and last
    return first if name.startswith("first") else last


def _nth(
    kind: str, argument: tuple[int, int, list[Selector] | None], node: Node, quirky: bool, budget: Budget
) -> bool | None:
    step, offset, of = argument
    if node.parent is None:
        number = 1
    else:
        family = node.parent.elements()
        budget.left -= len(family) // 8
        if kind.endswith("of-type"):
            family = [x for x in family if x.tag == node.tag]
        elif of is not None:
            counted = [[_match_from(s.compounds, 0, x, quirky, budget, None) for s in of] for x in family]
            if any(None in answers and True not in answers for answers in counted):
                return None
            family = [x for x, answers in zip(family, counted, strict=True) if True in answers]
        elif "last" not in kind:
            family = []
        if family or of is not None:
            if node not in family:
                return False
            number = family.index(node) + 1
            if "last" in kind:
                number = len(family) - number + 1
        else:
            number = node.index + 1
    distance = number - offset
    if step == 0:
        return distance == 0
    return distance % step == 0 and distance // step >= 0


def _has(inner: list[Selector], node: Node, quirky: bool, budget: Budget) -> bool | None:
    best: bool | None = False
    for selector in inner:
        first = selector.compounds[-1].combinator or " "
        if first in "+~":
            pool = node.parent.elements()[node.index + 1 :] if node.parent else []
            stack = list(pool)
        else:
            stack = list(node.elements())
        leftmost = selector.compounds[-1]
        saved, leftmost.combinator = leftmost.combinator, first
        try:
            while stack:
                other = stack.pop()
                stack.extend(other.elements())
                result = _match_from(selector.compounds, 0, other, quirky, budget, node)
                if result:
                    return True
                if result is None:
                    best = None
                    if budget.left < 0:
                        return None
        finally:
            leftmost.combinator = saved
    return best
