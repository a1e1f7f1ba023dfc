# ruff: noqa: E501 - samples are easier to read on one line
"""Presentations of one slide, written by hand."""

from intake.mail import SanitizedDocument
from tests.unit.attachments.parts import OFFICE, read, related, zipped

SPACES = f'xmlns:a="{OFFICE}/drawingml/2006/main" xmlns:p="{OFFICE}/presentationml/2006/main" xmlns:r="{OFFICE}/officeDocument/2006/relationships" xmlns:mc="{OFFICE}/markup-compatibility/2006" xmlns:m="{OFFICE}/officeDocument/2006/math" xmlns:a14="http://schemas.microsoft.com/office/drawing/2010/main" xmlns:other="urn:other"'
MAP = '<p:clrMap bg1="lt1" tx1="dk1" bg2="lt2" tx2="dk2" accent1="accent1"/>'
HEAD = '<p:nvGrpSpPr><p:cNvPr id="1" name=""/><p:cNvGrpSpPr/><p:nvPr/></p:nvGrpSpPr><p:grpSpPr/>'


def page(kind: str, shapes: str, after: str = "") -> str:
    return f"<p:{kind} {SPACES}><p:cSld><p:spTree>{HEAD}{shapes}</p:spTree></p:cSld>{after}</p:{kind}>"


def packed(
    shapes: str, layout: str = "", master: str = "", *, styles: str = "", **parts: str | bytes
) -> bytes:
    """A presentation; `parts` are further ones, two underscores for a slash and `_png` for a suffix."""
    files: dict[str, str | bytes] = {
        "[Content_Types].xml": "<Types/>",
        "_rels/.rels": related(officeDocument="ppt/presentation.xml"),
        "ppt/presentation.xml": f'<p:presentation {SPACES}><p:sldIdLst><p:sldId id="256" r:id="slide"/></p:sldIdLst><p:sldSz cx="9144000" cy="6858000"/></p:presentation>',
        "ppt/_rels/presentation.xml.rels": related(slide="slides/a.xml"),
        "ppt/slides/a.xml": page("sld", shapes),
        "ppt/slides/_rels/a.xml.rels": related(slideLayout="../layout.xml", image="../image.png"),
        "ppt/layout.xml": page("sldLayout", layout),
        "ppt/_rels/layout.xml.rels": related(slideMaster="master.xml"),
        "ppt/master.xml": page("sldMaster", master, f"{MAP}<p:txStyles>{styles}</p:txStyles>"),
    }
    files |= {name.replace("__", "/").replace("_png", ".png"): data for name, data in parts.items()}
    return zipped(files)


def seen(data: bytes) -> SanitizedDocument:
    return read(data, "a.pptx")


def said(shapes: str, layout: str = "", master: str = "", *, styles: str = "", **parts: str | bytes) -> str:
    return seen(packed(shapes, layout, master, styles=styles, **parts)).text


def run(text: str, look: str = "", more: str = "") -> str:
    return f"<a:r><a:rPr {more}>{look}</a:rPr><a:t>{text}</a:t></a:r>"


def place(x: float, y: float, wide: float, high: float, more: str = "") -> str:
    """A transform, in centimetres."""
    x, y, wide, high = (round(360_000 * n) for n in (x, y, wide, high))
    return f'<a:xfrm {more}><a:off x="{x}" y="{y}"/><a:ext cx="{wide}" cy="{high}"/></a:xfrm>'


AT = place(1, 1, 8, 2)


def shape(
    text: str = "",
    at: str = AT,
    fill: str = "",
    *,
    body: str = "",
    holder: str = "",
    more: str = "",
    styles: str = "",
) -> str:
    """A shape with runs, or whole paragraphs, as its text."""
    if text and not text.startswith("<"):
        text = run(text)
    paragraphs = text if text.startswith("<a:p>") else f"<a:p>{text}</a:p>"
    letters = (
        f"<p:txBody><a:bodyPr {body}/><a:lstStyle>{styles}</a:lstStyle>{paragraphs}</p:txBody>"
        if text
        else ""
    )
    return f'<p:sp><p:nvSpPr><p:cNvPr id="2" name="s" {more}/><p:cNvSpPr/><p:nvPr>{holder}</p:nvPr></p:nvSpPr><p:spPr>{at}<a:prstGeom prst="rect"/>{fill}</p:spPr>{letters}</p:sp>'


def solid(colour: str) -> str:
    """A fill by a value, or by the name of a colour of the theme."""
    kind = "srgbClr" if len(colour) == 6 else "schemeClr"
    return f'<a:solidFill><a:{kind} val="{colour}"/></a:solidFill>'


def choice(needs: str, one: str, other: str) -> str:
    return f'<mc:AlternateContent><mc:Choice Requires="{needs}">{one}</mc:Choice><mc:Fallback>{other}</mc:Fallback></mc:AlternateContent>'
