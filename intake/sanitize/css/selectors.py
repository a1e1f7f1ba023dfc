"""CSS selectors (Selectors Level 4): parsing and specificity."""

import re
from dataclasses import dataclass, field

from intake.sanitize.css.pseudos import OLD_PARTS, PARTS, heard_of, is_novel

# A white space ends the digits of an escaped character, and belongs to it (CSS Syntax 3, 4.3.7).
_ESCAPE = r"\\(?>[0-9a-fA-F]{1,6}\s?|[^\n])"
_IDENT = re.compile(rf"(?:--|-?(?:[a-zA-Z_]|[^\x00-\x7f]|{_ESCAPE}))(?:[-\w]|[^\x00-\x7f]|{_ESCAPE})*")


_HASH = re.compile(rf"#({_IDENT.pattern})")


_ATTR = re.compile(
    rf"""\[\s*(?:\*?\|)?([-\w:\\]+)\s*(?:([~|^$*]?=)\s*(?:"([^"]*)"|'([^']*)'|((?:{_ESCAPE}|[^\s\]"'\\])+))\s*([iIsS])?\s*)?\]"""
)


_NTH = re.compile(
    r"\s*(?:(even|odd)|([+-]?\d*)n(?:\s*([+-])\s*(\d+))?|([+-]?\d+))\s*(?:of\s+(.+))?$", re.I | re.S
)


_COMMENT = re.compile(r"""("(?:[^"\\]|\\.)*+"|'(?:[^'\\]|\\.)*+')|/\*.*?\*/""", re.S)
_NAMED = re.compile(r"[-\w\\#~|^$*(=]|[^\x00-\x7f]")
_LANGUAGES = re.compile(r"\s*-?[a-z_][-\w]*\s*(?:,\s*-?[a-z_][-\w]*\s*)*+", re.I)
_UNESCAPE = re.compile(r"\\([0-9a-fA-F]{1,6}\s?|.)", re.S)


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
            (part.pseudo not in PARTS and not part.pseudo.startswith("-webkit-"))
            or any(_novel(kind, argument) for kind, argument in part.tests)
            for part in self.compounds
        )


def _novel(kind: str, argument: object) -> bool:
    if kind in ("not", "has") and isinstance(argument, list):
        return any(inner.novel for inner in argument)
    if kind.startswith("nth-") and isinstance(argument, tuple):
        return any(inner.novel for inner in argument[2] or ())
    return is_novel(kind, argument)


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

    Only where they are `relative` they may begin with a combinator. Raises RecursionError where they are
    nested deeper than is read here, which says nothing about what a browser reads.
    """
    if depth > 8:
        raise RecursionError("nested too deep")
    found = []
    for part in split_list(text):
        try:
            found.append(_parse(part, depth, relative=relative))
        except BadSelectorError:
            if not forgiving:
                raise
    return found


def _parse(text: str, depth: int, *, relative: bool) -> Selector:
    if "/*" in text:
        if any(not found[1] and _tears(text, found) for found in _COMMENT.finditer(text)):
            # What is left of it may be another selector, or none.
            return Selector([Compound(tests=[("perhaps", "comment")])], (0, 0, 0))
        text = _COMMENT.sub(lambda found: found[1] or "", text)
    text = text.strip()
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


def _tears(text: str, comment: re.Match[str]) -> bool:
    """Whether a comment ends a name or a sign, where more of it seems to stand behind."""
    start, end = comment.span()
    both = _NAMED.match(text[start - 1 : start]) and _NAMED.match(text[end : end + 1])
    return both is not None


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
    if into.pseudo and char != ":":
        raise BadSelectorError(text)
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
        if not _IDENT.fullmatch(name) or (values[-1] is not None and not _IDENT.fullmatch(values[-1])):
            raise BadSelectorError(text)
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
    end = found.end()
    if text[end : end + 1] == "|" and text[end + 1 : end + 2] not in ("", "|", "="):
        # What the prefix stands for is not asked.
        into.tests.append(("perhaps", "namespace"))
        return _simple(text, end + 1, into, first=True, depth=depth)
    into.tag = _plain(found.group()).lower()
    return end, (0, 0, 1)


def _pseudo(text: str, at: int, into: Compound, depth: int) -> tuple[int, tuple[int, int, int]]:
    double = text[at : at + 2] == "::"
    found = _IDENT.match(text, at + (2 if double else 1))
    if not found:
        raise BadSelectorError(text)
    name, end, argument = _plain(found.group()), found.end(), None
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
    known = name.isascii() and heard_of(name := name.lower(), double=double, called=argument is not None)
    if not known:
        raise BadSelectorError(name)
    if (double and argument is not None) or (into.pseudo and not into.pseudo.startswith("-webkit-")):
        # Of few parts more can be asked, and few are told more.
        into.tests.append(("perhaps", "part"))
    if argument is not None and not argument.strip() and name not in ("is", "where"):
        raise BadSelectorError(name)
    if double or (name in OLD_PARTS and argument is None):
        into.pseudo = name
        return end, (0, 0, 1)
    if argument is None:
        into.tests.append(("state", name))
        return end, (0, 1, 0)
    if name in ("not", "is", "where", "has", "matches", "-webkit-any", "any", "-moz-any"):
        if name in ("matches", "any", "-moz-any"):
            raise BadSelectorError(name)
        forgiving = name in ("is", "where")
        inner = parse_list(argument, forgiving=forgiving, depth=depth + 1, relative=name == "has")
        if name == "has" and any(part.pseudo for part in inner):
            raise BadSelectorError(text)
        into.tests.append((name if name in ("not", "has") else "is", inner))
        weight = max((s.specificity for s in inner), default=(0, 0, 0))
        return end, (0, 0, 0) if name == "where" else ((0, 1, 0) if name == "-webkit-any" else weight)
    if name in ("nth-child", "nth-last-child", "nth-of-type", "nth-last-of-type"):
        nth = _NTH.match(argument)
        if not nth or (nth.group(6) and name.endswith("of-type")):
            raise BadSelectorError(text)
        of = parse_list(nth.group(6), depth=depth + 1) if nth.group(6) else None
        into.tests.append((name, (*_step(nth), of)))
        most = max((s.specificity for s in of or ()), default=(0, 0, 0))
        return end, (most[0], most[1] + 1, most[2])
    if name == "lang" and argument.isascii() and _LANGUAGES.fullmatch(argument):
        into.tests.append(("lang", [x.strip(" \"'").lower() for x in argument.split(",")]))
        return end, (0, 1, 0)
    plain = argument.isascii() and _IDENT.fullmatch(argument.strip())
    into.tests.append(("perhaps", name if plain else "argument"))
    return end, (0, 1, 0)


def _step(nth: re.Match[str]) -> tuple[int, int]:
    word, step, sign, offset, alone = nth.group(1, 2, 3, 4, 5)
    if word:
        return (2, 0 if word.lower() == "even" else 1)
    if alone is not None:
        return (0, int(alone[:9]))
    size = {"": 1, "+": 1, "-": -1}.get(step)
    return (int(step[:9]) if size is None else size, int((sign or "+") + (offset or "0")[:8]))
