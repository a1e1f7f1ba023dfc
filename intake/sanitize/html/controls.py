"""Fields of a form cut what they hold, and lists show some of their choices: what of it a person sees."""

import re

from intake.sanitize.css.lengths import length
from intake.sanitize.css.properties import LETTER_LOOKS
from intake.sanitize.html.context import OFF, Styled
from intake.sanitize.html.declared import edges
from intake.sanitize.html.frames import borders
from intake.sanitize.html.runs import ems
from intake.sanitize.tree import Node

FIELDS = frozenset(["input", "select", "textarea"])
LEAST_LINE, MOST_PADDING_PX = 0.8, 40.0
ARROW_PX = 24.0
"""The sign at the side of a list of choices."""
_STANDARD_COLUMNS, _STANDARD_ROWS = 20, 2
_STANDARD_CHOICES = 4
CHOICE_LOOKS = LETTER_LOOKS | {"background", "background-color"}
"""What may be declared for a choice in a list and leaves it where it is."""


def cuts(styled: Styled) -> bool:
    """Whether a field may cut off what it holds, by the sizes that are declared of it."""
    won, font, node = styled.won, styled.here.font, styled.node
    here = styled.here
    if here.indent != 0 or (here.line is not None and not LEAST_LINE <= here.line / max(font, 0.1) <= 3):
        return True
    paddings = [length(value, font, None) for value in edges(won)["padding"].values()]
    if any(size is None or size > MOST_PADDING_PX for size in paddings):
        return True
    if here.items or any(won.get(n, "auto") not in OFF for n in ("min-width", "min-height", "aspect-ratio")):
        return True
    frame = 2 * (borders(styled).high + max((size or 0.0 for size in paddings), default=0.0))
    text = value_of(node)
    longest = max((ems(line) for line in text.splitlines()), default=0.0) * font
    lines = 1 if node.tag != "textarea" else max(1, len(text.splitlines()))
    needs = {"width": longest + (ARROW_PX if node.tag == "select" else 0.0), "height": lines * font * 1.2}
    for axis, need in needs.items():
        for name in (axis, f"max-{axis}"):
            told = won.get(name, "auto")
            if told in OFF:
                continue
            size = length(told, font, here.room if axis == "width" else None)
            if size is None or size - frame < need:
                return True
    return False


def value_of(node: Node) -> str:
    """What a field holds."""
    if node.tag == "input":
        return node.attrs.get("value") or node.attrs.get("placeholder", "")
    return node.inner_text().removeprefix("\n")


def shown_lines(area: Node) -> int:
    """How many of its lines a text area of no declared size shows."""
    rows, columns = (
        int(area.attrs[name]) if re.fullmatch(r"[1-9]\d{0,2}", area.attrs.get(name, "")) else standard
        for name, standard in (("rows", _STANDARD_ROWS), ("cols", _STANDARD_COLUMNS))
    )
    taken = 0
    lines = value_of(area).splitlines()
    for number, line in enumerate(lines):
        taken += 1 + len(line) // columns
        if taken > rows:
            return number
    return len(lines)


def rows(select: Node) -> int | None:
    """How many rows a list of choices surely shows; None of a field that shows its choice (HTML, 4.10.7)."""
    told = re.match(r"\s*\+?(\d{1,4})", select.attrs.get("size", ""))
    size = int(told[1]) if told else 0
    if "multiple" in select.attrs:
        # A list of one row is not painted alike everywhere.
        return 0 if size == 1 else size or _STANDARD_CHOICES
    return size if size > 1 else None


def said(option: Node) -> str:
    """What a choice shows."""
    return option.attrs.get("label") or " ".join(option.inner_text().split())


def chosen(options: list[Node]) -> Node | None:
    """The last that is selected, else the first that can be."""
    selected = [option for option in options if "selected" in option.attrs]
    if selected:
        return selected[-1]
    return next((o for o in options if "disabled" not in {*o.attrs, *_group(o).attrs}), None)


def _group(option: Node) -> Node:
    return option.parent if option.parent is not None and option.parent.tag == "optgroup" else option
