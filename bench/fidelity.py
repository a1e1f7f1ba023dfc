"""The judge: what Chromium paints beside what `sanitize_html` keeps.

Each word marked in a sample (three letters, first H or V) is painted once as is and once with its own
glyphs transparent; where no pixel of the page differs, nobody sees it. `python -m bench.fidelity`.
"""

import io
import json
import re
import sys
from dataclasses import dataclass
from pathlib import Path

SAMPLES = Path(__file__).parent / "samples" / "fidelity"
_MARK = re.compile(r"\b[HV][a-z]{2}\b")
_WRAP = """() => {
  const found = [];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const tag = walk.currentNode.parentElement.tagName;
    if (!['STYLE','SCRIPT','TEMPLATE','TITLE','TEXTAREA','OPTION'].includes(tag) && /\\b[HV][a-z]{2}\\b/.test(walk.currentNode.data))
      found.push(walk.currentNode);
  }
  window.__nodes = found;
  return found.map(n => n.data);
}"""  # noqa: E501
_BLANK = """i => { const n = window.__nodes[i]; window.__old = n.data;
  const r = document.createRange(); r.selectNodeContents(n);
  CSS.highlights.set('blank', new Highlight(r));
  const p = n.parentElement, c = getComputedStyle(p);
  // Highlights do not reach letters cut from a background, shadows and SVG; there the element itself goes.
  if (c.backgroundClip === 'text' || c.textShadow !== 'none' || p instanceof SVGElement) {
    window.__shown = [p, p.getAttribute('style')]; p.style.setProperty('visibility', 'hidden', 'important'); } }"""  # noqa: E501
_RESTORE = """() => { CSS.highlights.clear(); if (window.__shown) { const [p, s] = window.__shown;
  s === null ? p.removeAttribute('style') : p.setAttribute('style', s); window.__shown = null; } }"""
_STYLE = "::highlight(blank){color:transparent!important;-webkit-text-fill-color:transparent!important;text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"  # noqa: E501


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One text node: what it says and whether a pixel of the page depends on it."""

    text: str
    seen: bool


def judge(samples: list[str], executable: str = "/usr/bin/chromium") -> list[list[Judged]]:
    """Every marked text of every sample, as Chromium paints it 1000 px wide, without scripts or network."""
    from playwright.sync_api import sync_playwright

    out = []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=executable, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport={"width": 1000, "height": 800}, java_script_enabled=False)
        page.route("**/*", lambda route: route.abort())
        for html in samples:
            page.set_content(html, wait_until="domcontentloaded")
            # Highlights paint over without touching layout or the tree, so that no selector changes its mind.
            page.evaluate(
                "css => {const s=new CSSStyleSheet();s.replaceSync(css);document.adoptedStyleSheets=[s]}",
                _STYLE,
            )
            texts = page.evaluate(_WRAP)
            before = page.screenshot(full_page=True, animations="allow")
            judged = []
            for index, text in enumerate(texts):
                page.evaluate(_BLANK, index)
                after = page.screenshot(full_page=True, animations="allow")
                page.evaluate(_RESTORE)
                judged.append(Judged(text=" ".join(text.split()), seen=_differs(before, after)))
            out.append(judged)
        browser.close()
    return out


def _differs(one: bytes, other: bytes) -> bool:
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(x)).convert("RGB") for x in (one, other))
    if first.size != second.size:
        return True
    difference = ImageChops.difference(first, second)
    return any(high > 24 for _, high in difference.getextrema())


def main() -> int:
    """Print one JSON line a miss and one for the whole; 1 where a hidden word reached the text."""
    from intake.sanitize import sanitize_html

    samples = json.loads((SAMPLES / "own.json").read_text())
    leaked = lost = withheld = hidden = visible = 0
    for sample, judged in zip(samples, judge([s["html"] for s in samples]), strict=True):
        view = sanitize_html(sample["html"], where=sample["name"])
        held = " ".join(f.text for f in view.findings if f.action == "withheld")
        sure = {w for j in judged if j.seen for w in _MARK.findall(j.text)}
        unseen = {w for j in judged if not j.seen for w in _MARK.findall(j.text)} - sure
        hidden, visible = hidden + len(unseen), visible + len(sure)
        for word in unseen:
            if re.search(rf"\b{word}\b", view.text):
                leaked += 1
                print(json.dumps({"sample": sample["name"], "miss": "leaked", "word": word}))
        for word in sure:
            if word.lower() not in view.text.lower():
                kind = "withheld" if word in held else "lost"
                withheld, lost = withheld + (kind == "withheld"), lost + (kind == "lost")
                print(json.dumps({"sample": sample["name"], "miss": kind, "word": word}))
    print(json.dumps({"samples": len(samples), "hidden": hidden, "leaked": leaked, "visible": visible, "lost": lost,  # noqa: E501
                      "withheld": withheld}))  # fmt: skip
    return int(leaked > 0)


if __name__ == "__main__":
    sys.exit(main())
