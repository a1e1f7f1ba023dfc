"""What is inherited and gathered on the way down the tree."""

from dataclasses import dataclass, field

from intake.sanitize.css.cascade import Won
from intake.sanitize.css.colour import BLACK, RGB, RGBA, WHITE
from intake.sanitize.css.paths import Paths
from intake.sanitize.css.registered import Registry
from intake.sanitize.css.sheets import Frames
from intake.sanitize.elements import BLOCKS, NEVER_SHOWN, REPLACED, TABLE_PARTS
from intake.sanitize.html.measure import Size, Sizes
from intake.sanitize.tree import Node

UNREADABLE = 1.2
"""Contrast below which a person reads nothing; `#e9e9e9` on white."""
DOUBTFUL = 1.3
"""Contrast below which it is not sure that a person reads anything."""
TINY_PX, SMALL_PX = 3.0, 5.0
"""Font sizes at which nothing is read, and at which that is not sure."""
MOST_DRAWN_PX, MOST_RAISED_PX = 16.0, 4.0
"""By so much a text may stand beside the page and be read."""
SIZED = frozenset(["table", "tr", "td", "th", "img", "svg", "object", "hr", "iframe", "video", "canvas"])
"""Elements whose size an attribute may give."""
SHAKY = frozenset(["unknown-condition", "unknown-property", "limit", "zoom-tiny", "animation-end"])
"""Doubts about a box of which every size may be another one."""
OFF = frozenset(["none", "normal", "auto", "initial", "unset", "revert", "static"])
"""Values by which a property does nothing."""


@dataclass(frozen=True, slots=True)
class Behind:
    """A box that paints what lies behind the letters in it, and those behind that."""

    before: tuple[RGB, ...]
    """What is behind the box."""
    solid: bool
    """Nothing of that is seen through it."""
    outer: "Behind | None"
    depth: int
    """How many there are."""


# Without slots: each element copies the record above it, and a dictionary is copied at once.
@dataclass
class Context:
    """Inherited and accumulated state at a place in the tree."""

    colour: RGBA | None = BLACK
    fill: RGBA | str | None = ""
    font: float = 16.0
    soft: bool = False
    """The font size was given relative to another one, for which browsers have a least size."""
    line: float | None = None
    times: float | None = None
    """The line height as a multiple of the font size, where it was given so."""
    visible: str = "visible"
    white: str = "normal"
    case: str = "none"
    indent: float | None = 0.0
    aligned: bool = False
    """Its lines do not begin at the left."""
    middle: bool = False
    """They stand in the middle of their box."""
    shadow: str = ""
    stroke: str = ""
    family: str = ""
    opacity: float = 1.0
    outer: tuple[RGB, ...] = (WHITE,)
    """What lies behind the outermost box that is not opaque."""
    backs: tuple[RGB, ...] = (WHITE,)
    gone: str = ""
    gone_at: Node | None = None
    doubt: str = ""
    clip: str = ""
    clip_doubt: str = ""
    narrow: float = 0.0
    """Width of the clipping box around, in px; 0 where nothing clips."""
    room: float | None = None
    """Width of the nearest box around that has one; what it holds is no wider by itself."""
    abs_clip: str = ""
    abs_clip_doubt: str = ""
    fixed_clip: str = ""
    clipper: Node | None = None
    """The innermost box around above and below which nothing of this is painted."""
    abs_clipper: Node | None = None
    indented: str = ""
    display: str = "block"
    items: bool = False
    clipped_text: bool = False
    displaced: bool = False
    """It stands elsewhere than where it would by itself, and may lie over others."""
    aside: str = ""
    """By which technique it may have been pushed off the page on the left or on the right."""
    drawn: float = 0.0
    """All shifts to the left, of it and of what is around it,"""
    raised: float = 0.0
    """all upwards,"""
    turned: float = 0.0
    """all turns, in degrees,"""
    scaled: float = 1.0
    """and all scales, each too small to hide a text by itself."""
    exceeds: bool = False
    """A box around has a height of its own, and what it holds may stick out of it."""
    sticks: bool = False
    """A box around is too narrow for what it holds."""
    mover: Node | None = None
    """The innermost box around that does."""
    positioned: Node | None = None
    sunk: bool = False
    """It may be painted before the blocks of the flow around it."""
    block_backs: tuple[RGB, ...] = (WHITE,)
    """What lies behind the nearest block; the background of an inline box does not reach blocks in it."""
    behind: Behind | None = None
    """Where the ground of the letters comes from."""
    block_behind: Behind | None = None
    solid: bool = False
    """Nothing is seen through its ground."""
    inline: bool = False
    dark: bool = False
    """Its system colours, links and fields are those of a dark scheme."""
    zoom: float = 1.0
    back_image: bool = False
    variables: Won = field(default_factory=dict)
    mobile: bool = False
    fixed_table: bool = False
    tight: bool = False
    """A small box around does not hold all that stands in it."""
    bounded: Node | None = None
    """The box around that cuts what passes its height."""
    cast: float = 0.0
    """A shadow or a reflection of all that is painted in it lies at most so many px away."""
    blended: bool = False
    """Its letters are given the colour that they have with what is behind them."""
    first: bool = False
    """The first line of a box around has a colour of its own."""
    tinted: bool = False
    """A filter around changes the colours of all that is painted in it."""
    edged: bool = False
    """A mask or a clip around cuts what sticks out of its box, wherever that is placed."""
    shallow: bool = False
    """A box around cuts below, and does not grow with what floats in it."""
    shaky: bool = False
    """Its size and its place may be others than its declarations say."""
    blank: bool = False
    """Nothing of it is painted, neither letters nor grounds."""
    verdict: tuple[str, str] | None = None
    """Whether a text in it is seen, once that was asked."""
    free: bool = False
    """It names no element, so that other pages may have the same one."""

    def inside(self) -> "Context":
        """A copy, of which an element makes its own."""
        made = object.__new__(Context)
        made.__dict__.update(self.__dict__)
        made.verdict, made.free = None, False
        return made

    def hide(self, technique: str, node: Node, *, blank: bool = False) -> None:
        """Nobody sees the letters in `node`; `blank` says that nothing else in it is painted either."""
        if not self.gone:
            self.gone, self.gone_at = technique, node
        self.blank = self.blank or blank

    def displace(self, node: Node) -> None:
        """What stands in `node` is not where the flow would have it."""
        self.displaced, self.mover = True, node

    def suspect(self, technique: str) -> None:
        self.doubt = self.doubt or technique
        self.shaky = self.shaky or technique in SHAKY


@dataclass(slots=True)
class Styled:
    """An element with the declarations that won and the context that they make."""

    node: Node
    won: Won
    here: Context
    order: int

    @property
    def replaced(self) -> bool:
        """It is painted by itself: an image, a control."""
        return self.node.tag in REPLACED

    @property
    def untransformed(self) -> bool:
        """It stands in lines as a part of them, where transforms and perspective have no effect."""
        return self.here.inline and self.here.display == "inline" and not self.replaced

    @property
    def floats(self) -> bool:
        """It stands at the side, and lines flow around it."""
        aligned = self.node.tag in ("img", "table") and self.node.attrs.get("align", "").lower() in (
            "left",
            "right",
        )
        return self.won.get("float", "left" if aligned else "none") not in OFF


@dataclass(slots=True)
class Ground:
    """A painted box that may lie over or under what stands elsewhere."""

    box: Styled
    spread: float
    """It is painted so many px beyond its edge."""
    outline: bool
    wide: bool
    """More than a frame of that kind is."""
    moved: bool
    """It may stand, or reach, where the flow has something else."""
    letters: bool = False
    """It is made of letters that leave little free: blocks, large strokes."""
    below: float = float("inf")
    """Of that it is painted so far below its lower edge at most."""

    def under(self, box: Styled) -> "Ground":
        """The same of another box."""
        return Ground(box, self.spread, self.outline, self.wide, self.moved, self.letters, self.below)


@dataclass(slots=True)
class Memory:
    """What elements made of themselves, for those that are alike (`html.alike`)."""

    alike: dict[tuple[object, ...], object] = field(default_factory=dict)
    """By all that counts of an element."""
    contexts: dict[tuple[object, ...], Context] = field(default_factory=dict)
    """By all that they say."""
    paths: Paths = field(default_factory=Paths)
    """Where the same is kept by path."""


@dataclass(slots=True)
class Page:
    """What the styles need to know of the whole document."""

    quirky: bool
    sizes: Sizes
    keyframes: set[str]
    animated: set[str]
    """Properties that they change."""
    frames: dict[str, Frames | None]
    """By name what they end in."""
    data_fonts: set[str]
    memory: Memory = field(default_factory=Memory)
    """What this page shares with others that have the same sheets."""
    own: Memory = field(default_factory=Memory)
    """What its elements share among themselves."""
    backgrounds: set[RGB] = field(default_factory=set)
    painted: list[tuple[RGB, ...]] = field(default_factory=list)
    """The same as it came to be known, box by box."""
    styled: dict[int, "Styled"] = field(default_factory=dict)
    """Every element that was entered, by its identity, in reading order."""
    generated: dict[int, tuple[list[Node], list[Node]]] = field(default_factory=dict)
    """The generated boxes before and after what an element holds, by its identity."""
    grounds: list["Ground"] = field(default_factory=list)
    ink: RGBA | None = BLACK
    """The colour of letters in `body`."""
    link: RGBA | None = None
    """The colour of links, where `body` has one."""
    scheme: str = "normal"
    """What its `meta` elements say of light and dark."""
    canvas: RGB = WHITE
    """What lies behind all that is painted."""
    root: tuple[float, float] | None = None
    """Font size and line height of the root, where they are not what they are by themselves."""
    floated: bool = False
    """Something stands at the side."""
    quotes: bool = False
    """Some sheet has other quotation marks than the usual ones."""
    pulled: bool = False
    """A negative margin pulls something up."""
    resolved: dict[int, tuple[Won, Won]] = field(default_factory=dict)
    """Declarations whose variables are put in, by the identity of the record they came from."""
    spoilt: list[tuple[Node, str]] = field(default_factory=list)
    """Elements all of whose text is in doubt, and by which technique."""
    blended: list[Node] = field(default_factory=list)
    """Elements of which the letters have the colour that they are seen in on their own ground."""
    registered: Registry = field(default_factory=dict)
    """Custom properties with rules of their own (`@property`)."""

    ids: frozenset[str] | None = None
    """The names of all its elements in lower case, once it was asked for them."""
    flung: list[Node] = field(default_factory=list)
    """Boxes that lay what they hold from the far side, and so beside the page where it has no room."""
    firsts: list[tuple[Node, str]] = field(default_factory=list)
    """Elements whose first line has a colour of its own, with that."""
    strays: list[Node] = field(default_factory=list)
    """Elements that may stand, and be painted, anywhere."""
    wavers: list[Node] = field(default_factory=list)
    """Elements of which it is not known whether they are shown, and no more."""
    slips: dict[int, float] = field(default_factory=dict)
    """By the block: how far to the left its lines are drawn by small steps."""
    areas: dict[int, str] = field(default_factory=dict)
    """By grids that have a single named area: its name."""
    celled: list[Node] = field(default_factory=list)
    """Items that are put into the first cell of a grid."""
    pushed: list[tuple[Node, Node]] = field(default_factory=list)
    """Blocks in whose lines something is pushed aside, and from where on."""
    steps: int = 0
    """How many small steps to the left were noted."""
    asked: int = 0
    """How often it was asked how much text stands below an element."""
    wide: int = 0
    """How many boxes push others aside; it counts what these are."""

    @property
    def noted(self) -> int:
        """It changes where something is noted of one element alone."""
        strays = len(self.strays) + len(self.wavers) + len(self.flung)
        strays += len(self.areas) + len(self.celled)
        return len(self.blended) + len(self.spoilt) + len(self.pushed) + strays + self.steps + self.wide

    def lay_ground(self, backs: tuple[RGB, ...]) -> None:
        """Note what letters may come to stand on."""
        self.backgrounds.update(backs)
        self.painted.append(backs)

    def size_of(self, node: Node) -> Size:
        """How much text stands below an element."""
        self.asked += 1
        return self.sizes.of(node)

    def line_of(self, node: Node) -> Node:
        """The block in whose lines `node` stands."""
        line = node.parent
        while line is not None and default_display(line).startswith("inline"):
            line = line.parent
        return line or node

    def slip(self, node: Node, size: float) -> None:
        """Note that what stands in a line is drawn to the left; many small steps make a large one."""
        line = self.line_of(node)
        self.steps += 1
        total = self.slips[id(line)] = self.slips.get(id(line), 0.0) + size
        if total < -MOST_DRAWN_PX:
            self.spoilt.append((line, "margin-negative"))

    def spoil_line(self, node: Node, technique: str) -> None:
        """Doubt the block in whose lines `node` stands."""
        self.spoilt.append((self.line_of(node), technique))


def default_display(node: Node) -> str:
    tag = node.tag
    if tag in NEVER_SHOWN or (tag == "dialog" and "open" not in node.attrs):
        return "none"
    if tag == "object" or (tag == "input" and node.attrs.get("type", "").lower() == "hidden"):
        return "none" if tag == "input" else "inline"
    if tag in BLOCKS:
        return "block"
    return TABLE_PARTS.get(tag, "inline-block" if tag in REPLACED else "inline")
