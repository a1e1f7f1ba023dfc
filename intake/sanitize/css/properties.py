"""Which properties never hide a text, which are judged, and which Chromium does not have."""

import re
from functools import lru_cache
from string import ascii_lowercase

from intake.sanitize.elements import names

REVERTS = names("revert revert-layer")
WIDE = REVERTS | names("inherit initial unset")
"""Words that every property takes (CSS Cascade 5, 7.3)."""

HARMLESS = names(
    """
    -ms-interpolation-mode -webkit-align-items -webkit-align-self -webkit-appearance
    -webkit-border-horizontal-spacing -webkit-border-radius -webkit-border-vertical-spacing
    -webkit-box-align -webkit-box-pack -webkit-box-shadow -webkit-box-sizing -webkit-flex
    -webkit-flex-direction -webkit-flex-wrap -webkit-font-smoothing -webkit-hyphens
    -webkit-justify-content -webkit-line-break -webkit-locale -webkit-margin-before -webkit-nbsp-mode
    -webkit-overflow-scrolling -webkit-print-color-adjust -webkit-tap-highlight-color
    -webkit-text-decoration -webkit-text-decoration-color -webkit-text-size-adjust -webkit-touch-callout
    -webkit-transform-origin -webkit-transition -webkit-user-drag -webkit-user-select accent-color
    align-content align-items align-self appearance aspect-ratio backface-visibility
    background-attachment background-blend-mode background-origin background-position
    background-position-x background-position-y background-repeat background-size border border-block
    border-bottom border-bottom-color border-bottom-left-radius border-bottom-right-radius
    border-bottom-style border-bottom-width border-collapse border-color border-end-end-radius
    border-image border-inline border-left border-left-color border-left-style border-left-width
    border-radius border-right border-right-color border-right-style border-right-width border-spacing
    border-style border-top border-top-color border-top-left-radius border-top-right-radius
    border-top-style border-top-width border-width box-shadow box-sizing break-after break-before
    break-inside caption-side caret-color clear color-adjust column-fill column-gap
    column-rule column-rule-color column-rule-style column-rule-width column-span container
    container-name container-type counter-increment counter-reset counter-set cursor direction
    empty-cells flex flex-basis flex-direction flex-flow flex-grow flex-shrink flex-wrap font-family
    font-feature-settings font-kerning font-optical-sizing font-stretch font-style font-synthesis
    font-variant font-variant-caps font-variant-ligatures font-variant-numeric font-variation-settings
    font-weight forced-color-adjust gap grid-column-gap grid-gap grid-row-gap hanging-punctuation
    hyphens image-rendering isolation justify-content justify-items justify-self line-break list-style
    list-style-image list-style-position list-style-type min-height min-width object-fit object-position
    order orphans outline outline-color outline-offset outline-style outline-width overflow-anchor
    overflow-wrap overscroll-behavior page-break-after page-break-before page-break-inside
    perspective-origin place-content place-items place-self pointer-events print-color-adjust quotes
    resize row-gap scroll-behavior scroll-margin scroll-padding scrollbar-color scrollbar-width size
    speak src tab-size table-layout text-align text-align-last text-decoration text-decoration-color
    text-decoration-line text-decoration-skip text-decoration-skip-ink text-decoration-style
    text-decoration-thickness text-emphasis text-justify text-orientation text-overflow text-rendering
    text-size-adjust text-underline-offset text-underline-position text-wrap text-wrap-mode
    text-wrap-style touch-action transform-origin transform-style transition transition-delay
    transition-duration transition-property transition-timing-function unicode-bidi unicode-range
    user-select vertical-align white-space-collapse widows will-change word-break word-wrap writing-mode
    -webkit-column-break-after -webkit-column-break-before -webkit-column-break-inside -webkit-user-modify
    border-end-start-radius border-start-end-radius border-start-start-radius border-block-color
    border-block-style border-block-width border-inline-color border-inline-style border-inline-width
    font-language-override font-synthesis-small-caps font-synthesis-style font-synthesis-weight
    font-variant-alternates font-variant-east-asian font-variant-emoji font-variant-position image-orientation
    overscroll-behavior-block overscroll-behavior-inline overscroll-behavior-x overscroll-behavior-y page
    scroll-margin-block scroll-margin-bottom scroll-margin-inline scroll-margin-left scroll-margin-right
    scroll-margin-top scroll-padding-block scroll-padding-bottom scroll-padding-inline scroll-padding-left
    scroll-padding-right scroll-padding-top text-emphasis-color text-emphasis-position text-emphasis-style
    """
)
"""Properties of Chromium that leave every glyph where and as it can be read."""


HANDLED = names(
    """
    -webkit-animation -webkit-animation-name -webkit-background-clip -webkit-box-orient
    -webkit-clip-path -webkit-filter -webkit-line-clamp -webkit-mask -webkit-mask-image -webkit-opacity
    -webkit-text-fill-color -webkit-text-stroke -webkit-text-stroke-color -webkit-text-stroke-width
    -webkit-transform all animation animation-name background background-clip background-color
    background-image block-size bottom clip clip-path color color-scheme column-count column-width columns
    contain content content-visibility display fill filter float font font-size height inline-size inset
    inset-block inset-block-end inset-block-start inset-inline inset-inline-end inset-inline-start left
    letter-spacing line-clamp line-height margin margin-block margin-block-end margin-block-start
    margin-bottom margin-inline margin-inline-end margin-inline-start margin-left margin-right
    margin-top mask mask-image max-block-size max-height max-inline-size max-width min-block-size
    min-inline-size mix-blend-mode mso-hide opacity overflow overflow-block overflow-inline overflow-x
    overflow-y padding padding-block padding-block-end padding-block-start padding-bottom padding-inline
    padding-inline-end padding-inline-start padding-left padding-right padding-top position right rotate
    scale text-indent text-shadow text-transform top transform translate visibility white-space width
    word-spacing z-index zoom
    """
)


_ALIASED = names(
    """
    align-content align-items align-self backface-visibility background-origin background-size
    border-bottom-left-radius border-bottom-right-radius border-radius border-top-left-radius
    border-top-right-radius box-shadow box-sizing column-count column-gap column-rule column-rule-color
    column-rule-style column-rule-width column-span column-width columns flex flex-basis flex-direction
    flex-flow flex-grow flex-shrink flex-wrap font-feature-settings justify-content line-break mask-clip
    mask-composite mask-origin mask-position mask-repeat mask-size order perspective perspective-origin
    shape-image-threshold shape-margin shape-outside text-emphasis text-emphasis-color text-emphasis-position
    text-emphasis-style transform-origin transform-style transition transition-delay transition-duration
    transition-property transition-timing-function user-select
    """
)
"""Chromium knows them with a prefix as well."""


_EDGES = (
    ("before", "block-start", "top"),
    ("after", "block-end", "bottom"),
    ("start", "inline-start", "left"),
    ("end", "inline-end", "right"),
)
LOGICAL = {
    "block-size": "height", "inline-size": "width", "max-block-size": "max-height", "max-inline-size": "max-width",  # noqa: E501
    "margin-inline-start": "margin-left", "margin-inline-end": "margin-right", "margin-block-start": "margin-top",  # noqa: E501
    "margin-block-end": "margin-bottom", "inset-inline-start": "left", "inset-inline-end": "right",
    "inset-block-start": "top", "inset-block-end": "bottom", "overflow-block": "overflow-y",
    "overflow-inline": "overflow-x", "padding-inline-start": "padding-left", "padding-inline-end": "padding-right",  # noqa: E501
    "padding-block-start": "padding-top", "padding-block-end": "padding-bottom", "-webkit-transform": "transform",  # noqa: E501
    "-webkit-clip-path": "clip-path", "-webkit-filter": "filter", "-webkit-opacity": "opacity",
    "-webkit-background-clip": "background-clip", "-webkit-mask": "mask", "-webkit-mask-image": "mask-image",
    "-webkit-animation": "animation", "-webkit-animation-name": "animation-name",
    "-webkit-writing-mode": "writing-mode",
    "-webkit-logical-height": "height", "-webkit-logical-width": "width",
    "-webkit-min-logical-height": "min-height", "-webkit-min-logical-width": "min-width",
    "-webkit-max-logical-height": "max-height", "-webkit-max-logical-width": "max-width",
    **{f"-webkit-{kind}-{old}": f"{kind}-{edge}" for old, _, edge in _EDGES
       for kind in ("margin", "padding")},
    "min-block-size": "min-height", "min-inline-size": "min-width",
    **{f"{start}{part}": f"border-{edge}{part}" for old, new, edge in _EDGES
       for part in ("", "-color", "-style", "-width")
       for start in (f"border-{new}", f"-webkit-border-{old}")},
    **{f"-webkit-{name}": name for name in _ALIASED},
}  # fmt: skip
"""By their other names: those of the directions of a text, as it runs in Latin, and those of old."""


_LAYS = names(
    """
    align-content align-items align-self aspect-ratio border border-block border-bottom
    border-bottom-width border-collapse border-image border-inline border-left border-left-width
    border-right border-right-width border-spacing border-style border-top border-top-width border-width
    box-shadow box-sizing break-after break-before caption-side clear column-fill column-gap column-span
    container container-name container-type direction flex flex-basis flex-direction flex-flow flex-grow
    flex-shrink flex-wrap gap grid-column-gap grid-gap grid-row-gap isolation justify-content
    justify-items justify-self line-break min-height min-width order outline outline-offset outline-style
    outline-width overflow-wrap place-content place-items place-self row-gap table-layout text-orientation
    text-overflow text-wrap text-wrap-mode transform-origin transform-style unicode-bidi vertical-align
    white-space-collapse will-change word-break word-wrap writing-mode
    """
)
"""Those of them by which others come to stand elsewhere."""
IDLE = (HARMLESS - _LAYS) | {"font", "padding"}
"""Whether these are declared changes little of what is seen."""


_NO_CHROMIUM = (
    "supported-color-schemes",
    "text-underline-color",
    "text-underline-style",
    "mso-",
    "-ms-",
    "-moz-",
    "-o-",
    "-apple-",
    "-khtml-",
    "-premailer-",
    "-epub-",
    "panose",
    "tab-stops",
)


LETTER_LOOKS = frozenset(["color", "font", "font-family", "font-size", "font-style", "font-weight"])
"""How letters look, without a word of where they stand."""


def knows(name: str) -> bool:
    """Whether the property is one that cannot hide text, is judged here, or does not exist in Chromium."""
    return (
        name in HARMLESS
        or name in HANDLED
        or name.startswith("--")
        or name.startswith(_NO_CHROMIUM)
        or not _PLAUSIBLE.match(name)
        or name in _TYPOS
        or _is_misspelt(name)
    )


LEAST_SPELT, MOST_SPELT = 6, 30
"""Letters of names that one of them tells apart; no two properties as long differ by so little."""


@lru_cache(maxsize=1024)
def _is_misspelt(name: str) -> bool:
    """Whether it is the name of another property but for one letter, or two that have changed places."""
    if not LEAST_SPELT <= len(name) <= MOST_SPELT or name.startswith("-"):
        return False
    cuts = [(name[:at], name[at:]) for at in range(len(name) + 1)]
    letters = f"{ascii_lowercase}-"
    near = {head + tail[1:] for head, tail in cuts if tail}
    near |= {head + tail[1] + tail[0] + tail[2:] for head, tail in cuts if len(tail) > 1}
    near |= {head + letter + tail[1:] for head, tail in cuts if tail for letter in letters}
    near |= {head + letter + tail for head, tail in cuts for letter in letters}
    return not near.isdisjoint(HARMLESS | HANDLED)


_PLAUSIBLE = re.compile(r"-?[a-z][a-z-]*[a-z]$")


_TYPOS = names(
    """
    align bg-color bgcolor border-right-top border-size cellpadding cellspacing fallback-font
    fallback-text-color fallback-width font-color font-colour heigth line-heigth link-color
    margin-center max-witdh ms-interpolation-mode mso text text-color text-fill-color text-height
    text-size text-style valign widht
    """
)
