"""Colours of other spaces in sRGB (CSS Color 4, 10 and 17)."""

import colorsys
import math
from functools import lru_cache

Three = tuple[float, float, float]
Matrix = tuple[Three, Three, Three]

_OKLAB_TO_LMS: Matrix = (
    (1.0, 0.3963377773761749, 0.2158037573099136),
    (1.0, -0.1055613458156586, -0.0638541728258133),
    (1.0, -0.0894841775298119, -1.2914855480194092),
)
_LMS_TO_LINEAR: Matrix = (
    (4.0767416360759583, -3.3077115392580616, 0.2309699031821043),
    (-1.2684379732850315, 2.6097573492876882, -0.3413193760026573),
    (-0.0041960761386756, -0.7034186179359362, 1.7076146940746117),
)
_D50_TO_D65: Matrix = (
    (0.955473421488075, -0.02309845494876471, 0.06325924320057072),
    (-0.0283697093338637, 1.0099953980813041, 0.021041441191917323),
    (0.012314014864481998, -0.020507649298898964, 1.330365926242124),
)
_XYZ_TO_LINEAR: Matrix = (
    (3.2409699419045213, -1.5373831775700935, -0.4986107602930033),
    (-0.9692436362808798, 1.8759675015077206, 0.04155505740717561),
    (0.05563007969699361, -0.20397695888897657, 1.0569715142428786),
)
_P3_TO_LINEAR: Matrix = (
    (1.2249401762805598, -0.22494017628055996, 0.0),
    (-0.042056954709688163, 1.0420569547096881, 0.0),
    (-0.019637554590334432, -0.07863604555063188, 1.0982736001409663),
)
_WHITE_D50 = (0.3457 / 0.3585, 1.0, (1.0 - 0.3457 - 0.3585) / 0.3585)
_EPSILON, _KAPPA = 216 / 24389, 24389 / 27


def to_srgb(space: str, told: Three) -> Three | None:
    """Red, green and blue, which may lie beyond 0 to 1; None for a space that is not known here."""
    first, second, third = told
    if space in ("oklch", "lch"):
        angle = math.radians(third)
        chroma = max(0.0, second)
        second, third = chroma * math.cos(angle), chroma * math.sin(angle)
        space = space.replace("ch", "ab")
    if space == "oklab":
        cones = _times(_OKLAB_TO_LMS, (min(1.0, max(0.0, first)), second, third))
        linear = _times(_LMS_TO_LINEAR, (cones[0] ** 3, cones[1] ** 3, cones[2] ** 3))
    elif space == "lab":
        linear = _times(_XYZ_TO_LINEAR, _times(_D50_TO_D65, _from_lab(first, second, third)))
    elif space == "xyz-d50":
        linear = _times(_XYZ_TO_LINEAR, _times(_D50_TO_D65, told))
    elif space == "xyz-d65":
        linear = _times(_XYZ_TO_LINEAR, told)
    elif space == "display-p3":
        linear = _times(_P3_TO_LINEAR, (_linear(first), _linear(second), _linear(third)))
    elif space == "srgb-linear":
        linear = told
    else:
        return None
    return _curved(linear[0]), _curved(linear[1]), _curved(linear[2])


def _times(matrix: Matrix, vector: Three) -> Three:
    one, two, three = (sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix)
    return one, two, three


def _from_lab(light: float, a: float, b: float) -> Three:
    light = min(100.0, max(0.0, light))
    middle = (light + 16) / 116
    first, third = a / 500 + middle, middle - b / 200
    x = first**3 if first**3 > _EPSILON else (116 * first - 16) / _KAPPA
    y = middle**3 if light > _KAPPA * _EPSILON else light / _KAPPA
    z = third**3 if third**3 > _EPSILON else (116 * third - 16) / _KAPPA
    return x * _WHITE_D50[0], y * _WHITE_D50[1], z * _WHITE_D50[2]


def _linear(value: float) -> float:
    size = abs(value)
    bent = size / 12.92 if size <= 0.04045 else ((size + 0.055) / 1.055) ** 2.4
    return math.copysign(bent, value)


def _curved(value: float) -> float:
    size = abs(value)
    bent = 12.92 * size if size <= 0.0031308 else 1.055 * size ** (1 / 2.4) - 0.055
    return math.copysign(bent, value)


def hued(space: str, told: Three) -> Three:
    """Red, green and blue of a hue with light, or white and black, of 100 (CSS Color 4, 7 and 8)."""
    angle, first, second = told[0] % 360 / 360, told[1] / 100, told[2] / 100
    if space == "hsl":
        return colorsys.hls_to_rgb(angle, second, first)
    if first + second >= 1:
        grey = first / (first + second)
        return grey, grey, grey
    red, green, blue = (
        channel * (1 - first - second) + first for channel in colorsys.hls_to_rgb(angle, 0.5, 1.0)
    )
    return red, green, blue


def from_srgb(space: str, rgb: Three) -> Three | None:
    """The numbers of a space that tell an sRGB colour; None for a space that is not known here."""
    linear = _linear(rgb[0]), _linear(rgb[1]), _linear(rgb[2])
    if space in ("oklab", "oklch"):
        cones = _times(_inverse(_LMS_TO_LINEAR), linear)
        lab = _times(_inverse(_OKLAB_TO_LMS), (_root(cones[0]), _root(cones[1]), _root(cones[2])))
        return lab if space == "oklab" else _polar(lab)
    if space in ("lab", "lch"):
        lab = _to_lab(_times(_inverse(_D50_TO_D65), _times(_inverse(_XYZ_TO_LINEAR), linear)))
        return lab if space == "lab" else _polar(lab)
    if space in ("hsl", "hwb"):
        hue, light, share = colorsys.rgb_to_hls(*rgb)
        if space == "hwb":
            return hue * 360, min(rgb) * 100, (1 - max(rgb)) * 100
        return hue * 360, share * 100, light * 100
    if space in ("xyz", "xyz-d65", "xyz-d50"):
        told = _times(_inverse(_XYZ_TO_LINEAR), linear)
        return _times(_inverse(_D50_TO_D65), told) if space == "xyz-d50" else told
    return {"srgb": rgb, "srgb-linear": linear}.get(space)


def _polar(lab: Three) -> Three:
    return lab[0], math.hypot(lab[1], lab[2]), math.degrees(math.atan2(lab[2], lab[1])) % 360


def _root(value: float) -> float:
    return math.copysign(abs(value) ** (1 / 3), value)


def _to_lab(told: Three) -> Three:
    x, y, z = (
        _root(size) if size > _EPSILON else (_KAPPA * size + 16) / 116
        for size in (part / white for part, white in zip(told, _WHITE_D50, strict=True))
    )
    return 116 * y - 16, 500 * (x - y), 200 * (y - z)


@lru_cache(maxsize=8)
def _inverse(matrix: Matrix) -> Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    whole = a * (e * i - f * h) - b * (d * i - f * g) + c * (d * h - e * g)
    return (
        ((e * i - f * h) / whole, (c * h - b * i) / whole, (b * f - c * e) / whole),
        ((f * g - d * i) / whole, (a * i - c * g) / whole, (c * d - a * f) / whole),
        ((d * h - e * g) / whole, (b * g - a * h) / whole, (a * e - b * d) / whole),
    )
