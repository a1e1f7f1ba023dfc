"""The judge: which marked words of a page a person sees, by Chromium's pixels.

Every marked word (three letters, the first of them H, V or W) is painted once as is and once with its own
glyphs transparent. Where no pixel of the page differs, nobody sees it. Without scripts, without network.
A page that the browser does not get done in time is not judged, and the next one gets a new browser.
"""

import functools
import io
import json
import re
from dataclasses import dataclass
from types import TracebackType
from typing import Self

from intake.sanitize.browser import MOST_PX, WIDTH, Browser, BrowserFailed

MARK = re.compile(r"\b[HVW][a-z]{2}\b")
WHOLE = r"\S(?:[\s\S]*\S)?"
"""A text node, an alternative text or a form value as a whole."""
PAGE_S = 60.0
"""For one page, a picture a word; a page that loops in the layout never ends by itself."""
LEAST_PX = 4.0
LEAST_DIFFERENCE = 24
"""Of 255 in a channel; below it a person sees no letter."""

_COLLECT = """(pattern => {
  const mark = new RegExp(pattern, 'g'), units = [], letter = /[\\p{L}\\p{N}_]/u;
  // In a pattern a word ends at any letter that is none of ASCII.
  const marks = text => [...text.matchAll(mark)].filter(m =>
    !letter.test(text[m.index - 1] || ' ') && !letter.test(text[m.index + m[0].length] || ' '));
  const skip = ['STYLE', 'SCRIPT', 'TEMPLATE', 'TITLE', 'TEXTAREA', 'OPTION'];
  const walk = document.createTreeWalker(document.documentElement, NodeFilter.SHOW_TEXT | NodeFilter.SHOW_ELEMENT);
  while (walk.nextNode()) {
    const n = walk.currentNode;
    if (n.nodeType === 3) {
      if (skip.includes(n.parentElement.tagName)) continue;
      for (const m of marks(n.data)) {
        const r = document.createRange(); r.setStart(n, m.index); r.setEnd(n, m.index + m[0].length);
        units.push({word: m[0], range: r, at: n.parentElement});
      }
      continue;
    }
    let own = '';
    if (n.tagName === 'INPUT' && !['hidden', 'password'].includes(n.type)) own = n.value || n.placeholder;
    else if (n.tagName === 'TEXTAREA') own = n.value || n.placeholder;
    else if (n.tagName === 'SELECT' && !n.multiple && n.size < 2) own = (n.selectedOptions[0] || {}).label || '';
    else if (n.tagName === 'OPTION') own = n.closest('select[multiple], select[size]:not([size="1"])') ? n.label : '';
    else if (n.tagName === 'IMG') own = n.alt;
    for (const m of marks(own || '')) units.push({word: m[0], own: n, at: n, from: m.index});
    for (const which of ['::before', '::after']) {
      const c = getComputedStyle(n, which).content;
      if (c !== 'none' && c !== 'normal')
        // What follows a slash is for those who do not see the page.
        for (const m of marks(c.replace(/("(?:[^"\\\\]|\\\\.)*")|\\/[^]*/g, '$1'))) units.push({word: m[0], pseudo: which, at: n});
    }
  }
  window.__units = units;
  return JSON.stringify(units.map(u => {
    const b = (u.range || u.at).getBoundingClientRect();
    return [u.word, u.range ? b.height : 99, b.left];
  }));
})(%s)"""  # noqa: E501
_BLANK = """(i => {
  const u = window.__units[i], e = u.at, undo = [];
  if (u.range) {
    CSS.highlights.delete('kept'); CSS.highlights.set('blank', new Highlight(u.range));
    undo.push(() => CSS.highlights.clear());
    if (u.wrap) u.wrap.style.setProperty('visibility', 'hidden', 'important');
  } else if (u.pseudo) {
    const s = new CSSStyleSheet(); e.setAttribute('data-blanked', '');
    s.replaceSync('[data-blanked]' + u.pseudo + '{color:transparent!important;-webkit-text-fill-color:transparent!important;text-shadow:none!important}');
    document.adoptedStyleSheets = [...document.adoptedStyleSheets, s];
    undo.push(() => { document.adoptedStyleSheets = document.adoptedStyleSheets.filter(x => x !== s); e.removeAttribute('data-blanked'); });
  } else if (e.tagName === 'TEXTAREA' && e.value) {
    // Its words are of one colour; blanks of the same width stand for one of them.
    const v = e.value, end = u.from + u.word.length;
    e.value = v.slice(0, u.from) + '\\u00a0'.repeat(u.word.length) + v.slice(end);
    undo.push(() => { e.value = v; });
  } else {
    const s = e.getAttribute('style'); e.style.setProperty('color', 'transparent', 'important');
    e.style.setProperty('-webkit-text-fill-color', 'transparent', 'important');
    undo.push(() => s === null ? e.removeAttribute('style') : e.setAttribute('style', s));
  }
  window.__undo = undo;
})(%d)"""  # noqa: E501
# Highlights take lines and marks at letters away: these are compared with and without ink. Highlights do not
# reach drawings, nor letters cut from a background around, nor shadows: such are put into an element.
_PREPARE = """(i => {
  const u = window.__units[i];
  if (!u.range) return '';
  const own = getComputedStyle(u.at), drawn = u.at instanceof SVGElement;
  let cut = drawn || own.textShadow !== 'none', lines = own.textEmphasisStyle !== 'none';
  for (let a = u.at; a; a = a.parentElement) {
    const c = getComputedStyle(a), thick = c.textDecorationThickness;
    cut ||= c.backgroundClip.includes('text');
    // A thick line covers letters; without it they would be seen.
    lines ||= c.textDecorationLine !== 'none' && (/^(auto|from-font)$/.test(thick) || parseFloat(thick) < 3);
  }
  if (cut) {
    u.wrap = drawn ? document.createElementNS(u.at.namespaceURI, 'tspan') : document.createElement('x-blank');
    const apart = 'display:inline-block!important;text-indent:0!important;text-emphasis:none!important';
    u.wrap.setAttribute('style', 'all:unset!important;' + (lines ? apart : ''));
    u.range.surroundContents(u.wrap);
  } else if (lines) CSS.highlights.set('kept', new Highlight(u.range));
  return cut || lines ? 'changed' : '';
})(%d)"""
_UNWRAP = """(i => {
  const u = window.__units[i];
  if (u.wrap) { u.wrap.replaceWith(...u.wrap.childNodes); u.at.normalize(); }
})(%d)"""
_RESTORE = "(() => { for (const f of window.__undo) f(); })()"
# Highlights paint over without touching layout or the tree, so that no selector changes its mind.
_STYLE = (
    "::highlight(blank){color:transparent!important;-webkit-text-fill-color:transparent!important;"
    "text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"
    "::highlight(kept){background-color:transparent!important}"
)
_SHEET = "(() => {const s=new CSSStyleSheet();s.replaceSync(%s);document.adoptedStyleSheets=[s]})()"


@dataclass(frozen=True, slots=True)
class Judged:
    """One marked word and whether a pixel of the page depends on it."""

    text: str
    seen: bool
    legible: bool = True
    """False for a seen word of which less than 4 px are to be seen, which a person takes for a speck."""
    beyond: bool = False
    """It stands wholly beside the 1000 px and is reached by scrolling sideways only."""


class Judge:
    """A Chromium that paints samples. A context manager; one browser serves until a page stops it."""

    def __init__(self, executable: str = "/usr/bin/chromium", *, seconds: float = PAGE_S) -> None:
        self._executable = executable
        self._seconds = seconds
        self._browser: Browser | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._browser is not None:
            self._browser.close()

    def words(self, html: str, pattern: str = MARK.pattern) -> list[Judged] | None:
        """Every word of the page that fits `pattern`, in source order; None if it took too long."""
        try:
            return self._words(self._shown(html), pattern)
        except BrowserFailed:
            self._restart()
            return None

    def picture(self, html: str) -> bytes:
        """The whole page, a PNG; nothing where it took too long."""
        try:
            return self._shown(html).picture(most_width=MOST_PX)
        except BrowserFailed:
            self._restart()
            return b""

    def _shown(self, html: str) -> Browser:
        if self._browser is None:
            self._browser = Browser(self._executable, seconds=self._seconds).__enter__()
        self._browser.within(self._seconds)
        self._browser.show(html)
        self._browser.still()
        return self._browser

    def _restart(self) -> None:
        if self._browser is not None:
            self._browser.close()
        self._browser = None

    def _words(self, browser: Browser, pattern: str) -> list[Judged]:
        browser.run(_SHEET % json.dumps(_STYLE))
        found = json.loads(browser.run(_COLLECT % json.dumps(pattern)))
        plain = browser.picture(most_width=MOST_PX) if found else b""
        judged = []
        for index, (text, high, left) in enumerate(found):
            changed = browser.run(_PREPARE % index) == "changed"
            before = browser.picture(most_width=MOST_PX) if changed else plain
            browser.run(_BLANK % index)
            after = browser.picture(most_width=MOST_PX)
            browser.run(_RESTORE)
            if changed:
                browser.run(_UNWRAP % index)
            shown = difference(before, after)
            if shown is not None and not changed:
                # What was painted anew may look otherwise ever after, at the edges of what is turned.
                plain = browser.picture(most_width=MOST_PX)
                shown = difference(plain, after)
            legible = high >= LEAST_PX and (shown is None or min(shown) >= LEAST_PX)
            judged.append(Judged(text=text, seen=shown is not None, legible=legible, beyond=left >= WIDTH))
        return judged


def difference(one: bytes, other: bytes) -> tuple[float, float] | None:
    """Width and height of what a person would tell apart in two pictures; None where that is nothing."""
    if one == other:
        return None
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(x)).convert("RGB") for x in (one, other))
    if first.size != second.size:
        return (float("inf"), float("inf"))
    planes = ImageChops.difference(first, second).split()
    most = functools.reduce(ImageChops.lighter, planes).point(lambda level: 255 * (level > LEAST_DIFFERENCE))
    box = most.getbbox()
    return None if box is None else (box[2] - box[0], box[3] - box[1])
