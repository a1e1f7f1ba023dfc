"""Texts and breaks in reading order, as the walk finds them."""

import re
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from intake.mail import Finding
from intake.sanitize.css.cascade import Styles
from intake.sanitize.html.context import Context, Page
from intake.sanitize.html.grounds import letters
from intake.sanitize.html.seen import judge
from intake.sanitize.tree import Node

if TYPE_CHECKING:
    from intake.sanitize.html.drawings import Drawings, Drawn

_CONDITIONAL = re.compile(r"\s*\[if\b", re.I)

_STRUCTURE_WORDS = re.compile(r"\[if\b[^\]]{0,200}\]>?|<!\[endif\]>?|<!(?:--)?>?|-->?$", re.I)


@dataclass(slots=True)
class Piece:
    """A text or a break, in reading order."""

    text: str
    break_: int = 0
    """1 a new line, 2 a new paragraph, 3 a new cell."""
    white: str = "normal"
    order: int = 0
    doubt: str = ""
    kind: str = ""
    level: int = 0
    quoted: int = 0
    at: Node | None = None
    link: Node | None = None
    """The link that it stands in."""
    here: Context | None = None
    aside: bool = False
    """It is pushed along its line."""
    parted: bool = False
    """The head of a text: what may be cut off stands behind it."""
    before: int = 0
    """So many words of the text are parted from it."""

    @property
    def takes_a_line(self) -> bool:
        """It is shown, or would be if no box cut it off."""
        here = self.here
        return not self.doubt or (here is not None and not here.doubt and self.doubt == here.clip_doubt)


MOST_UNBROKEN = 1000
"""Letters of a line that is broken nowhere; what is further aside nobody scrolls to."""


@dataclass(slots=True)
class Walk:
    page: Page
    styles: Styles
    where: str
    pieces: list[Piece] = field(default_factory=list)
    hidden: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    mobile: set[tuple[int, str]] = field(default_factory=set)
    extra: list[Finding] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    order: int = 0
    seen: int = 0
    quoted: int = 0
    link: Node | None = None
    laid: set[int] = field(default_factory=set)
    """Texts that take a line though nobody can read them."""
    cleared: dict[int, float] = field(default_factory=dict)
    """By box: the place of the last thing in it that stands below all boxes at the side."""
    roomy: dict[int, bool] = field(default_factory=dict)
    """By box: whether all that stands in it surely has room from its left to its right."""
    scrolled: set[int] = field(default_factory=set)
    """Choices of lists that have no more room for them."""
    drawings: "Drawings | None" = None
    drawn: dict[int, "Drawn | None"] = field(default_factory=dict)
    """By drawing: what is painted in it, where that is understood."""
    contents: dict[int, tuple[Context, Node | None]] = field(default_factory=dict)
    """By `details`: the context of all that it holds but one child, its summary."""
    opened: dict[str, Node] = field(default_factory=dict)
    """By name: the first `details` that is open."""
    links: list[Node | None] = field(default_factory=list)
    """The innermost link around, and those around it."""


def put(walk: Walk, piece: Piece) -> None:
    walk.order += 1
    if not piece.break_:
        piece.order, piece.quoted = walk.order, walk.quoted
    walk.pieces.append(piece)


def put_comment(walk: Walk, node: Node) -> None:
    """Report what a comment says, without the words that make it conditional."""
    technique = "mso-conditional" if _CONDITIONAL.match(node.text) else "comment"
    text = _STRUCTURE_WORDS.sub(" ", re.sub(r"<[^<>!]{0,2000}>", " ", node.text))
    text = " ".join(re.sub(r"<[^<>]{0,2000}>", " ", text).split())
    if text:
        walk.hidden.setdefault((id(node), technique), []).append(text)


def put_text(walk: Walk, text: str, node: Node, here: Context) -> None:
    if not text or (not text.strip() and not here.white.startswith(("pre", "break"))):
        if text and not here.gone:
            put(walk, Piece(" ", white="normal", at=node, link=walk.link))
        return
    if len(text) > MOST_UNBROKEN and here.white in ("nowrap", "pre"):
        lines = text.split("\n") if here.white == "pre" else [" ".join(text.split())]
        rest = "\n".join(line[MOST_UNBROKEN:] for line in lines if len(line) > MOST_UNBROKEN)
        if rest.strip():
            put_text(walk, "\n".join(line[:MOST_UNBROKEN] for line in lines), node, here)
            far = here.inside()
            far.suspect("overflow-scroll-far")
            # Of a part of a text no browser is asked.
            for start in range(0, len(rest), MOST_UNBROKEN):
                put_text(walk, rest[start : start + MOST_UNBROKEN], Node("", node.parent), far)
            return
    if here.verdict is None or here.displaced:
        # What is displaced may lie on any ground, of which more come to be known.
        here.verdict = judge(here, walk.page)
    technique, doubt = here.verdict
    letters(text, here, node, walk.page)
    if technique:
        owner = here.gone_at if here.gone and here.gone_at is not None else (node.parent or node)
        key = (id(owner), technique)
        walk.hidden.setdefault(key, []).append(" ".join(text.split()))
        if here.mobile:
            walk.mobile.add(key)
        if not here.gone and technique.startswith(("color-", "text-fill", "visibility-hidden")):
            walk.laid.add(id(node))
        if technique in ("visibility-hidden", "color-transparent"):
            put(walk, Piece(" ", white="normal"))
        return
    if here.case == "uppercase":
        text = text.upper()
    elif here.case == "lowercase":
        text = text.lower()
    elif here.case == "capitalize":
        text = re.sub(r"(?<![\w'’])[^\W\d_]", lambda m: m.group().title(), text)
    put(walk, Piece(text, white=here.white, doubt=doubt, at=node, link=walk.link, here=here))
    walk.seen += len(text)
