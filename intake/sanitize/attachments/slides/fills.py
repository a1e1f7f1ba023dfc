"""What shapes, letters and backgrounds are painted with (ECMA-376-1, 20.1.8)."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb, unreadable
from intake.sanitize.attachments.package import child, local
from intake.sanitize.attachments.theme import alpha, drawn, faded

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_STOPS = 50
OPAQUE = 0.9
MIN_ALPHA = 0.1
KINDS = frozenset(["noFill", "solidFill", "gradFill", "blipFill", "pattFill", "grpFill"])


@dataclass(frozen=True, slots=True)
class Fill:
    """The colours of a paint (none: they cannot be told), and its least and greatest opacity."""

    colours: tuple[Rgb, ...] = ()
    least: float = 1.0
    most: float = 1.0

    @property
    def plain(self) -> Rgb | None:
        """The one colour of it, as far as eyes can tell."""
        first = self.colours[0] if self.colours else None
        return first if first and all(unreadable(first, other) for other in self.colours) else None

    @property
    def clear(self) -> bool:
        return self.most < MIN_ALPHA

    @property
    def opaque(self) -> bool:
        return self.least >= OPAQUE


CLEAR = Fill((), 0.0, 0.0)


def fill_of(
    properties: "Element | None", scheme: dict[str, Rgb], mapping: dict[str, str] | None = None
) -> Fill | None:
    """The fill that some properties name; None where they name none, and something else decides."""
    one = next((e for e in (properties if properties is not None else ()) if local(e.tag) in KINDS), None)
    if one is None:
        return None
    name = local(one.tag)
    if name == "noFill":
        return CLEAR
    if name == "blipFill":
        opacity = faded(child(one, "blip", "alphaModFix"))
        return Fill((), opacity, opacity)
    if name == "grpFill":
        return Fill()
    holders: Sequence[Element | None] = [one]
    if name == "pattFill":
        holders = [child(one, "fgClr"), child(one, "bgClr")]
    elif name == "gradFill":
        stops = child(one, "gsLst")
        holders = list(stops if stops is not None else ())[:MAX_STOPS]
    colours = [drawn(holder, scheme, mapping) for holder in holders]
    opacities = [alpha(holder) for holder in holders] or [1.0]
    known = tuple(colour for colour in colours if colour is not None)
    return Fill(known if len(known) == len(colours) else (), min(opacities), max(opacities))
