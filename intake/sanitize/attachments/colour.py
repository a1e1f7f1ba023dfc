"""Whether text of one colour can be read on another (WCAG 2.2, relative luminance and contrast ratio)."""

Rgb = tuple[int, int, int]
WHITE: Rgb = (255, 255, 255)
BLACK: Rgb = (0, 0, 0)
MIN_CONTRAST = 1.25
"""Light grey on white that people still use for small print has 1.4 and more; below this nobody reads it."""


def rgb(text: str | None) -> Rgb | None:
    """`FF0000`, `#ff0000` or `FFFF0000` (alpha first, as Excel writes it) as numbers; None for all else."""
    value = (text or "").strip().lstrip("#")
    if len(value) == 8:
        value = value[2:]
    if len(value) != 6:
        return None
    try:
        number = int(value, 16)
    except ValueError:
        return None
    return number >> 16 & 255, number >> 8 & 255, number & 255


def contrast(one: Rgb, other: Rgb) -> float:
    """1 (the same) to 21 (black on white)."""
    high, low = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def unreadable(ink: Rgb, ground: Rgb) -> bool:
    """Whether text of this ink vanishes into its ground."""
    return contrast(ink, ground) < MIN_CONTRAST


def _luminance(colour: Rgb) -> float:
    r, g, b = (_linear(c / 255) for c in colour)
    return 0.2126 * r + 0.7152 * g + 0.0722 * b


def _linear(c: float) -> float:
    return c / 12.92 if c <= 0.04045 else float(((c + 0.055) / 1.055) ** 2.4)
