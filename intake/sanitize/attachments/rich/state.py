"""What holds inside a group of rich text: the look of letters and paragraphs, and where they go."""

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import Rgb
from intake.sanitize.attachments.rich.story import Box, Colours, Story, mixed

if TYPE_CHECKING:
    from collections.abc import Callable

MAX_CODE = 2_000
FAR = 20_000
"""Twips: beyond the edge of any page that people write on."""


@dataclass(frozen=True, slots=True)
class Shade:
    """A fill, and a pattern of a second colour on it."""

    fill: int = 0
    ink: int = 0
    hundredths: int = 0

    def colour(self, colours: Colours) -> Rgb | None:
        fill = colours[self.fill] if 0 < self.fill < len(colours) else None
        ink = colours[self.ink] if 0 < self.ink < len(colours) else None
        return mixed(ink, fill, self.hundredths)


@dataclass(slots=True)
class Field:
    """A field: its instruction, as far as it was read."""

    outer: "Field | None" = None
    """The field in whose result it stands."""
    code: str = ""

    def add(self, text: str) -> None:
        if len(self.code) < MAX_CODE:
            self.code += text

    @property
    def kind(self) -> str:
        return self.code.strip().partition(" ")[0].upper()


@dataclass(frozen=True, slots=True)
class State:
    """What holds inside a group. `skip` is a group that is no text; in a `dead` one nothing is."""

    story: Story
    skip: str | None = None
    dead: bool = False
    field: Field | None = None
    result: bool = False
    """In what a field shows."""
    box: Box | None = None
    label: bool = False
    """In what stands before the item of a list."""
    nested: bool = False
    """In what is said of the row of a table within a table."""
    codec: str | None = None
    fallback: int = 1
    signs: bool = False
    """In a font of signs."""
    hidden: bool = False
    deleted: bool = False
    raised: bool = False
    """A relief or shadow shows whatever the ink is."""
    ink: int | None = None
    marker: int | None = None
    shade: Shade | None = None
    half_points: int = 24
    percent: int = 100
    spacing: int = 0
    ground: Shade | None = None
    """Of the paragraph."""
    line: int = 0
    left: int = 0
    first: int = 0
    away: bool = False
    listed: bool = False
    in_table: int = 0
    """How many tables the paragraph stands in."""


def _shade(state: State, **told: int) -> State:
    return replace(state, shade=replace(state.shade or Shade(), **told))


def _ground(state: State, **told: int) -> State:
    return replace(state, ground=replace(state.ground or Shade(), **told))


_WORDS: "dict[str, Callable[[State, int | None], State]]" = {
    "v": lambda s, n: replace(s, hidden=n != 0),
    "deleted": lambda s, n: replace(s, deleted=n != 0),
    "mvf": lambda s, n: replace(s, deleted=n != 0),
    "shad": lambda s, n: replace(s, raised=n != 0),
    "embo": lambda s, n: replace(s, raised=n != 0),
    "impr": lambda s, n: replace(s, raised=n != 0),
    "cf": lambda s, n: replace(s, ink=n or 0),
    "highlight": lambda s, n: replace(s, marker=n or None),
    "cb": lambda s, n: _shade(s, fill=n or 0),
    "chcbpat": lambda s, n: _shade(s, fill=n or 0),
    "chcfpat": lambda s, n: _shade(s, ink=n or 0),
    "chshdng": lambda s, n: _shade(s, hundredths=n or 0),
    "cbpat": lambda s, n: _ground(s, fill=n or 0),
    "cfpat": lambda s, n: _ground(s, ink=n or 0),
    "shading": lambda s, n: _ground(s, hundredths=n or 0),
    "fs": lambda s, n: replace(s, half_points=24 if n is None else n),
    "charscalex": lambda s, n: replace(s, percent=100 if n is None else n),
    "expnd": lambda s, n: replace(s, spacing=(n or 0) * 5),
    "expndtw": lambda s, n: replace(s, spacing=n or 0),
    "uc": lambda s, n: replace(s, fallback=min(10, max(0, 1 if n is None else n))),
    "sl": lambda s, n: replace(s, line=n or 0),
    "li": lambda s, n: replace(s, left=n or 0),
    "lin": lambda s, n: replace(s, left=n or 0),
    "fi": lambda s, n: replace(s, first=n or 0),
    "posx": lambda s, n: replace(s, away=s.away or (n or 0) > FAR),
    "posy": lambda s, n: replace(s, away=s.away or (n or 0) > FAR),
    "posnegx": lambda s, n: replace(s, away=s.away or (n or 0) < -FAR / 2),
    "posnegy": lambda s, n: replace(s, away=s.away or (n or 0) < -FAR / 2),
    "ls": lambda s, n: replace(s, listed=bool(n)),
    "intbl": lambda s, n: replace(s, in_table=max(1, s.in_table)),
    "itap": lambda s, n: replace(s, in_table=max(0, n or 0)),
}


def turned(state: State, word: str, number: int | None) -> State:
    """A state after a control word that says how letters or paragraphs look."""
    if word == "plain":
        return replace(
            state, hidden=False, deleted=False, raised=False, ink=None, marker=None, shade=None,
            half_points=24, percent=100, spacing=0, codec=None,
        )  # fmt: skip
    if word == "pard":
        return replace(
            state, ground=None, line=0, left=0, first=0, away=False, listed=False, in_table=0,
        )  # fmt: skip
    change = _WORDS.get(word)
    return change(state, number) if change else state
