"""Plain text and Markdown: the decoded file itself, less what is hidden in its characters."""

import re

from intake.mail import Block
from intake.sanitize.attachments.decode import decode, is_text
from intake.sanitize.attachments.reader import MAX_BLOCKS, Page, Reader, Source, Unreadable

_HEADING = re.compile(r"(#{1,6})[ \t]+\S")
_ITEM = re.compile(r"[ \t]*(?:[-*+•]|\d{1,9}[.)])[ \t]+\S")
_COMMENT = re.compile(r"<!--.*?(?:-->|\Z)", re.DOTALL)
MARKDOWN = frozenset({"md", "markdown", "mdown", "mkd"})


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    if not is_text(data):
        return None
    if extension in MARKDOWN or claimed in {"text/markdown", "text/x-markdown"}:
        return "text/markdown"
    return "application/json" if extension == "json" or claimed == "application/json" else "text/plain"


def read(source: Source, page: Page) -> None:
    from intake.sanitize import sanitize_text

    text = decode(source.data)
    if source.media_type == "text/markdown":
        text = _without_comments(text, page)
    view = sanitize_text(text, where="text")
    page.extend(view.findings)
    if len(view.text) > page.budget.text:
        raise Unreadable("limit: more text than a person reads")
    page.budget.text -= len(view.text)
    page.parts.append(view.text)
    page.blocks.extend(blocks(view.text, headings=source.media_type == "text/markdown"))


def _without_comments(text: str, page: Page) -> str:
    """Markdown without HTML comments, which no renderer shows."""
    if "<!--" not in text:
        return text
    for hidden in _COMMENT.findall(text):
        page.find("comment", hidden.removeprefix("<!--").removesuffix("-->"), "text")
    return _COMMENT.sub("", text)


def blocks(text: str, *, headings: bool) -> list[Block]:
    """Headings, items and paragraphs by lines; a location is the nearest heading above."""
    found: list[Block] = []
    heading = ""
    start = end = -1
    offset = 0

    def close() -> None:
        nonlocal start
        if start >= 0:
            found.append(Block(kind="paragraph", start=start, end=end, location=heading))
            start = -1

    for line in text.splitlines(keepends=True):
        bare = line.rstrip()
        first, last = offset, offset + len(bare)
        offset += len(line)
        if len(found) >= MAX_BLOCKS:
            break
        mark = _HEADING.match(bare) if headings else None
        if not bare.strip():
            close()
        elif mark:
            close()
            heading = bare.strip("# \t")[:200]
            found.append(Block(kind="heading", start=first, end=last, level=len(mark[1]), location=heading))
        elif _ITEM.match(bare):
            close()
            found.append(Block(kind="item", start=first, end=last, location=heading))
        else:
            start, end = (first if start < 0 else start), last
    close()
    return found


READER = Reader(
    name="plain",
    sniff=sniff,
    read=read,
    extensions=(
        "txt",
        "text",
        "log",
        "md",
        "markdown",
        "json",
        "yaml",
        "yml",
        "ini",
        "cfg",
        "conf",
        "xml",
        "svg",
        "asc",
        "sql",
        "diff",
        "patch",
        "csv",
        "tsv",
        "eml",
    ),
)
