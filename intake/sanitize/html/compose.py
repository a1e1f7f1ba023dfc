"""From pieces to the text, its blocks and its receipt."""

import html as entities
import re
from dataclasses import dataclass
from typing import Literal

from intake.mail import Block, Finding
from intake.sanitize.html.pieces import Piece, Walk
from intake.sanitize.limits import Limits
from intake.sanitize.links import judge_link
from intake.sanitize.text import sanitize_text
from intake.sanitize.tree import Node

_KINDS: dict[str, Literal["heading", "item", "row"]] = {"heading": "heading", "item": "item", "row": "row"}


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlView:
    """What a person sees of an HTML document."""

    text: str
    findings: tuple[Finding, ...] = ()
    blocks: tuple[Block, ...] = ()
    visible_chars: int = 0
    uncertain_chars: int = 0
    quoted: tuple[tuple[int, int], ...] = ()
    """Slices of `text` that stand in a quotation of an earlier mail."""
    doubts: tuple[tuple[int, str], ...] = ()
    """Text nodes that were withheld, by their number in the document, and what they say."""
    source: str = ""
    """The HTML as it was read, where there are doubts."""

    @property
    def markup(self) -> str:
        """The visible part as plain HTML: headings, paragraphs, items and rows."""
        return _markup(self.text, self.blocks)


def compose(
    walk: Walk, findings: list[Finding], limits: Limits, unread: int, asked: tuple[tuple[int, str], ...] = ()
) -> HtmlView:
    """Text, blocks and receipt of what the walk found. `asked` are its doubts, handed on."""
    out: list[str] = []
    blocks: list[Block] = []
    quoted: list[tuple[int, int]] = []
    doubts: dict[str, list[str]] = {}
    size = uncertain = visible = 0
    pending, space, cell = 0, False, False
    kind, level, block_start = "paragraph", 0, 0
    link: Node | None = None
    label: list[str] = []
    bullet: Piece | None = None

    def close_block(end: int) -> None:
        if end > block_start:
            blocks.append(
                Block(
                    kind=_KINDS.get(kind, "paragraph"),
                    start=block_start,
                    end=end,
                    level=level,
                )
            )

    def emit(text: str) -> None:
        nonlocal size
        out.append(text)
        size += len(text)

    def close_link() -> None:
        nonlocal link, space
        if link is not None:
            text = "".join(label).strip()
            view = judge_link(link.attrs.get("href", ""), text, where=walk.where)
            findings.extend(view.findings)
            if view.url and text:
                bare = view.url.removeprefix("mailto:").removeprefix("tel:")
                if bare.rstrip("/") != text.rstrip("/"):
                    emit(f" <{view.url}>")
        link = None
        label.clear()

    for piece in walk.pieces:
        if piece.break_:
            if piece.break_ == 3:
                cell = bool(out)
                continue
            if piece.white == "br":
                pending = min(3, pending + 1) if pending else 1
            else:
                pending = max(pending, piece.break_)
                if piece.kind and piece.kind != "paragraph":
                    kind_next, level_next = piece.kind, piece.level
                else:
                    kind_next, level_next = "paragraph", 0
                walk_kind = (kind_next, level_next)
                if out and size > block_start:
                    close_block(size)
                    block_start = size
                kind, level = walk_kind
            space = False
            continue
        if piece.doubt:
            text = " ".join(piece.text.split())
            doubts.setdefault(piece.doubt, []).append(text)
            uncertain += len(text)
            continue
        if piece.kind == "bullet":
            # Not before there is something to see in the item.
            bullet = piece
            continue
        if piece.link is not link:
            close_link()
            link = piece.link
        text = piece.text
        trailing = False
        if piece.white.startswith(("pre", "break")):
            if piece.white == "pre-line":
                text = re.sub(r"[ \t\f]+", " ", text)
        else:
            flat = _flat(text)
            if flat[:1] == " ":
                space = space or bool(out)
            trailing = flat[-1:] == " "
            text = flat.strip(" ")
            if not text:
                space = space or (bool(out) and not pending)
                continue
            if pending and out:
                space = False
        if pending or cell:
            if out:
                if pending:
                    emit("\n" * min(pending, 3))
                elif not out[-1].endswith(("\n", "\t")):
                    emit("\t")
            if (block_start and size > block_start) or not out:
                block_start = size
            block_start = size if pending else block_start
            pending, cell, space = 0, False, False
        if bullet is not None:
            if _stands_in(piece.at, bullet.at):
                emit(bullet.text)
            bullet = None
        if space and out and not out[-1].endswith((" ", "\n", "\t")):
            emit(" ")
            if link is not None and label:
                label.append(" ")
        space = trailing
        if link is not None:
            label.append(text)
        if piece.quoted:
            quoted.append((size, size + len(text)))
        emit(text)
        visible += len(text)
    close_link()
    close_block(size)
    text = "".join(out)
    _report(walk, findings, doubts)
    view = sanitize_text(text, where=walk.where)
    findings.extend(view.findings)
    if view.text != text:
        # Places moved: the structure is found again by its lines rather than carried over wrongly.
        blocks, quoted = [], _moved(quoted, text, view.text)
        text = view.text
    good = tuple(b for b in blocks if text[b.start : b.end].strip())
    return HtmlView(
        text=text.strip("\n") if not text.startswith("\n") else text, findings=tuple(findings[: limits.max_findings]), blocks=good,  # noqa: E501
        visible_chars=visible, uncertain_chars=uncertain + unread,
        quoted=tuple(quoted), doubts=asked,
    )  # fmt: skip


def _flat(text: str) -> str:
    """Each run of white space of HTML as one space. A pattern needs ten times as long."""
    for other in "\t\n\r\f":
        text = text.replace(other, " ")
    while "  " in text:
        text = text.replace("  ", " ")
    return text


def _stands_in(node: Node | None, item: Node | None) -> bool:
    while node is not None and node is not item:
        node = node.parent
    return node is not None


def _report(walk: Walk, findings: list[Finding], doubts: dict[str, list[str]]) -> None:
    for key, texts in walk.hidden.items():
        text = " ".join(t for t in texts if t)
        if text:
            findings.append(
                Finding.of("media-mobile-only" if key in walk.mobile else key[1], text, walk.where, "removed")
            )
    for technique, texts in doubts.items():
        text = " ".join(t for t in texts if t)
        if text:
            findings.append(Finding.of(technique, text, walk.where, "withheld"))
    findings.extend(walk.extra)


def _moved(spans: list[tuple[int, int]], before: str, after: str) -> list[tuple[int, int]]:
    moved, at = [], 0
    for start, end in spans:
        piece = sanitize_text(before[start:end], where="").text
        found = after.find(piece, at) if piece else -1
        if found >= 0:
            moved.append((found, found + len(piece)))
            at = found + len(piece)
    return moved


def _markup(text: str, blocks: tuple[Block, ...]) -> str:
    parts: list[str] = []
    for block in blocks:
        inside = entities.escape(text[block.start : block.end].strip())
        if block.kind == "heading":
            parts.append(f"<h{block.level}>{inside}</h{block.level}>")
        elif block.kind == "row":
            parts.append(
                "<table><tr>" + "".join(f"<td>{c}</td>" for c in inside.split("\t")) + "</tr></table>"
            )
        else:
            parts.append(f"<li>{inside}</li>" if block.kind == "item" else f"<p>{inside}</p>")
    return "\n".join(parts) if parts else f"<pre>{entities.escape(text)}</pre>"
