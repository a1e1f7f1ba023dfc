"""The declarations that won as they are worked out: variables put in, and words of all properties."""

from intake.sanitize.css.cascade import IMPORTANT, Won, substitute
from intake.sanitize.css.lengths import rooted
from intake.sanitize.css.properties import LOGICAL, REVERTS, WIDE
from intake.sanitize.css.registered import UNTOLD, worked_out
from intake.sanitize.css.values import UNKNOWN, validity
from intake.sanitize.html.context import Context, Page
from intake.sanitize.tree import Node

_UNSET = {"display": "inline", "margin": "0", "padding": "0"}
_ALL: dict[str, Won] = {
    "revert": {},
    "unset": {**_UNSET, "font-size": "inherit", "color": "inherit", "white-space": "inherit"},
    "initial": {
        **_UNSET, "color-scheme": "normal", "font-size": "initial", "color": "initial",
        "white-space": "initial", "line-height": "normal", "visibility": "visible", "text-indent": "0",
        "text-shadow": "none", "text-transform": "none", "-webkit-text-fill-color": "currentcolor",
        "-webkit-text-stroke": "0",
    },
}  # fmt: skip
"""What `all` leaves of the declarations before it."""
_GROUNDS = frozenset(["bgcolor", "background"])
_HINTED = frozenset(["font", "body", "td", "th"])
"""Elements whose letters attributes style, and the browser's own sheet does not."""
_CASED = frozenset(["content", "font-family", "container-name"])
_PASSED = frozenset(
    ["color", "visibility", "white-space", "text-indent", "letter-spacing", "word-spacing", "text-transform",
     "text-shadow", "-webkit-text-fill-color"]
)  # fmt: skip
"""What is inherited and stands in no shorthand."""


def _hintless(node: Node) -> Won:
    """What undoes the attributes of an element, where a style undoes all that is declared."""
    out: Won = {"background": "none"} if not _GROUNDS.isdisjoint(node.attrs) else {}
    if node.tag in _HINTED:
        out |= {"color": "inherit", "white-space": "inherit"}
    if node.tag in ("td", "th"):
        out["padding"] = "revert"
    if node.tag == "font":
        out["font-size"] = "inherit"
    return out


def _put_in(value: str, variables: Won, here: Context) -> str | None:
    """`substitute`; what it does not read to the end puts the element in doubt."""
    try:
        return substitute(value, variables)
    except RecursionError:
        here.suspect("unknown-property")
        return None


def resolve(node: Node, won: Won, here: Context, page: Page) -> Won:
    """What the declarations of an element come to; `here` takes the variables."""
    known = page.resolved.get(id(won))
    if known is not None:
        return known[1]
    own = declared = {n: v for n, v in won.items() if n.startswith("--")}
    before = here.variables
    if own:
        # One that is inherited anyway stays as it is; one that is reset is none (CSS Variables, 2).
        own = {n: v for n, v in own.items() if v.lower() not in WIDE - {"initial"}}
        here.variables = {n: v for n, v in {**here.variables, **own}.items() if v.lower() != "initial"}
        for name, value in own.items():
            if "var(" in value.lower():
                # What a registered one comes to is worked out after all others.
                known_now = {**here.variables, **dict.fromkeys(page.registered, UNTOLD)}
                put = _put_in(value, {k: v for k, v in known_now.items() if k != name}, here)
                if put is None:
                    here.variables.pop(name, None)
                else:
                    here.variables[name] = put
    if page.registered:
        here.variables = worked_out(page.registered, before, declared, here.variables)
    out: Won = {}
    for name, value in won.items():
        if name.startswith("--") or name in (UNKNOWN, IMPORTANT):
            continue
        if "var(" in value.lower():
            put = UNTOLD if "--" in page.registered else _put_in(value, here.variables, here)
            if put is not None and UNTOLD in put:
                # It may be of another value than was declared.
                here.suspect("unknown-property")
                put = None
            value = "unset" if put is None else put.strip()
            if validity(name, value, page.quirky) is False:
                # Invalid at computed-value time (CSS Variables, 3.1).
                value = "unset"
        if page.root is not None:
            value = rooted(value, *page.root)
        name = LOGICAL.get(name, name)
        if value.lower() in REVERTS and name != "all":
            layer, value = value.lower() == "revert-layer", "revert"
            if name in _PASSED:
                # What is inherited stands then, or what the browser's own sheet has, but no attribute.
                out.pop(name, None)
                if node.tag in _HINTED and not layer:
                    out[name] = "inherit"
                continue
        if name == "all" and value.lower() in _ALL:
            # The direction of the writing is none of `all`.
            kept = {n: told for n, told in out.items() if n in ("direction", "unicode-bidi")}
            out = {**_hintless(node), **_ALL[value.lower()], **kept}
            continue
        if name == "container":
            called, _, kind = value.partition("/")
            out["container-name"], out["container-type"] = called.strip(), kind.strip().lower() or "normal"
            continue
        out.pop(name, None)
        out[name] = value if name in _CASED else value.lower()
    if not any(
        name == "all" or name.startswith("--") or "var(" in value.lower() or value.lower() in REVERTS
        for name, value in won.items()
    ):
        # The declarations are kept beside, so that their identity is not given to others.
        page.resolved[id(won)] = (won, out)
    return out
