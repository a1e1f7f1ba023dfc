"""Which e-mail clients show this HTML as it is meant: by the findings of caniemail.com, offline.

The data and its licence lie in `data/`. What is looked for follows from the name of each finding.
"""

import html as markup
import json
import re
from collections import Counter
from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from selectolax.lexbor import LexborHTMLParser

DATA = Path(__file__).parent / "data" / "caniemail.json"
MAX_HTML_CHARS = 2_000_000
MAX_WARNINGS = 300

_SELECTORS = {
    "html-object": "object, embed", "html-link": "link", "html-hr": "hr", "html-dialog": "dialog",
    "html-srcset": "[srcset]", "html-picture": "picture", "html-svg": "svg", "html-progress": "progress",
    "html-required": "[required]", "html-meter": "meter", "html-audio": "audio", "html-form": "form",
    "html-input-submit": "input[type=submit]", "html-button-reset": "button[type=reset]",
    "html-button-submit": "button[type=submit]", "html-base": "base",
    "html-input-checkbox": "input[type=checkbox]", "html-input-hidden": "input[type=hidden]",
    "html-input-radio": "input[type=radio]", "html-input-reset": "input[type=reset]",
    "html-input-text": "input[type=text]", "html-video": "video",
    "html-semantics": "article, aside, details, figcaption, figure, footer, header, main, mark, nav, "
    "section, summary, time",
    "html-select": "select", "html-textarea": "textarea", "html-anchor-links": "a[href^='#']",
    "html-style": "style", "html-image-maps": "map, img[usemap]", "html-marquee": "marquee",
    "html-ruby": "ruby", "html-popover": "[popover]", "html-loading-attribute": "[loading]",
    "css-background-color": "[bgcolor]", "css-background": "[background]",
}  # fmt: skip
_IMAGES = {
    "image-avif": ".avif", "image-bmp": ".bmp", "image-gif": ".gif", "image-ico": ".ico",
    "image-svg": ".svg", "image-webp": ".webp", "image-base64": "data:image",
}  # fmt: skip
_VALUES = {
    "css-display-flex": re.compile(r"\bdisplay\s*:\s*(inline-)?flex\b", re.I),
    "css-display-grid": re.compile(r"\bdisplay\s*:\s*(inline-)?grid\b", re.I),
    "css-display-none": re.compile(r"\bdisplay\s*:\s*none\b", re.I),
    "css-important": re.compile(r"!\s*important", re.I),
    "css-rgb": re.compile(r"\brgb\(", re.I),
    "css-rgba": re.compile(r"\brgba\(", re.I),
    "css-linear-gradient": re.compile(r"linear-gradient\(", re.I),
    "css-radial-gradient": re.compile(r"radial-gradient\(", re.I),
    "css-conic-gradient": re.compile(r"conic-gradient\(", re.I),
    "css-unit-calc": re.compile(r"\bcalc\(", re.I),
    "css-unit-initial": re.compile(r":\s*initial\b", re.I),
    "css-variables": re.compile(r"\bvar\(\s*--", re.I),
    "css-function-clamp": re.compile(r"\bclamp\(", re.I),
    **{f"css-unit-{u}": re.compile(rf"(?<![\w#])\d*\.?\d+{u}\b", re.I) for u in
       ("ch", "cm", "em", "ex", "in", "mm", "pc", "rem", "vh", "vmax", "vmin", "vw")},
}  # fmt: skip
_SHEET = {
    "css-at-font-face": re.compile(r"@font-face\b", re.I),
    "css-at-import": re.compile(r"@import\b", re.I),
    "css-at-keyframes": re.compile(r"@(-webkit-)?keyframes\b", re.I),
    "css-at-media": re.compile(r"@media\b", re.I),
    "css-at-media-prefers-color-scheme": re.compile(r"prefers-color-scheme", re.I),
    "css-at-media-hover": re.compile(r"\(\s*(any-)?hover\b", re.I),
    "css-at-supports": re.compile(r"@supports\b", re.I),
    **{f"css-pseudo-class-{n}": re.compile(rf"(?<!:):{n}\b", re.I) for n in
       ("active", "checked", "first-child", "first-of-type", "focus", "has", "hover", "lang", "last-child",
        "last-of-type", "link", "not", "nth-child", "nth-last-child", "nth-last-of-type", "nth-of-type",
        "only-child", "only-of-type", "target", "visited")},
    **{f"css-pseudo-element-{n}": re.compile(rf"::?{n}\b", re.I) for n in
       ("after", "before", "first-letter", "first-line", "marker", "placeholder")},
}  # fmt: skip
_DECLARATION = re.compile(r"(?:^|[;{\s])([a-z-]+)\s*:", re.I)
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
_CODE = re.compile(r"`([^`]+)`")
_LINK = re.compile(r"\[([^\]]+)\]\((https?://[^\s)\"]+)\)")


def html_check(html: str) -> dict[str, Any]:
    """Mailpit's answer: warnings with the clients they concern, platforms, and totals in percent."""
    from selectolax.lexbor import LexborHTMLParser

    tree = LexborHTMLParser(html[:MAX_HTML_CHARS])
    closed = "</body>" in html[:MAX_HTML_CHARS].lower()
    inner = "*:not(html):not(head):not(meta)" if closed else "body *, script"
    nodes = max(1, len(tree.css(inner)))
    data = _data()
    found = _found(tree)
    found["html-body"] = int(closed)
    warnings = [
        _warning(data, feature, found[feature["slug"]])
        for feature in data["data"]
        if found.get(feature["slug"])
    ]
    scripts = len(tree.css("script:not([type='application/ld+json']):not([type='application/json'])"))
    if scripts:
        warnings.append(_script(scripts))

    def weight(warning: dict[str, Any], *names: str) -> float:
        return float(sum(warning["Score"][n] for n in names) * warning["Score"]["Found"] / nodes)

    partial = min(100.0, max((weight(w, "Partial") for w in warnings), default=0.0))
    unsupported = min(100.0 - partial, max((weight(w, "Unsupported") for w in warnings), default=0.0))
    warnings.sort(key=lambda w: -weight(w, "Unsupported", "Partial"))
    return {
        "Warnings": warnings[:MAX_WARNINGS],
        "Platforms": _platforms(),
        "Total": {
            "Tests": len(data["data"]),
            "Nodes": nodes,
            "Supported": 100 - partial - unsupported,
            "Partial": partial,
            "Unsupported": unsupported,
        },
    }


def _found(tree: "LexborHTMLParser") -> Counter[str]:
    out: Counter[str] = Counter()
    for slug, selector in _SELECTORS.items():
        out[slug] += len(tree.css(selector))
    sources = [(n.attributes.get("src") or "").lower() for n in tree.css("img[src]")]
    for slug, mark in _IMAGES.items():
        out[slug] += sum(mark in s for s in sources)
    sheets = _COMMENT.sub(" ", "\n".join(n.text() for n in tree.css("style")))
    inline = ";\n".join(n.attributes.get("style") or "" for n in tree.css("[style]"))
    for slug, pattern in _SHEET.items():
        out[slug] += len(pattern.findall(sheets))
    css = f"{inline};\n{sheets}"
    for slug, pattern in _VALUES.items():
        out[slug] += sum(1 for _ in pattern.finditer(css))
    for name in _DECLARATION.findall(css):
        out[f"css-{name.lower()}"] += 1
    return out


def _warning(data: dict[str, Any], feature: dict[str, Any], found: int) -> dict[str, Any]:
    results = list(_results(data["nicenames"], feature["stats"]))
    tally = Counter(r["Support"] for r in results)
    total = max(1, len(results))
    return {
        "Slug": feature["slug"],
        "Title": feature["title"],
        "Description": _text(feature["description"] or ""),
        "URL": feature["url"],
        "Category": feature["category"],
        "Tags": feature["tags"] or [],
        "Keywords": feature["keywords"] or "",
        "Results": results,
        "NotesByNumber": {k: _text(v) for k, v in (feature["notes_by_num"] or {}).items()},
        "Score": {
            "Found": found,
            "Supported": tally["yes"] / total * 100,
            "Partial": tally["partial"] / total * 100,
            "Unsupported": tally["no"] / total * 100,
        },
    }


def _results(names: dict[str, Any], stats: dict[str, Any]) -> Iterator[dict[str, str]]:
    for family, platforms in stats.items():
        for platform, versions in platforms.items():
            for version, support in versions.items():
                nice = f"{names['family'].get(family, family)} {names['platform'].get(platform, platform)}"
                _, _, note = str(support).partition(" #")
                yield {
                    "Name": f"{nice} ({version})",
                    "Platform": platform,
                    "Family": family,
                    "Version": version,
                    "Support": {"y": "yes", "n": "no"}.get(support, "partial"),
                    "NoteNumber": note.split(" ")[0] if support not in ("y", "n") else "",
                }


def _script(found: int) -> dict[str, Any]:
    return {
        "Slug": "html-script",
        "Title": "<script> element",
        "Description": "JavaScript is not supported in any email client.",
        "URL": "",
        "Category": "html",
        "Tags": [],
        "Keywords": "",
        "Results": [],
        "NotesByNumber": {},
        "Score": {"Found": found, "Supported": 0, "Partial": 0, "Unsupported": 100},
    }


def _text(text: str) -> str:
    """The little Markdown of the data as HTML; everything else is escaped."""
    safe = _CODE.sub(r"<code>\1</code>", markup.escape(text, quote=False))
    return _LINK.sub(r'<a href="\2" target="_blank">\1</a>', safe)


@lru_cache(maxsize=1)
def _data() -> dict[str, Any]:
    return dict(json.loads(DATA.read_text(encoding="utf-8")))


@lru_cache(maxsize=1)
def _platforms() -> dict[str, list[str]]:
    data = _data()
    out: dict[str, set[str]] = {}
    for feature in data["data"]:
        for family, platforms in feature["stats"].items():
            for platform in platforms:
                out.setdefault(platform, set()).add(data["nicenames"]["family"].get(family, family))
    return {platform: sorted(families) for platform, families in out.items()}
