"""A visible text told apart: what the sender wrote, what they quoted, and how they signed."""

from collections.abc import Iterable
from dataclasses import dataclass

from intake.parse.phrases import (
    ATTRIBUTION,
    DEVICE,
    DISCLAIMER,
    FORWARDED,
    LABEL,
    ORIGINAL,
    OWN_WORDS,
    REFERENCE,
    RULE,
    SIGN_OFF,
    TIME,
)

MAX_LINE = 600
"""Characters of a line that are looked at: no attribution or label line is longer."""
MAX_SIGNATURE_LINES = 40
MAX_CLOSING_LINES = 12
"""Lines below "Kind regards" that can still be a signature; more is text."""

_WRITTEN, _QUOTED, _SIGNATURE = 0, 1, 2


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """The three parts of a text. Every character of the input is in exactly one, in order."""

    written: str
    quoted: str
    signature: str
    forwarded: bool = False
    """The quoted part was passed on by the sender, so it may be what the mail is about."""


def split_reply(text: str) -> Reply:
    """Part what the sender wrote from what they quoted and from their signature.

    Text between `>` lines counts as written. Where no seam is found, all of it does.
    """
    lines = text.splitlines(keepends=True)
    seen = [line.strip("\r\n\u2028\u2029\x0b\x0c\x1c\x1d\x1e\x85")[:MAX_LINE] for line in lines]
    kinds = [_QUOTED if _is_arrow(line) else _WRITTEN for line in seen]
    forwarded = _mark_seams(seen, kinds)
    _settle_blanks(seen, kinds)
    for start, end in _runs(kinds, _WRITTEN):
        _mark_signature(seen, kinds, start, end)
    parts = [
        "".join(line for line, kind in zip(lines, kinds, strict=True) if kind == wanted)
        for wanted in range(3)
    ]
    return Reply(written=parts[0], quoted=parts[1], signature=parts[2], forwarded=forwarded)


def _is_arrow(line: str) -> bool:
    stripped = line.lstrip(" \u00a0")
    return (
        len(line) - len(stripped) <= 3
        and stripped.startswith((">", "＞"))
        and not stripped.startswith((">:", ">_<"))
    )


def _mark_seams(seen: list[str], kinds: list[int]) -> bool:
    """Mark the history as quoted; tell whether it was forwarded."""
    at = 0
    while at < len(seen):
        if kinds[at] == _QUOTED or not seen[at].strip():
            at += 1
            continue
        if FORWARDED.match(seen[at]):
            _quote_rest(kinds, at)
            return True
        block = _starts_block(seen, at)
        if block or ORIGINAL.match(seen[at]):
            start = _with_rule_above(seen, at)
            above = any(seen[n].strip() and kinds[n] == _WRITTEN for n in range(start))
            _quote_rest(kinds, start)
            return bool(block) and not above
        length = _attribution(seen, at)
        if length:
            kinds[at : at + length] = [_QUOTED] * length
            if not any(kinds[n] == _QUOTED for n in range(at + length, len(kinds))):
                # HTML clients indent the history instead of marking it; nothing shows where it ends.
                _quote_rest(kinds, at)
                return False
            at += length
            continue
        at += 1
    return False


def _quote_rest(kinds: list[int], at: int) -> None:
    kinds[at:] = [_QUOTED] * (len(kinds) - at)


def _with_rule_above(seen: list[str], at: int) -> int:
    above = at - 1
    while above >= 0 and not seen[above].strip():
        above -= 1
    if above >= 0 and (RULE.match(seen[above]) or ORIGINAL.match(seen[above])):
        return above
    return at


def _starts_block(seen: list[str], at: int) -> bool:
    """Outlook's block: From, Sent, To, Subject in any order and language, close together."""
    first = LABEL.match(seen[at])
    if not first or first.lastgroup not in ("from", "date", "subject"):
        return False
    kinds: set[str] = set()
    other = 0
    for line in seen[at : at + 16]:
        label = LABEL.match(line)
        if label:
            kinds.add(str(label.lastgroup))
            other = 0
        elif line.strip():
            other += 1  # a long list of recipients goes on over lines
            if other > 2:
                break
        if {"from", "date"} <= kinds and kinds & {"to", "subject"}:
            return True
    return False


def _attribution(seen: list[str], at: int) -> int:
    """Lines of an attribution that starts at `at`, wrapped over four at most; 0 where there is none."""
    joined = ""
    for count, line in enumerate(seen[at : at + 4], start=1):
        if not line.strip() or (count > 1 and _is_arrow(line)):
            return 0
        joined = f"{joined} {line.strip()}" if joined else line.strip()
        if len(joined) > MAX_LINE:
            return 0
        if joined.endswith((":", "：")) and ATTRIBUTION.match(joined):
            following = next((n for n in seen[at + count :] if n.strip()), "")
            if _is_arrow(following):
                return count
            return count if TIME.search(joined) and not OWN_WORDS.search(joined) and following else 0
    return 0


def _settle_blanks(seen: list[str], kinds: list[int]) -> None:
    """A blank line between two quoted ones belongs to them."""
    last: int | None = None
    for n, line in enumerate(seen):
        if kinds[n] == _QUOTED:
            if last is not None:
                kinds[last + 1 : n] = [_QUOTED] * (n - last - 1)
            last = n
        elif line.strip():
            last = None


def _runs(kinds: list[int], wanted: int) -> Iterable[tuple[int, int]]:
    start: int | None = None
    for n, kind in enumerate([*kinds, -1]):
        if kind == wanted and start is None:
            start = n
        elif kind != wanted and start is not None:
            yield start, n
            start = None


def _mark_signature(seen: list[str], kinds: list[int], start: int, end: int) -> None:
    _mark_disclaimers(seen, kinds, start, end)
    cut = _separator(seen, start, end)
    if cut is None:
        stop = end
        while stop > start and (not seen[stop - 1].strip() or kinds[stop - 1] == _SIGNATURE):
            stop -= 1
        cut = _device(seen, start, stop)
        closing = _closing(seen, start, stop if cut is None else cut)
        cut = closing if closing is not None else cut
    if cut is not None:
        kinds[cut:end] = [_SIGNATURE] * (end - cut)


def _mark_disclaimers(seen: list[str], kinds: list[int], start: int, end: int) -> None:
    """Legal paragraphs at the end of what was written."""
    stop = end
    while stop > start:
        last = stop
        while last > start and not seen[last - 1].strip():
            last -= 1
        first = last
        while first > start and seen[first - 1].strip():
            first -= 1
        # A disclaimer that directly follows other lines starts at its own first line.
        hit = next(
            (
                n
                for n in range(first, last)
                if DISCLAIMER.search(" ".join(seen[n : min(last, n + 3)])[:1_500])
                and DISCLAIMER.search(seen[n] + " " + (seen[n + 1] if n + 1 < last else ""))
            ),
            None,
        )
        if hit is None or first == last:
            return
        kinds[hit:stop] = [_SIGNATURE] * (stop - hit)
        stop = hit if hit > first else first
        if hit > first:
            return


def _separator(seen: list[str], start: int, end: int) -> int | None:
    """The line `-- ` (RFC 3676, section 4.3), with and without its blank."""
    for n in range(end - 1, start - 1, -1):
        if seen[n].rstrip() in ("--", "\u2014\u2014", "\u2013\u2013") and seen[n][:1] in "-\u2014\u2013":
            length = sum(bool(line.strip()) for line in seen[n + 1 : end])
            return n if length <= MAX_SIGNATURE_LINES else None
    return None


def _device(seen: list[str], start: int, stop: int) -> int | None:
    """`Sent from my iPhone` and what little may follow it."""
    for n in range(stop - 1, max(start, stop - 6) - 1, -1):
        if DEVICE.match(seen[n]):
            return n
    return None


def _closing(seen: list[str], start: int, stop: int) -> int | None:
    """`Kind regards` and a name below it; nothing that asks or names an order."""
    filled = 0
    for n in range(stop - 1, start - 1, -1):
        line = seen[n].strip()
        if not line:
            continue
        if SIGN_OFF.match(line):
            # A mail that says nothing but "Thank you" says that.
            return n if any(above.strip() for above in seen[start:n]) else None
        filled += 1
        if filled > MAX_CLOSING_LINES or len(line) > 120 or REFERENCE.search(line):
            return None
    return None
