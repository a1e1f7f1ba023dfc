"""One-time codes: every number that could be one, and the words around it that decide."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice

from sandbox.extract import words
from sandbox.extract.records import MAX_CHARS, MAX_SOURCE, Code
from sandbox.extract.visible import Visible, visible
from sandbox.message import Content

NEAR = 220
"""Characters before a code within which its reason stands."""
LEAST = 0.5
"""Score from which a candidate counts as a code."""
BELOW_BEST = 0.3
"""A candidate that is so much less likely than the best one is dropped."""
MAX_CANDIDATES = 1000
"""Candidates, and names of codes, of one part that are looked at."""

_EDGE = words.WORD
_CANDIDATE = re.compile(
    rf"(?<!{_EDGE})(?<![.,/#@=&%+€$£¥~_*-])(?<!\d[:.,])(?:"
    r"(?P<mixedgroups>(?=[0-9-]{0,20}[A-Z])(?=[A-Z-]{0,20}[0-9])[A-Z0-9]{3,5}(?:-[A-Z0-9]{3,5}){1,3})"
    r"|(?P<lettergroups>[A-Z]{3,4}-[A-Z]{3,4}(?:-[A-Z]{3,4})?)"
    r"|(?P<grouped>\d{2,5}(?:(?:[ \u00a0\u2009\u202f]|[ \u00a0]?[-\u2010-\u2013·][ \u00a0]?)\d{2,5}){1,3})"
    r"|(?P<spaced>\d(?:(?:[ \u00a0\n\t]{1,3}|-|[ \u00a0]?[·|][ \u00a0]?)\d){3,7})"
    r"|(?P<spacedmixed>(?=(?:[A-Z][ \u00a0\t\n]){0,8}\d)[A-Z0-9](?:[ \u00a0\n\t]{1,2}[A-Z0-9]){4,7})"
    r"|(?P<digits>\d{4,10})"
    r"|(?P<prefixed>[A-Z]{1,3}-\d{4,8})"
    r"|(?P<mixed>(?=[A-Z]{0,9}\d)(?=\d{0,9}[A-Z])[A-Z0-9]{4,10})"
    r"|(?P<letters>[A-Z]{5,8})"
    r"|(?P<lower>(?=[a-z]{0,9}\d)(?=\d{0,9}[a-z])[a-z0-9]{5,10})"
    r"|(?P<anycase>(?=[A-Za-z]{0,11}\d)(?=[A-Z0-9]{0,11}[a-z])(?=[a-z0-9]{0,11}[A-Z])[A-Za-z0-9]{5,12})"
    rf")(?!{_EDGE}|[@_€$£¥%]|[.:/-][A-Za-z0-9]|,\d{2})"
)
_MASKED = re.compile(
    r"(?:https?://|www\.)[^\s<>\"'\\^`{}|\u3000-\u30ff\u3400-\u9fff\uff00-\uffef]{1,2000}|[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,8}",
    re.I,
)
_NUMBER = re.compile(r"\d{3,}|\d{2,}(?=[ -]\d{2})")
_SENTENCE_END = re.compile(r"[.!?。!?](?=\s|$)|[\n。!?]")
_WIDE = {0xFF10 + i: 0x30 + i for i in range(10)} | {0xFF21 + i: 0x41 + i for i in range(26)}
_JOINED = re.compile(r"[\s\u00a0\u2009\u202f·|\u2010-\u2013-]+")
_MORE_BEFORE = re.compile(r"(?:\d[ \u00a0().-]{1,2}|\+\d{0,3}[ \u00a0()]{0,2})$")
_MORE_BEHIND = re.compile(r"[ \u00a0]{1,2}\(?\d|[ \u00a0]?-[ \u00a0]?\d|\)[ -]?\d")
_DATE = re.compile(
    r"(?:19|20)\d\d\D\d\d?(?:\D\d\d?)?|\d\d?\D\d\d?\D(?:19|20)\d\d|(?:19|20)\d\d ?[-\u2013] ?(?:19|20)\d\d"
)
_IS = re.compile(
    r"[::はが]\s*$|\b(?:is|lautet|ist|est|es|è|é|er|är|on|to|jest|equals?|le|als)\s*$|=\s*$", re.I
)
"""What binds a name to the value behind it."""
_FOR = re.compile(r"\s(?:for|to|für|zu[rm]?|pour|para|per|voor|om)\b[^.!?\n]{0,40}$", re.I)
_CITY = re.compile(r"(?: [A-Z]{2})? [A-ZÀ-ÖØ-Þ][a-zß-öø-ÿ]{2}")
_STREET = re.compile(r"(?:^|[,\n·|]|\b[A-Z]{1,2}-) {0,2}$")
"""A postcode stands between a street and a city."""
_ROW = re.compile(r"\d[^\t\n]{0,30}\t|\t[^\t\n]{0,30}\d")
_ALONE = " \t\u00a0*:.,[](){}<>|「」【】『』〔〕„“”\"'»«→>#_=~-\u2013\u2014"


def codes(subject: str, content: Content) -> tuple[Code, ...]:
    """Codes of a mail, the likeliest first; the same value once, with its best place."""
    page = visible(content.html[:MAX_SOURCE]) if content.html else None
    shown = page.text[:MAX_CHARS] if page else ""
    text = content.text[:MAX_CHARS]
    about_access = words.AUTH.search(f"{subject[:1000]}\n{text[:20_000]}\n{shown[:20_000]}") is not None
    named = words.CODE.search(subject[:1000]) is not None
    trade = any(m.lastgroup in ("thing", "sale") for m in words.OTHER.finditer(subject[:1000]))
    if named and not trade and not words.SALE.search(subject[:1000]):
        # "Here is your code: use 482913 to go on": the subject is the reason.
        about_access = about_access or words.ENTER.search(f"{text[:2000]}\n{shown[:2000]}") is not None
    expected = about_access and named
    found: list[Code] = []
    bodies = [_View(*part, about_access, expected, trade) for part in (("text", text), ("html", shown))]
    announced = any(x.kind == "strong" or about_access for view in bodies for x in view.labels)
    head = _View("subject", subject[:1000], about_access or announced, expected or announced, trade)
    for view in (*bodies, head):
        for code in view.codes():
            placed = page if view.part == "html" else None
            found.append(replace(code, span=_placed(placed, code)))
    refused = {x for view in (*bodies, head) for x in view.refused}
    return _best([code for code in found if code.value not in refused])


def _placed(page: Visible | None, code: Code) -> tuple[int, int]:
    return code.span if page is None else page.span(*code.span)


def _best(found: list[Code]) -> tuple[Code, ...]:
    """Each value once; what is said in two parts is surer; far less likely ones are dropped."""
    best: dict[str, Code] = {}
    parts: dict[str, set[str]] = {}
    for code in sorted(found, key=lambda c: -c.score):
        # A prefix such as "G-" may be left out elsewhere in the mail.
        key = next((k for k in best if _same(k, code.value)), code.value)
        best.setdefault(key, code)
        parts.setdefault(key, set()).add(code.part)
    sure = [
        replace(code, score=round(min(1.0, code.score + 0.04 * (len(parts[key]) - 1)), 3))
        for key, code in best.items()
    ]
    top = max((c.score for c in sure), default=0.0)
    kept = [c for c in sure if c.score >= max(LEAST, top - BELOW_BEST)]
    return tuple(sorted(kept, key=lambda c: (-c.score, c.part != "text", c.span)))


def _same(one: str, other: str) -> bool:
    a, b = _JOINED.sub("", one), _JOINED.sub("", other)
    return a == b or (min(len(a), len(b)) >= 5 and one.rpartition("-")[2] == other.rpartition("-")[2])


@dataclass(frozen=True, slots=True)
class _Label:
    start: int
    end: int
    kind: str
    """`strong` or `plain` for a code; else the kind of another number."""
    many: bool = False


class _View:
    """One part of a mail with its labels, each searched once."""

    def __init__(self, part: str, text: str, about_access: bool, expected: bool, trade: bool) -> None:
        self.part = part
        self.trade = trade
        """Whether the subject is of an order, an invoice, an offer: its "code" is none to log in with."""
        self.refused: set[str] = set()
        """Values that this part calls a discount's."""
        self.expected = expected
        """Whether another part announces a code."""
        self.about_access = about_access
        wide = text.translate(_WIDE)
        self.text = _MASKED.sub(lambda m: "/" * len(m.group()), wide)
        self.others = [_Label(m.start(), m.end(), m.lastgroup or "") for m in words.OTHER.finditer(self.text)]
        self.labels = list(self._labels())
        self.label_ends = [x.end for x in self.labels]
        self.label_starts = [x.start for x in self.labels]
        self.other_ends = [x.end for x in self.others]
        self.other_starts = [x.start for x in self.others]
        self.numbers = [m.end() for m in _NUMBER.finditer(self.text)]

    def _labels(self) -> Iterator[_Label]:
        spans = [(x.start, x.end) for x in self.others if x.kind in ("thing", "sale", "place")]
        starts = [s for s, _ in spans]
        for found in islice(words.CODE.finditer(self.text), MAX_CANDIDATES):
            at = bisect_right(starts, found.start()) - 1
            if (at >= 0 and spans[at][1] >= found.end()) or (
                at + 1 < len(spans) and spans[at + 1][0] < found.end() <= spans[at + 1][1]
            ):
                continue  # a discount code, a postcode
            left = max(self.text.rfind("\n", 0, found.start()) + 1, found.start() - 70)
            right = self.text.find("\n", found.end())
            right = min(right if right >= 0 else len(self.text), found.end() + 70)
            meant = words.MEANT.search(self.text, left, right) is not None
            many = re.search(r"(?:codes|códigos|codici|コード一覧)$", found.group(), re.I) is not None
            yield _Label(found.start(), found.end(), "strong" if meant else "plain", many)

    def codes(self) -> Iterator[Code]:
        taken = -1
        for n, found in enumerate(_CANDIDATE.finditer(self.text)):
            if n >= MAX_CANDIDATES:
                return
            score = self._score(found, taken)
            if score < LEAST:
                continue
            taken = found.end()
            value = found.group()
            if found.lastgroup in ("grouped", "spaced", "spacedmixed"):
                value = _JOINED.sub("", value)
            yield Code(value=value, score=round(min(score, 1.0), 3), span=found.span(), part=self.part)

    # --- one candidate

    def _score(self, found: "re.Match[str]", taken: int) -> float:
        kind, value = found.lastgroup or "", found.group()
        start, end = found.span()
        compact = _JOINED.sub("", value)
        if self._is_amount(kind, value, compact, start, end):
            return 0.0
        line = self._line(start, end)
        alone = line.strip(_ALONE) == value.strip(_ALONE)
        label = self._label_before(start, taken)
        if _ROW.search(line.replace(value, "", 1)) and (
            label is None or "\n" in self.text[label.end : start]
        ):
            return 0.0  # a cell beside other numbers, in a table that the name stands above
        behind = self._label_behind(end, alone)
        other = self._other_before(start, compact, kind)
        score = self._reason(label, behind, alone, kind, start, end)
        if score == 0.0:
            return 0.0
        if (
            other is not None
            and (label is None or (other.end >= label.end and not self._meant_for(label, other, start)))
            and not (behind and behind.kind == "strong" and other.end < start - 12)
        ):
            if other.kind == "sale":
                self.refused.add(value)
            return 0.0
        if self._other_behind(end) and not alone and (label is None or label.end < start - 40):
            return 0.0
        if words.SALE.search(line) and (label is None or label.kind != "strong" or not self.about_access):
            return 0.0
        return self._shaped(score, kind, value, compact, alone, label, behind, start, end)

    def _reason(
        self, label: _Label | None, behind: _Label | None, alone: bool, kind: str, start: int, end: int
    ) -> float:
        score = 0.0
        if label is not None:
            far = (start - label.end) / NEAR
            if label.kind == "strong" or self.about_access:
                score = (0.88 if label.kind == "strong" else 0.82) - 0.15 * far
            elif not self.trade and (
                alone
                or start - label.end < 25
                or (start - label.end < 90 and _IS.search(self._sentence_before(start)))
            ):
                score = 0.62 - 0.1 * far
        if behind is not None:
            sure = 0.84 if behind.kind == "strong" else 0.78 if self.about_access else 0.6
            score = max(score, sure)
        if (
            score == 0.0
            and self.about_access
            and kind in ("digits", "grouped", "spaced", "mixed", "mixedgroups")
        ):
            sentence = self._sentence_before(start)
            typed = words.TYPED.match(self.text, end) or words.USED.match(self.text, end)
            if words.DIRECT.search(sentence) and (self.expected or words.GOES_ON.match(self.text, end)):
                typed = typed or words.ENTER.search(sentence)
            if typed:
                score = 0.64 if words.MEANT.search(self._line(start, end)) else 0.6
            elif self.part == "subject":
                ends = start == 0 or end == len(self.text)
                score = 0.7 if self.expected else 0.62 if ends else 0.54
            elif alone and (self.expected or self._stands_out(start, end)):
                score = 0.54
            elif (
                self.expected
                and self.text[max(0, start - 3) : start].rstrip().endswith((":", "\uff1a"))
                and kind != "mixed"
            ):
                score = 0.56
        return score

    def _shaped(
        self,
        score: float,
        kind: str,
        value: str,
        compact: str,
        alone: bool,
        label: _Label | None,
        behind: _Label | None,
        start: int,
        end: int,
    ) -> float:
        near = label is not None and start - label.end <= 25
        ends_line = self.text[end : end + 1] in ("\n", "") or self.text[end : end + 2] in (". ", ".\n", ".")
        if alone:
            score += 0.08
        if kind in ("letters", "lettergroups", "lower", "anycase"):
            direct = alone or (near and _IS.search(self.text[max(0, start - 12) : start]) is not None)
            if label is None and not (alone and behind):
                return 0.0
            if not (direct or (near and ends_line)) or (label and start - label.end > 160):
                return 0.0
            if value.lower() in words.NO_CODE or any(p in words.NO_CODE for p in value.lower().split("-")):
                return 0.0
            score -= 0.12
        elif value.lower() in words.NO_CODE:
            return 0.0
        if kind == "digits":
            score += 0.06 if len(value) == 6 else 0.02 if len(value) in (4, 5, 7, 8) else -0.2
            if (
                len(value) == 4
                and 1900 <= int(value) <= 2099
                and not (alone and label)
                and not (near and label)
            ):
                return 0.0
        if kind in ("grouped", "spaced") and len(compact) > 8:
            score -= 0.35
        if kind in ("mixed", "mixedgroups", "spacedmixed") and not (alone or near or label):
            score -= 0.1
        return score

    def _is_amount(self, kind: str, value: str, compact: str, start: int, end: int) -> bool:
        """A date, a price, a time span, a telephone number, or a piece of a longer number."""
        before = self.text[max(0, start - 12) : start]
        after = self.text[end : end + 24]
        if not 4 <= len(compact) <= 16 or words.UNIT.match(after) or words.MONEY_BEFORE.search(before):
            return True
        if kind in ("digits", "grouped", "spaced"):
            if len(compact) > 10 or _DATE.fullmatch(value):
                return True
            if kind == "digits" and len(value) in (4, 5) and _CITY.match(after) and _STREET.search(before):
                return True
            return _MORE_BEFORE.search(before) is not None or _MORE_BEHIND.match(after) is not None
        return False

    def _meant_for(self, label: _Label, other: _Label, start: int) -> bool:
        """ "Your code for this order: 482913": the code is the number, the order what it is for."""
        if label.kind != "strong" or other.kind not in ("thing", "money", "card"):
            return False
        for_it = _FOR.match(self.text[label.end : other.start])
        return for_it is not None and _IS.search(self.text[other.end : start]) is not None

    # --- what stands around

    def _line(self, start: int, end: int) -> str:
        first = max(self.text.rfind("\n", 0, start) + 1, start - 300)
        last = self.text.find("\n", end)
        return self.text[first : min(last if last >= 0 else len(self.text), end + 300)]

    def _sentence_before(self, start: int) -> str:
        before = self.text[max(0, start - NEAR) : start].rstrip()
        ends = [m.end() for m in _SENTENCE_END.finditer(before)]
        return before[ends[-1] if ends else 0 :]

    def _label_before(self, start: int, taken: int) -> _Label | None:
        """The nearest name of a code before it, unless another code has taken that one."""
        at = bisect_right(self.label_ends, start) - 1
        if at < 0:
            return None
        label = self.labels[at]
        if start - label.end > NEAR or (label.end <= taken and not label.many):
            return None
        # Behind the code the mail speaks of it again ("this code expires"): a second code names itself anew.
        if taken >= 0 and start - label.end > 40 and not label.many:
            return None
        # Of several names in one stretch the surest counts: "Security code. Your code is".
        for earlier in reversed(self.labels[max(0, at - 2) : at]):
            if (
                label.kind != "strong"
                and earlier.kind == "strong"
                and earlier.end > taken
                and label.start - earlier.end < 60
            ):
                return _Label(label.start, label.end, "strong", label.many)
        return label

    def _label_behind(self, end: int, alone: bool) -> _Label | None:
        """A name in the same sentence behind it: "123456 is your code"; alone, in the next sentence."""
        after = self.text[end : end + 90]
        begin = len(after) - len(after.lstrip(_ALONE + "\n")) if alone else 0
        stop = _SENTENCE_END.search(after, begin)
        after = after[: stop.start()] if stop else after
        number = _NUMBER.search(after)
        limit = end + (number.start() if number else len(after))
        at = bisect_left(self.label_starts, end)
        if at < len(self.labels) and self.labels[at].end <= limit:
            return self.labels[at]
        return None

    def _other_before(self, start: int, compact: str, kind: str) -> _Label | None:
        """The nearest name of another number that this one could be."""
        at = bisect_right(self.other_ends, start) - 1
        while at >= 0:
            other = self.others[at]
            gap = start - other.end
            if gap > 60:
                return None
            between = self.text[other.end : start]
            n = bisect_right(self.numbers, start - 1) - 1
            bound = n >= 0 and self.numbers[n] > other.end
            if (
                not bound
                and between.count("\n") <= 1
                and words.could_be(other.kind, compact, kind, gap, between)
            ):
                return other
            at -= 1
        return None

    def _other_behind(self, end: int) -> bool:
        """ "4820193 (order number)"."""
        at = bisect_left(self.other_starts, end)
        if at >= len(self.others):
            return False
        other = self.others[at]
        return (
            other.kind in ("thing", "sale")
            and "\n" not in self.text[end : other.end]
            and other.start - end < 4
        )

    def _stands_out(self, start: int, end: int) -> bool:
        """Whether its own paragraph is this number and nothing else of the part looks like it."""
        value = self.text[start:end]
        return (
            len(_JOINED.sub("", value)) >= 5
            and len(re.findall(r"(?m)^[ \t]*\d{4,8}[ \t]*$", self.text[:20_000])) <= 1
        )
