"""Which values are valid: a browser drops the others, and the declaration before them stands."""

import re
from functools import lru_cache

from intake.sanitize.css.colour import parse_colour, split_commas
from intake.sanitize.css.lengths import SIZES, is_length, number, words

_COMPUTED = re.compile(
    r"(?:^|[\s,(])(?:var|attr|if|sibling-(?:index|count)|random|inherit|first-valid|env|--[\w-]+)\("
)
_CALLS = re.compile(r"(?:[\w-]+\((?:[^()]|\((?:[^()]|\([^()]*\))*\))*\)\s*)+")
_WIDE = frozenset({"inherit", "initial", "unset", "revert", "revert-layer"})


_KEYWORDS: dict[str, frozenset[str]] = {
    "display": frozenset(
        [
            "none",
            "block",
            "inline",
            "inline-block",
            "flex",
            "inline-flex",
            "grid",
            "inline-grid",
            "table",
            "inline-table",
            "table-row",
            "table-cell",
            "table-row-group",
            "table-header-group",
            "table-footer-group",
            "table-column",
            "table-column-group",
            "table-caption",
            "list-item",
            "contents",
            "flow-root",
            "run-in",
            "ruby",
            "ruby-text",
            "flow",
            "-webkit-box",
            "-webkit-inline-box",
            "math",
            "-webkit-flex",
            "-webkit-inline-flex",
        ]
    ),
    "visibility": frozenset(["visible", "hidden", "collapse"]),
    "position": frozenset(["static", "relative", "absolute", "fixed", "sticky", "-webkit-sticky"]),
    "float": frozenset(["none", "left", "right", "inline-start", "inline-end"]),
    "text-transform": frozenset(
        ["none", "uppercase", "lowercase", "capitalize", "full-width", "full-size-kana", "math-auto"]
    ),
    "white-space": frozenset(["normal", "nowrap", "pre", "pre-wrap", "pre-line", "break-spaces"]),
    "content-visibility": frozenset(["visible", "hidden", "auto"]),
}


@lru_cache(maxsize=4096)
def is_valid(name: str, value: str) -> bool:
    """False where a browser would drop the declaration; True where it would not, or where we cannot tell."""
    if name.startswith("--"):
        return True
    if not value:
        return False
    text = value.lower()
    if text in _WIDE or ("(" in text and _COMPUTED.search(text)):
        return True
    allowed = _KEYWORDS.get(name)
    if allowed is not None:
        return text in allowed or (" " in text and name in ("display", "white-space", "text-transform"))
    if name in ("color", "background-color", "fill", "-webkit-text-fill-color"):
        return parse_colour(text) is not None or (name == "fill" and text.startswith(("url(", "none")))
    if name in ("filter", "-webkit-filter"):
        # Filters of old Internet Explorer; no browser of today reads them.
        return not text.lstrip().startswith(("progid:", "alpha("))
    if name == "opacity":
        return number(text) is not None or "(" in text
    if name == "font-size":
        return text in SIZES or text in ("smaller", "larger") or is_length(text, negative=False)
    if name in ("height", "width", "max-height", "max-width"):
        return is_length(text, negative=False) or text in (
            "auto", "none", "min-content", "max-content", "fit-content", "-webkit-fill-available", "stretch",
            "-webkit-fit-content", "-webkit-max-content", "-webkit-min-content", "intrinsic")  # fmt: skip
    if name in (
        "left",
        "right",
        "top",
        "bottom",
        "margin-left",
        "margin-right",
        "margin-top",
        "margin-bottom",
    ):
        return text == "auto" or is_length(text)
    if name == "text-indent":
        return all(w in ("hanging", "each-line") or is_length(w) for w in text.split()) or "(" in text
    if name in ("overflow", "overflow-x", "overflow-y"):
        return all(
            w in ("visible", "hidden", "clip", "scroll", "auto", "overlay", "-webkit-paged-x")
            for w in text.split()
        )
    if name == "background-clip":
        return all(
            w in ("text", "border-box", "padding-box", "content-box", "border-area")
            for w in text.replace(",", " ").split()
        )
    if name == "z-index":
        return text == "auto" or bool(re.fullmatch(r"[+-]?\d+", text)) or "(" in text
    if name == "zoom":
        return number(text) is not None or text in ("normal", "reset") or "(" in text
    if name == "transform":
        return text == "none" or _CALLS.fullmatch(text) is not None
    if name == "background":
        return all(_background_ok(part) for part in split_commas(text))
    if name == "margin":
        return len(words(text)) <= 4 and all(w == "auto" or is_length(w) for w in words(text))
    return True


def _background_ok(part: str) -> bool:
    return all(not (word.startswith("#") and parse_colour(word) is None) for word in words(part))
