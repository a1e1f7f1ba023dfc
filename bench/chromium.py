"""The judge: which marked words of a page a person sees, by Chromium's pixels.

Every marked word (three letters, the first of them H, V or W) is painted once as is and once with its own
glyphs transparent. Where no pixel of the page differs, nobody sees it. Without scripts, without network.
"""

import base64
import io
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from types import TracebackType
from typing import Any, Self

MARK = re.compile(r"\b[HVW][a-z]{2}\b")
WHOLE = r"\S(?:[\s\S]*\S)?"
"""A text node, an alternative text or a form value as a whole."""
WIDTH, HEIGHT = 1000, 800
MOST_PX = 6_000
"""Height and width of the page that is painted; what stands farther off is nobody's mail."""
LEAST_PX = 4.0
LEAST_DIFFERENCE = 24
"""Of 255 in a channel; below it a person sees no letter."""

_COLLECT = """pattern => {
  const mark = new RegExp(pattern, 'g'), units = [];
  const skip = ['STYLE', 'SCRIPT', 'TEMPLATE', 'TITLE', 'TEXTAREA', 'OPTION'];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const n = walk.currentNode;
    if (n.nodeType === 3) {
      if (skip.includes(n.parentElement.tagName)) continue;
      for (const m of n.data.matchAll(mark)) {
        const r = document.createRange(); r.setStart(n, m.index); r.setEnd(n, m.index + m[0].length);
        units.push({word: m[0], range: r, at: n.parentElement});
      }
      continue;
    }
    let own = '';
    if (n.tagName === 'INPUT' && n.type !== 'hidden') own = n.value || n.placeholder;
    else if (n.tagName === 'TEXTAREA') own = n.value || n.placeholder;
    else if (n.tagName === 'SELECT') own = n.multiple || n.size > 1 ? n.textContent : (n.selectedOptions[0] || {}).textContent || '';
    else if (n.tagName === 'IMG') own = n.alt;
    for (const m of (own || '').matchAll(mark)) units.push({word: m[0], own: n, at: n});
    for (const which of ['::before', '::after']) {
      const c = getComputedStyle(n, which).content;
      if (c !== 'none' && c !== 'normal')
        for (const m of c.matchAll(mark)) units.push({word: m[0], pseudo: which, at: n});
    }
  }
  window.__units = units;
  return units.map(u => {
    const b = (u.range || u.at).getBoundingClientRect();
    return [u.word, u.range ? b.height : 99, b.left];
  });
}"""  # noqa: E501
_BLANK = """i => {
  const u = window.__units[i], e = u.at, c = getComputedStyle(e), undo = [];
  const clear = ['color', '-webkit-text-fill-color', 'text-shadow', '-webkit-text-stroke'];
  if (u.range) {
    CSS.highlights.set('blank', new Highlight(u.range));
    undo.push(() => CSS.highlights.clear());
    // Highlights do not reach letters cut from a background, shadows and SVG; there the element itself goes.
    if (c.backgroundClip.includes('text') || c.textShadow !== 'none' || e instanceof SVGElement) {
      const s = e.getAttribute('style'); e.style.setProperty('visibility', 'hidden', 'important');
      undo.push(() => s === null ? e.removeAttribute('style') : e.setAttribute('style', s));
    }
  } else if (u.pseudo) {
    const s = new CSSStyleSheet(); e.setAttribute('data-blanked', '');
    s.replaceSync('[data-blanked]' + u.pseudo + '{color:transparent!important;-webkit-text-fill-color:transparent!important;text-shadow:none!important}');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, s];
    undo.push(() => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(x => x !== s); e.removeAttribute('data-blanked'); });
  } else {
    const s = e.getAttribute('style'); e.style.setProperty('color', 'transparent', 'important');
    e.style.setProperty('-webkit-text-fill-color', 'transparent', 'important');
    undo.push(() => s === null ? e.removeAttribute('style') : e.setAttribute('style', s));
  }
  window.__undo = undo;
}"""  # noqa: E501
_RESTORE = "() => { for (const f of window.__undo) f(); }"
_STYLE = (
    "::highlight(blank){color:transparent!important;-webkit-text-fill-color:transparent!important;"
    "text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Judged:
    """One marked word and whether a pixel of the page depends on it."""

    text: str
    seen: bool
    legible: bool = True
    """False for a seen word that is less than 4 px high, which a person takes for a line or a speck."""
    beyond: bool = False
    """It stands wholly beside the 1000 px and is reached by scrolling sideways only."""


class Judge:
    """A Chromium that paints samples. A context manager; one page serves all samples."""

    def __init__(self, executable: str = "/usr/bin/chromium") -> None:
        self.executable = executable
        self._play: Any = None
        self._page: Any = None
        self._browser: Any = None
        self._wire: Any = None

    def __enter__(self) -> Self:
        from playwright.sync_api import sync_playwright

        self._play = sync_playwright().start()
        self._browser = self._play.chromium.launch(
            executable_path=self.executable, args=["--no-sandbox", "--disable-gpu"]
        )
        self._page = self._browser.new_page(
            viewport={"width": WIDTH, "height": HEIGHT}, java_script_enabled=False
        )
        self._page.route("**/*", lambda route: route.abort())
        self._wire = self._page.context.new_cdp_session(self._page)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._browser.close()
        self._play.stop()

    def words(self, html: str, pattern: str = MARK.pattern) -> list[Judged]:
        """Every word of the page that fits `pattern`, in the order of its source."""
        self._page.set_content(html, wait_until="domcontentloaded")
        # Highlights paint over without touching layout or the tree, so that no selector changes its mind.
        self._page.evaluate(
            "css => {const s=new CSSStyleSheet();s.replaceSync(css);document.adoptedStyleSheets=[s]}", _STYLE
        )
        texts = self._page.evaluate(_COLLECT, pattern)
        if not texts:
            return []
        before = self.picture()
        judged = []
        for index, (text, high, left) in enumerate(texts):
            self._page.evaluate(_BLANK, index)
            after = self.picture()
            self._page.evaluate(_RESTORE)
            seen = differs(before, after)
            judged.append(Judged(text=text, seen=seen, legible=high >= LEAST_PX, beyond=left >= WIDTH))
        return judged

    def order(self, html: str) -> list[tuple[str, float, float]]:
        """Each marked word in a text with the left and top of its box, as laid out."""
        self._page.set_content(html, wait_until="domcontentloaded")
        self._page.evaluate(_COLLECT, MARK.pattern)
        found = self._page.evaluate(
            "() => window.__units.filter(u => u.range).map(u => { const b = u.range.getBoundingClientRect();"
            " return [u.word, b.left, b.top]; })"
        )
        return [(str(word), float(left), float(top)) for word, left, top in found]

    def picture(self) -> bytes:
        """The whole page as it stands, a PNG."""
        size = self._wire.send("Page.getLayoutMetrics")["cssContentSize"]
        clip = {
            "x": 0,
            "y": 0,
            "width": min(MOST_PX, max(WIDTH, size["width"])),
            "height": min(MOST_PX, max(HEIGHT, size["height"])),
            "scale": 1,
        }
        shot = {"format": "png", "optimizeForSpeed": True, "captureBeyondViewport": True, "clip": clip}
        return base64.b64decode(self._wire.send("Page.captureScreenshot", shot)["data"])


def judge(samples: Iterable[str], executable: str = "/usr/bin/chromium") -> Iterator[list[Judged]]:
    """Every marked word of every sample, as Chromium paints it 1000 px wide."""
    with Judge(executable) as one:
        for html in samples:
            yield one.words(html)


def differs(one: bytes, other: bytes) -> bool:
    """Whether a person would tell two pictures apart."""
    if one == other:
        return False
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(x)).convert("RGB") for x in (one, other))
    if first.size != second.size:
        return True
    return any(high > LEAST_DIFFERENCE for _, high in ImageChops.difference(first, second).getextrema())  # type: ignore[misc,operator]
