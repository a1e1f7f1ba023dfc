"""RTF: grounds, destinations, headers and bytes that are no text."""

import pytest

from intake.mail import SanitizedDocument
from intake.sanitize.attachments import sanitize_document

HEAD = rb"{\rtf1\ansi{\colortbl;\red255\green255\blue255;\red16\green32\blue48;}"


def read(body: bytes) -> SanitizedDocument:
    return sanitize_document(HEAD + body + b"}", filename="a.rtf", media_type=None)


@pytest.mark.parametrize(
    ("body", "seen"),
    [
        (rb"\pard\cbpat2 {\cf1 light}{\cf2 secret}\par\pard{\cf1 secret}end", "light\nend"),
        (
            rb"\trowd\clcbpat2\cellx900\cellx1800\pard\intbl{\cf1 light}\cell{\cf1 secret}b\cell\row",
            "light | b",
        ),
        (rb"\trowd\clcbpat2\cellx9\pard\intbl a\cell\row\pard{\cf1 secret}b", "a\nb"),
        (rb"{\chcbpat2\cf1 light}{\plain\cf1 secret} end", "light end"),
        (rb"a{\pict\bin9 }}}{\\x\par}b", "ab"),
        (rb"{\upr{secret}{\*\ud shown}} end", "shown end"),
        (rb"{\object{\*\objdata 00ff}{\result shown}} end", "shown end"),
        (
            rb"{\shp{\*\shpinst{\sp{\sn wzName}{\sv secret}}{\shptxt shown}}{\shprslt secret}} end",
            "end\nshown",
        ),
        (
            rb"{\field{\*\fldinst{IF secret {\field{\*\fldinst x}{\fldrslt secret}}}}{\fldrslt shown}}",
            "shown",
        ),
        (rb"{\headerf secret\par}{\header shown\par}body", "shown\nbody"),
        (rb"\titlepg{\headerf shown\par}body", "shown\nbody"),
        (rb"{\headerl secret\par}{\footerr shown\par}body", "body\nshown"),
        (rb"{\xe{secret}}a", "a"),
    ],
)
def test_what_a_word_processor_shows_is_read(body: bytes, seen: str) -> None:
    document = read(body)
    assert document.text == seen
    assert document.status == "read"


@pytest.mark.parametrize("body", [rb"\bin999999999 rest", rb"\bin-5 rest", rb"\trowd" + rb"\cellx1" * 5000])
def test_counts_that_no_file_has_end_well(body: bytes) -> None:
    assert read(b"shown " + body).text.startswith("shown")
