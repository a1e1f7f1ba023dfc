"""What drift is looked for in: yes-or-no signals of each mail, grouped by what they tell of.

Everything is brought to shares, because shares of days can be compared by one test that allows for days
differing by more than chance. A value such as the confidence counts as "low" below the reference's fifth.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Final, Literal

from intake.ledger.facts import Fact
from intake.ledger.judgements import Judgement

Family = Literal["inputs", "outputs", "quality"]

MAX_LANGUAGES: Final = 3
MAX_DOMAINS: Final = 5
MAX_WORDS: Final = 40
MIN_WORD_SHARE: Final = 0.05
"""A word in fewer of the mails moves too little to look at."""
LOW: Final = 0.2

_WORD: Final = re.compile(r"[^\W\d_]{4,30}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Signal:
    """One thing that is so or not so of each mail; None where it says nothing of a mail."""

    family: Family
    workflow: str | None
    """None: all mail."""
    name: str
    """In words, as an alert says it."""
    hit: Callable[[Fact], bool | None]


def signals(
    before: Sequence[Fact], now: Sequence[Fact], judged: Mapping[int, Judgement], workflows: Sequence[str]
) -> list[Signal]:
    """Everything to be tested. What is looked at is chosen from both sides together, before any test."""
    found = [*_languages(before, now), *_domains(before, now), *_words(before, now)]
    found += [_workflow(name) for name in workflows]
    for name in (None, *workflows):
        found += _outputs(name, [m for m in before if name is None or m.workflow == name])
    for name in workflows:
        found += _quality(name, judged)
    return found


def likeness(groups: Mapping[int, int], count: int, examples: Sequence[str]) -> Iterator[Signal]:
    """Signals of the groups of like mails that were found in meaning space; see `intake.operate.likeness`."""
    for group in range(count):

        def hit(mail: Fact, group: int = group) -> bool | None:
            return groups[mail.id] == group if mail.id in groups else None

        yield Signal(family="inputs", workflow=None, name=f'mails like "{examples[group]}"', hit=hit)


def words_of(mail: Fact) -> frozenset[str]:
    """Its words, from the requests that were found in it."""
    return _words_in(mail.asked)


@lru_cache(maxsize=50_000)
def _words_in(asked: tuple[str, ...]) -> frozenset[str]:
    return frozenset(_WORD.findall(" ".join(asked).lower()))


def _languages(before: Sequence[Fact], now: Sequence[Fact]) -> list[Signal]:
    counts = Counter(m.language for m in (*before, *now) if m.read)

    def signal(language: str) -> Signal:
        return Signal(
            family="inputs",
            workflow=None,
            name=f"mails in {language}",
            hit=lambda m: m.language == language if m.read else None,
        )

    return [signal(language) for language, _ in counts.most_common(MAX_LANGUAGES)]


def _domains(before: Sequence[Fact], now: Sequence[Fact]) -> list[Signal]:
    counts = Counter(_domain(m) for m in (*before, *now) if "@" in m.sender)

    def signal(domain: str) -> Signal:
        return Signal(
            family="inputs",
            workflow=None,
            name=f"mails from {domain}",
            hit=lambda m: _domain(m) == domain if "@" in m.sender else None,
        )

    return [signal(domain) for domain, _ in counts.most_common(MAX_DOMAINS)]


def _words(before: Sequence[Fact], now: Sequence[Fact]) -> list[Signal]:
    told = [m for m in now if m.asked]
    fresh = Counter(w for m in told for w in words_of(m))
    old = Counter(w for m in before for w in words_of(m))
    common = {w for w, n in old.items() if n > MIN_WORD_SHARE * max(1, len(before))}
    often = [w for w, n in fresh.items() if n >= MIN_WORD_SHARE * max(1, len(told))]
    chosen = sorted(set(often) | common, key=lambda w: (-(fresh[w] + old[w]), w))[:MAX_WORDS]
    chosen += sorted((w for w in often if w not in chosen), key=lambda w: (-fresh[w], w))[:MAX_WORDS]

    def signal(word: str) -> Signal:
        return Signal(
            family="inputs",
            workflow=None,
            name=f'mails with the word "{word}"',
            hit=lambda m: word in words_of(m) if m.asked else None,
        )

    return [signal(word) for word in chosen]


def _workflow(name: str) -> Signal:
    return Signal(
        family="outputs",
        workflow=name,
        name=f"mails of the workflow {name}",
        hit=lambda m: m.workflow == name if m.outcome else None,
    )


def _outputs(name: str | None, before: Sequence[Fact]) -> list[Signal]:
    sure = _fifth([m.confidence for m in before if m.confidence is not None])
    length = _fifth([float(m.draft_chars) for m in before if m.draft_chars])

    def within(m: Fact) -> bool:
        return (name is None or m.workflow == name) and m.outcome is not None

    def of(words: str, hit: Callable[[Fact], bool | None]) -> Signal:
        return Signal(
            family="outputs", workflow=name, name=words, hit=lambda m: hit(m) if within(m) else None
        )

    outcomes = ("escalated", "failed", "quarantined", "ignored")
    found = [of(f"{o} mails", lambda m, o=o: m.outcome == o) for o in outcomes]  # type: ignore[misc]
    found.append(of("refusals for want of knowledge", lambda m: "no answer" in (m.reason or "")))
    if sure is not None:
        found.append(
            of("uncertain classifications", lambda m: None if m.confidence is None else m.confidence < sure)
        )
    if length is not None:
        found.append(of("short drafts", lambda m: m.draft_chars < length if m.draft_chars else None))
    found.append(of("unsupported sentences", lambda m: m.dropped > 0 if m.read else None))
    found.append(of("missing fields", lambda m: bool(m.missing) if m.read else None))
    return found


def _quality(name: str, judged: Mapping[int, Judgement]) -> list[Signal]:
    def fate(mail: Fact) -> Judgement | None:
        return judged.get(mail.id) if mail.workflow == name and mail.outcome == "drafted" else None

    def refused(mail: Fact) -> bool | None:
        found = fate(mail)
        return None if found is None else found.verdict not in {"unchanged", "edited"}

    def rewritten(mail: Fact) -> bool | None:
        found = fate(mail)
        return None if found is None else found.verdict != "unchanged"

    return [
        Signal(family="quality", workflow=name, name="drafts that people refused", hit=refused),
        Signal(family="quality", workflow=name, name="drafts that people refused or edited", hit=rewritten),
    ]


def _fifth(values: Sequence[float]) -> float | None:
    return sorted(values)[int(LOW * len(values))] if len(values) >= 20 else None


def _domain(mail: Fact) -> str:
    return mail.sender.rpartition("@")[2].lower()
