"""Whether selectors, values and conditions are taken as Chromium takes them. Prints JSON, a line a kind.

    python -m bench.conformance [selectors] [values] [queries] [--every N]

Each case stands on a page where it decides whether a word is seen, and the browser says which it is: 281
selectors in three places, 180 values of 49 properties each behind a declaration that hides, 209 conditions
of at-rules, shown and hidden by each. A word that the browser hides must not be kept. All of it takes most of
an hour; `--every` takes one page in so many.
"""

import argparse
import json
from collections.abc import Iterator
from html import escape
from typing import Any, NamedTuple

from bench.chromium import Judge
from bench.fidelity import SAMPLES, Memory
from bench.fidelity_tools import Ours

_LETTERS = "abcdefghijklmnopqrstuvwxyz"
WORDS = [f"W{a}{b}" for a in _LETTERS for b in _LETTERS if a + b != "as"]
_A_PAGE = 44
_TEXTS = "p,li,h2,a,label,em,i,b,summary,s,span,u,x-y"


class Page(NamedTuple):
    """What the browser is shown, and what the engine reads of each word where that is not the same."""

    html: str
    cases: dict[str, str]
    """By word: what is tried. Without any, all words of the page are tried by one case."""
    single: dict[str, str]


def selectors(told: dict[str, Any]) -> Iterator[Page]:
    """Each selector alone shows what is hidden: with a doctype, without one, and in another rule."""
    for selector in told["selectors"]:
        hide = f"{_TEXTS}{{visibility:hidden}}"
        show = f"{selector}{{visibility:visible}}"
        for html in (
            f"<!doctype html><style>{hide}</style><style>{show}</style>",
            f"<style>{hide}{show}</style>",
            f"<!doctype html><style>{hide}div{{{show}}}</style>",
        ):
            yield Page(html + told["page"], {"": selector}, {})


def values(told: dict[str, Any]) -> Iterator[Page]:
    """Each value of each property behind a declaration of the same that hides."""
    for name, hides in told["properties"].items():
        for at in range(0, len(told["values"]), _A_PAGE):
            some = dict(zip(WORDS, told["values"][at : at + _A_PAGE], strict=False))
            rows = "".join(
                f'<div style="height:70px;position:relative;clear:both">'
                f'<p style="{hides};{name}:{escape(value)}">{word}</p></div>'
                for word, value in some.items()
            )
            cases = {word: f"{name}: {value}" for word, value in some.items()}
            yield Page(f"<!doctype html><body style='color:#000;background:#fff'>{rows}", cases, {})


def queries(told: dict[str, Any]) -> Iterator[Page]:
    """Each condition shows what is hidden, and hides what is shown."""
    for at in range(0, len(told["queries"]), _A_PAGE):
        for before, after in (("hidden", "visible"), ("visible", "hidden")):
            some = dict(zip(WORDS, told["queries"][at : at + _A_PAGE], strict=False))
            single = {
                word: f"<style>.{word}{{visibility:{before}}}</style>"
                f"<style>{query}{{.{word}{{visibility:{after}}}}}</style><p class={word}>{word}</p>"
                for word, query in some.items()
            }
            whole = "".join(single.values())
            yield Page(f"<!doctype html>{whole}", some, {w: f"<!doctype html>{x}" for w, x in single.items()})


KINDS = {"selectors": selectors, "values": values, "queries": queries}


def measure(kind: str, judge: Judge, every: int) -> dict[str, Any]:
    """Words that only one of the two keeps, and the first cases of those that only the engine does."""
    told = json.loads((SAMPLES / "conformance.json").read_text(encoding="utf-8"))
    memory, ours = Memory(), Ours()
    count = {"hidden": 0, "leaked": 0, "visible": 0, "lost": 0, "withheld": 0}
    leaks: list[str] = []
    for page in list(KINDS[kind](told))[::every]:
        kept = None if page.single else ours.read(page.html)
        for word in memory.words(judge, page.html) or ():
            mine = kept or ours.read(page.single[word.text])
            count["visible" if word.seen else "hidden"] += 1
            if word.seen and word.text not in mine.text:
                count["withheld" if word.text in mine.held else "lost"] += 1
            elif not word.seen and word.text in mine.text:
                count["leaked"] += 1
                leaks.append(page.cases.get(word.text, page.cases.get("", "")))
    return {"kind": kind, **count, "leaks": sorted(set(leaks))[:20]}


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("kinds", nargs="*", metavar="KIND", help=f"of {', '.join(KINDS)}; all by default")
    parser.add_argument("--every", type=int, default=1, metavar="N")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args()
    if unknown := set(options.kinds) - set(KINDS):
        parser.error(f"no such kind: {', '.join(sorted(unknown))}")
    with Judge(options.chromium) as judge:
        for kind in options.kinds or KINDS:
            print(json.dumps(measure(kind, judge, options.every)), flush=True)


if __name__ == "__main__":
    main()
