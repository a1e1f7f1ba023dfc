# ruff: noqa: E501 - rows of figures and markup
"""What Chromium paints beside what `sanitize_html` keeps, and beside what other extractors keep.

    python -m bench.fidelity [--mutants N] [--seed N] [--ordinary] [--peers] [--html OUT.html]

Prints one JSON line a miss and one a set. Verdicts of the judge stay in bench/results by the digest of the
page, so that a run after a change of the engine takes seconds. Exit 1 where a hidden word reached the text.
"""

import argparse
import base64
import hashlib
import html as entities
import json
import re
import sys
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path

from bench.chromium import MARK, WHOLE, Judge, Judged
from bench.mutants import mutants

SAMPLES = Path(__file__).parent / "samples" / "fidelity"
RESULTS = Path(__file__).parent / "results"
_WORD = re.compile(r"\w+")

Sample = tuple[str, str]


def own() -> list[Sample]:
    """The samples of the repository: tricks, one example a technique, and pairs of these."""
    tricks = [
        sample
        for name in ("own.json", "closed.json")
        for sample in json.loads((SAMPLES / name).read_text(encoding="utf-8"))
    ]
    return [(s["name"], s["html"]) for s in tricks] + techniques() + pairs()


def techniques() -> list[Sample]:
    """One example a technique, as the reference page shows it."""
    return [
        (s["id"], s["html"]) for s in json.loads((SAMPLES / "techniques.json").read_text(encoding="utf-8"))
    ]


def pairs(step: int = 7) -> list[Sample]:
    """Each technique inside of, or behind, another one."""
    singles = techniques()
    made = []
    for at, (name, html) in enumerate(singles):
        other, second = singles[(at + step) % len(singles)]
        # The words of the second are told from those of the first by their last letter.
        second = re.sub(r"\b([HV]a)([a-e])\b", lambda m: m.group(1) + chr(ord(m.group(2)) + 10), second)
        whole = (
            f"<div style='background:#fff'>{html}{second}</div>" if at % 2 else f"{html}<div>{second}</div>"
        )
        made.append((f"{name} + {other}", whole))
    return made


def independent() -> list[Sample]:
    """Samples written from the specifications, without a look at the engine."""
    path = SAMPLES / "independent.json"
    return [(s["name"], s["html"]) for s in json.loads(path.read_text(encoding="utf-8"))]


class Memory:
    """Verdicts of the judge by the digest of the page; a page it did not get done in time is None."""

    def __init__(self, path: Path | None = RESULTS / "judged.jsonl") -> None:
        self._path = path
        self._known: dict[str, list[Judged] | None] = {}
        if path is not None and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                digest, words = json.loads(line)
                self._known[digest] = None if words is None else [Judged(*word) for word in words]

    def words(self, judge: Judge, html: str, pattern: str = MARK.pattern) -> list[Judged] | None:
        """What the judge says, asked once."""
        digest = hashlib.sha256(f"{pattern}\n{html}".encode()).hexdigest()
        if digest not in self._known:
            words = self._known[digest] = judge.words(html, pattern)
            if self._path is not None:
                self._path.parent.mkdir(exist_ok=True)
                with self._path.open("a", encoding="utf-8") as file:
                    told = None if words is None else [astuple(word) for word in words]
                    file.write(json.dumps([digest, told]) + "\n")
        return self._known[digest]


@dataclass(slots=True)
class Count:
    """Words of a set, by what a person sees of them and what an extractor made of it."""

    samples: int = 0
    hidden: int = 0
    leaked: int = 0
    visible: int = 0
    lost: int = 0
    withheld: int = 0
    uncertain_mails: int = 0
    misses: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Sample, kind of miss, word, HTML."""

    def add(self, name: str, html: str, words: list[Judged], text: str, held: str, uncertain: bool) -> None:
        """Compare one sample. A word that is seen somewhere is not hidden elsewhere."""
        self.samples += 1
        self.uncertain_mails += uncertain
        text, held = text.lower(), held.lower()
        shown = {w.text for w in words if w.seen}
        # Specks below 4 px and what stands beside the page count neither way.
        plain = {w.text for w in words if w.seen and w.legible and not w.beyond}
        for word in sorted({w.text for w in words} - shown):
            self.hidden += 1
            if word.lower() in text:
                self.leaked += 1
                self.misses.append((name, "leaked", word, html))
        for word in sorted(plain):
            self.visible += 1
            if word.lower() not in text:
                kind = "withheld" if word.lower() in held else "lost"
                self.withheld += kind == "withheld"
                self.lost += kind == "lost"
                self.misses.append((name, kind, word, html))

    def line(self, tool: str, samples: str) -> dict[str, object]:
        """The figures of the set as printed."""
        return {
            "set": samples, "tool": tool, "samples": self.samples, "hidden": self.hidden, "leaked": self.leaked,
            "visible": self.visible, "lost": self.lost, "withheld": self.withheld,
            "uncertain_mails": self.uncertain_mails,
        }  # fmt: skip


def measure(judge: Judge, memory: Memory, samples: Iterable[Sample]) -> Iterator[tuple[Sample, list[Judged]]]:
    """Each sample with the verdict on its marked words."""
    for name, html in samples:
        yield (name, html), memory.words(judge, html, MARK.pattern)


def ours(html: str) -> tuple[str, str, bool]:
    """Text, withheld text, and whether any was withheld."""
    from intake.sanitize import sanitize_html

    view = sanitize_html(html, where="bench")
    held = " ".join(f.text for f in view.findings if f.action == "withheld")
    return view.text, held, view.uncertain_chars > 0


def ordinary(judge: Judge, memory: Memory) -> dict[str, object]:
    """Words of mails built from template packages: none may be lost, and no mail should be uncertain."""
    from bench.ordinary import mails

    words = lost = uncertain = 0
    pairs_of_words = misplaced = 0
    built = mails()
    for name, html in built:
        judged = memory.words(judge, html, WHOLE)
        text, _, doubt = ours(html)
        have = _counted(text)
        need: dict[str, int] = {}
        for node in judged:
            if node.seen:
                for word in _WORD.findall(node.text.lower()):
                    need[word] = need.get(word, 0) + 1
        missing = {w: n - have.get(w, 0) for w, n in need.items() if n > have.get(w, 0)}
        words, lost, uncertain = words + sum(need.values()), lost + sum(missing.values()), uncertain + doubt
        pairs_, wrong = _order([n.text for n in judged if n.seen], text)
        pairs_of_words, misplaced = pairs_of_words + pairs_, misplaced + wrong
        if missing or doubt:
            print(json.dumps({"sample": name, "miss": "lost", "words": missing, "uncertain": doubt}))
    return {
        "set": "ordinary", "tool": "mailroom", "samples": len(built), "visible": words, "lost": lost,
        "uncertain_mails": uncertain, "neighbours": pairs_of_words, "out_of_order": misplaced,
    }  # fmt: skip


def _counted(text: str) -> dict[str, int]:
    have: dict[str, int] = {}
    for word in _WORD.findall(text.lower()):
        have[word] = have.get(word, 0) + 1
    return have


def _order(nodes: list[str], text: str) -> tuple[int, int]:
    """Neighbouring texts, and how many of them stand in another order in the result."""
    flat, at, wrong = " ".join(text.lower().split()), 0, 0
    for node in nodes:
        wanted = " ".join(node.lower().split())
        found = flat.find(wanted, at)
        if found >= 0:
            at = found
        elif wanted in flat:
            wrong += 1
    return max(0, len(nodes) - 1), wrong


def page_of(misses: list[tuple[str, str, str, str]], judge: Judge) -> str:
    """The misses with their pictures, one self-contained page."""
    rows = []
    for name, kind, word, html in misses:
        judge.words(html)
        shown = base64.b64encode(judge.picture()).decode()
        rows.append(
            f"<h2>{entities.escape(name)}: {entities.escape(word)} {kind}</h2><pre>{entities.escape(html)}</pre>"
            f'<img src="data:image/png;base64,{shown}" alt="as Chromium paints it">'
        )
    style = "body{font:15px system-ui;margin:24px}img{border:1px solid #999;max-width:100%}pre{white-space:pre-wrap}"
    return f"<!doctype html><meta charset=utf-8><title>Misses</title><style>{style}</style>{''.join(rows)}"


def main(arguments: list[str] | None = None) -> int:
    """Run the sets that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.fidelity", description=__doc__)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--ordinary", action="store_true", help="build and judge ordinary mails (needs npm)")
    parser.add_argument("--peers", action="store_true", help="install other extractors and count them too")
    parser.add_argument("--html", type=Path, help="write a page with the picture of every miss")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args(arguments)
    memory = Memory()
    leaked = 0
    misses: list[tuple[str, str, str, str]] = []
    with Judge(options.chromium) as judge:
        sets = {"own": own(), "independent": independent()}
        sets["mutants"] = list(mutants(options.mutants, options.seed))
        for title, samples in sets.items():
            count = Count()
            judged = list(measure(judge, memory, samples))
            for (name, html), words in judged:
                count.add(name, html, words, *ours(html))
            for name, kind, word, _ in count.misses:
                print(json.dumps({"sample": name, "miss": kind, "word": word}))
            print(json.dumps(count.line("mailroom", title)), flush=True)
            leaked += count.leaked
            misses += count.misses
            if options.peers:
                _peers(title, judged)
        if options.ordinary:
            print(json.dumps(ordinary(judge, memory)), flush=True)
        if options.html:
            options.html.parent.mkdir(parents=True, exist_ok=True)
            options.html.write_text(page_of(misses[:200], judge), encoding="utf-8")
    return int(leaked > 0)


def _peers(title: str, judged: list[tuple[Sample, list[Judged]]]) -> None:
    from bench.peers import texts_of

    for tool, texts in texts_of([html for (_, html), _ in judged]).items():
        count = Count()
        for ((name, html), words), text in zip(judged, texts, strict=True):
            count.add(name, html, words, text, "", False)
        print(json.dumps(count.line(tool, title)), flush=True)


if __name__ == "__main__":
    sys.exit(main())
