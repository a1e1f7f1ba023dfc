"""An HTML page as text with structure: its headings, paragraphs, lists, questions and tables.

The sanitizer says which words a person sees; BeautifulSoup says which heading, list or table they stand in.
Menus and footers are left out. Table rows become facts with their column names, so that each can be quoted by
itself.
"""

import re
from dataclasses import dataclass, field

from bs4 import BeautifulSoup, Tag
from bs4.element import NavigableString
from bs4.exceptions import ParserRejectedMarkup

from intake.mail import Block

MAX_DEPTH = 200
MAX_HTML = 3_000_000
_COVERED = 0.97
"""Share of the visible words that must be found again in the page."""
_WORD = re.compile(r"[^\W_]+")
_ADDRESS = re.compile(r"<(?:https?|mailto|tel):[^<>\s]{0,2000}>")
"""Behind each link's label the sanitizer writes where it leads."""
_FURNITURE = ["nav", "footer", "aside", "form", "script", "style", "noscript", "template", "svg", "button"]
_FURNITURE_ROLES = frozenset({"navigation", "banner", "contentinfo", "search", "menu", "menubar"})
_HEADINGS = {f"h{n}": n for n in range(1, 7)}
_BLOCKS = frozenset(
    {
        "address", "article", "blockquote", "body", "center", "dd", "details", "div", "dl", "dt", "fieldset",
        "figcaption", "figure", "header", "html", "li", "main", "ol", "p", "pre", "section", "summary",
        "table", "ul", "hr", "tr", "tbody", "thead", "tfoot", "caption", *_HEADINGS,
    }
)  # fmt: skip
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """The page's text, its structure in order, and its title."""

    text: str
    blocks: tuple[Block, ...]
    title: str | None


def read_page(html: bytes | str, visible: str) -> Page | None:
    """The content of a page, of the words of `visible` only; None where the two cannot be brought together.

    Every text of the page has to come next in `visible`, word for word, or it counts as hidden. So a hidden
    "not" does not slip in because the word is seen elsewhere.
    """
    if len(html) > MAX_HTML:
        return None
    try:
        soup = BeautifulSoup(html, "html.parser")
    except (ParserRejectedMarkup, AssertionError, ValueError, RecursionError):
        return None
    title = soup.title.get_text(" ", strip=True)[:1000] if soup.title else ""
    if not _keep_visible(soup, visible):
        return None
    _clear_furniture(soup)
    writer = _Writer()
    writer.walk(_content(soup), 0)
    writer.close()
    heading = soup.find("h1")
    best = heading.get_text(" ", strip=True) if heading else title
    return Page(text=writer.text(), blocks=tuple(writer.blocks), title=_SPACE.sub(" ", best)[:300] or None)


def _keep_visible(soup: BeautifulSoup, visible: str) -> bool:
    """Take out every text that is not seen; whether nearly all that is seen was found."""
    words = [w.casefold() for w in _WORD.findall(_ADDRESS.sub(" ", visible))]
    at = 0
    for node in list(soup.find_all(string=True)):
        own = [w.casefold() for w in _WORD.findall(_ADDRESS.sub(" ", node))]
        seen = type(node) is NavigableString and words[at : at + len(own)] == own
        if seen:
            at += len(own)
        elif own or type(node) is not NavigableString:
            node.extract()
    return at >= _COVERED * len(words)


def _clear_furniture(soup: BeautifulSoup) -> None:
    """Leave out what every page of a site repeats."""
    for tag in soup.find_all(_FURNITURE):
        tag.decompose()
    for tag in soup.find_all(True):
        if not tag.decomposed and str(tag.get("role", "")).lower() in _FURNITURE_ROLES:
            tag.decompose()


def _content(soup: BeautifulSoup) -> Tag:
    articles = soup.find_all("article")
    return soup.find("main") or (articles[0] if len(articles) == 1 else None) or soup.body or soup


@dataclass(slots=True)
class _Writer:
    parts: list[str] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    open: list[str] = field(default_factory=list)
    kind: str = "paragraph"
    length: int = 0
    heading: str = ""

    def text(self) -> str:
        return "".join(self.parts)

    def walk(self, tag: Tag, depth: int) -> None:
        for child in tag.children:
            if isinstance(child, Tag):
                self._tag(child, depth)
            elif type(child) is NavigableString:
                self.open.append(str(child))

    def _tag(self, tag: Tag, depth: int) -> None:
        name = tag.name
        if depth > MAX_DEPTH:
            self.open.append(tag.get_text(" "))
        elif name == "br":
            self.open.append(" ")
        elif name == "table" and not tag.find("table"):
            self.close()
            self._table(tag)
        elif name in _HEADINGS:
            self.close()
            self._add("heading", tag.get_text(" "), level=_HEADINGS[name])
        elif name == "dl":
            self.close()
            self._definitions(tag)
        elif name in {"summary"}:
            self.close()
            self._add("heading", tag.get_text(" "), level=6)
        elif name in _BLOCKS:
            self.close()
            before, self.kind = self.kind, "item" if name == "li" else self.kind
            self.walk(tag, depth + 1)
            self.close()
            self.kind = before
        else:
            self.walk(tag, depth + 1)

    def close(self) -> None:
        """End the running paragraph or item."""
        text, self.open = "".join(self.open), []
        self._add("item" if self.kind == "item" else "paragraph", text)

    def _add(self, kind: str, text: str, *, level: int = 0, location: str = "") -> None:
        text = _SPACE.sub(" ", text).strip()
        if not text:
            return
        if self.parts:
            gap = "\n" if kind in {"item", "row"} else "\n\n"
            self.parts.append(gap)
            self.length += len(gap)
        start = self.length
        self.parts.append(text)
        self.length += len(text)
        if kind == "heading":
            self.heading = text[:200]
        where = location or self.heading
        self.blocks.append(
            Block(kind=kind, start=start, end=self.length, level=level, location=where)  # type: ignore[arg-type]
        )

    def _definitions(self, tag: Tag) -> None:
        """A term and what follows it belong together: most FAQ pages are built this way."""
        term: list[str] = []
        for child in tag.find_all(["dt", "dd"]):
            text = _SPACE.sub(" ", child.get_text(" ")).strip()
            if child.name == "dt":
                term.append(text)
            else:
                self._add("paragraph", " ".join([*term, text]))
                term = []
        if term:
            self._add("paragraph", " ".join(term))

    def _table(self, tag: Tag) -> None:
        if caption := tag.find("caption"):
            self._add("paragraph", caption.get_text(" "))
        names: list[str] = []
        for number, row in enumerate(tag.find_all("tr"), start=1):
            cells = [(c.name, _SPACE.sub(" ", c.get_text(" ")).strip()) for c in row.find_all(["th", "td"])]
            filled = [text for _, text in cells if text]
            if not filled:
                continue
            if (
                not names
                and len(cells) > 1
                and (all(n == "th" for n, _ in cells) or row.find_parent("thead"))
            ):
                names = [text for _, text in cells]
                continue
            if names:
                fact = "; ".join(
                    f"{names[i]}: {text}" if i < len(names) and names[i] else text
                    for i, (_, text) in enumerate(cells)
                    if text
                )
            else:
                fact = ": ".join(filled) if len(filled) == 2 else " | ".join(filled)
            self._add("row", fact, location=f"row {number}")
