"""A headless Chromium that is asked whether a text is seen: by its pixels, offline, under a time limit.

Each mail gets a process and a profile of its own, and both are gone afterwards.
"""

import io
import json
import math
import re
import secrets
from pathlib import Path
from typing import TYPE_CHECKING

from intake.sanitize.browser import Browser, BrowserFailed, find
from intake.sanitize.opinion import DoubtfulPage, Doubts, Seen

if TYPE_CHECKING:
    from PIL.Image import Image

Rect = tuple[float, float, float, float]
"""Left, top, right, bottom on the page, px."""

MOST_PICTURES = 200
"""Of one page, some 60 ms each."""
MOST_WORDS = 12
"""Of one text that are looked at, evenly spread."""
MOST_SINGLE = 60
"""Of a text of which a part is seen, all of them."""
LEAST_DIFFERENCE = 24
_STRONG = ":not(#a#a#a#a#a#a#a#a#a#a#a#a)"
"""Weighs more than what a mail may say of the same element."""
_STYLE = (
    "::highlight(NAME){color:transparent!important;-webkit-text-fill-color:transparent!important;"
    "text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"
    "::highlight(NAME-kept){background-color:transparent!important}"
    f"[NAME]{_STRONG}{{all:unset!important}}[NAME=apart]{_STRONG}"
    "{display:inline-block!important;text-indent:0!important;text-emphasis:none!important}"
)
_COLLECT = """(() => {
  const sheets = %s.map(text => { const s = new CSSStyleSheet(); s.replaceSync(text); return s; });
  window.__unseen = sheets.pop(); document.adoptedStyleSheets = sheets;
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT); window.__texts = [];
  while (walk.nextNode()) window.__texts.push(walk.currentNode);
  // Highlights do not reach into controls, so that nothing can be told of what they hold.
  const own = n => n && n.parentElement && !n.parentElement.closest('textarea, select');
  return JSON.stringify(%s.map(i => own(window.__texts[i]) ? window.__texts[i].data : null));
})()"""
# Highlights take lines and marks at letters away: these are compared with and without ink. Highlights do not
# reach drawings, nor letters cut from a background around, nor shadows: such are put into an element.
_PREPARE = """(() => {
  const undo = window.__undo = [], all = window.__all = new Highlight(), kept = new Highlight();
  const looked = window.__looked = []; window.__covers = false;
  for (const [i, start, end] of %s) {
    const n = window.__texts[i], e = n.parentElement, r = document.createRange();
    if (!e) { looked.push([n, 0]); continue; }
    const own = getComputedStyle(e), drawn = e instanceof SVGElement;
    let cut = drawn || own.textShadow !== 'none', lines = own.textEmphasisStyle !== 'none', many = 0;
    for (let a = e; a; a = a.parentElement) {
      const c = getComputedStyle(a), thick = c.textDecorationThickness;
      cut ||= c.backgroundClip.includes('text');
      if (c.textDecorationLine === 'none') continue;
      lines = true; many += /^(auto|from-font)$/.test(thick) || parseFloat(thick) < 3 ? 1 : 9;
    }
    // They may cover the letters that they are taken away with.
    if (many > 2) window.__covers = true;
    if (cut) {
      const whole = n.data, tail = n.splitText(end), word = n.splitText(start);
      const w = drawn ? document.createElementNS(e.namespaceURI, 'tspan') : document.createElement('x-word');
      w.setAttribute('NAME', lines ? 'apart' : ''); e.insertBefore(w, tail); w.append(word);
      undo.push(() => { w.remove(); tail.remove(); n.data = whole; });
      r.selectNodeContents(word); looked.push([word, start]);
    } else {
      r.setStart(n, start); r.setEnd(n, end); all.add(r); looked.push([n, 0]);
      if (lines) kept.add(r);
    }
  }
  if (kept.size) CSS.highlights.set('NAME-kept', kept);
  return window.__covers ? 'covers' : undo.length ? 'moved' : kept.size ? 'kept' : '';
})()"""
_WHERE = """(() => JSON.stringify(%s.map(([i, start, end]) => {
  const [n, from] = window.__looked[i], r = document.createRange();
  r.setStart(n, start - from); r.setEnd(n, end - from);
  const at = b => [b.left + scrollX, b.top + scrollY, b.right + scrollX, b.bottom + scrollY];
  return [...r.getClientRects()].map(at);
})))()"""
_BLANK = """(() => {
  document.adoptedStyleSheets.push(window.__unseen);
  CSS.highlights.delete('NAME-kept'); CSS.highlights.set('NAME', window.__all);
})()"""
_RESTORE = """(() => {
  document.adoptedStyleSheets = document.adoptedStyleSheets.slice(0, 1);
  CSS.highlights.clear(); for (const f of window.__undo) f();
})()"""


class Chromium:
    """The `SecondOpinion` port on a real browser."""

    def __init__(self, path: Path | None = None, *, seconds: float = 15.0) -> None:
        self._path = path
        self._seconds = seconds

    def opinions(self, doubts: Doubts) -> dict[str, dict[int, Seen]]:
        """Whether each doubtful text is seen, by part and number; what could not be judged is missing.

        Raises BrowserFailed where there is no browser or it does not answer in time.
        """
        executable = find(self._path)
        if executable is None:
            raise BrowserFailed("no Chromium on this machine")
        with Browser(executable, seconds=self._seconds) as browser:
            found: dict[str, dict[int, Seen]] = {}
            for page in doubts.pages:
                try:
                    found[page.part] = look(browser, page)
                except BrowserFailed:
                    if not found:
                        raise
                    break
            return found


def look(browser: Browser, page: DoubtfulPage) -> dict[int, Seen]:
    """What is seen of each text of a page; what there was no room to look at is missing."""
    browser.show(page.html)
    wanted = [t.index for t in page.texts]
    eye = _Eye(browser)
    told = eye.opened(wanted)
    # The two parsers must agree on what stands where, or the answer would be about another text.
    sure = {
        text.index: data
        for text, data in zip(page.texts, told, strict=False)
        if data is not None and _same(data, text.text)
    }
    if not sure:
        return {}
    if len(sure) > 1 and eye.shows([[index, 0, _units(data)] for index, data in sure.items()]) is False:
        return dict.fromkeys(sure, False)
    found: dict[int, Seen] = {}
    left = MOST_PICTURES
    for index, data in sure.items():
        spans = [(_units(data[: w.start()]), _units(data[: w.end()])) for w in re.finditer(r"\S+", data)]
        ink = eye.ink(index, spans) if spans else []
        if ink is None:
            continue
        inked = [number for number, one in enumerate(ink) if one]
        blank = [number for number, one in enumerate(ink) if one is False]
        left -= 1 + min(len(inked), MOST_SINGLE) + len(blank)
        if left < 0:
            break
        shown = _painted(eye, index, spans, inked, blank if len(blank) <= MOST_SINGLE else [])
        if shown is not None:
            found[index] = tuple(shown) if len(shown) < len(spans) else True
    return found


def _painted(
    eye: "_Eye", index: int, spans: list[tuple[int, int]], inked: list[int], blank: list[int]
) -> list[int] | None:
    """Those words of a text that are painted; None where it cannot be told.

    Where there is ink it may be that of another word on the same place; where there is none the word may be
    painted elsewhere.
    """
    if len(spans) == 1 and inked:
        # There is no other word whose ink it could be.
        return inked
    some = _some(inked)
    seen = {number: eye.shows([[index, *spans[number]]]) for number in (*some, *blank)}
    if not all(seen[number] for number in some) and len(some) < len(inked):
        if len(inked) > MOST_SINGLE:
            return None
        seen |= {number: eye.shows([[index, *spans[number]]]) for number in inked}
    if None in seen.values():
        return None
    return sorted({*inked, *blank} - {number for number, one in seen.items() if not one})


class _Eye:
    """Paints a page with and without some letters. What it names there no mail can guess."""

    def __init__(self, browser: Browser) -> None:
        self._browser = browser
        self._name = f"data-{secrets.token_hex(8)}"
        self._before = b""

    def opened(self, wanted: list[int]) -> list[str | None]:
        """The text nodes of these numbers, None where nothing can be told of one; none of what moves."""
        self._browser.still()
        sheets = [_STYLE, f"[NAME]{_STRONG}{{visibility:hidden!important}}"]
        answer = self._run(_COLLECT % (json.dumps(sheets), json.dumps(wanted)))
        told: list[str | None] = json.loads(answer or "[]")
        self._before = self._browser.picture()
        return told if self._browser.picture() == self._before else []

    def shows(self, ranges: list[list[int]]) -> bool | None:
        """Whether any of these letters is painted; None where the page looks otherwise when it is asked."""
        parts = [(number, start, end) for number, (_, start, end) in enumerate(ranges)]
        found = self._compared(ranges, parts)
        return None if found is None else _differs(found[0], found[1])

    def ink(self, index: int, spans: list[tuple[int, int]]) -> list[bool | None] | None:
        """Where each word of a text stands, whether ink of that text is there; None as above.

        None also for each word of a text that has no ink anywhere.
        """
        parts = [(0, start, end) for start, end in spans]
        found = self._compared([[index, spans[0][0], spans[-1][1]]], parts)
        if found is None:
            return None
        before, after, where = found
        return list(_inked(before, after, where)) if _differs(before, after) else [None] * len(spans)

    def _compared(
        self, ranges: list[list[int]], parts: list[tuple[int, int, int]]
    ) -> tuple[bytes, bytes, list[list[Rect]]] | None:
        """The page with and without the ink of these letters, and where each part of them stands."""
        before, changed = self._before, self._run(_PREPARE % json.dumps(ranges))
        where: list[list[Rect]] = json.loads(self._run(_WHERE % json.dumps(parts)) or "[]")
        if changed:
            before = self._browser.picture()
        if changed == "covers" or (changed == "moved" and any(_inked(self._before, before, where))):
            self._run(_RESTORE)
            return None
        self._run(_BLANK)
        after = self._browser.picture()
        self._run(_RESTORE)
        return before, after, where

    def _run(self, script: str) -> str:
        return self._browser.run(script.replace("NAME", self._name))


def _some(numbers: list[int]) -> list[int]:
    """At most `MOST_WORDS` of them, evenly spread, the first and the last among them."""
    if len(numbers) <= MOST_WORDS:
        return numbers
    return [numbers[round(i * (len(numbers) - 1) / (MOST_WORDS - 1))] for i in range(MOST_WORDS)]


def _units(text: str) -> int:
    """Length as a browser counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _differs(one: bytes, other: bytes) -> bool:
    """Whether a person could tell two pictures apart."""
    return _inked(one, other, [[(0.0, 0.0, math.inf, math.inf)]])[0]


def _inked(one: bytes, other: bytes, where: list[list[Rect]]) -> list[bool]:
    """Whether two pictures differ in the middle of any of the rectangles of each part."""
    if one == other:
        return [False] * len(where)
    from PIL import Image, ImageChops

    first, second = (Image.open(io.BytesIO(x)).convert("RGB") for x in (one, other))
    if first.size != second.size:
        return [True] * len(where)
    # By channel: letters of another hue than their ground, and as light, are read.
    red, green, blue = ImageChops.difference(first, second).split()
    most = ImageChops.lighter(ImageChops.lighter(red, green), blue)
    return [any(_within(most, rect) > LEAST_DIFFERENCE for rect in rects) for rects in where]


def _within(picture: "Image", rect: Rect) -> int:
    """The largest difference in the middle of a rectangle, where no neighbour reaches."""
    left, top, right, bottom = rect
    aside, above = ((right - left) * 0.1, (bottom - top) * 0.2) if bottom < math.inf else (0.0, 0.0)
    box = (
        max(0, int(left + aside)),
        max(0, int(top + above)),
        math.ceil(min(picture.width, right - aside)),
        math.ceil(min(picture.height, bottom - above)),
    )
    if box[0] >= box[2] or box[1] >= box[3]:
        return 0
    return int(picture.crop(box).getextrema()[1])  # type: ignore[arg-type]
