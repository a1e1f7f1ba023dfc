# ruff: noqa: E501 - samples are easier to read on one line
"""Word, OpenDocument and RTF texts, each with what it hides and what it shows."""

import io
import zipfile
from collections.abc import Callable

Word = Callable[[str], str]
_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:r="http://schemas.openxmlformats.org/officeDocument/2006/relationships"'
_R = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_TYPES = "application/vnd.openxmlformats-officedocument.wordprocessingml"

PALE_ON_BLUE = '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="1F3864"/>'
BLUE_ON_BLUE = '<w:color w:val="1F3864"/><w:shd w:val="clear" w:fill="1F3864"/>'
PALE = '<w:color w:val="FFFFFF"/>'
TINY = '<w:sz w:val="2"/>'
GHOST = '<w:rStyle w:val="Ghost"/>'
CHILD = '<w:rStyle w:val="Child"/>'


def run(text: str, look: str = "") -> str:
    return f'<w:r><w:rPr>{look}</w:rPr><w:t xml:space="preserve">{text} </w:t></w:r>'


def _docx(body: Callable[[Word], str], **parts: Callable[[Word], str]) -> Callable[[Word], bytes]:
    """A whole package that Word and LibreOffice open."""

    def make(word: Word) -> bytes:
        inner = f"<w:p>{run('First ' + word('V'))}</w:p>" + body(word)
        out = io.BytesIO()
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as z:
            overrides = "".join(
                f'<Override PartName="/word/{n}.xml" ContentType="{_TYPES}.{n}+xml"/>'
                for n in parts
                if n != "core"
            )
            z.writestr(
                "[Content_Types].xml",
                '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>'
                f'<Override PartName="/word/document.xml" ContentType="{_TYPES}.document.main+xml"/>{overrides}</Types>',
            )
            z.writestr("_rels/.rels", _rels([("d", "officeDocument", "word/document.xml")]))
            z.writestr("word/document.xml", f"<w:document {_W}><w:body>{inner}</w:body></w:document>")
            z.writestr(
                "word/_rels/document.xml.rels", _rels([(n, n, f"{n}.xml") for n in parts if n != "core"])
            )
            for name, write in parts.items():
                if name == "core":
                    z.writestr("docProps/core.xml", write(word))
                else:
                    tag = {
                        "header": "hdr",
                        "styles": "styles",
                        "comments": "comments",
                        "settings": "settings",
                    }[name]
                    z.writestr(f"word/{name}.xml", f"<w:{tag} {_W}>{write(word)}</w:{tag}>")
        return out.getvalue()

    return make


def _rels(links: list[tuple[str, str, str]]) -> str:
    inner = "".join(f'<Relationship Id="{i}" Type="{_R}/{k}" Target="{t}"/>' for i, k, t in links)
    return f'<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">{inner}</Relationships>'


def _styles(word: Word) -> str:
    return (
        '<w:style w:type="character" w:styleId="Ghost"><w:name w:val="Ghost"/><w:rPr><w:vanish/></w:rPr></w:style>'
        '<w:style w:type="character" w:styleId="Child"><w:name w:val="Child"/><w:basedOn w:val="Ghost"/></w:style>'
        '<w:style w:type="paragraph" w:styleId="Pale"><w:name w:val="Pale"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr></w:style>'
        '<w:style w:type="table" w:styleId="T"><w:name w:val="T"/><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tblStylePr w:type="firstRow"><w:tcPr><w:shd w:val="clear" w:color="auto" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'
    )


def _table(w: Word) -> str:
    rows = "".join(f"<w:tr><w:tc><w:p>{run(w(m))}</w:p></w:tc></w:tr>" for m in ("V", "H"))
    return f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblLook w:val="0020" w:firstRow="1"/></w:tblPr><w:tblGrid><w:gridCol w:w="4000"/></w:tblGrid>{rows}</w:tbl>'


def _field(w: Word) -> str:
    code = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>QUOTE '
    code += w("H") + '</w:instrText></w:r><w:r><w:fldChar w:fldCharType="separate"/></w:r>'
    code += run(w("V")) + '<w:r><w:fldChar w:fldCharType="end"/></w:r>'
    return f"<w:p>{code}</w:p><w:tbl><w:tblGrid><w:gridCol w:w='4000'/></w:tblGrid><w:tr><w:tc><w:p>{run(w('V'))}</w:p></w:tc></w:tr></w:tbl>"


def _tracked(w: Word) -> str:
    gone = f'<w:del w:id="1" w:author="a"><w:r><w:delText>{w("H")}</w:delText></w:r></w:del>'
    return f'<w:p>{gone}<w:ins w:id="2" w:author="a">{run(w("V"))}</w:ins></w:p>'


def _box(w: Word) -> str:
    return (
        '<w:p><w:r><w:pict><v:rect xmlns:v="urn:schemas-microsoft-com:vml" style="width:200pt;height:40pt" fillcolor="#1F3864"><v:textbox>'
        f"<w:txbxContent><w:p>{run(w('V'), PALE)}</w:p></w:txbxContent>"
        "</v:textbox></v:rect></w:pict></w:r></w:p>"
    )


def _core(w: Word) -> str:
    return (
        '<cp:coreProperties xmlns:cp="http://schemas.openxmlformats.org/package/2006/metadata/core-properties" xmlns:dc="http://purl.org/dc/elements/1.1/">'
        f"<dc:description>{w('H')} in the properties of the file</dc:description></cp:coreProperties>"
    )


def _alt(w: Word) -> str:
    return (
        '<w:p><w:r><w:drawing><wp:inline xmlns:wp="http://schemas.openxmlformats.org/drawingml/2006/wordprocessingDrawing">'
        f'<wp:extent cx="99999" cy="99999"/><wp:docPr id="1" name="p" descr="{w("H")}"/></wp:inline></w:drawing></w:r></w:p>'
    )


def _odt(word: Word) -> bytes:
    names = {n: f"urn:oasis:names:tc:opendocument:xmlns:{n}:1.0" for n in ("office", "text", "style")}
    names["fo"] = "urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0"
    spaces = " ".join(f'xmlns:{k}="{v}"' for k, v in names.items())
    styles = '<style:style style:name="G" style:family="text"><style:text-properties text:display="none"/></style:style>'
    styles += '<style:style style:name="W" style:family="text"><style:text-properties fo:color="#ffffff"/></style:style>'
    styles += '<style:style style:name="D" style:family="text"><style:text-properties fo:color="#ffffff" fo:background-color="#102040"/></style:style>'
    marks = (("G", "H"), ("W", "H"), ("D", "V"))
    spans = " ".join(f'<text:span text:style-name="{s}">{word(m)}</text:span>' for s, m in marks)
    body = f"<text:p>{word('V')} {spans} {word('V')}</text:p>"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        z.writestr(
            "content.xml",
            f'<office:document-content {spaces} office:version="1.3"><office:automatic-styles>{styles}</office:automatic-styles>'
            f"<office:body><office:text>{body}</office:text></office:body></office:document-content>",
        )
        z.writestr(
            "META-INF/manifest.xml",
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0"><manifest:file-entry manifest:full-path="/" manifest:media-type="application/vnd.oasis.opendocument.text"/><manifest:file-entry manifest:full-path="content.xml" manifest:media-type="text/xml"/></manifest:manifest>',
        )
    return out.getvalue()


def _rtf(word: Word) -> bytes:
    table = r"{\colortbl;\red255\green255\blue255;\red16\green32\blue64;}"
    parts = (("\\v", "H"), ("\\cf1", "H"), ("\\fs2", "H"), ("\\cf1\\highlight2", "V"), ("\\b", "V"))
    return (r"{\rtf1\ansi" + table + " ".join(f"{{{k} {word(m)}}}" for k, m in parts) + r"\par}").encode()


TEXT: dict[str, Callable[[Word], bytes]] = {
    "d1-vanish": _docx(lambda w: f"<w:p>{run(w('H'), '<w:vanish/>')}{run(w('V'))}</w:p>"),
    "d2-white": _docx(lambda w: f"<w:p>{run(w('H'), PALE)}{run(w('V'))}</w:p>"),
    "d3-1pt": _docx(lambda w: f"<w:p>{run(w('H'), TINY)}{run(w('V'))}</w:p>"),
    "d4-tracked": _docx(_tracked),
    "d5-vanish-by-style": _docx(
        lambda w: f"<w:p>{run(w('H'), GHOST)}{run(w('H'), CHILD)}</w:p>",
        styles=_styles,
    ),
    "d6-docprops": _docx(lambda w: "", core=_core),
    "d7-comment": _docx(
        lambda w: f"<w:p>{run(w('V'))}</w:p>",
        comments=lambda w: f'<w:comment w:id="1" w:author="a"><w:p>{run(w("H"))}</w:p></w:comment>',
    ),
    "d8-header-table-field": _docx(_field),
    "d9-image-alt": _docx(_alt),
    "d10-pale-style": _docx(
        lambda w: f'<w:p><w:pPr><w:pStyle w:val="Pale"/></w:pPr>{run(w("H"))}</w:p>', styles=_styles
    ),
    "d11-table-style": _docx(_table, styles=_styles),
    "d12-legit-box": _docx(_box),
    "d13-legit-white-on-shade": _docx(lambda w: f"<w:p>{run(w('V'), PALE_ON_BLUE)}</w:p>"),
    "d14-ink-of-its-shade": _docx(lambda w: f"<w:p>{run(w('H'), BLUE_ON_BLUE)}</w:p>"),
    "t1-hidden.odt": _odt,
    "t2-hidden.rtf": _rtf,
}
