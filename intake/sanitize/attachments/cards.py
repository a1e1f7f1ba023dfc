"""Content lines of iCalendar and vCard (RFC 5545, 3.1; RFC 6350, 3.2)."""

import re
from collections.abc import Iterator

_NAME = re.compile(r"(?:[A-Za-z0-9-]{1,60}\.)?([A-Za-z0-9-]{1,60})")
_PARAMETER = re.compile(r';([A-Za-z0-9-]{1,60})=("[^"]{0,500}"|[^;:"]{0,500})')
_ESCAPE = re.compile(r"\\([nN\\,;:])")


def lines(text: str) -> Iterator[tuple[str, dict[str, str], str]]:
    """Name, parameters and raw value of each unfolded line."""
    for line in re.sub(r"\n[ \t]", "", text).split("\n"):
        found = _NAME.match(line)
        if not found:
            continue
        parameters: dict[str, str] = {}
        at = found.end()
        while at < len(line) and (one := _PARAMETER.match(line, at)):
            parameters[one[1].upper()] = one[2].strip('"')
            at = one.end()
        if line[at : at + 1] == ":":
            yield found[1].upper(), parameters, line[at + 1 :]


def value(raw: str) -> str:
    """A text value without its escapes."""
    return _ESCAPE.sub(lambda m: "\n" if m[1] in "nN" else m[1], raw).strip()
