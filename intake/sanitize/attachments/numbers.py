"""Numbers as a spreadsheet shows them: the usual number formats, dates and times (ECMA-376-1, 18.8.30)."""

import operator
import re
from datetime import datetime, timedelta
from functools import lru_cache

BUILTIN: dict[int, str] = {
    0: "General",
    1: "0",
    2: "0.00",
    3: "#,##0",
    4: "#,##0.00",
    9: "0%",
    10: "0.00%",
    11: "0.00E+00",
    14: "yyyy-mm-dd",
    15: "d-mmm-yy",
    16: "d-mmm",
    17: "mmm-yy",
    18: "h:mm",
    19: "h:mm:ss",
    20: "h:mm",
    21: "h:mm:ss",
    22: "yyyy-mm-dd h:mm",
    37: "#,##0;-#,##0",
    38: "#,##0;-#,##0",
    39: "#,##0.00;-#,##0.00",
    40: "#,##0.00;-#,##0.00",
    45: "mm:ss",
    46: "h:mm:ss",
    47: "mm:ss",
    48: "0.0E+0",
    49: "@",
}
"""Formats with a number and no text in the file. Dates are shown as ISO 8601, which no locale mistakes."""
_LITERAL = re.compile(r'"([^"]{0,200})"|\\(.)|\[\$([^\]-]{0,20})[^\]]{0,20}\]|\[[^\]]{0,40}\]|_.|\*.')
_CONDITION = re.compile(r"\[(<=|>=|<>|<|>|=)\s{0,3}(-?\d{1,15}(?:\.\d{1,15})?)\]")
_COMPARED = {
    "<": operator.lt, "<=": operator.le, ">": operator.gt, ">=": operator.ge, "=": operator.eq,
    "<>": operator.ne,
}  # fmt: skip
_DIGITS = re.compile(r"[#0?][#0?,]*(?:\.[#0?]+)?(?:[eE][+-][0#?]+)?")


@lru_cache(8192)
def shown(value: float, code: str, old_epoch: bool = False) -> str:
    """The number under a format code; an empty section, as in `;;;`, shows nothing."""
    section, alone = section_of(code, value)
    explicit = value < 0 and not alone and _CONDITION.search(code) is None
    if not section.strip():
        return _general(value) if alone else ""
    bare = _LITERAL.sub("", section)
    if bare.strip().lower() in {"general", "@"}:
        return _literals(section, "general", _general(value))
    if re.search(r"[dyhsm]", bare, re.IGNORECASE) and not re.search(
        r"[#0?]", bare.replace(".000", "").replace(".00", "").replace(".0", "")
    ):
        return _dated(section, _date(value, bare.lower(), old_epoch))
    return _decimal(abs(value) if explicit else value, section)


def section_of(code: str, value: float) -> tuple[str, bool]:
    """The section of a format code that shows a number, and whether it is the only one for numbers.

    By the sign, or by the conditions that stand in the sections (18.8.31).
    """
    parts = sections(code)
    told = [_CONDITION.search(part) for part in parts[:3]]
    if any(told):
        for part, condition in zip(parts, told, strict=False):
            if condition is None or _COMPARED[condition[1]](value, float(condition[2])):
                return part, False
        return parts[len(told) - 1], False
    if len(parts) > 2 and value == 0:
        return parts[2], False
    return (parts[1], False) if len(parts) > 1 and value < 0 else (parts[0], len(parts) == 1)


def labelled(code: str, text: str) -> str:
    """A text under a format code: the fourth section decides, or one that names the text."""
    parts = sections(code)
    if len(parts) < 4 and "@" not in _LITERAL.sub("", parts[-1]):
        return text
    masked, kept = _masked(parts[3] if len(parts) > 3 else parts[-1])
    return _unmasked(masked, kept).replace("@", text) if "@" not in "".join(kept) else text


def sections(code: str) -> list[str]:
    """The parts of a format code, which semicolons separate."""
    out, quoted, current = [], False, ""
    for char in code[:500]:
        if char == '"':
            quoted = not quoted
        if char == ";" and not quoted:
            out.append(current)
            current = ""
        else:
            current += char
    return [*out, current]


def _general(value: float) -> str:
    if value != value or value in (float("inf"), float("-inf")):
        return ""
    return str(int(value)) if value == int(value) and abs(value) < 1e15 else f"{value:.10g}"


def _literals(section: str, placeholder: str, number: str) -> str:
    plain = _LITERAL.sub(lambda m: m[1] or m[2] or m[3] or (" " if m[0][0] == "_" else ""), section)
    return re.sub(placeholder, lambda _: number, plain, count=1, flags=re.IGNORECASE).strip()


def _decimal(value: float, section: str) -> str:
    """Digits, thousands, decimals, percent, and the literal text around them."""
    masked, kept = _masked(section)
    pattern = _DIGITS.search(masked)
    if not pattern:
        text = masked
    else:
        digits = pattern[0]
        scaled = value * 100 if "%" in masked else value
        while digits.endswith(","):
            digits, scaled = digits[:-1], scaled / 1000
        places = len(digits.split(".", 1)[1].split("E")[0].split("e")[0]) if "." in digits else 0
        if "e" in digits.lower():
            number = f"{scaled:.{min(places, 15)}E}"
        else:
            number = f"{scaled:{',' if ',' in digits else ''}.{min(places, 15)}f}"
        text = masked[: pattern.start()] + number + masked[pattern.end() :]
    return _unmasked(text, kept).strip()


def _masked(section: str) -> tuple[str, list[str]]:
    """A section with a sign of the private use area for each literal text, and these texts."""
    kept: list[str] = []

    def keep(found: re.Match[str]) -> str:
        kept.append(found[1] or found[2] or found[3] or (" " if found[0][0] == "_" else ""))
        return chr(0xE000 + len(kept) - 1)

    return _LITERAL.sub(keep, section), kept


def _unmasked(text: str, kept: list[str]) -> str:
    return "".join(kept[ord(c) - 0xE000] if 0xE000 <= ord(c) < 0xE000 + len(kept) else c for c in text)


def _dated(section: str, moment: str) -> str:
    """A date or time with the words before and after it."""
    masked, kept = _masked(section)
    marks = [found.start() for found in re.finditer(r"[dyhms]|AM/PM", masked, re.IGNORECASE)]
    if not marks:
        return moment
    before, after = (
        re.sub(r"[^\ue000-\uf8ff ]", "", part) for part in (masked[: marks[0]], masked[marks[-1] :])
    )
    return " ".join(_unmasked(f"{before}{moment}{after}", kept).split())


def _date(value: float, bare: str, old_epoch: bool) -> str:
    """ISO 8601 date, time or both, as the format shows."""
    has_date = bool(re.search(r"[dy]|mmm", bare)) or ("h" not in bare and "s" not in bare)
    has_time = "h" in bare or "s" in bare
    epoch = datetime(1904, 1, 1) if old_epoch else datetime(1899, 12, 30)  # noqa: DTZ001 - cells have no zone
    try:
        moment = epoch + timedelta(seconds=round(value * 86400))
    except (OverflowError, ValueError):
        return _general(value)
    time = moment.strftime("%H:%M:%S" if "s" in bare else "%H:%M")
    if has_date and has_time:
        return f"{moment:%Y-%m-%d} {time}"
    return time if has_time else f"{moment:%Y-%m-%d}"
