"""A headless Chromium that is asked whether a text is seen: by its pixels, offline, under a time limit.

Each mail gets a process and a profile of its own, and both are gone afterwards.
"""

import io
import json
import re
from pathlib import Path

from intake.sanitize.browser import Browser, BrowserFailed, find
from intake.sanitize.opinion import DoubtfulPage, Doubts, Seen

MOST_PICTURES = 200
"""Of one page, some 60 ms each."""
MOST_WORDS = 12
"""Of one text that are looked at, evenly spread."""
MOST_SINGLE = 60
"""Of a text of which a part is seen, all of them."""
LEAST_DIFFERENCE = 24
_STYLE = (
    "::highlight(blank){color:transparent!important;-webkit-text-fill-color:transparent!important;"
    "text-shadow:none!important;-webkit-text-stroke:0!important;fill:transparent!important}"
)
_COLLECT = """(() => {
  const sheet = new CSSStyleSheet(); sheet.replaceSync(%s); document.adoptedStyleSheets = [sheet];
  const walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT); window.__texts = [];
  while (walk.nextNode()) window.__texts.push(walk.currentNode);
  // Highlights do not reach into controls, so that nothing can be told of what they hold.
  const own = n => n && n.parentElement && !n.parentElement.closest('textarea, select');
  return JSON.stringify(%s.map(i => own(window.__texts[i]) ? window.__texts[i].data : null));
})()"""
_BLANK = """(() => {
  const wanted = %s, undo = window.__undo = [], all = new Highlight();
  for (const [i, start, end] of wanted) {
    const n = window.__texts[i], e = n.parentElement, r = document.createRange();
    if (!e) continue;
    r.setStart(n, start); r.setEnd(n, end); all.add(r);
    const c = getComputedStyle(e);
    if (c.backgroundClip.includes('text') || c.textShadow !== 'none' || e instanceof SVGElement) {
      const s = e.getAttribute('style'); e.style.setProperty('visibility', 'hidden', 'important');
      undo.push(() => s === null ? e.removeAttribute('style') : e.setAttribute('style', s));
    }
  }
  CSS.highlights.set('blank', all);
})()"""
_RESTORE = "(() => { CSS.highlights.clear(); for (const f of window.__undo) f(); })()"


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
    told = json.loads(browser.run(_COLLECT % (json.dumps(_STYLE), json.dumps(wanted))) or "[]")
    # The two parsers must agree on what stands where, or the answer would be about another text.
    sure = {
        text.index: data
        for text, data in zip(page.texts, told, strict=False)
        if data is not None and _same(data, text.text)
    }
    if not sure:
        return {}
    before = browser.picture()
    if not _shows(browser, before, [[index, 0, _units(data)] for index, data in sure.items()]):
        return dict.fromkeys(sure, False)
    found: dict[int, Seen] = {}
    left = MOST_PICTURES
    for index, data in sure.items():
        words = [
            [index, _units(data[: word.start()]), _units(data[: word.end()])]
            for word in re.finditer(r"\S+", data)
        ]
        some = _some(words)
        left -= len(some) + 1
        if left < 0:
            break
        if not _shows(browser, before, [[index, 0, _units(data)]]):
            found[index] = False
            continue
        seen = [_shows(browser, before, [word]) for word in some]
        if all(seen):
            found[index] = True
        elif len(words) == len(some):
            found[index] = tuple(number for number, one in enumerate(seen) if one)
        elif len(words) <= min(MOST_SINGLE, left):
            # A box cuts it somewhere, so that each word has to be looked at.
            left -= len(words)
            found[index] = tuple(n for n, word in enumerate(words) if _shows(browser, before, [word]))
    return found


def _shows(browser: Browser, before: bytes, ranges: list[list[int]]) -> bool:
    browser.run(_BLANK % json.dumps(ranges))
    after = browser.picture()
    browser.run(_RESTORE)
    return _differs(before, after)


def _some(words: list[list[int]]) -> list[list[int]]:
    """At most `MOST_WORDS` of them, evenly spread, the first and the last among them."""
    if len(words) <= MOST_WORDS:
        return words
    return [words[round(i * (len(words) - 1) / (MOST_WORDS - 1))] for i in range(MOST_WORDS)]


def _units(text: str) -> int:
    """Length as a browser counts: UTF-16 code units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def _same(one: str, other: str) -> bool:
    return "".join(one.split()) == "".join(other.split())


def _differs(one: bytes, other: bytes) -> bool:
    if one == other:
        return False
    from PIL import Image, ImageChops

    # By channel: letters of another hue than their ground, and as light, are read.
    first, second = (Image.open(io.BytesIO(x)).convert("RGB") for x in (one, other))
    if first.size != second.size:
        return True
    extremes = ImageChops.difference(first, second).getextrema()
    return any(high > LEAST_DIFFERENCE for _, high in extremes)  # type: ignore[misc]
