"""CSS selectors (Selectors Level 4): parsing and specificity."""

import re
from dataclasses import dataclass, field

# A white space ends the digits of an escaped character, and belongs to it (CSS Syntax 3, 4.3.7).
_ESCAPE = r"\\(?>[0-9a-fA-F]{1,6}\s?|[^\n])"
_IDENT = re.compile(rf"(?:--|-?(?:[a-zA-Z_]|[^\x00-\x7f]|{_ESCAPE}))(?:[-\w]|[^\x00-\x7f]|{_ESCAPE})*")


_HASH = re.compile(rf"#((?:[-\w]|[^\x00-\x7f]|{_ESCAPE})+)")


_ATTR = re.compile(
    rf"""\[\s*(?:\*?\|)?([-\w:\\]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|((?:{_ESCAPE}|[^\s\]"'\\])+))\s*([iIsS])?\s*)?\]"""
)


_NTH = re.compile(
    r"\s*(?:(even|odd)|([+-]?\d*)n(?:\s*([+-])\s*(\d+))?|([+-]?\d+))\s*(?:of\s+(.+))?$", re.I | re.S
)


_QUOTED = re.compile(r"[\"'\\*]")
_UNESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}\s?|.)", re.S)


_ELEMENTS = frozenset(["before", "after", "first-letter", "first-line"])


_PSEUDO_ELEMENTS = _ELEMENTS | {
    "", "selection", "placeholder", "marker", "backdrop", "file-selector-button", "cue", "grammar-error",
    "spelling-error", "target-text", "highlight", "part", "slotted", "details-content",
}  # fmt: skip
"""Pseudo-elements that clients of today know, by CSS's own names; the empty one is the element itself."""
NEVER = frozenset([
    "active", "autofill", "focus", "focus-visible", "focus-within", "fullscreen", "future", "hover", "modal",
    "past", "paused", "picture-in-picture", "playing", "popover-open", "target", "user-invalid",
    "user-valid", "visited", "-webkit-autofill",
])  # fmt: skip
"""Pseudo-classes that do not hold in a page just opened, of which nothing was touched."""
_STATES = NEVER | {
    "any-link", "blank", "checked", "default", "defined", "disabled", "empty", "enabled", "first-child",
    "first-of-type", "in-range", "indeterminate", "invalid", "last-child", "last-of-type", "link",
    "only-child", "only-of-type", "open", "optional", "out-of-range", "placeholder-shown", "read-only",
    "read-write", "required", "root", "scope", "valid", "-webkit-any-link",
}  # fmt: skip
"""Pseudo-classes without an argument that clients of today know; `placeholder-shown` is an empty field."""
_FUNCTIONS = frozenset(["dir", "host", "host-context", "state", "active-view-transition-type"])


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

    @property
    def novel(self) -> bool:
        """It has a name that is not known here: who does not know it either drops the whole rule."""
        return any(
            (part.pseudo not in _PSEUDO_ELEMENTS and not part.pseudo.startswith("-webkit-"))
            or any(_novel(kind, argument) for kind, argument in part.tests)
            for part in self.compounds
        )


def _novel(kind: str, argument: object) -> bool:
    if kind == "state":
        return argument not in _STATES
    if kind in ("not", "has") and isinstance(argument, list):
        return any(inner.novel for inner in argument)
    return kind == "perhaps" and argument not in _FUNCTIONS


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


def parse_list(
    text: str, *, forgiving: bool = False, depth: int = 0, relative: bool = False
) -> list[Selector]:
    """All selectors of a list; one bad selector spoils the list unless `forgiving`.

    Only where they are `relative` they may begin with a combinator.
    """
    if depth > 8:
        raise BadSelectorError("nested too deep")
    found = []
    for part in split_list(text):
        try:
            found.append(_parse(part, depth, relative=relative))
        except BadSelectorError:
            if not forgiving:
                raise
    return found


def _parse(text: str, depth: int, *, relative: bool) -> Selector:
    text = re.sub(r"/\*.*?\*/", "", text, flags=re.S).strip()
    if not text:
        raise BadSelectorError("empty")
    compounds: list[Compound] = []
    a = b = c = 0
    position, combinator = 0, ""
    if relative and text[0] in ">+~":
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
    if char == "*" and text[at + 1 : at + 2] == "|":
        # Any namespace, then a name or another star.
        return (
            _simple(text, at + 2, into, first=True, depth=depth)
            if at + 2 < len(text)
            else (at + 2, (0, 0, 0))
        )
    if char == "*":
        return at + 1, (0, 0, 0)
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
        if (flag or "").lower() == "s":
            # Not all clients know it.
            into.tests.append(("perhaps", "case"))
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
        forgiving = name in ("is", "where", "-webkit-any")
        inner = parse_list(argument, forgiving=forgiving, depth=depth + 1, relative=name == "has")
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
    if name == "lang" and argument.isascii() and not _QUOTED.search(argument):
        into.tests.append(("lang", [x.strip(" \"'").lower() for x in argument.split(",")]))
        return end, (0, 1, 0)
    into.tests.append(("perhaps", name))
    return end, (0, 1, 0)


def _step(nth: re.Match[str]) -> tuple[int, int]:
    word, step, sign, offset, alone = nth.group(1, 2, 3, 4, 5)
    if word:
        return (2, 0 if word.lower() == "even" else 1)
    if alone is not None:
        return (0, int(alone[:9]))
    size = {"": 1, "+": 1, "-": -1}.get(step)
    return (int(step[:9]) if size is None else size, int((sign or "+") + (offset or "0")[:8]))
