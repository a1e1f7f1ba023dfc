"""Which elements the rules of a `@scope` block reach (CSS Cascade Level 6, 2.5)."""

from dataclasses import dataclass
from typing import Any

from intake.sanitize.css.certainty import some
from intake.sanitize.css.matching import Budget, matches
from intake.sanitize.css.selectors import BadSelectorError, Compound, Selector, Test, parse_list
from intake.sanitize.tree import Node


@dataclass(frozen=True, slots=True)
class Scope:
    """What begins in certain elements and ends before others."""

    roots: list[Selector]
    limits: list[Selector]


def scope_of(prelude: list[Any]) -> Scope | bool | None:
    """The scope that is told behind `@scope`; False where that is no scope, None where it is not known."""
    import tinycss2

    told = [token for token in prelude if token.type not in ("whitespace", "comment")]
    if [_is_list(token) for token in told] not in ([True], [True, False, True]):
        # Without a beginning it begins around the sheet.
        plain = not told or (len(told) == 2 and _is_to(told[0]) and _is_list(told[1]))
        return None if plain else False
    if len(told) > 1 and not _is_to(told[1]):
        return False
    try:
        roots, *limits = (
            parse_list(tinycss2.serialize(token.content), relative=at > 0)
            for at, token in enumerate(told[::2])
        )
    except BadSelectorError:
        return False
    ends = limits[0] if limits else []
    if any(selector.novel or selector.pseudo for selector in (*roots, *ends)):
        return None
    return Scope(roots, [tied(end) for end in ends])


def _is_list(token: Any) -> bool:
    return bool(token.type == "() block")


def _is_to(token: Any) -> bool:
    return bool(token.type == "ident" and token.lower_value == "to")


def tied(selector: Selector) -> Selector:
    """The selector as it stands in a scope: `:scope` and `&` are the element in which that begins.

    Where neither is named, the leftmost of it stands below that element.
    """
    told = [_marked(compound, "scope") for compound in selector.compounds]
    if not any(told):
        leftmost = selector.compounds[-1]
        leftmost.combinator = leftmost.combinator or " "
    elif selector.compounds[-1].combinator:
        loosened(selector)
    return selector


def loosened(selector: Selector) -> Selector:
    """The selector where it is not known in which element the scope begins."""
    for compound in selector.compounds:
        _marked(compound, "perhaps")
    return selector


def _marked(compound: Compound, kind: str) -> bool:
    """Put a test of `kind` for each `:scope` and `&`; whether there is one."""
    found = False
    for at, (name, argument) in enumerate(compound.tests):
        if name in ("root", "scope") or (name, argument) == ("state", "scope"):
            compound.tests[at] = (kind, "scope")
            found = True
        else:
            for inner in _within(compound.tests[at]):
                # Of what an element holds, or how it is counted, that is not worked out.
                told = kind if name in ("is", "not") else "perhaps"
                for part in inner.compounds:
                    found = _marked(part, told) or found
    return found


def _within(test: Test) -> list[Selector]:
    name, argument = test
    if name.startswith("nth-") and isinstance(argument, tuple):
        argument = argument[2]
    return argument if isinstance(argument, list) and name != "lang" else []


def reach(
    scope: Scope, selector: Selector, node: Node, quirky: bool, budget: Budget
) -> tuple[bool | None, int]:
    """Whether a selector of a scope holds for an element, and how far above that the nearest one begins."""
    top: Node | None = node
    path: list[Node] = []
    distance = 0
    while top is not None:
        path.append(top)
        answer = _any(scope.roots, top, quirky, budget, None)
        if answer is not False:
            ended = [_any(scope.limits, below, quirky, budget, top) for below in path]
            held = matches(selector, node, quirky, budget, top)
            if True not in ended and held is not False:
                sure = answer and held and None not in ended
                return (True if sure else None), distance
        top = top.parent
        distance += 1
    return False, 0


def _any(
    selectors: list[Selector], node: Node, quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    return some([matches(selector, node, quirky, budget, scope) for selector in selectors])
