"""Rich text says what a word processor shows: groups, fields, cells, boxes and margins."""

import pytest

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

HEAD = (
    r"{\rtf1\ansi\ansicpg1252\deff0{\fonttbl{\f0 Arial;}{\f1\fcharset204 Cyr;}{\f2\fcharset128 Mincho;}}"
    r"{\colortbl;\red255\green255\blue255;\red0\green0\blue0;\red16\green16\blue16;}"
)


def seen(body: str) -> SanitizedDocument:
    return sanitize_document(f"{HEAD}{body}}}".encode("latin-1"), filename="a.rtf", media_type=None)


def said(body: str) -> str:
    document = seen(body)
    assert document.status == "read", document.reason
    return document.text


@pytest.mark.parametrize(
    "body",
    [
        r"{\v secret}",
        r"\v secret\v0 ",
        r"{\cf1 secret}",
        r"{\cf1\chshdng10000\chcfpat1 secret}",
        r"{\cf3\highlight2 secret}",
        r"{\fs2 secret}",
        r"{\expndtw-400 secret}",
        r"{\mvf secret}",
        r"{\xe secret}{\*\unknown secret}{\pntxta secret}",
        r"{\field{\*\fldinst SET x}{\fldrslt secret}}",
        r"{\field{\*\fldinst PAGE}{\fldrslt secret}}",
        r"{\field{\*\fldinst PAGE}{\fldrslt s{\b ecret}}}",
        r"{\field{\*\fldinst IF {\field{\*\fldinst QUOTE}{\fldrslt secret}}}}",
        r"{\object\objemb{\*\objclass secret}{\*\objdata 00}}",
        r"{\shp{\*\shpinst{\sp{\sn wzName}{\sv secret}}}{\shprslt{\*\do{\dptxbx{\dptxbxtext secret}}}}}",
        r"{\shp{\*\shpinst\shpleft0\shptop0\shpright9\shpbottom900{\shptxt secret}}}",
        r"{\shp{\*\shpinst\shpleft90000\shptop0\shpright92000\shpbottom900{\shptxt secret}}}",
        r"{\shp{\*\shpinst\shpright2000\shpbottom900{\sp{\sn fHidden}{\sv 1}}{\shptxt secret}}}",
        r"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 0}}{\shptxt{\cf3 secret}}}}",
        r"{\listtext\tab secret}",
        r"{\upr{secret}{\*\ud{}}}",
        r"{\pard\li-30000 secret\par}",
        r"{\pard\sl-20 secret\par}",
        r"\par}secret{",
    ],
)
def test_text_that_nobody_sees_is_left_out(body: str) -> None:
    assert said(rf"Vaa\par {body}") == "Vaa"


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"{\cf1\chcbpat2 Vaa}", "Vaa"),
        (r"{\pard\cbpat2\cf1 Vaa\par}", "Vaa"),
        (r"{\pard\cf1 Vaa\cbpat2\par}", "Vaa"),
        (r"{\cf1\embo Vaa}", "Vaa"),
        (r"{\*\blob\bin9 {{}\v abc }Vaa", "Vaa"),
        (r"{\upr{secret}{\*\ud{V\u97?a}}}", "Vaa"),
        (r"\uc2\u86XXaa {\uc0\u86}aa \uc1\u86\'41aa", "Vaa Vaa Vaa"),
        (r"{\f1 \'c4\'e0}", "Да"),
        (r"{\f2 \'83A}", "ア"),
        (r"{\field{\*\fldinst HYPERLINK x}{\fldrslt Vaa}}", "Vaa"),
        (r"{\field{\*\fldinst PAGE}{\fldrslt 12}}", "12"),
        (r"{\object{\*\objdata 00}{\result Vaa}}", "Vaa"),
        (r"Vaa{\super 1}{\footnote note}, Vab", "Vaa1, Vab\nnote"),
        (r"Vaa{\shp{\*\shpinst{\shptxt Vab\par}}{\shprslt secret}}", "Vaa\nVab"),
        (r"{\*\do{\dptxbx{\dptxbxtext Vaa}}}", "Vaa"),
        (r"{\shp{\*\shpinst{\sp{\sn gtextUNICODE}{\sv Vaa}}}}", "Vaa"),
        (r"{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 0}}{\shptxt{\cf1 Vaa}}}}", "Vaa"),
        (r"{\viewbksp1{\*\background{\shp{\*\shpinst{\sp{\sn fillColor}{\sv 0}}}}}\cf1 Vaa}", "Vaa"),
        (r"{\listtext 1.\tab}Vaa", "1.\tVaa"),
        (
            r"{\*\listtable{\list{\listlevel{\leveltext\'05Item\'00;}}}}{\listtext Item 1\tab}Vaa",
            "Item 1\tVaa",
        ),
        (r"Vaa\par\page Vab", "Vaa\nVab"),
    ],
)
def test_text_that_is_seen_is_kept(body: str, text: str) -> None:
    assert said(body) == text


def test_cells_have_the_ground_that_their_row_tells_before_or_behind() -> None:
    row = r"\trowd\clcbpat2\cellx4000\cellx8000 "
    cells = r"\pard\intbl{\cf1 Vaa}\cell{\cf1 secret}\cell"
    assert said(rf"{row}{cells}\row\pard Vab") == "Vaa\nVab"
    assert said(rf"{cells}{{{row}\row}}\pard Vab") == "Vaa\nVab"


def test_cells_that_are_merged_over_or_flat_show_nothing() -> None:
    cells = r"\pard\intbl Vaa\cell secret\cell\row"
    assert said(rf"\trowd\cellx4000\clvmrg\cellx8000{cells}") == "Vaa"
    assert said(rf"\trowd\cellx4000\cellx4020{cells}") == "Vaa"
    assert said(r"\trowd\trrh-20\cellx4000\pard\intbl secret\cell\row\pard Vaa") == "Vaa"


def test_a_table_in_a_table_has_cells_of_its_own() -> None:
    inner = r"\pard\intbl\itap2{\cf1 Vaa}\nestcell{\*\nesttableprops\trowd\clcbpat2\cellx2000\nestrow}"
    inner += r"{\nonesttables secret}"
    assert said(rf"\trowd\cellx4000 {inner}\pard\intbl Vab\cell\row") == "Vaa\nVab"


@pytest.mark.parametrize(
    ("words", "headers"),
    [
        ("", ["Hall"]),
        (r"\titlepg", ["Hfirst"]),
        (r"\titlepg\page more", ["Hfirst", "Hall"]),
        (r"\facingp\page more", ["Hall", "Hleft"]),
    ],
)
def test_headers_are_read_where_a_page_has_them(words: str, headers: list[str]) -> None:
    margins = r"{\header Hall\par}{\headerf Hfirst\par}{\headerl Hleft\par}"
    document = seen(rf"{margins}body\par {words}")
    assert [line for line in document.text.split("\n") if line[0] == "H"] == headers
    unused = {"Hall", "Hfirst", "Hleft"} - set(headers)
    assert {f.text for f in document.findings if f.technique == "d8-header-table-field"} == unused


def test_a_box_under_another_is_covered() -> None:
    box = (
        r"{\shp{\*\shpinst\shpleft%d\shptop%d\shpright%d\shpbottom%d\shpbxpage\shpbypage\shpz%d{\shptxt %s}}}"
    )
    body = box % (1000, 1000, 3000, 2000, 0, "secret") + box % (900, 900, 4000, 3000, 1, "Vaa")
    assert said(body) == "Vaa"


def test_what_the_file_says_of_itself_or_would_fetch_is_in_the_receipt() -> None:
    body = r"{\info{\doccomm a comment of more than some words}}{\*\annotation a remark}"
    body += r"{\field{\*\fldinst DDEAUTO cmd}{\fldrslt Vaa}}{\sp{\sn wzDescription}{\sv a picture}}"
    document = seen(body)
    assert document.text == "Vaa"
    assert {"d6-docprops", "d7-comment", "dde", "d9-image-alt"} <= {f.technique for f in document.findings}
