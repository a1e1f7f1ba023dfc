# ruff: noqa: E501 - samples are easier to read on one line
"""Comments of a sheet are seen where they stand open, and so are the words on its buttons."""

import pytest

from tests.unit.attachments.workbooks import MAIN, cell, row, said

COMMENTS = f'<comments xmlns="{MAIN}"><commentList><comment ref="B2"><text><t>a comment</t></text></comment></commentList></comments>'
LAY = '<xml xmlns:v="urn:schemas-microsoft-com:vml" xmlns:x="urn:schemas-microsoft-com:office:excel">{}</xml>'
OPEN = "<x:Visible/>"


def lay(kind: str, inner: str = "", style: str = "", text: str = "") -> str:
    box = f"<v:textbox><div>{text}</div></v:textbox>" if text else ""
    return f'<v:shape style="position:absolute;{style}">{box}<x:ClientData ObjectType="{kind}"><x:Anchor>1, 2</x:Anchor><x:Row>1</x:Row><x:Column>1</x:Column>{inner}</x:ClientData></v:shape>'


@pytest.mark.parametrize(
    ("shape", "seen"),
    [
        (lay("Note", OPEN), "\na comment"),
        (lay("Note"), ""),
        (lay("Note", "<x:Visible>False</x:Visible>"), ""),
        (lay("Note", OPEN, "visibility:hidden"), ""),
        (lay("Note", OPEN).replace("<x:Row>1", "<x:Row>7"), ""),
        (lay("Button", text="press <b>me</b>"), "\npress me"),
        (lay("Button", style="visibility:hidden", text="press me"), ""),
        ("<br>", ""),
    ],
)
def test_a_note_is_read_where_it_stands_open(shape: str, seen: str) -> None:
    parts = {"xl__comments.xml": COMMENTS, "xl__lay.vml": LAY.format(shape)}
    assert said(row(1, cell("A1", "shown")), **parts) == f"shown{seen}"
