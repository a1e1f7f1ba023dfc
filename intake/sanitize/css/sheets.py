"""Style sheets read as a browser 1000 px wide reads them: rules in cascade order, at-rules decided."""

import re
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import Any

from intake.sanitize.css.containers import Query, query_of
from intake.sanitize.css.data import data_bytes, data_text, is_sheet
from intake.sanitize.css.queries import media, supports
from intake.sanitize.css.registered import Registry, register
from intake.sanitize.css.scopes import Scope, loosened, scope_of, tied
from intake.sanitize.css.selectors import BadSelectorError, Selector, parse_list, split_list
from intake.sanitize.css.values import UNKNOWN

Declaration = tuple[str, str, bool]
"""Name in lower case (custom properties as written), value, `!important`."""
Layer = tuple[float, ...]
"""Its place: the numbers of the layers around it and its own, and infinity after those of its inner ones."""
UNLAYERED: Layer = (float("inf"),)


_FAST = re.compile(r"[^\"'\\(){}\[\]/@]*\Z")


_MAX_NESTING = 12
_SPACES = " \t\n\r\f"
"""White space of CSS; other spaces are letters of a name."""
LEAST_FONT_BYTES = 44
_FOREIGN = re.compile(r"@namespace", re.I)
_PLACED = re.compile(r"\blayer(?:\([^()]*\))?|\bsupports\((?:[^()]|\([^()]*\))*\)", re.I)
_STOP = re.compile(r"from|to|\d{1,3}(?:\.\d{1,9})?%")
_RESHAPES = frozenset(["size-adjust", "ascent-override", "descent-override", "line-gap-override"])


@dataclass(slots=True)
class Rule:
    selectors: list[Selector]
    declarations: list[Declaration]
    layer: Layer
    perhaps: bool = False
    """An at-rule around it could not be decided."""
    media: bool = False
    """It stands in a `@media` block."""
    scope: Scope | None = None
    """The `@scope` block that it stands in."""
    queries: tuple[Query, ...] = ()
    """What the `@container` blocks around it ask."""


@dataclass(frozen=True, slots=True)
class Frames:
    """An animation of `@keyframes`."""

    end: tuple[tuple[str, str], ...]
    """What is declared of its end,"""
    start: tuple[tuple[str, str], ...] = ()
    """and of its start."""
    names: frozenset[str] = frozenset()
    """All that it changes."""


@dataclass(slots=True)
class Sheets:
    """All rules of a document, in order, and what was seen beside them."""

    rules: list[Rule] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)
    data_fonts: set[str] = field(default_factory=set)
    keyframes: set[str] = field(default_factory=set)
    frames: dict[str, Frames | None] = field(default_factory=dict)
    """Animations by name; nothing of one that is told twice, or that may not be."""
    animated: set[str] = field(default_factory=set)
    """Properties that some animation changes."""
    registered: Registry = field(default_factory=dict)
    layers: dict[str, int] = field(default_factory=dict)
    cut: bool = False
    max_rules: int = 8000

    def add(self, css: str, depth: int = 0) -> None:
        """Read one sheet after the others."""
        try:
            self._add(css, depth)
        except RecursionError:
            # What is nested deeper than it is read may hold a rule that hides.
            self.cut = True

    def _add(self, css: str, depth: int) -> None:
        import tinycss2

        css = css.replace("<!--", " ").replace("-->", " ")
        try:
            nodes = tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True)
        except ValueError:
            # A number of more digits than Python reads.
            self.cut = True
            return
        late: bool | None = False
        first = len(self.rules)
        for node in nodes:
            # An import counts before all other valid rules of its sheet (CSS Cascade Level 5, 2).
            if node.type == "at-rule" and node.lower_at_keyword == "import":
                if not late:
                    self._import(tinycss2.serialize(node.prelude).strip(), depth, doubtful=late is None)
                continue
            before = len(self.rules)
            self._rules([node], _At(), depth)
            if node.type != "at-rule" or node.lower_at_keyword != "charset":
                listed = node.type == "at-rule" and node.lower_at_keyword == "layer" and node.content is None
                late = late or len(self.rules) > before or (late if listed else None)
        if _FOREIGN.search(css):
            # Names without a prefix are those of another language then, or some of them are.
            self.doubt(first)

    def doubt(self, first: int) -> None:
        """It is not told whether the rules from one on hold."""
        for rule in self.rules[first:]:
            rule.perhaps = True

    def _rules(self, nodes: list[Any], at: "_At", depth: int) -> None:
        for node in nodes:
            if len(self.rules) >= self.max_rules or depth > _MAX_NESTING:
                self.cut = True
                return
            if node.type == "qualified-rule":
                self._qualified(node, at, depth)
            elif node.type == "at-rule":
                self._at_rule(node, at, depth)

    def _qualified(self, node: Any, at: "_At", depth: int) -> None:
        import tinycss2

        prelude = tinycss2.serialize(node.prelude).strip()
        if at.parent and not at.scoped:
            prelude = ", ".join(_nested(part, f":is({at.parent})") for part in split_list(prelude))
        if len(prelude) > 8000:
            self.cut = True
            return
        try:
            selectors = parse_list(prelude, relative=at.scoped)
        except BadSelectorError:
            return
        if at.scoped:
            at = at.within(at.scope if not at.parent else None)
            selectors = [(tied if at.scope else loosened)(selector) for selector in selectors]
        self._block(node.content, selectors, prelude, at, depth)

    def _block(
        self, content: list[Any], selectors: list[Selector], prelude: str, at: "_At", depth: int
    ) -> None:
        import tinycss2

        declarations: list[Declaration] = []
        nested: list[Any] = []
        for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if item.type == "declaration":
                declarations.append(_declared(item))
            elif item.type in ("qualified-rule", "at-rule"):
                nested.append(item)
        perhaps = at.perhaps or (len(selectors) > 1 and any(s.novel for s in selectors))
        if declarations:
            self.rules.append(
                Rule(selectors, declarations, at.order, perhaps, at.media, at.scope, at.queries)
            )
        if nested:
            inside = replace(at, perhaps=perhaps, parent=prelude)
            for item in nested:
                if depth > _MAX_NESTING or len(self.rules) >= self.max_rules:
                    self.cut = True
                elif item.type == "qualified-rule":
                    self._qualified(item, inside, depth + 1)
                else:
                    self._at_rule(item, inside, depth + 1, selectors, prelude)

    def _scoped(self, content: list[Any], at: "_At", depth: int, *, sure: bool) -> None:
        """Read what stands in a scope: declarations there are of the element in which it begins."""
        import tinycss2

        declarations: list[Declaration] = []
        for item in tinycss2.parse_blocks_contents(content, skip_comments=True, skip_whitespace=True):
            if item.type == "declaration":
                declarations.append(_declared(item))
            else:
                self._rules([item], at, depth)
        if declarations:
            root = (tied if at.scope else loosened)(parse_list(":where(:scope)")[0])
            # Not all clients take them in a block of `@media` that stands in it.
            perhaps = at.perhaps or not sure
            self.rules.append(Rule([root], declarations, at.order, perhaps, at.media, at.scope, at.queries))

    def _at_rule(
        self, node: Any, at: "_At", depth: int, selectors: list[Selector] | None = None, prelude: str = ""
    ) -> None:
        import tinycss2

        name = node.lower_at_keyword
        text = tinycss2.serialize(node.prelude).strip()
        if name == "layer" and node.content is None:
            for part in text.split(","):
                self._layer(f"{at.layer}.{part.strip()}".lstrip("."))
            return
        if name == "font-face":
            self._font_face(node)
            return
        if name == "property":
            register(self.registered, node, text, sure=selectors is None and not at.perhaps)
            return
        if name.endswith("keyframes"):
            self._animation(node, text.strip("\"'"), at)
            return
        if node.content is None or name in (
            "charset",
            "import",
            "namespace",
            "page",
            "property",
            "counter-style",
            "-ms-viewport",
            "viewport",
            "font-feature-values",
            "font-palette-values",
            "view-transition",
        ):
            return
        inside = replace(at)
        if name == "media":
            decided = media(text)
            inside.media = True
        elif name == "supports":
            decided = supports(text)
        elif name == "layer":
            inside.layer = f"{at.layer}.{text or f'anonymous {len(self.layers)}'}".lstrip(".")
            inside.order = self._layer(inside.layer)
            decided = True
        elif name == "scope":
            found = scope_of(node.prelude)
            # What is told in another rule, or in another scope, hangs on that.
            plain = not at.scoped and selectors is None
            inside = inside.within(found if plain and isinstance(found, Scope) else None)
            inside.parent, selectors = "", None
            decided = None if inside.scope is None else True
            decided = False if plain and found is False else decided
        elif name == "container":
            query = query_of(text)
            inside.queries = (*at.queries, query) if query is not None else ()
            decided = None if query is None else True
        elif name in ("starting-style", "when", "else", "position-try"):
            decided = None
        else:
            return
        if decided is False:
            return
        inside.perhaps = at.perhaps or decided is None
        if selectors is not None:
            self._block(node.content, selectors, prelude, inside, depth + 1)
        elif inside.scoped:
            self._scoped(node.content, inside, depth + 1, sure=name == "scope")
        else:
            rules = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            self._rules(rules, inside, depth + 1)

    def _animation(self, node: Any, name: str, at: "_At") -> None:
        import tinycss2

        self.keyframes.add(name)
        start: dict[str, str] = {}
        end: dict[str, str] = {}
        names: set[str] = set()
        plain = name not in self.frames and at.layer == "" and not at.perhaps
        for frame in tinycss2.parse_rule_list(node.content or [], skip_comments=True, skip_whitespace=True):
            inside = tinycss2.parse_blocks_contents(getattr(frame, "content", None) or [])
            told = [_declared(item) for item in inside if item.type == "declaration"]
            # Rows that collapse leave their place, as what is not displayed does.
            folds = any(d[0] == "visibility" and d[1].lower() not in ("visible", "hidden") for d in told)
            names |= {declared[0] for declared in told} | ({"display"} if folds else set())
            plain = plain and not any(declared[0].startswith(("animation", "--")) for declared in told)
            stops = tinycss2.serialize(getattr(frame, "prelude", None) or []).lower().split(",")
            # What is important is no declaration there.
            own = {declared[0]: declared[1] for declared in told if not declared[2]}
            stands = {stop.strip() for stop in stops}
            start |= own if {"from", "0%"} & stands else {}
            end |= own if {"to", "100%"} & stands else {}
            plain = plain and all(_STOP.fullmatch(stop.strip()) for stop in stops)
        self.animated |= names
        ends = tuple(end.items()), tuple(start.items())
        self.frames[name] = Frames(*ends, frozenset(names)) if plain else None

    def _layer(self, name: str) -> Layer:
        ends = [i for i, c in enumerate(name) if c == "."] + [len(name)]
        return (*(self.layers.setdefault(name[:end], len(self.layers)) for end in ends), *UNLAYERED)

    def _import(self, text: str, depth: int, *, doubtful: bool) -> None:
        found = re.match(r"""(?:url\(\s*)?["']?([^"')]*)["']?\s*\)?(.*)""", text, re.S)
        url = found.group(1).strip() if found else text
        css = data_text(url)
        if css is None:
            self.remote.append(url[:200])
            return
        told = (found.group(2) if found else "").strip()
        condition = _PLACED.sub("", told).strip()
        if depth < 3 and media(condition) is not False:
            first = len(self.rules)
            self.add(css, depth + 1)
            if doubtful or condition != told or media(condition) is None or not is_sheet(url):
                self.doubt(first)

    def _font_face(self, node: Any) -> None:
        import tinycss2

        if node.content is None:
            return
        family, inside = "", False
        for item in tinycss2.parse_blocks_contents(node.content, skip_comments=True, skip_whitespace=True):
            if item.type == "declaration":
                value = tinycss2.serialize(item.value).strip()
                if item.lower_name == "font-family":
                    family = value.strip("\"' ").lower()
                elif item.lower_name in _RESHAPES or (item.lower_name == "src" and _brings_font(value)):
                    inside = True
        if inside and family:
            self.data_fonts.add(family)


def _nested(selector: str, parent: str) -> str:
    """A selector of a rule in another one (CSS Nesting, 3); an empty one stays what it is."""
    if re.search(r"&(?![^\[]*\])", selector):
        return selector.replace("&", parent)
    return f"{parent} {selector}" if selector else ""


def _brings_font(source: str) -> bool:
    """Whether a font stands in the sheet itself; what is shorter than the head of one is none."""
    for url in re.findall(r"data:[^\"')]*", source, re.I):
        if "\\" in url or ";base64," not in url.lower() or len(data_bytes(url) or b"") >= LEAST_FONT_BYTES:
            return True
    return False


@dataclass(slots=True)
class _At:
    layer: str = ""
    order: Layer = UNLAYERED
    perhaps: bool = False
    media: bool = False
    parent: str = ""
    scoped: bool = False
    """It stands in a scope,"""
    scope: Scope | None = None
    """which is this one, where that is known."""
    queries: tuple[Query, ...] = ()

    def within(self, scope: Scope | None) -> "_At":
        return replace(self, scoped=True, scope=scope, perhaps=self.perhaps or scope is None)


def _declared(item: Any) -> Declaration:
    import tinycss2

    name = item.name if item.name.startswith("--") else item.lower_name
    return (
        name,
        tinycss2.serialize([t for t in item.value if t.type != "comment"]).strip(_SPACES),
        bool(item.important),
    )


@lru_cache(maxsize=2048)
def inline(style: str) -> tuple[Declaration, ...]:
    """Declarations of a `style` attribute."""
    return tuple(_declarations(style))


def _declarations(style: str) -> list[Declaration]:
    if _FAST.match(style):
        found: list[Declaration] = []
        for piece in style.split(";"):
            name, colon, value = piece.partition(":")
            name = name.strip(_SPACES)
            if not colon or not name or " " in name:
                continue
            value, important = value.strip(_SPACES), False
            if "!" in value:
                value, _, word = value.partition("!")
                if word.strip().lower() != "important":
                    continue
                value, important = value.strip(_SPACES), True
            found.append((name if name.startswith("--") else name.lower(), value, important))
        return found
    import tinycss2

    try:
        items = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    except ValueError:
        return [(UNKNOWN, "a number of more digits than Python reads", False)]
    try:
        return [_declared(item) for item in items if item.type == "declaration"]
    except RecursionError:
        return [(UNKNOWN, "brackets in brackets", False)]
