"""Which declaration wins on each element: importance, layer, specificity, order (CSS Cascade Level 5)."""

import re
from collections import defaultdict
from collections.abc import Iterator
from typing import NamedTuple

from intake.sanitize.css.matching import Budget, matches
from intake.sanitize.css.selectors import Compound, Selector
from intake.sanitize.css.sheets import Declaration, Rule, inline
from intake.sanitize.css.values import is_valid
from intake.sanitize.tree import Node

Won = dict[str, str]


_Key = tuple[int, int, float, tuple[int, int, int], int]
_Declared = tuple[_Key, str, Declaration]


_VAR = re.compile(r"var\(", re.I)


MAX_VALUE = 20_000
"""Characters of a value after its variables are put in; the billion laughs of CSS end here."""


class Index:
    """The rules of a document, filed by what the last compound of each selector asks for. Never changes."""

    def __init__(self, rules: list[Rule]) -> None:
        self.by_id: dict[str, list[_Entry]] = defaultdict(list)
        self.by_class: dict[str, list[_Entry]] = defaultdict(list)
        self.by_tag: dict[str, list[_Entry]] = defaultdict(list)
        self.any: list[_Entry] = []
        for order, rule in enumerate(rules):
            for selector in rule.selectors:
                self._file(_Entry(order, selector, rule))

    def _file(self, entry: "_Entry") -> None:
        last = entry.selector.compounds[0]
        if last.ids:
            self.by_id[last.ids[0].lower()].append(entry)
        elif last.classes:
            self.by_class[last.classes[0].lower()].append(entry)
        elif token := _class_of(last):
            self.by_class[token.lower()].append(entry)
        elif last.tag:
            self.by_tag[last.tag].append(entry)
        else:
            self.any.append(entry)


class _Entry:
    """A selector of a rule with all that can be worked out before an element is seen."""

    __slots__ = ("declared", "needs", "plain", "rule", "selector")

    def __init__(self, order: int, selector: Selector, rule: Rule) -> None:
        self.selector = selector
        self.rule = rule
        self.needs = frozenset(_needed(selector))
        last = selector.compounds[0]
        self.plain = len(selector.compounds) == 1 and not last.tests and not last.combinator
        self.declared: list[_Declared] = []
        for declaration in rule.declarations:
            important = declaration[2]
            layer = -rule.layer if important else rule.layer
            key = (int(important), 0, layer, selector.specificity, order)
            self.declared.append((key, selector.pseudo, declaration))


class Styled(NamedTuple):
    """What the sheets and its `style` attribute say of an element."""

    own: Won
    pseudo: dict[str, Won]
    perhaps: list[Rule]
    """Rules that may apply."""
    media: list[Rule]
    """Rules of `@media` that do."""


class Styles:
    """Finds the winning declarations of the elements of one document."""

    def __init__(self, index: Index, quirky: bool, max_matches: int) -> None:
        self.index = index
        self.quirky = quirky
        self.budget = Budget(max_matches)
        self._known: dict[tuple[str, tuple[int, ...]], tuple[Won, dict[str, Won]]] = {}

    def of(self, node: Node) -> Styled:
        """The element's own winning declarations, those of its pseudo-elements, and the rules behind them."""
        held: list[_Entry] = []
        perhaps: list[Rule] = []
        media: list[Rule] = []
        above = _above(node)
        for entry in self._candidates(node):
            if entry.needs and not entry.needs <= above:
                continue
            if entry.plain and not self.quirky:
                last = entry.selector.compounds[0]
                if (last.tag and last.tag != node.tag) or not _bears(last, node):
                    continue
                answer: bool | None = True
            else:
                answer = matches(entry.selector, node, self.quirky, self.budget)
            if answer is False:
                continue
            if answer is None or entry.rule.perhaps:
                perhaps.append(entry.rule)
                continue
            if entry.rule.media:
                media.append(entry.rule)
            held.append(entry)
        style = node.attrs.get("style", "")
        # Elements to which the same rules and the same attribute apply share their answer.
        key = (style, tuple(map(id, held)))
        known = self._known.get(key)
        if known is None:
            known = self._known[key] = _winners(held, style)
        return Styled(known[0], known[1], perhaps, media)

    def _candidates(self, node: Node) -> Iterator[_Entry]:
        index = self.index
        yield from index.any
        if node.id and index.by_id:
            yield from index.by_id.get(node.id.lower(), ())
        if node.classes and index.by_class:
            for name in dict.fromkeys(name.lower() for name in node.classes[:200]):
                yield from index.by_class.get(name, ())
        yield from index.by_tag.get(node.tag, ())


def _winners(held: list[_Entry], style: str) -> tuple[Won, dict[str, Won]]:
    found: list[_Declared] = []
    for entry in held:
        found += entry.declared
    if style:
        # The style attribute beats every selector and layer of its importance.
        found += [((int(d[2]), 1, 0.0, (0, 0, 0), 0), "", d) for d in inline(style)]
    found.sort(key=_by_key)
    own: Won = {}
    pseudo: dict[str, Won] = {}
    for _, which, (name, value, _important) in found:
        target = pseudo.setdefault(which, {}) if which else own
        if not is_valid(name, value):
            continue
        # Kept in order, so that a shorthand and its longhands overrule each other as written.
        target.pop(name, None)
        target[name] = value
    return own, pseudo


def _by_key(declared: "_Declared") -> _Key:
    return declared[0]


def _bears(compound: Compound, node: Node) -> bool:
    return all(i == node.id for i in compound.ids) and all(c in node.classes for c in compound.classes)


def _class_of(compound: Compound) -> str:
    """A class that an attribute selector such as `[class="a b"]` asks for."""
    for kind, argument in compound.tests:
        if (
            kind == "attr"
            and isinstance(argument, tuple)
            and argument[:2] in (("class", "="), ("class", "~="))
        ):
            return next(iter(str(argument[2]).split()), "")
    return ""


def _needed(selector: Selector) -> list[str]:
    """Names that some ancestor must bear for the selector to hold: a cheap test before the exact one."""
    names: list[str] = []
    for right, compound in zip(selector.compounds, selector.compounds[1:], strict=False):
        if right.combinator in (" ", ">"):
            names += ["." + c.lower() for c in compound.classes] + ["#" + i.lower() for i in compound.ids]
            if compound.tag:
                names.append(compound.tag)
    return names


def _above(node: Node) -> frozenset[str]:
    parent = node.parent
    if parent is None:
        return frozenset()
    # The walk comes from the root, so this goes up a step or two at most.
    known = node.above
    if known is None:
        own = {parent.tag, "#" + parent.id.lower(), *("." + c.lower() for c in parent.classes[:200])}
        base = _above(parent)
        known = node.above = base if own <= base else base | own
    return known


def substitute(value: str, variables: Won, depth: int = 0) -> str | None:
    """`value` with every `var()` put in, or None where one is missing (invalid at computed-value time)."""
    while True:
        found = _VAR.search(value)
        if not found:
            return value
        level, end = 0, found.end() - 1
        while end < len(value):
            level += (value[end] == "(") - (value[end] == ")")
            end += 1
            if level == 0:
                break
        inner = value[found.end() : end - 1]
        name, comma, fallback = inner.partition(",")
        put = variables.get(name.strip())
        if put is None:
            put = substitute(fallback, variables, depth + 1) if comma and depth < 20 else None
            if put is None:
                return None
        value = value[: found.start()] + put.strip() + value[end:]
        if len(value) > MAX_VALUE:
            return None
