"""Secrets, canaries and our own instructions: never in a draft, in no disguise."""

import re
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import Final

from intake.guard.decoding import decoded, leet, squeezed
from intake.guard.scope import Scope, Violation
from intake.mail import Draft

MAX_CHARS: Final = 100_000
MIN_SECRET_CHARS: Final = 4
"""Shorter strings stand in any text by chance."""
MIN_PART_CHARS: Final = 6
"""A part of a secret with letters and digits this long is as good as the whole."""
MIN_TURNED_CHARS: Final = 8
WINDOW: Final = 40
"""Squeezed characters of one of our prompts, about eight words: nobody writes the same by chance."""

WITHHELD: Final = "(withheld: it held a secret)"
_ABC: Final = "abcdefghijklmnopqrstuvwxyz"
_ROTATIONS: Final = tuple(str.maketrans(_ABC, _ABC[n:] + _ABC[:n]) for n in range(1, 26))
_ATBASH: Final = str.maketrans(_ABC, _ABC[::-1])
_NATO: Final = re.compile(
    r"(?i)\b(?:alfa|alpha|bravo|charlie|delta|echo|foxtrot|golf|hotel|india|juliett?|kilo|lima|mike|november|oscar|papa"
    r"|quebec|romeo|sierra|tango|uniform|victor|whiskey|x-?ray|yankee|zulu|zero|one|two|three|four|five|six|seven|eight|nine)\b"
)
_DIGITS: Final = {"zero": "0", "one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "six": "6",
                  "seven": "7", "eight": "8", "nine": "9"}  # fmt: skip


def secrets(draft: Draft, scope: Scope) -> Iterator[Violation]:
    """No canary or secret, plain or in a disguise that a receiver could undo; no stretch of our prompts."""
    # The reviewer sees the quotes, and may forward what they see.
    inner = [c.text for c in draft.claims] + [c.quote for claim in draft.claims for c in claim.citations]
    inner = [text for text in dict.fromkeys(inner) if text not in draft.body]
    everything = "\n".join((draft.body, draft.subject, *draft.to, *inner))
    found = leak(everything, (*scope.guard.canaries, *scope.secrets))
    if found:
        yield Violation(name="secret", detail=f"the text holds secret or canary number {found}")
    if scope.prompts and repeats(everything, tuple(scope.prompts)):
        yield Violation(name="secret", detail="the text repeats our own instructions")


def leak(text: str, wanted: Sequence[str]) -> int:
    """The number (from 1) of the first secret that stands in the text in any form; 0 for none."""
    forms = _forms(tuple(wanted))
    if not forms:
        return 0
    views = list(dict.fromkeys(squeezed(view) for view in (*decoded(text), *_spelt(text))))
    plain = views[0] if views else ""
    turned = [plain.translate(table) for table in (*_ROTATIONS, _ATBASH)]
    for number, secret in forms:
        # Turned round or read as leet, a short one is found in any text by chance.
        if any(secret in view for view in views):
            return number
        if len(secret) < MIN_TURNED_CHARS:
            continue
        if any(secret[::-1] in view for view in views) or any(secret in view for view in turned):
            return number
        if any(leet(secret) in leet(view) for view in views[:3]):
            return number
    return 0


def scrubbed(text: str, wanted: Sequence[str], prompts: Sequence[str] = ()) -> str:
    """The text for a note or a record; nothing of it where a secret stands in it."""
    if leak(text, wanted) or (prompts and repeats(text, tuple(prompts))):
        return WITHHELD
    return text


def repeats(text: str, prompts: tuple[str, ...]) -> bool:
    """Whether a stretch of `WINDOW` characters of one of our prompts stands in the text."""
    stretches = _stretches(prompts)
    return any(s in view for view in _views(text[:MAX_CHARS]) for s in stretches)


@lru_cache(maxsize=4)
def _views(text: str) -> tuple[str, ...]:
    """The squeezed readings of a text, the plain one first. Kept for the next check of the same draft."""
    return tuple(dict.fromkeys(squeezed(view) for view in (*decoded(text), *_spelt(text))))


@lru_cache(maxsize=8)
def _stretches(prompts: tuple[str, ...]) -> tuple[str, ...]:
    """Half windows of the prompts, forwards and backwards: any full window holds one of them whole."""
    half = WINDOW // 2
    cut = [p[i : i + half] for p in map(squeezed, prompts) for i in range(0, len(p) - half + 1, half)]
    return tuple(dict.fromkeys([*cut, *(s[::-1] for s in cut)]))


@lru_cache(maxsize=64)
def _forms(wanted: tuple[str, ...]) -> tuple[tuple[int, str], ...]:
    """The squeezed secrets, and their telling parts, each with its number from 1."""
    return tuple(
        (number, form)
        for number, secret in enumerate(wanted, 1)
        if len(secret) >= MIN_SECRET_CHARS
        for form in dict.fromkeys((squeezed(secret), *_parts(secret)))
        if len(form) >= MIN_SECRET_CHARS
    )


def _parts(secret: str) -> list[str]:
    pieces = [squeezed(p) for p in re.split(r"[^A-Za-z0-9]+", secret)]
    return [p for p in pieces if len(p) >= MIN_PART_CHARS and not p.isalpha() and not p.isdecimal()]


def _spelt(text: str) -> Iterator[str]:
    words = _NATO.findall(text)
    if len(words) >= MIN_SECRET_CHARS:
        yield "".join(_DIGITS.get(w.lower(), w[0]) for w in words)
