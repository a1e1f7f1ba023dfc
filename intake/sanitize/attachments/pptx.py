"""Presentations (ECMA-376-1, chapter 19): the slides that are shown, shape by shape."""

import re
from typing import TYPE_CHECKING

from intake.sanitize.attachments.colour import WHITE, rgb, unreadable
from intake.sanitize.attachments.office import report
from intake.sanitize.attachments.package import Package, attribute, child, local
from intake.sanitize.attachments.reader import Page, Reader, Source, Unreadable

if TYPE_CHECKING:
    from xml.etree.ElementTree import Element

PPTX = "application/vnd.openxmlformats-officedocument.presentationml.presentation"
MAX_DEPTH = 60
MAX_SLIDES = 500
_NUMBER = re.compile(r"-?\d{1,12}")


def sniff(data: bytes, extension: str, claimed: str) -> str | None:
    return (
        PPTX
        if data.startswith(b"PK\x03\x04") and b"ppt/" in data and b"[Content_Types].xml" in data
        else None
    )


def read(source: Source, page: Page) -> None:
    package = Package(source.data, source.budget)
    report(package, page)
    main = next(
        (t for k, t, _ in package.relations("").values() if k == "officeDocument"), "ppt/presentation.xml"
    )
    root = package.xml(main)
    if root is None:
        raise Unreadable("damaged (no presentation)")
    size = child(root, "sldSz")
    width, height = (_int(size.get("cx")), _int(size.get("cy"))) if size is not None else (9144000, 6858000)
    relations = package.relations(main)
    slides = child(root, "sldIdLst")
    for number, one in enumerate(list(slides if slides is not None else ())[:MAX_SLIDES], 1):
        key = next((v for k, v in one.attrib.items() if local(k) == "id" and k != "id"), "")
        path = relations.get(key, ("", "", True))[1]
        slide = package.xml(path)
        if slide is None:
            continue
        where = f"slide {number}"
        if slide.get("show") in {"0", "false"}:
            page.find("hidden-slide", _all(slide), where)
        else:
            dark = child(slide, "cSld", "bg") is not None
            _shapes(slide, page, where, (width, height), dark, 0)
        for kind, target, external in package.relations(path).values():
            if (
                kind in {"notesSlide", "comments"}
                and not external
                and (notes := package.xml(target)) is not None
            ):
                page.find("speaker-notes" if kind == "notesSlide" else "comment", _all(notes), where)


def _all(element: "Element") -> str:
    return " ".join(e.text or "" for e in element.iter() if local(e.tag) in {"t", "text"})


def _int(text: str | None) -> int:
    return int(text) if text and _NUMBER.fullmatch(text) else 0


def _shapes(parent: "Element", page: Page, where: str, size: tuple[int, int], dark: bool, depth: int) -> None:
    if depth > MAX_DEPTH:
        raise Unreadable("limit: nesting")
    for one in parent:
        name = local(one.tag)
        if name in {"sp", "pic", "graphicFrame", "grpSp", "cxnSp"}:
            seen = next((e for c in one for e in c if local(e.tag) == "cNvPr"), None)
            for key in ("descr", "title"):
                if seen is not None and (alt := seen.get(key)):
                    page.find("image-alt", alt, where)
            if seen is not None and seen.get("hidden") in {"1", "true"}:
                page.find("hidden-shape", _all(one), where)
                continue
            if _outside(one, size):
                page.find("off-slide", _all(one), where)
                continue
        if name == "AlternateContent":
            _shapes(next(iter(one), one), page, where, size, dark, depth + 1)
        elif name == "txBody":
            _body(one, page, where, _ground(parent), dark)
        elif name == "tr":
            cells = []
            for cell in one:
                inner = Page(page.budget)
                body = child(cell, "txBody")
                if body is not None:
                    properties = child(cell, "tcPr")
                    _body(body, inner, where, _ground_of(properties), True)
                cells.append(" ".join(inner.text.split()))
                page.extend(tuple(inner.findings))
            page.add("row", " | ".join(c for c in cells if c), location=where)
        else:
            _shapes(one, page, where, size, dark, depth + 1)


def _outside(shape: "Element", size: tuple[int, int]) -> bool:
    transform = child(shape, "spPr", "xfrm")
    transform = child(shape, "xfrm") if transform is None else transform
    off, extent = child(transform, "off"), child(transform, "ext")
    if off is None or extent is None:
        return False
    x, y, w, h = _int(off.get("x")), _int(off.get("y")), _int(extent.get("cx")), _int(extent.get("cy"))
    return x >= size[0] or y >= size[1] or x + w <= 0 or y + h <= 0


def _ground(shape: "Element") -> object:
    """`None` for no fill, a colour, or `unknown`."""
    return _ground_of(child(shape, "spPr"))


def _ground_of(properties: "Element | None") -> object:
    solid = child(properties, "solidFill")
    if solid is not None:
        plain = child(solid, "srgbClr")
        return rgb(plain.get("val")) if plain is not None else "unknown"
    filled = properties is not None and any(
        local(e.tag) in {"gradFill", "blipFill", "pattFill"} for e in properties
    )
    return "unknown" if filled else None


def _body(body: "Element", page: Page, where: str, ground: object, dark: bool) -> None:
    for paragraph in body:
        if local(paragraph.tag) != "p":
            continue
        shown: list[str] = []
        for run in paragraph:
            name = local(run.tag)
            text = "\n" if name == "br" else "".join(e.text or "" for e in run if local(e.tag) == "t")
            technique = _technique(child(run, "rPr"), ground, dark) if name in {"r", "fld"} else None
            if technique and text.strip():
                page.find(technique, text, where)
            else:
                shown.append(text)
        page.add("paragraph", "".join(shown), location=where)


def _technique(properties: "Element | None", ground: object, dark: bool) -> str | None:
    if properties is None:
        return None
    if 0 < _int(properties.get("sz")) <= 200:
        return "font-size-tiny"
    solid = child(properties, "solidFill")
    plain = child(solid, "srgbClr")
    if child(properties, "noFill") is not None:
        return "transparent-text"
    if plain is None:
        return None
    alpha = child(plain, "alpha")
    if alpha is not None and _int(attribute(alpha, "val")) < 10_000:
        return "transparent-text"
    if ground == "unknown" or (ground is None and dark):
        return None
    ink = rgb(plain.get("val"))
    return "white-text" if ink and unreadable(ink, ground if isinstance(ground, tuple) else WHITE) else None


READER = Reader(name="pptx", sniff=sniff, read=read, extensions=("pptx", "ppsx", "pptm", "potx"))
