# ruff: noqa: E501 - samples are easier to read on one line
"""OpenDocument files, written by hand."""

import io
import zipfile

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

WHITE, BLACK = 'fo:color="#ffffff"', 'fo:color="#000000"'
AWAY = 'svg:x="60cm" svg:y="2cm"'
GONE = 'text:display="none"'
TEXT = 'office:value-type="string"'
NAMES = {n: n for n in ("office", "style", "text", "table", "draw", "presentation", "form", "meta", "chart")}
NAMES |= {"number": "datastyle", "draw": "drawing", "fo": "xsl-fo-compatible", "svg": "svg-compatible"}
SPACES = " ".join(f'xmlns:{p}="urn:oasis:names:tc:opendocument:xmlns:{n}:1.0"' for p, n in NAMES.items())
SPACES += ' xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:xlink="http://www.w3.org/1999/xlink" xmlns:e="urn:other"'
SPACES += ' xmlns:loext="urn:org:documentfoundation:names:experimental:office:xmlns:loext:1.0"'
SPACES += ' xmlns:calcext="urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0"'


def packed(kind: str, body: str, auto: str = "", styles: str = "", **parts: str) -> bytes:
    out = io.BytesIO()
    kinds = {"drawing": "graphics"}
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", f"application/vnd.oasis.opendocument.{kinds.get(kind, kind)}")
        content = f"<office:automatic-styles>{auto}</office:automatic-styles><office:body><office:{kind}>{body}</office:{kind}></office:body>"
        z.writestr("content.xml", f"<office:document-content {SPACES}>{content}</office:document-content>")
        z.writestr("styles.xml", f"<office:document-styles {SPACES}>{styles}</office:document-styles>")
        for name, text in parts.items():
            z.writestr(name.replace("__", "/") + ".xml", text.replace("SPACES", SPACES))
    return out.getvalue()


def seen(data: bytes, name: str = "a.odt") -> SanitizedDocument:
    return sanitize_document(data, filename=name, media_type=None)


def said(kind: str, body: str, auto: str = "", styles: str = "", **parts: str) -> str:
    document = seen(packed(kind, body, auto, styles, **parts))
    assert document.status == "read", document.reason
    return document.text


def techniques(kind: str, body: str, auto: str = "", styles: str = "") -> set[str]:
    return {f.technique for f in seen(packed(kind, body, auto, styles)).findings}


def p(text: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{text}</text:p>' if style else f"<text:p>{text}</text:p>"


def style(name: str, family: str, properties: str, **more: str) -> str:
    told = "".join(f' style:{k.replace("_", "-")}="{v}"' for k, v in more.items())
    return f'<style:style style:name="{name}" style:family="{family}"{told}>{properties}</style:style>'


def letters(name: str, attributes: str, family: str = "text", **more: str) -> str:
    return style(name, family, f"<style:text-properties {attributes}/>", **more)


def span(name: str, text: str) -> str:
    return f'<text:span text:style-name="{name}">{text}</text:span>'


def cell(text: str, more: str = "") -> str:
    return f"<table:table-cell {more}>{p(text) if text else ''}</table:table-cell>"


def rows(*cells: str, before: str = "") -> str:
    lines = "".join(f"<table:table-row>{one}</table:table-row>" for one in cells)
    return f'<table:table table:name="S">{before}{lines}</table:table>'


def frame(text: str, at: str = 'svg:x="2cm" svg:y="2cm"', more: str = "") -> str:
    return f'<draw:frame {at} svg:width="5cm" svg:height="1cm" {more}><draw:text-box>{text}</draw:text-box></draw:frame>'


FLAT = f'<?xml version="1.0"?><office:document {SPACES} office:mimetype="application/vnd.oasis.opendocument.KIND"><office:automatic-styles>{letters("X", GONE)}</office:automatic-styles><office:body>BODY</office:body></office:document>'
