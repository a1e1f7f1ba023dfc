"""Whether texts stand where the engine says: `python -m bench.bounds COUNT [SEED]`, over mutants in Chromium.

What may hide what is decided by bounds that must hold (`flow.py`, `overlap.py`). Each text's place in the
layout is compared with them; a text beside its bounds could be taken to be clear of a cover. Exit 1 then.
"""

import json
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from unittest.mock import patch

from bench.mutants import mutants
from intake.sanitize import sanitize_html
from intake.sanitize.browser import Browser
from intake.sanitize.html import view
from intake.sanitize.html.doubts import settled, texts
from intake.sanitize.html.overlap import Places
from intake.sanitize.html.pieces import Walk
from intake.sanitize.opinion import Seen
from intake.sanitize.tree import Node

PAGE_S = 20.0
INK_PX = 14.0
"""Letters stand out of a line by that, and by as much as it is lower than they are."""
MOST_ASIDE_PX = 5.0
"""A space that is kept at the end of a line stands beside it."""
_RECTS = """(() => {
  const out = [], walk = document.createTreeWalker(document, NodeFilter.SHOW_TEXT);
  while (walk.nextNode()) {
    const range = document.createRange(); range.selectNodeContents(walk.currentNode);
    const boxes = [...range.getClientRects()].filter(b => b.width > 0 || b.height > 0);
    out.push([walk.currentNode.data, boxes.length ? Math.min(...boxes.map(b => b.top)) : null,
              boxes.length ? Math.max(...boxes.map(b => b.bottom)) : null,
              boxes.length ? Math.min(...boxes.map(b => b.left)) : null,
              boxes.length ? Math.max(...boxes.map(b => b.right)) : null]);
  }
  return JSON.stringify(out);
})()"""


@dataclass(frozen=True, slots=True)
class Beside:
    """A text that stands beside its bounds."""

    text: str
    side: str
    """`y` or `x`."""
    first: float
    last: float
    low: float
    high: float


def walked(html: str) -> tuple[Walk, Node]:
    """What the engine found of a page, and its tree."""
    kept: list[tuple[Walk, Node]] = []

    def keep(walk: Walk, root: Node, seen: Mapping[int, Seen] | None) -> tuple[tuple[int, str], ...]:
        kept.append((walk, root))
        return settled(walk, root, seen)

    # A tree is let go once it was read.
    with patch.object(view, "settled", keep), patch.object(Node, "release", lambda _: None):
        sanitize_html(html, where="bench")
    return kept[0]


def beside(browser: Browser, html: str) -> tuple[int, list[Beside]]:
    """How many texts of a page were compared, and those beside their bounds."""
    walk, root = walked(html)
    places = Places(walk)
    browser.within(PAGE_S)
    browser.show(html)
    rects = json.loads(browser.run(_RECTS))
    nodes = texts(root)
    count, wrong = 0, []
    for node, (data, top, bottom, left, right) in zip(nodes, rects, strict=False):
        if top is None or not data.strip() or node.text != data:
            continue
        across = places.across.of(node)
        if left < across.low - MOST_ASIDE_PX or right > across.high + MOST_ASIDE_PX:
            wrong.append(Beside(data.strip(), "x", left, right, across.low, across.high))
        found = places.of(node)
        if found is None:
            continue
        styled = walk.page.styled.get(id(node.parent))
        line = styled.here.line if styled is not None else None
        ink = INK_PX + (max(0.0, styled.here.font * 1.3 - line) if styled and line is not None else 0.0)
        depth = places.depth(node)
        count += 1
        if top < depth.low - ink or bottom > depth.high + found[1].high + ink:
            wrong.append(Beside(data.strip(), "y", top, bottom, depth.low, depth.high + found[1].high))
    return count, wrong


def main() -> int:
    """Compare the mutants that were asked for."""
    many = int(sys.argv[1]) if len(sys.argv) > 1 else 500
    seed = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    compared = bad = 0
    with Browser("/usr/bin/chromium", seconds=PAGE_S) as browser:
        for name, html in mutants(many, seed):
            count, wrong = beside(browser, html)
            compared, bad = compared + count, bad + len(wrong)
            for one in wrong:
                print(json.dumps({"sample": name, **asdict(one)}))
    print(json.dumps({"bench": "bounds", "texts": compared, "beside": bad}))
    return int(bad > 0)


if __name__ == "__main__":
    sys.exit(main())
