"""HTML to the text that a person reads on the rendered page, in reading order, with a receipt."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import replace
from functools import lru_cache

from intake.mail import Finding
from intake.memory import undisturbed
from intake.sanitize.css.cascade import Index, Styles
from intake.sanitize.css.data import data_text, is_sheet
from intake.sanitize.css.queries import media
from intake.sanitize.css.sheets import Sheets
from intake.sanitize.html.compose import HtmlView, compose
from intake.sanitize.html.containers import Containers
from intake.sanitize.html.context import Memory, Page
from intake.sanitize.html.doubts import covered, settled
from intake.sanitize.html.measure import Sizes
from intake.sanitize.html.pieces import Walk
from intake.sanitize.html.scheme import first_scheme
from intake.sanitize.html.walk import descend
from intake.sanitize.limits import Limits
from intake.sanitize.opinion import Seen
from intake.sanitize.tree import REPLACEMENT, Node, build, drop_replacements, is_quirky, too_deep


@undisturbed()
def sanitize_html(
    html: str,
    *,
    where: str,
    limits: Limits = Limits(),  # noqa: B008
    opinions: Mapping[int, Seen] | None = None,
) -> HtmlView:
    """Read `html` as a person does who sees it rendered 1000 px wide. Never raises, never fetches.

    `opinions` say of text nodes, by their number in the document, whether a browser was seen to paint them.
    """
    findings: list[Finding] = []
    # A browser drops it from text, and takes it for another character everywhere else (HTML, 13.2.5).
    nulls = "\x00" in html
    html = html.replace("\x00", REPLACEMENT)
    rest = ""
    if len(html) > limits.max_html_chars:
        html, rest = html[: limits.max_html_chars], html[limits.max_html_chars :]
    cut = too_deep(html, limits.max_depth)
    if cut is not None:
        html, rest = html[:cut], html[cut:] + rest
    if rest:
        findings.append(Finding.of("limit", rest, where, "withheld"))
    root, stopped = build(html, limits.max_nodes)
    if nulls:
        drop_replacements(root)
    if stopped:
        findings.append(Finding.of("limit", f"more than {limits.max_nodes} nodes", where, "withheld"))
    quirky = is_quirky(html)
    sheets, index, memory, remote, schemes = _sheets(root, limits, quirky)
    page = Page(
        quirky=quirky,
        sizes=Sizes(),
        memory=memory,
        scheme=first_scheme(schemes),
        keyframes=sheets.keyframes,
        animated=sheets.animated,
        frames=sheets.frames,
        data_fonts=sheets.data_fonts,
        registered=sheets.registered,
    )
    walk = Walk(
        page=page, styles=Styles(index, quirky, limits.max_matches, Containers(page).answer), where=where
    )
    if sheets.cut:
        findings.append(Finding.of("limit", "style sheets cut", where, "withheld"))
    # What was not read may hold a sheet or a box that hides what was.
    descend(walk, root, sheets.cut or stopped or bool(rest and _ACTS.search(rest)))
    for url in remote[:20]:
        findings.append(Finding.of("remote-style", url, where, "removed"))  # noqa: PERF401
    covered(walk)
    asked = settled(walk, root, opinions)
    view = compose(walk, findings, limits, len(rest), asked)
    root.release()
    return replace(view, source=html) if asked else view


_FORMULA = frozenset(["math", "mrow", "mstyle", "semantics", "msup", "msub", "mfrac", "mtable", "mtr", "mtd"])
_ACTS = re.compile(r"<\s*(?:style|link|clippath)|style\s*=|</body|<body", re.I)
MOST_REMEMBERED = 120_000
"""Characters of style sheets that are kept for the next mail of the same make; larger ones are read anew."""


def _sheets(root: Node, limits: Limits, quirky: bool) -> tuple[Sheets, Index, Memory, list[str], list[str]]:
    """The sheets of a document, their rules filed, what is known of pages that have the same ones, and the
    addresses of those that stand elsewhere; and what `meta` elements say of light and dark.
    """
    texts: list[tuple[str, bool]] = []
    remote: list[str] = []
    schemes: list[str] = []
    cut, named = False, ""
    left = limits.max_css_chars
    for node in _sources(root):
        css: str | None = None
        if node.tag == "style" and node.attrs.get("type", "text/css").strip().lower() in ("", "text/css"):
            # In a formula it is a name like any other.
            css = node.inner_text() if node.parent is None or node.parent.tag not in _FORMULA else None
        elif node.tag == "link" and _applies(node):
            url = node.attrs.get("href", "").strip()
            css = data_text(url)
            if css is None:
                remote.append(node.attrs.get("href", "")[:200])
            elif not (quirky or is_sheet(url)):
                css = None
        elif node.tag == "meta" and node.attrs.get("name", "").lower() == "color-scheme":
            schemes.append(node.attrs.get("content", ""))
        title = node.attrs.get("title", "")
        if css and title:
            # Sheets with a title are alternatives; the first title is the one that is used.
            named = named or title
            css = css if title == named else ""
        if not css or (answer := media(node.attrs.get("media", ""))) is False:
            continue
        if len(css) > left:
            css, cut = css[:left], True
        left -= len(css)
        texts.append((css, answer is None))
    small = limits.max_css_chars - left <= MOST_REMEMBERED
    sheets, index, memory = (_remembered if small else _read)(tuple(texts), limits.max_rules, cut)
    return sheets, index, memory, [*remote, *sheets.remote], schemes


def _sources(root: Node) -> Iterator[Node]:
    """What may bring style sheets, or choose colours, in the order of the document."""
    stack = [root]
    while stack:
        node = stack.pop()
        if node.tag in ("style", "link", "meta"):
            yield node
        if node.children and node.tag != "template":
            stack += reversed(node.children)


def _applies(link: Node) -> bool:
    kinds = link.attrs.get("rel", "").lower().split()
    return "stylesheet" in kinds and "alternate" not in kinds and "disabled" not in link.attrs


def _read(texts: tuple[tuple[str, bool], ...], max_rules: int, cut: bool) -> tuple[Sheets, Index, Memory]:
    sheets = Sheets(max_rules=max_rules, cut=cut)
    for css, perhaps in texts:
        before = len(sheets.rules)
        sheets.add(css)
        if perhaps:
            sheets.doubt(before)
    index = Index(sheets.rules)
    return sheets, index, Memory(paths=index.paths)


_remembered = lru_cache(maxsize=8)(_read)
