"""CSS selectors (Selectors Level 4) over `tree.Node`: parsing, specificity, matching.

What cannot be decided without a browser (an unknown pseudo-class) answers None: perhaps.
"""

import re
from dataclasses import dataclass, field

from intake.sanitize.tree import Node

_IDENT = re.compile(r"(?:--|-?(?:[a-zA-Z_]|[^\x00-\x7f]|\\[^\n]))(?:[-\w]|[^\x00-\x7f]|\\[^\n])*")
_HASH = re.compile(r"#((?:[-\w]|[^\x00-\x7f]|\\[^\n])+)")
_ATTR = re.compile(
    r"""\[\s*(?:(?:[-\w]*|\*)\|)?([-\w:\\]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|([^\s\]"']+))\s*([iIsS])?\s*)?\]"""
)
_NTH = re.compile(
    r"\s*(?:(even|odd)|([+-]?\d*)n(?:\s*([+-])\s*(\d+))?|([+-]?\d+))\s*(?:of\s+(.+))?$", re.I | re.S
)
_UNESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}\s?|.)", re.S)

# States that do not hold in a page just opened, of which nothing was touched.
_NEVER = frozenset(
    [
        "hover",
        "active",
        "focus",
        "focus-within",
        "focus-visible",
        "visited",
        "target",
        "target-within",
        "fullscreen",
        "modal",
        "popover-open",
        "user-invalid",
        "user-valid",
        "autofill",
        "-webkit-autofill",
        "playing",
        "paused",
        "picture-in-picture",
        "current",
        "past",
        "future",
        "-ms-input-placeholder",
        "-moz-placeholder",
        "-moz-focusring",
        "-moz-focus-inner",
        "host",
        "defined-not",
    ]
)
_ELEMENTS = frozenset(["before", "after", "first-letter", "first-line"])
_FOLDED_ATTRS = frozenset(
    [
        "align",
        "bgcolor",
        "type",
        "dir",
        "lang",
        "color",
        "face",
        "valign",
        "method",
        "media",
        "rel",
        "rev",
        "rules",
        "scope",
        "shape",
        "target",
        "text",
        "link",
    ]
)

Test = tuple[str, object]


class BadSelectorError(ValueError):
    """The selector is not valid, so a browser drops its rule."""


@dataclass(slots=True)
class Compound:
    """Conditions on one element, and how the compound to its left is reached."""

    tag: str = ""
    ids: list[str] = field(default_factory=list)
    classes: list[str] = field(default_factory=list)
    tests: list[Test] = field(default_factory=list)
    combinator: str = ""
    pseudo: str = ""


@dataclass(slots=True)
class Selector:
    """A complex selector, rightmost compound first."""

    compounds: list[Compound]
    specificity: tuple[int, int, int]

    @property
    def pseudo(self) -> str:
        return self.compounds[0].pseudo


class Budget:
    """Steps left; a selector that runs out of them is undecided."""

    __slots__ = ("left",)

    def __init__(self, steps: int) -> None:
        self.left = steps


def _plain(name: str) -> str:
    if "\\" not in name:
        return name

    def one(found: re.Match[str]) -> str:
        code = found.group(1)
        if re.fullmatch(r"[0-9a-fA-F]{1,6}\s?", code):
            point = int(code, 16)
            return chr(point) if 0 < point < 0x110000 else "\ufffd"
        return code

    return _UNESCAPE.sub(one, name)


def split_list(text: str) -> list[str]:
    """The selectors of a list, cut at commas outside brackets and strings."""
    parts, depth, start, quote = [], 0, 0, ""
    for position, char in enumerate(text):
        if quote:
            if char == quote and text[position - 1] != "\\":
                quote = ""
        elif char in "\"'":
            quote = char
        elif char in "([":
            depth += 1
        elif char in ")]":
            depth -= 1
        elif char == "," and depth == 0:
            parts.append(text[start:position])
            start = position + 1
    parts.append(text[start:])
    return [p.strip() for p in parts]


def parse_list(text: str, *, forgiving: bool = False, depth: int = 0) -> list[Selector]:
    """All selectors of a list; one bad selector spoils the list unless `forgiving`."""
    if depth > 8:
        raise BadSelectorError("nested too deep")
    found = []
    for part in split_list(text):
        try:
            found.append(_parse(part, depth))
        except BadSelectorError:
            if not forgiving:
                raise
    return found


def _parse(text: str, depth: int) -> Selector:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S).strip()
    if not text:
        raise BadSelectorError("empty")
    compounds: list[Compound] = []
    a = b = c = 0
    position, combinator = 0, ""
    if text[0] in ">+~":
        combinator, position = text[0], 1
    while position < len(text):
        while position < len(text) and text[position].isspace():
            position += 1
        here = Compound(combinator=combinator)
        start = position
        while position < len(text) and not text[position].isspace() and text[position] not in ">+~":
            position, weight = _simple(text, position, here, first=position == start, depth=depth)
            a, b, c = a + weight[0], b + weight[1], c + weight[2]
        if position == start:
            raise BadSelectorError(text)
        compounds.append(here)
        gap = re.compile(r"\s*([>+~]?)\s*").match(text, position)
        assert gap is not None
        combinator = gap.group(1) or " "
        if gap.group(1) and gap.end() >= len(text):
            raise BadSelectorError(text)
        position = gap.end()
    if len(compounds) > 40:
        raise BadSelectorError("too long")
    if any(x.pseudo for x in compounds[:-1]):
        raise BadSelectorError("pseudo-element inside")
    compounds.reverse()
    return Selector(compounds, (a, b, c))


def _simple(
    text: str, at: int, into: Compound, *, first: bool, depth: int
) -> tuple[int, tuple[int, int, int]]:
    char = text[at]
    if char == "*":
        return at + (2 if text[at + 1 : at + 2] == "|" else 1), (0, 0, 0)
    if char == ".":
        found = _IDENT.match(text, at + 1)
        if not found:
            raise BadSelectorError(text)
        into.classes.append(_plain(found.group()))
        return found.end(), (0, 1, 0)
    if char == "#":
        found = _HASH.match(text, at)
        if not found:
            raise BadSelectorError(text)
        into.ids.append(_plain(found.group(1)))
        return found.end(), (1, 0, 0)
    if char == "[":
        found = _ATTR.match(text, at)
        if not found:
            raise BadSelectorError(text)
        name, operator, *values, flag = found.groups()
        value = next((v for v in values if v is not None), "")
        fold = (flag or "").lower() == "i" or (not flag and name.lower() in _FOLDED_ATTRS)
        into.tests.append(("attr", (_plain(name).lower(), operator, _plain(value), fold)))
        return found.end(), (0, 1, 0)
    if char == "&":
        into.tests.append(("root", None))
        return at + 1, (0, 0, 0)
    if char == ":":
        return _pseudo(text, at, into, depth)
    found = _IDENT.match(text, at)
    if not found or not first:
        raise BadSelectorError(text)
    into.tag = _plain(found.group()).lower()
    return found.end(), (0, 0, 1)


def _pseudo(text: str, at: int, into: Compound, depth: int) -> tuple[int, tuple[int, int, int]]:
    double = text[at : at + 2] == "::"
    found = _IDENT.match(text, at + (2 if double else 1))
    if not found:
        raise BadSelectorError(text)
    name, end, argument = found.group().lower(), found.end(), None
    if text[end : end + 1] == "(":
        level, stop = 0, end
        while stop < len(text):
            level += {"(": 1, ")": -1}.get(text[stop], 0)
            stop += 1
            if level == 0:
                break
        else:
            if level:
                raise BadSelectorError(text)
        argument, end = text[end + 1 : stop - 1], stop
    if double or (name in _ELEMENTS and argument is None):
        into.pseudo = name
        return end, (0, 0, 1)
    if argument is None:
        into.tests.append(("state", name))
        return end, (0, 1, 0)
    if name in ("not", "is", "where", "has", "matches", "-webkit-any", "any", "-moz-any"):
        if name in ("matches", "any", "-moz-any"):
            raise BadSelectorError(name)
        inner = parse_list(argument, forgiving=name in ("is", "where", "-webkit-any"), depth=depth + 1)
        into.tests.append((name if name in ("not", "has") else "is", inner))
        weight = max((s.specificity for s in inner), default=(0, 0, 0))
        return end, (0, 0, 0) if name == "where" else ((0, 1, 0) if name == "-webkit-any" else weight)
    if name in ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"):
        nth = _NTH.match(argument)
        if not nth:
            raise BadSelectorError(text)
        into.tests.append(
            (name, (*_step(nth), parse_list(nth.group(6), depth=depth + 1) if nth.group(6) else None))
        )
        return end, (0, 1, 0)
    if name == "lang":
        into.tests.append(("lang", [x.strip(" \"'").lower() for x in argument.split(",")]))
        return end, (0, 1, 0)
    if name == "dir":
        into.tests.append(("perhaps", None))
        return end, (0, 1, 0)
    into.tests.append(("perhaps", None))
    return end, (0, 1, 0)


def _step(nth: re.Match[str]) -> tuple[int, int]:
    word, step, sign, offset, alone = nth.group(1, 2, 3, 4, 5)
    if word:
        return (2, 0 if word.lower() == "even" else 1)
    if alone is not None:
        return (0, int(alone[:9]))
    size = {"": 1, "+": 1, "-": -1}.get(step)
    return (int(step[:9]) if size is None else size, int((sign or "+") + (offset or "0")[:8]))


def matches(
    selector: Selector, node: Node, quirky: bool, budget: Budget, scope: Node | None = None
) -> bool | None:
    """Whether the selector holds for the element; None where only a browser could tell."""
    return _match_from(selector.compounds, 0, node, quirky, budget, scope)


def _match_from(
    compounds: list[Compound], at: int, node: Node, quirky: bool, budget: Budget, scope: Node | None
) -> bool | None:
    budget.left -= 1
    if budget.left < 0:
        return None
    here = _match_one(compounds[at], node, quirky, budget)
    if here is False:
        return False
    combinator = compounds[at].combinator
    if at + 1 == len(compounds):
        if not combinator or scope is None:
            return here
        rest: bool | None = _relates(combinator, node, scope)
        return here if rest else False
    best: bool | None = False
    for other in _reached(combinator, node):
        result = _match_from(compounds, at + 1, other, quirky, budget, scope)
        if result:
            return here
        if result is None:
            best = None
            if budget.left < 0:
                break
    return best


def _relates(combinator: str, node: Node, scope: Node) -> bool:
    return any(other is scope for other in _reached(combinator, node))


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


def _match_one(compound: Compound, node: Node, quirky: bool, budget: Budget) -> bool | None:
    if compound.tag and compound.tag != node.tag:
        return False
    if quirky:
        if any(i.lower() != node.id.lower() for i in compound.ids):
            return False
        if compound.classes:
            mine = {c.lower() for c in node.classes}
            if any(c.lower() not in mine for c in compound.classes):
                return False
    else:
        if any(i != node.id for i in compound.ids):
            return False
        if any(c not in node.classes for c in compound.classes):
            return False
    sure: bool | None = True
    for kind, argument in compound.tests:
        result = _test(kind, argument, node, quirky, budget)
        if result is False:
            return False
        if result is None:
            sure = None
    return sure


def _test(kind: str, argument: object, node: Node, quirky: bool, budget: Budget) -> bool | None:
    if kind == "attr":
        return _attr(argument, node)  # type: ignore[arg-type]
    if kind == "state":
        return _state(str(argument), node)
    if kind == "root":
        return node.parent is None
    if kind in ("is", "not"):
        results = [_match_from(s.compounds, 0, node, quirky, budget, None) for s in argument]  # type: ignore[attr-defined]
        some = True if True in results else (None if None in results else False)
        if kind == "is":
            return some
        return None if some is None else not some
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
            family = [
                x for x in family if any(_match_from(s.compounds, 0, x, quirky, budget, None) for s in of)
            ]
        elif "last" not in kind:
            family = []
        if family:
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
