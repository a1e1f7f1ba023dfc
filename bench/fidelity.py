# ruff: noqa: E501 - rows of figures and markup
"""What Chromium paints beside what `sanitize_html` keeps, and beside what other extractors keep.

    python -m bench.fidelity [--mutants N] [--seed N] [--no-ordinary] [--no-peers] [--html OUT.html]

Prints one JSON line a miss of ours, and a table. Verdicts of the judge stay in bench/results by the digest of
the page, so that a run after a change of the engine takes seconds. Exit 1 where a hidden word reached the text.
"""

import argparse
import hashlib
import json
import re
import sys
from collections.abc import Iterator
from dataclasses import astuple, dataclass, field
from pathlib import Path

from bench.chromium import MARK, WHOLE, Judge, Judged
from bench.fidelity_page import page_of, table
from bench.fidelity_tools import Kept, Ours, WithBrowser
from bench.mutants import mutants

SAMPLES = Path(__file__).parent / "samples" / "fidelity"
RESULTS = Path(__file__).parent / "results"
BLIND = (
    "blind",
    "blind-second",
    "blind-third",
    "blind-fourth",
    "blind-fifth",
    "blind-sixth",
    "blind-seventh",
    "blind-eighth",
    "blind-ninth",
    "blind-tenth",
    "blind-eleventh",
    "blind-twelfth",
    "blind-thirteenth",
    "blind-fourteenth",
)
"""Sets by somebody who had not looked at the engine, each judged once before anything was mended."""
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


def independent(name: str = "independent") -> list[Sample]:
    """Samples written from the specifications, without a look at the engine.

    `later` were written by somebody who had read the engine, and run once before anything was mended.
    """
    path = SAMPLES / f"{name}.json"
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

    title: str = ""
    tool: str = ""
    mails: int = 0
    not_judged: list[str] = field(default_factory=list)
    hidden: int = 0
    leaked: int = 0
    visible: int = 0
    lost: int = 0
    withheld: int = 0
    uncertain: int = 0
    """Mails of which something is withheld."""
    pairs: int = 0
    """Neighbouring texts, and how many of them stand in another order."""
    misplaced: int = 0
    misses: list[tuple[str, str, str, str]] = field(default_factory=list)
    """Sample, kind of miss, word, HTML."""

    def add(self, sample: Sample, words: list[Judged] | None, kept: Kept) -> None:
        """Compare one sample by its marked words. A word that is seen somewhere is not hidden elsewhere."""
        name, html = sample
        if words is None:
            self.not_judged.append(name)
            return
        self.mails += 1
        self.uncertain += kept.uncertain
        text, held = _apart(words, html, kept.text, kept.held)
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

    def add_whole(self, sample: Sample, texts: list[Judged] | None, kept: Kept) -> None:
        """Compare an ordinary mail by all of its words, and the order of its texts."""
        name, html = sample
        if texts is None:
            self.not_judged.append(name)
            return
        self.mails += 1
        self.uncertain += kept.uncertain
        seen = [t.text for t in texts if t.seen]
        need, have = _counted(" ".join(seen)), _counted(kept.text)
        missing = {word: many - have.get(word, 0) for word, many in need.items() if many > have.get(word, 0)}
        self.visible += sum(need.values())
        held = _counted(kept.held)
        for word, many in missing.items():
            withheld = min(many, held.get(word, 0))
            self.withheld += withheld
            self.lost += many - withheld
            self.misses.append((name, "withheld" if withheld else "lost", f"{many} x {word}", html))
        pairs, misplaced = _order(seen, kept.text)
        self.pairs, self.misplaced = self.pairs + pairs, self.misplaced + misplaced


def _apart(words: list[Judged], html: str, *texts: str) -> list[str]:
    """Texts in lower case without what holds a marked word by chance: `Han` in a page's "thank you"."""
    marks = {w.text.lower() for w in words}
    longer = {w for w in _WORD.findall(html.lower()) if w not in marks and any(m in w for m in marks)}
    return [_WORD.sub(lambda found: "" if found[0] in longer else found[0], t.lower()) for t in texts]


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


def counts(
    title: str, samples: list[Sample], judged: list[list[Judged] | None], chromium: str, *, peers: bool
) -> Iterator[Count]:
    """What each tool makes of a set."""
    whole = title == "ordinary"
    with WithBrowser(chromium, RESULTS / "opinions.jsonl") as browser:
        tools = {"mailroom": Ours(), "mailroom, with browser": browser}
        for tool, reader in tools.items():
            count = Count(title, tool)
            for sample, words in zip(samples, judged, strict=True):
                kept = reader.read(sample[1]) if words is not None else Kept("")
                (count.add_whole if whole else count.add)(sample, words, kept)
            yield count
    if peers:
        from bench.peers import texts_of

        for tool, texts in texts_of([html for _, html in samples]).items():
            count = Count(title, tool)
            for sample, words, text in zip(samples, judged, texts, strict=True):
                (count.add_whole if whole else count.add)(sample, words, Kept(text))
            yield count


def main(arguments: list[str] | None = None) -> int:
    """Run the sets that were asked for."""
    parser = argparse.ArgumentParser(prog="python -m bench.fidelity", description=__doc__)
    parser.add_argument("--mutants", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--no-ordinary", action="store_true", help="leave out the mails that npm builds")
    parser.add_argument("--no-peers", action="store_true", help="leave out other extractors")
    parser.add_argument("--html", type=Path, help="write a page with the picture of every miss")
    parser.add_argument("--chromium", default="/usr/bin/chromium")
    options = parser.parse_args(arguments)
    names = ("independent", *BLIND, "later")
    sets = {"own": own()} | {name: independent(name) for name in names}
    sets["mutants"] = list(mutants(options.mutants, options.seed))
    if not options.no_ordinary:
        from bench.ordinary import mails

        sets["ordinary"] = mails()
    memory, found = Memory(), list[Count]()
    with Judge(options.chromium) as judge:
        for title, samples in sets.items():
            pattern = WHOLE if title == "ordinary" else MARK.pattern
            judged = [memory.words(judge, html, pattern) for _, html in samples]
            for count in counts(title, samples, judged, options.chromium, peers=not options.no_peers):
                found.append(count)
                if count.tool.startswith("mailroom"):
                    for name, kind, word, _ in count.misses:
                        print(json.dumps({"set": title, "tool": count.tool, "sample": name, kind: word}))
        print(table(found), flush=True)
        if options.html:
            options.html.parent.mkdir(parents=True, exist_ok=True)
            options.html.write_text(page_of(found, judge), encoding="utf-8")
    return int(any(count.leaked for count in found if count.tool.startswith("mailroom")))


if __name__ == "__main__":
    sys.exit(main())
