"""What drifts inside the knowledge folder: documents that contradict each other, links that lead nowhere.

All is offline: a link into the folder is followed, one into the world is not. The running agent looks at
text documents (Markdown, plain text, HTML for links); `knowledge status`, which has the index at hand,
compares the extracted text of all of them.
"""

import contextlib
import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Final
from urllib.parse import unquote, urlsplit

from intake.config import Settings
from intake.draft.conflict import Statement, contradict, same_title
from intake.verify.sentences import sentences
from retrieval import KnowledgeBase
from retrieval.frontmatter import BadFrontMatter, split
from retrieval.language import detect

TEXT: Final = frozenset({".md", ".markdown", ".txt", ".html", ".htm"})
MAX_DOCUMENTS: Final = 5000
MAX_BYTES: Final = 1_000_000
MAX_SENTENCES: Final = 50_000
COMMON: Final = 200
"""A word in more sentences than this tells nothing of what a sentence is about."""
ALIKE: Final = 0.4
"""Least share of a sentence's words in another one before both are read closely; inflected words differ."""
_NAMED: Final = 3

_MARKDOWN_LINK = re.compile(r"\]\(\s{0,5}<?([^\s()<>]{1,1000})")
_HTML_LINK = re.compile(r"""(?i)\b(?:href|src)\s{0,3}=\s{0,3}["']([^"'<>]{1,1000})["']""")
_HEADING = re.compile(r"(?m)^#{1,6}[ \t]+(.{1,300}?)[ \t#]*$")
_ANCHOR = re.compile(r"""(?i)\b(?:id|name)\s{0,3}=\s{0,3}["']?([\w.:-]{1,200})|\{#([\w.:-]{1,200})\}""")


@dataclass(frozen=True, slots=True, kw_only=True)
class Paper:
    """A text document of the folder."""

    source: str
    title: str
    language: str
    text: str


def faults(settings: Settings) -> dict[str, str]:
    """Alerts by key: `knowledge-contradictions` and `knowledge-links`, each one for the whole folder."""
    papers = list(read(settings.knowledge.folder))
    found = {
        "knowledge-contradictions": ("documents contradict each other", contradictions(papers)),
        "knowledge-links": ("links lead nowhere", dead_links(papers, settings.knowledge.folder)),
    }
    return {key: f"{what}: {_some(lines)}" for key, (what, lines) in found.items() if lines}


def drift(base: KnowledgeBase, folder: Path) -> list[str]:
    """The same lines for every document of the index, whatever its type, in their extracted text."""
    documents = base.status().documents[:MAX_DOCUMENTS]
    papers = [
        Paper(source=d.source, title=d.title, language=d.language, text=text[:MAX_BYTES])
        for d in documents
        if (text := base.extracted(d.source)) is not None
    ]
    against = [f"contradict each other: {line}" for line in contradictions(papers)]
    return against + [f"leads nowhere: {line}" for line in dead_links(list(read(folder)), folder)]


def read(folder: Path) -> Iterator[Paper]:
    """The text documents, by name."""
    paths = sorted(folder.rglob("*")) if folder.is_dir() else []
    for path in paths[:MAX_DOCUMENTS]:
        if path.suffix.lower() not in TEXT or path.name.startswith("."):
            continue
        with contextlib.suppress(OSError, BadFrontMatter):
            if path.is_file() and path.stat().st_size <= MAX_BYTES:
                text = path.read_text(encoding="utf-8", errors="replace")
                facts, begin = split(text)
                heading = _HEADING.search(text, begin)
                title = facts.title or (heading[1] if heading else path.stem.replace("-", " "))
                source = path.relative_to(folder).as_posix()
                language = facts.language or detect(text[begin:])
                yield Paper(source=source, title=title, language=language, text=text[begin:])


def dead_links(papers: Sequence[Paper], folder: Path) -> list[str]:
    """`source: target` of every link to a file or heading of the folder that is not there."""
    anchors = {p.source: _anchors(p.text) for p in papers}
    found = []
    for paper in papers:
        links = [*_MARKDOWN_LINK.findall(paper.text), *_HTML_LINK.findall(paper.text)]
        for link in dict.fromkeys(links):
            with contextlib.suppress(ValueError):
                if _dead(link, paper.source, folder, anchors):
                    found.append(f"{paper.source}: {link[:200]}")
    return found


def _dead(link: str, source: str, folder: Path, anchors: dict[str, set[str]]) -> bool:
    parts = urlsplit(link)
    if parts.scheme or parts.netloc or parts.path.startswith("/"):
        return False  # the last is of a web site, whose root need not be this folder
    here = folder / source
    target = (here.parent / unquote(parts.path) if parts.path else here).resolve()
    if not target.is_relative_to(folder.resolve()):
        return False  # what lies outside is nobody's business here
    if not target.exists():
        return True
    held = anchors.get(target.relative_to(folder.resolve()).as_posix())
    return bool(parts.fragment) and held is not None and unquote(parts.fragment).lower() not in held


def _anchors(text: str) -> set[str]:
    """The names that a fragment may lead to: headings as sites write them, and what is named itself."""
    slugs = {re.sub(r"[^\w\- ]", "", h.lower()).strip().replace(" ", "-") for h in _HEADING.findall(text)}
    return slugs | {(a or b).lower() for a, b in _ANCHOR.findall(text)}


def contradictions(papers: Sequence[Paper]) -> list[str]:
    """Pairs of sentences of two documents on one subject that cannot both be so."""
    said: list[tuple[Paper, str]] = []
    postings: dict[str, list[int]] = defaultdict(list)
    found: list[str] = []
    pairs: set[tuple[str, str]] = set()
    for paper in papers:
        if paper.source.lower().endswith((".html", ".htm")):
            continue
        for span in sentences(paper.text):
            if len(said) >= MAX_SENTENCES:
                return found
            words = set(re.findall(r"[^\W\d_]{3,40}", span.text.lower()))
            if len(words) < 2:
                continue
            near = Counter(i for w in words if len(postings[w]) <= COMMON for i in postings[w])
            for at, shared in near.most_common(50):
                other, text = said[at]
                pair = (other.source, paper.source)
                if shared < max(2, ALIKE * len(words)):
                    break
                if other.source == paper.source or pair in pairs:
                    continue
                if _alike(other.title, paper.title, other.language, paper.language) and contradict(
                    Statement.of(text, paper.language), Statement.of(span.text, paper.language)
                ):
                    pairs.add(pair)
                    found.append(f'{pair[0]} "{text[:100]}", {pair[1]} "{span.text[:100]}"')
            for w in words:
                postings[w].append(len(said))
            said.append((paper, span.text))
    return found


_alike = lru_cache(maxsize=10_000)(same_title)


def _some(lines: Sequence[str]) -> str:
    more = f"; and {len(lines) - _NAMED} more" if len(lines) > _NAMED else ""
    return "; ".join(lines[:_NAMED]) + more
