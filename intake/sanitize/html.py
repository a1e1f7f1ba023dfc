"""HTML to the text that a person reads on the rendered page, in reading order, with a receipt."""

import html as entities
import re
from dataclasses import dataclass, field
from typing import Literal

from intake.mail import Block, Finding
from intake.sanitize.cascade import Styles, Won, substitute
from intake.sanitize.colour import blend, contrast, parse_colour
from intake.sanitize.limits import Limits
from intake.sanitize.links import judge_link
from intake.sanitize.sheets import Sheets, data_text, media
from intake.sanitize.style import DOUBTFUL, SMALL_PX, TINY_PX, UNREADABLE, Context, Page, Size, enter
from intake.sanitize.text import sanitize_text
from intake.sanitize.tree import Node, build, is_quirky, too_deep
from intake.sanitize.values import HANDLED, length

_PARAGRAPH = frozenset(
    ["p", "h1", "h2", "h3", "h4", "h5", "h6", "ul", "ol", "dl", "blockquote", "pre", "table", "figure", "hr"]
)
_KINDS: dict[str, Literal["heading", "item", "row"]] = {"heading": "heading", "item": "item", "row": "row"}
_SHAPES = frozenset(
    [
        "defs",
        "symbol",
        "clippath",
        "mask",
        "pattern",
        "marker",
        "metadata",
        "title",
        "desc",
        "lineargradient",
        "radialgradient",
        "filter",
    ]
)
_SIZED = re.compile(r"(?:height|margin|padding|float|position|text-indent|width|line-height|top|left|font)\b")
_PUSHES = re.compile(
    r"(?<![\w-])(?:position|transform|translate|inset[\w-]*)\s*:|[\s:]-\.?\d|calc\(|"
    r"(?<![\w-])(?:margin|padding|text-indent|left|right|top|bottom)[\w-]{0,20}\s*:"
    r"[^;]{0,100}?\d\d(?:\d|em|rem|vw|vh|in|cm|%)"
)
_CONDITIONAL = re.compile(r"\s*\[if\b", re.I)
_STRUCTURE_WORDS = re.compile(r"\[if|\[endif|<!\[", re.I)


@dataclass(frozen=True, slots=True, kw_only=True)
class HtmlView:
    """What a person sees of an HTML document."""

    text: str
    findings: tuple[Finding, ...] = ()
    blocks: tuple[Block, ...] = ()
    markup: str = ""
    """The visible part as plain HTML: headings, paragraphs, items and rows."""
    visible_chars: int = 0
    uncertain_chars: int = 0
    quoted: tuple[tuple[int, int], ...] = ()
    """Slices of `text` that stand in a quotation of an earlier mail."""


@dataclass(slots=True)
class _Piece:
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


@dataclass(slots=True)
class _Walk:
    page: Page
    styles: Styles
    where: str
    pieces: list[_Piece] = field(default_factory=list)
    hidden: dict[tuple[int, str], list[str]] = field(default_factory=dict)
    mobile: set[tuple[int, str]] = field(default_factory=set)
    extra: list[Finding] = field(default_factory=list)
    spans: dict[int, tuple[int, int]] = field(default_factory=dict)
    order: int = 0
    seen: int = 0
    quoted: int = 0


def sanitize_html(html: str, *, where: str, limits: Limits = Limits()) -> HtmlView:  # noqa: B008
    """Read `html` as a person does who sees it rendered 1000 px wide. Never raises, never fetches."""
    findings: list[Finding] = []
    html = html.replace("\x00", "")
    rest = ""
    if len(html) > limits.max_html_chars:
        html, rest = html[: limits.max_html_chars], html[limits.max_html_chars :]
    cut = too_deep(html, limits.max_depth)
    if cut is not None:
        html, rest = html[:cut], html[cut:] + rest
    if rest:
        findings.append(Finding.of("limit", rest, where, "withheld"))
    root, stopped = build(html, limits.max_nodes)
    if stopped:
        findings.append(Finding.of("limit", f"more than {limits.max_nodes} nodes", where, "withheld"))
    sheets = _sheets(root, limits)
    quirky = is_quirky(html)
    page = Page(quirky=quirky, sizes=_sizes(root), keyframes=sheets.keyframes, data_fonts=sheets.data_fonts)
    walk = _Walk(page=page, styles=Styles(sheets, quirky, limits.max_matches), where=where)
    if sheets.cut:
        findings.append(Finding.of("limit", "style sheets cut", where, "withheld"))
    _run(walk, root, bool(sheets.cut))
    for url in sheets.remote[:20]:
        findings.append(Finding.of("remote-style", url, where, "removed"))  # noqa: PERF401
    return _compose(walk, findings, limits, len(rest))


def _sheets(root: Node, limits: Limits) -> Sheets:
    sheets = Sheets(max_rules=limits.max_rules)
    left = limits.max_css_chars
    stack = [root]
    while stack:
        node = stack.pop()
        stack.extend(reversed([c for c in node.children if c.tag and c.tag != "template"]))
        css: str | None = None
        if node.tag == "style" and node.attrs.get("type", "text/css").strip().lower() in ("", "text/css"):
            css = node.inner_text()
        elif node.tag == "link" and "stylesheet" in node.attrs.get("rel", "").lower().split():
            css = data_text(node.attrs.get("href", "").strip())
            if css is None:
                sheets.remote.append(node.attrs.get("href", "")[:200])
        if not css or media(node.attrs.get("media", "")) is False:
            continue
        if len(css) > left:
            css, sheets.cut = css[:left], True
        left -= len(css)
        before = len(sheets.rules)
        sheets.add(css)
        if media(node.attrs.get("media", "")) is None:
            for rule in sheets.rules[before:]:
                rule.perhaps = True
    return sheets


def _sizes(root: Node) -> dict[int, Size]:
    order: list[Node] = []
    stack = [root]
    while stack:
        node = stack.pop()
        order.append(node)
        stack.extend(node.children)
    sizes: dict[int, Size] = {}
    for node in reversed(order):
        size = Size()
        if not node.tag:
            words = node.text.split()
            size.chars = sum(map(len, words)) + max(0, len(words) - 1)
            size.word = max(map(len, words), default=0)
        elif node.tag not in ("!comment", "style", "script", "head", "template"):
            for child in node.children:
                below = sizes[id(child)]
                size.chars += below.chars
                size.lines += below.lines
                size.word = max(size.word, below.word)
                size.awkward = size.awkward or below.awkward or below.styled
                size.shifts = size.shifts or below.shifts or below.pushes
            if node.tag in (
                "br",
                "p",
                "div",
                "li",
                "tr",
                "h1",
                "h2",
                "h3",
                "td",
                "table",
                "pre",
                "blockquote",
            ):
                size.lines += 2 if node.tag in ("p", "h1", "h2", "h3", "blockquote") else 1
            if node.tag in ("img", "svg", "input", "textarea", "select", "button"):
                high = length(node.attrs.get("height", "") or "0", 16, None) or 0
                size.lines += int(min(high, 10_000) / 18) + 1
            style = node.attrs.get("style", "").lower()
            size.styled = bool(style and _SIZED.search(style))
            size.pushes = bool(style and _PUSHES.search(style))
        sizes[id(node)] = size
    return sizes


def _run(walk: _Walk, root: Node, all_doubtful: bool) -> None:
    first = Context()
    if all_doubtful:
        first.suspect("limit")
    # Entries: (node, context, leaving). An explicit stack, since mail nests deeper than Python recurses.
    stack: list[tuple[Node, Context, list[_Piece] | None, bool]] = [(root, first, None, False)]
    while stack:
        node, context, after, leaving = stack.pop()
        if leaving:
            start = walk.spans[id(node)][0]
            walk.spans[id(node)] = (start, walk.order)
            if _quotes(node):
                walk.quoted -= 1
            for piece in after or ():
                walk.order += 1
                piece.order, piece.quoted = walk.order, walk.quoted
                walk.pieces.append(piece)
            continue
        walk.order += 1
        if not node.tag:
            _text(walk, node.text, node, context)
            continue
        if node.tag == "!comment":
            _comment(walk, node)
            continue
        here, closing = _open(walk, node, context)
        walk.spans[id(node)] = (walk.order, walk.order)
        if _quotes(node):
            walk.quoted += 1
        stack.append((node, here, closing, True))
        stack.extend((child, here, None, False) for child in reversed(_children(node, here, walk)))


def _quotes(node: Node) -> bool:
    return (node.tag == "blockquote" and node.attrs.get("type", "").lower() == "cite") or any(
        c in ("gmail_quote", "yahoo_quoted", "protonmail_quote", "moz-cite-prefix") for c in node.classes
    )


def _children(node: Node, here: Context, walk: _Walk) -> list[Node]:
    if node.tag in ("style", "script", "link", "meta"):
        return []
    if node.tag == "details" and "open" not in node.attrs:
        summary = next((c for c in node.children if c.tag == "summary"), None)
        for child in node.children:
            if child is not summary:
                text = " ".join(child.inner_text().split())
                if text:
                    walk.hidden.setdefault((id(node), "details-closed"), []).append(text)
        return [summary] if summary else []
    if node.tag == "select":
        options = [c for c in _below(node) if c.tag == "option"]
        if "multiple" in node.attrs or node.attrs.get("size", "1") not in ("", "0", "1"):
            return options
        chosen = next(
            (o for o in reversed(options) if "selected" in o.attrs), options[0] if options else None
        )
        for option in options:
            if option is not chosen:
                walk.hidden.setdefault((id(node), "select-datalist"), []).append(
                    " ".join(option.inner_text().split())
                )
        return [chosen] if chosen else []
    return node.children


def _below(node: Node) -> list[Node]:
    found, stack = [], list(reversed(node.children))
    while stack:
        child = stack.pop()
        if child.tag:
            found.append(child)
            stack.extend(reversed(child.children))
    return found


def _open(walk: _Walk, node: Node, context: Context) -> tuple[Context, list[_Piece]]:
    if node.parent is not None:
        node.parent.elements()
    won, pseudo, perhaps, medias = walk.styles.of(node)
    here = enter(node, context, won, walk.page)
    for rule in perhaps:
        if any(n in HANDLED and n not in ("font", "padding") for n, _, _ in rule.declarations):
            here.suspect("unknown-condition")
    if walk.styles.budget.left < 0:
        here.suspect("limit")
    if here.gone and here.gone_at is node and medias:
        here.mobile = True
    if node.tag in _SHAPES and _in_svg(node):
        here.hide("svg-defs", node)
    if node.tag == "text" and _in_svg(node):
        _svg_text(node, here, won)
    if node.tag == "marquee":
        here.suspect("animation-end")
    if node.tag == "iframe" and "srcdoc" in node.attrs:
        walk.extra.append(
            Finding.of(
                "iframe-srcdoc", re.sub(r"<[^>]{0,500}>", " ", node.attrs["srcdoc"]), walk.where, "withheld"
            )
        )
    closing = _breaks(walk, node, here)
    for which in ("before", "after"):
        generated = pseudo.get(which)
        if generated and here.display != "none":
            _generated(walk, node, here, generated, closing if which == "after" else None)
    for which in ("first-letter", "first-line"):
        if which in pseudo and any(n in HANDLED and n not in ("font", "padding") for n in pseudo[which]):
            here.suspect("first-letter-line")
    _voids(walk, node, here)
    return here, closing


def _in_svg(node: Node) -> bool:
    above = node.parent
    while above is not None:
        if above.tag == "svg":
            return True
        above = above.parent
    return False


def _svg_text(node: Node, here: Context, won: Won) -> None:
    fill = won.get("fill") or node.attrs.get("fill") or "black"
    colour = parse_colour(fill)
    here.fill = ""
    if isinstance(colour, tuple):
        here.colour = colour
    elif colour is None and fill != "none":
        here.suspect("svg-fill-white")
    else:
        here.colour = here.colour if colour else (0.0, 0.0, 0.0, 0.0)
    x, y = (length(node.attrs.get(k, "0") or "0", here.font, None) for k in ("x", "y"))
    if x is None or y is None or not (0 <= x <= 280 and 4 <= y <= 150) or "transform" in node.attrs:
        here.suspect("svg-fill-white")
    if (
        "opacity" in node.attrs
        or "fill-opacity" in node.attrs
        or "clip-path" in node.attrs
        or "mask" in node.attrs
    ):
        here.suspect("svg-fill-white")


def _breaks(walk: _Walk, node: Node, here: Context) -> list[_Piece]:
    """Put the break before `node`; give the one after it."""
    tag, display = node.tag, here.display
    if here.gone or (
        display in ("inline", "contents", "inline-block", "inline-flex", "none") and tag != "br"
    ):
        return []
    if tag == "br":
        _put(walk, _Piece("", break_=1, white="br"))
        return []
    if display == "table-cell":
        _put(walk, _Piece("", break_=3, kind="cell"))
        return []
    size = 2 if tag in _PARAGRAPH else 1
    kind, level = "", 0
    if re.fullmatch("h[1-6]", tag):
        kind, level = "heading", int(tag[1])
    elif tag == "li":
        kind = "item"
    elif display == "table-row":
        kind = "row"
    _put(walk, _Piece("", break_=size, kind=kind or "paragraph", level=level))
    if tag == "li" and here.visible == "visible":
        _put(walk, _Piece(_bullet(node), kind="bullet"))
    return [_Piece("", break_=size, kind="paragraph")]


def _bullet(node: Node) -> str:
    parent = node.parent
    if parent is None or parent.tag != "ol":
        return "- "
    start = parent.attrs.get("start", "1")
    first = int(start) if re.fullmatch(r"-?\d{1,6}", start) else 1
    parent.elements()
    return f"{first + node.index}. "


def _put(walk: _Walk, piece: _Piece) -> None:
    walk.order += 1
    piece.order, piece.quoted = walk.order, walk.quoted
    walk.pieces.append(piece)


def _generated(walk: _Walk, node: Node, here: Context, won: Won, closing: list[_Piece] | None) -> None:
    content = won.get("content", "none")
    if "var(" in content:
        content = substitute(content, here.variables) or "none"
    parts: list[str] = []
    for quoted, single, attr in re.findall(
        r'"((?:[^"\\]|\\.)*)"|\'((?:[^\'\\]|\\.)*)\'|attr\(\s*([\w-]+)[^)]*\)', content, re.S
    ):
        raw = node.attrs.get(attr.lower(), "") if attr else quoted or single
        parts.append(re.sub(r"\\([0-9a-fA-F]{1,6})\s?|\\(.)", _escape, raw, flags=re.S) if not attr else raw)
    text = "".join(parts)
    if content.strip().lower() in ("none", "normal", ""):
        return
    # An empty box is generated as well, and may lie over others.
    fake = Node("span", node)
    inside = enter(fake, here, won, walk.page)
    if not text.strip():
        return
    before = len(walk.pieces)
    _text(walk, text, fake, inside)
    if closing is not None:
        closing[:0] = walk.pieces[before:]
        del walk.pieces[before:]


def _escape(found: re.Match[str]) -> str:
    if found.group(1):
        code = int(found.group(1), 16)
        return chr(code) if 0 < code < 0xD800 or 0xDFFF < code < 0x110000 else "\ufffd"
    return found.group(2)


def _voids(walk: _Walk, node: Node, here: Context) -> None:
    tag, attrs = node.tag, node.attrs
    if tag == "img":
        sizes = [length(attrs.get(k, "") or "none", 16, None) for k in ("width", "height")]
        alt = " ".join(attrs.get("alt", "").split())
        style = attrs.get("style", "").replace(" ", "").lower()
        tiny = any(s is not None and s <= 3 for s in sizes) or bool(
            re.search(r"(?:^|;)(?:width|height):[0-3]px", style)
        )
        if tiny:
            walk.extra.append(Finding.of("tracking-pixel", attrs.get("src", "")[:200], walk.where, "removed"))
            if alt:
                walk.hidden.setdefault((id(node), "img-alt-blocked"), []).append(alt)
        elif alt and attrs.get("src", "")[:5].lower() == "data:":
            walk.hidden.setdefault((id(node), "img-alt-blocked"), []).append(alt)
        elif alt:
            wide, high = sizes
            if (
                wide is not None
                and high is not None
                and len(alt) * 8 * 18 > max(wide, 40) * max(high, 20) * 1.3
            ):
                here.suspect("img-alt-blocked")
            _text(walk, alt, node, here)
    elif tag == "input":
        kind = attrs.get("type", "text").lower()
        value = attrs.get("value") or attrs.get("placeholder", "")
        if kind in ("submit", "reset", "button"):
            value = attrs.get("value", "")
        if kind in ("hidden", "password", "checkbox", "radio", "file", "image", "color", "range"):
            shown = attrs.get("alt", "") if kind == "image" else ""
            if kind == "hidden" and value:
                walk.hidden.setdefault((id(node), "textarea-input-value"), []).append(value)
            value = shown
        if value:
            if len(value) > int(attrs["size"] if attrs.get("size", "").isdigit() and len(attrs["size"]) < 4 else 20) and kind not in (  # noqa: E501
                "submit", "reset", "button"):  # fmt: skip
                here.suspect("textarea-input-value")
            _text(walk, value, node, here)
    elif tag == "hr" and not here.gone:
        _put(walk, _Piece("", break_=2))
    for name in ("title", "aria-label", "data-text", "summary"):
        value = attrs.get(name, "")
        if len(value) > 40:
            walk.hidden.setdefault((id(node), "attributes"), []).append(value)


def _comment(walk: _Walk, node: Node) -> None:
    technique = "mso-conditional" if _CONDITIONAL.match(node.text) else "comment"
    text = " ".join(re.sub(r"<[^<>]{0,2000}>", " ", node.text).split())
    if text and not (_STRUCTURE_WORDS.search(text) and len(text) < 60):
        walk.hidden.setdefault((id(node), technique), []).append(text)


def _text(walk: _Walk, text: str, node: Node, here: Context) -> None:
    if not text or (not text.strip() and not here.white.startswith(("pre", "break"))):
        if text and not here.gone:
            _put(walk, _Piece(" ", white="normal", at=node))
        return
    technique, doubt = _judge(here, text, walk.page)
    if technique:
        owner = here.gone_at if here.gone and here.gone_at is not None else (node.parent or node)
        key = (id(owner), technique)
        walk.hidden.setdefault(key, []).append(" ".join(text.split()))
        if here.mobile:
            walk.mobile.add(key)
        if technique in ("visibility-hidden", "color-transparent"):
            _put(walk, _Piece(" ", white="normal"))
        return
    if here.case == "uppercase":
        text = text.upper()
    elif here.case == "lowercase":
        text = text.lower()
    elif here.case == "capitalize":
        text = re.sub(r"(?<![\w'’])[^\W\d_]", lambda m: m.group().title(), text)
    _put(walk, _Piece(text, white=here.white, doubt=doubt, at=node))
    walk.seen += len(text)


def _judge(here: Context, text: str, page: Page) -> tuple[str, str]:
    """The technique that hides a text here, or else why it cannot be told; both empty where it is seen."""
    if here.gone:
        return here.gone, ""
    if here.visible != "visible":
        return f"visibility-{here.visible}", ""
    if here.clip:
        return here.clip, ""
    if here.font < TINY_PX:
        return (
            "font-size-0" if here.font < 0.5 else "font-size-1px-white" if here.zoom == 1 else "zoom-tiny"
        ), ""
    if here.indented == "hidden":
        return "text-indent-neg", ""
    doubt = here.doubt or here.clip_doubt or ("text-indent-neg" if here.indented else "")
    if here.font < SMALL_PX:
        doubt = doubt or "font-size-0"
    colour = here.colour if here.fill == "" else here.fill
    if colour is None or isinstance(colour, str):
        return "", doubt or "color-near-bg"
    ratios = [contrast(_rounded(blend(colour, here.opacity, back)), _rounded(back)) for back in here.backs]
    if here.clipped_text:
        ratios = ratios if here.fill == "" and colour[3] > 0 else [1.0]
    best, worst = max(ratios), min(ratios)
    if best < UNREADABLE:
        if here.shadow not in ("", "none") or here.stroke.strip() not in ("", "0"):
            return "", (_outline(here) and (doubt or "color-currentcolor-shadow")) or doubt
        if here.back_image:
            return "", doubt or "bg-gradient-image"
        return _colour_technique(colour, best, here), ""
    if worst < DOUBTFUL:
        doubt = doubt or ("bg-gradient-image" if len(ratios) > 1 else "color-near-bg")
    if here.back_image:
        doubt = doubt or "bg-gradient-image"
    if here.displaced and page.backgrounds:
        painted = _rounded((colour[0], colour[1], colour[2]))
        if any(contrast(painted, _rounded(back)) < DOUBTFUL for back in page.backgrounds):
            doubt = doubt or "cover-zindex"
    return "", doubt


def _outline(here: Context) -> bool:
    """Whether shadow or stroke leave it doubtful that the letters can be read; True unless one is plain to see."""  # noqa: E501
    for word in re.findall(r"#[0-9a-f]{3,8}|[a-z]+\([^)]*\)|[a-z]+", f"{here.shadow} {here.stroke}"):
        colour = parse_colour(word)
        if colour == "currentcolor":
            continue
        if isinstance(colour, tuple) and all(
            contrast(_rounded(blend(colour, here.opacity, b)), _rounded(b)) >= 1.5 for b in here.backs
        ):
            lengths = [
                length(w, here.font, None)
                for w in re.findall(r"(?<![\w#(.])-?[\d.]+(?:px|em|pt)?", here.shadow or here.stroke)
            ]
            return not all(v is not None and abs(v) <= 3 for v in lengths[:3])
    return True


def _rounded(colour: tuple[float, float, float]) -> tuple[float, float, float]:
    return (round(colour[0], 3), round(colour[1], 3), round(colour[2], 3))


def _colour_technique(colour: tuple[float, float, float, float], ratio: float, here: Context) -> str:
    if here.fill != "":
        return "text-fill-transparent"
    if colour[3] == 0:
        return "color-transparent"
    if colour[3] < 0.1:
        return "color-rgba-0"
    if here.opacity < 0.3:
        return "opacity-near-0"
    return "color-eq-bg-inherit" if ratio < 1.01 else "color-near-bg"


def _compose(walk: _Walk, findings: list[Finding], limits: Limits, unread: int) -> HtmlView:
    _covered(walk)
    out: list[str] = []
    blocks: list[Block] = []
    quoted: list[tuple[int, int]] = []
    doubts: dict[str, list[str]] = {}
    size = uncertain = visible = 0
    pending, space, cell = 0, False, False
    kind, level, block_start = "paragraph", 0, 0
    link: Node | None = None
    label: list[str] = []

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
        owner = _anchor(piece.at)
        if owner is not link:
            close_link()
            link = owner
        text = piece.text
        if piece.kind != "bullet":
            if piece.white.startswith(("pre", "break")):
                if piece.white == "pre-line":
                    text = re.sub(r"[ \t\f]+", " ", text)
            else:
                flat = " ".join(re.split(r"[ \t\n\r\f]+", text))
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
        if space and out and not out[-1].endswith((" ", "\n", "\t")) and piece.kind != "bullet":
            emit(" ")
            if link is not None and label:
                label.append(" ")
        space = False
        if piece.kind != "bullet" and not piece.white.startswith(("pre", "break")):
            space = trailing
        if link is not None:
            label.append(text)
        if piece.quoted:
            quoted.append((size, size + len(text)))
        emit(text)
        visible += len(text) if piece.kind != "bullet" else 0
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
        markup=_markup(text, good), visible_chars=visible, uncertain_chars=uncertain + unread,
        quoted=tuple(quoted),
    )  # fmt: skip


def _anchor(node: Node | None) -> Node | None:
    while node is not None:
        if node.tag == "a" and node.attrs.get("href"):
            return node
        node = node.parent
    return None


def _covered(walk: _Walk) -> None:
    """Texts that a displaced box may lie over become doubtful."""
    for scope, box in walk.page.covers[:200]:
        low, high = walk.spans.get(id(scope), (0, walk.order)) if scope is not None else (0, walk.order)
        start, end = walk.spans.get(id(box), (0, 0))
        for piece in walk.pieces:
            if (
                piece.text.strip()
                and low <= piece.order <= high
                and not start <= piece.order <= end
                and not piece.doubt
            ):
                piece.doubt = "cover-zindex"


def _report(walk: _Walk, findings: list[Finding], doubts: dict[str, list[str]]) -> None:
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
