"""The names of functions that browsers or drafts of CSS have: one of another name makes a value invalid."""

from intake.sanitize.elements import names

_KNOWN = names(
    """
    abs acos alpha anchor anchor-size annotation asin atan atan2 attr blur brightness calc calc-interpolate
    calc-mix calc-size character-variant circle circular clamp color color-contrast color-layers color-mix
    conic-gradient content contrast contrast-color control-value corner-shape cos counter counters
    cross-fade css-mix cubic-bezier device-cmyk drop-shadow dynamic-range-limit-mix element ellipse env exp
    filter first-valid fit-content format grayscale hsl hsla hue-rotate hwb hypot ictcp ident if image
    image-rect image-set inherit inset interpolate invert jzazbz jzczhz lab layer lch leader light-dark
    linear linear-gradient log mask matrix matrix3d max media min minmax mix mod oklab oklch opacity
    ornaments paint palette-mix param path perspective phase pointer polar-angle polygon pow progress
    radial-extent radial-gradient random random-item ray rect rem repeat repeating-conic-gradient
    repeating-linear-gradient repeating-radial-gradient rgb rgba rotate rotate3d rotatex rotatey rotatez
    round running saturate scale scale3d scalex scaley scalez scroll selector sepia shape sibling-count
    sibling-index sign sin skew skewx skewy snap-block snap-inline spread sqrt src stepping-fn steps string
    stripes style styleset stylistic super-ellipse superellipse supports swash symbols tan target-counter
    target-counters target-text tech toggle transform-interpolate transform-mix translate translate3d
    translatex translatey translatez type url url-pattern var view wavelet xywh
    """
)


def is_function(name: str) -> bool | None:
    """False where no browser and no draft has a function of that name, None where it may be one.

    What is written with a dash in front, or with escapes, may be anything.
    """
    plain = name.isascii() and name.replace("-", "").isalnum() and not name.startswith("-")
    return None if not plain or name in _KNOWN else False
