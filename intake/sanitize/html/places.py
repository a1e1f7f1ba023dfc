"""Boxes that are moved: off the page, behind others, or over them."""

import re

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import WHITE, split_commas
from intake.sanitize.css.lengths import length, number, sides, words
from intake.sanitize.html.context import Context, Cover, Page, Size
from intake.sanitize.tree import Node

MOST_MOVERS = 8
MOST_SPREAD_PX = 30.0
"""Shadows and outlines of mails are thinner; a wider one may be painted over its neighbours."""
_REPLACED = frozenset(
    ["img", "svg", "video", "iframe", "object", "button", "input", "textarea", "select", "hr"]
)
SPREADS = frozenset(["outline", "outline-width", "box-shadow", "-webkit-box-shadow"])
_PAINTS = ("background", "border", "backdrop-filter", "-webkit-backdrop", "mask", "content", *SPREADS)


def place(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    position = won.get("position", "static")
    if position in ("inherit", "unset", "initial"):
        position = "static"
    offsets: dict[str, str] = {}
    for name, value in won.items():
        if name == "inset":
            offsets.update(zip(("top", "right", "bottom", "left"), sides(value), strict=True))
        elif name in ("inset-block", "inset-inline"):
            pair = words(value) or ["auto"]
            keys = ("top", "bottom") if name == "inset-block" else ("left", "right")
            offsets.update(zip(keys, (pair[0], pair[-1]), strict=True))
        elif name in ("top", "right", "bottom", "left"):
            offsets[name] = value
    if position in ("absolute", "fixed"):
        here.clip, here.clip_doubt = here.abs_clip, here.abs_clip_doubt
        if position == "fixed":
            here.clip, here.clip_doubt = here.fixed_clip, ""
        here.displaced = True
        reach = Cover(box=node) if position == "fixed" else _reach(node, here, won, offsets, page)
        may_cover(node, here, won, reach)
    if position != "static":
        moved = False
        for side, value in offsets.items():
            if value in ("auto", "inherit", "initial", "unset"):
                continue
            size = length(value, here.font, None)
            if size is None:
                percent = number(value)
                if position == "relative" and percent is not None and abs(percent) < 0.02:
                    continue
                here.suspect("abs-offscreen-left")
                continue
            off = size if position in ("absolute", "fixed") or side in ("left", "top") else -size
            if abs(size) >= 1:
                moved = True
            if position == "static" or position in ("sticky", "-webkit-sticky"):
                if size < 0:
                    here.suspect("position-sticky")
                continue
            if off <= -600:
                if not (side in ("bottom", "right") and position in ("absolute",) and side == "bottom"):
                    name = "abs-offscreen-top" if side == "top" else "abs-offscreen-left"
                    here.hide("fixed-offscreen" if position == "fixed" else name, node)
                else:
                    here.suspect("abs-offscreen-top")
            elif off < -4 or off > 900 or (side in ("bottom", "right") and abs(size) > 400):
                here.suspect("abs-offscreen-left" if side in ("left", "right") else "abs-offscreen-top")
        if moved and position in ("relative",):
            here.displaced = True
            may_cover(node, here, won, Cover(box=node))
        here.positioned = node
        here.high = length(won.get("height", ""), here.font, None)
    index = won.get("z-index", "auto")
    if (
        index.startswith("-")
        and (position != "static" or here.items)
        and index != "-0"
        and (
            (len(set(here.backs)) and any(b != WHITE for b in here.backs))
            or page.backgrounds - {WHITE}
            or _coloured_above(node)
        )
    ):
        here.suspect("z-index-minus")


def _coloured_above(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if "bgcolor" in above.attrs or ("style" in above.attrs and "background" in above.attrs["style"]):
            return True
        above = above.parent
    return False


def may_cover(node: Node, here: Context, won: Won, cover: Cover) -> None:
    """Note that all which is painted in `node` may lie over what `cover` reaches."""
    if won.get("z-index", "").startswith("-"):
        return
    here.movers = (*here.movers[-MOST_MOVERS:], cover)


def covers(node: Node, here: Context, won: Won, page: Page) -> None:
    """Register the displaced box around a node that paints something which hides what is behind it."""
    found = here.movers
    spread = [
        abs(length(word, here.font, None) or 0.0)
        for name, value in won.items()
        if name in SPREADS
        for word in words(value.replace(",", " "))
    ]
    if max(spread, default=0.0) > MOST_SPREAD_PX:
        found = (*found, Cover(box=node))
    if not found:
        return
    painted = node.tag in _REPLACED or "bgcolor" in node.attrs or "background" in node.attrs
    if not painted:
        painted = any(
            n.startswith(_PAINTS) and v not in ("none", "transparent", "initial", "0", "unset")
            for n, v in won.items()
        )
    if painted:
        for cover in found:
            known = page.covers.get(id(cover.box))
            if known is None or cover.scope is None:
                page.covers[id(cover.box)] = cover


def _reach(node: Node, here: Context, won: Won, offsets: dict[str, str], page: Page) -> Cover:
    """How far an absolutely placed box can lie over others."""
    scope = here.positioned
    if scope is None:
        return Cover(box=node)
    sizes = {side: length(value, here.font, None) for side, value in offsets.items()}
    given = [sizes.get(side) for side in ("top", "right", "bottom", "left")]
    inside = all(x is not None and x >= 0 for x in given)
    if inside and not ({"width", "height", "min-width", "min-height"} & won.keys()):
        return Cover(box=node, scope=scope)
    top = sizes.get("top")
    if top is None or top < 0 or any(n.startswith(("margin", "box-shadow", "outline")) for n in won):
        return Cover(box=node)
    size = page.sizes.get(id(node), Size())
    told = won.get("height", "")
    high = length(told, here.font, here.high) if told else (size.lines + size.chars / 8 + 1) * here.font * 1.6
    plain = not size.awkward and not any(n.startswith(("padding", "border", "min-", "font")) for n in won)
    if here.high is not None and high is not None and top + high <= here.high and (plain or told):
        return Cover(box=node, scope=scope, below=scope)
    return Cover(box=node, below=scope)


def move(node: Node, here: Context, won: Won, blocky: bool, page: Page) -> None:
    if not blocky and node.tag != "img":
        return
    for name in ("transform", "translate", "scale", "rotate"):
        value = won.get(name)
        if value in (None, "none", "initial", "unset", "inherit"):
            continue
        assert value is not None
        text = value if name == "transform" else f"{name}({','.join(words(value))})"
        for part in re.findall(r"([a-z0-9]+)\(([^()]*(?:\([^()]*\))*[^()]*)\)", text):
            self_judge = _transform(part[0], split_commas(part[1]), here.font)
            if self_judge == "hidden":
                here.hide(
                    {"s": "scale-0", "m": "scale-0", "r": "rotate-y-90"}.get(part[0][0], "translate-off"),
                    node,
                )
            elif self_judge == "doubt":
                here.suspect("translate-off")
        here.displaced = True
        may_cover(node, here, won, Cover(box=node))
        if "backface-visibility" in won and won["backface-visibility"] == "hidden":
            here.suspect("rotate-y-90")


def _transform(kind: str, arguments: list[str], font: float) -> str:
    if kind.startswith("scale"):
        sizes = [number(a) for a in arguments[:2]]
        if any(s is not None and abs(s) < 0.1 for s in sizes):
            return "hidden"
        return "" if all(s is not None and 0.5 <= s <= 2 for s in sizes) else "doubt"
    if kind.startswith("translate"):
        got = [length(a, font, None) for a in arguments[:2]]
        if any(g is not None and g <= -1500 for g in got):
            return "hidden"
        return "" if all(g is not None and -4 <= g <= 200 for g in got) else "doubt"
    if kind in ("rotate", "rotatez") and len(arguments) == 1:
        found = re.match(r"(-?[\d.]+)deg$", arguments[0])
        return (
            "" if found and abs(float(found.group(1) if found.group(1).strip("-.") else 0)) <= 1 else "doubt"
        )
    if kind in ("rotatex", "rotatey"):
        found = re.match(r"(-?\d+)(?:\.\d+)?deg$", arguments[0])
        angle = int(found.group(1)) % 180 if found else None
        return (
            "hidden"
            if angle == 90
            else ("" if angle is not None and (angle <= 20 or angle >= 180) else "doubt")
        )
    if kind == "matrix" and [number(a) for a in arguments[:4]] == [1, 0, 0, 1]:
        return _transform("translate", [f"{a}px" for a in arguments[4:]], font)
    return "doubt"
