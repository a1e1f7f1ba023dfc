"""Which declaration wins on each element: importance, layer, specificity, order (CSS Cascade Level 5)."""

import re
from collections import defaultdict

from intake.sanitize.css.matching import Budget, matches
from intake.sanitize.css.selectors import Selector
from intake.sanitize.css.sheets import Declaration, Rule, Sheets
from intake.sanitize.css.values import is_valid
from intake.sanitize.tree import Node

Won = dict[str, str]


_Key = tuple[int, int, float, tuple[int, int, int], int]


_VAR = re.compile(r"var\(", re.I)


MAX_VALUE = 20_000
"""Characters of a value after its variables are put in; the billion laughs of CSS end here."""


class Styles:
    """The rules of a document, found by what their last compound asks for."""

    def __init__(self, sheets: Sheets, quirky: bool, max_matches: int) -> None:
        self.sheets = sheets
        self.quirky = quirky
        self.budget = Budget(max_matches)
        self._needs: dict[int, frozenset[str]] = {}
        self._by_id: dict[str, list[tuple[int, Selector, Rule]]] = defaultdict(list)
        self._by_class: dict[str, list[tuple[int, Selector, Rule]]] = defaultdict(list)
        self._by_tag: dict[str, list[tuple[int, Selector, Rule]]] = defaultdict(list)
        self._any: list[tuple[int, Selector, Rule]] = []
        for order, rule in enumerate(sheets.rules):
            for selector in rule.selectors:
                self._file(order, selector, rule)

    def _file(self, order: int, selector: Selector, rule: Rule) -> None:
        needs = frozenset(_needed(selector))
        if needs:
            self._needs[id(selector)] = needs
        last = selector.compounds[0]
        entry = (order, selector, rule)
        if last.ids:
            self._by_id[last.ids[0].lower()].append(entry)
        elif last.classes:
            self._by_class[last.classes[0].lower()].append(entry)
        elif last.tag:
            self._by_tag[last.tag].append(entry)
        else:
            self._any.append(entry)

    def of(self, node: Node) -> tuple[Won, dict[str, Won], list[Rule], list[Rule]]:
        """The element's own winning declarations, those of its pseudo-elements, the rules that may apply,
        and the rules of `@media` that do."""
        found: list[tuple[_Key, str, Declaration]] = []
        perhaps: list[Rule] = []
        media: list[Rule] = []
        candidates = list(self._any)
        if node.id and self._by_id:
            candidates += self._by_id.get(node.id.lower(), ())
        for name in node.classes[:200]:
            candidates += self._by_class.get(name.lower(), ())
        candidates += self._by_tag.get(node.tag, ())
        above = _above(node)
        for order, selector, rule in candidates:
            needs = self._needs.get(id(selector))
            if needs and not needs <= above:
                continue
            answer = matches(selector, node, self.quirky, self.budget)
            if answer is False:
                continue
            if answer is None or rule.perhaps:
                perhaps.append(rule)
                continue
            if rule.media:
                media.append(rule)
            for declaration in rule.declarations:
                important = declaration[2]
                layer = -rule.layer if important else rule.layer
                key = (int(important), 0, layer, selector.specificity, order)
                found.append((key, selector.pseudo, declaration))
        style = node.attrs.get("style")
        if style:
            for declaration in self.sheets.inline(style):
                # The style attribute beats every selector and layer of its importance.
                found.append(((int(declaration[2]), 1, 0.0, (0, 0, 0), 0), "", declaration))  # noqa: PERF401
        found.sort(key=lambda entry: entry[0])
        own: Won = {}
        pseudo: dict[str, Won] = {}
        for _, which, (name, value, _important) in found:
            target = pseudo.setdefault(which, {}) if which else own
            if not is_valid(name, value):
                continue
            # Kept in order, so that a shorthand and its longhands overrule each other as written.
            target.pop(name, None)
            target[name] = value
        return own, pseudo, perhaps, media


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
