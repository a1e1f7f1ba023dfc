"""How deep a mail nests: beyond what any sender means, the standard parser takes time by the square."""

import re

MAX_DEPTH = 100
"""Multiparts within one another that are looked at."""
_OPENED_OR_CLOSED = re.compile(
    rb"^(?:content-type:|[ \t])[^\r\n]{0,300}?\bboundary=\"?([^\"\s;]{1,200})"
    rb"|^--([^\r\n]{1,200}?)--[ \t]*\r?$",
    re.I | re.M,
)


def shallow(raw: bytes) -> bytes:
    """The mail up to where it nests too deep; nearly always all of it."""
    opened: list[bytes] = []
    for found in _OPENED_OR_CLOSED.finditer(raw):
        if found[1] is not None:
            opened.append(found[1])
            if len(opened) > MAX_DEPTH:
                return raw[: found.start()]
        elif found[2] in opened:
            del opened[opened.index(found[2]) :]
    return raw
