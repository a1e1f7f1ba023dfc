"""Comments of a sheet, of which those left open are seen, and words on its controls (MS-XLSX)."""

from typing import TYPE_CHECKING

from intake.sanitize.attachments.cells.formats import column, integer, row
from intake.sanitize.attachments.package import Package, child, local
from intake.sanitize.attachments.reader import Page, Unreadable
from intake.sanitize.attachments.word.places import styled

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

COMMENT = "x3-white-format-comment"
MAX_SHAPES = 4_000
Relations = dict[str, tuple[str, str, bool]]


def put_notes(package: Package, relations: Relations, page: Page, where: str, *, hidden: bool) -> None:
    """Comments that stand open beside their cell and controls go to the page, others to the receipt."""
    parts = [(kind, target) for kind, target, out in relations.values() if not out]
    shapes = [one for kind, target in parts if kind == "vmlDrawing" for one in _shapes(package, target)]
    standing = set() if hidden else {at for one in shapes if (at := _open_at(one)) is not None}
    for kind, target in parts:
        root = package.xml(target) if kind in {"comments", "threadedComment"} else None
        for one in root.iter() if root is not None else ():
            if local(one.tag) not in {"comment", "threadedComment"}:
                continue
            reference = one.get("ref") or ""
            text, at = "".join(one.itertext()), (row(reference), column(reference))
            if kind == "comments" and at in standing:
                page.add("paragraph", text, location=where)
            else:
                page.find(COMMENT, text, f"{where}!{reference}")
    for one in shapes:
        box, data = child(one, "textbox"), child(one, "ClientData")
        if box is None or data is None or data.get("ObjectType") == "Note":
            continue
        text = " ".join("".join(box.itertext()).split())
        if text and not hidden and _is_shown(one):
            page.add("paragraph", text, location=where)
        elif text:
            page.find(COMMENT, text, where)


def _shapes(package: Package, target: str) -> "list[Element]":
    try:
        root = package.xml(target)
    except Unreadable:
        # Excel itself writes some that are no XML; what they would show is not known.
        return []
    found = root.iter() if root is not None else ()
    return [one for one in found if local(one.tag) in {"shape", "rect"}][:MAX_SHAPES]


def _open_at(shape: "Element") -> tuple[int, int] | None:
    """The cell, by row and column from 1, whose comment stands open."""
    data = child(shape, "ClientData")
    told = child(data, "Visible")
    if told is None or (told.text or "").strip().lower() in {"f", "false", "0"} or not _is_shown(shape):
        return None
    places = [child(data, name) for name in ("Row", "Column")]
    across = [integer((one.text or "").strip()) + 1 for one in places if one is not None]
    return (across[0], across[1]) if len(across) == 2 else None


def _is_shown(shape: "Element") -> bool:
    told, _ = styled(shape.get("style") or "")
    return told.get("visibility") != "hidden" and told.get("display") != "none"
