"""Colours of other spaces in sRGB (CSS Color 4, 10 and 17)."""

import math

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
