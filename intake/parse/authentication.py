"""What a receiving server found out about a sender: Authentication-Results (RFC 8601)."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

MAX_CHARS: Final = 8000
"""Of one header; servers write a few hundred."""

_RESULT = re.compile(r"\s*([A-Za-z][A-Za-z0-9-]{0,30})\s*(?:/\s*\d{1,5}\s*)?=\s*([A-Za-z]{1,20})(?![\w-])")
_DOMAIN = re.compile(r"(?:^|\s)(?:smtp\.mailfrom|smtp\.helo|header\.d|header\.i)\s*=\s*(\S{1,500})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Checked:
    """One result, such as `dkim=pass`."""

    method: str
    result: str
    domain: str | None
    """Whose policy, signature or envelope was checked; None where the server does not say."""

    def __str__(self) -> str:
        return f"{self.method}={self.result}" + (f" ({self.domain})" if self.domain else "")


def checked_by(authserv_id: str, values: Iterable[str]) -> tuple[Checked, ...] | None:
    """The results of all headers of this server, the topmost first; None where it wrote none.

    Several filters of one server write a header each (section 5), and only the server named is believed:
    a sender can write any header, and the words in its comments and quoted strings are a sender's too.
    """
    ours = [rest for by, rest in map(_read, values) if by.lower() == authserv_id.lower()]
    if not ours:
        return None
    return tuple(c for rest in ours for c in map(_result, rest) if c is not None)


def _read(value: str) -> tuple[str, list[str]]:
    """Who says it, and its results, each as text without comments."""
    by, *rest = _bare(value[:MAX_CHARS]).split(";")
    return (by.split() or [""])[0], rest


def _result(text: str) -> Checked | None:
    found = _RESULT.match(text)
    if found is None:
        return None
    domain = _DOMAIN.search(text, found.end())
    name = domain[1].rpartition("@")[2].strip(".").lower() if domain else None
    return Checked(method=found[1].lower(), result=found[2].lower(), domain=name or None)


def _bare(value: str) -> str:
    """Without comments, and with quoted strings as one word each, so that neither can hold a result."""
    out: list[str] = []
    depth, quoted, at = 0, False, 0
    while at < len(value):
        c = value[at]
        if c == "\\" and (depth or quoted):
            at += 1
            c = value[at : at + 1] if quoted else " "
        elif quoted and c == '"':
            quoted, c = False, ""
        elif depth or (c == "(" and not quoted):
            depth += {"(": 1, ")": -1}.get(c, 0)
            c = " "
        elif c == '"':
            quoted, c = True, ""
        out.append("_" if quoted and not (c.isalnum() or c in "@.-") and c else c)
        at += 1
    return "".join(out)
