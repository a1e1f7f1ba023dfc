"""Address lists as they are found, not as RFC 5322 wishes them (section 3.4, and 4.4 for the old forms)."""

import re

from intake.mail import Address
from intake.parse.headers import decode_words, unfold

MAX_ADDRESSES = 500
"""Addresses read of one header: answers go to one or two of them."""
_SPACE = re.compile(r"\s+")
_HELD = "\x00"
"""Stands for a blank inside a quoted local part; no unfolded header holds it."""


def addresses(raw: str | None) -> tuple[Address, ...]:
    """All mailboxes of a raw header value, groups opened.

    What stands in angle brackets is the address and all else the name, so a name such as
    `ceo@company.example` never becomes one. Encoded words are decoded after the list is taken apart,
    because a comma may hide in them.
    """
    if not raw:
        return ()
    found: list[Address] = []
    for entry in _entries(unfold(raw)):
        address = _address(entry)
        if address is not None:
            found.append(address)
        if len(found) >= MAX_ADDRESSES:
            break
    return tuple(found)


class _Entry:
    """One entry while it is read: free text, the last bracketed address, comments."""

    __slots__ = ("angle", "comments", "quoted", "text")

    def __init__(self) -> None:
        self.text: list[str] = []
        self.quoted = False
        self.angle: str | None = None
        self.comments: list[str] = []


def _entries(text: str) -> list[_Entry]:
    entries = [_Entry()]
    at, end = 0, len(text)
    while at < end and len(entries) <= MAX_ADDRESSES + 1:
        char = text[at]
        entry = entries[-1]
        if char == '"':
            inside, at = _quoted(text, at)
            # A quoted local part belongs to the address: "john doe"@example.com
            if text[at : at + 1] == "@":
                entry.text.append(f'"{inside}"'.replace(" ", _HELD))
            else:
                entry.text.append(inside)
                entry.quoted = True
            continue
        if char == "(":
            inside, at = _comment(text, at)
            entry.comments.append(inside)
            continue
        if char == "<":
            close = text.find(">", at)
            stop = close if close >= 0 else end
            entry.angle = text[at + 1 : stop]
            at = stop + 1
            continue
        if char in ",;":
            entries.append(_Entry())
        elif char == ":" and entry.angle is None and "@" not in "".join(entry.text):
            entries[-1] = _Entry()  # the name of a group
        else:
            entry.text.append(char)
        at += 1
    return entries


def _quoted(text: str, at: int) -> tuple[str, int]:
    out = []
    at += 1
    while at < len(text) and text[at] != '"':
        if text[at] == "\\" and at + 1 < len(text):
            at += 1
        out.append(text[at])
        at += 1
    return "".join(out), at + 1


def _comment(text: str, at: int) -> tuple[str, int]:
    depth, out = 0, []
    while at < len(text):
        char = text[at]
        if char == "\\" and at + 1 < len(text):
            at += 1
            out.append(text[at])
        elif char == "(":
            depth += 1
            if depth > 1:
                out.append(char)
        elif char == ")":
            depth -= 1
            if not depth:
                return "".join(out), at + 1
            out.append(char)
        else:
            out.append(char)
        at += 1
    return "".join(out), at


def _address(entry: _Entry) -> Address | None:
    text = _SPACE.sub(" ", "".join(entry.text)).strip()
    if entry.angle is not None:
        # An old source route, `<@relay.example:ana@example.com>`, is not part of the address.
        spec = entry.angle.rpartition(":")[2] if entry.angle.lstrip().startswith("@") else entry.angle
        name = text or (entry.comments[0] if entry.comments else "")
    elif "@" in text and not entry.quoted:
        words = text.split(" ")
        spec = next((w for w in words if "@" in w), text)
        name = " ".join(w for w in words if w is not spec) or (entry.comments[0] if entry.comments else "")
    else:
        spec, name = "", text or " ".join(entry.comments)
    spec = _clean(spec).replace(_HELD, " ")
    name = _SPACE.sub(" ", decode_words(name)).strip()
    return Address(name=name[:1_000], address=spec) if name or spec else None


def _clean(spec: str) -> str:
    spec = decode_words(spec.strip())
    if not spec.startswith('"'):
        spec = _SPACE.sub("", spec)
    spec = spec.removeprefix("mailto:").strip("<>").rstrip(".")[:998]
    local, at, domain = spec.rpartition("@")
    return f"{local}@{domain.lower()}" if at else spec
