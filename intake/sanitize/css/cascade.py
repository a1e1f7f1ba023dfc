"""Which declaration wins on each element: importance, layer, specificity, order (CSS Cascade Level 5)."""

import re
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any, NamedTuple

from intake.sanitize.css.containers import Query
from intake.sanitize.css.matching import Budget, hopeless, matches, names
from intake.sanitize.css.paths import Paths, asked
from intake.sanitize.css.scopes import reach
from intake.sanitize.css.selectors import Compound, Selector
from intake.sanitize.css.sheets import UNLAYERED, Declaration, Layer, Rule, inline
from intake.sanitize.css.values import UNKNOWN, validity
from intake.sanitize.tree import Node

Won = dict[str, str]


_Key = tuple[int, int, Layer, tuple[int, int, int], int, int]
_Declared = tuple[_Key, str, Declaration]


Contained = Callable[[Node, Query], bool | None]
"""Whether the container of an element is as a query asks; None where that is not known."""


_VAR = re.compile(r"var\(", re.I)


_HASHLESS = frozenset(
    [
        "color",
        "background-color",
        "border-color",
        *(f"border-{s}-color" for s in ("top", "right", "bottom", "left")),
    ]
)
_BARE = re.compile(r"(?:[0-9a-fA-F]{3}){1,2}")
"""In quirks mode a colour needs no hash there (Quirks Mode, 3.1)."""
MAX_VALUE = 20_000
"""Characters of a value after its variables are put in; the billion laughs of CSS end here."""
MOST_FALLBACKS = 20
"""Of variables, one in another."""
UNSCOPED = -1_000_000
"""Nearness of a rule in no scope, which yields to all that are (CSS Cascade Level 6, 2.5.3)."""
MOST_REMEMBERED, MOST_STYLE = 4000, 1000
"""Answers that an index keeps, and characters of the `style` attributes that it keeps them for."""


IMPORTANT = "-important"
"""Stands among the declarations that won, with those that no animation overrules, where there is one."""


class Index:
    """The rules of a document, filed by what the last compound of each selector asks for.

    It remembers its answers, for the next element of the same name and the next mail of the same make.
    """

    def __init__(self, rules: list[Rule]) -> None:
        self.by_id: dict[str, list[_Entry]] = defaultdict(list)
        self.by_class: dict[str, list[_Entry]] = defaultdict(list)
        self.by_tag: dict[str, list[_Entry]] = defaultdict(list)
        self.any: list[_Entry] = []
        self._asked: dict[tuple[object, ...], _Candidates] = {}
        self._won: dict[tuple[object, ...], tuple[Won, dict[str, Won]]] = {}
        self._same: dict[tuple[tuple[str, str], ...], Won] = {}
        self.answers: dict[tuple[_Candidates, str], Styled] = {}
        """By candidates and `style` attribute, where nothing had to be asked."""
        self.paths = Paths()
        for order, rule in enumerate(rules):
            for selector in rule.selectors:
                if not hopeless(selector):
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
        if entry.asked:
            self.paths.ask(entry.asked)

    def candidates(self, node: Node, quirky: bool) -> "_Candidates":
        """The entries that tag, id and classes of an element leave possible."""
        key = (node.tag, node.id, node.classes, quirky)
        known = self._asked.get(key)
        if known is None:
            _bound(self._asked)
            known = self._asked[key] = _Candidates()
            for entry in self._filed(node):
                if not names(entry.selector.compounds[0], node, quirky):
                    continue
                if entry.plain:
                    known.held.append(entry)
                elif entry.needs:
                    known.below.setdefault(entry.rarest, []).append(entry)
                else:
                    known.asked.append(entry)
        return known

    def _filed(self, node: Node) -> "Iterator[_Entry]":
        yield from self.any
        if node.id and self.by_id:
            yield from self.by_id.get(node.id.lower(), ())
        if node.classes and self.by_class:
            for name in dict.fromkeys(name.lower() for name in node.classes[:200]):
                yield from self.by_class.get(name, ())
        yield from self.by_tag.get(node.tag.lower(), ())

    def winners(self, held: "list[_Entry]", style: str, quirky: bool) -> tuple[Won, dict[str, Won]]:
        """What stands in the end of the declarations of these entries and of a `style` attribute."""
        key = (style, quirky, *map(id, held))
        known = self._won.get(key)
        if known is None:
            own, pseudo = _winners(held, style, quirky)
            _bound(self._won)
            _bound(self._same)
            # One record for all that say the same, so that what follows from it is worked out once.
            own = self._same.setdefault(tuple(own.items()), own)
            known = own, pseudo
            if len(style) <= MOST_STYLE:
                self._won[key] = known
        return known


def _bound(remembered: dict[Any, Any]) -> None:
    if len(remembered) >= MOST_REMEMBERED:
        remembered.clear()


class _Candidates:
    """Entries that hold for an element, that may, and that may by a name that some ancestor bears."""

    __slots__ = ("asked", "below", "held")

    def __init__(self) -> None:
        self.held: list[_Entry] = []
        self.asked: list[_Entry] = []
        self.below: dict[str, list[_Entry]] = {}

    @property
    def simple(self) -> bool:
        """Whether what holds hangs on the element alone, wherever it stands."""
        return not self.asked and not self.below


class _Entry:
    """A selector of a rule with all that can be worked out before an element is seen."""

    __slots__ = ("asked", "declared", "near", "needs", "order", "plain", "rarest", "rule", "selector")

    def __init__(self, order: int, selector: Selector, rule: Rule, nearness: int = UNSCOPED) -> None:
        self.selector = selector
        self.rule = rule
        self.order = order
        self.near: dict[int, _Entry] = {}
        self.asked = None if rule.scope is not None or rule.queries else asked(selector)
        self.needs = frozenset(_needed(selector))
        # Fewer elements bear an id or a class than a tag.
        self.rarest = min(self.needs, default="", key=lambda name: (name[0] not in ".#", name))
        last = selector.compounds[0]
        self.plain = len(selector.compounds) == 1 and not last.tests and not last.combinator
        self.plain = self.plain and rule.scope is None and not rule.queries
        self.declared: list[_Declared] = []
        for declaration in rule.declarations:
            important = declaration[2]
            layer = tuple(-place for place in rule.layer) if important else rule.layer
            key = (int(important), 0, layer, selector.specificity, nearness, order)
            self.declared.append((key, selector.pseudo, declaration))

    def holds(self, node: Node, quirky: bool, budget: Budget) -> "tuple[bool | None, _Entry]":
        """Whether the selector holds for an element, and the entry with the nearness of its scope."""
        if self.rule.scope is None:
            return matches(self.selector, node, quirky, budget), self
        answer, distance = reach(self.rule.scope, self.selector, node, quirky, budget)
        near = self.near.get(distance)
        if near is None:
            near = self.near[distance] = _Entry(self.order, self.selector, self.rule, -distance)
        return answer, near


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

    def __init__(self, index: Index, quirky: bool, max_matches: int, contained: Contained) -> None:
        self.index = index
        self.contained = contained
        self.quirky = quirky
        self.budget = Budget(max_matches)
        index.paths.begin()

    def of(self, node: Node) -> Styled:
        """The element's own winning declarations, those of its pseudo-elements, and the rules behind them."""
        path, left = self.index.paths.of(node, self.quirky), self.budget.left
        if path.styled is not None and path.steps <= left:
            self.budget.left -= path.steps
            return path.styled
        candidates = self.index.candidates(node, self.quirky)
        entries, style = candidates.asked, node.attrs.get("style", "")
        if candidates.below:
            above = _above(node)
            entries = entries + [
                entry
                for name in sorted(candidates.below.keys() & above)
                for entry in candidates.below[name]
                if entry.needs <= above
            ]
        if entries:
            styled = self._answer(node, [*candidates.held, *entries], style)
            if self.budget.left >= 0 and all(entry.asked is not None for entry in entries):
                path.styled, path.steps = styled, left - self.budget.left
            return styled
        known = self.index.answers.get((candidates, style))
        if known is None:
            known = self._answer(node, candidates.held, style)
            if len(style) <= MOST_STYLE:
                _bound(self.index.answers)
                self.index.answers[candidates, style] = known
        path.styled = known
        return known

    def _answer(self, node: Node, entries: "list[_Entry]", style: str) -> Styled:
        held: list[_Entry] = []
        perhaps: list[Rule] = []
        media: list[Rule] = []
        for entry in entries:
            answer: bool | None = True
            if not entry.plain:
                answer, entry = entry.holds(node, self.quirky, self.budget)
            for query in entry.rule.queries if answer is not False else ():
                # A generated box may have the element itself as its container.
                told = None if entry.selector.pseudo else self.contained(node, query)
                answer = False if told is False else answer and told
            if answer is False:
                continue
            if answer is None or entry.rule.perhaps:
                perhaps.append(entry.rule)
                continue
            if entry.rule.media:
                media.append(entry.rule)
            held.append(entry)
        own, pseudo = self.index.winners(held, style, self.quirky)
        return Styled(own, pseudo, perhaps, media)


def _winners(held: list[_Entry], style: str, quirky: bool) -> tuple[Won, dict[str, Won]]:
    found: list[_Declared] = []
    for entry in held:
        found += entry.declared
    if style:
        # The style attribute beats every selector and layer of its importance.
        found += [((int(d[2]), 1, UNLAYERED, (0, 0, 0), 0, 0), "", d) for d in inline(style)]
    found.sort(key=_by_key)
    own: Won = {}
    pseudo: dict[str, Won] = {}
    pressing: dict[str, list[str]] = {}
    # By property: the layer that spoke last, and what had won when it began (CSS Cascade Level 5, 7.4).
    below: dict[tuple[str, str], tuple[object, str]] = {}
    for key, which, (name, value, important) in found:
        target = pseudo.setdefault(which, {}) if which else own
        if quirky and name in _HASHLESS and _BARE.fullmatch(value):
            value = f"#{value}"
        valid = validity(name, value, quirky)
        if valid is False:
            continue
        if valid is None:
            target[UNKNOWN] = name
        if important:
            pressing.setdefault(which, []).append(name)
        if below.get((which, name), ((), ""))[0] != key[:3]:
            below[which, name] = key[:3], target.get(name, "revert-layer")
        # Kept in order, so that a shorthand and its longhands overrule each other as written.
        target.pop(name, None)
        target[name] = below[which, name][1] if value.lower() == "revert-layer" else value
    for which, pressed in pressing.items():
        target = pseudo[which] if which else own
        if any("animation" in name for name in target):
            target[IMPORTANT] = " ".join(pressed)
    return own, pseudo


def _by_key(declared: "_Declared") -> _Key:
    return declared[0]


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
    """Tag, id and classes of all that is around an element."""
    parent = node.parent
    if parent is None or parent.path is None:
        return frozenset()
    known = parent.path.names
    if known is None:
        own = {parent.tag.lower(), "#" + parent.id.lower(), *("." + c.lower() for c in parent.classes[:200])}
        base = _above(parent)
        known = parent.path.names = base if own <= base else base | own
    return known


def substitute(value: str, variables: Won, depth: int = 0) -> str | None:
    """`value` with every `var()` put in, or None where one is missing (invalid at computed-value time).

    Raises RecursionError where it is longer, or nested deeper, than is read here.
    """
    if depth > MOST_FALLBACKS:
        raise RecursionError("fallbacks in fallbacks")
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
            put = substitute(fallback, variables, depth + 1) if comma else None
            if put is None:
                return None
        value = value[: found.start()] + put.strip() + value[end:]
        if len(value) > MAX_VALUE:
            raise RecursionError("a value that grows")
