"""Style sheets read as a desktop browser 1000 px wide reads them: rules in cascade order, at-rules decided."""  # noqa: E501

import base64
import binascii
import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote_to_bytes

from intake.sanitize.selectors import BadSelectorError, Selector, parse_list

Declaration = tuple[str, str, bool]
"""Name in lower case (custom properties as written), value, `!important`."""

WIDTH = 1000.0
"""CSS pixels of the page that is judged."""
_FAST = re.compile(r"[^\"'\\(){}\[\]/@]*\Z")
_RATIO = {
    "em": 16.0,
    "rem": 16.0,
    "px": 1.0,
    "pt": 4 / 3,
    "in": 96.0,
    "cm": 96 / 2.54,
    "mm": 9.6 / 2.54,
    "pc": 16.0,
}
_LENGTH = re.compile(r"([+-]?(?:\d+\.?\d*|\.\d+))\s*([a-z]*)$")
_MAX_NESTING = 12


@dataclass(slots=True)
class Rule:
    selectors: list[Selector]
    declarations: list[Declaration]
    layer: float
    """Place among the layers; unlayered rules come last (`inf`)."""
    perhaps: bool = False
    """An at-rule around it could not be decided."""
    media: bool = False
    """It stands in a `@media` block."""


@dataclass(slots=True)
class Sheets:
    """All rules of a document, in order, and what was seen beside them."""

    rules: list[Rule] = field(default_factory=list)
    remote: list[str] = field(default_factory=list)
    data_fonts: set[str] = field(default_factory=set)
    keyframes: set[str] = field(default_factory=set)
    layers: dict[str, float] = field(default_factory=dict)
    cut: bool = False
    max_rules: int = 8000
    spelt: dict[str, list[Declaration]] = field(default_factory=dict)

    def add(self, css: str, depth: int = 0) -> None:
        """Read one sheet after the others."""
        import tinycss2

        css = css.replace("<!--", " ").replace("-->", " ")
        self._rules(tinycss2.parse_stylesheet(css, skip_comments=True, skip_whitespace=True), _At(), depth)

    def inline(self, style: str) -> list[Declaration]:
        """Declarations of a `style` attribute."""
        known = self.spelt.get(style)
        if known is None:
            known = self.spelt[style] = _declarations(style)
        return known

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
        if at.parent:
            if re.search(r"&(?![^\[]*\])", prelude):
                prelude = prelude.replace("&", f":is({at.parent})")
            else:
                prelude = (
                    ", ".join(f":is({at.parent}) {part}" for part in prelude.split(",") if part.strip())
                    if not prelude.startswith(":is(")
                    else prelude
                )
        if len(prelude) > 8000:
            self.cut = True
            return
        try:
            selectors = parse_list(prelude)
        except (BadSelectorError, RecursionError):
            return
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
        if declarations:
            self.rules.append(Rule(selectors, declarations, at.order, at.perhaps, at.media))
        if nested:
            inside = _At(at.layer, at.order, at.perhaps, at.media, prelude)
            for item in nested:
                if depth > _MAX_NESTING or len(self.rules) >= self.max_rules:
                    self.cut = True
                elif item.type == "qualified-rule":
                    self._qualified(item, inside, depth + 1)
                else:
                    self._at_rule(item, inside, depth + 1, selectors, prelude)

    def _at_rule(
        self, node: Any, at: "_At", depth: int, selectors: list[Selector] | None = None, prelude: str = ""
    ) -> None:
        import tinycss2

        name = node.lower_at_keyword
        text = tinycss2.serialize(node.prelude).strip()
        if name == "import":
            self._import(text, at, depth)
            return
        if name == "layer" and node.content is None:
            for part in text.split(","):
                self._layer(f"{at.layer}.{part.strip()}".lstrip("."))
            return
        if name == "font-face":
            self._font_face(node)
            return
        if name.endswith("keyframes"):
            self.keyframes.add(text.strip("\"'"))
            return
        if node.content is None or name in (
            "charset",
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
        inside = _At(at.layer, at.order, at.perhaps, at.media, at.parent)
        if name == "media":
            decided = media(text)
            inside.media = True
        elif name == "supports":
            decided = supports(text)
        elif name == "layer":
            inside.layer = f"{at.layer}.{text or f'anonymous {len(self.layers)}'}".lstrip(".")
            inside.order = self._layer(inside.layer)
            decided = True
        elif name in ("container", "scope", "starting-style", "when", "else", "position-try"):
            if name == "starting-style":
                return
            decided = None
        else:
            return
        if decided is False:
            return
        inside.perhaps = at.perhaps or decided is None
        if selectors is not None:
            self._block(node.content, selectors, prelude, inside, depth + 1)
        else:
            rules = tinycss2.parse_rule_list(node.content, skip_comments=True, skip_whitespace=True)
            self._rules(rules, inside, depth + 1)

    def _layer(self, name: str) -> float:
        for end in [i for i, c in enumerate(name) if c == "."]:
            self.layers.setdefault(name[:end], float(len(self.layers)))
        return self.layers.setdefault(name, float(len(self.layers)))

    def _import(self, text: str, at: "_At", depth: int) -> None:
        found = re.match(r"""(?:url\(\s*)?["']?([^"')]*)["']?\s*\)?(.*)""", text, re.S)
        url = found.group(1).strip() if found else text
        css = data_text(url)
        if css is None:
            self.remote.append(url[:200])
            return
        condition = (found.group(2) if found else "").strip()
        if depth < 3 and media(condition) is not False:
            before = len(self.rules)
            self.add(css, depth + 1)
            if (condition and media(condition) is None) or "layer" in condition or "supports" in condition:
                for rule in self.rules[before:]:
                    rule.perhaps = True

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
                elif item.lower_name == "src" and "data:" in value:
                    inside = True
        if inside and family:
            self.data_fonts.add(family)


@dataclass(slots=True)
class _At:
    layer: str = ""
    order: float = float("inf")
    perhaps: bool = False
    media: bool = False
    parent: str = ""


def _declared(item: Any) -> Declaration:
    import tinycss2

    name = item.name if item.name.startswith("--") else item.lower_name
    return (name, tinycss2.serialize(item.value).strip(), bool(item.important))


def _declarations(style: str) -> list[Declaration]:
    if _FAST.match(style):
        found: list[Declaration] = []
        for piece in style.split(";"):
            name, colon, value = piece.partition(":")
            name = name.strip()
            if not colon or not name or " " in name:
                continue
            value, important = value.strip(), False
            if "!" in value:
                value, _, word = value.partition("!")
                if word.strip().lower() != "important":
                    continue
                value, important = value.strip(), True
            found.append((name if name.startswith("--") else name.lower(), value, important))
        return found
    import tinycss2

    items = tinycss2.parse_blocks_contents(style, skip_comments=True, skip_whitespace=True)
    return [_declared(item) for item in items if item.type == "declaration"]


def data_text(url: str) -> str | None:
    """The text of a `data:` URL, or None for any other URL."""
    if url[:5].lower() != "data:":
        return None
    head, _, body = url[5:].partition(",")
    raw = unquote_to_bytes(body)
    if head.lower().endswith(";base64"):
        try:
            raw = base64.b64decode(raw + b"===", validate=False)
        except (binascii.Error, ValueError):
            return ""
    return raw.decode("utf-8", "replace")


def px(text: str) -> float | None:
    """A plain length in CSS pixels, as in a media query, or None."""
    found = _LENGTH.match(text.strip().lower())
    if not found:
        return None
    number, unit = float(found.group(1)), found.group(2)
    if not unit:
        return 0.0 if number == 0 else None
    return number * _RATIO[unit] if unit in _RATIO else None


def media(text: str) -> bool | None:
    """Whether a media query list holds on the judged page; None where it cannot be told."""
    text = re.sub(r"/\*.*?\*/", " ", text.lower(), flags=re.S).strip()
    if not text:
        return True
    answers = [_query(part.strip()) for part in text.split(",")]
    return True if True in answers else (None if None in answers else False)


def _query(text: str) -> bool | None:
    found = re.match(r"(?:(not|only)\s+)?([a-z-]+)?\s*(?:and\s+)?(.*)$", text, re.S)
    if not found:
        return False
    modifier, kind, rest = found.groups()
    if kind in ("and", "or") or (kind == "not"):
        kind, rest = None, text
    if modifier == "not" and kind is None:
        return _negate(condition(text[3:].strip(), _feature))
    answer: bool | None = kind in (None, "screen", "all")
    if rest.strip():
        if not rest.strip().startswith(("(", "not")):
            return False
        answer = _both(answer, condition(rest.strip(), _feature))
    return _negate(answer) if modifier == "not" else answer


def condition(text: str, leaf: Any, depth: int = 0) -> bool | None:
    """A boolean expression of brackets, `and`, `or` and `not`, in three values."""
    text = text.strip()
    if depth > 10 or not text:
        return None
    if text.startswith("not") and text[3:4] in (" ", "("):
        return _negate(condition(text[3:], leaf, depth + 1))
    parts, words = _pieces(text)
    if len(parts) > 1:
        answers = [condition(part, leaf, depth + 1) for part in parts]
        if "or" in words:
            return True if True in answers else (None if None in answers else False)
        return False if False in answers else (None if None in answers else True)
    if text.startswith("(") and text.endswith(")"):
        inner = text[1:-1].strip()
        if inner.startswith("(") or re.match(r"not[\s(]", inner):
            return condition(inner, leaf, depth + 1)
        result: bool | None = leaf(inner)
        return result
    answer: bool | None = leaf(text)
    return answer


def _pieces(text: str) -> tuple[list[str], set[str]]:
    parts, words, depth, start, at = [], set(), 0, 0, 0
    while at < len(text):
        char = text[at]
        depth += (char == "(") - (char == ")")
        if depth == 0:
            found = re.compile(r"\)?\s*(and|or)[\s(]").match(text, at) if char == ")" else None
            if found:
                parts.append(text[start : at + 1])
                words.add(found.group(1))
                start = at = found.end(1)
                continue
        at += 1
    parts.append(text[start:])
    return [p.strip() for p in parts], words


def _negate(answer: bool | None) -> bool | None:
    return None if answer is None else not answer


def _both(one: bool | None, other: bool | None) -> bool | None:
    if one is False or other is False:
        return False
    return None if one is None or other is None else True


_FACTS: dict[str, frozenset[str]] = {
    "prefers-color-scheme": frozenset({"light"}),
    "prefers-reduced-motion": frozenset({"no-preference"}),
    "prefers-contrast": frozenset({"no-preference"}),
    "prefers-reduced-transparency": frozenset({"no-preference"}),
    "forced-colors": frozenset({"none"}),
    "inverted-colors": frozenset({"none"}),
    "orientation": frozenset(),
    "scripting": frozenset({"none"}),
    "color-gamut": frozenset({"srgb"}),
    "monochrome": frozenset({"0"}),
    "grid": frozenset({"0"}),
    "display-mode": frozenset({"browser"}),
    "update": frozenset({"fast"}),
    "-webkit-transform-3d": frozenset({"1"}),
}
_FALSE = (
    "-ms-high-contrast",
    "-moz-touch-enabled",
    "-moz-images-in-menus",
    "prefers-reduced-data",
    "amzn-kf8",
    "amzn-mobi",
)


def _feature(text: str) -> bool | None:
    compare = re.match(
        r"(?:([^<>=:]+?)\s*(<=?|>=?|=)\s*)?(-?[a-z-]+)\s*(?:(<=?|>=?|=|:)\s*(.+))?$", text.strip(), re.S
    )
    if not compare:
        return None
    left, left_op, name, op, right = compare.groups()
    if name.startswith(_FALSE):
        return False
    bare = name.removeprefix("min-").removeprefix("max-")
    if bare in ("width", "device-width"):
        if op is None and left is None:
            return True
        if op == ":" and right is not None:
            op = ">=" if name.startswith("min-") else ("<=" if name.startswith("max-") else "=")
        answer: bool | None = True
        for value, sign in (
            (left, {"<": ">", "<=": ">=", ">": "<", ">=": "<="}.get(left_op or "", left_op)),
            (right, op),
        ):
            if value is None:
                continue
            size = px(value)
            if size is None:
                return None if "(" in value else False
            answer = _both(
                answer,
                {
                    "<": size > WIDTH,
                    "<=": size >= WIDTH,
                    ">": size < WIDTH,
                    ">=": size <= WIDTH,
                    "=": size == WIDTH,
                }[sign or "="],
            )
        return answer
    if bare.endswith("device-pixel-ratio") or bare == "resolution":
        number = re.match(r"[\d.]+", right or "")
        if not number or name.startswith(("-moz", "min--moz")):
            return None if not name.startswith(("-moz", "min--moz")) else False
        value_ = float(number.group() if number.group().strip(".") else 0)
        if (right or "").strip().endswith("dpi"):
            value_ /= 96
        if "max" in name:
            return value_ >= 1
        return value_ <= 1 if "min" in name else value_ == 1
    if name in _FACTS:
        facts = _FACTS[name]
        if not facts:
            return None
        if right is None:
            return not facts & {"none", "no-preference", "0"}
        return right.strip() in facts
    return None


_KNOWN_SUPPORTS = re.compile(
    r"(?:display|position|color|width|height|margin|padding|opacity|visibility|font-size|transform|float|clip-path|gap|"
    r"background(?:-color)?|--[\w-]+)\s*:\s*(?:block|none|grid|flex|inline-block|inline-flex|absolute|relative|fixed|"
    r"sticky|red|black|green|blue|hidden|visible|left|right|\d+(?:\.\d+)?(?:px|em|%)?|var\(--[\w-]+\))\s*$"
)


def supports(text: str) -> bool | None:
    """Whether Chromium answers yes to a `@supports` condition; None where we do not know."""
    return condition(re.sub(r"/\*.*?\*/", " ", text.lower(), flags=re.S), _supported)


def _supported(text: str) -> bool | None:
    if text.startswith("selector("):
        return None
    name = text.partition(":")[0].strip()
    if name.startswith(("-moz-", "-ms-", "mso-", "-o-")):
        return False
    return True if _KNOWN_SUPPORTS.match(text.strip()) else None
