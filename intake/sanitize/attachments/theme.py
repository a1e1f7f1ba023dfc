"""The colours of an Office theme (ECMA-376-1, 20.1.6.2), by the names that documents use for them."""

import colorsys
from collections.abc import Iterable
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb, rgb
from intake.sanitize.attachments.package import Package, attribute, child, local

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

OFFICE: dict[str, Rgb] = {
    "dk1": (0, 0, 0), "lt1": (255, 255, 255), "dk2": (68, 84, 106), "lt2": (231, 230, 230),
    "accent1": (68, 114, 196), "accent2": (237, 125, 49), "accent3": (165, 165, 165),
    "accent4": (255, 192, 0),
    "accent5": (91, 155, 213), "accent6": (112, 173, 71), "hlink": (5, 99, 193), "folHlink": (149, 79, 114),
}  # fmt: skip
"""The Office theme of 2013, where a file has none."""
_NAMES = {
    "background1": "lt1", "text1": "dk1", "background2": "lt2", "text2": "dk2", "dark1": "dk1",
    "light1": "lt1", "dark2": "dk2", "light2": "lt2", "bg1": "lt1", "tx1": "dk1", "bg2": "lt2", "tx2": "dk2",
    "hyperlink": "hlink", "followedHyperlink": "folHlink",
}  # fmt: skip
_SHORT = (("dk", "dark"), ("lt", "light"), ("med", "medium"))
"""Two ways to begin the name of a preset colour (20.1.10.48); the rest of it is as in CSS."""
_OWN: dict[str, Rgb] = {"darkYellow": (128, 128, 0)}
MAX_CHANGES = 20
"""Changes of one colour that are followed; Office writes three at most."""


def theme_of(package: Package, part: str) -> dict[str, Rgb]:
    """The scheme of the theme that a part names, else Office's own."""
    colours = dict(OFFICE)
    path = next((t for k, t, out in package.relations(part).values() if k == "theme" and not out), "")
    root = package.xml(path) if path else None
    scheme = child(root, "themeElements", "clrScheme")
    for one in scheme if scheme is not None else ():
        found = next((c for e in one for c in (rgb(e.get("lastClr") or e.get("val")),) if c), None)
        if found:
            colours[local(one.tag)] = found
    return colours


def named(scheme: dict[str, Rgb], name: str | None, mapping: dict[str, str] | None = None) -> Rgb | None:
    """A colour by its name in a document, through the document's own mapping where it has one."""
    if not name:
        return None
    name = (mapping or {}).get(name, name)
    return scheme.get(_NAMES.get(name, name))


def preset(name: str | None) -> Rgb | None:
    from tinycss2.color3 import RGBA, parse_color

    if not name or not name.isalpha() or name in _OWN:
        return _OWN.get(name or "")
    for short, long in _SHORT:
        if name.startswith(short) and name[len(short) : len(short) + 1].isupper():
            name = long + name[len(short) :]
    colour = parse_color(name)
    return _bytes(colour[:3]) if isinstance(colour, RGBA) and colour.alpha else None


def mixed(colour: Rgb, tint: float | None = None, shade: float | None = None) -> Rgb:
    """Word's tint (towards white) and shade (towards black), each the share that stays, 0..1."""
    r, g, b = colour
    if tint is not None:
        r, g, b = (round(c * tint + 255 * (1 - tint)) for c in (r, g, b))
    if shade is not None:
        r, g, b = (round(c * shade) for c in (r, g, b))
    return r, g, b


def tinted(colour: Rgb, tint: float) -> Rgb:
    """Excel's tint, -1..1, on the lightness (ECMA-376-1, 18.8.19)."""
    h, light, s = colorsys.rgb_to_hls(*(c / 255 for c in colour))
    tint = max(-1.0, min(1.0, tint))
    light = light * (1 + tint) if tint < 0 else light * (1 - tint) + tint
    r, g, b = (round(255 * c) for c in colorsys.hls_to_rgb(h, min(1.0, max(0.0, light)), s))
    return r, g, b


def drawn(
    holder: "Element | None", scheme: dict[str, Rgb], mapping: dict[str, str] | None = None
) -> Rgb | None:
    """The colour inside a DrawingML fill such as `a:solidFill`, with its changes (20.1.2.3)."""
    for one in holder if holder is not None else ():
        kind, value = local(one.tag), one.get("val")
        colour: Rgb | None = None
        if kind == "srgbClr":
            colour = rgb(value)
        elif kind == "schemeClr":
            colour = named(scheme, value, mapping)
        elif kind == "sysClr":
            colour = rgb(one.get("lastClr")) or ((255, 255, 255) if value == "window" else (0, 0, 0))
        elif kind == "prstClr":
            colour = preset(value)
        elif kind == "scrgbClr":
            r, g, b = (round(255 * _linear(_share(one.get(k)))) for k in "rgb")
            colour = r, g, b
        elif kind == "hslClr":
            hue, high = _angle(one.get("hue")), min(1.0, _share(one.get("lum")))
            colour = _bytes(colorsys.hls_to_rgb(hue, high, min(1.0, _share(one.get("sat")))))
        if colour is not None:
            return _changed(colour, one)
    return None


def alpha(holder: "Element | None") -> float:
    """How opaque a DrawingML fill is, 0..1."""
    opacity = 1.0
    for one in holder if holder is not None else ():
        for change in one:
            name, share = local(change.tag), _share(attribute(change, "val"))
            if name == "alpha":
                opacity = share
            elif name == "alphaMod":
                opacity *= share
            elif name == "alphaOff":
                opacity += _share(attribute(change, "val"), -10.0)
    return opacity


def faded(change: "Element | None") -> float:
    """How opaque a picture is, by `a:alphaModFix`."""
    return _share(change.get("amt")) if change is not None else 1.0


def _share(text: str | None, least: float = 0.0) -> float:
    value = (text or "").strip()
    try:
        number = float(value.rstrip("%"))
    except ValueError:
        return 1.0
    number = number / 100 if value.endswith("%") else number / 100_000
    return max(least, min(10.0, number))


def _angle(text: str | None) -> float:
    """Part of a circle, from sixty thousandths of a degree."""
    return _share(text) * 100_000 / 21_600_000 % 1.0


def _linear(share: float) -> float:
    """A share of linear light as screens count it (IEC 61966-2-1)."""
    share = min(1.0, share)
    return float(share * 12.92 if share <= 0.0031308 else 1.055 * share ** (1 / 2.4) - 0.055)


def _bytes(shares: Iterable[float]) -> Rgb:
    r, g, b = (round(255 * min(1.0, max(0.0, share))) for share in shares)
    return r, g, b


def _changed(colour: Rgb, element: "Element") -> Rgb:
    """A colour after the changes that stand in it, in their order (20.1.2.3)."""
    for one in list(element)[:MAX_CHANGES]:
        name, share = local(one.tag), _share(attribute(one, "val"), -10.0)
        if name == "inv":
            colour = _bytes(tuple(1 - c / 255 for c in colour))
        h, light, s = colorsys.rgb_to_hls(*(c / 255 for c in colour))
        changed = {
            "lumMod": (h, light * share, s), "lumOff": (h, light + share, s), "lum": (h, share, s),
            "satMod": (h, light, s * share), "satOff": (h, light, s + share), "sat": (h, light, share),
            "tint": (h, light * share + 1 - share, s), "shade": (h, light * share, s),
            "comp": (h + 0.5, light, s), "gray": (h, light, 0.0),
        }.get(name)  # fmt: skip
        if changed is not None:
            hue, light, s = changed
            colour = _bytes(colorsys.hls_to_rgb(hue % 1.0, min(1.0, max(0.0, light)), min(1.0, max(0.0, s))))
    return colour
