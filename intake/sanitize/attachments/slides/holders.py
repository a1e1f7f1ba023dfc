"""Placeholders, and those of the layout and the master that they inherit from (ECMA-376-1, 19.3.1.36)."""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.package import child

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

_KINDS = {"ctrTitle": "title", "title": "title", "dt": "dt", "ftr": "ftr", "sldNum": "sldNum", "hdr": "hdr"}
"""All other kinds are bodies to a master."""
STYLES = {"title": "titleStyle", "body": "bodyStyle"}
Index = dict[str, "Element"]


def placeholder(shape: "Element") -> "Element | None":
    return next((p for c in shape if (p := child(c, "nvPr", "ph")) is not None), None) if len(shape) else None


def kind_of(holder: "Element") -> str:
    return _KINDS.get(holder.get("type") or "", "body")


def index_of(root: "Element") -> Index:
    """The placeholders of a layout or a master, by index (`#7`) and by kind, the first of each."""
    found: Index = {}
    tree = child(root, "cSld", "spTree")
    for shape in tree if tree is not None else ():
        holder = placeholder(shape)
        if holder is not None:
            found.setdefault(f"#{holder.get('idx') or ''}", shape)
            found.setdefault(kind_of(holder), shape)
    return found


def twins(shape: "Element", indexes: list[Index]) -> "tuple[list[Element], str]":
    """What a placeholder inherits from, the nearest first, and of what kind it is; nothing for other shapes.

    A layout is asked by index, else by kind; a master, whose indexes are its own, by the layout's kind.
    """
    holder = placeholder(shape)
    if holder is None:
        return [], ""
    kind = kind_of(holder)
    found: list[Element] = []
    for level, index in enumerate(indexes):
        named = index.get(f"#{holder.get('idx')}") if level == 0 and holder.get("idx") else None
        match = named if named is not None else index.get(kind)
        if match is not None:
            found.append(match)
            told = placeholder(match)
            kind = kind_of(told) if told is not None else kind
    return found, kind
