"""Names of pseudo-classes and pseudo-elements: which a browser has, and which nobody ever heard of."""

import re

from intake.sanitize.css.certainty import every
from intake.sanitize.css.functions import is_function
from intake.sanitize.elements import names

OLD_PARTS = names("before after first-letter first-line")
"""Pseudo-elements that may be written with one colon."""
PARTS = OLD_PARTS | names(
    """
    selection placeholder marker backdrop file-selector-button cue grammar-error spelling-error target-text
    details-content
    """
) | {""}  # fmt: skip
"""Pseudo-elements that clients of today know, by CSS's own names; the empty one is the element itself."""
_UNTOUCHED = names(
    """
    active autofill focus focus-visible focus-within fullscreen future hover modal past picture-in-picture
    popover-open target user-invalid user-valid visited -webkit-autofill
    """
)
NEVER = _UNTOUCHED | {"paused", "playing"}
"""Pseudo-classes that do not hold in a page just opened, of which nothing was touched."""
_STATES = _UNTOUCHED | names(
    """
    any-link checked default defined disabled empty enabled first-child first-of-type in-range indeterminate
    invalid last-child last-of-type link only-child only-of-type open optional out-of-range placeholder-shown
    read-only read-write required root scope valid -webkit-any-link
    """
)
"""Pseudo-classes without an argument that clients of today know; `placeholder-shown` is an empty field."""
_FUNCTIONS = names("dir host host-context state active-view-transition-type scope")
_HEARD_OF = NEVER | _STATES | names(
    """
    active-view-transition animated-image blank buffering corner-present current decrement double-button end
    first focus-ring full-screen granted has-slotted heading horizontal host increment interest-source
    interest-target left loading local-link menu-open muted navigation-source no-button permission-granted
    right seeking single-button snapped snapped-block snapped-inline snapped-x snapped-y stalled start
    target-after target-before target-current target-within unbounded unresolved user-error vertical
    volume-locked window-inactive xr-overlay
    """
)  # fmt: skip
"""Those, and all that some browser or draft has."""
_CALLED = _FUNCTIONS | names(
    """
    active-navigation any contains current has has-slotted heading highlight is lang link-to local-link
    matches not nth-child nth-col nth-last-child nth-last-col nth-last-of-type nth-of-type picker where
    """
)
_PARTS_HEARD_OF = PARTS | names(
    """
    after-scroll checkmark clear-icon color-swatch column column-rule content details-marker field-component
    field-separator field-text footnote-call footnote-marker highlight interest-button nth-fragment
    overscroll-area-parent part permission-icon picker picker-icon placeholder-icon postfix prefix
    reveal-icon scroll-button scroll-marker scroll-marker-group search-text select-fallback-button
    select-listbox selection-inactive shadow slider-fill slider-thumb slider-track slotted step-control
    step-down step-up tick-mark view-transition view-transition-group view-transition-group-children
    view-transition-image-pair view-transition-new view-transition-old
    """
)
_PARTS_CALLED = names(
    """
    cue cue-region highlight nth-fragment part picker scroll-button slotted view-transition-group
    view-transition-group-children view-transition-image-pair view-transition-new view-transition-old
    """
)


def heard_of(name: str, *, double: bool, called: bool) -> bool:
    """Whether some client may know the name; one that nobody knows makes no selector (Selectors 4, 3.9).

    Clients have prefixed names of their own.
    """
    if double:
        # Chromium takes any of these that is not called.
        return name in _PARTS_CALLED if called else name in _PARTS_HEARD_OF or name[0] == "-"
    if called:
        return name in _CALLED or name[0] == "-"
    return name in _HEARD_OF or name in OLD_PARTS or name[0] == "-"


def is_novel(kind: str, argument: object) -> bool:
    """Whether a condition of a selector may be one that not all clients know."""
    if kind == "state":
        return argument not in _STATES
    return kind == "perhaps" and argument not in _FUNCTIONS


_STRING = re.compile(r"\"(?:[^\"\\]|\\.)*\"|'(?:[^'\\]|\\.)*'|/", re.S)
_QUOTES = names("open-quote close-quote no-open-quote no-close-quote")


_GENERATE = names(
    """
    attr counter counters url image-set -webkit-image-set linear-gradient radial-gradient conic-gradient
    repeating-linear-gradient repeating-radial-gradient repeating-conic-gradient -webkit-linear-gradient
    -webkit-radial-gradient cross-fade -webkit-cross-fade element
    """
)
_CALL = re.compile(r"(-?[a-z][a-z0-9-]*)\([^()]*\)")
MOST_NESTED = 8


def is_content(text: str, quirky: bool) -> bool | None:
    """Whether this is generated, or nothing is (CSS Content 3, 2); None where it is not known."""
    if text in ("none", "normal"):
        return True
    rest = _STRING.sub(" ", text)
    for _ in range(MOST_NESTED):
        words = _CALL.sub(" ", rest)
        if "(" not in words:
            break
        rest = _CALL.sub("x", rest)
    else:
        return None
    called = [found[1] for found in _CALL.finditer(rest)]
    told = every(
        [set(words.split()) <= _QUOTES, *(name in _GENERATE or is_function(name) for name in called)]
    )
    # With an attribute any value is valid until it is put in (CSS Values 5, 7.7).
    return None if "attr" in called and not told else told
