"""A part as a current Office takes it: alternatives chosen, and nothing of name spaces that it does not know.

Markup compatibility (ECMA-376-3, 9 and 10): a choice counts where the name spaces that it requires are
known, else the fallback; elements and attributes of other name spaces are passed over.
"""

import io
from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import KNOWN_SPACES, Package, child, local, tree
from intake.sanitize.attachments.reader import Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

MAX_SPACES = 200
"""Name spaces that are bound at one place of a part; those before the last ones are not looked through."""


def settled(package: Package, name: str) -> "Element | None":
    """A member as a tree, None where there is none. Raises Unreadable."""
    data = package.bytes(name)
    if data is None:
        return None
    foreign: set[Element] = set()
    root = _parsed(data, foreign) if b"Choice" in data or b"\0C\0h\0o" in data else tree(data)
    stack = [root]
    while stack:
        parent = stack.pop()
        for key in [k for k in parent.attrib if _is_foreign(k)]:
            del parent.attrib[key]
        if any(_is_foreign(one.tag) or local(one.tag) == "AlternateContent" for one in parent):
            parent[:] = _counting(parent, foreign)
        stack += parent
    return root


def _is_foreign(name: object) -> bool:
    return isinstance(name, str) and name[:1] == "{" and not name.startswith(KNOWN_SPACES, 1)


def _counting(parent: "Element", foreign: "set[Element]") -> "list[Element]":
    """The children that count, those of the chosen alternatives in their place."""
    waiting = list(reversed(parent))
    out: list[Element] = []
    while waiting:
        one = waiting.pop()
        if _is_foreign(one.tag):
            continue
        if local(one.tag) != "AlternateContent":
            out.append(one)
            continue
        choices = (e for e in one if local(e.tag) == "Choice" and e not in foreign)
        choice = next(choices, child(one, "Fallback"))
        waiting += reversed(choice if choice is not None else ())
    return out


def _parsed(data: bytes, foreign: "set[Element]") -> "Element":
    """The tree, and which of its choices require what is not known, by the prefixes bound around."""
    from defusedxml import DefusedXmlException
    from defusedxml.ElementTree import ParseError, iterparse

    spaces: list[tuple[str, str]] = []
    root: Element | None = None
    try:
        for event, what in iterparse(
            io.BytesIO(data), events=("start", "start-ns", "end-ns"), forbid_dtd=True
        ):
            if event == "start-ns":
                spaces.append(what)
            elif event == "end-ns":
                spaces.pop()
            else:
                root = what if root is None else root
                if local(what.tag) == "Choice" and not _knows(what.get("Requires") or "", spaces):
                    foreign.add(what)
    except DefusedXmlException as exc:
        raise Unreadable("limit: XML entities") from exc
    except (ParseError, ValueError, LookupError) as exc:
        raise Unreadable("damaged (XML)") from exc
    if root is None:
        raise Unreadable("damaged (XML)")
    return root


def _knows(required: str, spaces: list[tuple[str, str]]) -> bool:
    bound = dict(spaces[-MAX_SPACES:])
    return all(bound.get(prefix, "").startswith(KNOWN_SPACES) for prefix in required.split()[:MAX_SPACES])
