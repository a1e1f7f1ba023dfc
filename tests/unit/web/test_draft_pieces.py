"""Drafts and quotes cut into pieces, and drafts that get another text."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from intake.deliver.left import read_left
from intake.deliver.review import CUT_LINE
from intake.deliver.revise import reply_of, revised
from intake.web.draft import highlighted, paragraphs, sources

DRAFT = (
    b"From: shop@x.test\r\nTo: ana@x.test\r\nSubject: Re: a\r\n folded subject\r\n"
    b"Message-ID: <mailroom.drafted.1@x.test>\r\nX-Mailroom-Digest: sha256:" + b"a" * 64 + b"\r\n"
    b'MIME-Version: 1.0\r\nContent-Type: text/plain; charset="utf-8"\r\n\r\n'
    b"Hello Ana,\r\n\r\nit takes 3 days. [1]\r\n\r\n" + CUT_LINE.encode() + b"\r\n\r\nSources\r\n[1] a.md\r\n"
)


def test_a_reply_is_cut_into_text_and_markers() -> None:
    (first, second) = paragraphs("Hello,\n\nIt takes 3 days. [1] And [2]more.")
    assert [p.text for p in first] == ["Hello,"]
    assert [(p.text, p.n) for p in second] == [
        ("It takes 3 days. ", None),
        ("[1]", 1),
        (" And ", None),
        ("[2]", 2),
        ("more.", None),
    ]


@given(st.text())
def test_no_character_of_a_reply_is_lost(text: str) -> None:
    shown = "".join(p.text for block in paragraphs(text) for p in block)
    assert "".join(shown.split()) == "".join(text.split())


def test_sources_are_numbered_and_hold_all_their_quotes() -> None:
    def cite(n: int, start: int) -> dict[str, object]:
        return {"n": n, "source": f"{n}.md", "start": start, "end": start + 3, "quote": "abc", "title": ""}

    draft = {"claims": [{"citations": [cite(2, 0), cite(1, 5)]}, {"citations": [cite(2, 9)]}]}
    assert [(s.n, s.title, len(s.quotes)) for s in sources(draft)] == [(1, "1.md", 1), (2, "2.md", 2)]


def test_quotes_are_marked_where_they_stand_and_missed_where_they_do_not() -> None:
    spans, same = highlighted("one two three", ((4, 7, "two"),))
    assert [(s.text, s.quoted) for s in spans] == [("one ", False), ("two", True), (" three", False)]
    assert same
    assert highlighted("one 2 three", ((4, 7, "two"),))[1] is False
    overlapping, _ = highlighted("abcdef", ((0, 4, "abcd"), (2, 6, "cdef")))
    assert "".join(s.text for s in overlapping) == "abcdef"


def test_an_edited_draft_keeps_its_id_its_headers_and_what_the_reviewer_should_know() -> None:
    new = revised(DRAFT, "Hello Ana,\n\nit takes fünf days.")
    left = read_left(new)
    assert left.text == "Hello Ana,\n\nit takes fünf days."
    assert left.cut
    assert not left.differs
    assert left.digest == "a" * 64
    assert left.subject == "Re: a folded subject"
    assert b"Message-ID: <mailroom.drafted.1@x.test>\r\n" in new
    assert b"[1] a.md" in new
    assert reply_of(new) == "Hello Ana,\n\nit takes fünf days.\n"
    assert reply_of(revised(new, "again")) == "again\n"


@given(st.text(max_size=300))
def test_no_reply_can_end_early_or_add_a_header(reply: str) -> None:
    new = revised(DRAFT, reply)
    assert new.count(b"X-Mailroom-Digest") == 1
    assert new.count(b"Message-ID:") == 1
    assert b"[1] a.md" in new
    assert revised(DRAFT, "x mailroom-cut: y").count(b"mailroom-cut") == 2, "once a part, and no more"


def test_a_draft_without_its_cut_line_is_not_touched() -> None:
    with pytest.raises(ValueError, match="cut line"):
        revised(DRAFT.replace(b"mailroom-cut", b"something"), "x")
